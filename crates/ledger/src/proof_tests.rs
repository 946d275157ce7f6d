//! Tests of `proof`: against the recursive definitions of RFC 6962 written out, for every size up to 300; against synthetic trees
//! of any size; and with every hash, index, size and root changed.

use super::*;
use crate::hash::leaf_hash;
use crate::tile::NoTile;
use crate::tiling::build_tiles;
use proptest::prelude::*;
use std::convert::Infallible;

fn leaves(size: u64) -> Vec<Hash> {
    (0..size).map(|number| leaf_hash(&number.to_be_bytes())).collect()
}

fn tiles(leaves: &[Hash]) -> BTreeMap<TileId, Vec<u8>> {
    build_tiles(&BTreeMap::new(), 0, leaves).expect("builds").into_iter().collect()
}

fn split(n: usize) -> usize {
    n.next_power_of_two() / 2
}

/// MTH(D[n]).
fn tree_hash(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => empty_root(),
        [leaf] => *leaf,
        _ => {
            let (left, right) = leaves.split_at(split(leaves.len()));
            node_hash(&tree_hash(left), &tree_hash(right))
        }
    }
}

/// PATH(m, D[n]).
fn path(m: usize, leaves: &[Hash]) -> Vec<Hash> {
    if leaves.len() == 1 {
        return Vec::new();
    }
    let k = split(leaves.len());
    let (left, right) = leaves.split_at(k);
    let (mut below, sibling) = if m < k { (path(m, left), right) } else { (path(m - k, right), left) };
    below.push(tree_hash(sibling));
    below
}

/// SUBPROOF(m, D[n], b).
fn subproof(m: usize, leaves: &[Hash], whole: bool) -> Vec<Hash> {
    if m == leaves.len() {
        return if whole { Vec::new() } else { vec![tree_hash(leaves)] };
    }
    let k = split(leaves.len());
    let (left, right) = leaves.split_at(k);
    let (mut below, sibling) =
        if m <= k { (subproof(m, left, whole), right) } else { (subproof(m - k, right, false), left) };
    below.push(tree_hash(sibling));
    below
}

/// The recursion is slow; beyond 70 entries it is asked for the first sizes after a tile is full only.
fn is_written_out(size: u64) -> bool {
    size <= 70 || (256..=260).contains(&size)
}

#[test]
fn inclusion_proofs_are_those_of_rfc_6962_for_every_size_to_300() {
    for size in 1..=300 {
        let leaves = leaves(size);
        let (tiles, root) = (tiles(&leaves), tree_hash(&leaves));
        for index in 0..size {
            let proof = inclusion_proof(&tiles, size, index).expect("proves");
            if is_written_out(size) {
                assert_eq!(proof, path(index as usize, &leaves), "entry {index} of {size}");
            }
            assert_eq!(verify_inclusion(&leaves[index as usize], index, size, &proof, &root), Ok(()));
        }
    }
}

#[test]
fn consistency_proofs_are_those_of_rfc_6962_for_every_size_to_300() {
    let roots: Vec<Hash> = (0..=300).map(|size| tree_hash(&leaves(size))).collect();
    for size in 0..=300 {
        let (leaves, root) = (leaves(size), roots[size as usize]);
        let tiles = tiles(&leaves);
        for old in 0..=size {
            let proof = consistency_proof(&tiles, old, size).expect("proves");
            if old > 0 && is_written_out(size) {
                assert_eq!(proof, subproof(old as usize, &leaves, true), "{old} to {size}");
            }
            let old_root = &roots[old as usize];
            assert_eq!(verify_consistency(old, old_root, size, &root, &proof), Ok(()), "{old} to {size}");
        }
    }
}

#[test]
fn a_changed_hash_index_size_or_root_proves_nothing() {
    for size in 1..40 {
        let leaves = leaves(size);
        let (tiles, root) = (tiles(&leaves), tree_hash(&leaves));
        for index in 0..size {
            let leaf = &leaves[index as usize];
            let proof = inclusion_proof(&tiles, size, index).expect("proves");
            let fails = |leaf: &Hash, index, size, proof: &[Hash], root: &Hash| {
                assert!(verify_inclusion(leaf, index, size, proof, root).is_err());
            };
            fails(&leaf_hash(b"another"), index, size, &proof, &root);
            fails(leaf, index, size, &proof, &empty_root());
            fails(leaf, index, size, &[proof.clone(), vec![root]].concat(), &root);
            fails(leaf, size, size, &proof, &root);
            (0..size)
                .filter(|other| *other != index)
                .for_each(|other| fails(leaf, other, size, &proof, &root));
            for place in 0..proof.len() {
                let mut changed = proof.clone();
                changed[place].0[place % 32] ^= 1 << (place % 8);
                fails(leaf, index, size, &changed, &root);
                changed.remove(place);
                fails(leaf, index, size, &changed, &root);
            }
        }
    }
}

