//! Resumable uploads by the tus protocol 1.0 (creation, termination, expiration), so that ordinary clients work. What came in before a connection broke is
//! kept; a half upload is never a recording; a finished one is judged by its content and its id given in the header `Mingjing-File`. What became of an
//! upload stands in the store until the upload expires: a client to which the last answer was lost, or the program killed before it, asks and is told.

use crate::intake::{self, NotTaken, RECORDING_BYTES_MAX};
use crate::session::SignedIn;
use crate::state::DeskState;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use events::FileId;
use jiff::ToSpan;
use store::{Upload, UploadFault};

/// How long an unfinished upload waits to be taken up again.
const WAITS_HOURS: i64 = 72;

fn answer(status: StatusCode, headers: &[(&'static str, String)], says: &str) -> Response {
    let mut response = (status, says.to_owned()).into_response();
    let all = headers
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .chain([("tus-resumable", "1.0.0"), ("cache-control", "no-store")]);
    for (name, value) in all {
        if let Ok(value) = HeaderValue::from_str(value) {
            response.headers_mut().insert(name, value);
        }
    }
    response
}

/// `OPTIONS /files/`.
pub async fn capabilities() -> Response {
    let headers = [
        ("tus-version", "1.0.0".to_owned()),
        ("tus-extension", "creation,termination,expiration".to_owned()),
        ("tus-max-size", RECORDING_BYTES_MAX.to_string()),
    ];
    answer(StatusCode::NO_CONTENT, &headers, "")
}

/// `POST /files/`: begins an upload.
pub async fn create(State(state): State<DeskState>, who: SignedIn, headers: HeaderMap) -> Response {
    if let Some(wrong) = wrong_version(&headers) {
        return wrong;
    }
    let Some(length_bytes) = number(&headers, "upload-length") else {
        return answer(StatusCode::BAD_REQUEST, &[], "Upload-Length 应为文件的字节数");
    };
    if length_bytes == 0 {
        return answer(StatusCode::UNPROCESSABLE_ENTITY, &[], "空文件不能收存");
    }
    if length_bytes > RECORDING_BYTES_MAX {
        return answer(
            StatusCode::PAYLOAD_TOO_LARGE,
            &[],
            &format!("文件超过{RECORDING_BYTES_MAX}字节的上限"),
        );
    }
    let metadata = text(&headers, "upload-metadata").unwrap_or_default();
    if metadata.len() > 2000 {
        return answer(StatusCode::BAD_REQUEST, &[], "Upload-Metadata 过长");
    }
    let upload = Upload {
        id: hex::encode(rand::random::<[u8; 16]>()),
        officer: who.officer.id.clone(),
        case: None,
        length_bytes,
        offset_bytes: 0,
        metadata,
        expires: state.now() + WAITS_HOURS.hours(),
        file: None,
    };
    match state.office.books.upload_create(&upload).await {
        Ok(()) => answer(
            StatusCode::CREATED,
            &[("location", format!("/files/{}", upload.id)), expires(&upload)],
            "",
        ),
        Err(fault) => failed(fault),
    }
}

/// `HEAD /files/{upload}`: how far it has come, and the file's id once it is kept. A complete one that was not put together yet, because the program was
/// killed or the store away at that moment, is put together now.
pub async fn offset(State(state): State<DeskState>, who: SignedIn, Path(id): Path<String>) -> Response {
    match own(&state, &who, &id).await {
        Ok(upload) if upload.file.is_none() && upload.offset_bytes == upload.length_bytes => {
            let mut answer = finish(&state, &upload).await;
            if answer.status() == StatusCode::NO_CONTENT {
                *answer.status_mut() = StatusCode::OK;
            }
            answer
        }
        Ok(upload) => answer(StatusCode::OK, &stands(&upload, upload.offset_bytes, upload.file), ""),
        Err(answer) => answer,
    }
}

/// What an answer says of an upload: how far it has come, how long it waits, and what it became.
fn stands(upload: &Upload, offset_bytes: u64, file: Option<FileId>) -> Vec<(&'static str, String)> {
    let mut headers = vec![
        ("upload-offset", offset_bytes.to_string()),
        ("upload-length", upload.length_bytes.to_string()),
        expires(upload),
    ];
    headers.extend(file.map(|file| ("mingjing-file", file.to_string())));
    headers
}

/// `PATCH /files/{upload}`: takes bytes at an offset; the last byte ends the upload.
pub async fn append(
    State(state): State<DeskState>,
    who: SignedIn,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    if let Some(wrong) = wrong_version(&headers) {
        return wrong;
    }
    if text(&headers, "content-type").as_deref() != Some("application/offset+octet-stream") {
        return answer(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            &[],
            "Content-Type 应为 application/offset+octet-stream",
        );
    }
    let Some(offset_bytes) = number(&headers, "upload-offset") else {
        return answer(StatusCode::BAD_REQUEST, &[], "Upload-Offset 应为已传的字节数");
    };
    let upload = match own(&state, &who, &id).await {
        Ok(upload) => upload,
        Err(answer) => return answer,
    };
    let came = state.office.books.upload_append(&id, offset_bytes, body.into_data_stream()).await;
    match came {
        Ok(now) if now == upload.length_bytes && upload.file.is_none() => finish(&state, &upload).await,
        Ok(now) => answer(StatusCode::NO_CONTENT, &stands(&upload, now, upload.file), ""),
        Err(UploadFault::Fault(fault)) => failed(fault),
        Err(fault) => answer(StatusCode::CONFLICT, &[], &fault.to_string()),
    }
}

/// `DELETE /files/{upload}`.
pub async fn end(State(state): State<DeskState>, who: SignedIn, Path(id): Path<String>) -> Response {
    if let Err(answer) = own(&state, &who, &id).await {
        return answer;
    }
    match state.office.books.upload_drop(&id).await {
        Ok(()) => answer(StatusCode::NO_CONTENT, &[], ""),
        Err(fault) => failed(fault),
    }
}

async fn finish(state: &DeskState, upload: &Upload) -> Response {
    let received = match state.office.books.upload_finish(&upload.id).await {
        Ok(received) => received,
        Err(UploadFault::Fault(fault)) => return failed(fault),
        Err(fault) => return answer(StatusCode::CONFLICT, &[], &fault.to_string()),
    };
    match intake::keep(state, &upload.officer, received, &name_of(&upload.metadata)).await {
        Ok(file) => match state.office.books.upload_finished(&upload.id, file.sha256).await {
            Ok(()) => {
                let headers = stands(upload, upload.length_bytes, Some(file.sha256));
                answer(StatusCode::NO_CONTENT, &headers, "")
            }
            Err(fault) => failed(fault),
        },
        Err(NotTaken::Refused(reason) | NotTaken::TooLarge(reason)) => {
            if let Err(fault) = state.office.books.upload_drop(&upload.id).await {
                tracing::error!(%fault, "pieces of a refused upload remain until the next sweep");
            }
            answer(StatusCode::UNPROCESSABLE_ENTITY, &[], &reason)
        }
        Err(NotTaken::Fault(fault)) => failed(fault),
    }
}

async fn own(state: &DeskState, who: &SignedIn, id: &str) -> Result<Upload, Response> {
    let gone = || answer(StatusCode::NOT_FOUND, &[], "没有这个上传，或者已经过期");
    match state.office.books.upload(id).await {
        Ok(Some(upload)) if upload.officer == who.officer.id && upload.expires > state.now() => Ok(upload),
        Ok(_) => Err(gone()),
        Err(fault) => Err(failed(fault)),
    }
}

fn failed(fault: desk::Fault) -> Response {
    tracing::error!(%fault, "upload not stored");
    let (status, says) = match fault {
        desk::Fault::Full => {
            (StatusCode::INSUFFICIENT_STORAGE, "存储空间已满；已传的部分没有丢失，腾出空间后可以续传")
        }
        _ => (StatusCode::SERVICE_UNAVAILABLE, "暂时不能存入；已传的部分没有丢失，稍后可以续传"),
    };
    answer(status, &[], says)
}

fn wrong_version(headers: &HeaderMap) -> Option<Response> {
    let version = text(headers, "tus-resumable");
    (version.as_deref() != Some("1.0.0")).then(|| {
        answer(
            StatusCode::PRECONDITION_FAILED,
            &[("tus-version", "1.0.0".to_owned())],
            "Tus-Resumable 应为 1.0.0",
        )
    })
}

fn expires(upload: &Upload) -> (&'static str, String) {
    ("upload-expires", upload.expires.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string())
}

fn text(headers: &HeaderMap, name: &str) -> Option<String> {
    headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned)
}

fn number(headers: &HeaderMap, name: &str) -> Option<u64> {
    text(headers, name)?.parse().ok()
}

/// The file name in tus metadata: `filename` and its base64.
fn name_of(metadata: &str) -> String {
    let pairs = metadata.split(',').map(str::trim);
    let mut names =
        pairs.filter_map(|pair| pair.strip_prefix("filename ").or_else(|| pair.strip_prefix("name ")));
    let encoded = names.next().unwrap_or_default();
    STANDARD.decode(encoded.trim()).ok().and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_is_read_from_the_metadata() {
        let name = STANDARD.encode("现场检查.mp4");
        assert_eq!(name_of(&format!("filetype dmlkZW8vbXA0,filename {name}")), "现场检查.mp4");
        for wrong in ["", "filename", "filename !!!", "filename /w=="] {
            assert_eq!(name_of(wrong), "", "{wrong}");
        }
    }
}
