//! The duties (待办) of a person: by officer and by post, in the order of their last days.

use super::{PAGE_MAX, read};
use crate::books::Books;
use crate::fault::database;
use crate::sql::{self, Cell, Got, marks, row};
use desk::Fault;
use desk::readings::DutyRow;
use events::StreamId;
use jiff::civil::Date;

/// How many assignees one question may name; a person has one name and a few posts.
const ASSIGNEES_MAX: usize = 20;
/// How far a list can be leafed through.
const OFFSET_MAX: u64 = 10_000;

/// Duties are counted no further than this.
pub const COUNTED_MAX: u64 = 1_000;

impl Books {
    /// What these assignees have to do, nearest day first; `page` counts from 0, fifty rows each.
    pub async fn duties(&self, assignees: &[String], page: u64) -> Result<Vec<DutyRow>, Fault> {
        let assignees = &assignees[..assignees.len().min(ASSIGNEES_MAX)];
        if assignees.is_empty() {
            return Ok(Vec::new());
        }
        let offset = page.saturating_mul(PAGE_MAX).min(OFFSET_MAX);
        // Each assignee's list is read in the order of its index and no further than the page reaches; one list of all of them would have
        // to be sorted whole.
        let each = |place: usize| {
            format!(
                "SELECT * FROM (SELECT due, stream, place, row FROM duties WHERE assignee = ${} ORDER BY due, stream, place LIMIT {})",
                place + 1,
                offset + PAGE_MAX
            )
        };
        let lists: Vec<String> =
            (0..assignees.len()).map(|place| format!("{} AS list{place}", each(place))).collect();
        let sql = format!(
            "SELECT row FROM ({}) AS lists ORDER BY due, stream, place LIMIT {PAGE_MAX} OFFSET {offset}",
            lists.join(" UNION ALL ")
        );
        let cells = assignees.iter().map(Cell::from).collect();
        let found = sql::all(&self.shared.database.reader, &sql, cells).await.map_err(database)?;
        found.iter().map(|row| read(row, "duties")).collect()
    }

    /// How many duties these assignees have, and how many of them are past their last day; no further than [`COUNTED_MAX`] of each, so that it costs the
    /// same however many there are.
    pub async fn duties_count(&self, assignees: &[String], today: Date) -> Result<(u64, u64), Fault> {
        let assignees = &assignees[..assignees.len().min(ASSIGNEES_MAX)];
        if assignees.is_empty() {
            return Ok((0, 0));
        }
        let whose = format!("FROM duties WHERE assignee IN ({})", marks(2, assignees.len()));
        let sql = format!(
            "SELECT (SELECT COUNT(*) FROM (SELECT 1 {whose} LIMIT {COUNTED_MAX}) AS a) AS every, \
             (SELECT COUNT(*) FROM (SELECT 1 {whose} AND due < $1 LIMIT {COUNTED_MAX}) AS b) AS late"
        );
        let cells = std::iter::once(Cell::from(today)).chain(assignees.iter().map(Cell::from)).collect();
        let found = sql::one(&self.shared.database.reader, &sql, cells).await.map_err(database)?;
        let Some(found) = found else { return Ok((0, 0)) };
        Ok((found.number("every").map_err(database)?, found.number("late").map_err(database)?))
    }

    /// The duties of one case, in their order.
    pub async fn duties_of_case(&self, case: StreamId) -> Result<Vec<DutyRow>, Fault> {
        let sql = "SELECT row FROM duties WHERE stream = $1 ORDER BY place";
        let found = sql::all(&self.shared.database.reader, sql, row![case]).await.map_err(database)?;
        found.iter().map(|row| read(row, "duties")).collect()
    }
}
