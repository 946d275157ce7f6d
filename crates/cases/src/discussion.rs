//! 集体讨论: for complicated or serious violations the heads of the body decide together (行政处罚法 art 57 para 2); the record names each
//! member's opinion. It comes after the review and the hearing, because it discusses what they found.

use crate::parts;
use events::cases::{DiscussionHeld, Opinion};
use events::field::{Field, Shape};
use events::standing::{Stage, Standing};
use events::{Act, Duty, Event, Occasion, Refusal};
use jiff::civil::Date;
use law::article::{Article, PENALTY_LAW};
use serde::{Deserialize, Serialize};

/// Records a collective discussion.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct HoldDiscussion {
    pub on: Option<Date>,
    pub place: String,
    pub chair: String,
    pub members: Vec<Opinion>,
    pub conclusion: String,
}

events::refusals! {
    /// Why it cannot be recorded.
    pub enum Refused {
        NotConcluded => Article::of(PENALTY_LAW, 57), "调查尚未终结", "先办理调查终结";
        DayWrong => Article::of(PENALTY_LAW, 57).paragraph(2), "讨论日期不能晚于今天", "改正日期", field "on";
        TooFew => Article::of(PENALTY_LAW, 57).paragraph(2), "集体讨论应当有两名以上负责人参加并记明各人意见", "补充参加人及其意见", field "members";
    }
}

impl Act for HoldDiscussion {
    const NAME: &'static str = "HoldDiscussion";
    const WORD: &'static str = "discussion";
    const TITLE: &'static str = "集体讨论";
    const STAGE: Stage = Stage::Decision;
    const DUTY: Duty = Duty::Head;
    const EVENTS: &'static [&'static str] = &["DiscussionHeld"];
    const FIELDS: &'static [Field] = &[
        Field::new("on", "日期", Shape::Date),
        Field::new("place", "地点", Shape::Line(100)),
        Field::new("chair", "主持人", Shape::Line(50)),
        Field::new(
            "members",
            "参加人及意见",
            Shape::Rows(&[
                Field::new("name", "姓名", Shape::Line(50)),
                Field::new("post", "职务", Shape::Line(50)),
                Field::new("opinion", "意见", Shape::Text(1000)),
            ]),
        ),
        Field::new("conclusion", "结论", Shape::Text(2000)),
    ];

    fn decide(&self, case: &Standing, occasion: &Occasion<'_>) -> Result<Vec<Event>, Refusal> {
        parts::under_way(case)?;
        if case.investigation.concluded.is_none() {
            return Err(Refused::NotConcluded.into());
        }
        let on = self.on.filter(|day| *day <= occasion.today()).ok_or(Refused::DayWrong)?;
        if self.members.len() < 2 {
            return Err(Refused::TooFew.into());
        }
        Ok(vec![Event::DiscussionHeld(DiscussionHeld {
            on,
            place: self.place.clone(),
            chair: self.chair.clone(),
            members: self.members.clone(),
            conclusion: self.conclusion.clone(),
        })])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing as filled;
    use events::testing::Story;
    use events::testing::district::{MINOR, ZHAO};

    fn story() -> Story {
        Story::concluded_as(true, false).by(ZHAO)
    }

    #[test]
    fn the_heads_discuss_and_each_opinion_is_kept() {
        let held = story().does(&filled::discussion(&story())).standing.discussion.expect("is held");
        assert_eq!(held.members.len(), 2);
    }

    #[test]
    fn it_needs_a_concluded_investigation_and_no_decision() {
        for (story, name) in [
            (Story::new(), "NotOpened"),
            (Story::investigated(), "NotConcluded"),
            (Story::decided(MINOR), "AlreadyDecided"),
        ] {
            assert_eq!(story.closed_to::<HoldDiscussion>().as_deref(), Some(name));
            story.refused(&filled::discussion(&story), name);
        }
        assert_eq!(story().closed_to::<HoldDiscussion>(), None);
    }

    #[test]
    fn two_take_part_and_not_in_the_future() {
        let mut alone = filled::discussion(&story());
        alone.members.truncate(1);
        story().refused(&alone, "TooFew");
        let tomorrow = HoldDiscussion { on: story().today().tomorrow().ok(), ..filled::discussion(&story()) };
        story().refused(&tomorrow, "DayWrong");
    }
}
