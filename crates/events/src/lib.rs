//! Everything that can happen, in the form the ledger keeps it.
//!
//! An officer performs an [`Act`]; the act, being lawful, adds events; the events are the ledger; everything else is a reading
//! of it. This crate holds the events of every capability (one file each), the ids, what an act is told about the occasion it
//! is performed on, what a refusal says, and [`Standing`], the one fold that says where a case stands. It does no I/O, reads no
//! clock and draws no random numbers. It has no rule of its own: rules stand in the capability crates and in `law`.

pub mod act;
pub mod announced;
pub mod archives;
pub mod body;
pub mod book;
pub mod cases;
pub mod complaints;
pub mod devices;
pub mod disclosures;
pub mod draft;
pub mod entries;
pub mod entry;
pub mod event;
pub mod field;
pub mod ids;
pub mod limits;
pub mod occasion;
pub mod papers;
pub mod people;
pub mod power;
pub mod records;
pub mod refusal;
pub mod register;
pub mod registers;
pub mod reviews;
pub mod shelf;
pub mod signing;
pub mod standing;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
pub mod viewing;

pub use act::{Act, ActKind, Duty};
pub use body::{Body, Recorded};
pub use entry::Entry;
pub use event::Event;
pub use ids::{FileId, OfficerId, StreamId};
pub use occasion::{FileFacts, Occasion};
pub use refusal::Refusal;
pub use register::Registers;
pub use standing::Standing;
