//! 陈述申辩: the party states and defends; what it says must be listened to and checked, and never makes the penalty heavier (行政处罚法 art 45).

use crate::parts;
use events::cases::StatementHeard;
use events::field::{Field, Shape};
use events::standing::{Stage, Standing};
use events::{Act, Duty, Event, Occasion, Refusal};
use jiff::civil::Date;
use law::article::{Article, PENALTY_LAW};
use serde::{Deserialize, Serialize};

/// Records a statement and what checking it found.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct HearStatement {
    pub on: Option<Date>,
    pub by: String,
    pub content: String,
    pub finding: String,
    pub accepted: bool,
}

events::refusals! {
    /// Why it cannot be recorded.
    pub enum Refused {
        NoticeNotServed => Article::of(PENALTY_LAW, 44), "事先告知书尚未送达", "先送达事先告知书";
        DayWrong => Article::of(PENALTY_LAW, 45), "陈述申辩日期不能早于告知书送达之日，也不能晚于今天", "改正日期", field "on";
    }
}

impl Act for HearStatement {
    const NAME: &'static str = "HearStatement";
    const WORD: &'static str = "statement";
    const TITLE: &'static str = "听取陈述申辩";
    const STAGE: Stage = Stage::Notice;
    const DUTY: Duty = Duty::Handle;
    const EVENTS: &'static [&'static str] = &["StatementHeard"];
    const FIELDS: &'static [Field] = &[
        Field::new("on", "日期", Shape::Date),
        Field::new("by", "陈述申辩人", Shape::Line(100)),
        Field::new("content", "陈述申辩的内容", Shape::Text(10_000)),
        Field::new("finding", "复核意见", Shape::Text(3000)),
        Field::new("accepted", "采纳", Shape::Yes).optional(),
    ];

    fn decide(&self, case: &Standing, occasion: &Occasion<'_>) -> Result<Vec<Event>, Refusal> {
        parts::under_way(case)?;
        parts::may_act(case, occasion)?;
        let served = case.notice.served_on.ok_or(Refused::NoticeNotServed)?;
        let on = self.on.filter(|day| *day >= served && *day <= occasion.today()).ok_or(Refused::DayWrong)?;
        Ok(vec![Event::StatementHeard(StatementHeard {
            on,
            by: self.by.clone(),
            content: self.content.clone(),
            finding: self.finding.clone(),
            accepted: self.accepted,
        })])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing as filled;
    use events::testing::district::{LI, MINOR};
    use events::testing::{Story, day};

    #[test]
    fn what_the_party_says_is_heard_and_checked() {
        let story = Story::served(MINOR).at("2026-12-01T10:00");
        let heard = story.clone().does(&filled::statement(&story));
        assert_eq!(heard.standing, Story::stated(MINOR).standing);
    }

    #[test]
    fn it_needs_a_served_notice_and_no_decision() {
        for (story, name) in [
            (Story::new(), "NotOpened"),
            (Story::noticed(MINOR), "NoticeNotServed"),
            (Story::decided(MINOR), "AlreadyDecided"),
            (Story::served(MINOR).by(LI).at("2027-01-04T09:00"), "CertificateInvalid"),
        ] {
            assert_eq!(story.closed_to::<HearStatement>().as_deref(), Some(name));
            story.refused(&filled::statement(&story), name);
        }
        assert_eq!(Story::served(MINOR).closed_to::<HearStatement>(), None);
    }

    #[test]
    fn it_was_made_between_service_and_today() {
        let story = Story::served(MINOR).at("2026-12-01T10:00");
        let on = |text| HearStatement { on: Some(day(text)), ..filled::statement(&story) };
        assert!(story.tries(&on("2026-11-27")).is_ok());
        for wrong in ["2026-11-26", "2026-12-02"] {
            story.refused(&on(wrong), "DayWrong");
        }
    }
}
