//! Whole numbers out of byte slices, and ticks into milliseconds. A read past the end of a slice is `None`, an overflow the largest
//! number, so that no length a file declares can make a reader panic.

fn piece<const N: usize>(bytes: &[u8], at: usize) -> Option<[u8; N]> {
    bytes.get(at..at.checked_add(N)?)?.try_into().ok()
}

pub(crate) fn be16(bytes: &[u8], at: usize) -> Option<u16> {
    piece(bytes, at).map(u16::from_be_bytes)
}

pub(crate) fn be32(bytes: &[u8], at: usize) -> Option<u32> {
    piece(bytes, at).map(u32::from_be_bytes)
}

pub(crate) fn be64(bytes: &[u8], at: usize) -> Option<u64> {
    piece(bytes, at).map(u64::from_be_bytes)
}

pub(crate) fn le16(bytes: &[u8], at: usize) -> Option<u16> {
    piece(bytes, at).map(u16::from_le_bytes)
}

pub(crate) fn le32(bytes: &[u8], at: usize) -> Option<u32> {
    piece(bytes, at).map(u32::from_le_bytes)
}

pub(crate) fn le64(bytes: &[u8], at: usize) -> Option<u64> {
    piece(bytes, at).map(u64::from_le_bytes)
}

/// `ticks` of `per_second` as milliseconds, rounded to the nearest; zero when `per_second` is zero.
pub(crate) fn ms(ticks: u64, per_second: u64) -> u64 {
    if per_second == 0 {
        return 0;
    }
    let rounded = (u128::from(ticks) * 1000 + u128::from(per_second) / 2) / u128::from(per_second);
    u64::try_from(rounded).unwrap_or(u64::MAX)
}

/// Whether two durations are further apart than one second and one percent, which rounding in a recorder does not explain.
pub(crate) fn far_apart(one_ms: u64, other_ms: u64) -> bool {
    let apart = one_ms.abs_diff(other_ms);
    apart > 1000 && apart > one_ms.max(other_ms) / 100
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn past_the_end_is_none() {
        assert_eq!(be32(&[0, 0, 1, 0], 0), Some(256));
        assert_eq!(be32(&[0, 0, 1, 0], 1), None);
        assert_eq!(be64(&[0; 8], usize::MAX), None);
        assert_eq!(le16(&[1, 2, 3], 1), Some(0x0302));
    }

    #[test]
    fn ticks_round_and_never_overflow() {
        assert_eq!(ms(90_000, 90_000), 1000);
        assert_eq!(ms(2, 3), 667);
        assert_eq!(ms(u64::MAX, 1), u64::MAX);
        assert_eq!(ms(5, 0), 0);
    }

    #[test]
    fn a_second_or_a_percent_is_rounding() {
        assert!(!far_apart(2000, 3000));
        assert!(far_apart(2000, 3001));
        assert!(!far_apart(1_000_000, 1_009_000));
    }
}
