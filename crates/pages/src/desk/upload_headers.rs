//! What the headers of a tus request say (tus 1.0, section 3 and the extensions checksum, creation and concatenation).

use crate::desk::uploads::answer;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use store::{Checksum, Joins};

/// How many parts one file may be put together of.
const PARTS_MAX: usize = 1000;

pub(super) fn wrong_version(headers: &HeaderMap) -> Option<Response> {
    let version = text(headers, "tus-resumable");
    (version.as_deref() != Some("1.0.0")).then(|| {
        answer(
            StatusCode::PRECONDITION_FAILED,
            &[("tus-version", "1.0.0".to_owned())],
            "Tus-Resumable 应为 1.0.0",
        )
    })
}

pub(super) fn text(headers: &HeaderMap, name: &str) -> Option<String> {
    headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned)
}

pub(super) fn number(headers: &HeaderMap, name: &str) -> Option<u64> {
    text(headers, name)?.parse().ok()
}

/// The method a client means that may only send POST.
pub(super) fn method_meant(headers: &HeaderMap) -> Option<String> {
    Some(text(headers, "x-http-method-override")?.to_ascii_uppercase())
}

/// `Upload-Checksum: sha1 <base64>`.
pub(super) fn checksum(headers: &HeaderMap) -> Result<Option<Checksum>, Response> {
    let Some(told) = text(headers, "upload-checksum") else { return Ok(None) };
    let wrong =
        || answer(StatusCode::BAD_REQUEST, &[], "Upload-Checksum 应为 sha1 或者 sha256 和摘要的 Base64");
    let (algorithm, digest) = told.trim().split_once(' ').ok_or_else(wrong)?;
    let digest = STANDARD.decode(digest.trim()).map_err(|_| wrong())?;
    let checksum = match algorithm {
        "sha1" => digest.try_into().map(Checksum::Sha1),
        "sha256" => digest.try_into().map(Checksum::Sha256),
        _ => return Err(wrong()),
    };
    checksum.map(Some).map_err(|_| wrong())
}

/// `Upload-Concat: partial`, or `final;` and the addresses of the parts.
pub(super) fn joins_asked(headers: &HeaderMap) -> Result<Joins, Response> {
    let Some(told) = text(headers, "upload-concat") else { return Ok(Joins::Alone) };
    let wrong = |says: &str| answer(StatusCode::BAD_REQUEST, &[], says);
    if told.trim() == "partial" {
        return Ok(Joins::Part);
    }
    let listed = told.trim().strip_prefix("final;");
    let listed = listed.ok_or_else(|| wrong("Upload-Concat 应为 partial，或者 final; 和各分片的地址"))?;
    if headers.contains_key("upload-length") {
        return Err(wrong("合并各分片的，不写 Upload-Length"));
    }
    let id = |address: &str| {
        let id = address.rsplit('/').next().unwrap_or_default();
        (id.len() == 32 && id.bytes().all(|sign| sign.is_ascii_hexdigit())).then(|| id.to_owned())
    };
    let parts: Option<Vec<String>> = listed.split_whitespace().map(id).collect();
    match parts {
        Some(parts) if !parts.is_empty() && parts.len() <= PARTS_MAX => Ok(Joins::Of(parts)),
        _ => Err(wrong("Upload-Concat 中的分片地址不对")),
    }
}

/// The file name in tus metadata: `filename` and its base64.
pub(super) fn name_of(metadata: &str) -> String {
    let pairs = metadata.split(',').map(str::trim);
    let mut names =
        pairs.filter_map(|pair| pair.strip_prefix("filename ").or_else(|| pair.strip_prefix("name ")));
    let encoded = names.next().unwrap_or_default();
    STANDARD.decode(encoded.trim()).ok().and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    #[test]
    fn the_name_is_read_from_the_metadata() {
        let name = STANDARD.encode("现场检查.mp4");
        assert_eq!(name_of(&format!("filetype dmlkZW8vbXA0,filename {name}")), "现场检查.mp4");
        for wrong in ["", "filename", "filename !!!", "filename /w=="] {
            assert_eq!(name_of(wrong), "", "{wrong}");
        }
    }
    fn said(name: &'static str, value: &str) -> HeaderMap {
        HeaderMap::from_iter([(
            axum::http::HeaderName::from_static(name),
            HeaderValue::from_str(value).unwrap(),
        )])
    }

    #[test]
    fn a_checksum_is_a_known_algorithm_and_a_digest_of_its_length() {
        let sha1 = format!("sha1 {}", STANDARD.encode([7; 20]));
        assert_eq!(checksum(&said("upload-checksum", &sha1)).unwrap(), Some(Checksum::Sha1([7; 20])));
        let sha256 = format!("sha256 {}", STANDARD.encode([8; 32]));
        assert_eq!(checksum(&said("upload-checksum", &sha256)).unwrap(), Some(Checksum::Sha256([8; 32])));
        assert_eq!(checksum(&HeaderMap::new()).unwrap(), None);
        for wrong in ["sha1", "sha1 !!!", "sha1 AAAA", "md5 AAAAAAAAAAAAAAAAAAAAAA=="] {
            assert_eq!(checksum(&said("upload-checksum", wrong)).unwrap_err().status(), 400, "{wrong}");
        }
    }

    #[test]
    fn parts_are_named_by_their_addresses() {
        let (a, b) = ("a".repeat(32), "b".repeat(32));
        let listed = format!("final;/files/{a} https://desk.example/files/{b}");
        assert_eq!(joins_asked(&said("upload-concat", &listed)).unwrap(), Joins::Of(vec![a, b]));
        assert_eq!(joins_asked(&said("upload-concat", "partial")).unwrap(), Joins::Part);
        assert_eq!(joins_asked(&HeaderMap::new()).unwrap(), Joins::Alone);
        for wrong in ["final;", "final;/files/..", "whole", "final;/files/xyz"] {
            assert_eq!(joins_asked(&said("upload-concat", wrong)).unwrap_err().status(), 400, "{wrong}");
        }
    }
}
