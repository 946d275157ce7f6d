//! Rebuilding: drops every reading and makes it again from the ledger, in one transaction, so that nobody sees it half made. Appends wait
//! meanwhile; reading goes on with what stood before.

use crate::books::Books;
use crate::fault::database;
use crate::readings::case_rows::tally;
use crate::recount::Recounted;
use crate::sql::{self, Row};
use crate::tables::{COUNTERS, OF_A_CASE};
use crate::walk::{Walk, Walked};
use crate::{appender, found, write};
use desk::Fault;
use sea_orm::DatabaseTransaction;
use std::collections::BTreeMap;

/// Rows of a table gathered before they are written.
const GATHERED: usize = 1_000;

/// How far a long piece of work has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    pub done: u64,
    pub total: u64,
}

impl Books {
    /// Makes every reading again; `progress` counts events.
    pub async fn rebuild(&self, mut progress: impl FnMut(Progress) + Send) -> Result<(), Fault> {
        let db = appender::begin(&self.shared).await.map_err(Fault::from)?;
        let total = found::lock_head(&db).await?.frontier.size();
        for table in OF_A_CASE.iter().chain([&&COUNTERS]) {
            sql::run(&db, &format!("DELETE FROM {}", table.name), vec![]).await.map_err(database)?;
        }
        Recounted::all_counted(&db).await?;
        let (mut walk, mut gathered, mut done) = (Walk::begin(&db).await?, Gathered::default(), 0);
        while let Some(walked) = walk.next(&db).await? {
            done += walked.events;
            gathered.take(&walked);
            if gathered.rows.values().any(|rows| rows.len() >= GATHERED) {
                gathered.write(&db).await?;
                progress(Progress { done, total });
            }
        }
        gathered.write(&db).await?;
        write::counters(&db, gathered.counters).await.map_err(database)?;
        db.commit().await.map_err(database)?;
        progress(Progress { done, total });
        Ok(())
    }
}

#[derive(Default)]
struct Gathered {
    rows: BTreeMap<&'static str, Vec<Row>>,
    counters: BTreeMap<String, [i64; 3]>,
}

impl Gathered {
    fn take(&mut self, walked: &Walked) {
        for (table, rows) in write::all_rows(&walked.rows, walked.registers.calendar()) {
            self.rows.entry(table.name).or_default().extend(rows);
        }
        if let Some(counted) = &walked.rows.public.counted {
            let sums = self.counters.entry(counted.unit.clone()).or_default();
            sums.iter_mut().zip(tally(Some(counted))).for_each(|(sum, n)| *sum += n);
        }
    }

    async fn write(&mut self, db: &DatabaseTransaction) -> Result<(), Fault> {
        for table in OF_A_CASE {
            let rows = self.rows.remove(table.name).unwrap_or_default();
            sql::insert(db, table, rows, "").await.map_err(database)?;
        }
        Ok(())
    }
}
