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

/// One line of the volume's list (卷内目录).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct VolumeItem {
    pub order: u32,
    pub title: String,
    pub reference: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<FileNamed>,
}
