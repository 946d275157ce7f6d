//! Sample letters from the public, for tests.

use super::samples;
use crate::books::Books;
use desk::store::Keeping;
use desk::{Append, Store};
use events::complaints::{LetterAbout, LetterBody, LetterReceived};
use events::{Body, Event, OfficerId, Standing, StreamId};
use law::complaints::LetterKind;
use law::thresholds::Sector;

/// 统一社会信用代码 of the bureau that supervises.
pub const JUSTICE: &str = "11310105MB1A2B3CXW";

/// A question to this body.
pub fn letter(body: &str) -> Event {
    Event::LetterReceived(LetterReceived {
        number: samples::blank("信"),
        kind: LetterKind::Question,
        about: LetterAbout::Service,
        reference: String::new(),
        subject: "三号窗口".to_owned(),
        officer: None,
        department: None,
        text: "几点开门？".to_owned(),
        name: None,
        contact: Some("13800000000".to_owned()),
        files: Vec::new(),
        body: LetterBody { code: body.to_owned(), name: "某机关".to_owned(), sector: Sector::General },
        supervision: JUSTICE.to_owned(),
    })
}

/// Appends an event to a letter, so many seconds after the sample moment.
pub async fn append(books: &Books, stream: StreamId, seconds: i64, event: Event) {
    let history = books.history(stream).await.expect("a history");
    let case = Standing { stream, ..Standing::of(&history) };
    let registers = books.registers();
    let work = Append {
        key: format!("letter-{stream}-{seconds}"),
        by: OfficerId::from("portal:letterbox"),
        input_digest: seconds.to_string(),
        stream,
        seen_seq: case.seq,
        keeping: Keeping::Case(Box::new(case)),
        registers_version: registers.version,
        at: samples::at(seconds),
        law: registers.law_edition(),
        bodies: vec![Body { event, by: samples::officer("zhang-wei"), unit: samples::UNIT.to_owned() }],
    };
    books.append(work).await.expect("appended");
}
