//! Receipts (存证回执; C2SP `tlog-proof`): all that is needed to show, with no network and this house gone, that an entry is in the
//! ledger: its number, its proof, and the signed checkpoint. Format: specs/03-receipt.md.
//!
//! The format's extra line, when there is one, carries the entry itself, so that the receipt is one file. It is believed only
//! after its hash was found in the tree.

use crate::checkpoint::{CheckpointFault, open_checkpoint};
use crate::decimal;
use crate::hash::{Hash, leaf_hash};
use crate::note::{NOTE_SIZE_BYTES_MAX, VerifierKey};
use crate::proof::{ProofFault, verify_inclusion};
use crate::tile::ENTRY_SIZE_BYTES_MAX;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// The first line of every receipt.
const FIRST_LINE: &str = "c2sp.org/tlog-proof@v1";
/// No tree of fewer than 2⁶² entries has a longer proof.
const PROOF_LENGTH_MAX: usize = 62;
/// The longest receipt that is read.
pub const RECEIPT_SIZE_BYTES_MAX: usize = NOTE_SIZE_BYTES_MAX + 2 * ENTRY_SIZE_BYTES_MAX;

/// A receipt as written. It shows nothing until [`Receipt::verify`] has said so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// The number of the entry, from 0.
    pub index: u64,
    /// From the entry's sibling upwards.
    pub proof: Vec<Hash>,
    /// The signed checkpoint, word for word.
    pub checkpoint: String,
    /// The entry's exact bytes, when the receipt carries them.
    pub extra: Option<Vec<u8>>,
}

/// What a receipt has shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// The number of the entry, from 0.
    pub index: u64,
    /// The size of the ledger in which it was shown to be.
    pub size: u64,
    /// Which ledger it is.
    pub origin: String,
}

/// A receipt that shows nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReceiptFault {
    #[error("the receipt is too long to be one")]
    TooLong,
    #[error("line {line} of the receipt is not {what}")]
    Line { line: usize, what: &'static str },
    #[error("the entry that the receipt carries is not the entry at hand")]
    OtherEntry,
    #[error("the receipt does not carry its entry, and no entry is at hand")]
    NoEntry,
    #[error("checkpoint: {0}")]
    Checkpoint(#[from] CheckpointFault),
    #[error("proof: {0}")]
    Proof(#[from] ProofFault),
}

impl Receipt {
    /// The receipt as a file.
    pub fn text(&self) -> String {
        let extra = self.extra.as_ref().map(|entry| format!("extra {}\n", STANDARD.encode(entry)));
        let proof: String = self.proof.iter().map(|hash| hash.to_base64() + "\n").collect();
        format!(
            "{FIRST_LINE}\n{}index {}\n{proof}\n{}",
            extra.unwrap_or_default(),
            self.index,
            self.checkpoint
        )
    }

    /// Reads exactly what [`Receipt::text`] writes. The checkpoint is not looked into.
    pub fn parse(text: &str) -> Result<Receipt, ReceiptFault> {
        if text.len() > RECEIPT_SIZE_BYTES_MAX {
            return Err(ReceiptFault::TooLong);
        }
        let (head, checkpoint) = text.split_once("\n\n").unwrap_or((text, ""));
        let mut lines = (1..).zip(head.split('\n')).peekable();
        let fault = |line, what| Err(ReceiptFault::Line { line, what });
        if lines.next().is_none_or(|(_, line)| line != FIRST_LINE) {
            return fault(1, "\"c2sp.org/tlog-proof@v1\"");
        }
        let extra = match lines.next_if(|(_, line)| line.starts_with("extra ")) {
            Some((line, written)) => match STANDARD.decode(&written["extra ".len()..]) {
                Ok(entry) if entry.len() <= ENTRY_SIZE_BYTES_MAX => Some(entry),
                _ => return fault(line, "\"extra\" and an entry in base64"),
            },
            None => None,
        };
        let index_line = if extra.is_some() { 3 } else { 2 };
        let index = lines.next().and_then(|(_, line)| decimal(line.strip_prefix("index ")?));
        let Some(index) = index else { return fault(index_line, "\"index\" and a number") };
        let mut proof = Vec::new();
        for (line, written) in lines {
            let hash = Hash::from_base64(written).filter(|_| proof.len() < PROOF_LENGTH_MAX);
            let Some(hash) = hash else { return fault(line, "a hash of 32 bytes in base64") };
            proof.push(hash);
        }
        if checkpoint.is_empty() {
            return fault(index_line + proof.len() + 1, "blank with a checkpoint after it");
        }
        Ok(Receipt { index, proof, checkpoint: checkpoint.to_owned(), extra })
    }

    /// Verifies that `entry` is in the ledger of this key, at the place and in the tree returned.
    pub fn verify(&self, entry: &[u8], key: &VerifierKey) -> Result<Verified, ReceiptFault> {
        if self.extra.as_ref().is_some_and(|carried| carried != entry) {
            return Err(ReceiptFault::OtherEntry);
        }
        let checkpoint = open_checkpoint(&self.checkpoint, std::slice::from_ref(key))?;
        verify_inclusion(&leaf_hash(entry), self.index, checkpoint.size, &self.proof, &checkpoint.root)?;
        Ok(Verified { index: self.index, size: checkpoint.size, origin: checkpoint.origin })
    }

    /// The same for the entry that the receipt carries; returns it with what was verified.
    pub fn verify_carried(&self, key: &VerifierKey) -> Result<(&[u8], Verified), ReceiptFault> {
        let entry = self.extra.as_deref().ok_or(ReceiptFault::NoEntry)?;
        Ok((entry, self.verify(entry, key)?))
    }
}

#[cfg(test)]
#[path = "receipt_tests.rs"]
mod tests;
