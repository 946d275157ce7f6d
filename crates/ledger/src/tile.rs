//! Tiles: how the tree and its entries are cut into files (C2SP `tlog-tiles`).
//!
//! A tile at level *l* holds up to 256 consecutive nodes of the tree at height 8·*l*; an entry bundle holds the up to 256 entries
//! whose leaf hashes a level 0 tile holds, each after its length as two bytes big-endian. This file names tiles and packs
//! bundles; `tiling` makes tiles, `proof` reads them. It does no I/O: whoever keeps tiles gives them through [`TileSource`].

use crate::SIZE_LIMIT;
use std::collections::{BTreeMap, HashMap};
use std::hash::BuildHasher;

/// How many hashes a full tile has, and how many entries a full bundle.
pub const TILE_WIDTH: u64 = 256;
/// The longest entry that a bundle can hold.
pub const ENTRY_SIZE_BYTES_MAX: usize = u16::MAX as usize;

/// A tile, or an entry bundle when `level` is 0 and one asks for [`TileId::entries_path`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TileId {
    /// 0 for leaf hashes; each hash of a tile is the root of a full tile one level below.
    pub level: u8,
    /// Place in the row of tiles of this level, from 0.
    pub index: u64,
    /// How many hashes, 1 to 256; less than 256 is a partial tile (at the tree's growing edge).
    pub width: u16,
}

/// A path that is not the path of a tile or entry bundle.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{path:?} is not the path of {what}")]
pub struct PathFault {
    path: String,
    what: &'static str,
}

impl TileId {
    /// The tile at this place in a tree of `size` entries; `None` when the tree does not reach there.
    pub fn in_tree(level: u8, index: u64, size: u64) -> Option<TileId> {
        let left = row_length(level, size).checked_sub(index.checked_mul(TILE_WIDTH)?)?;
        // At most 256, so it fits.
        (left > 0).then_some(TileId { level, index, width: left.min(TILE_WIDTH) as u16 })
    }

    pub fn is_full(&self) -> bool {
        u64::from(self.width) == TILE_WIDTH
    }

    /// `tile/0/x001/x234/067`, or with `.p/17` behind when partial.
    pub fn path(&self) -> String {
        format!("tile/{}/{}", self.level, self.place())
    }

    /// `tile/entries/x001/x234/067`, or with `.p/17` behind when partial.
    pub fn entries_path(&self) -> String {
        format!("tile/entries/{}", self.place())
    }

    fn place(&self) -> String {
        let digits = self.index.to_string();
        let padded = format!("{digits:0>width$}", width = digits.len().div_ceil(3) * 3);
        let mut place = String::new();
        for (i, digit) in padded.chars().enumerate() {
            match i % 3 {
                0 if i + 3 == padded.len() => place.push_str(if i == 0 { "" } else { "/" }),
                0 => place.push_str(if i == 0 { "x" } else { "/x" }),
                _ => {}
            }
            place.push(digit);
        }
        if !self.is_full() {
            place.push_str(&format!(".p/{}", self.width));
        }
        place
    }

    /// Reads exactly what [`TileId::path`] writes.
    pub fn parse(path: &str) -> Result<TileId, PathFault> {
        let read = || {
            let (level, place) = path.strip_prefix("tile/")?.split_once('/')?;
            let level = level.parse().ok().filter(|level| *level < 64)?;
            TileId::of_place(level, place).filter(|tile| tile.path() == path)
        };
        read().ok_or_else(|| PathFault { path: shortened(path), what: "a tile" })
    }

    /// Reads exactly what [`TileId::entries_path`] writes; the level is 0.
    pub fn parse_entries(path: &str) -> Result<TileId, PathFault> {
        let read = || {
            TileId::of_place(0, path.strip_prefix("tile/entries/")?)
                .filter(|tile| tile.entries_path() == path)
        };
        read().ok_or_else(|| PathFault { path: shortened(path), what: "an entry bundle" })
    }

    /// Lenient about spelling; the callers compare with the one right spelling.
    fn of_place(level: u8, place: &str) -> Option<TileId> {
        let (place, width) = match place.split_once(".p/") {
            Some((place, width)) => (place, width.parse().ok().filter(|width| (1..256).contains(width))?),
            None => (place, TILE_WIDTH as u16),
        };
        let digits: String = place.chars().filter(char::is_ascii_digit).take(20).collect();
        let index = digits.parse().ok().filter(|index| *index < SIZE_LIMIT / TILE_WIDTH)?;
        Some(TileId { level, index, width })
    }
}

/// The beginning of a path that came from a stranger, for an error text.
fn shortened(path: &str) -> String {
    path.chars().take(120).collect()
}

