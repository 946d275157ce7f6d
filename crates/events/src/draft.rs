//! The text of a decision (决定书文稿), from draft to decision the same structure, so that "the text that was reviewed" has a meaning a
//! program can hold: two drafts are the same text exactly when their canonical texts are the same characters.

use law::penalties::Penalty;
use law::scope::Outcome;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// What a decision says (行政处罚法 art 59), before number, seal and date.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Draft {
    pub outcome: Outcome,
    /// 违法事实.
    pub facts: String,
    /// Evidence by its number in the case.
    pub evidence: Vec<u32>,
    /// 案件性质与违反的规定.
    pub character: String,
    /// 裁量说明: which tier, why.
    pub discretion: String,
    /// 减轻处罚: below the statutory minimum (art 32).
    pub mitigated: bool,
    /// 处罚依据.
    pub basis: Vec<String>,
    pub penalties: Vec<Penalty>,
    /// 履行方式和期限.
    pub performance: String,
    /// 救济途径和期限.
    pub remedies: String,
    /// Body to which a suspected crime is handed over; only for a transfer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub receiver: Option<String>,
    /// The sum on which a fine by multiples is counted (货值金额 and the like).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base_value: Option<law::money::Fen>,
}

impl Default for Draft {
    fn default() -> Self {
        Draft {
            outcome: Outcome::Penalty,
            facts: String::new(),
            evidence: Vec::new(),
            character: String::new(),
            discretion: String::new(),
            mitigated: false,
            basis: Vec::new(),
            penalties: Vec::new(),
            performance: String::new(),
            remedies: String::new(),
            receiver: None,
            base_value: None,
        }
    }
}

impl Draft {
    /// The canonical text: one labelled part after another. What is digested, reviewed and compared.
    pub fn text(&self) -> String {
        let evidence: Vec<String> = self.evidence.iter().map(u32::to_string).collect();
        let penalties: Vec<String> = self.penalties.iter().map(penalty_line).collect();
        let parts = [
            ("结论", self.outcome.title().to_owned()),
            ("事实", self.facts.clone()),
            ("证据", evidence.join(",")),
            ("性质", self.character.clone()),
            ("裁量", self.discretion.clone()),
            ("减轻", if self.mitigated { "是" } else { "否" }.to_owned()),
            ("依据", self.basis.join("\n")),
            ("处罚", penalties.join("\n")),
            ("履行", self.performance.clone()),
            ("救济", self.remedies.clone()),
            ("移送", self.receiver.clone().unwrap_or_default()),
        ];
        let mut text = parts.map(|(label, text)| part(label, &text)).concat();
        // Texts from before there was a base keep their digest.
        if let Some(base) = self.base_value {
            text.push_str(&part("计算基数", &base.to_string()));
        }
        text
    }

    /// SHA-256 of the canonical text, hexadecimal.
    pub fn digest(&self) -> String {
        hex::encode(Sha256::digest(self.text().as_bytes()))
    }

    /// The fine in this draft, all fines together.
    pub fn fine(&self) -> law::money::Fen {
        let fines = self.penalties.iter().filter(|p| p.kind == law::penalties::PenaltyKind::Fine);
        law::money::Fen(fines.filter_map(|p| p.amount).fold(0, |sum, fen| sum.saturating_add(fen.0)))
    }

    /// The penalties in one line, e.g. for a list.
    pub fn in_short(&self) -> String {
        if self.penalties.is_empty() {
            return self.outcome.title().to_owned();
        }
        self.penalties.iter().map(penalty_line).collect::<Vec<_>>().join("；")
    }
}

fn part(label: &str, text: &str) -> String {
    format!("【{label}】{}\n{text}\n", text.len())
}

/// One penalty as a line of text.
pub fn penalty_line(penalty: &Penalty) -> String {
    let amount = penalty.amount.map(|fen| format!("{fen}元")).unwrap_or_default();
    format!("{}{}{}", penalty.kind.title(), amount, penalty.detail)
}

/// A draft of a penalty as it is entered in a form or over the API; shared by prior notice, submission for review and decision.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct DraftEntered {
    pub facts: String,
    /// Numbers of evidence, as text because they are chosen from a list.
    pub evidence: Vec<String>,
    pub character: String,
    pub discretion: String,
    pub mitigated: bool,
    pub basis: Vec<String>,
    pub penalties: Vec<Penalty>,
    pub base_value: Option<law::money::Fen>,
    pub performance: String,
    pub remedies: String,
}

/// The fields of a draft, for the declarations of the acts that carry one.
pub mod fields {
    use crate::field::{Field, Offer, Shape};

