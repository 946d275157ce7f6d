//! Whole-process recording in sound and picture (音像记录, plan clauses 8–12). Gaps, docks and rules have their places here later.

use crate::people::{FileNamed, OfficerNamed};
use jiff::Timestamp;
use jiff::civil::DateTime;
use serde::{Deserialize, Serialize};

/// 告知录音录像: the party was told that recording begins (clause 9).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RecordingNotified {
    pub at: DateTime,
    pub told: String,
    pub officer: OfficerNamed,
    pub words: String,
}

/// 录制: a recording is stored and linked to a stage of the case.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RecordingAdded {
    pub stage: String,
    pub title: String,
    pub file: FileNamed,
    /// Read from the container.
    pub duration_ms: u64,
    /// When it began: read from the container where it says so, else as stated.
    pub began_at: Timestamp,
    /// Whether `began_at` was read from the container.
    pub began_measured: bool,
    pub recorder: OfficerNamed,
    /// What reading the container showed, each with its method.
    pub notes: Vec<String>,
}
