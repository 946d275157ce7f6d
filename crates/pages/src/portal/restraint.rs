//! How often one reader may hand in letters, ask for the progress of something and check certificates, beside the limit for pages ([`super::limits`]); and the
//! wrong codes of the progress query ([`super::guesses`]).

use super::PortalState;
use super::guesses::Guesses;
use super::limits::{self, Limiter, Limits, reader};
use super::missing::Missing;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use std::convert::Infallible;
use std::net::IpAddr;

/// The limits of the window.
pub struct Restraint {
    letters: Limiter,
    queries: Limiter,
    pub guesses: Guesses,
}

impl Restraint {
    pub fn new(limits: &Limits) -> Restraint {
        Restraint {
            letters: Limiter::an_hour(limits.letters_an_hour, limits.behind_proxy),
            queries: Limiter::an_hour(limits.queries_an_hour, limits.behind_proxy),
            guesses: Guesses::new(),
        }
    }

    /// Counts a letter.
    pub fn letter(&self, from: &From) -> Result<(), Missing> {
        hold(&self.letters, from)
    }

    /// Counts a query or a check.
    pub fn query(&self, from: &From) -> Result<(), Missing> {
        hold(&self.queries, from)
    }
}

fn hold(limiter: &Limiter, from: &From) -> Result<(), Missing> {
    match from.0.and_then(|address| limiter.wait_seconds(address)) {
        Some(wait_seconds) => Err(Missing::TooOften { wait_seconds }),
        None => Ok(()),
    }
}

/// Where a request came from, if the listener or its proxy tells.
pub struct From(pub Option<IpAddr>);

impl From {
    /// What is counted of it.
    pub fn counted(&self) -> Option<IpAddr> {
        self.0.map(limits::counted)
    }
}

impl FromRequestParts<PortalState> for From {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &PortalState) -> Result<From, Infallible> {
        Ok(From(reader(&parts.extensions, &parts.headers, state.limits.behind_proxy)))
    }
}
