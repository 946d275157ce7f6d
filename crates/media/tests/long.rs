//! A recording of four gibibytes and more than four hours, nearly all of it holes on the disk: its timeline is read from its index in a bounded number of
//! bytes, held in a bounded number of bytes, and its gap is found.

mod making;

use making::Counted;
use media::{Asked, FindingKind, Missing, full_pass, quick_look};
use std::fs::File;
use std::io::{Cursor, Read, Result, Seek, SeekFrom, Write};
use std::time::Instant;

const FRAMES: u32 = 400_000;
const FRAME_BYTES: u32 = 11_000;
/// The frames are a twenty-fifth of a second apart; this one lasts three seconds longer.
const LONG_FRAME: u32 = 200_000;

fn atom(name: &[u8; 4], body: &[u8]) -> Vec<u8> {
    [&(body.len() as u32 + 8).to_be_bytes()[..], name, body].concat()
}

fn words(words: &[u32]) -> Vec<u8> {
    words.iter().flat_map(|word| word.to_be_bytes()).collect()
}

/// An index of frames of 11,000 bytes with a key frame each second, in chunks of one second behind `first_at`.
fn moov(first_at: u64) -> Vec<u8> {
    let lasts = (FRAMES - 1) * 40 + 3040;
    let seconds = FRAMES / 25;
    let sizes = (0..FRAMES).flat_map(|_| FRAME_BYTES.to_be_bytes());
    let chunks = (0..seconds)
        .flat_map(|second| (first_at + u64::from(second * 25) * u64::from(FRAME_BYTES)).to_be_bytes());
    let mut visual = vec![0; 78];
    visual[24..28].copy_from_slice(&[5, 0, 2, 208]);
    let entry = atom(b"avc1", &visual);
    let times = [0, 3, LONG_FRAME, 40, 1, 3040, FRAMES - LONG_FRAME - 1, 40];
    let stbl = [
        atom(b"stsd", &[words(&[0, 1]), entry].concat()),
        atom(b"stts", &words(&times)),
        atom(
            b"stss",
            &[words(&[0, seconds]), words(&(0..seconds).map(|s| s * 25 + 1).collect::<Vec<_>>())].concat(),
        ),
        atom(b"stsz", &words(&[0, 0, FRAMES]).into_iter().chain(sizes).collect::<Vec<_>>()),
        atom(b"stsc", &words(&[0, 1, 1, 25, 1])),
        atom(b"co64", &words(&[0, seconds]).into_iter().chain(chunks).collect::<Vec<_>>()),
    ];
    let mut tkhd = vec![0; 84];
    tkhd[15] = 1;
    let hdlr = [words(&[0, 0]), b"vide".to_vec(), vec![0; 13]].concat();
    let mdia = [
        atom(b"mdhd", &words(&[0, 0, 0, 1000, lasts, 0])),
        atom(b"hdlr", &hdlr),
        atom(b"minf", &atom(b"stbl", &stbl.concat())),
    ];
    let trak = [atom(b"tkhd", &tkhd), atom(b"mdia", &mdia.concat())];
    let mut mvhd = words(&[0, 0, 0, 1000, lasts]);
    mvhd.resize(100, 0);
    atom(b"moov", &[atom(b"mvhd", &mvhd), atom(b"trak", &trak.concat())].concat())
}

/// Remembers the largest piece that was asked for: what is held of the file.
struct Largest<R> {
    inner: R,
    bytes: usize,
}

impl<R: Read> Read for Largest<R> {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        self.bytes = self.bytes.max(buffer.len());
        self.inner.read(buffer)
    }
}

impl<R: Seek> Seek for Largest<R> {
    fn seek(&mut self, to: SeekFrom) -> Result<u64> {
        self.inner.seek(to)
    }
}

#[test]
fn four_gibibytes_are_read_from_the_index_in_bounded_memory() {
    let folder = tempfile::tempdir().unwrap();
    let ftyp = atom(b"ftyp", b"isom\0\0\x02\0isommp42");
    let mdat_bytes = 16 + u64::from(FRAMES) * u64::from(FRAME_BYTES);
    let mut file = File::create_new(folder.path().join("long.mp4")).unwrap();
    file.write_all(&ftyp).unwrap();
    file.write_all(b"\0\0\0\x01mdat").unwrap();
    file.write_all(&mdat_bytes.to_be_bytes()).unwrap();
    file.seek(SeekFrom::Start(ftyp.len() as u64 + mdat_bytes)).unwrap();
    file.write_all(&moov(ftyp.len() as u64 + 16)).unwrap();
    drop(file);

    let open = || File::open(folder.path().join("long.mp4")).unwrap();
    let size_bytes = open().metadata().unwrap().len();
    assert!(size_bytes > 4 << 30);
    let asked = Asked::default();
    for full in [false, true] {
        let counted = Counted { inner: open(), read_bytes: 0 };
        let mut largest = Largest { inner: counted, bytes: 0 };
        let begun = Instant::now();
        let timeline = match full {
            true => full_pass(&mut largest, size_bytes, &asked),
            false => quick_look(&mut largest, size_bytes, &asked),
        };
        let timeline = timeline.unwrap();
        eprintln!("{size_bytes} bytes, {} read, {:?}", largest.inner.read_bytes, begun.elapsed());
        assert!(largest.inner.read_bytes < 3 << 20, "{} bytes read", largest.inner.read_bytes);
        assert!(largest.bytes <= 64 << 10, "{} bytes at once", largest.bytes);
        assert_eq!(timeline.tracks[0].samples, u64::from(FRAMES));
        assert_eq!(timeline.gaps.len(), 1, "{:#?}", timeline.says());
        let (gap, from_ms) = (&timeline.gaps[0], u64::from(LONG_FRAME + 1) * 40);
        assert_eq!((gap.missing, gap.from_ms, gap.to_ms), (Missing::Inside, from_ms, from_ms + 3000));
        assert_eq!(timeline.unseen, ["录制中暂停而时间标记前后相接的，不能由容器发现"]);
        assert_eq!(
            timeline.findings.iter().map(|found| found.kind).collect::<Vec<_>>(),
            [FindingKind::NoSound]
        );
    }

    // The same index without its film.
    let alone = [ftyp.clone(), moov(ftyp.len() as u64 + 16)].concat();
    let timeline = full_pass(Cursor::new(&alone), alone.len() as u64, &asked).unwrap();
    assert!(timeline.findings.iter().any(|found| found.kind == FindingKind::EndsEarly));
    assert!(timeline.duration_ms < 10_000, "{}", timeline.duration_ms);
}
