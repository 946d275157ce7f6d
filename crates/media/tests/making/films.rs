//! Films of eight seconds in every container that holds picture and sound, and what is asked of their timelines.

use super::Studio;
use media::{Asked, FindingKind, Missing, Timeline, TrackKind, full_pass};
use std::io::Cursor;

pub const ASKED: Asked = Asked { gap_ms: 1000, still_ms: 2000, key_frame_ms: 60_000 };
/// Eight seconds of a moving card and a tone.
pub const CARD: &[&str] = &["-f", "lavfi", "-i", "testsrc2=size=160x120:rate=25:duration=8"];
pub const TONE: &[&str] = &["-f", "lavfi", "-i", "sine=frequency=440:sample_rate=44100:duration=8"];
pub const KEPT_TIMES: &[&str] = &["-fps_mode", "passthrough"];

/// A container that holds picture and sound, and how it is written. The last is how exactly places in sound can be known.
pub struct Kind {
    pub name: &'static str,
    pub flags: &'static [&'static str],
    pub sound_ms: u64,
}

pub const X264: [&str; 8] = ["-c:v", "libx264", "-preset", "veryfast", "-pix_fmt", "yuv420p", "-g", "25"];

pub const FILMS: [Kind; 6] = [
    Kind { name: "film.mp4", flags: &["-c:a", "aac", "-movflags", "+faststart"], sound_ms: 100 },
    Kind {
        name: "fragments.mp4",
        flags: &["-c:a", "aac", "-movflags", "+frag_keyframe+empty_moov+default_base_moof"],
        sound_ms: 100,
    },
    Kind { name: "film.mkv", flags: &["-c:a", "aac"], sound_ms: 100 },
    Kind {
        name: "film.webm",
        flags: &["-c:v", "libvpx", "-deadline", "realtime", "-b:v", "300k", "-c:a", "libopus"],
        sound_ms: 100,
    },
    // A packet of sound in a transport stream holds several frames.
    Kind { name: "film.ts", flags: &["-c:a", "aac"], sound_ms: 400 },
    Kind { name: "film.avi", flags: &["-c:a", "pcm_s16le", "-bf", "0"], sound_ms: 100 },
];

impl Kind {
    pub fn make(&self, studio: &Studio, more: &[&[&str]]) -> Vec<u8> {
        studio.make(self.name, &[&[CARD, TONE, KEPT_TIMES][..], &[&X264[..], self.flags], more].concat())
    }
}

pub fn full(bytes: &[u8]) -> Timeline {
    full_pass(Cursor::new(bytes), bytes.len() as u64, &ASKED).unwrap()
}

/// What was found, as one line each: gaps as kind, place and length; findings as their kind.
pub fn found(timeline: &Timeline) -> Vec<FindingKind> {
    timeline.findings.iter().map(|finding| finding.kind).collect()
}

pub fn near(one: u64, other: u64, by: u64) -> bool {
    one.abs_diff(other) <= by
}

/// One gap of that kind, there and nowhere else.
pub fn has_gap(
    name: &str,
    timeline: &Timeline,
    kind: TrackKind,
    (missing, from, to): (Missing, u64, u64),
    by: u64,
) {
    let gaps: Vec<_> = timeline.gaps.iter().filter(|gap| gap.kind == kind).collect();
    assert_eq!(gaps.len(), 1, "{name} {kind:?}: {:#?}", timeline.says());
    assert_eq!(gaps[0].missing, missing, "{name}: {:#?}", timeline.says());
    assert!(near(gaps[0].from_ms, from, by) && near(gaps[0].to_ms, to, by), "{name}: {:#?}", timeline.says());
}
