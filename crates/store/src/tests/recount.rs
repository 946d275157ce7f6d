//! Counting again after a calendar was entered: stored days that were provisional are final, in the docket and in the duties, also when a crash fell in
//! between; and check and rebuild make the very same rows at every moment of it.

use super::{dump, findings};
use crate::on_both;
use crate::recount::{self, Recounted};
use crate::testing::samples::{self, act, open_case};
use crate::{Books, DocketFilter, Page};
use desk::readings::DutyRow;
use events::registers::CalendarEntered;
use events::{Event, StreamId};
use futures::future::join_all;
use jiff::civil::{Date, date};
use law::calendar::CalendarYear;

/// Days off after the new year of 2027, as a notice that does not exist has them.
fn calendar(rest: &[Date]) -> Event {
    let (notice, rest) = ("国办发明电〔2026〕9号".to_owned(), rest.to_vec());
    let calendar = CalendarYear { year: 2027, notice, rest, working: vec![], amended_by: vec![] };
    Event::CalendarEntered(CalendarEntered { calendar })
}

/// A case filed on the sample day, which has ninety days, into 2027.
async fn filed(books: &Books, key: &str) -> StreamId {
    let case = open_case(books, key, "永安商店").await;
    act(books, &format!("{key}-1"), Some(case), vec![samples::proposed(), samples::filed()]).await.unwrap();
    case
}

async fn duty(books: &Books, case: StreamId) -> DutyRow {
    let duties = books.duties_of_case(case).await.unwrap();
    duties.into_iter().find(|duty| duty.act == "conclusion").expect("the case has its days")
}

/// Stops the task that counts again by itself, so that a test says when.
fn by_hand(books: &Books) -> Vec<tokio::task::JoinHandle<()>> {
    let tasks = books.tasks();
    tasks[2].abort();
    tasks
}

on_both!(entering_a_calendar_makes_provisional_days_final_everywhere, |ground| async move {
    let books = ground.open().await;
    let _tasks = by_hand(&books);
    let case = filed(&books, "k").await;
    let before = duty(&books, case).await;
    let provisional = before.due.unwrap();
    assert!(before.provisional && provisional.year() == 2027, "{before:?}");
    samples::register(&books, "r1", vec![calendar(&[provisional])]).await.unwrap();
    assert_eq!(findings(&books).await, Vec::<String>::new(), "entered and not yet counted again");
    assert_eq!(books.recount_now().await.unwrap(), 1);
    let after = duty(&books, case).await;
    assert!(!after.provisional && after.due > before.due, "{after:?}");
    let header = books.case_header(case).await.unwrap().unwrap();
    assert_eq!(header.next_due, after.due);
    assert_eq!(findings(&books).await, Vec::<String>::new());
    // A notice changed midway moves it back; a second time nothing is left to do.
    samples::register(&books, "r2", vec![calendar(&[date(2027, 1, 1)])]).await.unwrap();
    assert_eq!((books.recount_now().await.unwrap(), books.recount_now().await.unwrap()), (1, 0));
    assert_eq!(duty(&books, case).await.due, Some(provisional));
    assert_eq!(findings(&books).await, Vec::<String>::new());
    let rows = dump(&books).await;
    books.rebuild(|_| {}).await.unwrap();
    assert_eq!(dump(&books).await, rows);
    assert_eq!(findings(&books).await, Vec::<String>::new());
});

on_both!(a_crash_in_the_middle_loses_no_case_and_checks_at_every_step, |ground| async move {
    let books = ground.open().await;
    let tasks = by_hand(&books);
    let keys: Vec<String> = (0..120).map(|i| format!("k{i}")).collect();
    let cases = join_all(keys.iter().map(|key| filed(&books, key))).await;
    let rest = duty(&books, cases[0]).await.due.unwrap();
    samples::register(&books, "r1", vec![calendar(&[rest])]).await.unwrap();
    let mut known = None;
    assert_eq!(recount::step(&books.shared, &mut known).await.unwrap(), Some(50));
    assert_eq!(findings(&books).await, Vec::<String>::new(), "some are counted again and some not");
    // Meanwhile acts go on, in cases of either kind, and another calendar comes.
    for (i, case) in cases.iter().enumerate().step_by(30) {
        act(&books, &format!("meanwhile-{i}"), Some(*case), vec![samples::paper("告")]).await.unwrap();
    }
    filed(&books, "new").await;
    samples::register(&books, "r2", vec![calendar(&[rest, date(2027, 1, 1)])]).await.unwrap();
    let changed = recount::step(&books.shared, &mut known).await.unwrap();
    assert!(changed.is_some_and(|cases| (40..=50).contains(&cases)), "{changed:?}");
    assert_eq!(findings(&books).await, Vec::<String>::new());
    tasks.iter().for_each(|task| task.abort());
    books.crash().await;

    let books = ground.open().await;
    books.recount_now().await.unwrap();
    let mut final_days = 0;
    let listed = books.docket(&DocketFilter::default(), Page::default()).await.unwrap();
    for row in &listed.rows {
        assert!(!duty(&books, row.stream).await.provisional, "{}", row.number);
        final_days += 1;
    }
    assert_eq!(final_days, 50);
    let recounted = Recounted::read(books.raw()).await.unwrap();
    assert_eq!(recounted.under, None, "{recounted:?}");
    assert_eq!(findings(&books).await, Vec::<String>::new());
    let rows = dump(&books).await;
    books.rebuild(|_| {}).await.unwrap();
    assert_eq!(dump(&books).await, rows);
});

on_both!(the_node_that_learns_of_a_calendar_counts_by_itself, |ground| async move {
    let books = ground.open().await;
    let case = filed(&books, "k").await;
    let rest = duty(&books, case).await.due.unwrap();
    samples::register(&books, "r1", vec![calendar(&[rest])]).await.unwrap();
    // Closing waits for what was rung for; opening takes up what it did not come to.
    while duty(&books, case).await.provisional {
        tokio::task::yield_now().await;
    }
    books.close().await.unwrap();
});

on_both!(a_migration_that_adds_a_reading_has_its_rows_made, |ground| async move {
    let books = ground.open().await;
    let _tasks = by_hand(&books);
    let case = filed(&books, "k").await;
    let film = futures::stream::iter([Ok::<_, String>(bytes::Bytes::from_static(b"film"))]);
    let film = books.put_file(film, "1.mp4", "video/mp4", 100, samples::at(0)).await.unwrap();
    let added = events::Event::RecordingAdded(samples::recording(&film, "JLY-01", None));
    act(&books, "f", Some(case), vec![added]).await.unwrap();
    let rows = dump(&books).await;
    // As a district stands that was founded before: no rows, and what the migration notes.
    for before in
        ["DELETE FROM recordings", "UPDATE upkeep SET under = COALESCE(under, counted), after = NULL"]
    {
        crate::sql::run(books.raw(), before, vec![]).await.unwrap();
    }
    assert_eq!(books.recount_now().await.unwrap(), 1);
    assert_eq!(dump(&books).await, rows);
    assert_eq!(books.recount_now().await.unwrap(), 0, "once is enough");
    assert_eq!(findings(&books).await, Vec::<String>::new());
});
