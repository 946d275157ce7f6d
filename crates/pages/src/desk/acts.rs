//! Where acts are performed at the desk: in a case, on a letter from the public, in the registers, or apart from any. One pair of handlers for each place; the
//! forms themselves are [`crate::desk::act_form`].

use crate::desk::act_form::{perform, show, show_with};
use crate::desk::posted::notice;
use crate::desk::{again, code, complaints, dock, viewing};
use crate::page::Page;
use crate::session::SignedIn;
use crate::state::DeskState;
use axum::extract::{Path, Query, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use desk::Said;
use events::field::Field;
use events::standing::{Stage, Standing};
use events::{Act, ActKind, Duty, Occasion, StreamId};
use records::recording::AddRecording;
use std::collections::BTreeMap;

/// Where an act is performed: in a case, or apart from any (a new case, the registers).
pub struct Place {
    pub act: &'static ActKind,
    pub case: Standing,
    pub(super) stream: Option<StreamId>,
    pub(super) action: String,
    pub(super) back: String,
}

/// `GET /cases/new`.
pub async fn new_case(State(state): State<DeskState>, who: SignedIn, Query(from): Query<From>) -> Response {
    let Some(place) = apart("opening", "/cases/new", "/cases") else { return not_found(&who) };
    let Some(letter) = from.letter.as_deref().and_then(|letter| letter.parse::<StreamId>().ok()) else {
        return show(&state, &who, &place);
    };
    let standing = match state.office.desk.letter(letter).await {
        Ok((standing, _)) => standing,
        Err(said) => return answer(&who, said, "/complaints"),
    };
    // The form shows what somebody wrote; opening it is a viewing like any other.
    let back = format!("/cases/new?letter={letter}");
    if let Some(asked) = viewing::record(&state, &who, &standing, "据来信登记线索", &back).await {
        return asked;
    }
    let clue = standing.complaint.received.as_ref().map(complaints::clue).unwrap_or_default();
    show_with(&state, &who, &place, clue)
}

/// The letter from the public from which a case is opened.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct From {
    letter: Option<String>,
}

/// `POST /cases/new`.
pub async fn open_case(
    State(state): State<DeskState>,
    who: Result<SignedIn, Response>,
    request: Request,
) -> Response {
    let fields = fields_of("opening");
    let who = match who {
        Ok(who) => who,
        Err(answer) => return again::unknown("/cases/new", fields, request, answer).await,
    };
    match apart("opening", "/cases/new", "/cases") {
        Some(place) => perform(&state, &who, place, request).await,
        None => not_found(&who),
    }
}

/// `GET /registers/{act}`.
pub async fn register_form(
    State(state): State<DeskState>,
    who: SignedIn,
    Path(word): Path<String>,
) -> Response {
    match of_registers(&word) {
        Some(_) if goes_by_proposal(&state, &who, &word) => {
            Redirect::to(&format!("/registers/entries/{word}/change")).into_response()
        }
        Some(place) => show(&state, &who, &place),
        None => not_found(&who),
    }
}

/// Whether the act enters what a second person confirms, and there is one: then its form is that of a proposal.
fn goes_by_proposal(state: &DeskState, who: &SignedIn, word: &str) -> bool {
    let files = BTreeMap::new();
    let occasion = Occasion {
        now: state.now(),
        by: &who.officer,
        body: &who.body,
        registers: &who.registers,
        files: &files,
        fresh: StreamId::REGISTERS,
        page: None,
    };
    registers::all::by_word(word).is_some_and(|kind| kind.act == Some(word))
        && registers::two_persons::somebody_else(&occasion)
}

/// `POST /registers/{act}`.
pub async fn enter(
    State(state): State<DeskState>,
    who: Result<SignedIn, Response>,
    Path(word): Path<String>,
    request: Request,
) -> Response {
    let who = match who {
        Ok(who) => who,
        Err(answer) => {
            return again::unknown(&format!("/registers/{word}"), fields_of(&word), request, answer).await;
        }
    };
    match of_registers(&word) {
        Some(place) => perform(&state, &who, place, request).await,
        None => not_found(&who),
    }
}

