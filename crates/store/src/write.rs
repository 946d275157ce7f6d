//! Writing a batch: entries, bodies, acts, the gate, and the readings that follow. A fixed number of statements per batch, however many
//! acts are in it.

use crate::append::{Batch, Rows, Touched};
use crate::fault::Stop;
use crate::readings::case_rows::CaseRows;
use crate::sql::{self, Row, Table, row};
use crate::tables::{
    ACTS, BODIES, BULLETIN, BULLETIN_VERSIONS, BULLETIN_WORDS, COUNTED, COUNTERS, DOCKET, DOCKET_OFFICERS,
    DOCKET_WORDS, DOSSIER_ITEMS, DUTIES, ENTRIES, GATE_DECIDED, GATE_PASSED, LETTERS, NUMBERS, PARTY_LINKS,
    RECORDERS, RECORDINGS, SERIES,
};
use desk::readings::GateRow;
use events::StreamId;
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbErr};
use std::collections::{BTreeMap, BTreeSet};

/// Writes what the batch came to. `size_before` is the size of the ledger the batch was worked out for.
pub(crate) async fn batch(db: &DatabaseTransaction, batch: Batch, size_before: u64) -> Result<(), Stop> {
    let Batch { found, rows } = batch;
    ledger(db, &rows).await?;
    readings(db, &rows.cases).await?;
    counters(db, rows.counters).await?;
    let series =
        rows.series.into_iter().map(|((letter, word, year), last)| row![letter, word, year, last]).collect();
    sql::insert(db, &SERIES, series, "ON CONFLICT (letter, word, year) DO UPDATE SET last = excluded.last")
        .await?;
    let head = "UPDATE head SET size = $1, frontier = $2, registers_version = $3 WHERE id = 1 AND size = $4";
    let (size, frontier) = (found.frontier.size(), found.frontier.to_bytes());
    let moved = sql::run(db, head, row![size, frontier, found.registers.version, size_before]).await?;
    if moved != 1 {
        return Err(Stop::Fault(desk::Fault::Corrupt(
            "the head of the ledger moved under the lock".to_owned(),
        )));
    }
    Ok(())
}

/// The gate's rows of decisions stand before their entries, those of reviews after: the triggers look at what is there.
async fn ledger(db: &DatabaseTransaction, rows: &Rows) -> Result<(), DbErr> {
    let (mut passed, mut decided) = (Vec::new(), Vec::new());
    for gate in &rows.gate {
        match gate_row(gate) {
            (true, row) => passed.push(row),
            (false, row) => decided.push(row),
        }
    }
    sql::insert(db, &GATE_DECIDED, decided, "").await?;
    sql::insert(db, &ENTRIES, rows.entries.clone(), "").await?;
    sql::insert(db, &BODIES, rows.bodies.clone(), "").await?;
    sql::insert(db, &GATE_PASSED, passed, "").await?;
    sql::insert(db, &ACTS, rows.acts.clone(), "").await
}

/// Whether it is a review that passed, and its row.
pub(crate) fn gate_row(gate: &GateRow) -> (bool, Row) {
    match gate {
        GateRow::Passed { stream, number, text_digest } => (true, row![*number, *stream, text_digest]),
        GateRow::Decided { stream, number, text_digest, in_scope } => {
            (false, row![*number, *stream, text_digest, *in_scope])
        }
    }
}

