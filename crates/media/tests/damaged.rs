//! Recordings broken in known ways, in every container: each is judged for exactly what was done to it, whole ones for nothing. Places are within a tenth
//! of a second, where nothing else is said.

mod making;

use making::Studio;
use making::films::*;
use media::{FindingKind, Missing, TrackKind, quick_look};
use std::io::Cursor;

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
