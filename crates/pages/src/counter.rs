//! The desk's side of the window (窗口, decision 0010): it takes letters in as the act that anyone may do, and says how far a case or a letter is to whoever shows
//! the code of its number. At most a few letters come in at once; others are told to try again, so that a flood costs a bounded amount of memory.

use crate::intake::{self, NotTaken as NotKept};
use crate::office::Office;
use crate::portal::window::{Enclosed, Letter, Next, NotTaken, Progress, Receipt, Window};
use async_trait::async_trait;
use complaints::clock;
use complaints::letter::{FILES_MAX, HandInLetter};
use desk::letters::LetterStage;
use desk::{Fault, Request, Said, Store, due, letterbox};
use events::complaints::LetterReceived;
use events::field;
use events::registers::{BodyEntered, UNSTATED};
use events::standing::Stage;
use events::{Act, Event, FileId, Registers, Standing};
use jiff::civil::Date;
use law::papers::PaperKind;
use serde_json::Value;
use std::convert::Infallible;
use store::{Books, Opened, ReceiveFault};
use tokio::sync::Semaphore;

/// Letters that come in at once.
const AT_ONCE: usize = 4;
/// The longest file of a letter.
pub const FILE_BYTES_MAX: u64 = 5 << 20;
/// What a letter may enclose.
const ENCLOSED: [&str; 3] = ["image/jpeg", "image/png", "application/pdf"];

/// The counter behind the window.
pub struct Counter {
    office: Office,
    places: Semaphore,
}

impl Counter {
    pub fn new(office: Office) -> Counter {
        Counter { office, places: Semaphore::new(AT_ONCE) }
    }

    fn books(&self) -> &Books {
        &self.office.books
    }

    async fn keep(&self, enclosed: Enclosed) -> Result<FileId, NotTaken> {
        let wrong = |reason: String| NotTaken::Wrong(vec![of_files(reason)]);
        let shown = intake::shown(&enclosed.name);
        let bytes = futures::stream::iter([Ok::<_, Infallible>(enclosed.bytes)]);
        let received = self.books().receive(bytes, FILE_BYTES_MAX).await.map_err(|fault| match fault {
            ReceiveFault::Fault(fault) => NotTaken::Fault(fault),
            _ => wrong(format!("“{shown}”超过 5 MiB 的上限")),
        })?;
        let now = self.office.desk.clock.now();
        let by = letterbox::letterbox();
        let taking = intake::Taking { kinds: Some(ENCLOSED.as_slice()), ..Default::default() };
        let kept = intake::keep_in(self.books(), now, &by, received, &enclosed.name, &taking).await;
        kept.map(|file| file.sha256).map_err(|not_kept| match not_kept {
            NotKept::Refused(reason) | NotKept::TooLarge(reason) => wrong(reason),
            NotKept::Fault(fault) => NotTaken::Fault(fault),
        })
    }

    fn receipt(&self, received: &LetterReceived, on: Date) -> Receipt {
        let registers = self.books().registers();
        let calendar = registers.calendar();
        let due = law::complaints::taking_on(calendar, received.kind, received.body.sector, on);
        let number = received.number.to_string();
        Receipt {
            code: self.books().inquiry_code(&number),
            number,
            on,
            kind: received.kind.title(),
            body: received.body.name.clone(),
            due: due.last_day,
            length: due.length,
            article: due.article.to_string(),
            note: law::complaints::on_handing_over(received.kind, received.body.sector, on),
        }
    }
}

/// What is wrong with the files of a letter.
fn of_files(reason: String) -> field::FieldFault {
    field::FieldFault { field: "files".to_owned(), label: "附件".to_owned(), reason }
}

