//! A citizen at the portal's letterbox: opens the form, fills it in, posts it as a browser does, and reads the receipt.

use crate::html;
use crate::officer::{Answer, Attached, multipart};
use crate::stage::Stage;

/// What a citizen typed, by field.
pub type Typed = Vec<(String, String)>;

/// A letter's receipt.
pub struct Receipt {
    pub number: String,
    pub code: String,
    pub page: Answer,
}

impl Receipt {
    /// The tag of the letter, as the desk has it.
    pub async fn stream(&self, stage: &Stage) -> String {
        let found = stage.office.books.numbered(&self.number).await.expect("the store answers");
        found.expect("the number was given").to_string()
    }
}

/// The form as it is opened: its key, and a complaint about a window with these changes.
pub async fn typed(stage: &Stage, changes: &[(&str, &str)]) -> Typed {
    let page = stage.portal("/complaints/new").await;
    let form = html::form(&String::from_utf8_lossy(&page.bytes), "/complaints/new").expect("a form");
    let key = form.posted().into_iter().find(|(name, _)| name == "key").expect("every form has a key");
    let usual = [
        ("kind", "complaint"),
        ("about", "service"),
        ("subject", "3号窗口"),
        ("text", "上午到窗口办理，绝密暗号无人接待。"),
        ("name", "王小明"),
        ("contact", "13800001234"),
        ("website", ""),
    ];
    let mut typed = vec![key];
    let unchanged = usual.iter().filter(|(name, _)| !changes.iter().any(|(changed, _)| changed == name));
    typed.extend(unchanged.chain(changes).map(|(name, text)| ((*name).to_owned(), (*text).to_owned())));
    typed
}

/// Posts what was typed, with files.
pub async fn posts(stage: &Stage, typed: &Typed, files: &[Attached<'_>]) -> Answer {
    let (kind, body) = multipart(typed, files);
    let request = stage.client.post(format!("{}/complaints/new", stage.portal));
    let request = request.header("content-type", kind).body(body);
    Answer::of(request.send().await.expect("the portal answers")).await
}

/// A letter handed in; stops unless it was taken.
pub async fn letter(stage: &Stage, changes: &[(&str, &str)]) -> Receipt {
    let typed = typed(stage, changes).await;
    receipt(posts(stage, &typed, &[]).await)
}

/// Reads a receipt.
#[track_caller]
pub fn receipt(page: Answer) -> Receipt {
    assert_eq!(page.status, 200, "{}", page.says());
    let text = page.text();
    let after = |mark: &str| {
        let rest = text.split_once(mark).unwrap_or_else(|| panic!("no {mark}: {}", page.says())).1;
        rest.split('<').next().unwrap_or_default().to_owned()
    };
    Receipt { number: after("receipt-number\">"), code: after("receipt-code\">"), page: page.clone() }
}

/// Asks how far something is.
pub async fn progress(stage: &Stage, number: &str, code: &str) -> Answer {
    let body = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("number", number)
        .append_pair("code", code)
        .finish();
    let request = stage.client.post(format!("{}/progress", stage.portal));
    let request = request.header("content-type", "application/x-www-form-urlencoded").body(body);
    Answer::of(request.send().await.expect("the portal answers")).await
}
