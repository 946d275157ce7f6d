//! 放弃听证: the party gives up the hearing in writing; the decision need not wait for the five working days (行政处罚法 art 64), but the case stays
//! in review scope, because it met the conditions of a hearing (plan clause 16).

use crate::hearing_notice;
use crate::hearing_request::Refused;
use crate::parts;
use events::cases::HearingWaived;
use events::field::{Field, Shape};
use events::standing::{Stage, Standing};
use events::{Act, Duty, Event, FileId, Occasion, Refusal};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Records that the party gave up its hearing.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct WaiveHearing {
    pub on: Option<Date>,
    pub by: String,
    pub proof: Option<FileId>,
}

impl Act for WaiveHearing {
    const NAME: &'static str = "WaiveHearing";
    const WORD: &'static str = "hearing_waiver";
    const TITLE: &'static str = "登记放弃听证";
    const STAGE: Stage = Stage::Notice;
    const DUTY: Duty = Duty::Handle;
    const EVENTS: &'static [&'static str] = &["HearingWaived"];
    const FIELDS: &'static [Field] = &[
        Field::new("on", "日期", Shape::Date),
        Field::new("by", "表示放弃的人", Shape::Line(100)),
        Field::new("proof", "书面材料", Shape::File).hint("当事人放弃听证的书面材料"),
    ];

    fn files(&self) -> Vec<FileId> {
        self.proof.into_iter().collect()
    }

    fn decide(&self, case: &Standing, occasion: &Occasion<'_>) -> Result<Vec<Event>, Refusal> {
        parts::under_way(case)?;
        let served = case.notice.served_on.ok_or(Refused::NoticeNotServed)?;
        if !case.notice.issued.as_ref().is_some_and(|notice| notice.hearing_right) {
            return Err(Refused::NoHearingRight.into());
        }
        if case.hearing.held_on.is_some() {
            return Err(hearing_notice::Refused::AlreadyHeld.into());
        }
        if case.hearing.waived_on.is_some() {
            return Err(Refused::AlreadyWaived.into());
        }
        let on = self.on.filter(|day| *day >= served && *day <= occasion.today()).ok_or(Refused::DayWrong)?;
        let proof = parts::proof(self.proof, occasion)?;
        Ok(vec![Event::HearingWaived(HearingWaived { on, by: self.by.clone(), proof: Some(proof) })])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing as filled;
    use events::testing::district::{MAJOR, MINOR};
    use events::testing::{Story, day};

    fn story() -> Story {
        Story::stated(MAJOR).stores("waiver.pdf")
    }

    #[test]
    fn a_hearing_given_up_in_writing_ends_the_wait_and_keeps_the_case_in_scope() {
        let waived = story().does(&filled::hearing_waiver(&story(), "waiver.pdf"));
        assert_eq!(waived.standing.hearing.waived_on, Some(day("2026-12-01")));
        assert_eq!(waived.standing.right_open(waived.registers.calendar(), waived.today()), None);
        let text = events::testing::course::draft(MINOR);
        let circumstances = waived.standing.circumstances(waived.body(), &text, waived.today());
        assert!(circumstances.expect("is open").scope(&text).in_scope);
    }

    #[test]
    fn a_hearing_asked_for_may_be_given_up() {
        let asked = Story::hearing_requested().stores("waiver.pdf");
        let waived = asked.clone().does(&filled::hearing_waiver(&asked, "waiver.pdf"));
        assert!(!waived.standing.hearing.pending());
    }

    #[test]
    fn it_needs_a_served_notice_that_gives_the_right_and_no_hearing() {
        let waived = story().does(&filled::hearing_waiver(&story(), "waiver.pdf"));
        for (story, name) in [
            (Story::new(), "NotOpened"),
            (Story::noticed(MAJOR), "NoticeNotServed"),
            (Story::served(MINOR), "NoHearingRight"),
            (waived, "AlreadyWaived"),
            (Story::hearing_held(), "AlreadyHeld"),
            (Story::decided(MAJOR), "AlreadyDecided"),
        ] {
            assert_eq!(story.closed_to::<WaiveHearing>().as_deref(), Some(name));
            story.refused(&filled::hearing_waiver(&story, "waiver.pdf"), name);
        }
        assert_eq!(story().closed_to::<WaiveHearing>(), None);
    }

    #[test]
    fn it_is_proved_by_a_stored_paper_of_a_day_since_service() {
        let act = filled::hearing_waiver(&story(), "waiver.pdf");
        let orally = WaiveHearing { proof: None, ..act.clone() };
        assert_eq!(story().refused(&orally, "FieldRefused").field.as_deref(), Some("proof"));
        story().refused(&filled::hearing_waiver(&story(), "lost.pdf"), "FileNotStored");
        for wrong in ["2026-11-26", "2026-12-02"] {
            story().refused(&WaiveHearing { on: Some(day(wrong)), ..act.clone() }, "DayWrong");
        }
    }
}
