//! What the stories share: a district served in-process on loopback ports over a temporary folder with a clock that is set, officers who fill in its
//! real forms over HTTP, and what they fill in. The tests beside this crate tell the stories; here is only how a story is told.
//!
//! It stops with a panic where a story goes wrong: a test that cannot go on should stop at the place.

#![allow(clippy::unwrap_used)]

pub mod caller;
pub mod course;
pub mod ground;
pub mod html;
pub mod letter;
pub mod line;
pub mod material;
pub mod officer;
pub mod phone;
pub mod program;
pub mod script;
pub mod stage;
pub mod table;

pub use course::{Case, Until, Walk};
pub use letter::letter;
pub use officer::{Answer, Officer};
pub use stage::Stage;
