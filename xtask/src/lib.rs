//! The commands behind `cargo xtask`, one file each. They set a machine up, build, test and check the house rules; nothing of
//! Mingjing itself depends on them, and they depend on nothing of Mingjing, so that they build in seconds.

pub mod assets;
pub mod bench;
pub mod demo;
pub mod setup;
pub mod shell;
pub mod test;
pub mod tidy;
