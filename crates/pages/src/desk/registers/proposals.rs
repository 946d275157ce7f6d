//! The proposals that wait for a second person: a short one with everything it would change and the two ways it can go, a long one with its figures and the way to
//! a page of its own.

use super::changes::{self, ChangeShown, Counts};
use super::leaves::{Pager, pager};
use crate::desk::case::Done;
use crate::desk::viewing::when;
use crate::page::{self, Page};
use crate::session::SignedIn;
use crate::state::DeskState;
use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use events::Registers;
use events::shelf::{Agreed, Proposal};
use jiff::civil::Date;
use registers::declaration::RegisterKind;
use registers::entry_confirmation::moved;
use registers::{all, sight};
use serde::Deserialize;
use std::sync::Arc;

/// The most changes of one proposal that are shown in the list; what has more is read on its own page.
const SHOWN_MAX: usize = 20;
/// Proposals on one leaf.
const ROWS: u64 = 20;

/// Which leaf, from 0.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    page: u64,
}

/// A proposal without its changes.
pub(super) struct Shown {
    pub id: String,
    pub title: &'static str,
    pub reason: String,
    pub prepared: String,
    pub count: usize,
    /// What the entry is called that has moved since.
    pub moved: Option<String>,
    /// Whether the reader prepared it.
    pub own: bool,
    /// One key for confirming and one for declining, so that pressing twice does it once.
    pub keys: (String, String),
}

/// A proposal in the list.
struct Listed {
    one: Shown,
    counts: Counts,
    /// Empty where there are too many for the list.
    changes: Vec<ChangeShown>,
}

#[derive(Template)]
#[template(path = "desk/registers/proposals.html")]
struct ProposalsPage {
    page: Page,
    proposals: Vec<Listed>,
    pager: Option<Pager>,
    agreed: Vec<Coming>,
}

/// What was confirmed for a day to come.
struct Coming {
    one: Shown,
    confirmed: String,
    from: Date,
    /// Whether the day has come without it: something it rests on has moved.
    failed: bool,
    changes: Vec<ChangeShown>,
}

/// `GET /registers/proposals?page=`.
pub async fn show(
    State(state): State<DeskState>,
    who: SignedIn,
    Query(done): Query<Done>,
    Query(asked): Query<Asked>,
) -> Response {
    let visible: Vec<&Arc<Proposal>> = visible(&who).collect();
    let first = usize::try_from(asked.page.saturating_mul(ROWS)).unwrap_or(usize::MAX);
    let leaf = visible.iter().skip(first).take(ROWS as usize).filter_map(|proposal| {
        let kind = all::by_word(&proposal.register)?;
        let short = proposal.changes.len() <= SHOWN_MAX;
        let changes = if short { proposal.changes.as_slice() } else { &[] };
        Some(Listed {
            one: head(&who, proposal, kind),
            counts: changes::counted(&proposal.changes),
            changes: changes.iter().map(|change| changes::shown(kind, change, &who.registers)).collect(),
        })
    });
    let proposals = leaf.collect();
    let pager = pager("/registers/proposals", asked.page, ROWS, visible.len() as u64);
    let agreed = coming(&who, state.today());
    let page = Page::of(&who, "registers").with_flash(done.flash());
    let page = ProposalsPage { page, proposals, pager, agreed };
    page::render(StatusCode::OK, &page)
}

/// What was confirmed for a day to come and the reader may see, the nearest day first.
fn coming(who: &SignedIn, today: Date) -> Vec<Coming> {
    let one = |agreed: &Arc<Agreed>| {
        let proposal = &agreed.proposal;
        let kind = all::by_word(&proposal.register)?;
        let short = proposal.changes.len() <= SHOWN_MAX;
        let changes = if short { proposal.changes.as_slice() } else { &[] };
        Some(Coming {
            one: Shown { moved: None, ..head(who, proposal, kind) },
            confirmed: format!("{}　{}", agreed.confirmed.by.name, when(agreed.confirmed.at)),
            from: agreed.from,
            failed: agreed.from < today,
            changes: changes.iter().map(|change| changes::shown(kind, change, &who.registers)).collect(),
        })
    };
    let seen = |agreed: &&Arc<Agreed>| {
        sight::sees_proposal(&agreed.proposal, &who.officer, &who.body, &who.registers)
    };
    who.registers.all_agreed().into_iter().filter(seen).filter_map(one).collect()
}

/// The proposals the reader may see, the oldest first.
pub fn visible(who: &SignedIn) -> impl Iterator<Item = &Arc<Proposal>> {
    let waiting = who.registers.proposals().into_iter();
    waiting.filter(move |proposal| sight::sees_proposal(proposal, &who.officer, &who.body, &who.registers))
}

/// Those that wait for the reader to confirm or decline them.
pub fn awaiting(who: &SignedIn) -> impl Iterator<Item = &Arc<Proposal>> {
    let waiting = who.registers.proposals().into_iter();
    waiting.filter(move |proposal| sight::awaits(proposal, &who.officer, &who.body, &who.registers))
}

/// A proposal as the duties of the day name it.
pub struct Awaiting {
    pub href: String,
    pub what: String,
    pub reason: String,
    pub prepared: String,
}

/// The same for the duties of the day, the oldest first.
pub fn duties(who: &SignedIn) -> Vec<Awaiting> {
    let one = |proposal: &Arc<Proposal>| {
        let kind = all::by_word(&proposal.register)?;
        Some(Awaiting {
            href: format!("/registers/proposals/{}", proposal.id),
            what: format!("确认或者退回：{}，{}条变更", kind.title, proposal.changes.len()),
            reason: proposal.reason.clone(),
            prepared: prepared(proposal, &who.registers),
        })
    };
    awaiting(who).filter_map(one).collect()
}

pub(super) fn head(who: &SignedIn, proposal: &Proposal, kind: &RegisterKind) -> Shown {
    let key = || uuid::Uuid::now_v7().to_string();
    Shown {
        id: proposal.id.clone(),
        title: kind.title,
        reason: proposal.reason.clone(),
        prepared: prepared(proposal, &who.registers),
        count: proposal.changes.len(),
        moved: moved(proposal, &who.registers).map(|key| super::name_of(&who.registers, kind, &key)),
        own: proposal.prepared.by.id == *who.id(),
        keys: (key(), key()),
    }
}

fn prepared(proposal: &Proposal, registers: &Registers) -> String {
    let body = registers.body(&proposal.unit).map_or(proposal.unit.as_str(), |body| body.name.as_str());
    format!("{body}　{}　{}", proposal.prepared.by.name, when(proposal.prepared.at))
}
