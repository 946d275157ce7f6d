//! 逾期转督办: a clock of a letter has run out; the fact is entered and the justice bureau's supervision called in (plan clause 5, features 5.3; 信访工作条例: 督办).
//! The program performs it in its upkeep; what it says follows from the clock alone, so it matters to nobody who asks for it.

use crate::clock;
use crate::wall::Closed;
use events::complaints::LetterOverdue;
use events::field::Field;
use events::standing::{Stage, Standing};
use events::{Act, Duty, Event, Occasion, Refusal};
use jiff::civil::Date;
use law::article::{Article, PETITION_REGULATION};
use serde::{Deserialize, Serialize};

/// Notes that a letter is overdue.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct NoteOverdue {}

events::refusals! {
    /// Why nothing is to be noted.
    pub enum Refused {
        InTime { due: Date } => Article::of(PETITION_REGULATION, 0), "期限至{due}，尚未届满", "期限届满后自动转督办";
        AlreadyNoted => Article::of(PETITION_REGULATION, 0), "已经转督办", "由执法监督人员办理";
    }
}

impl Act for NoteOverdue {
    const NAME: &'static str = "NoteOverdue";
    const WORD: &'static str = "overdue";
    const TITLE: &'static str = "逾期转督办";
    const STAGE: Stage = Stage::Complaint;
    const DUTY: Duty = Duty::Anyone;
    const EVENTS: &'static [&'static str] = &["LetterOverdue"];
    const FIELDS: &'static [Field] = &[];

    fn decide(&self, case: &Standing, occasion: &Occasion<'_>) -> Result<Vec<Event>, Refusal> {
        if case.complaint.received.is_none() {
            return Err(Closed::NoLetter.into());
        }
        let running = clock::running(case, occasion.calendar()).ok_or(Closed::Ended)?;
        if case.complaint.overdue.is_some() {
            return Err(Refused::AlreadyNoted.into());
        }
        let due = running.deadline.last_day;
        if !running.deadline.overdue_on(occasion.today()) {
            return Err(Refused::InTime { due }.into());
        }
        Ok(vec![Event::LetterOverdue(LetterOverdue { what: running.what.to_owned(), due })])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::declining::DeclineLetter;
    use crate::taking_on::TakeOnLetter;
    use crate::testing::letter;
    use events::testing::{Story, day, district};

    const NOTE: NoteOverdue = NoteOverdue {};

    #[test]
    fn on_the_day_after_the_last_it_is_noted_once() {
        let story = Story::new().does(&letter());
        let last = story.clone().at("2026-12-08T23:59");
        assert_eq!(last.refused(&NOTE, "InTime").says, "期限至2026-12-08，尚未届满");
        let late = story.at("2026-12-09T00:00").does(&NOTE);
        assert_eq!(late.standing.complaint.overdue.as_ref().map(|late| late.due), Some(day("2026-12-08")));
        late.refused(&NOTE, "AlreadyNoted");
    }

    #[test]
    fn taking_it_on_late_lets_the_next_clock_run() {
        let late = Story::new().does(&letter()).at("2026-12-09T09:00").does(&NOTE);
        let taken = late.by(district::WU).does(&TakeOnLetter::default());
        assert_eq!(taken.standing.complaint.overdue, None);
        taken.refused(&NOTE, "InTime");
        let again = taken.at("2027-03-01T09:00").does(&NOTE).standing.complaint.overdue.expect("late again");
        assert_eq!(again.what, "答复来信人");
    }

    #[test]
    fn nothing_is_late_that_is_ended_or_no_letter() {
        Story::new().refused(&NOTE, "NoLetter");
        let declined = DeclineLetter { ground: "unclear".to_owned(), reason: "无法核查。".to_owned() };
        Story::new().does(&letter()).does(&declined).at("2027-03-01T09:00").refused(&NOTE, "Ended");
    }
}
