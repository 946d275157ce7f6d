//! A small ledger written into a folder, for the tests of this crate: real entries with real bodies, signed and cut into tiles, with
//! the partial tiles of two earlier sizes left behind.

use events::entry::commit;
use events::people::OfficerNamed;
use events::viewing::MaterialViewed;
use events::{Body, Entry, Event, OfficerId, StreamId};
use ledger::checkpoint::{Checkpoint, sign_checkpoint};
use ledger::hash::leaf_hash;
use ledger::note::Signer;
use ledger::tile::{TileId, bundle_encode, entry_bundles_between};
use ledger::tiling::{TileBuilder, build_tiles};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

pub const ORIGIN: &str = "mingjing.example/310105";

pub fn signer() -> Signer {
    Signer::new(ORIGIN, [1; 32]).expect("a signer")
}

/// Body and entry with a number, of one stream for every ten.
pub fn body(number: u64) -> String {
    let viewer =
        OfficerNamed { id: OfficerId("o1".to_owned()), name: "甲".to_owned(), certificate: String::new() };
    let event = Event::MaterialViewed(MaterialViewed {
        what: format!("paper {number}"),
        viewer: viewer.clone(),
        purpose: "复核\n\u{1}".to_owned(),
        through: None,
    });
    let body = Body { event, by: viewer, unit: "11310105MB0000000N".to_owned() };
    serde_json::to_string(&body).expect("writes")
}

pub fn salt(number: u64) -> [u8; 32] {
    let mut salt = [0xab; 32];
    salt[..8].copy_from_slice(&number.to_be_bytes());
    salt
}

pub fn entry(number: u64) -> Entry {
    Entry {
        v: 1,
        kind: "MaterialViewed".to_owned(),
        at: jiff::Timestamp::from_millisecond(1_795_000_000_000 + number as i64 * 10).expect("in range"),
        stream: StreamId([(number / 10) as u8; 16]),
        seq: number % 10 + 1,
        unit: None,
        law: "2026-11/cal2018-2026".to_owned(),
        facts: serde_json::Map::new(),
        body: commit(&salt(number), body(number).as_bytes()),
    }
}

pub fn line(number: u64) -> String {
    let body = serde_json::to_string(&body(number)).expect("writes");
    format!("{{\"n\":{number},\"salt\":\"{}\",\"body\":{body}}}\n", hex::encode(salt(number)))
}

/// A folder with a ledger that was published at each of these sizes.
pub fn ledger(sizes: &[u64]) -> TempDir {
    ledger_of(sizes, |number| entry(number).bytes())
}

pub fn ledger_of(sizes: &[u64], entry: impl Fn(u64) -> Vec<u8>) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let size = sizes.last().copied().unwrap_or(0);
    let entries: Vec<Vec<u8>> = (0..size).map(entry).collect();
    let mut tiles: BTreeMap<TileId, Vec<u8>> = BTreeMap::new();
    let mut old = 0;
    for &new in sizes {
        let leaves: Vec<_> =
            entries[old as usize..new as usize].iter().map(|entry| leaf_hash(entry)).collect();
        tiles.extend(build_tiles(&tiles, old, &leaves).expect("builds"));
        for bundle in entry_bundles_between(old, new) {
            let first = bundle.index as usize * 256;
            let part = &entries[first..first + usize::from(bundle.width)];
            let bytes = bundle_encode(part.iter().map(Vec::as_slice)).expect("packs");
            write(folder.path(), &bundle.entries_path(), &bytes);
        }
        old = new;
    }
    tiles.iter().for_each(|(tile, bytes)| write(folder.path(), &tile.path(), bytes));
    let root = TileBuilder::resume(&tiles, size).expect("resumes").root();
    let checkpoint = Checkpoint { origin: ORIGIN.to_owned(), size, root, extensions: Vec::new() };
    let note = sign_checkpoint(&checkpoint, &signer()).expect("signs");
    write(folder.path(), "checkpoint", note.as_bytes());
    write(folder.path(), "vkey", format!("{}\n", signer().verifier_key()).as_bytes());
    folder
}

pub fn write(folder: &Path, path: &str, bytes: &[u8]) {
    let path = folder.join(path);
    std::fs::create_dir_all(path.parent().expect("a folder")).expect("made");
    std::fs::write(path, bytes).expect("written");
}

/// All files below a folder.
pub fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found.sort();
    found
}
