//! Papers that wait for the press: none is passed over, wherever the printing of the others was entered.

use crate::on_both;
use crate::testing::samples::{self, act, open_case};
use events::papers::PaperPrinted;
use events::people::FileNamed;
use events::{Event, FileId, Standing, StreamId};

/// Enters that every paper of the case is printed.
async fn print_all(books: &crate::Books, key: &str, case: StreamId) {
    let standing = Standing::of(&desk::Store::history(books, case).await.unwrap());
    let waiting = standing.papers.iter().filter(|paper| paper.printed.is_none());
    let printed = waiting.map(|paper| {
        let file = FileNamed {
            sha256: FileId([7; 32]),
            sm3: "0".repeat(64),
            size_bytes: 1,
            media_type: "application/pdf".to_owned(),
            name: "文书.pdf".to_owned(),
        };
        Event::PaperPrinted(PaperPrinted { number: paper.number.clone(), file, template: String::new() })
    });
    act(books, key, Some(case), printed.collect()).await.unwrap();
}

on_both!(a_paper_issued_after_others_of_its_case_were_printed_is_found, |ground| async move {
    let books = ground.open().await;
    let case = open_case(&books, "k", "永安商店").await;
    for (order, word) in ["罚", "催", "告"].into_iter().enumerate() {
        act(&books, &format!("k-{order}"), Some(case), vec![samples::paper(word)]).await.unwrap();
    }
    // A turn of the press: how far it looks is read first, and what it prints is entered behind that.
    let until = books.size().await.unwrap();
    assert_eq!(books.papers_waiting(None).await.unwrap(), [case]);
    print_all(&books, "p1", case).await;
    books.papers_printed(until).await.unwrap();
    assert!(books.papers_waiting(None).await.unwrap().is_empty());
    // The case issues one more, and the program is killed before it is printed.
    act(&books, "k-late", Some(case), vec![samples::paper("缴")]).await.unwrap();
    assert_eq!(books.papers_waiting(None).await.unwrap(), [case]);
    assert!(books.papers_waiting(Some(case)).await.unwrap().is_empty());
    let until = books.size().await.unwrap();
    print_all(&books, "p2", case).await;
    books.papers_printed(until).await.unwrap();
    assert!(books.papers_waiting(None).await.unwrap().is_empty());
});
