//! Viewing private material: nothing of a case is shown before the viewing stands in the ledger; for another's case the purpose is asked first
//! (plan clause 12, features 12.7).

use crate::desk::acts::{answer, not_found};
use crate::desk::case_view::RecordingLine;
use crate::desk::posted;
use crate::page::{self, Page};
use crate::session::{SignedIn, local_path};
use crate::state::DeskState;
use askama::Template;
use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use desk::Said;
use events::records::RecordingAdded;
use events::standing::Standing;
use events::{Refusal, StreamId};
use jiff::Timestamp;
use moka::sync::Cache;
use std::sync::LazyLock;
use std::time::Duration;

/// Purposes stated lately, by session and case, so that leafing through one case asks once, and a long recording is not cut off while it is being watched.
static STATED: LazyLock<Cache<([u8; 32], StreamId), String>> = LazyLock::new(stated);

/// Purposes stated for a dossier (一户一档), by session and the case from which it was opened: it goes over many cases, so that whoever handles this one states one too.
static STATED_FOR_DOSSIER: LazyLock<Cache<([u8; 32], StreamId), String>> = LazyLock::new(stated);

fn stated() -> Cache<([u8; 32], StreamId), String> {
    let (idle, day) = (Duration::from_secs(1800), Duration::from_secs(8 * 3600));
    Cache::builder().max_capacity(100_000).time_to_idle(idle).time_to_live(day).build()
}

/// What a purpose is asked for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Of {
    Case,
    /// Whoever does not handle the case is asked.
    Recordings,
    /// Everybody is asked.
    Dossier,
}

#[derive(Template)]
#[template(path = "desk/purpose.html")]
struct Purpose {
    page: Page,
    stream: String,
    back: String,
    refusal: Option<Refusal>,
    of: Of,
}

/// Records the viewing; an answer means that nothing may be shown yet.
pub async fn record(
    state: &DeskState,
    who: &SignedIn,
    case: &Standing,
    what: &str,
    back: &str,
) -> Option<Response> {
    let purpose = STATED.get(&(who.id_hash, case.stream)).unwrap_or_default();
    let key = format!("view-{}", uuid::Uuid::now_v7());
    asked(who, case, back, state.office.desk.view(who.id(), case, what, &purpose, &key).await)
}

/// Records that recordings are looked at, or this one; an answer means that nothing may be shown yet.
pub async fn record_playing(
    state: &DeskState,
    who: &SignedIn,
    (case, recording): (&Standing, Option<&RecordingAdded>),
    what: &str,
    back: &str,
) -> Option<Response> {
    let purpose = STATED.get(&(who.id_hash, case.stream)).unwrap_or_default();
    let key = format!("view-{}", uuid::Uuid::now_v7());
    let played = state.office.desk.play(who.id(), (case, recording), what, &purpose, &key).await;
    asked(who, case, back, played)
}

fn asked(who: &SignedIn, case: &Standing, back: &str, came: Result<(), Said>) -> Option<Response> {
    match came {
        Ok(()) => None,
        Err(Said::Refused(refusal)) => Some(refused(who, case, back, refusal)),
        Err(said) => Some(answer(who, said, "/cases")),
    }
}

/// What is answered to somebody who may not look, or not yet.
fn refused(who: &SignedIn, case: &Standing, back: &str, refusal: Refusal) -> Response {
    match refusal.name.as_str() {
        "PurposeMissing" => ask(who, case.stream, back, None, Of::Case),
        "RecordingPurposeMissing" => ask(who, case.stream, back, None, Of::Recordings),
        "MayNotView" => not_found(who),
        "RecordingForOthers" => {
            let says = format!("{}　{}　{}", refusal.says, refusal.article, refusal.opens);
            let back = format!("/cases/{}/timeline", case.stream);
            posted::notice(Page::of(who, "cases"), StatusCode::FORBIDDEN, "不能查看", &[says], &back)
        }
        _ => answer(who, Said::Refused(refusal), "/cases"),
    }
}

/// Whether the case is shown to this person for no purpose whatever.
pub fn is_hidden(state: &DeskState, who: &SignedIn, case: &Standing) -> bool {
    desk::duties::may_view(&who.officer, &who.registers, case, "任何用途", state.today()).is_err()
}

/// Whether the person may look at the case at all, for what is about to be done there; an answer means no. Nothing is shown, so nothing is recorded.
pub fn permitted(state: &DeskState, who: &SignedIn, case: &Standing, back: &str) -> Option<Response> {
    let purpose = STATED.get(&(who.id_hash, case.stream)).unwrap_or_default();
    let may = desk::duties::may_view(&who.officer, &who.registers, case, &purpose, state.today());
    may.err().map(|refusal| refused(who, case, back, refusal))
}

