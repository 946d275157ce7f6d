//! Pages of one-time codes on both databases: the first phone keeps one, everybody else finds nothing, it is confirmed once, a newer code ends it, and the
//! table itself opens none.

use crate::Books;
use crate::on_both;
use crate::sql;
use crate::testing::samples::at;
use events::StreamId;
use events::cases::{PageConfirmed, PageShown};

const CASE: StreamId = StreamId([1; 16]);
const CONTENT: &str = r#"{"officers":["张伟","李娜"]}"#;
const MINUTES: i64 = 60;

async fn lay(books: &Books, seconds: i64) -> String {
    let certificates = ["31010500001".to_owned(), "31010500002".to_owned()];
    let (now, until) = (at(seconds), at(seconds + 30 * MINUTES));
    books.page_lay(CASE, CONTENT, &certificates, now, until).await.expect("is laid")
}

async fn opens(books: &Books, token: &str, phone: &str, seconds: i64) -> Option<(String, bool)> {
    let opened = books.page_open(token, phone, at(seconds)).await.expect("an answer");
    // Looking shows what opening showed, and nothing where nothing was opened.
    assert_eq!(books.page_look(token, phone, at(seconds)).await.expect("an answer"), opened);
    opened.map(|page| (page.content, page.confirmed.is_some()))
}

async fn laid(books: &Books) -> PageShown {
    books.page_laid(CASE).await.expect("an answer").expect("a page")
}

on_both!(the_first_phone_keeps_the_page_and_confirms_it_once, |ground| async move {
    let books = ground.open().await;
    assert_eq!(books.page_laid(CASE).await.expect("an answer"), None);
    let token = lay(&books, 0).await;
    assert_eq!(token.len(), crate::TOKEN_DIGITS);
    let unopened = laid(&books).await;
    assert_eq!((unopened.opened_at, unopened.confirmed), (None, None));
    assert_eq!(opens(&books, &"00".repeat(16), "one", 1).await, None, "no such code");
    assert_eq!(books.page_look(&token, "one", at(4)).await.expect("an answer"), None, "a look opens nothing");
    assert_eq!(laid(&books).await.opened_at, None);
    assert_eq!(opens(&books, &token, "one", 5).await, Some((CONTENT.to_owned(), false)));
    assert_eq!(opens(&books, &token, "two", 6).await, None, "the first phone has it");
    books.page_confirm(&token, "two", ("孙某", "路人"), at(7)).await.expect("an answer");
    assert_eq!(opens(&books, &token, "one", 8).await, Some((CONTENT.to_owned(), false)));
    books.page_confirm(&token, "one", ("钱某", "店长"), at(9)).await.expect("an answer");
    books.page_confirm(&token, "one", ("周某", "店员"), at(10)).await.expect("an answer");
    assert_eq!(opens(&books, &token, "one", 11).await, Some((CONTENT.to_owned(), true)));
    let page = laid(&books).await;
    let confirmed = PageConfirmed { at: at(9), by: "钱某".to_owned(), capacity: "店长".to_owned() };
    assert_eq!((page.opened_at, page.confirmed), (Some(at(5)), Some(confirmed)));
    assert_eq!(page.certificates, ["31010500001", "31010500002"]);
});

on_both!(a_code_ends_with_its_time_and_with_a_newer_one, |ground| async move {
    let books = ground.open().await;
    let old = lay(&books, 0).await;
    assert!(opens(&books, &old, "one", 1).await.is_some());
    assert_eq!(opens(&books, &old, "one", 30 * MINUTES).await, None, "its time has run");
    books.page_confirm(&old, "one", ("钱某", "店长"), at(30 * MINUTES)).await.expect("an answer");
    assert_eq!(laid(&books).await.confirmed, None, "and nothing is confirmed after it");
    let new = lay(&books, 2).await;
    assert_eq!(opens(&books, &old, "one", 3).await, None, "a newer one was laid");
    assert_eq!(laid(&books).await.opened_at, None, "which nobody has opened");
    assert!(opens(&books, &new, "two", 4).await.is_some());
    let day = 24 * 60 * MINUTES;
    assert_eq!(books.pages_expire(at(30 * MINUTES)).await.expect("swept"), 0);
    assert_eq!(books.pages_expire(at(day)).await.expect("swept"), 1);
    assert_eq!(books.page_laid(CASE).await.expect("an answer"), None);
});

on_both!(the_table_holds_neither_code_nor_page, |ground| async move {
    let books = ground.open().await;
    let token = lay(&books, 0).await;
    assert!(opens(&books, &token, "a phone of somebody", 1).await.is_some());
    let sql = "SELECT token_hash, sealed, phone_hash FROM shown_pages";
    let row = sql::one(books.raw(), sql, vec![]).await.expect("a table").expect("a row");
    for column in ["token_hash", "sealed", "phone_hash"] {
        let kept: Vec<u8> = row.try_get("", column).expect("bytes");
        let holds = |what: &[u8]| kept.windows(what.len()).any(|part| part == what);
        let code = hex::decode(&token).expect("hexadecimal");
        assert!(!holds(&code) && !holds(token.as_bytes()), "{column} holds the code");
        assert!(!holds("张伟".as_bytes()) && !holds(b"a phone of somebody"), "{column} holds what it seals");
    }
});
