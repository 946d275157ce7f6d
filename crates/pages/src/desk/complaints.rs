//! Letters from the public at the desk (投诉举报, plan clause 5, features 5.3): the list in the order of the clocks, and one letter with what can be done about it. What
//! somebody wrote is private: each look at a letter is entered like a viewing of a case, and whoever it is about sees neither the letter nor its row.

use crate::desk::acts::{answer, not_found};
use crate::desk::case::Done;
use crate::desk::case_view::{ActLine, ClockChip, state_of};
use crate::desk::chronology::{self, Item, Link, day_in_words, file_link};
use crate::desk::viewing;
use crate::page::{self, Page};
use crate::session::SignedIn;
use crate::state::DeskState;
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use complaints::clock;
use desk::carry_out::Openness;
use desk::letters::LetterRow;
use desk::{Said, duties};
use events::complaints::{LetterAbout, LetterReceived};
use events::field::Shape;
use events::registers::Post;
use events::{Standing, StreamId};
use law::calendar::Calendar;
use law::complaints::LetterKind;
use serde::Deserialize;
use store::LetterFilter;

const ROWS: usize = 50;

/// Which leaf of which list; and what was just done.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    page: u64,
    ended: Option<String>,
    done: Option<String>,
    receipt: Option<u64>,
}

struct Line {
    href: String,
    number: String,
    kind: &'static str,
    body: String,
    stage: &'static str,
    what: String,
    due: String,
    state: &'static str,
    overdue: bool,
    received_on: String,
    handler: String,
}

#[derive(Template)]
#[template(path = "desk/complaints.html")]
struct ListPage {
    page: Page,
    ended: bool,
    rows: Vec<Line>,
    more: Option<String>,
}

/// `GET /complaints`: what lies with the officer's body; for supervision also what is overdue elsewhere.
pub async fn list(State(state): State<DeskState>, who: SignedIn, Query(asked): Query<Asked>) -> Response {
    let filter = LetterFilter {
        body: who.body.code.clone(),
        supervises: duties::supervises(&who.officer, &who.registers),
        open: asked.ended.is_none(),
    };
    let found = match state.office.books.letters(&filter, asked.page).await {
        Ok(found) => found,
        Err(fault) => return answer(&who, Said::Fault(fault), "/"),
    };
    let (calendar, today) = (who.registers.calendar(), state.today());
    let more = (found.len() == ROWS).then(|| {
        let ended = if asked.ended.is_some() { "&ended=yes" } else { "" };
        format!("/complaints?page={}{ended}", asked.page + 1)
    });
    let shown = found.iter().filter(|row| !concerns(row, &who) && !is_kept_from(row, &who));
    let done = Done { done: asked.done, receipt: asked.receipt };
    let page = ListPage {
        page: Page::of(&who, "complaints").with_flash(done.flash()),
        ended: !filter.open,
        rows: shown.map(|row| line(row, calendar, today)).collect(),
        more,
    };
    page::render(StatusCode::OK, &page)
}

/// Whether the row is of a letter about whoever looks, or about the department at whose head he or she stands.
fn concerns(row: &LetterRow, who: &SignedIn) -> bool {
    let heads = who.officer.posts.contains(&Post::DepartmentHead);
    row.officer.as_ref() == Some(who.id())
        || (heads && row.department.as_deref() == Some(who.officer.department.as_str()))
}

/// Whether nobody can tell from the row whom the letter concerns, and whoever looks is not above all whom it may.
fn is_kept_from(row: &LetterRow, who: &SignedIn) -> bool {
    row.guarded && !duties::is_above(&who.officer) && row.handler_id.as_ref() != Some(who.id())
}

fn line(row: &LetterRow, calendar: &Calendar, today: jiff::civil::Date) -> Line {
    let left = row.due.map(|due| match due >= today {
        true => law::period::working_days_between(calendar, today, due),
        false => -1,
    });
    Line {
        href: format!("/complaints/{}", row.stream),
        number: row.number.clone(),
        kind: row.kind.title(),
        body: row.body_name.clone(),
        stage: row.stage.title(),
        what: row.what.clone().unwrap_or_default(),
        due: row.due.map(day_in_words).unwrap_or_default(),
        state: state_of(left),
        overdue: row.overdue,
        received_on: row.received_on.to_string(),
        handler: row.handler.clone().unwrap_or_default(),
    }
}

