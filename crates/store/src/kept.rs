//! A case as it is carried away: every entry's exact bytes with the salt and exact body beside it, for the archive package.

use crate::books::Books;
use crate::fault::database;
use crate::sql::{self, Got, row};
use desk::Fault;
use events::StreamId;

/// An entry with its body. Neither salt nor body remains of one that was lawfully erased.
#[derive(Clone, Debug, PartialEq)]
pub struct KeptEntry {
    pub number: u64,
    pub entry: Vec<u8>,
    pub body: Option<([u8; 32], Vec<u8>)>,
}

impl Books {
    /// Every entry of a stream, oldest first; one query.
    pub async fn kept_entries(&self, stream: StreamId) -> Result<Vec<KeptEntry>, Fault> {
        let sql = "SELECT e.number, e.bytes AS entry, b.salt, b.bytes AS body FROM entries e \
                   JOIN bodies b ON b.number = e.number WHERE e.stream = $1 ORDER BY e.seq";
        let found = sql::all(&self.shared.database.reader, sql, row![stream]).await.map_err(database)?;
        let read = |row: &sea_orm::QueryResult| {
            let body: Option<Vec<u8>> = row.try_get("", "body").map_err(database)?;
            let body = match body {
                Some(body) => Some((row.array("salt").map_err(database)?, body)),
                None => None,
            };
            let (number, entry) =
                (row.number("number").map_err(database)?, row.bytes("entry").map_err(database)?);
            Ok(KeptEntry { number, entry, body })
        };
        found.iter().map(read).collect()
    }
}
