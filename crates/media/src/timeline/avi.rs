//! The timeline of an AVI (RIFF, with the extension OpenDML beyond 2 GiB). It carries no time stamps: a chunk of picture lasts one frame, a chunk of sound
//! as long as its bytes, and a chunk of no bytes stands for a frame that was not recorded. Sound and picture are written alternately, so that
//! where one is missing shows from how far the other has come. The index behind the chunks is compared with them.

use super::{FindingKind, Look, Method, Rule, Sample, Watch, Watched, ticks_us};
use crate::number::{le16, le32};
use crate::source::Source;
use crate::{MediaFault, TrackKind};
use std::io::{Read, Seek};

const PIECES_MAX: u64 = 100_000_000;
const TRACKS_MAX: usize = 16;
/// The bytes of an entry of the index.
const ENTRY_BYTES: u64 = 16;
/// How much of the index is compared with chunks in a quick look, and how much is read at a time.
const ENTRIES_AT_ONCE: u64 = 1024;

struct Stream {
    track: usize,
    kind: TrackKind,
    scale: u64,
    rate: u64,
    /// The bytes of a sample of sound; zero where a chunk is a frame.
    sample_bytes: u64,
    /// Samples so far, the ones not recorded among them.
    ticks: u64,
    chunks: u64,
    declared: u64,
    /// How far the picture had come at the last chunk of sound.
    picture_us: Option<i64>,
    /// What sound is behind the picture by, through pieces that are missing.
    behind_us: i64,
}

#[derive(Default)]
struct Walk {
    streams: Vec<Stream>,
    /// Where the chunks of the first part begin, and how many there were.
    movi: Option<u64>,
    chunks: u64,
    first_chunks: Option<u64>,
    index: Option<(u64, u64)>,
    stopped: bool,
    cut: Option<u64>,
    /// There are indexes of the extension OpenDML among the chunks.
    indexed_within: bool,
}

pub(crate) fn watch<R: Read + Seek>(source: &mut Source<R>, watch: &mut Watch) -> Result<(), MediaFault> {
    let mut walk = Walk::default();
    watch.origin_us = Some(0);
    walk.lists(source, watch)?;
    for stream in &walk.streams {
        if let Some(course) = watch.courses.get_mut(stream.track) {
            course.ends(stream.at(stream.ticks).saturating_add(stream.behind_us));
        }
    }
    if walk.stopped {
        let seen = walk.chunks;
        watch.unseen.push(format!("快速查看只看了前 {seen} 个数据块，其后没有查看，时长按文件声明的计"));
    }
    if let Some(declared_bytes) = walk.cut {
        watch.ends_early(declared_bytes, source.size_bytes());
        return Ok(());
    }
    if walk.stopped {
        for stream in &walk.streams {
            if let Some(course) = watch.courses.get_mut(stream.track).filter(|course| course.samples > 0) {
                course.reaches(stream.at(stream.declared));
            }
        }
        return Ok(());
    }
    let longest = walk.streams.iter().filter(|stream| stream.kind != TrackKind::Other);
    watch.declared_us = longest.map(|stream| stream.at(stream.declared)).max().filter(|us| *us > 0);
    match walk.index {
        Some(index) => walk.compare(source, watch, index)?,
        None if walk.indexed_within => {
            watch.unseen.push("文件使用 OpenDML 的分段索引，没有与数据块比对".into());
        }
        None => {
            let what = "没有索引，录制可能没有正常结束";
            watch.notice(FindingKind::IndexBroken, None, None, what, Method::ChunkIndex);
        }
    }
    Ok(())
}

impl Stream {
    fn at(&self, ticks: u64) -> i64 {
        ticks_us(i128::from(ticks) * i128::from(self.scale), self.rate)
    }
}

