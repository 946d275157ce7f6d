//! A desk and a few cases for the tests of this crate. Standings are built as folding would leave them.

use crate::recording::AddRecording;
use events::occasion::{FileFacts, Playing, instant};
use events::people::FileNamed;
use events::records::{Interruption, InterruptionKind, Looked};
use events::registers::{BodyEntered, OfficerEntered};
use events::standing::Standing;
use events::{Act, ActKind, Body, Event, FileId, Occasion, Recorded, Refusal, Registers, StreamId};
use jiff::Timestamp;
use jiff::civil::{Date, DateTime, date};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// The moment of every act here, Beijing time.
pub const NOW: DateTime = date(2026, 11, 23).at(16, 0, 0, 0);
const TODAY: Date = date(2026, 11, 23);

/// A case registered and not filed.
pub fn opened() -> Standing {
    Standing { opened_on: Some(TODAY), ..Standing::default() }
}

pub fn filed() -> Standing {
    Standing { filed_on: Some(TODAY), ..opened() }
}

/// Filed, and the party told of the recording.
pub fn told() -> Standing {
    Standing { recording_notified: true, ..filed() }
}

/// Closed, not archived: recording is still open.
pub fn decided() -> Standing {
    Standing { closed_on: Some(TODAY), ..filed() }
}

pub fn archived() -> Standing {
    Standing { archived_on: Some(TODAY), ..told() }
}

/// A case with a party, as its registration leaves it.
pub fn with_party() -> Standing {
    events::testing::Story::opened().standing
}

/// What reading the video shows: two and a half seconds without sound.
pub fn looked() -> Looked {
    let gap = Interruption {
        kind: InterruptionKind::Gap,
        track: Some(1),
        from_ms: 2000,
        to_ms: 4500,
        what: "00:00:02.000 至 00:00:04.500 没有声音，共 2.5 秒".to_owned(),
    };
    Looked {
        reader: 1,
        unfinished: false,
        gap_ms: 1000,
        still_ms: 5000,
        key_frame_ms: 60_000,
        says: vec![gap.what.clone()],
        found: vec![gap],
    }
}

/// A case with a video of 61 seconds, taken in, which has one interruption; and the desk where it was stored.
pub fn recorded(id: FileId) -> (Desk, Standing) {
    let desk = Desk::storing(id, instant(NOW));
    let act = AddRecording {
        stage: "inspection".into(),
        title: "现场检查录像".into(),
        file: Some(id),
        ..AddRecording::default()
    };
    let case = told();
    let case = desk.then(&case, desk.decide(&act, &case).expect("lawful"));
    (desk, case)
}

/// An officer's desk with what is stored there.
#[derive(Default)]
pub struct Desk {
    files: BTreeMap<FileId, FileFacts>,
}

impl Desk {
    /// With a video of 61 seconds, whose container may say when it began.
    pub fn storing(id: FileId, started_at: Option<Timestamp>) -> Desk {
        let notes = vec!["时长取自影片头".to_owned()];
        Desk::with(id, "video/mp4", Some(Playing { duration_ms: 61_000, started_at, notes }))
    }

    /// With a file that does not play.
    pub fn storing_silent(id: FileId) -> Desk {
        Desk::with(id, "application/pdf", None)
    }

    fn with(id: FileId, media_type: &str, playing: Option<Playing>) -> Desk {
        let named = FileNamed {
            sha256: id,
            sm3: "0".repeat(64),
            size_bytes: 1000,
            media_type: media_type.to_owned(),
            name: "检查.mp4".to_owned(),
        };
        let looked = playing.as_ref().map(|_| looked());
        Desk { files: BTreeMap::from([(id, FileFacts { named, playing, looked })]) }
    }

    /// The same with another file.
    pub fn stores(mut self, id: FileId, media_type: &str, size_bytes: u64) -> Desk {
        let mut facts = Desk::with(id, media_type, None).files.remove(&id).expect("it is there");
        facts.named.size_bytes = size_bytes;
        self.files.insert(id, facts);
        self
    }

    /// The same before the files were read along their clocks.
    pub fn unread(mut self) -> Desk {
        self.files.values_mut().for_each(|file| file.looked = None);
        self
    }

    /// The same after reading them showed this.
    pub fn reading(mut self, looked: &Looked) -> Desk {
        self.files.values_mut().for_each(|file| file.looked = Some(looked.clone()));
        self
    }

    fn occasion<T>(&self, look: impl FnOnce(&Occasion<'_>) -> T) -> T {
        let by: OfficerEntered =
            read(json!({"id": "zhang-wei", "name": "张伟", "body": "b", "department": "one",
            "posts": ["enforcement"], "legal_qualification": false}));
        let body: BodyEntered =
            read(json!({"code": "b", "name": "局", "letter": "长市监", "region": "310105", "kind": "organ",
            "sector": "general", "basis": "", "address": "", "phone": "", "account": "", "review_organ": "",
            "court": "", "statement_days": 5, "review_days": 5}));
        let registers = Registers::default();
        let now = instant(NOW).expect("an instant");
        let (by, body, registers) = (&by, &body, &registers);
        look(&Occasion { now, by, body, registers, files: &self.files, fresh: StreamId([1; 16]), page: None })
    }

    pub fn decide<A: Act>(&self, act: &A, case: &Standing) -> Result<Vec<Event>, Refusal> {
        self.occasion(|occasion| act.decide(case, occasion))
    }

    /// The name of the refusal the act meets.
    pub fn refused<A: Act>(&self, act: &A, case: &Standing) -> String {
        self.decide(act, case).expect_err("must be refused").name
    }

    /// What closes a blank act; `None` when it is open.
    pub fn closed<A: Act>(&self, case: &Standing) -> Option<String> {
        let run = self.occasion(|occasion| ActKind::of::<A>().dry_run(case, occasion));
        run.err().map(|refused| refused.name)
    }

    /// The case after these events.
    pub fn then(&self, case: &Standing, events: Vec<Event>) -> Standing {
        let mut case = case.clone();
        for event in events {
            let by = self.occasion(|occasion| occasion.officer());
            let body = Body { event, by, unit: "b".to_owned() };
            let at = instant(NOW).expect("an instant");
            let recorded = Recorded { number: 0, stream: case.stream, seq: case.seq + 1, at, body };
            case.fold(&recorded);
        }
        case
    }
}

fn read<T: serde::de::DeserializeOwned>(value: Value) -> T {
    serde_json::from_value(value).expect("a sample reads")
}
