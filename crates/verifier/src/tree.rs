//! Checks a ledger in a folder: that entries, tiles and signed checkpoint are of one piece, and where they are not.
//!
//! The checkpoint vouches for the tiles at the edge, those for the ones below, level 0 for the entries. Where two disagree, the
//! one that its neighbour above vouches for is right and the other is named. One bundle and a few tiles are in memory at a time,
//! however long the ledger is. Bodies are not looked at; `bodies` does that.

use crate::Fault;
use crate::folder::{Bundle, Folder};
use crate::leftovers::check_leftovers;
use ledger::checkpoint::Checkpoint;
use ledger::hash::{Hash, leaf_hash};
use ledger::note::VerifierKey;
use ledger::tile::{TILE_WIDTH, TileId};
use ledger::tiling::root_of_rows;
use std::path::Path;

/// How much was looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TreeReport {
    /// The signed checkpoint; `None` when it does not open, and then nothing else was looked at.
    pub checkpoint: Option<Checkpoint>,
    /// Entries read and hashed.
    pub entries: u64,
    /// Faults told.
    pub faults: u64,
    /// Files of a size beyond the checkpoint, for which nothing vouches.
    pub beyond: u64,
}

/// Checks the ledger in a folder and tells every fault as it is found. Without a key from elsewhere the folder's own is used, and
/// the answer is only as good as that key.
pub fn check_tree(folder: &Path, key: Option<&VerifierKey>, tell: &mut dyn FnMut(Fault)) -> TreeReport {
    let mut report = TreeReport::default();
    let mut faults = 0;
    let mut tell = |fault| {
        faults += 1;
        tell(fault);
    };
    let folder = Folder::new(folder);
    match folder.checkpoint(key) {
        Err(fault) => tell(fault),
        Ok(checkpoint) => {
            if let (Some(given), own) = (key, folder.key())
                && own.as_ref() != Ok(given)
            {
                tell(
                    own.map_or_else(
                        |fault| fault,
                        |_| Fault::at("vkey", "is another key than the one given"),
                    ),
                );
            }
            let mut check =
                Check { folder: &folder, size: checkpoint.size, tiles: Vec::new(), tell: &mut tell };
            let sound = check.edge(&checkpoint);
            report.entries = check.entries(sound);
            check.upper_levels();
            report.beyond = check_leftovers(&folder, checkpoint.size, &mut tell);
            report.checkpoint = Some(checkpoint);
        }
    }
    report.faults = faults;
    report
}

/// What the signed root says of the partial tile of level 0.
#[derive(Clone, Copy, PartialEq)]
enum Sound {
    /// The tile is as signed.
    Tile,
    /// The entries are as signed, the tile is not.
    Entries,
    /// Neither makes the signed root.
    Neither,
}

struct Check<'f> {
    folder: &'f Folder,
    size: u64,
    /// By level, the tile last read, so that one parent serves its 256 children; `None` when it cannot be read.
    tiles: Vec<Option<(TileId, Option<Vec<Hash>>)>>,
    tell: &'f mut dyn FnMut(Fault),
}

