//! Remedies of the party and what waits for them (复议、诉讼期限与申请法院强制执行): how long a decision may be attacked, and from when until when the court may be
//! asked to execute one that was neither attacked nor performed (行政强制法 art 53, 54).
//!
//! The periods are rows by the day of service. Whether the party has in fact gone to either is not asked here: who records it moves the end.

use jiff::civil::{Date, date};
use serde::Serialize;

use crate::article::{Article, COMPULSION_LAW, LITIGATION_LAW, RECONSIDERATION_LAW};
use crate::calendar::Calendar;
use crate::deadlines::court_application_earliest;
use crate::period::{CalendarDays, Deadline, Months, calendar_days_after, months_after};

/// How long a decision may be attacked, counted from its service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RemedyPeriods {
    /// 行政复议.
    pub reconsideration: CalendarDays,
    pub reconsideration_article: Article,
    /// 行政诉讼.
    pub suit: Months,
    pub suit_article: Article,
    /// 行政诉讼 after a reconsideration, counted from its decision.
    pub suit_after_review: CalendarDays,
    pub suit_after_review_article: Article,
    pub valid_from: Date,
    pub valid_to: Option<Date>,
}

#[rustfmt::skip]
const ROWS: &[RemedyPeriods] = &[
    RemedyPeriods { reconsideration: CalendarDays(60), reconsideration_article: Article::of(RECONSIDERATION_LAW, 9),
        suit: Months(3), suit_article: Article::of(LITIGATION_LAW, 39),
        suit_after_review: CalendarDays(15), suit_after_review_article: Article::of(LITIGATION_LAW, 38), valid_from: date(1999, 10, 1), valid_to: Some(date(2015, 4, 30)) },
    RemedyPeriods { reconsideration: CalendarDays(60), reconsideration_article: Article::of(RECONSIDERATION_LAW, 9),
        suit: Months(6), suit_article: Article::of(LITIGATION_LAW, 46),
        suit_after_review: CalendarDays(15), suit_after_review_article: Article::of(LITIGATION_LAW, 45), valid_from: date(2015, 5, 1), valid_to: Some(date(2023, 12, 31)) },
    RemedyPeriods { reconsideration: CalendarDays(60), reconsideration_article: Article::of(RECONSIDERATION_LAW, 20),
        suit: Months(6), suit_article: Article::of(LITIGATION_LAW, 46),
        suit_after_review: CalendarDays(15), suit_after_review_article: Article::of(LITIGATION_LAW, 45), valid_from: date(2024, 1, 1), valid_to: None },
];

pub fn rows() -> &'static [RemedyPeriods] {
    ROWS
}

/// The row in force on the day of service; before the first row, the first.
pub fn in_force(served: Date) -> &'static RemedyPeriods {
    ROWS.iter().rev().find(|row| row.valid_from <= served).unwrap_or(&ROWS[0])
}

/// The last day on which the decision may still be attacked: the later of both periods.
pub fn remedies_end(cal: &Calendar, served: Date) -> Deadline {
    let row = in_force(served);
    let reconsideration = calendar_days_after(cal, served, row.reconsideration, row.reconsideration_article);
    let suit = months_after(cal, served, row.suit, row.suit_article);
    if suit.last_day >= reconsideration.last_day { suit } else { reconsideration }
}

/// From when until when the court may be asked to execute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CourtWindow {
    /// C08, C09: the day after both the remedy periods and the ten working days of the demand.
    pub first_day: Date,
    /// C08: three months from the end of the remedy periods.
    pub last_day: Deadline,
}

/// The window, by the service of the decision and of the demand, if there is one yet.
pub fn court_window(cal: &Calendar, decision_served: Date, demand_served: Option<Date>) -> CourtWindow {
    let end = remedies_end(cal, decision_served).last_day;
    let after = end.tomorrow().unwrap_or(end);
    let demanded = demand_served.map(|served| court_application_earliest(cal, served).last_day);
    CourtWindow {
        first_day: demanded.map_or(after, |day| day.max(after)),
        last_day: months_after(cal, end, Months(3), Article::of(COMPULSION_LAW, 53)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rows_follow_one_another_without_a_gap() {
        for pair in rows().windows(2) {
            assert_eq!(pair[0].valid_to.and_then(|last| last.tomorrow().ok()), Some(pair[1].valid_from));
        }
        assert_eq!(in_force(date(2015, 4, 30)).suit, Months(3));
        assert_eq!(in_force(date(2015, 5, 1)).suit, Months(6));
        assert_eq!(in_force(date(1990, 1, 1)).suit, Months(3));
    }

    #[test]
    fn the_court_is_asked_after_the_remedies_and_the_demand_and_within_three_months() {
        let cal = Calendar::builtin();
        // Served Tuesday 2025-03-11: suit until Thursday 2025-09-11, application until Thursday 2025-12-11.
        let served = date(2025, 3, 11);
        assert_eq!(remedies_end(&cal, served).last_day, date(2025, 9, 11));
        let window = |demand| court_window(&cal, served, demand);
        assert_eq!(window(Some(date(2025, 4, 1))).first_day, date(2025, 9, 12));
        assert_eq!(window(None).first_day, date(2025, 9, 12));
        assert_eq!(window(Some(date(2025, 9, 8))).first_day, date(2025, 9, 23));
        assert_eq!(window(None).last_day.last_day, date(2025, 12, 11));
    }
}
