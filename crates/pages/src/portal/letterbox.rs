//! The letterbox (信箱, plan clause 5, features 5.3): a citizen complains, reports or asks, and takes a receipt away with a number and a code. The portal hands the letter in
//! through the window and keeps nothing of it.
//!
//! What keeps it from being flooded: bounded size and a bounded number of letters at once, a limit for each address, only forms of this very site, and a field
//! that people do not see and machines fill in. There is no picture puzzle: it would keep out those who see or hear badly.

use super::missing::Missing;
use super::restraint::From;
use super::window::{Enclosed, Letter, NotTaken, Receipt};
use super::{Frame, PortalState, day, page_as};
use crate::origin;
use askama::Template;
use axum::extract::{FromRequest, Multipart, Query, Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use bytes::Bytes;
use complaints::letter::{ABOUTS, FILES_MAX, HandInLetter, KINDS, TEXT_MAX};
use events::Act;
use events::field::FieldFault;
use serde::Deserialize;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// The most a letter carries with its files.
pub const LETTER_BYTES_MAX: usize = FILES_MAX * (5 << 20) + TEXT_BYTES_MAX;
const TEXT_BYTES_MAX: usize = 64 << 10;
/// Letters that are read at once: with their files no more than 120 MiB in memory.
pub const AT_ONCE: usize = 8;
/// The field that people do not see.
const UNSEEN: &str = "website";
/// What was typed, by field.
type Typed = BTreeMap<String, String>;

/// What a link or a scanned code fills in.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    kind: String,
    about: String,
    number: String,
    body: String,
    subject: String,
}

#[derive(Template)]
#[template(path = "portal/letter.html")]
struct LetterPage {
    page: Frame,
    key: String,
    typed: Typed,
    kinds: &'static [(&'static str, &'static str)],
    abouts: &'static [(&'static str, &'static str)],
    bodies: Vec<(String, String)>,
    text_max: usize,
    faults: Vec<FieldFault>,
    /// A refusal that is about no field.
    refusal: String,
    files_lost: bool,
    open: bool,
}

impl LetterPage {
    fn value(&self, field: &str) -> &str {
        self.typed.get(field).map_or("", String::as_str)
    }

    fn is(&self, field: &str, value: &str) -> bool {
        self.value(field) == value
    }

    fn fault(&self, field: &str) -> Option<&FieldFault> {
        self.faults.iter().find(|fault| fault.field == field)
    }
}

#[derive(Template)]
#[template(path = "portal/receipt.html")]
struct ReceiptPage {
    page: Frame,
    receipt: Receipt,
    on: String,
    due: String,
    /// The code that phones scan to ask for the progress.
    drawing: String,
}

/// `GET /complaints/new`.
pub async fn form(State(state): State<PortalState>, Query(asked): Query<Asked>) -> Response {
    let filled = [
        ("kind", asked.kind),
        ("about", asked.about),
        ("reference", asked.number),
        ("body", asked.body),
        ("subject", asked.subject),
    ];
    let typed = filled.into_iter().map(|(field, text)| (field.to_owned(), text.chars().take(200).collect()));
    shown(
        &state,
        StatusCode::OK,
        uuid::Uuid::new_v4().to_string(),
        typed.collect(),
        Vec::new(),
        String::new(),
        false,
    )
}

