//! Oversight (监督): figures about the whole, from the ledger. Counters of disclosure, the share of reviewers, required against actual recordings, unusual viewing; statistics, file review, weak points, coverage,
//! training and rectification have their places here later.

pub mod counters;
pub mod recordings;
pub mod reviewers;
pub mod viewings;
