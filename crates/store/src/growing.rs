//! An object that grows while its bytes come in. In a folder it grows as a file, so that a large piece costs one write to the disk and no memory; for S3 it is held
//! until it is whole, because a part is sent whole.
//!
//! No thread waits for a sender: bytes are gathered, and only writing what was gathered is work for a thread that may block. One such work is under way at a time. What was written
//! is on its way to the disk while more comes in, so that little is left to wait for at the end.

use crate::config::Step;
use crate::fault;
use crate::objects::Objects;
use bytes::Bytes;
use desk::Fault;
use rustix::fs::Advice;
use std::io::Write;
use std::num::NonZeroU64;
use std::ops::Range;
use tempfile::NamedTempFile;
use tokio::task::JoinHandle;

/// What is gathered before it is written; a connection holds at most twice as much.
const GATHERED_BYTES: usize = 1 << 20;
/// What is written before it is sent to the disk, while more comes in.
const AHEAD_BYTES: u64 = 8 << 20;
/// How large an object grows in a folder, and on S3, where all of it is held.
const IN_FOLDER_BYTES: u64 = 64 << 20;
const HELD_BYTES: u64 = 8 << 20;

/// Bytes that are to become an object; gone when dropped.
pub(crate) struct Growing {
    into: Into,
    gathered: Vec<Bytes>,
    gathered_bytes: usize,
    size_bytes: u64,
    /// How much of it is on its way to the disk.
    ahead_bytes: u64,
    checksum: crc32fast::Hasher,
}

enum Into {
    /// A file that is made with the first bytes written into it.
    File(Objects),
    Writing(JoinHandle<std::io::Result<NamedTempFile>>),
    Held,
}

impl Objects {
    /// How large the pieces of an upload grow in this store.
    pub fn grown_bytes(&self) -> u64 {
        if self.is_folder() { IN_FOLDER_BYTES } else { HELD_BYTES }
    }

    pub fn growing(&self) -> Growing {
        if self.is_folder() { self.growing_file() } else { Growing::into(Into::Held) }
    }

    /// One that grows as a file whatever the store is, see [`Growing::into_file`].
    pub fn growing_file(&self) -> Growing {
        Growing::into(Into::File(self.clone()))
    }

    /// Puts what has grown in its place; it is on the disk before its name is.
    pub async fn put_grown(&self, step: Step, path: &str, grown: Growing) -> Result<(), Fault> {
        let Growing { into, gathered, .. } = grown;
        match into {
            Into::Held => self.put(step, path, gathered.concat().into()).await,
            into => self.keep_as(step, written(into, gathered).await?, path).await,
        }
    }
}

impl Growing {
    fn into(into: Into) -> Growing {
        let checksum = crc32fast::Hasher::new();
        Growing { into, gathered: Vec::new(), gathered_bytes: 0, size_bytes: 0, ahead_bytes: 0, checksum }
    }

    /// The file with everything in it, not yet synced.
    pub async fn into_file(self) -> Result<NamedTempFile, Fault> {
        written(self.into, self.gathered).await
    }

    pub fn size_bytes(&self) -> u64 {
        self.size_bytes
    }

    /// CRC-32 of what has come in.
    pub fn checksum(&self) -> u32 {
        self.checksum.clone().finalize()
    }

    /// Takes bytes in; waits while those before are still being written.
    pub async fn push(&mut self, bytes: Bytes) -> Result<(), Fault> {
        self.checksum.update(&bytes);
        self.size_bytes += bytes.len() as u64;
        self.gathered_bytes += bytes.len();
        self.gathered.push(bytes);
        if self.gathered_bytes < GATHERED_BYTES || matches!(self.into, Into::Held) {
            return Ok(());
        }
        let gathered = std::mem::take(&mut self.gathered);
        self.gathered_bytes = 0;
        let file = file_of(std::mem::replace(&mut self.into, Into::Held)).await?;
        let ahead = (self.size_bytes - self.ahead_bytes >= AHEAD_BYTES).then(|| {
            let from = std::mem::replace(&mut self.ahead_bytes, self.size_bytes);
            from..self.size_bytes
        });
        self.into = Into::Writing(tokio::task::spawn_blocking(move || {
            let file = write_all(file, &gathered)?;
            if let Some(ahead) = &ahead {
                send_ahead(&file, ahead);
            }
            Ok(file)
        }));
        Ok(())
    }
}

async fn file_of(into: Into) -> Result<NamedTempFile, Fault> {
    match into {
        Into::File(objects) => objects.incoming(),
        Into::Writing(writing) => writing.await.map_err(|_| Fault::Stopped)?.map_err(fault::file),
        Into::Held => Err(Fault::Stopped),
    }
}

async fn written(into: Into, rest: Vec<Bytes>) -> Result<NamedTempFile, Fault> {
    let file = file_of(into).await?;
    let writing = tokio::task::spawn_blocking(move || write_all(file, &rest));
    writing.await.map_err(|_| Fault::Stopped)?.map_err(fault::file)
}

fn write_all(mut file: NamedTempFile, gathered: &[Bytes]) -> std::io::Result<NamedTempFile> {
    for bytes in gathered {
        file.write_all(bytes)?;
    }
    Ok(file)
}

/// Has the system begin to write a range to the disk, and waits for none of it: what is advised not to be kept in memory is written out first. No journal is committed and
/// no disk is flushed for it, as a sync would do for each range; the one sync at the end is what counts, so nothing depends on whether the advice was taken.
fn send_ahead(file: &NamedTempFile, range: &Range<u64>) {
    let length = NonZeroU64::new(range.end - range.start);
    let _ = rustix::fs::fadvise(file.as_file(), range.start, length, Advice::DontNeed);
}