/// `POST /complaints/new`.
pub async fn hand_in(
    State(state): State<PortalState>,
    from: From,
    request: Request,
) -> Result<Response, Missing> {
    if !origin::is_own(request.headers(), request.uri()) {
        return Err(Missing::Form);
    }
    let window = state.window.clone().ok_or(Missing::NoWindow)?;
    state.restraint.letter(&from)?;
    // A letter is read only when there is a place for it: what a flood costs is bounded before its bytes are in memory.
    let Ok(_place) = state.letters.try_acquire() else { return Err(Missing::Busy) };
    let (mut typed, files) = read(request).await?;
    let key = typed.remove("key").unwrap_or_default();
    let drawn = uuid::Uuid::try_parse(&key).is_ok_and(|key| key.get_version_num() == 4);
    if !drawn {
        return Err(Missing::Form);
    }
    let lost = !files.is_empty();
    if typed.remove(UNSEEN).is_some_and(|text| !text.trim().is_empty()) {
        let says = "请把“网址”一栏留空后再提交。".to_owned();
        return Ok(shown(&state, StatusCode::UNPROCESSABLE_ENTITY, key, typed, Vec::new(), says, lost));
    }
    let known = |name: &str| HandInLetter::FIELDS.iter().any(|field| field.key == name && name != "files");
    let given = typed.iter().filter(|(name, text)| known(name) && !text.trim().is_empty());
    let input: Map<String, Value> =
        given.map(|(name, text)| (name.clone(), Value::from(text.trim().replace("\r\n", "\n")))).collect();
    let (faults, refusal, status) = match window.hand_in(Letter { key: key.clone(), input, files }).await {
        Ok(receipt) => return Ok(receipted(&state, receipt)),
        Err(NotTaken::Wrong(faults)) => (faults, String::new(), StatusCode::UNPROCESSABLE_ENTITY),
        Err(NotTaken::Refused(refusal)) => {
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            match refusal.field {
                Some(field) => {
                    let label = label(&field).to_owned();
                    (
                        vec![FieldFault {
                            field,
                            label,
                            reason: format!("{}；{}", refusal.says, refusal.opens),
                        }],
                        String::new(),
                        status,
                    )
                }
                None => (Vec::new(), format!("{}。{}。", refusal.says, refusal.opens), status),
            }
        }
        Err(NotTaken::FormUsed) => {
            let says = "这份表单已经提交过，来信已经收到。要写另一封的，请重新打开本页。".to_owned();
            (Vec::new(), says, StatusCode::CONFLICT)
        }
        Err(NotTaken::Busy) => {
            let says = "此刻提交的人较多，来信还没有收到。请稍等片刻再按“提交”，内容不会重复。".to_owned();
            (Vec::new(), says, StatusCode::SERVICE_UNAVAILABLE)
        }
        Err(NotTaken::Fault(fault)) => {
            tracing::error!(%fault, "a letter was not taken");
            let says =
                "系统暂时不能收信，来信还没有收到，您填写的内容都在下面。请稍后再按“提交”，内容不会重复。";
            (Vec::new(), says.to_owned(), StatusCode::SERVICE_UNAVAILABLE)
        }
    };
    Ok(shown(&state, status, key, typed, faults, refusal, lost))
}

fn label(field: &str) -> &'static str {
    HandInLetter::FIELDS.iter().find(|known| known.key == field).map_or("", |known| known.label)
}

fn shown(
    state: &PortalState,
    status: StatusCode,
    key: String,
    typed: Typed,
    faults: Vec<FieldFault>,
    refusal: String,
    files_lost: bool,
) -> Response {
    let directory = state.directory();
    let bodies = directory.bodies().map(|(code, name)| (code.to_owned(), name.to_owned()));
    let page = LetterPage {
        page: Frame { nav: "complaints" },
        key,
        typed,
        kinds: KINDS,
        abouts: ABOUTS,
        bodies: bodies.collect(),
        text_max: TEXT_MAX,
        faults,
        refusal,
        files_lost,
        open: state.window.is_some(),
    };
    unkept(page_as(status, &page))
}

fn receipted(state: &PortalState, receipt: Receipt) -> Response {
    let number: String = url::form_urlencoded::byte_serialize(receipt.number.as_bytes()).collect();
    let drawing =
        documents::drawn(&format!("{}/progress?number={number}", state.address)).unwrap_or_default();
    let (on, due) = (day(receipt.on), day(receipt.due));
    unkept(page_as(
        StatusCode::OK,
        &ReceiptPage { page: Frame { nav: "complaints" }, receipt, on, due, drawing },
    ))
}

/// Every form has a key of its own, and a receipt is one person's: neither is kept, by anyone.
fn unkept(mut answer: Response) -> Response {
    answer.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    answer
}

/// Reads the form within its bounds: what was typed, and the files.
async fn read(request: Request) -> Result<(Typed, Vec<Enclosed>), Missing> {
    let mut parts = Multipart::from_request(request, &()).await.map_err(|_| Missing::Form)?;
    let (mut typed, mut files, mut text_bytes) = (Typed::new(), Vec::new(), 0);
    while let Some(part) = parts.next_field().await.map_err(|_| Missing::Form)? {
        let name = part.name().unwrap_or_default().to_owned();
        let file = part.file_name().map(str::to_owned);
        let bytes: Bytes = part.bytes().await.map_err(|_| Missing::Form)?;
        match file {
            Some(name) if name.is_empty() && bytes.is_empty() => {}
            // One more than may be enclosed is enough to say so; the rest is let go.
            Some(_) if files.len() > FILES_MAX => {}
            Some(name) => files.push(Enclosed { name, bytes }),
            None => {
                text_bytes += bytes.len() + name.len();
                if text_bytes > TEXT_BYTES_MAX {
                    return Err(Missing::Form);
                }
                let text = String::from_utf8(bytes.to_vec()).map_err(|_| Missing::Form)?;
                typed.insert(name, text);
            }
        }
    }
    Ok((typed, files))
}
