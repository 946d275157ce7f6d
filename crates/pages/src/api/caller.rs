//! Who calls: the officer whose session the bearer token is. A cookie is not looked at.

use super::problem::Problem;
use crate::session::{self, SignedIn};
use crate::state::DeskState;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};

/// The caller, as the register has them now.
pub struct Caller(pub SignedIn);

impl FromRequestParts<DeskState> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &DeskState) -> Result<Self, Problem> {
        let token = bearer(&parts.headers).ok_or_else(Problem::stranger)?;
        session::signed_in(state, token).await?.map(Caller).ok_or_else(Problem::stranger)
    }
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    let token = token.trim();
    (scheme.eq_ignore_ascii_case("bearer") && token.len() == 64).then_some(token)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_bearer_token_of_the_right_length_is_one() {
        let token = "ab".repeat(32);
        let read = |line: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::AUTHORIZATION, line.parse().unwrap());
            bearer(&headers).map(str::to_owned)
        };
        assert_eq!(read(&format!("Bearer {token}")), Some(token.clone()));
        assert_eq!(read(&format!("bearer {token}")), Some(token.clone()));
        for line in [format!("Basic {token}"), "Bearer short".to_owned(), token, "Bearer".to_owned()] {
            assert_eq!(read(&line), None, "{line}");
        }
    }
}
