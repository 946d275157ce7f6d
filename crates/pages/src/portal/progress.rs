//! Progress query (办件进度查询, plan clause 5, features 5.2): number and code give the stage in plain words, the days, what comes next and whom to ask; never a text of
//! the case. The code was handed to the party with the number; it is posted, so that it stands in no address and no log.
//!
//! A wrong code is answered with the same bytes whether the number exists or not, and takes the same time, because whether a code fits is known without
//! looking anything up (`store::inquiry`). After ten from one connection it gets no answer about that number for a while, with the same words for all; whoever has the right
//! code elsewhere is not shut out by a stranger's guesses.

use super::missing::Missing;
use super::restraint::From;
use super::{Frame, PortalState, day, page_as};
use crate::origin;
use crate::portal::window::Progress;
use askama::Template;
use axum::extract::{Form, Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::response::Response;
use serde::Deserialize;

const NUMBER_MAX: usize = 60;
const CODE_MAX: usize = 40;

/// What is asked; the number alone may come with a code that was scanned.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    number: String,
    code: String,
}

/// What came of it.
enum Found {
    /// Nothing was asked yet.
    Nothing,
    /// Number and code do not go together.
    NotTogether,
    /// Too many wrong codes; minutes to wait.
    Blocked(i64),
    Progress(Box<Shown>),
}

struct Shown {
    progress: Progress,
    days: Vec<(&'static str, String)>,
    /// What, by when, by which article.
    next: Vec<(String, String, String)>,
}

#[derive(Template)]
#[template(path = "portal/progress.html")]
struct ProgressPage {
    page: Frame,
    number: String,
    found: Found,
    open: bool,
}

/// `GET /progress`: the form.
pub async fn form(State(state): State<PortalState>, Query(asked): Query<Asked>) -> Response {
    let number = super::check::written(&asked.number);
    shown(&state, StatusCode::OK, number, Found::Nothing)
}

/// `POST /progress`: number and code.
pub async fn ask(
    State(state): State<PortalState>,
    from: From,
    headers: HeaderMap,
    uri: Uri,
    asked: Result<Form<Asked>, axum::extract::rejection::FormRejection>,
) -> Result<Response, Missing> {
    let Form(asked) = asked.map_err(|_| Missing::Form)?;
    if !origin::is_own(&headers, &uri) {
        return Err(Missing::Form);
    }
    let window = state.window.clone().ok_or(Missing::NoWindow)?;
    state.restraint.query(&from)?;
    let number: String = super::check::written(&asked.number).chars().take(NUMBER_MAX).collect();
    let code: String = asked.code.chars().take(CODE_MAX).collect();
    let (guesses, now) = (&state.restraint.guesses, state.clock.now());
    let asked_by = from.counted();
    if let Some(minutes) = guesses.blocked_minutes(asked_by, &number, now) {
        return Ok(shown(&state, StatusCode::TOO_MANY_REQUESTS, number, Found::Blocked(minutes)));
    }
    let found = match window.progress(&number, &code).await? {
        Some(progress) => Found::Progress(Box::new(in_words(progress))),
        None => {
            guesses.wrong(asked_by, &number, now);
            Found::NotTogether
        }
    };
    // The number comes back as it was typed, whether there is one or not; the code never does.
    Ok(shown(&state, StatusCode::OK, number, found))
}

fn in_words(progress: Progress) -> Shown {
    let days = progress.days.iter().map(|(what, on)| (*what, day(*on))).collect();
    let next = progress
        .next
        .iter()
        .map(|next| (next.what.clone(), next.due.map_or("及时".to_owned(), day), next.article.clone()));
    Shown { next: next.collect(), days, progress }
}

fn shown(state: &PortalState, status: StatusCode, number: String, found: Found) -> Response {
    let (open, asked) = (state.window.is_some(), !matches!(found, Found::Nothing));
    let mut answer = page_as(status, &ProgressPage { page: Frame { nav: "progress" }, number, found, open });
    // The form may be kept like any page; an answer is the asker's alone.
    if asked {
        answer.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    answer
}
