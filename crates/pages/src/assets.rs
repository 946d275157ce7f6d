//! The styles, scripts and icons of `frontend/dist`, embedded in the program and served under `/assets/` by their stable names. A browser keeps
//! them and asks with the ETag whether they are still the same; each is compressed once, not with every answer.
//!
//! Nothing is read from disk when a release is running, and nothing names another host.

use axum::Router;
use axum::extract::Path;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use bytes::Bytes;
use flate2::{Compression, write::GzEncoder};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::io::Write;
use std::sync::LazyLock;

#[derive(rust_embed::RustEmbed)]
#[folder = "../../frontend/dist"]
#[allow_missing = true]
struct Dist;

/// A file answered from memory.
pub(crate) struct Asset {
    bytes: Bytes,
    /// Only where compressing makes it smaller.
    gzip: Option<Bytes>,
    etag: HeaderValue,
    media_type: &'static str,
}

impl Asset {
    /// The file with what a reader needs to know it again by; compressed at this level, if it is not so small already.
    pub fn of(bytes: Bytes, media_type: &'static str, level: Option<Compression>) -> Option<Asset> {
        let etag = tag(&Sha256::digest(&bytes))?;
        let gzip = level.and_then(|level| compressed(&bytes, level));
        let gzip = gzip.filter(|gzip| gzip.len() < bytes.len());
        Some(Asset { bytes, gzip, etag, media_type })
    }

    /// What it takes in memory.
    pub fn size_bytes(&self) -> usize {
        self.bytes.len() + self.gzip.as_ref().map_or(0, Bytes::len)
    }

    /// The answer to a reader who may have it already, and may take it compressed.
    pub fn answer(&self, headers: &HeaderMap, caching: &'static str) -> Response {
        let kept = headers.get(header::IF_NONE_MATCH).is_some_and(|tags| names_tag(tags, &self.etag));
        let gzip = self.gzip.as_ref().filter(|_| accepts_gzip(headers));
        let mut answer = match (kept, gzip) {
            (true, _) => StatusCode::NOT_MODIFIED.into_response(),
            (false, Some(gzip)) => ([(header::CONTENT_ENCODING, "gzip")], gzip.clone()).into_response(),
            (false, None) => self.bytes.clone().into_response(),
        };
        let fields = answer.headers_mut();
        fields.insert(header::ETAG, self.etag.clone());
        fields.insert(header::CONTENT_TYPE, HeaderValue::from_static(self.media_type));
        fields.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
        fields.insert(header::CACHE_CONTROL, HeaderValue::from_static(caching));
        answer
    }
}

fn tag(sha256: &[u8]) -> Option<HeaderValue> {
    HeaderValue::from_str(&format!("W/\"{}\"", hex::encode(&sha256[..12]))).ok()
}

static ASSETS: LazyLock<BTreeMap<String, Asset>> = LazyLock::new(|| {
    let names = <Dist as rust_embed::RustEmbed>::iter();
    names.filter_map(|name| Some((name.to_string(), asset(&name)?))).collect()
});

/// What the pages cannot do without.
const NEEDED: [&str; 5] = ["desk.css", "desk.js", "portal.css", "portal.js", "icons.svg"];

/// Names that the pages ask for and the program does not have; empty when the frontend was built.
pub fn missing() -> Vec<&'static str> {
    NEEDED.into_iter().filter(|name| !ASSETS.contains_key(*name)).collect()
}

/// What to say at the start when something is missing: one line, with the way out; `None` when the frontend was built.
pub fn complaint() -> Option<String> {
    complained(&missing())
}

fn complained(missing: &[&str]) -> Option<String> {
    (!missing.is_empty()).then(|| {
        let named = missing.join(", ");
        format!("the pages will come without styles and scripts: frontend/dist has no {named}; build it with `cargo xtask assets` and build the program again")
    })
}

/// `GET /assets/{name}` for both listeners.
pub fn routes<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new().route("/assets/{name}", get(serve))
}

async fn serve(Path(name): Path<String>, headers: HeaderMap) -> Response {
    give(&name, &headers)
}

/// An embedded file, for routes that serve one under another address.
pub(crate) fn give(name: &str, headers: &HeaderMap) -> Response {
    let Some(asset) = ASSETS.get(name) else {
        return (StatusCode::NOT_FOUND, "没有这个文件。").into_response();
    };
    // Names are stable, so a kept copy is asked about each time; the answer is then a few bytes.
    asset.answer(headers, "public, no-cache")
}

