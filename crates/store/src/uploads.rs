//! Uploads that can be broken off and taken up again (tus 1.0). Every piece that came in is an object of its own before its place is
//! noted, so that a crash loses at most the piece under way, and any node can take the upload up again.

use crate::books::Books;
use crate::config::Step;
use crate::fault::database;
use crate::files::{self, ReceiveFault, Received};
use crate::history::instant;
use crate::objects::Objects;
use crate::sql::{self, Got, row};
use bytes::Bytes;
use desk::Fault;
use events::{FileId, OfficerId, StreamId};
use futures::future::BoxFuture;
use futures::stream::BoxStream;
use futures::{FutureExt, Stream, StreamExt, TryStreamExt, stream};
use jiff::Timestamp;
use sea_orm::QueryResult;
use sha2::{Digest, Sha256};

/// The largest piece taken at once; a longer request is answered with how far it came.
const PIECE_BYTES: usize = 16 << 20;

/// An upload under way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Upload {
    /// Drawn by the caller, unguessable.
    pub id: String,
    pub officer: OfficerId,
    /// The case it is meant for.
    pub case: Option<StreamId>,
    pub length_bytes: u64,
    /// How much has come in.
    pub offset_bytes: u64,
    /// As the client sent it.
    pub metadata: String,
    pub expires: Timestamp,
    /// The file it became, once it was complete and kept; so that a client to which the answer was lost finds it.
    pub file: Option<FileId>,
}

/// Why a piece of an upload was not taken.
#[derive(Debug, thiserror::Error)]
pub enum UploadFault {
    #[error("there is no such upload")]
    Unknown,
    /// Another request was at the same upload, or the client is mistaken.
    #[error("the upload stands at {offset_bytes} bytes")]
    OtherOffset { offset_bytes: u64 },
    #[error("more bytes than the {length_bytes} that were announced")]
    TooLong { length_bytes: u64 },
    #[error("the upload is not complete: {offset_bytes} of {length_bytes} bytes")]
    Incomplete { offset_bytes: u64, length_bytes: u64 },
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// Where the pieces of uploads lie.
pub(crate) const UPLOADS: &str = "uploads";

const SELECT: &str = "SELECT id, officer, stream, length, received, metadata, expires, file FROM uploads";

impl Books {
    /// Begins an upload at offset 0.
    pub async fn upload_create(&self, upload: &Upload) -> Result<(), Fault> {
        let sql = "INSERT INTO uploads (id, officer, stream, length, received, metadata, expires) \
                   VALUES ($1, $2, $3, $4, 0, $5, $6)";
        let case = upload.case.map(|stream| stream.0.to_vec());
        let expires = upload.expires.as_millisecond();
        let cells = row![&upload.id, &upload.officer, case, upload.length_bytes, &upload.metadata, expires];
        self.write(sql, cells).await.map(|_| ())
    }

    pub async fn upload(&self, id: &str) -> Result<Option<Upload>, Fault> {
        let sql = format!("{SELECT} WHERE id = $1");
        let found = sql::one(&self.shared.database.writer, &sql, row![id]).await.map_err(database)?;
        found.as_ref().map(upload_of).transpose()
    }

    /// Takes bytes at an offset and answers the new offset. What came in before the sender broke off is kept.
    pub async fn upload_append<S, E>(
        &self,
        id: &str,
        offset_bytes: u64,
        mut bytes: S,
    ) -> Result<u64, UploadFault>
    where
        S: Stream<Item = Result<Bytes, E>> + Send + Unpin,
        E: std::fmt::Display,
    {
        let upload = self.upload(id).await?.ok_or(UploadFault::Unknown)?;
        if upload.offset_bytes != offset_bytes {
            return Err(UploadFault::OtherOffset { offset_bytes: upload.offset_bytes });
        }
        let (mut at, mut piece) = (offset_bytes, Vec::new());
        while let Some(Ok(more)) = bytes.next().await {
            if at + (piece.len() + more.len()) as u64 > upload.length_bytes {
                return Err(UploadFault::TooLong { length_bytes: upload.length_bytes });
            }
            piece.extend_from_slice(&more);
            if piece.len() >= PIECE_BYTES {
                at = self.upload_piece(id, at, std::mem::take(&mut piece)).await?;
            }
        }
        if piece.is_empty() { Ok(at) } else { self.upload_piece(id, at, piece).await }
    }

    /// One piece: the object first, then its row, then the offset, which moves only from where it was.
    async fn upload_piece(&self, id: &str, at: u64, piece: Vec<u8>) -> Result<u64, UploadFault> {
        let size = piece.len() as u64;
        let object = part(id, at, &piece);
        self.shared.objects.put(Step::ObjectPut, &object, Bytes::from(piece)).await?;
        let moved = "UPDATE uploads SET received = $3 WHERE id = $1 AND received = $2";
        let db = crate::appender::begin(&self.shared).await.map_err(Fault::from)?;
        if sql::run(&db, moved, row![id, at, at + size]).await.map_err(database)? != 1 {
            let _ = db.rollback().await;
            let stands = self.upload(id).await?.ok_or(UploadFault::Unknown)?;
            return Err(UploadFault::OtherOffset { offset_bytes: stands.offset_bytes });
        }
        let noted = "INSERT INTO upload_parts (upload, start, object) VALUES ($1, $2, $3)";
        sql::run(&db, noted, row![id, at, object]).await.map_err(database)?;
        db.commit().await.map_err(database)?;
        Ok(at + size)
    }

