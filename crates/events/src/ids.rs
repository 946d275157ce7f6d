//! Identities. A stream's tag is random and says nothing about what it names; an officer's id is the register's; a file's id is
//! the SHA-256 of its bytes. None of them is drawn here: identity is a parameter.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::str::FromStr;

/// The random tag of a stream (a case, a register): 16 bytes, written as 32 lower-case hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct StreamId(pub [u8; 16]);

/// A string that is not an id of the kind asked for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{what}应为{digits}位小写十六进制数字")]
pub struct IdFault {
    what: &'static str,
    digits: usize,
}

impl StreamId {
    /// The stream of the district's registers (名录); one per ledger, so its tag need not be random.
    pub const REGISTERS: StreamId = StreamId([0; 16]);

    /// The stream in which the viewings of this case are kept, apart from the case's own history so that looking at a case
    /// never makes an act on it stale.
    pub fn viewings(self) -> StreamId {
        let mut tag = self.0;
        tag.iter_mut().for_each(|byte| *byte = !*byte);
        StreamId(tag)
    }
}

impl fmt::Display for StreamId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

impl FromStr for StreamId {
    type Err = IdFault;

    fn from_str(text: &str) -> Result<Self, IdFault> {
        let mut tag = [0; 16];
        strict_hex(text, &mut tag).map(|()| StreamId(tag)).ok_or(IdFault { what: "案件标识", digits: 32 })
    }
}

/// The id of a stored file: SHA-256 of its bytes, written as 64 lower-case hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FileId(pub [u8; 32]);

impl fmt::Display for FileId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

impl FromStr for FileId {
    type Err = IdFault;

    fn from_str(text: &str) -> Result<Self, IdFault> {
        let mut digest = [0; 32];
        strict_hex(text, &mut digest)
            .map(|()| FileId(digest))
            .ok_or(IdFault { what: "文件标识", digits: 64 })
    }
}

fn strict_hex(text: &str, into: &mut [u8]) -> Option<()> {
    let lower = text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
    (lower && hex::decode_to_slice(text, into).is_ok()).then_some(())
}

macro_rules! as_text {
    ($name:ty) => {
        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
                s.collect_str(self)
            }
        }
        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                let text = std::borrow::Cow::<'de, str>::deserialize(d)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
    };
}
as_text!(StreamId);
as_text!(FileId);

/// An officer's id in the register (名录), e.g. `zhang-wei`: 1–40 of `a-z 0-9 -`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct OfficerId(pub String);

impl fmt::Display for OfficerId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<&str> for OfficerId {
    fn from(text: &str) -> Self {
        OfficerId(text.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_reads_back_and_nothing_else_does() {
        let id = StreamId([0xab; 16]);
        assert_eq!(id.to_string().parse(), Ok(id));
        for wrong in ["", "ab", "AB", &"AB".repeat(16), &"ab".repeat(17), "../../etc/passwd"] {
            assert!(wrong.parse::<StreamId>().is_err(), "{wrong} must not be a stream id");
        }
        assert!("ab".repeat(32).parse::<FileId>().is_ok());
    }

    #[test]
    fn viewings_lie_apart_from_the_case() {
        let case = StreamId([7; 16]);
        assert_ne!(case.viewings(), case);
        assert_eq!(case.viewings().viewings(), case);
    }
}
