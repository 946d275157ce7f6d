//! Recordings broken in known ways, in every container: each is judged for exactly what was done to it, whole ones for nothing. Places are within a tenth
//! of a second, where nothing else is said.

mod making;

use making::{Counted, Studio};
use media::{Asked, FindingKind, MediaFault, Missing, Timeline, TrackKind, full_pass, quick_look};
use std::io::Cursor;

const ASKED: Asked = Asked { gap_ms: 1000, still_ms: 2000, key_frame_ms: 60_000 };
/// Eight seconds of a moving card and a tone.
const CARD: &[&str] = &["-f", "lavfi", "-i", "testsrc2=size=160x120:rate=25:duration=8"];
const TONE: &[&str] = &["-f", "lavfi", "-i", "sine=frequency=440:sample_rate=44100:duration=8"];
const KEPT_TIMES: &[&str] = &["-fps_mode", "passthrough"];

/// A container that holds picture and sound, and how it is written. The last is how exactly places in sound can be known.
struct Kind {
    name: &'static str,
    flags: &'static [&'static str],
    sound_ms: u64,
}

const X264: [&str; 8] = ["-c:v", "libx264", "-preset", "veryfast", "-pix_fmt", "yuv420p", "-g", "25"];

const FILMS: [Kind; 6] = [
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
    fn make(&self, studio: &Studio, more: &[&[&str]]) -> Vec<u8> {
        studio.make(self.name, &[&[CARD, TONE, KEPT_TIMES][..], &[&X264[..], self.flags], more].concat())
    }
}

fn full(bytes: &[u8]) -> Timeline {
    full_pass(Cursor::new(bytes), bytes.len() as u64, &ASKED).unwrap()
}

/// What was found, as one line each: gaps as kind, place and length; findings as their kind.
fn found(timeline: &Timeline) -> Vec<FindingKind> {
    timeline.findings.iter().map(|finding| finding.kind).collect()
}

fn near(one: u64, other: u64, by: u64) -> bool {
    one.abs_diff(other) <= by
}

