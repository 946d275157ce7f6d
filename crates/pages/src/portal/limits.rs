//! How often one address may ask. Generous, so that a school or an office behind one address is never turned away; firm, so that one machine cannot
//! keep everyone else from reading. Both figures are configuration; zero leaves the portal without a limit.
//!
//! An IPv6 reader has a whole /64, so that is what is counted. Behind a reverse proxy the address it names is counted, only if the configuration
//! says that there is one.

use super::missing::Missing;
use axum::extract::{ConnectInfo, Request, State};
use axum::http::{Extensions, HeaderMap};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::num::NonZeroU32;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

/// Addresses that have been quiet are forgotten each time so many requests have come.
const FORGET_EVERY: u32 = 4096;

/// What one address may ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Requests a second in the long run; 0 for no limit.
    pub requests_per_second: u32,
    /// Requests at once, before the long run counts.
    pub burst: u32,
    /// Whether a reverse proxy stands before the portal and appends the reader's address to `X-Forwarded-For`.
    pub behind_proxy: bool,
    /// Letters one address may hand in within an hour; 0 for no limit.
    pub letters_an_hour: u32,
    /// Progress queries and officer checks one address may ask for within an hour; 0 for no limit.
    pub queries_an_hour: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            requests_per_second: 50,
            burst: 500,
            behind_proxy: false,
            letters_an_hour: 20,
            queries_an_hour: 300,
        }
    }
}

/// The limit of a listener.
#[derive(Clone)]
pub struct Limiter {
    limiter: Option<Arc<DefaultKeyedRateLimiter<IpAddr>>>,
    behind_proxy: bool,
    since: Arc<AtomicU32>,
}

impl Limiter {
    pub fn new(limits: &Limits) -> Limiter {
        let quota = NonZeroU32::new(limits.requests_per_second).map(|rate| {
            let burst = NonZeroU32::new(limits.burst).unwrap_or(rate);
            Quota::per_second(rate).allow_burst(burst)
        });
        Limiter::of(quota, limits.behind_proxy)
    }

    /// A limit for something that is asked more seldom than pages; zero an hour is no limit.
    pub(super) fn an_hour(times: u32, behind_proxy: bool) -> Limiter {
        Limiter::of(NonZeroU32::new(times).map(Quota::per_hour), behind_proxy)
    }

    fn of(quota: Option<Quota>, behind_proxy: bool) -> Limiter {
        Limiter {
            limiter: quota.map(|quota| Arc::new(RateLimiter::keyed(quota))),
            behind_proxy,
            since: Arc::default(),
        }
    }

    /// Seconds to wait; `None` when the address may ask.
    pub(super) fn wait_seconds(&self, address: IpAddr) -> Option<u64> {
        let limiter = self.limiter.as_ref()?;
        if self.since.fetch_add(1, Ordering::Relaxed) % FORGET_EVERY == FORGET_EVERY - 1 {
            limiter.retain_recent();
        }
        let refused = limiter.check_key(&counted(address)).err()?;
        Some(refused.wait_time_from(DefaultClock::default().now()).as_secs() + 1)
    }
}

/// Lets a request through, or tells its sender how long to wait. A listener that does not tell addresses has no limit.
pub async fn hold(State(limiter): State<Limiter>, request: Request, next: Next) -> Response {
    let reader = reader(request.extensions(), request.headers(), limiter.behind_proxy);
    match reader.and_then(|address| limiter.wait_seconds(address)) {
        Some(wait_seconds) => Missing::TooOften { wait_seconds }.into_response(),
        None => next.run(request).await,
    }
}

/// Whose address counts: behind a proxy the one it names, else the one the connection comes from, where the listener tells it.
pub(crate) fn reader(extensions: &Extensions, headers: &HeaderMap, behind_proxy: bool) -> Option<IpAddr> {
    let named = behind_proxy.then(|| forwarded(headers)).flatten();
    named.or_else(|| extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip()))
}

/// The address the nearest proxy saw: the last one; those before it can be written by anyone.
fn forwarded(headers: &HeaderMap) -> Option<IpAddr> {
    let line = headers.get_all("x-forwarded-for").iter().next_back()?.to_str().ok()?;
    line.rsplit(',').next()?.trim().parse().ok()
}

/// What is counted of an address: an IPv6 reader has a whole /64.
pub(crate) fn counted(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V6(v6) => match v6.to_ipv4_mapped() {
            Some(v4) => v4.into(),
            None => {
                let [a, b, c, d, ..] = v6.segments();
                Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0).into()
            }
        },
        v4 => v4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limiter(requests_per_second: u32, burst: u32) -> Limiter {
        Limiter::new(&Limits { requests_per_second, burst, ..Limits::default() })
    }

    #[test]
    fn one_address_is_held_and_others_are_not() {
        let limiter = limiter(1, 3);
        let [one, other] = ["203.0.113.1", "203.0.113.2"].map(|text| text.parse().unwrap());
        for _ in 0..3 {
            assert_eq!(limiter.wait_seconds(one), None);
        }
        assert!(limiter.wait_seconds(one).is_some_and(|seconds| seconds >= 1));
        assert_eq!(limiter.wait_seconds(other), None);
    }

    #[test]
    fn zero_is_no_limit() {
        let limiter = limiter(0, 0);
        assert!((0..2000).all(|_| limiter.wait_seconds("203.0.113.1".parse().unwrap()).is_none()));
    }

    #[test]
    fn a_whole_subnet_of_ipv6_is_one_reader_and_a_mapped_address_is_ipv4() {
        let one: IpAddr = "2001:db8:1:2::1".parse().unwrap();
        assert_eq!(counted(one), counted("2001:db8:1:2:ffff::9".parse().unwrap()));
        assert_ne!(counted(one), counted("2001:db8:1:3::1".parse().unwrap()));
        assert_eq!(counted("::ffff:203.0.113.1".parse().unwrap()), "203.0.113.1".parse::<IpAddr>().unwrap());
    }

    #[test]
    fn only_the_nearest_proxy_is_believed() {
        let mut headers = HeaderMap::new();
        headers.insert("x-forwarded-for", "198.51.100.7, 203.0.113.9".parse().unwrap());
        assert_eq!(forwarded(&headers), "203.0.113.9".parse().ok());
    }
}
