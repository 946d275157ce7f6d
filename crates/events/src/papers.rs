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
    if let Some(misfit) = law::papers::misfits(kind, &elements).first() {
        return Err(crate::Refusal::of_field(
            &misfit.field,
            format!("《{}》不能制作：{}", kind.title(), misfit.reason),
        ));
    }
    Ok(PaperIssued { kind, number: blank(body, kind.number_word(), day), elements })
}

/// A number in the body's series for a paper kind, to be given by the ledger.
pub fn blank(body: &crate::registers::BodyEntered, word: &str, day: jiff::civil::Date) -> Numbered {
    Numbered { letter: body.letter.clone(), word: word.to_owned(), year: day.year(), running: 0 }
}

/// Elements that many papers share, in the shapes `law::papers` asks for.
pub mod elements {
    use crate::Standing;
    use crate::draft::Draft;
    use crate::people::{OfficerNamed, Party};
    use law::penalties::Penalty;
    use serde_json::{Map, Value, json};

    /// Builds a map from pairs; empty optional texts are left out.
    pub fn of<const N: usize>(pairs: [(&str, Value); N]) -> Map<String, Value> {
        pairs
            .into_iter()
            .filter(|(_, value)| !value.is_null())
            .map(|(key, value)| (key.to_owned(), value))
            .collect()
    }

    /// `party_name`, `party_code`, `party_address`, `party_representative`, `party_phone`.
    pub fn party(party: &Party) -> Map<String, Value> {
        of([
            ("party_name", json!(party.name)),
            ("party_code", json!(party.code)),
            ("party_address", json!(party.address)),
            ("party_representative", json!(party.representative)),
            ("party_phone", json!(party.phone)),
        ])
    }

    pub fn officers(officers: &[OfficerNamed]) -> Value {
        officers
            .iter()
            .map(|officer| json!({"name": officer.name, "certificate": officer.certificate}))
            .collect()
    }

    pub fn penalties(penalties: &[Penalty]) -> Value {
        let row = |p: &Penalty| {
            let mut row = of([("kind", json!(p.kind.title())), ("amount", json!(p.amount))]);
            if !p.detail.is_empty() {
                row.insert("detail".to_owned(), json!(p.detail));
            }
            Value::Object(row)
        };
        penalties.iter().map(row).collect()
    }

    /// The evidence list of a paper: the chosen numbers of the case's evidence.
    pub fn evidence(case: &Standing, numbers: &[u32]) -> Value {
        let items = case.investigation.evidence.iter().filter(|item| numbers.contains(&item.number));
        let row = |item: &crate::standing::EvidenceItem| {
            json!({
                "number": item.number.to_string(),
                "kind": item.added.kind.title(),
                "title": item.added.title,
                "collected": format!("{}，{}", item.added.collected_on, item.added.collected_at),
                "proves": item.added.proves,
            })
        };
        items.map(row).collect()
    }

    /// What prior notice and decision both say: party, facts, evidence, character, discretion, basis, penalties.
    pub fn draft(case: &Standing, draft: &Draft) -> Map<String, Value> {
        let mut map = case.opened.as_ref().map(|opened| party(&opened.party)).unwrap_or_default();
        map.extend(of([
            ("facts", json!(draft.facts)),
            ("evidence", evidence(case, &draft.evidence)),
            ("character", json!(draft.character)),
            ("discretion", json!(draft.discretion)),
            ("basis", json!(draft.basis)),
            ("penalties", penalties(&draft.penalties)),
        ]));
        map
    }

    /// One row of an opinion chain.
    pub fn opinion(stage: &str, opinion: &str, officer: &OfficerNamed, on: jiff::civil::Date) -> Value {
        let mut row = of([
            ("stage", json!(stage)),
            ("opinion", json!(opinion)),
            ("name", json!(officer.name)),
            ("on", json!(on)),
        ]);
        if !officer.certificate.is_empty() {
            row.insert("certificate".to_owned(), json!(officer.certificate));
        }
        Value::Object(row)
    }
}
