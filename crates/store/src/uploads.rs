//! Uploads that can be broken off and taken up again (tus 1.0). Every piece that came in is an object of its own before its place is
//! noted, so that a crash loses at most the piece under way, and any node can take the upload up again. How pieces come in is
//! [`crate::upload_pieces`]; here is what is known of an upload, from its beginning to the file it became.
//!
//! A part (分片) is an upload that becomes no file by itself; a joined one takes in no bytes and becomes the file of its parts, one after another.

use crate::books::Books;
use crate::fault::database;
use crate::file_pieces::{Piece, SETTLED_AT_ONCE_BYTES, bytes_of};
use crate::files::{self, Lies, ReceiveFault, Received};
use crate::history::instant;
use crate::objects::Objects;
use crate::sql::{self, Cell, Got, marks, row};
use bytes::Bytes;
use desk::Fault;
use events::{FileId, OfficerId, StreamId};
use futures::{StreamExt, TryStreamExt, stream};
use jiff::Timestamp;
use sea_orm::QueryResult;
use sha2::digest::common::hazmat::SerializableState;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// What an upload is to become.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Joins {
    /// A file by itself.
    #[default]
    Alone,
    /// A part of another one.
    Part,
    /// The file of these parts, in this order.
    Of(Vec<String>),
}

/// An upload under way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Upload {
    /// Drawn by the caller, unguessable.
    pub id: String,
    pub officer: OfficerId,
    /// The case it is meant for.
    pub case: Option<StreamId>,
    /// `None` while the client does not know it yet, as when it sends what is still being recorded.
    pub length_bytes: Option<u64>,
    /// How much has come in.
    pub offset_bytes: u64,
    /// As the client sent it.
    pub metadata: String,
    pub expires: Timestamp,
    /// The file it became, once it was complete and kept; so that a client to which the answer was lost finds it.
    pub file: Option<FileId>,
    pub joins: Joins,
}

impl Upload {
    /// Whether every byte is here.
    pub fn is_whole(&self) -> bool {
        self.length_bytes == Some(self.offset_bytes)
    }
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
    #[error("the upload is not complete: {offset_bytes} bytes have come in")]
    Incomplete { offset_bytes: u64 },
    /// A joined upload takes no bytes of its own.
    #[error("the upload is put together from its parts and takes no bytes")]
    Joined,
    /// One of the parts named is none, or is not whole, or is another officer's.
    #[error("{id} is no whole part of an upload")]
    NoPart { id: String },
    /// What came is not what the checksum was taken of; nothing of it was taken.
    #[error("the bytes do not have the checksum they were sent with")]
    Checksum,
    #[error("the length was told already")]
    LengthKnown,
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// Where the pieces of uploads lie.
pub(crate) const UPLOADS: &str = "uploads";

/// The length of an upload that was not told yet.
const UNTOLD: i64 = -1;

const SELECT: &str =
    "SELECT id, officer, stream, length, received, metadata, expires, file, joins FROM uploads";

impl Books {
    /// Begins an upload; one that is put together of parts has all its bytes already.
    pub async fn upload_create(&self, upload: &Upload) -> Result<(), Fault> {
        let sql = "INSERT INTO uploads (id, officer, stream, length, received, metadata, expires, joins) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
        let case = upload.case.map(|stream| stream.0.to_vec());
        let expires = upload.expires.as_millisecond();
        let length = upload.length_bytes.map_or(UNTOLD, |bytes| i64::try_from(bytes).unwrap_or(i64::MAX));
        let received = match upload.joins {
            Joins::Of(_) => length.max(0),
            Joins::Alone | Joins::Part => 0,
        };
        let joins = written(&upload.joins);
        let cells =
            row![&upload.id, &upload.officer, case, length, received, &upload.metadata, expires, joins];
        self.write(sql, cells).await.map(|_| ())
    }

    /// The parts that are to become one file: whole, this officer's, and kept as long as the file waits to be put together. Gives their length together.
    pub async fn upload_parts_of(
        &self,
        officer: &OfficerId,
        parts: &[String],
        expires: Timestamp,
    ) -> Result<u64, UploadFault> {
        let listed = marks(1, parts.len());
        let sql = format!("{SELECT} WHERE id IN ({listed})");
        let found = sql::all(&self.shared.database.writer, &sql, ids(parts)).await.map_err(database)?;
        let found: Vec<Upload> = found.iter().map(upload_of).collect::<Result<_, _>>()?;
        let fits = |part: &&Upload| part.officer == *officer && part.joins == Joins::Part && part.is_whole();
        let lengths: BTreeMap<&str, u64> =
            found.iter().filter(fits).map(|part| (part.id.as_str(), part.offset_bytes)).collect();
        let mut length_bytes = 0u64;
        for id in parts {
            let length = lengths.get(id.as_str()).ok_or_else(|| UploadFault::NoPart { id: id.clone() })?;
            length_bytes = length_bytes.saturating_add(*length);
        }
        let until = marks(2, parts.len());
        let longer = format!("UPDATE uploads SET expires = $1 WHERE expires < $1 AND id IN ({until})");
        let cells = row![expires.as_millisecond()].into_iter().chain(ids(parts));
        self.write(&longer, cells.collect()).await?;
        Ok(length_bytes)
    }

