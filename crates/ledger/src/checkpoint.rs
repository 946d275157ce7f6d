//! Checkpoints (C2SP `tlog-checkpoint`): origin, size and root of the tree at one moment, signed by the ledger's key.
//!
//! A checkpoint says nothing about time. The key's name and the origin are one and the same here, so that a key can speak for its
//! own ledger only.

use crate::decimal;
use crate::hash::Hash;
use crate::note::{NoteFault, Signer, VerifierKey, verify_note};

/// The head of a ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// Which ledger it is: a name like `mingjing.example/310105`.
    pub origin: String,
    /// How many entries there are.
    pub size: u64,
    /// The root of the tree over them.
    pub root: Hash,
    /// Further lines. This house writes none; those of others are kept.
    pub extensions: Vec<String>,
}

/// A note that is not a checkpoint to rely on.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CheckpointFault {
    #[error("line {line} of the checkpoint is not {what}")]
    Line { line: usize, what: &'static str },
    #[error("the checkpoint of {origin:?} is signed, but not by a key of that name")]
    OtherKey { origin: String },
    #[error(transparent)]
    Note(#[from] NoteFault),
}

impl Checkpoint {
    /// The text that is signed.
    pub fn text(&self) -> String {
        let mut text = format!("{}\n{}\n{}\n", self.origin, self.size, self.root.to_base64());
        self.extensions.iter().for_each(|line| text.extend([line.as_str(), "\n"]));
        text
    }

    /// Reads exactly what [`Checkpoint::text`] writes.
    pub fn parse(text: &str) -> Result<Checkpoint, CheckpointFault> {
        let fault = |line, what| CheckpointFault::Line { line, what };
        let mut lines = text.split('\n');
        let mut next = || lines.next().unwrap_or_default();
        let (origin, size, root) = (next().to_owned(), next(), next());
        let last = lines.next_back();
        if origin.is_empty() {
            return Err(fault(1, "an origin"));
        }
        let size = decimal(size).ok_or(fault(2, "a size in decimal digits"))?;
        let root = Hash::from_base64(root).ok_or(fault(3, "a root of 32 bytes in base64"))?;
        let extensions: Vec<String> = lines.map(str::to_owned).collect();
        if let Some(empty) = extensions.iter().position(String::is_empty) {
            return Err(fault(empty + 4, "an extension: it is empty"));
        }
        if last != Some("") {
            return Err(fault(extensions.len() + 4, "the end: a line end is missing"));
        }
        Ok(Checkpoint { origin, size, root, extensions })
    }
}

/// Signs a checkpoint with the key of its origin. Whether it goes on from all that were signed before is the caller's duty.
pub fn sign_checkpoint(checkpoint: &Checkpoint, signer: &Signer) -> Result<String, CheckpointFault> {
    let text = checkpoint.text();
    if Checkpoint::parse(&text)? != *checkpoint {
        return Err(CheckpointFault::Line { line: 1, what: "in one line" });
    }
    if signer.name() != checkpoint.origin {
        return Err(CheckpointFault::OtherKey { origin: checkpoint.origin.clone() });
    }
    Ok(signer.sign(&text)?)
}

/// Opens a signed checkpoint: one of `keys` with the origin's name must have signed it.
pub fn open_checkpoint(note: &str, keys: &[VerifierKey]) -> Result<Checkpoint, CheckpointFault> {
    let note = verify_note(note, keys)?;
    let checkpoint = Checkpoint::parse(note.text)?;
    if !note.signed_by.contains(&checkpoint.origin.as_str()) {
        return Err(CheckpointFault::OtherKey { origin: checkpoint.origin });
    }
    Ok(checkpoint)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hash::leaf_hash;
    use proptest::prelude::*;

    fn signer() -> Signer {
        Signer::new("mingjing.example/310105", [9; 32]).expect("a signer")
    }

    fn checkpoint() -> Checkpoint {
        let origin = signer().name().to_owned();
        Checkpoint { origin, size: 20_852_163, root: leaf_hash(b""), extensions: Vec::new() }
    }

    #[test]
    fn the_specifications_example_reads() {
        let text = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";
        let read = Checkpoint::parse(text).expect("reads");
        assert_eq!((read.origin.as_str(), read.size), ("example.com/behind-the-sofa", 20_852_163));
        assert_eq!(read.text(), text);
        let extended = format!("{text}extension\nanother\n");
        let read = Checkpoint::parse(&extended).expect("reads");
        assert_eq!(read.extensions, ["extension", "another"]);
        assert_eq!(read.text(), extended);
    }

    #[test]
    fn a_wrong_line_is_named() {
        let root = leaf_hash(b"").to_base64();
        let table = [
            (String::new(), 1),
            (format!("\n1\n{root}\n"), 1),
            (format!("a\n01\n{root}\n"), 2),
            (format!("a\n+1\n{root}\n"), 2),
            (format!("a\n\n{root}\n"), 2),
            (format!("a\n18446744073709551615\n{root}\n"), 2),
            (format!("a\n1\n{root}=\n"), 3),
            ("a\n1".to_owned(), 3),
            (format!("a\n1\n{root}"), 4),
            (format!("a\n1\n{root}\n\n"), 4),
            (format!("a\n1\n{root}\nmore\n\nmore\n"), 5),
            (format!("a\n1\n{root}\nmore"), 4),
        ];
        for (text, expected) in table {
            match Checkpoint::parse(&text) {
                Err(CheckpointFault::Line { line, .. }) => assert_eq!(line, expected, "{text:?}"),
                other => panic!("{text:?}: {other:?}"),
            }
        }
    }

    #[test]
    fn only_the_key_of_the_origin_speaks_for_it() {
        let other = Signer::new("another.example", [9; 32]).expect("a signer");
        assert!(matches!(sign_checkpoint(&checkpoint(), &other), Err(CheckpointFault::OtherKey { .. })));
        let forged = other.sign(&checkpoint().text()).expect("signs");
        let opened = open_checkpoint(&forged, &[signer().verifier_key(), other.verifier_key()]);
        assert!(matches!(opened, Err(CheckpointFault::OtherKey { .. })));
        let two_lines = Checkpoint { origin: "a\n1".to_owned(), ..checkpoint() };
        assert!(sign_checkpoint(&two_lines, &signer()).is_err());
    }

    #[test]
    fn every_changed_bit_of_a_checkpoint_is_seen() {
        let keys = [signer().verifier_key()];
        let note = sign_checkpoint(&checkpoint(), &signer()).expect("signs");
        assert_eq!(open_checkpoint(&note, &keys), Ok(checkpoint()));
        for bit in 0..note.len() * 8 {
            let mut changed = note.clone().into_bytes();
            changed[bit / 8] ^= 1 << (bit % 8);
            let seen = String::from_utf8(changed).map_or(true, |note| open_checkpoint(&note, &keys).is_err());
            assert!(seen, "bit {bit}");
        }
    }

    proptest! {
        #[test]
        fn any_text_reads_as_itself_or_not_at_all(text in "[a-c\n]{0,3}\n[0-9]{0,20}\n(A{43}=)?[a\n]{0,6}") {
            if let Ok(checkpoint) = Checkpoint::parse(&text) {
                prop_assert_eq!(checkpoint.text(), text);
            }
        }

        #[test]
        fn any_characters_are_no_reason_to_panic(text in "(?s).{0,200}") {
            prop_assert!(open_checkpoint(&text, &[signer().verifier_key()]).is_err());
            prop_assert!(!Checkpoint::parse(&text).is_ok_and(|read| read.text() != text));
        }
    }
}
