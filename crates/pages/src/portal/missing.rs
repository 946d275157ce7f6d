//! What the portal says when there is nothing to show: no such page, gone by law, asked too often, or the store does not answer. Each page says what
//! happened and what to do; none says whether something private exists.

use super::{Frame, page_as};
use crate::asked_day::NoDay;
use askama::Template;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

/// Why there is nothing to show.
#[derive(Debug)]
pub enum Missing {
    /// No such page or publication.
    Page,
    /// Known, and not in a checkpoint yet.
    NotYetPublished,
    /// Published once and withdrawn by law.
    Withdrawn,
    /// An earlier version of a publication, hidden by a correction.
    Hidden,
    /// Asked with a method other than GET and HEAD.
    Method,
    /// Asked more often than one reader needs.
    TooOften {
        wait_seconds: u64,
    },
    /// A day was asked for that is none.
    Day(NoDay),
    /// A form that another site's page sent, or that did not come whole.
    Form,
    /// As many letters are coming in as there are places for.
    Busy,
    /// The letterbox is not here: the portal stands alone.
    NoWindow,
    Fault(desk::Fault),
}

impl From<NoDay> for Missing {
    fn from(fault: NoDay) -> Self {
        Missing::Day(fault)
    }
}

impl From<desk::Fault> for Missing {
    fn from(fault: desk::Fault) -> Self {
        Missing::Fault(fault)
    }
}

#[derive(Template)]
#[template(path = "portal/missing.html")]
struct MissingPage {
    page: Frame,
    heading: &'static str,
    says: String,
}

impl IntoResponse for Missing {
    fn into_response(self) -> Response {
        let (status, heading, says) = self.in_words();
        let mut answer = page_as(status, &MissingPage { page: Frame::default(), heading, says });
        let caching = match self {
            Missing::Page | Missing::Withdrawn | Missing::Hidden => super::PAGE_CACHING,
            _ => "no-store",
        };
        answer.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static(caching));
        if let Missing::TooOften { wait_seconds } = self {
            answer.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(wait_seconds));
        }
        answer
    }
}

impl Missing {
    fn in_words(&self) -> (StatusCode, &'static str, String) {
        match self {
            Missing::Page => (
                StatusCode::NOT_FOUND,
                "没有这个页面",
                "地址可能有误。可以从公示查询中查找，或者回到首页。".to_owned(),
            ),
            Missing::NotYetPublished => (
                StatusCode::NOT_FOUND,
                "还没有这一条存证",
                "编号可能有误；刚刚登记的条目要过大约一秒才进入检查点，请稍后再试。".to_owned(),
            ),
            Missing::Withdrawn => (
                StatusCode::GONE,
                "这份公示已经依法撤回",
                "原文不再公开，撤回的理由和存证条目仍然可以查到。".to_owned(),
            ),
            Missing::Hidden => (
                StatusCode::GONE,
                "这一版公示的原文已经撤下",
                "其中含有不应公开的内容，已经更正。它何时公示、摘要是什么，仍然可以在公示经过中查到。"
                    .to_owned(),
            ),
            Missing::Method => (
                StatusCode::METHOD_NOT_ALLOWED,
                "公示平台只供查阅",
                "这里不接收提交的内容；没有任何内容被写入。".to_owned(),
            ),
            Missing::Day(fault) => (StatusCode::BAD_REQUEST, "日期不能读取", fault.says()),
            Missing::Form => (
                StatusCode::BAD_REQUEST,
                "表单没有收到",
                "表单没有传完，或者不是从本平台的页面提交的；没有任何内容被写入。请返回重新填写。".to_owned(),
            ),
            Missing::Busy => (
                StatusCode::SERVICE_UNAVAILABLE,
                "此刻提交的人较多",
                "来信还没有收到。请用浏览器的返回键回到填写的页面，稍等片刻再按“提交”，内容不会重复。"
                    .to_owned(),
            ),
            Missing::NoWindow => (
                StatusCode::SERVICE_UNAVAILABLE,
                "这里暂时不能在线提交和查询",
                "本平台与办案系统没有连通。请拨打执法名录中各机关的电话，或者到窗口办理。".to_owned(),
            ),
            Missing::TooOften { wait_seconds } => (
                StatusCode::TOO_MANY_REQUESTS,
                "查询过于频繁",
                format!("请过{wait_seconds}秒再试。需要全部内容的，可以按存证页的说明整批下载。"),
            ),
            Missing::Fault(fault) => {
                tracing::error!(%fault, "the portal's store does not answer");
                (
                    StatusCode::SERVICE_UNAVAILABLE,
                    "暂时不能查询",
                    "系统正在恢复，公示内容和存证没有丢失。请稍后再试。".to_owned(),
                )
            }
        }
    }
}
