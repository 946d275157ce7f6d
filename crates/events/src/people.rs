//! Parties, officers and places as they stand in an event: copied values, so that a later rename changes no past entry
//! (features 12.7).

use crate::ids::{FileId, OfficerId};
use jiff::Timestamp;
use jiff::civil::Date;
use law::thresholds::PartyKind;
use serde::{Deserialize, Serialize};

/// The party (当事人).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Party {
    pub kind: PartyKind,
    pub name: String,
    /// 统一社会信用代码 of an organisation or sole trader, 公民身份号码 of a person; checked when entered.
    pub code: String,
    /// 法定代表人、负责人或经营者.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub representative: Option<String>,
    pub address: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// Date of birth of a natural person; decides articles 30 and 31 of the Penalty Law and whether anything may be published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub born: Option<Date>,
}

/// An officer as named in an event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfficerNamed {
    pub id: OfficerId,
    pub name: String,
    /// Number of the enforcement certificate (执法证号); empty for those who hold none because they do not enforce.
    #[serde(default)]
    pub certificate: String,
}

/// A place. `measured` is present only when a device measured it; a typed place is never shown as measured (features 3.3).
#[derive(Clone, Debug, PartialEq, Default, Serialize, Deserialize)]
pub struct Place {
    pub text: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub measured: Option<Measured>,
}

/// A measured position, WGS 84, with its stated uncertainty.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Measured {
    pub latitude_degrees: f64,
    pub longitude_degrees: f64,
    pub uncertainty_metres: f64,
    /// When, by the clock of the device; positions from before it was asked for do not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Timestamp>,
}

impl Place {
    /// Whether the place was measured or typed, in words: 定位 ±15 米, or 填写. Never the one for the other (features 3.3).
    pub fn source(&self) -> String {
        match &self.measured {
            Some(measured) => format!(
                "定位 {:.5}，{:.5} ±{} 米",
                measured.latitude_degrees,
                measured.longitude_degrees,
                measured.uncertainty_metres.ceil()
            ),
            None => "填写".to_owned(),
        }
    }

    /// The place with how it is known.
    pub fn in_words(&self) -> String {
        format!("{}（{}）", self.text, self.source())
    }
}

/// A stored file as named in an event; both digests are of the stored bytes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileNamed {
    pub sha256: FileId,
    /// SM3 (GB/T 32905), 64 hexadecimal digits.
    pub sm3: String,
    pub size_bytes: u64,
    pub media_type: String,
    /// The name the file was handed in with; for people, never a path.
    pub name: String,
}
