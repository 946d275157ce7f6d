//! Reading by program: duties, docket, one case with what can be done in it, stored files. The same walls as on the pages: lists are cut to the caller's
//! own body in the query, and a case is shown only after the viewing was entered, with its purpose where it is another's (features 12.7).

use super::caller::Caller;
use super::problem::Problem;
use crate::desk::dossier::{place_in_address, place_of};
use crate::dossier_look;
use crate::state::DeskState;
use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, HeaderName};
use desk::Store;
use desk::dossier::ItemKind;
use events::{FileId, Recorded, StreamId};
use serde::Deserialize;
use serde_json::{Value, json};
use store::{DocketFilter, Page};

/// How many files one question may name.
const FILES_MAX: usize = 100;

/// `GET /api/duties`: what the caller has to do, nearest day first.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct DutiesAsked {
    /// From 0; fifty rows each.
    page: u64,
}

pub async fn duties(
    State(state): State<DeskState>,
    Caller(who): Caller,
    asked: Result<Query<DutiesAsked>, QueryRejection>,
) -> Result<Json<Value>, Problem> {
    let page = read(asked)?.page;
    let rows = state
        .office
        .books
        .duties(&desk::duties::assignees(&who.officer, &who.registers, state.today()), page)
        .await?;
    Ok(Json(json!({"duties": rows})))
}

/// `GET /api/cases`: the docket of the caller's body.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct CasesAsked {
    words: String,
    stage: Option<String>,
    /// Only what the caller handles.
    mine: bool,
    open: Option<bool>,
    before: Option<u64>,
}

pub async fn cases(
    State(state): State<DeskState>,
    Caller(who): Caller,
    asked: Result<Query<CasesAsked>, QueryRejection>,
) -> Result<Json<Value>, Problem> {
    let asked = read(asked)?;
    let filter = DocketFilter {
        body: crate::desk::cases::body_seen(&who),
        handler: asked.mine.then(|| who.id().clone()),
        stage: asked.stage.filter(|stage| !stage.is_empty()),
        words: asked.words.chars().take(60).collect(),
        open: asked.open,
    };
    let listed = state.office.books.docket(&filter, Page { before: asked.before, rows: 0 }).await?;
    Ok(Json(json!({"cases": listed.rows, "next": listed.next})))
}

/// The header that says why the caller looks at another's case: UTF-8, percent-encoded. Not in the address, which proxies write down.
pub const PURPOSE: HeaderName = HeaderName::from_static("viewing-purpose");

/// `GET /api/cases/{case}`: what has happened, and each act with whether it is open and why not.
pub async fn case(
    State(state): State<DeskState>,
    Caller(who): Caller,
    Path(case): Path<String>,
    headers: HeaderMap,
) -> Result<Json<Value>, Problem> {
    let stream: StreamId = case.parse().map_err(|_| Problem::not_found())?;
    let (standing, history) = state.office.desk.case(stream).await?;
    let purpose = purpose(&headers)?;
    let key = format!("view-{}", uuid::Uuid::now_v7());
    let viewed = state.office.desk.view(who.id(), &standing, "案件（接口）", &purpose, &key).await;
    viewed.map_err(|said| match said {
        // Whoever may not view it is not told that it exists.
        desk::Said::Refused(refusal) if refusal.name == "MayNotView" => Problem::not_found(),
        said => said.into(),
    })?;
    let acts = state.office.desk.openness(who.id(), &standing)?;
    let acts: Vec<Value> = acts
        .iter()
        .map(|openness| json!({"act": openness.act.word, "title": openness.act.title, "open": openness.closed.is_none(), "closed": openness.closed}))
        .collect();
    let header = state.office.books.case_header(stream).await?;
    let events: Vec<Value> = history.iter().map(event).collect();
    Ok(Json(json!({"case": header, "acts": acts, "events": events})))
}

/// `GET /api/cases/{case}/dossier`: what of it is asked for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct DossierAsked {
    kind: String,
    body: String,
    before: String,
}

