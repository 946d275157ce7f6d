//! Money as whole fen (分). Thresholds are decided to the fen, so nothing here is ever a fraction in binary.
//!
//! Reads what a form field holds, prints what a table shows, and writes the capital characters (大写) a decision needs.
//! It does not know which amount is lawful; that is `thresholds`.

use std::fmt;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// An amount in fen; 500000 is five thousand yuan.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Fen(pub i64);

/// The largest amount a form may hold: 10^13 fen, a hundred billion yuan.
pub const LARGEST: Fen = Fen(10_000_000_000_000);

#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum MoneyError {
    #[error("金额未填")]
    Empty,
    #[error("金额过长：最多二十五个字符")]
    TooLong,
    #[error("金额不能为负数")]
    Negative,
    #[error("金额含全角字符“{0}”，请用半角数字")]
    FullWidth(char),
    #[error("金额含不能识别的字符“{0}”，应如 5000 或 4,999.99")]
    Character(char),
    #[error("千分位逗号位置不对，应如 4,999.99")]
    Grouping,
    #[error("金额最多两位小数（精确到分）")]
    Decimals,
    #[error("小数点前后都应有数字")]
    Point,
    #[error("金额超过上限一千亿元")]
    TooLarge,
}

impl Fen {
    pub const fn yuan(y: i64) -> Fen {
        Fen(y.saturating_mul(100))
    }

    /// Reads yuan as typed: `5000`, `4,999.99`. Refuses full-width figures, signs, more than two decimals and anything
    /// above [`LARGEST`], each with its reason.
    pub fn parse_yuan(text: &str) -> Result<Fen, MoneyError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(MoneyError::Empty);
        }
        if text.chars().count() > 25 {
            return Err(MoneyError::TooLong);
        }
        for c in text.chars() {
            match c {
                '0'..='9' | ',' | '.' => {}
                '-' | '－' | '−' => return Err(MoneyError::Negative),
                '０'..='９' | '，' | '．' | '。' | '￥' => return Err(MoneyError::FullWidth(c)),
                other => return Err(MoneyError::Character(other)),
            }
        }
        let (whole, fraction) = match text.split_once('.') {
            Some((w, f)) if w.is_empty() || f.is_empty() => return Err(MoneyError::Point),
            Some((_, f)) if f.contains(['.', ',']) => return Err(MoneyError::Point),
            Some((_, f)) if f.len() > 2 => return Err(MoneyError::Decimals),
            Some((w, f)) => (w, f),
            None => (text, ""),
        };
        let yuan = digits(&ungroup(whole)?)?;
        let cents = digits(&format!("{fraction:0<2}"))?;
        let fen = yuan.checked_mul(100).and_then(|y| y.checked_add(cents)).ok_or(MoneyError::TooLarge)?;
        if fen > LARGEST.0 { Err(MoneyError::TooLarge) } else { Ok(Fen(fen)) }
    }

    /// The amount in capital characters: `伍仟元整`, `肆仟玖佰玖拾玖元玖角玖分`.
    pub fn in_words(self) -> String {
        let sign = if self.0 < 0 { "负" } else { "" };
        let fen = self.0.unsigned_abs();
        let (yuan, jiao, cent) = (fen / 100, (fen / 10 % 10) as usize, (fen % 10) as usize);
        let mut out = String::from(sign);
        if yuan > 0 || fen == 0 {
            out.push_str(&capital(yuan));
            out.push('元');
        }
        match (jiao, cent) {
            (0, 0) => out.push('整'),
            (0, c) => {
                if yuan > 0 {
                    out.push('零');
                }
                out.push_str(CAPITALS[c]);
                out.push('分');
            }
            (j, 0) => {
                out.push_str(CAPITALS[j]);
                out.push_str("角整");
            }
            (j, c) => {
                out.push_str(CAPITALS[j]);
                out.push('角');
                out.push_str(CAPITALS[c]);
                out.push('分');
            }
        }
        out
    }
}

const CAPITALS: [&str; 10] = ["零", "壹", "贰", "叁", "肆", "伍", "陆", "柒", "捌", "玖"];

fn digits(text: &str) -> Result<i64, MoneyError> {
    text.parse().map_err(|_| MoneyError::TooLarge)
}

/// Takes the thousands commas out, refusing them where they do not part groups of three.
fn ungroup(whole: &str) -> Result<String, MoneyError> {
    if !whole.contains(',') {
        return Ok(whole.to_owned());
    }
    let groups: Vec<&str> = whole.split(',').collect();
    let first = groups[0].len();
    if !(1..=3).contains(&first) || groups[1..].iter().any(|g| g.len() != 3) {
        return Err(MoneyError::Grouping);
    }
    Ok(groups.concat())
}

