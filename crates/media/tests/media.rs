//! What is read of whole recordings and photos, made by `ffmpeg` and compared with what `ffprobe` finds.

mod making;

use making::{
    Counted, H264_AAC, PICTURE, SOUND, STARTED, STARTED_FLAGS, Studio, VP8_OPUS, find, probed_ms, read,
};
use media::{
    Container, FIRST_BYTES, FileKind, MediaFacts, MediaFault, Track, TrackKind, image_facts, kind_of,
};
use std::fs::File;
use std::io::{Cursor, Seek, SeekFrom, Write};

/// Makes a file, reads it, and holds its length against another reader's.
fn made(studio: &Studio, name: &str, container: Container, flags: &[&[&str]]) -> MediaFacts {
    let bytes = studio.make(name, flags);
    assert_eq!(kind_of(&bytes[..FIRST_BYTES.min(bytes.len())]), Some(FileKind::Media(container)), "{name}");
    let facts = read(&bytes).unwrap_or_else(|fault| panic!("{name}: {fault}"));
    let probed_ms = probed_ms(&studio.path(name));
    // How long the last packet of a transport stream lasts is only known from the one before.
    let by_ms = if container == Container::MpegTs { 400 } else { 60 };
    assert!(
        facts.duration_ms.abs_diff(probed_ms) <= by_ms,
        "{name}: {} against {probed_ms}",
        facts.duration_ms
    );
    assert_eq!((facts.container, facts.size_bytes), (container, bytes.len() as u64));
    facts
}

fn only(facts: &MediaFacts, kind: TrackKind) -> &Track {
    let mut tracks = facts.tracks.iter().filter(|track| track.kind == kind);
    let track = tracks.next().unwrap();
    assert_eq!(tracks.next(), None);
    track
}

fn says(facts: &MediaFacts, words: &str) -> bool {
    facts.notes.iter().any(|note| note.contains(words))
}

#[test]
fn mp4_with_its_index_at_the_end_or_the_start() {
    let studio = Studio::open();
    let film = [PICTURE, SOUND, H264_AAC, STARTED_FLAGS];
    for (name, place) in [("end.mp4", &[][..]), ("start.mp4", &["-movflags", "+faststart"][..])] {
        let facts = made(&studio, name, Container::Mp4, &[&film[..], &[place]].concat());
        assert_eq!(facts.started_at, Some(STARTED.parse().unwrap()));
        assert_eq!(facts.media_type(), "video/mp4");
        let picture = only(&facts, TrackKind::Video);
        assert_eq!((picture.codec.as_str(), picture.width, picture.height), ("H.264", Some(160), Some(120)));
        assert_eq!(picture.duration_ms, Some(2000));
        let sound = only(&facts, TrackKind::Audio);
        assert_eq!(
            (sound.codec.as_str(), sound.sample_rate_hz, sound.channels),
            ("AAC", Some(44_100), Some(1))
        );
    }
}

#[test]
fn quicktime_as_telephones_write_it() {
    let studio = Studio::open();
    for (name, sound) in [("phone.mov", "aac"), ("camera.mov", "pcm_s16le")] {
        let coded = ["-c:v", "libx264", "-pix_fmt", "yuv420p", "-c:a", sound];
        let facts = made(&studio, name, Container::QuickTime, &[PICTURE, SOUND, &coded, STARTED_FLAGS]);
        assert_eq!(facts.started_at, Some(STARTED.parse().unwrap()), "{name}");
        assert_eq!(facts.media_type(), "video/quicktime");
        assert_eq!(only(&facts, TrackKind::Video).codec, "H.264");
        assert_eq!(only(&facts, TrackKind::Audio).sample_rate_hz, Some(44_100), "{name}");
    }
}

#[test]
fn mp4_in_fragments() {
    let studio = Studio::open();
    for (name, movflags) in [
        ("live.mp4", "+frag_keyframe+empty_moov+default_base_moof"),
        ("mixed.mp4", "+frag_keyframe"),
        ("every_frame.mp4", "+frag_every_frame+empty_moov"),
    ] {
        let flags = [PICTURE, SOUND, H264_AAC, &["-movflags", movflags]];
        let facts = made(&studio, name, Container::Mp4, &flags);
        assert!(says(&facts, "分段"), "{name}: {:?}", facts.notes);
        assert_eq!(facts.started_at, None);
        assert!(only(&facts, TrackKind::Video).duration_ms.unwrap().abs_diff(2000) <= 40, "{name}");
    }
}

