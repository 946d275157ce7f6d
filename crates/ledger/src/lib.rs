//! The ledger (存证): a Merkle tree over an ordered list of byte strings, in the formats that strangers' tools read.
//!
//! The tree is that of RFC 6962 with SHA-256; it is kept and served as C2SP `tlog-tiles`, its head is a C2SP `tlog-checkpoint`
//! in a `signed-note` (Ed25519), and one entry's place in it is shown by a C2SP `tlog-proof`. This crate knows only bytes: not
//! what an entry says, where tiles are kept, or what day it is. Every parser here is strict: it accepts exactly one spelling of
//! a thing, so that a changed byte never goes unseen. Formats: specs/02-ledger.md and specs/03-receipt.md.

pub mod checkpoint;
pub mod hash;
pub mod note;
pub mod proof;
pub mod receipt;
pub mod tile;
pub mod tiling;
pub mod tree;

/// One more than the largest number of entries a ledger may have: 2⁶². Sizes in parsed text and stored bytes are held to it so
/// that no arithmetic on them can overflow.
pub const SIZE_LIMIT: u64 = 1 << 62;

/// Reads an ASCII decimal without sign or leading zeros, less than [`SIZE_LIMIT`].
pub(crate) fn decimal(text: &str) -> Option<u64> {
    let canonical = text == "0" || (!text.starts_with('0') && text.bytes().all(|b| b.is_ascii_digit()));
    text.parse().ok().filter(|n| canonical && *n < SIZE_LIMIT)
}
