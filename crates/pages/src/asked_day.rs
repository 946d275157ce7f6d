//! The day that a reader asks a register for, at the desk and on the portal: read strictly, because an answer for another day than the one that was meant would be
//! taken for the truth of that day. Figures in the full width are read as what they are; anything that is no day is refused with the field's name and its form.

use jiff::civil::Date;
use law::width::narrow;

/// The field of the address, and how a day is written in it.
pub const FIELD: &str = "on";
pub const FORM: &str = "YYYY-MM-DD";

/// The longest part of what was typed that is said again.
const SAID_CHARS_MAX: usize = 40;

/// What was typed, and is no day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoDay(String);

impl NoDay {
    pub fn says(&self) -> String {
        let typed = &self.0;
        format!(
            "“{typed}”不是日期。日期（地址中的 {FIELD}）按“年-月-日”填写，如 2026-01-05；不填的，按今天查看。"
        )
    }
}

/// The day that was asked for; today where none was.
pub fn read(text: &str, today: Date) -> Result<Date, NoDay> {
    let narrow = narrow(text);
    let typed = narrow.trim();
    if typed.is_empty() {
        return Ok(today);
    }
    // What is written otherwise, a moment or a day without its zeros, might mean another day than it is read as.
    let day = typed.parse::<Date>().ok().filter(|day| day.to_string() == typed);
    day.ok_or_else(|| NoDay(text.chars().take(SAID_CHARS_MAX).collect()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    const TODAY: Date = date(2026, 11, 26);

    #[test]
    fn a_day_is_read_in_one_form_and_anything_else_is_refused() {
        assert_eq!(read("", TODAY), Ok(TODAY));
        for typed in ["2026-01-05", " 2026-01-05 ", "２０２６-０１-０５", "２０２６－０１－０５"]
        {
            assert_eq!(read(typed, TODAY), Ok(date(2026, 1, 5)), "{typed}");
        }
        for wrong in
            ["abc", "2026-13-45", "2026-02-30", "20260105", "2026-1-5", "2026-01-05T10:00", "2026-01-05x"]
        {
            assert!(read(wrong, TODAY).is_err_and(|fault| fault.says().contains(wrong)), "{wrong}");
        }
    }
}
