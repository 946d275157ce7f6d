//! A ledger in a folder, as served or exported (specs/02-ledger.md §6): finds files, reads them no further than they may be long,
//! and takes entry bundles apart. It judges nothing but whether a file can be read; `tree` and `bodies` judge.

use crate::Fault;
use ledger::checkpoint::{Checkpoint, open_checkpoint};
use ledger::hash::Hash;
use ledger::note::{NOTE_SIZE_BYTES_MAX, VerifierKey};
use ledger::tile::{ENTRY_SIZE_BYTES_MAX, TILE_WIDTH, TileId, bundle_decode};
use ledger::tiling::to_hashes;
use std::fs::File;
use std::io::Read;
use std::ops::Range;
use std::path::{Path, PathBuf};

const TILE_SIZE_BYTES_MAX: usize = TILE_WIDTH as usize * Hash::BYTES;
const BUNDLE_SIZE_BYTES_MAX: usize = TILE_WIDTH as usize * (2 + ENTRY_SIZE_BYTES_MAX);

/// A ledger's folder.
#[derive(Clone, Debug)]
pub struct Folder {
    pub root: PathBuf,
}

/// An entry bundle taken apart.
pub struct Bundle {
    /// Where it was read.
    pub path: String,
    bytes: Vec<u8>,
    /// The bytes of each entry in the file, without its length.
    entries: Vec<Range<usize>>,
}

impl Bundle {
    /// How many entries there are.
    pub fn width(&self) -> usize {
        self.entries.len()
    }

    /// The bytes of the entry at a place from 0.
    pub fn entry(&self, place: usize) -> &[u8] {
        self.entries.get(place).map_or(&[], |range| &self.bytes[range.clone()])
    }

    /// `entry 263 (bytes 35 to 376 of tile/entries/001.p/44)`; `first` is the number of the bundle's first entry.
    pub fn name(&self, first: u64, place: usize) -> String {
        let range = self.entries.get(place).cloned().unwrap_or_default();
        format!("entry {} (bytes {} to {} of {})", first + place as u64, range.start, range.end, self.path)
    }
}

impl Folder {
    pub fn new(root: &Path) -> Folder {
        Folder { root: root.to_owned() }
    }

    /// The signed checkpoint, opened with `key`, or with the folder's own when none is given.
    pub fn checkpoint(&self, key: Option<&VerifierKey>) -> Result<Checkpoint, Fault> {
        let own = match key {
            Some(key) => key.clone(),
            None => self.key()?,
        };
        let note = self.text("checkpoint")?;
        open_checkpoint(&note, &[own]).map_err(|fault| Fault::at("checkpoint", fault.to_string()))
    }

    /// The key in the folder. It vouches for nothing until it is compared with one from elsewhere.
    pub fn key(&self) -> Result<VerifierKey, Fault> {
        let text = self.text("vkey")?;
        let line = text.strip_suffix('\n').ok_or_else(|| Fault::at("vkey", "has no line end"))?;
        VerifierKey::parse(line).map_err(|fault| Fault::at("vkey", fault.to_string()))
    }

    fn text(&self, path: &str) -> Result<String, Fault> {
        String::from_utf8(self.bytes(path, NOTE_SIZE_BYTES_MAX)?).map_err(|_| Fault::at(path, "is not UTF-8"))
    }

    /// A file's bytes; longer than `most_bytes` is a fault.
    fn bytes(&self, path: &str, most_bytes: usize) -> Result<Vec<u8>, Fault> {
        let unreadable = |error: std::io::Error| match error.kind() {
            std::io::ErrorKind::NotFound => Fault::at(path, "is missing"),
            _ => Fault::at(path, format!("cannot be read: {error}")),
        };
        let mut bytes = Vec::new();
        let file = File::open(self.root.join(path)).map_err(unreadable)?;
        file.take(most_bytes as u64 + 1).read_to_end(&mut bytes).map_err(unreadable)?;
        if bytes.len() > most_bytes {
            return Err(Fault::at(path, format!("is longer than {most_bytes} bytes")));
        }
        Ok(bytes)
    }

    /// The path of a tile or bundle that is there: its own, or that of the full one when the partial one is gone.
    fn present(&self, tile: TileId, path: fn(&TileId) -> String) -> String {
        let full = path(&TileId { width: TILE_WIDTH as u16, ..tile });
        let own = path(&tile);
        if !self.root.join(&own).exists() && self.root.join(&full).exists() { full } else { own }
    }

    /// The hashes of a tile, exactly as many as it is wide.
    pub fn tile(&self, tile: TileId) -> Result<Vec<Hash>, Fault> {
        let path = self.present(tile, TileId::path);
        let bytes = self.bytes(&path, TILE_SIZE_BYTES_MAX)?;
        let wanted = usize::from(tile.width) * Hash::BYTES;
        if bytes.len() != wanted && (path == tile.path() || bytes.len() != TILE_SIZE_BYTES_MAX) {
            return Err(Fault::at(path, format!("has {} bytes and should have {wanted}", bytes.len())));
        }
        Ok(to_hashes(&bytes[..wanted]))
    }

    /// The entries of a bundle, exactly as many as it is wide.
    pub fn bundle(&self, tile: TileId) -> Result<Bundle, Fault> {
        let path = self.present(tile, TileId::entries_path);
        let bytes = self.bytes(&path, BUNDLE_SIZE_BYTES_MAX)?;
        let found = bundle_decode(&bytes).map_err(|fault| Fault::at(path.clone(), fault.to_string()))?;
        let (wanted, width) = (usize::from(tile.width), found.len());
        if width != wanted && (path == tile.entries_path() || width as u64 != TILE_WIDTH) {
            return Err(Fault::at(path, format!("has {width} entries and should have {wanted}")));
        }
        let mut end = 0;
        let mut entries = Vec::with_capacity(wanted);
        for entry in found.into_iter().take(wanted) {
            let start = end + 2;
            end = start + entry.len();
            entries.push(start..end);
        }
        Ok(Bundle { path, bytes, entries })
    }
}
