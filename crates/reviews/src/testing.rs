//! Test support: the acts of legal review filled in as an officer of [`events::testing::district`] would. Compiled for tests and with the feature
//! `testing` only.

use crate::no_penalty_submission::SubmitNoPenaltyForReview;
use crate::opinion::GiveOpinion;
use crate::submission::SubmitForReview;
use events::draft::Draft;
use events::testing::course::{entered, problem, seven_satisfied, unpenalised};

pub fn submission(draft: &Draft) -> SubmitForReview {
    SubmitForReview {
        draft: entered(draft),
        explanation: "事实清楚，证据充分，拟作出行政处罚。".to_owned(),
        answer: String::new(),
    }
}

/// `no_penalty`, `not_established` or `transferred`.
pub fn no_penalty_submission(outcome: &str) -> SubmitNoPenaltyForReview {
    SubmitNoPenaltyForReview {
        draft: unpenalised(outcome),
        explanation: "事实清楚，证据充分，依法不给予行政处罚。".to_owned(),
        answer: String::new(),
    }
}

pub fn agreement() -> GiveOpinion {
    GiveOpinion {
        verdict: "agree".to_owned(),
        checks: seven_satisfied(),
        problems: Vec::new(),
        opinion: "同意。".to_owned(),
    }
}

pub fn problems() -> GiveOpinion {
    GiveOpinion {
        verdict: "problems".to_owned(),
        problems: vec![problem()],
        opinion: "请补充后重新送审。".to_owned(),
        ..agreement()
    }
}
