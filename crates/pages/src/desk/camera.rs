//! 现场录制 (plan clauses 9 and 11, features 9.3 and 11.3): the phone's camera in the page, with what has to be said beside it and a touch to mark that it was. The page lays out
//! case, steps and words; recording, keeping and handing over is done by the island `camera`, which uploads like any client and puts each segment into the case by the
//! act everybody uses.

use crate::desk::acts::{answer, not_found};
use crate::desk::viewing;
use crate::page::{self, Page};
use crate::session::SignedIn;
use crate::shown::{DUTIES, RIGHTS};
use crate::state::DeskState;
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use desk::Said;
use events::records::STAGES;
use events::standing::Standing;
use events::{Act, Registers, StreamId};
use jiff::civil::Date;
use records::recording::AddRecording;
use serde_json::Value;

/// How long a segment is, in milliseconds: long enough to be few, short enough that the first is in the case while the officers are still there.
const SEGMENT_MS: u32 = 30_000;

#[derive(Template)]
#[template(path = "desk/camera.html")]
struct CameraPage {
    page: Page,
    case: String,
    case_title: String,
    back: String,
    stages: &'static [(&'static str, &'static str)],
    now_ms: i64,
    segment_ms: u32,
    /// Where the certificates were shown last: photographs are taken there too, unless somebody says otherwise.
    place: String,
    script: Vec<Prompt>,
    rules: Vec<Rule>,
}

/// Something to be said, and the mark that it was.
struct Prompt {
    mark: String,
    says: String,
}

/// A step of the body's own rules, with what has to be said and seen.
struct Rule {
    step: String,
    words: String,
    elements: Vec<String>,
}

/// `GET /cases/{case}/camera`.
pub async fn camera(State(state): State<DeskState>, who: SignedIn, Path(case): Path<String>) -> Response {
    let (Ok(stream), Some(act)) = (case.parse::<StreamId>(), desk::acts::by_word(AddRecording::WORD)) else {
        return not_found(&who);
    };
    let case = match state.office.desk.case(stream).await {
        Ok((case, _)) => case,
        Err(said) => return answer(&who, said, "/cases"),
    };
    let back = format!("/cases/{stream}");
    if let Some(asked) = viewing::record(&state, &who, &case, "现场录制", &format!("{back}/camera")).await
    {
        return asked;
    }
    match state.office.desk.openness_of(who.id(), act, &case) {
        Ok(None) => {}
        Ok(Some(refusal)) => return answer(&who, Said::Refused(refusal), &back),
        Err(said) => return answer(&who, said, &back),
    }
    let opened = case.opened.as_ref();
    let body = opened.map(|opened| opened.body.as_str()).unwrap_or_default();
    let page = CameraPage {
        page: Page::of(&who, "cases"),
        case: stream.to_string(),
        case_title: opened.map(|opened| opened.title.clone()).unwrap_or_default(),
        stages: STAGES,
        now_ms: state.office.desk.clock.now().as_millisecond(),
        segment_ms: SEGMENT_MS,
        script: script(&case),
        rules: rules(&who.registers, body, state.today()),
        place: case.shown.last().map(|shown| shown.place.text.clone()).unwrap_or_default(),
        back,
    };
    page::render(StatusCode::OK, &page)
}

/// What is said at the beginning: who we are, why we come, which rights there are, and that it is recorded.
fn script(case: &Standing) -> Vec<Prompt> {
    let Some(opened) = &case.opened else { return Vec::new() };
    let handlers = case.handlers.iter();
    let names: Vec<String> =
        handlers.map(|officer| format!("{}，执法证号{}", officer.name, officer.certificate)).collect();
    let join = |lines: &[(&str, &str)]| lines.iter().map(|(text, _)| *text).collect::<Vec<_>>().join("；");
    let prompt = |mark: &str, says: String| Prompt { mark: mark.to_owned(), says };
    vec![
        prompt(
            "表明身份",
            format!("我们是{}的执法人员{}，这是我们的执法证件，请查看。", opened.body_name, names.join("；")),
        ),
        prompt("说明事由", format!("因涉嫌违反{}，依法进行调查。", opened.matter.violated)),
        prompt("告知权利", format!("您有权：{}。", join(&RIGHTS))),
        prompt("告知义务", format!("您应当：{}。", join(&DUTIES))),
        prompt("告知录音录像", "本次执法全过程录音录像。".to_owned()),
    ]
}

/// The body's rules of the day, by their steps.
fn rules(registers: &Registers, body: &str, today: Date) -> Vec<Rule> {
    let text = |content: &Value, field: &str| {
        content.get(field).and_then(Value::as_str).unwrap_or_default().to_owned()
    };
    let lines = |content: &Value| {
        let lines = content.get("elements").and_then(Value::as_array).into_iter().flatten();
        lines.filter_map(|line| line.as_str().map(str::to_owned)).collect()
    };
    let contents = registers.recording_rules(body, today);
    contents
        .map(|(_, content)| Rule {
            step: text(content, "step"),
            words: text(content, "words"),
            elements: lines(content),
        })
        .collect()
}
