//! `mingjing demo`: a synthetic district, told by performing the very acts officers perform, on a fixed seed: the same seed gives the same bytes.

pub mod district;
pub mod stories;
pub mod teller;
