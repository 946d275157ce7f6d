//! MP3 recordings (MPEG audio layer III, ISO/IEC 11172-3 and 13818-3). The format has no header of its own: length is stated, if at all,
//! in a Xing, Info or VBRI frame that encoders put first; otherwise it can only be estimated, and the facts say so.

use crate::number::{be16, be32, ms};
use crate::source::Source;
use crate::{Container, MediaFacts, MediaFault, Track, TrackKind};
use std::io::{Read, Seek};

/// How far after the tags a first frame is looked for.
const SEARCH_BYTES: usize = 64 << 10;
/// How many frames are read for an estimate.
const FRAMES_READ_MAX: u64 = 512;
const TAGS_MAX: usize = 8;

const KBPS_1: [u32; 16] = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 0];
const KBPS_2: [u32; 16] = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160, 0];

/// The header of one frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Frame {
    pub sample_rate_hz: u32,
    channels: u16,
    pub samples: u32,
    pub length_bytes: u32,
    /// Where a Xing or Info header begins within the frame.
    pub xing_at: usize,
}

impl Frame {
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let head = be32(bytes, 0)?;
        let field = |shift: u32, mask: u32| (head >> shift & mask) as usize;
        let (version, layer) = (field(19, 3), field(17, 3));
        if head >> 21 != 0x7ff || version == 1 || layer != 1 {
            return None;
        }
        let first_version = version == 3;
        let kbps = if first_version { KBPS_1 } else { KBPS_2 }[field(12, 15)];
        let base_hz = *[44_100, 48_000, 32_000].get(field(10, 3))?;
        if kbps == 0 {
            return None;
        }
        let sample_rate_hz = base_hz / [4, 1, 2, 1][version];
        let samples = if first_version { 1152 } else { 576 };
        let mono = field(6, 3) == 3;
        let side_bytes = match (first_version, mono) {
            (true, false) => 32,
            (true, true) | (false, false) => 17,
            (false, true) => 9,
        };
        Some(Self {
            sample_rate_hz,
            channels: if mono { 1 } else { 2 },
            samples,
            length_bytes: samples / 8 * kbps * 1000 / sample_rate_hz + field(9, 1) as u32,
            xing_at: 4 + side_bytes,
        })
    }

    /// Whether both can stand in one stream.
    pub fn continues(&self, next: &Self) -> bool {
        self.sample_rate_hz == next.sample_rate_hz && self.samples == next.samples
    }
}

/// Whether a file begins as MP3: an ID3v2 tag, or a frame that is followed by another as far as the bytes go.
pub(crate) fn begins(first_bytes: &[u8]) -> bool {
    first_bytes.starts_with(b"ID3") && first_bytes.len() >= 10 || stands_at(first_bytes, 0).is_some()
}

pub(crate) fn stands_at(bytes: &[u8], at: usize) -> Option<Frame> {
    let frame = Frame::read(bytes.get(at..)?)?;
    match bytes.get(at + frame.length_bytes as usize..) {
        Some(next) if next.len() >= 4 => {
            Frame::read(next).filter(|next| frame.continues(next)).map(|_| frame)
        }
        _ => Some(frame),
    }
}

pub(crate) fn read<R: Read + Seek>(source: &mut Source<R>) -> Result<MediaFacts, MediaFault> {
    let (at, frame) = first_frame(source)?;
    let bytes = source.up_to(at, frame.length_bytes as usize)?;
    let mut notes = vec!["MP3 不记载带时区的录制时间，开始时间须另行说明".to_owned()];
    let (frames, stated_bytes) = stated(&bytes, frame.xing_at);
    if let Some(declared_bytes) = stated_bytes.map(|stated| at + u64::from(stated))
        && declared_bytes > source.size_bytes()
    {
        return Err(MediaFault::Truncated { declared_bytes, present_bytes: source.size_bytes() });
    }
    let duration_ms = match frames {
        Some(frames) => ms(u64::from(frames) * u64::from(frame.samples), u64::from(frame.sample_rate_hz)),
        None => estimate(source, at, frame, &mut notes)?,
    };
    let mut track = Track::new(TrackKind::Audio, "MP3");
    track.duration_ms = Some(duration_ms);
    track.sample_rate_hz = Some(frame.sample_rate_hz);
    track.channels = Some(frame.channels);
    Ok(MediaFacts {
        container: Container::Mp3,
        duration_ms,
        started_at: None,
        tracks: vec![track],
        size_bytes: source.size_bytes(),
        notes,
    })
}

