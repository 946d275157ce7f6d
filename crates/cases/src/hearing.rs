//! 举行听证: held as arranged and recorded by its chair (主持人), minutes signed or the refusal noted (行政处罚法 art 64). A party that stays away or leaves
//! without good cause has given it up and signs nothing (item 6). The decision is then made by the minutes (art 65), or says that it was given up.

use crate::hearing_notice;
use crate::parts;
use crate::signing::{self, Signing};
use events::cases::{HearingHeld, Signature};
use events::field::{Field, Shape};
use events::signing::Reading;
use events::standing::{Stage, Standing};
use events::{Act, Duty, Event, FileId, Occasion, Refusal};
use jiff::civil::Date;
use law::article::{Article, PENALTY_LAW};
use serde::{Deserialize, Serialize};

/// Records that the hearing was held.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct HoldHearing {
    pub present: String,
    pub minutes: String,
    pub report: String,
    pub absent_party: bool,
    #[serde(flatten)]
    pub signing: Signing,
}

events::refusals! {
    /// Why it cannot be recorded.
    pub enum Refused {
        NotScheduled => Article::of(PENALTY_LAW, 64).item(2), "尚未通知听证的时间、地点", "先通知听证";
        NotYet { day: Date } => Article::of(PENALTY_LAW, 64), "听证定于{day}举行，尚未到时间", "在听证举行后记录";
        AbsentSigns => Article::of(PENALTY_LAW, 64).item(6), "当事人没有出席或者中途退出的，视为放弃听证，没有当事人签名", "删去签名各项；当事人到场的，不勾选缺席", field "signed_by";
        AlreadyHeld => Article::of(PENALTY_LAW, 64), "听证已经举行", "按听证笔录办理";
    }
}

impl Act for HoldHearing {
    const NAME: &'static str = "HoldHearing";
    const WORD: &'static str = "hearing";
    const TITLE: &'static str = "举行听证";
    const STAGE: Stage = Stage::Notice;
    const DUTY: Duty = Duty::Chair;
    const EVENTS: &'static [&'static str] = &["HearingHeld"];
    const FIELDS: &'static [Field] = &signing::with::<4, 16>([
        Field::new("present", "参加人", Shape::Text(1000)),
        Field::new("minutes", "听证笔录", Shape::Text(20_000)),
        Field::new("report", "听证报告（主持人意见）", Shape::Text(5000)),
        Field::new("absent_party", "当事人无正当理由拒不出席或者中途退出", Shape::Yes).optional(),
    ]);

    fn files(&self) -> Vec<FileId> {
        self.signing.files()
    }

    fn reading(&self, case: &Standing, occasion: &Occasion<'_>) -> Option<Result<Reading, Refusal>> {
        Some(held_on(case, occasion).map(|day| self.minutes_of(day)))
    }

    fn decide(&self, case: &Standing, occasion: &Occasion<'_>) -> Result<Vec<Event>, Refusal> {
        let day = held_on(case, occasion)?;
        let signature = match self.absent_party {
            true if !self.signing.is_blank() => return Err(Refused::AbsentSigns.into()),
            true => Signature::Absent,
            false => self.signing.read(&self.minutes_of(day), case, occasion)?,
        };
        Ok(vec![Event::HearingHeld(HearingHeld {
            on: day,
            present: self.present.clone(),
            minutes: self.minutes.clone(),
            report: self.report.clone(),
            absent_party: self.absent_party,
            signature,
        })])
    }
}

impl HoldHearing {
    /// What the party reads and signs; the report of the chair is not for signing.
    fn minutes_of(&self, day: Date) -> Reading {
        let lines = [
            ("举行日期", day.to_string()),
            ("参加人", self.present.clone()),
            ("听证笔录", self.minutes.clone()),
        ];
        let lines = lines.map(|(label, text)| (label.to_owned(), text)).into();
        Reading { title: "听证笔录".to_owned(), lines }
    }
}

/// The day of the hearing, if it can have been held.
fn held_on(case: &Standing, occasion: &Occasion<'_>) -> Result<Date, Refusal> {
    parts::under_way(case)?;
    let scheduled = case.hearing.scheduled.as_ref().ok_or(Refused::NotScheduled)?;
    if case.hearing.held_on.is_some() {
        return Err(Refused::AlreadyHeld.into());
    }
    if case.hearing.waived_on.is_some() {
        return Err(hearing_notice::Refused::Waived.into());
    }
    let day = scheduled.at.date();
    if occasion.moment() < scheduled.at {
        return Err(Refused::NotYet { day }.into());
    }
    Ok(day)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing as filled;
    use events::testing::Story;
    use events::testing::district::MAJOR;

    #[test]
    fn a_hearing_is_held_as_arranged() {
        let held = Story::hearing_scheduled().at("2026-12-15T14:00").does(&filled::hearing());
        assert_eq!(held.standing, Story::hearing_held().standing);
        assert!(!held.standing.hearing.pending());
    }

    #[test]
    fn it_is_not_recorded_before_its_time() {
        let early = Story::hearing_scheduled().at("2026-12-15T09:29");
        assert_eq!(early.closed_to::<HoldHearing>().as_deref(), Some("NotYet"));
        early.refused(&filled::hearing(), "NotYet");
        let on_time = Story::hearing_scheduled().at("2026-12-15T09:30");
        assert_eq!(on_time.closed_to::<HoldHearing>(), None);
        assert!(on_time.tries(&filled::hearing()).is_ok());
    }

    #[test]
    fn it_needs_a_hearing_that_is_arranged_not_given_up_and_not_held() {
        let given_up = Story::hearing_scheduled().stores("waiver.pdf");
        let given_up = given_up.clone().does(&filled::hearing_waiver(&given_up, "waiver.pdf"));
        for (story, name) in [
            (Story::new(), "NotOpened"),
            (Story::hearing_requested(), "NotScheduled"),
            (given_up.at("2026-12-15T14:00"), "Waived"),
            (Story::hearing_held(), "AlreadyHeld"),
            (Story::decided(MAJOR), "AlreadyDecided"),
        ] {
            assert_eq!(story.closed_to::<HoldHearing>().as_deref(), Some(name));
            story.refused(&filled::hearing(), name);
        }
    }

    #[test]
    fn a_party_that_stays_away_signs_nothing_and_has_given_the_hearing_up() {
        let story = Story::hearing_scheduled().at("2026-12-15T14:00");
        let absent = HoldHearing { absent_party: true, signing: Signing::default(), ..filled::hearing() };
        let ended = story.clone().does(&absent).standing;
        assert!(ended.hearing.absent_party && !ended.hearing.pending());
        let signing = HoldHearing { absent_party: true, ..filled::hearing() };
        story.refused(&signing, "AbsentSigns");
    }

    #[test]
    fn the_minutes_are_signed_or_the_refusal_is_witnessed() {
        let unsigned = HoldHearing { signing: Signing::default(), ..filled::hearing() };
        let story = Story::hearing_scheduled().at("2026-12-15T14:00");
        assert_eq!(story.refused(&unsigned, "FieldRefused").field.as_deref(), Some("signed_by"));
    }
}
