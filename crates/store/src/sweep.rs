//! The sweep: what uploads, crashes and second thoughts leave behind is removed, once nobody can need it any more. Uploads past their day, pieces and
//! half-received files of a killed program, imports past theirs, sessions that have ended, and files that a whole day after they came in no event names.
//!
//! What a dock or an officer brought in and nobody has taken into a case yet (待认领素材) stays as long as it waits there.
//!
//! A file leaves in two steps, so that an act that was being decided meanwhile loses nothing: first its row says that it is leaving, and no act can name it
//! any more; hours later it is gone, unless an event has named it after all. What an event names is never removed here.

use crate::append::milliseconds;
use crate::books::Books;
use crate::fault::database;
use crate::files::path;
use crate::sql::{self, Got, row};
use crate::uploads::UPLOADS;
use crate::{appender, found};
use desk::Fault;
use events::FileId;
use jiff::{Timestamp, ToSpan};
use std::collections::BTreeSet;

/// How long a file may wait for an act to name it, and a half-received one for its next byte.
const WAITS_HOURS: i64 = 24;
/// How long it takes to leave; far longer than any act is being decided and any file is on its way into an object store.
const LEAVES_HOURS: i64 = 6;
/// Bodies looked through at once.
const READ: u64 = 1_000;
/// Files that leave in one transaction.
const LEAVE_AT_ONCE: u64 = 100;

/// Whether a file waits in an inbox to be taken into a case.
const WAITING: &str = "EXISTS (SELECT 1 FROM incoming WHERE incoming.file = files.sha256)";

/// What a sweep removed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Swept {
    /// Uploads that nobody took up again in time, and finished ones whose answer is no longer kept.
    pub uploads: u64,
    /// Uploads of which only pieces were left.
    pub pieces: u64,
    /// Files that were coming in when the program was killed.
    pub incoming: u64,
    /// Files that no event names: told that they leave, and gone.
    pub leaving: u64,
    pub files: u64,
    pub sessions: u64,
    /// Imports that nobody took over or gave up in time, and those that were taken over long ago.
    pub imports: u64,
}

impl Books {
    /// Sweeps once. Faults leave the rest for the next time; any number of nodes may sweep at the same moment.
    pub async fn sweep(&self, now: Timestamp) -> Result<Swept, Fault> {
        let mut swept = Swept { sessions: self.sessions_expire(now).await?, ..Swept::default() };
        loop {
            let expired = self.uploads_expired(now).await?;
            if expired.is_empty() {
                break;
            }
            for upload in expired {
                self.upload_drop(&upload.id).await?;
                swept.uploads += 1;
            }
        }
        swept.pieces = self.sweep_pieces().await?;
        swept.imports = self.imports_expire(now).await?;
        let day_ago = now - WAITS_HOURS.hours();
        self.pages_expire(day_ago).await?;
        swept.incoming = self.shared.objects.incoming_sweep(day_ago.into())?;
        if self.files_to_look_at(day_ago).await? {
            self.note_named().await?;
            self.back_those_named().await?;
            swept.files = self.remove_left(now - LEAVES_HOURS.hours()).await?;
            swept.leaving = self.tell_leaving(day_ago, now).await?;
        }
        if swept != Swept::default() {
            tracing::info!(?swept, "swept");
        }
        Ok(swept)
    }

    /// Pieces whose upload is gone; ids are drawn once, so it never comes back.
    async fn sweep_pieces(&self) -> Result<u64, Fault> {
        let mut gone = 0;
        for id in self.shared.objects.names_below(UPLOADS).await? {
            if self.upload(&id).await?.is_none() {
                self.upload_pieces_drop(&id).await?;
                gone += 1;
            }
        }
        Ok(gone)
    }

    /// Whether a file is old enough and not known to be named; else nothing needs to be looked through.
    async fn files_to_look_at(&self, day_ago: Timestamp) -> Result<bool, Fault> {
        let sql = format!(
            "SELECT 1 AS there FROM files WHERE named IS NULL AND at <= $1 AND NOT {WAITING} LIMIT 1"
        );
        let found = sql::one(&self.shared.database.reader, &sql, row![milliseconds(day_ago)]).await;
        Ok(found.map_err(database)?.is_some())
    }

