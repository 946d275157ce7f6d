//! The form of an act: what it is filled with, what came of posting it, and the page on which it comes back. The act's declaration says all that a
//! page needs, and what the law says is said by the act.

use crate::desk::acts::{Place, answer};
use crate::desk::again;
use crate::desk::beside::{Beside, beside};
use crate::desk::case::Seen;
use crate::desk::posted::{self, Form};
use crate::desk::preview::{Preview, preview};
use crate::desk::reading::{self, Pane};
use crate::desk::viewing;
use crate::forms::{self, Input};
use crate::page::{self, Page};
use crate::session::SignedIn;
use crate::state::DeskState;
use crate::{bringer, offers, prefill};
use askama::Template;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use cases::certificates::ShowCertificates;
use cases::inspection::RecordInspection;
use desk::{Request as Asked, Said};
use events::field::{FieldFault, Offer};
use events::standing::Stage;
use events::{Act, ActKind, Duty, Refusal};
use records::recorder::AdmitRecorder;
use records::recording::AddRecording;
use registers::entry_confirmation::ConfirmEntries;
use registers::entry_refusal::DeclineEntries;
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
    /// Whether a recording is added, which the page can also make.
    films: bool,
    /// The code for an outside recorder, to be handed over; the form carries its digest and nothing keeps it.
    code: Option<String>,
}

/// Which part of the desk an act belongs to: key of the menu, address and word.
fn part_of(act: &ActKind) -> (&'static str, &'static str, &'static str) {
    match act.stage {
        Stage::Register => ("registers", "/registers", "名录"),
        Stage::Complaint => ("complaints", "/complaints", "投诉举报"),
        _ => ("cases", "/cases", "案件"),
    }
}

pub(super) fn show(state: &DeskState, who: &SignedIn, place: &Place) -> Response {
    show_with(state, who, place, Map::new())
}

/// The form, with more than usual filled in.
pub(super) fn show_with(
    state: &DeskState,
    who: &SignedIn,
    place: &Place,
    more: Map<String, Value>,
) -> Response {
    let closed = match state.office.desk.openness_of(who.id(), place.act, &place.case) {
        Ok(closed) => closed,
        Err(said) => return answer(who, said, &place.back),
    };
    let mut input = prefill::prefill(place.act.word, &place.case, &who.body, state.now());
    input.extend(more);
    let filled = Filled { refusal: closed, ..Filled::of(input, None) };
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

impl<'a> Filled<'a> {
    /// Nothing wrong with it, and nothing to be read first.
    fn of(input: Map<String, Value>, form: Option<&'a Form>) -> Filled<'a> {
        Filled { input, form, faults: Vec::new(), refusal: None, spare_rows: SPARE_ROWS, reading: None }
    }
}

fn act_page(state: &DeskState, who: &SignedIn, place: &Place, filled: Filled<'_>) -> ActPage {
    let offers = offers::offers(place.act.fields, &who.registers, &who.body, &place.case, state.today());
    let posted = filled.form.map(|form| &form.posted);
    let mut inputs =
        forms::inputs(place.act.fields, &filled.input, posted, &filled.faults, &offers, filled.spare_rows);
    // Where the body has published a list, an inspection names what of it was inspected.
    let listed = offers.get(forms::offer_key(Offer::InspectionItems)).is_some_and(|items| !items.is_empty());
    if place.act.word == RecordInspection::WORD && listed {
        inputs.iter_mut().filter(|input| input.name == "items").for_each(|input| input.required = true);
    }
    if place.act.word == "opinion" {
        inputs.iter_mut().filter(|input| input.name == "checks").for_each(forms::fix_first_column);
    }
    let code = (place.act.word == AdmitRecorder::WORD).then(bringer::draw_code);
    if let Some(code) = &code {
        for input in inputs.iter_mut().filter(|input| input.name == "digest") {
            (input.kind, input.value) = (forms::Kind::Carried, bringer::digest_of_code(code));
        }
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
        beside: beside(place, Seen::by(state, who, &place.case)),
        preview,
        reads: place.act.is_signed() && filled.reading.is_none(),
        reading: filled.reading,
        refusing,
        rest,
        lays_code: place.act.word == ShowCertificates::WORD,
        films: place.act.word == AddRecording::WORD,
        code,
    }
}

pub(super) async fn perform(state: &DeskState, who: &SignedIn, place: Place, request: Request) -> Response {
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
        let filled = Filled { spare_rows: SPARE_ROWS + 3, reading: pane, ..Filled::of(input, Some(&form)) };
        return shown_again(StatusCode::OK, state, who, &place, filled).await;
    }
    faults.extend(form.faults.iter().cloned());
    if !faults.is_empty() {
        faults = forms::all_faults(faults, events::field::check(place.act.fields, &input));
    }
    let mut refusal = None;
    let mut status = StatusCode::UNPROCESSABLE_ENTITY;
    if faults.is_empty() {
        let said = if form.reads && place.act.is_signed() {
            match reading::read_first(state, who, &place, &input).await {
                Ok(pane) => {
                    reading::unhand(&mut input, &mut form, &pane.digest);
                    let filled = Filled { reading: Some(pane), ..Filled::of(input, Some(&form)) };
                    return shown_again(StatusCode::OK, state, who, &place, filled).await;
                }
                Err(said) => said,
            }
        } else {
            let asked = Asked { case: place.stream, input: input.clone(), key: &form.key, by: who.id() };
            match state.office.carry_out(place.act, asked).await {
                Ok(carried) => return done(&place, &carried),
                Err(said) => said,
            }
        };
        match said {
            Said::Invalid(found) => faults = found,
            Said::Refused(said) => match &said.field {
                Some(field) => faults.push(fault_of(place.act, field, &said)),
                None => refusal = Some(said),
            },
            Said::Busy => {
                status = StatusCode::CONFLICT;
                refusal = Some(busy());
            }
            Said::Fault(fault) => return back(&form, &fault),
            said => return answer(who, said, &place.back),
        }
    }
    let pane = reading::again_read(state, who, &place, &mut input, &mut form).await;
    let filled = Filled { faults, refusal, reading: pane, ..Filled::of(input, Some(&form)) };
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
        // Back to what else waits for a second person.
        Stage::Register if matches!(word, ConfirmEntries::WORD | DeclineEntries::WORD) => {
            format!("/registers/proposals?done={word}&receipt={number}")
        }
        Stage::Register if place.act.duty == Duty::Devices => {
            format!("/devices?done={word}&receipt={number}")
        }
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
