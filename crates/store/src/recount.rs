//! Counting again after a calendar was entered (行政处罚法 art 85: periods in working days follow the calendar in force). Days that were provisional, or that a
//! changed notice moved, stand in the rows of docket, duties and counters; each case's rows are made again from its events with the new calendar.
//!
//! It goes through the cases in the order of their streams, a few in each transaction, and notes in the same transaction how far it came: acts go on
//! meanwhile, and after a crash it goes on from there. Check and rebuild know from that note which calendar a row was made with.

use crate::books::{Books, Shared};
use crate::fault::database;
use crate::readings::case_rows::CaseRows;
use crate::sql::{self, Cell, Got, Row, Table, row};
use crate::tables::{COUNTED, DOCKET, DOSSIER_ITEMS, DUTIES, LETTERS, PARTY_LINKS, RECORDERS, RECORDINGS};
use crate::walk::{Calendars, made_again};
use crate::{appender, found};
use desk::Fault;
use events::{Registers, StreamId};
use sea_orm::{ConnectionTrait, DatabaseTransaction};
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;

/// Cases in one transaction; acts wait for one no longer than they wait for one another.
const CASES: u64 = 50;
/// After a fault.
const AGAIN: Duration = Duration::from_secs(5);

/// How far the counting again has come. A calendar is known by the number of the entry after it; 0 stands for those the program brings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Recounted {
    /// Every case has been counted with this calendar or a newer one.
    pub counted: u64,
    /// The calendar being worked in, and the last stream that has been.
    pub under: Option<(u64, Option<StreamId>)>,
}

impl Recounted {
    pub async fn read<C: ConnectionTrait>(db: &C) -> Result<Recounted, Fault> {
        let found = sql::one(db, "SELECT counted, under, after FROM upkeep WHERE id = 1", vec![]).await;
        let found = found.map_err(database)?;
        let found = found.ok_or_else(|| Fault::Corrupt("table upkeep has no row".to_owned()))?;
        let under: Option<i64> = found.try_get("", "under").map_err(database)?;
        let after: Option<Vec<u8>> = found.try_get("", "after").map_err(database)?;
        let after = after.map(|tag| tag.try_into().map(StreamId)).transpose();
        let after = after.map_err(|_| Fault::Corrupt("upkeep.after does not hold 16 bytes".to_owned()))?;
        Ok(Recounted {
            counted: found.number("counted").map_err(database)?,
            under: under.map(|under| (u64::try_from(under).unwrap_or(0), after)),
        })
    }

    /// The calendar with which a case was counted at the least.
    pub fn of(&self, stream: StreamId) -> u64 {
        match self.under {
            Some((under, Some(after))) if stream <= after => under,
            _ => self.counted,
        }
    }

    /// Says that every case has been counted with the newest calendar, as after a rebuild.
    pub async fn all_counted<C: ConnectionTrait>(db: &C) -> Result<(), Fault> {
        note(db, Recounted { counted: newest(db).await?, under: None }).await
    }
}

async fn note<C: ConnectionTrait>(db: &C, recounted: Recounted) -> Result<(), Fault> {
    let under = recounted.under.map(|(under, _)| i64::try_from(under).unwrap_or(i64::MAX));
    let after = recounted.under.and_then(|(_, after)| after).map(|stream| stream.0.to_vec());
    let sql = "UPDATE upkeep SET counted = $1, under = $2, after = $3 WHERE id = 1";
    sql::run(db, sql, row![recounted.counted, under, after]).await.map(|_| ()).map_err(database)
}

/// The newest calendar, by the number of the entry after it.
async fn newest<C: ConnectionTrait>(db: &C) -> Result<u64, Fault> {
    let sql = "SELECT MAX(number) AS number FROM entries WHERE stream = $1 AND kind = 'CalendarEntered'";
    let found = sql::one(db, sql, row![StreamId::REGISTERS]).await.map_err(database)?;
    let number = found.map(|found| found.try_get::<Option<i64>>("", "number")).transpose();
    Ok(number.map_err(database)?.flatten().map_or(0, |number| u64::try_from(number).unwrap_or(0) + 1))
}

/// Counts again at the start, for a crash may have left it half done, and whenever this node learns of a calendar; until told to stop.
pub(crate) async fn run(shared: Arc<Shared>, mut stopped: watch::Receiver<bool>) {
    while !*stopped.borrow() {
        let done = recount(&shared, &stopped).await;
        if let Err(fault) = &done {
            tracing::warn!(%fault, "the days of open cases are not counted again yet; it is tried again");
        }
        tokio::select! {
            () = shared.calendar_learned.notified() => {}
            () = tokio::time::sleep(AGAIN), if done.is_err() => {}
            _ = stopped.changed() => return,
        }
    }
}

