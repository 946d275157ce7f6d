//! The working-day calendar (工作日历): which days are worked, by the State Council notice of each year.
//!
//! A year whose notice is not loaded has no answer: [`DayKind::Unknown`], never a guess. Loading a year again replaces
//! it, which is how a notice changed midway is entered; a notice may also arrange the last days of the year before it.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::notices::{self, weekend};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DayKind {
    Working,
    Rest,
    /// The calendar of that year is not loaded.
    Unknown,
}

/// One year as its notice arranges it, in its final state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CalendarYear {
    pub year: i16,
    /// Number of the notice, e.g. 国办发明电〔2025〕7号.
    pub notice: String,
    /// Monday-to-Friday days that are off.
    pub rest: Vec<Date>,
    /// Saturdays and Sundays that are worked (调休).
    pub working: Vec<Date>,
    /// Numbers of later notices already worked into the two lists.
    #[serde(default)]
    pub amended_by: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum CalendarError {
    #[error("年份 {0} 不在 1990–2200 之间")]
    Year(i16),
    #[error("通知文号未填或超过一百字")]
    Notice,
    #[error("{0} 不属于 {1} 年（只可另含上一年十二月的日期）")]
    OtherYear(Date, i16),
    #[error("{0} 涉及 {1} 年，而该年日历尚未载入")]
    YearBeforeMissing(Date, i16),
    #[error("{0} 是周末，本就休息，不应列入“放假”")]
    RestOnWeekend(Date),
    #[error("{0} 是周一至周五，本就上班，不应列入“上班”")]
    WorkOnWeekday(Date),
    #[error("{0} 重复列出")]
    Twice(Date),
    #[error("放假与上班日期各不得超过六十日")]
    TooMany,
}

/// The loaded years. `default()` knows none; [`Calendar::builtin`] knows 2018–2026.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Calendar {
    years: BTreeMap<i16, CalendarYear>,
    /// Days whose kind was changed in a year that had been loaded before; part of the edition.
    changed_days: u32,
}

impl Calendar {
    pub fn builtin() -> Calendar {
        let years = notices::years().into_iter().map(|y| (y.year, sorted(y))).collect();
        Calendar { years, changed_days: 0 }
    }

    /// Enters or replaces a year. Dates in December of the year before are worked into that year, which must be loaded.
    pub fn load(&mut self, year: CalendarYear) -> Result<(), CalendarError> {
        check(&year)?;
        let before = year.year - 1;
        let (spill_rest, rest): (Vec<Date>, Vec<Date>) =
            year.rest.into_iter().partition(|d| d.year() == before);
        let (spill_working, working): (Vec<Date>, Vec<Date>) =
            year.working.into_iter().partition(|d| d.year() == before);
        if let Some(&day) = spill_rest.iter().chain(&spill_working).next() {
            let Some(mut earlier) = self.years.get(&before).cloned() else {
                return Err(CalendarError::YearBeforeMissing(day, before));
            };
            earlier.rest.extend(spill_rest);
            earlier.working.extend(spill_working);
            if !earlier.amended_by.contains(&year.notice) {
                earlier.amended_by.push(year.notice.clone());
            }
            self.put(sorted(earlier));
        }
        self.put(sorted(CalendarYear { rest, working, ..year }));
        Ok(())
    }

    fn put(&mut self, year: CalendarYear) {
        if let Some(old) = self.years.get(&year.year) {
            let differing = |a: &[Date], b: &[Date]| a.iter().filter(|d| !b.contains(d)).count();
            let changed = differing(&old.rest, &year.rest)
                + differing(&year.rest, &old.rest)
                + differing(&old.working, &year.working)
                + differing(&year.working, &old.working);
            self.changed_days = self.changed_days.saturating_add(u32::try_from(changed).unwrap_or(u32::MAX));
        }
        self.years.insert(year.year, year);
    }

