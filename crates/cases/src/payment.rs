//! 缴纳罚款: what was paid into the account, when, by which receipt (行政处罚法 art 67). Late payment carries three per cent of the fine a day, at most the
//! fine itself (art 72); `law::deadlines::surcharge` works out how much may be taken at most. Less may be taken; what
//! becomes of the rest is not decided here.

use crate::parts;
use events::cases::PaymentReceived;
use events::field::{Field, Shape};
use events::standing::{Stage, Standing};
use events::{Act, Duty, Event, Occasion, Refusal};
use jiff::civil::Date;
use law::article::{Article, PENALTY_LAW};
use law::money::Fen;
use serde::{Deserialize, Serialize};

/// Records a payment.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ReceivePayment {
    pub on: Option<Date>,
    pub amount: Fen,
    pub surcharge: Fen,
    pub receipt: String,
}

events::refusals! {
    /// Why the payment cannot be recorded.
    pub enum Refused {
        NotServed => Article::of(PENALTY_LAW, 61), "决定书尚未送达", "先送达决定书";
        NothingOwed => Article::of(PENALTY_LAW, 67), "没有待缴的罚款", "办理结案";
        DayWrong => Article::of(PENALTY_LAW, 67).paragraph(3), "缴款日期不能早于决定书送达之日，也不能晚于今天", "改正日期", field "on";
        AmountWrong { owed: Fen } => Article::of(PENALTY_LAW, 67), "金额应大于零并且不超过待缴的{owed}元", "改正金额", field "amount";
        SurchargeWrong { due: Fen } => Article::of(PENALTY_LAW, 72).item(1), "加处罚款不能超过依法计算的{due}元", "改正金额", field "surcharge";
        ReceiptMissing => Article::of(PENALTY_LAW, 70), "应当写明财政票据号", "填写票据号", field "receipt";
    }
}

