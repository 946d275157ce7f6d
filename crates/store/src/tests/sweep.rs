//! The sweep: what nobody can need any more is gone, and nothing else is. Moments are given; nothing waits.

use super::findings;
use crate::on_both;
use crate::sql;
use crate::testing::samples::{self, act, at, open_case};
use crate::testing::{Ground, Kind, S3};
use crate::{Books, Swept, Upload, UploadFault};
use bytes::Bytes;
use desk::Store;
use events::papers::PaperPrinted;
use events::people::FileNamed;
use events::{Event, FileId, OfficerId};
use futures::stream;

const HOUR: i64 = 3600;
const DAY: i64 = 24 * HOUR;

async fn kept(books: &Books, bytes: &'static [u8], seconds: i64) -> FileNamed {
    let bytes = stream::iter([Ok::<_, String>(Bytes::from_static(bytes))]);
    books.put_file(bytes, "照片.jpg", "image/jpeg", 1000, at(seconds)).await.unwrap()
}

fn upload(id: &str, expires: i64) -> Upload {
    Upload {
        id: id.to_owned(),
        officer: OfficerId::from("zhang-wei"),
        case: None,
        length_bytes: Some(6),
        offset_bytes: 0,
        metadata: String::new(),
        expires: at(expires),
        file: None,
        joins: crate::Joins::Alone,
    }
}

fn to(id: &str, offset_bytes: u64) -> crate::Arriving<'_> {
    crate::Arriving { id, offset_bytes, checksum: None, limit_bytes: 6 }
}

fn piece(bytes: &'static str) -> impl futures::Stream<Item = Result<Bytes, String>> + Send + Unpin {
    stream::iter([Ok(Bytes::from(bytes))])
}

/// An event that names a file.
fn names(file: &FileNamed) -> Event {
    let number = samples::blank("罚");
    Event::PaperPrinted(PaperPrinted { number, file: file.clone(), template: "t".to_owned() })
}

async fn objects(books: &Books, below: &str) -> Vec<String> {
    books.shared.objects.below(below).await.unwrap()
}

async fn uploads_are_swept(books: &Books) {
    for (id, expires) in [("expired", DAY), ("living", 3 * DAY), ("gone", 3 * DAY)] {
        books.upload_create(&upload(id, expires)).await.unwrap();
        assert_eq!(books.upload_append(to(id, 0), piece("abc")).await.unwrap(), 3);
    }
    // As a crash leaves them: a piece that was written and not noted, and pieces whose upload is gone.
    let unnoted = format!("uploads/expired/{:020}-{}", 3, "0".repeat(64));
    books.shared.objects.put(crate::config::Step::ObjectPut, &unnoted, Bytes::from("def")).await.unwrap();
    for forgotten in
        ["DELETE FROM upload_parts WHERE upload = 'gone'", "DELETE FROM uploads WHERE id = 'gone'"]
    {
        sql::run(books.raw(), forgotten, vec![]).await.unwrap();
    }
    let swept = books.sweep(at(DAY)).await.unwrap();
    assert_eq!(swept, Swept { uploads: 1, pieces: 1, ..Swept::default() });
    let left = objects(books, "uploads").await;
    assert!(left.len() == 1 && left[0].starts_with("uploads/living/"), "{left:?}");
    assert!(matches!(books.upload_append(to("expired", 3), piece("def")).await, Err(UploadFault::Unknown)));
    // The living one goes on where it stood.
    assert_eq!(books.upload_append(to("living", 3), piece("def")).await.unwrap(), 6);
    let received = books.upload_finish("living").await.unwrap();
    let file = books.keep(received, "1", "text/plain", None, at(DAY)).await.unwrap();
    books.upload_finished("living", file.sha256).await.unwrap();
    assert_eq!(objects(books, "uploads").await, Vec::<String>::new());
    assert_eq!(books.upload("living").await.unwrap().unwrap().file, Some(file.sha256));
    assert_eq!(books.sweep(at(DAY + 1)).await.unwrap(), Swept::default(), "nothing is left to sweep");
    assert_eq!(findings(books).await, Vec::<String>::new());
}

on_both!(uploads_past_their_day_and_pieces_of_none_are_gone, |ground| async move {
    uploads_are_swept(&ground.open().await).await;
});

