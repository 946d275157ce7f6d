//! 退回名录条目: a proposal is turned down by a second person, or taken back by the one who prepared it; it stays in the ledger and changes nothing
//! (plan clauses 1 and 2). What was confirmed for a day to come is taken back the same way.

use crate::entry_confirmation::Refused;
use crate::entry_proposal::{may_confirm, open_register};
use crate::judgement;
use crate::shape::filled;
use events::entries::EntriesDeclined;
use events::field::{Field, Shape};
use events::standing::{Stage, Standing};
use events::{Act, Duty, Event, Occasion, Refusal};
use serde::{Deserialize, Serialize};

/// Turns a proposal down.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct DeclineEntries {
    pub proposal: String,
    pub reason: String,
}

impl Act for DeclineEntries {
    const NAME: &'static str = "DeclineEntries";
    const WORD: &'static str = "entry_refusal";
    const TITLE: &'static str = "退回名录条目";
    const STAGE: Stage = Stage::Register;
    const DUTY: Duty = Duty::KeepEntries;
    const EVENTS: &'static [&'static str] = &["EntriesDeclined"];
    const FIELDS: &'static [Field] = &[
        Field::new("proposal", "拟订编号", Shape::Line(40)),
        Field::new("reason", "退回理由", Shape::Text(500)),
    ];

    fn decide(&self, _case: &Standing, occasion: &Occasion<'_>) -> Result<Vec<Event>, Refusal> {
        let registers = occasion.registers;
        // What was confirmed for a day to come is taken back until that day, and after it where it did not take effect.
        let agreed = || registers.agreed(&self.proposal).map(|agreed| &agreed.proposal);
        let proposal = registers.proposal(&self.proposal).or_else(agreed).ok_or(Refused::ProposalUnknown)?;
        let kind = open_register(&proposal.register)?;
        may_confirm(kind, occasion.by)?;
        if proposal.prepared.by.id != occasion.by.id && proposal.unit != occasion.body.code {
            // Another body's proposal: whoever may not touch its entries has no say in it either.
            for change in &proposal.changes {
                judgement::may_change(kind, change, occasion.body, registers)?;
            }
        }
        let reason = filled("reason", &self.reason)?;
        Ok(vec![Event::EntriesDeclined(EntriesDeclined {
            register: proposal.register.clone(),
            proposal: proposal.id.clone(),
            reason,
        })])
    }
}
