//! WAV recordings (RIFF/WAVE, and RF64 of EBU Tech 3306 beyond 4 GiB): the length of sound is the length of the `data` chunk, once that
//! has been compared with what is present.

use crate::number::{le16, le32, le64, ms};
use crate::source::Source;
use crate::{Container, MediaFacts, MediaFault, Track, TrackKind};
use std::io::{Read, Seek};

const CHUNKS_MAX: usize = 1024;
/// A 32-bit length that says "not known", or "see `ds64`" in an RF64 file.
const UNSTATED: u32 = u32::MAX;
/// Uncompressed samples, whole or floating.
const UNCOMPRESSED: [u16; 3] = [1, 3, 0xfffe];

struct Format {
    tag: u16,
    channels: u16,
    sample_rate_hz: u32,
    bytes_per_second: u32,
    block_bytes: u16,
}

#[derive(Default)]
struct Found {
    format: Option<Format>,
    long_data_bytes: Option<u64>,
    samples: Option<u32>,
    notes: Vec<String>,
}

pub(crate) fn read<R: Read + Seek>(source: &mut Source<R>) -> Result<MediaFacts, MediaFault> {
    let head = source.array::<12>(0)?;
    let stated_bytes = le32(&head, 4).unwrap_or(UNSTATED);
    let mut found = Found::default();
    let mut at = 12;
    for _ in 0..CHUNKS_MAX {
        if at + 8 > source.size_bytes() {
            return Err(missing(stated_bytes, source.size_bytes(), found.format.is_some()));
        }
        let chunk = source.array::<8>(at)?;
        let length = le32(&chunk, 4).unwrap_or(0);
        if &chunk[..4] == b"data" {
            let data_bytes = data_bytes(source, at, length, stated_bytes, &mut found)?;
            return facts(source, found, data_bytes);
        }
        look(source, &chunk, at + 8, length, &mut found)?;
        at += 8 + u64::from(length) + u64::from(length % 2);
    }
    Err(MediaFault::TooDeep)
}

/// The file ended before its sound began.
fn missing(stated_bytes: u32, present_bytes: u64, has_format: bool) -> MediaFault {
    let declared_bytes = u64::from(stated_bytes) + 8;
    if stated_bytes != UNSTATED && declared_bytes > present_bytes {
        return MediaFault::Truncated { declared_bytes, present_bytes };
    }
    MediaFault::unreadable(if has_format { "WAV 没有 data 块" } else { "WAV 没有 fmt 块和 data 块" })
}

fn look<R: Read + Seek>(
    source: &mut Source<R>,
    chunk: &[u8],
    at: u64,
    length: u32,
    found: &mut Found,
) -> Result<(), MediaFault> {
    match chunk.get(..4) {
        Some(b"fmt ") => found.format = Some(format(&source.piece(at, u64::from(length.min(40)))?)?),
        Some(b"fact") => found.samples = le32(&source.up_to(at, 4)?, 0),
        Some(b"ds64") => found.long_data_bytes = le64(&source.up_to(at, 24)?, 8),
        Some(b"bext") if length >= 338 => {
            // EBU Tech 3285: ten characters of date and eight of time after three texts of 256, 32 and 32 bytes.
            let moment = source.piece(at + 320, 18)?;
            if let Ok(text) = std::str::from_utf8(&moment)
                && text.starts_with(|first: char| first.is_ascii_digit())
                && text.chars().all(|letter| letter.is_ascii_graphic())
            {
                found.notes.push(format!(
                    "bext 块记载的录制时间为 {} {}，没有时区，不作为开始时间",
                    text.get(..10).unwrap_or_default(),
                    text.get(10..).unwrap_or_default()
                ));
            }
        }
        _ => {}
    }
    Ok(())
}

