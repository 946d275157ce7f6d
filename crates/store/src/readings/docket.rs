//! The docket (案件台账): the cases of a body, of a handler, in a stage, by words; and the heading of one case.

use super::words::looked_up;
use super::{Listed, Page, joins, listed, read};
use crate::books::Books;
use crate::fault::database;
use crate::sql::{self, Cell, Got, row};
use desk::Fault;
use desk::readings::DocketRow;
use events::standing::RecordedStep;
use events::{OfficerId, StreamId};

/// Rows of figures read at once.
const AT_ONCE: u32 = 5000;

/// What of the docket is asked for. `body` or `handler` should be given: who may see whose cases is the caller's to know.
#[derive(Clone, Debug, Default)]
pub struct DocketFilter {
    /// 统一社会信用代码 of the body.
    pub body: Option<String>,
    pub handler: Option<OfficerId>,
    /// Stage code, see `desk::readings::stage_code`.
    pub stage: Option<String>,
    /// Part of number, title, party's name or code, at least two characters; blank for all.
    pub words: String,
    /// Only cases that are open, or only those that are not.
    pub open: Option<bool>,
}

impl Books {
    /// Cases, the last opened first.
    pub async fn docket(&self, filter: &DocketFilter, page: Page) -> Result<Listed<DocketRow>, Fault> {
        let words = looked_up(&filter.words).unwrap_or_default();
        if words.is_empty() && !filter.words.trim().is_empty() {
            return Ok(Listed { rows: Vec::new(), next: None });
        }
        let (sql, cells) = select(filter, &words, page);
        let found = sql::all(&self.shared.database.reader, &sql, cells).await.map_err(database)?;
        let rows = found.iter().map(|row| Ok((row.number("first").map_err(database)?, read(row, "docket")?)));
        Ok(listed(rows.collect::<Result<_, Fault>>()?, page.limit()))
    }

    /// Shows the steps of every case, with its body, a few thousand at a time: for figures about the whole.
    pub async fn each_case_steps(
        &self,
        mut look: impl FnMut(&str, &[RecordedStep]) + Send,
    ) -> Result<(), Fault> {
        let sql = format!("SELECT first, row FROM docket WHERE first > $1 ORDER BY first LIMIT {AT_ONCE}");
        let mut after = -1_i64;
        loop {
            let found = sql::all(&self.shared.database.reader, &sql, row![after]).await.map_err(database)?;
            let Some(last) = found.last() else { return Ok(()) };
            after = last.try_get("", "first").map_err(database)?;
            for row in &found {
                let docket: DocketRow = read(row, "docket")?;
                look(&docket.body, &docket.steps);
            }
        }
    }

    /// The docket row of a case; `None` when there is no such case.
    pub async fn case_header(&self, case: StreamId) -> Result<Option<DocketRow>, Fault> {
        let sql = "SELECT row FROM docket WHERE stream = $1";
        let found = sql::one(&self.shared.database.reader, sql, row![case]).await.map_err(database)?;
        found.map(|row| read(&row, "docket")).transpose()
    }
}

/// The statement for a page.
pub(crate) fn select(filter: &DocketFilter, words: &[String], page: Page) -> (String, Vec<Cell>) {
    let mut cells: Vec<Cell> = words.iter().map(Cell::from).collect();
    let mut sql =
        format!("SELECT d.first, d.row FROM docket d{}", joins(words, "docket_words", "first", "d", 1));
    let mut conditions = Vec::new();
    let mut ask = |condition: &str, cell: Cell| {
        cells.push(cell);
        conditions.push(condition.replace('?', &format!("${}", cells.len())));
    };
    if let Some(handler) = &filter.handler {
        sql += " JOIN docket_officers o ON o.stream = d.stream";
        ask("o.officer = ?", handler.into());
    }
    if let Some(body) = &filter.body {
        ask("d.body = ?", body.into());
    }
    if let Some(stage) = &filter.stage {
        ask("d.stage = ?", stage.into());
    }
    if let Some(open) = filter.open {
        ask("d.is_open = ?", open.into());
    }
    if let Some(before) = page.before {
        ask("d.first < ?", before.into());
    }
    if !conditions.is_empty() {
        sql += &format!(" WHERE {}", conditions.join(" AND "));
    }
    sql += &format!(" ORDER BY d.first DESC LIMIT {}", page.limit() + 1);
    (sql, cells)
}
