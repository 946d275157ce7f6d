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
    fn what_looks_alike_becomes_the_same() {
        assert_eq!(narrow("ＡＢ－１２３　（甲）"), "AB-123 (甲)");
        assert_eq!(narrow_figures("ＪＣ－０１（甲）"), "JC－01（甲）");
        assert!(matches!(narrow("2026-01-05"), Cow::Borrowed(_)));
    }
}
