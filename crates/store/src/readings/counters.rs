//! The counters of the portal: per unit decided, published, withheld and overdue (plan clause 6). Sums are kept with each act; only what
//! is still pending is counted when asked, because being overdue depends on the day.

use crate::books::Books;
use crate::fault::database;
use crate::sql::{self, Got, row};
use desk::Fault;
use jiff::civil::Date;
use sea_orm::ConnectionTrait;
use std::collections::BTreeMap;

/// The counters of a unit.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct UnitCount {
    /// 统一社会信用代码.
    pub unit: String,
    pub decided: u64,
    pub published: u64,
    pub withheld: u64,
    /// Neither published nor withheld, and the last day is past.
    pub overdue: u64,
}

impl Books {
    /// The counters of every unit that has decided anything, by unit code.
    pub async fn counters(&self, today: Date) -> Result<Vec<UnitCount>, Fault> {
        counters(&self.shared.database.reader, today).await
    }
}

pub(crate) async fn counters<C: ConnectionTrait>(db: &C, today: Date) -> Result<Vec<UnitCount>, Fault> {
    let late =
        "SELECT unit, COUNT(*) AS overdue FROM counted WHERE pending = 1 AND due_on < $1 GROUP BY unit";
    let mut overdue = BTreeMap::new();
    for found in sql::all(db, late, row![today]).await.map_err(database)? {
        overdue.insert(found.text("unit").map_err(database)?, found.number("overdue").map_err(database)?);
    }
    let sums = "SELECT unit, decided, published, withheld FROM counters ORDER BY unit";
    let mut counts = Vec::new();
    for found in sql::all(db, sums, row![]).await.map_err(database)? {
        let unit = found.text("unit").map_err(database)?;
        counts.push(UnitCount {
            decided: found.number("decided").map_err(database)?,
            published: found.number("published").map_err(database)?,
            withheld: found.number("withheld").map_err(database)?,
            overdue: overdue.get(&unit).copied().unwrap_or(0),
            unit,
        });
    }
    Ok(counts)
}
