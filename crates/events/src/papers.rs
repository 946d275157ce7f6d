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

/// Issues a paper, or says which statutory element is missing (features 4.1). The number is left to the ledger.
pub fn issue(
    kind: PaperKind,
    body: &crate::registers::BodyEntered,
    day: jiff::civil::Date,
    elements: Map<String, Value>,
) -> Result<PaperIssued, crate::Refusal> {
    if let Some(element) = law::papers::missing(kind, &elements).first() {
        return Err(crate::Refusal {
            name: "ElementMissing".to_owned(),
            says: format!("《{}》缺少法定要素“{}”，不能制作", kind.title(), element.label),
            article: element.article.to_string(),
            opens: format!("补齐“{}”后再制作", element.label),
            field: Some(element.key.to_owned()),
        });
    }
    Ok(PaperIssued { kind, number: blank(body, kind.number_word(), day), elements })
}

/// A number in the body's series for a paper kind, to be given by the ledger.
pub fn blank(body: &crate::registers::BodyEntered, word: &str, day: jiff::civil::Date) -> Numbered {
    Numbered { letter: body.letter.clone(), word: word.to_owned(), year: day.year(), running: 0 }
}
