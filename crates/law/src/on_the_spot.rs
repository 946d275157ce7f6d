//! Figures for what happens on the spot (现场亮证、签名). No statute gives them: they are settings of this district's rules of work, dated so that a change
//! is a new row and what was done before keeps the figure of its day.

use jiff::civil::{Date, date};

/// From which day, and how many minutes.
type Minutes = (Date, i64);

/// How long a one-time code (亮证码) opens the page for the party.
const CODE_LIFE: &[Minutes] = &[(date(2026, 1, 1), 30)];

/// How far the moment at which a device measured its position may lie from the moment for which the place is stated.
const POSITION_AGE: &[Minutes] = &[(date(2026, 1, 1), 15)];

/// How long a one-time code lives, in minutes.
pub fn code_life_minutes(day: Date) -> i64 {
    on(CODE_LIFE, day)
}

/// How old or early a measured position may be, in minutes.
pub fn position_age_minutes(day: Date) -> i64 {
    on(POSITION_AGE, day)
}

/// The row of the day; before the first row there is no figure, and nothing is allowed.
fn on(rows: &[Minutes], day: Date) -> i64 {
    rows.iter().rev().find(|(from, _)| *from <= day).map_or(0, |(_, minutes)| *minutes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_figure_holds_from_its_day() {
        assert_eq!(code_life_minutes(date(2026, 11, 24)), 30);
        assert_eq!(code_life_minutes(date(2025, 12, 31)), 0);
        assert_eq!(position_age_minutes(date(2027, 1, 1)), 15);
        let rows = [(date(2026, 1, 1), 30), (date(2027, 1, 1), 10)];
        assert_eq!([on(&rows, date(2026, 12, 31)), on(&rows, date(2027, 1, 1))], [30, 10]);
    }
}
