//! The object store: a folder or S3. Objects are written whole or not at all, and are on the disk when a write returns: in a folder by
//! writing beside, syncing, renaming and syncing the folder; on S3 by the store's own promise.

use crate::config::{Step, Steps};
use crate::fault;
use bytes::Bytes;
use desk::Fault;
use futures::stream::BoxStream;
use futures::{StreamExt, TryStreamExt};
use object_store::aws::{AmazonS3Builder, AmazonS3ConfigKey};
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::prefix::PrefixStore;
use object_store::{
    BackoffConfig, ClientConfigKey, GetOptions, GetRange, ObjectStore, ObjectStoreExt, PutPayload,
    RetryConfig, WriteMultipart,
};
use std::io::Write;
use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, SystemTime};
use tempfile::NamedTempFile;
use tokio::io::AsyncReadExt;
use url::Url;

/// Parts of a file sent to S3.
const PART_BYTES: usize = 8 << 20;
/// Parts under way at once.
const PARTS_AT_ONCE: usize = 4;
/// How long S3 is asked again before whoever waits is told that it is away. They keep what they entered and try again; nobody waits minutes.
const ASKED_AGAIN: Duration = Duration::from_secs(8);

#[derive(Clone)]
pub(crate) struct Objects {
    store: Arc<dyn ObjectStore>,
    /// The folder, when it is one: a file that was received there is moved, not copied.
    folder: Option<PathBuf>,
    steps: Steps,
}

impl Objects {
    pub async fn open(url: &str, steps: Steps) -> Result<Objects, Fault> {
        let parsed =
            Url::parse(url).map_err(|e| Fault::Objects(format!("the objects URL does not read: {e}")))?;
        match parsed.scheme() {
            "file" => {
                let folder = parsed
                    .to_file_path()
                    .map_err(|()| Fault::Objects("file URL names no folder".to_owned()))?;
                tokio::fs::create_dir_all(folder.join(INCOMING)).await.map_err(fault::file)?;
                let store = LocalFileSystem::new_with_prefix(&folder).map_err(fault::objects)?;
                Ok(Objects { store: Arc::new(store), folder: Some(folder), steps })
            }
            "s3" => Ok(Objects { store: s3(&parsed)?, folder: None, steps }),
            other => Err(Fault::Objects(format!("the objects URL is neither file: nor s3: but {other}:"))),
        }
    }

    /// Writes an object whole; the same path with the same bytes again changes nothing.
    pub async fn put(&self, step: Step, path: &str, bytes: Bytes) -> Result<(), Fault> {
        let location = path_of(path)?;
        let write = async {
            let Some(folder) = self.folder.clone() else {
                let put = self.store.put(&location, PutPayload::from_bytes(bytes)).await;
                return put.map(|_| ()).map_err(fault::objects);
            };
            let (mut file, place) = (self.incoming()?, folder.join(location.as_ref()));
            let moved = move || file.write_all(&bytes).and_then(|()| move_into(file, place));
            tokio::task::spawn_blocking(moved).await.map_err(|_| Fault::Stopped)?.map_err(fault::file)
        };
        self.steps.run(step, write).await
    }

    /// The whole object, which the caller knows to be small; `None` when there is none.
    pub async fn get(&self, path: &str) -> Result<Option<Bytes>, Fault> {
        match self.store.get(&path_of(path)?).await {
            Ok(found) => found.bytes().await.map(Some).map_err(fault::objects),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(fault::objects(error)),
        }
    }

