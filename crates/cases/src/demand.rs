//! 催告: before the court is asked to enforce, the party is asked once more in writing (行政强制法 art 54). The ten working days run from service.

use crate::parts;
use crate::payment::Refused as PaymentRefused;
use events::cases::PaymentDemanded;
use events::field::{Field, Shape};
use events::standing::{Stage, Standing};
use events::{Act, Duty, Event, Occasion, Refusal};
use jiff::civil::Date;
use law::article::{Article, COMPULSION_LAW, PENALTY_LAW};
use serde::{Deserialize, Serialize};

/// Demands payment.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct DemandPayment {
    pub served_on: Option<Date>,
}

events::refusals! {
    /// Why nothing can be demanded.
    pub enum Refused {
        NotOverdue { last_day: Date } => Article::of(PENALTY_LAW, 67).paragraph(3), "缴款期限到{last_day}届满，尚未逾期", "期限届满后催告";
        AlreadyDemanded => Article::of(COMPULSION_LAW, 54), "已经催告", "催告期满后申请强制执行";
        DayWrong => Article::of(COMPULSION_LAW, 54), "送达日期不能早于缴款期限届满之日，也不能晚于今天", "改正日期", field "served_on";
    }
}

impl Act for DemandPayment {
    const NAME: &'static str = "DemandPayment";
    const WORD: &'static str = "demand";
    const TITLE: &'static str = "催告";
    const STAGE: Stage = Stage::Execution;
    const DUTY: Duty = Duty::Handle;
    const EVENTS: &'static [&'static str] = &["PaymentDemanded"];
    const FIELDS: &'static [Field] = &[Field::new("served_on", "催告书送达之日", Shape::Date)];

    fn decide(&self, case: &Standing, occasion: &Occasion<'_>) -> Result<Vec<Event>, Refusal> {
        parts::filed(case)?;
        let served = case.decision_served_on().ok_or(PaymentRefused::NotServed)?;
        let owed = case.fine_owed();
        if owed.0 == 0 {
            return Err(PaymentRefused::NothingOwed.into());
        }
        let due = law::deadlines::fine_payment(occasion.calendar(), served);
        if !due.overdue_on(occasion.today()) {
            return Err(Refused::NotOverdue { last_day: due.last_day }.into());
        }
        if case.payment.demanded_on.is_some() {
            return Err(Refused::AlreadyDemanded.into());
        }
        let in_time = |day: &Date| *day > due.last_day && *day <= occasion.today();
        let served_on = self.served_on.filter(in_time).ok_or(Refused::DayWrong)?;
        let fine = case.decision.as_ref().map(|decision| decision.decided.draft.fine()).unwrap_or_default();
        Ok(vec![Event::PaymentDemanded(PaymentDemanded {
            on: occasion.today(),
            owed,
            surcharge: law::deadlines::surcharge(fine, due.last_day, served_on),
            served_on,
        })])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing as filled;
    use events::testing::district::{MINOR, ZHANG};
    use events::testing::{Story, day};

    fn story() -> Story {
        Story::delivered(MINOR).at("2026-12-29T10:00")
    }

    #[test]
    fn an_overdue_fine_is_demanded_with_its_surcharge() {
        let events = story().tries(&filled::demand(&story())).expect("is lawful");
        let [Event::PaymentDemanded(demanded)] = events.as_slice() else { panic!("{events:?}") };
        assert_eq!(demanded.owed, MINOR);
        assert_eq!(demanded.surcharge.0, MINOR.0 * 3 / 100, "one day late");
        let demanded = story().happen(events);
        assert_eq!(demanded.standing.payment.demanded_on, Some(day("2026-12-29")));
    }

    #[test]
    fn it_needs_a_fine_that_is_overdue_and_was_not_demanded() {
        for (story, name) in [
            (Story::new(), "NotOpened"),
            (Story::decided(MINOR), "NotServed"),
            (Story::paid(MINOR), "NothingOwed"),
            (Story::delivered(MINOR).at("2026-12-28T23:59"), "NotOverdue"),
            (story().does(&filled::demand(&story())), "AlreadyDemanded"),
            (Story::closed(MINOR).by(ZHANG), "Ended"),
        ] {
            assert_eq!(story.closed_to::<DemandPayment>().as_deref(), Some(name));
            story.refused(&filled::demand(&story), name);
        }
        assert_eq!(story().closed_to::<DemandPayment>(), None);
    }

    #[test]
    fn it_is_served_after_the_fine_was_due_and_not_in_the_future() {
        for wrong in ["2026-12-28", "2026-12-30"] {
            story().refused(&DemandPayment { served_on: Some(day(wrong)) }, "DayWrong");
        }
    }
}
