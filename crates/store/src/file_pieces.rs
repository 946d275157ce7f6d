//! Large files between their upload and their second pass (落定): whole and evidence from the last byte on, they still lie in the pieces they came in as, and their
//! SM3 is not known yet. SM3 (GB/T 32905) runs at a fifth of SHA-256's speed, so it keeps nobody waiting: afterwards, away from any connection, the pieces are read
//! once more, digested with both, compared with what came in, and written as the one object a file is; only then are the pieces let go.
//!
//! A crash at any place leaves a file that can be read: from its object where that is there, else from its pieces. Two nodes that settle the same file write the same bytes.

use crate::append::milliseconds;
use crate::appender;
use crate::books::Books;
use crate::fault::database;
use crate::files::{self, ReceiveFault, facts_of, path};
use crate::objects::Objects;
use crate::seal::{seal, sealed};
use crate::sql::{self, Cell, Got, marks, row};
use crate::tables::FILES;
use bytes::Bytes;
use desk::Fault;
use events::FileId;
use events::people::FileNamed;
use futures::stream::BoxStream;
use futures::{StreamExt, TryStreamExt, stream};
use jiff::Timestamp;
use std::collections::BTreeSet;
use std::ops::Range;

/// Up to this size a file is put together and digested with SM3 before the answer: a fraction of a second.
pub(crate) const SETTLED_AT_ONCE_BYTES: u64 = 32 << 20;
/// Files answered at once.
const AT_ONCE: u64 = 50;

/// A part of a file that is an object of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Piece {
    pub start: u64,
    pub size: u64,
    pub object: String,
    /// The upload it came by.
    pub upload: String,
}

/// The bytes of pieces that lie one after another, or a range of them.
pub(crate) fn bytes_of(
    objects: &Objects,
    pieces: &[Piece],
    range: Option<Range<u64>>,
) -> BoxStream<'static, Result<Bytes, Fault>> {
    let range = range.unwrap_or(0..u64::MAX);
    let wanted: Vec<(String, Range<u64>)> = pieces
        .iter()
        .filter(|piece| piece.start < range.end && piece.start + piece.size > range.start)
        .map(|piece| {
            let (from, until) = (range.start.max(piece.start), range.end.min(piece.start + piece.size));
            (piece.object.clone(), from - piece.start..until - piece.start)
        })
        .collect();
    let objects = objects.clone();
    let one = move |(object, range): (String, Range<u64>)| {
        let objects = objects.clone();
        async move {
            let found = objects.stream(&object, Some(range)).await?;
            found.ok_or_else(|| Fault::Corrupt(format!("object {object} is missing")))
        }
    };
    stream::iter(wanted).then(one).try_flatten().boxed()
}

impl Books {
    /// Makes a file of pieces that all lie there. Where the file was kept before, nothing is done, and the pieces can go.
    pub(crate) async fn keep_pieces(
        &self,
        file: &FileNamed,
        playing: Option<String>,
        pieces: &[Piece],
        at: Timestamp,
    ) -> Result<(), Fault> {
        let FileNamed { sha256, sm3, size_bytes, media_type, name } = file;
        let db = appender::begin(&self.shared).await.map_err(Fault::from)?;
        // An upload that is being given up at this moment takes its pieces with it.
        let uploads: BTreeSet<&str> = pieces.iter().map(|piece| piece.upload.as_str()).collect();
        let lock = if self.shared.database.is_postgres() { " FOR UPDATE" } else { "" };
        let listed = marks(1, uploads.len());
        let sql = format!("SELECT id FROM uploads WHERE id IN ({listed}){lock}");
        let ids: Vec<Cell> = uploads.iter().map(|id| Cell::from(*id)).collect();
        if sql::all(&db, &sql, ids).await.map_err(database)?.len() != uploads.len() {
            db.rollback().await.map_err(database)?;
            return Err(Fault::Corrupt("the upload was given up meanwhile".to_owned()));
        }
        let row = sealed(row![*sha256, sm3, *size_bytes, media_type, name, playing]);
        let sql = "INSERT INTO files (sha256, sm3, size, media_type, name, playing, seal, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) \
                   ON CONFLICT (sha256) DO UPDATE SET leaving = NULL, at = excluded.at, sm3 = excluded.sm3, size = excluded.size, \
                   seal = excluded.seal, media_type = excluded.media_type, name = excluded.name, playing = excluded.playing \
                   WHERE files.leaving IS NOT NULL";
        let cells = row.into_iter().chain(row![milliseconds(at)]).collect();
        if sql::run(&db, sql, cells).await.map_err(database)? == 1 {
            let left = "DELETE FROM file_pieces WHERE file = $1";
            sql::run(&db, left, row![*sha256]).await.map_err(database)?;
            for piece in pieces {
                let sql =
                    "INSERT INTO file_pieces (file, start, size, object, upload) VALUES ($1, $2, $3, $4, $5)";
                let cells = row![*sha256, piece.start, piece.size, &piece.object, &piece.upload];
                sql::run(&db, sql, cells).await.map_err(database)?;
            }
        }
        db.commit().await.map_err(database)?;
        self.shared.unsettled.notify_one();
        Ok(())
    }

