//! Recordings that are cut short, contradict themselves or are something else: each is named for what it is; and no bytes whatever make a
//! reader panic or read without bound.

mod making;

use making::{Counted, H264_AAC, PICTURE, SOUND, Studio, VP8_OPUS, find, read};
use media::{Container, FileKind, MediaFault, agree, image_facts, kind_of, pdf_facts};
use proptest::prelude::*;
use std::io::Cursor;

/// One whole recording of every container, by name.
fn recordings(studio: &Studio) -> Vec<(&'static str, Vec<u8>)> {
    let film = [PICTURE, SOUND, H264_AAC];
    let make = |name, more: &[&[&str]]| (name, studio.make(name, more));
    vec![
        make("end.mp4", &film),
        make("start.mp4", &[&film[..], &[&["-movflags", "+faststart"]]].concat()),
        make("fragments.mp4", &[&film[..], &[&["-movflags", "+frag_keyframe+empty_moov"]]].concat()),
        make("film.webm", &[PICTURE, SOUND, VP8_OPUS]),
        make("film.mkv", &film),
        make("sound.mp3", &[SOUND, &["-b:a", "64k"]]),
        make("sound.wav", &[SOUND]),
        make("sound.ogg", &[SOUND, &["-c:a", "libopus"]]),
        ("live.webm", studio.make_live("webm", &[PICTURE, SOUND, VP8_OPUS, &["-live", "1"]])),
    ]
}

fn changed(bytes: &[u8], at: usize, by: &[u8]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    bytes[at..at + by.len()].copy_from_slice(by);
    bytes
}

fn lying(bytes: &[u8], words: &str) {
    match read(bytes) {
        Err(MediaFault::Lying { what }) => assert!(what.contains(words), "{what} does not say {words}"),
        other => panic!("{words}: {other:?}"),
    }
}

#[test]
fn cut_short() {
    for (name, bytes) in recordings(&Studio::open()) {
        for percent in [30, 60, 95] {
            let kept = bytes.len() * percent / 100;
            match read(&bytes[..kept]) {
                Err(MediaFault::Truncated { declared_bytes, present_bytes }) => {
                    assert!(declared_bytes > present_bytes, "{name} at {percent} %");
                    assert_eq!(present_bytes, kept as u64, "{name} at {percent} %");
                }
                other => panic!("{name} at {percent} %: {other:?}"),
            }
        }
    }
}

#[test]
fn cut_to_any_length_is_a_fault_where_the_format_states_its_length() {
    for (name, bytes) in recordings(&Studio::open()) {
        if name == "live.webm" || name == "fragments.mp4" {
            continue;
        }
        for kept in (0..bytes.len()).step_by(97).chain([bytes.len() - 1]) {
            let shorter = read(&bytes[..kept]);
            // The stated length of an MP3 leaves out what follows its last frame, and the last page of an Ogg may be lost whole.
            let lost_whole_page = name == "sound.ogg"
                && shorter
                    .as_ref()
                    .is_ok_and(|facts| facts.notes.iter().any(|note| note.contains("结束标记")));
            assert!(shorter.is_err() || lost_whole_page, "{name} cut to {kept} of {} bytes", bytes.len());
        }
    }
}

#[test]
fn a_source_shorter_than_stored() {
    let bytes = Studio::open().make("a.wav", &[SOUND]);
    let fault = media::read(Cursor::new(&bytes), bytes.len() as u64 + 10).unwrap_err();
    assert!(matches!(fault, MediaFault::Truncated { .. }), "{fault}");
}

#[test]
fn an_mp4_that_contradicts_itself() {
    let bytes = Studio::open().make("a.mp4", &[PICTURE, H264_AAC]);
    let mvhd = find(&bytes, b"mvhd") + 4;
    lying(&changed(&bytes, mvhd + 16, &36_000_000u32.to_be_bytes()), "最长的轨道");
    lying(&changed(&bytes, mvhd + 12, &[0; 4]), "每秒 0 个时间单位");
    let mdhd = find(&bytes, b"mdhd") + 4;
    lying(&changed(&bytes, mdhd + 16, &u32::MAX.to_be_bytes()[1..]), "各帧合计");
    let stts = find(&bytes, b"stts") + 4;
    lying(&changed(&bytes, stts + 4, &[0xff; 4]), "超出其长度");
    let trak = find(&bytes, b"trak") - 4;
    lying(&changed(&bytes, trak, &0x00ff_ffffu32.to_be_bytes()), "超出上级框");
    lying(&changed(&bytes, trak, &3u32.to_be_bytes()), "不足框头");
}

#[test]
fn an_mp4_whose_creation_time_is_an_epoch() {
    let bytes = Studio::open().make("a.mp4", &[PICTURE, H264_AAC]);
    let mvhd = find(&bytes, b"mvhd") + 4;
    for (seconds, note) in [(0u32, "没有记载"), (2_082_844_800, "不予采用"), (1_700_000_000, "不予采用")]
    {
        let facts = read(&changed(&bytes, mvhd + 4, &seconds.to_be_bytes())).unwrap();
        assert_eq!(facts.started_at, None);
        assert!(facts.notes.iter().any(|said| said.contains(note)), "{seconds}: {:?}", facts.notes);
    }
}

