//! Disclosure after the decision (事后公示, plan clause 6). A publication is a new document built by an allow-list; the exact bytes of
//! the document are what was published, and their digest stands in the public entry.

use serde::{Deserialize, Serialize};

/// 公示.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DecisionPublished {
    /// Exact JSON text of the published document.
    pub document: String,
    /// SHA-256 of `document`, hex.
    pub sha256: String,
    /// Names and other texts the clerk had hidden by hand; they stand in the body alone and are hidden in everything that is published later.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hide: Vec<String>,
}

/// 不予公示, with a ground of the law.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PublicationWithheld {
    /// Code of the ground, see `law::publication`.
    pub ground: String,
    pub reason: String,
    pub look_again_on: jiff::civil::Date,
}

/// 更正; the earlier versions stay visible, unless they showed what may not be shown (政府信息公开条例 art 15).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PublicationCorrected {
    pub document: String,
    pub sha256: String,
    pub reason: String,
    /// The texts of the earlier versions are taken off the public page; their days and digests stay.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub earlier_hidden: bool,
    /// What the clerk had hidden by hand, as in [`DecisionPublished`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hide: Vec<String>,
}

/// 撤回 (art 48 para 2): gone from the page, a tombstone with the reason remains.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PublicationWithdrawn {
    pub reason: String,
    /// Day the decision was changed, revoked or found unlawful or void; three working days run from it.
    pub cause_on: jiff::civil::Date,
}
