//! Reading an object that lies in a folder, piece by piece: large pieces, because each is work for a thread that may block, and handing it over costs more than reading
//! a few kilobytes does.

use crate::fault;
use bytes::Bytes;
use desk::Fault;
use futures::stream::{self, BoxStream, StreamExt};
use std::fs::File;
use std::io::{ErrorKind, Read, Result, Seek, SeekFrom};
use std::ops::Range;
use std::path::PathBuf;

/// The largest piece: what a reader holds.
const PIECE_BYTES: u64 = 1 << 20;

type Pieces = BoxStream<'static, std::result::Result<Bytes, Fault>>;

/// A file, or a range of it that ends with the file at the latest; `None` when there is none. What is asked for at once is read with the opening.
pub(crate) async fn stream(place: PathBuf, range: Option<Range<u64>>) -> Result<Option<Pieces>> {
    let range = range.unwrap_or(0..u64::MAX);
    let opened = tokio::task::spawn_blocking(move || open(&place, range)).await.map_err(stopped)??;
    let Some((first, left)) = opened else { return Ok(None) };
    let rest = stream::try_unfold(left, |left| async move {
        let Some(left) = left else { return Ok(None) };
        let (piece, left) = tokio::task::spawn_blocking(move || next(left)).await.map_err(stopped)??;
        Ok((!piece.is_empty()).then_some((piece, left)))
    });
    let first = stream::iter((!first.is_empty()).then_some(Ok(first)));
    Ok(Some(first.chain(rest.map(|piece: Result<Bytes>| piece.map_err(fault::file))).boxed()))
}

fn stopped(_: tokio::task::JoinError) -> std::io::Error {
    std::io::Error::other("reading was stopped")
}

/// A file, and how many bytes of it are still wanted.
struct Left {
    file: File,
    bytes: u64,
}

fn open(place: &PathBuf, range: Range<u64>) -> Result<Option<(Bytes, Option<Left>)>> {
    let mut file = match File::open(place) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    if range.start > 0 {
        file.seek(SeekFrom::Start(range.start))?;
    }
    next(Left { file, bytes: range.end.saturating_sub(range.start) }).map(Some)
}

/// The next piece, and what is left after it; an empty one at the end of the file.
fn next(mut left: Left) -> Result<(Bytes, Option<Left>)> {
    let wanted = left.bytes.min(PIECE_BYTES);
    let mut piece = Vec::with_capacity(usize::try_from(wanted).unwrap_or_default());
    let came = left.file.by_ref().take(wanted).read_to_end(&mut piece)? as u64;
    left.bytes -= came;
    let more = came == wanted && left.bytes > 0;
    Ok((piece.into(), more.then_some(left)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures::TryStreamExt;

    async fn read(place: PathBuf, range: Option<Range<u64>>) -> Option<Vec<Bytes>> {
        let found = stream(place, range).await.expect("reads")?;
        Some(found.try_collect().await.expect("reads to the end"))
    }

    #[tokio::test]
    async fn a_range_comes_in_large_pieces_and_ends_with_the_file() {
        let folder = tempfile::tempdir().expect("a folder");
        let place = folder.path().join("object");
        let bytes: Vec<u8> = (0..(2 << 20) + 5_u32).map(|at| (at % 251) as u8).collect();
        std::fs::write(&place, &bytes).expect("is written");
        let whole = read(place.clone(), None).await.expect("is there");
        assert_eq!(whole.iter().map(Bytes::len).collect::<Vec<_>>(), [1 << 20, 1 << 20, 5]);
        assert_eq!(whole.concat(), bytes);
        for range in [0..1, 7..300, (1 << 20) - 1..(1 << 20) + 1, 5..5, (2 << 20)..u64::MAX] {
            let found = read(place.clone(), Some(range.clone())).await.expect("is there").concat();
            let end = range.end.min(bytes.len() as u64) as usize;
            assert_eq!(found, bytes[range.start as usize..end], "{range:?}");
        }
        assert_eq!(read(place.clone(), Some((9 << 20)..u64::MAX)).await.expect("is there").len(), 0);
        assert!(read(folder.path().join("none"), None).await.is_none());
    }
}