/// `GET /cases/{case}/{act}`.
pub async fn form(
    State(state): State<DeskState>,
    who: SignedIn,
    Path((case, word)): Path<(String, String)>,
    Query(waiting): Query<Waiting>,
) -> Response {
    let place = match of_case(&state, &case, &word).await {
        Ok(Some(place)) => place,
        Ok(None) => return not_found(&who),
        Err(said) => return answer(&who, said, "/cases"),
    };
    // A form shows the case's texts; opening it is a viewing like any other.
    if let Some(asked) =
        viewing::record(&state, &who, &place.case, &format!("办理{}", place.act.title), &place.action).await
    {
        return asked;
    }
    let filled = match waiting.incoming.as_deref().filter(|_| word == AddRecording::WORD) {
        Some(file) => dock::claim::filled_in(&state, &who, file).await,
        None => code::confirmed_on_phone(&state, &place).await,
    };
    match filled {
        Ok(more) => show_with(&state, &who, &place, more),
        Err(fault) => answer(&who, Said::Fault(fault), &place.back),
    }
}

/// The file from a device that is taken into the case.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct Waiting {
    incoming: Option<String>,
}

/// `POST /cases/{case}/{act}`.
pub async fn carry_out(
    State(state): State<DeskState>,
    who: Result<SignedIn, Response>,
    Path((case, word)): Path<(String, String)>,
    request: Request,
) -> Response {
    let (action, fields) = (format!("/cases/{case}/{word}"), fields_of(&word));
    let who = match who {
        Ok(who) => who,
        Err(answer) => return again::unknown(&action, fields, request, answer).await,
    };
    let place = match of_case(&state, &case, &word).await {
        Ok(Some(place)) => place,
        Ok(None) => return not_found(&who),
        Err(Said::Fault(fault)) => {
            return again::unread(Page::of(&who, "cases"), &action, fields, request, &fault).await;
        }
        Err(said) => return answer(&who, said, "/cases"),
    };
    // A form that comes back shows the case's texts: whoever may not see them does not come so far.
    if viewing::is_hidden(&state, &who, &place.case) {
        return not_found(&who);
    }
    perform(&state, &who, place, request).await
}

/// `GET /complaints/{letter}/{act}`.
pub async fn letter_form(
    State(state): State<DeskState>,
    who: SignedIn,
    Path((letter, word)): Path<(String, String)>,
) -> Response {
    let place = match of_letter(&state, &letter, &word).await {
        Ok(Some(place)) => place,
        Ok(None) => return not_found(&who),
        Err(said) => return answer(&who, said, "/complaints"),
    };
    let what = format!("办理{}", place.act.title);
    if let Some(asked) = viewing::record(&state, &who, &place.case, &what, &place.action).await {
        return asked;
    }
    show(&state, &who, &place)
}

/// `POST /complaints/{letter}/{act}`.
pub async fn letter_carry_out(
    State(state): State<DeskState>,
    who: Result<SignedIn, Response>,
    Path((letter, word)): Path<(String, String)>,
    request: Request,
) -> Response {
    let (action, fields) = (format!("/complaints/{letter}/{word}"), fields_of(&word));
    let who = match who {
        Ok(who) => who,
        Err(answer) => return again::unknown(&action, fields, request, answer).await,
    };
    let place = match of_letter(&state, &letter, &word).await {
        Ok(Some(place)) => place,
        Ok(None) => return not_found(&who),
        Err(Said::Fault(fault)) => {
            return again::unread(Page::of(&who, "complaints"), &action, fields, request, &fault).await;
        }
        Err(said) => return answer(&who, said, "/complaints"),
    };
    if viewing::is_hidden(&state, &who, &place.case) {
        return not_found(&who);
    }
    perform(&state, &who, place, request).await
}

