//! 外聘摄录任务 (购买服务, plan clause 10): the one page that the code of an outside recorder opens. It says the task in the words that were written for it, until when, and takes files; it shows no
//! case, no list of what was handed in, and plays nothing. What comes in waits until a handler takes it into the case.

use crate::bringer::{self, Admitted, Bringer, TASK_COOKIE};
use crate::desk::posted::notice;
use crate::dock::{self, Handed, NotHandedIn};
use crate::page::{self, Flash, Page};
use crate::session;
use crate::state::DeskState;
use askama::Template;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use events::FileId;
use subtle::ConstantTimeEq;

/// Files of one form.
const FILES_MAX: usize = 100;

#[derive(Template)]
#[template(path = "desk/task.html")]
struct TaskPage {
    page: Page,
    /// What is wrong with the code or the files.
    wrong: String,
    task: Option<Task>,
}

struct Task {
    words: String,
    name: String,
    organisation: String,
    until: String,
    token: String,
}

/// Whoever holds the code of a task in this browser, and the code.
async fn holder(state: &DeskState, headers: &HeaderMap) -> Result<(Admitted, String), Response> {
    let stranger = || shown(StatusCode::UNAUTHORIZED, "", None, None);
    let code = bringer::task_code(headers).ok_or_else(stranger)?;
    match bringer::admitted(state, &code).await {
        Ok(Ok(admitted)) => Ok((admitted, code)),
        Ok(Err(not)) => Err(shown(StatusCode::UNAUTHORIZED, not.says(), None, None)),
        Err(fault) => Err(away(&fault)),
    }
}

fn shown(status: StatusCode, wrong: &str, held: Option<(&Admitted, &str)>, flash: Option<Flash>) -> Response {
    let task = held.map(|(admitted, code)| Task {
        words: admitted.admitted.task.clone(),
        name: admitted.admitted.name.clone(),
        organisation: admitted.admitted.organisation.clone(),
        until: admitted.admitted.to.to_string(),
        token: session::form_token(code),
    });
    let page = TaskPage { page: Page::strangers().with_flash(flash), wrong: wrong.to_owned(), task };
    let mut answer = page::render(status, &page);
    answer.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    answer
}

fn away(fault: &desk::Fault) -> Response {
    tracing::error!(%fault, "the task was not answered");
    session::away()
}

/// `GET /task`.
pub async fn show(State(state): State<DeskState>, headers: HeaderMap) -> Response {
    match holder(&state, &headers).await {
        Ok((admitted, code)) => shown(StatusCode::OK, "", Some((&admitted, &code)), None),
        // A stranger is asked for the code; that is no fault.
        Err(answer) if bringer::task_code(&headers).is_none() => {
            let mut answer = answer;
            *answer.status_mut() = StatusCode::OK;
            answer
        }
        Err(answer) => answer,
    }
}

/// The fields of a plain form.
fn fields(body: &[u8]) -> Vec<(String, String)> {
    url::form_urlencoded::parse(body).into_owned().collect()
}

fn field<'a>(fields: &'a [(String, String)], name: &str) -> &'a str {
    fields.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value)
}

/// `POST /task/code`: a code is entered; this browser keeps it until it ends.
pub async fn enter(State(state): State<DeskState>, headers: HeaderMap, body: Bytes) -> Response {
    if session::cookie(&headers).is_some() {
        let says = ["请先退出办案台，或者换一个浏览器打开任务。".to_owned()];
        return notice(Page::strangers(), StatusCode::CONFLICT, "本浏览器已经登录办案台", &says, "/");
    }
    let typed = field(&fields(&body), "code").to_owned();
    match bringer::admitted(&state, &typed).await {
        Ok(Ok(_)) => {
            let code = bringer::code_of(&typed);
            with_cookie(&state, &code, 12 * 3600)
        }
        Ok(Err(not)) => shown(StatusCode::UNAUTHORIZED, not.says(), None, None),
        Err(fault) => away(&fault),
    }
}

/// `POST /task/end`: this browser forgets the code.
pub async fn end(State(state): State<DeskState>, headers: HeaderMap) -> Response {
    match holder(&state, &headers).await {
        Ok(_) => with_cookie(&state, "", 0),
        Err(answer) => answer,
    }
}

fn with_cookie(state: &DeskState, code: &str, seconds: u32) -> Response {
    let secure = if state.secure { "; Secure" } else { "" };
    let line = format!("{TASK_COOKIE}={code}; Path=/; HttpOnly; SameSite=Strict; Max-Age={seconds}{secure}");
    let mut answer = Redirect::to("/task").into_response();
    if let Ok(line) = HeaderValue::from_str(&line) {
        answer.headers_mut().insert(header::SET_COOKIE, line);
    }
    answer
}

/// `POST /task/files`: uploaded files are handed in for the task.
pub async fn hand_in(State(state): State<DeskState>, headers: HeaderMap, body: Bytes) -> Response {
    let (admitted, code) = match holder(&state, &headers).await {
        Ok(held) => held,
        Err(answer) => return answer,
    };
    let fields = fields(&body);
    let token = session::form_token(&code);
    if !bool::from(token.as_bytes().ct_eq(field(&fields, "form_token").as_bytes())) {
        return shown(
            StatusCode::FORBIDDEN,
            "页面停留过久，请刷新后重新提交",
            Some((&admitted, &code)),
            None,
        );
    }
    let files = fields.iter().filter(|(key, _)| key == "file").take(FILES_MAX);
    let files: Vec<FileId> = files.filter_map(|(_, file)| file.parse().ok()).collect();
    if files.is_empty() {
        return shown(
            StatusCode::UNPROCESSABLE_ENTITY,
            "没有选择文件，或者没有传完",
            Some((&admitted, &code)),
            None,
        );
    }
    let who = Bringer::Recorder(Box::new(admitted));
    let mut wrong = String::new();
    for file in &files {
        match dock::hand_in(&state.office, &who, *file, &Handed::default()).await {
            Ok(_) => {}
            Err(NotHandedIn::Refused { says, .. }) => wrong = says,
            Err(NotHandedIn::Fault(fault)) => return away(&fault),
        }
    }
    let Bringer::Recorder(admitted) = who else { return shown(StatusCode::UNAUTHORIZED, "", None, None) };
    if !wrong.is_empty() {
        return shown(StatusCode::UNPROCESSABLE_ENTITY, &wrong, Some((&admitted, &code)), None);
    }
    let text = format!("已交来{}个文件", files.len());
    shown(StatusCode::CREATED, "", Some((&admitted, &code)), Some(Flash { kind: "success", text }))
}
