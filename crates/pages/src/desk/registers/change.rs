//! The form for one change of an entry: a new one, another version, or its end. What is asked follows from the register's declaration; what may stand is judged
//! by the act that proposes it, and nothing stands before a second person confirms.

use super::{encoded, photos};
use crate::desk::acts::{answer, not_found};
use crate::desk::again;
use crate::desk::posted::{self, Form};
use crate::forms::{self, Input};
use crate::offers;
use crate::page::{self, Page};
use crate::session::SignedIn;
use crate::state::DeskState;
use askama::Template;
use axum::extract::{Path, Query, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use desk::{Request as Asking, Said};
use events::entries::{Change, Held};
use events::field::{Field, FieldFault, Shape};
use events::standing::Standing;
use events::{Act, Refusal};
use jiff::civil::Date;
use registers::calendar::EnterCalendar;
use registers::declaration::{RegisterKind, canonical};
use registers::entry_proposal::ProposeEntries;
use registers::{all, entering, sight};
use serde::Deserialize;
use serde_json::{Map, Value, json};

const REASON: Field = Field::new("change_reason", "变更理由", Shape::Line(300));
const FROM: Field = Field::new("change_from", "生效日期", Shape::Date).hint("停用的，填写停用的第一天");
const TO: Field = Field::new("change_to", "有效期末日", Shape::Date).optional().hint("没有期限的不填");
const ENDS: Field = Field::new("change_ends", "停用本条目", Shape::Yes).optional();

/// What the form asks beside the content. An entry of a register with an act of its own holds from the day of confirmation, or from a later one that is entered,
/// until the next; a new entry has nothing to end, and of a calendar no year ends.
fn own_fields(kind: &RegisterKind, key: &str) -> Vec<Field> {
    let reason = REASON.hint(match kind.tells_reasons() {
        true => "向社会公开的变更历史将显示这一理由",
        false => "只供内部查看，不向社会公开",
    });
    let mut fields = vec![reason];
    match kind.act.is_some() {
        true => {
            fields.push(FROM.hint("今天，或者以后的一天：确认之后，到期自动生效；停用的，填写停用的第一天"))
        }
        false => fields.extend([FROM, TO]),
    }
    if !key.is_empty() && kind.act != Some(EnterCalendar::WORD) {
        fields.push(ENDS);
    }
    fields
}

/// Which entry is changed; none for a new one.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    key: String,
}

#[derive(Template)]
#[template(path = "desk/registers/change.html")]
struct ChangePage {
    page: Page,
    title: &'static str,
    word: &'static str,
    article: String,
    heading: &'static str,
    action: String,
    back: String,
    key: String,
    own: Vec<Input>,
    content: Vec<Input>,
    faults: Vec<FieldFault>,
    refusal: Option<Refusal>,
}

/// `GET /registers/entries/{register}/change?key=`.
pub async fn form(
    State(state): State<DeskState>,
    who: SignedIn,
    Path(word): Path<String>,
    Query(asked): Query<Asked>,
) -> Response {
    let Some(kind) = open(&word) else { return not_found(&who) };
    let history = who.registers.book(kind.word).history(&asked.key);
    // The form is filled with the entry: whoever may not see the one gets not the other.
    if !asked.key.is_empty() && !sight::sees_history(kind, history, &who.officer, &who.body) {
        return not_found(&who);
    }
    let newest = history.last().and_then(|version| version.content.as_deref());
    let content = newest.map(|content| canonical(&entering::fields_of(kind, content)));
    let content = content.as_ref().and_then(Value::as_object).cloned();
    let own = Map::from_iter([("change_from".to_owned(), json!(state.today()))]);
    let page =
        change_page(&state, &who, kind, &asked.key, (own, content.unwrap_or_default()), None, vec![], None);
    page::render(StatusCode::OK, &page)
}

