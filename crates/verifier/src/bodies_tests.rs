//! Tests of `bodies`: kept, erased and left-out bodies are told apart, and every changed bit of a line or of an entry is named.

use super::*;
use crate::testing::{entry, ledger, ledger_of, line, write};
use proptest::prelude::*;

fn check(folder: &Path) -> (BodiesReport, Vec<Fault>) {
    let mut faults = Vec::new();
    let report = check_bodies(folder, None, &mut |fault| faults.push(fault), &mut |_| {});
    assert_eq!(report.faults, faults.len() as u64);
    (report, faults)
}

fn with_lines(folder: &Path, lines: &[String]) -> (BodiesReport, Vec<Fault>) {
    write(folder, "bodies.jsonl", lines.concat().as_bytes());
    check(folder)
}

#[test]
fn kept_erased_and_left_out_bodies_are_told_apart() {
    let folder = ledger(&[300]);
    let mut lines: Vec<String> = (0..300).map(line).collect();
    lines[7] = "{\"n\":7}\n".to_owned();
    lines.remove(260);
    write(folder.path(), "bodies.jsonl", lines.concat().as_bytes());
    let mut seen = Vec::new();
    let mut see = |sighting: &Sighting| {
        if let Sight::Kept(recorded) = &sighting.body {
            assert_eq!((recorded.number, recorded.seq), (sighting.number, sighting.entry.seq));
        }
        seen.push(sighting.number);
    };
    let report = check_bodies(folder.path(), None, &mut |fault| panic!("{fault}"), &mut see);
    assert_eq!(report, BodiesReport { entries: 300, kept: 298, erased: vec![7], absent: 1, faults: 0 });
    assert_eq!(seen, (0..300).collect::<Vec<_>>());
}

#[test]
fn every_changed_bit_of_a_line_is_seen_at_its_line() {
    let folder = ledger(&[1]);
    let right = line(0).into_bytes();
    for bit in 0..right.len() * 8 {
        let mut changed = right.clone();
        changed[bit / 8] ^= 1 << (bit % 8);
        write(folder.path(), "bodies.jsonl", &changed);
        let (_, faults) = check(folder.path());
        assert!(faults.iter().any(|fault| fault.place.contains("line 1 of")), "bit {bit}: {faults:?}");
    }
}

#[test]
fn a_wrong_line_is_named_with_its_reason() {
    let folder = ledger(&[3]);
    let told = |lines: &[String]| {
        let (_, faults) = with_lines(folder.path(), lines);
        faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
    };
    assert_eq!(told(&[line(0), line(1), line(2)]), "");
    assert!(
        told(&[line(1), line(0)]).starts_with("line 2 of bodies.jsonl: is of entry 0, which is not after")
    );
    assert!(
        told(&[line(0), line(0)]).starts_with("line 2 of bodies.jsonl: is of entry 0, which is not after")
    );
    assert_eq!(told(&[line(3)]), "line 1 of bodies.jsonl: there is no readable entry 3 for it");
    assert!(told(&["{\"n\":0,\"salt\":\"00\"}\n".to_owned()]).contains("without the other"));
    assert!(told(&["{\"n\":0,\"salt\":\"00\",\"body\":\"\"}\n".to_owned()]).contains("its salt"));
    assert!(told(&["{\"n\": 0}\n".to_owned()]).contains("one spelling"));
    assert!(told(&["{\"n\":0}".to_owned()]).contains("no line end"));
    let swapped = line(0).replacen("\"n\":0", "\"n\":1", 1);
    assert!(
        told(&[swapped])
            .starts_with("body of entry 1 (line 1 of bodies.jsonl): SHA-256 of salt and body is ")
    );
    std::fs::remove_file(folder.path().join("bodies.jsonl")).expect("removed");
    assert_eq!(check(folder.path()).1, [Fault::at("bodies.jsonl", "is missing")]);
}

#[test]
fn an_entry_that_is_none_and_a_gap_in_a_stream_are_named() {
    let folder = ledger_of(&[4], |number| match number {
        1 => b"no entry".to_vec(),
        3 => Entry { kind: "CaseOpened".to_owned(), ..entry(3) }.bytes(),
        _ => entry(number).bytes(),
    });
    let (report, faults) = with_lines(folder.path(), &[line(0), line(2), line(3)]);
    assert_eq!((report.entries, report.kept), (4, 2));
    let places: Vec<&str> = faults.iter().map(|fault| fault.place.as_str()).collect();
    assert!(places[0].starts_with("entry 1 (bytes "), "{places:?}");
    assert!(faults[1].what.contains("after place 1"), "{faults:?}");
    assert_eq!(faults[2].what, "tells of MaterialViewed, its entry of CaseOpened");
    assert_eq!(faults.len(), 3);
}

#[test]
fn the_example_of_the_specification_is_committed_to() {
    let example = Entry::read(include_bytes!("../../../specs/fixtures/entry.json")).expect("reads");
    let line = include_str!("../../../specs/fixtures/bodies.jsonl");
    let line: serde_json::Value = serde_json::from_str(line).expect("reads");
    let mut salt = [0; 32];
    hex::decode_to_slice(line["salt"].as_str().expect("text"), &mut salt).expect("hex");
    let body = line["body"].as_str().expect("text");
    assert_eq!(check_body(&example, &salt, body.as_bytes()), Ok(()));
    assert!(check_body(&example, &[0; 32], body.as_bytes()).is_err());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]
    #[test]
    fn any_bytes_are_no_reason_to_panic(bytes in proptest::collection::vec(any::<u8>(), 1..300)) {
        let folder = ledger(&[1]);
        write(folder.path(), "bodies.jsonl", &bytes);
        prop_assert!(!check(folder.path()).1.is_empty());
        write(folder.path(), "tile/entries/000.p/1", &bytes);
        write(folder.path(), "tile/0/000.p/1", &bytes);
        let mut faults = 0;
        crate::tree::check_tree(folder.path(), None, &mut |_| faults += 1);
        prop_assert!(faults > 0);
        write(folder.path(), "checkpoint", &bytes);
        prop_assert_eq!(check(folder.path()).1.len(), 1);
    }
}
