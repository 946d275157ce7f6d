//! Tests of `receipt`: the example of specs/03-receipt.md, every bit of it changed, and arbitrary text.

use super::*;
use crate::checkpoint::{Checkpoint, sign_checkpoint};
use crate::note::Signer;
use crate::proof::inclusion_proof;
use crate::tile::TileId;
use crate::tiling::build_tiles;
use proptest::prelude::*;
use std::collections::BTreeMap;

const ENTRY: &str = include_str!("../../../specs/fixtures/entry.json");
const VKEY: &str = include_str!("../../../specs/fixtures/vkey");
const CHECKPOINT: &str = include_str!("../../../specs/fixtures/checkpoint");
const WITH_ENTRY: &str = include_str!("../../../specs/fixtures/with-entry.tlog-proof");
const WITHOUT_ENTRY: &str = include_str!("../../../specs/fixtures/without-entry.tlog-proof");

/// The ledger of the specifications' examples: 300 entries, of which number 263 is `entry.json` and each other one is its
/// number in decimal digits; the key is made of 32 bytes of 0x01.
fn example() -> Receipt {
    let entry = |number: u64| if number == 263 { ENTRY.to_owned() } else { number.to_string() };
    let leaves: Vec<Hash> = (0..300).map(|number: u64| leaf_hash(entry(number).as_bytes())).collect();
    let tiles: BTreeMap<TileId, Vec<u8>> =
        build_tiles(&BTreeMap::new(), 0, &leaves).expect("builds").into_iter().collect();
    let mut tree = crate::tree::Frontier::new();
    leaves.into_iter().for_each(|leaf| tree.append(leaf));
    let signer = Signer::new("mingjing.example/310105", [1; 32]).expect("a signer");
    let origin = signer.name().to_owned();
    let checkpoint = Checkpoint { origin, size: 300, root: tree.root(), extensions: Vec::new() };
    Receipt {
        index: 263,
        proof: inclusion_proof(&tiles, 300, 263).expect("proves"),
        checkpoint: sign_checkpoint(&checkpoint, &signer).expect("signs"),
        extra: Some(ENTRY.as_bytes().to_vec()),
    }
}

fn key() -> VerifierKey {
    VerifierKey::parse(VKEY.trim_end()).expect("a key")
}

fn verified() -> Verified {
    Verified { index: 263, size: 300, origin: "mingjing.example/310105".to_owned() }
}

#[test]
fn the_examples_of_the_specification_are_what_this_crate_writes() {
    let signer = Signer::new("mingjing.example/310105", [1; 32]).expect("a signer");
    assert_eq!(format!("{}\n", signer.verifier_key()), VKEY);
    assert_eq!(example().checkpoint, CHECKPOINT);
    assert_eq!(example().text(), WITH_ENTRY);
    assert_eq!(Receipt { extra: None, ..example() }.text(), WITHOUT_ENTRY);
}

#[test]
fn the_examples_verify() {
    let (with, without) =
        (Receipt::parse(WITH_ENTRY).expect("reads"), Receipt::parse(WITHOUT_ENTRY).expect("reads"));
    assert_eq!(with.verify(ENTRY.as_bytes(), &key()), Ok(verified()));
    assert_eq!(with.verify_carried(&key()), Ok((ENTRY.as_bytes(), verified())));
    assert_eq!(without.verify(ENTRY.as_bytes(), &key()), Ok(verified()));
    assert_eq!(without.verify_carried(&key()), Err(ReceiptFault::NoEntry));
    assert_eq!(with.verify(b"another", &key()), Err(ReceiptFault::OtherEntry));
    let stranger = Signer::new("mingjing.example/310105", [2; 32]).expect("a signer").verifier_key();
    assert!(matches!(with.verify_carried(&stranger), Err(ReceiptFault::Checkpoint(_))));
}

#[test]
fn every_changed_bit_of_a_receipt_is_seen() {
    for text in [WITH_ENTRY, WITHOUT_ENTRY] {
        for bit in 0..text.len() * 8 {
            let mut changed = text.as_bytes().to_vec();
            changed[bit / 8] ^= 1 << (bit % 8);
            let Ok(changed) = String::from_utf8(changed) else { continue };
            let shown = Receipt::parse(&changed).and_then(|receipt| receipt.verify(ENTRY.as_bytes(), &key()));
            assert!(shown.is_err(), "bit {bit}");
        }
    }
}

#[test]
fn every_changed_bit_of_the_entry_is_seen() {
    let receipt = Receipt::parse(WITHOUT_ENTRY).expect("reads");
    for bit in 0..ENTRY.len() * 8 {
        let mut changed = ENTRY.as_bytes().to_vec();
        changed[bit / 8] ^= 1 << (bit % 8);
        let fault = receipt.verify(&changed, &key());
        assert!(matches!(fault, Err(ReceiptFault::Proof(ProofFault::Root { .. }))), "bit {bit}");
    }
}

#[test]
fn a_wrong_line_is_named() {
    let hash = leaf_hash(b"").to_base64();
    let first = FIRST_LINE;
    let table = [
        (String::new(), 1),
        (format!("{first} \nindex 0\n\nc"), 1),
        (format!("{first}\r\nindex 0\n\nc"), 1),
        (format!("{first}\nindex 00\n\nc"), 2),
        (format!("{first}\nindex -1\n\nc"), 2),
        (format!("{first}\n\nindex 0\n\nc"), 2),
        (format!("{first}\nextra ?\nindex 0\n\nc"), 2),
        (format!("{first}\nextra AAAA\nindex\n\nc"), 3),
        (format!("{first}\nextra AAAA\nextra AAAA\nindex 0\n\nc"), 3),
        (format!("{first}\nindex 0\n{hash}\n{hash}x\n\nc"), 4),
        (format!("{first}\nindex 0\n{}\nc", format!("{hash}\n").repeat(63)), 65),
        (format!("{first}\nindex 0\n{hash}"), 4),
        (format!("{first}\nindex 0\n\n"), 3),
    ];
    for (text, expected) in table {
        match Receipt::parse(&text) {
            Err(ReceiptFault::Line { line, .. }) => assert_eq!(line, expected, "{text:?}"),
            other => panic!("{text:?}: {other:?}"),
        }
    }
    assert_eq!(Receipt::parse(&" ".repeat(RECEIPT_SIZE_BYTES_MAX + 1)), Err(ReceiptFault::TooLong));
}

proptest! {
    #[test]
    fn any_text_reads_as_itself_or_not_at_all(
        rest in "(extra [A-D=]{0,8}\n)?index [0-9]{1,21}\n(A{43}=\n){0,3}\n?[a-c\n]{0,9}",
    ) {
        let text = format!("{FIRST_LINE}\n{rest}");
        if let Ok(receipt) = Receipt::parse(&text) {
            prop_assert_eq!(receipt.text(), text);
            prop_assert!(receipt.verify(ENTRY.as_bytes(), &key()).is_err());
        }
    }

    #[test]
    fn any_characters_are_no_reason_to_panic(text in "(?s).{0,300}") {
        prop_assert!(Receipt::parse(&text).is_err());
    }
}