    /// The object, or a range of its bytes, piece by piece; `None` when there is none.
    pub async fn stream(
        &self,
        path: &str,
        range: Option<Range<u64>>,
    ) -> Result<Option<BoxStream<'static, Result<Bytes, Fault>>>, Fault> {
        if let Some(place) = self.place(path) {
            return crate::reading::stream(place, range).await.map_err(fault::file);
        }
        let options = GetOptions { range: range.map(GetRange::Bounded), ..GetOptions::default() };
        match self.store.get_opts(&path_of(path)?, options).await {
            Ok(found) => Ok(Some(found.into_stream().map(|piece| piece.map_err(fault::objects)).boxed())),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(fault::objects(error)),
        }
    }

    pub async fn has(&self, path: &str) -> Result<bool, Fault> {
        match self.store.head(&path_of(path)?).await {
            Ok(_) => Ok(true),
            Err(object_store::Error::NotFound { .. }) => Ok(false),
            Err(error) => Err(fault::objects(error)),
        }
    }

    /// Deletes an object that nothing refers to any more, e.g. a part of an upload.
    pub async fn delete(&self, path: &str) -> Result<(), Fault> {
        match self.store.delete(&path_of(path)?).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(fault::objects(error)),
        }
    }

    /// The paths of the objects below a path, however many there are.
    pub async fn below(&self, path: &str) -> Result<Vec<String>, Fault> {
        let found = self.store.list(Some(&path_of(path)?)).map_ok(|found| found.location.to_string());
        found.try_collect().await.map_err(fault::objects)
    }

    /// The names directly below a path under which there are, or were, objects.
    pub async fn names_below(&self, path: &str) -> Result<Vec<String>, Fault> {
        let found = self.store.list_with_delimiter(Some(&path_of(path)?)).await.map_err(fault::objects)?;
        Ok(found.common_prefixes.iter().filter_map(|path| path.filename().map(str::to_owned)).collect())
    }

    /// Lets go of a folder from which everything was deleted; S3 has none, and one that holds something stays.
    pub fn forget_empty(&self, path: &str) {
        if let Some(folder) = &self.folder {
            let _ = std::fs::remove_dir(folder.join(path));
        }
    }

    /// Where an object lies, when it lies in a folder.
    pub fn place(&self, path: &str) -> Option<PathBuf> {
        self.folder.as_ref().map(|folder| folder.join(path))
    }

    /// Where bytes lie while they come in.
    fn incoming_folder(&self) -> PathBuf {
        self.folder.as_ref().map_or_else(std::env::temp_dir, |folder| folder.join(INCOMING))
    }

    /// A file to receive bytes into, where it can be moved from into the store.
    pub fn incoming(&self) -> Result<NamedTempFile, Fault> {
        tempfile::Builder::new().prefix(RECEIVED).tempfile_in(self.incoming_folder()).map_err(fault::file)
    }

    /// Removes what a killed program left of files that were coming in and to which nothing was written since; answers how many.
    pub fn incoming_sweep(&self, since: SystemTime) -> Result<u64, Fault> {
        let mut gone = 0;
        for left in std::fs::read_dir(self.incoming_folder()).map_err(fault::file)?.flatten() {
            let ours = left.file_name().to_string_lossy().starts_with(RECEIVED);
            let written = left.metadata().and_then(|left| left.modified());
            if ours && written.is_ok_and(|written| written <= since) {
                std::fs::remove_file(left.path()).map_err(fault::file)?;
                gone += 1;
            }
        }
        Ok(gone)
    }

    pub fn is_folder(&self) -> bool {
        self.folder.is_some()
    }

    /// Puts a received file in its place. Its bytes are on the disk before its name is.
    pub async fn keep(&self, file: NamedTempFile, path: &str) -> Result<(), Fault> {
        self.keep_as(Step::ObjectPut, file, path).await
    }

    /// The same as this step.
    pub async fn keep_as(&self, step: Step, file: NamedTempFile, path: &str) -> Result<(), Fault> {
        let location = path_of(path)?;
        let folder = self.folder.clone();
        self.steps
            .run(step, async {
                match folder {
                    Some(folder) => {
                        let place = folder.join(location.as_ref());
                        tokio::task::spawn_blocking(move || move_into(file, place))
                            .await
                            .map_err(|_| Fault::Stopped)?
                            .map_err(fault::file)
                    }
                    None => self.send(file, &location).await,
                }
            })
            .await
    }

    async fn send(&self, file: NamedTempFile, path: &Path) -> Result<(), Fault> {
        let mut from = tokio::fs::File::from_std(file.reopen().map_err(fault::file)?);
        let upload = self.store.put_multipart(path).await.map_err(fault::objects)?;
        let mut upload = WriteMultipart::new_with_chunk_size(upload, PART_BYTES);
        let mut piece = vec![0; 1 << 18];
        loop {
            let count = from.read(&mut piece).await.map_err(fault::file)?;
            if count == 0 {
                break;
            }
            upload.wait_for_capacity(PARTS_AT_ONCE).await.map_err(fault::objects)?;
            upload.write(&piece[..count]);
        }
        upload.finish().await.map(|_| ()).map_err(fault::objects)
    }
}

const INCOMING: &str = "incoming";
/// How the names of files begin that are coming in.
const RECEIVED: &str = "mingjing-received-";

fn move_into(file: NamedTempFile, place: PathBuf) -> std::io::Result<()> {
    file.as_file().sync_all()?;
    let parent = place.parent().unwrap_or(&place).to_owned();
    // Folders that are made here have names of their own to be written, in the first one that was there.
    let made = parent.ancestors().take_while(|folder| !folder.exists()).count();
    std::fs::create_dir_all(&parent)?;
    file.persist(&place).map_err(|e| e.error)?;
    for folder in parent.ancestors().take(made + 1) {
        std::fs::File::open(folder)?.sync_all()?;
    }
    Ok(())
}

fn path_of(path: &str) -> Result<Path, Fault> {
    Path::parse(path).map_err(|e| Fault::Objects(format!("object path {path}: {e}")))
}

fn s3(url: &Url) -> Result<Arc<dyn ObjectStore>, Fault> {
    let bucket = url.host_str().ok_or_else(|| Fault::Objects("s3 URL names no bucket".to_owned()))?;
    let backoff = BackoffConfig { max_backoff: Duration::from_secs(2), ..BackoffConfig::default() };
    let retry = RetryConfig { backoff, retry_timeout: ASKED_AGAIN, ..RetryConfig::default() };
    let connect = AmazonS3ConfigKey::Client(ClientConfigKey::ConnectTimeout);
    let mut builder = AmazonS3Builder::from_env()
        .with_bucket_name(bucket)
        .with_retry(retry)
        .with_config(connect, "3 seconds");
    for (key, value) in url.query_pairs() {
        let key: AmazonS3ConfigKey =
            key.parse().map_err(|_| Fault::Objects(format!("s3 URL: option {key} is not known")))?;
        builder = builder.with_config(key, value);
    }
    let store = builder.build().map_err(fault::objects)?;
    let prefix = url.path().trim_matches('/');
    if prefix.is_empty() {
        return Ok(Arc::new(store));
    }
    Ok(Arc::new(PrefixStore::new(store, path_of(prefix)?)))
}
