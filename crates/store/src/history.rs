//! Reading events back: entries with their bodies, as recorded. An erased body (lawful erasure) leaves its entry and every proof in
//! place, and is left out here.

use crate::fault::database;
use crate::sql::{self, Got, Row, row};
use desk::Fault;
use desk::store::Earlier;
use events::{Body, OfficerId, Recorded, StreamId};
use jiff::Timestamp;
use sea_orm::{ConnectionTrait, QueryResult};

const RECORDED: &str =
    "SELECT e.number, e.stream, e.seq, e.at, b.bytes FROM entries e JOIN bodies b ON b.number = e.number
    WHERE b.bytes IS NOT NULL";

/// Events of a stream after the place `after`, oldest first.
pub(crate) async fn of_stream<C: ConnectionTrait>(
    db: &C,
    stream: StreamId,
    after: u64,
) -> Result<Vec<Recorded>, Fault> {
    let sql = format!("{RECORDED} AND e.stream = $1 AND e.seq > $2 ORDER BY e.seq");
    read(db, &sql, row![stream, after]).await
}

/// Events by a range of entry numbers.
pub(crate) async fn of_numbers<C: ConnectionTrait>(
    db: &C,
    first: u64,
    count: u64,
) -> Result<Vec<Recorded>, Fault> {
    let sql = format!("{RECORDED} AND e.number >= $1 AND e.number < $2 ORDER BY e.number");
    read(db, &sql, row![first, first + count]).await
}

/// At most `limit` events after a place in the order of streams, stream by stream; how a rebuild walks through the whole ledger.
pub(crate) async fn by_stream<C: ConnectionTrait>(
    db: &C,
    after: Option<(StreamId, u64)>,
    limit: u64,
) -> Result<Vec<Recorded>, Fault> {
    let order = format!("ORDER BY e.stream, e.seq LIMIT {limit}");
    match after {
        None => read(db, &format!("{RECORDED} {order}"), row![]).await,
        Some((stream, seq)) => {
            read(db, &format!("{RECORDED} AND (e.stream, e.seq) > ($1, $2) {order}"), row![stream, seq]).await
        }
    }
}

/// What was appended under a key.
pub(crate) async fn earlier<C: ConnectionTrait>(db: &C, key: &str) -> Result<Option<Earlier>, Fault> {
    let found =
        sql::one(db, "SELECT officer, input_digest, first, count FROM acts WHERE key = $1", row![key]);
    let Some(act) = found.await.map_err(database)? else { return Ok(None) };
    let by = OfficerId(act.text("officer").map_err(database)?);
    let input_digest = act.text("input_digest").map_err(database)?;
    let (first, count) = (act.number("first").map_err(database)?, act.number("count").map_err(database)?);
    Ok(Some(Earlier { by, input_digest, events: of_numbers(db, first, count).await? }))
}

async fn read<C: ConnectionTrait>(db: &C, sql: &str, cells: Row) -> Result<Vec<Recorded>, Fault> {
    sql::all(db, sql, cells).await.map_err(database)?.iter().map(recorded).collect()
}

pub(crate) fn recorded(found: &QueryResult) -> Result<Recorded, Fault> {
    let number = found.number("number").map_err(database)?;
    let bytes = found.bytes("bytes").map_err(database)?;
    let body: Body = serde_json::from_slice(&bytes)
        .map_err(|e| Fault::Corrupt(format!("body of entry {number} does not read: {e}")))?;
    Ok(Recorded {
        number,
        stream: found.stream("stream").map_err(database)?,
        seq: found.number("seq").map_err(database)?,
        at: instant(found.int("at").map_err(database)?)?,
        body,
    })
}

/// Milliseconds since 1970 as an instant.
pub(crate) fn instant(ms: i64) -> Result<Timestamp, Fault> {
    Timestamp::from_millisecond(ms).map_err(|e| Fault::Corrupt(format!("instant {ms} ms: {e}")))
}
