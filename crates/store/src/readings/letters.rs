//! The list of letters from the public (投诉举报) in the order of their clocks, those whose clock has run out unnoticed, and the stream a number names.

use super::{PAGE_MAX, read};
use crate::books::Books;
use crate::fault::database;
use crate::sql::{self, Cell, Got, row};
use desk::Fault;
use desk::letters::LetterRow;
use events::StreamId;
use jiff::civil::Date;

/// How far a list can be leafed through.
const OFFSET_MAX: u64 = 10_000;

/// Which letters are asked for.
#[derive(Clone, Debug)]
pub struct LetterFilter {
    /// 统一社会信用代码 of the body with which they lie.
    pub body: String,
    /// Also those of every body that are overdue under this body's supervision.
    pub supervises: bool,
    /// Those that wait for something, or those that do not.
    pub open: bool,
}

impl Books {
    /// Letters, the nearest day first; `page` counts from 0, fifty rows each.
    pub async fn letters(&self, filter: &LetterFilter, page: u64) -> Result<Vec<LetterRow>, Fault> {
        let offset = page.saturating_mul(PAGE_MAX).min(OFFSET_MAX);
        let reach = offset + PAGE_MAX;
        // What waits stands in the order of its clock, what is done the newest first.
        let order = if filter.open { "due, first" } else { "first DESC" };
        // Each list is read in the order of its index and no further than the page reaches.
        let of = |column: &str, name: &str, more: &str| {
            format!(
                "SELECT * FROM (SELECT due, first, row FROM letters WHERE {column} = $1 AND is_open = $2{more} \
                 ORDER BY {order} LIMIT {reach}) AS {name}"
            )
        };
        let mut lists = of("body", "here", "");
        if filter.supervises {
            lists += &format!(" UNION ALL {}", of("supervision", "overdue", " AND body <> $1"));
        }
        let sql =
            format!("SELECT row FROM ({lists}) AS lists ORDER BY {order} LIMIT {PAGE_MAX} OFFSET {offset}");
        let cells = vec![Cell::from(&filter.body), Cell::from(filter.open)];
        let found = sql::all(&self.shared.database.reader, &sql, cells).await.map_err(database)?;
        found.iter().map(|row| read(row, "letters")).collect()
    }

    /// Letters whose running clock ended before this day and of which nobody has been told yet, some at a time.
    pub async fn letters_late(&self, today: Date) -> Result<Vec<StreamId>, Fault> {
        let sql = format!(
            "SELECT stream FROM letters WHERE is_open = 1 AND supervision = '' AND due < $1 ORDER BY due LIMIT {PAGE_MAX}"
        );
        let found = sql::all(&self.shared.database.reader, &sql, row![today]).await.map_err(database)?;
        found.iter().map(|row| row.stream("stream").map_err(database)).collect()
    }

    /// The stream of the case or the letter that has this number.
    pub async fn numbered(&self, number: &str) -> Result<Option<StreamId>, Fault> {
        let sql = "SELECT stream FROM numbers WHERE number = $1 ORDER BY stream LIMIT 1";
        let found = sql::one(&self.shared.database.reader, sql, row![number]).await.map_err(database)?;
        found.map(|found| found.stream("stream").map_err(database)).transpose()
    }
}
