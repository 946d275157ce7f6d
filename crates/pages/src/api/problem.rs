//! Problems (RFC 9457): why a request came to nothing, for programs and for the people who read their logs. A refusal of the law is told with its name,
//! its article and what would open the way; a mistake in the input with each field and reason. Whatever is said here, nothing was written.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use desk::{Fault, Said};
use events::Refusal;
use events::field::FieldFault;
use serde::Serialize;

/// A problem as it is sent, `application/problem+json`.
#[derive(Clone, Debug, Serialize)]
pub struct Problem {
    #[serde(rename = "type")]
    kind: String,
    title: &'static str,
    status: u16,
    #[serde(skip_serializing_if = "String::is_empty")]
    detail: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<Wrong>,
    #[serde(skip_serializing_if = "Option::is_none")]
    refusal: Option<Refused>,
}

/// A field that is wrong.
#[derive(Clone, Debug, Serialize)]
struct Wrong {
    field: String,
    reason: String,
}

/// What the law says.
#[derive(Clone, Debug, Serialize)]
struct Refused {
    name: String,
    article: String,
    opens: String,
}

impl Problem {
    /// `kind` is the last part of the problem's type, stable for programs.
    pub fn new(status: StatusCode, kind: &str, title: &'static str) -> Problem {
        Problem {
            kind: format!("urn:mingjing:problem:{kind}"),
            title,
            status: status.as_u16(),
            detail: String::new(),
            errors: Vec::new(),
            refusal: None,
        }
    }

    pub fn detail(self, detail: impl Into<String>) -> Problem {
        Problem { detail: detail.into(), ..self }
    }

    pub fn not_found() -> Problem {
        Problem::new(StatusCode::NOT_FOUND, "not-found", "没有这个内容")
    }

    pub fn stranger() -> Problem {
        Problem::new(StatusCode::UNAUTHORIZED, "sign-in", "请先登录")
            .detail("在 Authorization 头中以 Bearer 方式携带 POST /api/sessions 给出的令牌")
    }

    pub fn of_request(title: &'static str, detail: impl Into<String>) -> Problem {
        Problem::new(StatusCode::BAD_REQUEST, "request", title).detail(detail)
    }

    fn of_fields(faults: Vec<FieldFault>) -> Problem {
        let errors =
            faults.into_iter().map(|fault| Wrong { field: fault.field, reason: fault.reason }).collect();
        Problem {
            errors, ..Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "fields", "填写的内容需要改正")
        }
    }

    fn of_refusal(refusal: Refusal) -> Problem {
        let errors =
            refusal.field.iter().map(|field| Wrong { field: field.clone(), reason: refusal.says.clone() });
        Problem {
            detail: refusal.says.clone(),
            errors: errors.collect(),
            refusal: Some(Refused { name: refusal.name, article: refusal.article, opens: refusal.opens }),
            ..Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "refused", "依法不能办理")
        }
    }

    fn of_fault(fault: &Fault) -> Problem {
        tracing::error!(%fault, "an API request met a fault");
        match fault {
            Fault::Full => Problem::new(StatusCode::INSUFFICIENT_STORAGE, "full", "存储空间已满，只能查阅")
                .detail("没有任何内容丢失；腾出空间后即可以同一幂等键重试，不需要重启"),
            _ => Problem::new(StatusCode::SERVICE_UNAVAILABLE, "fault", "系统暂时不能办理")
                .detail("没有任何内容丢失；请稍后以同一幂等键重试，只会办理一次"),
        }
    }
}

impl From<Said> for Problem {
    fn from(said: Said) -> Problem {
        match said {
            Said::Refused(refusal) => Problem::of_refusal(refusal),
            Said::Invalid(faults) => Problem::of_fields(faults),
            Said::Busy => Problem::new(StatusCode::CONFLICT, "stale", "案件刚刚有了新的进展")
                .detail("请重新读取案件后再办理"),
            Said::KeyReused => {
                Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "key-reused", "这个幂等键已用于另一次办理")
            }
            Said::NoSuchCase => Problem::not_found(),
            Said::NoSuchOfficer => Problem::new(StatusCode::FORBIDDEN, "no-officer", "账号不在人员名录中"),
            Said::Fault(fault) => Problem::of_fault(&fault),
        }
    }
}

impl From<Fault> for Problem {
    fn from(fault: Fault) -> Problem {
        Problem::of_fault(&fault)
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut answer = (status, axum::Json(&self)).into_response();
        answer
            .headers_mut()
            .insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if status == StatusCode::SERVICE_UNAVAILABLE {
            answer.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("30"));
        }
        if status == StatusCode::UNAUTHORIZED {
            answer.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        answer
    }
}