fn capital(mut yuan: u64) -> String {
    const PLACES: [&str; 4] = ["", "拾", "佰", "仟"];
    const GROUPS: [&str; 5] = ["", "万", "亿", "万亿", "亿亿"];
    if yuan == 0 {
        return CAPITALS[0].to_owned();
    }
    let mut groups = Vec::new();
    while yuan > 0 {
        groups.push(yuan % 10_000);
        yuan /= 10_000;
    }
    let mut out = String::new();
    let mut gap = false;
    for (g, &group) in groups.iter().enumerate().rev() {
        for place in (0..4u32).rev() {
            let digit = (group / 10u64.pow(place) % 10) as usize;
            if digit == 0 {
                gap = !out.is_empty();
                continue;
            }
            if gap {
                out.push_str(CAPITALS[0]);
                gap = false;
            }
            out.push_str(CAPITALS[digit]);
            out.push_str(PLACES[place as usize]);
        }
        if group > 0 {
            out.push_str(GROUPS[g]);
        }
    }
    out
}

impl fmt::Display for Fen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let fen = self.0.unsigned_abs();
        let whole = (fen / 100).to_string();
        let mut grouped = String::new();
        for (i, c) in whole.chars().enumerate() {
            if i > 0 && (whole.len() - i).is_multiple_of(3) {
                grouped.push(',');
            }
            grouped.push(c);
        }
        let sign = if self.0 < 0 { "-" } else { "" };
        f.pad(&format!("{sign}{grouped}.{:02}", fen % 100))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_people_type() {
        for (text, fen) in [
            ("5000", 500_000),
            ("4,999.99", 499_999),
            (" 0.5 ", 50),
            ("0", 0),
            ("200.01", 20_001),
            ("1,234,567.80", 123_456_780),
            ("100000000000", 10_000_000_000_000),
        ] {
            assert_eq!(Fen::parse_yuan(text), Ok(Fen(fen)), "{text}");
        }
    }

    #[test]
    fn refuses_with_the_reason() {
        for (text, why) in [
            ("", MoneyError::Empty),
            ("  ", MoneyError::Empty),
            ("-5", MoneyError::Negative),
            ("５000", MoneyError::FullWidth('５')),
            ("5000元", MoneyError::Character('元')),
            ("1e5", MoneyError::Character('e')),
            ("1,00", MoneyError::Grouping),
            (",100", MoneyError::Grouping),
            ("1.234", MoneyError::Decimals),
            ("1.2.3", MoneyError::Point),
            ("1.,5", MoneyError::Point),
            (".5", MoneyError::Point),
            ("5.", MoneyError::Point),
            ("100000000000.01", MoneyError::TooLarge),
            ("9999999999999999999999", MoneyError::TooLarge),
            ("00000000000000000000000000", MoneyError::TooLong),
        ] {
            assert_eq!(Fen::parse_yuan(text), Err(why), "{text}");
        }
    }

    #[test]
    fn writes_capital_characters() {
        for (fen, words) in [
            (500_000, "伍仟元整"),
            (499_999, "肆仟玖佰玖拾玖元玖角玖分"),
            (0, "零元整"),
            (5, "伍分"),
            (50, "伍角整"),
            (100_503, "壹仟零伍元零叁分"),
            (1_000, "壹拾元整"),
            (1_000_050_000, "壹仟万零伍佰元整"),
            (10_000_000_100, "壹亿零壹元整"),
            (101_010, "壹仟零壹拾元壹角整"),
            (10_000_000_000_000, "壹仟亿元整"),
            (-500, "负伍元整"),
        ] {
            assert_eq!(Fen(fen).in_words(), words);
        }
    }

    #[test]
    fn prints_grouped_with_two_decimals_and_reads_back() {
        assert_eq!(Fen::yuan(5000).to_string(), "5,000.00");
        assert_eq!(Fen(-123_456_789).to_string(), "-1,234,567.89");
        assert_eq!(Fen(i64::MIN).to_string(), "-92,233,720,368,547,758.08");
        for fen in [0, 1, 99, 100, 99_999, 100_000, LARGEST.0] {
            assert_eq!(Fen::parse_yuan(&Fen(fen).to_string()), Ok(Fen(fen)));
        }
    }
}
