// The Merkle tree of RFC 6962 §2.1: hash of a leaf, hash of a node, and the root that an inclusion proof leads to.
// Sizes are bigint, because a ledger may outgrow what a float counts exactly.

import { concat } from "./bytes";
import { sha256 } from "./crypto";

type Bytes = Uint8Array<ArrayBuffer>;

export const HASH_BYTES = 32;

export const leafHash = (entry: Bytes): Promise<Bytes> => sha256(concat(Uint8Array.of(0), entry));

export const nodeHash = (left: Bytes, right: Bytes): Promise<Bytes> => sha256(concat(Uint8Array.of(1), left, right));

/**
 * The root of a tree of `size` entries in which `leaf` stands at `index`, given the hashes beside its path from the leaf upwards.
 * Undefined when the proof has too few or too many hashes for that place, or the place lies outside the tree.
 */
export async function rootFrom(leaf: Bytes, index: bigint, size: bigint, proof: Bytes[]): Promise<Bytes | undefined> {
  if (index < 0n || index >= size) return undefined;
  let place = index;
  let last = size - 1n;
  let hash = leaf;
  for (const beside of proof) {
    if (last === 0n) return undefined;
    if (place % 2n === 1n || place === last) {
      hash = await nodeHash(beside, hash);
      // A node without a right neighbour rises unchanged to the level where it is itself a right child.
      while (place % 2n === 0n && place !== 0n) {
        place /= 2n;
        last /= 2n;
      }
    } else {
      hash = await nodeHash(hash, beside);
    }
    place /= 2n;
    last /= 2n;
  }
  return last === 0n ? hash : undefined;
}
