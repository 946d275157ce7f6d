//! Reading a posted form: fields as text, files streamed to the intake at once. A form without this session's token is refused before anything is read
//! from it into an act.

use crate::forms::Posted;
use crate::intake::{self, NotTaken};
use crate::page::Page;
use crate::session::SignedIn;
use crate::state::DeskState;
use askama::Template;
use axum::extract::multipart::Field;
use axum::extract::{FromRequest, Multipart, Request};
use axum::http::{StatusCode, header};
use axum::response::Response;
use events::field::FieldFault;
use store::Received;

/// The most text a form may carry in all.
const TEXT_BYTES_MAX: usize = 4 << 20;

/// A form as posted, with what the intake had to say about its files.
pub struct Form {
    pub posted: Posted,
    pub faults: Vec<FieldFault>,
    pub token: String,
    pub key: String,
    /// Name of the table to which another row was asked for.
    pub more: Option<String>,
    /// Whether the text is to be read before it is signed.
    pub reads: bool,
    /// Why files were not taken, when it is not for what they are: the store was away or full.
    pub away: Option<desk::Fault>,
    /// Names of the files that were not taken.
    pub lost: Vec<String>,
    /// The file that was only received, with its name, where the form asks for one that is no evidence.
    pub received: Option<(String, Received)>,
}

#[derive(Template)]
#[template(path = "desk/notice.html")]
struct Notice<'a> {
    page: Page,
    heading: &'a str,
    says: &'a [String],
    back: &'a str,
}

/// A calm page that says what happened, that nothing was lost, and what to do.
pub fn notice(page: Page, status: StatusCode, heading: &str, says: &[String], back: &str) -> Response {
    crate::page::render(status, &Notice { page, heading, says, back })
}

/// Reads the form of a request; the answer is a page when it cannot be read.
pub async fn read(state: &DeskState, who: &SignedIn, request: Request) -> Result<Form, Response> {
    checked(Intake::Kept(state, who), who, request).await
}

/// The same for a form whose file is no evidence: it is received, up to this size, and whoever asked reads it.
pub async fn read_receiving(
    state: &DeskState,
    who: &SignedIn,
    request: Request,
    limit_bytes: u64,
) -> Result<Form, Response> {
    checked(Intake::Received(state, limit_bytes), who, request).await
}

async fn checked(intake: Intake<'_>, who: &SignedIn, request: Request) -> Result<Form, Response> {
    let form = sorts(intake, request).await.map_err(|(status, says)| {
        let says = [says, "没有任何内容被写入，返回后可以继续。".to_owned()];
        notice(Page::of(who, ""), status, "表单没有读完", &says, "/")
    })?;
    if !who.holds(&form.token) {
        let says =
            ["页面停留过久，或者不是从本系统的页面提交。没有任何内容被写入，刷新页面后重新提交。".to_owned()];
        return Err(notice(Page::of(who, ""), StatusCode::FORBIDDEN, "表单已经失效", &says, "/"));
    }
    Ok(form)
}

/// The texts of a form without its files, when the store is away; `None` when it cannot be read.
pub async fn texts(request: Request) -> Option<Form> {
    sorts(Intake::Nowhere, request).await.ok()
}

/// Where the files of a form go.
#[derive(Clone, Copy)]
enum Intake<'a> {
    /// They are only read over: the store is away.
    Nowhere,
    /// Each is judged by its content and kept, as evidence is, for whoever brings it.
    Kept(&'a DeskState, &'a SignedIn),
    /// Each is received up to this size; the last one stays.
    Received(&'a DeskState, u64),
}

/// What became of a file.
enum Taken {
    Nothing,
    /// Its id.
    Kept(String),
    Received(Received),
}

/// Reads a form of either kind.
async fn sorts(intake: Intake<'_>, request: Request) -> Result<Form, (StatusCode, String)> {
    let kind =
        request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    if kind.starts_with("multipart/form-data") {
        parts(intake, request).await
    } else if kind.starts_with("application/x-www-form-urlencoded") {
        pairs(request).await
    } else {
        Err((StatusCode::UNSUPPORTED_MEDIA_TYPE, "表单的类型不对".to_owned()))
    }
}