/// `POST /registers/entries/{register}/change?key=`.
pub async fn propose(
    State(state): State<DeskState>,
    who: Result<SignedIn, Response>,
    Path(word): Path<String>,
    Query(asked): Query<Asked>,
    request: Request,
) -> Response {
    let kind = open(&word);
    let fields =
        kind.map_or_else(Vec::new, |kind| [own_fields(kind, &asked.key).as_slice(), kind.fields].concat());
    let action = address(&word, &asked.key);
    let who = match who {
        Ok(who) => who,
        Err(answer) => return again::unknown(&action, &fields, request, answer).await,
    };
    let Some(kind) = kind else { return not_found(&who) };
    let form = match posted::read(&state, &who, request).await {
        Ok(form) => form,
        Err(answer) => return answer,
    };
    let back = |fault: &desk::Fault| again::page(Page::of(&who, "registers"), &action, &fields, &form, fault);
    if let Some(fault) = &form.away {
        return back(fault);
    }
    let asks = own_fields(kind, &asked.key);
    let (own, mut faults) = forms::read(&asks, &form.posted);
    let (content, unread) = forms::read(kind.fields, &form.posted);
    let mut refusal = None;
    let mut status = StatusCode::OK;
    if form.more.is_none() {
        faults.extend(unread);
        faults.extend(events::field::check(&asks, &own));
        status = StatusCode::UNPROCESSABLE_ENTITY;
        let ends = own.get("change_ends") == Some(&Value::Bool(true));
        let mut kept = canonical(&Value::Object(content.clone()));
        if !ends {
            faults = forms::all_faults(faults, kind.faults(kept.as_object().unwrap_or(&Map::new())));
        }
        let past = own.get("change_from").and_then(Value::as_str).and_then(|text| text.parse::<Date>().ok());
        if kind.act.is_some() && past.is_some_and(|day| day < state.today()) {
            let (field, label) = (FROM.key.to_owned(), FROM.label.to_owned());
            let reason =
                "不能早于今天：这一名录的变更自确认之日起生效，或者自填写的以后一天起生效".to_owned();
            faults.push(FieldFault { field, label, reason });
        }
        match photos::bare(&state, &who, kind.fields, &mut kept).await {
            Ok(found) => faults.extend(found),
            Err(fault) => return back(&fault),
        }
        if faults.is_empty() {
            match carry_out(&state, &who, kind, &asked.key, &own, kept, &form).await {
                Ok(()) => {
                    return Redirect::to(&format!("/registers/proposals?done={}", ProposeEntries::WORD))
                        .into_response();
                }
                Err(Said::Refused(said)) => match &said.field {
                    Some(field) if kind.field(field).is_some() => {
                        let label = kind.field(field).map_or("", |field| field.label);
                        let reason = format!("{}（{}）", said.says, said.article);
                        faults.push(FieldFault { field: field.clone(), label: label.to_owned(), reason });
                    }
                    _ => refusal = Some(said),
                },
                Err(Said::Invalid(found)) => faults = found,
                Err(Said::Busy) => {
                    status = StatusCode::CONFLICT;
                    refusal = Some(busy());
                }
                Err(Said::Fault(fault)) => return back(&fault),
                Err(said) => return answer(&who, said, "/registers/entries"),
            }
        }
    }
    let filled = (own, content);
    let page = change_page(&state, &who, kind, &asked.key, filled, Some(&form), faults, refusal);
    page::render(status, &page)
}

/// Where the form of a change is.
fn address(word: &str, key: &str) -> String {
    let at = if key.is_empty() { String::new() } else { format!("?key={}", encoded(key)) };
    format!("/registers/entries/{}/change{at}", encoded(word))
}

/// Said when the registers moved again and again under the proposal.
fn busy() -> Refusal {
    Refusal {
        name: "Busy".to_owned(),
        says: "他人刚刚变更了名录，您的内容没有写入，也没有丢失".to_owned(),
        article: String::new(),
        opens: "核对名录的最新情况后再次提交".to_owned(),
        field: None,
    }
}

/// The register whose entries are proposed.
fn open(word: &str) -> Option<&'static RegisterKind> {
    all::by_word(word)
}

async fn carry_out(
    state: &DeskState,
    who: &SignedIn,
    kind: &RegisterKind,
    key: &str,
    own: &Map<String, Value>,
    content: Value,
    form: &Form,
) -> Result<(), Said> {
    let day = |field: &str| own.get(field).and_then(Value::as_str).and_then(|text| text.parse::<Date>().ok());
    // The form's own fields have been checked: the day is there and is one.
    let from = day("change_from").unwrap_or_else(|| state.today());
    let ends = own.get("change_ends") == Some(&Value::Bool(true));
    let held =
        |key: String, content: Value| Held { key, valid_from: from, valid_to: day("change_to"), content };
    let change = match key {
        "" => Change::Enter(held(kind.key_of(&content).unwrap_or_default(), content)),
        key if ends => Change::Retire { key: key.to_owned(), from },
        key => Change::Amend(held(key.to_owned(), content)),
    };
    let input = json!({"register": kind.word, "reason": own.get("change_reason"), "changes": [change]});
    let Value::Object(input) = input else { return Ok(()) };
    // The act is in the list it is looked up in; should it not be, nothing is carried out.
    let Some(act) = desk::acts::by_word(ProposeEntries::WORD) else { return Err(Said::Busy) };
    let asking = Asking { case: None, input, key: &form.key, by: who.id() };
    state.office.carry_out(act, asking).await.map(|_| ())
}

#[allow(clippy::too_many_arguments)] // the parts of one page, named where they are given
fn change_page(
    state: &DeskState,
    who: &SignedIn,
    kind: &'static RegisterKind,
    key: &str,
    (own, content): (Map<String, Value>, Map<String, Value>),
    form: Option<&Form>,
    faults: Vec<FieldFault>,
    refusal: Option<Refusal>,
) -> ChangePage {
    let offers = offers::offers(kind.fields, &who.registers, &who.body, &Standing::default(), state.today());
    let posted = form.map(|form| &form.posted);
    let spare = if form.is_some_and(|form| form.more.is_some()) { 5 } else { 2 };
    let asked = own_fields(kind, key);
    let kept = form.map(|form| form.key.clone()).filter(|key| !key.is_empty());
    ChangePage {
        page: Page::of(who, "registers"),
        title: kind.title,
        word: kind.word,
        article: kind.article.to_string(),
        heading: if key.is_empty() { "拟订新条目" } else { "拟订变更" },
        action: address(kind.word, key),
        back: format!("/registers/entries/{}", kind.word),
        key: kept.unwrap_or_else(|| uuid::Uuid::now_v7().to_string()),
        own: forms::inputs(&asked, &own, posted, &faults, &offers, 0),
        content: forms::inputs(kind.fields, &content, posted, &faults, &offers, spare),
        faults,
        refusal,
    }
}
