//! Imports of registers as the store keeps them: the file as an object, one row for where it stands, one for each bad cell. A reading is claimed by a node and
//! tells now and then that it goes on; one of which nothing was heard for a minute, because the program was killed, is claimed anew and begins again from
//! the stored file. The row comes before the object, so that no object lies there that no row tells of.

use crate::appender;
use crate::books::Books;
use crate::fault::{self, database};
use crate::files::Received;
use crate::history::instant;
use crate::sql::{self, Got, row};
use crate::tables::IMPORT_FAULTS;
use desk::Fault;
use events::OfficerId;
use futures::TryStreamExt;
use jiff::{Timestamp, ToSpan};
use sea_orm::QueryResult;
use std::fs::File;
use tokio::io::AsyncWriteExt;

/// Where the files of imports lie.
pub(crate) const IMPORTS: &str = "imports";
/// An import of which nothing was heard for so long has been left by whoever read it.
const LEFT_AFTER_SECONDS: i64 = 60;

/// Where an import stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ImportStage {
    /// The file is on its way into the object store.
    Coming,
    /// Its rows are being read.
    Reading,
    /// It was read; the person decides.
    Read,
    /// Its good rows are being made a proposal.
    Taking,
    /// They are one.
    Taken,
    /// The file as a whole cannot be imported.
    Refused,
}

const STAGES: [(ImportStage, &str); 6] = [
    (ImportStage::Coming, "coming"),
    (ImportStage::Reading, "reading"),
    (ImportStage::Read, "read"),
    (ImportStage::Taking, "taking"),
    (ImportStage::Taken, "taken"),
    (ImportStage::Refused, "refused"),
];

impl ImportStage {
    pub fn word(self) -> &'static str {
        STAGES.iter().find(|(stage, _)| *stage == self).map_or("", |(_, word)| word)
    }
}

/// An import under way.
#[derive(Clone, Debug, PartialEq)]
pub struct Import {
    /// Drawn by the caller, unguessable.
    pub id: String,
    pub officer: OfficerId,
    /// Word of the register.
    pub register: String,
    /// Name of the file as it was sent in.
    pub name: String,
    pub size_bytes: u64,
    pub stage: ImportStage,
    /// Why, as the proposal is to say it; empty before the person has decided.
    pub reason: String,
    pub rows_read: u64,
    pub seen: Timestamp,
    pub begun: Timestamp,
    pub expires: Timestamp,
    /// What came of reading it, as JSON; whoever reads it knows its form.
    pub said: String,
}

const SELECT: &str = "SELECT id, officer, register, name, size, stage, reason, rows_read, seen, begun, expires, said FROM imports";

impl Books {
    /// Begins an import with the file that was received.
    pub async fn import_begin(&self, import: &Import, received: Received) -> Result<(), Fault> {
        let sql = "INSERT INTO imports (id, officer, register, name, size, stage, reason, rows_read, seen, begun, expires, said) \
                   VALUES ($1, $2, $3, $4, $5, $6, '', 0, $7, $7, $8, '')";
        let (begun, expires) = (import.begun.as_millisecond(), import.expires.as_millisecond());
        let coming = ImportStage::Coming.word();
        let Import { id, officer, register, name, size_bytes, .. } = import;
        self.write(sql, row![id, officer, register, name, *size_bytes, coming, begun, expires]).await?;
        self.shared.objects.keep(received.into_file()?, &path(id)).await?;
        self.import_moves(id, ImportStage::Coming, ImportStage::Reading).await.map(|_| ())
    }

    pub async fn import(&self, id: &str) -> Result<Option<Import>, Fault> {
        let found =
            sql::one(&self.shared.database.reader, &format!("{SELECT} WHERE id = $1"), row![id]).await;
        found.map_err(database)?.as_ref().map(import_of).transpose()
    }

    /// The newest imports of an officer into a register, at most fifty.
    pub async fn imports_of(&self, officer: &OfficerId, register: &str) -> Result<Vec<Import>, Fault> {
        let most = crate::readings::PAGE_MAX;
        let sql = format!("{SELECT} WHERE officer = $1 AND register = $2 ORDER BY begun DESC LIMIT {most}");
        self.imports_found(&sql, row![officer, register]).await
    }

    /// Imports that are being read or taken over and of which nothing was heard for a minute.
    pub async fn imports_left(&self, now: Timestamp) -> Result<Vec<Import>, Fault> {
        let most = crate::readings::PAGE_MAX;
        let sql = format!(
            "{SELECT} WHERE stage IN ('reading', 'taking') AND seen <= $1 ORDER BY seen LIMIT {most}"
        );
        let since = (now - LEFT_AFTER_SECONDS.seconds()).as_millisecond();
        self.imports_found(&sql, row![since]).await
    }

    async fn imports_found(&self, sql: &str, cells: sql::Row) -> Result<Vec<Import>, Fault> {
        let found = sql::all(&self.shared.database.reader, sql, cells).await.map_err(database)?;
        found.iter().map(import_of).collect()
    }

    /// Claims an import that was left; `false` when another node was faster.
    pub async fn import_claim(&self, import: &Import, now: Timestamp) -> Result<bool, Fault> {
        let sql = "UPDATE imports SET seen = $2, rows_read = 0 WHERE id = $1 AND seen = $3 AND stage = $4";
        let (seen, stage) = (import.seen.as_millisecond(), import.stage.word());
        Ok(self.write(sql, row![&import.id, now.as_millisecond(), seen, stage]).await? == 1)
    }

