//! Signing on the spot (现场签名): what was read before it was signed, and by whose hand. The text is read on the screen, digested, and signed as it
//! was read; the digest stands in the event and on the paper, the digest of the drawn picture stands on the paper, so that neither belongs to anything
//! else (电子签名法 art 13: a later change of the signature or of the text shows). A name written with a pen on the printed sheet has no hand here.

use crate::body::Recorded;
use crate::cases::Signature;
use crate::event::Event;
use crate::papers::PaperIssued;
use crate::people::FileNamed;
use law::papers::{Column, PaperKind, Shape};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

/// The hand that signed on a screen: who it belongs to, and the picture it drew; without one the name was typed and expressly confirmed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hand {
    /// In what capacity: 当事人、店长、见证人.
    pub capacity: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image: Option<FileNamed>,
}

impl Hand {
    /// How it signed, in words.
    pub fn manner(&self) -> &'static str {
        if self.image.is_some() { "屏幕手写" } else { "键入姓名并确认" }
    }
}

impl Signature {
    /// The name signed and nothing more: with a pen, on the printed sheet.
    pub fn by_pen(name: &str) -> Signature {
        Signature::Signed { name: name.to_owned(), text_digest: String::new(), hand: None }
    }

    /// The digest of the text that was read, if it was read on a screen.
    pub fn text_digest(&self) -> Option<&str> {
        match self {
            Signature::Signed { text_digest, .. } | Signature::Refused { text_digest, .. } => {
                Some(text_digest.as_str()).filter(|digest| !digest.is_empty())
            }
            Signature::Absent => None,
        }
    }

    /// Everything stored that the signature consists of.
    pub fn files(&self) -> impl Iterator<Item = &FileNamed> {
        let (hand, recording) = match self {
            Signature::Signed { hand, .. } => (hand.as_ref(), None),
            Signature::Refused { hand, recording, .. } => (hand.as_ref(), recording.as_ref()),
            Signature::Absent => (None, None),
        };
        hand.and_then(|hand| hand.image.as_ref()).into_iter().chain(recording)
    }

    /// The rows a paper prints of it; none where it was signed with a pen.
    pub fn rows(&self) -> Value {
        let row = |name: &str, hand: &Hand, digest: &str| {
            let mut row = json!({"name": name, "capacity": hand.capacity, "manner": hand.manner(), "text_digest": digest});
            if let Some(image) = &hand.image {
                row["image"] = json!(image.sha256);
            }
            json!([row])
        };
        match self {
            Signature::Signed { name, text_digest, hand: Some(hand) } => row(name, hand, text_digest),
            Signature::Refused { witness, text_digest, hand: Some(hand), .. } => {
                row(witness, hand, text_digest)
            }
            _ => Value::Null,
        }
    }
}

/// What a person reads before signing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    pub title: String,
    /// Label and text, in the order of the paper.
    pub lines: Vec<(String, String)>,
}

/// The elements of a paper that say how it was signed, and therefore come after reading.
pub const OF_SIGNING: [&str; 4] = ["signature", "signed", "received_by", "witness"];

impl Reading {
    /// The text of a paper, without how it was signed.
    pub fn of_paper(kind: PaperKind, elements: &Map<String, Value>) -> Reading {
        let said = kind.elements().iter().filter(|element| !OF_SIGNING.contains(&element.key));
        let line = |element: &law::papers::Element| {
            let text = in_words(element.shape, elements.get(element.key)?);
            Some((element.label.to_owned(), text))
        };
        Reading { title: kind.title().to_owned(), lines: said.filter_map(line).collect() }
    }

    /// SHA-256 of the text, hexadecimal; each part has its length before it, so that nothing can be moved between parts unseen.
    pub fn digest(&self) -> String {
        let part = |(label, text): &(String, String)| format!("【{label}】{}\n{text}\n", text.len());
        let lines: String = self.lines.iter().map(part).collect();
        hex::encode(Sha256::digest(format!("《{}》\n{lines}", self.title)))
    }
}

fn in_words(shape: Shape, value: &Value) -> String {
    match (shape, value) {
        (Shape::Table(columns), Value::Array(rows)) => {
            rows.iter().map(|row| row_in_words(columns, row)).collect::<Vec<_>>().join("\n")
        }
        (Shape::Moment, Value::String(text)) => text.replace('T', " "),
        (_, Value::String(text)) => text.clone(),
        (_, Value::Array(lines)) => lines.iter().filter_map(Value::as_str).collect::<Vec<_>>().join("\n"),
        (_, Value::Null) => String::new(),
        (_, other) => other.to_string(),
    }
}

fn row_in_words(columns: &[Column], row: &Value) -> String {
    let cell = |column: &Column| Some(format!("{}：{}", column.label, row.get(column.key)?.as_str()?));
    columns.iter().filter_map(cell).collect::<Vec<_>>().join("　")
}

/// What does not belong together in a case: a paper whose text is not the one that was signed, or whose picture is not that of the signature.
pub fn torn(history: &[Recorded]) -> Vec<(u64, String)> {
    let mut seams = Seams::default();
    history.iter().filter_map(|recorded| Some((recorded.number, seams.fold(&recorded.body.event)?))).collect()
}