    pub const FACTS: Field = Field::new("facts", "违法事实", Shape::Text(20_000));
    pub const EVIDENCE: Field =
        Field::new("evidence", "证据", Shape::Many(Offer::Evidence)).hint("勾选查证属实、据以认定事实的证据");
    pub const CHARACTER: Field = Field::new("character", "案件性质和违反的规定", Shape::Text(3000));
    pub const DISCRETION: Field =
        Field::new("discretion", "裁量说明", Shape::Text(3000)).hint("适用的裁量基准、阶次和理由");
    pub const MITIGATED: Field = Field::new("mitigated", "减轻处罚", Shape::Yes)
        .optional()
        .hint("在法定处罚幅度最低限以下处罚；减轻处罚应当法制审核");
    pub const BASIS: Field = Field::new("basis", "处罚依据", Shape::Lines(300));
    pub const PENALTIES: Field = Field::new(
        "penalties",
        "处罚",
        Shape::Rows(&[
            Field::new("kind", "种类", Shape::Choice(KINDS)),
            Field::new("amount", "金额", Shape::Money).optional(),
            Field::new("detail", "内容", Shape::Line(300)).optional(),
        ]),
    );
    pub const BASE_VALUE: Field = Field::new("base_value", "货值金额等计算基数", Shape::Money)
        .optional()
        .hint("罚款按货值金额、违法所得等的倍数或者比例计算的，填写查明的数额");
    pub const PERFORMANCE: Field = Field::new("performance", "履行方式和期限", Shape::Text(1000));
    pub const REMEDIES: Field = Field::new("remedies", "救济途径和期限", Shape::Text(1000));

    /// Those of a draft without penalty, beside facts, evidence, character and basis.
    pub const OUTCOME: Field = Field::new("outcome", "处理结果", Shape::Choice(super::OUTCOMES))
        .hint("移送，以及复杂、涉及公共利益等应当审核的，先送法制审核，按审核通过的文稿作出决定");
    pub const UNPENALISED_FACTS: Field = Field { label: "查明的事实", ..FACTS };
    pub const UNPENALISED_CHARACTER: Field = Field { label: "案件性质", ..CHARACTER };
    pub const REASON: Field = Field::new("reason", "理由", Shape::Text(3000));
    pub const UNPENALISED_BASIS: Field = Field { label: "依据", ..BASIS };
    pub const EDUCATION: Field = Field::new("education", "教育情况", Shape::Text(1000))
        .optional()
        .hint("不予处罚的，记明对当事人的教育");
    pub const UNPENALISED_REMEDIES: Field =
        REMEDIES.optional().hint("不予处罚、事实不成立的，写明；移送的，不填写");
    pub const RECEIVER: Field =
        Field::new("receiver", "受移送机关", Shape::Line(100)).optional().hint("移送的，写明公安机关名称");

    /// Every field of a draft without penalty, in the order of the form.
    pub const UNPENALISED: [Field; 9] = [
        OUTCOME,
        UNPENALISED_FACTS,
        EVIDENCE,
        UNPENALISED_CHARACTER,
        REASON,
        UNPENALISED_BASIS,
        EDUCATION,
        UNPENALISED_REMEDIES,
        RECEIVER,
    ];

    /// Kinds of penalty that a body of this district can decide; detention is for the police alone (art 18).
    pub const KINDS: &[(&str, &str)] = &[
        ("warning", "警告"),
        ("circular_criticism", "通报批评"),
        ("fine", "罚款"),
        ("confiscate_gains", "没收违法所得"),
        ("confiscate_property", "没收非法财物"),
        ("suspend_permit", "暂扣许可证件"),
        ("lower_qualification", "降低资质等级"),
        ("revoke_permit", "吊销许可证件"),
        ("restrict_activities", "限制开展生产经营活动"),
        ("suspend_business", "责令停产停业"),
        ("close_down", "责令关闭"),
        ("restrict_employment", "限制从业"),
        ("other", "法律、行政法规规定的其他行政处罚"),
    ];
}

impl DraftEntered {
    /// Reads the draft of a penalty: evidence must be the case's, every fine an amount, and all of it within what the law allows ([`crate::limits`]).
    pub fn read(&self, case: &crate::Standing) -> Result<Draft, crate::Refusal> {
        let evidence = evidence_of(&self.evidence, case)?;
        if self.penalties.is_empty() {
            return Err(crate::Refusal::of_field("penalties", "请填写处罚种类和内容"));
        }
        if let Some(wrong) =
            self.penalties.iter().find(|p| p.kind.has_amount() && p.amount.is_none_or(|fen| fen.0 <= 0))
        {
            return Err(crate::Refusal::of_field(
                "penalties",
                format!("{}应当写明大于零的金额", wrong.kind.title()),
            ));
        }
        let draft = Draft {
            outcome: Outcome::Penalty,
            facts: self.facts.clone(),
            evidence,
            character: self.character.clone(),
            discretion: self.discretion.clone(),
            mitigated: self.mitigated,
            basis: self.basis.clone(),
            penalties: self.penalties.clone(),
            performance: self.performance.clone(),
            remedies: self.remedies.clone(),
            receiver: None,
            base_value: self.base_value,
        };
        crate::limits::within(&draft, case)?;
        Ok(draft)
    }
}

