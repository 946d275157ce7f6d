//! The timeline of a film of four gibibytes, read from its index, beside reading as many bytes of the same file in one go. Of the film the disk holds only its
//! index: a quick look reads nothing else.

use crate::Setting;
use crate::table::{Row, figure};
use anyhow::{Context, Result, ensure};
use media::{Asked, Timeline, quick_look};
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;
use std::time::Instant;

const FRAMES: u32 = 400_000;
const FRAME_BYTES: u32 = 11_000;
const PER_SECOND: u32 = 25;
const TIMES: u8 = 5;

/// Counts what is read and remembers the largest piece.
struct Counted {
    file: File,
    read_bytes: u64,
    largest: usize,
}

impl Read for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.file.read(buffer)?;
        self.read_bytes += count as u64;
        self.largest = self.largest.max(count);
        Ok(count)
    }
}

impl Seek for Counted {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.file.seek(to)
    }
}

pub fn rows(setting: &Setting) -> Result<Vec<Row>> {
    Ok(vec![timeline(&setting.folder)?])
}

fn timeline(folder: &Path) -> Result<Row> {
    let path = folder.join("film.mp4");
    let index_at = film(&path)?;
    let (mut ours, mut theirs, mut read_bytes, mut largest) = (f64::MAX, f64::MAX, 0, 0);
    for _ in 0..TIMES {
        let mut film = Counted { file: File::open(&path)?, read_bytes: 0, largest: 0 };
        let size_bytes = film.file.metadata()?.len();
        let started = Instant::now();
        let timeline = quick_look(&mut film, size_bytes, &Asked::default())?;
        ours = ours.min(started.elapsed().as_secs_f64());
        whole(&timeline)?;
        (read_bytes, largest) = (film.read_bytes, film.largest);
        let started = Instant::now();
        let mut plain = File::open(&path)?;
        plain.seek(SeekFrom::Start(index_at.min(size_bytes - read_bytes)))?;
        let mut bytes = vec![0; usize::try_from(read_bytes)?];
        plain.read_exact(&mut bytes)?;
        std::hint::black_box(&bytes);
        theirs = theirs.min(started.elapsed().as_secs_f64());
    }
    std::fs::remove_file(&path)?;
    let read_mib = read_bytes as f64 / f64::from(1 << 20);
    Ok(Row {
        share: Some(theirs / ours),
        ..Row::beside(
            "Timeline of a film of 4 GiB and four hours from its index, gaps looked for between all frames",
            format!(
                "{} ms, {} MiB read, {} KiB of the file held at once",
                figure(ours * 1e3),
                figure(read_mib),
                figure(largest as f64 / 1024.0)
            ),
            format!("reading as many bytes of the same file in one go: {} ms", figure(theirs * 1e3)),
        )
    })
}

/// What is measured must be right: every frame was seen, and none is missing.
fn whole(timeline: &Timeline) -> Result<()> {
    let track = timeline.tracks.first().context("the film has no track")?;
    ensure!(track.samples == u64::from(FRAMES), "{} of {FRAMES} frames were seen", track.samples);
    ensure!(timeline.gaps.is_empty(), "{:?}", timeline.says());
    Ok(())
}

/// Writes the film, and says where its index begins.
fn film(path: &Path) -> Result<u64> {
    let first = atom(b"ftyp", b"isom\0\0\x02\0isommp42")?;
    let mdat_bytes = 16 + u64::from(FRAMES) * u64::from(FRAME_BYTES);
    let index_at = first.len() as u64 + mdat_bytes;
    let mut file = File::create(path)?;
    file.write_all(&first)?;
    file.write_all(b"\0\0\0\x01mdat")?;
    file.write_all(&mdat_bytes.to_be_bytes())?;
    file.seek(SeekFrom::Start(index_at))?;
    file.write_all(&moov(first.len() as u64 + 16)?)?;
    file.sync_all()?;
    Ok(index_at)
}

/// The index: a key frame and a chunk each second.
fn moov(first_at: u64) -> Result<Vec<u8>> {
    let (seconds, lasts) = (FRAMES / PER_SECOND, FRAMES * 40);
    let chunk_bytes = u64::from(PER_SECOND) * u64::from(FRAME_BYTES);
    let chunks = (0..u64::from(seconds)).flat_map(|second| (first_at + second * chunk_bytes).to_be_bytes());
    let keys: Vec<u32> = (0..seconds).map(|second| second * PER_SECOND + 1).collect();
    // Sizes differ as those of real frames do.
    let sizes: Vec<u32> = (0..FRAMES).map(|frame| FRAME_BYTES - frame % 7).collect();
    let entry = atom(b"avc1", &[0; 78])?;
    let tables = [
        atom(b"stsd", &[words(&[0, 1]), entry].concat())?,
        atom(b"stts", &words(&[0, 1, FRAMES, 40]))?,
        atom(b"stss", &[words(&[0, seconds]), words(&keys)].concat())?,
        atom(b"stsz", &[words(&[0, 0, FRAMES]), words(&sizes)].concat())?,
        atom(b"stsc", &words(&[0, 1, 1, PER_SECOND, 1]))?,
        atom(b"co64", &words(&[0, seconds]).into_iter().chain(chunks).collect::<Vec<_>>())?,
    ];
    let mut tkhd = vec![0; 84];
    tkhd[15] = 1;
    let media = [
        atom(b"mdhd", &words(&[0, 0, 0, 1000, lasts, 0]))?,
        atom(b"hdlr", &[words(&[0, 0]), b"vide".to_vec(), vec![0; 13]].concat())?,
        atom(b"minf", &atom(b"stbl", &tables.concat())?)?,
    ];
    let trak = [atom(b"tkhd", &tkhd)?, atom(b"mdia", &media.concat())?].concat();
    let mut mvhd = words(&[0, 0, 0, 1000, lasts]);
    mvhd.resize(100, 0);
    atom(b"moov", &[atom(b"mvhd", &mvhd)?, atom(b"trak", &trak)?].concat())
}

fn atom(name: &[u8; 4], body: &[u8]) -> Result<Vec<u8>> {
    Ok([&u32::try_from(body.len() + 8)?.to_be_bytes()[..], name, body].concat())
}

fn words(words: &[u32]) -> Vec<u8> {
    words.iter().flat_map(|word| word.to_be_bytes()).collect()
}
