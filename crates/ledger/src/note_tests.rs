//! Tests of `note`: keys and notes of other implementations, every bit changed, and arbitrary text.

use super::*;
use proptest::prelude::*;

/// The key and note with which the Go implementation of signed notes documents itself.
const STRANGER: &str = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
const STRANGERS_NOTE: &str = "If you think cryptography is the answer to your problem,\n\
    then you don't know what your problem is.\n\n\
    \u{2014} PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

fn signer() -> Signer {
    Signer::new("mingjing.example/310105", [9; 32]).expect("a signer")
}

#[test]
fn keys_and_notes_of_strangers_verify() {
    let key = VerifierKey::parse(STRANGER).expect("reads");
    assert_eq!(key.to_string(), STRANGER);
    let note = verify_note(STRANGERS_NOTE, &[key]).expect("verifies");
    assert!(note.text.ends_with("your problem is.\n"));
    assert_eq!(note.signed_by, ["PeterNeumann"]);
    let database = "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8";
    assert_eq!(VerifierKey::parse(database).expect("reads").to_string(), database);
}

#[test]
fn a_key_has_one_spelling() {
    let text = signer().verifier_key().to_string();
    assert_eq!(VerifierKey::parse(&text), Ok(signer().verifier_key()));
    for bit in 0..text.len() * 8 {
        let mut changed = text.clone().into_bytes();
        changed[bit / 8] ^= 1 << (bit % 8);
        if let Ok(changed) = String::from_utf8(changed) {
            assert!(VerifierKey::parse(&changed).is_err(), "{changed}");
        }
    }
    for wrong in
        ["", "a", "a+b", "a b+00000000+AA==", "+033de0ae+Ac4z", &format!("{text}\n"), &text.to_uppercase()]
    {
        assert!(VerifierKey::parse(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn signatures_of_strangers_are_passed_over_and_wrong_ones_are_not() {
    let (ours, key) = (signer(), signer().verifier_key());
    let note = ours.sign("a text\n\nof two parts\n").expect("signs");
    let witness = Signer::new("witness.example", [8; 32]).expect("a signer");
    let theirs = witness.sign("a text\n\nof two parts\n").expect("signs");
    let both = note.clone() + theirs.rsplit_once("\n\n").expect("signatures").1;
    let verified = verify_note(&both, std::slice::from_ref(&key)).expect("verifies");
    assert_eq!(
        (verified.text, verified.signed_by),
        ("a text\n\nof two parts\n", vec!["mingjing.example/310105"])
    );
    let of_both = [key.clone(), witness.verifier_key()];
    assert_eq!(verify_note(&both, &of_both).expect("verifies").signed_by.len(), 2);
    assert_eq!(verify_note(&theirs, &[key]), Err(NoteFault::NoKnownKey));

    let wrong = both.replacen("a text", "b text", 1);
    let fault = verify_note(&wrong, &of_both[1..]).expect_err("wrong");
    assert_eq!(fault, NoteFault::WrongSignature { line: 2, name: "witness.example".to_owned() });
}

#[test]
fn every_changed_bit_of_a_note_is_seen() {
    let key = signer().verifier_key();
    let note = signer().sign("a text\n").expect("signs");
    for bit in 0..note.len() * 8 {
        let mut changed = note.clone().into_bytes();
        changed[bit / 8] ^= 1 << (bit % 8);
        let seen = String::from_utf8(changed)
            .map_or(true, |note| verify_note(&note, std::slice::from_ref(&key)).is_err());
        assert!(seen, "bit {bit}");
    }
}

#[test]
fn what_is_no_note_is_refused_with_its_reason() {
    let key = [signer().verifier_key()];
    let fault = |note: &str| verify_note(note, &key).expect_err("no note");
    assert_eq!(fault(""), NoteFault::NoSignatures);
    assert_eq!(fault("text\n\n"), NoteFault::NoSignatures);
    assert_eq!(fault("te\txt\n\n"), NoteFault::Control(9));
    assert_eq!(fault("text\n\n- a AAAA\n"), NoteFault::SignatureLine { line: 1 });
    assert_eq!(fault("text\n\n\u{2014} a AAAA\n"), NoteFault::SignatureLine { line: 1 });
    assert_eq!(fault("text\n\n\u{2014} a AAAAAAA=\n"), NoteFault::NoKnownKey);
    assert_eq!(
        fault(&format!("text\n\n{}", "\u{2014} a AAAAAAA=\n".repeat(65))),
        NoteFault::TooManySignatures
    );
    assert_eq!(fault(&"\n".repeat(NOTE_SIZE_BYTES_MAX + 1)), NoteFault::TooLong);
    assert_eq!(signer().sign("no end"), Err(NoteFault::Text));
    assert!(matches!(Signer::new("a b", [0; 32]), Err(NoteFault::KeyName(_))));
}

proptest! {
    #[test]
    fn any_text_is_no_reason_to_panic(text in "(?s).{0,40}\n?\n?(\u{2014} [a-c+ ]{0,4} [A-D=]{0,12}\n?){0,3}") {
        prop_assert!(verify_note(&text, &[signer().verifier_key()]).is_err());
        prop_assert!(VerifierKey::parse(&text).is_err());
    }

    #[test]
    fn what_is_signed_verifies(text in "[^\u{0}-\u{1f}]{0,40}(\n[^\u{0}-\u{1f}]{0,40}){0,4}\n") {
        let note = signer().sign(&text).expect("signs");
        prop_assert_eq!(verify_note(&note, &[signer().verifier_key()]).expect("verifies").text, text);
    }
}
