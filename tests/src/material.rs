//! Material for stories: a video and photos made by ffmpeg's test sources while the test runs, and the text of a PDF. Nothing is downloaded.

use std::path::Path;
use std::process::{Command, Stdio};

/// Runs a program of the system to its end; one that is missing is named.
fn run(program: &str, arguments: &[&str], package: &str) -> Vec<u8> {
    let output = Command::new(program).args(arguments).stdin(Stdio::null()).output();
    let output = output.unwrap_or_else(|fault| {
        panic!("{program} does not start ({fault}); on Debian: apt-get install {package}")
    });
    assert!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

fn ffmpeg(arguments: &[&str], name: &str) -> Vec<u8> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let place = folder.path().join(name);
    let place_text = place.to_str().expect("a path in UTF-8");
    let mut all = vec!["-nostdin", "-loglevel", "error", "-y"];
    all.extend(arguments);
    all.extend(["-bitexact", place_text]);
    run("ffmpeg", &all, "ffmpeg");
    std::fs::read(&place).expect("ffmpeg wrote it")
}

/// An MP4 of this many seconds with picture and sound, which says that recording began at `began`, e.g. `2026-03-05T01:40:00Z`.
pub fn video(seconds: u32, began: &str) -> Vec<u8> {
    let (picture, sound) = (
        format!("testsrc2=size=640x360:rate=15:duration={seconds}"),
        format!("sine=frequency=440:duration={seconds}"),
    );
    let stamp = format!("creation_time={began}");
    ffmpeg(
        &[
            "-f",
            "lavfi",
            "-i",
            &picture,
            "-f",
            "lavfi",
            "-i",
            &sound,
            "-pix_fmt",
            "yuv420p",
            "-metadata",
            &stamp,
            "-movflags",
            "+faststart",
        ],
        "inspection.mp4",
    )
}

/// Ten seconds of a card with a tone, or with what `sound` says, the picture through `filter`, with these further words for ffmpeg.
fn filmed(name: &str, filter: &str, more: &[&str]) -> Vec<u8> {
    let start = [
        "-f",
        "lavfi",
        "-i",
        "testsrc2=size=320x180:rate=25:duration=10",
        "-f",
        "lavfi",
        "-i",
        "sine=frequency=440:duration=10",
        "-vf",
        filter,
        "-fps_mode",
        "passthrough",
        "-c:v",
        "libx264",
        "-preset",
        "veryfast",
        "-pix_fmt",
        "yuv420p",
        "-g",
        "25",
        "-c:a",
        "aac",
        "-t",
        "10",
    ];
    ffmpeg(&[&start, more].concat(), name)
}

/// Leaves out two seconds of the picture, from the fourth on.
const TWO_SECONDS_OUT: &str = "select=not(between(t\\,4\\,6))";

/// Says when it began, e.g. `2026-03-05T01:40:00Z`, and has its index in front.
fn filmed_at(began: &str, filter: &str, more: &[&str]) -> Vec<u8> {
    let stamp = format!("creation_time={began}");
    let said = ["-metadata", stamp.as_str(), "-movflags", "+faststart"];
    filmed("film.mp4", filter, &[&said, more].concat())
}

/// An MP4 that breaks off: ten seconds, of which two have sound and no picture.
pub fn broken_video(began: &str) -> Vec<u8> {
    filmed_at(began, TWO_SECONDS_OUT, &[])
}

/// The same as a transport stream, padded as broadcasters do: too large to be read to its end while somebody waits.
pub fn broken_stream() -> Vec<u8> {
    filmed("broken.ts", TWO_SECONDS_OUT, &["-muxrate", "40M"])
}

/// An MP4 whose picture stands still from the fourth second on.
pub fn frozen_video(began: &str) -> Vec<u8> {
    filmed_at(began, "trim=end=4,tpad=stop_mode=clone:stop_duration=6", &[])
}

/// An MP4 whose picture is black from the fourth second on, as under a hand.
pub fn black_video(began: &str) -> Vec<u8> {
    filmed_at(began, "drawbox=color=black:t=fill:enable=gte(t\\,4)", &[])
}

