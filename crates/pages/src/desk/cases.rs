//! The docket (案件台账). One query a page, filtered in SQL to the officer's own body.

use crate::desk::acts::answer;
use crate::page::{self, Page};
use crate::session::SignedIn;
use crate::state::DeskState;
use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use desk::Said;
use desk::readings::{DocketRow, stage_code};
use events::standing::Stage;
use serde::Deserialize;
use store::{DocketFilter, Listed, Page as Leaf};

/// What the list is cut down to.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    words: String,
    stage: String,
    mine: Option<String>,
    before: Option<u64>,
}

/// A line of the list.
struct Line {
    stream: String,
    number: String,
    title: String,
    party: String,
    stage: &'static str,
    opened_on: String,
    next_due: String,
}

#[derive(Template)]
#[template(path = "desk/cases.html")]
struct CasesPage {
    page: Page,
    words: String,
    stage: String,
    stages: Vec<(&'static str, &'static str)>,
    mine: bool,
    rows: Vec<Line>,
    next: Option<String>,
    may_open: bool,
}

/// `GET /cases`.
pub async fn cases(State(state): State<DeskState>, who: SignedIn, Query(asked): Query<Asked>) -> Response {
    let mine = asked.mine.is_some();
    let filter = DocketFilter {
        body: body_seen(&who),
        handler: mine.then(|| who.officer.id.clone()),
        stage: (!asked.stage.is_empty()).then(|| asked.stage.clone()),
        words: asked.words.chars().take(60).collect(),
        ..DocketFilter::default()
    };
    let found = match state.office.books.docket(&filter, Leaf { before: asked.before, rows: 0 }).await {
        Ok(found) => found,
        Err(fault) => return answer(&who, Said::Fault(fault), "/"),
    };
    let next = next_query(&found, &asked);
    let page = CasesPage {
        page: Page::of(&who, "cases"),
        words: asked.words,
        stage: asked.stage,
        stages: Stage::RAIL.iter().map(|stage| (stage_code(*stage), stage.title())).collect(),
        mine,
        rows: found.rows.iter().map(line).collect(),
        next,
        may_open: who.registers.may_enforce(&who.officer, state.today()),
    };
    page::render(StatusCode::OK, &page)
}

/// A supervisor of the justice bureau looks across bodies; everyone else sees the cases of the own body.
pub fn body_seen(who: &SignedIn) -> Option<String> {
    (!desk::duties::supervises(&who.officer, &who.registers)).then(|| who.body.code.clone())
}

fn next_query(found: &Listed<DocketRow>, asked: &Asked) -> Option<String> {
    let before = found.next?;
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    query
        .append_pair("words", &asked.words)
        .append_pair("stage", &asked.stage)
        .append_pair("before", &before.to_string());
    if asked.mine.is_some() {
        query.append_pair("mine", "yes");
    }
    Some(query.finish())
}

fn line(row: &DocketRow) -> Line {
    let stage = Stage::RAIL.iter().find(|stage| stage_code(**stage) == row.stage);
    Line {
        stream: row.stream.to_string(),
        number: row.number.clone(),
        title: row.title.clone(),
        party: row.party.clone(),
        stage: stage.map_or("", |stage| stage.title()),
        opened_on: row.opened_on.to_string(),
        next_due: row.next_due.map(|day| day.to_string()).unwrap_or_default(),
    }
}
