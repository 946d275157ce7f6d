//! Entries of the registers that are declared once for all (名录条目): proposed by one person, confirmed by another, never overwritten (plan clauses 1
//! and 2). What may stand in a register is said by its declaration in the crate `registers`; here is only what has happened, with the content as JSON.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Somebody proposes changes of one register; nothing changes by it. A long import is several of these events of one proposal.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EntriesPrepared {
    /// Word of the register, e.g. `remedies`.
    pub register: String,
    /// Stable id of the proposal, the same in all its events.
    pub proposal: String,
    pub reason: String,
    /// At most [`CHANGES_PER_EVENT`].
    pub changes: Vec<Change>,
}

/// A second person confirms the whole proposal; from here on its changes stand.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EntriesConfirmed {
    pub register: String,
    pub proposal: String,
    /// How many changes came to stand; for a register with acts of its own, how many events of those acts come right behind.
    pub changes: u32,
    /// The day to come on which the changes of a register with acts of its own take effect; then nothing comes right behind, and [`EntriesEffective`] follows on the day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Date>,
}

/// The day has come for which changes of a register with acts of its own were confirmed: the events of those acts come right behind.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EntriesEffective {
    pub register: String,
    pub proposal: String,
    /// How many events come right behind.
    pub changes: u32,
}

/// An entry of a register with acts of its own ends (停用); what was done while it stood stays as it was done.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EntryRetired {
    /// Word of the register, e.g. `matter`.
    pub register: String,
    pub key: String,
}

/// The proposal is turned down, or taken back by who prepared it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EntriesDeclined {
    pub register: String,
    pub proposal: String,
    pub reason: String,
}

/// The most changes one event carries, so that a body stays small enough to read at once.
pub const CHANGES_PER_EVENT: usize = 1_000;

/// One change of one entry.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// A new entry, or one entered again after it was retired.
    Enter(Held),
    /// A new version of an entry; the one before ends the day before.
    Amend(Held),
    /// The entry ends; `from` is the first day on which it no longer holds.
    Retire { key: String, from: Date },
}

/// What is to hold, and from when.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Held {
    pub key: String,
    pub valid_from: Date,
    /// Last day, where the entry has a term.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_to: Option<Date>,
    pub content: Value,
}

impl Change {
    /// The entry it is about.
    pub fn key(&self) -> &str {
        match self {
            Change::Enter(held) | Change::Amend(held) => &held.key,
            Change::Retire { key, .. } => key,
        }
    }

    /// The first day on which something differs.
    pub fn from(&self) -> Date {
        match self {
            Change::Enter(held) | Change::Amend(held) => held.valid_from,
            Change::Retire { from, .. } => *from,
        }
    }

    /// What is to hold; `None` for a retirement.
    pub fn held(&self) -> Option<&Held> {
        match self {
            Change::Enter(held) | Change::Amend(held) => Some(held),
            Change::Retire { .. } => None,
        }
    }

    /// The officers' word for it.
    pub fn title(&self) -> &'static str {
        match self {
            Change::Enter(_) => "新增",
            Change::Amend(_) => "变更",
            Change::Retire { .. } => "停用",
        }
    }
}
