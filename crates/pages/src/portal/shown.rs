//! The page of a one-time code (亮证页): what the officers lay before a party, on its own phone and without an account (plan clause 3, features 3.2). The first
//! phone that opens the code keeps it by a cookie for as long as the code lives, and may confirm once that it saw the certificates; the confirmation waits
//! at the desk until the officers record the showing. Whoever only fetches the address, as the scanners of messengers and browsers do, reads the same cover for every
//! code and opens nothing: it takes a touch. A code that never was, one that has expired, one that a newer one has ended and one that another
//! phone has opened are answered alike, to the byte. Nothing of it is kept anywhere on the way: not in memory, not in caches; names are posted and stand
//! in no address, and the address goes to no other site.

use super::missing::Missing;
use super::restraint::From;
use super::{Frame, PortalState, page_as};
use crate::origin;
use crate::shown::{Content, DUTIES, RIGHTS};
use askama::Template;
use axum::extract::rejection::FormRejection;
use axum::extract::{Form, Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Redirect, Response};
use rand::TryRng;
use rand::rngs::SysRng;
use serde::Deserialize;
use store::{Opened, TOKEN_DIGITS};

/// The cookie by which a phone is known again; it says nothing about anybody.
const COOKIE: &str = "mingjing_phone";
const COOKIE_DIGITS: usize = 32;
/// As the act that takes the confirmation on bounds them.
const NAME_MAX: usize = 50;

#[derive(Template)]
#[template(path = "portal/shown.html")]
struct ShownPage {
    page: Frame,
    content: Content,
    digest: String,
    /// Who confirmed it, and as what.
    confirmed: Option<(String, String)>,
    /// Where the form goes: this very address.
    action: String,
    typed: Confirmed,
    fault: Option<&'static str>,
    rights: &'static [(&'static str, &'static str)],
    duties: &'static [(&'static str, &'static str)],
}

/// What a code shows before it is opened, the same for every code.
#[derive(Template)]
#[template(path = "portal/shown_cover.html")]
struct Cover {
    page: Frame,
    action: String,
}

#[derive(Template)]
#[template(path = "portal/missing.html")]
struct Closed {
    page: Frame,
    heading: &'static str,
    says: &'static str,
}

/// Who confirms, as typed.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Confirmed {
    name: String,
    capacity: String,
}

/// `GET /shown/{token}`: the page for the phone that opened it, the cover for everybody else.
pub async fn show(
    State(state): State<PortalState>,
    Path(token): Path<String>,
    from: From,
    headers: HeaderMap,
) -> Response {
    let answer = async {
        if !hexadecimal(&token, TOKEN_DIGITS) {
            return Ok(nothing());
        }
        let window = state.window.clone().ok_or(Missing::NoWindow)?;
        state.restraint.query(&from)?;
        let opened = match phone_of(&headers) {
            Some(phone) => window.look_at_page(&token, &phone).await?,
            None => None,
        };
        Ok(match opened {
            Some(opened) => page_as(StatusCode::OK, &page(&token, opened, Confirmed::default(), None)?),
            None => {
                let action = format!("/shown/{token}/opening");
                page_as(StatusCode::OK, &Cover { page: Frame::default(), action })
            }
        })
    };
    unkept(answer.await)
}

/// `POST /shown/{token}/opening`: the first phone on which somebody touched the cover keeps the page.
pub async fn open(
    State(state): State<PortalState>,
    Path(token): Path<String>,
    from: From,
    headers: HeaderMap,
    uri: Uri,
) -> Response {
    let answer = async {
        if !origin::is_own(&headers, &uri) {
            return Err(Missing::Form);
        }
        if !hexadecimal(&token, TOKEN_DIGITS) {
            return Ok(nothing());
        }
        let window = state.window.clone().ok_or(Missing::NoWindow)?;
        state.restraint.query(&from)?;
        let phone = phone_of(&headers).map_or_else(drawn, Ok)?;
        if window.open_page(&token, &phone).await?.is_none() {
            return Ok(nothing());
        }
        let mut answer = Redirect::to(&format!("/shown/{token}")).into_response();
        if let Ok(line) = HeaderValue::from_str(&cookie(&phone, &headers, &state)) {
            answer.headers_mut().insert(header::SET_COOKIE, line);
        }
        Ok(answer)
    };
    unkept(answer.await)
}

