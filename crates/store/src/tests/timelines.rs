//! Timelines of recordings: what is to be read is found, what was read is kept and comes to acts with the file, and the cases are found in which it has to be noted.

use super::findings;
use crate::testing::samples::{act, at, open_case};
use crate::testing::{Ground, Kind, S3};
use crate::{Books, KeptTimeline, Unread, on_both, sql};
use bytes::Bytes;
use desk::Store;
use events::occasion::Playing;
use events::people::FileNamed;
use events::records::{Interruption, InterruptionKind, Looked, RecordingAdded};
use events::{Event, FileId};
use futures::stream;
use std::io::{Read, Seek, SeekFrom};

const MINUTES: i64 = 60;

async fn kept(books: &Books, bytes: &'static [u8]) -> FileNamed {
    let bytes = stream::iter([Ok::<_, String>(Bytes::from_static(bytes))]);
    let received = books.receive(bytes, 10_000_000).await.unwrap();
    let playing = Playing { duration_ms: 1500, started_at: None, notes: Vec::new() };
    books.keep(received, "检查.ts", "video/mp2t", Some(&playing), at(0)).await.unwrap()
}

fn timeline(reader: u32, unfinished: bool, to_ms: u64) -> KeptTimeline {
    let gap = Interruption {
        kind: InterruptionKind::Gap,
        track: Some(0),
        from_ms: 100,
        to_ms,
        what: "没有图像".to_owned(),
    };
    let looked = Looked { reader, unfinished, gap_ms: 1000, found: vec![gap], ..Looked::default() };
    KeptTimeline { looked, timeline: format!("{{\"to\":{to_ms}}}") }
}

async fn unread(books: &Books, reader: u32) -> Vec<Unread> {
    books.recordings_unread(reader, None).await.unwrap()
}

on_both!(a_recording_is_read_until_this_reader_has_come_to_its_end, |ground| async move {
    let books = ground.open().await;
    let named = kept(&books, b"abc").await;
    books
        .put_file(stream::iter([Ok::<_, String>(Bytes::from("d"))]), "1.jpg", "image/jpeg", 9, at(0))
        .await
        .unwrap();
    let waits = |begun| vec![Unread { file: named.sha256, size_bytes: 3, begun }];
    assert_eq!(unread(&books, 1).await, waits(false), "a photo is not to be read");
    assert_eq!(books.timeline(named.sha256).await.unwrap(), None);
    let both_ends = timeline(1, true, 2000);
    books.timeline_keep(named.sha256, &both_ends, at(0)).await.unwrap();
    assert_eq!(unread(&books, 1).await, waits(true));
    let facts = books.files(&[named.sha256]).await.unwrap();
    assert_eq!(facts[&named.sha256].looked, Some(both_ends.looked));
    let all = timeline(1, false, 3000);
    books.timeline_keep(named.sha256, &all, at(1)).await.unwrap();
    // What was read to its end is not taken back by a look at both ends, when the same bytes come in again.
    books.timeline_keep(named.sha256, &timeline(1, true, 2000), at(2)).await.unwrap();
    assert_eq!(books.timeline(named.sha256).await.unwrap(), Some(all));
    assert!(unread(&books, 1).await.is_empty());
    assert!(
        books.recordings_unread(2, Some(named.sha256)).await.unwrap().is_empty(),
        "it was passed already"
    );
    assert_eq!(unread(&books, 2).await, waits(false), "a new reader reads everything again");
    assert_eq!(findings(&books).await, Vec::<String>::new());
});

on_both!(the_cases_are_found_in_which_a_reading_has_to_be_noted, |ground| async move {
    let books = ground.open().await;
    let (named, other) = (kept(&books, b"abc").await, kept(&books, b"def").await);
    let (case, _without) =
        (open_case(&books, "k", "永安商店").await, open_case(&books, "l", "平安商店").await);
    let recording = RecordingAdded {
        stage: "inspection".to_owned(),
        title: "检查".to_owned(),
        file: named.clone(),
        duration_ms: 1500,
        began_at: at(0),
        began_measured: false,
        recorder: crate::testing::samples::officer("zhang-wei"),
        notes: Vec::new(),
        looked: Some(timeline(1, true, 2000).looked),
        continues: None,
        device: String::new(),
        clock_offset_ms: None,
    };
    act(&books, "added", Some(case), vec![Event::RecordingAdded(recording)]).await.unwrap();
    books.timeline_keep(named.sha256, &timeline(1, true, 2000), at(0)).await.unwrap();
    assert!(books.readings_to_note().await.unwrap().is_empty(), "it is not read to its end yet");
    books.timeline_keep(named.sha256, &timeline(1, false, 3000), at(1)).await.unwrap();
    books.timeline_keep(other.sha256, &timeline(1, false, 3000), at(2)).await.unwrap();
    let to_note = vec![(named.sha256, vec![case]), (other.sha256, vec![])];
    assert_eq!(books.readings_to_note().await.unwrap(), to_note);
    books.reading_noted(named.sha256, at(4 * MINUTES)).await.unwrap();
    assert_eq!(
        books.readings_to_note().await.unwrap(),
        to_note,
        "an act that saw the other one may be under way"
    );
    books.reading_noted(named.sha256, at(6 * MINUTES)).await.unwrap();
    assert_eq!(books.readings_to_note().await.unwrap(), to_note[1..]);
});

on_both!(a_file_that_is_swept_takes_its_timeline_along, |ground| async move {
    let books = ground.open().await;
    let named = kept(&books, b"abc").await;
    books.timeline_keep(named.sha256, &timeline(1, false, 3000), at(0)).await.unwrap();
    let gone = "DELETE FROM files";
    sql::run(books.raw(), gone, vec![]).await.unwrap();
    assert_eq!(books.timeline(named.sha256).await.unwrap(), None);
});

async fn seeks(books: &Books) {
    let long: &'static [u8] = Vec::leak((0..3_000_000u32).map(|n| (n % 251) as u8).collect());
    let named = kept(books, long).await;
    assert!(books.open_file(FileId([1; 32])).await.unwrap().is_none());
    let mut file = books.open_file(named.sha256).await.unwrap().expect("is stored");
    let read = tokio::task::spawn_blocking(move || {
        let mut all = Vec::new();
        file.read_to_end(&mut all).unwrap();
        let length = file.seek(SeekFrom::End(0)).unwrap();
        file.seek(SeekFrom::Start(1_048_570)).unwrap();
        let mut across = [0; 12];
        file.read_exact(&mut across).unwrap();
        file.seek(SeekFrom::Current(-12)).unwrap();
        (all, length, across, file.stream_position().unwrap())
    });
    let (all, length, across, at) = read.await.unwrap();
    assert!(all == long, "the bytes as they are");
    assert_eq!((length, &across[..], at), (3_000_000, &long[1_048_570..1_048_582], 1_048_570));
}

#[tokio::test]
async fn a_stored_file_is_read_from_any_place_in_a_folder_and_on_s3() {
    let ground = Ground::new(Kind::Sqlite);
    seeks(&ground.open().await).await;
    let s3 = S3::start().await;
    let mut ground = Ground::new(Kind::Sqlite);
    ground.config.objects = s3.url.clone();
    seeks(&ground.open().await).await;
}
