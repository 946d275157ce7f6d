//! Making tiles as the tree grows.
//!
//! A [`TileBuilder`] holds the partial tile of every level, at most 255 hashes each. It is taken up again at any size from the
//! stored partial tiles of that size, one per level at most; full tiles are never read. What it hands out is not stored here.

use crate::hash::{Hash, empty_root, node_hash, perfect_root};
use crate::tile::{TILE_WIDTH, TileId, TileSource, row_length, tiles_between};

/// The growing edge of all rows of tiles.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TileBuilder {
    size: u64,
    /// By level: the hashes of the partial tile.
    rows: Vec<Vec<Hash>>,
}

/// A tile with its bytes, as stored and served.
pub type Tile = (TileId, Vec<u8>);

/// A stored tile that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TileFault<E> {
    #[error("{}: {error}", .tile.path())]
    Source { tile: TileId, error: E },
    #[error("{} should have {} bytes and has {found_bytes}", .tile.path(), usize::from(.tile.width) * Hash::BYTES)]
    Length { tile: TileId, found_bytes: usize },
}

impl TileBuilder {
    /// A builder for the tree without entries.
    pub fn new() -> TileBuilder {
        TileBuilder::default()
    }

    /// The stored tiles that [`TileBuilder::resume`] reads: the partial ones of a tree of this size.
    pub fn needs(size: u64) -> Vec<TileId> {
        (0..8).filter_map(|level| last_tile(level, size).filter(|tile| !tile.is_full())).collect()
    }

    /// Takes up again at `size` from the tiles stored for it.
    pub fn resume<S: TileSource>(source: &S, size: u64) -> Result<TileBuilder, TileFault<S::Error>> {
        let mut builder = TileBuilder { size, rows: Vec::new() };
        for tile in TileBuilder::needs(size) {
            builder.rows.resize(usize::from(tile.level), Vec::new());
            builder.rows.push(read(source, tile)?);
        }
        Ok(builder)
    }

    /// Adds one entry, by its leaf hash. Returns the tiles that became full by it, lowest level first; most often none.
    pub fn append(&mut self, leaf: Hash) -> Vec<Tile> {
        let mut filled = Vec::new();
        let mut node = leaf;
        self.size += 1;
        for level in 0.. {
            if self.rows.len() == level {
                self.rows.push(Vec::new());
            }
            let row = &mut self.rows[level];
            row.push(node);
            if (row.len() as u64) < TILE_WIDTH {
                break;
            }
            // A size below 2⁶² has at most eight levels.
            let level = level as u8;
            let index = row_length(level, self.size) / TILE_WIDTH - 1;
            filled.push((TileId { level, index, width: TILE_WIDTH as u16 }, to_bytes(row)));
            node = perfect_root(row);
            row.clear();
        }
        filled
    }

    /// The partial tiles of the tree as it stands, lowest level first.
    pub fn partial_tiles(&self) -> Vec<Tile> {
        let edge = TileBuilder::needs(self.size).into_iter();
        edge.filter_map(|tile| Some((tile, to_bytes(self.rows.get(usize::from(tile.level))?)))).collect()
    }

    /// How many entries there are.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The root over all entries so far.
    pub fn root(&self) -> Hash {
        root_of_rows(self.rows.iter().map(Vec::as_slice))
    }
}

/// The root of a tree from the hashes of its partial tiles, lowest level first; an empty row stands where a level's last tile is
/// full.
pub fn root_of_rows<'a>(rows: impl Iterator<Item = &'a [Hash]>) -> Hash {
    let mut root = None;
    for row in rows {
        let mut rest = row;
        while !rest.is_empty() {
            // The smallest perfect subtree is the rightmost; it is as long as the lowest bit set in the row's length.
            let (left, subtree) = rest.split_at(rest.len() - (1 << rest.len().trailing_zeros()));
            let peak = perfect_root(subtree);
            root = Some(root.map_or(peak, |right| node_hash(&peak, &right)));
            rest = left;
        }
    }
    root.unwrap_or_else(empty_root)
}

/// The tiles of [`tiles_between`] `old_size` and `old_size` + the number of `leaves`, made from the leaf hashes of the entries
/// added and from the stored partial tiles of `old_size`. All tiles are in memory at once; a publisher goes in batches.
pub fn build_tiles<S: TileSource>(
    source: &S,
    old_size: u64,
    leaves: &[Hash],
) -> Result<Vec<Tile>, TileFault<S::Error>> {
    let mut builder = TileBuilder::resume(source, old_size)?;
    let mut tiles: Vec<Tile> = leaves.iter().flat_map(|leaf| builder.append(*leaf)).collect();
    let wanted = tiles_between(old_size, builder.size());
    tiles.extend(builder.partial_tiles().into_iter().filter(|(tile, _)| wanted.contains(tile)));
    tiles.sort_by_key(|(tile, _)| *tile);
    Ok(tiles)
}