#[test]
fn mp4_with_sound_only() {
    let facts = made(&Studio::open(), "sound.m4a", Container::Mp4, &[SOUND, &["-c:a", "aac", "-f", "mp4"]]);
    assert_eq!(facts.media_type(), "audio/mp4");
    assert_eq!(facts.tracks.len(), 1);
}

#[test]
fn webm_and_matroska() {
    let studio = Studio::open();
    let facts = made(&studio, "film.webm", Container::Webm, &[PICTURE, SOUND, VP8_OPUS, STARTED_FLAGS]);
    assert_eq!(facts.media_type(), "video/webm");
    let picture = only(&facts, TrackKind::Video);
    assert_eq!((picture.codec.as_str(), picture.width, picture.height), ("VP8", Some(160), Some(120)));
    let sound = only(&facts, TrackKind::Audio);
    assert_eq!((sound.codec.as_str(), sound.sample_rate_hz, sound.channels), ("Opus", Some(48_000), Some(1)));

    let facts = made(&studio, "film.mkv", Container::Matroska, &[PICTURE, SOUND, H264_AAC, STARTED_FLAGS]);
    assert_eq!(only(&facts, TrackKind::Video).codec, "H.264");
    assert_eq!(facts.started_at, Some(STARTED.parse().unwrap()));

    let facts = made(&studio, "sound.webm", Container::Webm, &[SOUND, &["-c:a", "libopus"]]);
    assert_eq!(facts.media_type(), "audio/webm");
}

#[test]
fn webm_recorded_live_states_no_length() {
    let studio = Studio::open();
    let facts = read(&studio.make_live("webm", &[PICTURE, SOUND, VP8_OPUS, &["-live", "1"]])).unwrap();
    assert!(facts.duration_ms.abs_diff(2000) <= 60, "{}", facts.duration_ms);
    assert!(says(&facts, "没有写明时长"), "{:?}", facts.notes);
}

/// Leaves the length of every cluster open, as browsers do when they record.
fn with_open_clusters(mut bytes: Vec<u8>) -> Vec<u8> {
    const CLUSTER: [u8; 4] = [0x1f, 0x43, 0xb6, 0x75];
    for at in 0..bytes.len() - 12 {
        if bytes[at..at + 4] == CLUSTER {
            let length = bytes[at + 4].leading_zeros() as usize;
            bytes[at + 4] = 0xff >> length;
            bytes[at + 5..at + 5 + length].fill(0xff);
        }
    }
    bytes
}

#[test]
fn matroska_recorded_live_in_open_clusters_is_read_from_its_end() {
    let studio = Studio::open();
    let large = ["-f", "lavfi", "-i", "testsrc=size=320x240:rate=25:duration=8"];
    let raw = ["-c:v", "rawvideo", "-pix_fmt", "yuv420p", "-live", "1"];
    for (clusters, read_bytes_max) in [
        // Many clusters: the last is found a step or two from the end.
        (["-cluster_time_limit", "1000", "-cluster_size_limit", "99000000"], 1 << 20),
        // One cluster of 23 MB: not in the tail, so that every block's head is read.
        (["-cluster_time_limit", "30000", "-cluster_size_limit", "99000000"], 5 << 20),
    ] {
        let bytes = with_open_clusters(studio.make_live("matroska", &[&large, &raw, &clusters]));
        assert!(bytes.len() > 20 << 20);
        let mut counted = Counted { inner: Cursor::new(&bytes), read_bytes: 0 };
        let facts = media::read(&mut counted, bytes.len() as u64).unwrap();
        assert_eq!(facts.duration_ms, 8000, "{clusters:?}");
        assert!(says(&facts, "边录边写"), "{:?}", facts.notes);
        assert!(counted.read_bytes < read_bytes_max, "{} bytes read", counted.read_bytes);
        let cut = &bytes[..bytes.len() - 100];
        assert!(matches!(read(cut), Err(MediaFault::Truncated { .. })), "{clusters:?}");
    }
}

