//! Stored files (evidence, recordings, papers): content-addressed by SHA-256, with an SM3 digest beside (GB/T 32905), streamed and never
//! held in memory. A file is received first, so that its container can be read, and kept afterwards.

use crate::append::milliseconds;
use crate::books::Books;
use crate::fault::database;
use crate::file_pieces::{Piece, bytes_of};
use crate::objects::Objects;
use crate::seal::sealed;
use crate::sql::{self, Got, row};
use crate::stored_file::StoredFile;
use bytes::Bytes;
use desk::Fault;
use events::occasion::Playing;
use events::people::FileNamed;
use events::{FileFacts, FileId};
use futures::stream::BoxStream;
use futures::{Stream, StreamExt};
use jiff::Timestamp;
use sea_orm::{ConnectionTrait, QueryResult};
use sha2::{Digest, Sha256};
use sm3::Sm3;
use std::ops::Range;
use tempfile::NamedTempFile;
use tokio::task::JoinHandle;

/// Files that are there. A row that is `leaving` stands for an object that is on its way in, or out (see `sweep`).
pub(crate) const SELECT: &str = "SELECT sha256, sm3, size, media_type, name, playing, looked FROM (SELECT f.*, t.looked \
                                FROM files f LEFT JOIN timelines t ON t.file = f.sha256 WHERE f.leaving IS NULL) AS files";

/// A file that has come in and is not kept yet; gone when dropped.
pub struct Received {
    pub(crate) lies: Lies,
    pub sha256: FileId,
    /// 64 hexadecimal digits; empty for a large upload, whose SM3 is worked out afterwards (see [`crate::file_pieces`]).
    pub sm3: String,
    pub size_bytes: u64,
}

/// Where the bytes lie for now.
pub(crate) enum Lies {
    Here(NamedTempFile),
    /// In the pieces of its upload.
    InPieces(Objects, Vec<Piece>),
}

impl Received {
    pub(crate) fn into_file(self) -> Result<NamedTempFile, Fault> {
        match self.lies {
            Lies::Here(file) => Ok(file),
            Lies::InPieces(..) => Err(Fault::Corrupt(format!("{} lies in pieces", self.sha256))),
        }
    }

    /// The bytes, from the beginning, for reading the container; on a thread that may block.
    pub fn open(&self) -> std::io::Result<StoredFile> {
        match &self.lies {
            Lies::Here(file) => Ok(StoredFile::of_file(file.reopen()?)),
            Lies::InPieces(objects, pieces) => {
                Ok(StoredFile::of_pieces(objects, pieces.clone(), self.size_bytes))
            }
        }
    }
}

/// Why a file did not come in.
#[derive(Debug, thiserror::Error)]
pub enum ReceiveFault {
    #[error("the file is larger than {limit_bytes} bytes")]
    TooLarge { limit_bytes: u64 },
    /// Whoever sent it stopped before the end.
    #[error("the file broke off: {0}")]
    BrokeOff(String),
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl Books {
    /// Receives a file: counts and digests it while it comes in.
    pub async fn receive<S, E>(&self, bytes: S, limit_bytes: u64) -> Result<Received, ReceiveFault>
    where
        S: Stream<Item = Result<Bytes, E>> + Send + Unpin,
        E: std::fmt::Display,
    {
        receive(&self.shared.objects, bytes, limit_bytes).await
    }

    /// Keeps a received file; from then on an act may name it. A file already kept keeps its first name.
    ///
    /// The row comes first, as one that is leaving; then the object; then the row is made to count. A crash in between leaves a row that
    /// is no file yet, which the sweep knows: no object ever lies there that no row tells of.
    pub async fn keep(
        &self,
        received: Received,
        name: &str,
        media_type: &str,
        playing: Option<&Playing>,
        at: Timestamp,
    ) -> Result<FileNamed, Fault> {
        let Received { lies, sha256, sm3, size_bytes } = received;
        let playing =
            playing.map(serde_json::to_string).transpose().map_err(|e| Fault::Corrupt(e.to_string()))?;
        let file = match lies {
            Lies::Here(file) => file,
            Lies::InPieces(_, pieces) => {
                let (media_type, name) = (media_type.to_owned(), name.to_owned());
                let named = FileNamed { sha256, sm3, size_bytes, media_type, name };
                self.keep_pieces(&named, playing, &pieces, at).await?;
                return self.kept(sha256).await;
            }
        };
        let now = milliseconds(at);
        let row = sealed(row![sha256, sm3, size_bytes, media_type, name, playing]);
        let coming = "INSERT INTO files (sha256, sm3, size, media_type, name, playing, seal, at, leaving) \
                      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8) ON CONFLICT (sha256) DO UPDATE \
                      SET leaving = excluded.leaving, sm3 = excluded.sm3, size = excluded.size, seal = excluded.seal, \
                      media_type = excluded.media_type, name = excluded.name, playing = excluded.playing \
                      WHERE files.leaving IS NOT NULL";
        self.write(coming, row.into_iter().chain(row![now]).collect()).await?;
        if !self.shared.objects.has(&path(sha256)).await? {
            self.shared.objects.keep(file, &path(sha256)).await?;
        }
        self.write("UPDATE files SET leaving = NULL, at = $2 WHERE sha256 = $1", row![sha256, now]).await?;
        self.kept(sha256).await
    }

    async fn kept(&self, sha256: FileId) -> Result<FileNamed, Fault> {
        let kept = facts_of(&self.shared.database.writer, sha256).await?;
        kept.map(|facts| facts.named).ok_or_else(|| Fault::Corrupt(format!("files: no row for {sha256}")))
    }

    /// Receives and keeps a file in one go.
    pub async fn put_file<S, E>(
        &self,
        bytes: S,
        name: &str,
        media_type: &str,
        limit_bytes: u64,
        at: Timestamp,
    ) -> Result<FileNamed, ReceiveFault>
    where
        S: Stream<Item = Result<Bytes, E>> + Send + Unpin,
        E: std::fmt::Display,
    {
        let received = self.receive(bytes, limit_bytes).await?;
        Ok(self.keep(received, name, media_type, None, at).await?)
    }

    /// What is known of a stored file.
    pub async fn file(&self, id: FileId) -> Result<Option<FileFacts>, Fault> {
        facts_of(&self.shared.database.reader, id).await
    }

    /// A stored file, or a range of its bytes; `None` when it is not stored.
    pub async fn get_file(
        &self,
        id: FileId,
        range: Option<Range<u64>>,
    ) -> Result<Option<BoxStream<'static, Result<Bytes, Fault>>>, Fault> {
        let objects = &self.shared.objects;
        if let Some(found) = objects.stream(&path(id), range.clone()).await? {
            return Ok(Some(found));
        }
        match self.pieces_of_file(id).await? {
            // It may have been settled between the two looks.
            none if none.is_empty() => objects.stream(&path(id), range).await,
            pieces => Ok(Some(bytes_of(objects, &pieces, range))),
        }
    }

