//! 通读音像记录: all of a recording was read in the background after it had been taken in, and what was found is entered in the case, so that filing is
//! decided on it (plan clause 9). The program performs it in its upkeep; what it says follows from the file alone, so it matters to nobody who asks for it.
//!
//! A recording that was read to its end is not entered again when a later reader finds more: what was decided stands on what was known (decision 0012).

use crate::recording_notice::may_record;
use events::field::{Field, Shape};
use events::records::RecordingRead;
use events::standing::{Stage, Standing};
use events::{Act, Duty, Event, FileId, Occasion, Refusal};
use law::article::{Article, PLAN};
use serde::{Deserialize, Serialize};

/// Notes what reading all of a recording found.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct NoteRecordingRead {
    pub recording: Option<FileId>,
}

events::refusals! {
    /// Why nothing is to be noted.
    pub enum Refused {
        NothingUnread => Article::of(PLAN, 9), "本案的音像记录都已经通读", "不必再次通读";
        NotInCase => Article::of(PLAN, 9), "本案没有这段音像记录，或者已经通读", "不必再次通读", field "recording";
        StillReading => Article::of(PLAN, 9), "这段音像记录还在通读", "通读后自动记入", field "recording";
    }
}

impl Act for NoteRecordingRead {
    const NAME: &'static str = "NoteRecordingRead";
    const WORD: &'static str = "recording_reading";
    const TITLE: &'static str = "通读音像记录";
    const STAGE: Stage = Stage::Investigation;
    const DUTY: Duty = Duty::Anyone;
    const EVENTS: &'static [&'static str] = &["RecordingRead"];
    const FIELDS: &'static [Field] = &[Field::new("recording", "音像记录", Shape::File)];

    fn files(&self) -> Vec<FileId> {
        self.recording.into_iter().collect()
    }

    fn decide(&self, case: &Standing, occasion: &Occasion<'_>) -> Result<Vec<Event>, Refusal> {
        may_record(case)?;
        if case.unread().next().is_none() {
            return Err(Refused::NothingUnread.into());
        }
        let unread = case.unread().map(|known| known.file.sha256).find(|file| Some(*file) == self.recording);
        let recording = unread.ok_or(Refused::NotInCase)?;
        let looked = occasion.file(recording).and_then(|stored| stored.looked.as_ref());
        let looked = looked.filter(|looked| !looked.unfinished).ok_or(Refused::StillReading)?;
        Ok(vec![Event::RecordingRead(RecordingRead { recording, looked: looked.clone() })])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::recording::AddRecording;
    use crate::testing::{Desk, looked, recorded, told};
    use events::records::Looked;

    const VIDEO: FileId = FileId([7; 32]);
    const NOTE: NoteRecordingRead = NoteRecordingRead { recording: Some(VIDEO) };

    #[test]
    fn what_reading_all_of_it_found_is_entered_once() {
        let both_ends = Looked { unfinished: true, found: Vec::new(), ..looked() };
        let desk = Desk::storing(VIDEO, events::occasion::instant(crate::testing::NOW)).reading(&both_ends);
        let add = AddRecording {
            stage: "inspection".into(),
            title: "现场检查录像".into(),
            file: Some(VIDEO),
            ..AddRecording::default()
        };
        let case = desk.then(&told(), desk.decide(&add, &told()).expect("lawful"));
        assert!(case.unexplained().is_empty() && case.unread().count() == 1);
        assert_eq!(desk.refused(&NOTE, &case), "StillReading");
        let desk = desk.reading(&looked());
        let events = desk.decide(&NOTE, &case).expect("lawful");
        let case = desk.then(&case, events);
        assert_eq!((case.unread().count(), case.unexplained().len()), (0, 1));
        assert_eq!(desk.refused(&NOTE, &case), "NothingUnread");
    }

    #[test]
    fn a_recording_that_was_read_to_its_end_is_not_entered_again() {
        let (desk, case) = recorded(VIDEO);
        assert_eq!(desk.refused(&NOTE, &case), "NothingUnread");
    }
}
