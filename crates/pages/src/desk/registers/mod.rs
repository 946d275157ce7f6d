//! The declared registers at the desk (名录): what there is, one register as of any day, one entry's history with its differences, a form for a change, and
//! the proposals that wait for a second person. Every page follows from the register's declaration; none has a rule of its own.

pub mod change;
pub mod history;
mod photos;
pub mod proposals;
pub mod table;

use crate::page::{self, Page};
use crate::session::SignedIn;
use crate::state::DeskState;
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use events::field::Field;
use events::{OfficerId, Registers};
use jiff::civil::Date;
use oversight::reviewers::{self, Share};
use registers::declaration::{Register, RegisterKind, content_of};
use registers::qualifications::Qualifications;
use registers::{citation, sight, wording};
use serde_json::Value;

/// A register in the list.
struct Listed {
    word: &'static str,
    title: &'static str,
    about: &'static str,
    /// Entries that hold today, of those the reader may see.
    entries: usize,
    how: &'static str,
}

#[derive(Template)]
#[template(path = "desk/registers/index.html")]
struct Index {
    page: Page,
    registers: Vec<Listed>,
    waiting: usize,
    /// Entries that cite an amended article: register's title, its word, key, and the articles.
    flagged: Vec<(&'static str, &'static str, String, String)>,
    /// Bodies without a remedy for a kind of decision.
    missing: Vec<(String, &'static str)>,
    /// Body, its figures today, and the first day in the coming year on which it has too few reviewers.
    shares: Vec<(String, Share, Option<String>)>,
}

/// How far ahead the share of reviewers is looked at.
const MONTHS_AHEAD: u8 = 12;

/// `GET /registers/entries`.
pub async fn index(State(state): State<DeskState>, who: SignedIn) -> Response {
    let (registers, today) = (&who.registers, state.today());
    let open = registers::all::ALL.iter().filter(|kind| sight::sees_register(kind, &who.officer));
    let seen = |kind: &RegisterKind| {
        let held = registers.book(kind.word).all_as_of(today);
        let contents = held.filter_map(|(_, version)| version.content.as_deref());
        contents.filter(|content| sight::sees_entry(kind, content, &who.officer, &who.body)).count()
    };
    let listed = open.map(|kind| Listed {
        word: kind.word,
        title: kind.title,
        about: kind.about,
        entries: seen(kind),
        how: if kind.act.is_some() { "系统管理员录入" } else { "一人拟订、一人确认" },
    });
    let flagged = citation::flagged(registers, today).into_iter().map(|flag| {
        let articles = flag.amendments.iter().map(|amendment| {
            let what = if amendment.repealed { "废止" } else { "修改" };
            format!("{}自{}起{what}", amendment.cited, amendment.from)
        });
        (flag.kind.title, flag.kind.word, flag.key, articles.collect::<Vec<_>>().join("；"))
    });
    let missing = registers::remedies::missing(registers, today);
    let page = Index {
        page: Page::of(&who, "registers"),
        registers: listed.collect(),
        waiting: proposals::visible(&who).count(),
        flagged: flagged.collect(),
        missing: missing.into_iter().map(|(body, kind)| (body.name.clone(), kind)).collect(),
        shares: shares(registers, today),
    };
    page::render(StatusCode::OK, &page)
}

/// The share of reviewers of every body that has officers.
fn shares(registers: &Registers, today: Date) -> Vec<(String, Share, Option<String>)> {
    let held = registers.book(Qualifications::WORD).all_as_of(today);
    let leaving = held.filter_map(|(_, version)| {
        let content = content_of::<Qualifications>(version)?;
        Some((OfficerId(content.officer), content.leaves_on?))
    });
    let leaving = leaving.collect();
    let mut shares = Vec::new();
    for body in registers.bodies() {
        let months = reviewers::forecast(registers, &body.code, &leaving, today, MONTHS_AHEAD);
        let breach = reviewers::breach(&months).map(|share| share.on.to_string());
        // The first of them is today.
        let Some(now) = months.first().filter(|share| share.officers > 0).cloned() else { continue };
        shares.push((body.name.clone(), now, breach));
    }
    shares
}

/// A field of an entry in words.
fn words(registers: &Registers, field: &Field, content: &Value) -> String {
    let named = |code: &str| registers.body(code).map(|body| body.name.clone());
    wording::in_words(field, content.get(field.key), &named)
}

/// A value as part of an address.
fn encoded(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}
