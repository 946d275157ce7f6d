//! How the bytes of an upload come in: piece by piece, each an object before it is noted, so that nothing acknowledged is lost.
//!
//! Without a checksum what came in before the sender broke off is kept. With one (tus extension checksum) the request counts whole or not at all: its pieces
//! are noted together once the checksum was found right. Pieces that are not noted lie in the upload's own folder and go with it; they
//! are not deleted at once, because another request may have brought the very same piece rightly.

use crate::appender;
use crate::books::Books;
use crate::config::Step;
use crate::fault::database;
use crate::sql::{self, row};
use crate::uploads::{Joins, UploadFault, part};
use bytes::Bytes;
use desk::Fault;
use futures::{Stream, StreamExt};
use sha1::{Digest as _, Sha1};
use sha2::Sha256;
use sha2::digest::common::hazmat::SerializableState;
use tokio::task::JoinHandle;

/// The largest piece. A connection holds two in memory at the most: one is being written while the next comes in and is counted.
const PIECE_BYTES: usize = 8 << 20;

/// The digest a client says its request's bytes have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Checksum {
    /// What every tus server has to know; it finds damage on the way, not forgery.
    Sha1([u8; 20]),
    Sha256([u8; 32]),
}

/// The digest while bytes come in.
enum Counting {
    Sha1(Sha1, [u8; 20]),
    Sha256(Sha256, [u8; 32]),
}

impl Counting {
    fn of(checksum: Checksum) -> Counting {
        match checksum {
            Checksum::Sha1(told) => Counting::Sha1(Sha1::new(), told),
            Checksum::Sha256(told) => Counting::Sha256(Sha256::new(), told),
        }
    }

    fn update(&mut self, bytes: &[u8]) {
        match self {
            Counting::Sha1(digest, _) => digest.update(bytes),
            Counting::Sha256(digest, _) => digest.update(bytes),
        }
    }

    fn agrees(self) -> bool {
        match self {
            Counting::Sha1(digest, told) => digest.finalize().as_slice() == told,
            Counting::Sha256(digest, told) => digest.finalize().as_slice() == told,
        }
    }
}

/// A piece that lies in the store and is not noted yet.
struct Lying {
    start: u64,
    size: u64,
    object: String,
    /// SHA-256 of the upload up to the end of this piece, as it stands; nothing where it is not counted.
    digest: Option<Vec<u8>>,
}

/// How far the pieces of a request are.
struct Laid<'a> {
    id: &'a str,
    noted: u64,
    /// Each piece counts as soon as it lies there; else all of them together.
    at_once: bool,
    lying: Vec<Lying>,
    laying: Option<JoinHandle<Result<Lying, Fault>>>,
}

/// Where bytes that come in belong.
#[derive(Clone, Debug)]
pub struct Arriving<'a> {
    pub id: &'a str,
    pub offset_bytes: u64,
    pub checksum: Option<Checksum>,
    /// The most the upload may become while its length was not told.
    pub limit_bytes: u64,
}

