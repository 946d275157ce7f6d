//! An officer before the desk: signs in, opens a form, fills it in, posts it, reads the answer. Everything goes over HTTP, as it does from a browser
//! without scripts.

use crate::html::{self, Form};
use mingjing::demo::PASSWORD;
use reqwest::header;
use serde_json::Value;
use std::sync::Mutex;

/// What the desk or the portal answered.
#[derive(Clone, Debug)]
pub struct Answer {
    pub status: u16,
    pub location: String,
    pub headers: header::HeaderMap,
    pub bytes: Vec<u8>,
}

impl Answer {
    pub async fn of(response: reqwest::Response) -> Answer {
        let location = response.headers().get(header::LOCATION).and_then(|value| value.to_str().ok());
        Answer {
            status: response.status().as_u16(),
            location: location.unwrap_or_default().to_owned(),
            headers: response.headers().clone(),
            bytes: response.bytes().await.expect("the answer comes whole").to_vec(),
        }
    }

    /// The page without its escapes.
    pub fn text(&self) -> String {
        html::plain(&String::from_utf8_lossy(&self.bytes))
    }

    /// Stops unless the act was carried out; gives the case.
    #[track_caller]
    pub fn done(&self) -> String {
        assert_eq!(self.status, 303, "{}", self.says());
        let path = self.location.split('?').next().unwrap_or_default();
        path.trim_start_matches("/cases/").to_owned()
    }

    /// The entry number of the act's first event.
    pub fn receipt(&self) -> u64 {
        let number = self.location.split("receipt=").nth(1).and_then(|number| number.parse().ok());
        number.unwrap_or_else(|| panic!("no receipt in {}", self.location))
    }

    /// Stops unless the answer has this status and contains this text.
    #[track_caller]
    pub fn says_no(&self, status: u16, text: &str) {
        assert_eq!(self.status, status, "{}", self.says());
        assert!(self.text().contains(text), "expected {text:?}: {}", self.says());
    }

    /// What matters on the page: everything in the main part without tags.
    pub fn says(&self) -> String {
        let page = String::from_utf8_lossy(&self.bytes).into_owned();
        let main = page.find("<main").map_or(page.as_str(), |at| &page[at..]);
        let mut text = String::new();
        let mut inside = false;
        for sign in main.chars() {
            match sign {
                '<' => inside = true,
                '>' => inside = false,
                _ if !inside && !(sign.is_whitespace() && text.ends_with(' ')) => {
                    text.push(if sign.is_whitespace() { ' ' } else { sign })
                }
                _ => {}
            }
        }
        format!(
            "{} {}: {}",
            self.status,
            self.location,
            html::plain(&text).chars().take(1500).collect::<String>()
        )
    }
}

/// A file to be posted: field, name, bytes.
pub type Attached<'a> = (&'a str, &'a str, &'a [u8]);

/// Someone with an account.
pub struct Officer {
    pub client: reqwest::Client,
    /// Address of the desk.
    pub desk: String,
    pub login: String,
    cookie: Mutex<String>,
}

impl Officer {
    /// Nobody is signed in yet.
    pub fn new(client: &reqwest::Client, desk: &str, login: &str) -> Officer {
        Officer {
            client: client.clone(),
            desk: desk.to_owned(),
            login: login.to_owned(),
            cookie: Mutex::default(),
        }
    }

    /// The session as the browser sends it; empty before signing in.
    pub fn cookie(&self) -> String {
        self.cookie.lock().expect("nobody panics holding it").clone()
    }

    /// Signs in with a password; answers what the desk said.
    pub async fn signs_in_with(&self, password: &str) -> Answer {
        let body = encoded(&[("login", &self.login), ("password", password), ("code", ""), ("return", "/")]);
        let request = self.client.post(format!("{}/sign-in", self.desk));
        let request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded").body(body);
        let answer = Answer::of(request.send().await.expect("the desk answers")).await;
        let line =
            answer.headers.get(header::SET_COOKIE).and_then(|line| line.to_str().ok()).unwrap_or_default();
        *self.cookie.lock().expect("nobody panics holding it") =
            line.split(';').next().unwrap_or_default().to_owned();
        answer
    }

    /// Opens a page; signs in when the desk asks for it, as after a pause.
    pub async fn opens(&self, path: &str) -> Answer {
        let answer = self.looks_at(path).await;
        if answer.status == 303 && answer.location.starts_with("/sign-in") {
            let signed_in = self.signs_in_with(PASSWORD).await;
            assert_eq!(signed_in.status, 303, "{} signs in: {}", self.login, signed_in.says());
            return self.looks_at(path).await;
        }
        answer
    }

    async fn looks_at(&self, path: &str) -> Answer {
        let request = self.client.get(format!("{}{path}", self.desk)).header(header::COOKIE, self.cookie());
        Answer::of(request.send().await.expect("the desk answers")).await
    }

    /// The form of an act, as it is shown. A stated purpose is asked for where the case is another's.
    pub async fn form(&self, path: &str) -> Form {
        let page = self.opens(path).await;
        let page = match page.status {
            403 if page.text().contains("调阅") => {
                self.states_purpose(&page, path).await;
                self.opens(path).await
            }
            _ => page,
        };
        assert_eq!(page.status, 200, "{} opens {path}: {}", self.login, page.says());
        let text = String::from_utf8_lossy(&page.bytes);
        html::form(&text, path).unwrap_or_else(|| panic!("{path} has no form: {}", page.says()))
    }

