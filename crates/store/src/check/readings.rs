//! Readings and the gate: every row is made again from the events and compared with what is stored; rows that no event asks for are found
//! by counting.

use super::Report;
use crate::fault::database;
use crate::readings::case_rows::tally;
use crate::sql::{self, Cell, Got, Row, Table};
use crate::tables::{COUNTERS, GATE_DECIDED, GATE_PASSED, OF_A_CASE};
use crate::walk::{Walk, Walked};
use crate::write::{all_rows, gate_row};
use desk::Fault;
use events::StreamId;
use sea_orm::DatabaseTransaction;
use std::collections::{BTreeMap, BTreeSet};

/// Cases compared at once.
const CASES: usize = 200;

type Rows = BTreeMap<&'static str, BTreeSet<Row>>;

#[derive(Default)]
struct Expected {
    streams: BTreeSet<StreamId>,
    rows: Rows,
}

pub(super) async fn check(db: &DatabaseTransaction, report: &mut Report<'_>) -> Result<(), Fault> {
    let mut walk = match Walk::begin(db).await {
        Ok(walk) => walk,
        Err(fault) => return unreadable(fault, report),
    };
    let (mut expected, mut counted, mut counters) = (Expected::default(), BTreeMap::new(), BTreeMap::new());
    loop {
        let walked = match walk.next(db).await {
            Ok(walked) => walked,
            Err(fault) => return unreadable(fault, report),
        };
        let last = walked.is_none();
        if let Some(walked) = walked {
            expected.take(&walked, &mut counters);
            for (number, what) in &walked.torn {
                report.find(format!("entry {number}"), what.clone());
            }
            report.checked.cases += u64::from(walked.rows.case.opened.is_some());
        }
        if expected.streams.len() >= CASES || last {
            compare(db, std::mem::take(&mut expected), &mut counted, report).await?;
        }
        if last {
            break;
        }
    }
    superfluous(db, &counted, report).await?;
    compare_counters(db, counters, report).await
}

/// A body that does not read has been named with its entry; the readings cannot be made again without it.
fn unreadable(fault: Fault, report: &mut Report<'_>) -> Result<(), Fault> {
    match fault {
        Fault::Corrupt(what) => {
            report.find("readings", format!("could not be compared: {what}"));
            Ok(())
        }
        fault => Err(fault),
    }
}

impl Expected {
    fn take(&mut self, walked: &Walked, counters: &mut BTreeMap<String, [i64; 3]>) {
        self.streams.insert(walked.rows.case.stream);
        for (table, rows) in all_rows(&walked.rows, walked.registers.calendar()) {
            self.rows.entry(table.name).or_default().extend(rows);
        }
        for gate in &walked.rows.gate {
            let (passed, row) = gate_row(gate);
            let table = if passed { GATE_PASSED.name } else { GATE_DECIDED.name };
            self.rows.entry(table).or_default().insert(row);
        }
        if let Some(counted) = &walked.rows.public.counted {
            let sums = counters.entry(counted.unit.clone()).or_default();
            sums.iter_mut().zip(tally(Some(counted))).for_each(|(sum, n)| *sum += n);
        }
    }
}

fn tables() -> impl Iterator<Item = &'static Table> {
    OF_A_CASE.into_iter().chain([&GATE_PASSED, &GATE_DECIDED])
}

async fn compare(
    db: &DatabaseTransaction,
    mut expected: Expected,
    counted: &mut BTreeMap<&'static str, u64>,
    report: &mut Report<'_>,
) -> Result<(), Fault> {
    let streams: Vec<StreamId> = expected.streams.into_iter().collect();
    for table in tables() {
        let should: BTreeSet<Row> = expected.rows.remove(table.name).unwrap_or_default();
        let stored = sql::of_streams(db, table, &streams).await.map_err(database)?;
        *counted.entry(table.name).or_default() += stored.len() as u64;
        let stored: BTreeSet<Row> = stored.into_iter().collect();
        for row in should.difference(&stored) {
            report.find(place(table, row), "a row is missing or differs");
        }
        for row in stored.difference(&should) {
            report.find(place(table, row), "holds a row that the events do not make");
        }
    }
    Ok(())
}

/// Rows of streams that have no events at all.
async fn superfluous(
    db: &DatabaseTransaction,
    counted: &BTreeMap<&'static str, u64>,
    report: &mut Report<'_>,
) -> Result<(), Fault> {
    for table in tables() {
        let sql = format!("SELECT COUNT(*) AS rows_there FROM {}", table.name);
        let there = sql::one(db, &sql, vec![]).await.map_err(database)?;
        let there = there.map(|found| found.number("rows_there")).transpose().map_err(database)?.unwrap_or(0);
        let known = counted.get(table.name).copied().unwrap_or(0);
        if there != known {
            report
                .find(table.name, format!("{there} rows, of which {known} belong to a stream of the ledger"));
        }
    }
    Ok(())
}

async fn compare_counters(
    db: &DatabaseTransaction,
    counters: BTreeMap<String, [i64; 3]>,
    report: &mut Report<'_>,
) -> Result<(), Fault> {
    let sql = format!("SELECT {} FROM {}", COUNTERS.column_names(), COUNTERS.name);
    let mut stored = BTreeSet::new();
    for found in sql::all(db, &sql, vec![]).await.map_err(database)? {
        stored.insert(sql::cells(&found, &COUNTERS).map_err(database)?);
    }
    let should = counters.into_iter().map(|(unit, [d, p, w])| sql::row![unit, d, p, w]).collect();
    for row in stored.symmetric_difference(&should) {
        let unit = row.first().map(|cell| format!("{cell:?}")).unwrap_or_default();
        report.find(format!("counters of {unit}"), "are not the sums of its decisions");
    }
    Ok(())
}

/// Table and stream of a row.
fn place(table: &Table, row: &Row) -> String {
    let column = table.columns.iter().position(|(name, _)| *name == "stream");
    let stream = match column.and_then(|column| row.get(column)) {
        Some(Cell::Bytes(bytes)) => hex::encode(bytes),
        _ => String::new(),
    };
    format!("{} of {stream}", table.name)
}
