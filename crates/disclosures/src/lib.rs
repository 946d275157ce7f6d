//! What the public sees of a decision (执法公示, plan clause 6; 行政处罚法 art 48): a new document built from an allow-list, never a filter over the
//! private case. Publishing, withholding on a ground of the law, correcting and withdrawing: one act per file.
//!
//! Where it cannot be known that publishing is lawful, nothing is published and the reason is said. Display periods are rows of
//! `law::publication`; taking down at their end is the readings' business.

pub mod correction;
pub mod leak;
pub mod projection;
pub mod publication;
mod shadow;
#[cfg(test)]
mod testing;
pub mod withdrawal;
pub mod withholding;
