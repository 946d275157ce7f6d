//! Hashes of the tree as RFC 6962 §2.1 defines them: SHA-256 with one leading byte that tells a leaf (0x00) from an inner node
//! (0x01), so that neither can be passed off as the other. There is no choice of algorithm here.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};
use std::fmt;

/// A SHA-256 hash. Displayed as 64 lower-case hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Hash(pub [u8; 32]);

impl Hash {
    pub const BYTES: usize = 32;

    /// The form used in checkpoints and receipts: standard base64 with padding, 44 characters.
    pub fn to_base64(&self) -> String {
        STANDARD.encode(self.0)
    }

    /// Reads exactly what [`Hash::to_base64`] writes, and nothing else.
    pub fn from_base64(text: &str) -> Option<Hash> {
        let mut bytes = [0; 33];
        match STANDARD.decode_slice(text, &mut bytes) {
            Ok(Self::BYTES) => Hash::from_slice(&bytes[..Self::BYTES]),
            _ => None,
        }
    }

    /// `None` unless there are exactly 32 bytes.
    pub fn from_slice(bytes: &[u8]) -> Option<Hash> {
        bytes.try_into().ok().map(Hash)
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The hash of an entry's exact bytes.
pub fn leaf_hash(entry: &[u8]) -> Hash {
    Hash(Sha256::new().chain_update([0x00]).chain_update(entry).finalize().into())
}

/// The hash of the node above two nodes.
pub fn node_hash(left: &Hash, right: &Hash) -> Hash {
    let mut bytes = [0x01; 65];
    bytes[1..33].copy_from_slice(&left.0);
    bytes[33..].copy_from_slice(&right.0);
    Hash(Sha256::digest(bytes).into())
}

/// The root of the tree without entries.
pub fn empty_root() -> Hash {
    Hash(Sha256::digest([]).into())
}

/// The root of a perfect tree whose lowest row is given; its length must be a power of two.
pub(crate) fn perfect_root(row: &[Hash]) -> Hash {
    debug_assert!(row.len().is_power_of_two());
    let mut row = row.to_vec();
    while row.len() > 1 {
        row = row.chunks_exact(2).map(|pair| node_hash(&pair[0], &pair[1])).collect();
    }
    row.first().copied().unwrap_or_else(empty_root)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_empty_tree_and_the_empty_leaf_have_their_known_hashes() {
        let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        let leaf = "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d";
        assert_eq!(empty_root().to_string(), empty);
        assert_eq!(leaf_hash(b"").to_string(), leaf);
    }

    #[test]
    fn base64_has_one_spelling() {
        let text = leaf_hash(b"").to_base64();
        assert_eq!(Hash::from_base64(&text), Some(leaf_hash(b"")));
        assert_eq!(Hash::from_base64(text.trim_end_matches('=')), None);
        assert_eq!(Hash::from_base64(&format!("{text}\n")), None);
        assert_eq!(Hash::from_base64(&STANDARD.encode([7; 31])), None);
        assert_eq!(Hash::from_base64(&STANDARD.encode([7; 33])), None);
        // The last character before the padding carries two unused bits, which must be zero.
        assert_eq!(Hash::from_base64("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB="), None);
    }
}
