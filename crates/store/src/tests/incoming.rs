//! What comes from recording devices: it waits in the inbox, is not swept away, is found in the case it was taken into, and may be wiped from the device only after its
//! stored bytes were read back.

use super::findings;
use crate::testing::samples::{self, act, at, open_case};
use crate::{Books, Inbox, Incoming, Joins, UnderWay, Upload, on_both, sql};
use bytes::Bytes;
use desk::Store;
use events::people::FileNamed;
use events::{Event, FileId, OfficerId};
use futures::stream;

const BODY: &str = "11310105MB1D00001J";
const DAY: i64 = 86_400;

async fn kept(books: &Books, bytes: &'static [u8], seconds: i64) -> FileNamed {
    let bytes = stream::iter([Ok::<_, String>(Bytes::from_static(bytes))]);
    books.put_file(bytes, "第一段·現場.mp4", "video/mp4", 1000, at(seconds)).await.unwrap()
}

fn handed(file: FileId, seconds: i64) -> Incoming {
    Incoming {
        body: BODY.to_owned(),
        file,
        device: "JLY-01".to_owned(),
        officer: Some(OfficerId::from("zhang-wei")),
        brought_by: OfficerId::from("device-token:ab"),
        name: "第一段·現場.mp4".to_owned(),
        clock_offset_seconds: Some(-420),
        at: at(seconds),
        size_bytes: 3,
        media_type: "video/mp4".to_owned(),
        task: None,
        claimed: None,
    }
}

async fn inbox(books: &Books, body: &str, officer: Option<&str>) -> Vec<FileId> {
    let officer = officer.map(OfficerId::from);
    let asked = Inbox { body, officer: officer.as_ref(), device: None };
    books.inbox(&asked, 0).await.unwrap().into_iter().map(|waiting| waiting.file).collect()
}

on_both!(what_was_handed_in_waits_for_its_holder_and_stays_as_it_was, |ground| async move {
    let books = ground.open().await;
    assert_eq!(books.incoming_put(&handed(FileId([9; 32]), 0)).await.unwrap(), None, "is not stored");
    let (one, two) = (kept(&books, b"abc", 0).await, kept(&books, b"abd", 0).await);
    let first = handed(one.sha256, 0);
    assert_eq!(books.incoming_put(&first).await.unwrap(), Some(first.clone()));
    // Handed in again, with another clock: what stands is what came first.
    let again =
        Incoming { clock_offset_seconds: Some(3), device: "JLY-02".to_owned(), ..handed(one.sha256, 60) };
    assert_eq!(books.incoming_put(&again).await.unwrap(), Some(first.clone()));
    let second = Incoming { officer: None, clock_offset_seconds: None, ..handed(two.sha256, 60) };
    books.incoming_put(&second).await.unwrap();
    assert_eq!(inbox(&books, BODY, None).await, [two.sha256, one.sha256]);
    assert_eq!(inbox(&books, BODY, Some("zhang-wei")).await, [one.sha256]);
    assert_eq!(inbox(&books, "another", None).await, []);
    assert_eq!(books.incoming("another", one.sha256).await.unwrap(), None);
    assert!(books.incoming_give(BODY, two.sha256, &OfficerId::from("li-na")).await.unwrap());
    assert!(!books.incoming_give("another", two.sha256, &OfficerId::from("li-na")).await.unwrap());
    assert_eq!(inbox(&books, BODY, Some("li-na")).await, [two.sha256]);
});

on_both!(what_waits_is_never_swept_away, |ground| async move {
    let books = ground.open().await;
    let (waits, other) = (kept(&books, b"abc", 0).await, kept(&books, b"abd", 0).await);
    // It was told to leave a moment before it was handed in.
    let leaving = "UPDATE files SET leaving = $2 WHERE sha256 = $1";
    sql::run(books.raw(), leaving, sql::row![waits.sha256, 1i64]).await.unwrap();
    assert_eq!(books.incoming_put(&handed(waits.sha256, 0)).await.unwrap(), None, "it has to be sent again");
    let waits = kept(&books, b"abc", 0).await;
    books.incoming_put(&handed(waits.sha256, 0)).await.unwrap();
    for day in 1..40 {
        books.sweep(at(day * DAY)).await.unwrap();
    }
    assert!(books.has_file(waits.sha256).await.unwrap());
    assert!(!books.has_file(other.sha256).await.unwrap());
    assert!(books.prove_stored(waits.sha256, at(40 * DAY)).await.unwrap().unwrap().sound);
    assert_eq!(findings(&books).await, Vec::<String>::new());
});

