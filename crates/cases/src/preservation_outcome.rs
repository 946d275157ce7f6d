//! 先行登记保存处理决定: what becomes of preserved property, within seven working days (行政处罚法 art 56). A decision after the period is still
//! recorded, and says how late it is: the fact must not disappear.

use crate::parts;
use events::cases::PreservationDecided;
use events::field::{Field, Offer, Shape};
use events::standing::{Stage, Standing};
use events::{Act, Duty, Event, Occasion, Refusal};
use law::article::{Article, PENALTY_LAW};
use serde::{Deserialize, Serialize};

/// Decides about preserved property.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct DecidePreservation {
    /// Number of the batch, as text because it is chosen from a list.
    pub preservation: String,
    pub outcome: String,
}

events::refusals! {
    /// Why nothing can be decided.
    pub enum Refused {
        NothingPreserved => Article::of(PENALTY_LAW, 56), "没有待处理的先行登记保存物品", "先办理先行登记保存";
        BatchUnknown => Article::of(PENALTY_LAW, 56), "没有这一批待处理的物品", "从待处理的批次中选择", field "preservation";
    }
}

impl Act for DecidePreservation {
    const NAME: &'static str = "DecidePreservation";
    const WORD: &'static str = "preservation_outcome";
    const TITLE: &'static str = "处理先行登记保存物品";
    const STAGE: Stage = Stage::Investigation;
    const DUTY: Duty = Duty::Handle;
    const EVENTS: &'static [&'static str] = &["PreservationDecided"];
    const FIELDS: &'static [Field] = &[
        Field::new("preservation", "批次", Shape::One(Offer::Preservations)),
        Field::new("outcome", "处理决定", Shape::Text(500))
            .hint("返还、作为证据保存、送检验鉴定、依法查封扣押等"),
    ];

    fn decide(&self, case: &Standing, occasion: &Occasion<'_>) -> Result<Vec<Event>, Refusal> {
        parts::filed(case)?;
        parts::may_act(case, occasion)?;
        if case.investigation.preservations_open().next().is_none() {
            return Err(Refused::NothingPreserved.into());
        }
        let mut open = case.investigation.preservations_open();
        let (kept, preserved_on) = open
            .find(|(kept, _)| kept.number.to_string() == self.preservation)
            .ok_or(Refused::BatchUnknown)?;
        let due = law::deadlines::preservation_decision(occasion.calendar(), preserved_on);
        let late = if due.overdue_on(occasion.today()) {
            format!("（{}，逾期处理）", due.left_in_words(occasion.calendar(), occasion.today()))
        } else {
            String::new()
        };
        Ok(vec![Event::PreservationDecided(PreservationDecided {
            preservation: kept.number,
            outcome: format!("{}{late}", self.outcome),
        })])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing as filled;
    use events::testing::Story;
    use events::testing::district::LI;

    fn preserved() -> Story {
        let story = Story::shown();
        story.clone().does(&filled::preservation(&story))
    }

    fn outcome(story: &Story) -> String {
        let decided = story.clone().does(&filled::preservation_outcome());
        assert_eq!(decided.standing.investigation.preservations_open().count(), 0);
        decided.standing.investigation.preservations[0].outcome.clone().unwrap_or_default()
    }

    #[test]
    fn within_seven_working_days_the_outcome_stands_as_written() {
        assert_eq!(outcome(&preserved().at("2026-12-03T17:00")), "作为证据保存。");
    }

    #[test]
    fn the_day_after_the_outcome_says_that_it_is_late() {
        assert_eq!(outcome(&preserved().at("2026-12-04T09:00")), "作为证据保存。（已超1个工作日，逾期处理）");
    }

    #[test]
    fn it_needs_property_that_is_not_yet_dealt_with() {
        let dealt_with = preserved().does(&filled::preservation_outcome());
        for (story, name) in [
            (Story::proposed(), "NotFiled"),
            (Story::shown(), "NothingPreserved"),
            (dealt_with, "NothingPreserved"),
        ] {
            assert_eq!(story.closed_to::<DecidePreservation>().as_deref(), Some(name));
            story.refused(&filled::preservation_outcome(), name);
        }
        assert_eq!(preserved().closed_to::<DecidePreservation>(), None);
        let unknown = DecidePreservation { preservation: "2".to_owned(), ..filled::preservation_outcome() };
        preserved().refused(&unknown, "BatchUnknown");
    }

    #[test]
    fn a_lapsed_certificate_closes_it() {
        let lapsed = preserved().by(LI).at("2027-01-04T09:00");
        assert_eq!(lapsed.closed_to::<DecidePreservation>().as_deref(), Some("CertificateInvalid"));
    }
}
