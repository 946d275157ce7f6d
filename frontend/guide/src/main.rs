//! The style guide: the macros of `crates/pages/templates` with sample content, written as plain pages beside this folder. The shapes
//! below are those the program has under the same names; nothing here is used by it.

use askama::Template;

mod forms;
mod samples;

use forms::Input;

pub struct Page {
    pub nav: &'static str,
    pub person: Option<Person>,
    pub form_token: String,
    pub flash: Option<Flash>,
}

pub struct Person {
    pub name: String,
    pub post: String,
    pub body: String,
}

pub struct Flash {
    pub kind: &'static str,
    pub text: String,
}

pub struct ClockChip {
    pub what: &'static str,
    pub due: &'static str,
    pub left: &'static str,
    pub state: &'static str,
    pub provisional: bool,
    pub article: &'static str,
}

pub struct RailStage {
    pub title: &'static str,
    pub state: &'static str,
    pub clock: Option<ClockChip>,
}

pub struct Link {
    pub href: String,
    pub label: String,
    pub detail: String,
}

pub struct Item {
    pub number: u64,
    pub at: String,
    pub title: String,
    pub who: String,
    pub says: Vec<String>,
    pub links: Vec<Link>,
}

pub struct Refusal {
    pub says: String,
    pub article: String,
    pub opens: String,
}

pub struct ActLine {
    pub word: &'static str,
    pub title: &'static str,
    pub stage: &'static str,
    pub leads: bool,
    pub refusal: Option<Refusal>,
}

pub struct RecordingLine {
    pub title: String,
    pub is_video: bool,
    pub link: Link,
}

pub struct Mark {
    pub at_ms: u64,
    pub time: String,
    pub label: String,
}

pub struct Pager {
    pub first: u64,
    pub last: u64,
    pub total: String,
    pub previous: Option<String>,
    pub next: Option<String>,
}

pub struct ProofBadge {
    pub number: u64,
    pub document_url: String,
    pub entry_url: String,
    pub receipt_url: String,
    pub vkey_url: String,
}

pub struct FieldFault {
    pub field: String,
    pub label: String,
    pub reason: String,
}

#[derive(Template)]
#[template(path = "duties.html")]
pub struct Duties {
    pub page: Page,
    pub duties: Vec<(ClockChip, &'static str, &'static str)>,
    pub pager: Pager,
}

#[derive(Template)]
#[template(path = "case.html")]
pub struct Case {
    pub page: Page,
    pub rail: Vec<RailStage>,
    pub chronology: Vec<Item>,
    pub recording: RecordingLine,
    pub marks: Vec<Mark>,
    pub open: Vec<ActLine>,
    pub closed: Vec<ActLine>,
    pub others: Vec<ActLine>,
    pub clock_list: Vec<ClockChip>,
}

#[derive(Template)]
#[template(path = "form.html")]
pub struct Form {
    pub page: Page,
    pub faults: Vec<FieldFault>,
    pub refusal: Refusal,
    pub inputs: Vec<Input>,
}

#[derive(Template)]
#[template(path = "review.html")]
pub struct Review {
    pub page: Page,
    pub inputs: Vec<Input>,
}

#[derive(Template)]
#[template(path = "home.html")]
pub struct Home {
    pub page: Page,
    pub newest: Vec<(&'static str, &'static str, &'static str, &'static str)>,
}

#[derive(Template)]
#[template(path = "publication.html")]
pub struct Publication {
    pub page: Page,
    pub proof: ProofBadge,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let here = concat!(env!("CARGO_MANIFEST_DIR"), "/");
    let write = |name: &str, html: String| std::fs::write(format!("{here}{name}.html"), html);
    write("duties", samples::duties().render()?)?;
    write("case", samples::case().render()?)?;
    write("form", samples::form().render()?)?;
    write("review", samples::review().render()?)?;
    write("home", samples::home().render()?)?;
    write("publication", samples::publication().render()?)?;
    Ok(())
}
