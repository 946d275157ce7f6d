//! Tests of files and uploads: bytes come back as they went in, whole or in ranges, and a broken upload goes on.

use crate::on_both;
use crate::testing::samples::{at, open_case};
use crate::{Arriving, Checksum, Joins, ReceiveFault, Received, Upload, UploadFault};
use bytes::Bytes;
use desk::Store;
use events::occasion::Playing;
use events::{FileId, OfficerId};
use futures::{Stream, TryStreamExt, stream};
use sha1::{Digest as _, Sha1};
use sha2::Sha256;
use std::io::Read;

fn pieces(pieces: &[&'static str]) -> impl Stream<Item = Result<Bytes, String>> + Send + Unpin + use<> {
    stream::iter(pieces.iter().map(|piece| Ok(Bytes::from(*piece))).collect::<Vec<_>>())
}

fn all_of(received: &Received) -> Vec<u8> {
    let mut all = Vec::new();
    received.open().unwrap().read_to_end(&mut all).unwrap();
    all
}

on_both!(a_file_is_kept_by_its_digest_and_read_in_ranges, |ground| async move {
    let books = ground.open().await;
    let named = books.put_file(pieces(&["a", "bc"]), "1.txt", "text/plain", 3, at(0)).await.unwrap();
    // Known digests of the three bytes abc.
    let sha256 = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    let sm3 = "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0";
    assert_eq!((named.sha256.to_string().as_str(), named.sm3.as_str(), named.size_bytes), (sha256, sm3, 3));
    let place = ground.folder.path().join("objects/files/ba").join(sha256);
    assert_eq!(std::fs::read(place).unwrap(), b"abc");
    let read = async |range| {
        let bytes = books.get_file(named.sha256, range).await.unwrap().unwrap();
        bytes.try_collect::<Vec<_>>().await.unwrap().concat()
    };
    assert_eq!(read(None).await, b"abc");
    assert_eq!(read(Some(1..2)).await, b"b");
    let absent = FileId([1; 32]);
    assert!(books.get_file(absent, None).await.unwrap().is_none());
    assert!(books.has_file(named.sha256).await.unwrap() && !books.has_file(absent).await.unwrap());
    let known = books.files(&[named.sha256, absent]).await.unwrap();
    assert_eq!(known.keys().collect::<Vec<_>>(), [&named.sha256]);
});

on_both!(the_same_bytes_again_keep_their_first_name, |ground| async move {
    let books = ground.open().await;
    let received = books.receive(pieces(&["abc"]), 10).await.unwrap();
    assert_eq!(all_of(&received), b"abc");
    let playing = Playing { duration_ms: 1500, started_at: Some(at(0)), notes: vec!["mvhd".to_owned()] };
    let first = books.keep(received, "一.mp4", "video/mp4", Some(&playing), at(0)).await.unwrap();
    let second = books.put_file(pieces(&["abc"]), "二.mp4", "text/plain", 10, at(1)).await.unwrap();
    assert_eq!(first, second);
    assert_eq!(books.file(first.sha256).await.unwrap().unwrap().playing, Some(playing));
});

on_both!(each_officer_brings_a_file_under_a_name_of_his_own, |ground| async move {
    let books = ground.open().await;
    let kept = books.put_file(pieces(&["abc"]), "王某身份证.jpg", "image/jpeg", 3, at(0)).await.unwrap();
    let (zhang, li, wang) = (OfficerId::from("zhang"), OfficerId::from("li"), OfficerId::from("wang"));
    books.took_in(kept.sha256, &zhang, "王某身份证.jpg", at(0)).await.unwrap();
    books.took_in(kept.sha256, &li, "1.jpg", at(1)).await.unwrap();
    books.took_in(kept.sha256, &li, "货架.jpg", at(2)).await.unwrap();
    let brought = async |by| books.taken_in(by, &[kept.sha256, FileId([1; 32])]).await.unwrap();
    assert_eq!(brought(&zhang).await[&kept.sha256], "王某身份证.jpg");
    assert_eq!(brought(&li).await[&kept.sha256], "货架.jpg");
    assert!(brought(&wang).await.is_empty(), "to know the digest is no right to the file");
    let absent = books.took_in(FileId([1; 32]), &wang, "1.jpg", at(0)).await;
    assert!(absent.is_err(), "nobody brings what is not stored");
});

on_both!(a_file_too_large_or_broken_off_leaves_nothing, |ground| async move {
    let books = ground.open().await;
    let large = books.put_file(pieces(&["abc", "d"]), "1", "text/plain", 3, at(0)).await;
    assert!(matches!(large, Err(ReceiveFault::TooLarge { limit_bytes: 3 })));
    let broken = stream::iter([Ok(Bytes::from("ab")), Err("connection reset")]);
    let broken = books.put_file(broken, "1", "text/plain", 3, at(0)).await;
    assert!(matches!(broken, Err(ReceiveFault::BrokeOff(why)) if why == "connection reset"));
    let left = std::fs::read_dir(ground.folder.path().join("objects/incoming")).unwrap().count();
    assert_eq!(left, 0);
    assert!(!ground.folder.path().join("objects/files").exists());
});

fn upload(length_bytes: u64) -> Upload {
    Upload {
        id: "u-1".to_owned(),
        officer: OfficerId::from("zhang-wei"),
        case: None,
        length_bytes: Some(length_bytes),
        offset_bytes: 0,
        metadata: "filename MS5tcDQ=".to_owned(),
        expires: at(3600),
        file: None,
        joins: Joins::Alone,
    }
}

fn to(id: &str, offset_bytes: u64) -> Arriving<'_> {
    Arriving { id, offset_bytes, checksum: None, limit_bytes: 100 }
}