/// One gap of that kind, there and nowhere else.
fn has_gap(
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

#[test]
fn whole_recordings_give_nothing() {
    let studio = Studio::open();
    for kind in &FILMS {
        let bytes = kind.make(&studio, &[]);
        for look in [full(&bytes), quick_look(Cursor::new(&bytes), bytes.len() as u64, &ASKED).unwrap()] {
            assert!(look.nothing_found(), "{}: {:#?}", kind.name, look.says());
            assert!(near(look.duration_ms, 8000, 400), "{}: {}", kind.name, look.duration_ms);
            assert!(look.says()[0].starts_with("按下列方法没有发现 1 秒以上的间断"));
            assert_eq!(look.tracks.len(), 2, "{}", kind.name);
        }
    }
    for (name, flags) in [
        ("a.mp3", &["-b:a", "64k"][..]),
        ("a.wav", &[]),
        ("opus.ogg", &["-c:a", "libopus"]),
        ("vorbis.ogg", &["-c:a", "libvorbis"]),
        ("flac.ogg", &["-c:a", "flac"]),
        ("a.m4a", &["-c:a", "aac", "-f", "mp4"]),
    ] {
        let look = full(&studio.make(name, &[TONE, flags]));
        assert!(look.nothing_found(), "{name}: {:#?}", look.says());
        assert!(near(look.duration_ms, 8000, 100), "{name}: {}", look.duration_ms);
    }
}

#[test]
fn a_hole_of_two_seconds_in_picture_and_sound() {
    let studio = Studio::open();
    for kind in &FILMS {
        let hole = ["-vf", "select='not(between(t,3,4.99))'", "-af", "aselect='not(between(t,3,4.99))'"];
        let look = full(&kind.make(&studio, &[&hole]));
        has_gap(kind.name, &look, TrackKind::Video, (Missing::Inside, 3000, 5000), 100);
        if kind.name == "film.avi" {
            // Where both are missing nothing shows from which side the sound is short: the sound that is left ends early.
            has_gap(kind.name, &look, TrackKind::Audio, (Missing::Inside, 3000, 5000), 200);
        } else {
            has_gap(kind.name, &look, TrackKind::Audio, (Missing::Inside, 3000, 5000), kind.sound_ms);
        }
        assert_eq!(found(&look), [], "{}: {:#?}", kind.name, look.says());
    }
}

#[test]
fn sound_missing_for_three_seconds() {
    let studio = Studio::open();
    for kind in &FILMS {
        let look = full(&kind.make(&studio, &[&["-af", "aselect='not(between(t,2,4.99))'"]]));
        has_gap(kind.name, &look, TrackKind::Audio, (Missing::Inside, 2000, 5000), kind.sound_ms.max(150));
        assert_eq!((look.gaps.len(), found(&look)), (1, vec![]), "{}: {:#?}", kind.name, look.says());
    }
}

#[test]
fn sound_that_begins_late_or_ends_early() {
    let studio = Studio::open();
    for kind in &FILMS {
        let look = full(&kind.make(&studio, &[&["-af", "atrim=end=5"]]));
        has_gap(kind.name, &look, TrackKind::Audio, (Missing::End, 5000, 8000), kind.sound_ms);
        assert_eq!((look.gaps.len(), found(&look)), (1, vec![]), "{}: {:#?}", kind.name, look.says());
        if kind.name == "film.avi" {
            continue;
        }
        let look = full(&kind.make(&studio, &[&["-af", "atrim=start=3"]]));
        // The encoder's first frame, which nobody hears, stands at zero in fragments.
        let missing = if kind.name == "fragments.mp4" { Missing::Inside } else { Missing::Start };
        has_gap(kind.name, &look, TrackKind::Audio, (missing, 0, 3000), kind.sound_ms);
        assert_eq!((look.gaps.len(), found(&look)), (1, vec![]), "{}: {:#?}", kind.name, look.says());
    }
}

#[test]
fn no_sound_track() {
    let studio = Studio::open();
    for kind in &FILMS {
        let look = full(&kind.make(&studio, &[&["-an"]]));
        assert_eq!((look.gaps.len(), found(&look)), (0, vec![FindingKind::NoSound]), "{}", kind.name);
    }
}

#[test]
fn a_picture_that_stands_still() {
    let studio = Studio::open();
    for kind in &FILMS {
        // The fourth second to the seventh show the same frame again and again.
        let frozen = ["-vf", "trim=end=4,tpad=stop_mode=clone:stop_duration=3"];
        let look = full(&kind.make(&studio, &[&frozen, &["-t", "7"]]));
        if kind.name == "film.webm" {
            // The encoder keeps its bit rate whatever the picture shows.
            assert!(look.unseen.iter().any(|said| said.contains("VP8") && said.contains("不解码不能知道")));
            continue;
        }
        assert_eq!(found(&look), [FindingKind::Still], "{}: {:#?}", kind.name, look.says());
        let still = &look.findings[0];
        assert!(near(still.from_ms.unwrap(), 4000, 300), "{}: {:#?}", kind.name, look.says());
        assert!(near(still.to_ms.unwrap(), 7000, 300), "{}: {:#?}", kind.name, look.says());
        assert!(still.method.text().contains("没有解码"));
    }
}

#[test]
fn cut_short() {
    let studio = Studio::open();
    for kind in &FILMS {
        let bytes = kind.make(&studio, &[]);
        let kept = bytes.len() * 60 / 100 + 7;
        let look = full(&bytes[..kept]);
        assert_eq!(found(&look), [FindingKind::EndsEarly], "{}: {:#?}", kind.name, look.says());
        assert!(look.gaps.is_empty(), "{}: {:#?}", kind.name, look.says());
        assert!(look.duration_ms < 7000 && look.duration_ms > 2000, "{}: {}", kind.name, look.duration_ms);
        assert_eq!(look.findings[0].from_ms, Some(look.duration_ms), "{}", kind.name);
    }
    for (name, flags) in [("a.mp3", &["-b:a", "64k"][..]), ("a.wav", &[]), ("a.ogg", &["-c:a", "libopus"])] {
        let bytes = studio.make(name, &[TONE, flags]);
        let look = full(&bytes[..bytes.len() / 2]);
        assert_eq!(found(&look), [FindingKind::EndsEarly], "{name}: {:#?}", look.says());
        assert!(near(look.duration_ms, 4000, 1100), "{name}: {}", look.duration_ms);
    }
}

/// Samples of one size have no table of sizes: how many are there follows from the chunks.
#[test]
fn plain_sound_in_a_film_that_is_cut_short() {
    let studio = Studio::open();
    let mut bytes =
        studio.make("plain.mov", &[CARD, TONE, &X264, &["-c:a", "pcm_s16le", "-movflags", "+faststart"]]);
    // Recorders call such a film an MP4.
    bytes[8..12].copy_from_slice(b"isom");
    assert!(full(&bytes).nothing_found(), "{:#?}", full(&bytes).says());
    let look = full(&bytes[..bytes.len() * 60 / 100 + 7]);
    assert_eq!((look.gaps.len(), found(&look)), (0, vec![FindingKind::EndsEarly]), "{:#?}", look.says());
    assert!(near(look.tracks[0].to_ms, look.tracks[1].to_ms, 1000), "{:#?}", look.tracks);
    assert!(look.duration_ms < 7000, "{}", look.duration_ms);
}

/// A film cut between two pieces, of which it never stated the number, looks like one that ended there. That is said, and nothing is made up.
#[test]
fn what_cannot_be_known_of_a_film_that_was_never_closed() {
    let studio = Studio::open();
    let mp4 = FILMS[1].make(&studio, &[]);
    let fragments: Vec<usize> =
        (4..mp4.len() - 4).filter(|at| &mp4[*at..at + 4] == b"moof").map(|at| at - 4).collect();
    let webm = studio.make_live("webm", &[CARD, TONE, FILMS[3].flags, &["-cluster_time_limit", "500"]]);
    let clusters: Vec<usize> =
        (0..webm.len() - 4).filter(|at| webm[*at..].starts_with(&[0x1f, 0x43, 0xb6, 0x75])).collect();
    for (bytes, cut) in [(&mp4, fragments[5]), (&webm, clusters[clusters.len() - 4])] {
        let look = full(&bytes[..cut]);
        assert!(look.nothing_found(), "{:#?}", look.says());
        assert!(look.duration_ms < 7500);
        assert!(look.says().concat().contains("截去末尾的，不能由容器发现"), "{:#?}", look.says());
    }
}

#[test]
fn an_mp4_without_its_index_has_no_timeline() {
    let studio = Studio::open();
    let bytes = studio.make("end.mp4", &[CARD, TONE, &X264, &["-c:a", "aac"]]);
    let cut = &bytes[..bytes.len() / 2];
    let fault = full_pass(Cursor::new(cut), cut.len() as u64, &ASKED).unwrap_err();
    assert!(matches!(fault, MediaFault::Truncated { .. }), "{fault}");
}

#[test]
fn a_fragment_that_is_missing() {
    let studio = Studio::open();
    let bytes = FILMS[1].make(&studio, &[]);
    let places: Vec<usize> =
        (4..bytes.len() - 4).filter(|at| &bytes[*at..at + 4] == b"moof").map(|at| at - 4).collect();
    // Each fragment is a second; two of them go, with their sound and pictures.
    let without = [&bytes[..places[3]], &bytes[places[5]..]].concat();
    let look = full(&without);
    has_gap("fragments", &look, TrackKind::Video, (Missing::Inside, 3000, 5000), 100);
    has_gap("fragments", &look, TrackKind::Audio, (Missing::Inside, 3000, 5000), 100);
    assert_eq!(found(&look), [FindingKind::PiecesMissing], "{:#?}", look.says());
    assert!(look.findings[0].what.contains("缺少第 4 至第 5 段"), "{}", look.findings[0].what);
}

#[test]
fn time_stamps_that_run_backwards() {
    let studio = Studio::open();
    // Two recordings put one behind the other as they are.
    let ts = FILMS[4].make(&studio, &[]);
    let look = full(&[&ts[..], &ts].concat());
    let mut kinds = found(&look);
    kinds.retain(|kind| *kind != FindingKind::PiecesMissing);
    kinds.sort();
    let backwards = FindingKind::Backwards;
    assert_eq!(kinds, [backwards, backwards, FindingKind::ClockJump], "{:#?}", look.says());
    assert!(look.gaps.is_empty(), "{:#?}", look.says());
    assert!(near(look.duration_ms, 16_000, 600));
    assert!(
        look.findings.iter().all(|finding| near(finding.from_ms.unwrap(), 8000, 600)),
        "{:#?}",
        look.says()
    );

    // The clusters of a Matroska once more, behind themselves.
    let mkv = studio
        .make("a.mkv", &[CARD, TONE, &X264, &["-c:a", "aac", "-live", "1", "-cluster_time_limit", "500"]]);
    let first = making::find(&mkv, &[0x1f, 0x43, 0xb6, 0x75]);
    let cues = mkv.windows(4).rposition(|id| id == [0x1c, 0x53, 0xbb, 0x6b]).unwrap_or(mkv.len());
    let mut twice = [&mkv[..cues], &mkv[first..cues]].concat();
    // The segment is left open.
    let segment = making::find(&twice, &[0x18, 0x53, 0x80, 0x67]) + 4;
    twice[segment..segment + 8].copy_from_slice(&[0x01, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]);
    let look = full(&twice);
    assert_eq!(
        look.findings.iter().filter(|finding| finding.kind == backwards).count(),
        2,
        "{:#?}",
        look.says()
    );
    assert!(look.gaps.is_empty(), "{:#?}", look.says());
    assert!(near(look.duration_ms, 16_000, 200));

    // A fragment of an MP4 twice.
    let bytes = FILMS[1].make(&studio, &[]);
    let places: Vec<usize> =
        (4..bytes.len() - 4).filter(|at| &bytes[*at..at + 4] == b"moof").map(|at| at - 4).collect();
    let look = full(&[&bytes[..places[4]], &bytes[places[2]..]].concat());
    assert_eq!(found(&look), [backwards; 3], "{:#?}", look.says());
}

/// The clock of a transport stream begins anew every twenty-six and a half hours; a recorder that has run for so long does nothing wrong.
#[test]
fn a_clock_that_comes_to_its_end() {
    let studio = Studio::open();
    let bytes = FILMS[4].make(&studio, &[&["-output_ts_offset", "95438"]]);
    let look = full(&bytes);
    assert!(look.nothing_found(), "{:#?}", look.says());
    assert!(near(look.duration_ms, 8000, 400), "{}", look.duration_ms);
}

#[test]
fn packets_missing_from_a_transport_stream() {
    let studio = Studio::open();
    let bytes = FILMS[4].make(&studio, &[]);
    let (from, to) = (bytes.len() * 3 / 8 / 188 * 188, bytes.len() * 5 / 8 / 188 * 188);
    let look = full(&[&bytes[..from], &bytes[to..]].concat());
    assert!(
        look.gaps.len() == 2 && look.gaps.iter().all(|gap| near(gap.lasts_ms(), 2000, 600)),
        "{:#?}",
        look.says()
    );
    assert!(found(&look).iter().all(|kind| *kind == FindingKind::PiecesMissing), "{:#?}", look.says());
    // Bytes of something else between packets.
    let mut spoilt = bytes.clone();
    spoilt[from..from + 188 * 3].fill(0);
    let look = full(&spoilt);
    assert!(found(&look).contains(&FindingKind::Damaged), "{:#?}", look.says());
}

#[test]
fn an_avi_whose_index_is_broken() {
    let studio = Studio::open();
    let bytes = FILMS[5].make(&studio, &[]);
    let index = bytes.windows(4).rposition(|name| name == b"idx1").unwrap();
    let mut spoilt = bytes.clone();
    spoilt[index + 8 + 16 * 20 + 8] ^= 0x55;
    let look = full(&spoilt);
    assert_eq!(found(&look), [FindingKind::IndexBroken], "{:#?}", look.says());
    assert!(look.findings[0].what.contains("有 1 条"), "{}", look.findings[0].what);
    let mut gone = bytes.clone();
    gone[index..index + 4].copy_from_slice(b"JUNK");
    assert_eq!(found(&full(&gone)), [FindingKind::IndexBroken]);
}

/// Eighty minutes of frames, more than a quick look goes through: it lasts as long as is declared, and what was not seen is said.
#[test]
fn a_long_avi_is_not_called_short() {
    const TIMES: usize = 600;
    let studio = Studio::open();
    let small = ["-f", "lavfi", "-i", "testsrc2=size=32x32:rate=25:duration=8"];
    let bytes = studio.make("a.avi", &[&small, &X264, &["-bf", "0"]]);
    let list = making::find(&bytes, b"movi") - 8;
    let index = bytes.windows(4).rposition(|name| name == b"idx1").unwrap();
    let mut long = [&bytes[..list + 12], &bytes[list + 12..index].repeat(TIMES)].concat();
    let mut put = |at: usize, number: usize| long[at..at + 4].copy_from_slice(&(number as u32).to_le_bytes());
    put(list + 4, (index - list - 12) * TIMES + 4);
    put(making::find(&bytes, b"strh") + 8 + 32, 200 * TIMES);
    put(4, list + 4 + (index - list - 12) * TIMES);
    let size_bytes = long.len() as u64;
    let look = quick_look(Cursor::new(&long), size_bytes, &ASKED).unwrap();
    assert_eq!(look.duration_ms, 8000 * TIMES as u64);
    assert!(look.unseen.iter().any(|said| said.contains("其后没有查看")), "{:#?}", look.says());
    assert_eq!(full(&long).duration_ms, 8000 * TIMES as u64);
    assert_eq!(media::read(Cursor::new(&long), size_bytes).unwrap().duration_ms, 8000 * TIMES as u64);
}

#[test]
fn a_declared_length_that_is_a_lie() {
    let studio = Studio::open();
    let mut mp4 = FILMS[0].make(&studio, &[]);
    let mvhd = making::find(&mp4, b"mvhd") + 4;
    mp4[mvhd + 16..mvhd + 20].copy_from_slice(&60_000u32.to_be_bytes());
    assert_eq!(found(&full(&mp4)), [FindingKind::LengthDiffers]);
    let mut mkv = FILMS[2].make(&studio, &[]);
    let duration = making::find(&mkv, &[0x44, 0x89, 0x88]) + 3;
    mkv[duration..duration + 8].copy_from_slice(&60_000f64.to_be_bytes());
    assert_eq!(found(&full(&mkv)), [FindingKind::LengthDiffers]);
    let mut avi = FILMS[5].make(&studio, &[]);
    let header = making::find(&avi, b"strh") + 8;
    avi[header + 32..header + 36].copy_from_slice(&1500u32.to_le_bytes());
    assert_eq!(found(&full(&avi)), [FindingKind::LengthDiffers]);
    // Two seconds of frames taken out of an MP3 that states how many there are.
    let mp3 = studio.make("a.mp3", &[TONE, &["-b:a", "64k"]]);
    let frames: Vec<usize> = (0..mp3.len() - 1).filter(|at| mp3[*at..].starts_with(&[0xff, 0xfb])).collect();
    let look = full(&[&mp3[..frames[100]], &mp3[frames[180]..]].concat());
    assert!(
        found(&look).iter().all(|kind| matches!(kind, FindingKind::LengthDiffers | FindingKind::EndsEarly))
    );
    assert!(!look.nothing_found());
}

#[test]
fn sound_that_is_cut_out_of_a_file_of_sound() {
    let studio = Studio::open();
    let hole = ["-af", "aselect='not(between(t,3,4.99))'"];
    for (name, codec, by) in [("a.ogg", "libopus", 100), ("a.mka", "libopus", 100), ("a.m4a", "aac", 100)] {
        let look = full(&studio.make(name, &[TONE, &hole, &["-c:a", codec]]));
        has_gap(name, &look, TrackKind::Audio, (Missing::Inside, 3000, 5000), by);
        assert_eq!(found(&look), [], "{name}: {:#?}", look.says());
    }
    // A page of an Ogg left out.
    let ogg = studio.make("b.ogg", &[TONE, &["-c:a", "libopus"]]);
    let pages: Vec<usize> = (0..ogg.len() - 4).filter(|at| &ogg[*at..at + 4] == b"OggS").collect();
    let look = full(&[&ogg[..pages[4]], &ogg[pages[6]..]].concat());
    assert_eq!(found(&look), [FindingKind::PiecesMissing], "{:#?}", look.says());
    assert_eq!(look.gaps.len(), 1, "{:#?}", look.says());
    assert!(near(look.gaps[0].lasts_ms(), 2000, 100), "{:#?}", look.says());
    // Where no time is kept, zeros are what shows.
    let silent = studio.make("a.wav", &[TONE, &["-af", "volume=0:enable='between(t,3,6)'"]]);
    let look = full(&silent);
    assert_eq!(found(&look), [FindingKind::Silent], "{:#?}", look.says());
    assert!(
        near(look.findings[0].from_ms.unwrap(), 3000, 100)
            && near(look.findings[0].to_ms.unwrap(), 6000, 100)
    );
    assert!(look.unseen.iter().any(|said| said.contains("不带时间标记")));
}

#[test]
fn a_quick_look_at_a_long_file_says_what_it_passed_over() {
    let studio = Studio::open();
    let ts = FILMS[4].make(&studio, &[]);
    // The same second again and again, until it is longer than what is looked at on both sides.
    let long = ts.repeat((40 << 20) / ts.len() + 1);
    let mut counted = Counted { inner: Cursor::new(&long), read_bytes: 0 };
    let look = quick_look(&mut counted, long.len() as u64, &ASKED).unwrap();
    assert!(counted.read_bytes < 34 << 20, "{}", counted.read_bytes);
    assert!(look.unseen.iter().any(|said| said.contains("没有查看")), "{:#?}", look.unseen);
}
