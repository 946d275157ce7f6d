//! Tests of the store as a whole, each on both databases. None of them sleeps.

mod accounts;
mod append;
mod checks;
mod crashes;
mod dossier;
mod file_pieces;
mod files;
mod flips;
mod imports;
mod incoming;
mod letters;
mod nodes;
mod press_queue;
mod publish;
mod readings;
mod recount;
mod shown;
mod sweep;
mod timelines;
mod viewings;
mod walls;

use crate::books::Books;
use crate::sql::{self, Row};
use crate::tables::{COUNTERS, OF_A_CASE};
use std::collections::{BTreeMap, BTreeSet};

/// Every row of every reading.
async fn dump(books: &Books) -> BTreeMap<&'static str, BTreeSet<Row>> {
    let mut dump = BTreeMap::new();
    for table in OF_A_CASE.iter().chain([&&COUNTERS]) {
        let sql = format!("SELECT {} FROM {}", table.column_names(), table.name);
        let rows = sql::all(books.raw(), &sql, vec![]).await.unwrap();
        dump.insert(table.name, rows.iter().map(|row| sql::cells(row, table).unwrap()).collect());
    }
    dump
}

/// What a check finds, as `place: what`.
async fn findings(books: &Books) -> Vec<String> {
    let mut found = Vec::new();
    let checked =
        books.check(|finding| found.push(format!("{}: {}", finding.place, finding.what))).await.unwrap();
    assert_eq!(checked.findings, found.len() as u64);
    found
}
