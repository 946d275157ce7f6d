//! What every page of the desk shares: who is signed in, the form token, which part of the desk one is in, and a word about what was just done.

use crate::session::SignedIn;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};

/// The frame around a page's own content.
#[derive(Clone, Debug, Default)]
pub struct Page {
    pub person: Option<Person>,
    pub form_token: String,
    /// Which menu entry is current: `duties`, `cases`, `reviews` …
    pub nav: &'static str,
    pub flash: Option<Flash>,
}

/// Who is signed in.
#[derive(Clone, Debug)]
pub struct Person {
    pub name: String,
    pub post: String,
    pub body: String,
}

/// A word about what was just done.
#[derive(Clone, Debug)]
pub struct Flash {
    /// `success` or `danger`.
    pub kind: &'static str,
    pub text: String,
}

impl Page {
    /// The frame for somebody signed in.
    pub fn of(who: &SignedIn, nav: &'static str) -> Page {
        let posts: Vec<&str> = who.officer.posts.iter().map(|post| post_title(*post)).collect();
        Page {
            person: Some(Person {
                name: who.officer.name.clone(),
                post: posts.join("、"),
                body: who.body.name.clone(),
            }),
            form_token: who.form_token.clone(),
            nav,
            flash: None,
        }
    }

    /// The frame for a stranger.
    pub fn strangers() -> Page {
        Page::default()
    }

    pub fn with_flash(self, flash: Option<Flash>) -> Page {
        Page { flash, ..self }
    }

    pub fn person_name(&self) -> &str {
        self.person.as_ref().map_or("", |person| &person.name)
    }
}

/// The officers' word for a post.
pub fn post_title(post: events::registers::Post) -> &'static str {
    use events::registers::Post;
    match post {
        Post::Enforcement => "执法人员",
        Post::DepartmentHead => "承办机构负责人",
        Post::Reviewer => "法制审核人员",
        Post::Head => "机关负责人",
        Post::DisclosureClerk => "公示员",
        Post::Archivist => "档案员",
        Post::Chair => "听证主持人",
        Post::Supervisor => "执法监督人员",
        Post::Administrator => "系统管理员",
        Post::DeviceClerk => "设备管理员",
    }
}

/// Renders a template; a template that does not render is a fault of the program, logged, never shown.
pub fn render(status: StatusCode, template: &impl askama::Template) -> Response {
    match template.render() {
        Ok(html) => (status, Html(html)).into_response(),
        Err(fault) => {
            tracing::error!(%fault, "page did not render");
            (StatusCode::INTERNAL_SERVER_ERROR, "页面暂时不能显示，没有任何内容丢失。").into_response()
        }
    }
}
