//! Carrying out an act by program: one POST per act, its JSON as its declaration says. Pages do the same through the same office.

use super::caller::Caller;
use super::problem::Problem;
use crate::session::SignedIn;
use crate::state::DeskState;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use desk::{Carried, Request};
use events::standing::Stage;
use events::{ActKind, Duty, StreamId};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

/// The word of the act that opens a case; it has the address of the cases themselves.
pub const OPENING: &str = "opening";
const KEY: &str = "idempotency-key";
const KEY_MAX: usize = 100;

/// `POST /api/cases`.
pub async fn open(
    State(state): State<DeskState>,
    Caller(who): Caller,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Problem> {
    let act = desk::acts::by_word(OPENING).ok_or_else(Problem::not_found)?;
    carry_out(&state, &who, act, None, &headers, &body).await
}

/// `POST /api/cases/{case}/{act}`.
pub async fn of_case(
    State(state): State<DeskState>,
    Caller(who): Caller,
    Path((case, word)): Path<(String, String)>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Problem> {
    let act = desk::acts::by_word(&word).filter(|act| is_of_case(act)).ok_or_else(Problem::not_found)?;
    let case: StreamId = case.parse().map_err(|_| Problem::not_found())?;
    carry_out(&state, &who, act, Some(case), &headers, &body).await
}

/// `POST /api/registers/{act}`.
pub async fn of_registers(
    State(state): State<DeskState>,
    Caller(who): Caller,
    Path(word): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Problem> {
    let act = desk::acts::by_word(&word)
        .filter(|act| act.stage == Stage::Register)
        .ok_or_else(Problem::not_found)?;
    carry_out(&state, &who, act, None, &headers, &body).await
}

/// `POST /api/complaints/{letter}/{act}`.
pub async fn of_letter(
    State(state): State<DeskState>,
    Caller(who): Caller,
    Path((letter, word)): Path<(String, String)>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Problem> {
    let act = desk::acts::by_word(&word).filter(|act| is_of_letter(act)).ok_or_else(Problem::not_found)?;
    let letter: StreamId = letter.parse().map_err(|_| Problem::not_found())?;
    // What does not read is said before anything is looked up, as for a case.
    key(&headers, &who)?;
    object(&headers, &body)?;
    let (standing, _) = state.office.desk.letter(letter).await?;
    // Whoever may not see it is not told that it is there, not even by a refusal.
    if desk::duties::may_view(&who.officer, &who.registers, &standing, "任何用途", state.today()).is_err()
    {
        return Err(Problem::not_found());
    }
    carry_out(&state, &who, act, Some(letter), &headers, &body).await
}

/// Whether the act is done on a letter from the public by an officer.
pub fn is_of_letter(act: &ActKind) -> bool {
    act.stage == Stage::Complaint && act.duty != Duty::Anyone
}

/// Whether the act is done in a case that is there already.
pub fn is_of_case(act: &ActKind) -> bool {
    !matches!(act.stage, Stage::Register | Stage::Complaint)
        && act.word != OPENING
        && act.duty != Duty::Anyone
}

async fn carry_out(
    state: &DeskState,
    who: &SignedIn,
    act: &ActKind,
    case: Option<StreamId>,
    headers: &HeaderMap,
    body: &[u8],
) -> Result<Response, Problem> {
    let key = key(headers, who)?;
    let input = object(headers, body)?;
    let carried = state.office.carry_out(act, Request { case, input, key: &key, by: who.id() }).await?;
    Ok(done(&state.office.portal_url, &carried))
}

/// The caller's key, made one's own: two officers may use the same key for different things.
fn key(headers: &HeaderMap, who: &SignedIn) -> Result<String, Problem> {
    let key = headers.get(KEY).and_then(|value| value.to_str().ok()).map(str::trim).unwrap_or_default();
    let right = (1..=KEY_MAX).contains(&key.len()) && key.bytes().all(|b| b.is_ascii_graphic());
    if !right {
        let says = format!("应为1至{KEY_MAX}个可见的ASCII字符；同一次办理重试时使用同一个键");
        return Err(Problem::of_request("缺少 Idempotency-Key 头，或者写法不对", says));
    }
    Ok(format!("api-{}", hex::encode(&Sha256::digest(format!("{}\n{key}", who.id()))[..24])))
}

/// The JSON object a request carries.
pub fn object(headers: &HeaderMap, body: &[u8]) -> Result<Map<String, Value>, Problem> {
    let media_type =
        headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let essence = media_type.split(';').next().unwrap_or_default().trim();
    if !essence.eq_ignore_ascii_case("application/json") {
        let problem =
            Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "media-type", "只接受 application/json");
        return Err(problem);
    }
    match serde_json::from_slice(body) {
        Ok(Value::Object(input)) => Ok(input),
        Ok(_) => Err(Problem::of_request("内容不能读取", "应为一个 JSON 对象")),
        Err(fault) => Err(Problem::of_request("内容不能读取", format!("不是 JSON：{fault}"))),
    }
}

/// What was added: entry numbers with the addresses of their receipts. A repeated request gets the same, with 200.
fn done(portal_url: &str, carried: &Carried) -> Response {
    let entries: Vec<Value> = carried
        .events
        .iter()
        .map(|recorded| {
            json!({"number": recorded.number, "seq": recorded.seq, "type": recorded.body.event.name(),
                   "receipt": format!("{portal_url}/ledger/receipt/{}", recorded.number)})
        })
        .collect();
    let status = if carried.repeated { StatusCode::OK } else { StatusCode::CREATED };
    let said = json!({"case": carried.stream.to_string(), "repeated": carried.repeated, "entries": entries});
    let mut answer = (status, axum::Json(said)).into_response();
    if let Ok(place) = HeaderValue::from_str(&format!("/api/cases/{}", carried.stream)) {
        answer.headers_mut().insert(header::LOCATION, place);
    }
    answer
}