    /// Looks through every body that was not looked through before, and notes at each file that it is named.
    async fn note_named(&self) -> Result<(), Fault> {
        let db = &self.shared.database;
        loop {
            let found = sql::one(&db.reader, "SELECT looked FROM upkeep WHERE id = 1", vec![]).await;
            let found = found.map_err(database)?;
            let found = found.ok_or_else(|| Fault::Corrupt("table upkeep has no row".to_owned()))?;
            let looked = found.number("looked").map_err(database)?;
            let until = found::head(&db.reader).await?.frontier.size().min(looked + READ);
            if until <= looked {
                return Ok(());
            }
            let sql =
                "SELECT number, bytes FROM bodies WHERE number >= $1 AND number < $2 AND bytes IS NOT NULL";
            let bodies = sql::all(&db.reader, sql, row![looked, until]).await.map_err(database)?;
            let noting = appender::begin(&self.shared).await.map_err(Fault::from)?;
            for body in &bodies {
                let number = body.number("number").map_err(database)?;
                for file in files_in(&body.bytes("bytes").map_err(database)?) {
                    let sql = "UPDATE files SET named = $2 WHERE sha256 = $1 AND named IS NULL";
                    sql::run(&noting, sql, row![file, number]).await.map_err(database)?;
                }
            }
            let sql = "UPDATE upkeep SET looked = $1 WHERE id = 1 AND looked < $1";
            sql::run(&noting, sql, row![until]).await.map_err(database)?;
            noting.commit().await.map_err(database)?;
        }
    }

    /// An act that was being decided when a file was told to leave has named it.
    async fn back_those_named(&self) -> Result<(), Fault> {
        let back = format!(
            "UPDATE files SET leaving = NULL WHERE leaving IS NOT NULL AND (named IS NOT NULL OR {WAITING})"
        );
        self.write(&back, vec![]).await.map(|_| ())
    }

    async fn tell_leaving(&self, day_ago: Timestamp, now: Timestamp) -> Result<u64, Fault> {
        let leave = format!(
            "UPDATE files SET leaving = $2 WHERE named IS NULL AND leaving IS NULL AND at <= $1 AND NOT {WAITING}"
        );
        self.write(&leave, row![milliseconds(day_ago), milliseconds(now)]).await
    }

    /// Removes files that were told to leave long enough ago, the object before its row; the rows are held meanwhile, so that the same
    /// bytes coming in again wait, and come in whole.
    async fn remove_left(&self, since: Timestamp) -> Result<u64, Fault> {
        let mut gone = 0;
        loop {
            let db = appender::begin(&self.shared).await.map_err(Fault::from)?;
            let lock = if self.shared.database.is_postgres() { " FOR UPDATE" } else { "" };
            let sql = format!(
                "SELECT sha256 FROM files WHERE named IS NULL AND leaving <= $1 AND NOT {WAITING} ORDER BY sha256 LIMIT {LEAVE_AT_ONCE}{lock}"
            );
            let left = sql::all(&db, &sql, row![milliseconds(since)]).await.map_err(database)?;
            if left.is_empty() {
                db.rollback().await.map_err(database)?;
                return Ok(gone);
            }
            let mut uploads = BTreeSet::new();
            for found in &left {
                let file = FileId(found.array("sha256").map_err(database)?);
                uploads.extend(self.pieces_of_file(file).await?.into_iter().map(|piece| piece.upload));
                self.shared.objects.delete(&path(file)).await?;
                sql::run(&db, "DELETE FROM files WHERE sha256 = $1", row![file]).await.map_err(database)?;
                gone += 1;
            }
            db.commit().await.map_err(database)?;
            for upload in uploads {
                self.upload_pieces_drop(&upload).await?;
            }
        }
    }
}

/// Every file a body may name: whatever in it is written as a file's id is. One too many keeps a file; one too few would lose it.
fn files_in(body: &[u8]) -> BTreeSet<FileId> {
    let words = body.split(|byte| !byte.is_ascii_hexdigit()).filter(|word| word.len() == 64);
    words.filter_map(|word| std::str::from_utf8(word).ok()?.parse().ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_found_wherever_a_body_names_it() {
        let id = "ab".repeat(32);
        let body = format!(r#"{{"files":[{{"sha256":"{id}","sm3":"{}"}}],"short":"abcd"}}"#, "0".repeat(64));
        let found = files_in(body.as_bytes());
        assert!(found.contains(&FileId([0xab; 32])) && found.len() == 2, "{found:?}");
        assert!(files_in(b"nothing").is_empty());
    }
}
