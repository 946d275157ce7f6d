//! One entry with every version it has had: which days each held, who prepared it, who confirmed it, under which number it stands in the ledger, and what
//! differs from the version before, field by field.

use super::{changes, encoded};
use crate::desk::acts::not_found;
use crate::desk::viewing::when;
use crate::page::{self, Page};
use crate::session::SignedIn;
use askama::Template;
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::response::Response;
use events::Registers;
use events::book::{differences, last_day};
use registers::declaration::RegisterKind;
use registers::{all, naming, sight};
use serde::Deserialize;

/// Which entry.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    key: String,
}

/// A version as the page shows it.
struct Shown {
    days: String,
    reason: String,
    prepared: String,
    confirmed: String,
    number: u64,
    retired: bool,
    /// Label, before, after.
    differences: Vec<(&'static str, String, String)>,
}

#[derive(Template)]
#[template(path = "desk/registers/history.html")]
struct HistoryPage {
    page: Page,
    title: &'static str,
    word: &'static str,
    key: String,
    /// What the entry is called, by the newest version that has a content.
    name: String,
    versions: Vec<Shown>,
    /// Address of the form for a change; empty where the entry is retired.
    change: String,
}

/// `GET /registers/entries/{register}/history?key=`.
pub async fn show(who: SignedIn, Path(word): Path<String>, Query(asked): Query<Asked>) -> Response {
    let Some(kind) = all::by_word(&word) else { return not_found(&who) };
    let history = who.registers.book(kind.word).history(&asked.key);
    // Nothing tells an entry that is another's from one that is none.
    if !sight::sees_history(kind, history, &who.officer, &who.body) {
        return not_found(&who);
    }
    let ends = history.last().is_some_and(|last| last.content.is_none());
    let change = match ends {
        true => String::new(),
        false => format!("/registers/entries/{}/change?key={}", kind.word, encoded(&asked.key)),
    };
    let page = HistoryPage {
        page: Page::of(&who, "registers"),
        title: kind.title,
        word: kind.word,
        versions: shown(kind, &asked.key, &who.registers, is_foreign(kind, &asked.key, &who)),
        name: name(kind, &asked.key, &who.registers),
        key: asked.key,
        change,
    };
    page::render(StatusCode::OK, &page)
}

fn name(kind: &RegisterKind, key: &str, registers: &Registers) -> String {
    let named = |register: &str, key: &str| naming::newest_name(registers, register, key);
    let newest = naming::newest(registers, kind.word, key);
    newest.map_or_else(|| key.to_owned(), |content| naming::name_of(kind, key, content, &named))
}

/// Whether the entry is of another body than the reader's, who does not supervise either: then only what is public of it is shown, and no reason of an act, such as why
/// a certificate was suspended.
fn is_foreign(kind: &RegisterKind, key: &str, who: &SignedIn) -> bool {
    let newest = naming::newest(&who.registers, kind.word, key);
    let body = kind.body.and_then(|field| newest?.get(field)?.as_str());
    body.is_some_and(|body| body != who.body.code) && !desk::duties::supervises(&who.officer, &who.registers)
}

/// Every version, the newest first.
fn shown(kind: &RegisterKind, key: &str, registers: &Registers, foreign: bool) -> Vec<Shown> {
    let history = registers.book(kind.word).history(key);
    let mut versions = Vec::new();
    for (place, version) in history.iter().enumerate() {
        let before = place.checked_sub(1).and_then(|place| history[place].content.as_deref());
        let sees = |field: &str| !foreign || kind.public.contains(&field);
        let differing = differences(before, version.content.as_deref());
        let known = differing.into_iter().filter(|found| sees(&found.field)).collect();
        let (first, last) = (version.valid_from, last_day(history, place));
        let days = match last {
            _ if version.content.is_none() => format!("自{first}起停用"),
            Some(last) if last < first => format!("{first}当日即被更正"),
            Some(last) => format!("{first} 至 {last}"),
            None => format!("{first} 起"),
        };
        let signed = |signed: &events::book::Signed| format!("{}　{}", signed.by.name, when(signed.at));
        versions.push(Shown {
            days,
            reason: match foreign && kind.act.is_some() {
                true => String::new(),
                false => version.reason.to_string(),
            },
            prepared: signed(&version.prepared),
            confirmed: signed(&version.confirmed),
            number: version.confirmed.number,
            retired: version.content.is_none(),
            differences: changes::in_words(kind, known, registers),
        });
    }
    versions.reverse();
    versions
}