#[test]
fn a_ledger_that_was_rewritten_does_not_go_on_from_the_old_one() {
    for size in 2..60 {
        let honest = leaves(size);
        for old in 1..size {
            let old_root = tree_hash(&honest[..old as usize]);
            let mut forged = honest.clone();
            forged[old as usize / 2] = leaf_hash(b"another");
            let proof = consistency_proof(&tiles(&forged), old, size).expect("proves");
            let root = tree_hash(&forged);
            assert!(verify_consistency(old, &old_root, size, &root, &proof).is_err(), "{old} to {size}");

            let proof = consistency_proof(&tiles(&honest), old, size).expect("proves");
            let root = tree_hash(&honest);
            for place in 0..proof.len() {
                let mut changed = proof.clone();
                changed[place].0[31] ^= 1;
                assert!(verify_consistency(old, &old_root, size, &root, &changed).is_err());
            }
            let swapped = verify_consistency(size, &root, old, &old_root, &proof);
            assert_eq!(swapped, Err(ProofFault::Shrunk { old_size: size, new_size: old }));
        }
    }
    assert!(verify_consistency(0, &leaf_hash(b""), 1, &leaf_hash(b""), &[]).is_err());
}

#[test]
fn a_missing_tile_is_named() {
    let mut tiles = tiles(&leaves(300));
    let gone = TileId { level: 0, index: 1, width: 44 };
    assert!(inclusion_tiles(299, 300).contains(&gone));
    tiles.remove(&gone);
    let fault = inclusion_proof(&tiles, 300, 299).expect_err("no tile");
    assert_eq!(fault, ProofError::Tile(TileFault::Source { tile: gone, error: NoTile(gone) }));
    assert_eq!(inclusion_proof(&tiles, 300, 300), Err(ProofError::NoEntry { index: 300, size: 300 }));
}

/// A tree of any size whose entries are all the same, so that a perfect subtree's root depends on its height only.
struct Uniform(Vec<Hash>);

impl Uniform {
    fn new() -> Uniform {
        let heights = std::iter::successors(Some(leaf_hash(b"same")), |node| Some(node_hash(node, node)));
        Uniform(heights.take(64).collect())
    }

    fn root(&self, size: u64) -> Hash {
        let peaks = (0..64).filter(|height| size >> height & 1 == 1).map(|height| self.0[height]);
        peaks.reduce(|right, left| node_hash(&left, &right)).unwrap_or_else(empty_root)
    }
}

impl TileSource for Uniform {
    type Error = Infallible;

    fn tile(&self, id: TileId) -> Result<Vec<u8>, Infallible> {
        Ok(self.0[usize::from(id.level) * 8].0.repeat(usize::from(id.width)))
    }
}

proptest! {
    #[test]
    fn proofs_hold_at_any_size(size in 1..crate::SIZE_LIMIT, at in any::<u64>(), bits in 0..62_u32) {
        let (size, tree) = (1 + (size >> bits), Uniform::new());
        let index = at % size;
        let proof = inclusion_proof(&tree, size, index).expect("proves");
        prop_assert_eq!(verify_inclusion(&tree.0[0], index, size, &proof, &tree.root(size)), Ok(()));
        prop_assert!(inclusion_tiles(index, size).len() <= 16);
        let old = at % (size + 1);
        let proof = consistency_proof(&tree, old, size).expect("proves");
        prop_assert_eq!(verify_consistency(old, &tree.root(old), size, &tree.root(size), &proof), Ok(()));
    }

    #[test]
    fn numbers_without_sense_are_no_reason_to_panic(
        index in any::<u64>(),
        size in any::<u64>(),
        hashes in proptest::collection::vec(any::<[u8; 32]>(), 0..66),
    ) {
        let proof: Vec<Hash> = hashes.into_iter().map(Hash).collect();
        prop_assert!(verify_inclusion(&empty_root(), index, size, &proof, &empty_root()).is_err());
        let changed = leaf_hash(b"");
        prop_assert!(verify_consistency(index, &changed, size, &empty_root(), &proof).is_err());
    }
}
