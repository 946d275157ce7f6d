//! How often signing in may be tried: so often a minute for one login, whoever tries, and so often from one address, whatever login it tries. The page and the
//! API count together, and 我的账户 with them. Behind a reverse proxy the address it names is counted, as on the portal: else the whole district would be one
//! address, and one stranger could keep everybody out. The lock of an account comes on top ([`crate::session`]).

use crate::portal::limits::{counted, reader};
use crate::state::DeskState;
use axum::extract::{FromRef, FromRequestParts};
use axum::http::request::Parts;
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use std::convert::Infallible;
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU32, Ordering};

// Neither figure is zero, and the compiler has seen that it is not.
const OF_LOGIN: NonZeroU32 = NonZeroU32::new(30).unwrap();
/// Generous: a whole bureau signs in from one address at nine in the morning.
const OF_ADDRESS: NonZeroU32 = NonZeroU32::new(300).unwrap();
/// Logins and addresses that have been quiet are forgotten each time so many attempts have come.
const FORGET_EVERY: u32 = 1024;

static LOGINS: LazyLock<DefaultKeyedRateLimiter<String>> =
    LazyLock::new(|| RateLimiter::keyed(Quota::per_minute(OF_LOGIN)));
static ADDRESSES: LazyLock<DefaultKeyedRateLimiter<IpAddr>> =
    LazyLock::new(|| RateLimiter::keyed(Quota::per_minute(OF_ADDRESS)));
static SINCE: AtomicU32 = AtomicU32::new(0);

/// Where a request came from, if the listener or its proxy tells.
pub struct From(pub Option<IpAddr>);

impl<S> FromRequestParts<S> for From
where
    DeskState: FromRef<S>,
    S: Send + Sync,
{
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<From, Infallible> {
        let behind_proxy = DeskState::from_ref(state).behind_proxy;
        Ok(From(reader(&parts.extensions, &parts.headers, behind_proxy)))
    }
}

/// Counts an attempt; `false` when there have been too many.
pub fn may_try(login: &str, from: &From) -> bool {
    if SINCE.fetch_add(1, Ordering::Relaxed) % FORGET_EVERY == FORGET_EVERY - 1 {
        LOGINS.retain_recent();
        ADDRESSES.retain_recent();
    }
    let address = from.0.is_none_or(|address| ADDRESSES.check_key(&counted(address)).is_ok());
    address && LOGINS.check_key(&login.to_owned()).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_login_and_one_address_are_held_and_others_are_not() {
        let [one, other] = ["203.0.113.7", "203.0.113.8"].map(|text| From(text.parse().ok()));
        assert!((0..30).all(|_| may_try("attempts-a", &other)));
        assert!(!may_try("attempts-a", &other), "the login has been tried often enough");
        assert!((0..300).all(|n| may_try(&format!("attempts-{n}"), &one)));
        assert!(!may_try("attempts-300", &one), "the address has tried often enough");
        assert!(may_try("attempts-301", &other));
    }
}
