//! The offline checker: for citizens, courts, archives and auditors, who have files and no reason to trust the office.
//!
//! It reads files and nothing else: no network, no database, no clock. Each file here checks one kind of thing and names every
//! fault with its place. It depends on the ledger's bytes and on the form of events, never on the rooms that make them.

pub mod bodies;
pub mod folder;
pub mod gate;
mod leftovers;
mod lines;
pub mod package;
pub mod receipt;
pub mod tree;

use std::fmt;

/// Something that is not as it should be, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// A file, an entry number, a line, a byte range: as near as it can be told.
    pub place: String,
    pub what: String,
}

impl Fault {
    pub fn at(place: impl Into<String>, what: impl Into<String>) -> Fault {
        Fault { place: place.into(), what: what.into() }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.what)
    }
}

#[cfg(test)]
mod testing;
