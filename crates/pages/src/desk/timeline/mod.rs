//! The time line of a case's recordings (音像时间线, plan clauses 9, 11 and 12): what was recorded when, by which device, where it breaks off and whether somebody said why, marks to
//! play from, the papers of the same minute, and what the rules in force asked for. Whoever does not handle the case states a purpose first and sees it under a watermark.
//!
//! It shows; whether something holds up filing is decided in the act.

mod moment;
mod sitting;

pub use sitting::anchor;

use crate::desk::acts::{answer, not_found};
use crate::desk::viewing;
use crate::page::{self, Page};
use crate::session::SignedIn;
use crate::state::DeskState;
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use desk::carry_out::Openness;
use events::StreamId;
use events::records::Looked;
use events::standing::{Met, Required, Standing};
use registers::recording_rules::measures;
use sitting::{CLOCK_OFF_MS, Sitting, sittings};

#[derive(Template)]
#[template(path = "desk/timeline.html")]
struct TimelinePage {
    page: Page,
    number: String,
    title: String,
    address: String,
    /// Name and time over the picture; empty for those who handle the case.
    watermark: String,
    sittings: Vec<Sitting>,
    recordings: usize,
    unexplained: usize,
    unread: usize,
    required: Vec<RequiredLine>,
    missing: usize,
    may: May,
    /// So that pressing twice takes one still.
    key: String,
}

/// Which of the acts about recordings are open to this person.
struct May {
    explain: bool,
    mark: bool,
    add: bool,
    say_why_not: bool,
    take_still: bool,
}

/// A recording that the rules ask for.
pub struct RequiredLine {
    pub rule: String,
    pub step: String,
    /// `已记录`, `已说明` or `缺少`.
    pub state: &'static str,
    pub missing: bool,
    pub exemption: String,
}

/// What the rules ask for, as lines.
pub fn required_lines(required: Vec<Required>) -> Vec<RequiredLine> {
    let line = |one: Required| RequiredLine {
        state: match one.met {
            Met::Recorded => "已记录",
            Met::Explained => "未记录，已说明",
            Met::Missing => "缺少",
        },
        missing: one.met == Met::Missing,
        rule: one.rule,
        step: one.step,
        exemption: match (one.exemption.as_str(), one.exemption_basis.as_str()) {
            ("", _) => String::new(),
            (where_, "") => where_.to_owned(),
            (where_, basis) => format!("{where_}（{basis}）"),
        },
    };
    required.into_iter().map(line).collect()
}

impl May {
    fn of(openness: &[Openness]) -> May {
        let open = |word: &str| {
            openness.iter().any(|one| one.act.word == word && one.closed.is_none() && !one.others)
        };
        May {
            explain: open("interruption"),
            mark: open("mark"),
            add: open("recording"),
            say_why_not: open("omission"),
            take_still: open("still"),
        }
    }
}

/// `GET /cases/{case}/timeline`.
pub async fn timeline(State(state): State<DeskState>, who: SignedIn, Path(case): Path<String>) -> Response {
    let Ok(stream) = case.parse::<StreamId>() else { return not_found(&who) };
    let (standing, history) = match state.office.desk.case(stream).await {
        Ok(found) => found,
        Err(said) => return answer(&who, said, "/cases"),
    };
    let address = format!("/cases/{stream}");
    if let Some(asked) =
        viewing::record_playing(&state, &who, (&standing, None), "音像时间线", &format!("{address}/timeline"))
            .await
    {
        return asked;
    }
    let may = match state.office.desk.openness(who.id(), &standing) {
        Ok(openness) => May::of(&openness),
        Err(said) => return answer(&who, said, &address),
    };
    let body = standing.opened.as_ref().map(|opened| opened.body.as_str()).unwrap_or_default();
    let clock_off = measures(&who.registers, body, state.today()).clock_off_seconds;
    let mut sittings =
        sittings(&standing, &history, clock_off.map_or(CLOCK_OFF_MS, |off| off * 1000), &who.registers);
    if let Err(fault) = all_said(&state, &standing, &mut sittings).await {
        return answer(&who, desk::Said::Fault(fault), &address);
    }
    let lines =
        sittings.iter_mut().flat_map(|sitting| sitting.screens.iter_mut().map(|screen| &mut screen.first));
    viewing::shut(&who, &standing, lines);
    let required = required_lines(standing.required_recordings(&who.registers));
    let page = TimelinePage {
        page: Page::of(&who, "cases"),
        number: standing.opened.as_ref().map(|opened| opened.number.to_string()).unwrap_or_default(),
        title: standing.opened.as_ref().map(|opened| opened.title.clone()).unwrap_or_default(),
        watermark: viewing::watermark(&state, &who, &standing),
        recordings: standing.recordings.len(),
        unexplained: standing.unexplained().len(),
        unread: standing.unread().count(),
        missing: required.iter().filter(|one| one.missing).count(),
        required,
        sittings,
        address,
        may,
        key: uuid::Uuid::now_v7().to_string(),
    };
    page::render(StatusCode::OK, &page)
}

/// The event keeps the first sentences of a long account; where there were more, all of them are taken from what is kept beside the file.
async fn all_said(state: &DeskState, case: &Standing, sittings: &mut [Sitting]) -> Result<(), desk::Fault> {
    let long = |looked: &Looked| looked.says.len() > crate::recording_look::SAID_MAX;
    for recording in &case.recordings {
        let file = recording.file.sha256;
        if !case.read.looked(file).is_some_and(long) {
            continue;
        }
        let kept = state.office.books.timeline(file).await?;
        let Some(timeline) = kept.as_ref().and_then(crate::recording_look::timeline_of) else { continue };
        let screens = sittings.iter_mut().flat_map(|sitting| &mut sitting.screens);
        let of_it = screens.flat_map(|screen| &mut screen.segments).filter(|one| one.anchor == anchor(file));
        of_it.for_each(|segment| segment.says = timeline.says());
    }
    Ok(())
}
