//! Photos: JPEG, PNG and WebP, as far as their heads go: size in pixels, and whether the end of the picture is there. Nothing is decoded.

use crate::number::{be16, be32, le16, le32};
use crate::source::Source;
use crate::{FIRST_BYTES, FileKind, MediaFault, kind, kind_of};
use serde::{Deserialize, Serialize};
use std::io::{Read, Seek};

const PIECES_MAX: usize = 65_536;
/// Five times the largest sensor of a camera; whoever decoded more would need gigabytes.
const PIXELS_MAX: u64 = 1 << 30;
/// How much of a JPEG's end is searched for its closing mark, behind which cameras append what they like.
const TAIL_BYTES: u64 = 4 << 20;
const STEP_BYTES: u64 = 64 << 10;

/// What the head of a picture states.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImageFacts {
    pub kind: FileKind,
    /// In pixels, as stored; a JPEG's orientation mark is not applied.
    pub width: u32,
    pub height: u32,
}

/// Reads the head and the end of a JPEG, PNG or WebP of `size_bytes`, at most 7 MiB of it.
pub fn image_facts<R: Read + Seek>(source: R, size_bytes: u64) -> Result<ImageFacts, MediaFault> {
    let mut source = Source::new(source, size_bytes)?;
    let first = source.up_to(0, FIRST_BYTES)?;
    let kind = kind_of(&first);
    let (kind, (width, height)) = match kind {
        Some(kind @ FileKind::Jpeg) => (kind, jpeg(&mut source)?),
        Some(kind @ FileKind::Png) => (kind, png(&mut source)?),
        Some(kind @ FileKind::Webp) => (kind, webp(&mut source)?),
        _ => return Err(MediaFault::WrongKind { claimed: "图片".into(), found: kind::describe(&first) }),
    };
    if width == 0 || height == 0 {
        return Err(MediaFault::lying(format!("{}声明的宽或者高为零", kind.title())));
    }
    if u64::from(width) * u64::from(height) > PIXELS_MAX {
        let says = format!("{}声明的大小{width}×{height}像素不是照片能有的", kind.title());
        return Err(MediaFault::lying(says));
    }
    Ok(ImageFacts { kind, width, height })
}

/// Walks the segments of a JPEG (ITU-T T.81) to the first scan.
fn jpeg<R: Read + Seek>(source: &mut Source<R>) -> Result<(u32, u32), MediaFault> {
    let (mut at, mut size) = (2, None);
    for _ in 0..PIECES_MAX {
        let head = source.array::<4>(at)?;
        let [0xff, mark, ..] = head else {
            return Err(MediaFault::lying(format!("JPEG 第 {at} 字节处应当是标记，却不是")));
        };
        match mark {
            0xff => {
                at += 1;
                continue;
            }
            0x01 | 0xd0..=0xd7 => {
                at += 2;
                continue;
            }
            0xd9 => return Err(MediaFault::unreadable("JPEG 没有图像数据")),
            0xc0..=0xc3 | 0xc5..=0xc7 | 0xc9..=0xcb | 0xcd..=0xcf => {
                let frame = source.array::<9>(at)?;
                size = be16(&frame, 7).zip(be16(&frame, 5));
            }
            _ => {}
        }
        at += 2 + u64::from(
            be16(&head, 2)
                .filter(|length| *length >= 2)
                .ok_or_else(|| MediaFault::lying(format!("JPEG 第 {at} 字节处的段声明的长度不足段头")))?,
        );
        if mark == 0xda {
            ends(source, at)?;
            let (width, height) = size.ok_or_else(|| MediaFault::unreadable("JPEG 没有帧头"))?;
            return Ok((u32::from(width), u32::from(height)));
        }
    }
    Err(MediaFault::TooDeep)
}

/// Looks backwards for the closing mark. It cannot stand inside image data, so a picture cut short has none.
fn ends<R: Read + Seek>(source: &mut Source<R>, scan_at: u64) -> Result<(), MediaFault> {
    let size_bytes = source.size_bytes();
    let lowest = scan_at.max(size_bytes.saturating_sub(TAIL_BYTES));
    let mut end = size_bytes;
    while end > lowest {
        let start = end.saturating_sub(STEP_BYTES).max(lowest);
        let piece = source.piece(start, (end + 1).min(size_bytes) - start)?;
        if piece.windows(2).any(|mark| mark == [0xff, 0xd9]) {
            return Ok(());
        }
        end = start;
    }
    Err(MediaFault::unreadable(format!("JPEG 在 {size_bytes} 字节处中断，没有结束标记(FFD9)")))
}

/// Walks the chunks of a PNG (ISO/IEC 15948) to its end chunk.
fn png<R: Read + Seek>(source: &mut Source<R>) -> Result<(u32, u32), MediaFault> {
    let head = source.array::<16>(8)?;
    if head[..8] != *b"\0\0\0\rIHDR" {
        return Err(MediaFault::lying("PNG 的第一块不是 IHDR"));
    }
    let mut at = 8u64;
    for _ in 0..PIECES_MAX {
        let chunk = source.array::<8>(at)?;
        at += 12 + be32(&chunk, 0).map_or(0, u64::from);
        if at > source.size_bytes() {
            return Err(MediaFault::Truncated { declared_bytes: at, present_bytes: source.size_bytes() });
        }
        if &chunk[4..] == b"IEND" {
            return Ok((be32(&head, 8).unwrap_or(0), be32(&head, 12).unwrap_or(0)));
        }
    }
    Err(MediaFault::TooDeep)
}

/// The head of a WebP (RFC 9649) in any of its three forms.
fn webp<R: Read + Seek>(source: &mut Source<R>) -> Result<(u32, u32), MediaFault> {
    let head = source.array::<30>(0)?;
    let declared_bytes = le32(&head, 4).map_or(0, u64::from) + 8;
    if declared_bytes > source.size_bytes() {
        return Err(MediaFault::Truncated { declared_bytes, present_bytes: source.size_bytes() });
    }
    let size = match &head[12..16] {
        b"VP8 " if head[23..26] == [0x9d, 0x01, 0x2a] => le16(&head, 26)
            .zip(le16(&head, 28))
            .map(|(width, height)| (u32::from(width & 0x3fff), u32::from(height & 0x3fff))),
        b"VP8L" if head[20] == 0x2f => {
            le32(&head, 21).map(|bits| ((bits & 0x3fff) + 1, (bits >> 14 & 0x3fff) + 1))
        }
        b"VP8X" => le32(&head, 24)
            .zip(le32(&head, 26))
            .map(|(width, height)| ((width & 0xff_ffff) + 1, (height >> 8) + 1)),
        _ => None,
    };
    size.ok_or_else(|| MediaFault::lying("WebP 的第一块不是图像头"))
}