on_both!(an_upload_broken_off_is_taken_up_again, |ground| async move {
    let books = ground.open().await;
    let case = open_case(&books, "k", "永安商店").await;
    let created = Upload { case: Some(case), ..upload(6) };
    books.upload_create(&created).await.unwrap();
    assert_eq!(books.upload("u-1").await.unwrap(), Some(created.clone()));
    let broken = stream::iter([Ok(Bytes::from("abc")), Err("gone")]);
    assert_eq!(books.upload_append(to("u-1", 0), broken).await.unwrap(), 3);
    assert!(matches!(books.upload_finish("u-1").await, Err(UploadFault::Incomplete { offset_bytes: 3 })));
    let wrong = books.upload_append(to("u-1", 0), pieces(&["abc"])).await;
    assert!(matches!(wrong, Err(UploadFault::OtherOffset { offset_bytes: 3 })));
    let long = books.upload_append(to("u-1", 3), pieces(&["defg"])).await;
    assert!(matches!(long, Err(UploadFault::TooLong { length_bytes: 6 })));
    assert_eq!(books.upload_append(to("u-1", 3), pieces(&["d", "ef"])).await.unwrap(), 6);
    let received = books.upload_finish("u-1").await.unwrap();
    assert_eq!(all_of(&received), b"abcdef");
    books.keep(received, "1.mp4", "video/mp4", None, at(0)).await.unwrap();
    books.upload_drop("u-1").await.unwrap();
    assert_eq!(books.upload("u-1").await.unwrap(), None);
    assert!(matches!(books.upload_append(to("u-1", 0), pieces(&["a"])).await, Err(UploadFault::Unknown)));
});

on_both!(of_two_requests_at_one_offset_one_is_told_where_it_stands, |ground| async move {
    let books = ground.open().await;
    books.upload_create(&upload(3)).await.unwrap();
    let (a, b) = futures::join!(
        books.upload_append(to("u-1", 0), pieces(&["abc"])),
        books.upload_append(to("u-1", 0), pieces(&["xyz"]))
    );
    assert_eq!([a.is_ok(), b.is_ok()].into_iter().filter(|ok| *ok).count(), 1);
    let received = books.upload_finish("u-1").await.unwrap();
    let winner: &[u8] = if a.is_ok() { b"abc" } else { b"xyz" };
    assert_eq!(all_of(&received), winner);
});

on_both!(an_upload_nobody_takes_up_again_is_found, |ground| async move {
    let books = ground.open().await;
    books.upload_create(&upload(3)).await.unwrap();
    assert!(books.uploads_expired(at(3599)).await.unwrap().is_empty());
    assert_eq!(books.uploads_expired(at(3600)).await.unwrap().len(), 1);
});

