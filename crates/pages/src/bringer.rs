//! Who brings a file: an officer who is signed in, a dock or device with its token, or an outside recorder with the code of his or her task (plan clauses 10 and 12). Token and code open
//! what asks for a bringer and nothing else: every other address asks for a session, and they are none.
//!
//! The registers are followed to the ledger's tail before a token is looked at, so that one that was revoked at another node opens nothing here either.

use crate::api::Problem;
use crate::second_factor::base32;
use crate::session::{self, SignedIn};
use crate::state::DeskState;
use axum::extract::{FromRef, FromRequestParts};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use desk::{Fault, Said};
use events::devices::DeviceTokenIssued;
use events::records::RecorderAdmitted;
use events::standing::NotAdmitted;
use events::{OfficerId, Registers, StreamId};
use registers::device_token::{self, Shut};
use sha2::{Digest, Sha256};
use std::sync::Arc;

/// What a token begins with, so that it is told from a session and found where it was left lying about.
const BEGINS: &str = "mjd_";
/// What stands before a token's digest where the store asks for an officer. No officer's id has a colon.
const OWNER: &str = "device-token:";
/// The same before the body and the digest of an outside recorder's code.
const RECORDER: &str = "outside-recorder:";
/// The cookie that holds such a code.
pub const TASK_COOKIE: &str = "mingjing-task";

/// Whoever brings a file.
pub enum Bringer {
    Officer(Box<SignedIn>),
    Device(Box<Holding>),
    Recorder(Box<Admitted>),
}

/// An outside recorder whose code opens a task at this moment.
pub struct Admitted {
    pub admitted: RecorderAdmitted,
    pub case: StreamId,
    pub body: String,
    pub id: OfficerId,
    pub registers: Arc<Registers>,
}

/// A token that opens something at this moment.
pub struct Holding {
    pub token: DeviceTokenIssued,
    pub id: OfficerId,
    pub registers: Arc<Registers>,
}

/// Why a token opens nothing.
#[derive(Debug)]
pub enum NotHeld {
    Shut(Shut),
    Fault(Fault),
}

impl Bringer {
    /// Under which uploads and files that were taken in are known.
    pub fn id(&self) -> &OfficerId {
        match self {
            Bringer::Officer(who) => who.id(),
            Bringer::Device(held) => &held.id,
            Bringer::Recorder(admitted) => &admitted.id,
        }
    }

    /// 统一社会信用代码 of the body for which it is brought.
    pub fn body(&self) -> &str {
        match self {
            Bringer::Officer(who) => &who.body.code,
            Bringer::Device(held) => &held.token.body,
            Bringer::Recorder(admitted) => &admitted.body,
        }
    }

    pub fn registers(&self) -> &Registers {
        match self {
            Bringer::Officer(who) => &who.registers,
            Bringer::Device(held) => &held.registers,
            Bringer::Recorder(admitted) => &admitted.registers,
        }
    }
}

/// The body of whoever brought something: an officer's, or that of the token.
pub fn body_of<'a>(registers: &'a Registers, by: &OfficerId) -> &'a str {
    if let Some(officer) = registers.officer(by) {
        return &officer.body;
    }
    if let Some(recorder) = by.0.strip_prefix(RECORDER) {
        return match registers.body(recorder.split(':').next().unwrap_or_default()) {
            Some(body) => &body.code,
            None => "",
        };
    }
    let history =
        by.0.strip_prefix(OWNER).map(|digest| registers.book(events::devices::TOKENS).history(digest));
    let issued = history.and_then(|versions| versions.first()?.content.as_deref()?.get("body")?.as_str());
    issued.unwrap_or_default()
}

/// A token nobody has had yet.
pub fn draw() -> String {
    format!("{BEGINS}{}", hex::encode(rand::random::<[u8; 32]>()))
}

/// A code for an outside recorder, to be read out and typed: 24 letters and digits in groups of four.
pub fn draw_code() -> String {
    let letters = base32(&rand::random::<[u8; 15]>());
    letters.as_bytes().chunks(4).map(String::from_utf8_lossy).collect::<Vec<_>>().join("-")
}

/// A code as it is typed, without what people put between its groups.
pub fn code_of(typed: &str) -> String {
    typed.chars().filter(char::is_ascii_alphanumeric).map(|sign| sign.to_ascii_uppercase()).collect()
}

/// Under which a code is registered.
pub fn digest_of_code(typed: &str) -> String {
    digest(&code_of(typed))
}

/// The code of a task in the cookie.
pub fn task_code(headers: &HeaderMap) -> Option<String> {
    let lines = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut found = lines
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().strip_prefix(TASK_COOKIE)?.strip_prefix('='));
    found.next().map(code_of).filter(|code| code.len() == 24)
}

