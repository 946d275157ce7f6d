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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing as filled;
    use events::testing::district::{MAJOR, MINOR};
    use events::testing::{Story, day};

    #[test]
    fn the_party_asks_for_a_hearing() {
        let story = Story::stated(MAJOR).at("2026-12-02T10:00");
        let asked = story.clone().does(&filled::hearing_request(&story));
        assert_eq!(asked.standing, Story::hearing_requested().standing);
        assert!(asked.standing.hearing.pending());
    }

    #[test]
    fn five_working_days_after_a_friday_end_on_the_next_friday() {
        let last_day = Story::served(MAJOR).at("2026-12-04T23:59");
        assert!(last_day.tries(&filled::hearing_request(&last_day)).is_ok());
        let next_day = Story::served(MAJOR).at("2026-12-05T00:00");
        let refusal = next_day.refused(&filled::hearing_request(&next_day), "Lapsed");
        assert!(refusal.says.contains("2026-12-04"), "{}", refusal.says);
    }

    #[test]
    fn a_request_made_in_time_may_be_entered_later() {
        let later = Story::lapsed(MAJOR);
        let act = RequestHearing { on: Some(day("2026-12-04")), ..filled::hearing_request(&later) };
        assert!(later.tries(&act).is_ok());
    }

    #[test]
    fn it_needs_a_served_notice_that_gives_the_right_and_was_not_answered() {
        let waived = Story::served(MAJOR).stores("waiver.pdf");
        let waived = waived.clone().does(&filled::hearing_waiver(&waived, "waiver.pdf"));
        for (story, name) in [
            (Story::new(), "NotOpened"),
            (Story::noticed(MAJOR), "NoticeNotServed"),
            (Story::served(MINOR), "NoHearingRight"),
            (Story::hearing_requested(), "AlreadyAsked"),
            (waived, "AlreadyWaived"),
            (Story::decided(MAJOR), "AlreadyDecided"),
        ] {
            assert_eq!(story.closed_to::<RequestHearing>().as_deref(), Some(name));
            story.refused(&filled::hearing_request(&story), name);
        }
        assert_eq!(Story::served(MAJOR).closed_to::<RequestHearing>(), None);
    }

    #[test]
    fn it_was_made_between_service_and_today() {
        let story = Story::served(MAJOR).at("2026-12-02T10:00");
        for wrong in ["2026-11-26", "2026-12-03"] {
            let act = RequestHearing { on: Some(day(wrong)), ..filled::hearing_request(&story) };
            story.refused(&act, "DayWrong");
        }
    }
}
