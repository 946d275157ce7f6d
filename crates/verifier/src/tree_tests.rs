//! Tests of `tree`: a right ledger of every shape has no fault; a changed byte anywhere has one, and it names the place.

use super::*;
use crate::testing::{files, ledger, ledger_of, signer, write};

fn faults(folder: &Path) -> Vec<Fault> {
    let mut faults = Vec::new();
    let report = check_tree(folder, Some(&signer().verifier_key()), &mut |fault| faults.push(fault));
    assert_eq!(report.faults, faults.len() as u64);
    faults
}

fn places(folder: &Path) -> Vec<String> {
    faults(folder).into_iter().map(|fault| fault.place).collect()
}

/// Changes one byte of a file and checks; then puts it back.
fn places_with_change(folder: &Path, path: &str, at: usize, mask: u8) -> Vec<String> {
    let bytes = std::fs::read(folder.join(path)).expect("read");
    let mut changed = bytes.clone();
    changed[at] ^= mask;
    write(folder, path, &changed);
    let places = places(folder);
    write(folder, path, &bytes);
    places
}

#[test]
fn a_right_ledger_of_any_size_has_no_fault() {
    for sizes in [[0, 0].as_slice(), &[1], &[255], &[3, 256], &[257], &[100, 300, 513]] {
        let folder = ledger(sizes);
        let report = check_tree(folder.path(), None, &mut |fault| panic!("{sizes:?}: {fault}"));
        let size = sizes.last().copied().expect("a size");
        assert_eq!((report.entries, report.faults, report.beyond), (size, 0, 0));
        assert_eq!(report.checkpoint.map(|checkpoint| checkpoint.size), Some(size));
    }
}

#[test]
fn every_changed_byte_of_every_file_is_seen() {
    let folder = ledger(&[2, 3]);
    for path in files(folder.path()) {
        let path = path.strip_prefix(folder.path()).expect("below").to_str().expect("text").to_owned();
        let length = std::fs::read(folder.path().join(&path)).expect("read").len();
        for at in 0..length {
            let places = places_with_change(folder.path(), &path, at, 1 << (at % 8));
            assert!(!places.is_empty(), "byte {at} of {path}");
            let is_near = |place: &String| place.contains(&path) || path == "checkpoint" || path == "vkey";
            assert!(places.iter().any(is_near), "byte {at} of {path}: {places:?}");
        }
        let bytes = std::fs::read(folder.path().join(&path)).expect("read");
        write(folder.path(), &path, &bytes[..length - 1]);
        assert!(!places(folder.path()).is_empty(), "{path} without its last byte");
        write(folder.path(), &path, &[bytes.as_slice(), &[0]].concat());
        assert!(!places(folder.path()).is_empty(), "{path} with a byte more");
        write(folder.path(), &path, &bytes);
    }
    assert_eq!(faults(folder.path()), []);
}

#[test]
fn what_was_changed_is_named_and_nothing_else() {
    let folder = ledger_of(&[300, 66_000], |number| number.to_string().into_bytes());
    let change = |path: &str, at: usize| places_with_change(folder.path(), path, at, 1);

    // An entry in a full bundle, and one at the edge. Entries 256 to 999 have three digits, so five bytes each.
    assert_eq!(change("tile/entries/001", 227), ["entry 301 (bytes 227 to 230 of tile/entries/001)"]);
    assert_eq!(change("tile/entries/257.p/208", 2), ["entry 65792 (bytes 2 to 7 of tile/entries/257.p/208)"]);
    // A leaf hash in a full tile, and one at the edge.
    assert_eq!(change("tile/0/001", 45 * 32), ["hash 45 of tile/0/001"]);
    assert_eq!(change("tile/0/257.p/208", 0), ["hash 0 of tile/0/257.p/208"]);
    // Tiles of earlier sizes.
    assert_eq!(change("tile/0/001.p/44", 32), ["hash 1 of tile/0/001.p/44"]);
    assert_eq!(change("tile/entries/001.p/44", 12), ["entry 258 (bytes 12 to 15 of tile/entries/001.p/44)"]);
    // A hash of a full tile in the level above: the tiles above and below it disagree with it.
    assert_eq!(change("tile/1/000", 5 * 32), ["hash 5 of tile/1/000", "tile/1/000"]);
    // The top vouches for all below and only the checkpoint for it.
    assert_eq!(change("tile/2/000.p/1", 0), ["checkpoint", "tile/1/000"]);
}

#[test]
fn what_is_missing_or_out_of_place_is_named() {
    let folder = ledger_of(&[300, 513], |number| number.to_string().into_bytes());
    let without = |path: &str| {
        let bytes = std::fs::read(folder.path().join(path)).expect("read");
        std::fs::remove_file(folder.path().join(path)).expect("removed");
        let found = places(folder.path());
        write(folder.path(), path, &bytes);
        found
    };
    for path in
        ["tile/0/001", "tile/entries/000", "tile/entries/002.p/1", "tile/0/002.p/1", "checkpoint", "vkey"]
    {
        assert_eq!(without(path), [path]);
    }
    assert_eq!(without("tile/1/000.p/2"), ["checkpoint", "tile/1/000.p/2"]);
    // Tiles of earlier sizes may go.
    assert_eq!(without("tile/0/001.p/44"), Vec::<String>::new());

    write(folder.path(), "tile/0/003", &[0; 32]);
    write(folder.path(), "tile/0/3", b"");
    write(folder.path(), "tile/0/002.p/x", b"");
    let mut told = Vec::new();
    let report = check_tree(folder.path(), None, &mut |fault| told.push(fault.place));
    told.sort();
    assert_eq!(told, ["tile/0/002.p/x", "tile/0/3"]);
    assert_eq!(report.beyond, 1);
}

#[test]
fn the_full_tile_serves_where_the_partial_one_is_gone() {
    let folder = ledger(&[300, 600]);
    let early = ledger(&[300]);
    let note = std::fs::read(early.path().join("checkpoint")).expect("read");
    write(folder.path(), "checkpoint", &note);
    for path in ["tile/0/001.p/44", "tile/entries/001.p/44"] {
        std::fs::remove_file(folder.path().join(path)).expect("removed");
    }
    let report = check_tree(folder.path(), None, &mut |fault| panic!("{fault}"));
    assert_eq!((report.entries, report.beyond), (300, 5));
}

#[test]
fn a_ledger_signed_anew_with_another_key_is_seen_by_who_has_the_right_one() {
    let folder = ledger(&[3]);
    let other = ledger::note::Signer::new(crate::testing::ORIGIN, [2; 32]).expect("a signer");
    let key = other.verifier_key();
    let mut told = Vec::new();
    let report = check_tree(folder.path(), Some(&key), &mut |fault| told.push(fault.to_string()));
    assert_eq!(told, ["checkpoint: the note has no signature by a known key"]);
    assert_eq!(report.checkpoint, None);
    write(folder.path(), "vkey", format!("{key}\n").as_bytes());
    assert_eq!(places(folder.path()), ["vkey"]);
}
