//! Checking the whole store: recomputes everything that is derived and names each fault with its place. It reads one snapshot, holds a
//! bounded part of it at a time, repairs nothing and stops at nothing short of an unreadable ground.

mod acts;
mod entries;
mod files;
mod incoming;
mod published;
mod readings;

use crate::books::Books;
use crate::fault::database;
use desk::Fault;
use sea_orm::{DatabaseTransaction, IsolationLevel, TransactionOptions, TransactionTrait};

/// Something that is not as it should be.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// Where: `entry 17`, `body 17`, `head`, `docket of <stream>`, `act <key>`, an object's path.
    pub place: String,
    pub what: String,
}

/// How much was looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Checked {
    pub entries: u64,
    pub cases: u64,
    pub files: u64,
    pub objects: u64,
    pub findings: u64,
}

/// Where findings go, counted.
pub(crate) struct Report<'a> {
    to: &'a mut (dyn FnMut(Finding) + Send),
    pub checked: Checked,
}

impl Report<'_> {
    pub fn find(&mut self, place: impl Into<String>, what: impl Into<String>) {
        self.checked.findings += 1;
        (self.to)(Finding { place: place.into(), what: what.into() });
    }
}

/// Damage so deep that a part could not be read to its end is a finding like any other; the rest is looked at all the same.
fn named<T>(checked: Result<T, Fault>, place: &str, report: &mut Report<'_>) -> Result<Option<T>, Fault> {
    match checked {
        Ok(done) => Ok(Some(done)),
        Err(Fault::Corrupt(what)) => {
            report.find(place, what);
            Ok(None)
        }
        Err(fault) => Err(fault),
    }
}

impl Books {
    /// Checks everything; `found` is told each fault as it is found.
    pub async fn check(&self, mut found: impl FnMut(Finding) + Send) -> Result<Checked, Fault> {
        let mut report = Report { to: &mut found, checked: Checked::default() };
        let db = self.snapshot().await?;
        let numbers = entries::check(&db, &mut report).await;
        let numbers = named(numbers, "entries", &mut report)?;
        // Without the entries nothing else can be held against them; only what stands for itself is looked at.
        if let Some(numbers) = numbers {
            let checked = acts::check(self, &db, numbers, &mut report).await;
            named(checked, "acts", &mut report)?;
            let checked = readings::check(&db, &mut report).await;
            named(checked, "readings", &mut report)?;
            let checked = published::check(self, &db, &mut report).await;
            named(checked, "published", &mut report)?;
        }
        let checked = files::check(self, &db, &mut report).await;
        named(checked, "files", &mut report)?;
        let checked = incoming::check(&db, &mut report).await;
        named(checked, "incoming", &mut report)?;
        db.rollback().await.map_err(database)?;
        Ok(report.checked)
    }

    /// A transaction that sees one state of the database, whatever is appended meanwhile.
    async fn snapshot(&self) -> Result<DatabaseTransaction, Fault> {
        let postgres = self.shared.database.is_postgres();
        let options = TransactionOptions {
            isolation_level: postgres.then_some(IsolationLevel::RepeatableRead),
            ..TransactionOptions::default()
        };
        self.shared.database.reader.begin_with_options(options).await.map_err(database)
    }
}
