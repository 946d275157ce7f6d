//! Resumable uploads by the tus protocol 1.0, so that ordinary clients work: creation (with the first bytes, or with a length told later, as for what is
//! still being recorded), checksum, concatenation, termination, expiration. What came in before a connection broke is
//! kept; a half upload is never a recording; a finished one is judged by its content and its id given in the header `Mingjing-File`. What became of an
//! upload stands in the store until the upload expires: a client to which the last answer was lost, or the program killed before it, asks and is told.

use crate::bringer::Bringer;
use crate::desk::upload_headers::{
    checksum, joins_asked, method_meant, name_of, number, text, wrong_version,
};
use crate::desk::upload_limits::room;
use crate::intake::{self, NotTaken, RECORDING_BYTES_MAX};
use crate::state::DeskState;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use events::FileId;
use jiff::ToSpan;
use store::{Arriving, Joins, Upload, UploadFault};

/// How long an unfinished upload waits to be taken up again.
const WAITS_HOURS: i64 = 72;
/// What bytes that do not have their checksum are answered with (tus extension checksum).
const CHECKSUM_MISMATCH: u16 = 460;

pub(super) fn answer(status: StatusCode, headers: &[(&'static str, String)], says: &str) -> Response {
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

const EXTENSIONS: &str =
    "creation,creation-with-upload,creation-defer-length,checksum,concatenation,termination,expiration";

/// `OPTIONS /files/`.
pub async fn capabilities() -> Response {
    let headers = [
        ("tus-version", "1.0.0".to_owned()),
        ("tus-extension", EXTENSIONS.to_owned()),
        ("tus-checksum-algorithm", "sha1,sha256".to_owned()),
        ("tus-max-size", RECORDING_BYTES_MAX.to_string()),
    ];
    answer(StatusCode::NO_CONTENT, &headers, "")
}

/// `POST /files/`: begins an upload, perhaps with its first bytes.
pub async fn create(
    State(state): State<DeskState>,
    who: Bringer,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let upload = match begun(&state, &who, &headers).await {
        Ok(upload) => upload,
        Err(answer) => return answer,
    };
    if let Err(fault) = state.office.books.upload_create(&upload).await {
        return failed(fault);
    }
    let with_bytes = text(&headers, "content-type").as_deref() == Some(BYTES);
    let mut begun = match upload.joins {
        Joins::Of(_) => finish(&state, &upload).await,
        _ if with_bytes => take(&state, &upload, 0, &headers, body).await,
        _ => answer(StatusCode::NO_CONTENT, &stands(&upload, 0, None), ""),
    };
    if begun.status() == StatusCode::NO_CONTENT {
        *begun.status_mut() = StatusCode::CREATED;
    }
    if let Ok(place) = HeaderValue::from_str(&format!("/files/{}", upload.id)) {
        begun.headers_mut().insert("location", place);
    }
    begun
}

/// What bytes of an upload are sent as.
const BYTES: &str = "application/offset+octet-stream";

/// The upload that a request begins, or what is wrong with the request.
async fn begun(state: &DeskState, who: &Bringer, headers: &HeaderMap) -> Result<Upload, Response> {
    if let Some(wrong) = wrong_version(headers) {
        return Err(wrong);
    }
    let metadata = text(headers, "upload-metadata").unwrap_or_default();
    if metadata.len() > 2000 {
        return Err(answer(StatusCode::BAD_REQUEST, &[], "Upload-Metadata 过长"));
    }
    let expires = state.now() + WAITS_HOURS.hours();
    let joins = joins_asked(headers)?;
    let length_bytes = match &joins {
        Joins::Of(parts) => {
            let together = state.office.books.upload_parts_of(who.id(), parts, expires).await;
            Some(together.map_err(not_taken)?)
        }
        Joins::Alone | Joins::Part => length_told(headers)?,
    };
    if length_bytes == Some(0) {
        return Err(answer(StatusCode::UNPROCESSABLE_ENTITY, &[], "空文件不能收存"));
    }
    if length_bytes.is_some_and(|bytes| bytes > RECORDING_BYTES_MAX) {
        return Err(too_large());
    }
    // What is put together has its bytes with its parts.
    let more_bytes = if matches!(joins, Joins::Of(_)) { 0 } else { length_bytes.unwrap_or(0) };
    room(state, who, 1, more_bytes).await?;
    let offset_bytes = if matches!(joins, Joins::Of(_)) { length_bytes.unwrap_or(0) } else { 0 };
    Ok(Upload {
        id: hex::encode(rand::random::<[u8; 16]>()),
        officer: who.id().clone(),
        case: None,
        length_bytes,
        offset_bytes,
        metadata,
        expires,
        file: None,
        joins,
    })
}

/// The length, or `None` where the client says it will tell it later.
fn length_told(headers: &HeaderMap) -> Result<Option<u64>, Response> {
    match (number(headers, "upload-length"), text(headers, "upload-defer-length").as_deref()) {
        (Some(bytes), None) => Ok(Some(bytes)),
        (None, Some("1")) if !headers.contains_key("upload-length") => Ok(None),
        _ => Err(answer(
            StatusCode::BAD_REQUEST,
            &[],
            "Upload-Length 应为文件的字节数，尚不知道的写 Upload-Defer-Length: 1",
        )),
    }
}

fn too_large() -> Response {
    let says = format!("文件超过{RECORDING_BYTES_MAX}字节的上限");
    answer(StatusCode::PAYLOAD_TOO_LARGE, &[], &says)
}

/// `HEAD /files/{upload}`: how far it has come, and the file's id once it is kept. A complete one that was not put together yet, because the program was
/// killed or the store away at that moment, is put together now.
pub async fn offset(State(state): State<DeskState>, who: Bringer, Path(id): Path<String>) -> Response {
    match own(&state, &who, &id).await {
        Ok(upload) if upload.file.is_none() && upload.is_whole() && upload.joins != Joins::Part => {
            let mut answer = finish(&state, &upload).await;
            if answer.status() == StatusCode::NO_CONTENT {
                *answer.status_mut() = StatusCode::OK;
            }
            answer
        }
        Ok(upload) => {
            let mut headers = stands(&upload, upload.offset_bytes, upload.file);
            if let Some(file) = upload.file {
                match state.office.books.settled(file).await {
                    Ok(settled) => headers.push(sm3_is(settled)),
                    Err(fault) => return failed(fault),
                }
            }
            answer(StatusCode::OK, &headers, "")
        }
        Err(answer) => answer,
    }
}

/// Whether the file's SM3 is known; until then no act can name it.
fn sm3_is(settled: bool) -> (&'static str, String) {
    ("mingjing-sm3", if settled { "known" } else { "pending" }.to_owned())
}

/// What an answer says of an upload: how far it has come, how long it waits, and what it became.
fn stands(upload: &Upload, offset_bytes: u64, file: Option<FileId>) -> Vec<(&'static str, String)> {
    let mut headers = vec![("upload-offset", offset_bytes.to_string()), expires(upload)];
    headers.push(match upload.length_bytes {
        Some(bytes) => ("upload-length", bytes.to_string()),
        None => ("upload-defer-length", "1".to_owned()),
    });
    match &upload.joins {
        Joins::Alone => {}
        Joins::Part => headers.push(("upload-concat", "partial".to_owned())),
        Joins::Of(parts) => {
            let parts: Vec<String> = parts.iter().map(|id| format!("/files/{id}")).collect();
            headers.push(("upload-concat", format!("final;{}", parts.join(" "))));
        }
    }
    if !upload.metadata.is_empty() {
        headers.push(("upload-metadata", upload.metadata.clone()));
    }
    headers.extend(file.map(|file| ("mingjing-file", file.to_string())));
    headers
}

/// `PATCH /files/{upload}`: takes bytes at an offset; the last byte ends the upload.
pub async fn append(
    State(state): State<DeskState>,
    who: Bringer,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    if let Some(wrong) = wrong_version(&headers) {
        return wrong;
    }
    if text(&headers, "content-type").as_deref() != Some(BYTES) {
        return answer(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            &[],
            "Content-Type 应为 application/offset+octet-stream",
        );
    }
    let Some(offset_bytes) = number(&headers, "upload-offset") else {
        return answer(StatusCode::BAD_REQUEST, &[], "Upload-Offset 应为已传的字节数");
    };
    let mut upload = match own(&state, &who, &id).await {
        Ok(upload) => upload,
        Err(answer) => return answer,
    };
    if let Some(length_bytes) = number(&headers, "upload-length") {
        if length_bytes > RECORDING_BYTES_MAX {
            return too_large();
        }
        if let Err(answer) = room(&state, &who, 0, length_bytes.saturating_sub(upload.offset_bytes)).await {
            return answer;
        }
        if let Err(fault) = state.office.books.upload_length(&id, length_bytes).await {
            return not_taken(fault);
        }
        upload.length_bytes = Some(length_bytes);
    } else if upload.length_bytes.is_none()
        && let Err(answer) = room(&state, &who, 0, number(&headers, "content-length").unwrap_or(0)).await
    {
        return answer;
    }
    take(&state, &upload, offset_bytes, &headers, body).await
}

/// Takes the bytes of a request, and puts the file together when they were the last.
async fn take(
    state: &DeskState,
    upload: &Upload,
    offset_bytes: u64,
    headers: &HeaderMap,
    body: Body,
) -> Response {
    let checksum = match checksum(headers) {
        Ok(checksum) => checksum,
        Err(answer) => return answer,
    };
    let arriving = Arriving { id: &upload.id, offset_bytes, checksum, limit_bytes: RECORDING_BYTES_MAX };
    match state.office.books.upload_append(arriving, body.into_data_stream()).await {
        Ok(now) => {
            let ends = Some(now) == upload.length_bytes && upload.joins == Joins::Alone;
            match ends && upload.file.is_none() {
                true => finish(state, upload).await,
                false => answer(StatusCode::NO_CONTENT, &stands(upload, now, upload.file), ""),
            }
        }
        Err(fault) => not_taken(fault),
    }
}

/// `POST /files/{upload}`: for clients behind something that lets only GET and POST through, the method they mean stands in `X-HTTP-Method-Override`.
pub async fn meant(
    state: State<DeskState>,
    who: Bringer,
    id: Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    match method_meant(&headers).as_deref() {
        Some("PATCH") => append(state, who, id, headers, body).await,
        Some("DELETE") => end(state, who, id).await,
        Some("HEAD") => offset(state, who, id).await,
        _ => {
            answer(StatusCode::METHOD_NOT_ALLOWED, &[], "X-HTTP-Method-Override 应为 PATCH、DELETE 或者 HEAD")
        }
    }
}

/// `DELETE /files/{upload}`.
pub async fn end(State(state): State<DeskState>, who: Bringer, Path(id): Path<String>) -> Response {
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
        Err(fault) => return not_taken(fault),
    };
    match intake::keep(state, &upload.officer, received, &name_of(&upload.metadata)).await {
        Ok(file) => match state.office.books.upload_finished(&upload.id, file.sha256).await {
            Ok(()) => {
                let mut headers = stands(upload, upload.length_bytes.unwrap_or(0), Some(file.sha256));
                headers.push(sm3_is(!file.sm3.is_empty()));
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

async fn own(state: &DeskState, who: &Bringer, id: &str) -> Result<Upload, Response> {
    let gone = || answer(StatusCode::NOT_FOUND, &[], "没有这个上传，或者已经过期");
    match state.office.books.upload(id).await {
        Ok(Some(upload)) if upload.officer == *who.id() && upload.expires > state.now() => Ok(upload),
        Ok(_) => Err(gone()),
        Err(fault) => Err(failed(fault)),
    }
}

pub(super) fn failed(fault: desk::Fault) -> Response {
    tracing::error!(%fault, "upload not stored");
    let (status, says) = match fault {
        desk::Fault::Full => {
            (StatusCode::INSUFFICIENT_STORAGE, "存储空间已满；已传的部分没有丢失，腾出空间后可以续传")
        }
        _ => (StatusCode::SERVICE_UNAVAILABLE, "暂时不能存入；已传的部分没有丢失，稍后可以续传"),
    };
    answer(status, &[], says)
}

/// What a request is answered with whose bytes were not taken.
fn not_taken(fault: UploadFault) -> Response {
    let status = match fault {
        UploadFault::Fault(fault) => return failed(fault),
        UploadFault::Unknown => StatusCode::NOT_FOUND,
        UploadFault::Joined => StatusCode::FORBIDDEN,
        UploadFault::NoPart { .. } => StatusCode::UNPROCESSABLE_ENTITY,
        UploadFault::Checksum => StatusCode::from_u16(CHECKSUM_MISMATCH).unwrap_or(StatusCode::BAD_REQUEST),
        _ => StatusCode::CONFLICT,
    };
    answer(status, &[], &fault.to_string())
}

fn expires(upload: &Upload) -> (&'static str, String) {
    ("upload-expires", upload.expires.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string())
}
