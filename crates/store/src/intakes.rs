//! Who took a file in, and what he or she called it. The bytes are kept once for the whole district; the right to name them in an act, and the name they get
//! there, belong to whoever brought them (a digest may be known to anyone who ever saw it, and a file's name may say more than its bytes).

use crate::append::milliseconds;
use crate::books::Books;
use crate::fault::database;
use crate::sql::{self, Cell, Got, marks, row};
use desk::Fault;
use events::{FileId, OfficerId};
use jiff::Timestamp;
use sea_orm::ConnectionTrait;
use std::collections::BTreeMap;

impl Books {
    /// Notes that an officer took a stored file in under this name; the newest name counts.
    pub async fn took_in(
        &self,
        file: FileId,
        officer: &OfficerId,
        name: &str,
        at: Timestamp,
    ) -> Result<(), Fault> {
        let sql = "INSERT INTO file_intakes (file, officer, name, at) VALUES ($1, $2, $3, $4) \
                   ON CONFLICT (officer, file) DO UPDATE SET name = excluded.name, at = excluded.at";
        self.write(sql, row![file, officer, name, milliseconds(at)]).await.map(|_| ())
    }
}

/// Those of the files that this officer took in, with the names he or she gave them.
pub(crate) async fn taken_in<C: ConnectionTrait>(
    db: &C,
    officer: &OfficerId,
    files: &[FileId],
) -> Result<BTreeMap<FileId, String>, Fault> {
    if files.is_empty() {
        return Ok(BTreeMap::new());
    }
    let sql = format!(
        "SELECT file, name FROM file_intakes WHERE officer = $1 AND file IN ({})",
        marks(2, files.len())
    );
    let cells = std::iter::once(Cell::from(officer)).chain(files.iter().map(|file| Cell::from(*file)));
    let found = sql::all(db, &sql, cells.collect()).await.map_err(database)?;
    let one = |row: &sea_orm::QueryResult| Ok((FileId(row.array("file")?), row.text("name")?));
    found.iter().map(one).collect::<Result<_, sea_orm::DbErr>>().map_err(database)
}