#[async_trait]
impl Window for Counter {
    async fn hand_in(&self, letter: Letter) -> Result<Receipt, NotTaken> {
        let Ok(_place) = self.places.try_acquire() else { return Err(NotTaken::Busy) };
        let mut input = letter.input;
        let faults = field::check(HandInLetter::FIELDS, &input);
        if !faults.is_empty() {
            return Err(NotTaken::Wrong(faults));
        }
        if letter.files.len() > FILES_MAX {
            let reason = format!("一封来信最多附{FILES_MAX}个文件");
            return Err(NotTaken::Wrong(vec![of_files(reason)]));
        }
        let mut files = Vec::new();
        for enclosed in letter.files {
            files.push(Value::from(self.keep(enclosed).await?.to_string()));
        }
        if !files.is_empty() {
            input.insert("files".to_owned(), Value::Array(files));
        }
        let Some(act) = desk::acts::by_word(HandInLetter::WORD) else { return Err(NotTaken::Busy) };
        let by = letterbox::letterbox();
        let request = Request { case: None, input, key: &letter.key, by: &by };
        let carried = self.office.desk.carry_out(act, request).await.map_err(|said| match said {
            Said::Refused(refusal) => NotTaken::Refused(refusal),
            Said::Invalid(faults) => NotTaken::Wrong(faults),
            Said::KeyReused => NotTaken::FormUsed,
            Said::Fault(fault) => NotTaken::Fault(fault),
            Said::Busy | Said::NoSuchCase | Said::NoSuchOfficer => NotTaken::Busy,
        })?;
        let received = carried.events.iter().find_map(|recorded| match &recorded.body.event {
            Event::LetterReceived(received) => Some(self.receipt(received, recorded.day())),
            _ => None,
        });
        received.ok_or(NotTaken::FormUsed)
    }

    async fn open_page(&self, token: &str, phone: &str) -> Result<Option<Opened>, Fault> {
        self.books().page_open(token, phone, self.office.desk.clock.now()).await
    }

    async fn look_at_page(&self, token: &str, phone: &str) -> Result<Option<Opened>, Fault> {
        self.books().page_look(token, phone, self.office.desk.clock.now()).await
    }

    async fn confirm_page(&self, token: &str, phone: &str, by: (&str, &str)) -> Result<(), Fault> {
        self.books().page_confirm(token, phone, by, self.office.desk.clock.now()).await
    }

    async fn progress(&self, number: &str, code: &str) -> Result<Option<Progress>, Fault> {
        if !self.books().inquiry_code_fits(number, code) {
            return Ok(None);
        }
        let Some(stream) = self.books().numbered(number).await? else { return Ok(None) };
        let standing = Standing::of(&self.books().history(stream).await?);
        let registers = self.books().registers();
        Ok(of_letter(&standing, &registers).or_else(|| of_case(&standing, &registers)))
    }
}

fn of_letter(standing: &Standing, registers: &Registers) -> Option<Progress> {
    let complaint = &standing.complaint;
    let received = complaint.received.as_ref()?;
    let code = complaint.body.as_ref().map(|body| body.code.as_str()).unwrap_or_default();
    let running = clock::running(standing, registers.calendar());
    let next = running.map(|running| Next {
        what: running.what.to_owned(),
        due: Some(running.deadline.last_day),
        article: running.deadline.article.to_string(),
    });
    let stage = match desk::letters::stage(standing) {
        LetterStage::Received => "已收到，尚未决定是否受理",
        LetterStage::TakenOn => "已受理，正在办理",
        LetterStage::Declined => "不予受理",
        LetterStage::Answered => "已办结并答复",
    };
    let answered = complaint.answered.as_ref().map(|(_, answered)| {
        (complaints::answer::outcome_title(&answered.outcome).to_owned(), answered.text.clone())
    });
    let declined = complaint.declined.as_ref().map(|(_, declined)| {
        (complaints::declining::ground_title(&declined.ground).to_owned(), declined.reason.clone())
    });
    let extended = complaint
        .extended
        .as_ref()
        .map(|(_, extended)| (format!("办理期限延长{}", extended.in_words()), extended.reason.clone()));
    let handed = complaint.handed_over.last().map(|(on, _)| *on);
    let late = complaint.overdue.as_ref().filter(|_| !complaint.ended());
    let sector = complaint.body.as_ref().map_or(received.body.sector, |body| body.sector);
    let waits = complaint.received_on.filter(|_| complaint.taken_on.is_none() && !complaint.ended());
    let received_note = waits.and_then(|on| law::complaints::on_handing_over(received.kind, sector, on));
    let days = [
        ("收到", complaint.received_on),
        ("移送现办理机关", handed),
        ("受理", complaint.taken_on),
        ("延长办理期限", complaint.extended.as_ref().map(|(on, _)| *on)),
        ("不予受理", complaint.declined.as_ref().map(|(on, _)| *on)),
        ("答复", complaint.answered.as_ref().map(|(on, _)| *on)),
    ];
    Some(Progress {
        number: received.number.to_string(),
        kind: received.kind.title(),
        stage: format!("{stage}{}", if late.is_some() { "；已逾期，由司法行政部门督办" } else { "" }),
        days: known(&days),
        next: next.into_iter().collect(),
        note: received_note,
        answer: answered.or(declined).or(extended),
        ..asked_of(registers.body(code))
    })
}

