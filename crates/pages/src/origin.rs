//! Where a request that changes something comes from. Browsers say it themselves (`Sec-Fetch-Site`, `Origin`): what another site's page sends is refused
//! before anything of it is read, beside the cookie that other sites cannot send and the token that goes with every form. Programs say neither and are
//! known by their bearer token.
//!
//! A reverse proxy before the desk has to hand on `Host` as the browser sent it.

use crate::api::Problem;
use crate::desk::posted::notice;
use crate::page::Page;
use axum::Router;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderName, StatusCode, Uri, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};

const SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Refuses what another site's page sends to these routes.
pub fn own(router: Router) -> Router {
    router.layer(middleware::from_fn(looked_at))
}

async fn looked_at(request: Request, next: Next) -> Response {
    if request.method().is_safe() || is_own(request.headers(), request.uri()) {
        return next.run(request).await;
    }
    const SAYS: &str = "这次提交不是从本系统的页面发出的，没有任何内容被写入";
    if request.uri().path().starts_with("/api/") {
        return Problem::new(StatusCode::FORBIDDEN, "other-site", SAYS).into_response();
    }
    let says = [
        format!("{SAYS}。"),
        "请从办案台自己的页面重新办理；经反向代理访问的，代理须原样传递 Host。".to_owned(),
    ];
    notice(Page::strangers(), StatusCode::FORBIDDEN, "不是从本系统提交", &says, "/")
}

pub(crate) fn is_own(headers: &HeaderMap, uri: &Uri) -> bool {
    let mut sites = headers.get_all(SITE).iter();
    if !sites.all(|site| matches!(site.as_bytes(), b"same-origin" | b"none")) {
        return false;
    }
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    let host = host.or_else(|| uri.authority().map(|authority| authority.as_str()));
    let is_host = |origin: &str| {
        let named = origin.strip_prefix("http://").or_else(|| origin.strip_prefix("https://"));
        matches!((named, host), (Some(named), Some(host)) if named.eq_ignore_ascii_case(host))
    };
    headers.get_all(header::ORIGIN).iter().all(|origin| origin.to_str().is_ok_and(is_host))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(lines: &[(HeaderName, &str)]) -> bool {
        let mut headers = HeaderMap::new();
        for (name, value) in lines {
            headers.append(name, value.parse().unwrap());
        }
        is_own(&headers, &Uri::from_static("/cases/new"))
    }

    #[test]
    fn only_what_comes_from_the_desk_itself_or_from_no_page_at_all_is_own() {
        let host = (header::HOST, "desk.example:8081");
        let origin = |value| (header::ORIGIN, value);
        for own in [
            &[][..],
            &[host.clone()],
            &[host.clone(), (SITE, "same-origin")],
            &[host.clone(), (SITE, "none")],
            &[host.clone(), origin("http://desk.example:8081")],
            &[host.clone(), origin("https://DESK.example:8081"), (SITE, "same-origin")],
        ] {
            assert!(said(own), "{own:?}");
        }
        for other in [
            &[host.clone(), (SITE, "cross-site")][..],
            &[host.clone(), (SITE, "same-site")],
            &[host.clone(), (SITE, "")],
            &[host.clone(), (SITE, "same-origin"), (SITE, "cross-site")],
            &[host.clone(), origin("null")],
            &[host.clone(), origin("https://elsewhere.example"), (SITE, "same-origin")],
            &[host.clone(), origin("http://desk.example")],
            &[host.clone(), origin("http://desk.example:8081"), origin("http://elsewhere.example")],
            &[origin("http://desk.example:8081")],
            &[host.clone(), origin("http://desk.example:8081@elsewhere.example")],
        ] {
            assert!(!said(other), "{other:?}");
        }
    }
}
