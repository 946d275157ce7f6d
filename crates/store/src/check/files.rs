//! Stored files: the bytes against both digests and the size in their row.

use super::Report;
use crate::books::Books;
use crate::fault::database;
use crate::files::{facts, path};
use crate::seal;
use crate::sql::{self, Got, row};
use crate::tables::FILES;
use desk::Fault;
use events::FileId;
use events::people::FileNamed;
use futures::StreamExt;
use sea_orm::DatabaseTransaction;
use sha2::{Digest, Sha256};
use sm3::Sm3;

/// Rows read at once.
const READ: u64 = 500;

pub(super) async fn check(
    books: &Books,
    db: &DatabaseTransaction,
    report: &mut Report<'_>,
) -> Result<(), Fault> {
    let mut after: Vec<u8> = Vec::new();
    loop {
        let sql = format!(
            "SELECT {} FROM files WHERE leaving IS NULL AND sha256 > $1 ORDER BY sha256 LIMIT {READ}",
            FILES.column_names()
        );
        let rows = sql::all(db, &sql, row![after.as_slice()]).await.map_err(database)?;
        for found in &rows {
            if !seal::holds(&sql::cells(found, &FILES).map_err(database)?) {
                let id = hex::encode(found.bytes("sha256").map_err(database)?);
                report.find(
                    format!("files/{}/{id}", &id[..2.min(id.len())]),
                    "its row is not what was written",
                );
            }
            after = found.bytes("sha256").map_err(database)?;
            match facts(found) {
                Ok((id, facts)) => one(books, id, &facts.named, report).await?,
                Err(Fault::Corrupt(what)) => report.find(format!("files/{}", hex::encode(&after)), what),
                Err(fault) => return Err(fault),
            }
        }
        if rows.is_empty() {
            return Ok(());
        }
    }
}

async fn one(books: &Books, id: FileId, named: &FileNamed, report: &mut Report<'_>) -> Result<(), Fault> {
    report.checked.files += 1;
    let place = path(id);
    let Some(mut bytes) = books.get_file(id, None).await? else {
        report.find(place, "is missing");
        return Ok(());
    };
    let (mut size_bytes, mut sha256, mut sm3) = (0u64, Sha256::new(), Sm3::new());
    while let Some(piece) = bytes.next().await {
        let piece = piece?;
        size_bytes += piece.len() as u64;
        sha256.update(&piece);
        sm3.update(&piece);
    }
    if size_bytes != named.size_bytes {
        report.find(&place, format!("has {size_bytes} bytes, its row says {}", named.size_bytes));
    }
    if <[u8; 32]>::from(sha256.finalize()) != id.0 {
        report.find(&place, "its SHA-256 is not its name");
    }
    // One that lies in pieces has no SM3 yet; it may have got it since its row was read.
    let told = match named.sm3.is_empty() {
        true if books.pieces_of_file(id).await?.is_empty() => {
            books.file(id).await?.map(|facts| facts.named.sm3)
        }
        true => None,
        false => Some(named.sm3.clone()),
    };
    if told.is_some_and(|told| told != hex::encode(sm3.finalize())) {
        report.find(&place, "its SM3 is not that of its row");
    }
    Ok(())
}
