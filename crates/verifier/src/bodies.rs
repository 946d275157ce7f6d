//! Checks the bodies of an exported ledger against what its entries commit to (specs/01-entry.md §2, specs/02-ledger.md §6), and
//! the entries against the entry format and their streams' numbering.
//!
//! That the entries are those the checkpoint vouches for is `tree`'s to say. Entries and lines go by once, side by side; of each
//! stream only its last place stays in memory. A body that was lawfully erased is told apart from one that is wrong.

use crate::Fault;
use crate::folder::Folder;
use crate::lines::{Line, Lines};
use events::entry::commit;
use events::{Body, Entry, Recorded, StreamId};
use ledger::note::VerifierKey;
use ledger::tile::{TILE_WIDTH, TileId};
use std::collections::BTreeMap;
use std::path::Path;

/// How much was looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BodiesReport {
    /// Entries read.
    pub entries: u64,
    /// Bodies that are those their entries commit to.
    pub kept: u64,
    /// Numbers of the entries whose body was erased.
    pub erased: Vec<u64>,
    /// Entries whose body was not exported.
    pub absent: u64,
    /// Faults told.
    pub faults: u64,
}

/// An entry going by.
pub struct Sighting {
    /// Number of the entry, from 0.
    pub number: u64,
    pub entry: Entry,
    pub body: Sight,
}

/// What there is of an entry's body.
pub enum Sight {
    /// It is the one the entry commits to.
    Kept(Box<Recorded>),
    Erased,
    /// It was not exported.
    Absent,
    /// It is wrong; the fault was told.
    Wrong,
}

/// Checks all bodies in a folder, tells every fault as it is found, and shows every entry that reads, in order, to whoever wants
/// to look at what happened.
pub fn check_bodies(
    folder: &Path,
    key: Option<&VerifierKey>,
    tell: &mut dyn FnMut(Fault),
    see: &mut dyn FnMut(&Sighting),
) -> BodiesReport {
    let mut report = BodiesReport::default();
    let mut faults = 0;
    let mut tell = |fault| {
        faults += 1;
        tell(fault);
    };
    let folder = Folder::new(folder);
    match folder.checkpoint(key).and_then(|checkpoint| Ok((checkpoint.size, Lines::open(&folder)?))) {
        Err(fault) => tell(fault),
        Ok((size, mut lines)) => {
            let mut streams = Streams::default();
            for index in 0..size.div_ceil(TILE_WIDTH) {
                let Some(tile) = TileId::in_tree(0, index, size) else { break };
                let bundle = match folder.bundle(tile) {
                    Ok(bundle) => bundle,
                    Err(fault) => {
                        tell(fault);
                        continue;
                    }
                };
                for place in 0..bundle.width() {
                    let number = index * TILE_WIDTH + place as u64;
                    report.entries += 1;
                    let line = lines.of(number, &mut tell);
                    let name = bundle.name(index * TILE_WIDTH, place);
                    let entry = match Entry::read(bundle.entry(place)) {
                        Ok(entry) => entry,
                        Err(fault) => {
                            tell(Fault::at(name, fault.to_string()));
                            continue;
                        }
                    };
                    streams.follow(&entry, name, &mut tell);
                    let body = sight(number, &entry, line, &mut tell);
                    match body {
                        Sight::Kept(_) => report.kept += 1,
                        Sight::Erased => report.erased.push(number),
                        Sight::Absent => report.absent += 1,
                        Sight::Wrong => {}
                    }
                    see(&Sighting { number, entry, body });
                }
            }
            lines.rest(&mut tell);
        }
    }
    report.faults = faults;
    report
}

/// Checks salt and body against what an entry commits to.
pub fn check_body(entry: &Entry, salt: &[u8; 32], body: &[u8]) -> Result<(), Fault> {
    let found = commit(salt, body);
    if found != entry.body {
        let what = format!("SHA-256 of salt and body is {found}; the entry commits to {}", entry.body);
        return Err(Fault::at("body", what));
    }
    Ok(())
}

fn sight(number: u64, entry: &Entry, line: Option<Line>, tell: &mut dyn FnMut(Fault)) -> Sight {
    let Some(line) = line else { return Sight::Absent };
    let Some((salt, body)) = line.kept else { return Sight::Erased };
    let place = format!("body of entry {number} (line {} of bodies.jsonl)", line.line);
    let mut wrong = |what: String| {
        tell(Fault::at(place.clone(), what));
        Sight::Wrong
    };
    if let Err(fault) = check_body(entry, &salt, body.as_bytes()) {
        return wrong(fault.what);
    }
    match serde_json::from_str::<Body>(&body) {
        Err(fault) => wrong(format!("is as committed to, and does not read as a body: {fault}")),
        Ok(body) if body.event.name() != entry.kind => {
            wrong(format!("tells of {}, its entry of {}", body.event.name(), entry.kind))
        }
        Ok(body) => {
            let (stream, seq, at) = (entry.stream, entry.seq, entry.at);
            Sight::Kept(Box::new(Recorded { number, stream, seq, at, body }))
        }
    }
}

/// The last place seen in each stream.
#[derive(Default)]
struct Streams(BTreeMap<StreamId, u64>);

impl Streams {
    fn follow(&mut self, entry: &Entry, name: String, tell: &mut dyn FnMut(Fault)) {
        let last = self.0.entry(entry.stream).or_default();
        if Some(entry.seq) != last.checked_add(1) {
            let what = format!("is at place {} of stream {}, after place {last}", entry.seq, entry.stream);
            tell(Fault::at(name, what));
        }
        *last = entry.seq;
    }
}

#[cfg(test)]
#[path = "bodies_tests.rs"]
mod tests;
