//! The files of a case: papers, photos, recordings. Only a file that an event of the case names is given out; ranges are answered (RFC 9110), so that a
//! recording plays at once and seeks; every viewing is recorded, a range of the same file of the same case within ten minutes once. Whether the officer may look is asked every time.

use crate::desk::acts::{answer, not_found};
use crate::desk::viewing;
use crate::session::SignedIn;
use crate::state::DeskState;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use desk::Said;
use events::people::FileNamed;
use events::{FileId, Standing, StreamId};
use media::range::{RangeAnswer, parse_range};
use moka::sync::Cache;
use std::sync::LazyLock;
use std::time::Duration;

/// Viewings recorded lately, by session, case and file: a player asks for many ranges of one file, and the same bytes may lie in two cases.
static RECORDED: LazyLock<Cache<([u8; 32], StreamId, FileId), ()>> =
    LazyLock::new(|| Cache::builder().max_capacity(100_000).time_to_live(Duration::from_secs(600)).build());

/// `GET /cases/{case}/files/{file}`.
pub async fn file(
    State(state): State<DeskState>,
    who: SignedIn,
    Path((case, file)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    let (Ok(stream), Ok(id)) = (case.parse::<StreamId>(), file.parse::<FileId>()) else {
        return not_found(&who);
    };
    match state.office.desk.case(stream).await {
        Ok((standing, _)) => given(&state, &who, &standing, id, "cases", &headers).await,
        Err(said) => answer(&who, said, "/cases"),
    }
}

/// `GET /complaints/{letter}/files/{file}`.
pub async fn letter_file(
    State(state): State<DeskState>,
    who: SignedIn,
    Path((letter, file)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    let (Ok(stream), Ok(id)) = (letter.parse::<StreamId>(), file.parse::<FileId>()) else {
        return not_found(&who);
    };
    match state.office.desk.letter(stream).await {
        Ok((standing, _)) => given(&state, &who, &standing, id, "complaints", &headers).await,
        Err(said) => answer(&who, said, "/complaints"),
    }
}

async fn given(
    state: &DeskState,
    who: &SignedIn,
    standing: &Standing,
    id: FileId,
    part: &str,
    headers: &HeaderMap,
) -> Response {
    let stream = standing.stream;
    let Some(named) = standing.file(id) else { return not_found(who) };
    let back = format!("/{part}/{stream}/files/{id}");
    let recording = standing.recording(id);
    let refused = match recording {
        Some(recording) => viewing::playing_permitted(state, who, standing, recording, &back),
        None => viewing::permitted(state, who, standing, &back),
    };
    if let Some(refused) = refused {
        return refused;
    }
    if RECORDED.get(&(who.id_hash, stream, id)).is_none() {
        let asked = match recording {
            Some(recording) => {
                let what = crate::recording_look::viewed_as(&recording.title, id);
                viewing::record_playing(state, who, (standing, Some(recording)), &what, &back).await
            }
            None => viewing::record(state, who, standing, &format!("文件 {}", named.name), &back).await,
        };
        if let Some(asked) = asked {
            return asked;
        }
        RECORDED.insert((who.id_hash, stream, id), ());
    }
    give(state, who, named, headers.get(header::RANGE)).await
}

/// `GET /cases/{case}/package`: the archive package of a filed volume.
pub async fn package(State(state): State<DeskState>, who: SignedIn, Path(case): Path<String>) -> Response {
    let Ok(stream) = case.parse::<StreamId>() else { return not_found(&who) };
    let (standing, history) = match state.office.desk.case(stream).await {
        Ok(found) => found,
        Err(said) => return answer(&who, said, "/cases"),
    };
    let back = format!("/cases/{stream}");
    // The package holds the recordings.
    let (what, package) = ("归档信息包", format!("{back}/package"));
    let asked = match standing.recordings.is_empty() {
        true => viewing::record(&state, &who, &standing, what, &package).await,
        false => viewing::record_playing(&state, &who, (&standing, None), what, &package).await,
    };
    if let Some(asked) = asked {
        return asked;
    }
    let written = match crate::package::write(&state.office, &standing, &history).await {
        Ok(written) => written,
        Err(said) => return answer(&who, said, &back),
    };
    let opened = match written.file.reopen() {
        Ok(file) => tokio::fs::File::from_std(file),
        Err(fault) => return answer(&who, Said::Fault(desk::Fault::Objects(fault.to_string())), &back),
    };
    let headers = [
        (header::CONTENT_TYPE, "application/zip".to_owned()),
        (header::CONTENT_LENGTH, written.size_bytes.to_string()),
        (header::CACHE_CONTROL, "private, no-store".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename*=UTF-8''{}", percent(&written.name))),
    ];
    (headers, Body::from_stream(tokio_util::io::ReaderStream::new(opened))).into_response()
}

async fn give(state: &DeskState, who: &SignedIn, file: &FileNamed, range: Option<&HeaderValue>) -> Response {
    let asked = range
        .and_then(|range| range.to_str().ok())
        .map_or(RangeAnswer::Whole, |range| parse_range(range, file.size_bytes));
    let (status, part) = match asked {
        RangeAnswer::Whole => (StatusCode::OK, None),
        RangeAnswer::Part { start, end } => (StatusCode::PARTIAL_CONTENT, Some(start..end + 1)),
        RangeAnswer::Unsatisfiable => {
            let headers = [(header::CONTENT_RANGE, format!("bytes */{}", file.size_bytes))];
            return (StatusCode::RANGE_NOT_SATISFIABLE, headers).into_response();
        }
    };
    let length = part.as_ref().map_or(file.size_bytes, |part| part.end - part.start);
    let bytes = match state.office.books.get_file(file.sha256, part.clone()).await {
        Ok(Some(bytes)) => bytes,
        Ok(None) => {
            return answer(
                who,
                Said::Fault(desk::Fault::Corrupt(format!("file {} is not there", file.sha256))),
                "/cases",
            );
        }
        Err(fault) => return answer(who, Said::Fault(fault), "/cases"),
    };
    let mut response = (status, Body::from_stream(bytes)).into_response();
    let headers = response.headers_mut();
    let mut put = |name: HeaderName, value: String| {
        if let Ok(value) = HeaderValue::from_str(&value) {
            headers.insert(name, value);
        }
    };
    put(header::CONTENT_TYPE, file.media_type.clone());
    put(header::CONTENT_LENGTH, length.to_string());
    put(header::ACCEPT_RANGES, "bytes".to_owned());
    put(header::CACHE_CONTROL, "private, no-store".to_owned());
    put(header::CONTENT_DISPOSITION, format!("inline; filename*=UTF-8''{}", percent(&file.name)));
    // Whatever a file contains, it runs nothing and reaches nothing of ours.
    put(
        header::CONTENT_SECURITY_POLICY,
        "default-src 'none'; media-src 'self'; img-src 'self'; style-src 'unsafe-inline'; sandbox".to_owned(),
    );
    if let Some(part) = part {
        put(header::CONTENT_RANGE, format!("bytes {}-{}/{}", part.start, part.end - 1, file.size_bytes));
    }
    response
}

/// RFC 8187 encoding of a file name.
pub fn percent(name: &str) -> String {
    let mut text = String::new();
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_') {
            text.push(char::from(byte));
        } else {
            text.push_str(&format!("%{byte:02X}"));
        }
    }
    text
}
