//! 送审（不予处罚、事实不成立、移送）: a text without penalty is laid before the legal office as soon as the investigation is concluded (行政处罚法 art 57
//! items 2–4, 58; plan clauses 16, 19). A transfer of a suspected crime is always in review scope, the other two where the case is complicated or of
//! public interest. Nothing is taken from the party, so no prior notice goes before it; what is reviewed is the text, to the character.

use crate::submission::{ANSWER, EXPLANATION, may_be_laid_before, submitted};
use events::draft::{UnpenalisedEntered, fields};
use events::field::Field;
use events::standing::{Stage, Standing};
use events::{Act, Duty, Event, Occasion, Refusal};
use serde::{Deserialize, Serialize};

/// Submits a draft without penalty for legal review.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct SubmitNoPenaltyForReview {
    #[serde(flatten)]
    pub draft: UnpenalisedEntered,
    pub explanation: String,
    pub answer: String,
}

/// The draft's own fields, then what every submission says beside the text.
const FIELDS: [Field; 11] = {
    let [outcome, facts, evidence, character, reason, basis, education, remedies, receiver] =
        fields::UNPENALISED;
    [outcome, facts, evidence, character, reason, basis, education, remedies, receiver, EXPLANATION, ANSWER]
};

impl Act for SubmitNoPenaltyForReview {
    const NAME: &'static str = "SubmitNoPenaltyForReview";
    const WORD: &'static str = "no_penalty_submission";
    const TITLE: &'static str = "送法制审核（不予处罚、事实不成立、移送）";
    const STAGE: Stage = Stage::Review;
    const DUTY: Duty = Duty::Handle;
    const EVENTS: &'static [&'static str] = &["ReviewSubmitted"];
    const FIELDS: &'static [Field] = &FIELDS;

    fn decide(&self, case: &Standing, occasion: &Occasion<'_>) -> Result<Vec<Event>, Refusal> {
        may_be_laid_before(case, occasion)?;
        let draft = self.draft.read(case)?;
        let submitted = submitted(case, draft, (&self.explanation, &self.answer), occasion)?;
        Ok(vec![Event::ReviewSubmitted(submitted)])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing as filled;
    use events::testing::Story;
    use events::testing::course::draft;
    use events::testing::district::{CHEN, LIN, MAJOR, MINOR};
    use law::scope::Outcome;

    fn concluded() -> Story {
        Story::concluded().at("2026-11-26T10:00")
    }

    #[test]
    fn a_transfer_is_laid_before_the_legal_office_without_any_notice() {
        let submitted = concluded().does(&filled::no_penalty_submission("transferred")).standing;
        assert_eq!(submitted.notice.issued, None);
        let pending = submitted.review.pending.expect("is pending").submitted;
        assert_eq!(pending.draft.outcome, Outcome::Transferred);
        assert_eq!(pending.draft.receiver.as_deref(), Some("上海市公安局长宁分局"));
        assert_eq!(pending.text_digest, pending.draft.digest());
    }

    #[test]
    fn the_other_two_may_be_submitted_too() {
        for outcome in ["no_penalty", "not_established"] {
            assert!(concluded().tries(&filled::no_penalty_submission(outcome)).is_ok(), "{outcome}");
        }
    }

    #[test]
    fn it_needs_a_concluded_investigation_and_a_free_desk() {
        for (story, name) in [
            (Story::new(), "NotFiled"),
            (Story::proposed(), "NotFiled"),
            (Story::declined(), "Ended"),
            (Story::investigated(), "NotConcluded"),
            (Story::submitted(MAJOR), "UnderReview"),
            (Story::decided(MINOR), "AlreadyDecided"),
            (Story::closed(MINOR), "Ended"),
        ] {
            assert_eq!(story.closed_to::<SubmitNoPenaltyForReview>().as_deref(), Some(name));
            story.refused(&filled::no_penalty_submission("transferred"), name);
        }
        for story in [concluded(), Story::noticed(MAJOR), Story::hearing_requested(), Story::reviewed(MAJOR)]
        {
            assert_eq!(story.closed_to::<SubmitNoPenaltyForReview>(), None);
        }
    }

    #[test]
    fn the_second_round_answers_the_problems_of_the_first() {
        let returned = concluded().does(&filled::no_penalty_submission("transferred")).returns(CHEN);
        let silent = filled::no_penalty_submission("transferred");
        assert_eq!(returned.refused(&silent, "AnswerMissing").field.as_deref(), Some("answer"));
        let answered = SubmitNoPenaltyForReview { answer: "货值已经查清。".to_owned(), ..silent };
        let again = returned.does(&answered);
        assert_eq!(again.standing.review.rounds, 2);
        let agreed = again.passes(LIN).standing.review;
        assert_eq!(agreed.passed_draft.map(|draft| draft.outcome), Some(Outcome::Transferred));
        assert_eq!(agreed.reviewers.len(), 2);
    }

    #[test]
    fn after_problems_with_a_penalty_the_case_may_be_handed_over_instead() {
        let returned = Story::returned(MAJOR);
        assert_eq!(returned.closed_to::<SubmitNoPenaltyForReview>(), None);
        let answered = SubmitNoPenaltyForReview {
            answer: "涉嫌犯罪，改为移送。".to_owned(),
            ..filled::no_penalty_submission("transferred")
        };
        let agreed = returned.does(&answered).passes(LIN).standing.review;
        assert_ne!(agreed.passed_draft, Some(draft(MAJOR)));
    }

    #[test]
    fn each_outcome_asks_for_its_own_particulars() {
        let mut nowhere = filled::no_penalty_submission("transferred");
        nowhere.draft.receiver.clear();
        assert_eq!(concluded().refused(&nowhere, "ReceiverMissing").field.as_deref(), Some("receiver"));
        let mut untaught = filled::no_penalty_submission("no_penalty");
        untaught.draft.education.clear();
        concluded().refused(&untaught, "EducationMissing");
        concluded().refused(&SubmitNoPenaltyForReview::default(), "OutcomeMissing");
    }
}