/// Codes and words of the outcomes without penalty.
pub const OUTCOMES: &[(&str, &str)] = &[
    ("no_penalty", "违法行为轻微等，不予行政处罚"),
    ("not_established", "违法事实不能成立"),
    ("transferred", "涉嫌犯罪，移送司法机关"),
];

/// A draft without penalty as it is entered (行政处罚法 art 57 items 2–4); shared by submission for review and decision, so that the text
/// reviewed and the text decided are read by the same hand.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct UnpenalisedEntered {
    /// Code of one of [`OUTCOMES`].
    pub outcome: String,
    pub facts: String,
    pub evidence: Vec<String>,
    pub character: String,
    pub reason: String,
    pub basis: Vec<String>,
    pub education: String,
    pub remedies: String,
    pub receiver: String,
}

crate::refusals! {
    /// Why a draft without penalty does not read.
    pub enum Unread {
        OutcomeMissing => law::article::Article::of(law::article::PENALTY_LAW, 57), "请选择处理结果", "选择不予处罚、事实不成立或者移送", field "outcome";
        EducationMissing => law::article::Article::of(law::article::PENALTY_LAW, 33).paragraph(3), "不予行政处罚的，应当对当事人进行教育", "填写教育情况", field "education";
        ReceiverMissing => law::article::Article::of(law::article::PENALTY_LAW, 27), "移送应当写明受移送的司法机关", "填写受移送机关", field "receiver";
        ReceiverNeedless => law::article::Article::of(law::article::PENALTY_LAW, 57), "不移送的，不填写受移送机关", "删去受移送机关，或者改选移送", field "receiver";
    }
}

impl UnpenalisedEntered {
    /// Reads the draft: which outcome, with the particulars that outcome asks for.
    pub fn read(&self, case: &crate::Standing) -> Result<Draft, crate::Refusal> {
        let outcome = match self.outcome.as_str() {
            "no_penalty" => Outcome::NoPenalty,
            "not_established" => Outcome::NotEstablished,
            "transferred" => Outcome::Transferred,
            _ => return Err(Unread::OutcomeMissing.into()),
        };
        let receiver = Some(self.receiver.trim().to_owned()).filter(|receiver| !receiver.is_empty());
        if outcome == Outcome::NoPenalty && self.education.trim().is_empty() {
            return Err(Unread::EducationMissing.into());
        }
        match (outcome == Outcome::Transferred, &receiver) {
            (true, None) => return Err(Unread::ReceiverMissing.into()),
            (false, Some(_)) => return Err(Unread::ReceiverNeedless.into()),
            _ => {}
        }
        Ok(Draft {
            outcome,
            facts: self.facts.clone(),
            evidence: evidence_of(&self.evidence, case)?,
            character: self.character.clone(),
            discretion: self.reason.clone(),
            basis: self.basis.clone(),
            performance: self.education.clone(),
            remedies: self.remedies.clone(),
            receiver,
            ..Draft::default()
        })
    }
}

/// Evidence chosen by number; each must be the case's.
pub fn evidence_of(chosen: &[String], case: &crate::Standing) -> Result<Vec<u32>, crate::Refusal> {
    let known = |text: &String| {
        let number = text.parse::<u32>().ok();
        let found = number.filter(|n| case.investigation.evidence.iter().any(|item| item.number == *n));
        found.ok_or_else(|| crate::Refusal::of_field("evidence", format!("本案没有编号为{text}的证据")))
    };
    let mut numbers: Vec<u32> = chosen.iter().map(known).collect::<Result<_, _>>()?;
    numbers.sort_unstable();
    numbers.dedup();
    if numbers.is_empty() {
        return Err(crate::Refusal::of_field(
            "evidence",
            "没有证据不能认定违法事实（《行政处罚法》第四十六条）",
        ));
    }
    Ok(numbers)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_changed_character_is_another_text() {
        let draft = Draft { facts: "销售超过保质期的食品".to_owned(), ..Draft::default() };
        let changed = Draft { facts: "销售超过保质期的食品。".to_owned(), ..draft.clone() };
        assert_ne!(draft.digest(), changed.digest());
    }

    #[test]
    fn text_cannot_be_moved_between_parts_unseen() {
        let one = Draft { facts: "甲".to_owned(), character: "乙".to_owned(), ..Draft::default() };
        let two =
            Draft { facts: "甲\n\n【证据】0\n\n【性质】3\n乙".to_owned(), ..Draft::default() };
        assert_ne!(one.text(), two.text());
    }
}
