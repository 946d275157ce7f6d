//! Answers for scripts and integrators (`mingjing law …`): one line in, one line and an exit code out.
//!
//! Pure text: the binary reads the arguments or standard input, prints the line and ends with the code.
//! 0 answered; 1 the code asked about is invalid; 2 the question cannot be read; 3 the calendar of that year is not loaded.

use jiff::civil::Date;

use crate::article::{Article, PENALTY_LAW};
use crate::calendar::{Calendar, DayKind};
use crate::identifiers;
use crate::period::{
    CalendarDays, Deadline, Months, WorkingDays, Years, calendar_days_after, months_after,
    working_days_after, years_after,
};

pub const ANSWERED: i32 = 0;
pub const INVALID: i32 = 1;
pub const UNREADABLE: i32 = 2;
pub const UNKNOWN: i32 = 3;

/// A length with its unit, as given by `--working-days N` and its likes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Length {
    WorkingDays(WorkingDays),
    CalendarDays(CalendarDays),
    Months(Months),
    Years(Years),
}

impl Length {
    fn of(flag: &str, number: &str) -> Result<Length, String> {
        let n: u16 = number
            .parse()
            .map_err(|_| format!("error: {flag}: {number:?} is not a whole number from 0 to 65535"))?;
        match flag {
            "--working-days" => Ok(Length::WorkingDays(WorkingDays(n))),
            "--calendar-days" => Ok(Length::CalendarDays(CalendarDays(n))),
            "--months" => Ok(Length::Months(Months(n))),
            "--years" => Ok(Length::Years(Years(n))),
            _ => {
                Err(format!("error: {flag:?} is none of --working-days, --calendar-days, --months, --years"))
            }
        }
    }

    fn after(self, cal: &Calendar, start: Date) -> Deadline {
        // The question names no statute; the article that says in which days periods are counted stands for it.
        let article = Article::of(PENALTY_LAW, 85);
        match self {
            Length::WorkingDays(n) => working_days_after(cal, start, n, article),
            Length::CalendarDays(n) => calendar_days_after(cal, start, n, article),
            Length::Months(n) => months_after(cal, start, n, article),
            Length::Years(n) => years_after(cal, start, n, article),
        }
    }
}

/// The last day of a period. The line is a date, with `length` from the command line, or carries its own:
/// `--working-days 7 2026-11-23`. An estimate says so: `2027-02-22 provisional: calendar 2027 not loaded`.
pub fn deadline(cal: &Calendar, length: Option<Length>, line: &str) -> (String, i32) {
    let words: Vec<&str> = line.split_whitespace().take(4).collect();
    let asked = match (words.as_slice(), length) {
        ([day], Some(length)) => parse_date(day).map(|d| (length, d)),
        ([flag, number, day], _) => Length::of(flag, number).and_then(|l| parse_date(day).map(|d| (l, d))),
        ([_], None) => Err("error: say how long: --working-days N or --calendar-days N".to_owned()),
        _ => Err("error: expected one date, YYYY-MM-DD".to_owned()),
    };
    match asked {
        Ok((length, start)) => (said(&length.after(cal, start), cal), ANSWERED),
        Err(reason) => (reason, UNREADABLE),
    }
}

fn said(deadline: &Deadline, cal: &Calendar) -> String {
    if !deadline.provisional {
        return deadline.last_day.to_string();
    }
    let missing: Vec<String> = deadline.years_missing(cal).iter().map(i16::to_string).collect();
    if missing.is_empty() {
        return format!("{} provisional: beyond the last representable day", deadline.last_day);
    }
    let missing = match missing.as_slice() {
        [first, _, .., last] => format!("{first}-{last}"),
        few => few.join(","),
    };
    format!("{} provisional: calendar {missing} not loaded", deadline.last_day)
}

/// `working`, `rest` or `unknown` for a date.
pub fn workday(cal: &Calendar, line: &str) -> (String, i32) {
    match parse_date(line.trim()) {
        Err(reason) => (reason, UNREADABLE),
        Ok(day) => match cal.kind(day) {
            DayKind::Working => ("working".to_owned(), ANSWERED),
            DayKind::Rest => ("rest".to_owned(), ANSWERED),
            DayKind::Unknown => ("unknown".to_owned(), UNKNOWN),
        },
    }
}

