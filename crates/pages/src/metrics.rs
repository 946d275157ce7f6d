//! Whether the program is well, for machines that watch it: `/healthz` (alive, and what is degraded), `/readyz` (database and object store answer, the disk
//! has room and the ledger is published) and `/metrics` (Prometheus text). On the desk's listener only; where the configuration
//! has a token the metrics go to whoever holds it, else to callers on this machine.
//!
//! Figures are counted by route pattern and status. No address, name, number or search is counted or shown.

use axum::Router;
use axum::extract::{ConnectInfo, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use metrics_exporter_prometheus::{BuildError, PrometheusBuilder, PrometheusHandle};
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;
use store::Books;
use subtle::ConstantTimeEq;

/// Answer times that a bucket ends at, in seconds.
const BUCKETS: [f64; 11] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0];
/// After so many requests the figures are folded into their buckets even when nobody asks for them.
const FOLD_EVERY: u32 = 8192;

/// What does not answer in this time is as good as away.
const ANSWERS_WITHIN: Duration = Duration::from_secs(2);

static FIGURES: OnceLock<PrometheusHandle> = OnceLock::new();
static SINCE_FOLD: AtomicU32 = AtomicU32::new(0);

/// Begins counting; once per program, before the first request. Counting the second time is a fault of the program.
pub fn install() -> Result<(), BuildError> {
    let handle = PrometheusBuilder::new().set_buckets(&BUCKETS)?.install_recorder()?;
    // A second installation has failed on the line above, so the place is free.
    let _ = FIGURES.set(handle);
    Ok(())
}

/// Counts an answered request.
pub fn request(method: &str, route: &str, status: u16, took: Duration) {
    let labels = [("method", method.to_owned()), ("route", route.to_owned()), ("status", status.to_string())];
    ::metrics::counter!("mingjing_requests_total", &labels).increment(1);
    ::metrics::histogram!("mingjing_request_seconds", "route" => route.to_owned()).record(took.as_secs_f64());
    if SINCE_FOLD.fetch_add(1, Ordering::Relaxed) % FOLD_EVERY == FOLD_EVERY - 1
        && let Some(figures) = FIGURES.get()
    {
        figures.run_upkeep();
    }
}

/// What the watching routes look at.
#[derive(Clone)]
pub struct Watch {
    pub books: Arc<Books>,
    /// The folder whose disk must have room; none when everything lies with a database server and an object store.
    pub folder: Option<PathBuf>,
    /// Below this the program is not ready.
    pub room_bytes_min: u64,
    /// Lets callers from other machines read the metrics: `Authorization: Bearer …`.
    pub token: Option<String>,
}

/// `/healthz`, `/readyz`, `/metrics`.
pub fn routes(watch: Watch) -> Router {
    Router::new()
        .route("/healthz", get(alive))
        .route("/readyz", get(ready))
        .route("/metrics", get(figures))
        .with_state(Arc::new(watch))
}

/// Alive it is in any case; restarting it would mend no database.
async fn alive(State(watch): State<Arc<Watch>>) -> Response {
    let (well, says) = looked(&watch).await;
    (if well { "ok\n".to_owned() } else { format!("degraded\n{says}") }).into_response()
}

async fn ready(State(watch): State<Arc<Watch>>) -> Response {
    match looked(&watch).await {
        (true, says) => format!("ready\n{says}").into_response(),
        (false, says) => (StatusCode::SERVICE_UNAVAILABLE, format!("degraded\n{says}")).into_response(),
    }
}

/// Whether all is well, and a line about each thing that has to be.
async fn looked(watch: &Watch) -> (bool, String) {
    let size = answers("database", watch.books.size()).await;
    if let Some(size) = size {
        ::metrics::gauge!("mingjing_ledger_entries").set(size as f64);
    }
    let objects = answers("objects", watch.books.objects_answer()).await.is_some();
    let room = room_bytes(watch).is_none_or(|room| room >= watch.room_bytes_min);
    let published = published(watch);
    let word = |well: bool| if well { "answers" } else { "does not answer" };
    let disk = if room { "has room" } else { "no room left" };
    let ledger = if published { "published" } else { "not published" };
    let (database, store) = (word(size.is_some()), word(objects));
    let says = format!("database: {database}\nobjects: {store}\ndisk: {disk}\nledger: {ledger}\n");
    (size.is_some() && objects && room && published, says)
}

/// Whether nothing keeps the ledger from being published; why it is not stands in the log, not here.
fn published(watch: &Watch) -> bool {
    let refused = watch.books.unpublished().is_some();
    ::metrics::gauge!("mingjing_publication_refused").set(if refused { 1.0 } else { 0.0 });
    !refused
}

/// What the store says within the time that whoever watches has.
async fn answers<T>(what: &str, asked: impl Future<Output = Result<T, desk::Fault>>) -> Option<T> {
    match tokio::time::timeout(ANSWERS_WITHIN, asked).await {
        Ok(Ok(said)) => Some(said),
        Ok(Err(fault)) => {
            tracing::error!(what, %fault, "does not answer");
            None
        }
        Err(_) => {
            tracing::error!(what, "does not answer in time");
            None
        }
    }
}

/// Free bytes on the disk of the folder; `None` without a folder, or when the system does not say.
fn room_bytes(watch: &Watch) -> Option<u64> {
    let folder = watch.folder.as_ref()?;
    let disk = rustix::fs::statvfs(folder).ok()?;
    let room = disk.f_bavail.saturating_mul(disk.f_frsize);
    ::metrics::gauge!("mingjing_disk_free_bytes").set(room as f64);
    Some(room)
}

