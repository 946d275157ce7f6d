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
