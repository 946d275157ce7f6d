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
