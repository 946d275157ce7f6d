//! Legal review (法制审核): what lies with the reviewers, what came back, what was agreed to.

use crate::draft::Draft;
use crate::event::Event;
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
    /// The text the agreement was given for.
    pub passed_draft: Option<Draft>,
    /// How often it was submitted.
    pub rounds: u32,
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
                let rounds = self.rounds + 1;
                *self = Review {
                    pending: Some(Submission { submitted: submitted.clone(), on }),
                    rounds,
                    ..Review::default()
                };
            }
            Event::ReviewReturned(returned) => {
                self.returned_draft = self.pending.take().map(|pending| pending.submitted.draft);
                self.returned = Some(returned.clone());
            }
            Event::ReviewPassed(passed) => {
                self.passed_draft = self.pending.take().map(|pending| pending.submitted.draft);
                self.passed = Some(passed.clone());
            }
            // A review looks at a whole case: what is announced anew, or said by the party afterwards, was not before the reviewer.
            Event::PriorNoticeIssued(_) => *self = Review { rounds: self.rounds, ..Review::default() },
            _ => {}
        }
    }
}
