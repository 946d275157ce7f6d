//! 要求听证: within five working days of being told (行政处罚法 art 64 item 1). A late request is refused with the day it lapsed.

use crate::parts;
use events::cases::HearingRequested;
use events::field::{Field, Shape};
use events::standing::{Stage, Standing};
use events::{Act, Duty, Event, Occasion, Refusal};
use jiff::civil::Date;
use law::article::{Article, PENALTY_LAW};
use serde::{Deserialize, Serialize};

/// Enters the party's request for a hearing.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct RequestHearing {
    pub on: Option<Date>,
    pub by: String,
    pub grounds: String,
}

events::refusals! {
    /// Why no hearing can be asked for.
    pub enum Refused {
        NoticeNotServed => Article::of(PENALTY_LAW, 63), "听证告知书尚未送达", "先送达告知书";
        NoHearingRight => Article::of(PENALTY_LAW, 63), "拟作出的处罚不属于听证范围", "听取当事人的陈述申辩";
        AlreadyAsked => Article::of(PENALTY_LAW, 64).item(1), "当事人已经要求听证", "安排听证";
        AlreadyWaived => Article::of(PENALTY_LAW, 64).item(1), "当事人已经书面放弃听证", "按未听证的程序办理";
        DayWrong => Article::of(PENALTY_LAW, 64).item(1), "要求听证的日期不能早于告知书送达之日，也不能晚于今天", "改正日期", field "on";
        Lapsed { last_day: Date } => Article::of(PENALTY_LAW, 64).item(1), "要求听证的期限已于{last_day}届满，权利已经丧失", "按未要求听证办理；在陈述申辩中听取意见", field "on";
    }
}

impl Act for RequestHearing {
    const NAME: &'static str = "RequestHearing";
    const WORD: &'static str = "hearing_request";
    const TITLE: &'static str = "登记听证要求";
    const STAGE: Stage = Stage::Notice;
    const DUTY: Duty = Duty::Handle;
    const EVENTS: &'static [&'static str] = &["HearingRequested"];
    const FIELDS: &'static [Field] = &[
        Field::new("on", "提出日期", Shape::Date),
        Field::new("by", "提出人", Shape::Line(100)),
        Field::new("grounds", "理由", Shape::Text(3000)).optional(),
    ];

    fn decide(&self, case: &Standing, occasion: &Occasion<'_>) -> Result<Vec<Event>, Refusal> {
        parts::under_way(case)?;
        let served = case.notice.served_on.ok_or(Refused::NoticeNotServed)?;
        if !case.notice.issued.as_ref().is_some_and(|notice| notice.hearing_right) {
            return Err(Refused::NoHearingRight.into());
        }
        if case.hearing.requested_on.is_some() {
            return Err(Refused::AlreadyAsked.into());
        }
        if case.hearing.waived_on.is_some() {
            return Err(Refused::AlreadyWaived.into());
        }
        let on = self.on.filter(|day| *day >= served && *day <= occasion.today()).ok_or(Refused::DayWrong)?;
        let period = law::deadlines::hearing_request(occasion.calendar(), served);
        if on > period.last_day {
            return Err(Refused::Lapsed { last_day: period.last_day }.into());
        }
        Ok(vec![Event::HearingRequested(HearingRequested {
            on,
            by: self.by.clone(),
            grounds: self.grounds.clone(),
        })])
    }
}