async fn figures(
    State(watch): State<Arc<Watch>>,
    from: Option<CallerAddress>,
    headers: HeaderMap,
) -> Response {
    let address = from.map(|CallerAddress(address)| address.ip());
    if !may_read(address, &headers, watch.token.as_deref()) {
        return (StatusCode::FORBIDDEN, "metrics are for this machine, or with the token\n").into_response();
    }
    room_bytes(&watch);
    published(&watch);
    let Some(figures) = FIGURES.get() else {
        return (StatusCode::SERVICE_UNAVAILABLE, "counting has not begun\n").into_response();
    };
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], figures.render()).into_response()
}

/// With a token, whoever holds it; without one, this machine itself, and nobody for whom a proxy on this machine asks.
fn may_read(address: Option<IpAddr>, headers: &HeaderMap, token: Option<&str>) -> bool {
    let through_a_proxy = ["forwarded", "x-forwarded-for"].iter().any(|name| headers.contains_key(*name));
    match token {
        Some(_) => holds_token(headers, token),
        None => address.is_some_and(|address| address.is_loopback()) && !through_a_proxy,
    }
}

fn holds_token(headers: &HeaderMap, token: Option<&str>) -> bool {
    let shown = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let shown = shown.and_then(|value| value.strip_prefix("Bearer "));
    match (shown, token) {
        (Some(shown), Some(token)) => shown.as_bytes().ct_eq(token.as_bytes()).into(),
        _ => false,
    }
}

/// The caller's address, where the listener tells it.
struct CallerAddress(SocketAddr);

impl<S: Send + Sync> axum::extract::OptionalFromRequestParts<S> for CallerAddress {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(
        parts: &mut axum::http::request::Parts,
        _: &S,
    ) -> Result<Option<Self>, Self::Rejection> {
        Ok(parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|info| CallerAddress(info.0)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    #[test]
    fn only_the_token_opens_the_metrics_from_afar() {
        let mut headers = HeaderMap::new();
        assert!(!holds_token(&headers, Some("secret")));
        headers.insert(header::AUTHORIZATION, HeaderValue::from_static("Bearer secret"));
        assert!(holds_token(&headers, Some("secret")));
        assert!(!holds_token(&headers, Some("other")));
        assert!(!holds_token(&headers, None));
    }

    #[test]
    fn without_a_token_only_this_machine_reads_and_no_proxy_for_others() {
        let [here, afar] = ["127.0.0.1", "203.0.113.9"].map(|text| text.parse().ok());
        let mut headers = HeaderMap::new();
        assert!(may_read(here, &headers, None));
        assert!(!may_read(afar, &headers, None) && !may_read(None, &headers, None));
        assert!(!may_read(here, &headers, Some("secret")), "where there is a token it is asked for");
        headers.insert("x-forwarded-for", HeaderValue::from_static("203.0.113.9"));
        assert!(!may_read(here, &headers, None));
    }

    struct Fixed;

    impl desk::carry_out::Clock for Fixed {
        fn now(&self) -> jiff::Timestamp {
            events::testing::moment("2026-11-23T09:00")
        }
    }

    /// A store in which a district of this name is founded.
    async fn founded(folder: &std::path::Path, database: &str, body_name: &str) -> Arc<Books> {
        let config = store::Config {
            database: format!("sqlite://{}", folder.join(database).display()),
            objects: format!("file://{}", folder.join("objects").display()),
            origin: "mingjing.example/310105".to_owned(),
            randomness: Some(7),
            ledger_key: [7; 32],
            breaks: None,
        };
        let books = Arc::new(Books::open(&config).await.unwrap());
        let founding = desk::founding::Founding {
            body_code: events::testing::district::BODY.to_owned(),
            body_name: body_name.to_owned(),
            region: "310105".to_owned(),
            administrator: "fang-yuan".into(),
            administrator_name: "方远".to_owned(),
        };
        let desk = desk::Desk { store: books.clone(), clock: Arc::new(Fixed) };
        desk.found(&founding).await.unwrap();
        books
    }

    #[tokio::test]
    async fn a_refused_publication_shows() {
        let folder = tempfile::tempdir().unwrap();
        let watch = |books| Watch { books, folder: None, room_bytes_min: 0, token: None };
        let books = founded(folder.path(), "first.db", "甲司法局").await;
        books.publish_now().await.unwrap();
        let (well, says) = looked(&watch(books.clone())).await;
        assert!(well && says.ends_with("ledger: published\n"), "{says}");
        books.close().await.unwrap();

        // Another history over the same objects, as after a wrong copy was put back.
        let books = founded(folder.path(), "second.db", "乙司法局").await;
        assert!(books.publish_now().await.is_err());
        let (well, says) = looked(&watch(books.clone())).await;
        assert!(!well && says.ends_with("ledger: not published\n"), "{says}");
        assert_eq!(ready(State(Arc::new(watch(books)))).await.status(), StatusCode::SERVICE_UNAVAILABLE);
    }

    #[test]
    fn requests_are_counted_by_pattern() {
        install().unwrap();
        request("GET", "/cases/{case}", 200, Duration::from_millis(3));
        let text = FIGURES.get().unwrap().render();
        assert!(
            text.contains(r#"mingjing_requests_total{method="GET",route="/cases/{case}",status="200"} 1"#),
            "{text}"
        );
        assert!(install().is_err());
    }
}
