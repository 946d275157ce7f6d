//! Formula injection, neutralised: a spreadsheet that opens a text beginning with `=`, `+`, `-`, `@`, a tab or a line break may carry it
//! out. Such a text is written with an apostrophe before it, and so is a text that would look as if that had been done; reading
//! takes exactly one away again. Therefore every text comes back as it was.

use std::borrow::Cow;

/// Whether a text, after any apostrophes and spaces, begins like a formula. Full-width signs count, because Chinese and Japanese
/// spreadsheets read them as the half-width ones.
fn begins_like_a_formula(text: &str) -> bool {
    let rest = text.trim_start_matches(['\'', ' ', '\u{3000}', '\u{a0}']);
    rest.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'])
}

/// The text as it is written.
pub(crate) fn neutralised(text: &str) -> Cow<'_, str> {
    if begins_like_a_formula(text) { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}

/// The text as it was before [`neutralised`]; any other text is left alone.
pub(crate) fn restored(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if begins_like_a_formula(rest) => rest,
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_a_spreadsheet_would_carry_out_is_neutralised() {
        for text in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "＝1", "'=1"] {
            assert_eq!(neutralised(text), format!("'{text}"));
        }
        for text in ["", "1", "甲=乙", "'quoted'", "a@b"] {
            assert_eq!(neutralised(text), text);
            assert_eq!(restored(text), text);
        }
    }

    proptest! {
        #[test]
        fn it_is_undone_exactly(text in "['=+@ \t\u{3000}a-]{0,6}") {
            let written = neutralised(&text);
            prop_assert_eq!(restored(&written), text.as_str());
            let first = written.chars().next();
            prop_assert!(!matches!(first, Some('=' | '+' | '-' | '@' | '\t' | '\r')));
        }
    }
}
