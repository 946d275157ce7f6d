//! The growing edge of the tree: enough of it to add entries and to know the root, and no more.
//!
//! A [`Frontier`] holds the roots of the perfect subtrees the entries fall into (RFC 6962 §2.1), at most 62 hashes however long
//! the ledger is. It cannot prove anything about earlier entries; tiles do that.

use crate::SIZE_LIMIT;
use crate::hash::{Hash, empty_root, node_hash};

/// The perfect subtrees of a tree, from the largest (leftmost) to the smallest.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Frontier {
    size: u64,
    peaks: Vec<Hash>,
}

/// Stored bytes that are not a frontier.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FrontierFault {
    #[error("a stored frontier starts with 8 bytes of size; there are {0} bytes")]
    NoSize(usize),
    #[error("a frontier of size {0} is not possible")]
    Size(u64),
    #[error(
        "a frontier of size {size} holds {expected} hashes of 32 bytes; after the size there are {found_bytes} bytes"
    )]
    Hashes { size: u64, expected: u32, found_bytes: usize },
}

impl Frontier {
    /// The frontier of the tree without entries.
    pub fn new() -> Frontier {
        Frontier::default()
    }

    /// Adds one entry, by its leaf hash.
    pub fn append(&mut self, leaf: Hash) {
        let mut node = leaf;
        for _ in 0..self.size.trailing_ones() {
            let Some(left) = self.peaks.pop() else { break };
            node = node_hash(&left, &node);
        }
        self.peaks.push(node);
        self.size += 1;
    }

    /// The root over all entries so far.
    pub fn root(&self) -> Hash {
        self.peaks
            .iter()
            .rev()
            .copied()
            .reduce(|right, left| node_hash(&left, &right))
            .unwrap_or_else(empty_root)
    }

    /// How many entries there are.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// No bytes for the empty tree, else the size as 8 bytes big-endian and the subtrees' hashes, largest subtree first.
    pub fn to_bytes(&self) -> Vec<u8> {
        if self.size == 0 {
            return Vec::new();
        }
        let mut bytes = self.size.to_be_bytes().to_vec();
        self.peaks.iter().for_each(|peak| bytes.extend_from_slice(&peak.0));
        bytes
    }

    /// Reads exactly what [`Frontier::to_bytes`] writes.
    pub fn from_bytes(bytes: &[u8]) -> Result<Frontier, FrontierFault> {
        if bytes.is_empty() {
            return Ok(Frontier::new());
        }
        let (size, hashes) = bytes.split_first_chunk::<8>().ok_or(FrontierFault::NoSize(bytes.len()))?;
        let size = u64::from_be_bytes(*size);
        if size == 0 || size >= SIZE_LIMIT {
            return Err(FrontierFault::Size(size));
        }
        let expected = size.count_ones();
        if hashes.len() != expected as usize * Hash::BYTES {
            return Err(FrontierFault::Hashes { size, expected, found_bytes: hashes.len() });
        }
        let peaks = hashes.chunks_exact(Hash::BYTES).filter_map(Hash::from_slice).collect();
        Ok(Frontier { size, peaks })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hash::leaf_hash;
    use proptest::prelude::*;

    /// The eight entries and the roots after each that implementations of RFC 6962 have in common.
    #[test]
    fn roots_are_those_of_rfc_6962() {
        let entries = [
            "",
            "00",
            "10",
            "2021",
            "3031",
            "40414243",
            "5051525354555657",
            "606162636465666768696a6b6c6d6e6f",
        ];
        let roots = [
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
            "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
            "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
            "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
            "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
        ];
        let mut tree = Frontier::new();
        assert_eq!(tree.root(), empty_root());
        for (entry, root) in entries.iter().zip(roots) {
            tree.append(leaf_hash(&hex::decode(entry).expect("hex")));
            assert_eq!(tree.root().to_string(), root, "after {} entries", tree.size());
        }
    }

    #[test]
    fn a_frontier_reads_back_at_every_size_and_no_other_length_reads() {
        let mut tree = Frontier::new();
        for size in 0..70_u64 {
            let bytes = tree.to_bytes();
            assert_eq!(Frontier::from_bytes(&bytes), Ok(tree.clone()));
            if size > 0 {
                assert!(Frontier::from_bytes(&bytes[..bytes.len() - 1]).is_err());
            }
            assert!(Frontier::from_bytes(&[bytes, vec![0]].concat()).is_err());
            tree.append(leaf_hash(&size.to_be_bytes()));
        }
        assert_eq!(Frontier::from_bytes(&[0; 8]), Err(FrontierFault::Size(0)));
        assert_eq!(Frontier::from_bytes(&[0xff; 8]), Err(FrontierFault::Size(u64::MAX)));
    }

    proptest! {
        #[test]
        fn any_bytes_read_back_as_themselves_or_not_at_all(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            if let Ok(tree) = Frontier::from_bytes(&bytes) {
                prop_assert_eq!(tree.to_bytes(), bytes);
            }
        }
    }
}
