//! Legal review (法制审核, 行政处罚法 art 58, plan clauses 16–21).

use crate::draft::Draft;
use crate::people::OfficerNamed;
use serde::{Deserialize, Serialize};

/// 送审.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReviewSubmitted {
    pub draft: Draft,
    pub text_digest: String,
    pub explanation: String,
    /// What was done about the problems of the last opinion; empty the first time.
    pub answer: String,
    /// How many working days the body gives for the review, inside the case limit (clause 19).
    pub days: u16,
}

/// 审核意见：存在问题; materials go back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReviewReturned {
    pub text_digest: String,
    pub reviewer: OfficerNamed,
    pub checks: Vec<Check>,
    pub problems: Vec<Problem>,
    pub opinion: String,
}

/// 审核意见：同意.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReviewPassed {
    pub text_digest: String,
    pub reviewer: OfficerNamed,
    pub checks: Vec<Check>,
    pub opinion: String,
}

/// One of the seven things a review looks at.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Check {
    /// Key in [`SEVEN`].
    pub key: String,
    pub satisfied: bool,
    /// May be left out of a form.
    #[serde(default)]
    pub note: String,
}

/// A problem and where it is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Problem {
    /// What part of the material: a part of the draft, an evidence number, a second of a recording.
    pub place: String,
    pub problem: String,
    pub advice: String,
}

/// The seven parts of an opinion (国办发〔2018〕118号 (十三)), each worded so that 符合 means that nothing is wrong with it.
pub const SEVEN: [(&str, &str); 7] = [
    ("standing", "行政执法主体是否合法，行政执法人员是否具备执法资格"),
    ("procedure", "行政执法程序是否合法"),
    ("facts", "案件事实是否清楚，证据是否合法充分"),
    ("law", "适用法律、法规、规章是否准确，裁量基准运用是否适当"),
    ("powers", "执法是否在执法机关的法定权限之内"),
    ("papers", "行政执法文书是否完备、规范"),
    ("crime", "违法行为不涉嫌犯罪，或者涉嫌犯罪的依法移送司法机关"),
];
