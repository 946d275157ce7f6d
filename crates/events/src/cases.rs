//! What can happen in a penalty case of the ordinary procedure (普通程序), from clue to closing.
//!
//! Field names and event names are the ledger's and are never renamed; a new meaning is a new event.

use crate::draft::Draft;
use crate::ids::OfficerId;
use crate::people::{FileNamed, OfficerNamed, Party, Place};
use crate::signing::Hand;
use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use law::case_period::ExcludedTime;
use law::evidence::EvidenceKind;
use law::money::Fen;
use law::service::ServiceMode;
use law::thresholds::Sector;
use serde::{Deserialize, Serialize};

/// A number in a series that has no gaps: letter (机关代字＋文种), year, running number. The ledger gives `running` on append.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize)]
pub struct Numbered {
    /// 机关代字, e.g. 长市监.
    pub letter: String,
    /// 文种字, e.g. 罚.
    pub word: String,
    pub year: i16,
    /// 1, 2, 3 …; 0 until the ledger has given it.
    pub running: u32,
}

impl std::fmt::Display for Numbered {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}{}〔{}〕{}号", self.letter, self.word, self.year, self.running)
    }
}

/// 线索登记.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CaseOpened {
    pub number: Numbered,
    pub title: String,
    /// 统一社会信用代码 of the body.
    pub body: String,
    pub body_name: String,
    pub department: String,
    pub sector: Sector,
    pub matter: Matter,
    pub source: String,
    pub clue: String,
    pub party: Party,
    pub place: Place,
    /// The day the unlawful act was done, or ended if it went on (art 36).
    pub act_ended_on: Date,
    /// Whether it touches life, health or financial safety with harm (art 36: five years).
    pub harm_to_safety: bool,
    pub received_on: Date,
    pub handler: OfficerNamed,
}

/// The matter (权力事项) as it stood when the case used it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Matter {
    pub code: String,
    pub name: String,
    /// The article that was broken.
    pub violated: String,
    /// The article that penalises it.
    pub basis: String,
    pub fine_min: Fen,
    pub fine_max: Fen,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub powers: Option<crate::registers::Powers>,
    /// Whether it is a matter of city management (城管), whose public notices stand longer.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub city_management: bool,
}

/// 立案呈批：two officers propose.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FilingProposed {
    pub officers: Vec<OfficerNamed>,
    pub reason: String,
    pub opinion: String,
}

/// 立案.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CaseFiled {
    pub approver: OfficerNamed,
    pub opinion: String,
}

/// 不予立案; the case ends.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FilingDeclined {
    pub approver: OfficerNamed,
    pub reason: String,
}

/// 亮证 (plan clause 3).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CertificatesShown {
    pub at: DateTime,
    pub place: Place,
    pub officers: Vec<OfficerNamed>,
    /// Who confirmed it: the party's person or a witness, by name and role.
    pub confirmed_by: String,
    pub confirmed_as: String,
    /// How that person signed the confirmation; events from before it could be signed say nothing of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confirmation: Option<Confirmation>,
    /// 着装和执法标志, where the rules of the body ask for them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub uniform: Option<Uniform>,
    /// The page that was laid before the party by a one-time code (亮证码), if one was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<PageShown>,
}

/// The confirmation of the certificates: signed, having read the text of this digest, or the reason why not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "how")]
pub enum Confirmation {
    Signed {
        text_digest: String,
        hand: Hand,
    },
    /// On the party's own phone, having seen the page of this digest, by the person whom the page names.
    OnPhone {
        content_digest: String,
        at: Timestamp,
    },
    Unsigned {
        reason: String,
    },
}

/// Uniform and insignia, confirmed as the rules of the body ask for them (plan clause 4).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Uniform {
    /// What has to be worn.
    pub worn: String,
    /// The rule that asks for it.
    pub basis: String,
}

/// What the party was shown on its own phone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageShown {
    pub offered_at: Timestamp,
    /// When a phone opened it first; `None` when none did before the certificates were recorded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opened_at: Option<Timestamp>,
    /// SHA-256 of the page's content, hexadecimal; the page itself shows it too.
    pub content_digest: String,
    /// Numbers of the certificates that the page shows.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub certificates: Vec<String>,
    /// Who confirmed on that phone, if anybody did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confirmed: Option<PageConfirmed>,
}

/// The confirmation that came from the party's phone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageConfirmed {
    pub at: Timestamp,
    /// Name and capacity as the person typed them.
    pub by: String,
    pub capacity: String,
}

/// 现场检查.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct InspectionRecorded {
    pub began_at: DateTime,
    pub ended_at: DateTime,
    /// What was inspected, from the body's list; empty where the body has published none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub items: Vec<InspectedItem>,
    pub place: Place,
    pub found: String,
    pub present: String,
    pub signature: Signature,
}

/// An item of the body's list of inspections (检查事项), as it stood when it was inspected.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct InspectedItem {
    pub code: String,
    pub name: String,
}