impl Walk {
    /// Goes through lists and chunks; those that hold others are entered.
    fn lists<R: Read + Seek>(&mut self, source: &mut Source<R>, watch: &mut Watch) -> Result<(), MediaFault> {
        let (mut at, size_bytes) = (0, source.size_bytes());
        let mut movi_end = 0;
        for _ in 0..PIECES_MAX {
            if at + 8 > size_bytes {
                if at < size_bytes && self.cut.is_none() && at + 1 < size_bytes {
                    self.cut = Some(at + 8);
                }
                return Ok(());
            }
            if watch.look == Look::Quick && source.half_spent() && self.movi.is_some() && at < movi_end {
                self.stopped = true;
                return Ok(());
            }
            let head = source.up_to(at, 12)?;
            let (name, length) = (head.get(..4).unwrap_or_default(), u64::from(le32(&head, 4).unwrap_or(0)));
            let end = at + 8 + length;
            if matches!(name, b"RIFF" | b"LIST") {
                match head.get(8..12) {
                    Some(b"movi") => {
                        self.movi.get_or_insert(at + 8);
                        // A recorder that was cut off never came to state the length.
                        movi_end = if length <= 4 { size_bytes } else { end };
                    }
                    Some(b"strl") => self.stream(source, at + 12, end.min(size_bytes), watch)?,
                    _ => {}
                }
                if name == b"RIFF" && at > 0 {
                    self.first_chunks.get_or_insert(self.chunks);
                }
                if end > size_bytes {
                    self.cut = Some(self.cut.unwrap_or(0).max(end));
                }
                at = match head.get(8..12) {
                    Some(b"strl" | b"INFO" | b"odml") => end + length % 2,
                    _ => at + 12,
                };
                continue;
            }
            if end > size_bytes {
                self.cut = Some(self.cut.unwrap_or(0).max(end));
                return Ok(());
            }
            match name {
                b"idx1" => {
                    self.index = Some((at + 8, length / ENTRY_BYTES));
                    self.first_chunks.get_or_insert(self.chunks);
                }
                [b'i', b'x', ..] if at < movi_end => self.indexed_within = true,
                _ if at < movi_end => self.chunk(name, length, watch),
                _ => {}
            }
            if !name.iter().all(|byte| matches!(byte, b' '..=b'~')) && length > 0 {
                let what = format!("第 {at} 字节处不是 AVI 的数据块，其后没有查看");
                watch.notice(FindingKind::Damaged, None, watch.reached_us(), what, Method::ChunkCount);
                return Ok(());
            }
            at = end + length % 2;
        }
        Err(MediaFault::TooDeep)
    }

    /// A stream's header and format.
    fn stream<R: Read + Seek>(
        &mut self,
        source: &mut Source<R>,
        mut at: u64,
        end: u64,
        watch: &mut Watch,
    ) -> Result<(), MediaFault> {
        let (mut header, mut format) = (Vec::new(), Vec::new());
        while at + 8 <= end {
            let head = source.array::<8>(at)?;
            let length = u64::from(le32(&head, 4).unwrap_or(0));
            match &head[..4] {
                b"strh" => header = source.up_to(at + 8, length.min(56) as usize)?,
                b"strf" => format = source.up_to(at + 8, length.min(40) as usize)?,
                _ => {}
            }
            at += 8 + length + length % 2;
        }
        if self.streams.len() == TRACKS_MAX {
            return Err(MediaFault::TooDeep);
        }
        let number = |at: usize| u64::from(le32(&header, at).unwrap_or(0));
        let (kind, codec) = match header.get(..4) {
            Some(b"vids") => (TrackKind::Video, picture(format.get(16..20).unwrap_or_default())),
            Some(b"auds") => (TrackKind::Audio, sound(le16(&format, 0).unwrap_or(0))),
            _ => (TrackKind::Other, "未识别".into()),
        };
        let rule = match kind {
            TrackKind::Video => Rule::of(&codec, le32(&format, 4), le32(&format, 8)),
            _ => Rule::Unknowable,
        };
        let (scale, rate) = (number(20).max(1), number(24));
        if rate == 0 {
            return Err(MediaFault::lying("AVI 的 strh 块声明每秒 0 个单位"));
        }
        let usual_us = if number(44) == 0 { ticks_us(i128::from(scale), rate) } else { 0 };
        let track = watch.track(Watched { kind, codec, reordered: false, usual_us, rule });
        watch.courses[track].stillness.keys_marked = false;
        self.streams.push(Stream {
            track,
            kind,
            scale,
            rate,
            sample_bytes: if kind == TrackKind::Audio { number(44) } else { 0 },
            ticks: number(28).min(1 << 40),
            chunks: 0,
            declared: number(32),
            picture_us: None,
            behind_us: 0,
        });
        Ok(())
    }

