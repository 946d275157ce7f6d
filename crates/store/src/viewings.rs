//! The viewings that were made for a stated purpose (调阅), by the time they were made, for whoever supervises. Which of the entries these are is noted beside them as it is asked
//! for, from where it was left: most viewings are those of a case's own handlers and are passed over once.

use crate::append::milliseconds;
use crate::appender;
use crate::books::Books;
use crate::fault::database;
use crate::history;
use crate::sql::{self, Got, row};
use desk::Fault;
use desk::readings::DocketRow;
use events::{Event, Recorded};
use jiff::Timestamp;

/// Entries passed over in one transaction.
const AT_ONCE: usize = 1_000;
/// The most viewings that are looked at together.
pub const VIEWINGS_MAX: usize = 20_000;

/// A viewing, and the case it was of, if that is a case still.
#[derive(Clone, Debug, PartialEq)]
pub struct ViewedCase {
    pub viewing: Recorded,
    pub case: Option<DocketRow>,
}

impl Books {
    /// The viewings for a stated purpose from an instant until another, the newest first, at most [`VIEWINGS_MAX`]; of a body's own officers, or of all.
    pub async fn viewings_between(
        &self,
        from: Timestamp,
        until: Timestamp,
        unit: Option<&str>,
    ) -> Result<Vec<ViewedCase>, Fault> {
        self.note_viewings().await?;
        let mut cells = row![milliseconds(from), milliseconds(until)];
        let of_unit = unit.map_or("", |unit| {
            cells.push(unit.into());
            " AND v.unit = $3"
        });
        let sql = format!(
            "SELECT e.number, e.stream, e.seq, e.at, b.bytes, d.row FROM viewings v JOIN entries e ON e.number = v.number \
             JOIN bodies b ON b.number = v.number LEFT JOIN docket d ON d.stream = v.stream \
             WHERE v.at >= $1 AND v.at < $2 AND b.bytes IS NOT NULL{of_unit} ORDER BY v.at DESC, v.number DESC LIMIT {VIEWINGS_MAX}"
        );
        let found = sql::all(&self.shared.database.reader, &sql, cells).await.map_err(database)?;
        let one = |found: &sea_orm::QueryResult| {
            let row: Option<String> = found.try_get("", "row").map_err(database)?;
            let case = row.map(|row| serde_json::from_str(&row)).transpose();
            let case = case.map_err(|fault| Fault::Corrupt(format!("row of docket: {fault}")))?;
            Ok(ViewedCase { viewing: history::recorded(found)?, case })
        };
        found.iter().map(one).collect()
    }

    /// Notes the viewings that were entered since the last time.
    async fn note_viewings(&self) -> Result<(), Fault> {
        loop {
            let db = &self.shared.database.reader;
            let upkeep = sql::one(db, "SELECT viewings FROM upkeep WHERE id = 1", vec![]).await;
            let upkeep = upkeep.map_err(database)?;
            let upkeep = upkeep.ok_or_else(|| Fault::Corrupt("table upkeep has no row".to_owned()))?;
            let looked = upkeep.number("viewings").map_err(database)?;
            let sql = format!(
                "SELECT e.number, e.stream, e.seq, e.at, b.bytes FROM entries e JOIN bodies b ON b.number = e.number \
                 WHERE e.kind = 'MaterialViewed' AND e.number >= $1 AND b.bytes IS NOT NULL ORDER BY e.number LIMIT {AT_ONCE}"
            );
            let found = sql::all(db, &sql, row![looked]).await.map_err(database)?;
            let Some(last) = found.last() else { return Ok(()) };
            let next = last.number("number").map_err(database)? + 1;
            let noting = appender::begin(&self.shared).await.map_err(Fault::from)?;
            for found in &found {
                let recorded = history::recorded(found)?;
                let Event::MaterialViewed(viewed) = &recorded.body.event else { continue };
                if viewed.purpose.is_empty() {
                    continue;
                }
                let sql = "INSERT INTO viewings (number, stream, at, unit) VALUES ($1, $2, $3, $4) ON CONFLICT (number) DO NOTHING";
                let (case, at) = (recorded.stream.viewings(), milliseconds(recorded.at));
                let cells = row![recorded.number, case, at, &recorded.body.unit];
                sql::run(&noting, sql, cells).await.map_err(database)?;
            }
            let sql = "UPDATE upkeep SET viewings = $1 WHERE id = 1 AND viewings < $1";
            sql::run(&noting, sql, row![next]).await.map_err(database)?;
            noting.commit().await.map_err(database)?;
            if found.len() < AT_ONCE {
                return Ok(());
            }
        }
    }
}
