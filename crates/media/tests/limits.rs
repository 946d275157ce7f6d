//! What timelines say of single containers: indexes that are missing or lie, streams without a length, clocks at their end, files longer than a quick
//! look; and what cannot be known is said.

mod making;

use making::films::*;
use making::{Counted, Studio};
use media::{FindingKind, MediaFault, full_pass, quick_look};
use std::io::Cursor;

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
