//! 待认领素材: files that came from a recording device and wait to be taken into a case, in the inbox of a body (plan clauses 10 and 12). They are kept apart from the ledger, as
//! uploads are, until an act names them (decision 0014); what waits here is never swept away. The device, who brought it, when, and how far the device's clock was off at the
//! dock stay with the file afterwards, too.

use crate::append::milliseconds;
use crate::books::Books;
use crate::fault::database;
use crate::history::instant;
use crate::readings::PAGE_MAX;
use crate::seal::sealed;
use crate::sql::{self, Cell, Got, row};
use desk::Fault;
use events::{FileId, OfficerId, StreamId};
use jiff::Timestamp;
use sea_orm::QueryResult;

/// How far a list can be leafed through.
const OFFSET_MAX: u64 = 10_000;

/// A file that was handed in as the recording of a device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Incoming {
    pub body: String,
    pub file: FileId,
    pub device: String,
    /// Whom it waits for beside whoever looks after the devices; `None` where nobody held the device.
    pub officer: Option<OfficerId>,
    /// The officer who brought it, or the token with which it was.
    pub brought_by: OfficerId,
    pub name: String,
    /// How far the device's clock was ahead at the dock, where it was compared.
    pub clock_offset_seconds: Option<i64>,
    pub at: Timestamp,
    pub size_bytes: u64,
    pub media_type: String,
    /// The case for which it was filmed, where an outside recorder did.
    pub task: Option<StreamId>,
    /// The case it has been taken into.
    pub claimed: Option<StreamId>,
}

/// Which incoming files are asked for.
#[derive(Clone, Debug)]
pub struct Inbox<'a> {
    pub body: &'a str,
    /// Only those that wait for this officer, or that he or she brought.
    pub officer: Option<&'a OfficerId>,
    /// Only those of this device, taken into a case or not.
    pub device: Option<&'a str>,
}

const SELECT: &str = "SELECT i.body, i.file, i.device, i.officer, i.brought_by, i.name, i.clock_offset, i.at, i.task, f.size, f.media_type, \
                      (SELECT r.stream FROM recordings r WHERE r.file = i.file AND r.body = i.body ORDER BY r.stream LIMIT 1) AS claimed \
                      FROM incoming i JOIN files f ON f.sha256 = i.file";

impl Books {
    /// Lets a stored file wait in the inbox. One that waits there already, or did, stays as it was handed in. Gives what stands; `None` when the file is not stored.
    pub async fn incoming_put(&self, incoming: &Incoming) -> Result<Option<Incoming>, Fault> {
        // A file that is leaving has to be sent again; one that is told to leave at this moment is brought back by the sweep, which looks here before anything is gone.
        let sql = "INSERT INTO incoming (body, file, device, brought_by, name, clock_offset, at, task, seal, officer) \
                   SELECT $1, f.sha256, $3, $4, $5, $6, $7, $8, $9, $10 FROM files f WHERE f.sha256 = $2 AND f.leaving IS NULL \
                   ON CONFLICT (body, file) DO NOTHING";
        let officer = incoming.officer.as_ref().map(|officer| officer.0.clone());
        let mut cells = sealed(row![
            &incoming.body,
            incoming.file,
            &incoming.device,
            &incoming.brought_by,
            &incoming.name,
            incoming.clock_offset_seconds,
            milliseconds(incoming.at),
            incoming.task.map(|task| task.0.to_vec())
        ]);
        cells.push(Cell::from(officer));
        self.write(sql, cells).await?;
        let sql = format!("{SELECT} WHERE i.body = $1 AND i.file = $2");
        let cells = row![&incoming.body, incoming.file];
        let found = sql::one(&self.shared.database.writer, &sql, cells).await.map_err(database)?;
        found.as_ref().map(incoming_of).transpose()
    }

    /// What a body was handed in of this file.
    pub async fn incoming(&self, body: &str, file: FileId) -> Result<Option<Incoming>, Fault> {
        let sql = format!("{SELECT} WHERE i.body = $1 AND i.file = $2");
        let found = sql::one(&self.shared.database.reader, &sql, row![body, file]).await.map_err(database)?;
        found.as_ref().map(incoming_of).transpose()
    }

    /// What waits in an inbox, the newest first; of one device everything it ever handed in. `page` counts from 0, fifty each.
    pub async fn inbox(&self, asked: &Inbox<'_>, page: u64) -> Result<Vec<Incoming>, Fault> {
        let mut cells: Vec<Cell> = row![asked.body];
        let mut sql = format!("{SELECT} WHERE i.body = $1");
        match asked.device {
            Some(device) => {
                cells.push(device.into());
                sql += &format!(" AND i.device = ${}", cells.len());
            }
            None => {
                sql +=
                    " AND NOT EXISTS (SELECT 1 FROM recordings r WHERE r.file = i.file AND r.body = i.body)";
            }
        }
        if let Some(officer) = asked.officer {
            cells.push(officer.into());
            sql += &format!(" AND (i.officer = ${0} OR i.brought_by = ${0})", cells.len());
        }
        let offset = page.saturating_mul(PAGE_MAX).min(OFFSET_MAX);
        sql += &format!(" ORDER BY i.at DESC, i.file LIMIT {PAGE_MAX} OFFSET {offset}");
        let found = sql::all(&self.shared.database.reader, &sql, cells).await.map_err(database)?;
        found.iter().map(incoming_of).collect()
    }

    /// Lets a file wait for another officer; `false` when there is none such.
    pub async fn incoming_give(&self, body: &str, file: FileId, officer: &OfficerId) -> Result<bool, Fault> {
        let sql = "UPDATE incoming SET officer = $3 WHERE body = $1 AND file = $2";
        Ok(self.write(sql, row![body, file, officer]).await? == 1)
    }
}

fn incoming_of(found: &QueryResult) -> Result<Incoming, Fault> {
    let officer: Option<String> = found.try_get("", "officer").map_err(database)?;
    let stream = |column: &str| {
        let tag: Option<Vec<u8>> = found.try_get("", column).map_err(database)?;
        let stream = tag.map(|tag| tag.try_into().map(StreamId)).transpose();
        stream.map_err(|_| Fault::Corrupt(format!("incoming.{column} does not hold 16 bytes")))
    };
    Ok(Incoming {
        body: found.text("body").map_err(database)?,
        file: FileId(found.array("file").map_err(database)?),
        device: found.text("device").map_err(database)?,
        officer: officer.map(OfficerId),
        brought_by: OfficerId(found.text("brought_by").map_err(database)?),
        name: found.text("name").map_err(database)?,
        clock_offset_seconds: found.try_get("", "clock_offset").map_err(database)?,
        at: instant(found.int("at").map_err(database)?)?,
        size_bytes: found.number("size").map_err(database)?,
        media_type: found.text("media_type").map_err(database)?,
        task: stream("task")?,
        claimed: stream("claimed")?,
    })
}
