//! The bulletin (公示栏) as the portal reads it (plan clause 6): what is published now, by search and unit; one publication with its
//! versions; and, for the appender, the public side of cases. It knows nothing private: its tables hold published documents only.

use super::case_rows::{PublicSide, VersionRow};
use super::words::looked_up;
use super::{Listed, Page, joins, listed, read};
use crate::books::Books;
use crate::fault::database;
use crate::sql::{self, Cell, Got, marks, row};
use desk::Fault;
use desk::readings::BulletinRow;
use events::StreamId;
use sea_orm::ConnectionTrait;
use std::collections::HashMap;

/// What of the bulletin is asked for. Withdrawn publications are found by their number alone.
#[derive(Clone, Debug, Default)]
pub struct BulletinFilter {
    /// Part of any text of the document, at least two characters; blank for all.
    pub words: String,
    /// 统一社会信用代码 of the body.
    pub unit: Option<String>,
}

impl Books {
    /// Publications, newest first.
    pub async fn bulletin_list(
        &self,
        filter: &BulletinFilter,
        page: Page,
    ) -> Result<Listed<BulletinRow>, Fault> {
        list(&self.shared.database.reader, filter, page).await
    }

    /// A publication by its permanent number, withdrawn or not.
    pub async fn bulletin(&self, number: u64) -> Result<Option<BulletinRow>, Fault> {
        one(&self.shared.database.reader, number).await
    }

    /// Every version of a publication, oldest first.
    pub async fn bulletin_versions(&self, number: u64) -> Result<Vec<VersionRow>, Fault> {
        versions(&self.shared.database.reader, number).await
    }

    /// The publications of a case, oldest first.
    pub async fn bulletin_of_case(&self, case: StreamId) -> Result<Vec<BulletinRow>, Fault> {
        let sql = "SELECT row FROM bulletin WHERE stream = $1 ORDER BY number";
        let found = sql::all(&self.shared.database.reader, sql, row![case]).await.map_err(database)?;
        found.iter().map(|row| read(row, "bulletin")).collect()
    }
}

pub(crate) async fn list<C: ConnectionTrait>(
    db: &C,
    filter: &BulletinFilter,
    page: Page,
) -> Result<Listed<BulletinRow>, Fault> {
    let words = looked_up(&filter.words).unwrap_or_default();
    if words.is_empty() && !filter.words.trim().is_empty() {
        return Ok(Listed { rows: Vec::new(), next: None });
    }
    let (sql, cells) = select(filter, &words, page);
    let found = sql::all(db, &sql, cells).await.map_err(database)?;
    let rows = found.iter().map(|row| Ok((row.number("number").map_err(database)?, read(row, "bulletin")?)));
    Ok(listed(rows.collect::<Result<_, Fault>>()?, page.limit()))
}

/// The statement for a page.
pub(crate) fn select(filter: &BulletinFilter, words: &[String], page: Page) -> (String, Vec<Cell>) {
    let mut cells: Vec<Cell> = words.iter().map(Cell::from).collect();
    let mut sql =
        format!("SELECT b.number, b.row FROM bulletin b{}", joins(words, "bulletin_words", "number", "b", 1));
    sql += " WHERE b.listed = 1";
    if let Some(unit) = &filter.unit {
        cells.push(unit.into());
        sql += &format!(" AND b.unit = ${}", cells.len());
    }
    if let Some(before) = page.before {
        cells.push(before.into());
        sql += &format!(" AND b.number < ${}", cells.len());
    }
    sql += &format!(" ORDER BY b.number DESC LIMIT {}", page.limit() + 1);
    (sql, cells)
}

pub(crate) async fn one<C: ConnectionTrait>(db: &C, number: u64) -> Result<Option<BulletinRow>, Fault> {
    let found =
        sql::one(db, "SELECT row FROM bulletin WHERE number = $1", row![number]).await.map_err(database)?;
    found.map(|row| read(&row, "bulletin")).transpose()
}

pub(crate) async fn versions<C: ConnectionTrait>(db: &C, number: u64) -> Result<Vec<VersionRow>, Fault> {
    let sql = "SELECT row FROM bulletin_versions WHERE number = $1 ORDER BY version";
    let found = sql::all(db, sql, row![number]).await.map_err(database)?;
    found.iter().map(|row| read(row, "bulletin_versions")).collect()
}

/// The public side of these cases, as it stands.
pub(crate) async fn public_sides<C: ConnectionTrait>(
    db: &C,
    streams: &[StreamId],
) -> Result<HashMap<StreamId, PublicSide>, Fault> {
    let mut sides: HashMap<StreamId, PublicSide> = HashMap::new();
    let marks = marks(1, streams.len());
    let cells = || streams.iter().map(|stream| Cell::from(*stream)).collect();
    for (table, place) in [("bulletin", "number"), ("bulletin_versions", "version"), ("counted", "stream")] {
        let sql = format!("SELECT stream, row FROM {table} WHERE stream IN ({marks}) ORDER BY {place}");
        for found in sql::all(db, &sql, cells()).await.map_err(database)? {
            let side = sides.entry(found.stream("stream").map_err(database)?).or_default();
            match table {
                "bulletin" => side.bulletin.push(read(&found, table)?),
                "bulletin_versions" => side.versions.push(read(&found, table)?),
                _ => side.counted = Some(read(&found, table)?),
            }
        }
    }
    Ok(sides)
}