    /// A chunk of a stream, by the two digits its name begins with.
    fn chunk(&mut self, name: &[u8], length: u64, watch: &mut Watch) {
        let digits = name.get(..2).and_then(|digits| std::str::from_utf8(digits).ok());
        let Some(number) = digits.and_then(|digits| digits.parse::<usize>().ok()) else { return };
        let picture_us = self
            .streams
            .iter()
            .find(|stream| stream.kind == TrackKind::Video)
            .map(|stream| stream.at(stream.ticks));
        let gap_us = i64::try_from(watch.asked.gap_ms.max(1)).unwrap_or(i64::MAX).saturating_mul(1000);
        let Some(stream) = self.streams.get_mut(number) else { return };
        self.chunks += 1;
        stream.chunks += 1;
        let mut at_us = stream.at(stream.ticks).saturating_add(stream.behind_us);
        if stream.kind == TrackKind::Audio
            && length > 0
            && let (Some(picture_us), Some(before_us)) =
                (picture_us, std::mem::replace(&mut stream.picture_us, picture_us))
        {
            // Between two chunks of sound the picture went on, and sound did not make up for it.
            let late_us = picture_us.saturating_sub(at_us);
            if picture_us.saturating_sub(before_us) >= gap_us && late_us >= gap_us {
                watch.gap_by(stream.track, (at_us, picture_us), Method::ChunkOrder);
                stream.behind_us = stream.behind_us.saturating_add(late_us);
                at_us = picture_us;
                if let Some(course) = watch.courses.get_mut(stream.track) {
                    course.skip();
                }
            }
        }
        if length > 0 {
            // Chunks do not say whether they are key frames.
            watch.sample(stream.track, Sample { at_us, bytes: length, key: false });
        }
        let ticks = match stream.sample_bytes {
            0 => 1,
            bytes => length / bytes,
        };
        stream.ticks = stream.ticks.saturating_add(ticks);
    }

    /// Every entry of the index is a chunk that stands where it says.
    fn compare<R: Read + Seek>(
        &self,
        source: &mut Source<R>,
        watch: &mut Watch,
        (at, count): (u64, u64),
    ) -> Result<(), MediaFault> {
        watch.applies(Method::ChunkIndex);
        let movi = self.movi.unwrap_or(0);
        let chunks = self.first_chunks.unwrap_or(self.chunks);
        let (mut listed, mut wrong, mut base) = (0, 0u64, None);
        let mut number = 0;
        while number < count {
            if watch.look == Look::Quick && source.half_spent() {
                watch.unseen.push(format!("快速查看只比对了索引的前 {number} 条"));
                return Ok(());
            }
            let rows = ENTRIES_AT_ONCE.min(count - number);
            let piece = source.piece(at + number * ENTRY_BYTES, rows * ENTRY_BYTES)?;
            for entry in piece.chunks_exact(ENTRY_BYTES as usize) {
                let (name, offset, length) = (&entry[..4], le32(entry, 8).unwrap_or(0), le32(entry, 12));
                if name == b"rec " {
                    continue;
                }
                listed += 1;
                // Offsets count from the list of chunks, or from the beginning of the file.
                let base = *base.get_or_insert_with(|| if u64::from(offset) < movi { movi } else { 0 });
                let head = source.up_to((base + u64::from(offset)).min(source.size_bytes()), 8)?;
                if head.get(..4) != Some(name) || le32(&head, 4) != length {
                    wrong += 1;
                }
            }
            number += rows;
        }
        if wrong > 0 || listed != chunks {
            let what = format!(
                "索引列有 {listed} 个数据块，实有 {chunks} 个；索引中有 {wrong} 条所指之处不是该数据块"
            );
            watch.notice(FindingKind::IndexBroken, None, None, what, Method::ChunkIndex);
        }
        Ok(())
    }
}

fn picture(code: &[u8]) -> String {
    let name = match code.to_ascii_uppercase().as_slice() {
        b"H264" | b"X264" | b"AVC1" => "H.264",
        b"HEVC" | b"H265" => "H.265",
        b"MJPG" => "Motion JPEG",
        b"FMP4" | b"XVID" | b"DIVX" | b"DX50" | b"MP4V" => "MPEG-4 Visual",
        b"\0\0\0\0" | b"" => "未压缩",
        other => return other.escape_ascii().to_string(),
    };
    name.into()
}

fn sound(tag: u16) -> String {
    match tag {
        0xff | 0x1610 => "AAC".into(),
        0x2000 => "AC-3".into(),
        0x50 => "MP2".into(),
        other => crate::wav::codec(other),
    }
}
