//! Publishing: receipts that strangers can verify, over a ledger of several tiles, on a folder and on S3.

use super::findings;
use super::walls::erase;
use crate::on_both;
use crate::testing::{Ground, Kind, S3, samples};
use futures::future::join_all;
use ledger::checkpoint::open_checkpoint;
use ledger::receipt::Receipt;

on_both!(every_receipt_verifies_and_no_other_entry_does, |ground| async move {
    let books = ground.open().await;
    samples::whole_case(&books, "c0", "永安商店").await;
    let key = books.shared.signer.verifier_key();
    let size = books.publish_now().await.unwrap();
    assert_eq!(size, books.size().await.unwrap());
    let checkpoint =
        open_checkpoint(&books.latest_checkpoint().await.unwrap().unwrap(), std::slice::from_ref(&key))
            .unwrap();
    assert_eq!((checkpoint.size, checkpoint.origin.as_str()), (size, "mingjing.test/310105"));
    for number in 0..size {
        let receipt = books.receipt(number).await.unwrap().unwrap();
        let receipt = Receipt::parse(&receipt.text()).unwrap();
        let (entry, _) = books.entry(number).await.unwrap().unwrap();
        let verified = receipt.verify(&entry, &key).unwrap();
        assert_eq!((verified.index, verified.size), (number, size));
        let (other, _) = books.entry((number + 1) % size).await.unwrap().unwrap();
        assert!(receipt.verify(&other, &key).is_err());
    }
    assert!(books.receipt(size).await.unwrap().is_none());
});

on_both!(a_receipt_waits_for_its_publication, |ground| async move {
    let books = ground.open().await;
    let stream = samples::open_case(&books, "k", "永安商店").await;
    let number = desk::Store::history(&books, stream).await.unwrap()[0].number;
    assert!(books.receipt(number).await.unwrap().is_some());
});

async fn open_many(books: &crate::Books, round: usize, cases: usize) {
    let open = |i: usize| async move {
        let key = format!("r{round}-{i}");
        samples::act(books, &key, None, vec![samples::opened("永安商店"), samples::proposed()]).await.unwrap()
    };
    join_all((0..cases).map(open)).await;
}

#[tokio::test]
async fn tiles_of_several_rounds_are_the_tiles_of_one() {
    let ground = Ground::new(Kind::Sqlite);
    let books = ground.open().await;
    for (round, cases) in [100, 28, 1, 130, 3].into_iter().enumerate() {
        open_many(&books, round, cases).await;
        books.publish_now().await.unwrap();
        assert_eq!(findings(&books).await, Vec::<String>::new(), "after round {round}");
    }
    let key = books.shared.signer.verifier_key();
    for number in [0, 255, 256, 511, 512, 523] {
        let (entry, _) = books.entry(number).await.unwrap().unwrap();
        books.receipt(number).await.unwrap().unwrap().verify(&entry, &key).unwrap();
    }
    assert!(books.tile("tile/0/001").await.unwrap().is_some());
    assert!(books.tile("tile/1/000.p/2").await.unwrap().is_some());
    for path in ["files", "../books.sqlite", "tile/0/0", "tile/entries/x", ""] {
        assert!(books.tile(path).await.unwrap().is_none(), "{path}");
    }
}

#[tokio::test]
async fn lost_tiles_are_written_again_from_the_entries() {
    let ground = Ground::new(Kind::Sqlite);
    let books = ground.open().await;
    open_many(&books, 0, 140).await;
    books.publish_now().await.unwrap();
    std::fs::remove_dir_all(ground.folder.path().join("objects/tile")).unwrap();
    assert!(!findings(&books).await.is_empty());
    open_many(&books, 1, 1).await;
    books.publish_now().await.unwrap();
    assert_eq!(findings(&books).await, Vec::<String>::new());
}

#[tokio::test]
async fn an_object_store_reached_over_http_does_the_same() {
    let s3 = S3::start().await;
    let mut ground = Ground::new(Kind::Sqlite);
    ground.config.objects = s3.url.clone();
    let books = ground.open().await;
    open_many(&books, 0, 140).await;
    let bytes = futures::stream::iter([Ok::<_, String>(bytes::Bytes::from(vec![7; 9 << 20]))]);
    let named = books.put_file(bytes, "1.mp4", "video/mp4", 10 << 20, samples::at(0)).await.unwrap();
    books.publish_now().await.unwrap();
    assert_eq!(findings(&books).await, Vec::<String>::new());
    let part = books.get_file(named.sha256, Some(3..8)).await.unwrap().unwrap();
    let part: Vec<bytes::Bytes> = futures::TryStreamExt::try_collect(part).await.unwrap();
    assert_eq!(part.concat(), [7; 5]);
    assert!(s3.folder.path().join("books/district/checkpoint").exists());
    books.close().await.unwrap();
}