#[test]
fn avi_and_transport_streams() {
    let studio = Studio::open();
    let avi = [PICTURE, SOUND, H264_AAC, &["-c:a", "pcm_s16le"]];
    let ts = [PICTURE, SOUND, H264_AAC];
    let m2ts = [PICTURE, SOUND, H264_AAC, &["-c:a", "ac3", "-mpegts_m2ts_mode", "1"]];
    for (name, container, flags, media_type, sound) in [
        ("film.avi", Container::Avi, &avi[..], "video/x-msvideo", "PCM"),
        ("film.ts", Container::MpegTs, &ts[..], "video/mp2t", "AAC"),
        ("film.m2ts", Container::MpegTs, &m2ts[..], "video/mp2t", "AC-3"),
    ] {
        let facts = made(&studio, name, container, flags);
        assert_eq!((facts.media_type(), facts.started_at), (media_type, None), "{name}");
        assert_eq!(says(&facts, "误差不超过一个音像包"), container == Container::MpegTs, "{name}");
        assert_eq!(only(&facts, TrackKind::Video).codec, "H.264", "{name}");
        assert_eq!(only(&facts, TrackKind::Audio).codec, sound, "{name}");
        assert_eq!(FileKind::claimed_by_name(name), Some(FileKind::Media(container)));
        assert_eq!(FileKind::claimed_by_media_type(media_type), Some(FileKind::Media(container)));
        let bytes = std::fs::read(studio.path(name)).unwrap();
        let cut = read(&bytes[..bytes.len() / 2 / 192 * 192 + 5]);
        assert!(matches!(cut, Err(MediaFault::Truncated { .. })), "{name}: {cut:?}");
    }
}

#[test]
fn mp3_with_and_without_a_stated_length() {
    let studio = Studio::open();
    let stated = made(&studio, "stated.mp3", Container::Mp3, &[SOUND, &["-b:a", "64k"]]);
    assert!(!says(&stated, "估算"));
    assert_eq!(only(&stated, TrackKind::Audio).sample_rate_hz, Some(44_100));
    for (name, rate) in [("constant.mp3", ["-b:a", "64k"]), ("varying.mp3", ["-q:a", "6"])] {
        let flags = [SOUND, &rate, &["-write_xing", "0", "-write_id3v1", "1"]];
        let bytes = studio.make(name, &flags);
        let facts = read(&bytes).unwrap();
        assert!(says(&facts, "估算"), "{name}: {:?}", facts.notes);
        assert!(facts.duration_ms.abs_diff(2000) <= 100, "{name}: {}", facts.duration_ms);
    }
}

#[test]
fn wav_in_its_varieties() {
    let studio = Studio::open();
    let facts = made(&studio, "plain.wav", Container::Wav, &[SOUND]);
    assert_eq!((facts.duration_ms, facts.media_type()), (2000, "audio/wav"));
    assert_eq!(only(&facts, TrackKind::Audio).codec, "PCM");
    assert_eq!(made(&studio, "long.wav", Container::Wav, &[SOUND, &["-rf64", "always"]]).duration_ms, 2000);
    let facts =
        made(&studio, "telephone.wav", Container::Wav, &[SOUND, &["-ar", "8000", "-c:a", "pcm_alaw"]]);
    assert_eq!((facts.duration_ms, only(&facts, TrackKind::Audio).codec.as_str()), (2000, "G.711 A-law"));
    let flags = [
        "-write_bext",
        "1",
        "-metadata",
        "origination_date=2026-03-05",
        "-metadata",
        "origination_time=09:30:00",
    ];
    let facts = made(&studio, "broadcast.wav", Container::Wav, &[SOUND, &flags]);
    assert!(says(&facts, "2026-03-05 09:30:00"), "{:?}", facts.notes);
    assert_eq!(facts.started_at, None);
    let facts = read(&studio.make_live("wav", &[SOUND])).unwrap();
    assert_eq!(facts.duration_ms, 2000);
    assert!(says(&facts, "没有写明声音数据的长度"), "{:?}", facts.notes);
}

