//! What stands beside the ledger and no reading makes again: the acts with their keys, by their seals and by the entries they account for; the series of
//! gapless numbers, by the numbers that events bear; uploads under way, by the digests in the names of their pieces; and, in SQLite, the file itself.

use super::Report;
use crate::append::SeriesKey;
use crate::books::Books;
use crate::fault::database;
use crate::seal;
use crate::sql::{self, Got, Table, row};
use crate::tables::{ACTS, SERIES};
use crate::uploads::is_sound;
use desk::Fault;
use sea_orm::DatabaseTransaction;
use std::collections::BTreeMap;

/// Rows read at once.
const READ: u64 = 1_000;

pub(super) async fn check(
    books: &Books,
    db: &DatabaseTransaction,
    numbers: Numbers,
    report: &mut Report<'_>,
) -> Result<(), Fault> {
    if !books.shared.database.is_postgres() {
        sound_file(db, report).await?;
    }
    acts(db, report).await?;
    series(db, numbers, report).await?;
    uploads(books, db, report).await
}

/// The last number of each series that an event bears.
#[derive(Default)]
pub(super) struct Numbers {
    pub last: BTreeMap<SeriesKey, u32>,
    /// Erased bodies, whose numbers are not known any more.
    pub erased: bool,
}

async fn sound_file(db: &DatabaseTransaction, report: &mut Report<'_>) -> Result<(), Fault> {
    for found in sql::all(db, "PRAGMA integrity_check(20)", vec![]).await.map_err(database)? {
        let says: String = found.try_get_by_index(0).map_err(database)?;
        if says != "ok" {
            report.find("database", says);
        }
    }
    Ok(())
}

async fn acts(db: &DatabaseTransaction, report: &mut Report<'_>) -> Result<(), Fault> {
    let (mut after, mut entries, mut end) = (String::new(), 0, 0);
    loop {
        let columns = ACTS.column_names();
        let sql = format!("SELECT {columns} FROM acts WHERE key > $1 ORDER BY key LIMIT {READ}");
        let rows = sql::all(db, &sql, row![after.as_str()]).await.map_err(database)?;
        for found in &rows {
            let key = found.text("key").map_err(database)?;
            let cells = sql::cells(found, &ACTS).map_err(database)?;
            if !seal::holds(&cells) {
                report.find(format!("act {key}"), "is not what was written: its seal does not hold");
            }
            let (first, count) =
                (found.int("first").map_err(database)?, found.int("count").map_err(database)?);
            entries += i128::from(count);
            end = end.max(i128::from(first) + i128::from(count));
            after = key;
        }
        if rows.is_empty() {
            break;
        }
    }
    let size = i128::from(report.checked.entries);
    if entries != size || end != size {
        report.find("acts", format!("account for {entries} entries up to {end}, there are {size}"));
    }
    Ok(())
}

async fn series(db: &DatabaseTransaction, numbers: Numbers, report: &mut Report<'_>) -> Result<(), Fault> {
    let sql = format!("SELECT {} FROM {}", SERIES.column_names(), SERIES.name);
    let mut stored = BTreeMap::new();
    for found in sql::all(db, &sql, vec![]).await.map_err(database)? {
        let year = i16::try_from(found.int("year").map_err(database)?).unwrap_or(i16::MIN);
        let key = (found.text("letter").map_err(database)?, found.text("word").map_err(database)?, year);
        stored.insert(key, found.int("last").map_err(database)?);
    }
    let place = |(letter, word, year): &SeriesKey| format!("series {letter}{word}〔{year}〕");
    for (key, last) in &numbers.last {
        match stored.get(key) {
            None => report.find(place(key), "is missing"),
            Some(there) if *there < i64::from(*last) || (*there > i64::from(*last) && !numbers.erased) => {
                report.find(place(key), format!("stands at {there}, the last number given is {last}"));
            }
            Some(_) => {}
        }
    }
    for key in stored.keys().filter(|key| !numbers.last.contains_key(*key) && !numbers.erased) {
        report.find(place(key), "no event bears a number of it");
    }
    Ok(())
}

const PARTS: Table = Table {
    name: "upload_parts",
    columns: &[("upload", sql::Kind::Text), ("start", sql::Kind::Int), ("object", sql::Kind::Text)],
};

/// Every piece that was noted lies there as it came in, and the pieces of an upload reach as far as it says; a joined one has those of its parts.
async fn uploads(books: &Books, db: &DatabaseTransaction, report: &mut Report<'_>) -> Result<(), Fault> {
    let sql = "SELECT id, received FROM uploads WHERE file IS NULL AND joins NOT LIKE 'of %' ORDER BY id";
    for found in sql::all(db, sql, vec![]).await.map_err(database)? {
        let (id, received) =
            (found.text("id").map_err(database)?, found.number("received").map_err(database)?);
        let place = format!("upload {id}");
        let sql =
            format!("SELECT {} FROM upload_parts WHERE upload = $1 ORDER BY start", PARTS.column_names());
        let mut end = 0;
        for part in sql::all(db, &sql, row![&id]).await.map_err(database)? {
            let object = part.text("object").map_err(database)?;
            if part.number("start").map_err(database)? != end {
                report.find(&place, format!("a piece begins elsewhere than at {end}"));
            }
            match books.shared.objects.get(&object).await {
                Ok(Some(piece)) => {
                    end += piece.len() as u64;
                    if !is_sound(&object, &piece) {
                        report.find(&object, "is not what came in");
                    }
                }
                Ok(None) => report.find(&object, "is missing"),
                Err(fault) => report.find(&object, fault.to_string()),
            }
        }
        if end != received {
            report.find(&place, format!("stands at {received}, its pieces reach to {end}"));
        }
    }
    let sql = "SELECT upload FROM upload_parts WHERE upload NOT IN (SELECT id FROM uploads)";
    for part in sql::all(db, sql, vec![]).await.map_err(database)? {
        report.find(
            format!("upload {}", part.text("upload").map_err(database)?),
            "has pieces and is not there",
        );
    }
    Ok(())
}
