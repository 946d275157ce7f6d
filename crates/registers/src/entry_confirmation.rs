//! 确认名录条目: a second person lets a proposal stand (plan clauses 1 and 2). The one who prepared it cannot; whoever confirms belongs to the body
//! whose entries they are, or to the justice bureau. What has moved since the proposal was prepared is judged again: a proposal that rests on a version
//! that is no longer the newest is refused.

use crate::declaration::RegisterKind;
use crate::entry_effect;
use crate::entry_proposal::{may_confirm, open_register};
use crate::judgement::{self, Ahead};
use crate::naming;
use events::entries::EntriesConfirmed;
use events::field::{Field, Shape};
use events::shelf::Proposal;
use events::standing::{Stage, Standing};
use events::{Act, Duty, Event, Occasion, Refusal, Registers};
use law::article::{Article, PLAN};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Confirms a proposal.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ConfirmEntries {
    pub proposal: String,
}

events::refusals! {
    /// Why it cannot be confirmed.
    pub enum Refused {
        ProposalUnknown => Article::of(PLAN, 1), "没有这份待确认的拟订", "它可能已经确认或者退回；刷新待确认清单", field "proposal";
        PreparerConfirms { name: String } => Article::of(PLAN, 1), "{name}拟订的条目不能由本人确认", "由本机关另一名维护人员或者司法行政部门确认";
        GroundMoved { entry: String } => Article::of(PLAN, 1), "拟订之后，条目{entry}已有新的版本", "退回这份拟订，按新的版本重新拟订";
        NoLongerStands { place: usize, says: String } => Article::of(PLAN, 1), "拟订之后情况有变，第{place}条不能成立：{says}", "退回这份拟订，改正后重新拟订";
    }
}

impl Act for ConfirmEntries {
    const NAME: &'static str = "ConfirmEntries";
    const WORD: &'static str = "entry_confirmation";
    const TITLE: &'static str = "确认名录条目";
    const STAGE: Stage = Stage::Register;
    const DUTY: Duty = Duty::KeepEntries;
    const EVENTS: &'static [&'static str] = &[
        "EntriesConfirmed",
        "BodyEntered",
        "DepartmentEntered",
        "OfficerEntered",
        "CertificateChanged",
        "MatterEntered",
        "CalendarEntered",
        "EntryRetired",
    ];
    const FIELDS: &'static [Field] = &[Field::new("proposal", "拟订编号", Shape::Line(40))];

    fn decide(&self, _case: &Standing, occasion: &Occasion<'_>) -> Result<Vec<Event>, Refusal> {
        let registers = occasion.registers;
        let proposal = registers.proposal(&self.proposal).ok_or(Refused::ProposalUnknown)?;
        let kind = open_register(&proposal.register)?;
        may_confirm(kind, occasion.by)?;
        if proposal.prepared.by.id == occasion.by.id {
            return Err(Refused::PreparerConfirms { name: proposal.prepared.by.name.clone() }.into());
        }
        if let Some(key) = moved(proposal, registers) {
            let newest = naming::newest(registers, kind.word, &key).unwrap_or(&Value::Null);
            let named = |register: &str, key: &str| naming::newest_name(registers, register, key);
            return Err(Refused::GroundMoved { entry: naming::name_of(kind, &key, newest, &named) }.into());
        }
        let mut entered = entered(kind, proposal, &occasion.body.code, occasion)?;
        // For a day to come nothing is entered yet; it can be, as things stand.
        let from = entry_effect::day_of(kind, &proposal.changes)?.filter(|day| *day > occasion.today());
        if from.is_some() {
            entered.clear();
        }
        let changes = if kind.act.is_some() { entered.len() } else { proposal.changes.len() };
        let confirmed = Event::EntriesConfirmed(EntriesConfirmed {
            register: proposal.register.clone(),
            proposal: proposal.id.clone(),
            changes: u32::try_from(changes).unwrap_or(u32::MAX),
            from,
        });
        Ok(std::iter::once(confirmed).chain(entered).collect())
    }
}

/// The events with which the changes of a proposal are entered, judged for the body that proposed and for the one that confirms; where they are one, once.
pub(crate) fn entered(
    kind: &RegisterKind,
    proposal: &Proposal,
    confirms: &str,
    occasion: &Occasion<'_>,
) -> Result<Vec<Event>, Refusal> {
    let unit = |code: &str| occasion.registers.body(code).ok_or(judgement::Refused::BodyUnknown);
    let bodies = [unit(&proposal.unit)?, unit(confirms)?];
    let mut entered = Vec::new();
    for body in &bodies[usize::from(proposal.unit == confirms)..] {
        let occasion = Occasion { body, ..*occasion };
        let mut ahead = Ahead::of(kind, &proposal.reason, &occasion);
        entered.clear();
        for (change, place) in proposal.changes.iter().zip(1..) {
            let events = ahead
                .takes(change)
                .map_err(|refusal| Refused::NoLongerStands { place, says: refusal.says })?;
            entered.extend(events);
        }
    }
    Ok(entered)
}

/// The first entry that has a version newer than the proposal.
pub fn moved(proposal: &Proposal, registers: &Registers) -> Option<String> {
    let book = registers.book(&proposal.register);
    let newer = |key: &str| {
        book.history(key).last().is_some_and(|version| version.confirmed.number > proposal.prepared.number)
    };
    proposal.changes.iter().map(|change| change.key()).find(|key| newer(key)).map(str::to_owned)
}