fn of_case(standing: &Standing, registers: &Registers) -> Option<Progress> {
    let opened = standing.opened.as_ref()?;
    // Where a case goes to another organ, perhaps as a crime, is told by the letter itself and not before it is served.
    let leaves_unserved = standing.decision_served_on().is_none()
        && standing.decision_paper().is_some_and(|paper| paper.kind == PaperKind::TransferLetter);
    let stage = match standing.stage() {
        _ if leaves_unserved => "已经立案，正在调查",
        _ if standing.declined.is_some() => "核查后决定不予立案",
        Stage::Clue => "线索已经登记，正在核查",
        Stage::Filing => "正在审批是否立案",
        Stage::Investigation => "已经立案，正在调查",
        Stage::Notice => "调查终结，正在告知当事人",
        Stage::Review => "正在法制审核",
        Stage::Decision => "审核通过，正在作出决定",
        Stage::Delivery => "已经作出决定，正在送达",
        Stage::Execution => "决定已经送达，正在执行",
        Stage::Closing => "已经结案",
        Stage::Archive => "已经结案并归档",
        Stage::Complaint | Stage::Register => return None,
    };
    let clocks = due::clocks(standing, registers.calendar()).into_iter();
    let clocks = clocks.filter(|clock| clock.is_told() && clock.last_day().is_some());
    let next =
        clocks.map(|clock| Next { due: clock.last_day(), article: clock.article.clone(), what: clock.what });
    let days = [
        ("登记", standing.opened_on),
        ("立案", standing.filed_on),
        ("作出决定", standing.decision.as_ref().filter(|_| !leaves_unserved).map(|decision| decision.on)),
        ("送达", standing.decision_served_on()),
        ("结案", standing.closed_on),
    ];
    Some(Progress {
        number: opened.number.to_string(),
        kind: "案件",
        stage: stage.to_owned(),
        days: known(&days),
        next: next.collect(),
        answer: None,
        ..asked_of(registers.body(&opened.body))
    })
}

/// A text that says something; what is still to be filled in is told to nobody.
fn stated(text: String) -> String {
    if text == UNSTATED { String::new() } else { text }
}

/// The days that have come.
fn known(days: &[(&'static str, Option<Date>)]) -> Vec<(&'static str, Date)> {
    days.iter().filter_map(|(what, on)| Some((*what, (*on)?))).collect()
}

/// Whom to ask, and nothing else yet.
fn asked_of(body: Option<&BodyEntered>) -> Progress {
    let text = |part: fn(&BodyEntered) -> &String| body.map(|body| part(body).clone()).unwrap_or_default();
    Progress {
        number: String::new(),
        kind: "",
        stage: String::new(),
        days: Vec::new(),
        next: Vec::new(),
        note: None,
        answer: None,
        body: text(|body| &body.name),
        address: stated(text(|body| &body.address)),
        phone: stated(text(|body| &body.phone)),
    }
}
