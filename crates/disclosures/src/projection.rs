//! The projection (公示内容): a new document holding only what the list below allows: unit, decision number, the party as the public may see it,
//! matter, facts, basis, penalties, outcome, day, remedies, and how long each channel shows it. Everything that is not listed is not there.
//!
//! Free texts are masked and then scanned; what cannot be shown lawful is withheld (plan clause 6; 行政处罚法 art 48, 50; 未成年人保护法 art 103).

use crate::leak::{Leak, Private, shown_name};
use events::cases::Decided;
use events::draft::penalty_line;
use events::standing::Standing;
use jiff::ToSpan;
use jiff::civil::Date;
use law::age::{Age, at_the_act};
use law::article::{Article, PLAN};
use law::penalties::{Penalty, PenaltyKind};
use law::publication::{Channel, SeverityClass, WithholdingGround, channel_rule, mask_uscc};
use law::scope::Outcome;
use law::thresholds::{PartyKind, Sector};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// A published document. The order of the fields is the order of the keys in its text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PublicationDocument {
    /// Version of the form.
    pub v: u8,
    /// 执法单位.
    pub unit: UnitShown,
    /// Number of the decision as printed.
    pub number: String,
    pub decided_on: Date,
    /// 执法类别: 行政处罚 or 不予行政处罚.
    pub category: String,
    /// Code of the outcome and its title (执法结论).
    pub outcome: Outcome,
    pub conclusion: String,
    /// 执法对象.
    pub party: PartyShown,
    pub matter: MatterShown,
    pub facts: String,
    pub basis: Vec<String>,
    pub penalties: Vec<PenaltyShown>,
    pub remedies: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub severity: Option<SeverityClass>,
    pub channels: Vec<ChannelShown>,
}

/// The body that decided.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UnitShown {
    /// 统一社会信用代码.
    pub code: String,
    pub name: String,
}

/// The party as the public sees it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PartyShown {
    pub kind: PartyKind,
    pub name: String,
    /// 统一社会信用代码: whole for an organisation, starred for a sole trader, absent for a person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
}

/// What was broken.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MatterShown {
    pub code: String,
    pub name: String,
    pub violated: String,
}

/// One penalty.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PenaltyShown {
    pub kind: PenaltyKind,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount_fen: Option<i64>,
    /// Kind, amount and particulars as a line, e.g. 罚款5,000.00元.
    pub says: String,
}

/// Where it is shown, and the last day.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChannelShown {
    pub channel: Channel,
    pub until: Date,
}

events::refusals! {
    /// Why a decision may not be published as things stand.
    pub enum Withheld {
        NotDecided => Article::of(PLAN, 6), "尚未作出处理决定", "作出决定后公示";
        Minor => WithholdingGround::Minor.article(), "当事人在违法行为发生时未满十八周岁，不得公示", "办理“不予公示”，理由选择“涉及未成年人”";
        BirthUnknown => WithholdingGround::Minor.article(), "不知道当事人的出生日期，不能确定是否涉及未成年人", "办理“不予公示”，查明后再公示";
        OwnerUnknown => WithholdingGround::Privacy.article(), "不知道个体工商户经营者的姓名，不能确定字号中是否含有其姓名", "办理“不予公示”，查明后再公示";
        Sealed => WithholdingGround::SealedPublicOrder.article(), "治安管理违法记录应当封存，不得公示", "办理“不予公示”，理由选择“治安管理违法记录封存”";
        Transferred => WithholdingGround::Other.article(), "案件已移送司法机关，司法机关处理前公示不能确定为合法", "办理“不予公示”";
        NotShownLawful { what: String } => WithholdingGround::Privacy.article(), "公示内容遮盖后仍含有{what}，不能确定公示合法", "办理“不予公示”，或者报告系统管理员";
    }
}

/// The document of a case's decision as of `on`, the day of publication. `hide` are names and other texts the clerk has found beside those the case
/// holds in fields of their own.
pub fn document(case: &Standing, on: Date, hide: &[String]) -> Result<PublicationDocument, Withheld> {
    let (Some(opened), Some(decision)) = (&case.opened, &case.decision) else {
        return Err(Withheld::NotDecided);
    };
    may_be_shown(case)?;
    let decided = &decision.decided;
    let draft = &decided.draft;
    let private = Private::of(case, hide);
    // Who is not punished has broken no trust: there is no gravity to state.
    let severity = (draft.outcome == Outcome::Penalty).then(|| severity(&draft.penalties));
    let document = PublicationDocument {
        v: 1,
        unit: UnitShown { code: opened.body.clone(), name: opened.body_name.clone() },
        number: decided.number.to_string(),
        decided_on: decision.on,
        category: category(draft.outcome).to_owned(),
        outcome: draft.outcome,
        conclusion: private.mask(&draft.in_short()),
        party: party(case, opened.party.kind, &opened.party.code),
        matter: MatterShown {
            code: opened.matter.code.clone(),
            name: private.mask(&opened.matter.name),
            violated: private.mask(&opened.matter.violated),
        },
        facts: private.mask(&draft.facts),
        basis: draft.basis.iter().map(|line| private.mask(line)).collect(),
        penalties: draft.penalties.iter().map(|penalty| penalty_shown(penalty, &private)).collect(),
        remedies: private.mask(&draft.remedies),
        severity,
        channels: channels(decided, opened.party.kind, severity, decision.on, on),
    };
    proved(document, &private)
}

impl PublicationDocument {
    /// The exact text that is published and digested.
    pub fn text(&self) -> String {
        // Strings, numbers and dates: writing them as JSON cannot fail.
        serde_json::to_string(self).unwrap_or_default()
    }