impl Books {
    /// Counts every case again that was not counted with the newest calendar; answers how many changed.
    pub async fn recount_now(&self) -> Result<u64, Fault> {
        let (_running, stopped) = watch::channel(false);
        recount(&self.shared, &stopped).await
    }
}

async fn recount(shared: &Shared, stopped: &watch::Receiver<bool>) -> Result<u64, Fault> {
    let (mut known, mut changed) = (None, 0);
    while !*stopped.borrow() {
        match step(shared, &mut known).await? {
            Some(more) => changed += more,
            None => break,
        }
    }
    if changed > 0 {
        tracing::info!(cases = changed, "days were counted again after a calendar was entered");
    }
    Ok(changed)
}

/// One transaction; answers how many cases changed in it, or that nothing is left. `known` are the calendars, as long as none is newer.
pub(crate) async fn step(
    shared: &Shared,
    known: &mut Option<(u64, Calendars)>,
) -> Result<Option<u64>, Fault> {
    let db = appender::begin(shared).await.map_err(Fault::from)?;
    found::lock_head(&db).await?;
    let (recounted, newest) = (Recounted::read(&db).await?, newest(&db).await?);
    let (under, after) = recounted.under.unwrap_or((newest, None));
    // A migration that adds a reading asks for one more round with the same calendar.
    if recounted.under.is_none() && under <= recounted.counted {
        db.rollback().await.map_err(database)?;
        return Ok(None);
    }
    let calendars = match known.take() {
        Some((of, calendars)) if of == newest => calendars,
        _ => Calendars::read(&db).await?,
    };
    let streams = cases(&db, after).await?;
    let changed = match streams.last() {
        None => {
            note(&db, Recounted { counted: under, under: None }).await?;
            0
        }
        Some(last) => {
            let changed = some(&db, &streams, &calendars, under).await?;
            note(&db, Recounted { under: Some((under, Some(*last))), ..recounted }).await?;
            changed
        }
    };
    db.commit().await.map_err(database)?;
    *known = Some((newest, calendars));
    Ok(Some(changed))
}

async fn cases(db: &DatabaseTransaction, after: Option<StreamId>) -> Result<Vec<StreamId>, Fault> {
    let after = after.map(|stream| stream.0.to_vec()).unwrap_or_default();
    let of = |table: &str| {
        format!(
            "SELECT * FROM (SELECT stream FROM {table} WHERE stream > $1 ORDER BY stream LIMIT {CASES}) AS {table}_next"
        )
    };
    let sql = format!("{} UNION ALL {} ORDER BY stream LIMIT {CASES}", of("docket"), of("letters"));
    let found = sql::all(db, &sql, row![after]).await.map_err(database)?;
    found.iter().map(|row| row.stream("stream").map_err(database)).collect()
}

/// Makes the rows of these cases again and writes those that differ; answers how many cases that were.
async fn some(
    db: &DatabaseTransaction,
    streams: &[StreamId],
    calendars: &Calendars,
    under: u64,
) -> Result<u64, Fault> {
    let mut made = Vec::new();
    for stream in streams {
        made.push(made_again(db, *stream, calendars, under).await?);
    }
    let tables: [(&Table, RowsOf); 8] = [
        (&DOCKET, |rows, registers| rows.docket(registers.calendar())),
        (&DUTIES, |rows, registers| rows.duties(registers.calendar())),
        (&LETTERS, |rows, registers| rows.letters(registers.calendar())),
        (&COUNTED, |rows, _| rows.counted()),
        (&RECORDINGS, |rows, _| rows.recordings()),
        (&RECORDERS, |rows, _| rows.recorders()),
        (&DOSSIER_ITEMS, |rows, _| rows.dossier_items()),
        (&PARTY_LINKS, |rows, _| rows.party_links()),
    ];
    let mut changed = BTreeSet::new();
    for (table, rows_of) in tables {
        let stored = sql::of_streams(db, table, streams).await.map_err(database)?;
        let (mut differing, mut fresh) = (Vec::new(), Vec::new());
        for (rows, registers) in &made {
            let (stream, should) = (rows.case.stream, rows_of(rows, registers));
            let there: BTreeSet<&Row> =
                stored.iter().filter(|row| row.contains(&Cell::from(stream))).collect();
            if there != should.iter().collect() {
                differing.push(stream);
                fresh.extend(should);
            }
        }
        sql::delete_streams(db, table, &differing).await.map_err(database)?;
        sql::insert(db, table, fresh, "").await.map_err(database)?;
        changed.extend(differing);
    }
    Ok(changed.len() as u64)
}

type RowsOf = fn(&CaseRows, &Registers) -> Vec<Row>;
