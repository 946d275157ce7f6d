//! 认领: whoever an incoming file waits for takes it into a case of his or her own, by the act everybody uses (音像记录入库), with device and clock filled in; or whoever looks after the
//! devices lets it wait for another officer. Nothing here enters anything by itself.

use super::{clock_in_words, keeps_devices, sees};
use crate::desk::acts::{answer, not_found};
use crate::desk::chronology::{moment_in_words, size_in_words};
use crate::desk::posted::notice;
use crate::dock;
use crate::page::{self, Page};
use crate::session::SignedIn;
use crate::state::DeskState;
use askama::Template;
use axum::extract::{Form, Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use desk::{Fault, Said};
use events::registers::Post;
use events::{FileId, OfficerId, StreamId};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use store::{DocketFilter, Incoming};

#[derive(Template)]
#[template(path = "desk/claim.html")]
struct ClaimPage {
    page: Page,
    file: String,
    name: String,
    lines: Vec<(&'static str, String)>,
    /// Address, title, and whether it was filmed for that one.
    cases: Vec<(String, String, bool)>,
    /// Officers it can be given to; empty for whoever does not look after the devices.
    officers: Vec<(String, String)>,
}

/// The incoming file of this address, if this person sees it.
async fn seen(state: &DeskState, who: &SignedIn, file: &str) -> Result<Option<Incoming>, Fault> {
    let Ok(file) = file.parse::<FileId>() else { return Ok(None) };
    let incoming = state.office.books.incoming(&who.body.code, file).await?;
    Ok(incoming.filter(|incoming| sees(who, incoming)))
}

/// `GET /dock/files/{file}/claim`.
pub async fn form(State(state): State<DeskState>, who: SignedIn, Path(file): Path<String>) -> Response {
    let incoming = match seen(&state, &who, &file).await {
        Ok(Some(incoming)) => incoming,
        Ok(None) => return not_found(&who),
        Err(fault) => return answer(&who, Said::Fault(fault), "/dock"),
    };
    let filter = DocketFilter {
        body: Some(who.body.code.clone()),
        handler: Some(who.id().clone()),
        open: Some(true),
        ..DocketFilter::default()
    };
    let cases = match state.office.books.docket(&filter, store::Page::default()).await {
        Ok(cases) => cases.rows,
        Err(fault) => return answer(&who, Said::Fault(fault), "/dock"),
    };
    let of_body = who.registers.officers().filter(|officer| officer.body == who.body.code);
    let officers =
        of_body.filter(|officer| keeps_devices(&who) && officer.posts.contains(&Post::Enforcement));
    let holder = incoming.officer.as_ref().and_then(|officer| who.registers.officer(officer));
    let page = ClaimPage {
        lines: vec![
            ("设备", incoming.device.clone()),
            ("交来", moment_in_words(incoming.at)),
            ("大小", size_in_words(incoming.size_bytes)),
            ("设备时钟", incoming.clock_offset_seconds.map_or("未核对".to_owned(), clock_in_words)),
            ("等待", holder.map_or("未指定承办人".to_owned(), |officer| officer.name.clone())),
        ],
        cases: cases
            .iter()
            .map(|row| {
                let title = format!("{}　{}", row.number, row.title);
                (row.stream.to_string(), title, incoming.task == Some(row.stream))
            })
            .collect(),
        officers: officers.map(|officer| (officer.id.to_string(), officer.name.clone())).collect(),
        file: incoming.file.to_string(),
        name: incoming.name,
        page: Page::of(&who, "dock"),
    };
    page::render(StatusCode::OK, &page)
}

/// What the form posts.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Entered {
    form_token: String,
    case: String,
    officer: String,
}

/// `POST /dock/files/{file}/claim`: to the form of the act, in the case that was chosen.
pub async fn choose(
    State(state): State<DeskState>,
    who: SignedIn,
    Path(file): Path<String>,
    Form(entered): Form<Entered>,
) -> Response {
    if !who.holds(&entered.form_token) {
        return stale(&who);
    }
    let Ok(case) = entered.case.parse::<StreamId>() else { return not_found(&who) };
    match seen(&state, &who, &file).await {
        Ok(Some(incoming)) => {
            Redirect::to(&format!("/cases/{case}/recording?incoming={}", incoming.file)).into_response()
        }
        Ok(None) => not_found(&who),
        Err(fault) => answer(&who, Said::Fault(fault), "/dock"),
    }
}

/// `POST /dock/files/{file}/holder`: it waits for another officer of the body from now on.
pub async fn give(
    State(state): State<DeskState>,
    who: SignedIn,
    Path(file): Path<String>,
    Form(entered): Form<Entered>,
) -> Response {
    if !who.holds(&entered.form_token) {
        return stale(&who);
    }
    let officer = OfficerId(entered.officer);
    let own = who.registers.officer(&officer).filter(|officer| officer.body == who.body.code);
    if !keeps_devices(&who) || own.is_none() {
        return not_found(&who);
    }
    let given = match seen(&state, &who, &file).await {
        Ok(Some(incoming)) => state.office.books.incoming_give(&incoming.body, incoming.file, &officer).await,
        Ok(None) => return not_found(&who),
        Err(fault) => Err(fault),
    };
    match given {
        Ok(_) => Redirect::to("/dock?given=yes").into_response(),
        Err(fault) => answer(&who, Said::Fault(fault), "/dock"),
    }
}

fn stale(who: &SignedIn) -> Response {
    let says = ["页面停留过久，刷新后重新提交；没有任何内容被写入。".to_owned()];
    notice(Page::of(who, ""), StatusCode::FORBIDDEN, "表单已经失效", &says, "/dock")
}

/// With what the form of the act begins for an incoming file, which this person may name from now on; nothing when it is none, or not for them.
pub async fn filled_in(state: &DeskState, who: &SignedIn, file: &str) -> Result<Map<String, Value>, Fault> {
    let Some(incoming) = seen(state, who, file).await? else { return Ok(Map::new()) };
    dock::make_ones_own(&state.office, &incoming, who.id()).await?;
    let mut filled = Map::new();
    filled.insert("file".to_owned(), json!(incoming.file));
    filled.insert("device".to_owned(), json!(incoming.device));
    if let Some(ahead) = incoming.clock_offset_seconds {
        filled.insert("clock_offset_seconds".to_owned(), json!(ahead));
    }
    Ok(filled)
}
