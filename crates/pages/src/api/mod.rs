//! The API (features X.4): the same acts and readings as the pages, for the city's systems. A request carries the act's JSON, is judged by the act's own
//! declaration and `decide`, and is answered with entry numbers and receipts, or with a problem (RFC 9457) that names field, reason and article.
//!
//! It lies on the desk's listener. A bearer token stands for the session; the browser's cookie opens nothing here, so that no page of another site can
//! act through a signed-in browser. Writing asks for an `Idempotency-Key`: the same key a second time adds nothing and gets the first answer again.

mod acts;
mod caller;
mod incoming;
mod problem;
mod readings;
mod registers;
mod schema;
mod sessions;

#[cfg(test)]
mod registers_tests;
#[cfg(test)]
mod tests;

pub use problem::Problem;
pub use schema::openapi;

use crate::state::DeskState;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{delete, get, post};

/// The most a request may carry: the longest draft is far shorter.
pub const BODY_BYTES_MAX: usize = 2 << 20;

/// Every path of the API, to be merged into the desk's router. All are under `/api/`.
pub fn routes() -> Router<DeskState> {
    Router::new()
        .route("/api/openapi.json", get(schema::show))
        .route("/api/sessions", post(sessions::begin))
        .route("/api/sessions/current", delete(sessions::end))
        .route("/api/duties", get(readings::duties))
        .route("/api/files", get(readings::files))
        .route("/api/incoming", post(incoming::hand_in))
        .route("/api/incoming/clock", post(incoming::clock))
        .route("/api/incoming/{file}", get(incoming::show))
        .route("/api/cases", get(readings::cases).post(acts::open))
        .route("/api/cases/{case}", get(readings::case))
        .route("/api/cases/{case}/dossier", get(readings::dossier))
        .route("/api/cases/{case}/{act}", post(acts::of_case))
        .route("/api/complaints/{letter}/{act}", post(acts::of_letter))
        .route("/api/registers/{act}", get(registers::entries).post(acts::of_registers))
        .route("/api/{*rest}", get(nowhere).post(nowhere))
        .method_not_allowed_fallback(wrong_method)
        .layer(DefaultBodyLimit::max(BODY_BYTES_MAX))
        .layer(axum::middleware::map_response(too_large))
}

/// A body over the limit is refused before any handler sees it; it is told like everything else.
async fn too_large(answer: Response) -> Response {
    if answer.status() != StatusCode::PAYLOAD_TOO_LARGE {
        return answer;
    }
    Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "too-large", "内容过大，没有任何内容被写入")
        .detail(format!("一次最多{BODY_BYTES_MAX}字节；文件经 /files/ 上传"))
        .into_response()
}

async fn nowhere() -> Response {
    Problem::not_found().into_response()
}

async fn wrong_method() -> Response {
    Problem::new(StatusCode::METHOD_NOT_ALLOWED, "method", "这个地址不接受这种方法").into_response()
}
