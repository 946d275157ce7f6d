//! The gate before every decision: no review, no decision (行政处罚法 art 58, plan clause 21). A decision in review scope without a passed review of the very
//! same text cannot be made; who handled, reviewed or had to leave does not decide. Penalty, no penalty and transfer all pass here.
//!
//! The same gate stands a second time in the database and a third time in the outside check of an exported ledger; none of the three asks another.

use crate::parts;
use events::cases::Decided;
use events::draft::Draft;
use events::papers::blank;
use events::standing::Standing;
use events::{Occasion, Refusal};
use law::article::{Article, PENALTY_LAW, PLAN};
use law::scope::Outcome;

events::refusals! {
    /// Why nothing may be decided, or not by this person, or not so.
    pub enum Refused {
        RecusalPending => Article::of(PENALTY_LAW, 43).paragraph(3), "回避申请尚未决定", "先决定是否回避";
        ReviewMissing => Article::of(PENALTY_LAW, 58).paragraph(1), "没有通过法制审核，不得作出决定", "送法制机构审核并取得同意的审核意见";
        ReviewPending => Article::of(PENALTY_LAW, 58).paragraph(1), "正在法制审核，尚未提出意见", "等待审核意见";
        ReviewFoundProblems => Article::of(PLAN, 19), "法制审核指出存在问题，材料已退回", "处理问题后重新送审";
        ReviewedOtherwise { outcome: String } => Article::of(PENALTY_LAW, 58).paragraph(1), "审核通过的文稿是“{outcome}”，不能作出另一种处理", "按审核通过的文稿办理，或者重新送审";
        ReviewedTextChanged => Article::of(PENALTY_LAW, 58).paragraph(1), "决定内容与审核通过的文稿不一致，改动一字也须重新审核", "恢复审核通过的文稿，或者重新送审";
        ReviewerDecides => Article::of(PLAN, 17), "审核人员不得作出决定", "由其他负责人作出决定";
        HandlerDecides => Article::of(PENALTY_LAW, 57), "本案承办人不得作出决定", "由其他负责人作出决定";
    }
}

/// Who decides neither handled nor reviewed, and no recusal is open.
pub(crate) fn who_decides(case: &Standing, occasion: &Occasion<'_>) -> Result<(), Refusal> {
    if case.handles(&occasion.by.id) {
        return Err(Refused::HandlerDecides.into());
    }
    if case.recused.contains(&occasion.by.id) {
        return Err(parts::Closed::Recused { name: occasion.by.name.clone() }.into());
    }
    if case.review.reviewers.contains(&occasion.by.id) {
        return Err(Refused::ReviewerDecides.into());
    }
    if !case.recusals_pending.is_empty() {
        return Err(Refused::RecusalPending.into());
    }
    Ok(())
}

/// No review, no decision: asked of the text announced (situation) and again of the text decided (input).
pub(crate) fn gate(case: &Standing, draft: &Draft, occasion: &Occasion<'_>) -> Result<(), Refusal> {
    let Some(circumstances) = case.circumstances(occasion.body, draft, occasion.today()) else {
        return Err(parts::Closed::NotOpened.into());
    };
    if !circumstances.scope(draft).in_scope || case.review.passed.is_some() {
        return Ok(());
    }
    let refused = match &case.review {
        review if review.pending.is_some() => Refused::ReviewPending,
        review if review.returned.is_some() => Refused::ReviewFoundProblems,
        _ => Refused::ReviewMissing,
    };
    Err(refused.into())
}

/// Where a review was passed, it was passed for an outcome that this act can decide at all.
pub(crate) fn reviewed_as(case: &Standing, fits: fn(Outcome) -> bool) -> Result<(), Refusal> {
    match &case.review.passed_draft {
        Some(draft) if !fits(draft.outcome) => {
            Err(Refused::ReviewedOtherwise { outcome: draft.outcome.title().to_owned() }.into())
        }
        _ => Ok(()),
    }
}

