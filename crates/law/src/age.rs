//! Age and punishment (行政处罚法 art 30): who was under fourteen at the act is not punished, who was under eighteen is punished more lightly.
//!
//! Full years (周岁) are reached on the day after the birthday, as 最高人民法院 counts them for criminal liability of minors (法释〔2006〕1号 art 2); the
//! Penalty Law says nothing of its own, so the reading that favours the child is taken.

use jiff::ToSpan;
use jiff::civil::Date;

/// What the age on the day of the act allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Age {
    /// 不满十四周岁: no penalty; the guardian is told to discipline the child.
    UnderFourteen,
    /// 已满十四周岁不满十八周岁: lighter or mitigated.
    UnderEighteen,
    Adult,
}

/// The age of somebody born on `born` at the act.
pub fn at_the_act(born: Date, act: Date) -> Age {
    // A date so late that it cannot be counted on is not reached.
    let reached = |years: i32| born.checked_add(years.years()).is_ok_and(|birthday| act > birthday);
    if !reached(14) {
        Age::UnderFourteen
    } else if !reached(18) {
        Age::UnderEighteen
    } else {
        Age::Adult
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn full_years_are_reached_on_the_day_after_the_birthday() {
        let born = date(2010, 5, 20);
        for (act, age) in [
            (date(2024, 5, 19), Age::UnderFourteen),
            (date(2024, 5, 20), Age::UnderFourteen),
            (date(2024, 5, 21), Age::UnderEighteen),
            (date(2028, 5, 20), Age::UnderEighteen),
            (date(2028, 5, 21), Age::Adult),
        ] {
            assert_eq!(at_the_act(born, act), age, "{act}");
        }
        assert_eq!(at_the_act(date(2012, 2, 29), date(2026, 3, 1)), Age::UnderEighteen);
    }
}
