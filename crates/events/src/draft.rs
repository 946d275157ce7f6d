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
        parts.map(|(label, text)| format!("【{label}】{}\n{text}\n", text.len())).concat()
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

/// One penalty as a line of text.
pub fn penalty_line(penalty: &Penalty) -> String {
    let amount = penalty.amount.map(|fen| format!("{fen}元")).unwrap_or_default();
    format!("{}{}{}", penalty.kind.title(), amount, penalty.detail)
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
        let two = Draft { facts: "甲\n\n【证据】0\n\n【性质】3\n乙".to_owned(), ..Draft::default() };
        assert_ne!(one.text(), two.text());
    }
}