async fn pairs(request: Request) -> Result<Form, (StatusCode, String)> {
    let bytes = axum::body::to_bytes(request.into_body(), TEXT_BYTES_MAX).await;
    let bytes = bytes.map_err(|_| {
        (StatusCode::PAYLOAD_TOO_LARGE, format!("表单超过{TEXT_BYTES_MAX}字节，或者没有传完"))
    })?;
    let posted = url::form_urlencoded::parse(&bytes).into_owned().collect();
    Ok(sorted(posted, Vec::new()))
}

async fn parts(intake: Intake<'_>, request: Request) -> Result<Form, (StatusCode, String)> {
    let broken = |fault: axum::extract::multipart::MultipartError| {
        (fault.status(), "表单没有传完，或者格式不对".to_owned())
    };
    let mut parts = Multipart::from_request(request, &())
        .await
        .map_err(|_| (StatusCode::BAD_REQUEST, "表单格式不对".to_owned()))?;
    let (mut posted, mut faults, mut text_bytes) = (Vec::new(), Vec::new(), 0);
    let (mut away, mut lost, mut received) = (None, Vec::new(), None);
    while let Some(mut part) = parts.next_field().await.map_err(broken)? {
        let name = part.name().unwrap_or_default().to_owned();
        match part.file_name().map(str::to_owned) {
            Some(file) if file.is_empty() => {}
            Some(file) => {
                match take(if away.is_none() { intake } else { Intake::Nowhere }, part, &file).await {
                    Ok(Taken::Kept(id)) => posted.push((name, id)),
                    Ok(Taken::Received(whole)) => received = Some((intake::shown(&file), whole)),
                    Ok(Taken::Nothing) => lost.push(intake::shown(&file)),
                    Err(NotTaken::Refused(reason) | NotTaken::TooLarge(reason)) => {
                        faults.push(FieldFault { field: name.clone(), label: "文件".to_owned(), reason });
                    }
                    Err(NotTaken::Fault(fault)) => {
                        lost.push(intake::shown(&file));
                        away = Some(fault);
                    }
                }
            }
            None => {
                // Piece by piece: a part of any length must not be held before its length is looked at.
                let mut text = Vec::new();
                while let Some(piece) = part.chunk().await.map_err(broken)? {
                    text_bytes += piece.len();
                    if text_bytes > TEXT_BYTES_MAX {
                        let says = format!("表单文字超过{TEXT_BYTES_MAX}字节");
                        return Err((StatusCode::PAYLOAD_TOO_LARGE, says));
                    }
                    text.extend_from_slice(&piece);
                }
                let text = String::from_utf8(text)
                    .map_err(|_| (StatusCode::BAD_REQUEST, format!("{name}：不是 UTF-8 文字")))?;
                posted.push((name, text));
            }
        }
    }
    Ok(Form { away, lost, received, ..sorted(posted, faults) })
}

async fn take(intake: Intake<'_>, part: Field<'_>, name: &str) -> Result<Taken, NotTaken> {
    match intake {
        Intake::Nowhere => Ok(Taken::Nothing),
        Intake::Kept(state, who) => {
            Ok(Taken::Kept(intake::take(state, who.id(), part, name).await?.sha256.to_string()))
        }
        Intake::Received(state, limit_bytes) => {
            Ok(Taken::Received(intake::receive(state, part, name, limit_bytes).await?))
        }
    }
}

/// Fields of the form itself, not of the act.
const OWN: [&str; 4] = ["form_token", "idempotency_key", "more_rows", "read"];

/// Takes the form's own fields out of the act's.
fn sorted(posted: Posted, faults: Vec<FieldFault>) -> Form {
    let own = |name: &str| posted.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone());
    let (token, key, more) = (own(OWN[0]), own(OWN[1]), own(OWN[2]));
    let reads = own(OWN[3]).is_some();
    let posted = posted.into_iter().filter(|(key, _)| !OWN.contains(&key.as_str())).collect();
    let (token, key) = (token.unwrap_or_default(), key.unwrap_or_default());
    Form { posted, faults, token, key, more, reads, away: None, lost: Vec::new(), received: None }
}
