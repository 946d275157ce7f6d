//! What waits for reviewers, for the disclosure clerk, for the archivist: one list each, ordered by legal clock, from the same rows as everyone's duties. A
//! reviewer of a shared centre (审核中心) sees what waits in every body the centre serves (plan clause 17); whoever holds no such post sees how it stands in the own
//! body, and a supervisor of the justice bureau in all.

use crate::desk::acts::answer;
use crate::desk::duties::{Line, line, number};
use crate::desk::registers::shares;
use crate::page::{self, Page, post_title};
use crate::session::SignedIn;
use crate::state::DeskState;
use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use desk::Said;
use desk::readings::DutyRow;
use events::registers::Post;
use serde::Deserialize;

/// As many as the store gives on a page.
const ROWS: usize = 50;

/// Which leaf of the list.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    page: u64,
}

/// A list of what waits for one post.
struct List {
    heading: &'static str,
    path: &'static str,
    nav: &'static str,
    post: Post,
    /// The word of the post in an assignee, as `desk::duties` writes it.
    key: &'static str,
    none: &'static str,
    /// Stage of the cases that are or were there, for the docket.
    stage: &'static str,
}

const REVIEWS: List = List {
    heading: "法制审核",
    path: "/reviews",
    nav: "reviews",
    post: Post::Reviewer,
    key: "reviewer",
    none: "案件提交法制审核后，会按审核期限出现在这里。",
    stage: "review",
};
const DISCLOSURES: List = List {
    heading: "公示",
    path: "/disclosures",
    nav: "disclosures",
    post: Post::DisclosureClerk,
    key: "disclosure_clerk",
    none: "决定作出后，会按公示期限出现在这里。",
    stage: "delivery",
};
const ARCHIVES: List = List {
    heading: "归档",
    path: "/archives",
    nav: "archives",
    post: Post::Archivist,
    key: "archivist",
    none: "案件结案后，会按归档期限出现在这里。",
    stage: "closing",
};

/// Something that waits, and in which body.
struct Row {
    body: String,
    line: Line,
}

#[derive(Template)]
#[template(path = "desk/waiting.html")]
struct WaitingPage {
    page: Page,
    heading: &'static str,
    path: &'static str,
    lead: String,
    none: &'static str,
    alarms: Vec<String>,
    every: String,
    over: String,
    /// Whether more than one body is looked at.
    bodies: bool,
    rows: Vec<Row>,
    more: bool,
    next: u64,
    /// Stage of the cases that are or were there, for the docket.
    stage: &'static str,
}

/// `GET /reviews`.
pub async fn reviews(State(state): State<DeskState>, who: SignedIn, Query(asked): Query<Asked>) -> Response {
    show(&state, &who, asked, &REVIEWS).await
}

/// `GET /disclosures`.
pub async fn disclosures(
    State(state): State<DeskState>,
    who: SignedIn,
    Query(asked): Query<Asked>,
) -> Response {
    show(&state, &who, asked, &DISCLOSURES).await
}

/// `GET /archives`.
pub async fn archives(State(state): State<DeskState>, who: SignedIn, Query(asked): Query<Asked>) -> Response {
    show(&state, &who, asked, &ARCHIVES).await
}

async fn show(state: &DeskState, who: &SignedIn, asked: Asked, list: &List) -> Response {
    let today = state.today();
    let holds = who.officer.posts.contains(&list.post);
    let assignees = whose(who, list, holds, today);
    let books = &state.office.books;
    let (rows, counted) =
        match (books.duties(&assignees, asked.page).await, books.duties_count(&assignees, today).await) {
            (Ok(rows), Ok(counted)) => (rows, counted),
            (Err(fault), _) | (_, Err(fault)) => return answer(who, Said::Fault(fault), "/"),
        };
    let calendar = who.registers.calendar();
    let row = |row: &DutyRow| Row { body: body_of(who, row), line: line(row, calendar, today) };
    let lead = match (holds, assignees.len()) {
        (true, 0 | 1) => String::new(),
        (true, bodies) => format!("您所在的审核中心为{bodies}个机关审核。"),
        (false, _) => format!("由{}办理，您可以查看进度。", post_title(list.post)),
    };
    let page = WaitingPage {
        page: Page::of(who, list.nav),
        heading: list.heading,
        path: list.path,
        lead,
        none: list.none,
        alarms: if list.post == Post::Reviewer { shares::alarms(who, today) } else { Vec::new() },
        every: number(counted.0),
        over: if counted.1 == 0 { String::new() } else { number(counted.1) },
        bodies: assignees.len() > 1,
        more: rows.len() == ROWS,
        next: asked.page + 1,
        rows: rows.iter().map(row).collect(),
        stage: list.stage,
    };
    page::render(StatusCode::OK, &page)
}

/// Whose duties are listed: those of the post the reader holds, in each body it is held for; else those of the own body, and for a supervisor of all.
fn whose(who: &SignedIn, list: &List, holds: bool, today: jiff::civil::Date) -> Vec<String> {
    let of_post = format!("post:{}@", list.key);
    if holds {
        let all = desk::duties::assignees(&who.officer, &who.registers, today);
        return all.into_iter().filter(|assignee| assignee.starts_with(&of_post)).collect();
    }
    match desk::duties::supervises(&who.officer, &who.registers) {
        true => who.registers.bodies().map(|body| format!("{of_post}{}", body.code)).collect(),
        false => vec![format!("{of_post}{}", who.body.code)],
    }
}

/// The body a duty of a post is for.
fn body_of(who: &SignedIn, row: &DutyRow) -> String {
    let code = row.assignee.split_once('@').map_or("", |(_, code)| code);
    who.registers.body(code).map_or_else(|| code.to_owned(), |body| body.name.clone())
}
