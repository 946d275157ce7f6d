//! The declared registers at the desk (名录): what there is, one register as of any day, one entry's history with its differences, a form for a change, and
//! the proposals that wait for a second person; and registers as files, out and in. Every page follows from the register's declaration; none has a rule of its own.

pub mod change;
mod changes;
pub mod exports;
pub mod flags;
pub mod history;
pub mod import;
pub mod imports;
mod leaves;
mod photos;
pub mod proposal;
pub mod proposals;
pub mod shares;
pub mod table;

use crate::asked_day::NoDay;
use crate::desk::posted::notice;
use crate::page::{self, Page};
use crate::session::SignedIn;
use crate::state::DeskState;
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use events::Registers;
use events::field::Field;
use jiff::civil::Date;
use registers::declaration::RegisterKind;
use registers::{naming, sight, wording};
use serde_json::Value;

/// A register in the list.
struct Listed {
    word: &'static str,
    title: &'static str,
    about: &'static str,
    /// Entries that hold today, of those the reader may see.
    entries: usize,
    /// Entries that come with the program.
    official: usize,
    how: &'static str,
}

#[derive(Template)]
#[template(path = "desk/registers/index.html")]
struct Index {
    page: Page,
    registers: Vec<Listed>,
    waiting: usize,
    /// Entries that cite an amended article.
    flagged: Vec<flags::Flagged>,
    /// Bodies that inspect without a published list.
    without_list: Vec<String>,
    /// Bodies without a remedy for a kind of decision.
    missing: Vec<(String, &'static str)>,
    /// Bodies that nobody can ring up.
    without_phone: Vec<String>,
    shares: Vec<shares::Shared>,
}

/// `GET /registers/entries`.
pub async fn index(State(state): State<DeskState>, who: SignedIn) -> Response {
    let (registers, today) = (&who.registers, state.today());
    let open = registers::all::ALL.iter().filter(|kind| sight::sees_register(kind, &who.officer));
    let seen = |kind: &RegisterKind| {
        let held = registers.book(kind.word).all_as_of(today);
        let contents = held.filter_map(|(_, version)| version.content.as_deref());
        contents.filter(|content| sight::sees_entry(kind, content, &who.officer, &who.body)).count()
    };
    // The official years come with the program and are entered by nobody; the portal shows them, and so many days are counted by them.
    let official = |kind: &RegisterKind| {
        let years = law::notices::years();
        let entered = |year: &law::calendar::CalendarYear| {
            !registers.book(kind.word).history(&year.year.to_string()).is_empty()
        };
        if kind.word == "calendar" { years.into_iter().filter(|year| !entered(year)).count() } else { 0 }
    };
    let listed = open.map(|kind| Listed {
        word: kind.word,
        title: kind.title,
        about: kind.about,
        entries: seen(kind),
        official: official(kind),
        how: if kind.act.is_some() {
            "系统管理员拟订、一人确认"
        } else {
            "一人拟订、一人确认"
        },
    });
    let missing = registers::remedies::missing(registers, today);
    let page = Index {
        page: Page::of(&who, "registers"),
        registers: listed.collect(),
        waiting: proposals::visible(&who).count(),
        flagged: flags::seen(&who, today),
        without_list: without_list(registers, today),
        missing: missing.into_iter().map(|(body, kind)| (body.name.clone(), kind)).collect(),
        without_phone: registers::body::without_phone(registers)
            .into_iter()
            .map(|body| body.name.clone())
            .collect(),
        shares: shares::all(registers, today),
    };
    page::render(StatusCode::OK, &page)
}

/// Bodies with officers that have published no list of inspection items: nothing holds their inspections to one (国办发〔2024〕54号).
fn without_list(registers: &Registers, today: Date) -> Vec<String> {
    let enforces =
        |code: &str| registers.officers().any(|one| one.body == code && registers.may_enforce(one, today));
    let bodies =
        registers.bodies().filter(|body| registers.inspection_items(&body.code, today).next().is_none());
    bodies.filter(|body| enforces(&body.code)).map(|body| body.name.clone()).collect()
}

/// What an entry is called by its newest version.
fn name_of(registers: &Registers, kind: &RegisterKind, key: &str) -> String {
    let newest = naming::newest(registers, kind.word, key).unwrap_or(&Value::Null);
    naming::name_of(kind, key, newest, &|register, key| naming::newest_name(registers, register, key))
}

/// A field of an entry in words.
fn words(registers: &Registers, field: &Field, content: &Value) -> String {
    let named = |code: &str| registers.body(code).map(|body| body.name.clone());
    wording::in_words(field, content.get(field.key), &named)
}

/// Said of a day that is none.
fn no_day(who: &SignedIn, fault: &NoDay) -> Response {
    notice(
        Page::of(who, "registers"),
        StatusCode::BAD_REQUEST,
        "日期不能读取",
        &[fault.says()],
        "/registers/entries",
    )
}

/// A value as part of an address.
fn encoded(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}
