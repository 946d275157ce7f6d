//! The files of a case: every file its events name, and nothing else. Whoever may see the case may open them, and may name them again in it.

use super::Standing;
use crate::cases::{Confirmation, Signature};
use crate::event::Event;
use crate::ids::FileId;
use crate::people::FileNamed;
use crate::records::Explanation;
use std::collections::BTreeMap;

/// Files by their id, under the name by which the case first had them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Files(BTreeMap<FileId, FileNamed>);

impl Files {
    pub(super) fn fold(&mut self, event: &Event) {
        for file in files_named(event) {
            self.0.entry(file.sha256).or_insert_with(|| file.clone());
        }
    }
}

/// The files that an event names.
pub fn files_named(event: &Event) -> Vec<&FileNamed> {
    match event {
        Event::EvidenceAdded(added) => added.files.iter().collect(),
        Event::RecordingAdded(recording) => vec![&recording.file],
        Event::InterruptionExplained(explained) => match &explained.how {
            Explanation::Written { paper, .. } => paper.iter().collect(),
            Explanation::Spoken { .. } => Vec::new(),
        },
        Event::StillTaken(still) => vec![&still.image],
        Event::RecordingOmissionExplained(explained) => explained.paper.iter().collect(),
        Event::PaperPrinted(printed) => vec![&printed.file],
        Event::DocumentDelivered(delivered) => {
            delivered.proof.iter().chain(delivered.signature.iter().flat_map(Signature::files)).collect()
        }
        Event::InspectionRecorded(inspection) => inspection.signature.files().collect(),
        Event::InquiryRecorded(inquiry) => inquiry.signature.files().collect(),
        Event::HearingHeld(held) => held.signature.files().collect(),
        Event::CertificatesShown(shown) => match &shown.confirmation {
            Some(Confirmation::Signed { hand, .. }) => hand.image.iter().collect(),
            _ => Vec::new(),
        },
        Event::StatementWaived(waived) => waived.proof.iter().collect(),
        Event::HearingWaived(waived) => waived.proof.iter().collect(),
        Event::AppraisalBegun(begun) => vec![&begun.proof],
        Event::AppraisalEnded(ended) => vec![&ended.proof],
        Event::LetterReceived(letter) => letter.files.iter().collect(),
        Event::VolumeFiled(filed) => filed.items.iter().filter_map(|item| item.file.as_ref()).collect(),
        _ => Vec::new(),
    }
}

impl Standing {
    /// The file of this id as the case names it, if it does.
    pub fn file(&self, id: FileId) -> Option<&FileNamed> {
        self.files.0.get(&id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::body::{Body, Recorded};
    use crate::testing::{Story, file_id, file_named};
    use serde_json::Value;

    #[test]
    fn a_case_has_the_files_its_events_name() {
        let case = Story::investigated().stores("other.jpg").standing;
        assert_eq!(case.file(file_id("shelf.jpg")), Some(&file_named("shelf.jpg")));
        assert_eq!(case.file(file_id("other.jpg")), None, "stored, and of no case");
    }

    /// Every file named anywhere in a stored body.
    fn named(value: &Value, into: &mut Vec<FileNamed>) {
        into.extend(serde_json::from_value::<FileNamed>(value.clone()).ok());
        match value {
            Value::Array(items) => items.iter().for_each(|item| named(item, into)),
            Value::Object(map) => map.values().for_each(|item| named(item, into)),
            _ => {}
        }
    }

    #[test]
    fn every_file_that_any_event_names_is_found() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/v1");
        let sample = Story::opened().history.remove(0);
        let mut seen = Vec::new();
        for entry in std::fs::read_dir(folder).expect("the fixtures are there") {
            let stored = std::fs::read(entry.expect("an entry").path()).expect("is read");
            let mut body: Body = serde_json::from_slice(&stored).expect("reads");
            if let Event::DocumentDelivered(delivered) = &mut body.event {
                delivered.proof.push(file_named("receipt.jpg"));
            }
            let mut files = Vec::new();
            named(&serde_json::to_value(&body).expect("is written"), &mut files);
            let event = body.event.name();
            let case = Standing::of([&Recorded { body, ..sample.clone() }]);
            for file in &files {
                assert_eq!(case.file(file.sha256), Some(file), "{event}");
            }
            seen.extend((!files.is_empty()).then_some(event));
        }
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(
            seen,
            [
                "AppraisalBegun",
                "AppraisalEnded",
                "CertificatesShown",
                "DocumentDelivered",
                "EvidenceAdded",
                "HearingWaived",
                "InspectionRecorded",
                "InterruptionExplained",
                "LetterReceived",
                "PaperPrinted",
                "RecordingAdded",
                "RecordingOmissionExplained",
                "StatementWaived",
                "StillTaken",
                "VolumeFiled",
            ]
        );
    }
}