#[test]
fn an_mp4_that_was_never_finished() {
    let bytes = Studio::open().make("a.mp4", &[PICTURE, H264_AAC]);
    let fault = read(&bytes[..find(&bytes, b"moov") - 4]).unwrap_err();
    assert!(matches!(fault, MediaFault::Unreadable { .. }), "{fault}");
    assert!(fault.to_string().contains("没有 moov 框"), "{fault}");
}

#[test]
fn a_wav_that_contradicts_itself() {
    let bytes = Studio::open().make("a.wav", &[SOUND]);
    let data = find(&bytes, b"data");
    lying(&changed(&bytes, data + 4, &900_000_000u32.to_le_bytes()), "data 块声明 900000000 字节");
    lying(&changed(&bytes, data + 4, &[0; 4]), "声明为 0 字节");
    let fmt = find(&bytes, b"fmt ") + 8;
    lying(&changed(&bytes, fmt + 8, &7u32.to_le_bytes()), "每秒 7 字节");
    lying(&changed(&bytes, fmt + 2, &[0; 2]), "为零");
}

#[test]
fn a_webm_that_contradicts_itself() {
    let bytes = Studio::open().make("a.webm", &[PICTURE, VP8_OPUS]);
    let duration = find(&bytes, &[0x44, 0x89, 0x88]) + 3;
    lying(&changed(&bytes, duration, &3_600_000f64.to_be_bytes()), "按末尾数据块");
    lying(&changed(&bytes, duration, &f64::NAN.to_be_bytes()), "不是有效的小数");
    lying(&changed(&bytes, find(&bytes, &[0x2a, 0xd7, 0xb1, 0x83]) + 4, &[0; 3]), "0 纳秒");
}

#[test]
fn a_picture_called_a_film() {
    let bytes = Studio::open().make("a.png", &[PICTURE, &["-frames:v", "1"]]);
    let claimed = FileKind::claimed_by_name("现场录像.mp4").unwrap();
    assert_eq!(claimed, FileKind::Media(Container::Mp4));
    let fault = agree(claimed, &bytes).unwrap_err();
    assert_eq!(fault.to_string(), "文件标称为MP4 音视频，内容却是PNG 图片");
    let fault = read(&bytes).unwrap_err();
    assert!(matches!(&fault, MediaFault::NotMedia { found } if found == "PNG 图片"), "{fault}");
}

/// Reads bytes in every way there is; what comes of it does not matter, that it ends within bounds does.
fn survive(bytes: &[u8]) -> Result<(), TestCaseError> {
    let size_bytes = bytes.len() as u64;
    let mut counted = Counted { inner: Cursor::new(bytes), read_bytes: 0 };
    let facts = media::read(&mut counted, size_bytes);
    prop_assert!(counted.read_bytes < 8 << 20);
    if let Ok(facts) = facts {
        prop_assert!(facts.duration_ms > 0 && matches!(kind_of(bytes), Some(FileKind::Media(_))));
    }
    let _ = image_facts(Cursor::new(bytes), size_bytes);
    let _ = pdf_facts(Cursor::new(bytes), size_bytes);
    Ok(())
}

#[test]
fn changed_bytes_never_panic() {
    let recordings = recordings(&Studio::open());
    let changes = proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>(), any::<bool>()), 1..8);
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig::with_cases(2000));
    let any_change = (0..recordings.len(), changes, any::<Option<prop::sample::Index>>());
    runner
        .run(&any_change, |(which, changes, cut)| {
            let mut bytes = recordings[which].1.clone();
            for (at, value, in_head) in changes {
                let reach = if in_head { bytes.len().min(800) } else { bytes.len() };
                bytes[at.index(reach)] = value;
            }
            if let Some(cut) = cut {
                bytes.truncate(cut.index(bytes.len()));
            }
            survive(&bytes)
        })
        .unwrap();
}

proptest! {
    #[test]
    fn arbitrary_bytes_never_panic(
        magic in prop::sample::select(vec![
            &b""[..], b"\0\0\0\x18ftypisom\0\0\0\0isommp42\0\0\0\x40moov", b"RIFF\xff\xff\xff\xffWAVE", b"RF64\xff\xff\xff\xffWAVE",
            b"RIFF\x20\0\0\0WEBPVP8X", b"OggS\0\x02", b"\x1a\x45\xdf\xa3\x87\x42\x82\x84webm\x18\x53\x80\x67\xff", b"ID3\x04\0\0\0\0\0\x05",
            b"\xff\xfb\x90\x64", b"\xff\xd8\xff\xe0", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", b"%PDF-1.7",
        ]),
        bytes in proptest::collection::vec(any::<u8>(), 0..3000),
    ) {
        survive(&[magic, &bytes].concat())?;
    }
}
