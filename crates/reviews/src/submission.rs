//! 送审: the handlers lay the text of the intended penalty before the legal office. What is reviewed is that text, to the character. After an opinion
//! with problems it is submitted again, with an answer to each. A text without penalty goes by `no_penalty_submission`.

use events::announced::Departure;
use events::draft::{Draft, DraftEntered, fields};
use events::field::{Field, Shape};
use events::reviews::ReviewSubmitted;
use events::standing::{RightOpen, Stage, Standing};
use events::{Act, Duty, Event, Occasion, Refusal};
use jiff::civil::Date;
use law::article::{Article, PENALTY_LAW, PLAN};
use serde::{Deserialize, Serialize};

/// Submits a draft for legal review.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct SubmitForReview {
    #[serde(flatten)]
    pub draft: DraftEntered,
    pub explanation: String,
    pub answer: String,
}

events::refusals! {
    /// Why nothing can be submitted.
    pub enum Refused {
        NotFiled => Article::of(PENALTY_LAW, 54).paragraph(2), "案件尚未立案", "先报请机关负责人审批立案";
        Ended => Article::of(PENALTY_LAW, 54), "案件已经结束，不能再办理", "如有新的事实，另行登记线索";
        AlreadyDecided => Article::of(PENALTY_LAW, 57), "已经作出决定", "如决定确有错误，依法变更或者撤销后处理";
        NotConcluded => Article::of(PENALTY_LAW, 57), "调查尚未终结", "先办理调查终结";
        NotNotified => Article::of(PENALTY_LAW, 44), "尚未事先告知当事人", "先办理事先告知";
        NoticeNotServed => Article::of(PENALTY_LAW, 44), "事先告知书尚未送达", "先送达事先告知书";
        StatementOpen { last_day: Date } => Article::of(PENALTY_LAW, 45), "陈述申辩期限到{last_day}届满，当事人没有放弃；审核应当看到当事人的意见", "听取陈述申辩，或者等到期限届满";
        HearingOpen => Article::of(PENALTY_LAW, 58).paragraph(1), "听证程序尚未完成；经过听证的案件在听证后审核", "完成听证，或者登记放弃听证，或者等到期限届满";
        NoReviewOffice => Article::of(PLAN, 17), "本机关没有法制机构，也没有指定审核机构", "先指定经办部门以外的机构作为审核机构；街道、乡镇可以共用审核中心";
        UnderReview => Article::of(PLAN, 19), "已经送审，审核机构尚未提出意见", "等待审核意见";
        HeavierThanAnnounced { what: String } => Article::of(PENALTY_LAW, 45).paragraph(2), "处罚重于事先告知的内容（{what}）", "减轻到告知的范围，或者查明新的事实后重新告知", field "penalties";
        OtherThanAnnounced { what: String } => Article::of(PENALTY_LAW, 62), "{what}与事先告知的不一致，当事人没有机会陈述申辩", "恢复告知的内容，或者重新告知后再送审", field "penalties";
        AnswerMissing => Article::of(PLAN, 19), "重新送审应当说明对审核指出问题的处理", "逐项填写处理情况", field "answer";
    }
}

/// What every submission says beside the text.
pub(crate) const EXPLANATION: Field = Field::new("explanation", "拟作决定情况说明", Shape::Text(5000));
pub(crate) const ANSWER: Field =
    Field::new("answer", "对审核指出问题的处理", Shape::Text(5000)).optional().hint("重新送审时填写");

impl Act for SubmitForReview {
    const NAME: &'static str = "SubmitForReview";
    const WORD: &'static str = "submission";
    const TITLE: &'static str = "送法制审核";
    const STAGE: Stage = Stage::Review;
    const DUTY: Duty = Duty::Handle;
    const EVENTS: &'static [&'static str] = &["ReviewSubmitted"];
    const FIELDS: &'static [Field] = &[
        fields::FACTS,
        fields::EVIDENCE,
        fields::CHARACTER,
        fields::DISCRETION,
        fields::MITIGATED,
        fields::BASIS,
        fields::PENALTIES,
        fields::BASE_VALUE,
        fields::PERFORMANCE,
        fields::REMEDIES,
        EXPLANATION,
        ANSWER,
    ];

    fn decide(&self, case: &Standing, occasion: &Occasion<'_>) -> Result<Vec<Event>, Refusal> {
        may_be_laid_before(case, occasion)?;
        rights_have_run(case, occasion)?;
        let draft = self.draft.read(case)?;
        events::limits::within_entrustment(&draft, case, occasion)?;
        announced(case, &draft)?;
        let submitted = submitted(case, draft, (&self.explanation, &self.answer), occasion)?;
        Ok(vec![Event::ReviewSubmitted(submitted)])
    }
}

