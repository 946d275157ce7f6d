//! Answers kept in memory for a few seconds. Whoever asks for the same page meanwhile gets the same bytes, already compressed; many who ask at
//! once wait for one of them. What is kept is bounded in bytes, and nothing is kept longer than a reader's browser may keep it.

use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use moka::future::Cache;
use std::sync::Arc;
use std::time::Duration;

/// How long an answer is kept.
const FOR: Duration = Duration::from_secs(3);
/// What all kept answers may take together.
const BYTES_MAX: u64 = 64 << 20;
/// The longest answer there is: a full bundle of the longest entries.
const ANSWER_BYTES_MAX: usize = 20 << 20;
/// Longer addresses are not kept: nobody else will ask the same.
const ADDRESS_BYTES_MAX: usize = 512;

/// The kept answers of a listener.
#[derive(Clone)]
pub struct Kept {
    answers: Cache<Asked, Arc<Answer>>,
}

/// What was asked: the address, and whether the reader takes gzip.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Asked {
    address: String,
    gzip: bool,
}

struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    bytes: Bytes,
}

impl Kept {
    pub fn new() -> Kept {
        let weight = |asked: &Asked, answer: &Arc<Answer>| {
            u32::try_from(asked.address.len() + answer.bytes.len() + 512).unwrap_or(u32::MAX)
        };
        Kept { answers: Cache::builder().weigher(weight).max_capacity(BYTES_MAX).time_to_live(FOR).build() }
    }
}

/// Answers from memory, or asks further in and keeps what comes.
pub async fn answer(State(kept): State<Kept>, request: Request, next: Next) -> Response {
    let address = request.uri().path_and_query().map_or("/", |path| path.as_str());
    let plain = matches!(*request.method(), Method::GET | Method::HEAD)
        && !request.headers().contains_key(header::RANGE)
        && !request.headers().contains_key(header::IF_NONE_MATCH);
    if !plain || address.len() > ADDRESS_BYTES_MAX {
        return next.run(request).await;
    }
    let asked = Asked { address: address.to_owned(), gzip: crate::assets::accepts_gzip(request.headers()) };
    let head = *request.method() == Method::HEAD;
    // A HEAD is answered from the whole page, so that both kinds share it.
    let (mut parts, _) = request.into_parts();
    parts.method = Method::GET;
    let again_by_itself = (parts.clone(), next.clone());
    let further = async { whole(next.run(Request::from_parts(parts, Body::empty())).await).await };
    match kept.answers.try_get_with(asked, further).await {
        Ok(answer) => again(&answer, head),
        // What is too long or not for keeping comes to the first who asked; the others who waited ask once more by themselves.
        Err(passed) => match passed.answer.lock().ok().and_then(|mut answer| answer.take()) {
            Some(answer) => answer,
            None => {
                let (parts, next) = again_by_itself;
                next.run(Request::from_parts(parts, Body::empty())).await
            }
        },
    }
}

/// An answer that is not kept.
struct Passed {
    answer: std::sync::Mutex<Option<Response>>,
}

async fn whole(answer: Response) -> Result<Arc<Answer>, Passed> {
    let keep = matches!(answer.status(), StatusCode::OK | StatusCode::NOT_FOUND | StatusCode::GONE)
        && answer.headers().get(header::CACHE_CONTROL).is_some_and(|caching| caching != "no-store");
    let pass = |answer: Response| Err(Passed { answer: std::sync::Mutex::new(Some(answer)) });
    if !keep {
        return pass(answer);
    }
    let (parts, body) = answer.into_parts();
    match to_bytes(body, ANSWER_BYTES_MAX).await {
        Ok(bytes) => Ok(Arc::new(Answer { status: parts.status, headers: parts.headers, bytes })),
        Err(_) => pass((StatusCode::SERVICE_UNAVAILABLE, "内容过长，不能显示。").into_response()),
    }
}

fn again(answer: &Answer, head: bool) -> Response {
    let body = if head { Body::empty() } else { Body::from(answer.bytes.clone()) };
    let mut given = Response::new(body);
    *given.status_mut() = answer.status;
    *given.headers_mut() = answer.headers.clone();
    given.headers_mut().insert(header::CONTENT_LENGTH, answer.bytes.len().into());
    given
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::{Router, middleware, routing::get};
    use std::sync::atomic::{AtomicU32, Ordering};
    use tower::ServiceExt;

    fn counting(caching: &'static str) -> (Router, Arc<AtomicU32>) {
        let asked = Arc::new(AtomicU32::new(0));
        let count = asked.clone();
        let page = move || {
            let number = count.fetch_add(1, Ordering::SeqCst);
            async move { ([(header::CACHE_CONTROL, caching)], format!("page {number}")) }
        };
        let router = Router::new().route("/", get(page));
        (router.layer(middleware::from_fn_with_state(Kept::new(), answer)), asked)
    }

    async fn ask(router: &Router, method: Method, address: &str) -> (Response, Bytes) {
        let request = Request::builder().method(method).uri(address).body(Body::empty()).unwrap();
        let (parts, body) = router.clone().oneshot(request).await.unwrap().into_parts();
        let bytes = to_bytes(body, usize::MAX).await.unwrap();
        (Response::from_parts(parts, Body::empty()), bytes)
    }

    #[tokio::test]
    async fn the_same_page_is_made_once() {
        let (router, asked) = counting("public, max-age=10");
        for _ in 0..5 {
            assert_eq!(ask(&router, Method::GET, "/").await.1, "page 0");
        }
        let (head, nothing) = ask(&router, Method::HEAD, "/").await;
        assert!(nothing.is_empty());
        assert_eq!(head.headers()[header::CONTENT_LENGTH], "6");
        assert_eq!(asked.load(Ordering::SeqCst), 1);
        assert_eq!(ask(&router, Method::GET, "/?x=1").await.1, "page 1");
    }

    #[tokio::test]
    async fn those_who_waited_for_an_answer_that_is_not_kept_get_their_own() {
        let asked = Arc::new(AtomicU32::new(0));
        let count = asked.clone();
        let page = move || {
            count.fetch_add(1, Ordering::SeqCst);
            async {
                tokio::task::yield_now().await;
                ([(header::CACHE_CONTROL, "no-store")], "not published yet")
            }
        };
        let router = Router::new().route("/", get(page));
        let router = router.layer(middleware::from_fn_with_state(Kept::new(), answer));
        let answers = futures::future::join_all((0..10).map(|_| ask(&router, Method::GET, "/"))).await;
        assert!(answers.iter().all(|(answer, _)| answer.status() == StatusCode::OK));
        assert_eq!(asked.load(Ordering::SeqCst), 10);
    }

    #[tokio::test]
    async fn what_says_no_store_is_made_each_time() {
        let (router, _) = counting("no-store");
        assert_eq!(ask(&router, Method::GET, "/").await.1, "page 0");
        assert_eq!(ask(&router, Method::GET, "/").await.1, "page 1");
    }
}
