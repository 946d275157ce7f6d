//! The window (窗口): all that the portal may ask of the desk, and nothing beside (decision 0010). A letter may be handed in, whoever shows a number and its code
//! learns how far it is, and the phone that scanned a one-time code sees and confirms the page laid before it. The portal holds this trait and not the desk: it cannot read a letter back, list anything, or learn whether a number exists.
//!
//! The desk's side carries it out ([`crate::counter`]). Where the portal stands alone, on another machine, there is none, and the pages say where to go.

use async_trait::async_trait;
use bytes::Bytes;
use events::Refusal;
use events::field::FieldFault;
use jiff::civil::Date;
use serde_json::{Map, Value};
use store::Opened;

/// A letter on its way in.
pub struct Letter {
    /// Drawn with the form: the same letter sent twice is one letter.
    pub key: String,
    /// As `complaints::letter::HandInLetter` declares it, without the files.
    pub input: Map<String, Value>,
    pub files: Vec<Enclosed>,
}

/// A file in a letter.
pub struct Enclosed {
    pub name: String,
    pub bytes: Bytes,
}

/// What whoever handed in a letter takes away; shown once, kept nowhere.
#[derive(Clone, Debug, PartialEq)]
pub struct Receipt {
    pub number: String,
    pub code: String,
    pub on: Date,
    /// 投诉, 举报 or 咨询.
    pub kind: &'static str,
    /// The body with which it lies.
    pub body: String,
    /// By when that body says whether it takes it on, how long that is and by which article.
    pub due: Date,
    pub length: String,
    pub article: String,
    /// What those days are for, where that needs saying.
    pub note: Option<String>,
}

/// Why a letter was not taken; nothing of it is kept.
#[derive(Debug)]
pub enum NotTaken {
    /// What does not read, by field.
    Wrong(Vec<FieldFault>),
    Refused(Refusal),
    /// The form was sent before with another text.
    FormUsed,
    /// Too many letters are coming in at this moment.
    Busy,
    Fault(desk::Fault),
}

/// How far a case or a letter is: stage, days, what comes next. Nothing of its text, but for what the desk answered to the writer of a letter.
#[derive(Clone, Debug, PartialEq)]
pub struct Progress {
    pub number: String,
    /// 案件, 投诉, 举报 or 咨询.
    pub kind: &'static str,
    pub stage: String,
    /// What happened on which day.
    pub days: Vec<(&'static str, Date)>,
    /// What comes next, by when, by which article.
    pub next: Vec<Next>,
    /// What the days of it are for, where that needs saying.
    pub note: Option<String>,
    /// Outcome and text of the answer to a letter.
    pub answer: Option<(String, String)>,
    /// The body that has it, with address and phone as the register has them.
    pub body: String,
    pub address: String,
    pub phone: String,
}

/// Something that is still to come.
#[derive(Clone, Debug, PartialEq)]
pub struct Next {
    pub what: String,
    pub due: Option<Date>,
    pub article: String,
}

#[async_trait]
pub trait Window: Send + Sync {
    /// Takes a letter in and does not return before it is durable.
    async fn hand_in(&self, letter: Letter) -> Result<Receipt, NotTaken>;

    /// The page of a one-time code, for the phone that opened it first; `None` for every code that opens nothing to this phone, whatever the reason.
    async fn open_page(&self, token: &str, phone: &str) -> Result<Option<Opened>, desk::Fault>;

    /// The same for the phone that has opened it before; changes nothing.
    async fn look_at_page(&self, token: &str, phone: &str) -> Result<Option<Opened>, desk::Fault>;

    /// Confirms that page, by name and capacity, from the phone that opened it.
    async fn confirm_page(&self, token: &str, phone: &str, by: (&str, &str)) -> Result<(), desk::Fault>;

    /// How far the case or the letter of this number is; `None` when the code is not its, and nothing was looked up then.
    async fn progress(&self, number: &str, code: &str) -> Result<Option<Progress>, desk::Fault>;
}
