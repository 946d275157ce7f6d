//! Signing in and out (登录): the page, the attempt, and the end of a session.

use crate::attempts;
use crate::page::{self, Page};
use crate::session::{self, Admission, SignedIn, local_path};
use crate::state::DeskState;
use askama::Template;
use axum::Form;
use axum::extract::{Query, Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

#[derive(Template)]
#[template(path = "desk/sign_in.html")]
struct SignInPage {
    page: Page,
    says: Option<&'static str>,
    login: String,
    back: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Wanted {
    #[serde(rename = "return")]
    back: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Entered {
    login: String,
    password: String,
    code: String,
    #[serde(rename = "return")]
    back: String,
}

/// `GET /sign-in`.
pub async fn page(Query(wanted): Query<Wanted>) -> Response {
    shown(StatusCode::OK, None, String::new(), &wanted.back)
}

/// `POST /sign-in`.
pub async fn sign_in(
    State(state): State<DeskState>,
    from: attempts::From,
    Form(entered): Form<Entered>,
) -> Response {
    let login: String = entered.login.trim().chars().take(60).collect();
    if !attempts::may_try(&login, &from) {
        return shown(
            StatusCode::TOO_MANY_REQUESTS,
            Some("尝试过于频繁，请一分钟后再试。"),
            login,
            &entered.back,
        );
    }
    match session::admit(&state, &login, &entered.password, &entered.code).await {
        Ok(Admission::Admitted(id)) => {
            with_cookie(Redirect::to(local_path(&entered.back)).into_response(), &id, state.secure)
        }
        Ok(Admission::Refused) => shown(
            StatusCode::UNAUTHORIZED,
            Some("账号、密码或者动态验证码不正确，或者账号暂时锁定。"),
            login,
            &entered.back,
        ),
        Err(fault) => {
            tracing::error!(%fault, "sign-in not checked");
            shown(
                StatusCode::SERVICE_UNAVAILABLE,
                Some("系统暂时不能核对账号，请稍后再试。"),
                login,
                &entered.back,
            )
        }
    }
}

/// `POST /sign-out`.
pub async fn sign_out(State(state): State<DeskState>, who: SignedIn, request: Request) -> Response {
    if let Err(answer) = crate::desk::posted::read(&state, &who, request).await {
        return answer;
    }
    if let Err(fault) = state.office.books.session_end(&who.id_hash).await {
        tracing::error!(%fault, "session not ended");
    }
    with_cookie(Redirect::to("/sign-in").into_response(), "", state.secure)
}

fn with_cookie(mut answer: Response, id: &str, secure: bool) -> Response {
    if let Ok(line) = HeaderValue::from_str(&session::set_cookie(id, secure)) {
        answer.headers_mut().append(header::SET_COOKIE, line);
    }
    answer
}

fn shown(status: StatusCode, says: Option<&'static str>, login: String, back: &str) -> Response {
    let page = SignInPage { page: Page::strangers(), says, login, back: local_path(back).to_owned() };
    page::render(status, &page)
}
