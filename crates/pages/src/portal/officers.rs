//! Checking a certificate (执法证件查验, plan clause 2, features 2.2): by its number, typed or scanned, with what the law makes public of it and nothing more. A certificate
//! that was withdrawn or has expired is said to be invalid, in plain words and at once: the answer is never kept.

use super::directory::pages::encoded;
use super::missing::Missing;
use super::restraint::From;
use super::{Frame, PortalState, page};
use askama::Template;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::{HeaderValue, header};
use axum::response::Response;
use law::width::bare_number;
use serde::Deserialize;
use serde_json::Value;

const NUMBER_MAX: usize = 30;

/// The number as typed or scanned.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    number: String,
}

/// What is known of a certificate.
struct Certificate {
    number: String,
    name: String,
    body: String,
    issuer: String,
    from: String,
    to: String,
    state: String,
    valid: bool,
    /// What the state means for whoever stands before the officer.
    means: &'static str,
    entry: String,
    drawing: String,
}

#[derive(Template)]
#[template(path = "portal/officer_check.html")]
struct CheckPage {
    page: Frame,
    number: String,
    found: Option<Certificate>,
}

/// `GET /officers/check?number=`.
pub async fn show(
    State(state): State<PortalState>,
    from: From,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Result<Response, Missing> {
    let number = typed(&asked.unwrap_or_default().number);
    let mut found = None;
    if !number.is_empty() {
        state.restraint.query(&from)?;
        found = certificate(&state, &number).or_else(|| certificate(&state, &bare_number(&number)));
    }
    let mut answer = page(&CheckPage { page: Frame { nav: "check" }, number, found });
    answer.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(answer)
}

/// The number without blanks, full-width characters as ASCII.
fn typed(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_whitespace() && !c.is_control())
        .map(law::width::narrowed)
        .take(NUMBER_MAX)
        .collect()
}

fn certificate(state: &PortalState, number: &str) -> Option<Certificate> {
    let directory = state.directory();
    let content = directory.registers.of_word("officer")?.on_day(number, state.today())?;
    let text = |key: &str| content.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
    let held = text("certificate_state");
    let (valid, means) = meaning(&held);
    Some(Certificate {
        name: text("name"),
        body: directory.name(&text("body")).to_owned(),
        issuer: text("certificate_issuer"),
        from: text("certificate_from"),
        to: text("certificate_to"),
        entry: format!("/directory/officer/{}", encoded(number)),
        drawing: drawing(state, number),
        number: number.to_owned(),
        state: held,
        valid,
        means,
    })
}

/// The code that leads to this answer, for whoever wants it on paper.
pub(super) fn drawing(state: &PortalState, number: &str) -> String {
    let address = format!("{}/officers/check?number={}", state.address, encoded(number));
    documents::drawn(&address).unwrap_or_default()
}

/// Whether the state allows enforcement, and what it means.
fn meaning(state: &str) -> (bool, &'static str) {
    match state {
        "有效" => (true, "证件有效，可以依法执法。请核对姓名、机关与当面出示的证件一致。"),
        "尚未生效" => (false, "证件的有效期还没有开始，现在不能凭它执法。"),
        "过期" => (false, "证件已过有效期，不能凭它执法。"),
        "暂扣" => (false, "证件已被暂扣，暂扣期间不能执法。"),
        "收回" => (false, "证件已被收回，不能凭它执法。"),
        "注销" => (false, "证件已经注销，不能凭它执法。"),
        _ => (false, "证件现在无效，不能凭它执法。"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use law::officers::CertificateState;

    #[test]
    fn every_state_has_words_and_only_one_allows() {
        for state in CertificateState::ALL {
            let (valid, means) = meaning(state.title());
            assert_eq!(valid, state == CertificateState::Valid, "{state:?}");
            assert!(!means.starts_with("证件现在无效"), "{state:?} has words of its own");
        }
    }

    #[test]
    fn numbers_are_read_as_people_type_them() {
        for text in ["310105 00001", "３１０１０５００００１", " 31010500001\n"] {
            assert_eq!(typed(text), "31010500001");
        }
        assert_eq!(bare_number(&typed("310105－00001")), "31010500001");
    }
}