impl Books {
    /// Takes bytes at an offset and answers the new offset.
    pub async fn upload_append<S, E>(&self, arriving: Arriving<'_>, mut bytes: S) -> Result<u64, UploadFault>
    where
        S: Stream<Item = Result<Bytes, E>> + Send + Unpin,
        E: std::fmt::Display,
    {
        let Arriving { id, offset_bytes, checksum, limit_bytes } = arriving;
        let upload = self.upload(id).await?.ok_or(UploadFault::Unknown)?;
        if let Joins::Of(_) = upload.joins {
            return Err(UploadFault::Joined);
        }
        if upload.offset_bytes != offset_bytes {
            return Err(UploadFault::OtherOffset { offset_bytes: upload.offset_bytes });
        }
        let length_bytes = upload.length_bytes.unwrap_or(limit_bytes);
        let mut counting = checksum.map(Counting::of);
        let mut digest = self.upload_digest(id).await?;
        let mut laid =
            Laid { id, noted: offset_bytes, at_once: counting.is_none(), lying: Vec::new(), laying: None };
        let (mut at, mut piece) = (offset_bytes, Vec::new());
        let mut too_long = false;
        while let Some(came) = bytes.next().await {
            let Ok(more) = came else {
                // Whoever breaks off a request with a checksum has sent none of it.
                if counting.is_some() {
                    return Ok(offset_bytes);
                }
                break;
            };
            if at + (piece.len() + more.len()) as u64 > length_bytes {
                too_long = true;
                break;
            }
            if let Some(counting) = &mut counting {
                counting.update(&more);
            }
            if let Some(digest) = &mut digest {
                digest.update(&more);
            }
            piece.extend_from_slice(&more);
            if piece.len() >= PIECE_BYTES {
                let size = piece.len() as u64;
                self.lay(&mut laid, at, std::mem::take(&mut piece), digest.as_ref()).await?;
                at += size;
            }
        }
        if too_long {
            self.lie(&mut laid).await?;
            return Err(UploadFault::TooLong { length_bytes });
        }
        if !piece.is_empty() {
            self.lay(&mut laid, at, piece, digest.as_ref()).await?;
        }
        self.lie(&mut laid).await?;
        if counting.is_some_and(|counting| !counting.agrees()) {
            return Err(UploadFault::Checksum);
        }
        self.note(id, laid.noted, laid.lying).await
    }

    /// Begins to write a piece, once the one before it is written.
    async fn lay(
        &self,
        laid: &mut Laid<'_>,
        start: u64,
        piece: Vec<u8>,
        digest: Option<&Sha256>,
    ) -> Result<(), UploadFault> {
        self.lie(laid).await?;
        let (objects, id) = (self.shared.objects.clone(), laid.id.to_owned());
        let digest = digest.map(|digest| digest.serialize().to_vec());
        laid.laying = Some(tokio::spawn(async move {
            let (size, object) = (piece.len() as u64, part(&id, start, &piece));
            objects.put(Step::ObjectPut, &object, Bytes::from(piece)).await?;
            Ok(Lying { start, size, object, digest })
        }));
        Ok(())
    }

    /// Waits until the piece under way is written, and notes it where each counts by itself.
    async fn lie(&self, laid: &mut Laid<'_>) -> Result<(), UploadFault> {
        let Some(laying) = laid.laying.take() else { return Ok(()) };
        laid.lying.push(laying.await.map_err(|_| Fault::Stopped)??);
        if laid.at_once {
            laid.noted = self.note(laid.id, laid.noted, std::mem::take(&mut laid.lying)).await?;
        }
        Ok(())
    }

    /// Notes pieces that lie one after another; the offset moves only from where it was.
    async fn note(&self, id: &str, from: u64, pieces: Vec<Lying>) -> Result<u64, UploadFault> {
        let Some(to) = pieces.last().map(|piece| piece.start + piece.size) else { return Ok(from) };
        let digest = pieces.last().and_then(|piece| piece.digest.clone());
        let moved = "UPDATE uploads SET received = $3, digest = $4 WHERE id = $1 AND received = $2";
        let db = appender::begin(&self.shared).await.map_err(Fault::from)?;
        if sql::run(&db, moved, row![id, from, to, digest]).await.map_err(database)? != 1 {
            let _ = db.rollback().await;
            let stands = self.upload(id).await?.ok_or(UploadFault::Unknown)?;
            return Err(UploadFault::OtherOffset { offset_bytes: stands.offset_bytes });
        }
        let noted = "INSERT INTO upload_parts (upload, start, object) VALUES ($1, $2, $3)";
        for piece in pieces {
            sql::run(&db, noted, row![id, piece.start, piece.object]).await.map_err(database)?;
        }
        db.commit().await.map_err(database)?;
        Ok(to)
    }
}