/// Where a review was passed, the text decided is the text reviewed, in scope or not.
pub(crate) fn same_text(case: &Standing, draft: &Draft) -> Result<(), Refusal> {
    match &case.review.passed {
        Some(passed) if passed.text_digest != draft.digest() => Err(Refused::ReviewedTextChanged.into()),
        _ => Ok(()),
    }
}

/// The decision with its scope finding and the circumstances an outsider needs to ask the scope function again.
pub(crate) fn decided(
    case: &Standing,
    draft: Draft,
    word: &str,
    occasion: &Occasion<'_>,
) -> Result<Decided, Refusal> {
    let circumstances =
        case.circumstances(occasion.body, &draft, occasion.today()).ok_or(parts::Closed::NotOpened)?;
    Ok(Decided {
        number: blank(occasion.body, word, occasion.today()),
        text_digest: draft.digest(),
        decider: occasion.officer(),
        scope: circumstances.scope(&draft).into(),
        circumstances,
        draft,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decision::tests::{closed, major, minor, open};
    use crate::testing as filled;
    use events::Event;
    use events::cases::HearingWaived;
    use events::testing::Story;
    use events::testing::course::draft;
    use events::testing::district::{CHEN, LI, LIN, MAJOR, MINOR, SUN, WANG, ZHANG, ZHAO};
    use law::money::Fen;
    use law::penalties::Penalty;

    #[test]
    fn no_review_no_decision() {
        closed(&Story::lapsed(MAJOR).by(ZHAO), &major(), "ReviewMissing");
        closed(&Story::submitted(MAJOR).by(ZHAO), &major(), "ReviewPending");
        closed(&Story::returned(MAJOR).by(ZHAO), &major(), "ReviewFoundProblems");
        let resubmitted = Story::returned(MAJOR).submits(&draft(MAJOR)).by(ZHAO);
        closed(&resubmitted, &major(), "ReviewPending");
        open(&resubmitted.passes(LIN).by(ZHAO), &major());
    }

    #[test]
    fn what_lies_with_the_reviewers_or_came_back_is_not_decided_whatever_its_scope() {
        let submitted = Story::submitted(MINOR);
        closed(&submitted.clone().by(ZHAO), &minor(), "ReviewPending");
        let returned = submitted.returns(CHEN).by(ZHANG);
        closed(&returned.clone().by(ZHAO), &minor(), "ReviewFoundProblems");
        let concluded = returned.clone().does(&filled::conclusion());
        closed(&concluded.by(ZHAO), &minor(), "ReviewFoundProblems");
        let anew = returned.notifies(&draft(MINOR)).delivers().at("2026-12-21T09:00");
        closed(&anew.clone().by(ZHAO), &minor(), "ReviewMissing");
        open(&anew.submits(&draft(MINOR)).passes(LIN).by(ZHAO), &minor());
    }

    #[test]
    fn public_interest_mitigation_and_a_hearing_given_up_are_in_scope() {
        let of_interest = Story::concluded_as(false, true).notifies(&draft(MINOR)).delivers();
        closed(&of_interest.at("2026-12-07T09:00").by(ZHAO), &minor(), "ReviewMissing");
        let mitigated = Draft { mitigated: true, ..draft(Fen::yuan(40_000)) };
        let story = Story::concluded().notifies(&mitigated).delivers().at("2026-12-07T09:00").by(ZHAO);
        closed(&story, &filled::decision(&mitigated), "ReviewMissing");
        let waived =
            HearingWaived { on: "2026-12-01".parse().expect("a day"), by: "钱某".to_owned(), proof: None };
        let story = Story::stated(MAJOR).happens(Event::HearingWaived(waived)).by(ZHAO);
        closed(&story, &major(), "ReviewMissing");
    }

    #[test]
    fn what_the_body_adds_is_in_scope_where_its_conditions_hold_and_there_alone() {
        let adds = |json: &str| {
            let mut body = Story::new().body().clone();
            body.review_additions = vec![serde_json::from_str(json).expect("an addition")];
            Story::lapsed(MINOR).enters(Event::BodyEntered(body)).by(ZHAO)
        };
        closed(&adds(r#""本机关全部案件""#), &minor(), "ReviewMissing");
        let food = r#"{"name":"食品","matters":["310105-CF-0124"],"penalty_kinds":["fine"],"min_amount":6000000,"valid_from":"2026-01-01"}"#;
        closed(&adds(food), &minor(), "ReviewMissing");
        open(&adds(&food.replace("6000000", "6000001")), &minor());
        open(&adds(&food.replace("0124", "0013")), &minor());
        open(&adds(&food.replace("fine", "suspend_business")), &minor());
        open(&adds(&food.replace("2026-01-01", "2027-01-01")), &minor());
        let reviewed = adds(food).submits(&draft(MINOR)).passes(CHEN).by(ZHAO).does(&minor());
        let decided = reviewed.standing.decision.expect("is decided").decided;
        assert_eq!(decided.circumstances.body_additions, ["食品"]);
    }

    #[test]
    fn a_lighter_decision_does_not_slip_under_the_gate_of_what_was_announced() {
        Story::lapsed(MAJOR).by(ZHAO).refused(&minor(), "ReviewMissing");
    }

    #[test]
    fn one_character_changed_after_review_is_another_text() {
        let story = Story::reviewed(MAJOR).by(ZHAO);
        open(&story, &major());
        let text = draft(MAJOR);
        let changed = [
            Draft { facts: text.facts.replace("12袋", "13袋"), ..text.clone() },
            Draft { character: format!("{}。", text.character), ..text.clone() },
            Draft { discretion: text.discretion.replace('，', ","), ..text.clone() },
            Draft { performance: text.performance.replace("十五", "十"), ..text.clone() },
            Draft { remedies: format!(" {}", text.remedies), ..text.clone() },
            Draft {
                basis: vec!["《中华人民共和国食品安全法》第一百二十四条".to_owned()], ..text.clone()
            },
            Draft { penalties: vec![Penalty::fine(Fen(MAJOR.0 - 1))], ..text },
        ];
        for draft in changed {
            story.refused(&filled::decision(&draft), "ReviewedTextChanged");
        }
    }

    #[test]
    fn a_text_reviewed_without_need_is_kept_to_as_well() {
        let story = Story::reviewed(MINOR).by(ZHAO);
        open(&story, &minor());
        let changed = Draft { facts: "另一事实。".to_owned(), ..draft(MINOR) };
        story.refused(&filled::decision(&changed), "ReviewedTextChanged");
    }

    #[test]
    fn who_reviewed_does_not_decide() {
        closed(&Story::submitted(MAJOR).passes(SUN).by(SUN), &major(), "ReviewerDecides");
        open(&Story::submitted(MAJOR).passes(SUN).by(ZHAO), &major());
    }

    #[test]
    fn who_reviewed_an_earlier_round_does_not_decide_either() {
        let story = Story::returned(MAJOR).submits(&draft(MAJOR)).passes(LIN);
        closed(&story.by(CHEN), &major(), "ReviewerDecides");
    }

    #[test]
    fn who_handles_or_had_to_leave_does_not_decide() {
        closed(&Story::lapsed(MINOR).by(ZHANG), &minor(), "HandlerDecides");
        let left = Story::lapsed(MINOR)
            .does(&filled::recusal_request(LI))
            .by(ZHAO)
            .does(&filled::recusal(LI, SUN))
            .by(SUN);
        closed(&left, &minor(), "HandlerDecides");
        let asked = left.does(&filled::recusal_request(SUN)).by(ZHAO);
        let talk = crate::discussion::HoldDiscussion {
            subject: "recusal".to_owned(),
            officer: events::OfficerId::from(SUN),
            ..filled::discussion(&asked)
        };
        let left = asked.does(&talk).does(&filled::recusal(SUN, WANG)).by(SUN);
        closed(&left, &minor(), "Recused");
    }
}