on_both!(bytes_with_a_checksum_count_whole_or_not_at_all, |ground| async move {
    let books = ground.open().await;
    books.upload_create(&upload(6)).await.unwrap();
    let sha1 = Checksum::Sha1(Sha1::digest(b"abc").into());
    let with = |checksum: &Checksum, offset_bytes| Arriving {
        checksum: Some(checksum.clone()),
        ..to("u-1", offset_bytes)
    };
    let damaged = books.upload_append(with(&sha1, 0), pieces(&["abd"])).await;
    assert!(matches!(damaged, Err(UploadFault::Checksum)));
    let broken = stream::iter([Ok(Bytes::from("ab")), Err("gone")]);
    assert_eq!(books.upload_append(with(&sha1, 0), broken).await.unwrap(), 0);
    assert_eq!(books.upload("u-1").await.unwrap().unwrap().offset_bytes, 0);
    assert_eq!(books.upload_append(with(&sha1, 0), pieces(&["a", "bc"])).await.unwrap(), 3);
    let sha256 = Checksum::Sha256(Sha256::digest(b"def").into());
    assert_eq!(books.upload_append(with(&sha256, 3), pieces(&["def"])).await.unwrap(), 6);
    let received = books.upload_finish("u-1").await.unwrap();
    assert_eq!(all_of(&received), b"abcdef");
    assert_eq!(crate::tests::findings(&books).await, Vec::<String>::new());
});

on_both!(parts_become_one_file_in_the_order_that_was_asked_for, |ground| async move {
    let books = ground.open().await;
    for (id, text) in [("a", "abc"), ("b", "defg"), ("c", "h")] {
        let length_bytes = Some(text.len() as u64);
        let part = Upload { id: id.to_owned(), length_bytes, joins: Joins::Part, ..upload(0) };
        books.upload_create(&part).await.unwrap();
        let short = if id == "c" { "" } else { text };
        books.upload_append(to(id, 0), pieces(&[short])).await.unwrap();
    }
    let officer = OfficerId::from("zhang-wei");
    let named = |ids: &[&str]| ids.iter().map(|id| (*id).to_owned()).collect::<Vec<_>>();
    for wrong in [named(&["a", "c"]), named(&["a", "x"])] {
        let refused = books.upload_parts_of(&officer, &wrong, at(7200)).await;
        assert!(matches!(refused, Err(UploadFault::NoPart { id }) if id == wrong[1]));
    }
    let stranger = books.upload_parts_of(&OfficerId::from("li-na"), &named(&["a"]), at(7200)).await;
    assert!(matches!(stranger, Err(UploadFault::NoPart { .. })));
    let parts = named(&["b", "a"]);
    assert_eq!(books.upload_parts_of(&officer, &parts, at(7200)).await.unwrap(), 7);
    assert!(matches!(books.upload_finish("a").await, Err(UploadFault::Incomplete { .. })));
    let joined = Upload {
        id: "joined".to_owned(),
        length_bytes: Some(7),
        offset_bytes: 7,
        expires: at(7200),
        joins: Joins::Of(parts),
        ..upload(0)
    };
    books.upload_create(&joined).await.unwrap();
    assert_eq!(books.upload("joined").await.unwrap(), Some(joined));
    assert!(matches!(books.upload_append(to("joined", 7), pieces(&["x"])).await, Err(UploadFault::Joined)));
    assert_eq!(crate::tests::findings(&books).await, Vec::<String>::new());
    let received = books.upload_finish("joined").await.unwrap();
    assert_eq!(all_of(&received), b"defgabc");
    let file = books.keep(received, "1.mp4", "video/mp4", None, at(0)).await.unwrap();
    books.upload_finished("joined", file.sha256).await.unwrap();
    assert_eq!(books.upload("a").await.unwrap(), None);
    assert_eq!(books.uploads_open(&officer, at(0)).await.unwrap(), 1, "c alone");
    assert_eq!(crate::tests::findings(&books).await, Vec::<String>::new());
});

on_both!(a_length_is_told_once_and_no_shorter_than_what_came, |ground| async move {
    let books = ground.open().await;
    books.upload_create(&Upload { length_bytes: None, ..upload(0) }).await.unwrap();
    assert_eq!(books.upload_append(to("u-1", 0), pieces(&["abc"])).await.unwrap(), 3);
    let over = Arriving { limit_bytes: 5, ..to("u-1", 3) };
    let over = books.upload_append(over, pieces(&["def"])).await;
    assert!(matches!(over, Err(UploadFault::TooLong { length_bytes: 5 })));
    assert!(matches!(books.upload_finish("u-1").await, Err(UploadFault::Incomplete { offset_bytes: 3 })));
    assert!(matches!(books.upload_length("u-1", 2).await, Err(UploadFault::TooLong { .. })));
    books.upload_length("u-1", 3).await.unwrap();
    books.upload_length("u-1", 3).await.unwrap();
    assert!(matches!(books.upload_length("u-1", 4).await, Err(UploadFault::LengthKnown)));
    assert!(matches!(books.upload_length("u-2", 4).await, Err(UploadFault::Unknown)));
    assert_eq!(books.upload_finish("u-1").await.unwrap().size_bytes, 3);
});
