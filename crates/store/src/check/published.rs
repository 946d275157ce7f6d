//! What is published: the checkpoint's signature, its root against the entries, and every tile and entry bundle against what the entries
//! make. An object that differs is named by its path.

use super::Report;
use crate::books::Books;
use crate::found;
use crate::publisher::{CHECKPOINT, VKEY, entries_of, published, root_of};
use desk::Fault;
use ledger::checkpoint::open_checkpoint;
use ledger::tile::{TileId, bundle_decode, bundle_encode, entry_bundles_between};
use ledger::tiling::{Tile, TileBuilder};
use sea_orm::DatabaseTransaction;

/// Bytes of one hash in a tile.
const HASH_BYTES: usize = 32;

pub(super) async fn check(
    books: &Books,
    db: &DatabaseTransaction,
    report: &mut Report<'_>,
) -> Result<(), Fault> {
    let published = published(db).await?;
    let Some(note) = published.checkpoint else { return signed(books, None, 0, report).await };
    object(books, VKEY, format!("{}\n", books.vkey()).as_bytes(), report).await?;
    let mut builder = TileBuilder::new();
    for bundle in entry_bundles_between(0, published.size) {
        let entries = match entries_of(db, bundle).await {
            Ok(entries) => entries,
            // Either entries are missing, which has been named already, or more are said to be published than there are.
            Err(Fault::Corrupt(what)) => {
                report.find("published", what);
                return Ok(());
            }
            Err(fault) => return Err(fault),
        };
        match bundle_encode(entries.iter().map(|(bytes, _)| bytes.as_slice())) {
            Ok(packed) => object(books, &bundle.entries_path(), &packed, report).await?,
            Err(fault) => report.find(bundle.entries_path(), fault.to_string()),
        }
        let filled: Vec<Tile> =
            entries.iter().flat_map(|(bytes, _)| builder.append(ledger::hash::leaf_hash(bytes))).collect();
        tiles(books, filled, report).await?;
    }
    tiles(books, builder.partial_tiles(), report).await?;
    earlier(books, published.size, report).await?;
    match open_checkpoint(&note, &[books.shared.signer.verifier_key()]) {
        Err(fault) => report.find("published", format!("its checkpoint: {fault}")),
        Ok(checkpoint) if checkpoint.size != published.size || checkpoint.root != builder.root() => {
            report.find("published", "its checkpoint is not of these entries");
        }
        Ok(_) => {}
    }
    signed(books, Some(&note), published.size, report).await
}

/// The served checkpoint is the noted one; after a crash, or when acts go on meanwhile, a newer one of the same entries. It is held against what the
/// database has by then, not against the state this check reads.
async fn signed(books: &Books, note: Option<&str>, size: u64, report: &mut Report<'_>) -> Result<(), Fault> {
    report.checked.objects += 1;
    let Some(served) = books.shared.objects.get(CHECKPOINT).await? else {
        if note.is_some() {
            report.find(CHECKPOINT, "is missing");
        }
        return Ok(());
    };
    let served = String::from_utf8_lossy(&served);
    if note == Some(&served) {
        return Ok(());
    }
    let served = match open_checkpoint(&served, &[books.shared.signer.verifier_key()]) {
        Ok(served) => served,
        Err(fault) => {
            report.find(CHECKPOINT, fault.to_string());
            return Ok(());
        }
    };
    let db = &books.shared.database.reader;
    let entries = found::head(db).await?.frontier.size();
    if served.size < size {
        report.find(CHECKPOINT, format!("is of {} entries, published are {size}", served.size));
    } else if served.size > entries {
        report.find(CHECKPOINT, format!("is of {} entries, there are {entries}", served.size));
    } else if root_of(db, served.size).await? != served.root {
        report.find(CHECKPOINT, "is of another history than the entries");
    }
    Ok(())
}

/// Partial tiles and bundles of earlier checkpoints stay where strangers may have seen them: each is the beginning of the wider one, which has been looked
/// at already.
async fn earlier(books: &Books, size: u64, report: &mut Report<'_>) -> Result<(), Fault> {
    for path in books.shared.objects.below("tile").await? {
        let (id, entries) = match (TileId::parse(&path), TileId::parse_entries(&path)) {
            (Ok(id), _) => (id, false),
            (_, Ok(id)) => (id, true),
            _ => continue,
        };
        // A bundle is as wide as the tile of leaf hashes over it.
        let wider = TileId::in_tree(id.level, id.index, size).filter(|wider| wider.width > id.width);
        let Some(wider) = wider else { continue };
        let wider = if entries { wider.entries_path() } else { wider.path() };
        let (objects, path) = (&books.shared.objects, path.as_str());
        let (Some(bytes), Some(wide)) = (objects.get(path).await?, objects.get(&wider).await?) else {
            continue;
        };
        report.checked.objects += 1;
        let whole = if entries {
            bundle_decode(&bytes).is_ok_and(|held| held.len() == usize::from(id.width))
        } else {
            bytes.len() == usize::from(id.width) * HASH_BYTES
        };
        if !whole || !wide.starts_with(&bytes) {
            report.find(path, "is not the beginning of what the entries make");
        }
    }
    Ok(())
}

async fn tiles(books: &Books, tiles: Vec<Tile>, report: &mut Report<'_>) -> Result<(), Fault> {
    for (tile, bytes) in tiles {
        object(books, &tile.path(), &bytes, report).await?;
    }
    Ok(())
}

async fn object(books: &Books, path: &str, should: &[u8], report: &mut Report<'_>) -> Result<(), Fault> {
    report.checked.objects += 1;
    match books.shared.objects.get(path).await? {
        None => report.find(path, "is missing"),
        Some(bytes) if bytes != should => report.find(path, "is not what the entries make"),
        Some(_) => {}
    }
    Ok(())
}
