//! Steps that break: whatever step fails, before or after it was done, the same request sent again is done once, publishing finishes, and
//! the whole store checks. And a full disk, which is told as such and got over.

use super::findings;
use crate::config::{Moment, Step};
use crate::on_both;
use crate::sql;
use crate::testing::{Armed, Ground, Kind, samples};
use desk::{AppendFault, Fault, Store};
use events::Standing;
use std::sync::Arc;

on_both!(a_broken_step_loses_nothing_and_doubles_nothing, |ground| async move {
    let armed = Arc::new(Armed::default());
    let mut ground = ground.broken_by(armed.clone());
    // A seed would draw, after a crash, the tag that the request to be sent again already has.
    ground.config.randomness = None;
    let mut books = ground.open().await;
    let mut cases = 0;
    for step in [Step::Begin, Step::Insert, Step::Commit] {
        for moment in [Moment::Before, Moment::After] {
            let key = format!("{step:?}-{moment:?}");
            let standing = Standing { stream: books.fresh(), ..Standing::default() };
            let work = samples::append_to(&books, &key, standing, vec![samples::opened("永安商店")]);
            armed.arm(step, moment, 1);
            let first = books.append(work.clone()).await;
            assert!(matches!(first, Err(AppendFault::Fault(Fault::Database(_)))), "{key}: {first:?}");
            books.crash().await;
            books = ground.open().await;
            let again = books.append(work).await.unwrap();
            cases += 1;
            assert_eq!(again.repeated, (step, moment) == (Step::Commit, Moment::After), "{key}");
            assert_eq!(books.size().await.unwrap(), cases, "{key}");
        }
    }
    books.publish_now().await.unwrap();
    assert_eq!(findings(&books).await, Vec::<String>::new());
});

on_both!(publishing_finishes_what_a_crash_left_at_any_step, |ground| async move {
    let armed = Arc::new(Armed::default());
    let ground = ground.broken_by(armed.clone());
    let mut books = ground.open().await;
    for (step, times) in [(Step::TileWrite, 4), (Step::CheckpointWrite, 1)] {
        for (moment, nth) in
            [Moment::Before, Moment::After].into_iter().flat_map(|m| (1..=times).map(move |n| (m, n)))
        {
            let key = format!("{step:?}-{moment:?}-{nth}");
            // Held so that the background publisher does not get there first.
            let guard = books.shared.publishing.lock().await;
            samples::open_case(&books, &key, "永安商店").await;
            armed.arm(step, moment, nth);
            drop(guard);
            let _ = books.publish_now().await;
            books.crash().await;
            armed.disarm();
            books = ground.open().await;
            books.publish_now().await.unwrap();
            assert_eq!(findings(&books).await, Vec::<String>::new(), "{key}");
        }
    }
    assert!(armed.broke() >= 8, "the breaks were reached: {}", armed.broke());
});

on_both!(a_register_entry_whose_answer_was_lost_is_followed, |ground| async move {
    let armed = Arc::new(Armed::default());
    let ground = ground.broken_by(armed.clone());
    let books = ground.open().await;
    armed.arm(Step::Commit, Moment::After, 1);
    assert!(samples::register(&books, "r1", vec![samples::department("a")]).await.is_err());
    assert_eq!(books.registers().version, 0);
    books.follow().await.unwrap();
    assert_eq!(books.registers().version, 1);
    samples::register(&books, "r2", vec![samples::department("b")]).await.unwrap();
    assert_eq!(books.registers().version, 2);
});

on_both!(closing_answers_everybody_and_publishes, |ground| async move {
    let books = ground.open().await;
    let standing = Standing { stream: books.fresh(), ..Standing::default() };
    let work = samples::append_to(&books, "late", standing, vec![samples::opened("永安商店")]);
    samples::open_case(&books, "k", "永安商店").await;
    books.close().await.unwrap();
    assert!(matches!(books.append(work).await, Err(AppendFault::Fault(Fault::Stopped))));
    let books = ground.open().await;
    assert_eq!(crate::publisher::published(books.raw()).await.unwrap().size, 1);
});

#[tokio::test]
async fn a_full_disk_is_told_and_got_over() {
    let ground = Ground::new(Kind::Sqlite);
    let books = ground.open().await;
    samples::open_case(&books, "k0", "永安商店").await;
    let pages = sql::one(books.raw(), "PRAGMA page_count", vec![]).await.unwrap().unwrap();
    let pages: i64 = pages.try_get("", "page_count").unwrap();
    sql::all(books.raw(), &format!("PRAGMA max_page_count = {pages}"), vec![]).await.unwrap();
    let mut full = None;
    for i in 0..50 {
        let shop = "永安商店".repeat(200);
        if let Err(fault) = samples::act(&books, &format!("f{i}"), None, vec![samples::opened(&shop)]).await {
            full = Some((i, fault));
            break;
        }
    }
    let (refused, fault) = full.expect("the disk is full at last");
    assert!(matches!(fault, AppendFault::Fault(Fault::Full)), "{fault:?}");
    let size = books.size().await.unwrap();
    sql::all(books.raw(), "PRAGMA max_page_count = 1000000", vec![]).await.unwrap();
    samples::open_case(&books, &format!("f{refused}"), "永安商店").await;
    assert_eq!(books.size().await.unwrap(), size + 1);
    books.publish_now().await.unwrap();
    assert_eq!(findings(&books).await, Vec::<String>::new());
}
