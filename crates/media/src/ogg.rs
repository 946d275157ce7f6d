//! Ogg recordings (RFC 3533) with Opus, Vorbis, FLAC or Speex sound: the length is the position stated by the last page, which must end
//! where the file ends.

use crate::number::{be32, le16, le32, le64, ms};
use crate::source::Source;
use crate::{Container, MediaFacts, MediaFault, Track, TrackKind};
use std::io::{Read, Seek};

const STREAMS_MAX: usize = 16;
/// Two of the largest pages.
const TAIL_BYTES: usize = 128 << 10;
const ENDS: u8 = 4;

pub(crate) struct Stream {
    pub serial: u32,
    pub ticks_per_second: u32,
    pub skip_ticks: u64,
    pub track: Track,
}

pub(crate) struct Page {
    flags: u8,
    /// All bits set on a page where no packet ends.
    pub position: u64,
    pub serial: u32,
    body_at: usize,
    pub end: usize,
}

impl Page {
    /// A page at the start of `bytes`; its end may lie past them.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        if !bytes.starts_with(b"OggS\0") {
            return None;
        }
        let segments = usize::from(*bytes.get(26)?);
        let body_at = 27 + segments;
        let length: usize = bytes.get(27..body_at)?.iter().map(|lacing| usize::from(*lacing)).sum();
        Some(Self {
            flags: *bytes.get(5)?,
            position: le64(bytes, 6)?,
            serial: le32(bytes, 14)?,
            body_at,
            end: body_at + length,
        })
    }

    /// Whether the stream says that it ends here.
    pub fn ends(&self) -> bool {
        self.flags & ENDS != 0
    }

    /// Pages of a stream are numbered one by one.
    pub fn number(&self, bytes: &[u8]) -> Option<u32> {
        le32(bytes, 18)
    }

    /// Where the packets that end on this page begin in its bytes; the first may have begun on the page before.
    pub fn packets(&self, bytes: &[u8]) -> Vec<usize> {
        let (mut packets, mut from, mut at) = (Vec::new(), self.body_at, self.body_at);
        for lacing in bytes.get(27..self.body_at).unwrap_or_default() {
            at += usize::from(*lacing);
            if *lacing < 255 {
                packets.push(from);
                from = at;
            }
        }
        packets
    }
}

pub(crate) fn read<R: Read + Seek>(source: &mut Source<R>) -> Result<MediaFacts, MediaFault> {
    let mut streams = streams(source)?;
    let mut notes = vec!["Ogg 不记载带时区的录制时间，开始时间须另行说明".to_owned()];
    last_positions(source, &mut streams, &mut notes)?;
    let tracks: Vec<Track> = streams.into_iter().map(|stream| stream.track).collect();
    let duration_ms = tracks.iter().filter_map(|track| track.duration_ms).max().unwrap_or(0);
    Ok(MediaFacts {
        container: Container::Ogg,
        duration_ms,
        started_at: None,
        tracks,
        size_bytes: source.size_bytes(),
        notes,
    })
}

/// The streams that begin at the start of the file: their first pages stand together.
pub(crate) fn streams<R: Read + Seek>(source: &mut Source<R>) -> Result<Vec<Stream>, MediaFault> {
    const BEGINS: u8 = 2;
    let (mut at, mut streams) = (0, Vec::new());
    loop {
        let bytes = source.up_to(at, 512)?;
        let Some(page) = Page::read(&bytes).filter(|page| page.flags & BEGINS != 0) else {
            return Ok(streams);
        };
        if streams.len() == STREAMS_MAX {
            return Err(MediaFault::TooDeep);
        }
        streams.push(stream(page.serial, bytes.get(page.body_at..).unwrap_or_default()));
        at += page.end as u64;
    }
}

fn stream(serial: u32, packet: &[u8]) -> Stream {
    let byte = |at: usize| packet.get(at).copied().map(u16::from);
    let (codec, channels, sample_rate_hz, skip_ticks) = if packet.starts_with(b"OpusHead") {
        // RFC 7845: positions count samples at 48 kHz, the first of which are to be left out.
        ("Opus", byte(9), Some(48_000), le16(packet, 10).unwrap_or(0))
    } else if packet.starts_with(b"\x01vorbis") {
        ("Vorbis", byte(11), le32(packet, 12), 0)
    } else if packet.starts_with(b"\x7fFLAC") {
        let rate_and_channels = be32(packet, 27).unwrap_or(0);
        ("FLAC", Some((rate_and_channels >> 9 & 7) as u16 + 1), Some(rate_and_channels >> 12), 0)
    } else if packet.starts_with(b"Speex   ") {
        ("Speex", le16(packet, 48), le32(packet, 36), 0)
    } else {
        let mut track = Track::new(TrackKind::Other, "未识别");
        if packet.starts_with(b"\x80theora") {
            track = Track::new(TrackKind::Video, "Theora");
        }
        return Stream { serial, ticks_per_second: 0, skip_ticks: 0, track };
    };
    let mut track = Track::new(TrackKind::Audio, codec);
    track.channels = channels;
    track.sample_rate_hz = sample_rate_hz.filter(|rate| *rate > 0);
    Stream { serial, ticks_per_second: sample_rate_hz.unwrap_or(0), skip_ticks: u64::from(skip_ticks), track }
}

/// Sets the duration of every stream whose last pages stand in the tail of the file.
fn last_positions<R: Read + Seek>(
    source: &mut Source<R>,
    streams: &mut [Stream],
    notes: &mut Vec<String>,
) -> Result<(), MediaFault> {
    let tail_at = source.size_bytes().saturating_sub(TAIL_BYTES as u64);
    let tail = source.up_to(tail_at, TAIL_BYTES)?;
    let unreadable = || MediaFault::unreadable("Ogg 末尾 128 KiB 内没有完整的页");
    let mut at = tail.windows(5).position(|bytes| bytes == b"OggS\0").ok_or_else(unreadable)?;
    let mut ended = false;
    while at < tail.len() {
        let rest = tail.get(at..).unwrap_or_default();
        let Some(page) = Page::read(rest) else {
            // A page cut within its own head, or bytes that are no page.
            let declared_bytes = tail_at + (at + rest.len().max(27)) as u64 + 1;
            if rest.len() < 27 + 255
                && b"OggS\0".starts_with(rest.get(..rest.len().min(5)).unwrap_or_default())
            {
                return Err(MediaFault::Truncated { declared_bytes, present_bytes: source.size_bytes() });
            }
            return Err(MediaFault::lying(format!("Ogg 第 {} 字节处应当是页，却不是", tail_at + at as u64)));
        };
        let end = at + page.end;
        if end > tail.len() {
            let declared_bytes = tail_at + end as u64;
            return Err(MediaFault::Truncated { declared_bytes, present_bytes: source.size_bytes() });
        }
        ended = page.flags & ENDS != 0;
        if let Some(stream) = streams.iter_mut().find(|stream| stream.serial == page.serial)
            && page.position != u64::MAX
            && stream.ticks_per_second > 0
        {
            let ticks = page.position.saturating_sub(stream.skip_ticks);
            stream.track.duration_ms = Some(ms(ticks, u64::from(stream.ticks_per_second)));
        }
        at = end;
    }
    if !ended {
        notes.push("末页没有结束标记，录制可能中断或者末尾被截去".into());
    }
    Ok(())
}