on_both!(a_file_no_event_names_leaves_and_what_is_named_stays, |ground| async move {
    let books = ground.open().await;
    let (named, unnamed) = (kept(&books, b"named", 0).await, kept(&books, b"unnamed", 0).await);
    let case = open_case(&books, "k", "永安商店").await;
    act(&books, "n", Some(case), vec![names(&named)]).await.unwrap();
    assert_eq!(books.sweep(at(DAY - 1)).await.unwrap(), Swept::default(), "a whole day it waits");
    assert_eq!(books.sweep(at(DAY)).await.unwrap(), Swept { leaving: 1, ..Swept::default() });
    let ids = [named.sha256, unnamed.sha256];
    let there = books.files(&ids).await.unwrap();
    assert_eq!(there.keys().collect::<Vec<_>>(), [&named.sha256], "no act can name what leaves");
    assert_eq!(findings(&books).await, Vec::<String>::new());
    assert_eq!(books.sweep(at(DAY + 6 * HOUR - 1)).await.unwrap(), Swept::default());
    assert_eq!(books.sweep(at(DAY + 6 * HOUR)).await.unwrap(), Swept { files: 1, ..Swept::default() });
    assert_eq!(objects(&books, "files").await, [crate::files::path(named.sha256)]);
    assert!(books.get_file(unnamed.sha256, None).await.unwrap().is_none());
    assert_eq!(findings(&books).await, Vec::<String>::new());
});

on_both!(a_file_named_while_it_leaves_comes_back, |ground| async move {
    let books = ground.open().await;
    let file = kept(&books, b"late", 0).await;
    let case = open_case(&books, "k", "永安商店").await;
    assert_eq!(books.sweep(at(DAY)).await.unwrap().leaving, 1);
    // An act that had read its facts before.
    act(&books, "n", Some(case), vec![names(&file)]).await.unwrap();
    assert_eq!(books.sweep(at(2 * DAY)).await.unwrap(), Swept::default());
    assert_eq!(books.file(file.sha256).await.unwrap().unwrap().named, file);
    assert_eq!(findings(&books).await, Vec::<String>::new());
});

on_both!(the_same_bytes_coming_in_again_while_they_leave_are_a_file_again, |ground| async move {
    let books = ground.open().await;
    let file = kept(&books, b"again", 0).await;
    assert_eq!(books.sweep(at(DAY)).await.unwrap().leaving, 1);
    assert_eq!(kept(&books, b"again", DAY + HOUR).await, file);
    assert_eq!(books.sweep(at(DAY + 20 * HOUR)).await.unwrap(), Swept::default());
    assert!(books.has_file(file.sha256).await.unwrap());
    assert_eq!(findings(&books).await, Vec::<String>::new());
});

#[tokio::test]
async fn what_was_coming_in_when_the_program_was_killed_is_gone_a_day_later() {
    let ground = Ground::new(Kind::Sqlite);
    let books = ground.open().await;
    // Nothing else is being written then.
    books.publish_now().await.unwrap();
    let incoming = ground.folder.path().join("objects/incoming");
    let half = books.shared.objects.incoming().unwrap().into_temp_path().keep().unwrap();
    std::fs::write(incoming.join("not-ours"), b"x").unwrap();
    let now = jiff::Timestamp::now();
    assert_eq!(books.sweep(now).await.unwrap().incoming, 0, "it may still be coming in");
    assert!(half.exists());
    assert_eq!(books.sweep(now + jiff::SignedDuration::from_hours(25)).await.unwrap().incoming, 1);
    assert!(!half.exists() && incoming.join("not-ours").exists());
}

// A break between the row and the object, and between the object and the row that counts.
on_both!(a_file_broken_off_at_any_step_is_none_and_comes_in_again, |ground| async move {
    use crate::config::{Moment, Step};
    let armed = std::sync::Arc::new(crate::testing::Armed::default());
    let ground = ground.broken_by(armed.clone());
    let mut books = ground.open().await;
    for moment in [Moment::Before, Moment::After] {
        armed.arm(Step::ObjectPut, moment, 1);
        let bytes = stream::iter([Ok::<_, String>(Bytes::from(format!("{moment:?}")))]);
        assert!(books.put_file(bytes, "1", "image/jpeg", 1000, at(0)).await.is_err());
        books.crash().await;
        books = ground.open().await;
        let id = FileId(<sha2::Sha256 as sha2::Digest>::digest(format!("{moment:?}")).into());
        assert!(!books.has_file(id).await.unwrap(), "{moment:?}: half a file is none");
        assert_eq!(findings(&books).await, Vec::<String>::new(), "{moment:?}");
    }
    assert_eq!(objects(&books, "files").await.len(), 1, "one object was written");
    assert_eq!(books.sweep(at(DAY)).await.unwrap(), Swept { files: 2, ..Swept::default() });
    assert_eq!(objects(&books, "files").await, Vec::<String>::new(), "no orphan is left");
});

#[tokio::test]
async fn an_object_store_reached_over_http_is_swept_the_same() {
    let s3 = S3::start().await;
    let mut ground = Ground::new(Kind::Sqlite);
    ground.config.objects = s3.url.clone();
    let books = ground.open().await;
    uploads_are_swept(&books).await;
    let file = kept(&books, b"unnamed", 0).await;
    assert_eq!(books.sweep(at(2 * DAY)).await.unwrap().leaving, 2, "this one and what the upload became");
    assert_eq!(books.sweep(at(3 * DAY)).await.unwrap().files, 2);
    assert!(books.get_file(file.sha256, None).await.unwrap().is_none());
    assert_eq!(objects(&books, "files").await, Vec::<String>::new());
}
