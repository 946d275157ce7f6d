//! Test support: a small district and the story of one case in it, told event by event or act by act.
//!
//! A [`Story`] holds what an act is told (the day, who acts, the registers, the stored files) and what has happened. Acts are performed
//! with [`Story::does`] and expected to be refused with [`Story::refused`]; [`Story::happens`] adds events as they are, which is how the tests of
//! one capability come to a stage that another capability's acts lead to. The ready-made stages are in [`course`].
//!
//! It stops with a panic where a story goes wrong: a test that cannot go on should stop at the place. It is compiled for tests and with the
//! feature `testing` only.

pub mod course;
pub mod district;
#[cfg(test)]
mod fixtures;
#[cfg(test)]
mod grown;

use crate::act::{Act, ActKind};
use crate::body::{Body, Recorded};
use crate::book::Signed;
use crate::cases::PageShown;
use crate::entries::Change;
use crate::event::Event;
use crate::ids::{FileId, OfficerId, StreamId};
use crate::occasion::{FileFacts, Occasion, instant, named};
use crate::people::{FileNamed, OfficerNamed};
use crate::refusal::Refusal;
use crate::register::Registers;
use crate::registers::{BodyEntered, OfficerEntered};
use crate::standing::Standing;
use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::sync::Arc;

/// One case of the district, as far as it has come.
#[derive(Clone, Debug)]
pub struct Story {
    /// Shared between stories that branch off one another.
    pub registers: Arc<Registers>,
    /// Files that are stored, by id.
    pub files: BTreeMap<FileId, FileFacts>,
    /// Everything that has happened in the case, oldest first.
    pub history: Vec<Recorded>,
    /// The fold of `history`.
    pub standing: Standing,
    now: Timestamp,
    by: OfficerId,
    running: BTreeMap<(String, String, i16), u32>,
    page: Option<PageShown>,
}

impl Default for Story {
    fn default() -> Self {
        Story::new()
    }
}

impl Story {
    /// The stream of the case.
    pub const STREAM: StreamId = StreamId([0x5a; 16]);

    /// Nothing has happened; it is Monday 2026-11-23, 09:00 in Beijing, and [`district::ZHANG`] acts.
    pub fn new() -> Story {
        Story {
            registers: Arc::new(district::registers()),
            files: BTreeMap::new(),
            history: Vec::new(),
            standing: Standing::default(),
            now: moment("2026-11-23T09:00"),
            by: OfficerId::from(district::ZHANG),
            running: BTreeMap::new(),
            page: None,
        }
    }

    /// Sets the time, Beijing civil time, e.g. `2026-11-23T09:00`.
    pub fn at(self, text: &str) -> Story {
        Story { now: moment(text), ..self }
    }

    /// Sets who acts.
    pub fn by(self, officer: &str) -> Story {
        Story { by: OfficerId::from(officer), ..self }
    }

    /// Performs an act; it must be lawful.
    pub fn does<A: Act>(self, act: &A) -> Story {
        match self.tries(act) {
            Ok(events) => self.happen(events),
            Err(refusal) => panic!("{} was refused: {refusal:?}", A::NAME),
        }
    }

    /// What `decide` answers, without anything happening.
    pub fn tries<A: Act>(&self, act: &A) -> Result<Vec<Event>, Refusal> {
        let decided = act.decide(&self.standing, &self.occasion());
        // The chart of the procedure is drawn from what an act declares, so an act that issues another paper would make it lie.
        for event in decided.iter().flatten() {
            if let Event::PaperIssued(paper) = event {
                assert!(A::PAPERS.contains(&paper.kind), "{} issues {:?} undeclared", A::NAME, paper.kind);
            }
        }
        decided
    }

    /// The same story with an entry in a declared register.
    pub fn with_entry(mut self, register: &str, change: &Change) -> Story {
        let by = self.named(self.by.0.as_str());
        let signed = Arc::new(Signed { by, at: self.now, number: u64::MAX });
        Arc::make_mut(&mut self.registers).suppose(register, change, &signed);
        self
    }

    /// Expects the refusal of this name and gives it back for its particulars.
    pub fn refused<A: Act>(&self, act: &A, name: &str) -> Refusal {
        match self.tries(act) {
            Ok(events) => panic!("{} should be refused with {name}, but adds {events:?}", A::NAME),
            Err(refusal) => {
                assert_eq!(refusal.name, name, "{}: {refusal:?}", A::NAME);
                refusal
            }
        }
    }