    /// The pieces a file lies in; none for one that is settled.
    pub(crate) async fn pieces_of_file(&self, file: FileId) -> Result<Vec<Piece>, Fault> {
        let sql = "SELECT start, size, object, upload FROM file_pieces WHERE file = $1 ORDER BY start";
        let found = sql::all(&self.shared.database.reader, sql, row![file]).await.map_err(database)?;
        let one = |row: &sea_orm::QueryResult| {
            Ok(Piece {
                start: row.number("start")?,
                size: row.number("size")?,
                object: row.text("object")?,
                upload: row.text("upload")?,
            })
        };
        found.iter().map(one).collect::<Result<_, sea_orm::DbErr>>().map_err(database)
    }

    /// Whether a file lies in pieces of this upload.
    pub(crate) async fn lies_in(&self, upload: &str) -> Result<bool, Fault> {
        let sql = "SELECT 1 AS there FROM file_pieces WHERE upload = $1 LIMIT 1";
        let found = sql::one(&self.shared.database.writer, sql, row![upload]).await;
        Ok(found.map_err(database)?.is_some())
    }

    /// Returns when a file was taken in that has to be settled; at once if one was since the last time.
    pub async fn unsettled(&self) {
        self.shared.unsettled.notified().await;
    }

    /// Files that wait for their second pass, after `after` in the order of their ids.
    pub async fn files_unsettled(&self, after: Option<FileId>) -> Result<Vec<FileId>, Fault> {
        let after = after.map(|file| file.0.to_vec()).unwrap_or_default();
        let sql = format!(
            "SELECT file FROM file_pieces WHERE start = 0 AND file > $1 ORDER BY file LIMIT {AT_ONCE}"
        );
        let found = sql::all(&self.shared.database.reader, &sql, row![after]).await.map_err(database)?;
        found.iter().map(|row| Ok(FileId(row.array("file").map_err(database)?))).collect()
    }

    /// The second pass of a file; a settled one is left as it is. Bytes that are not what came in are a fault, and stay for whoever looks into it.
    pub async fn settle(&self, file: FileId) -> Result<(), Fault> {
        let pieces = self.pieces_of_file(file).await?;
        let Some(last) = pieces.last() else { return Ok(()) };
        let objects = &self.shared.objects;
        let size_bytes = last.start + last.size;
        let again = files::receive(objects, bytes_of(objects, &pieces, None), size_bytes).await;
        let again = again.map_err(|fault| match fault {
            ReceiveFault::Fault(fault) => fault,
            other => Fault::Corrupt(format!("file {file}: {other}")),
        })?;
        if again.sha256 != file {
            return Err(Fault::Corrupt(format!("file {file}: its pieces are not what came in")));
        }
        let sm3 = again.sm3.clone();
        if !objects.has(&path(file)).await? {
            objects.keep(again.into_file()?, &path(file)).await?;
        }
        let db = appender::begin(&self.shared).await.map_err(Fault::from)?;
        let sql = format!("SELECT {} FROM files WHERE sha256 = $1", FILES.column_names());
        if let Some(found) = sql::one(&db, &sql, row![file]).await.map_err(database)? {
            let mut cells = sql::cells(&found, &FILES).map_err(database)?;
            cells.pop();
            cells[1] = Cell::from(&sm3);
            let sql = "UPDATE files SET sm3 = $2, seal = $3 WHERE sha256 = $1";
            sql::run(&db, sql, row![file, &sm3, seal(&cells)]).await.map_err(database)?;
        }
        sql::run(&db, "DELETE FROM file_pieces WHERE file = $1", row![file]).await.map_err(database)?;
        db.commit().await.map_err(database)?;
        let uploads: BTreeSet<String> = pieces.into_iter().map(|piece| piece.upload).collect();
        for upload in uploads {
            self.upload_pieces_drop(&upload).await?;
        }
        Ok(())
    }

    /// What is known of a stored file by the newest state, for whoever waits until it is settled.
    pub async fn settled(&self, file: FileId) -> Result<bool, Fault> {
        let facts = facts_of(&self.shared.database.writer, file).await?;
        Ok(facts.is_some_and(|facts| facts.is_settled()))
    }
}
