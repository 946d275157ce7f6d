//! Recordings of devices by program (plan clauses 10 and 12), for docks and for what stands beside them: whether a file is there already, handing it in once it was uploaded over
//! `/files/`, comparing a device's clock, and whether the device may be wiped. The caller is an officer by session or a dock or device by its token; a token opens these and the
//! uploads alone.

use super::acts::object;
use super::caller::Caller;
use super::problem::Problem;
use crate::bringer::{self, Bringer};
use crate::dock::{self, Handed, NotHandedIn};
use crate::state::DeskState;
use axum::Json;
use axum::body::Bytes;
use axum::extract::{FromRequestParts, Path, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use events::FileId;
use events::field::{self, Field, FieldFault, Shape};
use jiff::civil::DateTime;
use registers::device_note::CLOCK_OFF_SECONDS_MAX;
use serde_json::{Map, Value, json};

/// What is said of a file that is handed in.
pub const FIELDS: &[Field] = &[
    Field::new("file", "文件", Shape::File),
    Field::new("device", "设备编号", Shape::Line(40)),
    Field::new("device_clock", "设备此刻显示的时间", Shape::Moment).optional(),
    Field::new(
        "clock_offset_seconds",
        "设备时钟快多少秒",
        Shape::Whole(-CLOCK_OFF_SECONDS_MAX, CLOCK_OFF_SECONDS_MAX),
    )
    .optional(),
];

/// What is asked of a clock.
pub const CLOCK_FIELDS: &[Field] = &[Field::new("device_clock", "设备此刻显示的时间", Shape::Moment)];

/// Whoever calls, by token or by session; a cookie is not looked at.
pub struct Calling(Bringer);

impl FromRequestParts<DeskState> for Calling {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &DeskState) -> Result<Self, Problem> {
        if let Some(token) = bringer::carried(&parts.headers) {
            let held = bringer::held(state, token).await.map_err(bringer::NotHeld::problem)?;
            return Ok(Calling(Bringer::Device(Box::new(held))));
        }
        let Caller(who) = Caller::from_request_parts(parts, state).await?;
        if !crate::desk::dock::may_collect(&who) {
            return Err(Problem::new(StatusCode::FORBIDDEN, "duty", "不是执法人员或者设备管理员"));
        }
        Ok(Calling(Bringer::Officer(Box::new(who))))
    }
}

/// `GET /api/incoming/{file}`: where a file of this SHA-256 is, and whether the device may be wiped. The stored bytes are read back for the answer.
pub async fn show(
    State(state): State<DeskState>,
    Calling(who): Calling,
    Path(file): Path<String>,
) -> Result<(StatusCode, Json<Value>), Problem> {
    let file: FileId = file.parse().map_err(|_| Problem::not_found())?;
    let known = dock::proved(&state.office, &who, file).await?;
    let status = if known.is_there() { StatusCode::OK } else { StatusCode::NOT_FOUND };
    Ok((status, Json(answer(&who, file, &known))))
}

/// `POST /api/incoming`: an uploaded file is handed in as the recording of a device.
pub async fn hand_in(
    State(state): State<DeskState>,
    Calling(who): Calling,
    headers: HeaderMap,
    body: Bytes,
) -> Result<(StatusCode, Json<Value>), Problem> {
    let input = checked(FIELDS, &headers, &body)?;
    let text = |key: &str| input.get(key).and_then(Value::as_str).unwrap_or_default();
    let file: FileId = text("file").parse().map_err(|_| Problem::not_found())?;
    let handed = Handed {
        device: text("device").to_owned(),
        device_clock: text("device_clock").parse().ok(),
        clock_offset_seconds: input.get("clock_offset_seconds").and_then(Value::as_i64),
    };
    dock::hand_in(&state.office, &who, file, &handed).await.map_err(|not| match not {
        NotHandedIn::Refused { field, says } => fault_of(field, says),
        NotHandedIn::Fault(fault) => fault.into(),
    })?;
    let known = dock::known(&state.office, &who, file).await?;
    Ok((StatusCode::CREATED, Json(answer(&who, file, &known))))
}

/// `POST /api/incoming/clock`: how far a device's clock is ahead of the server's.
pub async fn clock(
    State(state): State<DeskState>,
    Calling(_who): Calling,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Json<Value>, Problem> {
    let input = checked(CLOCK_FIELDS, &headers, &body)?;
    let now = state.office.desk.clock.now();
    let shown: Option<DateTime> = input.get("device_clock").and_then(|shown| shown.as_str()?.parse().ok());
    let ahead = shown.and_then(|shown| dock::clock_offset(shown, now));
    let ahead = ahead.ok_or_else(|| fault_of("device_clock", "设备时间超出可能的范围".to_owned()))?;
    Ok(Json(json!({"clock_offset_seconds": ahead, "at": now})))
}

/// A device is not told which case its file is in.
fn answer(who: &Bringer, file: FileId, known: &dock::Known) -> Value {
    let mut said = dock::answered(file, known);
    if matches!(who, Bringer::Device(_)) && known.in_case.is_some() {
        said["says"] = json!("已经入卷");
    }
    said
}

fn fault_of(field: &str, reason: String) -> Problem {
    desk::Said::Invalid(vec![FieldFault { field: field.to_owned(), label: String::new(), reason }]).into()
}

fn checked(fields: &[Field], headers: &HeaderMap, body: &[u8]) -> Result<Map<String, Value>, Problem> {
    let input = object(headers, body)?;
    match field::check(fields, &input) {
        faults if faults.is_empty() => Ok(input),
        faults => Err(desk::Said::Invalid(faults).into()),
    }
}
