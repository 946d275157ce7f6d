//! Ground for tests: a fresh database of either kind and a fresh folder of objects, sample events, and breaks that are armed by hand.
//! Behind the feature `testing`, so that tests/ can use it too. Nothing here is in the program.

mod breaks;
pub mod letters;
mod postgres;
mod s3;
pub mod samples;

pub use breaks::Armed;
pub use postgres::OwnServer;
pub use s3::S3;

use crate::books::Books;
use crate::config::{Breaks, Config};
use crate::public::PublicBooks;
use sea_orm::DatabaseConnection;
use std::sync::Arc;
use tempfile::TempDir;

/// Which database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Sqlite,
    Postgres,
}

/// A fresh database and folder; gone when dropped.
pub struct Ground {
    pub config: Config,
    pub folder: TempDir,
    _database: Option<postgres::Fresh>,
}

impl Ground {
    pub fn new(kind: Kind) -> Ground {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let (database, fresh) = match kind {
            Kind::Sqlite => (format!("sqlite://{}/books.sqlite", folder.path().display()), None),
            Kind::Postgres => {
                let fresh = postgres::Fresh::make();
                (fresh.url.clone(), Some(fresh))
            }
        };
        let config = Config {
            database,
            objects: format!("file://{}/objects", folder.path().display()),
            origin: "mingjing.test/310105".to_owned(),
            randomness: Some(2026),
            ledger_key: [7; 32],
            breaks: None,
        };
        Ground { config, folder, _database: fresh }
    }

    /// The same ground with steps that break.
    pub fn broken_by(mut self, breaks: Arc<dyn Breaks>) -> Ground {
        self.config.breaks = Some(breaks);
        self
    }

    pub async fn open(&self) -> Books {
        Books::open(&self.config).await.expect("the store opens")
    }
}

impl Books {
    /// The writing connection, for tests that go past the program.
    pub fn raw(&self) -> &DatabaseConnection {
        &self.shared.database.writer
    }

    /// Stops at once, as a crash would: nothing is drained, nothing is published.
    pub async fn crash(self) {
        for task in self.tasks() {
            task.abort();
            let _ = task.await;
        }
        let _ = self.shared.database.close().await;
    }
}

impl PublicBooks {
    /// The public connection, for tests of what it cannot reach.
    pub fn raw(&self) -> &DatabaseConnection {
        &self.db
    }
}

/// Makes one test function into two, one for each database: `on_both!(name, |ground| async move { … })`.
#[macro_export]
macro_rules! on_both {
    ($(#[$meta:meta])* $name:ident, |$ground:ident| async move $body:block) => {
        $(#[$meta])*
        mod $name {
            use super::*;

            async fn test($ground: $crate::testing::Ground) $body

            #[tokio::test]
            async fn sqlite() {
                test($crate::testing::Ground::new($crate::testing::Kind::Sqlite)).await;
            }

            #[tokio::test]
            async fn postgres() {
                test($crate::testing::Ground::new($crate::testing::Kind::Postgres)).await;
            }
        }
    };
}
