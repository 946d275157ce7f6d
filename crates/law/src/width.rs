//! Full-width characters (全角) as the half-width ones they look like: a Chinese keyboard types １２３ where 123 was meant, and no search, form or number may
//! read them as something else. The one folding of the whole program; who keeps a text as it was written does not call it.

use std::borrow::Cow;

/// A full-width letter, figure or sign as the half-width one; the ideographic and the unbroken space as a space.
pub fn narrowed(c: char) -> char {
    match c {
        '\u{3000}' | '\u{a0}' => ' ',
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        _ => c,
    }
}

/// The same for a text: for what is a number, a day or a code as a whole.
pub fn narrow(text: &str) -> Cow<'_, str> {
    folded(text, narrowed)
}

/// A text with full-width letters and figures as the half-width ones, and everything else as it is: for texts whose brackets and commas are meant as typed.
pub fn narrow_figures(text: &str) -> Cow<'_, str> {
    folded(text, |c| if narrowed(c).is_ascii_alphanumeric() { narrowed(c) } else { c })
}

/// The brackets people type around the year of a number.
pub const BRACKETS: [(char, char); 6] =
    [('[', ']'), ('(', ')'), ('（', '）'), ('［', '］'), ('【', '】'), ('<', '>')];

/// The number of a paper or a case as it is printed: without blanks, the year in 〔〕 whichever brackets were typed, figures in the half width.
pub fn printed_number(typed: &str) -> String {
    let printed = |c: char| match c {
        c if BRACKETS.iter().any(|(opens, _)| *opens == c) => '〔',
        c if BRACKETS.iter().any(|(_, closes)| *closes == c) => '〕',
        other => narrowed(other),
    };
    typed.chars().filter(|c| !c.is_whitespace() && !c.is_control()).map(printed).collect()
}

/// A number without the blanks, hyphens and dots that people group its figures with, in the half width.
pub fn bare_number(typed: &str) -> String {
    let groups = |c: &char| c.is_whitespace() || c.is_control() || matches!(c, '-' | '.' | '·' | '—' | '–');
    typed.chars().map(narrowed).filter(|c| !groups(c)).collect()
}

fn folded(text: &str, fold: impl Fn(char) -> char) -> Cow<'_, str> {
    match text.chars().any(|c| fold(c) != c) {
        true => Cow::Owned(text.chars().map(fold).collect()),
        false => Cow::Borrowed(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_printed_however_they_were_typed() {
        for typed in ["明市监案[2026] 9号", "明市监案（２０２６）９号", "明市监案〔2026〕9号"]
        {
            assert_eq!(printed_number(typed), "明市监案〔2026〕9号");
        }
        assert_eq!(bare_number(" 310105－000 003"), "310105000003");
    }

    #[test]
    fn what_looks_alike_becomes_the_same() {
        assert_eq!(narrow("ＡＢ－１２３　（甲）"), "AB-123 (甲)");
        assert_eq!(narrow_figures("ＪＣ－０１（甲）"), "JC－01（甲）");
        assert!(matches!(narrow("2026-01-05"), Cow::Borrowed(_)));
    }
}
