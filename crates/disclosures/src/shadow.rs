//! A text as a leak scanner reads it: white space left out, full-width letters and digits made plain, each character knowing its place in the
//! original. 邵 明远 and １３８… are found as 邵明远 and 138…, and can be masked where they really stand.

/// The reading copy of a text.
pub(crate) struct Shadow {
    characters: Vec<char>,
    /// Index of each character in the original, counted in characters.
    places: Vec<usize>,
}

/// A run of characters of the original, `from..to`, counted in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Span {
    pub from: usize,
    pub to: usize,
}

impl Shadow {
    pub fn of(text: &str) -> Shadow {
        let kept = text.chars().enumerate().filter(|(_, c)| !unseen(*c));
        let (places, characters) = kept.map(|(at, c)| (at, plain(c))).unzip();
        Shadow { characters, places }
    }

    pub fn characters(&self) -> &[char] {
        &self.characters
    }

    /// The span of the original behind the shadow's characters `from..to`, which must not be empty.
    pub fn span(&self, from: usize, to: usize) -> Option<Span> {
        let (first, last) = (self.places.get(from)?, self.places.get(to.checked_sub(1)?)?);
        Some(Span { from: *first, to: last + 1 })
    }

    /// Every place where `value` stands, read in the same way.
    pub fn find(&self, value: &str) -> Vec<Span> {
        let value = Shadow::of(value).characters;
        if value.is_empty() || value.len() > self.characters.len() {
            return Vec::new();
        }
        let starts = self.characters.windows(value.len()).enumerate().filter(|(_, window)| *window == value);
        starts.filter_map(|(from, _)| self.span(from, from + value.len())).collect()
    }
}

/// White space and zero-width characters.
fn unseen(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '\u{00AD}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{2060}'..='\u{2064}')
}

/// Full-width ASCII as ASCII; the hyphens people write numbers with as `-`; letters in capitals, as codes are.
fn plain(c: char) -> char {
    let c = match law::width::narrowed(c) {
        '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
        c => c,
    };
    c.to_ascii_uppercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_found_however_it_is_spaced_or_wide() {
        let text = "当事人邵 明\u{200B}远电话１３８ 0013-8000";
        let shadow = Shadow::of(text);
        assert_eq!(shadow.find("邵明远"), [Span { from: 3, to: 8 }]);
        assert_eq!(shadow.find("1380013-8000"), [Span { from: 10, to: 23 }]);
        assert_eq!(shadow.find("李娜"), []);
        assert_eq!(shadow.find(" "), []);
    }

    #[test]
    fn letters_of_codes_are_read_alike() {
        assert_eq!(Shadow::of("x9").find("X9"), [Span { from: 0, to: 2 }]);
    }
}
