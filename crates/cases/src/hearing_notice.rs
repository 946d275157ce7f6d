//! 听证通知: time and place are made known seven working days before (行政处罚法 art 64 item 2); the chair is nobody who investigated the case
//! (item 4).

use crate::parts;
use events::cases::HearingScheduled;
use events::field::{Field, Offer, Shape};
use events::occasion::named;
use events::registers::Post;
use events::standing::{Stage, Standing};
use events::{Act, Duty, Event, Occasion, OfficerId, Refusal};
use jiff::civil::{Date, DateTime};
use law::article::{Article, PENALTY_LAW};
use serde::{Deserialize, Serialize};

/// Schedules the hearing.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ScheduleHearing {
    pub at: Option<DateTime>,
    pub place: String,
    pub chair: OfficerId,
    pub clerk: String,
    pub notified_on: Option<Date>,
    pub public: bool,
}

events::refusals! {
    /// Why it cannot be scheduled so.
    pub enum Refused {
        NotAsked => Article::of(PENALTY_LAW, 63), "当事人没有要求听证", "当事人要求听证后安排";
        AlreadyHeld => Article::of(PENALTY_LAW, 64), "听证已经举行", "按听证笔录办理";
        Waived => Article::of(PENALTY_LAW, 64).item(1), "当事人已经书面放弃听证", "按未听证的程序办理";
        NotifiedWrong => Article::of(PENALTY_LAW, 64).item(2), "通知日期不能晚于今天，也不能早于当事人要求听证之日", "改正日期", field "notified_on";
        TooEarly { earliest: Date } => Article::of(PENALTY_LAW, 64).item(2), "应当在听证七个工作日前通知，最早可在{earliest}举行", "改在{earliest}或者以后举行", field "at";
        ChairInvestigated => Article::of(PENALTY_LAW, 64).item(4), "听证由非本案调查人员主持", "另选主持人", field "chair";
        ChairUnknown => Article::of(PENALTY_LAW, 64).item(4), "主持人不是本机关的听证主持人", "从听证主持人中选择", field "chair";
    }
}

impl Act for ScheduleHearing {
    const NAME: &'static str = "ScheduleHearing";
    const WORD: &'static str = "hearing_notice";
    const TITLE: &'static str = "通知听证";
    const STAGE: Stage = Stage::Notice;
    const DUTY: Duty = Duty::Handle;
    const EVENTS: &'static [&'static str] = &["HearingScheduled"];
    const FIELDS: &'static [Field] = &[
        Field::new("notified_on", "通知当事人之日", Shape::Date),
        Field::new("at", "听证时间", Shape::Moment),
        Field::new("place", "听证地点", Shape::Line(200)),
        Field::new("chair", "听证主持人", Shape::One(Offer::Chairs)),
        Field::new("clerk", "记录员", Shape::Line(50)),
        Field::new("public", "公开举行", Shape::Yes)
            .optional()
            .hint("涉及国家秘密、商业秘密或者个人隐私依法予以保密的除外"),
    ];

    fn decide(&self, case: &Standing, occasion: &Occasion<'_>) -> Result<Vec<Event>, Refusal> {
        parts::under_way(case)?;
        let requested = case.hearing.requested_on.ok_or(Refused::NotAsked)?;
        if case.hearing.held_on.is_some() {
            return Err(Refused::AlreadyHeld.into());
        }
        if case.hearing.waived_on.is_some() {
            return Err(Refused::Waived.into());
        }
        let in_time = |day: &Date| *day >= requested && *day <= occasion.today();
        let notified_on = self.notified_on.filter(in_time).ok_or(Refused::NotifiedWrong)?;
        let earliest = law::deadlines::hearing_notice(occasion.calendar(), notified_on).last_day;
        let at = self.at.filter(|at| at.date() >= earliest).ok_or(Refused::TooEarly { earliest })?;
        let chair = occasion
            .registers
            .officer(&self.chair)
            .filter(|chair| chair.body == occasion.body.code && chair.posts.contains(&Post::Chair));
        let chair = chair.ok_or(Refused::ChairUnknown)?;
        if case.handles(&chair.id) || case.recused.contains(&chair.id) {
            return Err(Refused::ChairInvestigated.into());
        }
        Ok(vec![Event::HearingScheduled(HearingScheduled {
            at,
            place: self.place.clone(),
            chair: named(chair),
            clerk: self.clerk.clone(),
            notified_on,
            public: self.public,
        })])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing as filled;
    use events::testing::district::{LI, MAJOR, WANG, ZHANG, ZHAO};
    use events::testing::{Story, day};

    fn story() -> Story {
        Story::hearing_requested().at("2026-12-03T10:00")
    }

    #[test]
    fn the_hearing_is_arranged() {
        let arranged = story().does(&filled::hearing_notice(&story()));
        assert_eq!(arranged.standing, Story::hearing_scheduled().standing);
    }

    #[test]
    fn seven_full_working_days_lie_between_notice_and_hearing() {
        let at = |text: &str| ScheduleHearing { at: text.parse().ok(), ..filled::hearing_notice(&story()) };
        assert!(story().tries(&at("2026-12-15T00:00")).is_ok());
        let refusal = story().refused(&at("2026-12-14T23:59"), "TooEarly");
        assert!(refusal.says.contains("2026-12-15"), "{}", refusal.says);
        story().refused(&at(""), "TooEarly");
    }

    #[test]
    fn it_needs_a_request_that_still_stands() {
        let given_up = story().stores("waiver.pdf");
        let given_up = given_up.clone().does(&filled::hearing_waiver(&given_up, "waiver.pdf"));
        for (story, name) in [
            (Story::new(), "NotOpened"),
            (Story::served(MAJOR), "NotAsked"),
            (given_up, "Waived"),
            (Story::hearing_held(), "AlreadyHeld"),
            (Story::decided(MAJOR), "AlreadyDecided"),
        ] {
            assert_eq!(story.closed_to::<ScheduleHearing>().as_deref(), Some(name));
            story.refused(&filled::hearing_notice(&story), name);
        }
        assert_eq!(story().closed_to::<ScheduleHearing>(), None);
    }

    #[test]
    fn the_party_is_told_between_its_request_and_today() {
        for wrong in ["2026-12-01", "2026-12-04"] {
            let act = ScheduleHearing { notified_on: Some(day(wrong)), ..filled::hearing_notice(&story()) };
            story().refused(&act, "NotifiedWrong");
        }
    }

    #[test]
    fn a_chair_of_the_body_who_did_not_investigate_presides() {
        let chaired_by =
            |id: &str| ScheduleHearing { chair: OfficerId::from(id), ..filled::hearing_notice(&story()) };
        for unknown in ["", "nobody", ZHANG] {
            story().refused(&chaired_by(unknown), "ChairUnknown");
        }
        let may_chair = |story: Story, id: &str| {
            let mut officer = story.registers.officer(&OfficerId::from(id)).expect("is entered").clone();
            officer.posts.push(Post::Chair);
            story.enters(Event::OfficerEntered(officer))
        };
        may_chair(story(), ZHANG).refused(&chaired_by(ZHANG), "ChairInvestigated");
        let left =
            story().does(&filled::recusal_request(LI)).by(ZHAO).does(&filled::recusal(LI, WANG)).by(ZHANG);
        may_chair(left, LI).refused(&chaired_by(LI), "ChairInvestigated");
    }
}
