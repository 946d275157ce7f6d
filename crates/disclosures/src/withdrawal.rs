//! 撤回公示: a published decision that was changed, revoked, or found unlawful or void is taken from the page within three working days of that
//! (行政处罚法 art 48 para 2), and the reason is told. A tombstone remains. A withdrawal that comes late is still carried out; its lateness is
//! written into the reason.

use crate::leak::Private;
use events::disclosures::PublicationWithdrawn;
use events::field::{Field, Shape};
use events::standing::{Publication, Stage, Standing};
use events::{Act, Duty, Event, Occasion, Refusal};
use jiff::civil::Date;
use law::article::{Article, DISCLOSURE_REGULATION, PENALTY_LAW, PLAN};
use serde::{Deserialize, Serialize};

/// Withdraws a publication.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct WithdrawPublication {
    /// Day the decision was changed, revoked or found unlawful or void.
    pub cause_on: Option<Date>,
    pub reason: String,
    /// Names and other texts to hide in the reason beside those the case holds or the clerk has had hidden before.
    pub hide: Vec<String>,
}

events::refusals! {
    /// Why it cannot be withdrawn.
    pub enum Refused {
        NotPublished => Article::of(PLAN, 6), "决定没有在公示", "没有可以撤回的公示";
        CauseWrong => Article::of(PENALTY_LAW, 48).paragraph(2), "撤回事由发生之日不能早于决定之日，也不能晚于今天", "改正日期", field "cause_on";
        ReasonMissing => Article::of(PENALTY_LAW, 48).paragraph(2), "应当公开说明撤回的理由", "填写撤回理由；理由会一并公示", field "reason";
        ReasonNotShown { what: String } => Article::of(DISCLOSURE_REGULATION, 15), "公开的理由遮盖后仍含有{what}，不得公开", "换一种说法，不写其中的姓名、地址和号码", field "reason";
    }
}

impl Act for WithdrawPublication {
    const NAME: &'static str = "WithdrawPublication";
    const WORD: &'static str = "withdrawal";
    const TITLE: &'static str = "撤回公示";
    const STAGE: Stage = Stage::Delivery;
    const DUTY: Duty = Duty::Disclose;
    const EVENTS: &'static [&'static str] = &["PublicationWithdrawn"];
    const FIELDS: &'static [Field] = &[
        Field::new("cause_on", "撤回事由发生之日", Shape::Date)
            .hint("决定被依法变更、撤销、确认违法或者确认无效之日；自该日起三个工作日内撤回"),
        Field::new("reason", "撤回理由", Shape::Text(500)).hint("会公开"),
        Field::new("hide", "理由中另外隐去的内容", Shape::Lines(100)).optional().hint("每行一项，如证人姓名"),
    ];

    fn decide(&self, case: &Standing, occasion: &Occasion<'_>) -> Result<Vec<Event>, Refusal> {
        let (Publication::Published { .. }, Some(decision)) = (&case.publication, &case.decision) else {
            return Err(Refused::NotPublished.into());
        };
        let possible = |day: &Date| (decision.on..=occasion.today()).contains(day);
        let cause_on = self.cause_on.filter(possible).ok_or(Refused::CauseWrong)?;
        let reason = self.reason.trim();
        if reason.is_empty() {
            return Err(Refused::ReasonMissing.into());
        }
        let reason = Private::of(case, &self.hide)
            .cleaned(reason)
            .map_err(|what| Refused::ReasonNotShown { what: what.to_owned() })?;
        let reason = format!("{reason}{}", lateness(cause_on, occasion));
        Ok(vec![Event::PublicationWithdrawn(PublicationWithdrawn { reason, cause_on })])
    }
}