/// What any submission asks for: a case under way, its investigation concluded, nothing that lies with the reviewers already, and somebody to review it.
pub(crate) fn may_be_laid_before(case: &Standing, occasion: &Occasion<'_>) -> Result<(), Refused> {
    if case.ended() {
        return Err(Refused::Ended);
    }
    if case.filed_on.is_none() {
        return Err(Refused::NotFiled);
    }
    if case.decision.is_some() {
        return Err(Refused::AlreadyDecided);
    }
    if case.investigation.concluded.is_none() {
        return Err(Refused::NotConcluded);
    }
    if case.review.pending.is_some() {
        return Err(Refused::UnderReview);
    }
    if !occasion.registers.has_review_office(&occasion.body.code, occasion.today()) {
        return Err(Refused::NoReviewOffice);
    }
    Ok(())
}

/// The text as it lies with the reviewers; after problems, with an answer to them.
pub(crate) fn submitted(
    case: &Standing,
    draft: Draft,
    (explanation, answer): (&str, &str),
    occasion: &Occasion<'_>,
) -> Result<ReviewSubmitted, Refusal> {
    if case.review.returned.is_some() && answer.trim().is_empty() {
        return Err(Refused::AnswerMissing.into());
    }
    Ok(ReviewSubmitted {
        text_digest: draft.digest(),
        draft,
        explanation: explanation.to_owned(),
        answer: answer.to_owned(),
        days: occasion.body.review_days,
    })
}

/// What could not be decided for want of a notice is not laid before the reviewers either (art 44, 45, 62).
fn announced(case: &Standing, draft: &Draft) -> Result<(), Refused> {
    match case.departs_from_notice(draft) {
        Some(Departure::Heavier(kind)) => {
            Err(Refused::HeavierThanAnnounced { what: kind.title().to_owned() })
        }
        Some(Departure::Untold(what)) => Err(Refused::OtherThanAnnounced { what }),
        None => Ok(()),
    }
}

