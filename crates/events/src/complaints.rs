//! What can happen to a letter from the public (投诉、举报、咨询, plan clause 5). Its particulars are private: they stand in bodies only, and who looks at them is
//! entered like a viewing of a case.

use crate::cases::Numbered;
use crate::ids::OfficerId;
use crate::people::{FileNamed, OfficerNamed};
use jiff::civil::Date;
use law::complaints::LetterKind;
use law::thresholds::Sector;
use serde::{Deserialize, Serialize};

/// A letter came in through the portal's letterbox (信箱).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LetterReceived {
    pub number: Numbered,
    pub kind: LetterKind,
    pub about: LetterAbout,
    /// The number that was given: of a case, a paper or a publication; the certificate for an officer. Empty where none was.
    pub reference: String,
    /// Who or what it is about, in the writer's words; empty where nothing was said.
    pub subject: String,
    /// The officer whom the certificate's number names, with the department of that day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub officer: Option<OfficerId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub department: Option<String>,
    pub text: String,
    /// Name and contact, where the writer gave them (a report may be anonymous).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact: Option<String>,
    pub files: Vec<FileNamed>,
    /// The body with which it lies first.
    pub body: LetterBody,
    /// 统一社会信用代码 of the justice bureau that supervises; empty where the district has none.
    pub supervision: String,
}

/// What a letter is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LetterAbout {
    /// A body (执法机关).
    Body,
    /// An officer, by the number of the certificate.
    Officer,
    /// A case, a paper or a publication, by its number.
    Case,
    /// A violation by somebody.
    Violation,
    /// A matter, a guide, a window.
    Service,
}

/// A body with which a letter lies, as of the day it came to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LetterBody {
    /// 统一社会信用代码.
    pub code: String,
    pub name: String,
    pub sector: Sector,
}

/// 受理.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LetterTakenOn {
    pub handler: OfficerNamed,
    pub note: String,
}

/// 不予受理.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LetterDeclined {
    /// Code of the ground.
    pub ground: String,
    /// What the writer is told.
    pub reason: String,
}

/// 延长办理期限.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LetterExtended {
    /// By how many days.
    pub days: u16,
    /// Whether they are working days, as the rule of a field counts them.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub working: bool,
    /// What the writer is told.
    pub reason: String,
}

impl LetterExtended {
    /// 30日, 15个工作日.
    pub fn in_words(&self) -> String {
        format!("{}{}", self.days, if self.working { "个工作日" } else { "日" })
    }
}

/// 移送、转办.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LetterHandedOver {
    pub to: LetterBody,
    pub reason: String,
}

/// 答复.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LetterAnswered {
    /// Code of the outcome.
    pub outcome: String,
    /// What the writer is told.
    pub text: String,
}

/// A clock ran out; supervision is called in (督办).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LetterOverdue {
    /// What was not done in time.
    pub what: String,
    pub due: Date,
}
