//! The public directory: what registers there are, a search over all of them, and one register as of any day, cut down, in order and leafed through. Answered
//! from memory; works without scripts (plan clauses 1 and 2, features 1.1, 1.2).

use super::day;
use super::find::{self, Leaf, Order, ROWS, Words};
use super::offered::{self, File};
use super::public;
use super::shown::{self, Line, Reading};
use crate::asked_day::{self, NoDay};
use crate::portal::missing::Missing;
use crate::portal::{Frame, PortalState, page};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use events::field::Field;
use jiff::civil::Date;
use registers::declaration::RegisterKind;
use serde::Deserialize;

/// The longest text a field of a form takes.
const ASKED_CHARS_MAX: usize = 100;

/// What is asked of the directory; everything may be left out.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// The day; blank means today.
    pub on: String,
    pub q: String,
    /// Word of a register, for a search over all.
    register: String,
    /// Code of a body.
    body: String,
    sort: String,
    page: String,
}

impl Asked {
    pub fn day(&self, state: &PortalState) -> Result<Date, NoDay> {
        asked_day::read(&self.on, state.today())
    }

    /// The query of another page of the same list.
    fn page(&self, page: usize) -> String {
        self.query(&self.register, page)
    }

    fn query(&self, register: &str, page: usize) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        let asked = [
            ("q", self.q.as_str()),
            ("on", &self.on),
            ("register", register),
            ("body", &self.body),
            ("sort", &self.sort),
        ];
        for (name, value) in asked.into_iter().filter(|(_, value)| !value.is_empty()) {
            query.append_pair(name, value);
        }
        if page > 1 {
            query.append_pair("page", &page.to_string());
        }
        query.finish()
    }

    /// No longer than the form lets it be.
    fn bounded(mut self) -> Asked {
        for text in [&mut self.q, &mut self.body, &mut self.register] {
            *text = text.chars().take(ASKED_CHARS_MAX).collect();
        }
        self
    }
}

/// Leafing through rows.
struct Pager {
    first: usize,
    last: usize,
    total: usize,
    previous: Option<String>,
    next: Option<String>,
}

fn pager(path: &str, asked: &Asked, leaf: &Leaf, total: usize) -> Pager {
    let at = |page: usize| format!("{path}?{}", asked.page(page));
    Pager {
        first: (leaf.first + 1).min(total),
        last: (leaf.first + ROWS).min(total),
        total,
        previous: (leaf.page > 1).then(|| at(leaf.page - 1)),
        next: (leaf.page < leaf.pages).then(|| at(leaf.page + 1)),
    }
}

/// What was found in a search, as one line of the answer.
struct Hit {
    title: &'static str,
    name: String,
    href: String,
    /// Whose it is, and what it says.
    about: String,
}

