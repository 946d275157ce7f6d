//! The timelines of stored recordings: what reading them along their own clocks showed, kept beside the files as a reading of them. It is made again when a
//! newer reader comes, and when it was lost; what a case is decided on stands in its events (decision 0012).
//!
//! A reading that is finished after the recording was named in a case has to be noted there. Which cases those are is found among the entries that
//! add recordings; it is asked again for some minutes, for an act that was being decided meanwhile may have seen the unfinished one.

use crate::append::milliseconds;
use crate::books::Books;
use crate::fault::database;
use crate::files::path;
use crate::sql::{self, Got, row};
use crate::stored_file::StoredFile;
use desk::Fault;
use events::records::Looked;
use events::{FileId, StreamId};
use jiff::{Timestamp, ToSpan};

/// How long cases are looked for in which a finished reading has to be noted; far longer than any act is being decided.
const NOTED_AFTER_MINUTES: i64 = 5;
/// Recordings answered at once.
const AT_ONCE: u64 = 50;

/// A recording that is to be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unread {
    pub file: FileId,
    pub size_bytes: u64,
    /// It was looked through at both ends, by this reader; what is left is to read all of it.
    pub begun: bool,
}

/// A timeline as kept.
#[derive(Clone, Debug, PartialEq)]
pub struct KeptTimeline {
    pub looked: Looked,
    /// The reader's own account as JSON; only the reader knows its form.
    pub timeline: String,
}

impl Books {
    /// Keeps what reading a recording showed, in the place of what an earlier reading did. A finished one is then to be noted in the cases that have the file.
    pub async fn timeline_keep(&self, file: FileId, kept: &KeptTimeline, at: Timestamp) -> Result<(), Fault> {
        let looked = serde_json::to_string(&kept.looked).map_err(|e| Fault::Corrupt(e.to_string()))?;
        let sql = "INSERT INTO timelines (file, reader, unfinished, looked, timeline, at, noted) VALUES ($1, $2, $3, $4, $5, $6, 0) \
                   ON CONFLICT (file) DO UPDATE SET reader = excluded.reader, unfinished = excluded.unfinished, \
                   looked = excluded.looked, timeline = excluded.timeline, at = excluded.at, noted = 0 \
                   WHERE timelines.reader < excluded.reader OR timelines.unfinished = 1";
        let unfinished = kept.looked.unfinished;
        let cells = row![file, kept.looked.reader, unfinished, looked, &kept.timeline, milliseconds(at)];
        self.write(sql, cells).await.map(|_| ())
    }

    /// What reading a recording showed; `None` where it has not been read.
    pub async fn timeline(&self, file: FileId) -> Result<Option<KeptTimeline>, Fault> {
        let sql = "SELECT looked, timeline FROM timelines WHERE file = $1";
        let found = sql::one(&self.shared.database.reader, sql, row![file]).await.map_err(database)?;
        let Some(found) = found else { return Ok(None) };
        let looked = found.text("looked").map_err(database)?;
        let looked = serde_json::from_str(&looked)
            .map_err(|e| Fault::Corrupt(format!("timelines.looked of {file}: {e}")))?;
        Ok(Some(KeptTimeline { looked, timeline: found.text("timeline").map_err(database)? }))
    }

    /// Recordings that this reader has not read, or not to the end, after `after` in the order of their ids.
    pub async fn recordings_unread(&self, reader: u32, after: Option<FileId>) -> Result<Vec<Unread>, Fault> {
        let after = after.map(|file| file.0.to_vec()).unwrap_or_default();
        let sql = format!(
            "SELECT f.sha256, f.size, CAST(CASE WHEN t.reader = $1 THEN 1 ELSE 0 END AS BIGINT) AS begun \
             FROM files f LEFT JOIN timelines t ON t.file = f.sha256 \
             WHERE f.playing IS NOT NULL AND f.leaving IS NULL AND f.sha256 > $2 \
             AND (t.file IS NULL OR t.reader < $1 OR t.unfinished = 1) ORDER BY f.sha256 LIMIT {AT_ONCE}"
        );
        let found = sql::all(&self.shared.database.reader, &sql, row![reader, after]).await;
        let one = |row: &sea_orm::QueryResult| {
            Ok(Unread {
                file: FileId(row.array("sha256")?),
                size_bytes: row.number("size")?,
                begun: row.number("begun")? == 1,
            })
        };
        let all = found.map_err(database)?.iter().map(one).collect::<Result<_, sea_orm::DbErr>>();
        all.map_err(database)
    }

    /// Recordings read to their end whose reading may still have to be noted in cases, with those cases.
    pub async fn readings_to_note(&self) -> Result<Vec<(FileId, Vec<StreamId>)>, Fault> {
        let db = &self.shared.database.reader;
        let sql = format!(
            "SELECT file FROM timelines WHERE noted = 0 AND unfinished = 0 ORDER BY at LIMIT {AT_ONCE}"
        );
        let files = sql::all(db, &sql, vec![]).await.map_err(database)?;
        let mut to_note = Vec::new();
        for found in &files {
            let file = FileId(found.array("file").map_err(database)?);
            to_note.push((file, self.cases_recorded_in(file).await?));
        }
        Ok(to_note)
    }

    /// The cases to which a recording was added.
    async fn cases_recorded_in(&self, file: FileId) -> Result<Vec<StreamId>, Fault> {
        let db = &self.shared.database;
        let holds = if db.is_postgres() { "position($1 IN b.bytes) > 0" } else { "instr(b.bytes, $1) > 0" };
        let sql = format!(
            "SELECT DISTINCT e.stream FROM entries e JOIN bodies b ON b.number = e.number \
             WHERE e.kind = 'RecordingAdded' AND {holds} ORDER BY e.stream"
        );
        let found =
            sql::all(&db.reader, &sql, row![file.to_string().into_bytes()]).await.map_err(database)?;
        found.iter().map(|row| row.stream("stream").map_err(database)).collect()
    }

    /// Says that a reading was noted wherever it had to be; it is looked for again as long as an act may have seen the one before.
    pub async fn reading_noted(&self, file: FileId, now: Timestamp) -> Result<(), Fault> {
        let since = milliseconds(now - NOTED_AFTER_MINUTES.minutes());
        let sql = "UPDATE timelines SET noted = 1 WHERE file = $1 AND unfinished = 0 AND at <= $2";
        self.write(sql, row![file, since]).await.map(|_| ())
    }

    /// A stored file to be read from any place of it, by whoever may block; `None` when it is not stored.
    pub async fn open_file(&self, file: FileId) -> Result<Option<StoredFile>, Fault> {
        let Some(facts) = self.file(file).await? else { return Ok(None) };
        let (objects, size_bytes) = (&self.shared.objects, facts.named.size_bytes);
        if let Some(found) = StoredFile::open(objects, &path(file), size_bytes).await? {
            return Ok(Some(found));
        }
        match self.pieces_of_file(file).await? {
            // It may have been settled between the two looks.
            none if none.is_empty() => StoredFile::open(objects, &path(file), size_bytes).await,
            pieces => Ok(Some(StoredFile::of_pieces(objects, pieces, size_bytes))),
        }
    }
}
