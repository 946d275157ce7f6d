//! When the store does not answer or the disk is full: the act was not carried out, and what was entered must not be lost. The page that says so holds
//! everything that was posted and sends the very same request again, under the same key, so that an act which had gone through after all is not done twice.
//! Nothing is read from the store here; the form's own token shows that the page it came from was ours.

use crate::desk::posted::{self, Form};
use crate::page::{self, Page};
use crate::session;
use askama::Template;
use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use desk::Fault;
use events::field::Field;

/// After so many seconds it is worth trying again.
const AGAIN_SECONDS: u64 = 30;

#[derive(Template)]
#[template(path = "desk/again.html")]
struct Again<'a> {
    page: Page,
    heading: &'static str,
    says: &'static str,
    action: &'a str,
    key: &'a str,
    form_token: &'a str,
    /// Name and value as posted.
    posted: &'a [(String, String)],
    /// Label and value, for the eye.
    entered: Vec<(String, &'a str)>,
    /// Names of files that have to be chosen again.
    lost: &'a [String],
}

/// The page for a form that was read.
pub fn page(frame: Page, action: &str, fields: &[Field], form: &Form, fault: &Fault) -> Response {
    tracing::error!(%fault, "an act was not carried out; its form is handed back");
    let (status, heading, says) = match fault {
        Fault::Full => (
            StatusCode::INSUFFICIENT_STORAGE,
            "存储空间已满，暂时只读",
            "这次办理没有写入。腾出空间后即可继续，不需要重启；已经办理的内容不受影响。",
        ),
        _ => (
            StatusCode::SERVICE_UNAVAILABLE,
            "系统暂时不能办理",
            "存储服务暂时没有答复，恢复后会自动继续；已经办理的内容不受影响。",
        ),
    };
    let entered = form.posted.iter().filter(|(_, value)| !value.trim().is_empty());
    let again = Again {
        page: frame,
        heading,
        says,
        action,
        key: &form.key,
        form_token: &form.token,
        posted: &form.posted,
        entered: entered.map(|(name, value)| (label(fields, name), value.as_str())).collect(),
        lost: &form.lost,
    };
    let mut answer = page::render(status, &again);
    answer.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(AGAIN_SECONDS));
    answer
}

/// The page for a request whose form was not read yet, because its case could not be.
pub async fn unread(
    frame: Page,
    action: &str,
    fields: &[Field],
    request: Request,
    fault: &Fault,
) -> Response {
    match posted::texts(request).await {
        Some(form) => page(frame, action, fields, &form, fault),
        None => session::away(),
    }
}

/// The page for a request whose sender could not be looked up. Only a form of the session its cookie names is handed back.
pub async fn unknown(action: &str, fields: &[Field], request: Request, answer: Response) -> Response {
    if answer.status() != StatusCode::SERVICE_UNAVAILABLE {
        return answer;
    }
    let token = session::cookie(request.headers()).map(|id| session::form_token(&id));
    match (posted::texts(request).await, token) {
        (Some(form), Some(token)) if form.token == token => {
            let fault = Fault::Database("the session was not read".to_owned());
            page(Page::strangers(), action, fields, &form, &fault)
        }
        _ => answer,
    }
}

/// What an officer knows a posted field by: the declaration's label, with the row and column of a table.
fn label(fields: &[Field], name: &str) -> String {
    let mut parts = name.splitn(3, '.');
    let known = parts.next().and_then(|key| fields.iter().find(|field| field.key == key));
    let Some(known) = known else { return name.to_owned() };
    match parts.next().and_then(|row| row.parse::<usize>().ok()) {
        Some(row) => format!("{}（第{}项）", known.label, row + 1),
        None => known.label.to_owned(),
    }
}