/// The same for a recording of the case.
pub fn playing_permitted(
    state: &DeskState,
    who: &SignedIn,
    case: &Standing,
    recording: &RecordingAdded,
    back: &str,
) -> Option<Response> {
    may_play(state, who, case, Some(recording)).err().map(|refusal| refused(who, case, back, refusal))
}

/// Whether recordings of the case can be played on a page, or a purpose has to be stated first.
pub fn plays(state: &DeskState, who: &SignedIn, case: &Standing) -> bool {
    may_play(state, who, case, None).is_ok()
}

fn may_play(
    state: &DeskState,
    who: &SignedIn,
    case: &Standing,
    recording: Option<&RecordingAdded>,
) -> Result<(), Refusal> {
    let purpose = STATED.get(&(who.id_hash, case.stream)).unwrap_or_default();
    desk::duties::may_play(&who.officer, &who.registers, (case, recording), &purpose, state.today())
}

/// Says of each recording that a rule leaves to others why it does not play; there, the file itself is refused too.
pub fn shut<'a>(who: &SignedIn, case: &Standing, lines: impl Iterator<Item = &'a mut RecordingLine>) {
    for line in lines {
        let Some(recording) = case.recording(line.file) else { continue };
        if let Err(refusal) = desk::duties::is_open(&who.officer, &who.registers, case, recording) {
            line.shut = format!("{}。{}。", refusal.says, refusal.opens);
        }
    }
}

/// What lies over the picture of a recording: who looks and since when. Nothing for those who handle the case.
pub fn watermark(state: &DeskState, who: &SignedIn, case: &Standing) -> String {
    if case.handles(who.id()) {
        return String::new();
    }
    let certificate = who.officer.certificate.as_ref().map(|one| one.number.as_str()).unwrap_or_default();
    let at = events::occasion::beijing(state.office.desk.clock.now()).strftime("%Y-%m-%d %H:%M");
    [who.officer.name.as_str(), certificate, &at.to_string()]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join("　")
}

fn ask(who: &SignedIn, stream: StreamId, back: &str, refusal: Option<Refusal>, of: Of) -> Response {
    let page = Page::of(who, "cases");
    page::render(
        StatusCode::FORBIDDEN,
        &Purpose { page, stream: stream.to_string(), back: back.to_owned(), refusal, of },
    )
}

/// The purpose stated for the dossier opened from this case.
pub fn stated_for_dossier(who: &SignedIn, stream: StreamId) -> Option<String> {
    STATED_FOR_DOSSIER.get(&(who.id_hash, stream))
}

/// Asks for the purpose of looking into the dossier.
pub fn ask_for_dossier(who: &SignedIn, stream: StreamId, back: &str) -> Response {
    ask(who, stream, back, None, Of::Dossier)
}

/// Takes a purpose to be stated for these cases, where none was stated yet.
pub fn state_for(who: &SignedIn, cases: impl IntoIterator<Item = StreamId>, purpose: &str) {
    for case in cases {
        STATED.entry((who.id_hash, case)).or_insert_with(|| purpose.to_owned());
    }
}

/// `POST /cases/{case}/viewing`: states a purpose.
pub async fn state_purpose(
    State(state): State<DeskState>,
    who: SignedIn,
    Path(case): Path<String>,
    request: Request,
) -> Response {
    let Ok(stream) = case.parse::<StreamId>() else { return not_found(&who) };
    let form = match posted::read(&state, &who, request).await {
        Ok(form) => form,
        Err(answer) => return answer,
    };
    let value = |name: &str| {
        form.posted.iter().find(|(key, _)| key == name).map(|(_, value)| value.trim().to_owned())
    };
    let purpose: String = value("purpose").unwrap_or_default().chars().take(200).collect();
    let back = value("return").unwrap_or_default();
    if purpose.chars().count() < 2 {
        let refusal = Refusal::of_field("purpose", "请填写调阅用途，至少两个字");
        let of = if value("dossier").is_some() { Of::Dossier } else { Of::Case };
        return ask(&who, stream, local_path(&back), Some(refusal), of);
    }
    match value("dossier") {
        Some(_) => STATED_FOR_DOSSIER.insert((who.id_hash, stream), purpose),
        None => STATED.insert((who.id_hash, stream), purpose),
    }
    Redirect::to(local_path(&back)).into_response()
}

/// When something was viewed, for lists.
pub fn when(at: Timestamp) -> String {
    crate::desk::chronology::moment_in_words(at)
}
