//! A stored file as something to read and to seek in, for those who walk through a container: in a folder it is the file itself; on S3, and while a file lies in
//! the pieces it came in as, it is fetched bit by bit, and no more than one bit is held.

use crate::fault;
use crate::file_pieces::Piece;
use crate::objects::Objects;
use desk::Fault;
use futures::TryStreamExt;
use std::fs::File;
use std::io::{Error, Read, Result, Seek, SeekFrom};
use tokio::runtime::Handle;

/// What is fetched at once.
const FETCHED_BYTES: u64 = 1 << 20;

/// An open stored file. Reading blocks: it belongs on a thread that may.
pub struct StoredFile(Lies);

enum Lies {
    InFolder(File),
    Away(Fetched),
}

struct Fetched {
    objects: Objects,
    /// One after another, without a gap.
    pieces: Vec<Piece>,
    size_bytes: u64,
    at: u64,
    /// Where the piece that is held begins, and the piece.
    held: (u64, Vec<u8>),
    runtime: Handle,
}

impl StoredFile {
    pub(crate) async fn open(
        objects: &Objects,
        path: &str,
        size_bytes: u64,
    ) -> std::result::Result<Option<StoredFile>, Fault> {
        if let Some(place) = objects.place(path) {
            return match File::open(place) {
                Ok(file) => Ok(Some(StoredFile(Lies::InFolder(file)))),
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
                Err(error) => Err(fault::file(error)),
            };
        }
        if !objects.has(path).await? {
            return Ok(None);
        }
        let whole = Piece { start: 0, size: size_bytes, object: path.to_owned(), upload: String::new() };
        Ok(Some(StoredFile::fetched(objects, vec![whole], size_bytes, Handle::current())))
    }

    pub(crate) fn of_file(file: File) -> StoredFile {
        StoredFile(Lies::InFolder(file))
    }

    /// A file that lies in pieces; opened within the runtime.
    pub(crate) fn of_pieces(objects: &Objects, pieces: Vec<Piece>, size_bytes: u64) -> StoredFile {
        StoredFile::fetched(objects, pieces, size_bytes, Handle::current())
    }

    fn fetched(objects: &Objects, pieces: Vec<Piece>, size_bytes: u64, runtime: Handle) -> StoredFile {
        let (objects, held) = (objects.clone(), (0, Vec::new()));
        StoredFile(Lies::Away(Fetched { objects, pieces, size_bytes, at: 0, held, runtime }))
    }
}

impl Read for StoredFile {
    fn read(&mut self, into: &mut [u8]) -> Result<usize> {
        match &mut self.0 {
            Lies::InFolder(file) => file.read(into),
            Lies::Away(fetched) => fetched.read(into),
        }
    }
}

impl Seek for StoredFile {
    fn seek(&mut self, to: SeekFrom) -> Result<u64> {
        match &mut self.0 {
            Lies::InFolder(file) => file.seek(to),
            Lies::Away(fetched) => fetched.seek(to),
        }
    }
}

impl Fetched {
    fn read(&mut self, into: &mut [u8]) -> Result<usize> {
        if self.at >= self.size_bytes || into.is_empty() {
            return Ok(0);
        }
        let (from, piece) = &self.held;
        if self.at < *from || self.at >= from + piece.len() as u64 {
            self.fetch()?;
        }
        let (from, piece) = &self.held;
        let rest = usize::try_from(self.at - from).ok().and_then(|skipped| piece.get(skipped..));
        let rest = rest.ok_or_else(|| Error::other("the object is shorter than its row says"))?;
        let count = rest.len().min(into.len());
        into[..count].copy_from_slice(&rest[..count]);
        self.at += count as u64;
        Ok(count)
    }

    fn fetch(&mut self) -> Result<()> {
        let place = self.pieces.partition_point(|piece| piece.start <= self.at).checked_sub(1);
        let piece = place.and_then(|place| self.pieces.get(place));
        let piece = piece.ok_or_else(|| Error::other("no piece begins the file"))?;
        let within = self.at - piece.start;
        let from = within - within % FETCHED_BYTES;
        let until = (from + FETCHED_BYTES).min(piece.size);
        let fetched = async {
            let found = self.objects.stream(&piece.object, Some(from..until)).await?;
            let Some(stream) = found else { return Err(Fault::Objects(format!("{} is gone", piece.object))) };
            let piece = stream.try_fold(Vec::new(), |mut piece, more| async move {
                piece.extend_from_slice(&more);
                Ok(piece)
            });
            piece.await
        };
        let start = piece.start;
        let fetched = self.runtime.block_on(fetched).map_err(|fault| Error::other(fault.to_string()))?;
        self.held = (start + from, fetched);
        Ok(())
    }

    fn seek(&mut self, to: SeekFrom) -> Result<u64> {
        let (from, by) = match to {
            SeekFrom::Start(at) => (at, 0),
            SeekFrom::End(by) => (self.size_bytes, by),
            SeekFrom::Current(by) => (self.at, by),
        };
        self.at = from.checked_add_signed(by).ok_or_else(|| Error::other("a place before the beginning"))?;
        Ok(self.at)
    }
}
