//! Receipts (存证回执, specs/03-receipt.md): the proof that an entry is in the ledger, to be verified offline with the entry and the key.

use crate::books::Books;
use crate::objects::Objects;
use crate::publisher::published;
use desk::Fault;
use ledger::proof::{inclusion_proof, inclusion_tiles};
use ledger::receipt::Receipt;
use ledger::tile::TileId;
use sea_orm::ConnectionTrait;
use std::collections::HashMap;

impl Books {
    /// The receipt of an entry, publishing it first if it is not published yet; `None` beyond the end of the ledger.
    pub async fn receipt(&self, number: u64) -> Result<Option<Receipt>, Fault> {
        let db = &self.shared.database.reader;
        if published(db).await?.size <= number {
            self.publish_now().await?;
        }
        receipt(db, &self.shared.objects, number).await
    }
}

/// The receipt of a published entry; `None` for one that is not.
pub(crate) async fn receipt<C: ConnectionTrait>(
    db: &C,
    objects: &Objects,
    number: u64,
) -> Result<Option<Receipt>, Fault> {
    let published = published(db).await?;
    let Some(checkpoint) = published.checkpoint.filter(|_| number < published.size) else { return Ok(None) };
    let mut tiles: HashMap<TileId, Vec<u8>> = HashMap::new();
    for tile in inclusion_tiles(number, published.size) {
        let bytes = objects.get(&tile.path()).await?;
        let bytes = bytes.ok_or_else(|| Fault::Corrupt(format!("object {} is missing", tile.path())))?;
        tiles.insert(tile, bytes.into());
    }
    let proof = inclusion_proof(&tiles, published.size, number).map_err(|e| Fault::Corrupt(e.to_string()))?;
    let entry = crate::books::entry(db, number).await?.map(|(bytes, _)| bytes);
    // The receipt carries the entry, which is public, so that the paper in somebody's hand needs nothing beside the key.
    Ok(Some(Receipt { index: number, proof, checkpoint, extra: entry }))
}
