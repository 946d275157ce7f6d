//! Cells and headers without what looks alike and is not: full-width characters (`law::width`) and characters one cannot see; and those that no cell may hold,
//! because they hide or turn round what a person reads.

use law::width::narrowed;
use std::borrow::Cow;

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