/// How the party signed, or why not.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "how")]
pub enum Signature {
    /// Signed by this person: on a screen, having read the text of this digest, or with a pen on the printed sheet, when there is no hand.
    Signed {
        name: String,
        #[serde(default, skip_serializing_if = "String::is_empty")]
        text_digest: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        hand: Option<Hand>,
    },
    /// Refused; with the reason and a witness by his or her own hand, or a recording, that shows it.
    Refused {
        reason: String,
        witness: String,
        #[serde(default, skip_serializing_if = "String::is_empty")]
        text_digest: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        hand: Option<Hand>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        recording: Option<FileNamed>,
    },
    /// Nobody to sign: the party stayed away from its hearing.
    Absent,
}

/// 询问.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct InquiryRecorded {
    pub began_at: DateTime,
    pub ended_at: DateTime,
    pub place: Place,
    pub asked: String,
    pub asked_identity: String,
    pub officers: Vec<OfficerNamed>,
    pub exchanges: Vec<Exchange>,
    pub signature: Signature,
}

/// One question and its answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Exchange {
    pub question: String,
    pub answer: String,
}

/// 证据.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EvidenceAdded {
    pub kind: EvidenceKind,
    pub title: String,
    pub proves: String,
    pub collected_on: Date,
    pub collected_at: String,
    pub files: Vec<FileNamed>,
}

/// 先行登记保存 (art 56).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PropertyPreserved {
    pub items: Vec<PreservedItem>,
    pub reason: String,
    pub kept_at: String,
    pub approver: OfficerNamed,
    pub preserved_on: Date,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PreservedItem {
    pub name: String,
    pub model: String,
    pub quantity: String,
}

/// 先行登记保存的处理决定, within seven working days.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PreservationDecided {
    /// Which preservation of the case, counted from 1.
    pub preservation: u32,
    pub outcome: String,
}

/// 调查终结.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct InvestigationConcluded {
    pub facts: String,
    /// Evidence by number, each found true (查证属实, art 46).
    pub evidence: Vec<u32>,
    pub character: String,
    pub discretion: String,
    pub proposal: String,
    /// 复杂或者重大违法行为 (art 57 para 2): collective discussion is due.
    pub complex: bool,
    /// 疑难复杂、涉及多个法律关系 (art 58).
    pub several_relations: bool,
    /// 涉及重大公共利益 (art 58).
    pub public_interest: bool,
}

/// 事先告知 (art 44), with hearing rights where the threshold asks for it (art 63).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PriorNoticeIssued {
    pub draft: Draft,
    pub hearing_right: bool,
    pub statement_days: u16,
    pub notice: Numbered,
}

/// 送达.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DocumentDelivered {
    pub paper: Numbered,
    pub mode: ServiceMode,
    pub place: String,
    pub attempted_on: Date,
    /// The day of service as the law counts it.
    pub served_on: Date,
    pub received_by: String,
    pub officers: Vec<OfficerNamed>,
    pub witness: String,
    pub proof: Vec<FileNamed>,
    /// How the receiver signed the receipt on the spot, where it was read on a screen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signature: Option<Signature>,
}

/// 陈述申辩 (art 45).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StatementHeard {
    pub on: Date,
    pub by: String,
    pub content: String,
    /// 复核: what was found and whether it was accepted.
    pub finding: String,
    pub accepted: bool,
}

/// 放弃陈述申辩, expressly and in writing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StatementWaived {
    pub on: Date,
    pub by: String,
    pub proof: Option<FileNamed>,
}

/// 要求听证 (art 64 item 1).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HearingRequested {
    pub on: Date,
    pub by: String,
    pub grounds: String,
}

/// 放弃听证, in writing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HearingWaived {
    pub on: Date,
    pub by: String,
    pub proof: Option<FileNamed>,
}

/// 听证通知 (art 64 item 2).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HearingScheduled {
    pub at: DateTime,
    pub place: String,
    pub chair: OfficerNamed,
    pub clerk: String,
    pub notified_on: Date,
    pub public: bool,
}

/// 听证 held and closed, or ended because the party stayed away.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HearingHeld {
    pub on: Date,
    pub present: String,
    pub minutes: String,
    pub report: String,
    pub absent_party: bool,
    pub signature: Signature,
}

/// 集体讨论 (art 57 para 2).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DiscussionHeld {
    pub on: Date,
    pub place: String,
    pub chair: String,
    pub members: Vec<Opinion>,
    pub conclusion: String,
    /// What was discussed; events from before there was a choice discussed the decision.
    #[serde(default, skip_serializing_if = "Subject::is_decision")]
    pub subject: Subject,
    /// By how many days the period for deciding is to be extended; only for that subject.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub days: Option<u16>,
    /// Whose recusal was discussed; only for that subject.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub officer: Option<OfficerId>,
}

