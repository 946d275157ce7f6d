//! Searching the publications (公示查询): by words of the document and by body, newest first, fifty a page. Leafing goes by place, not by page number, so
//! that a publication made meanwhile shifts nothing.

use super::check::searched;
use super::document::Listing;
use super::missing::Missing;
use super::{Frame, PortalState, number, page};
use askama::Template;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::response::Response;
use serde::Deserialize;
use store::{BulletinFilter, Page};

/// The longest search; what is beyond is not looked at, and the page shows what was.
const WORDS_MAX: usize = 60;

/// What a reader asks for; everything may be left out.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    words: String,
    unit: String,
    before: String,
}

#[derive(Template)]
#[template(path = "portal/publications.html")]
struct Publications {
    page: Frame,
    words: String,
    /// Code, name, chosen.
    units: Vec<(String, String, bool)>,
    rows: Vec<Listing>,
    too_short: bool,
    asked: bool,
    /// Query of the next older page.
    older: Option<String>,
    /// Query of the newest page, when this is not it.
    newest: Option<String>,
}

pub async fn show(
    State(state): State<PortalState>,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Result<Response, Missing> {
    let Query(asked) = asked.unwrap_or_default();
    let words = searched(&asked.words.trim().chars().take(WORDS_MAX).collect::<String>());
    let directory = state.directory();
    let unit = directory.bodies().map(|(code, _)| code).find(|code| *code == asked.unit).map(str::to_owned);
    let before = number(&asked.before);
    let filter = BulletinFilter { words: words.clone(), unit: unit.clone() };
    let listed = state.public.bulletin_list(&filter, Page { before, rows: 0 }).await?;
    let query = |before: Option<u64>| {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        query.append_pair("words", &words).append_pair("unit", unit.as_deref().unwrap_or_default());
        if let Some(before) = before {
            query.append_pair("before", &before.to_string());
        }
        query.finish()
    };
    let chosen = |code: &str| Some(code) == unit.as_deref();
    Ok(page(&Publications {
        page: Frame { nav: "publications" },
        units: directory
            .bodies()
            .map(|(code, name)| (code.to_owned(), name.to_owned(), chosen(code)))
            .collect(),
        rows: listed.rows.iter().map(|row| Listing::of(row, directory.name(&row.unit))).collect(),
        too_short: words.chars().count() == 1,
        asked: !words.is_empty() || unit.is_some(),
        older: listed.next.map(|next| query(Some(next))),
        newest: before.map(|_| query(None)),
        words: words.clone(),
    }))
}
