//! 结案: the head of the body closes a case whose decision was served and carried out, or whose execution the court has taken over; a case in review scope
//! closes only with its review opinion (plan clause 20). The approval form (结案审批表) is issued.

use crate::parts;
use events::cases::CaseClosed;
use events::field::{Field, Shape};
use events::papers::{self, elements};
use events::standing::{Decision, Stage, Standing};
use events::{Act, Duty, Event, Occasion, Refusal};
use law::article::{Article, CRIME_TRANSFER_RULE, PENALTY_LAW, PLAN};
use law::money::Fen;
use law::papers::PaperKind;
use law::scope::Outcome;
use serde::{Deserialize, Serialize};
use serde_json::json;

/// Closes the case.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct CloseCase {
    pub execution: String,
    pub opinion: String,
}

events::refusals! {
    /// Why it cannot be closed.
    pub enum Refused {
        NotDecided => Article::of(PENALTY_LAW, 57), "尚未作出处理决定", "先作出决定";
        NotServed => Article::of(PENALTY_LAW, 61), "决定书尚未送达", "先送达决定书";
        NotHandedOver => Article::of(CRIME_TRANSFER_RULE, 5).paragraph(2), "移送书和案件材料尚未送交受移送机关", "先办理送达";
        FineOwed { owed: Fen } => Article::of(PENALTY_LAW, 66), "还有罚款{owed}元没有缴纳，也没有申请强制执行", "登记缴款，或者催告后申请强制执行";
        OpinionMissing => Article::of(PLAN, 20), "本案应当法制审核，但没有审核通过的意见", "不能结案；报告司法行政部门";
    }
}

impl Act for CloseCase {
    const NAME: &'static str = "CloseCase";
    const WORD: &'static str = "closing";
    const TITLE: &'static str = "批准结案";
    const STAGE: Stage = Stage::Closing;
    const DUTY: Duty = Duty::Head;
    const EVENTS: &'static [&'static str] = &["CaseClosed", "PaperIssued"];
    const PAPERS: &'static [PaperKind] = &[PaperKind::ClosingApproval];
    const FIELDS: &'static [Field] = &[
        Field::new("execution", "执行情况", Shape::Text(1000)),
        Field::new("opinion", "审批意见", Shape::Text(1000)),
    ];

    fn decide(&self, case: &Standing, occasion: &Occasion<'_>) -> Result<Vec<Event>, Refusal> {
        parts::filed(case)?;
        let decision = case.decision.as_ref().ok_or(Refused::NotDecided)?;
        parts::head_may(case, occasion)?;
        let outcome = decision.decided.draft.outcome;
        // Where a decision without penalty was made before its paper was, there is nothing to serve.
        let to_serve = outcome == Outcome::Penalty || case.decision_paper().is_some();
        if to_serve && case.decision_served_on().is_none_or(|served| served > occasion.today()) {
            let handed_over = outcome == Outcome::Transferred;
            let refused = if handed_over { Refused::NotHandedOver } else { Refused::NotServed };
            return Err(refused.into());
        }
        if outcome == Outcome::Penalty {
            let owed = case.fine_owed();
            if owed.0 > 0 && case.payment.court_applied_on.is_none() {
                return Err(Refused::FineOwed { owed }.into());
            }
        }
        if decision.decided.scope.in_scope && case.review.passed.is_none() {
            return Err(Refused::OpinionMissing.into());
        }
        if self.execution.trim().is_empty() {
            return Err(Refusal::of_field("execution", "请填写执行情况"));
        }
        let paper = self.approval(case, decision, occasion)?;
        let closed = CaseClosed {
            result: decision.decided.draft.in_short(),
            execution: self.execution.clone(),
            approver: occasion.officer(),
        };
        Ok(vec![Event::CaseClosed(closed), Event::PaperIssued(paper)])
    }
}

