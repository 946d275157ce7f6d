//! Letters from the public on both databases: their rows follow the events, a rebuild and a check agree with them, the list stands in the order of the clocks, and
//! a number finds its stream.

use super::findings;
use crate::books::Books;
use crate::on_both;
use crate::readings::letters::LetterFilter;
use crate::testing::letters::{JUSTICE, append, letter};
use crate::testing::samples;
use events::complaints::{LetterOverdue, LetterTakenOn};
use events::{Event, StreamId};

async fn numbers(books: &Books, body: &str, supervises: bool, open: bool) -> Vec<String> {
    let filter = LetterFilter { body: body.to_owned(), supervises, open };
    books.letters(&filter, 0).await.expect("a list").into_iter().map(|row| row.number).collect()
}

fn number(running: u32) -> String {
    format!("长市监信〔2026〕{running}号")
}

on_both!(letters_are_listed_by_their_clocks_and_survive_a_rebuild, |ground| async move {
    let books = ground.open().await;
    let days = 86_400;
    let (late, early, other) = (StreamId([1; 16]), StreamId([2; 16]), StreamId([3; 16]));
    append(&books, late, 0, letter(samples::UNIT)).await;
    append(&books, early, 1, letter(samples::UNIT)).await;
    append(&books, other, 2, letter(JUSTICE)).await;
    let handler = samples::officer("zhang-wei");
    append(&books, late, 3, Event::LetterTakenOn(LetterTakenOn { handler, note: String::new() })).await;
    assert_eq!(numbers(&books, samples::UNIT, false, true).await, [number(2), number(1)]);
    assert_eq!(numbers(&books, JUSTICE, true, true).await, [number(3)], "nothing is overdue yet");

    let today = samples::DAY.saturating_add(jiff::ToSpan::days(30));
    assert_eq!(books.letters_late(today).await.expect("late ones").len(), 3);
    let overdue = LetterOverdue { what: "决定是否受理".to_owned(), due: samples::DAY };
    append(&books, early, 30 * days, Event::LetterOverdue(overdue)).await;
    assert_eq!(numbers(&books, JUSTICE, true, true).await, [number(2), number(3)]);
    assert!(!books.letters_late(today).await.expect("late ones").contains(&early), "it is told once");

    assert_eq!(books.numbered(&number(2)).await.expect("an answer"), Some(early));
    assert_eq!(books.numbered("长市监信〔2026〕9号").await.expect("an answer"), None);
    let duties = books.duties(&[format!("post:supervisor@{JUSTICE}")], 0).await.expect("duties");
    assert_eq!(duties.iter().map(|duty| duty.stream).collect::<Vec<_>>(), [early]);

    assert_eq!(findings(&books).await, Vec::<String>::new());
    let before = numbers(&books, JUSTICE, true, true).await;
    books.rebuild(|_| {}).await.expect("a rebuild");
    assert_eq!(numbers(&books, JUSTICE, true, true).await, before);
    assert_eq!(findings(&books).await, Vec::<String>::new());
});

on_both!(a_case_is_found_by_its_number, |ground| async move {
    let books = ground.open().await;
    let stream = samples::whole_case(&books, "k", "永安商店").await;
    let header = books.case_header(stream).await.expect("a row").expect("a case");
    assert_eq!(books.numbered(&header.number).await.expect("an answer"), Some(stream));
    assert!(books.inquiry_code_fits(&header.number, &books.inquiry_code(&header.number)));
});
