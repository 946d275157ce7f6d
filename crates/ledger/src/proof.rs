//! Proofs of RFC 6962 §2.1.1 and §2.1.2: that an entry is in a tree, and that a later tree goes on from an earlier one.
//!
//! A proof is a list of roots of ranges of entries. [`inclusion_ranges`] and [`consistency_ranges`] say which ranges, by the
//! RFC's own recursion; making a proof is reading those roots from tiles, and checking one is hashing them together in the same
//! order, so that prover and checker cannot disagree about the shape. Proofs are ordered from the leaf upwards.

use crate::hash::{Hash, empty_root, node_hash, perfect_root};
use crate::tile::{TILE_WIDTH, TileId, TileSource};
use crate::tiling::{TileFault, read};
use std::collections::BTreeMap;
use std::ops::Range;

/// A proof that cannot be made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProofError<E> {
    #[error(transparent)]
    Tile(#[from] TileFault<E>),
    #[error("a tree of {size} entries has no entry {index}")]
    NoEntry { index: u64, size: u64 },
    #[error("a tree of {new_size} entries cannot go on from one of {old_size}")]
    Shrunk { old_size: u64, new_size: u64 },
}

/// A proof that proves nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProofFault {
    #[error("a tree of {size} entries has no entry {index}")]
    NoEntry { index: u64, size: u64 },
    #[error("a tree of {new_size} entries cannot go on from one of {old_size}")]
    Shrunk { old_size: u64, new_size: u64 },
    #[error("the proof has {found} hashes where {expected} are needed")]
    Length { expected: usize, found: usize },
    #[error("entry and proof hash to the root {computed}, not to {expected}")]
    Root { computed: Hash, expected: Hash },
    #[error("the proof hashes to the earlier root {computed}, not to {expected}")]
    OldRoot { computed: Hash, expected: Hash },
    #[error("the proof hashes to the later root {computed}, not to {expected}")]
    NewRoot { computed: Hash, expected: Hash },
}

/// The proof that entry `index` (from 0) is in the tree of `size` entries. Reads [`inclusion_tiles`].
pub fn inclusion_proof<S: TileSource>(
    source: &S,
    size: u64,
    index: u64,
) -> Result<Vec<Hash>, ProofError<S::Error>> {
    if index >= size {
        return Err(ProofError::NoEntry { index, size });
    }
    Ok(roots(source, size, inclusion_ranges(index, size))?)
}

/// The proof that the tree of `new_size` entries begins with the tree of `old_size`. Reads [`consistency_tiles`].
pub fn consistency_proof<S: TileSource>(
    source: &S,
    old_size: u64,
    new_size: u64,
) -> Result<Vec<Hash>, ProofError<S::Error>> {
    if old_size > new_size {
        return Err(ProofError::Shrunk { old_size, new_size });
    }
    Ok(roots(source, new_size, consistency_ranges(old_size, new_size))?)
}

/// The tiles that [`inclusion_proof`] reads, each once, for callers that fetch before they prove.
pub fn inclusion_tiles(index: u64, size: u64) -> Vec<TileId> {
    tiles_of(inclusion_ranges(index, size), size)
}

/// The tiles that [`consistency_proof`] reads, each once.
pub fn consistency_tiles(old_size: u64, new_size: u64) -> Vec<TileId> {
    tiles_of(consistency_ranges(old_size, new_size), new_size)
}

/// Checks that `leaf` is entry `index` (from 0) of the tree of `size` entries with this root.
pub fn verify_inclusion(
    leaf: &Hash,
    index: u64,
    size: u64,
    proof: &[Hash],
    root: &Hash,
) -> Result<(), ProofFault> {
    if index >= size {
        return Err(ProofFault::NoEntry { index, size });
    }
    let ranges = inclusion_ranges(index, size);
    if proof.len() != ranges.len() {
        return Err(ProofFault::Length { expected: ranges.len(), found: proof.len() });
    }
    let computed = ranges.iter().zip(proof).fold(*leaf, |node, (range, sibling)| match range.start > index {
        true => node_hash(&node, sibling),
        false => node_hash(sibling, &node),
    });
    if computed != *root {
        return Err(ProofFault::Root { computed, expected: *root });
    }
    Ok(())
}

