//! The public entry (specs/01-entry.md): one line of JSON, hashed as stored. It says what kind of thing happened, when, in which
//! stream, and commits to the private body by a salted digest. It never holds a name, a face or a paper.

use crate::ids::StreamId;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

/// A public entry. The order of the fields is the order of the keys in the stored line.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// Version of the entry format.
    pub v: u8,
    /// Event name.
    #[serde(rename = "type")]
    pub kind: String,
    /// When it was done, UTC, to the millisecond.
    pub at: Timestamp,
    pub stream: StreamId,
    /// Place in the stream, from 1.
    pub seq: u64,
    /// 统一社会信用代码 of the body, where the law makes that public.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// The edition of the law that was applied.
    pub law: String,
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub facts: Map<String, Value>,
    /// SHA-256 of salt followed by body, hex.
    pub body: String,
}

/// An entry's bytes that are not an entry.
#[derive(Debug, thiserror::Error)]
pub enum EntryFault {
    #[error("entry is not JSON of the entry format: {0}")]
    Format(#[from] serde_json::Error),
    #[error("entry format version {0} is not known")]
    Version(u8),
    #[error("entry is not in its canonical form")]
    NotCanonical,
}

impl Entry {
    pub const VERSION: u8 = 1;

    /// The exact bytes that are stored and hashed.
    pub fn bytes(&self) -> Vec<u8> {
        // Writing plain strings and numbers into a vector cannot fail.
        serde_json::to_vec(self).unwrap_or_default()
    }

    /// Reads stored bytes; refuses anything whose canonical form is not those very bytes.
    pub fn read(bytes: &[u8]) -> Result<Entry, EntryFault> {
        let entry: Entry = serde_json::from_slice(bytes)?;
        if entry.v != Entry::VERSION {
            return Err(EntryFault::Version(entry.v));
        }
        if entry.bytes() != bytes {
            return Err(EntryFault::NotCanonical);
        }
        Ok(entry)
    }
}

/// The commitment of an entry to its body: SHA-256(salt ‖ body), hex.
pub fn commit(salt: &[u8; 32], body: &[u8]) -> String {
    hex::encode(Sha256::new().chain_update(salt).chain_update(body).finalize())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> Entry {
        Entry {
            v: 1,
            kind: "CaseOpened".to_owned(),
            at: "2026-11-23T01:15:00.123Z".parse().expect("a timestamp"),
            stream: StreamId([0x5a; 16]),
            seq: 1,
            unit: None,
            law: "2026-11".to_owned(),
            facts: Map::new(),
            body: commit(&[0; 32], b"{}"),
        }
    }

    #[test]
    fn bytes_read_back_and_only_canonical_bytes_do() {
        let bytes = sample().bytes();
        assert_eq!(Entry::read(&bytes).expect("reads"), sample());
        let spaced = [b" ".as_slice(), &bytes].concat();
        assert!(matches!(Entry::read(&spaced), Err(EntryFault::NotCanonical)));
    }

    #[test]
    fn the_stored_form_of_version_1_is_fixed() {
        let line = String::from_utf8(sample().bytes()).expect("utf-8");
        assert_eq!(
            line,
            concat!(
                r#"{"v":1,"type":"CaseOpened","at":"2026-11-23T01:15:00.123Z","stream":"5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a","seq":1,"#,
                r#""law":"2026-11","body":"fb1634c4e6cd4b1f1afe3ce2d6ef080f7ac5d1f357d723ad4dfca782733b62db"}"#
            )
        );
    }
}
