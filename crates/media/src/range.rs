//! The `Range` field of an HTTP request for one part of a recording, as a player sends it to seek (RFC 9110, section 14.2). A field that
//! is malformed, of another unit, or asks for several parts is ignored, as the standard allows: the whole is sent.

/// What to answer to a `Range` field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RangeAnswer {
    /// Send everything (200).
    Whole,
    /// Send bytes `start` to `end`, both included (206).
    Part { start: u64, end: u64 },
    /// Nothing of what was asked for exists (416).
    Unsatisfiable,
}

impl RangeAnswer {
    /// How many bytes are to be sent of a file of `size_bytes`.
    pub fn length_bytes(&self, size_bytes: u64) -> u64 {
        match self {
            Self::Whole => size_bytes,
            Self::Part { start, end } => end.saturating_sub(*start).saturating_add(1),
            Self::Unsatisfiable => 0,
        }
    }
}

/// Judges a `Range` field against a file of `size_bytes`.
pub fn parse_range(header: &str, size_bytes: u64) -> RangeAnswer {
    asked(header).map_or(RangeAnswer::Whole, |asked| asked.of(size_bytes))
}

enum Asked {
    From(u64),
    Between(u64, u64),
    Last(u64),
}

impl Asked {
    fn of(self, size_bytes: u64) -> RangeAnswer {
        let (start, end) = match self {
            Self::From(start) => (start, u64::MAX),
            Self::Between(start, end) => (start, end),
            Self::Last(0) => return RangeAnswer::Unsatisfiable,
            Self::Last(length) => (size_bytes.saturating_sub(length), u64::MAX),
        };
        match size_bytes.checked_sub(1) {
            Some(last) if start <= last => RangeAnswer::Part { start, end: end.min(last) },
            _ => RangeAnswer::Unsatisfiable,
        }
    }
}

fn asked(header: &str) -> Option<Asked> {
    let (unit, set) = header.split_once('=')?;
    if !unit.trim().eq_ignore_ascii_case("bytes") {
        return None;
    }
    let (first, last) = set.trim_matches([' ', '\t']).split_once('-')?;
    match (first, last) {
        ("", last) => position(last).map(Asked::Last),
        (first, "") => position(first).map(Asked::From),
        (first, last) => {
            let (first, last) = (position(first)?, position(last)?);
            (first <= last).then_some(Asked::Between(first, last))
        }
    }
}

/// Digits only; a position too large to hold is past the end of any file, and is the largest.
fn position(digits: &str) -> Option<u64> {
    let all_digits = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    all_digits.then(|| digits.parse().unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use super::RangeAnswer::{Part, Unsatisfiable, Whole};
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn table_of_fields() {
        for (header, size_bytes, answer) in [
            ("bytes=0-499", 10_000, Part { start: 0, end: 499 }),
            ("bytes=9500-", 10_000, Part { start: 9500, end: 9999 }),
            ("bytes=-500", 10_000, Part { start: 9500, end: 9999 }),
            ("bytes=-50000", 10_000, Part { start: 0, end: 9999 }),
            ("bytes=9000-99999999999999999999999", 10_000, Part { start: 9000, end: 9999 }),
            ("Bytes= 0-0 ", 10_000, Part { start: 0, end: 0 }),
            ("bytes=10000-", 10_000, Unsatisfiable),
            ("bytes=99999999999999999999999-", 10_000, Unsatisfiable),
            ("bytes=-0", 10_000, Unsatisfiable),
            ("bytes=0-", 0, Unsatisfiable),
            ("bytes=-1", 0, Unsatisfiable),
            ("bytes=500-499", 10_000, Whole),
            ("bytes=0-1,5-6", 10_000, Whole),
            ("bytes=+1-2", 10_000, Whole),
            ("bytes=-", 10_000, Whole),
            ("bytes=", 10_000, Whole),
            ("seconds=0-1", 10_000, Whole),
            ("0-1", 10_000, Whole),
            ("bytes=一-二", 10_000, Whole),
        ] {
            assert_eq!(parse_range(header, size_bytes), answer, "{header}");
        }
    }

    proptest! {
        #[test]
        fn a_part_lies_within_the_file(header in "bytes=[0-9]{0,21}-[0-9]{0,21}|.{0,40}", size_bytes: u64) {
            let answer = parse_range(&header, size_bytes);
            if let Part { start, end } = answer {
                prop_assert!(start <= end && end < size_bytes);
            }
            prop_assert!(answer.length_bytes(size_bytes) <= size_bytes);
        }
    }
}
