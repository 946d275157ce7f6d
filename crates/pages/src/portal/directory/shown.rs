//! An entry as a citizen reads it: every field in words, bodies, matters and articles as links to their own entries, days with their weekday, amounts in yuan.
//! No code and no brackets of a program come to the page (features 1.1, 1.2).

use super::Directory;
use super::standard;
use crate::portal::day as day_in_words;
use events::field::{Field, Offer, Shape};
use events::registers::UNSTATED;
use jiff::civil::Date;
use registers::citation::{self, Cited};
use registers::declaration::RegisterKind;
use registers::{references, wording};
use serde_json::Value;

/// A run of text, perhaps a link.
#[derive(Clone, Debug, PartialEq)]
pub struct Piece {
    pub text: String,
    pub href: Option<String>,
}

/// What is read in one line.
pub type Line = Vec<Piece>;

/// A small table within a fact.
#[derive(Clone, Debug, Default)]
pub struct Grid {
    pub columns: Vec<&'static str>,
    pub rows: Vec<Vec<String>>,
}

/// A field with its label.
#[derive(Clone, Debug)]
pub struct Fact {
    pub label: &'static str,
    pub lines: Vec<Line>,
    pub grid: Option<Grid>,
}

impl Fact {
    pub fn of(label: &'static str, text: impl Into<String>) -> Fact {
        Fact { label, lines: vec![plain(text)], grid: None }
    }
}

/// A line without links.
pub fn plain(text: impl Into<String>) -> Line {
    vec![Piece { text: text.into(), href: None }]
}

pub fn link(text: impl Into<String>, href: String) -> Piece {
    Piece { text: text.into(), href: Some(href) }
}

/// The directory on a day, as the links of a page lead through it: they keep the day that was asked for.
#[derive(Clone, Copy)]
pub struct Reading<'a> {
    pub directory: &'a Directory,
    pub day: Date,
    /// Whether another day than today was asked for.
    pub asked: bool,
    /// Today, beyond which only what is confirmed so far is known.
    pub today: Date,
}

impl Reading<'_> {
    /// Where a discretion standard is tried out, as it was on the day.
    pub fn calculator(&self, key: &str) -> String {
        let on = if self.asked { format!("?on={}", self.day) } else { String::new() };
        format!("/calculator/{}{on}", super::pages::encoded(key))
    }

    /// The address of an entry, on the day that was asked for.
    pub fn address(&self, register: &str, key: &str) -> String {
        let on = if self.asked { format!("?on={}", self.day) } else { String::new() };
        format!("/directory/{register}/{}{on}", super::pages::encoded(key))
    }

    /// What an entry is called on the day; else what it was last called; `None` when there is none.
    pub fn name(&self, register: &str, key: &str) -> Option<&str> {
        let known = self.directory.registers.of_word(register)?;
        let version = known.as_of(key, self.day).or_else(|| known.history(key).last())?;
        Some(version.name.as_str())
    }

    /// From when the version holds that holds on the day.
    pub fn since(&self, register: &str, key: &str) -> Option<String> {
        let version = self.directory.registers.of_word(register)?.as_of(key, self.day)?;
        Some(day_in_words(version.from))
    }

    /// A link to an entry by its name; its number where there is no such entry.
    pub fn entry(&self, register: &str, key: &str) -> Piece {
        match self.name(register, key) {
            Some(name) => link(name, self.address(register, key)),
            None => Piece { text: key.to_owned(), href: None },
        }
    }

    /// The entry of a cited article, or of the article it is a part of.
    pub fn article(&self, cited: &Cited) -> Option<(&str, String)> {
        let articles = self.directory.registers.of_word("articles")?;
        let places = [(cited.paragraph, cited.item), (cited.paragraph, 0), (0, 0)];
        places.into_iter().find_map(|(paragraph, item)| {
            let key = format!("{}~{}~{paragraph}~{item}", cited.law, cited.article);
            let version = articles.as_of(&key, self.day)?;
            Some((version.content.as_ref()?.get("text")?.as_str()?, key))
        })
    }

    /// A line of text with its citations as links.
    pub fn cited(&self, text: &str) -> Line {
        let (mut line, mut done) = (Line::new(), 0);
        for (place, cited) in citation::marked(text) {
            let Some((_, key)) = self.article(&cited) else { continue };
            if place.start > done {
                line.extend(plain(&text[done..place.start]));
            }
            line.push(link(&text[place.clone()], self.address("articles", &key)));
            done = place.end;
        }
        if done < text.len() {
            line.extend(plain(&text[done..]));
        }
        line
    }
}

/// Every public field of an entry, in the order of the declaration; what is the heading is left out, and what only together says something stands together.
pub fn facts(reading: &Reading<'_>, kind: &RegisterKind, content: &Value) -> Vec<Fact> {
    let fields = kind.public.iter().filter_map(|key| kind.field(key));
    let mut facts: Vec<Fact> = fields
        .filter(|field| !in_heading(kind, field.key) && !joined(kind, field.key))
        .filter(|field| !said_elsewhere(reading, kind, field.key, content))
        .filter_map(|field| fact(reading, kind, field, content))
        .collect();
    if kind.word == "matter" {
        let place =
            facts.iter().position(|fact| fact.label == "处罚种类").map_or(facts.len(), |place| place + 1);
        let range = super::powers::range(content);
        facts.splice(place..place, range.map(|text| Fact::of("罚款幅度", text)));
    }
    facts
}

