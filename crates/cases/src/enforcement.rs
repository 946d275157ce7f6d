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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing as filled;
    use events::cases::PaymentDemanded;
    use events::testing::course::draft;
    use events::testing::district::{MINOR, ZHAO};
    use events::testing::{Story, day};

    /// Demanded on Monday 2026-11-23 in a case decided a month before.
    fn demanded() -> Story {
        let decided = Story::lapsed(MINOR).at("2026-10-20T10:00").by(ZHAO).decides(&draft(MINOR));
        let demanded = PaymentDemanded {
            on: day("2026-11-23"),
            owed: MINOR,
            surcharge: law::money::Fen(0),
            served_on: day("2026-11-23"),
        };
        decided.at("2026-10-22T10:00").delivers().happens(Event::PaymentDemanded(demanded))
    }

    #[test]
    fn ten_working_days_after_the_demand_the_court_may_be_asked() {
        let early = demanded().at("2026-12-07T23:59");
        assert_eq!(early.closed_to::<ApplyForEnforcement>().as_deref(), Some("TooEarly"));
        assert!(early.refused(&filled::enforcement(&early), "TooEarly").says.contains("2026-12-08"));
        let on_time = demanded().at("2026-12-08T00:00");
        let applied = on_time.clone().does(&filled::enforcement(&on_time));
        assert_eq!(applied.standing.payment.court_applied_on, Some(day("2026-12-08")));
    }

    #[test]
    fn the_day_entered_lies_between_the_first_lawful_day_and_today() {
        let story = demanded().at("2026-12-10T09:00");
        for wrong in ["2026-12-07", "2026-12-11"] {
            let act = ApplyForEnforcement { on: Some(day(wrong)), ..filled::enforcement(&story) };
            story.refused(&act, "DayWrong");
        }
    }

    #[test]
    fn it_needs_a_demand_for_what_is_owed_and_is_done_once() {
        let applied = demanded().at("2026-12-08T09:00");
        let applied = applied.clone().does(&filled::enforcement(&applied));
        for (story, name) in [
            (Story::new(), "NotOpened"),
            (Story::paid(MINOR), "NothingOwed"),
            (Story::delivered(MINOR), "NotDemanded"),
            (applied, "AlreadyApplied"),
        ] {
            assert_eq!(story.closed_to::<ApplyForEnforcement>().as_deref(), Some(name));
            story.refused(&filled::enforcement(&story), name);
        }
    }
}
