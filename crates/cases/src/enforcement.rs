//! 申请人民法院强制执行: ten working days after the demand was served (行政强制法 art 54), by the court's acceptance the case's own execution ends.

use crate::parts;
use crate::payment::Refused as PaymentRefused;
use events::cases::EnforcementApplied;
use events::field::{Field, Shape};
use events::standing::{Stage, Standing};
use events::{Act, Duty, Event, Occasion, Refusal};
use jiff::civil::Date;
use law::article::{Article, COMPULSION_LAW};
use serde::{Deserialize, Serialize};

/// Applies to the court.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ApplyForEnforcement {
    pub on: Option<Date>,
    pub court: String,
    pub outcome: String,
}

events::refusals! {
    /// Why the court cannot be asked.
    pub enum Refused {
        NotDemanded => Article::of(COMPULSION_LAW, 54), "尚未催告当事人履行", "先办理催告";
        TooEarly { earliest: Date } => Article::of(COMPULSION_LAW, 54), "催告书送达十日后才可以申请，最早为{earliest}", "期满后申请";
        DayWrong { earliest: Date } => Article::of(COMPULSION_LAW, 54), "申请日期不能早于{earliest}，也不能晚于今天", "改正日期", field "on";
        AlreadyApplied => Article::of(COMPULSION_LAW, 53), "已经申请强制执行", "办理结案";
    }
}

impl Act for ApplyForEnforcement {
    const NAME: &'static str = "ApplyForEnforcement";
    const WORD: &'static str = "enforcement";
    const TITLE: &'static str = "申请强制执行";
    const STAGE: Stage = Stage::Execution;
    const DUTY: Duty = Duty::Handle;
    const EVENTS: &'static [&'static str] = &["EnforcementApplied"];
    const FIELDS: &'static [Field] = &[
        Field::new("on", "申请日期", Shape::Date),
        Field::new("court", "受理法院", Shape::Line(100)),
        Field::new("outcome", "受理和裁定情况", Shape::Text(1000)),
    ];

    fn decide(&self, case: &Standing, occasion: &Occasion<'_>) -> Result<Vec<Event>, Refusal> {
        parts::filed(case)?;
        let owed = case.fine_owed();
        if owed.0 == 0 {
            return Err(PaymentRefused::NothingOwed.into());
        }
        let demanded = case.payment.demanded_on.ok_or(Refused::NotDemanded)?;
        if case.payment.court_applied_on.is_some() {
            return Err(Refused::AlreadyApplied.into());
        }
        let earliest = law::deadlines::court_application_earliest(occasion.calendar(), demanded).last_day;
        if occasion.today() < earliest {
            return Err(Refused::TooEarly { earliest }.into());
        }
        let on = self
            .on
            .filter(|day| *day >= earliest && *day <= occasion.today())
            .ok_or(Refused::DayWrong { earliest })?;
        Ok(vec![Event::EnforcementApplied(EnforcementApplied {
            on,
            court: self.court.clone(),
            owed,
            outcome: self.outcome.clone(),
        })])
    }
}