impl Check<'_> {
    /// Reads the partial tiles and compares their root with the signed one.
    fn edge(&mut self, checkpoint: &Checkpoint) -> Sound {
        // By level, the hashes of the partial tile; empty where the level's last tile is full.
        let mut rows: Vec<Vec<Hash>> = Vec::new();
        for level in (0..8).take_while(|level| self.size >> (8 * level) > 0) {
            let row = self.size >> (8 * level);
            let last = TileId::in_tree(level, row / TILE_WIDTH, self.size);
            rows.push(last.and_then(|tile| self.folder.tile(tile).ok()).unwrap_or_default());
        }
        let root = root_of_rows(rows.iter().map(Vec::as_slice));
        if root == checkpoint.root {
            return Sound::Tile;
        }
        let leaves = TileId::in_tree(0, self.size / TILE_WIDTH, self.size)
            .and_then(|tile| self.folder.bundle(tile).ok())
            .map(|bundle| leaves(&bundle));
        if let Some(leaves) = leaves {
            let upper = rows.iter().skip(1).map(Vec::as_slice);
            if root_of_rows(std::iter::once(leaves.as_slice()).chain(upper)) == checkpoint.root {
                return Sound::Entries;
            }
        }
        let edge: Vec<String> = (0..8)
            .filter_map(|level| TileId::in_tree(level, (self.size >> (8 * level)) / TILE_WIDTH, self.size))
            .map(|tile| tile.path())
            .collect();
        let what = format!(
            "the tiles at the edge ({}) hash to the root {root}, not to the signed {}",
            edge.join(", "),
            checkpoint.root
        );
        (self.tell)(Fault::at("checkpoint", what));
        Sound::Neither
    }

    /// Compares every entry with its hash in level 0. Returns how many entries were read.
    fn entries(&mut self, sound: Sound) -> u64 {
        let mut read = 0;
        for index in 0..self.size.div_ceil(TILE_WIDTH) {
            let Some(id) = TileId::in_tree(0, index, self.size) else { break };
            let tile = self.folder.tile(id).map_err(|fault| (self.tell)(fault)).ok();
            let bundle = self.folder.bundle(id).map_err(|fault| (self.tell)(fault)).ok();
            let hashed = bundle.as_ref().map(leaves);
            read += hashed.as_ref().map_or(0, |leaves| leaves.len() as u64);
            let sound =
                if id.is_full() { self.vouched(id, tile.as_deref(), hashed.as_deref()) } else { sound };
            match (tile, bundle) {
                (Some(tile), Some(bundle)) => {
                    self.compare(id, &tile, &bundle, &hashed.unwrap_or_default(), sound)
                }
                // The entries are what is wanted; without the tile it is still known whether they are as signed.
                (None, Some(bundle)) if sound != Sound::Entries => {
                    (self.tell)(Fault::at(
                        bundle.path,
                        "neither its tile nor the tile above vouches for its entries",
                    ));
                }
                _ => {}
            }
        }
        read
    }

    /// Which of a full tile of level 0 and its entries the tile above vouches for.
    fn vouched(&mut self, id: TileId, tile: Option<&[Hash]>, entries: Option<&[Hash]>) -> Sound {
        let root = |row: &[Hash]| root_of_rows(std::iter::once(row));
        let Some(above) = self.above(id) else { return Sound::Neither };
        if tile.is_some_and(|tile| root(tile) == above) {
            return Sound::Tile;
        }
        if entries.is_some_and(|entries| root(entries) == above) {
            return Sound::Entries;
        }
        match tile {
            Some(tile) if Some(tile) == entries => {
                let (parent, place) = self.parent(id);
                let what = format!("is {above}; {} and its entries hash to {}", id.path(), root(tile));
                (self.tell)(Fault::at(format!("hash {place} of {parent}"), what));
            }
            Some(tile) => self.disagrees(id, root(tile), above),
            None => {}
        }
        Sound::Neither
    }

    /// Names what differs between a level 0 tile and the entries.
    fn compare(&mut self, id: TileId, tile: &[Hash], bundle: &Bundle, hashed: &[Hash], sound: Sound) {
        let first = id.index * TILE_WIDTH;
        let pairs = tile.iter().zip(hashed).enumerate().filter(|(_, (kept, hashed))| kept != hashed);
        for (place, (kept, hashed)) in pairs {
            let fault = if sound == Sound::Entries {
                let what =
                    format!("is {kept} and should be {hashed}, the hash of {}", bundle.name(first, place));
                Fault::at(format!("hash {place} of {}", id.path()), what)
            } else {
                let what = format!("hashes to {hashed}; hash {place} of {} is {kept}", id.path());
                Fault::at(bundle.name(first, place), what)
            };
            (self.tell)(fault);
        }
    }

    /// Compares every full tile above level 0 with its hash in the level above it.
    fn upper_levels(&mut self) {
        let size = self.size;
        for level in (1..8).take_while(|level| size >> (8 * level) > 0) {
            for index in 0..(size >> (8 * level)).div_ceil(TILE_WIDTH) {
                let Some(id) = TileId::in_tree(level, index, self.size) else { break };
                match self.folder.tile(id) {
                    Err(fault) => (self.tell)(fault),
                    Ok(tile) if id.is_full() => {
                        let root = root_of_rows(std::iter::once(tile.as_slice()));
                        if let Some(above) = self.above(id).filter(|above| *above != root) {
                            self.disagrees(id, root, above);
                        }
                    }
                    Ok(_) => {}
                }
            }
        }
    }

    fn disagrees(&mut self, id: TileId, root: Hash, above: Hash) {
        let (parent, place) = self.parent(id);
        let what = format!("hashes to {root}; hash {place} of {parent} is {above}");
        (self.tell)(Fault::at(id.path(), what));
    }

    /// The path of the tile above, and which of its hashes is this tile's.
    fn parent(&self, id: TileId) -> (String, usize) {
        let parent = self.tile_above(id).map_or_else(String::new, |parent| parent.path());
        (parent, (id.index % TILE_WIDTH) as usize)
    }

    fn tile_above(&self, id: TileId) -> Option<TileId> {
        TileId::in_tree(id.level + 1, id.index / TILE_WIDTH, self.size)
    }

    /// The hash that the tile above keeps of a full tile.
    fn above(&mut self, id: TileId) -> Option<Hash> {
        let parent = self.tile_above(id)?;
        let level = usize::from(parent.level);
        if self.tiles.len() <= level {
            self.tiles.resize(level + 1, None);
        }
        if self.tiles[level].as_ref().is_none_or(|(kept, _)| *kept != parent) {
            self.tiles[level] = Some((parent, self.folder.tile(parent).ok()));
        }
        self.tiles[level].as_ref()?.1.as_ref()?.get((id.index % TILE_WIDTH) as usize).copied()
    }
}

fn leaves(bundle: &Bundle) -> Vec<Hash> {
    (0..bundle.width()).map(|place| leaf_hash(bundle.entry(place))).collect()
}

#[cfg(test)]
#[path = "tree_tests.rs"]
mod tests;