/// Holds each paper against the signature given just before it, event by event.
#[derive(Debug, Default)]
pub struct Seams {
    given: Option<Signature>,
}

impl Seams {
    /// What is wrong with this event's paper, if it is one and something is.
    pub fn fold(&mut self, event: &Event) -> Option<String> {
        let given = self.given.take();
        self.given = match event {
            Event::InspectionRecorded(inspection) => Some(inspection.signature.clone()),
            Event::InquiryRecorded(inquiry) => Some(inquiry.signature.clone()),
            Event::DocumentDelivered(delivered) => delivered.signature.clone(),
            Event::PaperIssued(paper) => return torn_paper(paper, given.as_ref()),
            _ => None,
        };
        None
    }
}

fn torn_paper(paper: &PaperIssued, signature: Option<&Signature>) -> Option<String> {
    let number = &paper.number;
    let rows = paper.elements.get("signed").cloned().unwrap_or(Value::Null);
    let Some(signature) = signature else {
        return (!rows.is_null()).then(|| format!("{number}上有签名，但案件中没有这次签名"));
    };
    if rows != signature.rows() {
        return Some(format!("{number}上的签名不是所记录的签名"));
    }
    let signed = signature.text_digest()?;
    let stands = Reading::of_paper(paper.kind, &paper.elements).digest();
    (signed != stands).then(|| format!("{number}的内容不是所签的内容：所签{signed}，现为{stands}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::file_named;

    fn elements(found: &str) -> Map<String, Value> {
        let value = json!({"party_name": "某店", "place": "某某路100号", "began_at": "2026-11-24T10:00", "found": found,
            "officers": [{"name": "张伟", "certificate": "310105-1"}]});
        value.as_object().cloned().expect("an object")
    }

    fn digest(found: &str) -> String {
        Reading::of_paper(PaperKind::InspectionRecord, &elements(found)).digest()
    }

    #[test]
    fn what_is_read_is_the_paper_and_one_changed_character_is_another_text() {
        let reading = Reading::of_paper(PaperKind::InspectionRecord, &elements("饼干12袋"));
        assert!(reading.lines.contains(&("检查情况".to_owned(), "饼干12袋".to_owned())));
        assert!(reading.lines.iter().any(|(_, text)| text == "姓名：张伟　执法证号：310105-1"));
        assert_ne!(digest("饼干12袋"), digest("饼干13袋"));
        let signed = {
            let mut with = elements("饼干12袋");
            with.insert("signature".to_owned(), json!("钱某"));
            with.insert("signed".to_owned(), drawn("x").rows());
            Reading::of_paper(PaperKind::InspectionRecord, &with).digest()
        };
        assert_eq!(signed, digest("饼干12袋"), "how it was signed is no part of what was signed");
    }

    fn drawn(text_digest: &str) -> Signature {
        let hand = Hand { capacity: "店长".to_owned(), image: Some(file_named("签名.png")) };
        Signature::Signed { name: "钱某".to_owned(), text_digest: text_digest.to_owned(), hand: Some(hand) }
    }

    #[test]
    fn a_signature_belongs_to_the_very_text_and_the_very_picture() {
        let paper = |found: &str, signature: &Signature| {
            let mut elements = elements(found);
            elements.insert("signed".to_owned(), signature.rows());
            PaperIssued { kind: PaperKind::InspectionRecord, number: Default::default(), elements }
        };
        let signature = drawn(&digest("饼干12袋"));
        assert_eq!(torn_paper(&paper("饼干12袋", &signature), Some(&signature)), None);
        let changed = torn_paper(&paper("饼干1袋", &signature), Some(&signature));
        assert!(changed.is_some_and(|what| what.contains("不是所签的内容")));
        let other = torn_paper(&paper("饼干12袋", &drawn("y")), Some(&signature));
        assert!(other.is_some_and(|what| what.contains("不是所记录的签名")));
        assert!(torn_paper(&paper("饼干12袋", &signature), None).is_some());
        let pen = Signature::by_pen("钱某");
        let plain = PaperIssued { elements: elements("随后改写"), ..paper("饼干12袋", &signature) };
        assert_eq!(torn_paper(&plain, Some(&pen)), None, "the sheet signed with a pen is the original");
    }

    #[test]
    fn a_signature_from_before_reads_and_is_written_as_it_was() {
        for old in [
            r#"{"how":"signed","name":"钱某"}"#,
            r#"{"how":"refused","reason":"不认可","witness":"居委会李某"}"#,
            r#"{"how":"absent"}"#,
        ] {
            let signature: Signature = serde_json::from_str(old).expect("reads");
            assert_eq!(serde_json::to_string(&signature).expect("writes"), old);
        }
        let new = serde_json::to_string(&drawn("ab")).expect("writes");
        assert_eq!(serde_json::from_str::<Signature>(&new).expect("reads"), drawn("ab"));
    }
}
