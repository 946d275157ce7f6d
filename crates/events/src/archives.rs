//! Filing and archives (归档, plan clauses 12–14, 20).

use crate::people::FileNamed;
use serde::{Deserialize, Serialize};

/// 归档: the volume is assembled and its package written.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct VolumeFiled {
    /// 档号 (DA/T 13).
    pub reference: String,
    /// 保管期限: Y, D30, D10.
    pub retention: String,
    /// Every item of the volume in law order.
    pub items: Vec<VolumeItem>,
}

/// 保全: what belongs to the case is kept whatever its term, until the hold is lifted. Holds of a case are numbered from 1.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HoldPlaced {
    /// Code of one of [`HOLDS`].
    pub kind: String,
    /// 文号 of what asks for it, where it has one.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reference: String,
    pub reason: String,
}

/// 解除保全.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HoldLifted {
    pub number: u32,
    pub reason: String,
}

/// Codes and words of what asks for a hold.
pub const HOLDS: &[(&str, &str)] = &[
    ("review", "行政复议"),
    ("suit", "行政诉讼"),
    ("complaint", "投诉举报、信访"),
    ("supervision", "执法监督、监察"),
    ("crime", "刑事案件"),
    ("other", "其他"),
];

/// The word of what asks for a hold.
pub fn hold_title(code: &str) -> &str {
    HOLDS.iter().find(|(known, _)| *known == code).map_or(code, |(_, word)| word)
}

/// One line of the volume's list (卷内目录).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct VolumeItem {
    pub order: u32,
    pub title: String,
    pub reference: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<FileNamed>,
}