/// One field, when there is anything in it.
fn fact(reading: &Reading<'_>, kind: &RegisterKind, field: &Field, content: &Value) -> Option<Fact> {
    let value = content.get(field.key).filter(|value| value.as_str() != Some(UNSTATED))?;
    let grid = standard::grid(kind, field.key, content);
    let lines = if grid.is_some() { Vec::new() } else { lines(reading, kind, field, value, content) };
    let label = label(kind, field);
    (grid.is_some() || lines.iter().any(|line| !line.is_empty())).then_some(Fact { label, lines, grid })
}

/// A field's value in lines. `content` is the whole entry, for values that only it makes sense of.
pub fn lines(
    reading: &Reading<'_>,
    kind: &RegisterKind,
    field: &Field,
    value: &Value,
    content: &Value,
) -> Vec<Line> {
    if let Some(rows) = standard::rows(kind, field.key, value, content) {
        return rows.into_iter().map(plain).collect();
    }
    let named = |code: &str| reading.name("body", code).map(str::to_owned);
    let to = references::of_field(kind.word, field.key);
    match (to, field.shape, value) {
        (Some(to), _, Value::String(key)) => vec![vec![reading.entry(to, key)]],
        (Some(to), _, Value::Array(keys)) => {
            keys.iter().filter_map(Value::as_str).map(|key| vec![reading.entry(to, key)]).collect()
        }
        (_, Shape::One(Offer::Bodies), Value::String(code)) => vec![vec![reading.entry("body", code)]],
        (_, Shape::Date, Value::String(text)) => vec![plain(dated(text))],
        (_, Shape::Lines(_), Value::Array(items)) if all_days(items) => {
            let days: Vec<String> = items.iter().filter_map(Value::as_str).map(dated).collect();
            vec![plain(days.join("、"))]
        }
        (_, Shape::Lines(_), Value::Array(items)) => {
            items.iter().filter_map(Value::as_str).map(|text| reading.cited(text)).collect()
        }
        (_, Shape::Rows(_), _) => {
            let words = wording::in_words(field, Some(value), &named);
            words.lines().map(plain).collect()
        }
        _ => {
            let words = wording::in_words(field, Some(value), &named);
            words.lines().map(|line| reading.cited(line)).collect()
        }
    }
}

/// A day with its weekday; anything else as it is.
fn dated(text: &str) -> String {
    text.parse::<Date>().map_or_else(|_| text.to_owned(), day_in_words)
}

fn all_days(items: &[Value]) -> bool {
    !items.is_empty()
        && items.iter().all(|item| item.as_str().is_some_and(|text| text.parse::<Date>().is_ok()))
}

/// Whether the heading of the page says it already.
fn in_heading(kind: &RegisterKind, field: &str) -> bool {
    field == "name_en"
        || match kind.word {
            "articles" => matches!(field, "law" | "article" | "paragraph" | "item"),
            "calendar" => field == "year",
            "window_posts" => false,
            _ => field == "name",
        }
}

/// Whether another fact says it together with others.
fn joined(kind: &RegisterKind, field: &str) -> bool {
    let of_matter = ["fine_min", "fine_max", "multiple_of", "multiple_from", "multiple_min", "multiple_max"];
    kind.word == "matter" && of_matter.contains(&field)
}

/// Whether another entry says it, and says it with force: the tiers of a matter stand in its discretion standard where there is one, and whoever is entrusted with
/// penalties acts in the name of the organ that entrusts, against which the remedies go (行政处罚法 art 20).
fn said_elsewhere(reading: &Reading<'_>, kind: &RegisterKind, field: &str, content: &Value) -> bool {
    let text = |field: &str| content.get(field).and_then(Value::as_str).unwrap_or_default();
    match (kind.word, field) {
        ("matter", "tiers") => {
            let standards = reading.directory.registers.of_word("discretion");
            standards
                .is_some_and(|standards| !standards.naming("matter", text("code"), reading.day).is_empty())
        }
        // Shown as papers, below.
        ("guides", "samples") => true,
        ("body", "letter" | "review_organ" | "court" | "statement_days" | "review_days" | "account") => {
            text("kind") == ENTRUSTED
        }
        _ => false,
    }
}

/// The kind of a body that is entrusted, as bodies are entered (受委托组织).
pub const ENTRUSTED: &str = "delegated";

/// What the form calls a code is for the reader the thing itself.
pub fn label(kind: &RegisterKind, field: &Field) -> &'static str {
    match (references::of_field(kind.word, field.key), field.key) {
        (Some("matter"), _) => "权力事项",
        (Some("inspection_items"), _) => "检查事项",
        (Some("department"), _) => "内设机构",
        (_, "code") => "编号",
        _ => field.label,
    }
}
