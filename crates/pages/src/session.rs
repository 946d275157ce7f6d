//! Signing in and staying signed in. A session is a random id in a cookie that scripts cannot read and other sites cannot send; the store keeps only its
//! SHA-256. A form token derived from the id goes with every form. Passwords are Argon2id; a second factor (TOTP) is optional per account.
//!
//! Five failed attempts in a row lock an account for fifteen minutes; each is counted before it is judged, so that attempts at the same moment do not
//! pass the lock, and a code of the second factor is worth something once. The answer never says whether an account exists, nor does its time: an
//! unknown login is judged against a hash that nothing matches, and no refusal is given before [`REFUSED_AFTER`].

use crate::desk::posted::notice;
use crate::page::Page;
use crate::second_factor::SecondFactor;
use crate::state::DeskState;
use argon2::password_hash::phc::PasswordHash;
use argon2::{Argon2, PasswordHasher, PasswordVerifier};
use axum::extract::{FromRef, FromRequestParts};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use events::registers::{BodyEntered, OfficerEntered};
use events::{OfficerId, Registers};
use jiff::{Timestamp, ToSpan};
use sha2::{Digest, Sha256};
use std::sync::{Arc, LazyLock};
use std::time::Duration;
use store::Account;
use store::Session;
use subtle::ConstantTimeEq;
use tokio::sync::Semaphore;
use tokio::time::Instant;

/// Name of the cookie.
pub const COOKIE: &str = "mingjing";
const LASTS_HOURS: i64 = 12;
const IDLE_HOURS: i64 = 2;
const ATTEMPTS_MAX: u32 = 5;
const LOCKED_MINUTES: i64 = 15;
/// How long a refusal takes at least: longer than judging, so that it tells nothing of what was judged.
const REFUSED_AFTER: Duration = Duration::from_millis(300);
/// Passwords judged at once; each takes 19 MiB and a core.
static JUDGED_AT_ONCE: Semaphore = Semaphore::const_new(4);

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
                Err(away())
            }
        }
    }
}

/// Said when the store does not say who is asking.
pub fn away() -> Response {
    let says = [
        "存储服务暂时没有答复，恢复后会自动继续。没有任何内容丢失，您的登录也没有失效。".to_owned(),
        "请过半分钟再试；刚才提交的表单可以按浏览器的“后退”回到填写页，内容还在。".to_owned(),
    ];
    let status = StatusCode::SERVICE_UNAVAILABLE;
    let mut answer = notice(Page::strangers(), status, "系统暂时不能核对登录状态", &says, "/");
    answer.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("30"));
    answer
}

/// Who the session belongs to, if it stands and the officer is still in the register.
pub async fn signed_in(state: &DeskState, id: &str) -> Result<Option<SignedIn>, desk::Fault> {
    let now = state.now();
    let id_hash: [u8; 32] = Sha256::digest(id.as_bytes()).into();
    let Some(session) = state.office.books.session(&id_hash, now).await? else { return Ok(None) };
    if now.duration_since(session.seen).as_secs() > 60 {
        let expires = earlier(session.created + LASTS_HOURS.hours(), now + IDLE_HOURS.hours());
        // On a full disk nothing is written, and everything can still be read: the session then ends no later than it would have.
        if let Err(fault) = state.office.books.session_seen(&id_hash, now, expires).await {
            tracing::warn!(%fault, "a session was used and could not be prolonged");
        }
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
    let asked = Instant::now();
    let Some(account) = proved(state, login, password, code).await? else {
        tokio::time::sleep_until(asked + REFUSED_AFTER).await;
        return Ok(Admission::Refused);
    };
    let now = state.now();
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

/// The account that login, password and code prove together. A password is judged in every case, also when there is no account or it is locked.
async fn proved(
    state: &DeskState,
    login: &str,
    password: &str,
    code: &str,
) -> Result<Option<Account>, desk::Fault> {
    let books = &state.office.books;
    let account = books.account_by_login(login).await?;
    let counted = match &account {
        Some(account) => attempted(state, account).await?,
        None => false,
    };
    let hash = account.as_ref().map_or_else(|| DECOY.clone(), |account| account.password_hash.clone());
    let right = verified(password, hash).await;
    let Some(account) = account.filter(|_| counted && right) else { return Ok(None) };
    let officer = &account.officer;
    let Some(kept) = &account.totp_secret else {
        return Ok(books.account_succeeded(officer, None).await?.then_some(account));
    };
    Ok(spent(state, officer, kept, code).await?.then_some(account))
}

/// Whether the code is of this second factor and was not used before; it is then used up, and the failed attempts are forgotten.
async fn spent(state: &DeskState, officer: &OfficerId, kept: &[u8], code: &str) -> Result<bool, desk::Fault> {
    let (factor, books) = (SecondFactor::read(kept), &state.office.books);
    match (factor.step(code, state.now()), factor.without(code)) {
        (Some(step), _) => books.account_succeeded(officer, Some(step)).await,
        (None, Some(left)) => books.account_factor_spent(officer, kept, &left.bytes()).await,
        (None, None) => Ok(false),
    }
}

/// Counts an attempt against the lock; `false` when the account is locked.
async fn attempted(state: &DeskState, account: &Account) -> Result<bool, desk::Fault> {
    let (now, books) = (state.now(), &state.office.books);
    books.account_attempted(&account.officer, now, ATTEMPTS_MAX, now + LOCKED_MINUTES.minutes()).await
}

/// Argon2id is slow on purpose; it runs beside the tasks that wait for others, a few at once.
async fn verified(password: &str, hash: String) -> bool {
    let Ok(_turn) = JUDGED_AT_ONCE.acquire().await else { return false };
    let password = password.to_owned();
    let verify = move || match PasswordHash::new(&hash) {
        Ok(hash) => Argon2::default().verify_password(password.as_bytes(), &hash).is_ok(),
        Err(_) => false,
    };
    tokio::task::spawn_blocking(verify).await.unwrap_or(false)
}

/// The hash of a password nobody knows, made as every other, so that an unknown login costs as much as a known one.
static DECOY: LazyLock<String> =
    LazyLock::new(|| hash_password(&hex::encode(rand::random::<[u8; 32]>())).unwrap_or_default());

/// What was found of somebody who is asked again before something grave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Again {
    Proved,
    /// Not the password, or the account is locked.
    NotPassword,
    /// The password and not the code, or a code that was used before.
    NotCode,
}

/// Asks for the password again, and for a code of the second factor `kept` where there is one. The code is judged after the password alone, and a wrong one
/// counts as a wrong password does: only both together forget what failed before.
pub async fn proved_again(
    state: &DeskState,
    account: &Account,
    password: &str,
    second: Option<(&[u8], &str)>,
) -> Result<Again, desk::Fault> {
    let counted = attempted(state, account).await?;
    if !(verified(password, account.password_hash.clone()).await && counted) {
        return Ok(Again::NotPassword);
    }
    let proved = match second {
        Some((kept, code)) => spent(state, &account.officer, kept, code).await?,
        None => state.office.books.account_succeeded(&account.officer, None).await?,
    };
    Ok(if proved { Again::Proved } else { Again::NotCode })
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
    fn an_unknown_login_is_judged_at_the_same_cost() {
        let known = hash_password("正确的密码").unwrap();
        let [decoy, known] = [&*DECOY, &known].map(|hash| PasswordHash::new(hash).expect("parses"));
        assert_eq!((decoy.algorithm, &decoy.params), (known.algorithm, &known.params));
        assert!(decoy.hash.is_some());
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
