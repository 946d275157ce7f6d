//! Elements of EBML (RFC 8794): an id, a length that may be left open, a body.

use crate::MediaFault;
use crate::source::Source;
use std::io::{Read, Seek};

const ELEMENTS_MAX: usize = 1024;

/// The head of an element.
#[derive(Clone, Copy, Debug)]
pub(super) struct Element {
    /// With its length marker, as specifications write it.
    pub id: u32,
    pub body: u64,
    /// `None` when the writer left the length open, as live recorders do.
    pub end: Option<u64>,
}

impl Element {
    /// The element at an offset of what ends at `limit`. One that reaches further is cut short when `limit` is the end of the file,
    /// and contradicts its parent otherwise.
    pub(super) fn at<R: Read + Seek>(
        source: &mut Source<R>,
        at: u64,
        limit: u64,
    ) -> Result<Self, MediaFault> {
        let head = source.up_to(at, 12)?;
        let (id, id_bytes) = id(&head, at)?;
        let (length, length_bytes) = length(head.get(id_bytes..).unwrap_or_default())
            .ok_or_else(|| beyond(source, at, at.saturating_add(head.len() as u64 + 1), limit))?;
        let body = at + (id_bytes + length_bytes) as u64;
        let end = length.map(|length| body.saturating_add(length));
        match end.unwrap_or(body) {
            end if end > limit => Err(beyond(source, at, end, limit)),
            _ => Ok(Self { id, body, end }),
        }
    }

    /// Where the element ends; an open length is not allowed here.
    pub(super) fn closed_end(&self) -> Result<u64, MediaFault> {
        self.end.ok_or_else(|| MediaFault::lying(format!("第 {} 字节处的元素没有写明长度", self.body)))
    }

    pub(super) fn children<R: Read + Seek>(&self, source: &mut Source<R>) -> Result<Vec<Self>, MediaFault> {
        let (mut at, end, mut children) = (self.body, self.closed_end()?, Vec::new());
        while at < end {
            if children.len() == ELEMENTS_MAX {
                return Err(MediaFault::TooDeep);
            }
            let child = Self::at(source, at, end)?;
            at = child.closed_end()?;
            children.push(child);
        }
        Ok(children)
    }

    /// The first bytes of the body, as many as `most`.
    pub(super) fn bytes<R: Read + Seek>(
        &self,
        source: &mut Source<R>,
        most: u64,
    ) -> Result<Vec<u8>, MediaFault> {
        source.piece(self.body, (self.closed_end()? - self.body).min(most))
    }

    pub(super) fn number<R: Read + Seek>(&self, source: &mut Source<R>) -> Result<u64, MediaFault> {
        let bytes = self.bytes(source, 9)?;
        if bytes.len() > 8 {
            return Err(MediaFault::lying(format!("第 {} 字节处的整数超过 8 字节", self.body)));
        }
        Ok(bytes.iter().fold(0, |sum, byte| sum << 8 | u64::from(*byte)))
    }

    pub(super) fn float<R: Read + Seek>(&self, source: &mut Source<R>) -> Result<f64, MediaFault> {
        let bytes = self.bytes(source, 9)?;
        let float = match bytes.as_slice() {
            [] => Some(0.0),
            four if four.len() == 4 => four.try_into().ok().map(|four| f64::from(f32::from_be_bytes(four))),
            more => more.try_into().ok().map(f64::from_be_bytes),
        };
        float
            .filter(|float| float.is_finite() && *float >= 0.0)
            .ok_or_else(|| MediaFault::lying(format!("第 {} 字节处不是有效的小数", self.body)))
    }

    pub(super) fn text<R: Read + Seek>(&self, source: &mut Source<R>) -> Result<String, MediaFault> {
        let bytes = self.bytes(source, 64)?;
        let bytes = bytes.split(|byte| *byte == 0).next().unwrap_or_default();
        Ok(bytes.escape_ascii().to_string())
    }
}

fn beyond<R: Read + Seek>(source: &Source<R>, at: u64, end: u64, limit: u64) -> MediaFault {
    if limit >= source.size_bytes() {
        return MediaFault::Truncated { declared_bytes: end, present_bytes: source.size_bytes() };
    }
    MediaFault::lying(format!("第 {at} 字节处的元素超出上级元素"))
}

/// An id of one to four bytes; its length is the place of its first set bit.
fn id(head: &[u8], at: u64) -> Result<(u32, usize), MediaFault> {
    let length = head.first().map_or(0, |first| first.leading_zeros() as usize + 1);
    match head.get(..length) {
        Some(bytes) if (1..=4).contains(&length) => {
            Ok((bytes.iter().fold(0, |sum, byte| sum << 8 | u32::from(*byte)), length))
        }
        None if length <= 4 => Err(MediaFault::Truncated {
            declared_bytes: at + length as u64,
            present_bytes: at + head.len() as u64,
        }),
        _ => Err(MediaFault::lying(format!("第 {at} 字节处不是元素"))),
    }
}

/// A number of one to eight bytes, its length the place of its first set bit, and that length. All ones is `Some(None)`: left open.
/// `None` when there are too few bytes.
pub(super) fn length(bytes: &[u8]) -> Option<(Option<u64>, usize)> {
    let first = *bytes.first()?;
    let length = first.leading_zeros() as usize + 1;
    let rest = bytes.get(1..length.min(8))?;
    let value =
        rest.iter().fold(u64::from(first) & (0xff >> length.min(8)), |sum, byte| sum << 8 | u64::from(*byte));
    let open = (1u64 << (7 * length.min(8))) - 1;
    Some(((value != open).then_some(value), length.min(8)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_every_length() {
        assert_eq!(length(&[0x81]), Some((Some(1), 1)));
        assert_eq!(length(&[0x40, 0x02]), Some((Some(2), 2)));
        assert_eq!(length(&[0xff]), Some((None, 1)));
        assert_eq!(length(&[0x01, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]), Some((None, 8)));
        assert_eq!(length(&[0x01, 0, 0, 0, 0, 0, 1, 0]), Some((Some(256), 8)));
        assert_eq!(length(&[0x40]), None);
        assert_eq!(length(&[]), None);
    }

    #[test]
    fn ids() {
        assert_eq!(id(&[0x1f, 0x43, 0xb6, 0x75, 0], 0).unwrap(), (0x1f43_b675, 4));
        assert_eq!(id(&[0xa3, 0], 0).unwrap(), (0xa3, 1));
        assert!(matches!(id(&[0x08, 0, 0, 0, 0], 0), Err(MediaFault::Lying { .. })));
        assert!(matches!(id(&[0x1f, 0x43], 7), Err(MediaFault::Truncated { declared_bytes: 11, .. })));
    }
}
