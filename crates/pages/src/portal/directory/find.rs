//! Searching the directory (名录查找): by name, number, body or article, over everything that is public, as of a day. One pass over texts that were made ready
//! when the registers changed; nothing is put into words but the rows of the page that is shown, so a search costs the same whatever it finds.

use super::public::{PublicRegister, PublicVersion};
use jiff::civil::Date;
use registers::declaration::RegisterKind;

/// The most words of one search, and the longest of them; what is beyond is not looked at.
const WORDS_MAX: usize = 6;
const WORD_CHARS_MAX: usize = 60;
/// Rows of one page.
pub const ROWS: usize = 50;

/// What is looked for: all words have to stand in an entry.
#[derive(Default)]
pub struct Words(Vec<String>);

impl Words {
    pub fn read(asked: &str) -> Words {
        let words = asked
            .split_whitespace()
            .map(|word| plain(&word.chars().take(WORD_CHARS_MAX).collect::<String>()));
        Words(words.filter(|word| !word.is_empty()).take(WORDS_MAX).collect())
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn stand_in(&self, text: &str) -> bool {
        self.0.iter().all(|word| text.contains(word.as_str()))
    }

    /// How well an entry answers: its number or name itself, a part of its name, anything else; `None` when it does not.
    fn rank(&self, key: &str, version: &PublicVersion) -> Option<u8> {
        if !self.stand_in(&version.text) {
            return None;
        }
        let name = plain(&version.name);
        let whole = self.0.concat();
        Some(match whole == plain(key) || whole == name {
            true => 0,
            false if self.stand_in(&name) => 1,
            false => 2,
        })
    }
}

/// A text as it is compared: small letters, half-width figures, without brackets and blanks, so that 《食品安全法》第一百二十四条 is found without its brackets.
pub fn plain(text: &str) -> String {
    let narrow = text.chars().map(law::width::narrowed);
    let kept = narrow.filter(|c| !c.is_whitespace() && !matches!(c, '《' | '》' | '(' | ')' | ','));
    kept.flat_map(char::to_lowercase).collect()
}

/// An entry that was found.
#[derive(Clone, Copy)]
pub struct Found<'a> {
    pub kind: &'static RegisterKind,
    pub key: &'a str,
    pub version: &'a PublicVersion,
    rank: u8,
}

/// The entries of one register that answer, those that answer best first.
pub fn in_register<'a>(register: &'a PublicRegister, words: &Words, day: Date) -> Vec<Found<'a>> {
    let kind = register.kind;
    let found = register.versions_as_of(day).filter_map(|(key, version)| {
        let rank = words.rank(key, version)?;
        Some(Found { kind, key, version, rank })
    });
    found.collect()
}

/// Puts those that answer best first; among equals the order stays.
pub fn best_first(found: &mut [Found<'_>]) {
    found.sort_by_key(|one| one.rank);
}

/// In which order a register is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    #[default]
    Number,
    Name,
    Newest,
}

impl Order {
    pub const ALL: [(&'static str, &'static str, Order); 3] = [
        ("", "编号", Order::Number),
        ("name", "名称", Order::Name),
        ("newest", "生效日期，新的在前", Order::Newest),
    ];

    pub fn read(asked: &str) -> Order {
        Order::ALL.iter().find(|(code, _, _)| *code == asked).map_or(Order::Number, |(_, _, order)| *order)
    }
}

/// A list of one register, cut down and in order.
pub fn listed<'a>(
    register: &'a PublicRegister,
    words: &Words,
    body: &str,
    order: Order,
    day: Date,
) -> Vec<(&'a str, &'a PublicVersion)> {
    let of_body = |version: &PublicVersion| {
        let owner = version.content.as_ref().and_then(|content| register.kind.body_of(content));
        body.is_empty() || owner == Some(body)
    };
    let fits = |(_, version): &(&str, &PublicVersion)| of_body(version) && words.stand_in(&version.text);
    let mut rows: Vec<_> = register.versions_as_of(day).filter(fits).collect();
    match order {
        Order::Number => {}
        Order::Name => rows.sort_by(|one, other| one.1.name.cmp(&other.1.name)),
        Order::Newest => rows.sort_by_key(|row| std::cmp::Reverse(row.1.from)),
    }
    rows
}

/// One page of many rows.
pub struct Leaf {
    /// Place of the first row, from 0.
    pub first: usize,
    pub page: usize,
    pub pages: usize,
}

impl Leaf {
    /// The page that was asked for, from 1; one that does not exist is the last.
    pub fn of(asked: &str, rows: usize) -> Leaf {
        let pages = rows.div_ceil(ROWS).max(1);
        let page = asked.parse::<usize>().unwrap_or(1).clamp(1, pages);
        Leaf { first: (page - 1) * ROWS, page, pages }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_compared_without_brackets_width_and_case() {
        for (text, compared) in [
            ("《食品安全法》第一百条", "食品安全法第一百条"),
            ("ＪＣ－０１ ", "jc-01"),
            ("（五） 项", "五项"),
        ] {
            assert_eq!(plain(text), compared);
        }
    }

    #[test]
    fn a_search_is_bounded() {
        let long = "甲".repeat(1000);
        let words = Words::read(&format!("{long} 乙 丙 丁 戊 己 庚"));
        assert_eq!((words.0.len(), words.0[0].chars().count()), (WORDS_MAX, WORD_CHARS_MAX));
        assert!(Words::read(" 　（） ").is_empty());
    }

    #[test]
    fn a_page_that_does_not_exist_is_the_last() {
        let leaf = |asked, rows| {
            (Leaf::of(asked, rows).page, Leaf::of(asked, rows).first, Leaf::of(asked, rows).pages)
        };
        assert_eq!(leaf("", 0), (1, 0, 1));
        assert_eq!(leaf("2", 51), (2, 50, 2));
        assert_eq!(leaf("99", 100), (2, 50, 2));
        assert_eq!(leaf("-1", 100), (1, 0, 2));
    }
}
