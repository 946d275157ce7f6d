//! Ground that can give way: a store in a temporary folder whose steps break when told, opened in lives that end without farewell, and a store that notes
//! what was acknowledged.

use async_trait::async_trait;
use desk::store::Earlier;
use desk::{Append, AppendFault, Appended, Fault, Store};
use events::cases::PageShown;
use events::{FileFacts, FileId, OfficerId, Recorded, Registers, StreamId};
use std::collections::BTreeMap;
use std::future::Future;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use store::{Books, Breaks, Config, Moment, Step};

/// A break armed by a test: the n-th time a step is reached at a moment, it breaks, once.
#[derive(Debug, Default)]
pub struct Armed(Mutex<Option<(Step, Moment, u32)>>);

impl Armed {
    pub fn arm(&self, step: Step, moment: Moment, nth: u32) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some((step, moment, nth));
    }

    /// Takes the break away; whether it was still waiting.
    pub fn disarm(&self) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take().is_some()
    }
}

impl Breaks for Armed {
    fn breaks(&self, step: Step, moment: Moment) -> bool {
        let mut armed = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match *armed {
            Some((at, when, nth)) if at == step && when == moment => {
                *armed = (nth > 1).then_some((at, when, nth - 1));
                nth == 1
            }
            _ => false,
        }
    }
}

/// The store of a folder, broken by `armed`.
pub fn config(folder: &Path, armed: &Arc<Armed>) -> Config {
    Config {
        database: format!("sqlite://{}/books.sqlite", folder.display()),
        objects: format!("file://{}/objects", folder.display()),
        origin: "stories.mingjing.local/310105".to_owned(),
        randomness: Some(310_105),
        ledger_key: [7; 32],
        breaks: Some(armed.clone()),
    }
}

/// One life of the program over a store: when it ends, everything it was doing is dropped where it stood, as in a crash.
pub fn life<T, F: Future<Output = T>>(config: &Config, lived: impl FnOnce(Arc<Books>) -> F) -> T {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("a runtime");
    runtime.block_on(async {
        let books = Books::open(config).await.expect("the store opens");
        lived(Arc::new(books)).await
    })
}

/// A store that notes the keys of what was acknowledged.
pub struct Noting {
    pub books: Arc<Books>,
    pub acknowledged: Arc<Mutex<Vec<String>>>,
}

#[async_trait]
impl Store for Noting {
    async fn history(&self, stream: StreamId) -> Result<Vec<Recorded>, Fault> {
        self.books.history(stream).await
    }

    fn registers(&self) -> Arc<Registers> {
        Store::registers(&*self.books)
    }

    async fn follow(&self) -> Result<(), Fault> {
        self.books.follow().await
    }

    async fn earlier(&self, key: &str) -> Result<Option<Earlier>, Fault> {
        self.books.earlier(key).await
    }

    async fn append(&self, work: Append) -> Result<Appended, AppendFault> {
        let key = work.key.clone();
        let appended = self.books.append(work).await?;
        self.acknowledged.lock().unwrap_or_else(PoisonError::into_inner).push(key);
        Ok(appended)
    }

    async fn numbered(&self, number: &str) -> Result<Option<StreamId>, Fault> {
        self.books.numbered(number).await
    }

    async fn files(&self, ids: &[FileId]) -> Result<BTreeMap<FileId, FileFacts>, Fault> {
        self.books.files(ids).await
    }

    async fn taken_in(&self, by: &OfficerId, ids: &[FileId]) -> Result<BTreeMap<FileId, String>, Fault> {
        self.books.taken_in(by, ids).await
    }

    async fn page_laid(&self, case: StreamId) -> Result<Option<PageShown>, Fault> {
        self.books.page_laid(case).await
    }

    fn fresh(&self) -> StreamId {
        self.books.fresh()
    }
}

/// Copies a folder whole.
pub fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("a folder") {
        let place = entry.expect("an entry").path();
        let there = to.join(place.file_name().expect("a name"));
        if place.is_dir() {
            copy(&place, &there);
        } else {
            std::fs::copy(&place, &there).expect("a copy");
        }
    }
}
