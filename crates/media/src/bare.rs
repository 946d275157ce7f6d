//! A photo without what cameras and programs write beside the picture: place, time, device, author, thumbnails, whatever follows its end. Nothing is decoded and the picture
//! itself keeps its bytes; what is not needed to draw it is left out. For photos that are shown to everyone.

use crate::{FileKind, MediaFault, image_facts};
use std::io::Cursor;

/// Chunks of a PNG that change how it looks; every other that is not critical goes.
const PNG_KEPT: [&[u8; 4]; 6] = [b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"sBIT", b"pHYs"];

/// The bare picture of a JPEG or PNG; the same bytes again when there was nothing to leave out.
pub fn bare(bytes: &[u8]) -> Result<Vec<u8>, MediaFault> {
    let facts = image_facts(Cursor::new(bytes), bytes.len() as u64)?;
    let cut = || MediaFault::unreadable("图片在中间断开");
    match facts.kind {
        FileKind::Jpeg => jpeg(bytes).ok_or_else(cut),
        FileKind::Png => png(bytes).ok_or_else(cut),
        _ => Err(MediaFault::unreadable("只收 JPEG 和 PNG 照片")),
    }
}

/// Goes through the segments and the data of the scans to the closing mark.
fn jpeg(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut kept = bytes.get(..2)?.to_vec();
    let mut at = 2;
    loop {
        let mark = *bytes.get(at + 1)?;
        match (*bytes.get(at)?, mark) {
            (0xff, 0xff) => at += 1,
            (0xff, 0xd9) => {
                kept.extend([0xff, 0xd9]);
                return Some(kept);
            }
            (0xff, 0x01 | 0xd0..=0xd7) => at += 2,
            (0xff, _) => {
                let length = usize::from(u16::from_be_bytes([*bytes.get(at + 2)?, *bytes.get(at + 3)?]));
                let segment = bytes.get(at..at + 2 + length)?;
                // JFIF (APP0) and Adobe (APP14) say how colours are meant; the other APPn and COM say nothing of the picture.
                if !matches!(mark, 0xe1..=0xed | 0xef | 0xfe) {
                    kept.extend_from_slice(segment);
                }
                at += 2 + length;
                if mark == 0xda {
                    let data = scan(bytes.get(at..)?)?;
                    kept.extend_from_slice(data);
                    at += data.len();
                }
            }
            _ => return None,
        }
    }
}

/// The data of a scan: to the next mark that is neither a stuffed byte nor a restart.
fn scan(bytes: &[u8]) -> Option<&[u8]> {
    let ends = |pair: &[u8]| pair[0] == 0xff && !matches!(pair[1], 0x00 | 0xd0..=0xd7 | 0xff);
    let end = bytes.windows(2).position(ends)?;
    bytes.get(..end)
}

fn png(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut kept = bytes.get(..8)?.to_vec();
    let mut at = 8;
    loop {
        let head = bytes.get(at..at + 8)?;
        let length = usize::try_from(u32::from_be_bytes([head[0], head[1], head[2], head[3]])).ok()?;
        let chunk = bytes.get(at..at.checked_add(length)?.checked_add(12)?)?;
        let kind = &head[4..];
        if kind[0].is_ascii_uppercase() || PNG_KEPT.iter().any(|known| known.as_slice() == kind) {
            kept.extend_from_slice(chunk);
        }
        if kind == b"IEND" {
            return Some(kept);
        }
        at += chunk.len();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A JPEG's segments as far as this reads them: frame head, scan, data with a stuffed byte and a restart.
    fn segment(mark: u8, content: &[u8]) -> Vec<u8> {
        let length = u16::try_from(content.len() + 2).unwrap().to_be_bytes();
        [&[0xff, mark], length.as_slice(), content].concat()
    }

    fn photo(beside: &[Vec<u8>], behind: &[u8]) -> Vec<u8> {
        let frame = segment(0xc0, &[8, 0, 9, 0, 7, 1, 1, 0x11, 0]);
        let scan = [segment(0xda, &[1, 1, 0, 0, 63, 0]), vec![1, 0xff, 0x00, 2, 0xff, 0xd0, 3]].concat();
        [&[0xff, 0xd8][..], &segment(0xe0, b"JFIF\0"), &beside.concat(), &frame, &scan, &[0xff, 0xd9], behind]
            .concat()
    }

    #[test]
    fn place_and_device_go_and_the_picture_stays() {
        let plain = photo(&[], b"");
        assert_eq!(bare(&plain).unwrap(), plain);
        let told = photo(
            &[segment(0xe1, b"Exif\0\0GPS"), segment(0xfe, b"by me"), segment(0xed, b"8BIM")],
            b"Exif behind the end",
        );
        assert_eq!(bare(&told).unwrap(), plain);
    }

    #[test]
    fn of_a_png_only_what_draws_it_stays() {
        let chunk = |kind: &[u8; 4], content: &[u8]| {
            [&u32::try_from(content.len()).unwrap().to_be_bytes()[..], kind, content, &[0; 4]].concat()
        };
        let head = chunk(b"IHDR", &[0, 0, 0, 7, 0, 0, 0, 9, 8, 2, 0, 0, 0]);
        let of = |beside: &[Vec<u8>]| {
            let ends = [chunk(b"IDAT", b"x"), chunk(b"IEND", b"")].concat();
            [b"\x89PNG\r\n\x1a\n".as_slice(), &head, &beside.concat(), &ends].concat()
        };
        let told = of(&[chunk(b"gAMA", b"1234"), chunk(b"eXIf", b"GPS"), chunk(b"tEXt", b"by me")]);
        assert_eq!(bare(&told).unwrap(), of(&[chunk(b"gAMA", b"1234")]));
    }

    #[test]
    fn what_is_no_photo_or_cut_short_is_refused() {
        assert!(bare(b"%PDF-1.7").is_err() && bare(b"").is_err());
        let plain = photo(&[segment(0xe1, b"Exif")], b"");
        for end in 0..plain.len() {
            assert!(bare(&plain[..end]).is_err(), "{end}");
        }
    }
}
