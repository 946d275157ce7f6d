//! Days as cells hold them: as text in the ways people write them, or as the number of days a spreadsheet counts. Excel counts from
//! 1900, and takes 1900 for a leap year; books made on older Macs count from 1904.

use crate::reason::Reason;
use jiff::ToSpan;
use jiff::civil::{Date, date};

/// From which day a workbook counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Epoch {
    From1900,
    From1904,
}

/// The last day Excel knows, 9999-12-31, counted from 1900.
const LAST_SERIAL: f64 = 2_958_465.0;
/// Numbers that are taken for days although their cell is not set as a date: 1920 to 2100. A year alone, say 2026, is below.
const UNSTYLED: std::ops::RangeInclusive<f64> = 7_306.0..=73_050.0;

/// A day from a spreadsheet's number. `styled`: the cell is shown as a date.
pub(crate) fn from_serial(number: f64, epoch: Epoch, styled: bool) -> Result<Date, Reason> {
    if (19_000_101.0..=99_991_231.0).contains(&number) && number.fract() == 0.0 {
        return from_text(&number.to_string());
    }
    if !(0.0..=LAST_SERIAL).contains(&number) || (!styled && !UNSTYLED.contains(&number)) {
        return Err(Reason::NotADate);
    }
    if number.fract() != 0.0 {
        return Err(Reason::TimeOfDay);
    }
    let (origin, days) = match epoch {
        Epoch::From1904 => (date(1904, 1, 1), number),
        Epoch::From1900 if number == 60.0 => return Err(Reason::NoSuchDay),
        Epoch::From1900 if number < 1.0 => return Err(Reason::NotADate),
        Epoch::From1900 if number < 60.0 => (date(1899, 12, 31), number),
        Epoch::From1900 => (date(1899, 12, 30), number),
    };
    origin.checked_add((days as i64).days()).map_err(|_| Reason::NotADate)
}

/// The number Excel counts for a day, where its calendar and ours agree: from 1900-03-01 on.
pub(crate) fn to_serial(day: Date) -> Option<f64> {
    let days = day.since(date(1899, 12, 30)).ok()?.get_days();
    (61.0..=LAST_SERIAL).contains(&f64::from(days)).then_some(f64::from(days))
}

/// A day from narrow text: `2026-11-23`, `2026/11/23`, `2026.11.23`, `2026年11月23日`, `20261123`; midnight may stand behind it.
pub(crate) fn from_text(text: &str) -> Result<Date, Reason> {
    let (text, time) = match text.split_once(['T', ' ']) {
        _ if text.contains('年') => (text, ""),
        Some((day, time)) => (day, time.trim()),
        None => (text, ""),
    };
    let parts = parts(text).ok_or(Reason::NotADate)?;
    let [year, month, day] = parts.map(|part| part.parse::<i16>().unwrap_or(-1));
    let narrow = |number| i8::try_from(number).unwrap_or(-1);
    let found = Date::new(year, narrow(month), narrow(day)).map_err(|_| Reason::NoSuchDay)?;
    if year == 0 {
        return Err(Reason::NoSuchDay);
    }
    let midnight = time.trim_end_matches('Z').chars().all(|c| matches!(c, '0' | ':' | '.'));
    if midnight { Ok(found) } else { Err(Reason::TimeOfDay) }
}

/// Year, month and day as figures; `None` if the text is not of that form.
fn parts(text: &str) -> Option<[&str; 3]> {
    let parts = if text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        [&text[..4], &text[4..6], &text[6..]]
    } else if let Some(rest) = text.strip_suffix('日') {
        let (year, rest) = rest.split_once('年')?;
        let (month, day) = rest.split_once('月')?;
        [year.trim(), month.trim(), day.trim()]
    } else {
        let separator = text.chars().find(|c| matches!(c, '-' | '/' | '.'))?;
        let mut parts = text.splitn(3, separator);
        [parts.next()?, parts.next()?, parts.next()?]
    };
    let figures = |part: &str, lengths: &[usize]| {
        lengths.contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
    };
    let whole = figures(parts[0], &[4]) && figures(parts[1], &[1, 2]) && figures(parts[2], &[1, 2]);
    whole.then_some(parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_as_people_write_them() {
        let day = Ok(date(2026, 11, 23));
        for text in [
            "2026-11-23",
            "2026/11/23",
            "2026.11.23",
            "2026年11月23日",
            "20261123",
            "2026-11-23 00:00:00",
            "2026-11-23T00:00:00Z",
            "2026年 11月 23日",
        ] {
            assert_eq!(from_text(text), day, "{text}");
        }
        assert_eq!(from_text("2026/1/2"), Ok(date(2026, 1, 2)));
        for text in ["2026-02-30", "2026-13-01", "20261301", "2026年2月29日", "0000-01-01"] {
            assert_eq!(from_text(text), Err(Reason::NoSuchDay), "{text}");
        }
        for text in [
            "",
            "26-11-23",
            "11/23/2026",
            "2026-11",
            "2026年11月",
            "46349",
            "明天",
            "2026-11-23-1",
            "-2026-1-1",
        ] {
            assert_eq!(from_text(text), Err(Reason::NotADate), "{text}");
        }
        assert_eq!(from_text("2026-11-23 09:30"), Err(Reason::TimeOfDay));
    }

    #[test]
    fn days_as_spreadsheets_count_them() {
        let (a, b) = (Epoch::From1900, Epoch::From1904);
        assert_eq!(from_serial(46349.0, a, true), Ok(date(2026, 11, 23)));
        assert_eq!(from_serial(44887.0, b, true), Ok(date(2026, 11, 23)));
        assert_eq!(from_serial(1.0, a, true), Ok(date(1900, 1, 1)));
        assert_eq!(from_serial(59.0, a, true), Ok(date(1900, 2, 28)));
        assert_eq!(from_serial(60.0, a, true), Err(Reason::NoSuchDay));
        assert_eq!(from_serial(61.0, a, true), Ok(date(1900, 3, 1)));
        assert_eq!(from_serial(0.0, b, true), Ok(date(1904, 1, 1)));
        assert_eq!(from_serial(46349.5, a, true), Err(Reason::TimeOfDay));
        assert_eq!(from_serial(20_261_123.0, a, false), Ok(date(2026, 11, 23)));
        assert_eq!(from_serial(46349.0, a, false), Ok(date(2026, 11, 23)));
        for number in [2026.0, -1.0, 0.0, 3e6, f64::NAN] {
            assert_eq!(from_serial(number, a, false), Err(Reason::NotADate), "{number}");
        }
    }

    #[test]
    fn counting_and_reading_agree() {
        for day in [date(1900, 3, 1), date(2026, 11, 23), date(9999, 12, 31)] {
            let serial = to_serial(day).unwrap();
            assert_eq!(from_serial(serial, Epoch::From1900, true), Ok(day));
        }
        assert_eq!(to_serial(date(1900, 2, 28)), None);
    }
}