    /// Notes the length of an upload whose length was not told before.
    pub async fn upload_length(&self, id: &str, length_bytes: u64) -> Result<(), UploadFault> {
        let sql = "UPDATE uploads SET length = $2 WHERE id = $1 AND length = $3 AND received <= $2";
        if self.write(sql, row![id, length_bytes, UNTOLD]).await? == 1 {
            return Ok(());
        }
        match self.upload(id).await?.ok_or(UploadFault::Unknown)?.length_bytes {
            Some(told) if told == length_bytes => Ok(()),
            Some(_) => Err(UploadFault::LengthKnown),
            None => Err(UploadFault::TooLong { length_bytes }),
        }
    }

    /// How many uploads of an officer are under way.
    pub async fn uploads_open(&self, officer: &OfficerId, now: Timestamp) -> Result<u64, Fault> {
        let sql = "SELECT COUNT(*) AS open FROM uploads WHERE officer = $1 AND expires > $2 AND file IS NULL";
        let cells = row![officer, now.as_millisecond()];
        let found = sql::one(&self.shared.database.reader, sql, cells).await.map_err(database)?;
        found.map_or(Ok(0), |row| row.number("open").map_err(database))
    }

    pub async fn upload(&self, id: &str) -> Result<Option<Upload>, Fault> {
        let sql = format!("{SELECT} WHERE id = $1");
        let found = sql::one(&self.shared.database.writer, &sql, row![id]).await.map_err(database)?;
        found.as_ref().map(upload_of).transpose()
    }

    /// The pieces as a received file; to be kept with [`Books::keep`], then noted with [`Books::upload_finished`], or dropped with [`Books::upload_drop`]
    /// when it is none that can be kept. A small one is put together at once; a large one stays in its pieces until its second pass, and is not read
    /// again now: its SHA-256 was counted while it came in.
    pub async fn upload_finish(&self, id: &str) -> Result<Received, UploadFault> {
        let upload = self.upload(id).await?.ok_or(UploadFault::Unknown)?;
        if !upload.is_whole() || upload.joins == Joins::Part {
            return Err(UploadFault::Incomplete { offset_bytes: upload.offset_bytes });
        }
        let length_bytes = upload.offset_bytes;
        let pieces = match &upload.joins {
            Joins::Of(parts) => self.pieces_of_all(parts).await?,
            Joins::Alone | Joins::Part => self.pieces_of_all(std::slice::from_ref(&upload.id)).await?,
        };
        if pieces.last().map_or(0, |last| last.start + last.size) != length_bytes {
            return Err(
                Fault::Corrupt(format!("upload {id}: its pieces are not {length_bytes} bytes")).into()
            );
        }
        if length_bytes > SETTLED_AT_ONCE_BYTES {
            let sha256 = match self.upload_digest(id).await? {
                Some(digest) => FileId(digest.finalize().into()),
                None => self.digest_of(&pieces).await?,
            };
            let lies = Lies::InPieces(self.shared.objects.clone(), pieces);
            return Ok(Received { lies, sha256, sm3: String::new(), size_bytes: length_bytes });
        }
        let objects = self.shared.objects.clone();
        let bytes = stream::iter(pieces).then(move |piece| sound(objects.clone(), piece.object)).boxed();
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
        self.upload_parts_drop(id).await?;
        self.upload_pieces_drop(id).await
    }

    /// The digest of what has come in; `None` where it was not counted: of a joined upload, and of one that an older program began.
    pub(crate) async fn upload_digest(&self, id: &str) -> Result<Option<Sha256>, Fault> {
        let sql = "SELECT digest, received FROM uploads WHERE id = $1";
        let found = sql::one(&self.shared.database.writer, sql, row![id]).await.map_err(database)?;
        let Some(found) = found else { return Ok(None) };
        let state: Option<Vec<u8>> = found.try_get("", "digest").map_err(database)?;
        let Some(state) = state else {
            let nothing = found.number("received").map_err(database)? == 0;
            return Ok(nothing.then(Sha256::new));
        };
        let corrupt = || Fault::Corrupt(format!("uploads.digest of {id} is none"));
        let state = state.as_slice().try_into().map_err(|_| corrupt())?;
        Sha256::deserialize(&state).map(Some).map_err(|_| corrupt())
    }

    async fn digest_of(&self, pieces: &[Piece]) -> Result<FileId, Fault> {
        let mut bytes = bytes_of(&self.shared.objects, pieces, None);
        let mut digest = Sha256::new();
        while let Some(more) = bytes.try_next().await? {
            digest.update(&more);
        }
        Ok(FileId(digest.finalize().into()))
    }