/// `valid` or `invalid: REASON` for a 统一社会信用代码.
pub fn uscc(line: &str) -> (String, i32) {
    verdict(identifiers::uscc(line.trim()))
}

/// `valid` or `invalid: REASON` for a 公民身份号码.
pub fn ric(line: &str, today: Date) -> (String, i32) {
    verdict(identifiers::resident_identity(line.trim(), today))
}

fn verdict<T, E: std::fmt::Display>(read: Result<T, E>) -> (String, i32) {
    match read {
        Ok(_) => ("valid".to_owned(), ANSWERED),
        Err(reason) => (format!("invalid: {reason}"), INVALID),
    }
}

/// Reads YYYY-MM-DD and nothing looser, so that a stray time or zone is not passed over.
fn parse_date(text: &str) -> Result<Date, String> {
    let shape = text.len() == 10
        && text
            .bytes()
            .enumerate()
            .all(|(i, b)| if matches!(i, 4 | 7) { b == b'-' } else { b.is_ascii_digit() });
    let shown: String = text.chars().take(40).collect();
    match text.parse() {
        Ok(day) if shape => Ok(day),
        _ => Err(format!("error: {shown:?} is not a date of the form YYYY-MM-DD")),
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn deadlines_as_scripts_ask_for_them() {
        let cal = Calendar::builtin();
        let seven = Some(Length::WorkingDays(WorkingDays(7)));
        for (length, line, answer, code) in [
            (seven, "2026-11-23", "2026-12-02", 0),
            (None, "--working-days 7 2026-11-23", "2026-12-02", 0),
            (None, "--calendar-days 90 2026-11-23", "2027-02-22 provisional: calendar 2027 not loaded", 0),
            (None, "--calendar-days 15 2026-09-16", "2026-10-08", 0),
            (None, "--months 3 2026-08-31", "2026-11-30", 0),
            (None, "--working-days 1 2030-01-01", "2030-01-02 provisional: calendar 2030 not loaded", 0),
            (None, "--years 4 2026-01-01", "2030-01-01 provisional: calendar 2030 not loaded", 0),
            (seven, "2026-02-30", "error: \"2026-02-30\" is not a date of the form YYYY-MM-DD", 2),
            (
                seven,
                "2026-11-23T10:00",
                "error: \"2026-11-23T10:00\" is not a date of the form YYYY-MM-DD",
                2,
            ),
            (None, "2026-11-23", "error: say how long: --working-days N or --calendar-days N", 2),
            (seven, "", "error: expected one date, YYYY-MM-DD", 2),
            (
                None,
                "--working-days x 2026-11-23",
                "error: --working-days: \"x\" is not a whole number from 0 to 65535",
                2,
            ),
            (
                None,
                "--weeks 7 2026-11-23",
                "error: \"--weeks\" is none of --working-days, --calendar-days, --months, --years",
                2,
            ),
        ] {
            assert_eq!(deadline(&cal, length, line), (answer.to_owned(), code), "{line}");
        }
        let far = deadline(&cal, None, "--working-days 500 2026-11-23").0;
        assert!(far.ends_with("provisional: calendar 2027,2028 not loaded"), "{far}");
    }

    #[test]
    fn days_and_codes() {
        let cal = Calendar::builtin();
        for (line, answer, code) in
            [("2026-02-14", "working", 0), ("2026-02-16", "rest", 0), ("2027-01-04", "unknown", 3)]
        {
            assert_eq!(workday(&cal, line), (answer.to_owned(), code));
        }
        assert_eq!(workday(&cal, "tomorrow").1, UNREADABLE);
        assert_eq!(uscc("91230500MA1B3N1N2M\n"), ("valid".to_owned(), 0));
        assert_eq!(uscc("9123"), ("invalid: 统一社会信用代码应为18位，现为4位".to_owned(), 1));
        assert_eq!(ric("11010519491231002X", date(2026, 11, 23)), ("valid".to_owned(), 0));
        assert_eq!(ric("110105491231002", date(2026, 11, 23)).1, INVALID);
    }
}