/// Checks that the tree of `new_size` entries with `new_root` begins with the tree of `old_size` entries with `old_root`.
pub fn verify_consistency(
    old_size: u64,
    old_root: &Hash,
    new_size: u64,
    new_root: &Hash,
    proof: &[Hash],
) -> Result<(), ProofFault> {
    if old_size > new_size {
        return Err(ProofFault::Shrunk { old_size, new_size });
    }
    let ranges = consistency_ranges(old_size, new_size);
    if proof.len() != ranges.len() {
        return Err(ProofFault::Length { expected: ranges.len(), found: proof.len() });
    }
    if old_size == 0 {
        let computed = empty_root();
        return if *old_root == computed { Ok(()) } else { Err(old_root_fault(computed, old_root)) };
    }
    let mut steps = ranges.iter().zip(proof);
    // An old tree that is one perfect subtree of the new one is not repeated in the proof.
    let start = if ranges.first().is_some_and(|range| range.end == old_size) { steps.next() } else { None };
    let mut old = start.map_or(*old_root, |(_, hash)| *hash);
    let mut new = old;
    for (range, hash) in steps {
        if range.start >= old_size {
            new = node_hash(&new, hash);
        } else {
            (old, new) = (node_hash(hash, &old), node_hash(hash, &new));
        }
    }
    if old != *old_root {
        return Err(old_root_fault(old, old_root));
    }
    if new != *new_root {
        return Err(ProofFault::NewRoot { computed: new, expected: *new_root });
    }
    Ok(())
}

fn old_root_fault(computed: Hash, expected: &Hash) -> ProofFault {
    ProofFault::OldRoot { computed, expected: *expected }
}

/// PATH(index, D[0:size]) of RFC 6962 §2.1.1; empty when there is no such entry.
fn inclusion_ranges(index: u64, size: u64) -> Vec<Range<u64>> {
    let mut ranges = Vec::new();
    let (mut from, mut to) = (0, size);
    while index < size && to - from > 1 {
        let middle = middle(from, to);
        if index < middle {
            ranges.push(middle..to);
            to = middle;
        } else {
            ranges.push(from..middle);
            from = middle;
        }
    }
    ranges.reverse();
    ranges
}

/// PROOF(old, D[0:new]) of RFC 6962 §2.1.2; empty when either tree is empty or both are one.
fn consistency_ranges(old: u64, new: u64) -> Vec<Range<u64>> {
    let mut ranges = Vec::new();
    if old == 0 || old >= new {
        return ranges;
    }
    let (mut from, mut to) = (0, new);
    while to != old {
        let middle = middle(from, to);
        if old <= middle {
            ranges.push(middle..to);
            to = middle;
        } else {
            ranges.push(from..middle);
            from = middle;
        }
    }
    if from > 0 {
        ranges.push(from..to);
    }
    ranges.reverse();
    ranges
}

/// Where a range of at least two entries is split: after the largest power of two less than its length.
fn middle(from: u64, to: u64) -> u64 {
    from + (1 << (to - from - 1).ilog2())
}

/// A perfect subtree: the entries from `position` · 2^`height` on, 2^`height` of them.
struct Subtree {
    height: u8,
    position: u64,
}

impl Subtree {
    /// The perfect subtrees that a range falls into, from left to right.
    fn of(range: Range<u64>) -> Vec<Subtree> {
        let mut subtrees = Vec::new();
        let mut from = range.start;
        while from < range.end {
            // At most 63, so it fits.
            let height = from.trailing_zeros().min((range.end - from).ilog2()) as u8;
            subtrees.push(Subtree { height, position: from >> height });
            from += 1 << height;
        }
        subtrees
    }

    /// The tile that has the hashes of the subtree's row in it, and which of them.
    fn place(&self, size: u64) -> Option<(TileId, Range<usize>)> {
        let (level, above) = (self.height / 8, self.height % 8);
        let start = self.position << above;
        let tile = TileId::in_tree(level, start / TILE_WIDTH, size)?;
        let start = (start % TILE_WIDTH) as usize;
        Some((tile, start..start + (1 << above)))
    }
}

fn tiles_of(ranges: Vec<Range<u64>>, size: u64) -> Vec<TileId> {
    let places = ranges.into_iter().flat_map(Subtree::of).filter_map(|subtree| subtree.place(size));
    let mut tiles: Vec<TileId> = places.map(|(tile, _)| tile).collect();
    tiles.sort_unstable();
    tiles.dedup();
    tiles
}

/// The root of each range, read from the tiles of a tree of `size` entries; each tile is read once.
fn roots<S: TileSource>(
    source: &S,
    size: u64,
    ranges: Vec<Range<u64>>,
) -> Result<Vec<Hash>, TileFault<S::Error>> {
    let mut tiles = BTreeMap::new();
    for tile in tiles_of(ranges.clone(), size) {
        tiles.insert(tile, read(source, tile)?);
    }
    let subtree_root = |subtree: Subtree| {
        let (tile, part) = subtree.place(size)?;
        tiles.get(&tile)?.get(part).map(perfect_root)
    };
    // Every range lies within the tree, so every subtree has its place in a tile that was read in full.
    let range_root = |range| {
        let subtrees = Subtree::of(range).into_iter().rev().filter_map(subtree_root);
        subtrees.reduce(|right, left| node_hash(&left, &right)).unwrap_or_else(empty_root)
    };
    Ok(ranges.into_iter().map(range_root).collect())
}

#[cfg(test)]
#[path = "proof_tests.rs"]
mod tests;
