//! The proposals that wait for a second person, each with everything it would change, and the two ways it can go.

use super::words;
use crate::desk::case::Done;
use crate::desk::viewing::when;
use crate::page::{self, Page};
use crate::session::SignedIn;
use askama::Template;
use axum::extract::Query;
use axum::http::StatusCode;
use axum::response::Response;
use events::Registers;
use events::book::differences;
use events::entries::Change;
use events::shelf::Proposal;
use registers::declaration::RegisterKind;
use registers::entry_confirmation::moved;
use registers::{all, sight};
use serde_json::{Map, Value};
use std::sync::Arc;

/// The most changes of one proposal shown in full; the rest is counted.
const SHOWN_MAX: usize = 50;

/// A change in words: what is done to which entry from when, and the fields that differ.
struct ChangeShown {
    title: &'static str,
    key: String,
    from: String,
    differences: Vec<(&'static str, String, String)>,
}

struct Shown {
    id: String,
    title: &'static str,
    reason: String,
    prepared: String,
    count: usize,
    changes: Vec<ChangeShown>,
    /// The entry that has moved since.
    moved: Option<String>,
    /// Whether the reader prepared it.
    own: bool,
    /// One key for confirming and one for declining, so that pressing twice does it once.
    keys: (String, String),
}

#[derive(Template)]
#[template(path = "desk/registers/proposals.html")]
struct ProposalsPage {
    page: Page,
    proposals: Vec<Shown>,
}

/// `GET /registers/proposals`.
pub async fn show(who: SignedIn, Query(done): Query<Done>) -> Response {
    let proposals = visible(&who).filter_map(|proposal| {
        let kind = all::by_word(&proposal.register)?;
        let changes = proposal.changes.iter().take(SHOWN_MAX);
        let key = || uuid::Uuid::now_v7().to_string();
        Some(Shown {
            id: proposal.id.clone(),
            title: kind.title,
            reason: proposal.reason.clone(),
            prepared: prepared(proposal, &who.registers),
            count: proposal.changes.len(),
            changes: changes.map(|change| change_shown(kind, change, &who.registers)).collect(),
            moved: moved(proposal, &who.registers),
            own: proposal.prepared.by.id == *who.id(),
            keys: (key(), key()),
        })
    });
    let proposals = proposals.collect();
    let page = ProposalsPage { page: Page::of(&who, "registers").with_flash(done.flash()), proposals };
    page::render(StatusCode::OK, &page)
}

/// The proposals the reader may see, the oldest first.
pub fn visible(who: &SignedIn) -> impl Iterator<Item = &Arc<Proposal>> {
    let waiting = who.registers.proposals().into_iter();
    waiting.filter(move |proposal| sight::sees_proposal(proposal, &who.officer, &who.body, &who.registers))
}

fn prepared(proposal: &Proposal, registers: &Registers) -> String {
    let body = registers.body(&proposal.unit).map_or(proposal.unit.as_str(), |body| body.name.as_str());
    format!("{body}　{}　{}", proposal.prepared.by.name, when(proposal.prepared.at))
}

fn change_shown(kind: &RegisterKind, change: &Change, registers: &Registers) -> ChangeShown {
    let last = registers.book(kind.word).history(change.key()).last();
    let before = last.and_then(|version| version.content.as_deref());
    let after = change.held().map(|held| &held.content);
    let text = |key: &str, value: Option<Value>| match (kind.field(key), value) {
        (Some(field), Some(value)) => {
            words(registers, field, &Value::Object(Map::from_iter([(key.to_owned(), value)])))
        }
        _ => String::new(),
    };
    let differing = match after {
        Some(after) => differences(before, Some(after)),
        None => Vec::new(),
    };
    let until = change.held().and_then(|held| held.valid_to).map(|to| format!(" 至 {to}"));
    ChangeShown {
        title: change.title(),
        key: change.key().to_owned(),
        from: format!("{}{}", change.from(), until.unwrap_or_default()),
        differences: differing
            .into_iter()
            .filter_map(|found| {
                let field = kind.field(&found.field)?;
                Some((field.label, text(&found.field, found.before), text(&found.field, found.after)))
            })
            .collect(),
    }
}
