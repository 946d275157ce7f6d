//! The form of an act and what comes of it: one pair of handlers for every act of a case or a register, because the act's declaration says all that a
//! page needs. What the law says is said by the act.

use crate::desk::again;
use crate::desk::beside::{Beside, beside};
use crate::desk::posted::{self, Form, notice};
use crate::desk::preview::{Preview, preview};
use crate::desk::reading::{self, Pane};
use crate::desk::viewing;
use crate::desk::{code, complaints};
use crate::forms::{self, Input};
use crate::page::{self, Page};
use crate::session::SignedIn;
use crate::state::DeskState;
use crate::{offers, prefill};
use askama::Template;
use axum::extract::{Path, Query, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use cases::certificates::ShowCertificates;
use desk::{Request as Asked, Said};
use events::field::{Field, FieldFault};
use events::standing::{Stage, Standing};
use events::{Act, ActKind, Duty, Refusal, StreamId};
use serde_json::{Map, Value};

/// Empty rows shown after the filled ones of a table.
const SPARE_ROWS: usize = 2;

#[derive(Template)]
#[template(path = "desk/act.html")]
struct ActPage {
    page: Page,
    act_title: &'static str,
    crumbs: Vec<(String, String)>,
    action: String,
    back: String,
    key: String,
    keep: String,
    inputs: Vec<Input>,
    faults: Vec<FieldFault>,
    refusal: Option<Refusal>,
    beside: Beside,
    preview: Preview,
    /// Whether somebody signs it, and has yet to read.
    reads: bool,
    /// The text to be read, with the fields of signing in `inputs`, those of refusing to in `refusing` and all others in `rest`.
    reading: Option<Pane>,
    refusing: Vec<Input>,
    rest: Vec<Input>,
    /// Whether there is a code to be laid before the party beside it.
    lays_code: bool,
}

/// Where an act is performed: in a case, or apart from any (a new case, the registers).
pub struct Place {
    pub act: &'static ActKind,
    pub case: Standing,
    pub(super) stream: Option<StreamId>,
    action: String,
    back: String,
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
        Some(place) => show(&state, &who, &place),
        None => not_found(&who),
    }
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
    match code::confirmed_on_phone(&state, &place).await {
        Ok(more) => show_with(&state, &who, &place, more),
        Err(fault) => answer(&who, Said::Fault(fault), &place.back),
    }
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
    if matches!(act.stage, Stage::Register | Stage::Complaint) || act.word == "opening" {
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

/// Which part of the desk an act belongs to: key of the menu, address and word.
fn part_of(act: &ActKind) -> (&'static str, &'static str, &'static str) {
    match act.stage {
        Stage::Register => ("registers", "/registers", "名录"),
        Stage::Complaint => ("complaints", "/complaints", "投诉举报"),
        _ => ("cases", "/cases", "案件"),
    }
}

fn show(state: &DeskState, who: &SignedIn, place: &Place) -> Response {
    show_with(state, who, place, Map::new())
}

/// The form, with more than usual filled in.
fn show_with(state: &DeskState, who: &SignedIn, place: &Place, more: Map<String, Value>) -> Response {
    let closed = match state.office.desk.openness_of(who.id(), place.act, &place.case) {
        Ok(closed) => closed,
        Err(said) => return answer(who, said, &place.back),
    };
    let mut input = prefill::prefill(place.act.word, &place.case, &who.body, state.now());
    input.extend(more);
    let filled = Filled {
        input,
        form: None,
        faults: Vec::new(),
        refusal: closed,
        spare_rows: SPARE_ROWS,
        reading: None,
    };
    page::render(StatusCode::OK, &act_page(state, who, place, filled))
}

/// What a form is filled with, and what is wrong.
struct Filled<'a> {
    input: Map<String, Value>,
    form: Option<&'a Form>,
    faults: Vec<FieldFault>,
    refusal: Option<Refusal>,
    spare_rows: usize,
    reading: Option<Pane>,
}

fn act_page(state: &DeskState, who: &SignedIn, place: &Place, filled: Filled<'_>) -> ActPage {
    let offers = offers::offers(&who.registers, &who.body.code, &place.case, state.today());
    let posted = filled.form.map(|form| &form.posted);
    let mut inputs =
        forms::inputs(place.act.fields, &filled.input, posted, &filled.faults, &offers, filled.spare_rows);
    if place.act.word == "opinion" {
        inputs.iter_mut().filter(|input| input.name == "checks").for_each(forms::fix_first_column);
    }
    let preview = preview(place.act.word, &place.case, &filled.input, state.today());
    let (inputs, refusing, rest) = match (place.act.is_signed(), filled.reading.is_some()) {
        (true, true) => reading::under(inputs),
        (true, false) => (reading::before(inputs), Vec::new(), Vec::new()),
        (false, _) => (inputs, Vec::new(), Vec::new()),
    };
    let kept = filled.form.map(|form| form.key.clone()).filter(|key| !key.is_empty());
    let letter = place.case.complaint.received.as_ref().map(|letter| letter.number.to_string());
    let title = place.case.opened.as_ref().map(|opened| opened.title.clone()).or(letter);
    let (nav, address, part) = part_of(place.act);
    let mut crumbs = vec![(address.to_owned(), part.to_owned())];
    crumbs.extend(title.map(|title| (place.back.clone(), title)));
    ActPage {
        page: Page::of(who, nav),
        act_title: place.act.title,
        crumbs,
        action: place.action.clone(),
        back: place.back.clone(),
        key: kept.unwrap_or_else(|| uuid::Uuid::now_v7().to_string()),
        keep: format!("{}:{}", place.action, who.id()),
        inputs,
        faults: filled.faults,
        refusal: filled.refusal,
        beside: beside(place),
        preview,
        reads: place.act.is_signed() && filled.reading.is_none(),
        reading: filled.reading,
        refusing,
        rest,
        lays_code: place.act.word == ShowCertificates::WORD,
    }
}

async fn perform(state: &DeskState, who: &SignedIn, place: Place, request: Request) -> Response {
    let mut form = match posted::read(state, who, request).await {
        Ok(form) => form,
        Err(answer) => return answer,
    };
    let back = |form: &Form, fault: &desk::Fault| {
        again::page(Page::of(who, "cases"), &place.action, place.act.fields, form, fault)
    };
    if let Some(fault) = &form.away {
        return back(&form, fault);
    }
    let (mut input, mut faults) = forms::read(place.act.fields, &form.posted);
    if form.more.is_some() {
        let pane = reading::again_read(state, who, &place, &mut input, &mut form).await;
        let filled = Filled {
            input,
            form: Some(&form),
            faults: Vec::new(),
            refusal: None,
            spare_rows: SPARE_ROWS + 3,
            reading: pane,
        };
        return shown_again(StatusCode::OK, state, who, &place, filled).await;
    }
    faults.extend(form.faults.iter().cloned());
    let mut refusal = None;
    let mut status = StatusCode::UNPROCESSABLE_ENTITY;
    if faults.is_empty() && form.reads && place.act.is_signed() {
        match reading::read_first(state, who, &place, &input).await {
            Ok(pane) => {
                reading::unhand(&mut input, &mut form, &pane.digest);
                let filled = Filled {
                    input,
                    form: Some(&form),
                    faults: Vec::new(),
                    refusal: None,
                    spare_rows: SPARE_ROWS,
                    reading: Some(pane),
                };
                return shown_again(StatusCode::OK, state, who, &place, filled).await;
            }
            Err(Said::Invalid(found)) => faults = found,
            Err(Said::Refused(said)) => match &said.field {
                Some(field) => faults.push(fault_of(place.act, field, &said)),
                None => refusal = Some(said),
            },
            Err(Said::Fault(fault)) => return back(&form, &fault),
            Err(said) => return answer(who, said, &place.back),
        }
    } else if faults.is_empty() {
        let asked = Asked { case: place.stream, input: input.clone(), key: &form.key, by: who.id() };
        match state.office.carry_out(place.act, asked).await {
            Ok(carried) => return done(&place, &carried),
            Err(Said::Invalid(found)) => faults = found,
            Err(Said::Refused(said)) => match &said.field {
                Some(field) => faults.push(fault_of(place.act, field, &said)),
                None => refusal = Some(said),
            },
            Err(Said::Busy) => {
                status = StatusCode::CONFLICT;
                refusal = Some(busy());
            }
            Err(Said::Fault(fault)) => return back(&form, &fault),
            Err(said) => return answer(who, said, &place.back),
        }
    }
    let pane = reading::again_read(state, who, &place, &mut input, &mut form).await;
    let filled = Filled { input, form: Some(&form), faults, refusal, spare_rows: SPARE_ROWS, reading: pane };
    shown_again(status, state, who, &place, filled).await
}

/// The form as it was filled in, with what is wrong; in a case it is a viewing like the first.
async fn shown_again(
    status: StatusCode,
    state: &DeskState,
    who: &SignedIn,
    place: &Place,
    filled: Filled<'_>,
) -> Response {
    if place.stream.is_some() {
        let what = format!("办理{}", place.act.title);
        if let Some(asked) = viewing::record(state, who, &place.case, &what, &place.action).await {
            // Whoever has no part in the case any more is told why nothing was done, without seeing the case.
            return match filled.refusal {
                Some(refusal) => answer(who, Said::Refused(refusal), &place.back),
                None => asked,
            };
        }
    }
    page::render(status, &act_page(state, who, place, filled))
}

fn done(place: &Place, carried: &desk::Carried) -> Response {
    let number = carried.events.first().map_or(0, |event| event.number);
    let word = place.act.word;
    let to = match place.act.stage {
        Stage::Register => format!("/registers?done={word}&receipt={number}"),
        // What was handed over lies with others now.
        Stage::Complaint if word == "handover" => format!("/complaints?done={word}&receipt={number}"),
        Stage::Complaint => format!("/complaints/{}?done={word}&receipt={number}", carried.stream),
        _ => format!("/cases/{}?done={word}&receipt={number}", carried.stream),
    };
    Redirect::to(&to).into_response()
}

fn fault_of(act: &ActKind, field: &str, said: &Refusal) -> FieldFault {
    let label = act.fields.iter().find(|known| known.key == field).map_or(field, |known| known.label);
    let reason = if said.article.is_empty() {
        said.says.clone()
    } else {
        format!("{}（{}）", said.says, said.article)
    };
    FieldFault { field: field.to_owned(), label: label.to_owned(), reason }
}

fn busy() -> Refusal {
    Refusal {
        name: "Busy".to_owned(),
        says: "他人刚刚办理了本案的其他环节，您的内容没有写入，也没有丢失".to_owned(),
        article: String::new(),
        opens: "核对案件的最新情况后再次提交".to_owned(),
        field: None,
    }
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
