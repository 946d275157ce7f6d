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
