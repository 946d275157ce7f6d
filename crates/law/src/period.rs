//! Periods (期间) and the days they end on: working days, calendar days, months and years, as types that cannot be mixed.
//!
//! The day on which a period begins is not counted (民事诉讼法 art 85); a period in calendar days, months or years whose
//! last day is a day off ends on the first working day after it. Where the count meets a year whose calendar is not
//! loaded, Monday to Friday are taken as an estimate and the deadline says `provisional`.
//! Which statute counts which period in which days stands in `deadlines`, not here.

use jiff::civil::Date;
use jiff::{Span, ToSpan};
use serde::{Deserialize, Serialize};

use crate::article::Article;
use crate::calendar::{Calendar, DayKind};
use crate::notices::weekend;

/// Working days (工作日), counted by the official calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct WorkingDays(pub u16);

/// Calendar days (日, 自然日).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CalendarDays(pub u16);

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Months(pub u16);

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Years(pub u16);

/// What a deadline was counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    WorkingDays,
    CalendarDays,
    Months,
    Years,
}

impl Unit {
    pub const fn name(self) -> &'static str {
        match self {
            Unit::WorkingDays => "个工作日",
            Unit::CalendarDays => "日",
            Unit::Months => "个月",
            Unit::Years => "年",
        }
    }
}

/// One day of a working-day count: `number` is set when the day was counted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DayStep {
    pub day: Date,
    pub kind: DayKind,
    pub number: Option<u16>,
}

/// The last lawful day of a period, with how it was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Deadline {
    /// The day the period begins on, itself not counted.
    pub from: Date,
    pub last_day: Date,
    /// A year the count depends on is not loaded; `last_day` is an estimate until it is.
    pub provisional: bool,
    /// As an officer says it: `7个工作日`, `90日`.
    pub length: String,
    pub unit: Unit,
    pub article: Article,
    /// The day the period would have ended on, had it not been a day off.
    pub rolled_from: Option<Date>,
    /// Day by day, for periods in working days only.
    pub steps: Vec<DayStep>,
}

impl Deadline {
    pub fn overdue_on(&self, today: Date) -> bool {
        today > self.last_day
    }

    /// Days left after `today`, in working days where the period is, else in calendar days: 0 on the last day itself,
    /// negative when over (at least −1, even if no working day has gone by since).
    pub fn days_left(&self, cal: &Calendar, today: Date) -> i64 {
        let over = self.overdue_on(today);
        let (from, to) = if over { (self.last_day, today) } else { (today, self.last_day) };
        let days = match self.unit {
            Unit::WorkingDays => working_days_between(cal, from, to),
            Unit::CalendarDays | Unit::Months | Unit::Years => days_between(from, to),
        };
        if over { -days.max(1) } else { days }
    }

    /// `还剩3个工作日`, `今日到期`, `已超2日`; an estimate says so.
    pub fn left_in_words(&self, cal: &Calendar, today: Date) -> String {
        let unit = if self.unit == Unit::WorkingDays { Unit::WorkingDays } else { Unit::CalendarDays };
        let words = match self.days_left(cal, today) {
            0 if today == self.last_day => "今日到期".to_owned(),
            n if n < 0 => format!("已超{}{}", n.unsigned_abs(), unit.name()),
            n => format!("还剩{n}{}", unit.name()),
        };
        if self.provisional { format!("{words}（暂估，日历未载入）") } else { words }
    }

    /// Years this deadline rests on that the calendar does not know; empty unless provisional.
    pub fn years_missing(&self, cal: &Calendar) -> Vec<i16> {
        let first = self.rolled_from.unwrap_or(self.last_day);
        let first = if self.unit == Unit::WorkingDays { self.from } else { first };
        let known = cal.years();
        (first.year()..=self.last_day.year()).filter(|y| !known.contains(y)).collect()
    }
}

/// The last day of `n` working days after `start`. With `n` = 0 it is `start` itself.
pub fn working_days_after(cal: &Calendar, start: Date, n: WorkingDays, article: Article) -> Deadline {
    let mut day = start;
    let mut counted = 0;
    let mut provisional = false;
    let mut steps = Vec::new();
    while counted < n.0 {
        let Ok(next) = day.tomorrow() else {
            // The end of representable time is reached: the answer cannot be right, and says so.
            provisional = true;
            break;
        };
        day = next;
        let (kind, working) = look(cal, day);
        provisional |= kind == DayKind::Unknown;
        if working {
            counted += 1;
        }
        steps.push(DayStep { day, kind, number: working.then_some(counted) });
    }
    Deadline {
        from: start,
        last_day: day,
        provisional,
        length: format!("{}{}", n.0, Unit::WorkingDays.name()),
        unit: Unit::WorkingDays,
        article,
        rolled_from: None,
        steps,
    }
}

/// The last day of `n` calendar days after `start`, rolled forward to the first working day.
pub fn calendar_days_after(cal: &Calendar, start: Date, n: CalendarDays, article: Article) -> Deadline {
    rolled(cal, span_after(start, i64::from(n.0).days(), n.0, Unit::CalendarDays, article))
}