    pub fn kind(&self, d: Date) -> DayKind {
        let Some(year) = self.years.get(&d.year()) else { return DayKind::Unknown };
        let worked = if weekend(d) {
            year.working.binary_search(&d).is_ok()
        } else {
            year.rest.binary_search(&d).is_err()
        };
        if worked { DayKind::Working } else { DayKind::Rest }
    }

    pub fn years(&self) -> Vec<i16> {
        self.years.keys().copied().collect()
    }

    pub fn year(&self, year: i16) -> Option<&CalendarYear> {
        self.years.get(&year)
    }

    /// Which calendar this is, short enough to stand in an event: `cal2018-2026`, `cal2018-2024,2026`, `cal2018-2027r2`
    /// after two days of a loaded year were changed, `cal-none` when empty.
    pub fn edition(&self) -> String {
        let mut spans: Vec<(i16, i16)> = Vec::new();
        for &year in self.years.keys() {
            match spans.last_mut() {
                Some((_, last)) if *last + 1 == year => *last = year,
                _ => spans.push((year, year)),
            }
        }
        if spans.is_empty() {
            return "cal-none".to_owned();
        }
        let spans: Vec<String> =
            spans.into_iter().map(|(a, b)| if a == b { a.to_string() } else { format!("{a}-{b}") }).collect();
        let revision = if self.changed_days > 0 { format!("r{}", self.changed_days) } else { String::new() };
        format!("cal{}{revision}", spans.join(","))
    }
}

fn check(year: &CalendarYear) -> Result<(), CalendarError> {
    if !(1990..=2200).contains(&year.year) {
        return Err(CalendarError::Year(year.year));
    }
    if year.notice.trim().is_empty() || year.notice.chars().count() > 100 {
        return Err(CalendarError::Notice);
    }
    if year.rest.len() > 60 || year.working.len() > 60 {
        return Err(CalendarError::TooMany);
    }
    let mut seen = Vec::new();
    for (&day, off) in year.rest.iter().map(|d| (d, true)).chain(year.working.iter().map(|d| (d, false))) {
        let last_days_before = day.year() == year.year - 1 && day.month() == 12;
        if day.year() != year.year && !last_days_before {
            return Err(CalendarError::OtherYear(day, year.year));
        }
        match (off, weekend(day)) {
            (true, true) => return Err(CalendarError::RestOnWeekend(day)),
            (false, false) => return Err(CalendarError::WorkOnWeekday(day)),
            _ => {}
        }
        if seen.contains(&day) {
            return Err(CalendarError::Twice(day));
        }
        seen.push(day);
    }
    Ok(())
}