async fn readings(db: &DatabaseTransaction, cases: &[Touched]) -> Result<(), DbErr> {
    // A case stands here twice only if it was touched twice, which staleness forbids; so each stream is replaced once.
    let docket = cases.iter().flat_map(|case| case.rows.docket(case.registers.calendar())).collect();
    let newer = "ON CONFLICT (stream) DO UPDATE SET stage = excluded.stage, is_open = excluded.is_open, row = excluded.row";
    sql::insert(db, &DOCKET, docket, newer).await?;
    let words = cases.iter().filter(|case| case.opened).flat_map(|case| case.rows.docket_words()).collect();
    sql::insert(db, &DOCKET_WORDS, words, "").await?;
    let numbers = cases.iter().filter(|case| case.opened).flat_map(|case| case.rows.numbers()).collect();
    sql::insert(db, &NUMBERS, numbers, "").await?;
    // As in the docket, the place of a letter is that of its first entry and never changes.
    let letters = cases.iter().flat_map(|case| case.rows.letters(case.registers.calendar())).collect();
    let newer = "ON CONFLICT (stream) DO UPDATE SET body = excluded.body, supervision = excluded.supervision, due = excluded.due, \
                 is_open = excluded.is_open, row = excluded.row";
    sql::insert(db, &LETTERS, letters, newer).await?;
    // A recording of a case stays what it was entered as.
    let recordings = cases.iter().flat_map(|case| case.rows.recordings()).collect();
    sql::insert(db, &RECORDINGS, recordings, "ON CONFLICT (stream, file) DO NOTHING").await?;
    let recorders = cases.iter().flat_map(|case| case.rows.recorders()).collect();
    sql::insert(db, &RECORDERS, recorders, "ON CONFLICT (digest, stream) DO NOTHING").await?;
    // An item of a dossier stands from its event on.
    let items = cases.iter().flat_map(|case| case.rows.dossier_items()).collect();
    sql::insert(db, &DOSSIER_ITEMS, items, "").await?;
    replace(db, &PARTY_LINKS, cases, |case| case.links, |case| case.rows.party_links()).await?;
    replace(db, &DUTIES, cases, |_| true, |case| case.rows.duties(case.registers.calendar())).await?;
    replace(db, &DOCKET_OFFICERS, cases, |case| case.handlers, |case| case.rows.docket_officers()).await?;
    replace(db, &BULLETIN, cases, |case| case.bulletin, |case| case.rows.bulletin()).await?;
    replace(db, &BULLETIN_VERSIONS, cases, |case| case.bulletin, |case| case.rows.bulletin_versions())
        .await?;
    replace(db, &BULLETIN_WORDS, cases, |case| case.bulletin, |case| case.rows.bulletin_words()).await?;
    replace(db, &COUNTED, cases, |case| case.counted, |case| case.rows.counted()).await
}

/// Puts the rows of the cases that changed in the place of those they had.
async fn replace(
    db: &DatabaseTransaction,
    table: &Table,
    cases: &[Touched],
    changed: impl Fn(&Touched) -> bool,
    rows: impl Fn(&Touched) -> Vec<Row>,
) -> Result<(), DbErr> {
    let changed: Vec<&Touched> = cases.iter().filter(|case| changed(case)).collect();
    let old: Vec<StreamId> =
        changed.iter().filter(|case| !case.opened).map(|case| case.rows.case.stream).collect();
    sql::delete_streams(db, table, &old).await?;
    sql::insert(db, table, changed.into_iter().flat_map(rows).collect(), "").await
}

/// Adds to the counters of the units.
pub(crate) async fn counters<C: ConnectionTrait>(
    db: &C,
    sums: BTreeMap<String, [i64; 3]>,
) -> Result<(), DbErr> {
    let changed = sums.into_iter().filter(|(_, sums)| *sums != [0; 3]);
    let rows = changed
        .map(|(unit, [decided, published, withheld])| row![unit, decided, published, withheld])
        .collect();
    let add = "ON CONFLICT (unit) DO UPDATE SET decided = counters.decided + excluded.decided, \
               published = counters.published + excluded.published, withheld = counters.withheld + excluded.withheld";
    sql::insert(db, &COUNTERS, rows, add).await
}

/// Every reading row of a case by table, in order; what a rebuild writes and a check compares.
pub(crate) fn all_rows(
    case: &CaseRows,
    calendar: &law::calendar::Calendar,
) -> Vec<(&'static Table, BTreeSet<Row>)> {
    let rows: [(&'static Table, Vec<Row>); 14] = [
        (&DOCKET, case.docket(calendar)),
        (&DOCKET_OFFICERS, case.docket_officers()),
        (&DOCKET_WORDS, case.docket_words()),
        (&DUTIES, case.duties(calendar)),
        (&LETTERS, case.letters(calendar)),
        (&NUMBERS, case.numbers()),
        (&BULLETIN, case.bulletin()),
        (&BULLETIN_VERSIONS, case.bulletin_versions()),
        (&BULLETIN_WORDS, case.bulletin_words()),
        (&COUNTED, case.counted()),
        (&RECORDINGS, case.recordings()),
        (&RECORDERS, case.recorders()),
        (&DOSSIER_ITEMS, case.dossier_items()),
        (&PARTY_LINKS, case.party_links()),
    ];
    rows.map(|(table, rows)| (table, rows.into_iter().collect())).into()
}
