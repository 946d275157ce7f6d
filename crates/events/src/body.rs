//! The private body of an entry: the event with all its particulars, who did it, and what the decision rested on. Its exact bytes
//! are stored beside the ledger; the entry commits to them.

use crate::event::Event;
use crate::ids::StreamId;
use crate::people::OfficerNamed;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A body. `by` holds values as of the time of the event.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Body {
    pub event: Event,
    pub by: OfficerNamed,
    /// 统一社会信用代码 of the body the officer acted for.
    pub unit: String,
}

/// An event as it stands in the ledger.
#[derive(Clone, Debug, PartialEq)]
pub struct Recorded {
    /// Number of the entry in the ledger, from 0.
    pub number: u64,
    pub stream: StreamId,
    /// Place in the stream, from 1.
    pub seq: u64,
    pub at: Timestamp,
    pub body: Body,
}

impl Recorded {
    /// The civil day in Beijing time on which it happened; periods are counted from it.
    pub fn day(&self) -> jiff::civil::Date {
        crate::occasion::beijing(self.at).date()
    }
}