fn asset(name: &str) -> Option<Asset> {
    let file = <Dist as rust_embed::RustEmbed>::get(name)?;
    Asset::of(Bytes::from(file.data.into_owned()), media_type(name), Some(Compression::best()))
}

fn compressed(bytes: &[u8], level: Compression) -> Option<Bytes> {
    let mut encoder = GzEncoder::new(Vec::new(), level);
    encoder.write_all(bytes).ok()?;
    encoder.finish().ok().map(Bytes::from)
}

/// Whether an `If-None-Match` list names this tag.
pub(crate) fn names_tag(list: &HeaderValue, tag: &HeaderValue) -> bool {
    let (Ok(list), Ok(tag)) = (list.to_str(), tag.to_str()) else { return false };
    let bare = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
    list.split(',').any(|named| named.trim() == "*" || bare(named) == bare(tag))
}

pub(crate) fn accepts_gzip(headers: &HeaderMap) -> bool {
    let lines = headers.get_all(header::ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
    lines.flat_map(|line| line.split(',')).any(|coding| {
        let (name, weight) = coding.split_once(';').unwrap_or((coding, ""));
        name.trim().eq_ignore_ascii_case("gzip")
            && !matches!(weight.trim(), "q=0" | "q=0.0" | "q=0.00" | "q=0.000")
    })
}

fn media_type(name: &str) -> &'static str {
    match name.rsplit_once('.').map_or("", |(_, ending)| ending) {
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "svg" => "image/svg+xml",
        "woff2" => "font/woff2",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "json" => "application/json",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::{Body, to_bytes};
    use axum::http::Request;
    use tower::ServiceExt;

    async fn ask(path: &str, fields: &[(&str, &str)]) -> Response {
        let mut request = Request::get(path);
        for (name, value) in fields {
            request = request.header(*name, *value);
        }
        routes::<()>().oneshot(request.body(Body::empty()).unwrap()).await.unwrap()
    }

    #[test]
    fn what_is_missing_is_named_in_one_line_with_the_way_out() {
        assert_eq!(complained(&[]), None);
        let told = complained(&["desk.css", "portal.js"]).unwrap();
        assert!(told.contains("desk.css, portal.js") && told.contains("cargo xtask assets"));
        assert_eq!(told.lines().count(), 1);
    }

    #[tokio::test]
    async fn every_file_is_served_with_its_type_and_known_again_by_its_tag() {
        for (name, asset) in ASSETS.iter() {
            let answer = ask(&format!("/assets/{name}"), &[]).await;
            assert_eq!(answer.status(), StatusCode::OK, "{name}");
            assert_eq!(answer.headers()[header::CONTENT_TYPE], asset.media_type);
            let tag = answer.headers()[header::ETAG].to_str().unwrap().to_owned();
            assert_eq!(to_bytes(answer.into_body(), usize::MAX).await.unwrap(), asset.bytes);
            let again = ask(&format!("/assets/{name}"), &[("if-none-match", &tag)]).await;
            assert_eq!(again.status(), StatusCode::NOT_MODIFIED);
            assert!(to_bytes(again.into_body(), usize::MAX).await.unwrap().is_empty());
        }
    }

    #[tokio::test]
    async fn names_that_are_not_files_are_not_found() {
        for path in ["/assets/none.css", "/assets/..%2F..%2Fpackage.json", "/assets/.%2e%2fsrc"] {
            assert_eq!(ask(path, &[]).await.status(), StatusCode::NOT_FOUND, "{path}");
        }
    }

    #[test]
    fn tags_and_codings_are_read_as_lists() {
        let tag = HeaderValue::from_static("W/\"ab\"");
        assert!(names_tag(&HeaderValue::from_static("\"x\", \"ab\""), &tag));
        assert!(names_tag(&HeaderValue::from_static("*"), &tag));
        assert!(!names_tag(&HeaderValue::from_static("\"abc\""), &tag));
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_static("br, gzip;q=0.5"));
        assert!(accepts_gzip(&headers));
        headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_static("gzip;q=0"));
        assert!(!accepts_gzip(&headers));
    }
}
