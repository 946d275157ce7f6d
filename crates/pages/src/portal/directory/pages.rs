//! The public directory: what registers there are, one register as of any day, and one entry at its permanent address with every version it has had. Answered
//! from memory; works without scripts (plan clauses 1 and 2, features 1.1, 1.2, 1.5).

use super::Directory;
use super::public::{PublicVersion, on};
use crate::portal::missing::Missing;
use crate::portal::{Frame, PortalState, page};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use events::book::differences;
use events::field::Field;
use jiff::civil::Date;
use registers::declaration::RegisterKind;
use registers::wording;
use serde::Deserialize;
use serde_json::Value;

/// The most rows of one page; the filter narrows down, open data has all.
const ROWS_MAX: usize = 500;

/// What is asked of a register.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    /// The day; anything that is no day means today.
    #[serde(default)]
    on: String,
    #[serde(default)]
    q: String,
}

impl Asked {
    pub fn day(&self, state: &PortalState) -> Date {
        day_or_today(&self.on, state)
    }
}

/// The day that was asked for, or today.
pub fn day_or_today(asked: &str, state: &PortalState) -> Date {
    asked.parse().unwrap_or_else(|_| state.today())
}

#[derive(Template)]
#[template(path = "portal/directory/index.html")]
struct Index {
    page: Frame,
    /// Word, title, about, entries that hold today.
    registers: Vec<(&'static str, &'static str, &'static str, usize)>,
}

/// `GET /directory`.
pub async fn index(State(state): State<PortalState>) -> Response {
    let (directory, today) = (state.directory(), state.today());
    let registers = directory.registers.all().map(|register| {
        let kind = register.kind;
        (kind.word, kind.title, kind.about, register.all_as_of(today).count())
    });
    page(&Index { page: Frame { nav: "directory" }, registers: registers.collect() })
}

/// A row: the entry's address and its cells with the column's label.
struct Row {
    href: String,
    cells: Vec<(&'static str, String)>,
}

#[derive(Template)]
#[template(path = "portal/directory/register.html")]
struct RegisterPage {
    page: Frame,
    word: &'static str,
    title: &'static str,
    about: &'static str,
    article: String,
    on: String,
    q: String,
    columns: Vec<&'static str>,
    rows: Vec<Row>,
    found: usize,
}

/// `GET /directory/{register}`.
pub async fn register(
    State(state): State<PortalState>,
    Path(word): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Missing> {
    let directory = state.directory();
    let register = directory.registers.of_word(&word).ok_or(Missing::Page)?;
    let (kind, day) = (register.kind, asked.day(&state));
    let columns: Vec<&Field> = columns(kind).collect();
    let q = asked.q.trim().to_lowercase();
    let (mut rows, mut found) = (Vec::new(), 0);
    for (key, content) in register.all_as_of(day) {
        let cells: Vec<_> = columns
            .iter()
            .map(|field| (field.label, words(&directory, field, content.get(field.key))))
            .collect();
        let fits = |text: &str| text.to_lowercase().contains(&q);
        if !q.is_empty() && !fits(key) && !cells.iter().any(|(_, text)| fits(text)) {
            continue;
        }
        found += 1;
        if rows.len() < ROWS_MAX {
            rows.push(Row { href: address(kind, key), cells });
        }
    }
    Ok(page(&RegisterPage {
        page: Frame { nav: "directory" },
        word: kind.word,
        title: kind.title,
        about: kind.about,
        article: kind.article.to_string(),
        on: day.to_string(),
        q: asked.q,
        columns: columns.iter().map(|field| field.label).collect(),
        rows,
        found,
    }))
}

/// A version in the entry's history.
struct Shown {
    days: String,
    reason: String,
    confirmed_on: String,
    number: u64,
    differences: Vec<(&'static str, String, String)>,
}

#[derive(Template)]
#[template(path = "portal/directory/entry.html")]
struct EntryPage {
    page: Frame,
    word: &'static str,
    title: &'static str,
    key: String,
    on: String,
    /// Label and text; empty when nothing holds on the day.
    facts: Vec<(&'static str, String)>,
    versions: Vec<Shown>,
    /// Address of the calculator, for a discretion standard.
    calculator: String,
}

/// `GET /directory/{register}/{key}`: the permanent address of an entry.
pub async fn entry(
    State(state): State<PortalState>,
    Path((word, key)): Path<(String, String)>,
    Query(asked): Query<Asked>,
) -> Result<Response, Missing> {
    let directory = state.directory();
    let register = directory.registers.of_word(&word).ok_or(Missing::Page)?;
    let (kind, day) = (register.kind, asked.day(&state));
    let history = register.history(&key);
    if history.is_empty() {
        return Err(Missing::Page);
    }
    let content = register.as_of(&key, day).and_then(|version| version.content.clone());
    let content = content.map(|content| on(content, day));
    let facts = content.iter().flat_map(|content| {
        let fields = kind.public.iter().filter_map(|key| kind.field(key));
        fields.map(|field| (field.label, words(&directory, field, content.get(field.key))))
    });
    let facts: Vec<_> = facts.filter(|(_, text)| !text.is_empty()).collect();
    let calculator = match kind.word == "discretion" && !facts.is_empty() {
        true => format!("/calculator/{}", encoded(&key)),
        false => String::new(),
    };
    Ok(page(&EntryPage {
        page: Frame { nav: "directory" },
        word: kind.word,
        title: kind.title,
        on: day.to_string(),
        facts,
        versions: shown(kind, history, &directory),
        calculator,
        key,
    }))
}

/// Every version, the newest first.
fn shown(kind: &RegisterKind, history: &[PublicVersion], directory: &Directory) -> Vec<Shown> {
    let mut versions = Vec::new();
    let mut before: Option<&Value> = None;
    for version in history {
        let differing = match &version.content {
            Some(after) => differences(before, Some(after)),
            None => Vec::new(),
        };
        let differences = differing.into_iter().filter_map(|found| {
            let field = kind.field(&found.field)?;
            let text = |value: Option<&Value>| words(directory, field, value);
            Some((field.label, text(found.before.as_ref()), text(found.after.as_ref())))
        });
        let from = version.from;
        versions.push(Shown {
            days: match (&version.content, version.to) {
                (None, _) => format!("自{from}起停用"),
                (_, Some(to)) if to < from => format!("{from}当日即被更正"),
                (_, Some(to)) => format!("{from} 至 {to}"),
                (_, None) => format!("{from} 起"),
            },
            reason: version.reason.clone(),
            confirmed_on: version.confirmed_on.to_string(),
            number: version.number,
            differences: differences.collect(),
        });
        before = version.content.as_ref();
    }
    versions.reverse();
    versions
}

/// The columns of the public table: those of the declaration that are public.
pub fn columns(kind: &RegisterKind) -> impl Iterator<Item = &'static Field> {
    kind.columns.iter().filter(|key| kind.public.contains(key)).filter_map(|key| kind.field(key))
}

/// A field in words, bodies by their names.
pub fn words(directory: &Directory, field: &Field, value: Option<&Value>) -> String {
    let named = |code: &str| Some(directory.name(code).to_owned());
    wording::in_words(field, value, &named)
}

/// The permanent address of an entry.
fn address(kind: &RegisterKind, key: &str) -> String {
    format!("/directory/{}/{}", kind.word, encoded(key))
}

/// A key as one part of a path.
pub fn encoded(key: &str) -> String {
    url::form_urlencoded::byte_serialize(key.as_bytes()).collect::<String>().replace('+', "%20")
}
