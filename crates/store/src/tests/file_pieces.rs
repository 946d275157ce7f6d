//! Tests of large files: whole and readable from the last byte on, their second digest and their one object afterwards, whatever happens in between.

use crate::on_both;
use crate::testing::samples::at;
use crate::{Arriving, Books, Joins, Received, Upload};
use bytes::Bytes;
use desk::Store;
use events::OfficerId;
use futures::{TryStreamExt, stream};
use sha2::{Digest, Sha256};
use sm3::Sm3;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;

const MIB: usize = 1 << 20;

/// Different everywhere, so that a piece in the wrong place is noticed.
fn film(bytes: usize) -> Vec<u8> {
    (0..bytes as u64 / 8).flat_map(|n| (n.wrapping_mul(0x9E37_79B9_7F4A_7C15)).to_be_bytes()).collect()
}

fn upload(id: &str, joins: Joins, length_bytes: usize) -> Upload {
    Upload {
        id: id.to_owned(),
        officer: OfficerId::from("zhang-wei"),
        case: None,
        length_bytes: Some(length_bytes as u64),
        offset_bytes: 0,
        metadata: String::new(),
        expires: at(3600),
        file: None,
        joins,
    }
}

async fn send(books: &Books, id: &str, from: usize, bytes: &[u8]) -> u64 {
    let sent: Vec<_> =
        bytes.chunks(300_000).map(|chunk| Ok::<_, String>(Bytes::copy_from_slice(chunk))).collect();
    let arriving = Arriving { id, offset_bytes: from as u64, checksum: None, limit_bytes: 1 << 30 };
    books.upload_append(arriving, stream::iter(sent)).await.unwrap()
}

async fn keep(books: &Books, received: Received) -> events::people::FileNamed {
    books.keep(received, "现场.mp4", "video/mp4", None, at(0)).await.unwrap()
}

async fn findings(books: &Books) -> Vec<String> {
    let mut found = Vec::new();
    books.check(|finding| found.push(finding.what)).await.unwrap();
    found
}

fn objects(folder: &Path, below: &str) -> usize {
    let mut count = 0;
    let mut folders = vec![folder.join("objects").join(below)];
    while let Some(folder) = folders.pop() {
        for found in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            match found.path().is_dir() {
                true => folders.push(found.path()),
                false => count += 1,
            }
        }
    }
    count
}

on_both!(a_large_upload_is_a_file_at_once_and_gets_its_second_digest_afterwards, |ground| async move {
    let books = ground.open().await;
    let film = film(40 * MIB);
    books.upload_create(&upload("u-1", Joins::Alone, film.len())).await.unwrap();
    // Broken off in the middle of a piece, and taken up again by another node.
    assert_eq!(send(&books, "u-1", 0, &film[..13 * MIB + 5]).await, (13 * MIB + 5) as u64);
    let other = ground.open().await;
    assert_eq!(send(&other, "u-1", 13 * MIB + 5, &film[13 * MIB + 5..]).await, film.len() as u64);
    let received = books.upload_finish("u-1").await.unwrap();
    assert_eq!(received.sha256.0, <[u8; 32]>::from(Sha256::digest(&film)));
    let seeking = received.open().unwrap();
    let end = tokio::task::spawn_blocking(move || {
        let (mut seeking, mut end) = (seeking, Vec::new());
        seeking.seek(SeekFrom::Start((20 * MIB - 3) as u64)).unwrap();
        seeking.read_to_end(&mut end).unwrap();
        end
    });
    assert!(end.await.unwrap() == film[20 * MIB - 3..], "read across the pieces");
    let named = keep(&books, received).await;
    assert_eq!((named.sm3.as_str(), books.settled(named.sha256).await.unwrap()), ("", false));
    books.upload_finished("u-1", named.sha256).await.unwrap();
    books.upload_drop("u-1").await.unwrap();
    books.sweep(at(7200)).await.unwrap();

    let read = async |range| {
        let bytes = books.get_file(named.sha256, range).await.unwrap().unwrap();
        bytes.try_collect::<Vec<_>>().await.unwrap().concat()
    };
    let across = (8 * MIB - 7) as u64..(24 * MIB + 9) as u64;
    let wanted = &film[across.start as usize..across.end as usize];
    assert!(
        read(None).await == film && read(Some(across.clone())).await == wanted,
        "readable before it is settled"
    );
    assert_eq!(books.files_unsettled(None).await.unwrap(), [named.sha256]);
    assert_eq!(findings(&books).await, Vec::<String>::new());

    books.settle(named.sha256).await.unwrap();
    let facts = &books.files(&[named.sha256]).await.unwrap()[&named.sha256];
    assert_eq!(facts.named.sm3, hex::encode(Sm3::digest(&film)));
    assert!(read(None).await == film && read(Some(across)).await == wanted);
    assert_eq!((objects(ground.folder.path(), "files"), objects(ground.folder.path(), "uploads")), (1, 0));
    assert!(books.files_unsettled(None).await.unwrap().is_empty());
    assert_eq!(findings(&books).await, Vec::<String>::new());
    books.settle(named.sha256).await.unwrap();
});

