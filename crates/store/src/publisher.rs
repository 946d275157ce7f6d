//! The publisher: after acts are durable it writes entry bundles and hash tiles, then the signed checkpoint, then notes how far it came.
//!
//! Every object is a function of the entries alone, so writing one again changes nothing; whatever step a crash fell between, the same
//! code starts from what was noted last and finishes. A checkpoint is never written before everything it promises, and never over one of another
//! history.

use crate::books::{Books, Shared};
use crate::config::Step;
use crate::fault::database;
use crate::found::{self, Head};
use crate::sql::{self, Got, row};
use bytes::Bytes;
use desk::Fault;
use ledger::checkpoint::{Checkpoint, open_checkpoint, sign_checkpoint};
use ledger::hash::Hash;
use ledger::tile::{TILE_WIDTH, TileId, bundle_encode, entry_bundles_between};
use ledger::tiling::{Tile, TileBuilder};
use ledger::tree::Frontier;
use sea_orm::{ConnectionTrait, DatabaseTransaction, TransactionTrait};
use std::collections::HashMap;
use std::sync::atomic::Ordering;
use std::sync::{Arc, PoisonError};
use std::time::Duration;
use tokio::sync::watch;

/// Between two publications, so that a busy second makes a few partial tiles and not hundreds.
const PACE: Duration = Duration::from_millis(250);
/// After a fault, and for what other nodes appended.
const AGAIN: Duration = Duration::from_secs(2);

/// Where the signed head of the ledger lies.
pub(crate) const CHECKPOINT: &str = "checkpoint";
/// Where the key lies that it is verified with.
pub(crate) const VKEY: &str = "vkey";

/// Publishes when something was appended, until told to stop.
pub(crate) async fn run(shared: Arc<Shared>, mut stopped: watch::Receiver<bool>) {
    let mut wait = Duration::ZERO;
    while !*stopped.borrow() {
        tokio::select! {
            () = shared.appended.notified() => {}
            () = tokio::time::sleep(wait), if !wait.is_zero() => {}
            _ = stopped.changed() => return,
        }
        wait = AGAIN;
        match publish(&shared).await {
            Ok(_) => {}
            // No new attempt mends this: whoever runs the district has to.
            Err(fault @ Fault::Corrupt(_)) => {
                tracing::error!(%fault, "the ledger is not published; no receipts are given out")
            }
            Err(fault) => tracing::warn!(%fault, "publishing the ledger failed and will be tried again"),
        }
        tokio::select! {
            () = tokio::time::sleep(PACE) => {}
            _ = stopped.changed() => return,
        }
    }
}

impl Books {
    /// Publishes what is appended and not yet published; answers the published size.
    pub async fn publish_now(&self) -> Result<u64, Fault> {
        publish(&self.shared).await
    }

