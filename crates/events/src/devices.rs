//! What is entered about recording devices beside their entries in the register: who holds a device from when, how far its clock was off, what was wrong with it, and
//! the tokens with which a dock or a device hands recordings in (plan clauses 10 and 12). Nothing is overwritten; what is wrong is entered again.
//!
//! They stand in the registers' stream. A token itself never comes here, only its digest.

use crate::ids::OfficerId;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// The book in which notes about devices stand, by the device's number.
pub const NOTES: &str = "device_note";
/// The book in which tokens stand, by the digest of the token.
pub const TOKENS: &str = "device_token";

/// A token was issued for a dock or for one device of a body.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DeviceTokenIssued {
    /// SHA-256 of the token, 64 hexadecimal digits.
    pub digest: String,
    pub body: String,
    /// Number of the device; `None` for a dock, through which every device of the body hands in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device: Option<String>,
    /// Where it is used, in the officers' words.
    pub place: String,
    /// The last day on which it opens anything.
    pub until: Date,
}

/// A token opens nothing any more.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DeviceTokenRevoked {
    pub digest: String,
    pub reason: String,
}

/// What a note about a device is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoteKind {
    /// 交接
    Handover,
    /// 校时
    Calibration,
    /// 故障
    Fault,
    /// 修复
    Repair,
}

impl NoteKind {
    pub const ALL: [(&'static str, &'static str, NoteKind); 4] = [
        ("handover", "交接", NoteKind::Handover),
        ("calibration", "校时", NoteKind::Calibration),
        ("fault", "故障", NoteKind::Fault),
        ("repair", "修复", NoteKind::Repair),
    ];

    pub fn title(self) -> &'static str {
        Self::ALL.iter().find(|(_, _, kind)| *kind == self).map_or("", |(_, title, _)| title)
    }
}

/// Something about a device, as it was at a moment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DeviceNoted {
    pub device: String,
    pub kind: NoteKind,
    pub at: Timestamp,
    /// Who holds it from then on, for a handover; nobody when it was given back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub holder: Option<OfficerId>,
    /// How far its clock was ahead of the true time, for a calibration.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clock_offset_seconds: Option<i64>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub words: String,
}