    pub async fn has_file(&self, id: FileId) -> Result<bool, Fault> {
        Ok(self.file(id).await?.is_some())
    }
}

/// Where a file lies: `files/ab/cd…`.
pub(crate) fn path(id: FileId) -> String {
    let hex = id.to_string();
    format!("files/{}/{hex}", &hex[..2])
}

pub(crate) async fn receive<S, E>(
    objects: &Objects,
    mut bytes: S,
    limit_bytes: u64,
) -> Result<Received, ReceiveFault>
where
    S: Stream<Item = Result<Bytes, E>> + Send + Unpin,
    E: std::fmt::Display,
{
    let (mut file, mut sha256, mut sm3) = (objects.growing_file(), Sha256::new(), Behind::default());
    while let Some(piece) = bytes.next().await {
        let piece = piece.map_err(|e| ReceiveFault::BrokeOff(e.to_string()))?;
        if file.size_bytes() + piece.len() as u64 > limit_bytes {
            return Err(ReceiveFault::TooLarge { limit_bytes });
        }
        // Both work on other threads while SHA-256 is counted here.
        sm3.push(piece.clone()).await?;
        file.push(piece.clone()).await?;
        sha256.update(&piece);
    }
    let size_bytes = file.size_bytes();
    let lies = Lies::Here(file.into_file().await?);
    Ok(Received { lies, sha256: FileId(sha256.finalize().into()), sm3: sm3.finish().await?, size_bytes })
}

/// SM3, which is several times slower than SHA-256, counted behind what comes in: what was gathered is work for a thread that may block, one at a time, so that nobody
/// waits on a thread for a slow sender.
#[derive(Default)]
struct Behind {
    counting: Option<JoinHandle<Sm3>>,
    gathered: Vec<Bytes>,
    gathered_bytes: usize,
}

/// What is gathered before it is counted.
const GATHERED_BYTES: usize = 1 << 20;

impl Behind {
    async fn push(&mut self, bytes: Bytes) -> Result<(), Fault> {
        self.gathered_bytes += bytes.len();
        self.gathered.push(bytes);
        if self.gathered_bytes >= GATHERED_BYTES {
            self.count().await?;
        }
        Ok(())
    }

    async fn count(&mut self) -> Result<(), Fault> {
        let mut digest = match self.counting.take() {
            Some(counting) => counting.await.map_err(|_| Fault::Stopped)?,
            None => Sm3::new(),
        };
        let gathered = std::mem::take(&mut self.gathered);
        self.gathered_bytes = 0;
        self.counting = Some(tokio::task::spawn_blocking(move || {
            gathered.iter().for_each(|bytes| digest.update(bytes));
            digest
        }));
        Ok(())
    }

    async fn finish(mut self) -> Result<String, Fault> {
        self.count().await?;
        let digest = match self.counting {
            Some(counting) => counting.await.map_err(|_| Fault::Stopped)?,
            None => Sm3::new(),
        };
        Ok(hex::encode(digest.finalize()))
    }
}

pub(crate) async fn facts_of<C: ConnectionTrait>(db: &C, id: FileId) -> Result<Option<FileFacts>, Fault> {
    let found = sql::one(db, &format!("{SELECT} WHERE sha256 = $1"), row![id]).await.map_err(database)?;
    found.map(|found| facts(&found).map(|(_, facts)| facts)).transpose()
}

pub(crate) fn facts(found: &QueryResult) -> Result<(FileId, FileFacts), Fault> {
    let id = FileId(found.array("sha256").map_err(database)?);
    let playing: Option<String> = found.try_get("", "playing").map_err(database)?;
    let playing = playing.map(|json| serde_json::from_str(&json)).transpose();
    let looked: Option<String> = found.try_get("", "looked").map_err(database)?;
    let looked = looked.map(|json| serde_json::from_str(&json)).transpose();
    let named = FileNamed {
        sha256: id,
        sm3: found.text("sm3").map_err(database)?,
        size_bytes: found.number("size").map_err(database)?,
        media_type: found.text("media_type").map_err(database)?,
        name: found.text("name").map_err(database)?,
    };
    let playing = playing.map_err(|e| Fault::Corrupt(format!("files.playing of {id}: {e}")))?;
    let looked = looked.map_err(|e| Fault::Corrupt(format!("timelines.looked of {id}: {e}")))?;
    Ok((id, FileFacts { named, playing, looked }))
}
