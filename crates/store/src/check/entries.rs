//! Entries and bodies: each leaf hash, each commitment, the order of numbers and places, the columns beside the bytes, and the tree
//! against the head.

use super::Report;
use super::acts::Numbers;
use crate::append::series_key;
use crate::fault::database;
use crate::files::path;
use crate::found;
use crate::sql::{self, Cell, Got, marks, row};
use desk::Fault;
use events::{Body, Entry, FileId};
use ledger::hash::{Hash, leaf_hash};
use ledger::tree::Frontier;
use sea_orm::{DatabaseTransaction, QueryResult};
use serde_json::Value;
use std::collections::BTreeSet;

/// Entries read at once.
const READ: u64 = 1_000;

/// Checks them; answers the numbers their events bear.
pub(super) async fn check(db: &DatabaseTransaction, report: &mut Report<'_>) -> Result<Numbers, Fault> {
    let mut numbers = Numbers::default();
    let head = match found::head(db).await {
        Ok(head) => Some(head),
        Err(Fault::Corrupt(what)) => {
            report.find("head", what);
            None
        }
        Err(fault) => return Err(fault),
    };
    let mut tree = Frontier::new();
    loop {
        let next = tree.size();
        let sql = "SELECT e.number, e.stream, e.seq, e.kind, e.at, e.bytes, e.leaf_hash, b.number AS has_body, b.salt, \
                   b.bytes AS body FROM entries e LEFT JOIN bodies b ON b.number = e.number \
                   WHERE e.number >= $1 AND e.number < $2 ORDER BY e.number";
        let rows = sql::all(db, sql, row![next, next + READ]).await.map_err(database)?;
        let mut named = Vec::new();
        for found in &rows {
            let number = found.number("number").map_err(database)?;
            if let Ok(Some(body)) = found.try_get::<Option<Vec<u8>>>("", "body") {
                named.extend(files_named(&body).into_iter().map(|file| (file, number)));
            }
            if number != tree.size() {
                report.find(
                    format!("entry {}", tree.size()),
                    "is missing; everything behind it was not looked at",
                );
                return Ok(numbers);
            }
            tree.append(one(found, number, &mut numbers, report).map_err(database)?);
        }
        if rows.is_empty() {
            break;
        }
        files(db, named, report).await?;
    }
    report.checked.entries = tree.size();
    if let Some(head) = head {
        compare(&tree, &head, report);
    }
    places(db, report).await?;
    registers(db, report).await?;
    Ok(numbers)
}

fn compare(tree: &Frontier, head: &found::Head, report: &mut Report<'_>) {
    if tree.size() != head.frontier.size() {
        report.find("head", format!("says {} entries, there are {}", head.frontier.size(), tree.size()));
    } else if *tree != head.frontier {
        report.find("head", format!("root {}, the entries have {}", head.frontier.root(), tree.root()));
    }
}

/// Looks at one entry with its body; answers the leaf hash of the bytes that are there.
fn one(
    found: &QueryResult,
    number: u64,
    numbers: &mut Numbers,
    report: &mut Report<'_>,
) -> Result<Hash, sea_orm::DbErr> {
    let place = format!("entry {number}");
    let bytes = found.bytes("bytes")?;
    let leaf = leaf_hash(&bytes);
    if found.bytes("leaf_hash")? != leaf.0 {
        report.find(&place, "its stored leaf hash is not that of its bytes");
    }
    match Entry::read(&bytes) {
        Err(fault) => report.find(&place, fault.to_string()),
        Ok(entry) => {
            let beside =
                (found.bytes("stream")?, found.number("seq")?, found.text("kind")?, found.int("at")?);
            let inside = (entry.stream.0.to_vec(), entry.seq, entry.kind.clone(), entry.at.as_millisecond());
            if beside != inside {
                report.find(&place, "the columns beside the bytes say something else than the bytes");
            }
            body(found, &entry, number, numbers, report)?;
        }
    }
    Ok(leaf)
}