on_both!(parts_that_are_joined_and_the_same_film_again_are_one_file, |ground| async move {
    let books = ground.open().await;
    let film = film(34 * MIB);
    for (id, part) in [("a", &film[..20 * MIB]), ("b", &film[20 * MIB..])] {
        books.upload_create(&upload(id, Joins::Part, part.len())).await.unwrap();
        send(&books, id, 0, part).await;
    }
    let parts = vec!["a".to_owned(), "b".to_owned()];
    let joined = Upload { offset_bytes: film.len() as u64, ..upload("ab", Joins::Of(parts), film.len()) };
    books.upload_create(&joined).await.unwrap();
    let received = books.upload_finish("ab").await.unwrap();
    assert_eq!(received.sha256.0, <[u8; 32]>::from(Sha256::digest(&film)));
    let named = keep(&books, received).await;
    books.upload_finished("ab", named.sha256).await.unwrap();
    assert!(books.upload("a").await.unwrap().is_none(), "its parts are uploads no longer");

    books.upload_create(&upload("again", Joins::Alone, film.len())).await.unwrap();
    send(&books, "again", 0, &film).await;
    let received = books.upload_finish("again").await.unwrap();
    assert_eq!(keep(&books, received).await.sha256, named.sha256);
    books.upload_finished("again", named.sha256).await.unwrap();
    books.settle(named.sha256).await.unwrap();
    let bytes = books.get_file(named.sha256, None).await.unwrap().unwrap();
    assert!(bytes.try_collect::<Vec<_>>().await.unwrap().concat() == film);
    assert_eq!((objects(ground.folder.path(), "files"), objects(ground.folder.path(), "uploads")), (1, 0));
});

on_both!(a_piece_that_was_damaged_meanwhile_is_found_and_nothing_is_let_go, |ground| async move {
    let books = ground.open().await;
    let film = film(33 * MIB);
    books.upload_create(&upload("u-1", Joins::Alone, film.len())).await.unwrap();
    send(&books, "u-1", 0, &film).await;
    let named = keep(&books, books.upload_finish("u-1").await.unwrap()).await;
    books.upload_finished("u-1", named.sha256).await.unwrap();
    let folder = ground.folder.path().join("objects/uploads/u-1");
    let piece = std::fs::read_dir(&folder).unwrap().flatten().next().unwrap().path();
    let mut bytes = std::fs::read(&piece).unwrap();
    bytes[9] ^= 1;
    std::fs::write(&piece, bytes).unwrap();
    let fault = books.settle(named.sha256).await.unwrap_err().to_string();
    assert!(fault.contains("not what came in"), "{fault}");
    assert!(!books.settled(named.sha256).await.unwrap() && piece.exists());
    let findings = findings(&books).await;
    assert!(findings.iter().any(|what| what.contains("SHA-256")), "{findings:?}");
});

on_both!(a_large_file_that_no_act_names_leaves_with_its_pieces, |ground| async move {
    let books = ground.open().await;
    let film = film(33 * MIB);
    books.upload_create(&upload("u-1", Joins::Alone, film.len())).await.unwrap();
    send(&books, "u-1", 0, &film).await;
    let named = keep(&books, books.upload_finish("u-1").await.unwrap()).await;
    books.upload_finished("u-1", named.sha256).await.unwrap();
    for hours in [25, 26, 33, 34] {
        books.sweep(at(hours * 3600)).await.unwrap();
    }
    assert!(!books.has_file(named.sha256).await.unwrap());
    assert_eq!(objects(ground.folder.path(), "uploads"), 0);
});

on_both!(an_upload_that_is_given_up_becomes_no_file, |ground| async move {
    let books = ground.open().await;
    let film = film(33 * MIB);
    books.upload_create(&upload("u-1", Joins::Alone, film.len())).await.unwrap();
    send(&books, "u-1", 0, &film).await;
    let received = books.upload_finish("u-1").await.unwrap();
    books.upload_drop("u-1").await.unwrap();
    let sha256 = received.sha256;
    assert!(books.keep(received, "1.mp4", "video/mp4", None, at(0)).await.is_err());
    assert!(!books.has_file(sha256).await.unwrap());
});
