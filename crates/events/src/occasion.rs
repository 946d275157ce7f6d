//! The occasion of an act: when, by whom, under which law and registers. Everything an act may know beside the case's history.

use crate::cases::PageShown;
use crate::ids::{FileId, StreamId};
use crate::people::{FileNamed, OfficerNamed};
use crate::records::Looked;
use crate::register::Registers;
use crate::registers::{BodyEntered, OfficerEntered};
use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::{Offset, TimeZone};
use law::calendar::Calendar;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What a stored file was found to be when it came in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FileFacts {
    pub named: FileNamed,
    /// For sound and picture: what reading the container showed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub playing: Option<Playing>,
    /// For sound and picture: what reading it along its own clock showed, as far as that has come.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub looked: Option<Looked>,
}

impl FileFacts {
    /// Both digests are known; the SM3 of a large file is worked out after it came in, and no act names it before.
    pub fn is_settled(&self) -> bool {
        !self.named.sm3.is_empty()
    }
}

/// Sound or picture as read from the container.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Playing {
    pub duration_ms: u64,
    pub started_at: Option<Timestamp>,
    pub notes: Vec<String>,
}

/// The occasion.
#[derive(Clone, Copy, Debug)]
pub struct Occasion<'a> {
    pub now: Timestamp,
    pub by: &'a OfficerEntered,
    pub body: &'a BodyEntered,
    pub registers: &'a Registers,
    /// Files the act names, as far as they are stored.
    pub files: &'a BTreeMap<FileId, FileFacts>,
    /// The tag for a new stream, drawn by the caller.
    pub fresh: StreamId,
    /// The page that was laid before the party of the case by a one-time code, if one was.
    pub page: Option<&'a PageShown>,
}

/// China has one civil time, UTC+8, since before any case here; a fixed offset needs no time-zone data.
const BEIJING: Offset = jiff::tz::offset(8);

/// An instant as Beijing civil time.
pub fn beijing(at: Timestamp) -> DateTime {
    BEIJING.to_datetime(at)
}

/// Beijing civil time as an instant; `None` outside the range of instants.
pub fn instant(at: DateTime) -> Option<Timestamp> {
    at.to_zoned(TimeZone::fixed(BEIJING)).ok().map(|zoned| zoned.timestamp())
}

impl<'a> Occasion<'a> {
    /// The day of the act in Beijing time.
    pub fn today(&self) -> Date {
        beijing(self.now).date()
    }

    /// The moment of the act in Beijing time.
    pub fn moment(&self) -> DateTime {
        beijing(self.now)
    }

    pub fn calendar(&self) -> &'a Calendar {
        self.registers.calendar()
    }

    /// The acting officer, as named in an event.
    pub fn officer(&self) -> OfficerNamed {
        named(self.by)
    }

    /// A stored file by its id.
    pub fn file(&self, id: FileId) -> Option<&'a FileFacts> {
        self.files.get(&id)
    }
}

/// An officer of the register, as named in an event.
pub fn named(officer: &OfficerEntered) -> OfficerNamed {
    let certificate = officer.certificate.as_ref().map(|c| c.number.clone()).unwrap_or_default();
    OfficerNamed { id: officer.id.clone(), name: officer.name.clone(), certificate }
}
