//! What a file is, told by its first bytes and never by its name. A name or a media type sent by a browser is only a claim, to be
//! compared with the content.

use crate::{Container, MediaFault, mp3, number::be32, timeline};
use serde::{Deserialize, Serialize};

/// As many first bytes as [`kind_of`] makes use of.
pub const FIRST_BYTES: usize = 4096;

/// The kinds of files that are taken in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FileKind {
    Jpeg,
    Png,
    Webp,
    Pdf,
    Media(Container),
}

impl FileKind {
    /// The media type to store and serve the file with.
    pub fn media_type(&self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Webp => "image/webp",
            Self::Pdf => "application/pdf",
            Self::Media(container) => container.media_type(),
        }
    }

    /// The name shown to officers.
    pub fn title(&self) -> &'static str {
        match self {
            Self::Jpeg => "JPEG 图片",
            Self::Png => "PNG 图片",
            Self::Webp => "WebP 图片",
            Self::Pdf => "PDF 文件",
            Self::Media(container) => container.title(),
        }
    }

    /// The kind a file name claims by its ending; `None` when the ending claims nothing that is taken in.
    pub fn claimed_by_name(name: &str) -> Option<Self> {
        let (_, ending) = name.rsplit_once('.')?;
        Some(match ending.to_ascii_lowercase().as_str() {
            "jpg" | "jpeg" => Self::Jpeg,
            "png" => Self::Png,
            "webp" => Self::Webp,
            "pdf" => Self::Pdf,
            "mp4" | "m4v" | "m4a" | "3gp" => Self::Media(Container::Mp4),
            "mov" | "qt" => Self::Media(Container::QuickTime),
            "webm" | "weba" => Self::Media(Container::Webm),
            "mkv" | "mka" => Self::Media(Container::Matroska),
            "mp3" => Self::Media(Container::Mp3),
            "wav" => Self::Media(Container::Wav),
            "ogg" | "oga" | "ogv" | "opus" => Self::Media(Container::Ogg),
            "avi" => Self::Media(Container::Avi),
            "ts" | "m2ts" | "mts" => Self::Media(Container::MpegTs),
            _ => return None,
        })
    }

    /// The kind a media type claims, parameters such as `;codecs=vp9` left aside.
    pub fn claimed_by_media_type(media_type: &str) -> Option<Self> {
        let essence = media_type.split(';').next()?.trim().to_ascii_lowercase();
        Some(match essence.as_str() {
            "image/jpeg" => Self::Jpeg,
            "image/png" => Self::Png,
            "image/webp" => Self::Webp,
            "application/pdf" => Self::Pdf,
            "video/mp4" | "audio/mp4" | "audio/x-m4a" | "video/3gpp" => Self::Media(Container::Mp4),
            "video/quicktime" => Self::Media(Container::QuickTime),
            "video/webm" | "audio/webm" => Self::Media(Container::Webm),
            "video/x-matroska" | "audio/x-matroska" | "video/matroska" | "audio/matroska" => {
                Self::Media(Container::Matroska)
            }
            "audio/mpeg" | "audio/mp3" => Self::Media(Container::Mp3),
            "audio/wav" | "audio/x-wav" | "audio/wave" | "audio/vnd.wave" => Self::Media(Container::Wav),
            "audio/ogg" | "video/ogg" | "application/ogg" => Self::Media(Container::Ogg),
            "video/x-msvideo" | "video/avi" | "video/msvideo" => Self::Media(Container::Avi),
            "video/mp2t" => Self::Media(Container::MpegTs),
            _ => return None,
        })
    }
}

/// The kind of a file by its first bytes (see [`FIRST_BYTES`]); `None` for anything that is not taken in.
pub fn kind_of(first_bytes: &[u8]) -> Option<FileKind> {
    let tagged = |tag: &[u8]| first_bytes.get(8..12) == Some(tag);
    match first_bytes {
        [0xff, 0xd8, 0xff, ..] => Some(FileKind::Jpeg),
        [0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, ..] => Some(FileKind::Png),
        [b'%', b'P', b'D', b'F', b'-', ..] => Some(FileKind::Pdf),
        [b'R', b'I', b'F', b'F', ..] if tagged(b"WEBP") => Some(FileKind::Webp),
        [b'R', b'I', b'F', b'F', ..] | [b'R', b'F', b'6', b'4', ..] if tagged(b"WAVE") => {
            Some(FileKind::Media(Container::Wav))
        }
        [b'R', b'I', b'F', b'F', ..] if tagged(b"AVI ") => Some(FileKind::Media(Container::Avi)),
        [b'O', b'g', b'g', b'S', 0, ..] => Some(FileKind::Media(Container::Ogg)),
        [0x1a, 0x45, 0xdf, 0xa3, ..] => doc_type(first_bytes).map(FileKind::Media),
        [_, _, _, _, b'f', b't', b'y', b'p', ..] => plays_as_mp4(first_bytes),
        _ if timeline::begins_as_ts(first_bytes) => Some(FileKind::Media(Container::MpegTs)),
        _ => mp3::begins(first_bytes).then_some(FileKind::Media(Container::Mp3)),
    }
}

