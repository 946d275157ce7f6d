//! Legal review (法制审核): what lies with the reviewers, what came back, what was agreed to.

use crate::draft::Draft;
use crate::event::Event;
use crate::ids::OfficerId;
use crate::reviews::{ReviewPassed, ReviewReturned, ReviewSubmitted};
use jiff::civil::Date;

/// The state of the review. An agreement holds for the very text it was given for.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Review {
    pub pending: Option<Submission>,
    /// The last opinion that named problems, until the matter is submitted again.
    pub returned: Option<ReviewReturned>,
    /// The text that came back with problems.
    pub returned_draft: Option<Draft>,
    pub passed: Option<ReviewPassed>,
    pub passed_on: Option<Date>,
    /// The text the agreement was given for.
    pub passed_draft: Option<Draft>,
    /// How often it was submitted.
    pub rounds: u32,
    /// Everyone who ever gave an opinion in this case, agreeing or not: none of them handles or decides it.
    pub reviewers: Vec<OfficerId>,
}

/// What lies with the reviewers.
#[derive(Clone, Debug, PartialEq)]
pub struct Submission {
    pub submitted: ReviewSubmitted,
    pub on: Date,
}

impl Review {
    pub(super) fn fold(&mut self, event: &Event, on: Date) {
        match event {
            Event::ReviewSubmitted(submitted) => {
                self.begin_anew();
                self.rounds += 1;
                self.pending = Some(Submission { submitted: submitted.clone(), on });
            }
            Event::ReviewReturned(returned) => {
                self.returned_draft = self.pending.take().map(|pending| pending.submitted.draft);
                self.reviewers.push(returned.reviewer.id.clone());
                self.returned = Some(returned.clone());
            }
            Event::ReviewPassed(passed) => {
                self.passed_draft = self.pending.take().map(|pending| pending.submitted.draft);
                self.reviewers.push(passed.reviewer.id.clone());
                self.passed = Some(passed.clone());
                self.passed_on = Some(on);
            }
            // A review looks at a whole case: what is announced or found anew, or said by the party afterwards, was not before the
            // reviewer.
            Event::PriorNoticeIssued(_) => self.begin_anew(),
            Event::InvestigationConcluded(_) | Event::StatementHeard(_) | Event::HearingHeld(_) => {
                self.passed = None;
                self.passed_on = None;
                self.passed_draft = None;
            }
            // Nothing is left to review once it is decided.
            _ if event.decision().is_some() => self.pending = None,
            _ => {}
        }
    }

    /// Forgets where the review stands; who reviewed and how often is not forgotten.
    fn begin_anew(&mut self) {
        let reviewers = std::mem::take(&mut self.reviewers);
        *self = Review { rounds: self.rounds, reviewers, ..Review::default() };
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::Story;
    use crate::testing::course::draft;
    use crate::testing::district::{CHEN, LIN, MAJOR, MINOR};

    #[test]
    fn an_agreement_ends_with_what_the_party_says_after_it() {
        let reviewed = Story::reviewed(MAJOR);
        assert!(reviewed.standing.review.passed.is_some());
        let statement = Story::stated(MAJOR).history.pop().expect("a statement").body.event;
        let hearing = Story::hearing_held().history.pop().expect("a hearing").body.event;
        for event in [statement, hearing] {
            let after = reviewed.clone().happens(event).standing.review;
            assert_eq!((after.passed, after.passed_draft), (None, None));
        }
    }

    #[test]
    fn an_agreement_ends_with_a_new_conclusion_or_a_new_notice() {
        let conclusion = Story::concluded().standing.investigation.concluded.expect("is concluded");
        let concluded = Story::reviewed(MAJOR).happens(crate::Event::InvestigationConcluded(conclusion));
        assert_eq!(concluded.standing.review.passed, None);
        let noticed = Story::reviewed(MAJOR).notifies(&draft(MAJOR));
        assert_eq!(noticed.standing.review.passed, None);
        assert_eq!(noticed.standing.review.rounds, 1);
    }

    #[test]
    fn a_matter_under_review_stays_there_when_the_party_speaks() {
        let statement = Story::stated(MAJOR).history.pop().expect("a statement").body.event;
        let after = Story::submitted(MAJOR).happens(statement);
        assert!(after.standing.review.pending.is_some());
    }

    #[test]
    fn everyone_who_gave_an_opinion_is_remembered() {
        let story = Story::returned(MAJOR).submits(&draft(MAJOR)).passes(LIN).notifies(&draft(MAJOR));
        let ids: Vec<&str> = story.standing.review.reviewers.iter().map(|id| id.0.as_str()).collect();
        assert_eq!(ids, [CHEN, LIN]);
    }

    #[test]
    fn nothing_lies_with_the_reviewers_after_the_decision() {
        let story = Story::submitted(MINOR).decides(&draft(MINOR));
        assert_eq!(story.standing.review.pending, None);
    }
}