/// What an act asks for; nothing when there is no such act.
fn fields_of(word: &str) -> &'static [Field] {
    desk::acts::by_word(word).map_or(&[], |act| act.fields)
}

fn apart(word: &str, action: &str, back: &str) -> Option<Place> {
    let act = desk::acts::by_word(word)?;
    Some(Place {
        act,
        case: Standing::default(),
        stream: None,
        action: action.to_owned(),
        back: back.to_owned(),
    })
}

fn of_registers(word: &str) -> Option<Place> {
    let place = apart(word, &format!("/registers/{word}"), "/registers")?;
    (place.act.stage == Stage::Register).then_some(place)
}

async fn of_case(state: &DeskState, case: &str, word: &str) -> Result<Option<Place>, Said> {
    let (Ok(stream), Some(act)) = (case.parse::<StreamId>(), desk::acts::by_word(word)) else {
        return Ok(None);
    };
    let of_a_case = !matches!(act.stage, Stage::Register | Stage::Complaint) && act.duty != Duty::Anyone;
    if !of_a_case || act.word == "opening" {
        return Ok(None);
    }
    let (case, _) = state.office.desk.case(stream).await?;
    let (action, back) = (format!("/cases/{stream}/{word}"), format!("/cases/{stream}"));
    Ok(Some(Place { act, case, stream: Some(stream), action, back }))
}

/// An act on a letter from the public; what anyone may do is not done at the desk.
async fn of_letter(state: &DeskState, letter: &str, word: &str) -> Result<Option<Place>, Said> {
    let (Ok(stream), Some(act)) = (letter.parse::<StreamId>(), desk::acts::by_word(word)) else {
        return Ok(None);
    };
    if act.stage != Stage::Complaint || act.duty == Duty::Anyone {
        return Ok(None);
    }
    let (case, _) = state.office.desk.letter(stream).await?;
    let (action, back) = (format!("/complaints/{stream}/{word}"), format!("/complaints/{stream}"));
    Ok(Some(Place { act, case, stream: Some(stream), action, back }))
}

/// The page for what is neither done nor refused.
pub fn answer(who: &SignedIn, said: Said, back: &str) -> Response {
    let (status, heading, says) = match said {
        Said::NoSuchCase => return not_found(who),
        Said::NoSuchOfficer => (StatusCode::FORBIDDEN, "账号不在名录中", "请联系系统管理员。".to_owned()),
        Said::KeyReused => (
            StatusCode::CONFLICT,
            "这份表单已经提交过",
            "返回查看办理结果；如需再办一次，请重新打开表单。".to_owned(),
        ),
        Said::Refused(refusal) => (
            StatusCode::UNPROCESSABLE_ENTITY,
            "不能办理",
            format!("{}　{}　{}", refusal.says, refusal.article, refusal.opens),
        ),
        Said::Fault(desk::Fault::Full) => {
            let says = "存储空间已满，系统暂时只读。您的内容没有写入；腾出空间后即可继续，不需要重启。";
            (StatusCode::INSUFFICIENT_STORAGE, "暂时只读", says.to_owned())
        }
        said => {
            let number = uuid::Uuid::now_v7().simple().to_string();
            tracing::error!(?said, number, "request failed");
            let says = format!("没有任何内容丢失。请稍后再试；仍不成功时把编号 {number} 告诉系统管理员。");
            (StatusCode::SERVICE_UNAVAILABLE, "系统暂时不能办理", says)
        }
    };
    notice(Page::of(who, ""), status, heading, &[says], back)
}

/// An address that is none; a stranger is asked to sign in first.
pub async fn nowhere(who: SignedIn) -> Response {
    not_found(&who)
}

pub fn not_found(who: &SignedIn) -> Response {
    let says = ["地址不对，或者您没有查看的职责。".to_owned()];
    notice(Page::of(who, ""), StatusCode::NOT_FOUND, "没有这一页", &says, "/")
}
