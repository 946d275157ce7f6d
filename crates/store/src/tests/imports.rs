//! Imports on both databases: one node reads, another takes over what was left; what came of it is kept whole or not at all; bad cells are told in leaves; an import past its
//! days is forgotten with its file.

use crate::imports::{Import, ImportStage};
use crate::on_both;
use crate::testing::samples::at;
use crate::{Books, testing::Ground};
use bytes::Bytes;
use events::OfficerId;
use futures::stream;
use std::io::Read;

const WEEK: i64 = 7 * 24 * 3_600;

fn import(id: &str, begun: i64) -> Import {
    Import {
        id: id.to_owned(),
        officer: OfficerId::from("admin"),
        register: "officer".to_owned(),
        name: "名单.xlsx".to_owned(),
        size_bytes: 6,
        stage: ImportStage::Coming,
        reason: String::new(),
        rows_read: 0,
        seen: at(begun),
        begun: at(begun),
        expires: at(begun + WEEK),
        said: String::new(),
    }
}

async fn begin(books: &Books, id: &str, begun: i64) -> Import {
    let bytes = stream::iter([Ok::<_, std::io::Error>(Bytes::from_static(b"a,b,c\n"))]);
    let received = books.receive(bytes, 100).await.expect("is received");
    books.import_begin(&import(id, begun), received).await.expect("is begun");
    found(books, id).await
}

async fn found(books: &Books, id: &str) -> Import {
    books.import(id).await.expect("an answer").expect("an import")
}

async fn claims(books: &Books, import: &Import, seconds: i64) -> bool {
    books.import_claim(import, at(seconds)).await.expect("an answer")
}

async fn left(books: &Books, seconds: i64) -> Vec<String> {
    let left = books.imports_left(at(seconds)).await.expect("an answer");
    left.into_iter().map(|import| import.id).collect()
}

on_both!(of_two_nodes_one_reads_and_what_was_left_is_taken_over, |ground| async move {
    let (one, two) = (ground.open().await, ground.open().await);
    let begun = begin(&one, "one", 0).await;
    assert_eq!((begun.stage, begun.size_bytes, begun.name.as_str()), (ImportStage::Reading, 6, "名单.xlsx"));
    assert!(claims(&one, &begun, 1).await);
    assert!(!claims(&two, &begun, 1).await, "it was claimed meanwhile");
    assert!(one.import_goes_on("one", ImportStage::Reading, 500, at(30)).await.expect("an answer"));
    assert!(left(&two, 89).await.is_empty(), "something was heard of it");
    assert_eq!(left(&two, 90).await, ["one"], "nothing was heard for a minute");
    let stale = found(&two, "one").await;
    assert_eq!(stale.rows_read, 500);
    assert!(claims(&two, &stale, 91).await && !claims(&one, &stale, 91).await);
    assert_eq!(found(&one, "one").await.rows_read, 0, "it is read from its beginning");
    let mut text = String::new();
    two.import_file("one").await.expect("a file").read_to_string(&mut text).expect("text");
    assert_eq!(text, "a,b,c\n");
});

on_both!(each_stage_is_left_once_and_its_outcome_is_kept_whole, |ground| async move {
    let books = ground.open().await;
    begin(&books, "one", 0).await;
    let ends = async |stages, said: &str, faults: Option<Vec<String>>| {
        books.import_ends("one", stages, 900, said, faults).await.expect("an answer")
    };
    let read = (ImportStage::Reading, ImportStage::Read);
    let faults: Vec<String> = (0..25).map(|place| format!("\"{place}\"")).collect();
    assert!(ends(read, "first", Some(faults)).await);
    assert!(!ends(read, "again", Some(vec!["\"other\"".to_owned()])).await, "it has been read");
    let kept = found(&books, "one").await;
    assert_eq!((kept.stage, kept.rows_read, kept.said.as_str()), (ImportStage::Read, 900, "first"));
    let leaf = async |from, count| books.import_faults("one", from, count).await.expect("an answer");
    assert_eq!(leaf(0, 2).await, ["\"0\"", "\"1\""]);
    assert_eq!((leaf(20, 10).await.len(), leaf(25, 10).await.len()), (5, 0));

    let decided = async |reason: &str| books.import_decided("one", reason, at(60)).await.expect("an answer");
    assert!(decided("按名单").await && !decided("再来一次").await, "it is decided once");
    assert_eq!(found(&books, "one").await.reason, "按名单");
    assert_eq!(left(&books, 120).await, ["one"], "whoever was to hand it in is gone");
    let taken = (ImportStage::Taking, ImportStage::Taken);
    assert!(ends(taken, "taken", None).await);
    assert_eq!(leaf(0, 99).await.len(), 25, "bad cells stay for whoever looks again");
    assert!(left(&books, WEEK).await.is_empty());
    assert!(!books.import_goes_on("one", ImportStage::Taking, 1, at(61)).await.expect("an answer"));
});

/// How many objects of imports lie there.
fn objects(ground: &Ground) -> usize {
    std::fs::read_dir(ground.folder.path().join("objects/imports")).map_or(0, Iterator::count)
}

on_both!(an_import_ends_with_its_file_when_its_days_are_over_or_its_owner_says_so, |ground| async move {
    let books = ground.open().await;
    for (id, begun) in [("old", 0), ("young", 100), ("given-up", 200)] {
        begin(&books, id, begun).await;
    }
    let faults = Some(vec!["\"x\"".to_owned()]);
    let read = (ImportStage::Reading, ImportStage::Read);
    assert!(books.import_ends("old", read, 1, "", faults).await.expect("an answer"));
    let mine = async || {
        let mine = books.imports_of(&OfficerId::from("admin"), "officer").await.expect("an answer");
        mine.into_iter().map(|import| import.id).collect::<Vec<_>>()
    };
    assert_eq!(mine().await, ["given-up", "young", "old"], "the newest first");
    assert!(books.imports_of(&OfficerId::from("li-na"), "officer").await.expect("an answer").is_empty());
    books.import_drop("given-up").await.expect("is dropped");
    assert_eq!(books.sweep(at(WEEK)).await.expect("is swept").imports, 1);
    assert_eq!((mine().await, objects(&ground)), (vec!["young".to_owned()], 1));
    assert!(books.import_faults("old", 0, 9).await.expect("an answer").is_empty());
    assert!(books.import_file("old").await.is_err());
    assert_eq!(books.sweep(at(WEEK + 100)).await.expect("is swept").imports, 1);
    assert_eq!(objects(&ground), 0);
});