/// `POST /shown/{token}`: the party confirms that it saw the certificates.
pub async fn confirm(
    State(state): State<PortalState>,
    Path(token): Path<String>,
    from: From,
    headers: HeaderMap,
    uri: Uri,
    typed: Result<Form<Confirmed>, FormRejection>,
) -> Response {
    let answer = async {
        let Form(typed) = typed.map_err(|_| Missing::Form)?;
        if !origin::is_own(&headers, &uri) {
            return Err(Missing::Form);
        }
        let window = state.window.clone().ok_or(Missing::NoWindow)?;
        state.restraint.query(&from)?;
        // Only the phone that opened the page has anything to confirm: a code alone, seen over a shoulder, opens nothing here.
        let Some(phone) = phone_of(&headers).filter(|_| hexadecimal(&token, TOKEN_DIGITS)) else {
            return Ok(nothing());
        };
        let Some(opened) = window.look_at_page(&token, &phone).await? else { return Ok(nothing()) };
        let (name, capacity) = (typed.name.trim(), typed.capacity.trim());
        let fits = |text: &str| {
            !text.is_empty() && text.chars().count() <= NAME_MAX && !text.chars().any(char::is_control)
        };
        if !fits(name) || !fits(capacity) {
            let fault = "请填写姓名和身份，各不超过 50 字";
            return Ok(page_as(StatusCode::UNPROCESSABLE_ENTITY, &page(&token, opened, typed, Some(fault))?));
        }
        window.confirm_page(&token, &phone, (name, capacity)).await?;
        Ok(Redirect::to(&format!("/shown/{token}")).into_response())
    };
    unkept(answer.await)
}

/// An answer that nobody keeps on the way.
fn unkept(answer: Result<Response, Missing>) -> Response {
    let mut answer = answer.unwrap_or_else(IntoResponse::into_response);
    answer.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    answer
}

fn page(
    token: &str,
    opened: Opened,
    typed: Confirmed,
    fault: Option<&'static str>,
) -> Result<ShownPage, Missing> {
    let content: Content = serde_json::from_str(&opened.content)
        .map_err(|fault| Missing::Fault(desk::Fault::Corrupt(fault.to_string())))?;
    Ok(ShownPage {
        page: Frame::default(),
        content,
        digest: opened.content_digest,
        confirmed: opened.confirmed,
        action: format!("/shown/{token}"),
        typed,
        fault,
        rights: &RIGHTS,
        duties: &DUTIES,
    })
}

/// The one answer for whatever leads nowhere.
fn nothing() -> Response {
    page_as(
        StatusCode::NOT_FOUND,
        &Closed {
            page: Frame::default(),
            heading: "这个亮证码不能打开",
            says: "亮证码只能由一部手机打开，过期或者出示了新的以后不再有效。请要求执法人员重新出示，或者当面查验执法证件。",
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
    let no_chance =
        |e| Missing::Fault(desk::Fault::Database(format!("the system gives no random bytes: {e}")));
    SysRng.try_fill_bytes(&mut bytes).map_err(no_chance)?;
    Ok(hex::encode(bytes))
}

/// The cookie for a phone. Lax, because the code is opened from the camera, which is another place; gone when the code is.
fn cookie(phone: &str, headers: &HeaderMap, state: &PortalState) -> String {
    let seconds = law::on_the_spot::code_life_minutes(state.today()).saturating_mul(60);
    let proxied = state.limits.behind_proxy;
    let https = proxied && headers.get("x-forwarded-proto").is_some_and(|proto| proto == "https");
    let secure = if https { "; Secure" } else { "" };
    format!("{COOKIE}={phone}; Path=/shown; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}")
}
