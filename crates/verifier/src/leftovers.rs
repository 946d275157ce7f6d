//! Checks the files in a ledger's folder that the present size does not ask for: partial tiles and bundles of earlier sizes must be
//! the beginning of the present ones, and nothing may lie there that is no tile at all.
//!
//! Files of a size beyond the checkpoint are lawful, left by a stop between two steps of publishing; they are only counted.

use crate::Fault;
use crate::folder::{Bundle, Folder};
use ledger::tile::TileId;
use std::path::Path;

/// How deep tile paths may lie: `tile`, the level, seven groups of digits, the width.
const DEPTH_MAX: usize = 10;

/// Looks through the folder `tile`. Returns how many files are beyond `size`.
pub(crate) fn check_leftovers(folder: &Folder, size: u64, tell: &mut dyn FnMut(Fault)) -> u64 {
    let mut beyond = 0;
    // An empty ledger has no tiles and may have no folder for them.
    if folder.root.join("tile").exists() {
        walk(folder, "tile", DEPTH_MAX, &mut |path| match look(folder, path, size) {
            Ok(is_beyond) => beyond += u64::from(is_beyond),
            Err(fault) => tell(fault),
        });
    }
    beyond
}

/// Shows every file below a folder, and every folder that cannot be read, by its path from the root.
fn walk(folder: &Folder, path: &str, depth: usize, see: &mut dyn FnMut(&str)) {
    let Some(entries) = std::fs::read_dir(folder.root.join(path)).ok().filter(|_| depth > 0) else {
        return see(path);
    };
    for entry in entries {
        let Ok(entry) = entry else { return see(path) };
        let below = format!("{path}/{}", Path::new(&entry.file_name()).display());
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            walk(folder, &below, depth - 1, see);
        } else {
            see(&below);
        }
    }
}

/// Whether a file is beyond the size; a fault when it is no tile or contradicts the present one.
fn look(folder: &Folder, path: &str, size: u64) -> Result<bool, Fault> {
    let (tile, is_bundle) = match TileId::parse(path) {
        Ok(tile) => (tile, false),
        Err(_) => {
            let bundle = TileId::parse_entries(path);
            (bundle.map_err(|_| Fault::at(path, "is no tile or entry bundle of a ledger"))?, true)
        }
    };
    let Some(present) = TileId::in_tree(tile.level, tile.index, size) else { return Ok(true) };
    if tile.width >= present.width {
        return Ok(tile.width > present.width);
    }
    // Whether the present one can be read is told elsewhere.
    if is_bundle {
        let early = folder.bundle(tile)?;
        let Ok(present) = folder.bundle(present) else { return Ok(false) };
        same_entries(tile, &early, &present)?;
    } else {
        let early = folder.tile(tile)?;
        let Ok(hashes) = folder.tile(present) else { return Ok(false) };
        if let Some(place) = (0..early.len()).find(|place| early.get(*place) != hashes.get(*place)) {
            return Err(Fault::at(
                format!("hash {place} of {path}"),
                format!("is another than in {}", present.path()),
            ));
        }
    }
    Ok(false)
}

fn same_entries(tile: TileId, early: &Bundle, present: &Bundle) -> Result<(), Fault> {
    match (0..early.width()).find(|place| early.entry(*place) != present.entry(*place)) {
        Some(place) => {
            let first = tile.index * ledger::tile::TILE_WIDTH;
            Err(Fault::at(early.name(first, place), format!("is another than in {}", present.path)))
        }
        None => Ok(()),
    }
}