    /// Forgets the parts of a joined upload.
    async fn upload_parts_drop(&self, id: &str) -> Result<(), Fault> {
        let Some(Upload { joins: Joins::Of(parts), .. }) = self.upload(id).await? else { return Ok(()) };
        let sql = format!("DELETE FROM uploads WHERE id IN ({})", marks(1, parts.len()));
        self.write(&sql, ids(&parts)).await?;
        for part in &parts {
            self.upload_pieces_drop(part).await?;
        }
        Ok(())
    }

    /// Forgets an upload and its pieces, finished or not; of a joined one the parts too. The row goes first: no file can be made of the pieces any more, and what a
    /// crash leaves of them the sweep finds.
    pub async fn upload_drop(&self, id: &str) -> Result<(), Fault> {
        self.upload_parts_drop(id).await?;
        self.write("DELETE FROM uploads WHERE id = $1", row![id]).await?;
        self.upload_pieces_drop(id).await
    }

    /// Deletes every piece that lies there, also one that a crash kept from being noted, unless a file lies in them; the notes go in any case.
    pub(crate) async fn upload_pieces_drop(&self, id: &str) -> Result<(), Fault> {
        if self.lies_in(id).await? {
            return self.write("DELETE FROM upload_parts WHERE upload = $1", row![id]).await.map(|_| ());
        }
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

    /// The pieces of uploads as those of one file, in the order given; one that is gone leaves nothing to put together.
    async fn pieces_of_all(&self, uploads: &[String]) -> Result<Vec<Piece>, UploadFault> {
        let listed = marks(1, uploads.len());
        let sql = format!(
            "SELECT p.upload, p.start, p.object, u.received FROM upload_parts p JOIN uploads u ON u.id = p.upload \
             WHERE p.upload IN ({listed}) ORDER BY p.start"
        );
        let found = sql::all(&self.shared.database.writer, &sql, ids(uploads)).await.map_err(database)?;
        // Where each begins in its upload, and where that ends.
        let mut lying: BTreeMap<String, (Vec<(u64, String)>, u64)> = BTreeMap::new();
        for row in &found {
            let piece = (row.number("start").map_err(database)?, row.text("object").map_err(database)?);
            let of = lying.entry(row.text("upload").map_err(database)?).or_default();
            of.0.push(piece);
            of.1 = row.number("received").map_err(database)?;
        }
        let (mut all, mut at) = (Vec::new(), 0);
        for id in uploads {
            let (pieces, end) = lying.get(id).ok_or_else(|| UploadFault::NoPart { id: id.clone() })?;
            for (place, (start, object)) in pieces.iter().enumerate() {
                let next = pieces.get(place + 1).map_or(*end, |(next, _)| *next);
                let (size, object) = (next.saturating_sub(*start), object.clone());
                all.push(Piece { start: at + start, size, object, upload: id.clone() });
            }
            at += end;
        }
        Ok(all)
    }
}

/// The bytes of one piece, which must be those its name has the checksum of: a file is never put together out of damaged pieces.
async fn sound(objects: Objects, path: String) -> Result<Bytes, Fault> {
    let bytes = objects.get(&path).await?;
    let bytes = bytes.ok_or_else(|| Fault::Corrupt(format!("object {path} is missing")))?;
    if !is_sound(&path, &bytes) {
        return Err(Fault::Corrupt(format!("object {path} is not what came in")));
    }
    Ok(bytes)
}

/// Whether a piece has the checksum that its name ends with. It finds damage; that nobody put another piece there the SHA-256 of the whole says.
pub(crate) fn is_sound(path: &str, piece: &[u8]) -> bool {
    path.ends_with(&format!("-{:08x}", crc32fast::hash(piece)))
}

fn ids(parts: &[String]) -> Vec<Cell> {
    parts.iter().map(Cell::from).collect()
}

fn written(joins: &Joins) -> String {
    match joins {
        Joins::Alone => String::new(),
        Joins::Part => "part".to_owned(),
        Joins::Of(parts) => format!("of {}", parts.join(" ")),
    }
}

fn joins_of(written: &str) -> Joins {
    match written {
        "" => Joins::Alone,
        "part" => Joins::Part,
        parts => Joins::Of(parts.split(' ').skip(1).map(str::to_owned).collect()),
    }
}

/// Where a piece lies. Part of the name is drawn: two requests that race for one offset never write over each other. A checksum is enough: the SHA-256 of
/// the whole is counted beside it, and counting it twice would halve the speed of an upload.
pub(crate) fn part(id: &str, start: u64, checksum: u32) -> String {
    let drawn = hex::encode(rand::random::<[u8; 8]>());
    format!("{UPLOADS}/{id}/{start:020}-{drawn}-{checksum:08x}")
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
        length_bytes: u64::try_from(found.int("length").map_err(database)?).ok(),
        offset_bytes: found.number("received").map_err(database)?,
        metadata: found.text("metadata").map_err(database)?,
        expires: instant(found.int("expires").map_err(database)?)?,
        file: file.map_err(|_| Fault::Corrupt("uploads.file does not hold 32 bytes".to_owned()))?,
        joins: joins_of(&found.text("joins").map_err(database)?),
    })
}