/// The task a code opens now; the case is asked each time, so that a dismissal holds at once.
pub async fn admitted(state: &DeskState, code: &str) -> Result<Result<Admitted, NotAdmitted>, Fault> {
    let digest = digest_of_code(code);
    let Some(case) = state.office.books.task_of_recorder(&digest).await? else {
        return Ok(Err(NotAdmitted::Unknown));
    };
    let standing = match state.office.desk.case(case).await {
        Ok((standing, _)) => standing,
        Err(Said::Fault(fault)) => return Err(fault),
        Err(_) => return Ok(Err(NotAdmitted::Unknown)),
    };
    let body = standing.opened.as_ref().map(|opened| opened.body.clone()).unwrap_or_default();
    Ok(standing.recorder_on(&digest, state.today()).map(|admitted| Admitted {
        admitted: admitted.clone(),
        case,
        id: OfficerId(format!("{RECORDER}{body}:{digest}")),
        body,
        registers: state.office.desk.store.registers(),
    }))
}

/// Under which a token is registered.
pub fn digest(token: &str) -> String {
    hex::encode(Sha256::digest(token.as_bytes()))
}

/// The token a request carries.
pub fn carried(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    let token = token.trim();
    (scheme.eq_ignore_ascii_case("bearer") && token.starts_with(BEGINS)).then_some(token)
}

/// What a token opens now.
pub async fn held(state: &DeskState, token: &str) -> Result<Holding, NotHeld> {
    let store = &state.office.desk.store;
    store.follow().await.map_err(NotHeld::Fault)?;
    let (registers, digest) = (store.registers(), digest(token));
    let token = device_token::opening(&registers, &digest, state.today()).map_err(NotHeld::Shut)?;
    Ok(Holding { token, id: OfficerId(format!("{OWNER}{digest}")), registers })
}

impl NotHeld {
    /// How a program is told.
    pub fn problem(self) -> Problem {
        match self {
            NotHeld::Shut(why @ Shut::Device(_)) => {
                Problem::new(StatusCode::FORBIDDEN, "device", "这台设备不能交来素材").detail(why.says())
            }
            NotHeld::Shut(why) => {
                Problem::new(StatusCode::UNAUTHORIZED, "device-token", "设备令牌无效").detail(why.says())
            }
            NotHeld::Fault(fault) => fault.into(),
        }
    }
}

impl<S> FromRequestParts<S> for Bringer
where
    DeskState: FromRef<S>,
    S: Send + Sync,
{
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Response> {
        if let Some(token) = carried(&parts.headers) {
            let held = held(&DeskState::from_ref(state), token).await;
            let held = held.map_err(|not| not.problem().into_response())?;
            return Ok(Bringer::Device(Box::new(held)));
        }
        // Whoever is signed in is an officer, whatever else the browser holds.
        if let Some(code) = task_code(&parts.headers).filter(|_| session::cookie(&parts.headers).is_none()) {
            return match admitted(&DeskState::from_ref(state), &code).await {
                Ok(Ok(admitted)) => Ok(Bringer::Recorder(Box::new(admitted))),
                Ok(Err(not)) => Err((StatusCode::UNAUTHORIZED, not.says()).into_response()),
                Err(fault) => Err(Problem::from(fault).into_response()),
            };
        }
        SignedIn::from_request_parts(parts, state).await.map(|who| Bringer::Officer(Box::new(who)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_told_from_a_session_by_how_it_begins() {
        let token = draw();
        let read = |line: &str| {
            let headers = HeaderMap::from_iter([(header::AUTHORIZATION, line.parse().expect("a line"))]);
            carried(&headers).map(str::to_owned)
        };
        assert_eq!(read(&format!("Bearer {token}")), Some(token.clone()));
        assert_eq!(read(&format!("bearer {token}")), Some(token.clone()));
        for line in [format!("Bearer {}", "ab".repeat(32)), format!("Basic {token}"), token.clone()] {
            assert_eq!(read(&line), None, "{line}");
        }
        assert_eq!(carried(&HeaderMap::new()), None);
        assert!(token.len() == 68 && digest(&token).len() == 64 && draw() != token);
    }

    #[test]
    fn a_code_is_typed_with_or_without_what_is_between_its_groups() {
        let code = draw_code();
        let bare: String = code.chars().filter(|sign| *sign != '-').collect();
        assert_eq!((code.len(), bare.len()), (29, 24), "{code}");
        for typed in [bare.clone(), code.to_lowercase(), code.replace('-', " ")] {
            assert_eq!(digest_of_code(&typed), digest_of_code(&code), "{typed}");
        }
        let line = format!("theme=dark; {TASK_COOKIE}={bare}").parse().expect("a line");
        assert_eq!(task_code(&HeaderMap::from_iter([(header::COOKIE, line)])), Some(bare));
        let line = format!("{TASK_COOKIE}=short").parse().expect("a line");
        assert_eq!(task_code(&HeaderMap::from_iter([(header::COOKIE, line)])), None);
        assert_ne!(draw_code(), code);
    }

    #[test]
    fn what_nobody_known_brought_belongs_to_no_body() {
        let registers = Registers::default();
        assert_eq!(body_of(&registers, &OfficerId::from("device-token:ab")), "");
        assert_eq!(body_of(&registers, &OfficerId::from("nobody")), "");
    }
}
