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
