//! 申请人民法院强制执行: once the periods for reconsideration and suit have run out and ten working days have passed since the demand was served, and
//! within three months from the end of those periods (行政强制法 art 53, 54); by the court's acceptance the case's own execution ends.

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
        NotServed => Article::of(COMPULSION_LAW, 53), "决定书尚未送达", "先送达决定书";
        TooEarly { earliest: Date } => Article::of(COMPULSION_LAW, 53), "当事人的复议、诉讼期限届满，并且催告书送达满十日后，才可以申请，最早为{earliest}", "期满后申请";
        TooLate { last_day: Date } => Article::of(COMPULSION_LAW, 53), "应当自复议、诉讼期限届满之日起三个月内申请，已于{last_day}届满", "法院不再受理；报告机关负责人";
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
        let served = case.decision_served_on().ok_or(Refused::NotServed)?;
        let owed = case.fine_owed();
        if owed.0 == 0 {
            return Err(PaymentRefused::NothingOwed.into());
        }
        let demanded = case.payment.demanded_on.ok_or(Refused::NotDemanded)?;
        if case.payment.court_applied_on.is_some() {
            return Err(Refused::AlreadyApplied.into());
        }
        let window = law::remedies::court_window(occasion.calendar(), served, Some(demanded));
        let (earliest, last_day) = (window.first_day, window.last_day.last_day);
        if occasion.today() < earliest {
            return Err(Refused::TooEarly { earliest }.into());
        }
        if earliest > last_day {
            return Err(Refused::TooLate { last_day }.into());
        }
        let on = self
            .on
            .filter(|day| *day >= earliest && *day <= occasion.today())
            .ok_or(Refused::DayWrong { earliest })?;
        if on > last_day {
            return Err(Refused::TooLate { last_day }.into());
        }
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

    /// Served on Tuesday 2026-10-20, so that the party may sue until Tuesday 2027-04-20 and the court is asked by Tuesday 2027-07-20.
    fn demanded(on: &str) -> Story {
        let decided = Story::lapsed(MINOR).at("2026-10-19T10:00").by(ZHAO).decides(&draft(MINOR));
        let demanded =
            PaymentDemanded { on: day(on), owed: MINOR, surcharge: law::money::Fen(0), served_on: day(on) };
        decided.at("2026-10-20T10:00").delivers().happens(Event::PaymentDemanded(demanded))
    }

    #[test]
    fn the_court_is_asked_once_the_party_can_no_longer_sue() {
        let early = demanded("2026-11-23").at("2027-04-20T23:59");
        assert_eq!(early.closed_to::<ApplyForEnforcement>().as_deref(), Some("TooEarly"));
        assert!(early.refused(&filled::enforcement(&early), "TooEarly").says.contains("2027-04-21"));
        let on_time = demanded("2026-11-23").at("2027-04-21T00:00");
        let applied = on_time.clone().does(&filled::enforcement(&on_time));
        assert_eq!(applied.standing.payment.court_applied_on, Some(day("2027-04-21")));
    }

    #[test]
    fn ten_working_days_lie_between_a_late_demand_and_the_application() {
        let story = demanded("2027-05-17");
        assert!(
            story
                .clone()
                .at("2027-05-31T23:59")
                .refused(&ApplyForEnforcement::default(), "TooEarly")
                .says
                .contains("2027-06-01")
        );
        let on_time = story.at("2027-06-01T09:00");
        assert!(on_time.tries(&filled::enforcement(&on_time)).is_ok());
    }

    #[test]
    fn after_three_months_the_court_is_asked_no_more() {
        let last = demanded("2026-11-23").at("2027-07-20T23:59");
        assert!(last.tries(&filled::enforcement(&last)).is_ok());
        let late = demanded("2026-11-23").at("2027-07-21T09:00");
        assert!(late.refused(&filled::enforcement(&late), "TooLate").says.contains("2027-07-20"));
        let entered_late = ApplyForEnforcement { on: Some(day("2027-07-20")), ..filled::enforcement(&late) };
        assert!(late.tries(&entered_late).is_ok(), "applied in time, entered afterwards");
        let demanded_late = demanded("2027-07-12").at("2027-08-02T09:00");
        assert_eq!(demanded_late.closed_to::<ApplyForEnforcement>().as_deref(), Some("TooLate"));
    }

    #[test]
    fn the_day_entered_lies_between_the_first_lawful_day_and_today() {
        let story = demanded("2026-11-23").at("2027-04-23T09:00");
        for wrong in ["2027-04-20", "2027-04-24"] {
            let act = ApplyForEnforcement { on: Some(day(wrong)), ..filled::enforcement(&story) };
            story.refused(&act, "DayWrong");
        }
    }

    #[test]
    fn it_needs_a_demand_for_what_is_owed_and_is_done_once() {
        let applied = demanded("2026-11-23").at("2027-04-21T09:00");
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
