//! Exporting the ledger into a folder, as the offline checker reads it: checkpoint, key, tiles, entry bundles, and the bodies beside them.
//! The bodies are private; without them the folder may be given to anyone.

use crate::books::Books;
use crate::fault::{database, file};
use crate::publisher::{CHECKPOINT, VKEY, published};
use crate::rebuild::Progress;
use crate::sql::{self, Got, row};
use desk::Fault;
use ledger::tile::{entry_bundles_between, tiles_between};
use sea_orm::{ConnectionTrait, QueryResult};
use serde_json::{Value, json};
use std::path::Path;
use tokio::io::AsyncWriteExt;

/// The private part of an export.
const BODIES: &str = "bodies.jsonl";

/// Bodies read at once.
const READ: u64 = 1_000;

impl Books {
    /// Writes the published ledger into `folder`, which is made; answers how many entries it holds.
    pub async fn export(
        &self,
        folder: &Path,
        bodies: bool,
        mut progress: impl FnMut(Progress) + Send,
    ) -> Result<u64, Fault> {
        self.publish_now().await?;
        let published = published(&self.shared.database.reader).await?;
        let (size, note) = (published.size, published.checkpoint.unwrap_or_default());
        for tile in tiles_between(0, size) {
            self.export_object(folder, &tile.path()).await?;
        }
        for bundle in entry_bundles_between(0, size) {
            self.export_object(folder, &bundle.entries_path()).await?;
        }
        if bodies {
            self.export_bodies(folder, size, &mut progress).await?;
        } else if let Err(fault) = tokio::fs::remove_file(folder.join(BODIES)).await
            && fault.kind() != std::io::ErrorKind::NotFound
        {
            // What an earlier export left there is private; a folder said to be public must not hold it.
            return Err(file(fault));
        }
        write(folder, VKEY, format!("{}\n", self.vkey()).as_bytes()).await?;
        write(folder, CHECKPOINT, note.as_bytes()).await?;
        Ok(size)
    }

    async fn export_object(&self, folder: &Path, path: &str) -> Result<(), Fault> {
        let bytes = self.shared.objects.get(path).await?;
        let bytes = bytes.ok_or_else(|| Fault::Corrupt(format!("object {path} is missing")))?;
        write(folder, path, &bytes).await
    }

    async fn export_bodies(
        &self,
        folder: &Path,
        size: u64,
        progress: &mut (impl FnMut(Progress) + Send),
    ) -> Result<(), Fault> {
        tokio::fs::create_dir_all(folder).await.map_err(file)?;
        let into = tokio::fs::File::create(folder.join(BODIES)).await.map_err(file)?;
        let mut into = tokio::io::BufWriter::new(into);
        let mut next = 0;
        while next < size {
            let end = (next + READ).min(size);
            for line in body_lines(&self.shared.database.reader, next, end).await? {
                into.write_all(line.as_bytes()).await.map_err(file)?;
            }
            next = end;
            progress(Progress { done: next, total: size });
        }
        into.flush().await.map_err(file)
    }
}

async fn body_lines<C: ConnectionTrait>(db: &C, first: u64, end: u64) -> Result<Vec<String>, Fault> {
    let sql = "SELECT number, salt, bytes FROM bodies WHERE number >= $1 AND number < $2 ORDER BY number";
    sql::all(db, sql, row![first, end]).await.map_err(database)?.iter().map(body_line).collect()
}

/// `{"n":number,"salt":hex,"body":text}`; an erased body has neither salt nor body.
fn body_line(found: &QueryResult) -> Result<String, Fault> {
    let number = found.number("number").map_err(database)?;
    let salt: Option<Vec<u8>> = found.try_get("", "salt").map_err(database)?;
    let body: Option<Vec<u8>> = found.try_get("", "bytes").map_err(database)?;
    let line: Value = match (salt, body) {
        (Some(salt), Some(body)) => {
            let body =
                String::from_utf8(body).map_err(|_| Fault::Corrupt(format!("body {number} is not UTF-8")))?;
            json!({"n": number, "salt": hex::encode(salt), "body": body})
        }
        _ => json!({"n": number}),
    };
    Ok(format!("{line}\n"))
}

async fn write(folder: &Path, path: &str, bytes: &[u8]) -> Result<(), Fault> {
    let place = folder.join(path);
    if let Some(parent) = place.parent() {
        tokio::fs::create_dir_all(parent).await.map_err(file)?;
    }
    tokio::fs::write(place, bytes).await.map_err(file)
}
