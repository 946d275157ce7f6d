//! What waits to be taken into a case: each row as it was written, and its file stored. Whom it waits for may change and is not sealed.

use super::Report;
use crate::fault::database;
use crate::seal;
use crate::sql::{self, Got, row};
use crate::tables::INCOMING;
use desk::Fault;
use sea_orm::DatabaseTransaction;

/// Rows read at once.
const READ: u64 = 500;

pub(super) async fn check(db: &DatabaseTransaction, report: &mut Report<'_>) -> Result<(), Fault> {
    let (mut file, mut body): (Vec<u8>, String) = (Vec::new(), String::new());
    loop {
        let sql = format!(
            "SELECT {}, (SELECT COUNT(*) FROM files f WHERE f.sha256 = incoming.file AND f.leaving IS NULL) AS stored \
             FROM incoming WHERE file > $1 OR (file = $1 AND body > $2) ORDER BY file, body LIMIT {READ}",
            INCOMING.column_names()
        );
        let rows = sql::all(db, &sql, row![file.as_slice(), &body]).await.map_err(database)?;
        for found in &rows {
            file = found.bytes("file").map_err(database)?;
            body = found.text("body").map_err(database)?;
            let place = format!("incoming {}", hex::encode(&file));
            if !seal::holds(&sql::cells(found, &INCOMING).map_err(database)?) {
                report.find(&place, "its row is not what was written");
            }
            if found.int("stored").map_err(database)? == 0 {
                report.find(&place, "the file that waits is not stored");
            }
        }
        if rows.is_empty() {
            return Ok(());
        }
    }
}