/// How many nodes there are at height 8·`level` of a tree of `size` entries.
pub(crate) fn row_length(level: u8, size: u64) -> u64 {
    size.checked_shr(8 * u32::from(level)).unwrap_or(0)
}

/// The tiles of all levels that a tree of `new_size` has and a tree of `old_size` had not, partial ones included, lowest level
/// first. They are what a publisher has to write before it signs a checkpoint of `new_size`.
pub fn tiles_between(old_size: u64, new_size: u64) -> Vec<TileId> {
    (0..8).flat_map(|level| row_between(level, old_size, new_size)).collect()
}

/// The same for entry bundles.
pub fn entry_bundles_between(old_size: u64, new_size: u64) -> Vec<TileId> {
    row_between(0, old_size, new_size).collect()
}

fn row_between(level: u8, old_size: u64, new_size: u64) -> impl Iterator<Item = TileId> {
    let (old, new) = (row_length(level, old_size), row_length(level, new_size));
    let tiles = if new > old { old / TILE_WIDTH..new.div_ceil(TILE_WIDTH) } else { 0..0 };
    tiles.filter_map(move |index| TileId::in_tree(level, index, new_size))
}

/// An entry bundle that cannot be made or read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BundleFault {
    #[error("entry {place} of the bundle has {size_bytes} bytes; the most is 65535")]
    EntryTooLong { place: usize, size_bytes: usize },
    #[error("the bundle has more than 256 entries")]
    TooManyEntries,
    #[error(
        "entry {place} of the bundle breaks off: it starts at byte {start} and the bundle ends at byte {end}"
    )]
    BreaksOff { place: usize, start: usize, end: usize },
}

/// Packs up to 256 entries.
pub fn bundle_encode<'a>(entries: impl Iterator<Item = &'a [u8]>) -> Result<Vec<u8>, BundleFault> {
    let mut bundle = Vec::new();
    for (place, entry) in entries.enumerate() {
        if place as u64 == TILE_WIDTH {
            return Err(BundleFault::TooManyEntries);
        }
        let size = u16::try_from(entry.len())
            .map_err(|_| BundleFault::EntryTooLong { place, size_bytes: entry.len() })?;
        bundle.extend_from_slice(&size.to_be_bytes());
        bundle.extend_from_slice(entry);
    }
    Ok(bundle)
}

/// Unpacks a bundle into its entries, at most 256. Whether there are as many as there should be is the caller's to ask.
pub fn bundle_decode(bundle: &[u8]) -> Result<Vec<&[u8]>, BundleFault> {
    let mut entries = Vec::new();
    let mut rest = bundle;
    while !rest.is_empty() {
        let place = entries.len();
        if place as u64 == TILE_WIDTH {
            return Err(BundleFault::TooManyEntries);
        }
        let entry = rest
            .split_first_chunk::<2>()
            .and_then(|(size, after)| after.split_at_checked(usize::from(u16::from_be_bytes(*size))));
        let breaks_off =
            BundleFault::BreaksOff { place, start: bundle.len() - rest.len(), end: bundle.len() };
        let (entry, after) = entry.ok_or(breaks_off)?;
        entries.push(entry);
        rest = after;
    }
    Ok(entries)
}

/// Where tiles are kept. A source asked for a partial tile that it no longer has may answer with the beginning of the full one.
pub trait TileSource {
    type Error;

    /// The bytes of the tile: `width` times 32.
    fn tile(&self, id: TileId) -> Result<Vec<u8>, Self::Error>;
}

/// A tile asked of a collection that does not have it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no tile {}", .0.path())]
pub struct NoTile(pub TileId);

impl<H: BuildHasher> TileSource for HashMap<TileId, Vec<u8>, H> {
    type Error = NoTile;

    fn tile(&self, id: TileId) -> Result<Vec<u8>, NoTile> {
        self.get(&id).cloned().ok_or(NoTile(id))
    }
}

impl TileSource for BTreeMap<TileId, Vec<u8>> {
    type Error = NoTile;

