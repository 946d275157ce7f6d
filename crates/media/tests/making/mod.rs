//! Test media by the real `ffmpeg`, and a reader that counts. Sources are synthetic and fixed, and encoders run bit-exact on one thread, so
//! that the same command gives the same file.

#![allow(dead_code, reason = "each test program uses some of it")]

pub mod films;

use media::{MediaFacts, MediaFault};
use std::io::{Cursor, Read, Result, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use tempfile::TempDir;

/// Two seconds of a test card, 160 by 120, 25 frames a second.
pub const PICTURE: &[&str] = &["-f", "lavfi", "-i", "testsrc=size=160x120:rate=25:duration=2"];
/// Two seconds of a tone, 44.1 kHz, one channel.
pub const SOUND: &[&str] = &["-f", "lavfi", "-i", "sine=frequency=440:sample_rate=44100:duration=2"];
/// H.264 and AAC with a key frame every half second.
pub const H264_AAC: &[&str] =
    &["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-g", "12", "-c:a", "aac"];
/// VP8 and Opus.
pub const VP8_OPUS: &[&str] = &["-c:v", "libvpx", "-deadline", "realtime", "-b:v", "200k", "-c:a", "libopus"];
/// A time of recording, and the flag that stores it.
pub const STARTED: &str = "2026-03-05T01:02:03Z";
pub const STARTED_FLAGS: &[&str] = &["-metadata", "creation_time=2026-03-05T01:02:03Z"];

/// A folder of made media, removed at the end of the test.
pub struct Studio {
    folder: TempDir,
}

impl Studio {
    pub fn open() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Makes a file; the container follows from its name.
    pub fn make(&self, name: &str, flags: &[&[&str]]) -> Vec<u8> {
        let path = self.path(name);
        ffmpeg(flags, path.to_str().unwrap(), &[]);
        std::fs::read(path).unwrap()
    }

    /// Makes a file as a live source writes it: through a pipe, where no header can be mended afterwards.
    pub fn make_live(&self, format: &str, flags: &[&[&str]]) -> Vec<u8> {
        ffmpeg(flags, "pipe:1", &["-f", format])
    }
}

fn ffmpeg(flags: &[&[&str]], output: &str, format: &[&str]) -> Vec<u8> {
    let done = Command::new("ffmpeg")
        .args(["-hide_banner", "-loglevel", "error", "-y"])
        .args(flags.concat())
        .args(["-threads", "1", "-fflags", "+bitexact", "-flags", "+bitexact"])
        .args(format)
        .arg(output)
        .stdin(Stdio::null())
        .output()
        .expect("ffmpeg makes the test media; install the package `ffmpeg`");
    assert!(done.status.success(), "ffmpeg: {}", String::from_utf8_lossy(&done.stderr));
    done.stdout
}

/// The length `ffprobe` finds, in milliseconds.
pub fn probed_ms(path: &Path) -> u64 {
    let done = Command::new("ffprobe")
        .args(["-v", "error", "-show_entries", "format=duration", "-of", "csv=p=0"])
        .arg(path)
        .output()
        .unwrap();
    let seconds: f64 = String::from_utf8(done.stdout).unwrap().trim().parse().unwrap();
    (seconds * 1000.0).round() as u64
}

pub fn read(bytes: &[u8]) -> std::result::Result<MediaFacts, MediaFault> {
    media::read(Cursor::new(bytes), bytes.len() as u64)
}

/// Where `wanted` stands for the first time.
pub fn find(bytes: &[u8], wanted: &[u8]) -> usize {
    bytes.windows(wanted.len()).position(|window| window == wanted).unwrap()
}

/// Counts the bytes that are read of what is inside.
pub struct Counted<R> {
    pub inner: R,
    pub read_bytes: u64,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        let read = self.inner.read(buffer)?;
        self.read_bytes += read as u64;
        Ok(read)
    }
}

impl<R: Seek> Seek for Counted<R> {
    fn seek(&mut self, to: SeekFrom) -> Result<u64> {
        self.inner.seek(to)
    }
}
