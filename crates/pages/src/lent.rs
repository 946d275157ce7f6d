//! The rest of what is being sent, read away before a refusal is answered.
//!
//! A handler that has seen enough (too large, of the wrong kind, from elsewhere) drops the body. A server that then answers and closes makes most
//! senders see a broken connection in place of the answer, for they write to the end before they read (RFC 9112, section 9.6). So the body is lent to
//! the handler, and what it left is read and thrown away, for so long and so far.

use axum::Router;
use axum::body::{Body, BodyDataStream, Bytes};
use axum::extract::Request;
use axum::http::header;
use axum::middleware::{self, Next};
use axum::response::Response;
use futures::{Stream, StreamExt};
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::sync::oneshot;

/// Of the rest. Who sends more than this after a refusal gets no answer.
const REST_BYTES_MAX: usize = 64 << 20;

/// For reading the rest.
const REST_LONGEST: Duration = Duration::from_secs(10);

/// Lets these routes refuse in the middle of a body and still be heard.
pub fn to_the_end(router: Router) -> Router {
    router.layer(middleware::from_fn(answer))
}

async fn answer(request: Request, next: Next) -> Response {
    if request.method().is_safe() {
        return next.run(request).await;
    }
    let (back, mut returned) = oneshot::channel();
    // Whoever waits to be told has sent nothing yet, and reading would tell it to.
    let back = (!request.headers().contains_key(header::EXPECT)).then_some(back);
    let request = request.map(|body| Body::from_stream(Lent { body: Some(body.into_data_stream()), back }));
    let answer = next.run(request).await;
    let refuses = answer.status().is_client_error() || answer.status().is_server_error();
    if refuses && let Ok(rest) = returned.try_recv() {
        // Out of time or broken off: it is answered all the same, whoever still reads.
        let _ = tokio::time::timeout(REST_LONGEST, read_away(rest)).await;
    }
    answer
}

async fn read_away(mut rest: BodyDataStream) {
    let mut bytes = 0;
    while let Some(Ok(piece)) = rest.next().await {
        bytes += piece.len();
        if bytes > REST_BYTES_MAX {
            return;
        }
    }
}

/// Goes back to its owner when the handler lets it go.
struct Lent {
    body: Option<BodyDataStream>,
    back: Option<oneshot::Sender<BodyDataStream>>,
}

impl Stream for Lent {
    type Item = Result<Bytes, axum::Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        match &mut self.body {
            Some(body) => body.poll_next_unpin(context),
            None => Poll::Ready(None),
        }
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        if let (Some(body), Some(back)) = (self.body.take(), self.back.take()) {
            // Nobody waits for it when the connection is gone.
            let _ = back.send(body);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::StatusCode;
    use axum::routing::post;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use tower::ServiceExt;

    /// Posts pieces of one MiB to a handler that reads one of them; returns how many were taken from the sender.
    async fn taken(status: StatusCode, pieces: usize) -> usize {
        let counted = Arc::new(AtomicUsize::new(0));
        let counts = counted.clone();
        let sent = futures::stream::iter((0..pieces).map(move |_| {
            counts.fetch_add(1, Ordering::Relaxed);
            Ok::<_, std::io::Error>(Bytes::from(vec![0; 1 << 20]))
        }));
        let handler = move |request: Request| async move {
            let mut body = request.into_body().into_data_stream();
            assert!(body.next().await.is_some());
            status
        };
        let routes = to_the_end(Router::new().route("/", post(handler)));
        let request = Request::post("/").body(Body::from_stream(sent)).unwrap();
        assert_eq!(routes.oneshot(request).await.unwrap().status(), status);
        counted.load(Ordering::Relaxed)
    }

    #[tokio::test]
    async fn a_refusal_is_answered_when_the_rest_has_been_read_and_only_so_much_of_it() {
        assert_eq!(taken(StatusCode::PAYLOAD_TOO_LARGE, 9).await, 9);
        assert_eq!(taken(StatusCode::OK, 9).await, 1, "what was taken is not read away");
        assert_eq!(taken(StatusCode::FORBIDDEN, 200).await, 1 + (REST_BYTES_MAX >> 20) + 1);
    }
}
