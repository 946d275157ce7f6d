//! 录入工作日历: the State Council's notice of a year's days off and days worked, from which every period in working days is counted (行政处罚法
//! art 85). A year entered again replaces the year, which is how a notice changed midway is worked in.
//!
//! The days themselves are judged by `law::calendar`, on a copy of the calendar that stands; nothing is entered that would not load.

use crate::reach;
use crate::shape::filled;
use crate::two_persons::{self, Enters};
use events::field::{Field, Shape};
use events::registers::CalendarEntered;
use events::standing::{Stage, Standing};
use events::{Act, Duty, Event, Occasion, Refusal};
use jiff::civil::Date;
use law::article::{Article, PENALTY_LAW};
use law::calendar::{CalendarError, CalendarYear};
use serde::{Deserialize, Serialize};

/// Enters a year of the calendar.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct EnterCalendar {
    pub year: i16,
    pub notice: String,
    /// Days as `2027-01-01`.
    pub rest: Vec<String>,
    pub working: Vec<String>,
    pub amended_by: Vec<String>,
}

events::refusals! {
    /// Why it cannot be entered.
    pub enum Refused {
        YearWrong { reason: String } => Article::of(PENALTY_LAW, 85), "{reason}", "改正年份", field "year";
        NoticeWrong { reason: String } => Article::of(PENALTY_LAW, 85), "{reason}", "填写国务院办公厅通知的文号", field "notice";
        RestWrong { reason: String } => Article::of(PENALTY_LAW, 85), "{reason}", "按通知核对放假日期", field "rest";
        WorkingWrong { reason: String } => Article::of(PENALTY_LAW, 85), "{reason}", "按通知核对调休上班日期", field "working";
        Unchanged { year: i16 } => Article::of(PENALTY_LAW, 85), "{year}年的日历已经录入，内容相同", "通知有变动的，按变动后的内容录入", field "year";
    }
}

impl Act for EnterCalendar {
    const NAME: &'static str = "EnterCalendar";
    const WORD: &'static str = "calendar";
    const TITLE: &'static str = "录入工作日历";
    const STAGE: Stage = Stage::Register;
    const DUTY: Duty = Duty::Keep;
    const EVENTS: &'static [&'static str] = &["CalendarEntered"];
    const FIELDS: &'static [Field] = &[
        Field::new("year", "年份", Shape::Whole(1990, 2200)),
        Field::new("notice", "通知文号", Shape::Line(100)).hint("如：国办发明电〔2025〕7号"),
        Field::new("rest", "放假的周一至周五", Shape::Lines(10))
            .optional()
            .hint("每行一天，如2027-01-01；周末不列"),
        Field::new("working", "上班的周六、周日", Shape::Lines(10))
            .optional()
            .hint("每行一天，调休上班的周末"),
        Field::new("amended_by", "后来变动的通知文号", Shape::Lines(100)).optional(),
    ];

    fn decide(&self, _case: &Standing, occasion: &Occasion<'_>) -> Result<Vec<Event>, Refusal> {
        two_persons::nobody_else(occasion)?;
        self.enter(occasion)
    }
}

impl Enters for EnterCalendar {
    fn enter(&self, occasion: &Occasion<'_>) -> Result<Vec<Event>, Refusal> {
        if !reach::supervises(occasion) {
            return Err(reach::OutOfReach::BureauOnly.into());
        }
        let year = CalendarYear {
            year: self.year,
            notice: filled("notice", &self.notice)?,
            rest: days("rest", &self.rest)?,
            working: days("working", &self.working)?,
            amended_by: self.amended_by.clone(),
        };
        let before = occasion.calendar();
        let mut after = before.clone();
        after.load(year.clone()).map_err(|fault| refused(fault, self))?;
        // A second notice may move days of the year before: then the year's own content can be the same and yet something changed.
        if after == *before {
            return Err(Refused::Unchanged { year: self.year }.into());
        }
        Ok(vec![Event::CalendarEntered(CalendarEntered { calendar: year })])
    }
}

