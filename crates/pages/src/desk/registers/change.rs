//! The form for one change of an entry: a new one, another version, or its end. What is asked follows from the register's declaration; what may stand is judged
//! by the act that proposes it, and nothing stands before a second person confirms.

use super::encoded;
use crate::desk::acts::{answer, not_found};
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
use registers::all;
use registers::declaration::{RegisterKind, canonical};
use registers::entry_proposal::ProposeEntries;
use serde::Deserialize;
use serde_json::{Map, Value, json};

/// What the form asks beside the content.
const OWN: &[Field] = &[
    Field::new("change_reason", "变更理由", Shape::Line(300)).hint("向社会公开的变更历史将显示这一理由"),
    Field::new("change_from", "生效日期", Shape::Date).hint("停用的，填写停用的第一天"),
    Field::new("change_to", "有效期末日", Shape::Date).optional().hint("没有期限的不填"),
    Field::new("change_ends", "停用本条目", Shape::Yes).optional(),
];

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
    let last = who.registers.book(kind.word).history(&asked.key).last();
    if !asked.key.is_empty() && last.is_none() {
        return not_found(&who);
    }
    let content = last.and_then(|version| version.content.as_deref()).and_then(Value::as_object).cloned();
    let own = Map::from_iter([("change_from".to_owned(), json!(state.today()))]);
    let page =
        change_page(&state, &who, kind, &asked.key, (own, content.unwrap_or_default()), None, vec![], None);
    page::render(StatusCode::OK, &page)
}

/// `POST /registers/entries/{register}/change?key=`.
pub async fn propose(
    State(state): State<DeskState>,
    who: SignedIn,
    Path(word): Path<String>,
    Query(asked): Query<Asked>,
    request: Request,
) -> Response {
    let Some(kind) = open(&word) else { return not_found(&who) };
    let form = match posted::read(&state, &who, request).await {
        Ok(form) => form,
        Err(answer) => return answer,
    };
    let (own, mut faults) = forms::read(OWN, &form.posted);
    let (content, unread) = forms::read(kind.fields, &form.posted);
    let mut refusal = None;
    let mut status = StatusCode::OK;
    if form.more.is_none() {
        faults.extend(unread);
        faults.extend(events::field::check(OWN, &own));
        status = StatusCode::UNPROCESSABLE_ENTITY;
        let ends = own.get("change_ends") == Some(&Value::Bool(true));
        let kept = canonical(&Value::Object(content.clone()));
        if !ends {
            faults.extend(kind.faults(kept.as_object().unwrap_or(&Map::new())));
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
                Err(said) => return answer(&who, said, "/registers/entries"),
            }
        }
    }
    let filled = (own, content);
    let page = change_page(&state, &who, kind, &asked.key, filled, Some(&form), faults, refusal);
    page::render(status, &page)
}

/// A register whose entries are proposed.
fn open(word: &str) -> Option<&'static RegisterKind> {
    all::by_word(word).filter(|kind| kind.act.is_none())
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
    let offers = offers::offers(&who.registers, &who.body.code, &Standing::default(), state.today());
    let posted = form.map(|form| &form.posted);
    let spare = if form.is_some_and(|form| form.more.is_some()) { 5 } else { 2 };
    // A new entry has nothing to end.
    let asked = if key.is_empty() { &OWN[..3] } else { OWN };
    let kept = form.map(|form| form.key.clone()).filter(|key| !key.is_empty());
    let at = if key.is_empty() { String::new() } else { format!("?key={}", encoded(key)) };
    ChangePage {
        page: Page::of(who, "registers"),
        title: kind.title,
        word: kind.word,
        article: kind.article.to_string(),
        heading: if key.is_empty() { "拟订新条目" } else { "拟订变更" },
        action: format!("/registers/entries/{}/change{at}", kind.word),
        back: format!("/registers/entries/{}", kind.word),
        key: kept.unwrap_or_else(|| uuid::Uuid::now_v7().to_string()),
        own: forms::inputs(asked, &own, posted, &faults, &offers, 0),
        content: forms::inputs(kind.fields, &content, posted, &faults, &offers, spare),
        faults,
        refusal,
    }
}
