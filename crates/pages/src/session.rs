//! Signing in and staying signed in. A session is a random id in a cookie that scripts cannot read and other sites cannot send; the store keeps only its
//! SHA-256. A form token derived from the id goes with every form. Passwords are Argon2id; a second factor (TOTP) is optional per account.
//!
//! Five failed attempts in a row lock an account for fifteen minutes; the answer never says whether an account exists.

use crate::second_factor::SecondFactor;
use crate::state::DeskState;
use argon2::password_hash::PasswordHash;
use argon2::{Argon2, PasswordHasher, PasswordVerifier};
use axum::extract::{FromRef, FromRequestParts};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use events::registers::{BodyEntered, OfficerEntered};
use events::{OfficerId, Registers};
use jiff::{Timestamp, ToSpan};
use sha2::{Digest, Sha256};
use std::sync::Arc;
use store::Account;
use store::Session;
use subtle::ConstantTimeEq;

/// Name of the cookie.
pub const COOKIE: &str = "mingjing";
const LASTS_HOURS: i64 = 12;
const IDLE_HOURS: i64 = 2;
const ATTEMPTS_MAX: u32 = 5;
const LOCKED_MINUTES: i64 = 15;

/// Somebody signed in, as the register has them now.
#[derive(Clone, Debug)]
pub struct SignedIn {
    pub officer: OfficerEntered,
    pub body: BodyEntered,
    pub registers: Arc<Registers>,
    pub form_token: String,
    pub id_hash: [u8; 32],
}

/// What came of signing in.
pub enum Admission {
    /// The id for the cookie.
    Admitted(String),
    /// Wrong, locked or unknown; deliberately not told apart.
    Refused,
}

impl<S> FromRequestParts<S> for SignedIn
where
    DeskState: FromRef<S>,
    S: Send + Sync,
{
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Response> {
        let state = DeskState::from_ref(state);
        let id = cookie(&parts.headers).or_else(|| bearer(&parts.headers)).ok_or_else(|| stranger(parts))?;
        match signed_in(&state, &id).await {
            Ok(Some(who)) => Ok(who),
            Ok(None) => Err(stranger(parts)),
            Err(fault) => {
                tracing::error!(%fault, "session not read");
                Err((StatusCode::SERVICE_UNAVAILABLE, "系统暂时不能核对登录状态，请稍后再试。")
                    .into_response())
            }
        }
    }
}

/// Who the session belongs to, if it stands and the officer is still in the register.
pub async fn signed_in(state: &DeskState, id: &str) -> Result<Option<SignedIn>, desk::Fault> {
    let now = state.now();
    let id_hash: [u8; 32] = Sha256::digest(id.as_bytes()).into();
    let Some(session) = state.office.books.session(&id_hash, now).await? else { return Ok(None) };
    if now.duration_since(session.seen).as_secs() > 60 {
        let expires = earlier(session.created + LASTS_HOURS.hours(), now + IDLE_HOURS.hours());
        state.office.books.session_seen(&id_hash, now, expires).await?;
    }
    let registers = desk::Store::registers(&*state.office.books);
    let officer = registers.officer(&session.officer).cloned();
    let body = officer.as_ref().and_then(|officer| registers.body(&officer.body)).cloned();
    let (Some(officer), Some(body)) = (officer, body) else { return Ok(None) };
    Ok(Some(SignedIn { officer, body, registers, form_token: form_token(id), id_hash }))
}

fn earlier(a: Timestamp, b: Timestamp) -> Timestamp {
    a.min(b)
}

