//! A party's phone before the page of a one-time code: no account, only the cookie that the portal gave it.

use crate::officer::{Answer, Officer};
use crate::stage::Stage;
use reqwest::header;
use serde_json::json;
use std::sync::Mutex;

/// Somebody's phone.
#[derive(Default)]
pub struct Phone {
    cookie: Mutex<String>,
}

/// An officer lays the page before the party; gives the code.
pub async fn lay(officer: &Officer, case: &str) -> String {
    let page = officer.enters(&format!("/cases/{case}/code"), &json!({}), &[]).await;
    assert_eq!(page.status, 200, "{}", page.says());
    let text = page.text();
    let after = text.split("/shown/").nth(1).expect("an address in words");
    after.chars().take(32).collect()
}

impl Phone {
    /// Fetches the address of a code: the page where it was opened before, else the cover.
    pub async fn scans(&self, stage: &Stage, token: &str) -> Answer {
        self.sends(stage.client.get(format!("{}/shown/{token}", stage.portal))).await
    }

    /// Touches the cover: leads to the page, or nowhere.
    pub async fn touches(&self, stage: &Stage, token: &str) -> Answer {
        self.sends(stage.client.post(format!("{}/shown/{token}/opening", stage.portal))).await
    }

    /// Opens the address of a code: the cover, and what is under it.
    pub async fn opens(&self, stage: &Stage, token: &str) -> Answer {
        let touched = self.touches(stage, token).await;
        if touched.status == 303 { self.scans(stage, token).await } else { touched }
    }

    /// Confirms with name and capacity.
    pub async fn confirms(&self, stage: &Stage, token: &str, name: &str, capacity: &str) -> Answer {
        let body = url::form_urlencoded::Serializer::new(String::new())
            .append_pair("name", name)
            .append_pair("capacity", capacity)
            .finish();
        let request = stage.client.post(format!("{}/shown/{token}", stage.portal));
        self.sends(request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded").body(body)).await
    }

    async fn sends(&self, request: reqwest::RequestBuilder) -> Answer {
        let cookie = self.cookie.lock().expect("nobody panics holding it").clone();
        let request = if cookie.is_empty() { request } else { request.header(header::COOKIE, cookie) };
        let answer = Answer::of(request.send().await.expect("the portal answers")).await;
        if let Some(line) = answer.headers.get(header::SET_COOKIE).and_then(|line| line.to_str().ok()) {
            *self.cookie.lock().expect("nobody panics holding it") =
                line.split(';').next().unwrap_or_default().to_owned();
        }
        answer
    }
}