impl CloseCase {
    fn approval(
        &self,
        case: &Standing,
        decision: &Decision,
        occasion: &Occasion<'_>,
    ) -> Result<papers::PaperIssued, Refusal> {
        let Some(opened) = &case.opened else { return Err(parts::Closed::NotOpened.into()) };
        let today = occasion.today();
        let mut opinions: Vec<serde_json::Value> = case
            .handlers
            .iter()
            .map(|handler| elements::opinion("承办", &self.execution, handler, today))
            .collect();
        opinions.push(elements::opinion("审批", &self.opinion, &occasion.officer(), today));
        let mut map = elements::party(&opened.party);
        map.shift_remove("party_phone");
        map.extend(elements::of([
            ("cause", json!(opened.matter.name)),
            ("filed_on", json!(case.filed_on)),
            ("decision_number", json!(decision.decided.number.to_string())),
            ("decided_on", json!(decision.on)),
            ("result", json!(decision.decided.draft.in_short())),
            ("execution", json!(self.execution)),
            ("officers", elements::officers(&case.handlers)),
            ("opinions", json!(opinions)),
        ]));
        papers::issue(PaperKind::ClosingApproval, occasion.body, today, map)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing as filled;
    use events::cases::DocumentDelivered;
    use events::draft::Draft;
    use events::testing::course::draft;
    use events::testing::district::{CHEN, MAJOR, MINOR, SUN, ZHANG, ZHAO};
    use events::testing::{Story, day};

    fn closable(story: Story) -> Story {
        story.at("2026-12-30T10:00").by(ZHAO)
    }

    #[test]
    fn a_case_served_and_paid_is_closed() {
        let closed = closable(Story::paid(MINOR)).does(&filled::closing());
        assert_eq!(closed.standing, Story::closed(MINOR).standing);
        assert_eq!(closed.standing.stage(), Stage::Closing);
    }

    #[test]
    fn a_reviewed_case_is_closed_with_its_opinion() {
        assert_eq!(closable(Story::paid(MAJOR)).closed_to::<CloseCase>(), None);
        assert!(closable(Story::paid(MAJOR)).tries(&filled::closing()).is_ok());
    }

    #[test]
    fn it_needs_a_decision_served_and_carried_out() {
        for (story, name) in [
            (Story::new(), "NotOpened"),
            (Story::lapsed(MINOR), "NotDecided"),
            (Story::decided(MINOR), "NotServed"),
            (Story::delivered(MINOR), "FineOwed"),
            (Story::closed(MINOR), "Ended"),
        ] {
            let story = closable(story);
            assert_eq!(story.closed_to::<CloseCase>().as_deref(), Some(name));
            story.refused(&filled::closing(), name);
        }
    }

    #[test]
    fn a_head_who_handled_or_had_to_leave_does_not_close() {
        let paid = Story::paid(MINOR);
        let mut handled = paid.clone();
        handled.standing.handlers.push(handled.named(SUN));
        let mut left = paid;
        left.standing.recused.push(events::OfficerId::from(SUN));
        for (story, name) in [(handled, "HeadHandles"), (left, "Recused")] {
            let story = closable(story).by(SUN);
            assert_eq!(story.closed_to::<CloseCase>().as_deref(), Some(name));
            story.refused(&filled::closing(), name);
            assert!(story.by(ZHAO).tries(&filled::closing()).is_ok());
        }
    }

    #[test]
    fn a_fine_the_court_has_taken_over_does_not_keep_the_case_open() {
        let applied = events::cases::EnforcementApplied {
            on: day("2026-12-29"),
            court: "上海铁路运输法院".to_owned(),
            owed: MINOR,
            outcome: "法院已经受理。".to_owned(),
        };
        let story = Story::delivered(MINOR).happens(Event::EnforcementApplied(applied));
        assert!(closable(story).tries(&filled::closing()).is_ok());
    }

    #[test]
    fn service_by_public_notice_closes_nothing_before_its_period_has_run() {
        let warned = Draft {
            penalties: vec![law::penalties::Penalty::of(law::penalties::PenaltyKind::Warning)],
            ..draft(MINOR)
        };
        let decided = Story::lapsed(MINOR).by(ZHAO).decides(&warned);
        let paper = decided.standing.paper(PaperKind::PenaltyDecision).expect("is issued").number.clone();
        let announced = DocumentDelivered {
            signature: None,
            paper,
            mode: law::service::ServiceMode::Announcement,
            place: "公告".to_owned(),
            attempted_on: day("2026-12-07"),
            served_on: day("2027-01-06"),
            received_by: String::new(),
            officers: decided.standing.handlers.clone(),
            witness: String::new(),
            proof: Vec::new(),
        };
        let story = decided.by(ZHAO).happens(Event::DocumentDelivered(announced));
        story.clone().at("2027-01-05T10:00").refused(&filled::closing(), "NotServed");
        assert!(story.at("2027-01-06T10:00").tries(&filled::closing()).is_ok());
    }

    #[test]
    fn an_ending_without_penalty_is_served_and_a_crime_handed_over_before_the_case_is_closed() {
        for (outcome, name) in [("no_penalty", "NotServed"), ("transferred", "NotHandedOver")] {
            let act = filled::no_penalty(outcome);
            let text = act.draft.read(&Story::concluded().standing).expect("reads");
            let reviewed = Story::concluded().submits(&text).passes(CHEN).by(ZHAO);
            let decided = closable(reviewed.does(&act));
            assert_eq!(decided.closed_to::<CloseCase>().as_deref(), Some(name));
            decided.refused(&filled::closing(), name);
            let served = decided.by(ZHANG).delivers().by(ZHAO);
            assert!(served.tries(&filled::closing()).is_ok(), "{:?}", served.tries(&filled::closing()));
        }
    }

    #[test]
    fn a_decision_in_scope_without_its_review_is_not_closed() {
        let decided = Story::lapsed(MAJOR).at("2026-12-10T10:00").by(ZHAO).decides(&draft(MAJOR));
        let paid = decided.at("2026-12-11T10:00").delivers().happens(Event::PaymentReceived(
            events::cases::PaymentReceived {
                on: day("2026-12-25"),
                amount: MAJOR,
                surcharge: Fen(0),
                receipt: "沪财0000001".to_owned(),
            },
        ));
        assert_eq!(closable(paid.clone()).closed_to::<CloseCase>().as_deref(), Some("OpinionMissing"));
        closable(paid).refused(&filled::closing(), "OpinionMissing");
    }

    #[test]
    fn the_approval_form_says_what_was_carried_out() {
        let story = closable(Story::paid(MINOR));
        let blank = CloseCase { execution: " ".to_owned(), ..filled::closing() };
        assert_eq!(story.refused(&blank, "FieldRefused").field.as_deref(), Some("execution"));
        let silent = CloseCase { opinion: String::new(), ..filled::closing() };
        assert_eq!(story.refused(&silent, "ElementMissing").field.as_deref(), Some("opinions"));
    }
}
