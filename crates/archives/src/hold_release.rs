//! 解除保全: what asked for a hold is over; from then on the terms count again (plan clause 12, features 13.1).

use events::archives::HoldLifted;
use events::field::{Field, Offer, Shape};
use events::standing::{Stage, Standing};
use events::{Act, Duty, Event, Occasion, Refusal};
use law::article::{Article, PLAN};
use serde::{Deserialize, Serialize};

/// Lifts a hold.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct LiftHold {
    /// Its number in the case.
    pub hold: String,
    pub reason: String,
}

events::refusals! {
    /// Why it is not lifted.
    pub enum Refused {
        NothingHeld => Article::of(PLAN, 12), "本案没有尚未解除的保全", "不必办理";
        HoldUnknown => Article::of(PLAN, 12), "请选择一项尚未解除的保全", "从列出的保全中选择", field "hold";
        LiftReasonMissing => Article::of(PLAN, 12), "应当写明解除的理由", "填写理由，如：判决已经生效", field "reason";
    }
}

impl Act for LiftHold {
    const NAME: &'static str = "LiftHold";
    const WORD: &'static str = "hold_release";
    const TITLE: &'static str = "解除保全";
    const STAGE: Stage = Stage::Archive;
    const DUTY: Duty = Duty::Archive;
    const EVENTS: &'static [&'static str] = &["HoldLifted"];
    const FIELDS: &'static [Field] = &[
        Field::new("hold", "保全", Shape::One(Offer::Holds)),
        Field::new("reason", "解除的理由", Shape::Text(500)),
    ];

    fn decide(&self, case: &Standing, _occasion: &Occasion<'_>) -> Result<Vec<Event>, Refusal> {
        if case.holds_open().next().is_none() {
            return Err(Refused::NothingHeld.into());
        }
        let chosen = self.hold.parse::<u32>().ok();
        let hold = case.holds_open().find(|hold| Some(hold.number) == chosen).ok_or(Refused::HoldUnknown)?;
        let reason = self.reason.trim().to_owned();
        if reason.is_empty() {
            return Err(Refused::LiftReasonMissing.into());
        }
        Ok(vec![Event::HoldLifted(HoldLifted { number: hold.number, reason })])
    }
}
