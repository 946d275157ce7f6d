//! The page of a one-time code (亮证页): what the officers lay before a party, on its own phone and without an account (plan clause 3, features 3.2). The first
//! phone that opens the code keeps it by a cookie for as long as the code lives; another phone is told that it was used. A code that never was, one that has
//! expired and one that a newer one has ended are answered alike, to the word. Nothing of it is kept anywhere on the way: not in memory, not in caches, and
//! the address is in no log and goes to no other site.

use super::missing::Missing;
use super::{Frame, PortalState, page_as};
use crate::portal::limits::{counted, reader};
use crate::shown::{Content, DUTIES, RIGHTS};
use askama::Template;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use rand::TryRng;
use rand::rngs::SysRng;
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::LazyLock;
use store::{Shown, TOKEN_DIGITS};

/// The cookie by which a phone is known again; it says nothing about anybody.
const COOKIE: &str = "mingjing_phone";
const COOKIE_DIGITS: usize = 32;

// Not zero, and the compiler has seen that it is not. Enough for a phone that looks again and again, far too few to guess 128 bits.
const TRIES_A_MINUTE: NonZeroU32 = NonZeroU32::new(60).unwrap();

static TRIES: LazyLock<DefaultKeyedRateLimiter<IpAddr>> =
    LazyLock::new(|| RateLimiter::keyed(Quota::per_minute(TRIES_A_MINUTE)));

#[derive(Template)]
#[template(path = "portal/shown.html")]
struct ShownPage {
    page: Frame,
    content: Content,
    rights: &'static [(&'static str, &'static str)],
    duties: &'static [(&'static str, &'static str)],
}

#[derive(Template)]
#[template(path = "portal/missing.html")]
struct Closed {
    page: Frame,
    heading: &'static str,
    says: &'static str,
}

/// `GET /shown/{token}`.
pub async fn show(
    State(state): State<PortalState>,
    Path(token): Path<String>,
    headers: HeaderMap,
    request: Request,
) -> Response {
    let mut answer = match opened(&state, &token, &headers, &request).await {
        Ok(answer) => answer,
        Err(missing) => missing.into_response(),
    };
    let fields = answer.headers_mut();
    fields.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    fields.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    answer
}

async fn opened(
    state: &PortalState,
    token: &str,
    headers: &HeaderMap,
    request: &Request,
) -> Result<Response, Missing> {
    let behind_proxy = state.limits.behind_proxy;
    if let Some(address) = reader(request.extensions(), headers, behind_proxy) {
        TRIES.retain_recent();
        if TRIES.check_key(&counted(address)).is_err() {
            return Err(Missing::TooOften { wait_seconds: 60 });
        }
    }
    // A look at the head alone opens nothing.
    if request.method() != axum::http::Method::GET || !hexadecimal(token, TOKEN_DIGITS) {
        return Ok(nothing());
    }
    let (phone, fresh) = match phone_of(headers) {
        Some(known) => (known, false),
        None => (drawn()?, true),
    };
    match state.public.open_page(token, &phone, state.clock.now()).await? {
        Shown::Page(text) => {
            let content: Content = serde_json::from_str(&text)
                .map_err(|fault| Missing::Fault(desk::Fault::Corrupt(fault.to_string())))?;
            let page = ShownPage { page: Frame::default(), content, rights: &RIGHTS, duties: &DUTIES };
            let mut answer = page_as(StatusCode::OK, &page);
            if fresh && let Ok(line) = HeaderValue::from_str(&cookie(&phone, behind_proxy, headers, state)) {
                answer.headers_mut().insert(header::SET_COOKIE, line);
            }
            Ok(answer)
        }
        Shown::Used => Ok(page_as(
            StatusCode::GONE,
            &Closed {
                page: Frame::default(),
                heading: "这个亮证码已使用",
                says: "每个亮证码只能由一部手机打开。如果不是您打开的，请要求执法人员重新出示亮证码，或者当面查验执法证件。",
            },
        )),
        Shown::Nothing => Ok(nothing()),
    }
}

/// The one answer for whatever leads nowhere.
fn nothing() -> Response {
    page_as(
        StatusCode::NOT_FOUND,
        &Closed {
            page: Frame::default(),
            heading: "这个亮证码不能打开",
            says: "亮证码可能已经过期，或者执法人员出示了新的。请要求执法人员重新出示，或者当面查验执法证件。",
        },
    )
}

fn hexadecimal(text: &str, digits: usize) -> bool {
    text.len() == digits && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
}

/// The phone as it is known from before.
fn phone_of(headers: &HeaderMap) -> Option<String> {
    let lines = headers.get_all(header::COOKIE).iter().filter_map(|line| line.to_str().ok());
    let mut pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    let value = pairs.find(|(name, _)| *name == COOKIE)?.1;
    hexadecimal(value, COOKIE_DIGITS).then(|| value.to_owned())
}

fn drawn() -> Result<String, Missing> {
    let mut bytes = [0; COOKIE_DIGITS / 2];
    let no_chance = |e| Missing::Fault(desk::Fault::Database(format!("the system gives no random bytes: {e}")));
    SysRng.try_fill_bytes(&mut bytes).map_err(no_chance)?;
    Ok(hex::encode(bytes))
}

/// The cookie for a phone. Lax, because the code is opened from the camera, which is another place; gone when the code is.
fn cookie(phone: &str, behind_proxy: bool, headers: &HeaderMap, state: &PortalState) -> String {
    let seconds = law::on_the_spot::code_life_minutes(state.today()).saturating_mul(60);
    let https = behind_proxy && headers.get("x-forwarded-proto").is_some_and(|proto| proto == "https");
    let secure = if https { "; Secure" } else { "" };
    format!("{COOKIE}={phone}; Path=/shown; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}")
}
