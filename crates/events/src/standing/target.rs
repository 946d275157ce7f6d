//! With which other parties the party of a case was held to be one enforcement target (执法对象), as far as this case says (plan clause 12: 一户一档).

use crate::body::Recorded;
use crate::event::Event;
use crate::people::OfficerNamed;
use crate::records::OtherParty;
use jiff::civil::Date;

/// The parties merged with the party of the case and not taken apart since, oldest first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Target {
    pub merged: Vec<Merged>,
}

/// A merging that stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Merged {
    pub other: OtherParty,
    pub reason: String,
    pub by: OfficerNamed,
    pub on: Date,
}

impl Target {
    pub(super) fn fold(&mut self, recorded: &Recorded) {
        match &recorded.body.event {
            Event::PartiesMerged(merged) => self.merged.push(Merged {
                other: merged.other.clone(),
                reason: merged.reason.clone(),
                by: recorded.body.by.clone(),
                on: recorded.day(),
            }),
            Event::PartiesUnmerged(unmerged) => {
                self.merged.retain(|merged| merged.other.code != unmerged.code)
            }
            _ => {}
        }
    }

    /// The merging with the party of this code, if it stands.
    pub fn merged_with(&self, code: &str) -> Option<&Merged> {
        self.merged.iter().find(|merged| merged.other.code == code)
    }
}