    /// Why the ledger is not published, when the last attempt was refused; what is away for a while is no refusal.
    pub fn unpublished(&self) -> Option<String> {
        self.shared.unpublished.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The newest signed checkpoint; `None` before anything was published.
    pub async fn latest_checkpoint(&self) -> Result<Option<String>, Fault> {
        Ok(published(&self.shared.database.reader).await?.checkpoint)
    }

    /// The key that checkpoints are verified with, in the form verifiers take.
    pub fn vkey(&self) -> String {
        self.shared.signer.verifier_key().to_string()
    }

    /// Asks the object store whether it is there.
    pub async fn objects_answer(&self) -> Result<(), Fault> {
        self.shared.objects.has(CHECKPOINT).await.map(|_| ())
    }

    /// A tile, entry bundle, checkpoint or key by its path as served; `None` for every other path.
    pub async fn tile(&self, path: &str) -> Result<Option<Bytes>, Fault> {
        served(&self.shared.objects, path).await
    }
}

/// How far the ledger is published.
pub(crate) struct Published {
    pub size: u64,
    pub checkpoint: Option<String>,
}

pub(crate) async fn published<C: ConnectionTrait>(db: &C) -> Result<Published, Fault> {
    published_with(db, "").await
}

async fn published_with<C: ConnectionTrait>(db: &C, lock: &str) -> Result<Published, Fault> {
    let sql = format!("SELECT size, checkpoint FROM published WHERE id = 1{lock}");
    let found = sql::one(db, &sql, vec![]).await.map_err(database)?;
    let found = found.ok_or_else(|| Fault::Corrupt("table published has no row".to_owned()))?;
    let checkpoint = found.try_get("", "checkpoint").map_err(database)?;
    Ok(Published { size: found.number("size").map_err(database)?, checkpoint })
}

/// An object of the public ledger; anything else has no path here.
pub(crate) async fn served(objects: &crate::objects::Objects, path: &str) -> Result<Option<Bytes>, Fault> {
    let known = path == CHECKPOINT
        || path == VKEY
        || TileId::parse(path).is_ok()
        || TileId::parse_entries(path).is_ok();
    if known { objects.get(path).await } else { Ok(None) }
}

/// Publishes, and notes a refusal for those who watch until an attempt goes well.
async fn publish(shared: &Shared) -> Result<u64, Fault> {
    let _alone = shared.publishing.lock().await;
    let came = turn(shared).await;
    let refused = match &came {
        Ok(_) => None,
        Err(Fault::Corrupt(why)) => Some(why.clone()),
        Err(_) => return came,
    };
    *shared.unpublished.lock().unwrap_or_else(PoisonError::into_inner) = refused;
    came
}

async fn turn(shared: &Shared) -> Result<u64, Fault> {
    let turn = Turn::begin(shared).await?;
    let head = found::head(&shared.database.reader).await?;
    let size = head.frontier.size();
    if turn.published.checkpoint.is_some() && turn.published.size >= size {
        return Ok(turn.published.size);
    }
    if !shared.agreed.load(Ordering::Relaxed) {
        agrees(shared, &turn.published, size).await?;
        shared.agreed.store(true, Ordering::Relaxed);
    }
    write_tiles(shared, turn.published.size, &head).await?;
    let checkpoint = Checkpoint {
        origin: shared.origin.clone(),
        size,
        root: head.frontier.root(),
        extensions: Vec::new(),
    };
    let note = sign_checkpoint(&checkpoint, &shared.signer)
        .map_err(|e| Fault::Corrupt(format!("checkpoint of {size} entries: {e}")))?;
    let vkey = Bytes::from(format!("{}\n", shared.signer.verifier_key()));
    shared.objects.put(Step::TileWrite, VKEY, vkey).await?;
    shared.objects.put(Step::CheckpointWrite, CHECKPOINT, Bytes::from(note.clone())).await?;
    turn.note(shared, size, &note).await?;
    Ok(size)
}

/// What is served must be a beginning of what this database holds. A database put back from an old copy, or one that lost its rows, would else sign another
/// history over the one that strangers have seen (a split view), which no later repair takes back.
async fn agrees(shared: &Shared, published: &Published, size: u64) -> Result<(), Fault> {
    let Some(served) = shared.objects.get(CHECKPOINT).await? else { return Ok(()) };
    let served = String::from_utf8_lossy(&served);
    if published.checkpoint.as_deref() == Some(&served) {
        return Ok(());
    }
    let served = match open_checkpoint(&served, &[shared.signer.verifier_key()]) {
        Ok(served) => served,
        Err(fault) => {
            tracing::warn!(%fault, "the served checkpoint does not verify and is written again");
            return Ok(());
        }
    };
    if served.size > size {
        let what = format!("the served checkpoint is of {} entries, the database has {size}", served.size);
        return Err(Fault::Corrupt(what));
    }
    if root_of(&shared.database.reader, served.size).await? != served.root {
        return Err(Fault::Corrupt(
            "the served checkpoint is of another history than the database".to_owned(),
        ));
    }
    Ok(())
}

/// The root of the tree over the first entries.
pub(crate) async fn root_of<C: ConnectionTrait>(db: &C, size: u64) -> Result<Hash, Fault> {
    let mut tree = Frontier::new();
    for bundle in entry_bundles_between(0, size) {
        entries_of(db, bundle).await?.into_iter().for_each(|(_, leaf)| tree.append(leaf));
    }
    Ok(tree.root())
}

/// A turn at publishing. On PostgreSQL it holds the row `published`, so that nodes take turns and a checkpoint never goes back; on
/// SQLite the lock inside the one process is enough, and appends go on meanwhile.
struct Turn {
    held: Option<DatabaseTransaction>,
    published: Published,
}

impl Turn {
    async fn begin(shared: &Shared) -> Result<Turn, Fault> {
        if !shared.database.is_postgres() {
            return Ok(Turn { held: None, published: published(&shared.database.reader).await? });
        }
        let db = shared.database.writer.begin().await.map_err(database)?;
        let published = published_with(&db, " FOR UPDATE").await?;
        Ok(Turn { held: Some(db), published })
    }