/// How late it is, as the tombstone says it; empty within the period.
fn lateness(cause_on: Date, occasion: &Occasion<'_>) -> String {
    let due = law::deadlines::withdrawal(occasion.calendar(), cause_on);
    if !due.overdue_on(occasion.today()) {
        return String::new();
    }
    let estimate = if due.provisional { "，工作日历未载入，为估算" } else { "" };
    format!("（应于{}前撤回{estimate}，{}撤回，已逾期）", due.last_day, occasion.today())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{
        DECIDED_ON, Desk, PHONE, TODAY, decided, published, published_by_its_owner, withdrawn, withheld,
    };
    use jiff::ToSpan;
    use jiff::civil::date;

    fn withdraw() -> WithdrawPublication {
        WithdrawPublication {
            cause_on: Some(TODAY), reason: "处罚决定被复议机关撤销。".into(), hide: vec![]
        }
    }

    fn reason(act: &WithdrawPublication) -> String {
        match Desk.decide(act, &published()).as_deref() {
            Ok([Event::PublicationWithdrawn(withdrawn)]) => withdrawn.reason.clone(),
            other => panic!("one event, not {other:?}"),
        }
    }

    #[test]
    fn a_publication_is_withdrawn_and_its_reason_told() {
        assert_eq!(reason(&withdraw()), "处罚决定被复议机关撤销。");
        let case = Desk.then(&published(), Desk.decide(&withdraw(), &published()).expect("lawful"));
        assert!(matches!(case.publication, Publication::Withdrawn { on, .. } if on == TODAY));
    }

    #[test]
    fn three_working_days_are_in_time_and_four_are_not() {
        // 2026-11-23 is a Monday: three working days from Wednesday the 18th end on it, from Tuesday the 17th on Friday the 20th.
        let on = |day| WithdrawPublication { cause_on: Some(day), ..withdraw() };
        assert_eq!(reason(&on(date(2026, 11, 18))), withdraw().reason);
        let late = reason(&on(date(2026, 11, 17)));
        assert!(late.contains("2026-11-20") && late.contains("已逾期"), "{late}");
    }

    #[test]
    fn the_reason_is_public_and_masked() {
        let act = WithdrawPublication { reason: format!("邵明远来电{PHONE}"), ..withdraw() };
        assert_eq!(reason(&act), format!("×××来电{}", "×".repeat(PHONE.chars().count())));
    }

    #[test]
    fn what_the_clerk_hides_is_hidden_and_what_cannot_be_is_refused() {
        let reason_given = "证人孙某推翻证言，决定被撤销。".to_owned();
        let act = WithdrawPublication { reason: reason_given, hide: vec!["孙某".into()], ..withdraw() };
        assert_eq!(reason(&act), "证人××推翻证言，决定被撤销。");
        let act = WithdrawPublication {
            reason: "邵明远食品有限公司库房一案的决定被撤销".into(),
            hide: vec!["有限公司库房".into()],
            ..withdraw()
        };
        assert_eq!(Desk.refused(&act, &published_by_its_owner()), "ReasonNotShown");
    }

    #[test]
    fn what_is_wrong_is_refused_at_its_field() {
        for (act, name) in [
            (WithdrawPublication { cause_on: None, ..withdraw() }, "CauseWrong"),
            (
                WithdrawPublication { cause_on: Some(TODAY.saturating_add(1.day())), ..withdraw() },
                "CauseWrong",
            ),
            (
                WithdrawPublication { cause_on: Some(DECIDED_ON.saturating_sub(1.day())), ..withdraw() },
                "CauseWrong",
            ),
            (WithdrawPublication { reason: " ".into(), ..withdraw() }, "ReasonMissing"),
        ] {
            assert_eq!(Desk.refused(&act, &published()), name);
        }
    }

    #[test]
    fn only_what_is_published_can_be_withdrawn() {
        for case in [decided(), withheld(), withdrawn()] {
            assert_eq!(Desk.refused(&withdraw(), &case), "NotPublished");
            assert_eq!(Desk.closed::<WithdrawPublication>(&case).as_deref(), Some("NotPublished"));
        }
        assert_eq!(Desk.closed::<WithdrawPublication>(&published()), None);
    }
}
