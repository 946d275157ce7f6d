//! 举行听证: held as arranged, minutes signed or the refusal noted; a party that stays away without good cause has given it up
//! (行政处罚法 art 64). The decision is then made by the minutes (art 65).

use crate::hearing_notice;
use crate::parts::{self, REFUSAL_REASON, REFUSAL_WITNESS, SIGNED_BY};
use events::cases::HearingHeld;
use events::field::{Field, Shape};
use events::standing::{Stage, Standing};
use events::{Act, Duty, Event, Occasion, Refusal};
use jiff::civil::Date;
use law::article::{Article, PENALTY_LAW};
use serde::{Deserialize, Serialize};

/// Records that the hearing was held.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct HoldHearing {
    pub present: String,
    pub minutes: String,
    pub report: String,
    pub absent_party: bool,
    pub signed_by: String,
    pub refusal_reason: String,
    pub refusal_witness: String,
}

events::refusals! {
    /// Why it cannot be recorded.
    pub enum Refused {
        NotScheduled => Article::of(PENALTY_LAW, 64).item(2), "尚未通知听证的时间、地点", "先通知听证";
        NotYet { day: Date } => Article::of(PENALTY_LAW, 64), "听证定于{day}举行，尚未到时间", "在听证举行后记录";
        AlreadyHeld => Article::of(PENALTY_LAW, 64), "听证已经举行", "按听证笔录办理";
    }
}

impl Act for HoldHearing {
    const NAME: &'static str = "HoldHearing";
    const WORD: &'static str = "hearing";
    const TITLE: &'static str = "举行听证";
    const STAGE: Stage = Stage::Notice;
    const DUTY: Duty = Duty::Handle;
    const EVENTS: &'static [&'static str] = &["HearingHeld"];
    const FIELDS: &'static [Field] = &[
        Field::new("present", "参加人", Shape::Text(1000)),
        Field::new("minutes", "听证笔录", Shape::Text(20_000)),
        Field::new("report", "听证报告（主持人意见）", Shape::Text(5000)),
        Field::new("absent_party", "当事人无正当理由拒不出席或者中途退出", Shape::Yes).optional(),
        SIGNED_BY,
        REFUSAL_REASON,
        REFUSAL_WITNESS,
    ];

    fn decide(&self, case: &Standing, occasion: &Occasion<'_>) -> Result<Vec<Event>, Refusal> {
        parts::under_way(case)?;
        let scheduled = case.hearing.scheduled.as_ref().ok_or(Refused::NotScheduled)?;
        if case.hearing.held_on.is_some() {
            return Err(Refused::AlreadyHeld.into());
        }
        if case.hearing.waived_on.is_some() {
            return Err(hearing_notice::Refused::Waived.into());
        }
        let day = scheduled.at.date();
        if occasion.moment() < scheduled.at {
            return Err(Refused::NotYet { day }.into());
        }
        Ok(vec![Event::HearingHeld(HearingHeld {
            on: day,
            present: self.present.clone(),
            minutes: self.minutes.clone(),
            report: self.report.clone(),
            absent_party: self.absent_party,
            signature: parts::signature(&self.signed_by, &self.refusal_reason, &self.refusal_witness)?,
        })])
    }
}
