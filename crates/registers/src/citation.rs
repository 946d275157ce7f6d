//! Citations in the texts of entries, read back into law, article, paragraph and item; and which entries cite an article that was amended since they were
//! confirmed (条文修改提示). An amended article flags what cites it and changes nothing: what a case used stays as it was used, because the case
//! carries its own copy.

use crate::all;
use crate::articles::Articles;
use crate::declaration::{Register, RegisterKind};
use events::Registers;
use events::book::Version;
use jiff::civil::Date;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// A place in a law as it is cited; 0 where the citation does not go so deep.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cited {
    /// Without 中华人民共和国.
    pub law: String,
    pub article: u32,
    pub paragraph: u32,
    pub item: u32,
}

/// Every citation in a text: 《law》 with the articles that follow it, e.g. 《食品安全法》第三十四条第（十）项、第一百二十四条.
pub fn cited(text: &str) -> Vec<Cited> {
    marked(text).into_iter().map(|(_, cited)| cited).collect()
}

/// The same with the bytes each stands in, so that a page can make a link of it: the law's name belongs to its first article.
pub fn marked(text: &str) -> Vec<(Range<usize>, Cited)> {
    let mut found = Vec::new();
    for (begin, _) in text.match_indices('《') {
        let inside = begin + '《'.len_utf8();
        // What stands behind belongs to this law up to the next one.
        let end = text[inside..].find('《').map_or(text.len(), |next| inside + next);
        let part = &text[inside..end];
        let Some((law, after)) = part.split_once('》') else { continue };
        let law = short(law);
        let place = |rest: &str| end - rest.len();
        let mut rest = after;
        let before = found.len();
        while let Some((article, behind)) = counted(rest, '条') {
            let begins = behind_from(rest, behind);
            let (paragraph, behind) = counted_next(behind, '款');
            let (item, behind) = counted_next(behind, '项');
            // Only when nothing but the article stands behind the law's name are both one citation.
            let first = found.len() == before && begins == 0;
            let from = if first { begin } else { place(rest) + begins };
            found.push((from..place(behind), Cited { law: law.clone(), article, paragraph, item }));
            rest = behind;
        }
        if found.len() == before {
            found.push((begin..place(after), Cited { law, article: 0, paragraph: 0, item: 0 }));
        }
    }
    found
}

/// Where in `rest` the article begins that ends before `behind`: at its last 第.
fn behind_from(rest: &str, behind: &str) -> usize {
    let whole = &rest[..rest.len() - behind.len()];
    whole.rfind('第').unwrap_or(0)
}

/// The law's short name.
pub fn short(law: &str) -> String {
    law.trim().trim_start_matches("中华人民共和国").to_owned()
}

/// The first 第…unit in the text, and what stands behind it.
fn counted(text: &str, unit: char) -> Option<(u32, &str)> {
    let mut rest = text;
    loop {
        let at = rest.find('第')?;
        rest = &rest[at + '第'.len_utf8()..];
        if let Some((n, behind)) = number_before(rest, unit) {
            return Some((n, behind));
        }
    }
}

/// 第…unit right here, or 0 and the text as it was.
fn counted_next(text: &str, unit: char) -> (u32, &str) {
    let here = text.strip_prefix('第').and_then(|rest| number_before(rest, unit));
    here.unwrap_or((0, text))
}

fn number_before(text: &str, unit: char) -> Option<(u32, &str)> {
    let at = text.find(unit).filter(|at| *at <= 30)?;
    let figures = text[..at].trim_matches(['（', '）', '(', ')', ' ']);
    Some((numeral(figures)?, &text[at + unit.len_utf8()..]))
}

/// 一百二十四 or 124 as a number.
pub fn numeral(text: &str) -> Option<u32> {
    if let Ok(number) = text.parse::<u32>() {
        return Some(number);
    }
    let (mut sum, mut digit, mut seen) = (0u32, 0u32, false);
    for c in text.chars() {
        seen = true;
        match "零一二三四五六七八九".chars().position(|d| d == c) {
            Some(d) => digit = d as u32,
            None => {
                let place = match c {
                    '十' => 10,
                    '百' => 100,
                    '千' => 1_000,
                    _ => return None,
                };
                sum += if digit == 0 { 1 } else { digit } * place;
                digit = 0;
            }
        }
    }
    seen.then_some(sum + digit)
}

