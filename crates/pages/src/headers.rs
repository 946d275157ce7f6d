//! What every answer carries, on both listeners: a content policy without anything inline, no sniffing, no framing, a request id; and what every
//! request gets: a log line without personal data, a count, and a calm page if the program itself breaks.
//!
//! Logs name the route's pattern, never the path, query or body: a case number or a search for a name must not end up in a log.

use crate::lent;
use axum::Router;
use axum::body::Body;
use axum::extract::{MatchedPath, Request};
use axum::http::{HeaderName, HeaderValue, Response, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{Html, IntoResponse};
use std::any::Any;
use std::time::{Duration, Instant};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::timeout::TimeoutLayer;

/// No script, style or picture from anywhere else, and none inline.
pub const CONTENT_POLICY: &str =
    "default-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'";

/// Header in which an answer names its request, so that a person can quote it.
pub const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Set where the handler has not said otherwise.
const FIELDS: [(HeaderName, &str); 9] = [
    (header::CONTENT_SECURITY_POLICY, CONTENT_POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::REFERRER_POLICY, "same-origin"),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(self), microphone=(self), geolocation=(self), payment=(), usb=(), interest-cohort=()",
    ),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (HeaderName::from_static("x-permitted-cross-domain-policies"), "none"),
    // Private unless a route says that it is public.
    (header::CACHE_CONTROL, "no-store"),
];

/// The id of the request under way; handlers that log a fault name it.
#[derive(Clone, Debug)]
pub struct RequestId(pub String);

/// Puts the common headers, the log line and the panic page around a listener's routes, and lets every refusal be heard.
pub fn strict(router: Router) -> Router {
    lent::to_the_end(router.layer(CatchPanicLayer::custom(broken)).layer(middleware::from_fn(noted)))
}

/// Answers 503 when a handler takes longer; not for uploads, which may take hours.
pub fn within(router: Router, longest: Duration) -> Router {
    router.layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, longest))
}

async fn noted(mut request: Request, next: Next) -> Response<Body> {
    let began = Instant::now();
    let id = uuid::Uuid::now_v7().simple().to_string();
    request.extensions_mut().insert(RequestId(id.clone()));
    let method = request.method().clone();
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or("(none)".to_owned(), |path| path.as_str().to_owned());
    let mut answer = next.run(request).await;
    let (status, took) = (answer.status(), began.elapsed());
    crate::metrics::request(method.as_str(), &route, status.as_u16(), took);
    let duration_ms = took.as_secs_f64() * 1000.0;
    if status.is_server_error() {
        tracing::error!(request = %id, %method, route, status = status.as_u16(), duration_ms, "answered");
    } else {
        tracing::info!(request = %id, %method, route, status = status.as_u16(), duration_ms, "answered");
    }
    dress(&mut answer, &id);
    answer
}

fn dress(answer: &mut Response<Body>, id: &str) {
    let fields = answer.headers_mut();
    for (name, value) in FIELDS {
        fields.entry(name).or_insert(HeaderValue::from_static(value));
    }
    if let Ok(id) = HeaderValue::from_str(id) {
        fields.insert(REQUEST_ID, id);
    }
}

/// What is shown when the program breaks. The particulars go to the log; the page tells what matters to the reader.
fn broken(_: Box<dyn Any + Send + 'static>) -> Response<Body> {
    tracing::error!("a handler broke; see the line before from the panic hook");
    let page = "<!doctype html><html lang=\"zh-CN\"><meta charset=\"utf-8\"><title>系统出错</title>\
                <h1>系统出错</h1><p>程序没有完成这次请求。已经提交并收到回执的内容不受影响。</p>\
                <p>请稍后再试；再次出错时，请告知管理员发生的时间。</p></html>";
    (StatusCode::INTERNAL_SERVER_ERROR, Html(page)).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::routing::get;
    use tower::ServiceExt;

    fn sample() -> Router {
        let broken = get(|| async {
            if true {
                panic!("on purpose")
            }
        });
        let public = get(|| async { ([(header::CACHE_CONTROL, "public, max-age=10")], "x") });
        strict(
            Router::new().route("/", get(|| async { "x" })).route("/broken", broken).route("/public", public),
        )
    }

    async fn ask(path: &str) -> Response<Body> {
        sample().oneshot(Request::get(path).body(Body::empty()).unwrap()).await.unwrap()
    }

    #[tokio::test]
    async fn every_answer_carries_them_also_when_there_is_no_page_or_the_program_breaks() {
        for (path, status) in [("/", 200), ("/nowhere", 404), ("/broken", 500)] {
            let answer = ask(path).await;
            assert_eq!(answer.status(), status, "{path}");
            for (name, value) in FIELDS {
                assert_eq!(answer.headers()[&name], value, "{path} {name}");
            }
            assert_eq!(answer.headers()[REQUEST_ID].len(), 32);
        }
    }

    #[tokio::test]
    async fn a_route_may_say_that_it_is_public() {
        assert_eq!(ask("/public").await.headers()[header::CACHE_CONTROL], "public, max-age=10");
    }

    #[test]
    fn the_policy_allows_nothing_inline_and_no_other_host() {
        for forbidden in ["unsafe-inline", "unsafe-eval", "data:", "http", "*"] {
            assert!(!CONTENT_POLICY.contains(forbidden), "{forbidden}");
        }
    }

    #[tokio::test]
    async fn a_handler_that_hangs_is_answered_for() {
        let hangs = Router::new().route("/", get(|| std::future::pending::<()>()));
        let request = Request::get("/").body(Body::empty()).unwrap();
        let answer = within(hangs, Duration::from_millis(1)).oneshot(request).await.unwrap();
        assert_eq!(answer.status(), StatusCode::SERVICE_UNAVAILABLE);
    }
}