/// An MP4 without any sound.
pub fn video_without_sound(began: &str) -> Vec<u8> {
    filmed_at(began, "null", &["-an"])
}

/// An MP4 whose head says that it lasts a minute; it lasts ten seconds.
pub fn boasting_video(began: &str) -> Vec<u8> {
    let mut bytes = filmed_at(began, "null", &[]);
    let head = bytes.windows(4).position(|name| name == b"mvhd").expect("a head");
    // Behind the name: version and flags, two times, the time scale, the length.
    let length = head + 20;
    let (scale, field) = (bytes[head + 16..length].to_vec(), &mut bytes[length..length + 4]);
    let scale = u32::from_be_bytes(scale.try_into().expect("four bytes"));
    field.copy_from_slice(&(60 * scale).to_be_bytes());
    bytes
}

/// A fragmented MP4, as recorders write while they record, of which two fragments were lost on the way.
pub fn video_without_two_fragments() -> Vec<u8> {
    let bytes = filmed("pieces.mp4", "null", &["-movflags", "+frag_keyframe+empty_moov+default_base_moof"]);
    let (mut kept, mut at, mut fragments) = (Vec::new(), 0, 0);
    while let Some(head) = bytes.get(at..at + 8) {
        let size = u32::from_be_bytes(head[..4].try_into().expect("four bytes")) as usize;
        fragments += usize::from(&head[4..] == b"moof");
        let lost = (4..6).contains(&fragments) && matches!(&head[4..], b"moof" | b"mdat");
        if !lost {
            kept.extend_from_slice(&bytes[at..at + size]);
        }
        at += size;
    }
    assert!(fragments > 6 && kept.len() < bytes.len(), "two fragments were left out");
    kept
}

/// A WAV of ten seconds in which the microphone was switched off from the third to the sixth.
pub fn silenced_sound() -> Vec<u8> {
    let source = "aevalsrc=if(between(t\\,3\\,6)\\,0\\,0.2*sin(880*PI*t)):d=10:s=16000";
    ffmpeg(&["-f", "lavfi", "-i", source, "-c:a", "pcm_s16le"], "silenced.wav")
}

/// A JPEG photo; each order gives another picture.
pub fn photo(order: u32) -> Vec<u8> {
    let source = format!("testsrc2=size=960x720:rate=1:duration={}", order + 1);
    let last = format!("select=eq(n\\,{order})");
    ffmpeg(&["-f", "lavfi", "-i", &source, "-vf", &last, "-frames:v", "1"], "photo.jpg")
}

/// A PNG picture.
pub fn picture() -> Vec<u8> {
    ffmpeg(&["-f", "lavfi", "-i", "testsrc2=size=64x64:rate=1:duration=1", "-frames:v", "1"], "picture.png")
}

/// A WAV of so many samples of noise, a second for each eight thousand.
pub fn sound(samples: usize, chance: &mut impl rand::Rng) -> Vec<u8> {
    let length = |bytes: usize| u32::try_from(bytes).expect("a small file").to_le_bytes();
    let mut wav = [b"RIFF".as_slice(), &length(36 + samples), b"WAVEfmt ", &length(16)].concat();
    // Uncompressed, one channel, 8000 samples a second of one byte each.
    wav.extend([1, 0, 1, 0]);
    wav.extend([length(8000), length(8000)].concat());
    wav.extend([1, 0, 8, 0]);
    wav.extend([b"data".as_slice(), &length(samples)].concat());
    let begin = wav.len();
    wav.resize(begin + samples, 0);
    chance.fill_bytes(&mut wav[begin..]);
    wav
}

/// The text of a PDF, without line breaks and spaces.
pub fn text_of(pdf: &[u8]) -> String {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let place = folder.path().join("paper.pdf");
    std::fs::write(&place, pdf).expect("a file");
    let text = run("pdftotext", &["-layout", path(&place), "-"], "poppler-utils");
    String::from_utf8_lossy(&text).split_whitespace().collect()
}

pub fn path(place: &Path) -> &str {
    place.to_str().expect("a path in UTF-8")
}