/// Reads a tile; a longer answer to the question for a partial tile is taken to be the full one.
pub(crate) fn read<S: TileSource>(source: &S, tile: TileId) -> Result<Vec<Hash>, TileFault<S::Error>> {
    let bytes = source.tile(tile).map_err(|error| TileFault::Source { tile, error })?;
    let wanted = usize::from(tile.width) * Hash::BYTES;
    if bytes.len() != wanted && bytes.len() != TILE_WIDTH as usize * Hash::BYTES {
        return Err(TileFault::Length { tile, found_bytes: bytes.len() });
    }
    Ok(to_hashes(&bytes[..wanted]))
}

/// The hashes of a tile's bytes; a remainder of less than a hash is left out.
pub fn to_hashes(tile: &[u8]) -> Vec<Hash> {
    tile.chunks_exact(Hash::BYTES).filter_map(Hash::from_slice).collect()
}

fn to_bytes(hashes: &[Hash]) -> Vec<u8> {
    hashes.iter().flat_map(|hash| hash.0).collect()
}

fn last_tile(level: u8, size: u64) -> Option<TileId> {
    TileId::in_tree(level, row_length(level, size).checked_sub(1)? / TILE_WIDTH, size)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hash::leaf_hash;
    use crate::tree::Frontier;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    fn leaves(from: u64, to: u64) -> Vec<Hash> {
        (from..to).map(|number| leaf_hash(&number.to_be_bytes())).collect()
    }

    fn stored(sizes: &[u64]) -> BTreeMap<TileId, Vec<u8>> {
        let mut tiles = BTreeMap::new();
        for step in sizes.windows(2) {
            tiles.extend(build_tiles(&tiles, step[0], &leaves(step[0], step[1])).expect("builds"));
        }
        tiles
    }

    #[test]
    fn the_root_from_tiles_is_the_root_of_the_tree() {
        let (mut tree, mut builder) = (Frontier::new(), TileBuilder::new());
        assert_eq!(builder.root(), tree.root());
        for (size, leaf) in (1..).zip(leaves(0, 66_000)) {
            tree.append(leaf);
            builder.append(leaf);
            if !(600..=65_500).contains(&size) {
                assert_eq!(builder.root(), tree.root(), "size {size}");
            }
        }
    }

    #[test]
    fn only_partial_tiles_are_read_and_a_short_one_is_named() {
        let mut tiles = stored(&[0, 70_000]);
        tiles.retain(|tile, _| !tile.is_full());
        assert_eq!(TileBuilder::resume(&tiles, 70_000).expect("resumes").size(), 70_000);
        let tile = TileId { level: 1, index: 1, width: 17 };
        tiles.insert(tile, vec![0; 16 * 32]);
        let fault = TileBuilder::resume(&tiles, 70_000).expect_err("too short");
        assert_eq!(fault, TileFault::Length { tile, found_bytes: 512 });
        assert_eq!(fault.to_string(), "tile/1/001.p/17 should have 544 bytes and has 512");
    }

    #[test]
    fn the_full_tile_serves_where_the_partial_one_is_gone() {
        let mut tiles = stored(&[0, 100, 300]);
        tiles.remove(&TileId { level: 0, index: 0, width: 100 });
        let full = tiles[&TileId { level: 0, index: 0, width: 256 }].clone();
        tiles.insert(TileId { level: 0, index: 0, width: 100 }, full);
        let mut tree = Frontier::new();
        leaves(0, 100).into_iter().for_each(|leaf| tree.append(leaf));
        assert_eq!(TileBuilder::resume(&tiles, 100).expect("resumes").root(), tree.root());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(40))]
        /// In whatever steps a ledger is published, the tiles wanted are there and the same.
        #[test]
        fn steps_make_no_difference(steps in proptest::collection::vec(0_u64..700, 1..8)) {
            let mut sizes = vec![0];
            steps.iter().for_each(|step| sizes.push(sizes[sizes.len() - 1] + step));
            let size = sizes[sizes.len() - 1];
            let (in_steps, at_once) = (stored(&sizes), stored(&[0, size]));
            prop_assert_eq!(at_once.keys().copied().collect::<Vec<_>>(), tiles_between(0, size));
            for (tile, bytes) in at_once {
                prop_assert_eq!(in_steps.get(&tile), Some(&bytes), "{}", tile.path());
            }
        }
    }
}