    /// Puts the pieces together as a received file; to be kept with [`Books::keep`], then noted with [`Books::upload_finished`], or dropped
    /// with [`Books::upload_drop`] when it is none that can be kept.
    pub async fn upload_finish(&self, id: &str) -> Result<Received, UploadFault> {
        let upload = self.upload(id).await?.ok_or(UploadFault::Unknown)?;
        let Upload { offset_bytes, length_bytes, .. } = upload;
        if offset_bytes != length_bytes {
            return Err(UploadFault::Incomplete { offset_bytes, length_bytes });
        }
        let objects = self.shared.objects.clone();
        let parts = self.upload_parts(id).await?;
        let bytes = stream::iter(parts)
            .then(move |path: String| piece_of(objects.clone(), path))
            .try_flatten()
            .boxed();
        let received =
            files::receive(&self.shared.objects, bytes, length_bytes).await.map_err(|e| match e {
                ReceiveFault::Fault(fault) => fault,
                other => Fault::Corrupt(format!("upload {id}: {other}")),
            })?;
        if received.size_bytes != length_bytes {
            return Err(Fault::Corrupt(format!(
                "upload {id}: {} of {length_bytes} bytes",
                received.size_bytes
            ))
            .into());
        }
        Ok(received)
    }

    /// Notes which file a complete upload became, and lets go of its pieces.
    pub async fn upload_finished(&self, id: &str, file: FileId) -> Result<(), Fault> {
        self.write("UPDATE uploads SET file = $2 WHERE id = $1", row![id, file]).await?;
        self.upload_pieces_drop(id).await
    }

    /// Forgets an upload and its pieces, finished or not.
    pub async fn upload_drop(&self, id: &str) -> Result<(), Fault> {
        self.upload_pieces_drop(id).await?;
        self.write("DELETE FROM uploads WHERE id = $1", row![id]).await.map(|_| ())
    }

    /// Deletes every piece that lies there, also one that a crash kept from being noted; then the notes.
    pub(crate) async fn upload_pieces_drop(&self, id: &str) -> Result<(), Fault> {
        let folder = format!("{UPLOADS}/{id}");
        for path in self.shared.objects.below(&folder).await? {
            self.shared.objects.delete(&path).await?;
        }
        self.shared.objects.forget_empty(&folder);
        self.write("DELETE FROM upload_parts WHERE upload = $1", row![id]).await.map(|_| ())
    }

    /// Uploads that nobody took up again in time, at most fifty.
    pub async fn uploads_expired(&self, now: Timestamp) -> Result<Vec<Upload>, Fault> {
        let sql =
            format!("{SELECT} WHERE expires <= $1 ORDER BY expires LIMIT {}", crate::readings::PAGE_MAX);
        let found = sql::all(&self.shared.database.reader, &sql, row![now.as_millisecond()])
            .await
            .map_err(database)?;
        found.iter().map(upload_of).collect()
    }

    async fn upload_parts(&self, id: &str) -> Result<Vec<String>, Fault> {
        let sql = "SELECT object FROM upload_parts WHERE upload = $1 ORDER BY start";
        let found = sql::all(&self.shared.database.writer, sql, row![id]).await.map_err(database)?;
        found.iter().map(|row| row.text("object").map_err(database)).collect()
    }
}

/// The bytes of one piece, which must be those its name has the digest of: a file is never put together out of damaged pieces.
fn piece_of(
    objects: Objects,
    path: String,
) -> BoxFuture<'static, Result<BoxStream<'static, Result<Bytes, Fault>>, Fault>> {
    async move {
        let bytes = objects.get(&path).await?;
        let bytes = bytes.ok_or_else(|| Fault::Corrupt(format!("object {path} is missing")))?;
        if !is_sound(&path, &bytes) {
            return Err(Fault::Corrupt(format!("object {path} is not what came in")));
        }
        Ok(stream::once(async move { Ok(bytes) }).boxed())
    }
    .boxed()
}

/// Whether a piece has the digest that its name ends with.
pub(crate) fn is_sound(path: &str, piece: &[u8]) -> bool {
    path.ends_with(&hex::encode(Sha256::digest(piece)))
}

/// Where a piece lies. Its digest is part of the name: two requests that race for one offset never write over each other.
fn part(id: &str, start: u64, piece: &[u8]) -> String {
    format!("{UPLOADS}/{id}/{start:020}-{}", hex::encode(Sha256::digest(piece)))
}

fn upload_of(found: &QueryResult) -> Result<Upload, Fault> {
    let case: Option<Vec<u8>> = found.try_get("", "stream").map_err(database)?;
    let case = case.map(|tag| tag.try_into().map(StreamId)).transpose();
    let file: Option<Vec<u8>> = found.try_get("", "file").map_err(database)?;
    let file = file.map(|id| id.try_into().map(FileId)).transpose();
    Ok(Upload {
        id: found.text("id").map_err(database)?,
        officer: OfficerId(found.text("officer").map_err(database)?),
        case: case.map_err(|_| Fault::Corrupt("uploads.stream does not hold 16 bytes".to_owned()))?,
        length_bytes: found.number("length").map_err(database)?,
        offset_bytes: found.number("received").map_err(database)?,
        metadata: found.text("metadata").map_err(database)?,
        expires: instant(found.int("expires").map_err(database)?)?,
        file: file.map_err(|_| Fault::Corrupt("uploads.file does not hold 32 bytes".to_owned()))?,
    })
}
