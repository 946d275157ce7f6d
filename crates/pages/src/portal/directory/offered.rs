//! The page of open data (开放数据): every public register with its files, and what each column means, from the declarations (plan clause 2). Titles stand in the tables, keys
//! in the JSON; both are here, so that a program and a person find the same field.

use super::day;
use super::files;
use super::pages::Asked;
use crate::portal::missing::Missing;
use crate::portal::{Frame, PortalState, day as day_in_words, page};
use crate::sheet::columns::Sheet;
use crate::sheet::writing::FORMS;
use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use events::field::{Field, Offer, Shape};
use registers::declaration::RegisterKind;

/// A register with its files.
struct Listed {
    word: &'static str,
    title: &'static str,
    about: &'static str,
    /// Entries that hold on the day.
    entries: usize,
    /// Since when they have held unchanged; empty where none ever held.
    since: String,
    files: Vec<File>,
    columns: Vec<Column>,
}

pub struct File {
    pub title: &'static str,
    pub href: String,
}

/// A column: how the tables and how the JSON call it, what stands in it.
struct Column {
    title: &'static str,
    key: &'static str,
    /// Whether it is part of the entry's number.
    names: bool,
    holds: String,
    /// Code and word of each choice.
    choices: Vec<(&'static str, &'static str)>,
    hint: String,
}

#[derive(Template)]
#[template(path = "portal/directory/offered.html")]
struct OfferedPage {
    page: Frame,
    on: String,
    day: String,
    registers: Vec<Listed>,
}

/// `GET /open-data`.
pub async fn show(State(state): State<PortalState>, Query(asked): Query<Asked>) -> Result<Response, Missing> {
    let (directory, day) = (state.directory(), asked.day(&state)?);
    let on = if day == state.today() { String::new() } else { format!("?on={day}") };
    let registers = directory.registers.all().map(|register| Listed {
        word: register.kind.word,
        title: register.kind.title,
        about: register.kind.about,
        entries: register.versions_as_of(day).count(),
        since: register.since(day).map(day_in_words).unwrap_or_default(),
        files: files_of(register.kind, &on),
        columns: columns_of(register.kind),
    });
    Ok(page(&OfferedPage {
        page: Frame { nav: "directory" },
        on: day.to_string(),
        day: day::in_words(day, state.today()),
        registers: registers.collect(),
    }))
}

/// The files of a register: the tables, the entries and their schema. `on` is the query of the day, or empty.
pub fn files_of(kind: &RegisterKind, on: &str) -> Vec<File> {
    let tables = FORMS.iter().filter(|form| form.ends != files::ENTRIES).map(|form| (form.title, form.ends));
    let all = tables.chain([("JSON", files::ENTRIES), ("JSON Schema", files::SCHEMA)]);
    let file = |(title, ends)| File { title, href: format!("/open-data/{}.{ends}{on}", kind.word) };
    all.map(file).collect()
}

fn columns_of(kind: &'static RegisterKind) -> Vec<Column> {
    // The declarations are ours and hold together, as the tests of all registers show; one that did not would have no table to describe.
    let Ok(sheet) = Sheet::public(kind) else { return Vec::new() };
    let hints = sheet.columns.list().iter().map(|column| column.hint.clone());
    sheet.fields().zip(hints).map(|((_, field), hint)| column(kind, field, hint)).collect()
}

fn column(kind: &RegisterKind, field: &'static Field, hint: String) -> Column {
    let choices = match field.shape {
        Shape::Choice(choices) => choices.to_vec(),
        _ => Vec::new(),
    };
    let names = kind.key.contains(&field.key);
    Column { title: field.label, key: field.key, names, holds: holds(field), choices, hint }
}

/// What stands in a field, in the tables and in the JSON.
fn holds(field: &Field) -> String {
    match field.shape {
        Shape::Date => "日期，年-月-日".to_owned(),
        Shape::Money => "金额：表格以元为单位，JSON 是以分为单位的整数".to_owned(),
        Shape::Whole(min, max) => format!("整数，{min}至{max}"),
        Shape::Yes => "是或者否；JSON 是 true 或者 false".to_owned(),
        Shape::Choice(_) => "表格是文字，JSON 是代码".to_owned(),
        Shape::One(Offer::Bodies) => "统一社会信用代码，名称见执法主体名录".to_owned(),
        Shape::One(_) => "代码".to_owned(),
        Shape::Many(_) | Shape::Lines(_) => "多项，表格中一行一项；JSON 是数组".to_owned(),
        Shape::Rows(rows) => {
            let parts: Vec<String> = rows.iter().map(|row| format!("{}（{}）", row.key, row.label)).collect();
            format!("多项，表格中一行一项；JSON 是对象的数组，键为 {}", parts.join("、"))
        }
        Shape::Text(_) => "文字，可以分行".to_owned(),
        _ => "文字".to_owned(),
    }
}
