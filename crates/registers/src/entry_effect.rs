//! 名录条目生效: what two persons agreed on for a day to come is entered when the day has come, for the registers with acts of their own (plan clauses 1 and 2).
//! The program performs it in its upkeep; what it does follows from what was confirmed and from the day, so it matters to nobody who asks for it. What has moved
//! meanwhile is judged again, and what no longer stands waits to be taken back ([`crate::entry_refusal`]).

use crate::declaration::RegisterKind;
use crate::entry_confirmation::{self, entered};
use crate::entry_proposal::open_register;
use crate::naming;
use events::entries::{Change, EntriesEffective};
use events::field::{Field, Shape};
use events::standing::{Stage, Standing};
use events::{Act, Duty, Event, Occasion, Refusal};
use jiff::civil::Date;
use law::article::{Article, PLAN};
use serde::{Deserialize, Serialize};

/// Enters what was confirmed for this day.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct TakeEffect {
    pub proposal: String,
}

events::refusals! {
    /// Why nothing takes effect.
    pub enum Refused {
        NothingAgreed => Article::of(PLAN, 2), "没有这份已确认、待生效的拟订", "它可能已经生效或者撤回", field "proposal";
        NotYetEffective { from: Date } => Article::of(PLAN, 2), "生效日期是{from}，尚未到期", "到期自动生效";
        DaysDiffer => Article::of(PLAN, 2), "一份拟订中各条的生效日期应当相同", "生效日期不同的，分别拟订", field "changes";
    }
}

/// The day on which changes of a register with acts of its own take effect: one for all.
pub fn day_of(kind: &RegisterKind, changes: &[Change]) -> Result<Option<Date>, Refusal> {
    let day = changes.first().map(Change::from).filter(|_| kind.act.is_some());
    match changes.iter().all(|change| day.is_none_or(|day| change.from() == day)) {
        true => Ok(day),
        false => Err(Refused::DaysDiffer.into()),
    }
}

impl Act for TakeEffect {
    const NAME: &'static str = "TakeEffect";
    const WORD: &'static str = "entry_effect";
    const TITLE: &'static str = "名录条目生效";
    const STAGE: Stage = Stage::Register;
    const DUTY: Duty = Duty::Anyone;
    const EVENTS: &'static [&'static str] = &[
        "EntriesEffective",
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
        let agreed = registers.agreed(&self.proposal).ok_or(Refused::NothingAgreed)?;
        if occasion.today() < agreed.from {
            return Err(Refused::NotYetEffective { from: agreed.from }.into());
        }
        let proposal = &agreed.proposal;
        let kind = open_register(&proposal.register)?;
        let book = registers.book(kind.word);
        let since = |key: &str| {
            book.history(key).last().is_some_and(|last| last.confirmed.number > agreed.confirmed.number)
        };
        if let Some(key) = proposal.changes.iter().map(Change::key).find(|key| since(key)) {
            let named = |register: &str, key: &str| naming::newest_name(registers, register, key);
            let newest = naming::newest(registers, kind.word, key).unwrap_or(&serde_json::Value::Null);
            let entry = naming::name_of(kind, key, newest, &named);
            return Err(entry_confirmation::Refused::GroundMoved { entry }.into());
        }
        let entered = entered(kind, proposal, &agreed.unit, occasion)?;
        let effective = Event::EntriesEffective(EntriesEffective {
            register: proposal.register.clone(),
            proposal: proposal.id.clone(),
            changes: u32::try_from(entered.len()).unwrap_or(u32::MAX),
        });
        Ok(std::iter::once(effective).chain(entered).collect())
    }
}
