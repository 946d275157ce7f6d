//! What a batch loads before it works: the head of the ledger, locked, and in one query each the newest place of its streams, its keys,
//! its series and, where it concerns them, the public side of its cases.

use crate::append::{Found, KnownAct, SeriesKey, series_key};
use crate::fault::{Stop, database};
use crate::history;
use crate::readings::{bulletin, case_rows::PublicSide};
use crate::sql::{self, Cell, Got, tuples};
use desk::store::Keeping;
use desk::{Append, Fault, readings};
use events::{Event, OfficerId, Registers, StreamId};
use ledger::tree::Frontier;
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, QueryResult};
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

/// Locks the head and loads what the acts need.
pub(crate) async fn load(
    db: &DatabaseTransaction,
    works: &[&Append],
    known: Arc<Registers>,
) -> Result<Found, Stop> {
    let head = lock_head(db).await?;
    Ok(Found {
        frontier: head.frontier,
        registers: caught_up(db, known, head.registers_version).await?,
        newest: newest(db, works).await?,
        acts: acts(db, works).await?,
        series: series(db, works).await?,
        public: public(db, works).await?,
    })
}

/// The newest state of the ledger.
pub(crate) struct Head {
    pub frontier: Frontier,
    pub registers_version: u64,
}

const HEAD: &str = "SELECT size, frontier, registers_version FROM head WHERE id = 1";

/// The head, without holding on to it.
pub(crate) async fn head<C: ConnectionTrait>(db: &C) -> Result<Head, Fault> {
    head_of(sql::one(db, HEAD, vec![]).await.map_err(database)?)
}

/// The head, held until the transaction ends. SQLite's transaction was begun as the writing one.
pub(crate) async fn lock_head(db: &DatabaseTransaction) -> Result<Head, Fault> {
    let lock = if db.get_database_backend() == DbBackend::Postgres { " FOR UPDATE" } else { "" };
    head_of(sql::one(db, &format!("{HEAD}{lock}"), vec![]).await.map_err(database)?)
}

fn head_of(found: Option<QueryResult>) -> Result<Head, Fault> {
    let found = found.ok_or_else(|| Fault::Corrupt("table head has no row".to_owned()))?;
    let size = found.number("size").map_err(database)?;
    let bytes = found.bytes("frontier").map_err(database)?;
    let frontier = match size {
        0 => Frontier::new(),
        _ => Frontier::from_bytes(&bytes).map_err(|e| Fault::Corrupt(format!("head.frontier: {e}")))?,
    };
    if frontier.size() != size {
        return Err(Fault::Corrupt(format!("head.size is {size}, head.frontier is of {}", frontier.size())));
    }
    Ok(Head { frontier, registers_version: found.number("registers_version").map_err(database)? })
}

/// The registers as of `version`; another node may have added to them.
pub(crate) async fn caught_up<C: ConnectionTrait>(
    db: &C,
    known: Arc<Registers>,
    version: u64,
) -> Result<Arc<Registers>, Fault> {
    if known.version >= version {
        return Ok(known);
    }
    let mut registers = known;
    let tail = history::of_stream(db, StreamId::REGISTERS, registers.version).await?;
    let folded = Arc::make_mut(&mut registers);
    tail.iter().for_each(|recorded| folded.enter(recorded));
    Ok(registers)
}

async fn newest(db: &DatabaseTransaction, works: &[&Append]) -> Result<HashMap<StreamId, u64>, Stop> {
    let streams: BTreeSet<StreamId> = works.iter().map(|work| work.stream).collect();
    let (streams, cells) = sql::list(db, streams.into_iter().map(Cell::from).collect(), 1);
    let sql = format!(
        "SELECT v.column1 AS stream, (SELECT MAX(e.seq) FROM entries e WHERE e.stream = v.column1) AS seq \
         FROM (VALUES {streams}) AS v"
    );
    let found = sql::all(db, &sql, cells).await?;
    let mut newest = HashMap::new();
    for row in &found {
        if let Some(seq) = row.try_get::<Option<i64>>("", "seq")? {
            newest.insert(row.stream("stream")?, u64::try_from(seq).unwrap_or(0));
        }
    }
    Ok(newest)
}

async fn acts(db: &DatabaseTransaction, works: &[&Append]) -> Result<HashMap<String, KnownAct>, Stop> {
    let (keys, cells) = sql::list(db, works.iter().map(|work| Cell::from(&work.key)).collect(), 1);
    let sql = format!("SELECT key, officer, input_digest, first, count FROM acts WHERE key IN ({keys})");
    let found = sql::all(db, &sql, cells).await?;
    let known = |row: &QueryResult| {
        let act = KnownAct {
            by: OfficerId(row.text("officer")?),
            input_digest: row.text("input_digest")?,
            first: row.number("first")?,
            count: row.number("count")?,
            events: None,
        };
        Ok((row.text("key")?, act))
    };
    found.iter().map(known).collect()
}

async fn series(db: &DatabaseTransaction, works: &[&Append]) -> Result<HashMap<SeriesKey, u32>, Stop> {
    let keys = series_of(works);
    if keys.is_empty() {
        return Ok(HashMap::new());
    }
    let cells =
        keys.iter().flat_map(|(letter, word, year)| [letter.into(), word.into(), (*year).into()]).collect();
    let sql = format!(
        "SELECT letter, word, year, last FROM series WHERE (letter, word, year) IN (VALUES {})",
        tuples(keys.len(), 3)
    );
    let last = |row: &QueryResult| {
        let year = i16::try_from(row.int("year")?).unwrap_or(0);
        Ok((
            (row.text("letter")?, row.text("word")?, year),
            u32::try_from(row.int("last")?).unwrap_or(u32::MAX),
        ))
    };
    sql::all(db, &sql, cells).await?.iter().map(last).collect()
}

fn series_of(works: &[&Append]) -> BTreeSet<SeriesKey> {
    let mut keys = BTreeSet::new();
    for body in works.iter().flat_map(|work| &work.bodies) {
        let mut event = body.event.clone();
        keys.extend(
            event.numbers().into_iter().filter(|number| number.running == 0).map(|number| series_key(number)),
        );
    }
    keys
}

/// The public side of the cases whose public side these acts may change.
async fn public(db: &DatabaseTransaction, works: &[&Append]) -> Result<HashMap<StreamId, PublicSide>, Stop> {
    let concerns = |event: &Event| {
        readings::touches_bulletin(event)
            || event.decision().is_some()
            || matches!(event, Event::PublicationWithheld(_))
    };
    let of_case = works.iter().filter(|work| matches!(work.keeping, Keeping::Case(_)));
    let streams: BTreeSet<StreamId> = of_case
        .filter(|work| work.bodies.iter().any(|body| concerns(&body.event)))
        .map(|work| work.stream)
        .collect();
    if streams.is_empty() {
        return Ok(HashMap::new());
    }
    Ok(bulletin::public_sides(db, &streams.into_iter().collect::<Vec<_>>()).await?)
}