/// The kind of a file that claims to be `claimed`. Fails when the content is of another kind or of none that is taken in. A WebM may
/// claim to be Matroska, which it is a part of.
pub fn agree(claimed: FileKind, first_bytes: &[u8]) -> Result<FileKind, MediaFault> {
    let wrong = |found: String| MediaFault::WrongKind { claimed: claimed.title().into(), found };
    match kind_of(first_bytes) {
        Some(found) if found == claimed => Ok(found),
        Some(found @ FileKind::Media(Container::Webm)) if claimed == FileKind::Media(Container::Matroska) => {
            Ok(found)
        }
        Some(found) => Err(wrong(found.title().into())),
        None => Err(wrong(describe(first_bytes))),
    }
}

/// What a file seems to be, for telling the person who sent it.
pub(crate) fn describe(first_bytes: &[u8]) -> String {
    if let Some(kind) = kind_of(first_bytes) {
        return kind.title().into();
    }
    if first_bytes.is_empty() {
        return "空文件".into();
    }
    if let Some(other) = infer::get(first_bytes) {
        return format!("{}（{}）", other.extension().to_ascii_uppercase(), other.mime_type());
    }
    match std::str::from_utf8(first_bytes) {
        Ok(text) if !text.contains('\0') => "文本".into(),
        _ => "无法识别的内容".into(),
    }
}

/// Films, and still pictures that use the same boxes, tell themselves apart by the major brand.
fn plays_as_mp4(first_bytes: &[u8]) -> Option<FileKind> {
    let brand = first_bytes.get(8..12)?;
    let other: [&[u8]; 9] = [b"heic", b"heix", b"hevc", b"heim", b"mif1", b"msf1", b"avif", b"avis", b"crx "];
    let long_enough = be32(first_bytes, 0)? >= 16;
    let container = if brand == b"qt  " { Container::QuickTime } else { Container::Mp4 };
    (long_enough && !other.contains(&brand)).then_some(FileKind::Media(container))
}

/// The `DocType` of an EBML header, which stands among the first elements of the file.
fn doc_type(first_bytes: &[u8]) -> Option<Container> {
    let head = first_bytes.get(..first_bytes.len().min(64))?;
    let at = head.windows(2).position(|id| id == [0x42, 0x82])?;
    let rest = head.get(at + 3..)?;
    if rest.starts_with(b"webm") {
        Some(Container::Webm)
    } else if rest.starts_with(b"matroska") {
        Some(Container::Matroska)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn content_tells_and_names_do_not() {
        let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR";
        assert_eq!(kind_of(png), Some(FileKind::Png));
        let claimed = FileKind::claimed_by_name("现场.MP4").unwrap();
        let fault = agree(claimed, png).unwrap_err();
        assert_eq!(fault.to_string(), "文件标称为MP4 音视频，内容却是PNG 图片");
        let fault = agree(claimed, b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff\0\0").unwrap_err();
        assert!(fault.to_string().contains("EXE"), "{fault}");
    }

    #[test]
    fn pictures_in_mp4_boxes_are_not_films() {
        assert_eq!(kind_of(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic"), None);
        assert_eq!(kind_of(b"\0\0\0\x14ftypqt  \0\0\0\0qt  "), Some(FileKind::Media(Container::QuickTime)));
        assert_eq!(kind_of(b"\0\0\0\x18ftypisom\0\0\0\0isommp42"), Some(FileKind::Media(Container::Mp4)));
    }

    #[test]
    fn what_is_not_taken_in() {
        for (bytes, said) in [
            (&b""[..], "空文件"),
            (b"<html><script>", "HTML"),
            ("现场情况".as_bytes(), "文本"),
            (b"GIF89a\x01\0\x01\0", "GIF"),
            (b"PK\x03\x04\x14\0\0\0", "ZIP"),
            (b"\xff\xfe\x01\x02", "无法识别"),
        ] {
            assert_eq!(kind_of(bytes), None, "{said}");
            assert!(describe(bytes).contains(said), "{} is not {said}", describe(bytes));
        }
    }

    #[test]
    fn claims() {
        assert_eq!(
            FileKind::claimed_by_media_type("video/webm; codecs=\"vp9,opus\""),
            Some(FileKind::Media(Container::Webm))
        );
        assert_eq!(FileKind::claimed_by_media_type("text/html"), None);
        assert_eq!(FileKind::claimed_by_name("mp4"), None);
    }

    proptest! {
        #[test]
        fn any_bytes_are_judged(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            if let Some(kind) = kind_of(&bytes) {
                prop_assert!(agree(kind, &bytes).is_ok());
            }
            prop_assert!(!describe(&bytes).is_empty());
        }
    }
}
