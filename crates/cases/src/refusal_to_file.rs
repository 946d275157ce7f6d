//! 不予立案: the head of the body finds no ground to file (行政处罚法 art 54); the case ends here and its papers are still filed away.

use crate::parts::{self, Closed};
use events::cases::FilingDeclined;
use events::field::{Field, Shape};
use events::standing::{Stage, Standing};
use events::{Act, Duty, Event, Occasion, Refusal};
use law::article::{Article, PENALTY_LAW};
use serde::{Deserialize, Serialize};

/// Declines to file.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct DeclineFiling {
    pub reason: String,
}

events::refusals! {
    /// Why filing cannot be declined.
    pub enum Refused {
        AlreadyFiled => Article::of(PENALTY_LAW, 54).paragraph(2), "案件已经立案，不能再不予立案", "按调查结果依法处理";
    }
}

impl Act for DeclineFiling {
    const NAME: &'static str = "DeclineFiling";
    const WORD: &'static str = "refusal_to_file";
    const TITLE: &'static str = "不予立案";
    const STAGE: Stage = Stage::Filing;
    const DUTY: Duty = Duty::Head;
    const EVENTS: &'static [&'static str] = &["FilingDeclined"];
    const FIELDS: &'static [Field] = &[Field::new("reason", "不予立案的理由和依据", Shape::Text(1000))];

    fn decide(&self, case: &Standing, occasion: &Occasion<'_>) -> Result<Vec<Event>, Refusal> {
        if case.opened.is_none() {
            return Err(Closed::NotOpened.into());
        }
        if case.ended() {
            return Err(Closed::Ended.into());
        }
        if case.filed_on.is_some() {
            return Err(Refused::AlreadyFiled.into());
        }
        parts::head_may(case, occasion)?;
        Ok(vec![Event::FilingDeclined(FilingDeclined {
            approver: occasion.officer(),
            reason: self.reason.clone(),
        })])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing as filled;
    use events::OfficerId;
    use events::testing::Story;
    use events::testing::district::{SUN, ZHANG, ZHAO};

    #[test]
    fn the_case_ends_where_there_is_no_ground_to_file() {
        let story = Story::proposed().at("2026-11-23T14:00").by(ZHAO).does(&filled::refusal_to_file());
        assert_eq!(story.standing, Story::declined().standing);
        assert!(story.standing.ended());
    }

    #[test]
    fn a_clue_may_be_declined_before_anyone_proposes_filing() {
        assert!(Story::opened().by(ZHAO).tries(&filled::refusal_to_file()).is_ok());
    }

    #[test]
    fn a_head_who_handles_does_not_decline() {
        let proposal = crate::filing_proposal::ProposeFiling {
            officers: [ZHANG, SUN].map(OfficerId::from).to_vec(),
            ..filled::filing_proposal()
        };
        let story = Story::opened().does(&proposal).by(SUN);
        assert_eq!(story.closed_to::<DeclineFiling>().as_deref(), Some("HeadHandles"));
        story.refused(&filled::refusal_to_file(), "HeadHandles");
        assert!(story.by(ZHAO).tries(&filled::refusal_to_file()).is_ok());
    }

    #[test]
    fn it_needs_a_case_that_is_neither_filed_nor_ended() {
        for (story, name) in
            [(Story::new(), "NotOpened"), (Story::filed(), "AlreadyFiled"), (Story::declined(), "Ended")]
        {
            let story = story.by(ZHAO);
            assert_eq!(story.closed_to::<DeclineFiling>().as_deref(), Some(name));
            story.refused(&filled::refusal_to_file(), name);
        }
    }
}