/// A penalty is reviewed when the rights of the party have run their course.
fn rights_have_run(case: &Standing, occasion: &Occasion<'_>) -> Result<(), Refused> {
    match case.right_open(occasion.calendar(), occasion.today()) {
        None => Ok(()),
        Some(RightOpen::NotNotified) => Err(Refused::NotNotified),
        Some(RightOpen::NotServed) => Err(Refused::NoticeNotServed),
        Some(RightOpen::Statement { last_day }) => Err(Refused::StatementOpen { last_day }),
        Some(RightOpen::HearingRequest { .. } | RightOpen::HearingPending) => Err(Refused::HearingOpen),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing as filled;
    use events::cases::InvestigationConcluded;
    use events::testing::Story;
    use events::testing::course::draft;
    use events::testing::district::{MAJOR, MINOR};

    fn submission() -> SubmitForReview {
        filled::submission(&draft(MAJOR))
    }

    #[test]
    fn the_text_is_laid_before_the_legal_office() {
        let submitted = Story::lapsed(MAJOR).does(&submission());
        assert_eq!(submitted.standing, Story::submitted(MAJOR).standing);
        let pending = submitted.standing.review.pending.expect("is pending").submitted;
        assert_eq!(pending.text_digest, draft(MAJOR).digest());
    }

    #[test]
    fn a_body_without_a_legal_office_names_a_substitute_first() {
        use events::entries::{Change, EntriesConfirmed, EntriesPrepared, Held};
        use events::registers::{DepartmentEntered, DepartmentRole};
        use events::testing::district::BODY;
        let legal =
            |role| DepartmentEntered { code: "fz".into(), body: BODY.into(), name: "法制科".into(), role };
        let without = Story::lapsed(MAJOR).enters(Event::DepartmentEntered(legal(DepartmentRole::Archive)));
        without.refused(&submission(), "NoReviewOffice");
        let content = serde_json::json!({"body": BODY, "department": "fz"});
        let held = Held { key: BODY.into(), valid_from: without.today(), valid_to: None, content };
        let (register, proposal) = ("review_substitutes".to_owned(), "5b".repeat(16));
        let prepared = EntriesPrepared {
            register: register.clone(),
            proposal: proposal.clone(),
            reason: String::new(),
            changes: vec![Change::Enter(held)],
        };
        let waiting = without.enters(Event::EntriesPrepared(prepared));
        waiting.refused(&submission(), "NoReviewOffice");
        let named = waiting.enters(Event::EntriesConfirmed(EntriesConfirmed {
            register,
            proposal,
            changes: 1,
            from: None,
        }));
        assert!(named.tries(&submission()).is_ok());
    }

    #[test]
    fn a_text_out_of_scope_may_be_submitted_too() {
        assert!(Story::lapsed(MINOR).tries(&filled::submission(&draft(MINOR))).is_ok());
    }

    #[test]
    fn the_reviewer_sees_a_case_whose_rights_have_run_their_course() {
        for (story, name) in [
            (Story::new(), "NotFiled"),
            (Story::proposed(), "NotFiled"),
            (Story::declined(), "Ended"),
            (Story::investigated(), "NotConcluded"),
            (Story::concluded(), "NotNotified"),
            (Story::noticed(MAJOR), "NoticeNotServed"),
            (Story::served(MAJOR), "StatementOpen"),
            (Story::stated(MAJOR), "HearingOpen"),
            (Story::hearing_requested(), "HearingOpen"),
            (Story::hearing_scheduled(), "HearingOpen"),
            (Story::submitted(MAJOR), "UnderReview"),
            (Story::decided(MAJOR), "AlreadyDecided"),
            (Story::closed(MAJOR), "Ended"),
        ] {
            assert_eq!(story.closed_to::<SubmitForReview>().as_deref(), Some(name));
            story.refused(&submission(), name);
        }
        for story in [Story::lapsed(MAJOR), Story::hearing_held(), Story::returned(MAJOR)] {
            assert_eq!(story.closed_to::<SubmitForReview>(), None);
        }
    }

    #[test]
    fn the_statement_window_and_the_hearing_request_end_on_their_last_day() {
        let last_day = Story::served(MAJOR).at("2026-12-04T23:59");
        assert!(last_day.refused(&submission(), "StatementOpen").says.contains("2026-12-04"));
        Story::stated(MAJOR).at("2026-12-04T23:59").refused(&submission(), "HearingOpen");
        assert!(last_day.at("2026-12-05T00:00").tries(&submission()).is_ok());
    }

    #[test]
    fn after_problems_it_is_submitted_again_with_an_answer() {
        let refusal = Story::returned(MAJOR).refused(&submission(), "AnswerMissing");
        assert_eq!(refusal.field.as_deref(), Some("answer"));
        let answered =
            SubmitForReview { answer: "已补充照片的拍摄时间。".to_owned(), ..submission() };
        let again = Story::returned(MAJOR).does(&answered);
        assert_eq!(again.standing.review.rounds, 2);
        assert!(again.standing.review.returned.is_none());
    }

    #[test]
    fn what_was_agreed_to_may_be_submitted_again_and_the_agreement_ends() {
        let changed = events::draft::Draft { discretion: "另一理由。".to_owned(), ..draft(MAJOR) };
        let again = Story::reviewed(MAJOR).does(&filled::submission(&changed));
        assert_eq!(again.standing.review.passed, None);
    }

    #[test]
    fn what_the_party_was_not_told_is_not_laid_before_the_reviewers() {
        let story = Story::lapsed(MAJOR);
        let untold = events::draft::Draft { facts: "另一事实。".to_owned(), ..draft(MAJOR) };
        let refusal = story.refused(&filled::submission(&untold), "OtherThanAnnounced");
        assert!(refusal.says.contains("违法事实"), "{}", refusal.says);
        let lighter = filled::submission(&draft(MINOR));
        assert!(story.tries(&lighter).is_ok());
        let warned = law::penalties::Penalty::of(law::penalties::PenaltyKind::Warning);
        let mut heavier = draft(MAJOR);
        heavier.penalties.push(warned);
        story.refused(&filled::submission(&heavier), "HeavierThanAnnounced");
    }

    #[test]
    fn a_draft_that_could_not_be_decided_is_not_submitted() {
        let blank = SubmitForReview::default();
        Story::lapsed(MAJOR).refused(&blank, "FieldRefused");
        let unproved = events::draft::Draft { evidence: vec![4], ..draft(MAJOR) };
        let refusal = Story::lapsed(MAJOR).refused(&filled::submission(&unproved), "FieldRefused");
        assert_eq!(refusal.field.as_deref(), Some("evidence"));
    }

    #[test]
    fn an_agreement_ends_when_the_investigation_is_concluded_anew() {
        let concluded = Story::concluded().standing.investigation.concluded.expect("is concluded");
        let anew = InvestigationConcluded { public_interest: true, ..concluded };
        let story = Story::reviewed(MAJOR).happens(Event::InvestigationConcluded(anew));
        assert_eq!(story.closed_to::<SubmitForReview>(), None);
        assert_eq!(story.standing.review.passed, None);
    }
}