impl Act for ReceivePayment {
    const NAME: &'static str = "ReceivePayment";
    const WORD: &'static str = "payment";
    const TITLE: &'static str = "登记缴款";
    const STAGE: Stage = Stage::Execution;
    const DUTY: Duty = Duty::Handle;
    const EVENTS: &'static [&'static str] = &["PaymentReceived"];
    const FIELDS: &'static [Field] = &[
        Field::new("on", "缴款日期", Shape::Date),
        Field::new("amount", "罚款金额", Shape::Money),
        Field::new("surcharge", "加处罚款", Shape::Money)
            .optional()
            .hint("逾期每日按罚款数额的百分之三，不超过罚款数额"),
        Field::new("receipt", "票据号", Shape::Line(60)),
    ];

    fn decide(&self, case: &Standing, occasion: &Occasion<'_>) -> Result<Vec<Event>, Refusal> {
        parts::filed(case)?;
        let served = case.decision_served_on().ok_or(Refused::NotServed)?;
        let owed = case.fine_owed();
        if owed.0 == 0 {
            return Err(Refused::NothingOwed.into());
        }
        let on = self.on.filter(|day| *day >= served && *day <= occasion.today()).ok_or(Refused::DayWrong)?;
        if self.amount.0 <= 0 || self.amount > owed {
            return Err(Refused::AmountWrong { owed }.into());
        }
        let fine = case.decision.as_ref().map(|decision| decision.decided.draft.fine()).unwrap_or_default();
        let due_on = law::deadlines::fine_payment(occasion.calendar(), served).last_day;
        let due = Fen(law::deadlines::surcharge(fine, due_on, on).0 - case.payment.surcharge_paid.0);
        if self.surcharge.0 < 0 || self.surcharge > due {
            return Err(Refused::SurchargeWrong { due: Fen(due.0.max(0)) }.into());
        }
        if self.receipt.trim().is_empty() {
            return Err(Refused::ReceiptMissing.into());
        }
        Ok(vec![Event::PaymentReceived(PaymentReceived {
            on,
            amount: self.amount,
            surcharge: self.surcharge,
            receipt: self.receipt.clone(),
        })])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing as filled;
    use events::testing::course::draft;
    use events::testing::district::{MINOR, ZHANG, ZHAO};
    use events::testing::{Story, day};

    #[test]
    fn a_fine_paid_in_time_is_paid() {
        let story = Story::delivered(MINOR).at("2026-12-25T10:00");
        let paid = story.clone().does(&filled::payment(&story, MINOR));
        assert_eq!(paid.standing, Story::paid(MINOR).standing);
        assert_eq!(paid.standing.fine_owed(), Fen(0));
    }

    #[test]
    fn a_fine_may_be_paid_in_parts() {
        let story = Story::delivered(MINOR).at("2026-12-25T10:00");
        let part = story.clone().does(&filled::payment(&story, Fen::yuan(20_000)));
        assert_eq!(part.standing.fine_owed(), Fen::yuan(40_000));
        part.refused(&filled::payment(&part, Fen::yuan(40_001)), "AmountWrong");
        assert!(part.tries(&filled::payment(&part, Fen::yuan(40_000))).is_ok());
    }

    #[test]
    fn it_needs_a_served_decision_with_something_owed() {
        for (story, name) in [
            (Story::new(), "NotOpened"),
            (Story::lapsed(MINOR), "NotServed"),
            (Story::decided(MINOR), "NotServed"),
            (Story::paid(MINOR), "NothingOwed"),
            (Story::closed(MINOR).by(ZHANG), "Ended"),
        ] {
            assert_eq!(story.closed_to::<ReceivePayment>().as_deref(), Some(name));
            story.refused(&filled::payment(&story, MINOR), name);
        }
        assert_eq!(Story::delivered(MINOR).closed_to::<ReceivePayment>(), None);
    }

    #[test]
    fn day_amount_and_receipt_are_checked() {
        let story = Story::delivered(MINOR).at("2026-12-25T10:00");
        let act = filled::payment(&story, MINOR);
        for wrong in ["2026-12-10", "2026-12-26"] {
            story.refused(&ReceivePayment { on: Some(day(wrong)), ..act.clone() }, "DayWrong");
        }
        for wrong in [0, -1, MINOR.0 + 1, i64::MAX, i64::MIN] {
            story.refused(&ReceivePayment { amount: Fen(wrong), ..act.clone() }, "AmountWrong");
        }
        story.refused(&ReceivePayment { receipt: " ".to_owned(), ..act }, "ReceiptMissing");
    }

    /// Fine of 10,000 yuan served on Monday 2026-11-16, so due on Tuesday 2026-12-01 (law.md §17).
    fn due_on_the_first() -> Story {
        let fine = Fen::yuan(10_000);
        let decided = Story::lapsed(MINOR).at("2026-11-13T10:00").by(ZHAO).decides(&draft(fine));
        decided.at("2026-11-16T10:00").delivers()
    }

    #[test]
    fn three_per_cent_a_day_and_never_more_than_the_fine() {
        let with = |story: &Story, yuan: i64, more: i64| ReceivePayment {
            surcharge: Fen(Fen::yuan(yuan).0 + more),
            ..filled::payment(story, Fen::yuan(10_000))
        };
        for (paid_at, yuan) in [
            ("2026-12-01T23:59", 0),
            ("2026-12-02T00:00", 300),
            ("2026-12-21T10:00", 6_000),
            ("2027-01-03T10:00", 9_900),
            ("2027-01-04T10:00", 10_000),
            ("2027-03-01T10:00", 10_000),
        ] {
            let story = due_on_the_first().at(paid_at);
            assert!(story.tries(&with(&story, yuan, 0)).is_ok(), "{paid_at}");
            let refusal = story.refused(&with(&story, yuan, 1), "SurchargeWrong");
            assert!(refusal.says.contains(&Fen::yuan(yuan).to_string()), "{}", refusal.says);
        }
        let story = due_on_the_first().at("2026-12-21T10:00");
        story.refused(&with(&story, 0, -1), "SurchargeWrong");
    }

    #[test]
    fn a_surcharge_already_paid_is_not_taken_twice() {
        let story = due_on_the_first().at("2026-12-21T10:00");
        let part = ReceivePayment {
            amount: Fen::yuan(5_000),
            surcharge: Fen::yuan(6_000),
            ..filled::payment(&story, Fen(0))
        };
        let story = story.does(&part);
        let again = ReceivePayment { surcharge: Fen(1), ..filled::payment(&story, Fen::yuan(5_000)) };
        story.refused(&again, "SurchargeWrong");
    }
}
