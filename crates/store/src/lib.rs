//! The store: everything durable. It keeps the ledger's entries and bodies, the readings that follow them, and stored files, in SQLite or
//! PostgreSQL and in a folder or an S3 object store, by one code path; and it publishes the ledger as signed tiles.
//!
//! Acts come in through [`desk::Store`]; [`append`](mod@append) works a batch of them out in memory, [`appender`] makes it durable,
//! [`publisher`] publishes it. Pages read through the methods of [`Books`]; the public listener has [`PublicBooks`], which reaches nothing
//! private. No rule of law stands here, except the last wall around the gate (migrations/walls.rs), which no program can pass.

mod accounts;
mod append;
mod appender;
mod books;
mod chance;
mod check;
mod config;
mod connect;
mod export;
mod fault;
mod file_pieces;
mod files;
mod found;
mod growing;
mod history;
mod imports;
mod incoming;
mod inquiry;
mod intakes;
mod kept;
mod migrations;
mod objects;
mod press_queue;
mod public;
mod publisher;
mod reading;
mod readings;
mod rebuild;
mod receipt;
mod recount;
mod seal;
mod sessions;
mod shown;
mod sql;
mod storage_proofs;
mod stored_file;
mod sweep;
mod tables;
mod timelines;
mod upload_limits;
mod upload_pieces;
mod uploads;
mod viewings;
mod walk;
mod write;

#[cfg(any(test, feature = "testing"))]
pub mod testing;
#[cfg(test)]
mod tests;

pub use accounts::Account;
pub use books::Books;
pub use check::{Checked, Finding};
pub use config::{Breaks, Config, Moment, Step};
pub use files::{ReceiveFault, Received};
pub use imports::{Import, ImportStage};
pub use incoming::{Inbox, Incoming};
pub use kept::KeptEntry;
pub use public::PublicBooks;
pub use readings::bulletin::BulletinFilter;
pub use readings::case_rows::VersionRow;
pub use readings::counted_cases::{CountedCase, Figure};
pub use readings::counters::UnitCount;
pub use readings::docket::DocketFilter;
pub use readings::dossier::{DossierFilter, DossierPage, DossierPlace, MergeRow, SameTarget, Sight};
pub use readings::duties::COUNTED_MAX;
pub use readings::letters::LetterFilter;
pub use readings::recordings::{InCase, RecordingRow};
pub use readings::{Listed, PAGE_MAX, Page};
pub use rebuild::Progress;
pub use sessions::Session;
pub use shown::{Opened, TOKEN_DIGITS};
pub use storage_proofs::StorageProof;
pub use stored_file::StoredFile;
pub use sweep::Swept;
pub use timelines::{KeptTimeline, Unread};
pub use upload_limits::UnderWay;
pub use upload_pieces::{Arriving, Checksum};
pub use uploads::{Joins, Upload, UploadFault};
pub use viewings::{VIEWINGS_MAX, ViewedCase};