/// The last day of `n` calendar days after `start`, not rolled: for periods a holiday must not lengthen.
pub fn calendar_days_exactly_after(start: Date, n: CalendarDays, article: Article) -> Deadline {
    span_after(start, i64::from(n.0).days(), n.0, Unit::CalendarDays, article)
}

/// The day of the same number `n` months later (the month's last day where there is none), rolled forward.
pub fn months_after(cal: &Calendar, start: Date, n: Months, article: Article) -> Deadline {
    rolled(cal, span_after(start, i64::from(n.0).months(), n.0, Unit::Months, article))
}

/// The same day `n` years later, rolled forward.
pub fn years_after(cal: &Calendar, start: Date, n: Years, article: Article) -> Deadline {
    rolled(cal, years_exactly_after(start, n, article))
}

/// The same day `n` years later, not rolled: for periods that bound the state's own power, which a holiday must not extend.
pub fn years_exactly_after(start: Date, n: Years, article: Article) -> Deadline {
    // A span holds at most 19,998 years; more than that lies beyond the last representable day anyway.
    span_after(start, i64::from(n.0.min(19_998)).years(), n.0, Unit::Years, article)
}

/// The first day after a working-day period has wholly gone by; `last_day` is that first day.
pub fn first_day_after(cal: &Calendar, start: Date, n: WorkingDays, article: Article) -> Deadline {
    let mut deadline = working_days_after(cal, start, n, article);
    match deadline.last_day.tomorrow() {
        Ok(next) => deadline.last_day = next,
        Err(_) => deadline.provisional = true,
    }
    deadline.length = format!("满{}{}后", n.0, Unit::WorkingDays.name());
    deadline
}

/// P07 (行政处罚法 art 64(2)): the earliest day a hearing may be held, seven full working days lying between the notice and it.
pub fn earliest_hearing_day(cal: &Calendar, notice_served: Date) -> Deadline {
    crate::deadlines::hearing_notice(cal, notice_served)
}

/// Working days after `from` up to and including `to`; days of an unknown year are taken Monday to Friday.
pub fn working_days_between(cal: &Calendar, from: Date, to: Date) -> i64 {
    let mut count = 0;
    let mut day = from;
    while day < to {
        let Ok(next) = day.tomorrow() else { break };
        day = next;
        if look(cal, day).1 {
            count += 1;
        }
    }
    count
}

/// Calendar days from `from` to `to`.
pub fn days_between(from: Date, to: Date) -> i64 {
    from.duration_until(to).as_hours() / 24
}

fn look(cal: &Calendar, day: Date) -> (DayKind, bool) {
    let kind = cal.kind(day);
    let working = match kind {
        DayKind::Working => true,
        DayKind::Rest => false,
        DayKind::Unknown => !weekend(day),
    };
    (kind, working)
}

fn span_after(start: Date, span: Span, n: u16, unit: Unit, article: Article) -> Deadline {
    let end = start.checked_add(span);
    Deadline {
        from: start,
        provisional: end.is_err(),
        last_day: end.unwrap_or(Date::MAX),
        length: format!("{n}{}", unit.name()),
        unit,
        article,
        rolled_from: None,
        steps: Vec::new(),
    }
}