/// Everything an entry cites, from all its texts.
pub fn cited_by(content: &Value) -> Vec<Cited> {
    let mut found = Vec::new();
    collect(content, &mut found);
    found.sort();
    found.dedup();
    found
}

fn collect(content: &Value, found: &mut Vec<Cited>) {
    match content {
        Value::String(text) => found.extend(cited(text)),
        Value::Array(items) => items.iter().for_each(|item| collect(item, found)),
        Value::Object(fields) => fields.values().for_each(|value| collect(value, found)),
        _ => {}
    }
}

/// An amendment of an article that an entry has not been looked at since.
#[derive(Clone, Debug, PartialEq)]
pub struct Amendment {
    /// Key of the article in its register.
    pub article: String,
    /// The citation as a text, e.g. 《食品安全法》第一百二十四条.
    pub cited: String,
    /// From when the new text, or none, is in force.
    pub from: Date,
    pub repealed: bool,
    /// Entry number in the ledger.
    pub number: u64,
}

/// An entry to be looked at again.
#[derive(Clone, Debug)]
pub struct Flag {
    pub kind: &'static RegisterKind,
    pub key: String,
    pub body: Option<String>,
    pub amendments: Vec<Amendment>,
}

/// Articles amended or repealed after their first version, by law: made once for everything that is looked at in one go, because looking through all articles
/// for each row of an import would take the square of their numbers.
#[derive(Debug, Default)]
pub struct Amended(BTreeMap<String, Vec<(Cited, Amendment)>>);

impl Amended {
    pub fn of(registers: &Registers) -> Amended {
        let mut amended = Amended::default();
        registers.book(Articles::WORD).all().for_each(|(key, versions)| amended.note(key, versions));
        amended
    }

    /// Those of the laws that this version cites alone, for who looks at one entry.
    fn cited_in(version: &Version, registers: &Registers) -> Amended {
        let content = version.content.as_deref();
        let laws: BTreeSet<String> =
            content.into_iter().flat_map(cited_by).map(|cited| format!("{}~", cited.law)).collect();
        let mut amended = Amended::default();
        for law in &laws {
            let articles = registers.book(Articles::WORD).under(law);
            articles.for_each(|(key, versions)| amended.note(key, versions));
        }
        amended
    }

    fn note(&mut self, key: &str, versions: &[Version]) {
        let first = versions.first().and_then(|first| first.content.as_deref());
        let Some(cited) = first.and_then(Articles::place) else { return };
        for version in versions.iter().skip(1) {
            let amendment = Amendment {
                article: key.to_owned(),
                cited: in_words(&cited),
                from: version.valid_from,
                repealed: version.content.is_none(),
                number: version.confirmed.number,
            };
            self.0.entry(cited.law.clone()).or_default().push((cited.clone(), amendment));
        }
    }

    /// Amendments that this version of an entry has not seen: they were entered in the ledger after it was confirmed.
    fn missed(&self, version: &Version) -> Vec<Amendment> {
        let Some(content) = version.content.as_deref().filter(|_| !self.0.is_empty()) else {
            return Vec::new();
        };
        let cited = cited_by(content);
        let laws: BTreeSet<&String> = cited.iter().map(|one| &one.law).collect();
        let amended = laws.into_iter().filter_map(|law| self.0.get(law)).flatten();
        let unseen = |(place, amendment): &&(Cited, Amendment)| {
            amendment.number > version.confirmed.number && cited.iter().any(|one| concerns(place, one))
        };
        amended.filter(unseen).map(|(_, amendment)| amendment.clone()).collect()
    }

    /// Whether an article the entry cites was amended after this version was confirmed.
    pub fn outdated(&self, version: &Version) -> bool {
        !self.missed(version).is_empty()
    }
}

/// A citation as decisions write it.
pub fn in_words(cited: &Cited) -> String {
    let numeral = |n: u32| law::article::numeral(u16::try_from(n).unwrap_or(u16::MAX));
    let mut text = format!("《{}》", cited.law);
    for (n, unit) in [(cited.article, "条"), (cited.paragraph, "款")] {
        if n > 0 {
            text.push_str(&format!("第{}{unit}", numeral(n)));
        }
    }
    if cited.item > 0 {
        text.push_str(&format!("第（{}）项", numeral(cited.item)));
    }
    text
}