/// Past the ID3v2 tags, whose length is four times seven bits, to the first frame that another one follows.
pub(crate) fn first_frame<R: Read + Seek>(source: &mut Source<R>) -> Result<(u64, Frame), MediaFault> {
    let mut at = 0;
    for _ in 0..TAGS_MAX {
        let head = source.up_to(at, 10)?;
        if !head.starts_with(b"ID3") {
            break;
        }
        let length = head.get(6..10).unwrap_or_default().iter();
        let length = length.fold(0, |sum, byte| sum << 7 | u64::from(byte & 0x7f));
        let foot = if head.get(5).is_some_and(|flags| flags & 0x10 != 0) { 10 } else { 0 };
        at += 10 + length + foot;
        if at > source.size_bytes() {
            return Err(MediaFault::Truncated { declared_bytes: at, present_bytes: source.size_bytes() });
        }
    }
    let bytes = source.up_to(at, SEARCH_BYTES)?;
    (0..bytes.len())
        .find_map(|offset| stands_at(&bytes, offset).map(|frame| (at + offset as u64, frame)))
        .ok_or_else(|| MediaFault::unreadable(format!("MP3 自第 {at} 字节起的 64 KiB 内没有音频帧")))
}

/// Frames and bytes as stated by a Xing, Info or VBRI header in the first frame.
pub(crate) fn stated(frame: &[u8], xing_at: usize) -> (Option<u32>, Option<u32>) {
    let tag = |at: usize| frame.get(at..at + 4);
    if tag(xing_at) == Some(b"Xing") || tag(xing_at) == Some(b"Info") {
        let flags = be32(frame, xing_at + 4).unwrap_or(0);
        let frames = be32(frame, xing_at + 8).filter(|frames| flags & 1 != 0 && *frames > 0);
        let bytes_at = xing_at + if flags & 1 != 0 { 12 } else { 8 };
        return (frames, be32(frame, bytes_at).filter(|_| flags & 2 != 0));
    }
    if tag(36) == Some(b"VBRI") && be16(frame, 40).is_some() {
        return (be32(frame, 50).filter(|frames| *frames > 0), be32(frame, 46));
    }
    (None, None)
}

/// Where the sound ends: before the tag that old writers put last, if there is one.
pub(crate) fn sound_end<R: Read + Seek>(source: &mut Source<R>, first_at: u64) -> Result<u64, MediaFault> {
    let size_bytes = source.size_bytes();
    let tail = source.up_to(size_bytes.saturating_sub(128), 3)?;
    Ok(if tail == b"TAG" && size_bytes >= first_at + 128 { size_bytes - 128 } else { size_bytes })
}

/// Length by the mean size of the first frames; exact when the bit rate is constant.
fn estimate<R: Read + Seek>(
    source: &mut Source<R>,
    first_at: u64,
    first: Frame,
    notes: &mut Vec<String>,
) -> Result<u64, MediaFault> {
    let (size_bytes, end) = (source.size_bytes(), sound_end(source, first_at)?);
    let (mut at, mut frames) = (first_at, 0);
    while frames < FRAMES_READ_MAX {
        let Some(frame) = Frame::read(&source.up_to(at, 4)?).filter(|frame| first.continues(frame)) else {
            break;
        };
        let next = at + u64::from(frame.length_bytes);
        if next > end {
            break;
        }
        (at, frames) = (next, frames + 1);
    }
    if frames == 0 {
        return Err(MediaFault::Truncated {
            declared_bytes: first_at + u64::from(first.length_bytes),
            present_bytes: size_bytes,
        });
    }
    notes.push(format!("文件没有写明时长，按前 {frames} 帧的平均码率估算；也不能据此判断末尾是否完整"));
    let samples = u128::from(frames) * u128::from(first.samples) * u128::from(end - first_at);
    let samples = samples / u128::from((at - first_at).max(1));
    Ok(ms(u64::try_from(samples).unwrap_or(u64::MAX), u64::from(first.sample_rate_hz)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_header() {
        // MPEG-1 layer III, 128 kbit/s, 44.1 kHz, joint stereo.
        let frame = Frame::read(&[0xff, 0xfb, 0x90, 0x64]).unwrap();
        assert_eq!(
            (frame.sample_rate_hz, frame.channels, frame.samples, frame.length_bytes),
            (44_100, 2, 1152, 417)
        );
        // MPEG-2 layer III, 64 kbit/s, 22.05 kHz, mono.
        let frame = Frame::read(&[0xff, 0xf3, 0x80, 0xc4]).unwrap();
        assert_eq!(
            (frame.sample_rate_hz, frame.channels, frame.samples, frame.length_bytes),
            (22_050, 1, 576, 208)
        );
    }

    #[test]
    fn what_is_no_frame() {
        for head in [
            [0xff, 0xf1, 0x50, 0x80],
            [0xff, 0xfe, 0x00, 0x00],
            [0xff, 0xfb, 0xf0, 0x64],
            [0xff, 0xfb, 0x9c, 0x64],
        ] {
            assert_eq!(Frame::read(&head), None, "{head:02x?}");
        }
        assert_eq!(Frame::read(&[0xff, 0xfb]), None);
    }
}