    async fn note(self, shared: &Shared, size: u64, checkpoint: &str) -> Result<(), Fault> {
        let sql = "UPDATE published SET size = $1, checkpoint = $2 WHERE id = 1";
        let Some(db) = self.held else {
            return sql::run(&shared.database.writer, sql, row![size, checkpoint])
                .await
                .map(|_| ())
                .map_err(database);
        };
        sql::run(&db, sql, row![size, checkpoint]).await.map_err(database)?;
        db.commit().await.map_err(database)
    }
}

async fn write_tiles(shared: &Shared, old_size: u64, head: &Head) -> Result<(), Fault> {
    let (mut builder, from) = match resumed(shared, old_size).await? {
        Some(builder) => (builder, old_size),
        None => (TileBuilder::new(), 0),
    };
    for bundle in entry_bundles_between(from, head.frontier.size()) {
        let entries = entries_of(&shared.database.reader, bundle).await?;
        let packed = bundle_encode(entries.iter().map(|(bytes, _)| bytes.as_slice()))
            .map_err(|e| Fault::Corrupt(format!("{}: {e}", bundle.entries_path())))?;
        shared.objects.put(Step::TileWrite, &bundle.entries_path(), Bytes::from(packed)).await?;
        let known = builder.size().saturating_sub(bundle.index * TILE_WIDTH);
        let fresh = entries.iter().skip(usize::try_from(known).unwrap_or(usize::MAX));
        let filled: Vec<Tile> = fresh.flat_map(|(_, leaf)| builder.append(*leaf)).collect();
        put_tiles(shared, filled).await?;
    }
    put_tiles(shared, builder.partial_tiles()).await?;
    if builder.root() != head.frontier.root() {
        return Err(Fault::Corrupt(format!(
            "tiles of {} entries have another root than the head",
            builder.size()
        )));
    }
    Ok(())
}

/// The builder as it stood at the published size; `None` when a tile it needs is gone, and everything is written again.
async fn resumed(shared: &Shared, size: u64) -> Result<Option<TileBuilder>, Fault> {
    let mut stored: HashMap<TileId, Vec<u8>> = HashMap::new();
    for tile in TileBuilder::needs(size) {
        match shared.objects.get(&tile.path()).await? {
            Some(bytes) => stored.insert(tile, bytes.into()),
            None => {
                tracing::warn!(
                    tile = tile.path(),
                    "a tile is missing; the tiles are written again from the entries"
                );
                return Ok(None);
            }
        };
    }
    TileBuilder::resume(&stored, size).map(Some).map_err(|e| Fault::Corrupt(e.to_string()))
}

async fn put_tiles(shared: &Shared, tiles: Vec<Tile>) -> Result<(), Fault> {
    for (tile, bytes) in tiles {
        shared.objects.put(Step::TileWrite, &tile.path(), Bytes::from(bytes)).await?;
    }
    Ok(())
}

/// The entries of a bundle with their leaf hashes.
pub(crate) async fn entries_of<C: ConnectionTrait>(
    db: &C,
    bundle: TileId,
) -> Result<Vec<(Vec<u8>, Hash)>, Fault> {
    let first = bundle.index * TILE_WIDTH;
    let sql = "SELECT bytes, leaf_hash FROM entries WHERE number >= $1 AND number < $2 ORDER BY number";
    let found = sql::all(db, sql, row![first, first + u64::from(bundle.width)]).await.map_err(database)?;
    if found.len() != usize::from(bundle.width) {
        return Err(Fault::Corrupt(format!(
            "entries from {first}: {} of {} are there",
            found.len(),
            bundle.width
        )));
    }
    let each = found.iter().map(|row| Ok((row.bytes("bytes")?, Hash(row.array("leaf_hash")?))));
    each.collect::<Result<_, sea_orm::DbErr>>().map_err(database)
}