/// Checks login, password and code, and begins a session.
pub async fn admit(
    state: &DeskState,
    login: &str,
    password: &str,
    code: &str,
) -> Result<Admission, desk::Fault> {
    let now = state.now();
    let account = state.office.books.account_by_login(login).await?;
    let locked = account.as_ref().and_then(|account| account.locked_until).is_some_and(|until| until > now);
    let hash = account.as_ref().map_or_else(decoy, |account| account.password_hash.clone());
    let right = verified(password, hash).await
        && account.as_ref().is_some_and(|account| code_right(account, code, now));
    let Some(account) = account else { return Ok(Admission::Refused) };
    if locked {
        return Ok(Admission::Refused);
    }
    if !right {
        let until = (account.failed + 1 >= ATTEMPTS_MAX).then(|| now + LOCKED_MINUTES.minutes());
        state.office.books.account_failed(&account.officer, until).await?;
        return Ok(Admission::Refused);
    }
    use_up(state, &account, code, now).await?;
    state.office.books.account_succeeded(&account.officer).await?;
    let id = hex::encode(rand::random::<[u8; 32]>());
    let session = Session {
        id_hash: Sha256::digest(id.as_bytes()).into(),
        officer: account.officer,
        created: now,
        seen: now,
        expires: now + IDLE_HOURS.hours(),
    };
    state.office.books.session_put(&session).await?;
    Ok(Admission::Admitted(id))
}

/// Argon2id is slow on purpose; it runs beside the tasks that wait for others.
async fn verified(password: &str, hash: String) -> bool {
    let password = password.to_owned();
    let verify = move || match PasswordHash::new(&hash) {
        Ok(hash) => Argon2::default().verify_password(password.as_bytes(), &hash).is_ok(),
        Err(_) => false,
    };
    tokio::task::spawn_blocking(verify).await.unwrap_or(false)
}

/// A hash that nothing matches, so that an unknown login takes as long as a known one.
fn decoy() -> String {
    const HASH: &str =
        "$argon2id$v=19$m=19456,t=2,p=1$bWluZ2ppbmctZGVjb3k$3vN8yV0wN0l0m0qJ2nq1b8c0d9e8f7a6b5c4d3e2f1a";
    HASH.to_owned()
}

fn code_right(account: &Account, code: &str, now: Timestamp) -> bool {
    let Some(bytes) = &account.totp_secret else { return true };
    let factor = SecondFactor::read(bytes);
    factor.shows(code, now) || factor.without(code).is_some()
}

/// A recovery code is good once.
async fn use_up(state: &DeskState, account: &Account, code: &str, now: Timestamp) -> Result<(), desk::Fault> {
    let Some(factor) = account.totp_secret.as_deref().map(SecondFactor::read) else { return Ok(()) };
    match factor.without(code) {
        Some(left) if !factor.shows(code, now) => {
            let account = Account { totp_secret: Some(left.bytes()), ..account.clone() };
            state.office.books.account_put(&account).await
        }
        _ => Ok(()),
    }
}

/// Whether the password is the account's, asked again before something grave; wrong ones count as they do at the door.
pub async fn is_the_persons(
    state: &DeskState,
    account: &Account,
    password: &str,
) -> Result<bool, desk::Fault> {
    let now = state.now();
    let right = verified(password, account.password_hash.clone()).await;
    if right && account.locked_until.is_none_or(|until| until <= now) {
        return Ok(true);
    }
    let until = (account.failed + 1 >= ATTEMPTS_MAX).then(|| now + LOCKED_MINUTES.minutes());
    state.office.books.account_failed(&account.officer, until).await?;
    Ok(false)
}

/// Ends every session of this person but the one in use.
pub async fn end_others(state: &DeskState, who: &SignedIn) -> Result<(), desk::Fault> {
    let books = &state.office.books;
    let own = books.session(&who.id_hash, state.now()).await?;
    books.sessions_end(who.id()).await?;
    match own {
        Some(own) => books.session_put(&own).await,
        None => Ok(()),
    }
}

/// The second factor of RFC 6238 as common authenticators use it: SHA-1, six digits, thirty seconds, one step of tolerance.
pub fn totp(secret: &[u8]) -> Option<totp_rs::Totp> {
    totp_rs::Builder::new().with_secret(secret.to_vec()).build().ok()
}