fn rolled(cal: &Calendar, mut deadline: Deadline) -> Deadline {
    let computed = deadline.last_day;
    loop {
        let (kind, working) = look(cal, deadline.last_day);
        deadline.provisional |= kind == DayKind::Unknown;
        if working {
            break;
        }
        let Ok(next) = deadline.last_day.tomorrow() else { break };
        deadline.last_day = next;
    }
    if deadline.last_day != computed {
        deadline.rolled_from = Some(computed);
    }
    deadline
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::article::PENALTY_LAW;
    use crate::calendar::CalendarYear;

    const ARTICLE: Article = Article::of(PENALTY_LAW, 85);

    #[test]
    fn working_days_of_the_fact_sheet() {
        let cal = Calendar::builtin();
        for (start, n, last) in [
            (date(2026, 11, 23), 7, date(2026, 12, 2)),
            (date(2026, 11, 23), 20, date(2026, 12, 21)),
            (date(2026, 11, 27), 5, date(2026, 12, 4)),
            (date(2026, 11, 23), 10, date(2026, 12, 7)),
            // Across Spring Festival 2026: Saturday 14 February is worked, 15–23 are off.
            (date(2026, 2, 12), 3, date(2026, 2, 24)),
            (date(2026, 2, 12), 2, date(2026, 2, 14)),
            // Starting on a day off, the next working day is day one.
            (date(2026, 10, 3), 1, date(2026, 10, 8)),
            (date(2026, 10, 3), 3, date(2026, 10, 10)),
            (date(2026, 11, 23), 0, date(2026, 11, 23)),
        ] {
            let deadline = working_days_after(&cal, start, WorkingDays(n), ARTICLE);
            assert_eq!(deadline.last_day, last, "{n} working days after {start}");
            assert!(!deadline.provisional);
        }
    }

    #[test]
    fn every_counted_day_is_explained() {
        let cal = Calendar::builtin();
        let deadline = working_days_after(&cal, date(2026, 2, 12), WorkingDays(3), ARTICLE);
        assert_eq!(deadline.length, "3个工作日");
        let numbers: Vec<_> = deadline.steps.iter().filter_map(|s| s.number).collect();
        assert_eq!(numbers, [1, 2, 3]);
        assert_eq!(deadline.steps.len(), 12);
        assert_eq!(deadline.steps[1].day, date(2026, 2, 14));
        assert_eq!(deadline.steps[1].kind, DayKind::Working);
        assert_eq!(deadline.steps.last().map(|s| s.day), Some(deadline.last_day));
    }

    #[test]
    fn calendar_days_roll_forward_and_say_so() {
        let cal = Calendar::builtin();
        let over_weekend = calendar_days_after(&cal, date(2026, 11, 13), CalendarDays(15), ARTICLE);
        assert_eq!(over_weekend.rolled_from, Some(date(2026, 11, 28)));
        assert_eq!(over_weekend.last_day, date(2026, 11, 30));
        let into_holiday = calendar_days_after(&cal, date(2026, 9, 16), CalendarDays(15), ARTICLE);
        assert_eq!(into_holiday.last_day, date(2026, 10, 8));
        let worked_saturday = calendar_days_after(&cal, date(2026, 1, 30), CalendarDays(15), ARTICLE);
        assert_eq!((worked_saturday.last_day, worked_saturday.rolled_from), (date(2026, 2, 14), None));
    }

    #[test]
    fn an_unknown_year_gives_an_estimate_that_says_so_and_loading_mends_it() {
        let mut cal = Calendar::builtin();
        let before = calendar_days_after(&cal, date(2026, 11, 23), CalendarDays(90), ARTICLE);
        assert_eq!(before.rolled_from, Some(date(2027, 2, 21)));
        assert_eq!(before.last_day, date(2027, 2, 22));
        assert!(before.provisional);
        assert_eq!(before.years_missing(&cal), [2027]);
        cal.load(CalendarYear {
            year: 2027,
            notice: "试".into(),
            rest: vec![date(2027, 2, 22)],
            working: vec![],
            amended_by: vec![],
        })
        .unwrap();
        let after = calendar_days_after(&cal, date(2026, 11, 23), CalendarDays(90), ARTICLE);
        assert_eq!(after.last_day, date(2027, 2, 23));
        assert!(!after.provisional);
        assert!(after.years_missing(&cal).is_empty());
    }

    #[test]
    fn months_and_years_keep_the_day_number() {
        let cal = Calendar::builtin();
        assert_eq!(months_after(&cal, date(2025, 8, 31), Months(6), ARTICLE).last_day, date(2026, 2, 28));
        assert_eq!(years_after(&cal, date(2024, 2, 29), Years(1), ARTICLE).last_day, date(2025, 2, 28));
        assert_eq!(years_after(&cal, date(2024, 10, 1), Years(2), ARTICLE).last_day, date(2026, 10, 8));
        assert_eq!(years_exactly_after(date(2024, 10, 1), Years(2), ARTICLE).last_day, date(2026, 10, 1));
    }

    #[test]
    fn days_left_count_in_the_deadline_s_own_unit() {
        let cal = Calendar::builtin();
        let working = working_days_after(&cal, date(2026, 11, 27), WorkingDays(5), ARTICLE);
        for (today, left, words) in [
            (date(2026, 11, 27), 5, "还剩5个工作日"),
            (date(2026, 11, 28), 5, "还剩5个工作日"),
            (date(2026, 12, 1), 3, "还剩3个工作日"),
            (date(2026, 12, 4), 0, "今日到期"),
            (date(2026, 12, 5), -1, "已超1个工作日"),
            (date(2026, 12, 8), -2, "已超2个工作日"),
        ] {
            assert_eq!(working.days_left(&cal, today), left, "{today}");
            assert_eq!(working.left_in_words(&cal, today), words);
            assert_eq!(working.overdue_on(today), left < 0);
        }
        let calendar = calendar_days_after(&cal, date(2026, 11, 2), CalendarDays(15), ARTICLE);
        assert_eq!(calendar.left_in_words(&cal, date(2026, 11, 14)), "还剩3日");
        assert_eq!(calendar.left_in_words(&cal, date(2026, 11, 19)), "已超2日");
    }

    #[test]
    fn the_end_of_time_is_an_estimate_not_a_panic() {
        let cal = Calendar::builtin();
        let last = Date::MAX;
        assert!(working_days_after(&cal, last, WorkingDays(1), ARTICLE).provisional);
        assert!(calendar_days_after(&cal, last, CalendarDays(u16::MAX), ARTICLE).provisional);
        assert!(months_after(&cal, last, Months(u16::MAX), ARTICLE).provisional);
        assert!(years_after(&cal, last, Years(u16::MAX), ARTICLE).provisional);
        assert!(first_day_after(&cal, last, WorkingDays(0), ARTICLE).provisional);
    }
}
