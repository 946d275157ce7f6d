//! A file seen through a keyhole: pieces by offset, each within the file, all of them together within an allowance. Every reader in
//! this crate reads through it, so that no file can make one read or hold more than is stated here.

use crate::MediaFault;
use std::io::{Read, Seek, SeekFrom};

/// The most that is read of one file to take it in, in bytes.
pub(crate) const ALLOWANCE_BYTES: u64 = 7 << 20;
/// The most that a quick look at a timeline reads of one file, in bytes and in pieces.
pub(crate) const QUICK: Allowance = Allowance { bytes: 64 << 20, pieces: 200_000 };
/// A full pass reads the file once, and tables in it once more.
pub(crate) const UNLIMITED: Allowance = Allowance { bytes: u64::MAX, pieces: u64::MAX };
/// The most that is held of one file at a time, in bytes.
pub(crate) const PIECE_BYTES_MAX: usize = 1 << 20;

/// How much may still be read.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Allowance {
    pub bytes: u64,
    pub pieces: u64,
}

pub(crate) struct Source<R> {
    inner: R,
    size_bytes: u64,
    allowed: Allowance,
    left: Allowance,
}

impl<R: Read + Seek> Source<R> {
    /// Refuses a source that is not as long as it is said to be.
    pub(crate) fn new(inner: R, size_bytes: u64) -> Result<Self, MediaFault> {
        Self::within_allowance(inner, size_bytes, Allowance { bytes: ALLOWANCE_BYTES, pieces: u64::MAX })
    }

    pub(crate) fn within_allowance(
        mut inner: R,
        size_bytes: u64,
        allowed: Allowance,
    ) -> Result<Self, MediaFault> {
        let present_bytes = inner.seek(SeekFrom::End(0))?;
        if present_bytes < size_bytes {
            return Err(MediaFault::Truncated { declared_bytes: size_bytes, present_bytes });
        }
        if present_bytes > size_bytes {
            return Err(MediaFault::lying(format!(
                "登记的长度为 {size_bytes} 字节，实有 {present_bytes} 字节"
            )));
        }
        Ok(Self { inner, size_bytes, allowed, left: allowed })
    }

    /// Whether half of what may be read has been read: time to look at the end of the file.
    pub(crate) fn half_spent(&self) -> bool {
        self.left.bytes < self.allowed.bytes / 2 || self.left.pieces < self.allowed.pieces / 2
    }

    /// How many bytes may still be read.
    pub(crate) fn left_bytes(&self) -> u64 {
        self.left.bytes
    }

    pub(crate) fn size_bytes(&self) -> u64 {
        self.size_bytes
    }

    /// Exactly `N` bytes at an offset.
    pub(crate) fn array<const N: usize>(&mut self, at: u64) -> Result<[u8; N], MediaFault> {
        let mut bytes = [0; N];
        self.fill(at, &mut bytes)?;
        Ok(bytes)
    }

    /// Exactly `len` bytes at an offset.
    pub(crate) fn piece(&mut self, at: u64, len: u64) -> Result<Vec<u8>, MediaFault> {
        self.within(at, len)?;
        let len =
            usize::try_from(len).ok().filter(|len| *len <= PIECE_BYTES_MAX).ok_or(MediaFault::TooDeep)?;
        let mut bytes = vec![0; len];
        self.fill(at, &mut bytes)?;
        Ok(bytes)
    }

    /// As many as `len` bytes at an offset, fewer where the file ends.
    pub(crate) fn up_to(&mut self, at: u64, len: usize) -> Result<Vec<u8>, MediaFault> {
        self.piece(at, self.size_bytes.saturating_sub(at).min(len as u64))
    }

    fn within(&self, at: u64, len: u64) -> Result<(), MediaFault> {
        let declared_bytes = at.saturating_add(len);
        if declared_bytes > self.size_bytes {
            return Err(MediaFault::Truncated { declared_bytes, present_bytes: self.size_bytes });
        }
        Ok(())
    }

    fn fill(&mut self, at: u64, bytes: &mut [u8]) -> Result<(), MediaFault> {
        self.within(at, bytes.len() as u64)?;
        self.left.bytes = self.left.bytes.checked_sub(bytes.len() as u64).ok_or(MediaFault::TooDeep)?;
        self.left.pieces = self.left.pieces.checked_sub(1).ok_or(MediaFault::TooDeep)?;
        self.inner.seek(SeekFrom::Start(at))?;
        self.inner.read_exact(bytes)?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Cursor;

    #[test]
    fn the_length_must_be_the_one_stored() {
        assert!(matches!(
            Source::new(Cursor::new([0; 3]), 4),
            Err(MediaFault::Truncated { declared_bytes: 4, present_bytes: 3 })
        ));
        assert!(matches!(Source::new(Cursor::new([0; 5]), 4), Err(MediaFault::Lying { .. })));
    }

    #[test]
    fn nothing_is_read_past_the_end_or_the_allowance() {
        let bytes = vec![7; PIECE_BYTES_MAX + 1];
        let mut source = Source::new(Cursor::new(&bytes), bytes.len() as u64).unwrap();
        assert!(matches!(source.piece(u64::MAX, 2), Err(MediaFault::Truncated { .. })));
        assert!(matches!(source.piece(0, bytes.len() as u64), Err(MediaFault::TooDeep)));
        assert_eq!(source.up_to(bytes.len() as u64 - 2, 9).unwrap(), [7, 7]);
        for _ in 0..6 {
            source.piece(0, PIECE_BYTES_MAX as u64).unwrap();
        }
        assert!(source.piece(0, PIECE_BYTES_MAX as u64 - 2).is_ok());
        assert!(matches!(source.array::<1>(0), Err(MediaFault::TooDeep)));
    }
}