    fn tile(&self, id: TileId) -> Result<Vec<u8>, NoTile> {
        self.get(&id).cloned().ok_or(NoTile(id))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const fn tile(level: u8, index: u64, width: u16) -> TileId {
        TileId { level, index, width }
    }

    #[test]
    fn paths_are_those_of_the_specification() {
        let table = [
            (tile(0, 0, 256), "tile/0/000"),
            (tile(0, 999, 256), "tile/0/999"),
            (tile(1, 1234, 256), "tile/1/x001/234"),
            (tile(0, 1_234_067, 256), "tile/0/x001/x234/067"),
            (tile(2, 273, 112), "tile/2/273.p/112"),
            (tile(0, 1000, 1), "tile/0/x001/000.p/1"),
        ];
        for (tile, path) in table {
            assert_eq!(tile.path(), path);
            assert_eq!(TileId::parse(path), Ok(tile));
        }
        assert_eq!(tile(0, 1234, 17).entries_path(), "tile/entries/x001/234.p/17");
        assert_eq!(TileId::parse_entries("tile/entries/x001/234.p/17"), Ok(tile(0, 1234, 17)));
    }

    #[test]
    fn other_spellings_are_refused() {
        let wrong = [
            "",
            "tile/0",
            "tile/0/",
            "tile/0/0",
            "tile/0/0000",
            "tile/0/x000/001",
            "tile/0/001/234",
            "tile/0/x001/x234",
            "tile/00/001",
            "tile/+1/001",
            "tile/64/001",
            "tile/0/001.p/0",
            "tile/0/001.p/256",
            "tile/0/001.p/012",
            "tile/0/001.p/+1",
            "tile/0/001.p/",
            "tile/0/001/",
            "/tile/0/001",
            "tile/0/../001",
            "tile/0/001.p/1.p/1",
            "tile/entries/001",
            "tile/0/x999/x999/x999/x999/x999/x999/999",
        ];
        for path in wrong {
            assert!(TileId::parse(path).is_err(), "{path}");
        }
        assert!(TileId::parse_entries("tile/0/001").is_err());
    }

    /// The specification's own example: a tree of 70,000 entries.
    #[test]
    fn a_tree_has_the_tiles_of_the_specification() {
        let tiles = tiles_between(0, 70_000);
        let full = |level| tiles.iter().filter(|t| t.level == level && t.is_full()).count();
        let partial: Vec<_> = tiles.iter().filter(|t| !t.is_full()).copied().collect();
        assert_eq!((full(0), full(1), full(2)), (273, 1, 0));
        assert_eq!(partial, [tile(0, 273, 112), tile(1, 1, 17), tile(2, 0, 1)]);
        assert_eq!(tiles_between(0, 256), [tile(0, 0, 256), tile(1, 0, 1)]);
        assert_eq!(tiles_between(256, 257), [tile(0, 1, 1)]);
        assert_eq!(tiles_between(300, 300), []);
        assert_eq!(entry_bundles_between(255, 513), [tile(0, 0, 256), tile(0, 1, 256), tile(0, 2, 1)]);
    }

    #[test]
    fn a_bundle_breaks_off_at_a_named_place() {
        let entries: [&[u8]; 3] = [b"one", b"", b"three"];
        let bundle = bundle_encode(entries.into_iter()).expect("packs");
        assert_eq!(bundle, b"\0\x03one\0\0\0\x05three");
        assert_eq!(bundle_decode(&bundle).expect("unpacks"), entries);
        assert_eq!(
            bundle_decode(&bundle[..bundle.len() - 1]),
            Err(BundleFault::BreaksOff { place: 2, start: 7, end: 13 })
        );
        assert_eq!(bundle_decode(&[0]), Err(BundleFault::BreaksOff { place: 0, start: 0, end: 1 }));
        assert_eq!(bundle_decode(&[0; 514]), Err(BundleFault::TooManyEntries));
        assert_eq!(
            bundle_encode([[0; 65536].as_slice()].into_iter()),
            Err(BundleFault::EntryTooLong { place: 0, size_bytes: 65536 })
        );
        assert_eq!(bundle_encode([b"".as_slice(); 257].into_iter()), Err(BundleFault::TooManyEntries));
    }

    proptest! {
        #[test]
        fn a_path_reads_as_itself_or_not_at_all(path in "tile/(entries|[0-9]{1,3})(/x?[0-9]{2,4}){1,4}(\\.p/[0-9]{1,3})?") {
            if let Ok(tile) = TileId::parse(&path) {
                prop_assert_eq!(tile.path(), path);
            } else if let Ok(tile) = TileId::parse_entries(&path) {
                prop_assert_eq!(tile.entries_path(), path);
            }
        }

        #[test]
        fn any_text_is_no_reason_to_panic(path in ".{0,80}") {
            prop_assert!(!TileId::parse(&path).is_ok_and(|tile| tile.path() != path));
        }

        #[test]
        fn any_bytes_unpack_to_what_packs_to_them_or_not_at_all(bytes in proptest::collection::vec(0_u8..4, 0..400)) {
            if let Ok(entries) = bundle_decode(&bytes) {
                prop_assert_eq!(bundle_encode(entries.into_iter()).expect("packs"), bytes);
            }
        }
    }
}