/// What the heads discuss together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// 对复杂或者重大违法行为作出决定 (art 57 para 2)
    #[default]
    Decision,
    /// 继续延长办案期限
    Extension,
    /// 负责人的回避
    Recusal,
}

impl Subject {
    fn is_decision(&self) -> bool {
        *self == Subject::Decision
    }

    pub const fn title(self) -> &'static str {
        match self {
            Subject::Decision => "处理决定",
            Subject::Extension => "继续延长办案期限",
            Subject::Recusal => "负责人回避",
        }
    }
}

/// 延长立案期限.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FilingPeriodExtended {
    /// Working days.
    pub days: u16,
    pub reason: String,
    pub approver: OfficerNamed,
}

/// 延长办案期限.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PeriodExtended {
    pub days: u16,
    pub reason: String,
    pub approver: OfficerNamed,
    /// Whether the heads decided it together.
    pub discussed: bool,
    /// Approval of the body above, where its approval is needed; else empty.
    #[serde(default)]
    pub superior: String,
}

/// 委托检测、检验、检疫、鉴定, or the right holder's identification: time that may not count in the period for deciding.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AppraisalBegun {
    pub kind: ExcludedTime,
    /// What is examined, and for what.
    pub subject: String,
    pub institution: String,
    pub began_on: Date,
    pub proof: FileNamed,
}

/// Its result has come.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AppraisalEnded {
    /// Which appraisal of the case, counted from 1.
    pub appraisal: u32,
    pub ended_on: Date,
    pub result: String,
    pub proof: FileNamed,
}

/// One member's opinion in a collective discussion.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Opinion {
    pub name: String,
    pub post: String,
    pub opinion: String,
}

/// A decision is made: `PenaltyDecided`, `NoPenaltyDecided` or `CaseTransferred` carry it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Decided {
    pub number: Numbered,
    pub draft: Draft,
    /// SHA-256 of the draft's canonical text, hex.
    pub text_digest: String,
    pub decider: OfficerNamed,
    /// Why it was, or was not, in review scope; kept with every decision (features 16.3).
    pub scope: Scope,
    /// The facts the scope function was asked about, so that an outsider can ask it again.
    pub circumstances: Circumstances,
}

/// Whether a decision is in review scope, with every rule that was looked at, met or not.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Scope {
    pub in_scope: bool,
    pub trace: Vec<ScopeReason>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ScopeReason {
    pub rule: String,
    pub article: String,
    pub met: bool,
    pub why: String,
}

/// The reason by which a case that was once laid before the reviewers stays with them, whatever the rules say of it.
pub const LAID_BEFORE: &str = "已经送审";

impl Scope {
    /// Whether the rules of the law and of the body put the decision in scope, and not only that it was laid before the reviewers.
    pub fn by_rules(&self) -> bool {
        let mut met = self.trace.iter().filter(|reason| reason.met).peekable();
        self.in_scope && (met.peek().is_none() || met.any(|reason| reason.rule != LAID_BEFORE))
    }
}

impl From<law::scope::ScopeFinding> for Scope {
    fn from(finding: law::scope::ScopeFinding) -> Self {
        let reason = |step: law::scope::ScopeStep| ScopeReason {
            rule: step.rule,
            article: step.article.to_string(),
            met: step.met,
            why: step.why,
        };
        Scope { in_scope: finding.in_scope, trace: finding.trace.into_iter().map(reason).collect() }
    }
}

/// What the review-scope function was told.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Circumstances {
    pub sector: Sector,
    pub party: law::thresholds::PartyKind,
    pub hearing_held: bool,
    pub hearing_waived: bool,
    pub complex: bool,
    pub several_relations: bool,
    pub public_interest: bool,
    pub body_additions: Vec<String>,
    /// Whether it was ever laid before the reviewers: from then on it is not decided without their agreement (art 58). Decisions made before this was
    /// asked do not state it, and are judged by what they could state.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub laid_before: Option<bool>,
    pub day: Date,
}

/// 缴纳罚款.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PaymentReceived {
    pub on: Date,
    pub amount: Fen,
    /// 加处罚款 in this payment (art 72).
    pub surcharge: Fen,
    pub receipt: String,
}

/// 催告 (行政强制法 art 54).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PaymentDemanded {
    pub on: Date,
    pub owed: Fen,
    pub surcharge: Fen,
    pub served_on: Date,
}

/// 申请人民法院强制执行 (行政强制法 art 53–55).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EnforcementApplied {
    pub on: Date,
    pub court: String,
    pub owed: Fen,
    pub outcome: String,
}

/// 结案.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CaseClosed {
    pub result: String,
    pub execution: String,
    pub approver: OfficerNamed,
}

/// 回避 asked for (art 43).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RecusalRequested {
    pub officer: OfficerId,
    pub by: String,
    pub reason: String,
}

/// 回避 decided by the head of the body.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RecusalDecided {
    pub officer: OfficerId,
    pub granted: bool,
    pub reason: String,
    /// Who takes over when it is granted.
    pub successor: Option<OfficerNamed>,
}