on_both!(what_was_taken_into_a_case_is_found_there, |ground| async move {
    let books = ground.open().await;
    let file = kept(&books, b"abc", 0).await;
    books.incoming_put(&handed(file.sha256, 0)).await.unwrap();
    let stream = open_case(&books, "o", "永安商店").await;
    let history = books.history(stream).await.unwrap();
    let body = match &history[0].body.event {
        Event::CaseOpened(opened) => opened.body.clone(),
        other => panic!("a case is opened, not {other:?}"),
    };
    let added = samples::recording(&file, "JLY-01", Some(-420_000));
    act(&books, "r", Some(stream), vec![Event::RecordingAdded(added)]).await.unwrap();
    let found = books.recorded_in(&body, file.sha256).await.unwrap().unwrap();
    assert_eq!((found.stream, found.recording.clock_offset_ms), (stream, Some(-420_000)));
    assert_eq!(books.recordings_of_device(&body, "JLY-01", 0).await.unwrap(), [found]);
    assert_eq!(books.recordings_of_device(&body, "JLY-02", 0).await.unwrap(), []);
    assert_eq!(books.recorded_in("another", file.sha256).await.unwrap(), None);
    assert_eq!(findings(&books).await, Vec::<String>::new());
});

on_both!(stored_bytes_are_read_back_and_what_is_damaged_proves_nothing, |ground| async move {
    let books = ground.open().await;
    let file = kept(&books, b"abc", 0).await;
    assert_eq!(books.prove_stored(FileId([9; 32]), at(0)).await.unwrap(), None);
    assert_eq!(books.storage_proofs(&[file.sha256]).await.unwrap().len(), 0, "nothing was read back yet");
    let proof = books.prove_stored(file.sha256, at(1)).await.unwrap().unwrap();
    assert_eq!((proof.sound, proof.sha256, proof.size_bytes, proof.at), (true, file.sha256, 3, at(1)));
    let path = crate::files::path(file.sha256);
    for (bytes, size_bytes) in [("abx", 3), ("ab", 2), ("", 0)] {
        books.shared.objects.put(crate::config::Step::ObjectPut, &path, Bytes::from(bytes)).await.unwrap();
        let damaged = books.prove_stored(file.sha256, at(2)).await.unwrap().unwrap();
        assert_eq!((damaged.sound, damaged.size_bytes), (false, size_bytes), "{bytes}");
    }
    books.shared.objects.delete(&path).await.unwrap();
    assert!(!books.prove_stored(file.sha256, at(3)).await.unwrap().unwrap().sound);
    let newest = books.storage_proofs(&[file.sha256]).await.unwrap();
    assert_eq!((newest[&file.sha256].at, newest[&file.sha256].sound), (at(3), false));
});

on_both!(what_somebody_has_under_way_is_counted, |ground| async move {
    let books = ground.open().await;
    let zhang = OfficerId::from("zhang-wei");
    let upload = |id: &str, length_bytes: Option<u64>, joins: Joins| Upload {
        id: id.to_owned(),
        officer: zhang.clone(),
        case: None,
        length_bytes,
        offset_bytes: 0,
        metadata: String::new(),
        expires: at(DAY),
        file: None,
        joins,
    };
    let under_way = async |seconds| books.uploads_under_way(&zhang, at(seconds)).await.unwrap();
    assert_eq!(under_way(0).await, UnderWay::default());
    books.upload_create(&upload("a", Some(6), Joins::Alone)).await.unwrap();
    books.upload_create(&upload("b", None, Joins::Part)).await.unwrap();
    books.upload_create(&upload("c", Some(9), Joins::Of(vec!["b".to_owned()]))).await.unwrap();
    let piece = stream::iter([Ok::<_, String>(Bytes::from("abc"))]);
    let to = crate::Arriving { id: "b", offset_bytes: 0, checksum: None, limit_bytes: 6 };
    books.upload_append(to, piece).await.unwrap();
    assert_eq!(under_way(0).await, UnderWay { uploads: 3, size_bytes: 9 });
    assert_eq!(under_way(2 * DAY).await, UnderWay::default(), "what is past its day counts no more");
    let other = books.uploads_under_way(&OfficerId::from("li-na"), at(0)).await.unwrap();
    assert_eq!(other, UnderWay::default());
});
