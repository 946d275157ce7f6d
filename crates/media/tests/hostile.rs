//! Timelines of files that were truncated, flipped and spliced, and of files that declare whatever they like: no panic, no reading without bound, and both
//! ways of looking agree on what is no recording at all.

mod making;

use making::{Counted, PICTURE, SOUND, Studio};
use media::{Asked, FindingKind, full_pass, quick_look};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use std::io::Cursor;

const X264: &[&str] =
    &["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-g", "12", "-c:a", "aac"];

fn recordings(studio: &Studio) -> Vec<Vec<u8>> {
    let film = [PICTURE, SOUND, X264];
    let make = |name, more: &[&str]| studio.make(name, &[&film[..], &[more]].concat());
    vec![
        make("a.mp4", &["-movflags", "+faststart"]),
        make("b.mp4", &["-movflags", "+frag_keyframe+empty_moov"]),
        make("c.mkv", &[]),
        make("d.avi", &["-c:a", "pcm_s16le"]),
        make("e.ts", &[]),
        make("f.m2ts", &["-mpegts_m2ts_mode", "1"]),
        studio.make("g.mp3", &[SOUND, &["-b:a", "32k"]]),
        studio.make("h.wav", &[SOUND, &["-ar", "8000"]]),
        studio.make("i.ogg", &[SOUND, &["-c:a", "libopus", "-b:a", "32k"]]),
        studio.make_live("webm", &[PICTURE, &["-c:v", "libvpx", "-b:v", "100k", "-live", "1"]]),
    ]
}

fn survive(bytes: &[u8], asked: &Asked) -> Result<(), TestCaseError> {
    let size_bytes = bytes.len() as u64;
    let mut counted = Counted { inner: Cursor::new(bytes), read_bytes: 0 };
    let quick = quick_look(&mut counted, size_bytes, asked);
    prop_assert!(counted.read_bytes <= 64 << 20, "{} bytes read", counted.read_bytes);
    let full = full_pass(Cursor::new(bytes), size_bytes, asked);
    for look in [quick, full].into_iter().flatten() {
        prop_assert!(!look.methods.is_empty() && !look.says().is_empty());
        prop_assert!(look.gaps.len() <= 2000 && look.findings.len() <= 8000);
        prop_assert!(look.gaps.iter().all(|gap| gap.track < look.tracks.len() && gap.from_ms <= gap.to_ms));
    }
    let _ = media::read(Cursor::new(bytes), size_bytes);
    Ok(())
}

#[test]
fn truncated_flipped_and_spliced_files_never_panic() {
    let recordings = recordings(&Studio::open());
    let flips = proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>(), any::<bool>()), 0..8);
    let splice = any::<Option<(prop::sample::Index, prop::sample::Index, usize)>>();
    let cut = any::<Option<prop::sample::Index>>();
    let asked = (0u64..5000, 0u64..5000);
    let mut runner = TestRunner::new(ProptestConfig::with_cases(1500));
    let any_change = (0..recordings.len(), flips, splice, cut, asked);
    runner
        .run(&any_change, |(which, flips, splice, cut, (gap_ms, still_ms))| {
            let mut bytes = recordings[which].clone();
            if let Some((from, to, other)) = splice {
                let other = &recordings[other % recordings.len()];
                let (keep, from) = (to.index(bytes.len()), from.index(other.len()));
                bytes.truncate(keep);
                bytes.extend_from_slice(&other[from..]);
            }
            for (at, value, in_head) in flips {
                let reach = if in_head { bytes.len().min(2500) } else { bytes.len() };
                bytes[at.index(reach)] = value;
            }
            if let Some(cut) = cut {
                bytes.truncate(cut.index(bytes.len()));
            }
            survive(&bytes, &Asked { gap_ms, still_ms, key_frame_ms: 1000 })
        })
        .unwrap();
}

#[test]
fn cut_anywhere_a_stated_length_shows() {
    for bytes in
        recordings(&Studio::open()).iter().enumerate().filter(|(which, _)| [0, 2, 3, 7].contains(which))
    {
        let (which, bytes) = bytes;
        for kept in (bytes.len() / 2..bytes.len() - 1).step_by(97) {
            let Ok(look) = full_pass(Cursor::new(&bytes[..kept]), kept as u64, &Asked::default()) else {
                continue;
            };
            let early = look.findings.iter().any(|finding| finding.kind == FindingKind::EndsEarly);
            assert!(early, "recording {which} cut to {kept} of {}: {:#?}", bytes.len(), look.says());
        }
    }
}

/// A few bytes that declare four thousand million samples are looked at in no time and say of what they are made.
#[test]
fn a_table_that_declares_without_end() {
    let studio = Studio::open();
    let mut bytes = studio.make("a.mp4", &[PICTURE, SOUND, X264, &["-movflags", "+faststart"]]);
    let times = making::find(&bytes, b"stts");
    bytes[times + 12..times + 16].fill(0xff);
    bytes[times + 16..times + 20].fill(0xff);
    let look = full_pass(Cursor::new(&bytes), bytes.len() as u64, &Asked::default()).unwrap();
    assert!(!look.nothing_found());
}

/// Clusters that each begin well and lie at once: looking for the next one from each of them must not read the file over and over.
#[test]
fn a_matroska_that_lies_in_every_cluster() {
    let studio = Studio::open();
    let mut bytes = studio.make_live("matroska", &[PICTURE, &["-c:v", "libvpx", "-b:v", "100k"]]);
    let cluster = [0x1f, 0x43, 0xb6, 0x75, 0x88, 0xe7, 0x81, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00];
    bytes.extend(cluster.repeat(200_000));
    let mut counted = Counted { inner: Cursor::new(&bytes), read_bytes: 0 };
    let look = full_pass(&mut counted, bytes.len() as u64, &Asked::default()).unwrap();
    assert!(!look.nothing_found());
    assert!(look.unseen.iter().any(|said| said.contains("之后没有查看")), "{:#?}", look.unseen);
    assert!(counted.read_bytes < 200 << 20, "{}", counted.read_bytes);
}

proptest! {
    #[test]
    fn arbitrary_bytes_never_panic(
        magic in prop::sample::select(vec![
            &b"\0\0\0\x18ftypisom\0\0\0\0isommp42\0\0\0\x40moov"[..], b"RIFF\xff\xff\xff\xffWAVE", b"RIFF\0\0\0\0AVI LIST\xff\0\0\0movi",
            b"OggS\0\x02", b"\x1a\x45\xdf\xa3\x87\x42\x82\x84webm\x18\x53\x80\x67\xff", b"ID3\x04\0\0\0\0\0\x05", b"\xff\xfb\x90\x64", b"G",
        ]),
        mut bytes in proptest::collection::vec(any::<u8>(), 0..3000),
    ) {
        if magic == b"G" {
            bytes.iter_mut().skip(187).step_by(188).for_each(|byte| *byte = 0x47);
        }
        survive(&[magic, &bytes].concat(), &Asked::default())?;
    }
}
