//! Papers (执法文书). A paper is issued by an act, as its elements; printing it is a rendering of the event, repeatable to the byte,
//! and the digests of the printed file are entered afterwards.

use crate::cases::Numbered;
use crate::people::FileNamed;
use law::papers::PaperKind;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// A paper is issued; its number is given by the ledger.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PaperIssued {
    pub kind: PaperKind,
    pub number: Numbered,
    /// What the template prints, by element key (see `law::papers`).
    pub elements: Map<String, Value>,
}

/// A paper has been printed to PDF/A and stored.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PaperPrinted {
    pub number: Numbered,
    pub file: FileNamed,
    /// Digest of the template it was printed with.
    pub template: String,
}
