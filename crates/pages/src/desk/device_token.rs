//! 设备令牌 (plan clause 12): the page that draws a token, has the act enter its digest, and shows the token once. It is not kept, cannot be shown again, and does not go through an address.
//! Below, the tokens of the body, each with its day and, while it opens something, with what revokes it.

use crate::bringer;
use crate::desk::acts::{answer, not_found};
use crate::desk::dock::keeps_devices;
use crate::desk::posted::{self, Form};
use crate::forms::{self, Input};
use crate::offers::offers;
use crate::page::{self, Page};
use crate::session::SignedIn;
use crate::state::DeskState;
use askama::Template;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use desk::{Request as Asked, Said};
use events::field::FieldFault;
use events::{Act, Standing};
use registers::device_token::{self, IssueDeviceToken};
use serde_json::{Map, Value, json};

#[derive(Template)]
#[template(path = "desk/device_token.html")]
struct TokenPage {
    page: Page,
    key: String,
    inputs: Vec<Input>,
    faults: Vec<FieldFault>,
    /// The token, right after it was issued.
    token: Option<String>,
    tokens: Vec<Line>,
}

struct Line {
    digest: String,
    place: String,
    device: String,
    until: String,
    state: String,
    opens: bool,
    /// For the form that revokes.
    key: String,
}

/// The fields a person fills in: all but the digest, which is drawn.
fn asked() -> Vec<events::field::Field> {
    IssueDeviceToken::FIELDS.iter().filter(|field| field.key != "digest").copied().collect()
}

/// `GET /devices/token`.
pub async fn form(State(state): State<DeskState>, who: SignedIn) -> Response {
    if !keeps_devices(&who) {
        return not_found(&who);
    }
    shown(&state, &who, StatusCode::OK, Filled::default())
}

/// What the page shows beside the tokens.
#[derive(Default)]
struct Filled {
    input: Map<String, Value>,
    form: Option<Form>,
    faults: Vec<FieldFault>,
    token: Option<String>,
}

fn shown(state: &DeskState, who: &SignedIn, status: StatusCode, filled: Filled) -> Response {
    let today = state.today();
    let mut input = filled.input;
    if filled.form.is_none() {
        input.insert("until".to_owned(), json!(today + jiff::Span::new().days(180)));
    }
    let fields = asked();
    let offers = offers(&fields, &who.registers, &who.body, &Standing::default(), today);
    let posted = filled.form.as_ref().map(|form| &form.posted);
    // Newer registers than the page's own stand in the store after an act.
    let registers = state.office.desk.store.registers();
    let line = |known: device_token::KnownToken| {
        let opens = device_token::opening(&registers, &known.issued.digest, today);
        Line {
            state: match &known.revoked {
                Some(reason) => format!("已吊销：{reason}"),
                None => opens.as_ref().map_or_else(|shut| shut.says().to_owned(), |_| "有效".to_owned()),
            },
            opens: known.revoked.is_none(),
            device: known.issued.device.unwrap_or_else(|| "采集站".to_owned()),
            digest: known.issued.digest,
            place: known.issued.place,
            until: known.issued.until.to_string(),
            key: uuid::Uuid::now_v7().to_string(),
        }
    };
    let mut tokens: Vec<Line> = device_token::of_body(&registers, &who.body.code).map(line).collect();
    tokens.sort_by(|one, other| (other.opens, &other.until).cmp(&(one.opens, &one.until)));
    let page = TokenPage {
        page: Page::of(who, "dock"),
        key: uuid::Uuid::now_v7().to_string(),
        inputs: forms::inputs(&fields, &input, posted, &filled.faults, &offers, 0),
        faults: filled.faults,
        token: filled.token,
        tokens,
    };
    let mut answer = page::render(status, &page);
    answer.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    answer
}

/// `POST /devices/token`: draws a token, enters its digest, and shows it.
pub async fn issue(State(state): State<DeskState>, who: SignedIn, request: Request) -> Response {
    if !keeps_devices(&who) {
        return not_found(&who);
    }
    let form = match posted::read(&state, &who, request).await {
        Ok(form) => form,
        Err(answer) => return answer,
    };
    let Some(act) = desk::acts::by_word(IssueDeviceToken::WORD) else { return not_found(&who) };
    let (mut input, faults) = forms::read(&asked(), &form.posted);
    let token = bringer::draw();
    input.insert("digest".to_owned(), json!(bringer::digest(&token)));
    let faults = match faults.is_empty() {
        true => {
            let asked = Asked { case: None, input: input.clone(), key: &form.key, by: who.id() };
            match state.office.carry_out(act, asked).await {
                Ok(_) => {
                    let filled = Filled { token: Some(token), ..Filled::default() };
                    return shown(&state, &who, StatusCode::CREATED, filled);
                }
                Err(Said::Invalid(faults)) => faults,
                Err(Said::Refused(refusal)) if refusal.field.is_some() => vec![FieldFault {
                    field: refusal.field.unwrap_or_default(),
                    label: String::new(),
                    reason: format!("{}（{}）", refusal.says, refusal.article),
                }],
                Err(said) => return answer(&who, said, "/devices/token"),
            }
        }
        false => faults,
    };
    input.remove("digest");
    let filled = Filled { input, form: Some(form), faults, token: None };
    shown(&state, &who, StatusCode::UNPROCESSABLE_ENTITY, filled)
}