fn body(
    found: &QueryResult,
    entry: &Entry,
    number: u64,
    numbers: &mut Numbers,
    report: &mut Report<'_>,
) -> Result<(), sea_orm::DbErr> {
    let place = format!("body {number}");
    if found.try_get::<Option<i64>>("", "has_body")?.is_none() {
        report.find(place, "is missing");
        return Ok(());
    }
    let salt: Option<Vec<u8>> = found.try_get("", "salt")?;
    let body: Option<Vec<u8>> = found.try_get("", "body")?;
    let (Some(salt), Some(body)) = (salt, body) else {
        numbers.erased = true;
        report.find(place, "was erased, and no event says who erased it and on what ground");
        return Ok(());
    };
    let Ok(salt) = <[u8; 32]>::try_from(salt) else {
        report.find(place, "its salt does not have 32 bytes");
        return Ok(());
    };
    if events::entry::commit(&salt, &body) != entry.body {
        report.find(place, "salt and body are not those the entry commits to");
        return Ok(());
    }
    match serde_json::from_slice::<Body>(&body) {
        Err(fault) => report.find(place, format!("does not read: {fault}")),
        Ok(body) if body.event.name() != entry.kind => {
            report.find(place, "is another kind of event than its entry")
        }
        Ok(mut body) => {
            for number in body.event.numbers() {
                let last = numbers.last.entry(series_key(number)).or_default();
                *last = number.running.max(*last);
            }
        }
    }
    Ok(())
}

/// Every file an event names has a row; whether its bytes are right is looked at with the files.
async fn files(
    db: &DatabaseTransaction,
    named: Vec<(FileId, u64)>,
    report: &mut Report<'_>,
) -> Result<(), Fault> {
    for named in named.chunks(500) {
        let sql = format!("SELECT sha256 FROM files WHERE sha256 IN ({})", marks(1, named.len()));
        let ids = named.iter().map(|(file, _)| Cell::from(*file)).collect();
        let mut there = BTreeSet::new();
        for found in sql::all(db, &sql, ids).await.map_err(database)? {
            there.insert(FileId(found.array("sha256").map_err(database)?));
        }
        for (file, number) in named.iter().filter(|(file, _)| !there.contains(file)) {
            report.find(path(*file), format!("is named by entry {number} and is not there"));
        }
    }
    Ok(())
}

/// The files a body names: wherever in it something has both digests.
fn files_named(body: &[u8]) -> Vec<FileId> {
    const BOTH: &[u8] = b"\"sm3\"";
    let mut files = Vec::new();
    if body.windows(BOTH.len()).any(|there| there == BOTH)
        && let Ok(body) = serde_json::from_slice(body)
    {
        named_in(&body, &mut files);
    }
    files
}

fn named_in(value: &Value, files: &mut Vec<FileId>) {
    match value {
        Value::Object(fields) => {
            if let (Some(Value::String(id)), Some(_)) = (fields.get("sha256"), fields.get("sm3")) {
                files.extend(id.parse::<FileId>());
            }
            fields.values().for_each(|value| named_in(value, files));
        }
        Value::Array(items) => items.iter().for_each(|value| named_in(value, files)),
        _ => {}
    }
}

/// Every stream counts its places from 1 without a gap.
async fn places(db: &DatabaseTransaction, report: &mut Report<'_>) -> Result<(), Fault> {
    let sql = "SELECT stream, COUNT(*) AS entries, MIN(seq) AS low, MAX(seq) AS high FROM entries GROUP BY stream \
               HAVING MIN(seq) <> 1 OR MAX(seq) <> COUNT(*)";
    for found in sql::all(db, sql, vec![]).await.map_err(database)? {
        let stream = found.stream("stream").map_err(database)?;
        let count = |column| found.int(column).map_err(database);
        let what = format!("{} entries, places {} to {}", count("entries")?, count("low")?, count("high")?);
        report.find(format!("stream {stream}"), what);
    }
    Ok(())
}

/// The version in the head is the number of register events.
async fn registers(db: &DatabaseTransaction, report: &mut Report<'_>) -> Result<(), Fault> {
    let sql =
        "SELECT (SELECT COUNT(*) FROM entries WHERE stream = $1) AS entered, registers_version FROM head";
    let found = sql::one(db, sql, row![events::StreamId::REGISTERS]).await.map_err(database)?;
    let Some(found) = found else { return Ok(()) };
    let (entered, known) =
        (found.number("entered").map_err(database)?, found.number("registers_version").map_err(database)?);
    if entered != known {
        report.find("head", format!("registers version {known}, there are {entered} register events"));
    }
    Ok(())
}
