//! The books as the public listener has them: its own read-only connections to the bulletin, the counters, the entries and the published
//! objects of the ledger. There is no way from here to a body, the docket, a duty or an account (invariant 6).

use crate::books;
use crate::config::{Config, Steps};
use crate::connect;
use crate::fault::database;
use crate::files;
use crate::objects::Objects;
use crate::publisher::{published, served};
use crate::readings::bulletin::{self, BulletinFilter};
use crate::readings::case_rows::VersionRow;
use crate::readings::counters::{self, UnitCount};
use crate::readings::{Listed, Page};
use crate::receipt;
use bytes::Bytes;
use desk::Fault;
use desk::readings::BulletinRow;
use events::FileId;
use jiff::civil::Date;
use ledger::receipt::Receipt;
use sea_orm::DatabaseConnection;

/// The public side of an open store.
pub struct PublicBooks {
    pub(crate) db: DatabaseConnection,
    objects: Objects,
}

impl PublicBooks {
    /// Opens the public side; the store must have been opened once before, which makes its tables.
    pub async fn open(config: &Config) -> Result<PublicBooks, Fault> {
        let db = connect::open_public(&config.database).await?;
        Ok(PublicBooks { db, objects: Objects::open(&config.objects, Steps::default()).await? })
    }

    pub async fn close(&self) -> Result<(), Fault> {
        self.db.close_by_ref().await.map_err(database)
    }

    /// Publications, newest first.
    pub async fn bulletin_list(
        &self,
        filter: &BulletinFilter,
        page: Page,
    ) -> Result<Listed<BulletinRow>, Fault> {
        bulletin::list(&self.db, filter, page).await
    }

    /// A publication by its permanent number, withdrawn or not.
    pub async fn bulletin(&self, number: u64) -> Result<Option<BulletinRow>, Fault> {
        bulletin::one(&self.db, number).await
    }

    /// Every version of a publication, oldest first.
    pub async fn bulletin_versions(&self, number: u64) -> Result<Vec<VersionRow>, Fault> {
        bulletin::versions(&self.db, number).await
    }

    /// The counters of every unit that has decided anything.
    pub async fn counters(&self, today: Date) -> Result<Vec<UnitCount>, Fault> {
        counters::counters(&self.db, today).await
    }

    /// An entry's exact bytes and its leaf hash; `None` beyond the end.
    pub async fn entry(&self, number: u64) -> Result<Option<(Vec<u8>, ledger::hash::Hash)>, Fault> {
        books::entry(&self.db, number).await
    }

    /// The receipt of a published entry; `None` while it is not published, which lasts about a second.
    pub async fn receipt(&self, number: u64) -> Result<Option<Receipt>, Fault> {
        receipt::receipt(&self.db, &self.objects, number).await
    }

    /// The newest signed checkpoint; `None` before anything was published.
    pub async fn latest_checkpoint(&self) -> Result<Option<String>, Fault> {
        Ok(published(&self.db).await?.checkpoint)
    }

    /// A stored photo, if it is there and no longer than this. Whoever asks has found it named in public; nothing else of the files is to be had here.
    pub async fn photo(&self, id: FileId, bytes_max: u64) -> Result<Option<Bytes>, Fault> {
        let found = self.objects.get(&files::path(id)).await?;
        Ok(found.filter(|bytes| bytes.len() as u64 <= bytes_max))
    }

    /// A tile, entry bundle, checkpoint or key by its path as served; `None` for every other path.
    pub async fn tile(&self, path: &str) -> Result<Option<Bytes>, Fault> {
        served(&self.objects, path).await
    }
}
