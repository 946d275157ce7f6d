//! The timeline of a WAV: its bytes are its clock. Nothing in it can show that a piece was taken out of the middle, and the timeline says so. What can be
//! seen is a declared length that is not there, and sound that is exactly zero, which no microphone records.

use super::{FindingKind, Look, Method, Rule, Sample, Watch, Watched, ticks_us};
use crate::number::{le16, le32, le64};
use crate::source::Source;
use crate::{MediaFault, TrackKind};
use std::io::{Read, Seek};

const CHUNKS_MAX: usize = 1024;
const PIECE_BYTES: u64 = 256 << 10;

pub(crate) fn watch<R: Read + Seek>(source: &mut Source<R>, watch: &mut Watch) -> Result<(), MediaFault> {
    let (mut at, mut format, mut long) = (12, Vec::new(), None);
    let size_bytes = source.size_bytes();
    for _ in 0..CHUNKS_MAX {
        if at + 8 > size_bytes {
            return Err(MediaFault::unreadable("WAV 没有 data 块，不能列出时间线"));
        }
        let chunk = source.array::<8>(at)?;
        let length = le32(&chunk, 4).unwrap_or(0);
        match &chunk[..4] {
            b"fmt " => format = source.up_to(at + 8, length.min(40) as usize)?,
            b"ds64" => long = le64(&source.up_to(at + 8, 24)?, 8),
            b"data" => {
                let declared = match length {
                    u32::MAX => long,
                    length => Some(u64::from(length)),
                };
                return sound(source, watch, &format, at + 8, declared);
            }
            _ => {}
        }
        at += 8 + u64::from(length) + u64::from(length % 2);
    }
    Err(MediaFault::TooDeep)
}

fn sound<R: Read + Seek>(
    source: &mut Source<R>,
    watch: &mut Watch,
    format: &[u8],
    at: u64,
    declared: Option<u64>,
) -> Result<(), MediaFault> {
    let rate = le32(format, 8).map_or(0, u64::from);
    let tag = le16(format, 0).unwrap_or(0);
    if rate == 0 {
        return Err(MediaFault::unreadable("WAV 的 fmt 块没有每秒字节数"));
    }
    let present = source.size_bytes() - at;
    let length = declared.map_or(present, |declared| declared.min(present));
    let codec = crate::wav::codec(tag);
    let track = watch.track(Watched {
        kind: TrackKind::Audio,
        codec,
        reordered: false,
        usual_us: 0,
        rule: Rule::Unknowable,
    });
    let us = |bytes: u64| ticks_us(i128::from(bytes), rate);
    watch.origin_us = Some(0);
    if length > 0 {
        watch.sample(track, Sample { at_us: 0, bytes: length, key: true });
        watch.courses[track].reaches(us(length));
    }
    watch.applies(Method::DeclaredLength);
    watch.unseen.push("WAV 不带时间标记：中间被截去的部分，不能由容器发现".into());
    if let Some(declared) = declared.filter(|declared| *declared > present) {
        watch.ends_early(at.saturating_add(declared), source.size_bytes());
    } else if declared.is_none() {
        watch.unseen.push("文件头没有写明声音的长度，末尾是否齐全不能判断".into());
    }
    // Zero is silence in whole and floating samples alike, but not in eight bits or a coding of its own.
    if !matches!(tag, 1 | 3 | 0xfffe) || le16(format, 14).unwrap_or(0) <= 8 {
        return Ok(());
    }
    if watch.look == Look::Quick {
        watch.unseen.push("快速查看没有逐字节查看声音是否连续为零".into());
        return Ok(());
    }
    watch.applies(Method::ZeroSamples);
    for (from, to) in zeros(source, at, length, rate.saturating_mul(watch.asked.gap_ms) / 1000)? {
        let what = "至 {to} 声音连续为零，可能没有录下声音";
        let span = (Some(us(from)), Some(us(to)));
        watch.between(FindingKind::Silent, Some(track), span, what, Method::ZeroSamples);
    }
    Ok(())
}

/// Runs of zeros of at least `least` bytes, of which a bounded number is kept.
fn zeros<R: Read + Seek>(
    source: &mut Source<R>,
    at: u64,
    length: u64,
    least: u64,
) -> Result<Vec<(u64, u64)>, MediaFault> {
    const RUNS_MAX: usize = 200;
    let (mut runs, mut begun, mut done) = (Vec::new(), None, 0);
    let mut close = |begun: &mut Option<u64>, end: u64| {
        if let Some(from) = begun.take()
            && end - from >= least.max(1)
            && runs.len() < RUNS_MAX
        {
            runs.push((from, end));
        }
    };
    while done < length {
        let piece = source.piece(at + done, PIECE_BYTES.min(length - done))?;
        for (offset, byte) in piece.iter().enumerate() {
            let place = done + offset as u64;
            match byte {
                0 => _ = begun.get_or_insert(place),
                _ => close(&mut begun, place),
            }
        }
        done += piece.len() as u64;
    }
    close(&mut begun, length);
    Ok(runs)
}