/// A password as it is kept: Argon2id in PHC form.
pub fn hash_password(password: &str) -> Result<String, argon2::password_hash::Error> {
    Ok(Argon2::default().hash_password(password.as_bytes())?.to_string())
}

/// The token that goes with every form of a session.
pub fn form_token(id: &str) -> String {
    hex::encode(Sha256::new().chain_update(b"form\n").chain_update(id.as_bytes()).finalize())
}

impl SignedIn {
    /// Whether a posted form carries this session's token.
    pub fn holds(&self, token: &str) -> bool {
        self.form_token.as_bytes().ct_eq(token.as_bytes()).into()
    }

    pub fn id(&self) -> &OfficerId {
        &self.officer.id
    }
}

/// The session id in the cookie.
pub fn cookie(headers: &HeaderMap) -> Option<String> {
    let pairs = headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|line| line.split(';'));
    let mut found = pairs.filter_map(|pair| pair.trim().strip_prefix(COOKIE)?.strip_prefix('='));
    found.next().filter(|id| id.len() == 64).map(str::to_owned)
}

/// The session id in an `Authorization: Bearer` header, for programs.
fn bearer(headers: &HeaderMap) -> Option<String> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    value.strip_prefix("Bearer ").filter(|id| id.len() == 64).map(str::to_owned)
}

/// The `Set-Cookie` line that begins or ends a session.
pub fn set_cookie(id: &str, secure: bool) -> String {
    let age = if id.is_empty() { 0 } else { LASTS_HOURS * 3600 };
    let secure = if secure { "; Secure" } else { "" };
    format!("{COOKIE}={id}; Path=/; HttpOnly; SameSite=Strict; Max-Age={age}{secure}")
}

/// A stranger is sent to sign in when looking at a page, and told so when a program asks.
fn stranger(parts: &Parts) -> Response {
    let wants_page = parts.method == Method::GET && !parts.uri.path().starts_with("/api/");
    if wants_page {
        let back = local_path(parts.uri.path_and_query().map_or("/", |path| path.as_str()));
        let query: String =
            url::form_urlencoded::Serializer::new(String::new()).append_pair("return", back).finish();
        return Redirect::to(&format!("/sign-in?{query}")).into_response();
    }
    (StatusCode::UNAUTHORIZED, "请先登录。没有任何内容被写入。").into_response()
}

/// A path on this desk, or `/`: never another host.
pub fn local_path(path: &str) -> &str {
    let local = path.starts_with('/')
        && !path.starts_with("//")
        && !path.starts_with("/\\")
        && !path.contains(['\r', '\n', '\\']);
    if local { path } else { "/" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_verifies_against_its_own_hash_only() {
        let hash = hash_password("正确的密码").unwrap();
        assert!(hash.starts_with("$argon2id$"));
        let parsed = PasswordHash::new(&hash).unwrap();
        assert!(Argon2::default().verify_password("正确的密码".as_bytes(), &parsed).is_ok());
        assert!(Argon2::default().verify_password("错误的密码".as_bytes(), &parsed).is_err());
    }

    #[test]
    fn only_local_paths_are_returned_to() {
        for (path, back) in [
            ("/cases?x=1", "/cases?x=1"),
            ("//evil", "/"),
            ("https://evil", "/"),
            ("/\\evil", "/"),
            ("", "/"),
        ] {
            assert_eq!(local_path(path), back);
        }
    }

    #[test]
    fn the_cookie_is_read_among_others() {
        let mut headers = HeaderMap::new();
        let id = "ab".repeat(32);
        headers.insert(header::COOKIE, format!("theme=dark; mingjing={id}").parse().unwrap());
        assert_eq!(cookie(&headers), Some(id));
        headers.insert(header::COOKIE, "mingjing=short".parse().unwrap());
        assert_eq!(cookie(&headers), None);
    }
}
