//! The books of a district: the open store. It keeps the ledger and everything read from it; the desk writes through [`desk::Store`],
//! pages read through the methods of the files beside this one.

use crate::appender::{self, Waiting};
use crate::chance::Chance;
use crate::config::{Config, Steps};
use crate::connect::Database;
use crate::fault::database;
use crate::objects::Objects;
use crate::sql::{self, Got, marks};
use crate::{files, found, history, inquiry, intakes, migrations, publisher, recount};
use async_trait::async_trait;
use desk::store::Earlier;
use desk::{Append, AppendFault, Appended, Fault, Store};
use events::{FileFacts, FileId, OfficerId, Recorded, Registers, StreamId};
use ledger::note::Signer;
use std::collections::BTreeMap;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use tokio::sync::{Notify, mpsc, watch};
use tokio::task::JoinHandle;

/// What the tasks of a node share.
pub(crate) struct Shared {
    pub database: Database,
    pub objects: Objects,
    pub chance: Chance,
    pub steps: Steps,
    pub origin: String,
    pub signer: Signer,
    /// What the codes of the progress query are derived with.
    pub inquiry_key: [u8; 32],
    /// Rung after each commit; the publisher listens.
    pub appended: Notify,
    /// Held while publishing, so that a node never publishes twice at once.
    pub publishing: tokio::sync::Mutex<()>,
    /// Whether the served checkpoint was found to be a beginning of this database's ledger; looked at once.
    pub agreed: AtomicBool,
    /// Why the ledger is not published, where that mends itself by no new attempt; `None` while all is well.
    pub unpublished: Mutex<Option<String>>,
    /// Rung when a calendar was learned; the days of the cases are then counted again.
    pub calendar_learned: Notify,
    /// Rung when a file was taken in that waits for its second pass.
    pub unsettled: Notify,
    registers: RwLock<Arc<Registers>>,
}

impl Shared {
    pub fn registers(&self) -> Arc<Registers> {
        self.registers.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Takes over a newer state of the registers.
    pub fn learn(&self, registers: Arc<Registers>) {
        let mut known = self.registers.write().unwrap_or_else(PoisonError::into_inner);
        if registers.version > known.version {
            if registers.calendar() != known.calendar() {
                self.calendar_learned.notify_one();
            }
            *known = registers;
        }
    }
}

/// An open store.
pub struct Books {
    pub(crate) shared: Arc<Shared>,
    queue: RwLock<Option<mpsc::Sender<Waiting>>>,
    stop: watch::Sender<bool>,
    tasks: Mutex<Vec<JoinHandle<()>>>,
}

impl Books {
    /// Opens the store: brings the database to its newest form, folds the registers, finishes what a crash left unpublished in the
    /// background, and starts taking acts. Faults: unreachable or unreadable database or object store.
    pub async fn open(config: &Config) -> Result<Books, Fault> {
        let database = Database::open(&config.database).await?;
        migrations::run(&database.writer).await?;
        let head = found::head(&database.reader).await?;
        let registers = found::caught_up(&database.reader, Arc::default(), head.registers_version).await?;
        let signer = Signer::new(&config.origin, config.ledger_key)
            .map_err(|e| Fault::Corrupt(format!("origin or ledger key: {e}")))?;
        let steps = Steps(config.breaks.clone());
        let shared = Arc::new(Shared {
            database,
            objects: Objects::open(&config.objects, steps.clone()).await?,
            chance: Chance::new(config.randomness, head.frontier.size()),
            steps,
            origin: config.origin.clone(),
            signer,
            inquiry_key: inquiry::key_of(&config.ledger_key),
            appended: Notify::new(),
            publishing: tokio::sync::Mutex::new(()),
            agreed: AtomicBool::new(false),
            unpublished: Mutex::new(None),
            calendar_learned: Notify::new(),
            unsettled: Notify::new(),
            registers: RwLock::new(registers),
        });
        let (queue, waiting) = mpsc::channel(appender::QUEUE);
        let (stop, stopped) = watch::channel(false);
        let tasks = vec![
            tokio::spawn(appender::run(shared.clone(), waiting)),
            tokio::spawn(publisher::run(shared.clone(), stopped.clone())),
            tokio::spawn(recount::run(shared.clone(), stopped)),
        ];
        shared.appended.notify_one();
        Ok(Books { shared, queue: RwLock::new(Some(queue)), stop, tasks: Mutex::new(tasks) })
    }

