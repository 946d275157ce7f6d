//! Numbers as cells hold them: money to the fen, whole numbers, and the numbers a spreadsheet has already spoiled. A spreadsheet keeps
//! fifteen digits of a number; an identity number of eighteen that was typed as a number has lost three, which cannot be mended.

use crate::reason::Reason;

/// A spreadsheet's number of this size has lost digits.
const LOST_FROM: f64 = 1e15;

/// Fen as yuan with two decimals.
pub(crate) fn yuan(fen: i64) -> String {
    let sign = if fen < 0 { "-" } else { "" };
    format!("{sign}{}.{:02}", fen.unsigned_abs() / 100, fen.unsigned_abs() % 100)
}

/// Whether a text is a long number as a spreadsheet saves it once its digits are lost: `1.10101E+17`.
pub fn were_lost(text: &str) -> bool {
    let Some((mantissa, exponent)) = text.split_once(['E', 'e']) else { return false };
    let Some(exponent) = exponent.strip_prefix('+') else { return false };
    let figures = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let (whole, part) = mantissa.split_once('.').unwrap_or((mantissa, "0"));
    whole.len() == 1 && figures(whole) && figures(part) && figures(exponent)
}

/// A workbook's number without the last digits of binary arithmetic: `0.30000000000000004` is 0.3.
pub(crate) fn plain(written: &str) -> Result<String, Reason> {
    let number: f64 = written.parse().map_err(|_| Reason::NotANumber)?;
    if !number.is_finite() {
        return Err(Reason::NotANumber);
    }
    if number.abs() >= LOST_FROM {
        return Err(Reason::DigitsLost);
    }
    let rounded: f64 = format!("{number:.14e}").parse().unwrap_or(number);
    // Adding zero turns -0 into 0.
    Ok((rounded + 0.0).to_string())
}

/// Money as written by people: `1,234.5`, `￥1234.50`, `1234.5元`.
pub(crate) fn fen(text: &str) -> Result<i64, Reason> {
    let text = text.strip_prefix(['¥', '￥']).unwrap_or(text);
    let text = text.strip_suffix('元').unwrap_or(text).trim();
    let (negative, figures) = signed(text);
    let (whole, part) = figures.split_once('.').unwrap_or((figures, "0"));
    if !part.bytes().all(|byte| byte.is_ascii_digit()) || part.is_empty() {
        return Err(Reason::NotMoney);
    }
    let whole = ungrouped(whole).ok_or(Reason::NotMoney)?;
    let part = part.trim_end_matches('0');
    if part.len() > 2 {
        return Err(Reason::Decimals);
    }
    let sign = if negative { "-" } else { "" };
    format!("{sign}{whole}{part:0<2}").parse().map_err(|_| Reason::TooLarge)
}

/// A whole number as written by people: `1,200`, `-3`.
pub(crate) fn whole(text: &str) -> Result<i64, Reason> {
    let (negative, figures) = signed(text);
    let (figures, part) = figures.split_once('.').unwrap_or((figures, ""));
    let figures = ungrouped(figures).ok_or(Reason::NotWhole)?;
    if !part.bytes().all(|byte| byte == b'0') {
        return Err(Reason::NotWhole);
    }
    let sign = if negative { "-" } else { "" };
    format!("{sign}{figures}").parse().map_err(|_| Reason::TooLarge)
}

fn signed(text: &str) -> (bool, &str) {
    match text.strip_prefix(['-', '−']) {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    }
}

/// Figures with their groups of three put together; `None` if anything else stands there.
fn ungrouped(text: &str) -> Option<String> {
    let groups: Vec<&str> = text.split(',').collect();
    let (first, rest) = groups.split_first()?;
    let orderly = rest.is_empty() || (first.len() <= 3 && rest.iter().all(|group| group.len() == 3));
    let figures = groups.concat();
    (orderly && !first.is_empty() && figures.bytes().all(|byte| byte.is_ascii_digit())).then_some(figures)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_is_read_to_the_fen() {
        let read =
            [("1234.5", 123_450), ("￥1,234.50", 123_450), ("-0.01", -1), ("12元", 1200), ("0.100", 10)];
        for (text, amount) in read {
            assert_eq!(fen(text), Ok(amount), "{text}");
        }
        for (amount, text) in [(5, "0.05"), (-123_456, "-1234.56"), (i64::MIN, "-92233720368547758.08")] {
            assert_eq!(yuan(amount), text);
            assert_eq!(fen(text), Ok(amount));
        }
        assert_eq!(fen("1.234"), Err(Reason::Decimals));
        assert_eq!(fen("92233720368547758.08"), Err(Reason::TooLarge));
        for text in ["", "-", "1.", ".5", "1,23", "12,34,567", "1.2万", "1 2", "二元"] {
            assert_eq!(fen(text), Err(Reason::NotMoney), "{text}");
        }
    }

    #[test]
    fn numbers_that_lost_digits_are_known() {
        assert!(were_lost("1.10101E+17") && were_lost("1E+15"));
        assert!(!were_lost("1E5") && !were_lost("AE+1") && !were_lost("E+1") && !were_lost("12.5E+3"));
        assert_eq!(plain("0.30000000000000004"), Ok("0.3".into()));
        assert_eq!(plain("1.1E2"), Ok("110".into()));
        assert_eq!(plain("-0"), Ok("0".into()));
        assert_eq!(plain("110101199003070000"), Err(Reason::DigitsLost));
        assert_eq!(plain("NaN"), Err(Reason::NotANumber));
    }

    #[test]
    fn whole_numbers() {
        assert_eq!(whole("1,200"), Ok(1200));
        assert_eq!(whole("-3.00"), Ok(-3));
        assert_eq!(whole("1.5"), Err(Reason::NotWhole));
        assert_eq!(whole("9223372036854775808"), Err(Reason::TooLarge));
    }
}
