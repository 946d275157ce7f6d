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
        match event {
            Event::EvidenceAdded(added) => self.name(&added.files),
            Event::RecordingAdded(recording) => self.name([&recording.file]),
            Event::InterruptionExplained(explained) => {
                if let Explanation::Written { paper, .. } = &explained.how {
                    self.name(paper);
                }
            }
            Event::RecordingOmissionExplained(explained) => self.name(&explained.paper),
            Event::PaperPrinted(printed) => self.name([&printed.file]),
            Event::DocumentDelivered(delivered) => {
                self.name(&delivered.proof);
                self.name(delivered.signature.iter().flat_map(Signature::files));
            }
            Event::InspectionRecorded(inspection) => self.name(inspection.signature.files()),
            Event::InquiryRecorded(inquiry) => self.name(inquiry.signature.files()),
            Event::HearingHeld(held) => self.name(held.signature.files()),
            Event::CertificatesShown(shown) => {
                if let Some(Confirmation::Signed { hand, .. }) = &shown.confirmation {
                    self.name(&hand.image);
                }
            }
            Event::StatementWaived(waived) => self.name(&waived.proof),
            Event::HearingWaived(waived) => self.name(&waived.proof),
            Event::AppraisalBegun(begun) => self.name([&begun.proof]),
            Event::AppraisalEnded(ended) => self.name([&ended.proof]),
            Event::LetterReceived(letter) => self.name(&letter.files),
            Event::VolumeFiled(filed) => self.name(filed.items.iter().filter_map(|item| item.file.as_ref())),
            _ => {}
        }
    }

    fn name<'a>(&mut self, files: impl IntoIterator<Item = &'a FileNamed>) {
        for file in files {
            self.0.entry(file.sha256).or_insert_with(|| file.clone());
        }
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
                "VolumeFiled",
            ]
        );
    }
}