    /// Takes no more acts, finishes those that wait, publishes, and lets go of the database.
    pub async fn close(&self) -> Result<(), Fault> {
        self.queue.write().unwrap_or_else(PoisonError::into_inner).take();
        let mut tasks = self.tasks().into_iter();
        if let Some(appender) = tasks.next() {
            appender.await.map_err(|_| Fault::Stopped)?;
        }
        self.stop.send_replace(true);
        for task in tasks {
            task.await.map_err(|_| Fault::Stopped)?;
        }
        let published = self.publish_now().await;
        self.shared.database.close().await?;
        published.map(|_| ())
    }

    /// The appender, the publisher and the one that counts again, once.
    pub(crate) fn tasks(&self) -> Vec<JoinHandle<()>> {
        self.tasks.lock().unwrap_or_else(PoisonError::into_inner).drain(..).collect()
    }

    /// Number of entries in the ledger.
    pub async fn size(&self) -> Result<u64, Fault> {
        Ok(found::head(&self.shared.database.reader).await?.frontier.size())
    }

    /// An entry's exact bytes and its leaf hash; `None` beyond the end.
    pub async fn entry(&self, number: u64) -> Result<Option<(Vec<u8>, ledger::hash::Hash)>, Fault> {
        entry(&self.shared.database.reader, number).await
    }

    /// The viewings of a case (调阅), oldest first.
    pub async fn viewings(&self, case: StreamId) -> Result<Vec<Recorded>, Fault> {
        self.history(case.viewings()).await
    }
}

pub(crate) async fn entry<C: sea_orm::ConnectionTrait>(
    db: &C,
    number: u64,
) -> Result<Option<(Vec<u8>, ledger::hash::Hash)>, Fault> {
    let found = sql::one(db, "SELECT bytes, leaf_hash FROM entries WHERE number = $1", sql::row![number]);
    let Some(found) = found.await.map_err(database)? else { return Ok(None) };
    let leaf = ledger::hash::Hash(found.array("leaf_hash").map_err(database)?);
    Ok(Some((found.bytes("bytes").map_err(database)?, leaf)))
}

#[async_trait]
impl Store for Books {
    async fn history(&self, stream: StreamId) -> Result<Vec<Recorded>, Fault> {
        history::of_stream(&self.shared.database.reader, stream, 0).await
    }

    fn registers(&self) -> Arc<Registers> {
        self.shared.registers()
    }

    async fn follow(&self) -> Result<(), Fault> {
        let db = &self.shared.database.reader;
        let version = found::head(db).await?.registers_version;
        let registers = found::caught_up(db, self.shared.registers(), version).await?;
        self.shared.learn(registers);
        Ok(())
    }

    async fn earlier(&self, key: &str) -> Result<Option<Earlier>, Fault> {
        history::earlier(&self.shared.database.reader, key).await
    }

    async fn append(&self, work: Append) -> Result<Appended, AppendFault> {
        let queue = self.queue.read().unwrap_or_else(PoisonError::into_inner).clone();
        let queue = queue.ok_or(Fault::Stopped)?;
        appender::ask(&queue, work).await
    }

    async fn files(&self, ids: &[FileId]) -> Result<BTreeMap<FileId, FileFacts>, Fault> {
        if ids.is_empty() {
            return Ok(BTreeMap::new());
        }
        let sql = format!("{} WHERE sha256 IN ({})", files::SELECT, marks(1, ids.len()));
        let found =
            sql::all(&self.shared.database.reader, &sql, ids.iter().map(|id| (*id).into()).collect()).await;
        found.map_err(database)?.iter().map(files::facts).collect()
    }

    async fn taken_in(&self, by: &OfficerId, ids: &[FileId]) -> Result<BTreeMap<FileId, String>, Fault> {
        intakes::taken_in(&self.shared.database.reader, by, ids).await
    }

    async fn numbered(&self, number: &str) -> Result<Option<StreamId>, Fault> {
        Books::numbered(self, number).await
    }

    async fn page_laid(&self, case: StreamId) -> Result<Option<events::cases::PageShown>, Fault> {
        Books::page_laid(self, case).await
    }

    fn fresh(&self) -> StreamId {
        // The trait has no place for a fault here. All zeros is the stream of the registers, whose newest event makes a new case stale;
        // so without random bytes no case is opened, and nothing is mixed up.
        self.shared.chance.tag().unwrap_or_default()
    }
}
