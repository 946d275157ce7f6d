//! One proposal with all it would change, leaf by leaf, so that a second person can read an import of a hundred thousand changes before confirming or
//! declining it, once and as a whole (plan clauses 1 and 2).

use super::changes::{self, ChangeShown, Counts};
use super::leaves::{Pager, pager};
use super::proposals::{Shown, head};
use crate::desk::acts::not_found;
use crate::page::{self, Page};
use crate::session::SignedIn;
use askama::Template;
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::response::Response;
use registers::{all, sight};
use serde::Deserialize;

/// Changes on one leaf.
const ROWS: u64 = 50;

/// Which leaf, from 0.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    page: u64,
}

#[derive(Template)]
#[template(path = "desk/registers/proposal.html")]
struct ProposalPage {
    page: Page,
    one: Shown,
    counts: Counts,
    changes: Vec<ChangeShown>,
    pager: Option<Pager>,
}

/// `GET /registers/proposals/{proposal}?page=`.
pub async fn show(who: SignedIn, Path(id): Path<String>, Query(asked): Query<Asked>) -> Response {
    let registers = &who.registers;
    let found = registers.proposal(&id).and_then(|found| Some((found, all::by_word(&found.register)?)));
    // Nothing tells a proposal that is not one's business from one that is none.
    let found = found.filter(|(found, _)| sight::sees_proposal(found, &who.officer, &who.body, registers));
    let Some((proposal, kind)) = found else { return not_found(&who) };
    let first = usize::try_from(asked.page.saturating_mul(ROWS)).unwrap_or(usize::MAX);
    let leaf = proposal.changes.iter().skip(first).take(ROWS as usize);
    let path = format!("/registers/proposals/{}", proposal.id);
    let page = ProposalPage {
        page: Page::of(&who, "registers"),
        one: head(&who, proposal, kind),
        counts: changes::counted(&proposal.changes),
        changes: leaf.map(|change| changes::shown(kind, change, registers)).collect(),
        pager: pager(&path, asked.page, ROWS, proposal.changes.len() as u64),
    };
    page::render(StatusCode::OK, &page)
}