#[derive(Template)]
#[template(path = "desk/complaint.html")]
struct LetterPage {
    page: Page,
    number: String,
    kind: &'static str,
    stage: &'static str,
    facts: Vec<(&'static str, String)>,
    text: String,
    files: Vec<Link>,
    clocks: Vec<ClockChip>,
    chronology: Vec<Item>,
    address: String,
    receipts: &'static str,
    open: Vec<ActLine>,
    /// None: no act of a letter stays open behind its stage.
    again: Vec<ActLine>,
    others: Vec<ActLine>,
    closed: Vec<ActLine>,
    /// Where a case is opened from a report; empty where the officer may not, or it is none.
    opening: String,
}

/// `GET /complaints/{letter}`.
pub async fn letter(
    State(state): State<DeskState>,
    who: SignedIn,
    Path(letter): Path<String>,
    Query(done): Query<Done>,
) -> Response {
    let Ok(stream) = letter.parse::<StreamId>() else { return not_found(&who) };
    let (standing, history) = match state.office.desk.letter(stream).await {
        Ok(found) => found,
        Err(said) => return answer(&who, said, "/complaints"),
    };
    let address = format!("/complaints/{stream}");
    if let Some(asked) = viewing::record(&state, &who, &standing, "来信", &address).await {
        return asked;
    }
    let openness = match state.office.desk.openness(who.id(), &standing) {
        Ok(openness) => openness,
        Err(said) => return answer(&who, said, "/complaints"),
    };
    let Some(received) = &standing.complaint.received else { return not_found(&who) };
    let page = Page::of(&who, "complaints").with_flash(done.flash());
    let (open, others, closed) = sorted(openness);
    let may_open = who.registers.may_enforce(&who.officer, state.today());
    let opening = match received.kind {
        LetterKind::Report if may_open && standing.complaint.is_with(&who.body.code) => {
            format!("/cases/new?letter={stream}")
        }
        _ => String::new(),
    };
    let page = LetterPage {
        page,
        number: received.number.to_string(),
        kind: received.kind.title(),
        stage: desk::letters::stage(&standing).title(),
        facts: facts(received, &standing),
        text: received.text.clone(),
        files: received.files.iter().map(|file| link(stream, file)).collect(),
        clocks: chip(&standing, who.registers.calendar(), state.today()).into_iter().collect(),
        chronology: chronology::chronology(stream, &history),
        address,
        receipts: "/ledger/receipt/",
        open,
        again: Vec::new(),
        others,
        closed,
        opening,
    };
    page::render(StatusCode::OK, &page)
}

fn link(stream: StreamId, file: &events::people::FileNamed) -> Link {
    Link { href: format!("/complaints/{stream}/files/{}", file.sha256), ..file_link(stream, file) }
}

fn facts(received: &LetterReceived, standing: &Standing) -> Vec<(&'static str, String)> {
    let complaint = &standing.complaint;
    let known = match (received.about, &received.officer) {
        (LetterAbout::Officer, Some(officer)) => format!("{}（名录中的{officer}）", received.reference),
        (LetterAbout::Officer, None) => format!("{}（名录中没有这个证号）", received.reference),
        _ => received.reference.clone(),
    };
    let day = |day: Option<jiff::civil::Date>| day.map(day_in_words).unwrap_or_default();
    let rows = [
        ("涉及", about_title(received.about).to_owned()),
        ("所填号码", known),
        ("涉及的单位、人员或者地点", received.subject.clone()),
        ("来信人", received.name.clone().unwrap_or_else(|| "未留姓名".to_owned())),
        ("联系方式", received.contact.clone().unwrap_or_else(|| "未留；凭编号和查询码查询答复".to_owned())),
        ("收到日期", day(complaint.received_on)),
        ("现由", complaint.body.as_ref().map(|body| body.name.clone()).unwrap_or_default()),
        ("受理人", complaint.handler.as_ref().map(|handler| handler.name.clone()).unwrap_or_default()),
    ];
    rows.into_iter().filter(|(_, text)| !text.is_empty()).collect()
}

/// The words the writer chose from.
fn about_title(about: LetterAbout) -> &'static str {
    let code = match about {
        LetterAbout::Body => "body",
        LetterAbout::Officer => "officer",
        LetterAbout::Case => "case",
        LetterAbout::Violation => "violation",
        LetterAbout::Service => "service",
    };
    let found = complaints::letter::ABOUTS.iter().find(|(known, _)| *known == code);
    found.map_or("", |(_, title)| title)
}

fn chip(standing: &Standing, calendar: &Calendar, today: jiff::civil::Date) -> Option<ClockChip> {
    let running = clock::running(standing, calendar)?;
    let deadline = &running.deadline;
    Some(ClockChip {
        what: running.what.to_owned(),
        act: running.act,
        due: day_in_words(deadline.last_day),
        left: deadline.left_in_words(calendar, today),
        state: state_of(Some(deadline.days_left(calendar, today))),
        provisional: deadline.provisional,
        length: deadline.length.clone(),
        article: deadline.article.to_string(),
        partys: false,
    })
}

/// Open, open to others, closed.
fn sorted(openness: Vec<Openness>) -> (Vec<ActLine>, Vec<ActLine>, Vec<ActLine>) {
    let (mut open, mut others, mut closed) = (Vec::new(), Vec::new(), Vec::new());
    for one in openness {
        let line = ActLine {
            word: one.act.word,
            title: one.act.title,
            stage: one.act.stage.title(),
            duty: one.act.duty.title(),
            leads: false,
            refusal: one.closed,
        };
        match (&line.refusal, one.others) {
            (None, _) => open.push(line),
            (Some(_), true) => others.push(line),
            (Some(_), false) => closed.push(line),
        }
    }
    (open, others, closed)
}

/// What the form that opens a case starts with, coming from a letter: the source, and the letter's number and text as the clue. Nothing of who wrote it.
pub fn clue(received: &LetterReceived) -> serde_json::Map<String, serde_json::Value> {
    let text =
        format!("{}（{}）\n{}\n{}", received.number, received.kind.title(), received.subject, received.text);
    let most = cases_clue_max();
    let clue: String = text.chars().take(most).collect();
    let value = serde_json::json!({"source": "complaint", "clue": clue});
    value.as_object().cloned().unwrap_or_default()
}

/// The longest clue the act takes.
fn cases_clue_max() -> usize {
    use events::Act;
    let field = cases::opening::OpenCase::FIELDS.iter().find(|field| field.key == "clue");
    match field.map(|field| field.shape) {
        Some(Shape::Text(most)) => most,
        _ => 0,
    }
}