fn format(bytes: &[u8]) -> Result<Format, MediaFault> {
    let read = || {
        Some(Format {
            tag: le16(bytes, 0)?,
            channels: le16(bytes, 2)?,
            sample_rate_hz: le32(bytes, 4)?,
            bytes_per_second: le32(bytes, 8)?,
            block_bytes: le16(bytes, 12)?,
        })
    };
    let format = read().ok_or_else(|| MediaFault::lying("WAV 的 fmt 块不足 14 字节"))?;
    if format.channels == 0
        || format.sample_rate_hz == 0
        || format.bytes_per_second == 0
        || format.block_bytes == 0
    {
        return Err(MediaFault::lying("WAV 的 fmt 块中声道数、采样率、每秒字节数或者块长为零"));
    }
    let by_blocks = u64::from(format.sample_rate_hz) * u64::from(format.block_bytes);
    if UNCOMPRESSED.contains(&format.tag) && by_blocks != u64::from(format.bytes_per_second) {
        return Err(MediaFault::lying(format!(
            "WAV 的 fmt 块声明每秒 {} 字节，按采样率和块长应为 {by_blocks} 字节",
            format.bytes_per_second
        )));
    }
    Ok(format)
}

/// The length of sound in bytes, after the declared length has been compared with what follows the chunk's head.
fn data_bytes<R: Read + Seek>(
    source: &Source<R>,
    at: u64,
    length: u32,
    stated_bytes: u32,
    found: &mut Found,
) -> Result<u64, MediaFault> {
    let body = at + 8;
    let present_bytes = source.size_bytes() - body;
    let declared_bytes = match (length, found.long_data_bytes) {
        (UNSTATED, Some(long)) => long,
        (UNSTATED, None) => {
            found.notes.push("文件头没有写明声音数据的长度，按文件实有长度计算时长，不能判断是否完整".into());
            present_bytes
        }
        (0, _) if present_bytes > 0 => {
            return Err(MediaFault::lying(format!(
                "WAV 的 data 块声明为 0 字节，其后却有 {present_bytes} 字节"
            )));
        }
        (length, _) => u64::from(length),
    };
    if declared_bytes <= present_bytes {
        return Ok(declared_bytes);
    }
    let whole = u64::from(stated_bytes) + 8;
    if length != UNSTATED && whole <= source.size_bytes() {
        return Err(MediaFault::lying(format!(
            "WAV 的 data 块声明 {declared_bytes} 字节，而文件声明总长 {whole} 字节，其中只余 {present_bytes} 字节"
        )));
    }
    let declared_bytes = body.saturating_add(declared_bytes);
    Err(MediaFault::Truncated { declared_bytes, present_bytes: source.size_bytes() })
}

fn facts<R: Read + Seek>(
    source: &Source<R>,
    found: Found,
    data_bytes: u64,
) -> Result<MediaFacts, MediaFault> {
    let format = found.format.ok_or_else(|| MediaFault::unreadable("WAV 的 data 块之前没有 fmt 块"))?;
    let mut notes = found.notes;
    let duration_ms = match found.samples {
        _ if UNCOMPRESSED.contains(&format.tag) => {
            ms(data_bytes / u64::from(format.block_bytes), u64::from(format.sample_rate_hz))
        }
        Some(samples) if samples > 0 && samples != UNSTATED => {
            ms(u64::from(samples), u64::from(format.sample_rate_hz))
        }
        _ => {
            notes.push("时长按平均码率估算".into());
            ms(data_bytes, u64::from(format.bytes_per_second))
        }
    };
    let mut track = Track::new(TrackKind::Audio, codec(format.tag));
    track.duration_ms = Some(duration_ms);
    track.sample_rate_hz = Some(format.sample_rate_hz);
    track.channels = Some(format.channels);
    notes.push("WAV 不记载带时区的录制时间，开始时间须另行说明".into());
    Ok(MediaFacts {
        container: Container::Wav,
        duration_ms,
        started_at: None,
        tracks: vec![track],
        size_bytes: source.size_bytes(),
        notes,
    })
}

pub(crate) fn codec(tag: u16) -> String {
    match tag {
        1 | 0xfffe => "PCM".into(),
        3 => "PCM 浮点".into(),
        2 | 0x11 => "ADPCM".into(),
        6 => "G.711 A-law".into(),
        7 => "G.711 μ-law".into(),
        0x55 => "MP3".into(),
        other => format!("0x{other:04x}"),
    }
}
