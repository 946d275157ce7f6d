//! How the bytes of an upload come in: piece by piece, each an object before it is noted, so that nothing acknowledged is lost.
//!
//! Without a checksum what came in before the sender broke off is kept. With one (tus extension checksum) the request counts whole or not at all: its pieces
//! are noted together once the checksum was found right. Pieces that are not noted lie in the upload's own folder and go with it; they
//! are not deleted at once, because another request may have brought the very same piece rightly.

use crate::appender;
use crate::books::Books;
use crate::config::Step;
use crate::fault::database;
use crate::growing::Growing;
use crate::sql::{self, row};
use crate::uploads::{Joins, UploadFault, part};
use bytes::Bytes;
use desk::Fault;
use futures::{Stream, StreamExt};
use sha1::{Digest as _, Sha1};
use sha2::Sha256;
use sha2::digest::common::hazmat::SerializableState;
use std::collections::VecDeque;
use std::time::{Duration, Instant};
use tokio::task::JoinHandle;

/// Of a slow sender a piece is put in its place when it has this size and is that old.
const SLOW_BYTES: u64 = 4 << 20;
const SLOW: Duration = Duration::from_secs(5);
/// Pieces that are being put in their places while the next comes in and is counted.
const LAYING_MAX: usize = 3;
/// Bytes that are noted together; what a killed program loses of a request is less than this and what was under way.
const NOTED_AT_ONCE_BYTES: u64 = 64 << 20;

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
    /// Pieces count as they lie there; else all of them together.
    at_once: bool,
    lying: Vec<Lying>,
    noted_at: Instant,
    /// One after another as they came; they are waited for in this order.
    laying: VecDeque<JoinHandle<Result<Lying, Fault>>>,
}

/// How a request came to its end.
enum Ends {
    AsSent,
    BrokenOff,
    TooLong,
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
        let (at_once, lying, laying) = (checksum.is_none(), Vec::new(), VecDeque::new());
        let mut laid = Laid { id, noted: offset_bytes, at_once, lying, noted_at: Instant::now(), laying };
        let mut counting = checksum.map(Counting::of);
        let digest = self.upload_digest(id).await?;
        let ends = self.take_in(&mut laid, &mut bytes, length_bytes, &mut counting, digest).await;
        let written = self.lie_all(&mut laid).await;
        // The disk is full, or another was faster: what lies there counts all the same.
        if at_once {
            self.note_lying(&mut laid).await?;
        }
        match ends? {
            Ends::AsSent => {}
            Ends::TooLong => return Err(UploadFault::TooLong { length_bytes }),
            // Whoever breaks off a request with a checksum has sent none of it.
            Ends::BrokenOff if at_once => {}
            Ends::BrokenOff => return Ok(offset_bytes),
        }
        written?;
        if counting.is_some_and(|counting| !counting.agrees()) {
            return Err(UploadFault::Checksum);
        }
        self.note(id, laid.noted, laid.lying).await
    }

    /// Cuts what comes in into pieces and has them written, while it counts.
    async fn take_in<S, E>(
        &self,
        laid: &mut Laid<'_>,
        bytes: &mut S,
        length_bytes: u64,
        counting: &mut Option<Counting>,
        mut digest: Option<Sha256>,
    ) -> Result<Ends, UploadFault>
    where
        S: Stream<Item = Result<Bytes, E>> + Send + Unpin,
        E: std::fmt::Display,
    {
        let objects = &self.shared.objects;
        let (mut at, mut ends) = (laid.noted, Ends::AsSent);
        let (mut piece, mut begun) = (objects.growing(), Instant::now());
        while let Some(came) = bytes.next().await {
            let Ok(more) = came else {
                ends = Ends::BrokenOff;
                break;
            };
            if at + piece.size_bytes() + more.len() as u64 > length_bytes {
                return Ok(Ends::TooLong);
            }
            if let Some(counting) = counting.as_mut() {
                counting.update(&more);
            }
            // What is written meanwhile is what came before.
            piece.push(more.clone()).await?;
            if let Some(digest) = &mut digest {
                digest.update(&more);
            }
            let grown = piece.size_bytes();
            if grown >= objects.grown_bytes() || (grown >= SLOW_BYTES && begun.elapsed() >= SLOW) {
                let full = std::mem::replace(&mut piece, objects.growing());
                self.lay(laid, at, full, digest.as_ref()).await?;
                at += grown;
                begun = Instant::now();
            }
        }
        if piece.size_bytes() > 0 {
            self.lay(laid, at, piece, digest.as_ref()).await?;
        }
        Ok(ends)
    }

    /// Begins to put a piece in its place, once few enough are under way.
    async fn lay(
        &self,
        laid: &mut Laid<'_>,
        start: u64,
        piece: Growing,
        digest: Option<&Sha256>,
    ) -> Result<(), UploadFault> {
        while laid.laying.len() >= LAYING_MAX {
            self.lie(laid).await?;
        }
        let (objects, object) = (self.shared.objects.clone(), part(laid.id, start, piece.checksum()));
        let digest = digest.map(|digest| digest.serialize().to_vec());
        laid.laying.push_back(tokio::spawn(async move {
            let size = piece.size_bytes();
            objects.put_grown(Step::ObjectPut, &object, piece).await?;
            Ok(Lying { start, size, object, digest })
        }));
        Ok(())
    }

    /// Waits until the earliest piece under way is written; some are noted together where they count by themselves. After one that was not written none can count.
    async fn lie(&self, laid: &mut Laid<'_>) -> Result<(), UploadFault> {
        let Some(laying) = laid.laying.pop_front() else { return Ok(()) };
        match laying.await.unwrap_or(Err(Fault::Stopped)) {
            Ok(piece) => laid.lying.push(piece),
            Err(fault) => {
                laid.laying.clear();
                return Err(fault.into());
            }
        }
        let bytes: u64 = laid.lying.iter().map(|piece| piece.size).sum();
        if laid.at_once && (bytes >= NOTED_AT_ONCE_BYTES || laid.noted_at.elapsed() >= SLOW) {
            self.note_lying(laid).await?;
        }
        Ok(())
    }

    /// Waits for everything under way.
    async fn lie_all(&self, laid: &mut Laid<'_>) -> Result<(), UploadFault> {
        while !laid.laying.is_empty() {
            self.lie(laid).await?;
        }
        Ok(())
    }

    async fn note_lying(&self, laid: &mut Laid<'_>) -> Result<(), UploadFault> {
        laid.noted = self.note(laid.id, laid.noted, std::mem::take(&mut laid.lying)).await?;
        laid.noted_at = Instant::now();
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