    /// Notes how far the reading has come; `false` when the import is no longer there or no longer in this stage.
    pub async fn import_goes_on(
        &self,
        id: &str,
        stage: ImportStage,
        rows_read: u64,
        now: Timestamp,
    ) -> Result<bool, Fault> {
        let sql = "UPDATE imports SET rows_read = $2, seen = $3 WHERE id = $1 AND stage = $4";
        Ok(self.write(sql, row![id, rows_read, now.as_millisecond(), stage.word()]).await? == 1)
    }

    /// Moves an import from one stage to the next; `false` when it is not there or stands elsewhere.
    pub async fn import_moves(&self, id: &str, from: ImportStage, to: ImportStage) -> Result<bool, Fault> {
        let sql = "UPDATE imports SET stage = $3 WHERE id = $1 AND stage = $2";
        Ok(self.write(sql, row![id, from.word(), to.word()]).await? == 1)
    }

    /// The person has decided to take the good rows over, for this reason; `false` when it was decided before.
    pub async fn import_decided(&self, id: &str, reason: &str, now: Timestamp) -> Result<bool, Fault> {
        let sql =
            "UPDATE imports SET stage = 'taking', reason = $2, seen = $3 WHERE id = $1 AND stage = 'read'";
        Ok(self.write(sql, row![id, reason, now.as_millisecond()]).await? == 1)
    }

    /// Ends a stage: what came of it, and every bad cell in the place of those told before. All or nothing.
    pub async fn import_ends(
        &self,
        id: &str,
        (from, to): (ImportStage, ImportStage),
        rows_read: u64,
        said: &str,
        faults: Option<Vec<String>>,
    ) -> Result<bool, Fault> {
        let db = appender::begin(&self.shared).await.map_err(Fault::from)?;
        let sql = "UPDATE imports SET stage = $3, rows_read = $4, said = $5 WHERE id = $1 AND stage = $2";
        let ended = sql::run(&db, sql, row![id, from.word(), to.word(), rows_read, said]).await;
        if ended.map_err(database)? != 1 {
            db.rollback().await.map_err(database)?;
            return Ok(false);
        }
        if let Some(faults) = faults {
            sql::run(&db, "DELETE FROM import_faults WHERE import = $1", row![id]).await.map_err(database)?;
            let rows = (0_u64..).zip(faults).map(|(place, fault)| row![id, place, fault]).collect();
            sql::insert(&db, &IMPORT_FAULTS, rows, "").await.map_err(database)?;
        }
        db.commit().await.map_err(database)?;
        Ok(true)
    }

    /// Bad cells from a place on, in order, each as JSON.
    pub async fn import_faults(&self, id: &str, from: u64, count: u64) -> Result<Vec<String>, Fault> {
        let sql = format!(
            "SELECT fault FROM import_faults WHERE import = $1 AND place >= $2 ORDER BY place LIMIT {count}"
        );
        let found = sql::all(&self.shared.database.reader, &sql, row![id, from]).await.map_err(database)?;
        found.iter().map(|row| row.text("fault").map_err(database)).collect()
    }

    /// The file of an import, from its beginning; gone when dropped.
    pub async fn import_file(&self, id: &str) -> Result<File, Fault> {
        let found = self.shared.objects.stream(&path(id), None).await?;
        let mut bytes = found.ok_or_else(|| Fault::Corrupt(format!("object {} is missing", path(id))))?;
        let file = self.shared.objects.incoming()?;
        let mut into = tokio::fs::File::from_std(file.reopen().map_err(fault::file)?);
        while let Some(piece) = bytes.try_next().await? {
            into.write_all(&piece).await.map_err(fault::file)?;
        }
        into.flush().await.map_err(fault::file)?;
        // The name is given up at once; the open file lives as long as somebody reads it.
        file.reopen().map_err(fault::file)
    }

    /// Forgets an import: the object before its row.
    pub async fn import_drop(&self, id: &str) -> Result<(), Fault> {
        self.shared.objects.delete(&path(id)).await?;
        self.write("DELETE FROM import_faults WHERE import = $1", row![id]).await?;
        self.write("DELETE FROM imports WHERE id = $1", row![id]).await.map(|_| ())
    }

    /// Forgets every import whose days are over; answers how many.
    pub(crate) async fn imports_expire(&self, now: Timestamp) -> Result<u64, Fault> {
        let most = crate::readings::PAGE_MAX;
        let sql = format!("{SELECT} WHERE expires <= $1 ORDER BY expires LIMIT {most}");
        let mut gone = 0;
        loop {
            let expired = self.imports_found(&sql, row![now.as_millisecond()]).await?;
            if expired.is_empty() {
                return Ok(gone);
            }
            for import in expired {
                self.import_drop(&import.id).await?;
                gone += 1;
            }
        }
    }
}

fn path(id: &str) -> String {
    format!("{IMPORTS}/{id}")
}

fn import_of(found: &QueryResult) -> Result<Import, Fault> {
    let at = |column: &str| instant(found.int(column).map_err(database)?);
    let text = |column: &str| found.text(column).map_err(database);
    let word = text("stage")?;
    let stage = STAGES.iter().find(|(_, known)| *known == word).map(|(stage, _)| *stage);
    Ok(Import {
        id: text("id")?,
        officer: OfficerId(text("officer")?),
        register: text("register")?,
        name: text("name")?,
        size_bytes: found.number("size").map_err(database)?,
        stage: stage.ok_or_else(|| Fault::Corrupt(format!("imports.stage holds {word}")))?,
        reason: text("reason")?,
        rows_read: found.number("rows_read").map_err(database)?,
        seen: at("seen")?,
        begun: at("begun")?,
        expires: at("expires")?,
        said: text("said")?,
    })
}