fn sorted(mut year: CalendarYear) -> CalendarYear {
    year.rest.sort_unstable();
    year.rest.dedup();
    year.working.sort_unstable();
    year.working.dedup();
    year
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn year(rest: &[Date], working: &[Date]) -> CalendarYear {
        CalendarYear {
            year: 2027,
            notice: "国办发明电〔2026〕试号".into(),
            rest: rest.to_vec(),
            working: working.to_vec(),
            amended_by: vec![],
        }
    }

    /// Totals counted by hand from the notices: weekdays of the year, less weekdays off, plus weekend days worked.
    #[test]
    fn working_days_of_each_year() {
        let cal = Calendar::builtin();
        for (y, weekdays, off, worked) in [
            (2018, 261, 18, 7),
            (2019, 261, 17, 6),
            (2020, 262, 19, 6),
            (2021, 261, 18, 7),
            (2022, 260, 18, 7),
            (2023, 260, 18, 7),
            (2024, 262, 19, 8),
            (2025, 261, 18, 5),
            (2026, 261, 19, 6),
        ] {
            let days = date(y, 1, 1).series(jiff::Span::new().days(1)).take_while(|d| d.year() == y);
            let counted = days.filter(|&d| cal.kind(d) == DayKind::Working).count();
            assert_eq!(counted, weekdays - off + worked, "{y}");
        }
    }

    #[test]
    fn days_people_get_wrong() {
        let cal = Calendar::builtin();
        for (day, kind) in [
            (date(2026, 2, 14), DayKind::Working),
            (date(2026, 2, 13), DayKind::Working),
            (date(2026, 2, 16), DayKind::Rest),
            (date(2026, 2, 23), DayKind::Rest),
            (date(2026, 2, 28), DayKind::Working),
            (date(2026, 1, 4), DayKind::Working),
            (date(2026, 9, 20), DayKind::Working),
            (date(2019, 5, 2), DayKind::Rest),
            (date(2019, 5, 5), DayKind::Working),
            (date(2020, 1, 31), DayKind::Rest),
            (date(2020, 2, 1), DayKind::Rest),
            (date(2020, 2, 3), DayKind::Working),
            (date(2018, 12, 29), DayKind::Working),
            (date(2018, 12, 31), DayKind::Rest),
            (date(2024, 12, 31), DayKind::Working),
            (date(2027, 1, 4), DayKind::Unknown),
            (date(2017, 12, 29), DayKind::Unknown),
        ] {
            assert_eq!(cal.kind(day), kind, "{day}");
        }
    }

    #[test]
    fn a_notice_may_arrange_the_last_days_of_the_year_before() {
        let mut cal = Calendar::builtin();
        assert_eq!(cal.kind(date(2026, 12, 31)), DayKind::Working);
        cal.load(year(&[date(2026, 12, 31), date(2027, 1, 1)], &[date(2026, 12, 26)])).unwrap();
        assert_eq!(cal.kind(date(2026, 12, 31)), DayKind::Rest);
        assert_eq!(cal.kind(date(2026, 12, 26)), DayKind::Working);
        assert_eq!(cal.kind(date(2027, 1, 1)), DayKind::Rest);
        assert_eq!(cal.edition(), "cal2018-2027r2");
        assert_eq!(cal.year(2026).unwrap().amended_by, ["国办发明电〔2026〕试号"]);
    }

    #[test]
    fn a_wrong_year_is_refused_and_changes_nothing() {
        let (new_year, sunday) = (date(2027, 1, 1), date(2027, 1, 3));
        let cases = [
            (year(&[sunday], &[]), CalendarError::RestOnWeekend(sunday)),
            (year(&[], &[new_year]), CalendarError::WorkOnWeekday(new_year)),
            (year(&[new_year, new_year], &[]), CalendarError::Twice(new_year)),
            (year(&[date(2028, 1, 3)], &[]), CalendarError::OtherYear(date(2028, 1, 3), 2027)),
            (year(&[date(2026, 11, 30)], &[]), CalendarError::OtherYear(date(2026, 11, 30), 2027)),
            (year(&[new_year; 61], &[]), CalendarError::TooMany),
            (CalendarYear { year: 3000, ..year(&[], &[]) }, CalendarError::Year(3000)),
            (CalendarYear { notice: " ".into(), ..year(&[], &[]) }, CalendarError::Notice),
        ];
        let mut cal = Calendar::builtin();
        for (wrong, why) in cases {
            assert_eq!(cal.load(wrong), Err(why));
        }
        assert_eq!(cal, Calendar::builtin());
        let spill = date(2026, 12, 31);
        let alone = Calendar::default().load(year(&[spill], &[]));
        assert_eq!(alone, Err(CalendarError::YearBeforeMissing(spill, 2026)));
    }

    #[test]
    fn edition_names_the_loaded_years() {
        assert_eq!(Calendar::builtin().edition(), "cal2018-2026");
        assert_eq!(Calendar::default().edition(), "cal-none");
        let mut cal = Calendar::builtin();
        cal.load(CalendarYear { year: 2030, ..year(&[], &[]) }).unwrap();
        assert_eq!(cal.edition(), "cal2018-2026,2030");
    }
}
