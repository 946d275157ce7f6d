//! Shapes that several registers share: the form of a code, and a text that has to be there.

use events::Refusal;

/// The longest code of a register, in characters.
pub const CODE_MAX: usize = 40;

/// Whether `text` can be a code: 1–40 ASCII letters, digits, `-`, `_` or `.`, starting with a letter or digit.
pub fn is_code(text: &str) -> bool {
    let first = text.bytes().next().is_some_and(|b| b.is_ascii_alphanumeric());
    first
        && text.len() <= CODE_MAX
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'))
}

/// The trimmed text, or a refusal of the field it stands in.
pub fn filled(field: &str, text: &str) -> Result<String, Refusal> {
    match text.trim() {
        "" => Err(Refusal::of_field(field, "必须填写")),
        text => Ok(text.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_plain_and_bounded() {
        for code in ["market-one", "0200-FOOD-034", "a", "A.1_b"] {
            assert!(is_code(code), "{code}");
        }
        let long = "a".repeat(CODE_MAX + 1);
        for text in ["", "-a", "..", "a b", "a/b", "科室", "ａ", long.as_str()] {
            assert!(!is_code(text), "{text} must not be a code");
        }
    }

    #[test]
    fn blank_text_is_refused_at_its_field() {
        assert_eq!(filled("name", " 执法一科 ").as_deref(), Ok("执法一科"));
        let refused = filled("name", " \n").expect_err("blank");
        assert_eq!(refused.field.as_deref(), Some("name"));
    }
}