/// Everything in any case against the party, as duties allow; the purpose is always stated.
pub async fn dossier(
    State(state): State<DeskState>,
    Caller(who): Caller,
    Path(case): Path<String>,
    asked: Result<Query<DossierAsked>, QueryRejection>,
    headers: HeaderMap,
) -> Result<Json<Value>, Problem> {
    let stream: StreamId = case.parse().map_err(|_| Problem::not_found())?;
    let asked = read(asked)?;
    let kind = ItemKind::ALL.into_iter().find(|kind| kind.code() == asked.kind);
    if kind.is_none() && !asked.kind.is_empty() {
        let kinds: Vec<&str> = ItemKind::ALL.iter().map(|kind| kind.code()).collect();
        return Err(Problem::of_request("kind 不能读取", format!("应为 {}", kinds.join("、"))));
    }
    let before = place_of(&asked.before);
    if before.is_none() && !asked.before.is_empty() {
        return Err(Problem::of_request("before 不能读取", "应为上一页给出的 next".to_owned()));
    }
    let body = (!asked.body.is_empty()).then_some(asked.body);
    let (standing, _) = state.office.desk.case(stream).await?;
    let wanted = dossier_look::Asked { kind, body, before };
    let look =
        dossier_look::look(&state.office, &who, &standing, &purpose(&headers)?, wanted, |_| false).await;
    let look = look.map_err(|said| match said {
        desk::Said::Refused(refusal) if refusal.name == "MayNotView" => Problem::not_found(),
        said => said.into(),
    })?;
    let counts: Vec<Value> = look
        .counts
        .iter()
        .map(|((body, kind), items)| json!({"body": body, "kind": kind.code(), "items": items}))
        .collect();
    let next = look.page.next.map(place_in_address);
    Ok(Json(json!({"items": look.page.items, "next": next, "counts": counts})))
}

fn purpose(headers: &HeaderMap) -> Result<String, Problem> {
    let Some(value) = headers.get(&PURPOSE) else { return Ok(String::new()) };
    let text = percent_encoding::percent_decode(value.as_bytes()).decode_utf8();
    let text = text.map_err(|_| {
        Problem::of_request("调阅用途不能读取", "viewing-purpose 应为百分号编码的 UTF-8 文字".to_owned())
    })?;
    Ok(text.chars().take(200).collect())
}

/// What was asked for, or which part of it does not read.
pub fn read<T>(asked: Result<Query<T>, QueryRejection>) -> Result<T, Problem> {
    let Query(asked) = asked.map_err(|fault| Problem::of_request("查询条件不能读取", fault.body_text()))?;
    Ok(asked)
}

fn event(recorded: &Recorded) -> Value {
    json!({"number": recorded.number, "seq": recorded.seq, "at": recorded.at, "type": recorded.body.event.name(),
           "by": recorded.body.by, "body": recorded.body.event})
}

/// Ids of files, separated by commas.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct FilesAsked {
    ids: String,
}

/// `GET /api/files?ids=…`: which of these files the caller has taken in, with size, type and both digests. Whether a file of others is stored is not told.
pub async fn files(
    State(state): State<DeskState>,
    Caller(who): Caller,
    asked: Result<Query<FilesAsked>, QueryRejection>,
) -> Result<Json<Value>, Problem> {
    let ids = read(asked)?.ids;
    let ids: Result<Vec<FileId>, _> =
        ids.split(',').filter(|id| !id.is_empty()).take(FILES_MAX + 1).map(str::parse).collect();
    let ids = ids.map_err(|fault| Problem::of_request("ids 不能读取", fault.to_string()))?;
    if ids.len() > FILES_MAX {
        return Err(Problem::of_request("一次最多查询的文件数", FILES_MAX.to_string()));
    }
    let brought = state.office.books.taken_in(who.id(), &ids).await?;
    let own: Vec<FileId> = brought.keys().copied().collect();
    let known = state.office.books.files(&own).await?;
    let files: Vec<Value> = known
        .iter()
        .map(|(id, facts)| {
            json!({"id": id, "size_bytes": facts.named.size_bytes, "media_type": facts.named.media_type, "sm3": facts.is_settled().then_some(&facts.named.sm3),
                   "duration_ms": facts.playing.as_ref().map(|playing| playing.duration_ms)})
        })
        .collect();
    Ok(Json(json!({"files": files})))
}