    /// The dry run of a blank act: `None` when the situation allows it, else the name of the refusal.
    pub fn closed_to<A: Act>(&self) -> Option<String> {
        ActKind::of::<A>().dry_run(&self.standing, &self.occasion()).err().map(|refusal| refusal.name)
    }

    /// An act by its kind, with its input as JSON, as pages and API perform it.
    pub fn tries_kind(&self, kind: &ActKind, input: &Value) -> Result<Vec<Event>, Refusal> {
        kind.decide(input, &self.standing, &self.occasion())
    }

    /// Adds one event as it is, without asking any act.
    pub fn happens(self, event: Event) -> Story {
        self.happen(vec![event])
    }

    /// Adds the events of one act, numbering them as the store does: equal blanks of one act share the next running number.
    pub fn happen(mut self, events: Vec<Event>) -> Story {
        let mut given = BTreeMap::new();
        for mut event in events {
            for number in event.numbers().into_iter().filter(|number| number.running == 0) {
                let series = (number.letter.clone(), number.word.clone(), number.year);
                let newest = self.running.get(&series).copied().unwrap_or(0);
                number.running = *given.entry(series).or_insert(newest + 1);
            }
            let place = self.history.len() as u64;
            let recorded = Recorded {
                number: place,
                stream: Story::STREAM,
                seq: place + 1,
                at: self.now,
                body: Body { event, by: named(self.officer()), unit: district::BODY.to_owned() },
            };
            self.standing.fold(&recorded);
            self.history.push(recorded);
        }
        self.running.extend(given);
        self
    }

    /// Enters something in the registers; the case itself does not move.
    pub fn enters(mut self, event: Event) -> Story {
        let (by, at) = (named(self.officer()), self.now);
        let registers = Arc::make_mut(&mut self.registers);
        let (number, unit) = (registers.version, district::BODY.to_owned());
        let body = Body { event, by, unit };
        registers.enter(&Recorded { number, stream: StreamId::REGISTERS, seq: number + 1, at, body });
        self
    }

    /// Stores a file of this name, so that an act can name it by [`file_id`].
    pub fn stores(mut self, name: &str) -> Story {
        self.files.insert(file_id(name), FileFacts { named: file_named(name), playing: None, looked: None });
        self
    }

    /// Lays a page before the party by a one-time code.
    pub fn lays(self, page: PageShown) -> Story {
        Story { page: Some(page), ..self }
    }

    /// What an act is told beside the case.
    pub fn occasion(&self) -> Occasion<'_> {
        Occasion {
            now: self.now,
            by: self.officer(),
            body: self.body(),
            registers: &self.registers,
            files: &self.files,
            fresh: Story::STREAM,
            page: self.page.as_ref(),
        }
    }

    pub fn now(&self) -> Timestamp {
        self.now
    }

    /// The day in Beijing.
    pub fn today(&self) -> Date {
        self.occasion().today()
    }

    /// The moment in Beijing.
    pub fn moment(&self) -> DateTime {
        self.occasion().moment()
    }

    /// Who acts.
    pub fn officer(&self) -> &OfficerEntered {
        self.registers.officer(&self.by).expect("the acting officer is in the district")
    }

    /// The body whose case it is.
    pub fn body(&self) -> &BodyEntered {
        self.registers.body(district::BODY).expect("the body is in the district")
    }

    /// An officer of the district as named in an event.
    pub fn named(&self, officer: &str) -> OfficerNamed {
        named(self.registers.officer(&OfficerId::from(officer)).expect("the officer is in the district"))
    }
}

/// Beijing civil time as an instant.
pub fn moment(text: &str) -> Timestamp {
    let civil: DateTime = text.parse().expect("a moment like 2026-11-23T09:00");
    instant(civil).expect("a moment within the range of instants")
}

/// A day, e.g. `2026-11-23`.
pub fn day(text: &str) -> Date {
    text.parse().expect("a day like 2026-11-23")
}

/// The id a file of this name is stored under in a story: its content is taken to be its name.
pub fn file_id(name: &str) -> FileId {
    FileId(Sha256::digest(name.as_bytes()).into())
}

/// A file of a story as named in an event.
pub fn file_named(name: &str) -> FileNamed {
    FileNamed {
        sha256: file_id(name),
        // Not the digest of anything: no rule reads it.
        sm3: "53".repeat(32),
        size_bytes: name.len() as u64,
        media_type: match name.rsplit('.').next() {
            Some("pdf") => "application/pdf",
            Some("png") => "image/png",
            _ => "image/jpeg",
        }
        .to_owned(),
        name: name.to_owned(),
    }
}
