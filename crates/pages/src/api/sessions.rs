//! Signing in by program: login, password and, where the account has one, the code of the second factor against a token. The token is the session's id,
//! with the same expiry and the same locks as on the page.

use super::acts::object;
use super::caller::Caller;
use super::problem::Problem;
use crate::attempts;
use crate::session::{self, Admission};
use crate::state::DeskState;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};

const LOGIN_MAX: usize = 60;

/// `POST /api/sessions`.
pub async fn begin(
    State(state): State<DeskState>,
    from: attempts::From,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Problem> {
    let asked = object(&headers, &body)?;
    let login = text(&asked, "login")?;
    let (password, totp) = (text(&asked, "password")?, text(&asked, "totp").unwrap_or_default());
    if login.chars().count() > LOGIN_MAX || !attempts::may_try(&login, &from) {
        return Err(Problem::new(StatusCode::TOO_MANY_REQUESTS, "too-often", "尝试过于频繁，请一分钟后再试"));
    }
    match session::admit(&state, &login, &password, &totp).await? {
        Admission::Admitted(token) => {
            Ok((StatusCode::CREATED, axum::Json(json!({"token": token, "scheme": "Bearer"}))).into_response())
        }
        Admission::Refused => Err(Problem::new(StatusCode::UNAUTHORIZED, "not-admitted", "不能登录")
            .detail("账号、密码或者动态验证码不正确，或者账号暂时锁定")),
    }
}

/// `DELETE /api/sessions/current`.
pub async fn end(State(state): State<DeskState>, Caller(who): Caller) -> Result<StatusCode, Problem> {
    state.office.books.session_end(&who.id_hash).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn text(asked: &Map<String, Value>, key: &str) -> Result<String, Problem> {
    let text = asked.get(key).and_then(Value::as_str).map(str::to_owned);
    text.ok_or_else(|| Problem::of_request("内容不能读取", format!("{key}：应为文字")))
}
