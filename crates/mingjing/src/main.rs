//! mingjing
fn main() {}
