//! What the desk needs of a store: histories, the registers as they stand, an atomic append, and what is known of stored files.

use async_trait::async_trait;
use events::cases::PageShown;
use events::{Body, FileFacts, FileId, OfficerId, Recorded, Registers, Standing, StreamId};
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The ground is not firm: disk, network, database. Logged once at the edge; the page shows a number, not the particulars.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    #[error("database: {0}")]
    Database(String),
    #[error("object store: {0}")]
    Objects(String),
    #[error("stored bytes do not read: {0}")]
    Corrupt(String),
    /// No room left: reading goes on, writing is refused until there is room.
    #[error("no room left on the storage device")]
    Full,
    #[error("the appender has stopped")]
    Stopped,
}

/// What kind of stream an append belongs to; it decides which readings follow.
#[derive(Clone, Debug)]
pub enum Keeping {
    /// A case, with where it stood before these events.
    Case(Box<Standing>),
    /// The registers.
    Registers,
    /// Viewings of a case.
    Viewings,
}

/// One act's events, to be appended whole or not at all.
#[derive(Clone, Debug)]
pub struct Append {
    /// Idempotency key: the same key adds nothing the second time. 1–100 visible ASCII characters.
    pub key: String,
    pub by: OfficerId,
    /// SHA-256 of act name and input, hex: the same key with another input is refused.
    pub input_digest: String,
    pub stream: StreamId,
    pub keeping: Keeping,
    /// Place of the newest event the act has seen; stale if the stream has a newer one. Not looked at for viewings.
    pub seen_seq: u64,
    /// Version of the registers the act relied on; stale if they have changed since, an act of a case only by what acts of cases go by
    /// ([`events::Registers::relied`]).
    pub registers_version: u64,
    pub at: Timestamp,
    pub law: String,
    /// Bodies in order. Numbers in gapless series are 0; the store gives them (see [`events::Event::numbers`]): within one append the same
    /// series gets the same number wherever the act left equal blanks.
    pub bodies: Vec<Body>,
}

/// What an append came to.
#[derive(Clone, Debug, PartialEq)]
pub struct Appended {
    /// As they stand in the ledger, with their numbers.
    pub events: Vec<Recorded>,
    /// Whether this key had been appended before and nothing was added now.
    pub repeated: bool,
}

/// Why nothing was appended.
#[derive(Debug, thiserror::Error)]
pub enum AppendFault {
    #[error("the stream has a newer event")]
    Stale,
    #[error("the registers have changed since")]
    RegistersChanged,
    #[error("this idempotency key was used for another act")]
    KeyReused,
    /// A wall in the database held, e.g. the gate: no review, no decision.
    #[error("refused by the database: {0}")]
    Refused(String),
    #[error(transparent)]
    Fault(#[from] Fault),
}

#[async_trait]
pub trait Store: Send + Sync {
    /// Every event of a stream, oldest first; empty when there is none.
    async fn history(&self, stream: StreamId) -> Result<Vec<Recorded>, Fault>;

    /// The registers as this node knows them.
    fn registers(&self) -> Arc<Registers>;

    /// Brings the registers up to the ledger's tail.
    async fn follow(&self) -> Result<(), Fault>;

    /// What was appended under this key, if anything was: the officer, the digest of the input, and the events.
    async fn earlier(&self, key: &str) -> Result<Option<Earlier>, Fault>;

    /// Appends and does not return before it is durable.
    async fn append(&self, work: Append) -> Result<Appended, AppendFault>;

    /// What is known of these files; those not stored are absent.
    async fn files(&self, ids: &[FileId]) -> Result<BTreeMap<FileId, FileFacts>, Fault>;

    /// Those of these files that this officer took in, with the names he or she gave them.
    async fn taken_in(&self, by: &OfficerId, ids: &[FileId]) -> Result<BTreeMap<FileId, String>, Fault>;

    /// The stream of the case or the letter that has this number.
    async fn numbered(&self, number: &str) -> Result<Option<StreamId>, Fault>;

    /// The newest page that was laid before the party of a case by a one-time code, if one was.
    async fn page_laid(&self, case: StreamId) -> Result<Option<PageShown>, Fault>;

    /// A random tag for a new stream.
    fn fresh(&self) -> StreamId;
}

/// An append made before under the same key.
#[derive(Clone, Debug)]
pub struct Earlier {
    pub by: OfficerId,
    pub input_digest: String,
    pub events: Vec<Recorded>,
}
