//! The cases behind a figure of the counters (plan clause 6): whoever supervises asks of each figure which cases they are. The same rows are counted and listed.

use super::{Listed, Page, listed, read};
use crate::books::Books;
use crate::fault::database;
use crate::sql::{self, Cell, Got};
use desk::Fault;
use desk::readings::CountRow;
use desk::readings::DocketRow;
use jiff::civil::Date;

/// A figure of the counters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Figure {
    Decided,
    Published,
    Withheld,
    Overdue,
}

/// A case that is counted, with what became of its decision.
#[derive(Clone, Debug, PartialEq)]
pub struct CountedCase {
    pub case: DocketRow,
    pub counted: CountRow,
}

impl Books {
    /// The cases of a body that are counted in a figure, the last opened first.
    pub async fn counted_cases(
        &self,
        unit: &str,
        figure: Figure,
        today: Date,
        page: Page,
    ) -> Result<Listed<CountedCase>, Fault> {
        let mut cells: Vec<Cell> = vec![unit.into()];
        let mut sql = "SELECT d.first, d.row, c.row AS counted FROM counted c JOIN docket d ON d.stream = c.stream WHERE c.unit = $1".to_owned();
        // Of what became of a decision the table says no more than whether it is pending; the row itself, which this program wrote, has the day of it.
        sql += match figure {
            Figure::Decided => "",
            Figure::Published => " AND c.pending = 0 AND c.row LIKE '%\"published_on\":\"%'",
            Figure::Withheld => " AND c.pending = 0 AND c.row LIKE '%\"withheld_on\":\"%'",
            Figure::Overdue => " AND c.pending = 1 AND c.due_on < $2",
        };
        if figure == Figure::Overdue {
            cells.push(today.into());
        }
        if let Some(before) = page.before {
            cells.push(before.into());
            sql += &format!(" AND d.first < ${}", cells.len());
        }
        sql += &format!(" ORDER BY d.first DESC LIMIT {}", page.limit() + 1);
        let found = sql::all(&self.shared.database.reader, &sql, cells).await.map_err(database)?;
        let rows = found.iter().map(|row| {
            let counted = row.text("counted").map_err(database)?;
            let counted = serde_json::from_str(&counted)
                .map_err(|fault| Fault::Corrupt(format!("row of counted: {fault}")))?;
            Ok((row.number("first").map_err(database)?, CountedCase { case: read(row, "docket")?, counted }))
        });
        Ok(listed(rows.collect::<Result<_, Fault>>()?, page.limit()))
    }
}
