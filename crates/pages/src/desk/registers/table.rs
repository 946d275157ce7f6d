//! One register as a table, as of any day, with a filter over everything shown.

use super::{encoded, imports, no_day, words};
use crate::asked_day;
use crate::desk::acts::not_found;
use crate::page::{self, Page};
use crate::portal::directory::public::on as certificates_on;
use crate::session::SignedIn;
use crate::sheet::reading::FILE_BYTES_MAX;
use crate::sheet::writing::FORMS;
use crate::state::DeskState;
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use events::Act;
use law::width::narrow;
use registers::officer::EnterOfficer;
use registers::{all, sight};
use serde::Deserialize;

/// The most rows of one page; the filter narrows down.
const ROWS_MAX: usize = 500;

/// What is asked of a table.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    /// The day; blank means today.
    #[serde(default)]
    on: String,
    #[serde(default)]
    q: String,
}

/// A row: where its history is, and its cells with the column's label.
struct Row {
    href: String,
    cells: Vec<(&'static str, String)>,
}

#[derive(Template)]
#[template(path = "desk/registers/table.html")]
struct TablePage {
    page: Page,
    title: &'static str,
    about: &'static str,
    article: String,
    word: &'static str,
    on: String,
    q: String,
    columns: Vec<&'static str>,
    rows: Vec<Row>,
    found: usize,
    /// Address of the form for a new entry.
    new: String,
    /// Word and title of each format.
    forms: Vec<(&'static str, &'static str)>,
    /// Whether the reader may import.
    imports: bool,
    mib_max: u64,
}

/// `GET /registers/entries/{register}`.
pub async fn show(
    State(state): State<DeskState>,
    who: SignedIn,
    Path(word): Path<String>,
    Query(asked): Query<Asked>,
) -> Response {
    let kind = all::by_word(&word).filter(|kind| sight::sees_register(kind, &who.officer));
    let Some(kind) = kind else { return not_found(&who) };
    let on = match asked_day::read(&asked.on, state.today()) {
        Ok(on) => on,
        Err(fault) => return no_day(&who, &fault),
    };
    let columns: Vec<_> = kind.columns.iter().filter_map(|key| kind.field(key)).collect();
    let q = narrow(asked.q.trim()).to_lowercase();
    let mut found = 0;
    let mut rows = Vec::new();
    for (key, version) in who.registers.book(kind.word).all_as_of(on) {
        let Some(content) = version.content.as_deref() else { continue };
        if !sight::sees_entry(kind, content, &who.officer, &who.body) {
            continue;
        }
        // A certificate is called what it is on that day, not what its entry says.
        let called = (kind.word == EnterOfficer::WORD).then(|| certificates_on(content.clone(), on));
        let content = called.as_ref().unwrap_or(content);
        let cells: Vec<_> =
            columns.iter().map(|field| (field.label, words(&who.registers, field, content))).collect();
        let fits = |text: &str| narrow(text).to_lowercase().contains(&q);
        if !q.is_empty() && !fits(key) && !cells.iter().any(|(_, text)| fits(text)) {
            continue;
        }
        found += 1;
        if rows.len() < ROWS_MAX {
            rows.push(Row {
                href: format!("/registers/entries/{}/history?key={}", kind.word, encoded(key)),
                cells,
            });
        }
    }
    let new = format!("/registers/entries/{}/change", kind.word);
    let page = TablePage {
        page: Page::of(&who, "registers"),
        title: kind.title,
        about: kind.about,
        article: kind.article.to_string(),
        word: kind.word,
        on: on.to_string(),
        q: asked.q,
        columns: columns.iter().map(|field| field.label).collect(),
        rows,
        found,
        new,
        forms: FORMS.iter().map(|form| (form.word, form.title)).collect(),
        imports: imports::kept(kind.word, &who).is_some(),
        mib_max: FILE_BYTES_MAX >> 20,
    };
    page::render(StatusCode::OK, &page)
}