#[tokio::test]
async fn the_same_seed_makes_the_same_ledger_to_the_byte() {
    let mut checkpoints = Vec::new();
    for kind in [Kind::Sqlite, Kind::Postgres, Kind::Sqlite] {
        let ground = Ground::new(kind);
        let books = ground.open().await;
        samples::whole_case(&books, "c0", "永安商店").await;
        books.publish_now().await.unwrap();
        checkpoints.push(books.latest_checkpoint().await.unwrap().unwrap());
    }
    assert_eq!(checkpoints[0], checkpoints[1]);
    assert_eq!(checkpoints[0], checkpoints[2]);
}

on_both!(an_export_holds_what_is_served_and_the_bodies_beside_it, |ground| async move {
    let books = ground.open().await;
    samples::whole_case(&books, "c0", "永安商店").await;
    erase(&books, 2).await;
    let folder = ground.folder.path().join("export");
    let size = books.export(&folder, true, |_| {}).await.unwrap();
    for path in ["checkpoint", "vkey", "tile/0/000.p/10", "tile/entries/000.p/10"] {
        assert_eq!(
            std::fs::read(folder.join(path)).unwrap(),
            books.tile(path).await.unwrap().unwrap(),
            "{path}"
        );
    }
    let bodies = std::fs::read_to_string(folder.join("bodies.jsonl")).unwrap();
    let bodies: Vec<serde_json::Value> =
        bodies.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!((bodies.len() as u64, size), (10, 10));
    for (number, line) in bodies.iter().enumerate() {
        assert_eq!(line["n"], number);
        let (entry, _) = books.entry(number as u64).await.unwrap().unwrap();
        let Some(salt) = line["salt"].as_str() else {
            assert_eq!(number, 2);
            continue;
        };
        let salt: [u8; 32] = hex::decode(salt).unwrap().try_into().unwrap();
        let commitment = events::entry::commit(&salt, line["body"].as_str().unwrap().as_bytes());
        assert_eq!(events::Entry::read(&entry).unwrap().body, commitment);
    }
    books.export(&folder, false, |_| {}).await.unwrap();
    assert!(!folder.join("bodies.jsonl").exists(), "a folder said to be public holds nothing private");
});

on_both!(a_database_put_back_from_an_old_copy_never_signs_over_what_was_served, |ground| async move {
    let books = ground.open().await;
    samples::whole_case(&books, "c0", "永安商店").await;
    books.publish_now().await.unwrap();
    let served = books.tile("checkpoint").await.unwrap();
    books.close().await.unwrap();
    // Another database over the same objects: as when an old copy is put back, the newest acts are not in it.
    let kind = if ground.config.database.starts_with("sqlite") { Kind::Sqlite } else { Kind::Postgres };
    let other = Ground::new(kind);
    let config = crate::Config { objects: ground.config.objects.clone(), ..other.config.clone() };
    let books = crate::Books::open(&config).await.unwrap();
    let found = findings(&books).await;
    assert!(
        found.iter().any(|finding| finding.starts_with("checkpoint: is of 10 entries, there are 0")),
        "{found:?}"
    );
    assert!(matches!(books.publish_now().await, Err(desk::Fault::Corrupt(_))));
    assert!(books.unpublished().is_some_and(|why| why.contains("of 10 entries")), "whoever watches is told");
    // Nor when it has grown longer than what was served.
    for order in 0..12 {
        samples::open_case(&books, &format!("k{order}"), "利民超市").await;
    }
    assert!(matches!(books.publish_now().await, Err(desk::Fault::Corrupt(_))));
    assert_eq!(books.tile("checkpoint").await.unwrap(), served);
    let found = findings(&books).await;
    assert!(
        found.iter().any(|finding| finding.starts_with("checkpoint: is of another history")),
        "{found:?}"
    );
    books.crash().await;
});