    /// SHA-256 of [`text`](Self::text), hex.
    pub fn sha256(&self) -> String {
        hex::encode(Sha256::digest(self.text().as_bytes()))
    }

    /// Reads a published text back.
    pub fn read(text: &str) -> Result<PublicationDocument, serde_json::Error> {
        serde_json::from_str(text)
    }

    /// The same document telling the facts in other words, masked and scanned like the first. What has to be hidden by now is hidden in the texts
    /// that stay as well.
    pub fn with_facts(
        &self,
        facts: &str,
        case: &Standing,
        hide: &[String],
    ) -> Result<PublicationDocument, Withheld> {
        let private = Private::of(case, hide);
        let penalties = self.penalties.iter();
        let document = PublicationDocument {
            conclusion: private.mask(&self.conclusion),
            matter: MatterShown {
                name: private.mask(&self.matter.name),
                violated: private.mask(&self.matter.violated),
                ..self.matter.clone()
            },
            facts: private.mask(facts),
            basis: self.basis.iter().map(|line| private.mask(line)).collect(),
            penalties: penalties
                .map(|shown| PenaltyShown { says: private.mask(&shown.says), ..shown.clone() })
                .collect(),
            remedies: private.mask(&self.remedies),
            ..self.clone()
        };
        proved(document, &private)
    }
}

/// What the clerk entered to be hidden, as it is kept with the event: without blank lines.
pub(crate) fn entered(hide: &[String]) -> Vec<String> {
    hide.iter().map(|text| text.trim()).filter(|text| !text.is_empty()).map(str::to_owned).collect()
}

/// Scans the finished text; a document that still leaks is not let out.
fn proved(document: PublicationDocument, private: &Private) -> Result<PublicationDocument, Withheld> {
    match private.leaks_in_document(&document.text()).first() {
        None => Ok(document),
        Some(Leak { what, .. }) => Err(Withheld::NotShownLawful { what: (*what).to_owned() }),
    }
}

/// What closes publication whatever the document would say. Not knowing is a no.
fn may_be_shown(case: &Standing) -> Result<(), Withheld> {
    let Some(opened) = &case.opened else { return Err(Withheld::NotDecided) };
    if opened.sector == Sector::PublicOrder {
        return Err(Withheld::Sealed);
    }
    let owner = opened.party.representative.as_deref().unwrap_or_default();
    if opened.party.kind == PartyKind::SoleTrader && owner.trim().is_empty() {
        return Err(Withheld::OwnerUnknown);
    }
    if case.outcome() == Some(Outcome::Transferred) {
        return Err(Withheld::Transferred);
    }
    if opened.party.kind == PartyKind::Person {
        let born = opened.party.born.ok_or(Withheld::BirthUnknown)?;
        if at_the_act(born, opened.act_ended_on) != Age::Adult {
            return Err(Withheld::Minor);
        }
    }
    Ok(())
}

fn party(case: &Standing, kind: PartyKind, code: &str) -> PartyShown {
    let code = match kind {
        PartyKind::Organisation => Some(code.to_owned()),
        PartyKind::SoleTrader => Some(mask_uscc(code)),
        PartyKind::Person => None,
    };
    PartyShown { kind, name: shown_name(case), code }
}

fn penalty_shown(penalty: &Penalty, private: &Private) -> PenaltyShown {
    PenaltyShown {
        kind: penalty.kind,
        amount_fen: penalty.amount.map(|fen| fen.0),
        says: private.mask(&penalty_line(penalty)),
    }
}

/// 执法类别: only a penalty is called one.
fn category(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Penalty => "行政处罚",
        Outcome::NoPenalty | Outcome::NotEstablished => "不予行政处罚",
        Outcome::Transferred => "移送",
    }
}

/// How grave the conduct is by the penalties: warning and criticism alone are slight; revoking, closing and barring are grave. What sum of money alone
/// makes a case grave no rule in force fixes, so no sum does.
pub fn severity(penalties: &[Penalty]) -> SeverityClass {
    use PenaltyKind::{CircularCriticism, CloseDown, RestrictEmployment, RevokePermit, Warning};
    let any = |kinds: &[PenaltyKind]| penalties.iter().any(|penalty| kinds.contains(&penalty.kind));
    if any(&[RevokePermit, CloseDown, RestrictEmployment]) {
        SeverityClass::Grave
    } else if penalties.iter().all(|penalty| matches!(penalty.kind, Warning | CircularCriticism)) {
        SeverityClass::Slight
    } else {
        SeverityClass::Ordinary
    }
}

/// The channels in force on `on`, with the last day of each, counted from the decision. A natural person stands on the district's portal alone;
/// what is no penalty stands there alone too.
fn channels(
    decided: &Decided,
    party: PartyKind,
    severity: Option<SeverityClass>,
    decided_on: Date,
    on: Date,
) -> Vec<ChannelShown> {
    let credit = party != PartyKind::Person && decided.draft.outcome == Outcome::Penalty;
    let market = decided.circumstances.sector == Sector::MarketRegulation;
    let open = [
        (Channel::Portal, true),
        (Channel::CreditChina, credit),
        (Channel::EnterpriseCredit, credit && market),
        (Channel::CreditShanghai, credit),
    ];
    let shown = |(channel, open): (Channel, bool)| {
        let rule = channel_rule(channel, severity.unwrap_or(SeverityClass::Slight), on)
            .filter(|rule| open && rule.published)?;
        let until = decided_on.saturating_add(i32::from(rule.months_max).months());
        Some(ChannelShown { channel, until })
    };
    open.into_iter().filter_map(shown).collect()
}

#[cfg(test)]
mod tests;
