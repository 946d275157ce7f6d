//! Viewing of private material (调阅): every view is an entry of its own, in a stream beside the case's.

use crate::ids::StreamId;
use crate::people::OfficerNamed;
use serde::{Deserialize, Serialize};

/// 调阅.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MaterialViewed {
    /// What was looked at: `case`, `paper 长市监罚〔2026〕1号`, `recording 2` …
    pub what: String,
    pub viewer: OfficerNamed,
    /// Why, when the case is another's; empty for those who handle it.
    pub purpose: String,
    /// The case from which the dossier (一户一档) was opened, where this is one of many cases that a look into it showed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub through: Option<StreamId>,
}