/// Whether one place lies within the other: an article amended as a whole concerns its paragraphs, and a paragraph its article's citations.
pub fn concerns(amended: &Cited, cited: &Cited) -> bool {
    let meets = |a: u32, b: u32| a == 0 || b == 0 || a == b;
    amended.law == cited.law
        && cited.article != 0
        && amended.article == cited.article
        && meets(amended.paragraph, cited.paragraph)
        && meets(amended.item, cited.item)
}

/// Whether an article an entry cites was amended after its newest version was confirmed.
pub fn is_outdated(register: &str, key: &str, registers: &Registers) -> bool {
    let newest = registers.book(register).history(key).last();
    newest.is_some_and(|newest| Amended::cited_in(newest, registers).outdated(newest))
}

/// Every entry that holds on `day` and cites an article amended since it was confirmed.
pub fn flagged(registers: &Registers, day: Date) -> Vec<Flag> {
    let amended = Amended::of(registers);
    if amended.0.is_empty() {
        return Vec::new();
    }
    let mut flags = Vec::new();
    for kind in all::ALL.iter().filter(|kind| kind.word != Articles::WORD) {
        for (key, version) in registers.book(kind.word).all_as_of(day) {
            let amendments = amended.missed(version);
            if !amendments.is_empty() {
                let body = version.content.as_deref().and_then(|content| kind.body_of(content));
                flags.push(Flag { kind, key: key.to_owned(), body: body.map(str::to_owned), amendments });
            }
        }
    }
    flags
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(law: &str, article: u32, paragraph: u32, item: u32) -> Cited {
        Cited { law: law.to_owned(), article, paragraph, item }
    }

    #[test]
    fn citations_are_read_as_decisions_write_them() {
        let table = [
            ("《中华人民共和国食品安全法》第三十四条第（十）项", vec![of("食品安全法", 34, 0, 10)]),
            ("《食品安全法》第一百二十四条第一款第（五）项", vec![of("食品安全法", 124, 1, 5)]),
            ("《价格法》第十三条第一款、第四十二条", vec![of("价格法", 13, 1, 0), of("价格法", 42, 0, 0)]),
            ("依据《广告法》第55条第1款和《价格法》", vec![of("广告法", 55, 1, 0), of("价格法", 0, 0, 0)]),
            ("第三十四条", vec![]),
            ("《甲》第条", vec![of("甲", 0, 0, 0)]),
            ("《甲", vec![]),
        ];
        for (text, expected) in table {
            assert_eq!(cited(text), expected, "{text}");
        }
    }

    #[test]
    fn a_citation_is_found_where_it_stands() {
        let text = "违反《食品安全法》第三十四条第（十）项、第三十五条，依照《价格法》处理";
        let stands: Vec<&str> = marked(text).into_iter().map(|(at, _)| &text[at]).collect();
        assert_eq!(stands, ["《食品安全法》第三十四条第（十）项", "第三十五条", "《价格法》"]);
    }

    #[test]
    fn numerals_read_back() {
        for n in [1, 9, 10, 11, 20, 58, 100, 101, 110, 124, 999, 1001, 1259] {
            assert_eq!(numeral(&law::article::numeral(n)), Some(u32::from(n)), "{n}");
        }
        assert_eq!(numeral(""), None);
        assert_eq!(numeral("甲"), None);
    }

    #[test]
    fn an_article_concerns_its_paragraphs_and_no_other_article() {
        let whole = of("食品安全法", 124, 0, 0);
        assert!(concerns(&whole, &of("食品安全法", 124, 1, 5)));
        assert!(concerns(&of("食品安全法", 124, 1, 0), &whole));
        assert!(!concerns(&of("食品安全法", 124, 2, 0), &of("食品安全法", 124, 1, 5)));
        assert!(!concerns(&whole, &of("食品安全法", 34, 0, 10)));
        assert!(!concerns(&whole, &of("广告法", 124, 0, 0)));
        assert!(!concerns(&whole, &of("食品安全法", 0, 0, 0)));
    }
}