#[derive(Template)]
#[template(path = "portal/directory/index.html")]
struct Index {
    page: Frame,
    q: String,
    on: String,
    day: String,
    asked: bool,
    /// Word, title, about, entries that hold on the day.
    registers: Vec<(&'static str, &'static str, &'static str, usize)>,
    searched: bool,
    /// Title, entries found, query, chosen.
    facets: Vec<(&'static str, usize, String, bool)>,
    hits: Vec<Hit>,
    pager: Pager,
}

/// `GET /directory?q=`.
pub async fn index(
    State(state): State<PortalState>,
    Query(asked): Query<Asked>,
) -> Result<Response, Missing> {
    let (directory, asked) = (state.directory(), asked.bounded());
    let day = asked.day(&state)?;
    let reading = Reading { directory: &directory, day, asked: day != state.today(), today: state.today() };
    let words = Words::read(&asked.q);
    let mut facets = Vec::new();
    let mut found = Vec::new();
    if !words.is_empty() {
        let mut all = 0;
        for register in directory.registers.all() {
            let here = find::in_register(register, &words, day);
            let (word, title) = (register.kind.word, register.kind.title);
            if here.is_empty() {
                continue;
            }
            all += here.len();
            facets.push((title, here.len(), asked.query(word, 1), asked.register == word));
            if asked.register.is_empty() || asked.register == word {
                found.extend(here);
            }
        }
        facets.insert(0, ("全部名录", all, asked.query("", 1), asked.register.is_empty()));
        find::best_first(&mut found);
    }
    let leaf = Leaf::of(&asked.page, found.len());
    let shown = found.iter().skip(leaf.first).take(ROWS);
    let registers = directory.registers.all().map(|register| {
        let kind = register.kind;
        (kind.word, kind.title, kind.about, register.versions_as_of(day).count())
    });
    Ok(page(&Index {
        page: Frame { nav: "directory" },
        on: day.to_string(),
        day: day::in_words(day, state.today()),
        asked: reading.asked,
        registers: registers.collect(),
        searched: !words.is_empty(),
        facets,
        hits: shown.map(|one| hit(&reading, one)).collect(),
        pager: pager("/directory", &asked, &leaf, found.len()),
        q: asked.q,
    }))
}

fn hit(reading: &Reading<'_>, found: &find::Found<'_>) -> Hit {
    let content = found.version.content.as_ref();
    let owner = content.and_then(|content| found.kind.body_of(content)).filter(|_| found.kind.word != "body");
    let about = ["basis", "violated", "text", "conditions", "about"].into_iter();
    let about = about.filter_map(|field| content?.get(field)?.as_str()).next().unwrap_or_default();
    let short: String = about.chars().take(80).collect();
    let parts = [owner.map(|code| reading.directory.name(code).to_owned()), Some(short)];
    Hit {
        title: found.kind.title,
        name: found.version.name.clone(),
        href: reading.address(found.kind.word, found.key),
        about: parts.into_iter().flatten().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("　"),
    }
}

/// A row: the entry's address and its cells.
struct Row {
    href: String,
    name: String,
    cells: Vec<Cell>,
}

/// A cell with its column's label, which is said again where a row becomes a block on a phone.
struct Cell {
    label: &'static str,
    lines: Vec<Line>,
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
    day: String,
    q: String,
    /// Code, name, chosen; empty where the register belongs to the district.
    bodies: Vec<(String, String, bool)>,
    /// Code, words, chosen.
    orders: Vec<(&'static str, &'static str, bool)>,
    columns: Vec<&'static str>,
    rows: Vec<Row>,
    pager: Pager,
    files: Vec<File>,
}

/// `GET /directory/{register}`.
pub async fn register(
    State(state): State<PortalState>,
    Path(word): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Missing> {
    let (directory, asked) = (state.directory(), asked.bounded());
    let register = directory.registers.of_word(&word).ok_or(Missing::Page)?;
    let (kind, day) = (register.kind, asked.day(&state)?);
    let reading = Reading { directory: &directory, day, asked: day != state.today(), today: state.today() };
    let order = Order::read(&asked.sort);
    let found = find::listed(register, &Words::read(&asked.q), &asked.body, order, day);
    let leaf = Leaf::of(&asked.page, found.len());
    // The name of an entry leads to it, so the column that has it stands first and once.
    let columns: Vec<&Field> = columns(kind).filter(|field| field.key != "name").collect();
    let rows = found.iter().skip(leaf.first).take(ROWS).filter_map(|(key, version)| {
        let content = public::on(version.content.clone()?, day);
        let cell = |field: &&Field| {
            let value = content.get(field.key);
            let lines = value.map(|value| shown::lines(&reading, kind, field, value, &content));
            Cell { label: shown::label(kind, field), lines: lines.unwrap_or_default() }
        };
        let (href, name) = (reading.address(kind.word, key), version.name.clone());
        Some(Row { href, name, cells: columns.iter().map(cell).collect() })
    });
    let bodies =
        directory.bodies().map(|(code, name)| (code.to_owned(), name.to_owned(), code == asked.body));
    let own = kind.body.is_some() && kind.word != "body";
    Ok(page(&RegisterPage {
        page: Frame { nav: "directory" },
        word: kind.word,
        title: kind.title,
        about: kind.about,
        article: kind.article.to_string(),
        on: day.to_string(),
        day: day::in_words(day, state.today()),
        bodies: if own { bodies.collect() } else { Vec::new() },
        orders: Order::ALL.iter().map(|(code, words, one)| (*code, *words, *one == order)).collect(),
        columns: columns.iter().map(|field| shown::label(kind, field)).collect(),
        rows: rows.collect(),
        pager: pager(&format!("/directory/{}", kind.word), &asked, &leaf, found.len()),
        files: offered::files_of(kind, &if reading.asked { format!("?on={day}") } else { String::new() }),
        q: asked.q,
    }))
}

/// The columns of the public table: those of the declaration that are public.
pub fn columns(kind: &RegisterKind) -> impl Iterator<Item = &'static Field> {
    kind.columns.iter().filter(|key| kind.public.contains(key)).filter_map(|key| kind.field(key))
}

/// A key as one part of a path.
pub fn encoded(key: &str) -> String {
    url::form_urlencoded::byte_serialize(key.as_bytes()).collect::<String>().replace('+', "%20")
}