#[test]
fn ogg_in_its_varieties() {
    let studio = Studio::open();
    for (name, encoder, codec) in
        [("a.ogg", "libopus", "Opus"), ("b.ogg", "libvorbis", "Vorbis"), ("c.ogg", "flac", "FLAC")]
    {
        let facts = made(&studio, name, Container::Ogg, &[SOUND, &["-c:a", encoder]]);
        let sound = only(&facts, TrackKind::Audio);
        assert_eq!((sound.codec.as_str(), sound.channels), (codec, Some(1)));
        assert_eq!(facts.media_type(), "audio/ogg");
    }
    let flags = [PICTURE, SOUND, &["-c:v", "libtheora", "-c:a", "libvorbis"]];
    assert_eq!(made(&studio, "film.ogv", Container::Ogg, &flags).media_type(), "video/ogg");
}

/// Four GiB of `mdat`, of which the file system holds only what is written: the index at the end is found without reading it.
#[test]
fn a_file_of_any_length_is_read_in_bounded_bytes() {
    let studio = Studio::open();
    let small = studio.make("small.mp4", &[PICTURE, SOUND, H264_AAC]);
    // The encoder leaves a `free` box before `mdat`, as room for a length of 64 bits: offsets of samples stay as they are.
    let head = find(&small, b"free") - 4;
    let moov = find(&small, b"moov") - 4;
    let mdat_bytes = 4u64 << 30;
    let mut file = File::options()
        .create(true)
        .truncate(true)
        .write(true)
        .read(true)
        .open(studio.path("large.mp4"))
        .unwrap();
    file.write_all(&small[..head]).unwrap();
    file.write_all(b"\0\0\0\x01mdat").unwrap();
    file.write_all(&mdat_bytes.to_be_bytes()).unwrap();
    file.write_all(&small[head + 16..moov]).unwrap();
    file.seek(SeekFrom::Start(head as u64 + mdat_bytes)).unwrap();
    file.write_all(&small[moov..]).unwrap();
    let size_bytes = file.metadata().unwrap().len();
    assert!(size_bytes > 4 << 30);

    let mut counted = Counted { inner: file, read_bytes: 0 };
    let facts = media::read(&mut counted, size_bytes).unwrap();
    assert_eq!(facts.size_bytes, size_bytes);
    assert!(facts.duration_ms.abs_diff(2000) <= 60);
    assert!(counted.read_bytes < 64 << 10, "{} bytes read", counted.read_bytes);
}

#[test]
fn facts_are_kept_as_json() {
    let facts = made(&Studio::open(), "kept.mp4", Container::Mp4, &[PICTURE, H264_AAC, STARTED_FLAGS]);
    let json = serde_json::to_value(&facts).unwrap();
    assert_eq!(json["container"], "mp4");
    assert_eq!(json["started_at"], STARTED);
    assert_eq!(serde_json::from_value::<MediaFacts>(json).unwrap(), facts);
}

#[test]
fn photos() {
    let studio = Studio::open();
    let one_frame = [PICTURE, &["-frames:v", "1"]];
    for (name, more, kind) in [
        ("a.jpg", &[][..], FileKind::Jpeg),
        ("b.png", &[], FileKind::Png),
        ("c.webp", &["-c:v", "libwebp"], FileKind::Webp),
        ("d.webp", &["-c:v", "libwebp", "-lossless", "1"], FileKind::Webp),
        ("e.webp", &["-c:v", "libwebp", "-pix_fmt", "yuva420p"], FileKind::Webp),
    ] {
        let bytes = studio.make(name, &[&one_frame[..], &[more]].concat());
        let facts = image_facts(Cursor::new(&bytes), bytes.len() as u64).unwrap();
        assert_eq!((facts.kind, facts.width, facts.height), (kind, 160, 120), "{name}");
        for kept in [bytes.len() - 2, bytes.len() / 2, 40, 12] {
            let cut = &bytes[..kept];
            assert!(image_facts(Cursor::new(cut), kept as u64).is_err(), "{name} cut to {kept} bytes");
        }
    }
}
