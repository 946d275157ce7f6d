//! Which cases have papers that were issued and not printed: found over the entries alone, among the cases that issued one since everything was known to be
//! printed. Of such a case all papers are counted from its first on, because the printing of an old paper may be entered after the place where one looks.

use crate::books::Books;
use crate::fault::database;
use crate::sql::{self, Got, row};
use desk::Fault;
use events::StreamId;

/// Cases answered at once.
const CASES: u64 = 50;

impl Books {
    /// Cases with papers that wait for the press, by their streams from `after`, at most fifty.
    pub async fn papers_waiting(&self, after: Option<StreamId>) -> Result<Vec<StreamId>, Fault> {
        let after = after.map(|stream| stream.0.to_vec()).unwrap_or_default();
        let sql = format!(
            "SELECT stream FROM entries WHERE kind IN ('PaperIssued', 'PaperPrinted') AND stream IN \
             (SELECT stream FROM entries WHERE kind = 'PaperIssued' AND stream > $1 \
             AND number >= (SELECT printed FROM upkeep WHERE id = 1)) \
             GROUP BY stream HAVING SUM(CASE kind WHEN 'PaperIssued' THEN 1 ELSE -1 END) > 0 \
             ORDER BY stream LIMIT {CASES}"
        );
        let found = sql::all(&self.shared.database.reader, &sql, row![after]).await.map_err(database)?;
        found.iter().map(|row| row.stream("stream").map_err(database)).collect()
    }

    /// Notes that every paper issued before this entry is printed, so that nobody looks there again.
    pub async fn papers_printed(&self, before: u64) -> Result<(), Fault> {
        let sql = "UPDATE upkeep SET printed = $1 WHERE id = 1 AND printed < $1";
        self.write(sql, row![before]).await.map(|_| ())
    }
}
