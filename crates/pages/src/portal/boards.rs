//! Window boards (岗位信息公示牌, plan clause 5, features 5.1): one page per window post for a wall screen and for print, from the register of window posts: who serves here,
//! with what duties, sample papers, and where to follow a matter, to ask and to complain, each with a code to scan.
//!
//! The page refreshes itself and keeps its last state, with its date, when the network is gone: an island does so while it is open, a service worker when
//! the screen is switched on again (frontend/src/islands/board.ts and frontend/src/board-worker.ts).

use super::directory::pages::encoded;
use super::directory::samples;
use super::missing::Missing;
use super::{Frame, PortalState, day, page};
use crate::assets;
use askama::Template;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use serde_json::Value;

const REGISTER: &str = "window_posts";

/// A line of the list of boards.
struct Line {
    href: String,
    window: String,
    name: String,
    post: String,
    body: String,
}

#[derive(Template)]
#[template(path = "portal/boards.html")]
struct ListPage {
    page: Frame,
    rows: Vec<Line>,
}

/// A code to scan: what for, the words of the register, the drawing.
struct Scanned {
    title: &'static str,
    says: String,
    drawing: String,
}

#[derive(Template)]
#[template(path = "portal/board.html")]
struct BoardPage {
    body: String,
    window: String,
    /// Digest of the photo; empty without one.
    photo: String,
    name: String,
    post: String,
    duties: String,
    /// Papers with the address of each, where a guide has it.
    samples: Vec<(String, Option<String>)>,
    /// Guides of the body: address, name, where, when.
    guides: Vec<(String, String, String, String)>,
    codes: Vec<Scanned>,
    /// When the page was made, in words.
    at: String,
}

/// `GET /boards`.
pub async fn list(State(state): State<PortalState>) -> Result<Response, Missing> {
    let directory = state.directory();
    let register = directory.registers.of_word(REGISTER).ok_or(Missing::Page)?;
    let rows = register.all_as_of(state.today()).map(|(key, content)| Line {
        href: format!("/boards/{}", encoded(key)),
        window: text(&content, "window"),
        name: text(&content, "name"),
        post: text(&content, "post"),
        body: directory.name(&text(&content, "body")).to_owned(),
    });
    Ok(page(&ListPage { page: Frame { nav: "directory" }, rows: rows.collect() }))
}

/// `GET /boards/{post}`.
pub async fn show(State(state): State<PortalState>, Path(post): Path<String>) -> Result<Response, Missing> {
    let (directory, today) = (state.directory(), state.today());
    let register = directory.registers.of_word(REGISTER).ok_or(Missing::Page)?;
    let content = register.on_day(&post, today).ok_or(Missing::Page)?;
    let body = text(&content, "body");
    let known = directory.registers.of_word("guides");
    let address = |key: &str| format!("/directory/guides/{}", encoded(key));
    let guides = known.into_iter().flat_map(|guides| {
        let of_body = guides.all_as_of(today).filter(|(_, guide)| text(guide, "body") == body);
        let one = |(key, guide): (&str, Value)| {
            (address(key), text(&guide, "name"), text(&guide, "place"), text(&guide, "hours"))
        };
        of_body.map(one).collect::<Vec<_>>()
    });
    let sample = |name: String| {
        let guide = known.and_then(|guides| samples::guide_with(guides, &body, &name, today));
        let href = guide.map(|key| format!("{}#{}", address(&key), samples::PLACE));
        (name, href)
    };
    let at = events::occasion::beijing(state.clock.now());
    let shown = BoardPage {
        window: text(&content, "window"),
        photo: text(&content, "photo"),
        name: text(&content, "name"),
        post: text(&content, "post"),
        duties: text(&content, "duties"),
        samples: lines(&content, "samples").into_iter().map(sample).collect(),
        guides: guides.collect(),
        codes: codes(&state, &content, &body),
        at: format!("{} {}", day(at.date()), at.strftime("%H:%M")),
        body: directory.name(&body).to_owned(),
    };
    Ok(page(&shown))
}

/// `GET /boards/worker.js`: the service worker, at an address from which it may serve the boards.
pub async fn worker(headers: HeaderMap) -> Response {
    assets::give("board-worker.js", &headers)
}

fn codes(state: &PortalState, content: &Value, body: &str) -> Vec<Scanned> {
    let window: String = url::form_urlencoded::byte_serialize(text(content, "window").as_bytes()).collect();
    let letter =
        |kind: &str| format!("/complaints/new?kind={kind}&about=service&body={body}&subject={window}");
    let code = |title: &'static str, key: &str, path: &str| Scanned {
        title,
        says: text(content, key),
        drawing: documents::drawn(&format!("{}{path}", state.address)).unwrap_or_default(),
    };
    vec![
        code("进度查询", "progress", "/progress"),
        code("咨询", "consulting", &letter("question")),
        code("投诉举报", "complaints", &letter("complaint")),
    ]
}

fn text(content: &Value, key: &str) -> String {
    content.get(key).and_then(Value::as_str).unwrap_or_default().to_owned()
}

fn lines(content: &Value, key: &str) -> Vec<String> {
    let lines = content.get(key).and_then(Value::as_array).into_iter().flatten();
    lines.filter_map(Value::as_str).map(str::to_owned).collect()
}
