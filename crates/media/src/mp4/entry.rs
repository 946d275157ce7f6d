//! The sample entry of a track: which codec it is, and the measures of its pictures or sound.

use crate::number::be16;
use crate::{Track, TrackKind};

/// A track as its sample entry (the first of `stsd`, from its own head on) describes it.
pub(super) fn track(kind: TrackKind, entry: &[u8]) -> Track {
    let elementary = Elementary::read(entry);
    let mut track = Track::new(kind, codec(entry, elementary.as_ref()));
    match kind {
        TrackKind::Video => {
            track.width = be16(entry, 32).map(u32::from);
            track.height = be16(entry, 34).map(u32::from);
        }
        TrackKind::Audio => {
            // Encoders put a placeholder of two channels into the entry and the truth into the decoder's own description.
            track.channels = match &elementary {
                Some(elementary) => elementary.channels,
                None => be16(entry, 24),
            };
            track.sample_rate_hz = be16(entry, 32).map(u32::from).filter(|rate| *rate > 0);
        }
        TrackKind::Other => {}
    }
    track
}

/// The codec by its usual name, or its code.
fn codec(entry: &[u8], elementary: Option<&Elementary>) -> String {
    let name = match entry.get(4..8).unwrap_or_default() {
        b"avc1" | b"avc3" => "H.264",
        b"hvc1" | b"hev1" => "H.265",
        b"av01" => "AV1",
        b"vp08" => "VP8",
        b"vp09" => "VP9",
        b"mp4v" => "MPEG-4 Visual",
        b"mjpa" | b"mjpb" | b"jpeg" => "Motion JPEG",
        b"mp4a" => match elementary.map(|elementary| elementary.object_type) {
            Some(0x69 | 0x6b) => "MP3",
            Some(0x40 | 0x66..=0x68) => "AAC",
            _ => "MPEG-4 Audio",
        },
        b"Opus" => "Opus",
        b"fLaC" => "FLAC",
        b"alac" => "ALAC",
        b"samr" | b"sawb" => "AMR",
        b"alaw" | b"ulaw" => "G.711",
        b"" => "未识别",
        other => return other.escape_ascii().to_string(),
    };
    name.into()
}

/// What the elementary stream description (`esds`, ISO/IEC 14496-1) says of the codings that share `mp4a`.
struct Elementary {
    object_type: u8,
    channels: Option<u16>,
}

impl Elementary {
    fn read(entry: &[u8]) -> Option<Self> {
        let at = entry.windows(4).position(|name| name == b"esds")? + 8;
        let decoder = past_head(entry, past_head(entry, at, 3)? + 3, 4)?;
        let object_type = *entry.get(decoder)?;
        let channels = past_head(entry, decoder + 13, 5).and_then(|at| channels(be16(entry, at)?));
        Some(Self { object_type, channels })
    }
}

/// Past the head of a descriptor: its tag, and a length of up to four bytes of which all but the last have the high bit.
fn past_head(bytes: &[u8], at: usize, tag: u8) -> Option<usize> {
    if *bytes.get(at)? != tag {
        return None;
    }
    let length = bytes.get(at + 1..)?.iter().take(4);
    Some(at + 2 + length.take_while(|byte| **byte & 0x80 != 0).count())
}

/// The number of channels in the first bits of an AAC description (ISO/IEC 14496-3): five bits of object type, four of rate, four of
/// channels. `None` where the rate or the channels are spelled out further on.
fn channels(bits: u16) -> Option<u16> {
    match (bits >> 7 & 0xf, bits >> 3 & 0xf) {
        (15, _) => None,
        (_, few @ 1..=6) => Some(few),
        (_, 7) => Some(8),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn channels_of_aac() {
        // AAC-LC, 44.1 kHz: one channel, two, eight; a rate that is spelled out.
        for (bits, found) in [(0x1208, Some(1)), (0x1210, Some(2)), (0x1238, Some(8)), (0x1780, None)] {
            assert_eq!(channels(bits), found, "{bits:#06x}");
        }
    }

    #[test]
    fn an_unknown_codec_keeps_its_code() {
        assert_eq!(track(TrackKind::Video, b"\0\0\0\x10xyz1").codec, "xyz1");
        assert_eq!(track(TrackKind::Audio, b"").codec, "未识别");
    }
}