    /// The form for `action` on the page of another address, such as one that was filled in before.
    pub async fn form_at(&self, path: &str, action: &str) -> Form {
        let page = self.opens(path).await;
        assert_eq!(page.status, 200, "{} opens {path}: {}", self.login, page.says());
        html::form(&String::from_utf8_lossy(&page.bytes), action)
            .unwrap_or_else(|| panic!("{path} has no form for {action}: {}", page.says()))
    }

    /// States why a case of others is looked at, in the form the desk shows for it.
    pub async fn states_purpose(&self, page: &Answer, path: &str) -> Answer {
        let action = format!("/cases/{}/viewing", path.split('/').nth(2).unwrap_or_default());
        let mut form =
            html::form(&String::from_utf8_lossy(&page.bytes), &action).expect("the form of the purpose");
        form.set("purpose", "同类案件参考");
        self.posts_fields(&action, &form.posted()).await
    }

    /// Posts name and value as a plain form.
    pub async fn posts_fields(&self, path: &str, fields: &[(String, String)]) -> Answer {
        let pairs: Vec<(&str, &str)> =
            fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let request = self.client.post(format!("{}{path}", self.desk)).header(header::COOKIE, self.cookie());
        let request =
            request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded").body(encoded(&pairs));
        Answer::of(request.send().await.expect("the desk answers")).await
    }

    /// Posts a filled form with its files, as browsers do.
    pub async fn posts(&self, path: &str, form: &Form, files: &[Attached<'_>]) -> Answer {
        let (kind, body) = multipart(&form.posted(), files);
        let request = self.client.post(format!("{}{path}", self.desk)).header(header::COOKIE, self.cookie());
        let request = request.header(header::CONTENT_TYPE, kind).body(body);
        Answer::of(request.send().await.expect("the desk answers")).await
    }

    /// Opens the form of an address, fills it in and posts it.
    pub async fn enters(&self, path: &str, entered: &Value, files: &[Attached<'_>]) -> Answer {
        let mut form = self.form(path).await;
        form.fill(entered);
        self.posts(path, &form, files).await
    }

    /// Tries an act in a case.
    pub async fn tries(&self, case: &str, word: &str, entered: &Value) -> Answer {
        self.enters(&format!("/cases/{case}/{word}"), entered, &[]).await
    }

    /// Carries out an act in a case; it must be lawful.
    pub async fn does(&self, case: &str, word: &str, entered: &Value) -> Answer {
        self.does_with(case, word, entered, &[]).await
    }

    /// The same with files.
    pub async fn does_with(&self, case: &str, word: &str, entered: &Value, files: &[Attached<'_>]) -> Answer {
        let answer = self.enters(&format!("/cases/{case}/{word}"), entered, files).await;
        assert_eq!(answer.status, 303, "{} does {word}: {}", self.login, answer.says());
        answer
    }

    /// Enters something in the registers; it must be lawful.
    pub async fn registers(&self, word: &str, entered: &Value) -> Answer {
        let answer = self.enters(&format!("/registers/{word}"), entered, &[]).await;
        assert_eq!(answer.status, 303, "{} enters {word}: {}", self.login, answer.says());
        answer
    }

    /// Proposes a new entry of a register, which a second person confirms: how bodies, departments, officers, matters and calendars come to stand.
    pub async fn publishes(&self, second: &Officer, register: &str, entered: &Value) {
        self.proposes(second, register, "", entered).await;
    }

    /// Proposes that an entry be as it stands but for this, which a second person confirms.
    pub async fn amends(&self, second: &Officer, register: &str, key: &str, entered: &Value) {
        self.proposes(second, register, &format!("?key={key}"), entered).await;
    }

    async fn proposes(&self, second: &Officer, register: &str, of: &str, entered: &Value) {
        let path = format!("/registers/entries/{register}/change{of}");
        let mut entered = entered.clone();
        entered["change_reason"] = Value::from("按批准的文件");
        let proposed = self.enters(&path, &entered, &[]).await;
        assert_eq!(proposed.status, 303, "{} proposes {register}: {}", self.login, proposed.says());
        let waiting = second.opens("/registers/proposals").await;
        let path = "/registers/entry_confirmation";
        let form = html::form(&String::from_utf8_lossy(&waiting.bytes), path);
        let form = form.unwrap_or_else(|| panic!("nothing waits for {}: {}", second.login, waiting.says()));
        let confirmed = second.posts_fields(path, &form.posted()).await;
        assert_eq!(confirmed.status, 303, "{} confirms {register}: {}", second.login, confirmed.says());
    }

    /// The choices of a field in the form of an act; the empty one is left out.
    pub async fn choices(&self, case: &str, word: &str, field: &str) -> Vec<String> {
        let form = self.form(&format!("/cases/{case}/{word}")).await;
        form.choices(field).into_iter().filter(|value| !value.is_empty()).collect()
    }
}

fn encoded(pairs: &[(&str, &str)]) -> String {
    url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
}

/// A multipart body with its content type.
pub fn multipart(fields: &[(String, String)], files: &[Attached<'_>]) -> (String, Vec<u8>) {
    const BOUNDARY: &str = "----story-7d1f0c5be2a94b36";
    let mut body = Vec::new();
    for (name, value) in fields {
        body.extend(
            format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
                .bytes(),
        );
    }
    for (field, name, bytes) in files {
        let head = format!(
            "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{field}\"; filename=\"{name}\"\r\nContent-Type: application/octet-stream\r\n\r\n"
        );
        body.extend(head.bytes());
        body.extend(*bytes);
        body.extend(b"\r\n");
    }
    body.extend(format!("--{BOUNDARY}--\r\n").bytes());
    (format!("multipart/form-data; boundary={BOUNDARY}"), body)
}
