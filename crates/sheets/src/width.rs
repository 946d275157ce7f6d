//! Characters that look alike and are not: full-width letters and digits, the ideographic space, characters one cannot see; and those
//! that no cell may hold, because they hide or turn round what a person reads.

use std::borrow::Cow;

/// Full-width letters, digits and signs as the half-width ones, the ideographic space as a space.
pub(crate) fn narrow(text: &str) -> Cow<'_, str> {
    if text.chars().any(|c| narrowed(c) != c) {
        Cow::Owned(text.chars().map(narrowed).collect())
    } else {
        Cow::Borrowed(text)
    }
}

fn narrowed(c: char) -> char {
    match c {
        '\u{3000}' | '\u{a0}' => ' ',
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        _ => c,
    }
}

/// A text with full-width letters and digits as the half-width ones, and everything else as it is.
pub fn narrow_figures(text: &str) -> Cow<'_, str> {
    let wide = |c: char| narrowed(c) != c && narrowed(c).is_ascii_alphanumeric();
    if text.chars().any(wide) {
        Cow::Owned(text.chars().map(|c| if wide(c) { narrowed(c) } else { c }).collect())
    } else {
        Cow::Borrowed(text)
    }
}

/// Text of a cell that is not free text: narrow, without what cannot be seen, without space around it.
pub(crate) fn tidy(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text.trim());
    }
    let narrow: String = text.chars().filter(|c| !unseen(*c)).map(narrowed).collect();
    Cow::Owned(narrow.trim().to_owned())
}

/// A header or key as it is compared: narrow, small letters, without space, breaks or the star of required columns.
pub(crate) fn name(header: &str) -> String {
    let kept =
        header.chars().filter(|c| !unseen(*c)).map(narrowed).filter(|c| !c.is_whitespace() && *c != '*');
    kept.flat_map(char::to_lowercase).collect()
}

/// Characters of no width that come along when text is copied from pages and papers.
fn unseen(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}')
}

/// The first character that no cell may hold: controls other than tab and line breaks, marks that turn the direction of reading, and
/// what is no character.
pub(crate) fn forbidden(text: &str) -> Option<char> {
    text.chars().find(|&c| match c {
        '\t' | '\n' | '\r' => false,
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => true,
        _ => c.is_control() || (c as u32) & 0xfffe == 0xfffe || ('\u{fdd0}'..='\u{fdef}').contains(&c),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_looks_alike_becomes_the_same() {
        assert_eq!(narrow("ＡＢ－１２３　（甲）"), "AB-123 (甲)");
        assert_eq!(tidy("\u{feff} ９１\u{200b}３ "), "913");
        assert_eq!(name("单位　名称\n（必填）＊"), "单位名称(必填)");
    }

    #[test]
    fn what_hides_is_found() {
        for (text, found) in
            [("a\0b", '\0'), ("\u{202e}abc", '\u{202e}'), ("x\u{1b}[0m", '\u{1b}'), ("\u{ffff}", '\u{ffff}')]
        {
            assert_eq!(forbidden(text), Some(found));
        }
        assert_eq!(forbidden("甲\t乙\r\n丙 Ａ"), None);
    }
}