fn days(field: &str, lines: &[String]) -> Result<Vec<Date>, Refusal> {
    let day = |line: &String| {
        let text = line.trim();
        let read = text.parse::<Date>().ok().filter(|_| text.len() == 10);
        read.ok_or_else(|| {
            Refusal::of_field(field, format!("“{text}”不是存在的日子；应写作2027-01-01的形式"))
        })
    };
    let mut days = lines.iter().map(day).collect::<Result<Vec<Date>, Refusal>>()?;
    days.sort_unstable();
    Ok(days)
}

/// A calendar's fault at the field where it lies.
fn refused(fault: CalendarError, act: &EnterCalendar) -> Refusal {
    let reason = fault.to_string();
    let in_working = |day: Date| act.working.iter().any(|line| line.trim() == day.to_string());
    match fault {
        CalendarError::Year(_) => Refused::YearWrong { reason }.into(),
        CalendarError::Notice => Refused::NoticeWrong { reason }.into(),
        CalendarError::WorkOnWeekday(_) => Refused::WorkingWrong { reason }.into(),
        CalendarError::OtherYear(day, _)
        | CalendarError::YearBeforeMissing(day, _)
        | CalendarError::Twice(day)
            if in_working(day) =>
        {
            Refused::WorkingWrong { reason }.into()
        }
        _ => Refused::RestWrong { reason }.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{District, refused};
    use jiff::civil::date;
    use law::calendar::DayKind;

    fn next_year() -> EnterCalendar {
        EnterCalendar {
            year: 2027,
            notice: "国办发明电〔2026〕9号".into(),
            rest: vec!["2027-01-01".into()],
            working: vec!["2027-01-03".into()],
            amended_by: vec![],
        }
    }

    #[test]
    fn a_year_is_entered_and_its_days_are_known() {
        let mut district = District::standing();
        assert_eq!(district.registers.calendar().kind(date(2027, 1, 4)), DayKind::Unknown);
        district.does(&next_year());
        let calendar = district.registers.calendar();
        let kinds = [date(2027, 1, 1), date(2027, 1, 3), date(2027, 1, 4)].map(|day| calendar.kind(day));
        assert_eq!(kinds, [DayKind::Rest, DayKind::Working, DayKind::Working]);
    }

    #[test]
    fn the_same_year_again_is_refused_and_a_changed_notice_is_not() {
        let mut district = District::standing();
        district.does(&next_year());
        assert_eq!(refused(district.decide(&next_year())).0, "Unchanged");
        district.does(&EnterCalendar {
            rest: vec!["2027-01-01".into(), "2027-01-04".into()],
            amended_by: vec!["国办发明电〔2026〕10号".into()],
            ..next_year()
        });
        assert_eq!(district.registers.calendar().kind(date(2027, 1, 4)), DayKind::Rest);
    }

    #[test]
    fn what_is_wrong_is_refused_at_its_field() {
        let district = District::standing();
        let lines = |day: &str| vec![day.to_owned()];
        #[rustfmt::skip]
        let table: [(EnterCalendar, &str, &str); 9] = [
            (EnterCalendar { year: 1989, rest: vec![], working: vec![], ..next_year() }, "YearWrong", "year"),
            (EnterCalendar { notice: "号".repeat(101), ..next_year() }, "NoticeWrong", "notice"),
            (EnterCalendar { notice: " ".into(), ..next_year() }, "FieldRefused", "notice"),
            (EnterCalendar { rest: lines("2027-02-30"), ..next_year() }, "FieldRefused", "rest"),
            (EnterCalendar { rest: lines("2027-01-02"), ..next_year() }, "RestWrong", "rest"),
            (EnterCalendar { rest: lines("2028-01-03"), ..next_year() }, "RestWrong", "rest"),
            (EnterCalendar { working: lines("2027-01-05"), ..next_year() }, "WorkingWrong", "working"),
            (EnterCalendar { working: lines("2028-01-01"), ..next_year() }, "WorkingWrong", "working"),
            (EnterCalendar { working: vec!["2027-01-03".into(); 2], ..next_year() }, "WorkingWrong", "working"),
        ];
        for (act, name, field) in table {
            assert_eq!(refused(district.decide(&act)), (name.to_owned(), Some(field.to_owned())));
        }
    }

    #[test]
    fn a_blank_act_is_open() {
        assert!(District::standing().open::<EnterCalendar>());
    }
}
