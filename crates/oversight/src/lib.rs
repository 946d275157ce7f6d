//! Oversight (监督): figures about the whole, from the ledger. Counters of disclosure come first; statistics, file review, weak points, coverage,
//! training and rectification have their places here later.

pub mod counters;
pub mod reviewers;
