//! The duties of the day (待办): what is proposed for the registers and waits for this person, which has no legal clock, and one list of everything else ordered
//! by legal clock. Three queries, whatever the number of cases.

use crate::desk::acts::answer;
use crate::desk::case_view::{ClockChip, state_of};
use crate::desk::chronology::day_in_words;
use crate::desk::registers::proposals::{self, Awaiting};
use crate::page::{self, Page};
use crate::session::SignedIn;
use crate::state::DeskState;
use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use desk::Said;
use desk::readings::DutyRow;
use events::Duty;
use events::standing::Stage;
use jiff::civil::Date;
use law::calendar::Calendar;
use law::period::working_days_between;
use serde::Deserialize;

const ROWS: usize = 50;

/// Which leaf of the list.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    page: u64,
}

pub struct Line {
    /// Address of the case or the letter.
    pub at: String,
    /// Where it is done: the act's form, or the case where the act is another's and this person can only bring it nearer.
    pub href: String,
    pub case_number: String,
    pub case_title: String,
    pub clock: ClockChip,
}

#[derive(Template)]
#[template(path = "desk/duties.html")]
struct DutiesPage {
    page: Page,
    today: String,
    /// What a head or a supervisor has to be told about the reviewers of a body.
    alarms: Vec<String>,
    /// Proposals for the registers that wait for this person; on the first leaf.
    proposals: Vec<Awaiting>,
    rows: Vec<Line>,
    every: String,
    over: String,
    more: bool,
    next: u64,
}

/// `GET /`.
pub async fn duties(State(state): State<DeskState>, who: SignedIn, Query(asked): Query<Asked>) -> Response {
    let assignees = desk::duties::assignees(&who.officer, &who.registers, state.today());
    let today = state.today();
    let books = &state.office.books;
    let (rows, counted) =
        match (books.duties(&assignees, asked.page).await, books.duties_count(&assignees, today).await) {
            (Ok(rows), Ok(counted)) => (rows, counted),
            (Err(fault), _) | (_, Err(fault)) => return answer(&who, Said::Fault(fault), "/"),
        };
    let calendar = who.registers.calendar();
    let proposals = proposals::duties(&who);
    let page = DutiesPage {
        page: Page::of(&who, "duties"),
        today: day_in_words(today),
        alarms: crate::desk::registers::shares::alarms(&who, today),
        more: rows.len() == ROWS,
        next: asked.page + 1,
        rows: rows.iter().map(|row| line(row, calendar, today)).collect(),
        every: number(counted.0.saturating_add(proposals.len() as u64)),
        proposals: if asked.page == 0 { proposals } else { Vec::new() },
        over: if counted.1 == 0 { String::new() } else { number(counted.1) },
    };
    page::render(StatusCode::OK, &page)
}

/// A count, which goes no further than the store counts.
pub fn number(counted: u64) -> String {
    if counted < store::COUNTED_MAX { counted.to_string() } else { format!("{}以上", store::COUNTED_MAX) }
}

pub fn line(row: &DutyRow, calendar: &Calendar, today: Date) -> Line {
    let left = row.due.map(|due| days_left(row, due, calendar, today));
    Line {
        at: at(row),
        href: href(row),
        case_number: row.case_number.clone(),
        case_title: row.case_title.clone(),
        clock: ClockChip {
            what: row.what.clone(),
            act: "",
            due: row.due.map_or("及时".to_owned(), day_in_words),
            left: left.map(|left| left_in_words(left, row)).unwrap_or_default(),
            state: state_of(left),
            provisional: row.provisional,
            length: row.length.clone(),
            article: row.article.clone(),
            partys: false,
        },
    }
}

/// Acts on letters from the public have their forms with the letters.
fn at(row: &DutyRow) -> String {
    let letter = desk::acts::by_word(&row.act).is_some_and(|act| act.stage == Stage::Complaint);
    format!("/{}/{}", if letter { "complaints" } else { "cases" }, row.stream)
}

/// A clock laid at the handlers' door may be stopped by the head alone; its row leads to what the handlers can do.
fn href(row: &DutyRow) -> String {
    let act = desk::acts::by_word(&row.act);
    let anothers = row.assignee.starts_with("officer:") && act.is_some_and(|act| act.duty == Duty::Head);
    if anothers { format!("{}#acts-title", at(row)) } else { format!("{}/{}", at(row), row.act) }
}

/// Days left in the clock's own unit; negative once the last day is past.
fn days_left(row: &DutyRow, due: Date, calendar: &Calendar, today: Date) -> i64 {
    let working = row.length.contains("工作日");
    match (due >= today, working) {
        (true, true) => working_days_between(calendar, today, due),
        (true, false) => law::period::days_between(today, due),
        (false, true) => -working_days_between(calendar, due, today).max(1),
        (false, false) => -law::period::days_between(due, today),
    }
}

fn left_in_words(left: i64, row: &DutyRow) -> String {
    let unit = if row.length.contains("工作日") { "个工作日" } else { "日" };
    match left {
        0 => "今天届满".to_owned(),
        left if left > 0 => format!("还剩{left}{unit}"),
        left => format!("已超{}{unit}", -left),
    }
}
