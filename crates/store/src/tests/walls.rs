//! The walls in the database, against whoever writes past the program; and what the public listener cannot reach.

use super::findings;
use crate::fault::Stop;
use crate::migrations::walls::{GATE, KEEP, PASSED};
use crate::on_both;
use crate::public::PublicBooks;
use crate::sql::{self, Row, row};
use crate::tables;
use crate::testing::samples::{self, act, open_case};
use crate::testing::{Ground, Kind};
use desk::Store;
use events::StreamId;
use sea_orm::ConnectionTrait;

async fn refused<C: ConnectionTrait>(db: &C, sql: &str, cells: Row, says: &str) {
    match sql::run(db, sql, cells).await.map_err(Stop::from) {
        Err(Stop::Wall(said)) => assert!(said.contains(says), "{sql}: {said}"),
        other => panic!("{sql} was not refused but {other:?}"),
    }
}

const INSERT: &str = "INSERT INTO entries (number, stream, seq, kind, at, bytes, leaf_hash) VALUES ($1, $2, $3, $4, 0, $5, $5)";

fn entry(number: u64, stream: StreamId, seq: u64, kind: &str) -> Row {
    row![number, stream, seq, kind, b"{}".as_slice()]
}

on_both!(no_decision_is_entered_past_the_program_without_its_review, |ground| async move {
    let books = ground.open().await;
    let text = samples::draft("事实");
    let stream = open_case(&books, "k0", "永安商店").await;
    let other = open_case(&books, "k1", "利民商店").await;
    act(&books, "s", Some(stream), vec![samples::submitted(&text)]).await.unwrap();
    let passed = act(&books, "p", Some(stream), vec![samples::passed(&text)]).await.unwrap().events[0].number;
    let db = books.raw();
    for kind in ["PenaltyDecided", "NoPenaltyDecided", "CaseTransferred"] {
        refused(db, INSERT, entry(100, other, 9, kind), GATE).await;
    }
    let decided = "INSERT INTO gate_decided (number, stream, text_digest, in_scope) VALUES ($1, $2, $3, 1)";
    sql::run(db, decided, row![100u64, other, text.digest()]).await.unwrap();
    // The review was passed in another case.
    refused(db, INSERT, entry(100, other, 9, "PenaltyDecided"), GATE).await;
    // A pass cannot be made up: it must be an entry ReviewPassed of that very case.
    let made_up = "INSERT INTO gate_passed (number, stream, text_digest) VALUES ($1, $2, $3)";
    let sqlite = ground.config.database.starts_with("sqlite");
    // On SQLite the wall against taking another row's place is met first.
    refused(db, made_up, row![passed, other, text.digest()], if sqlite { KEEP } else { PASSED }).await;
    refused(db, made_up, row![0u64, other, text.digest()], PASSED).await;
    refused(db, made_up, row![999u64, other, text.digest()], PASSED).await;
    // Of the same case and text it opens.
    sql::run(db, decided, row![101u64, stream, text.digest()]).await.unwrap();
    sql::run(db, INSERT, entry(101, stream, 9, "PenaltyDecided")).await.unwrap();
});

on_both!(nothing_in_the_ledger_is_changed_or_deleted, |ground| async move {
    let books = ground.open().await;
    samples::whole_case(&books, "k", "永安商店").await;
    let db = books.raw();
    let statements = [
        "UPDATE entries SET kind = 'X' WHERE number = 0",
        "UPDATE entries SET bytes = bytes",
        "DELETE FROM entries WHERE number = 3",
        "DELETE FROM bodies WHERE number = 3",
        "UPDATE bodies SET bytes = salt WHERE number = 3",
        "UPDATE bodies SET salt = NULL, bytes = NULL WHERE number = 3",
        "UPDATE gate_passed SET text_digest = ''",
        "DELETE FROM gate_passed",
        "UPDATE gate_decided SET in_scope = 0",
        "DELETE FROM gate_decided",
    ];
    for statement in statements {
        refused(db, statement, vec![], KEEP).await;
    }
    let past = if ground.config.database.starts_with("sqlite") {
        "INSERT OR REPLACE INTO entries SELECT number, stream, seq, 'X', at, bytes, leaf_hash FROM entries WHERE number = 0"
    } else {
        "TRUNCATE entries CASCADE"
    };
    refused(db, past, vec![], KEEP).await;
});

/// Whoever opens the file with another tool has that tool's settings, not ours.
#[tokio::test]
async fn no_row_takes_the_place_of_another_on_anybody_s_connection() {
    let ground = Ground::new(Kind::Sqlite);
    let books = ground.open().await;
    samples::whole_case(&books, "k", "永安商店").await;
    let plain = sea_orm::Database::connect(&ground.config.database).await.unwrap();
    let replaced = [
        "entries SELECT number, stream, seq, 'X', at, bytes, leaf_hash FROM entries WHERE number = 0",
        "entries SELECT number + 1000, stream, seq, 'X', at, bytes, leaf_hash FROM entries WHERE number = 0",
        "bodies SELECT number, salt, salt FROM bodies WHERE number = 3",
        "gate_passed SELECT number, stream, 'x' FROM gate_passed",
        "gate_decided SELECT number, stream, text_digest, 0 FROM gate_decided",
    ];
    for row in replaced {
        refused(&plain, &format!("INSERT OR REPLACE INTO {row}"), vec![], KEEP).await;
    }
    refused(&plain, "UPDATE OR REPLACE entries SET number = 1 WHERE number = 0", vec![], KEEP).await;
    assert_eq!(findings(&books).await, Vec::<String>::new());
}

on_both!(a_body_that_was_erased_is_named_and_its_proof_still_holds, |ground| async move {
    let books = ground.open().await;
    let stream = samples::whole_case(&books, "k", "永安商店").await;
    books.publish_now().await.unwrap();
    let db = books.raw();
    erase(&books, 3).await;
    let half = sql::run(db, "UPDATE bodies SET salt = NULL WHERE number = 0", vec![]).await;
    assert!(half.is_err(), "whole or not at all");
    assert!(books.history(stream).await.unwrap().iter().all(|recorded| recorded.number != 3));
    let receipt = books.receipt(3).await.unwrap().unwrap();
    let (entry, _) = books.entry(3).await.unwrap().unwrap();
    assert!(receipt.verify(&entry, &books.shared.signer.verifier_key()).is_ok());
    let found = findings(&books).await;
    assert!(found.iter().any(|finding| finding.starts_with("body 3: was erased")), "{found:?}");
});

/// Erases a body as whoever owns the database could: the wall taken down first.
pub(super) async fn erase(books: &crate::Books, number: u64) {
    let db = books.raw();
    let down = match db.get_database_backend() {
        sea_orm::DbBackend::Sqlite => "DROP TRIGGER bodies_update",
        _ => "ALTER TABLE bodies DISABLE TRIGGER bodies_update",
    };
    sql::run(db, down, vec![]).await.unwrap();
    let erased = "UPDATE bodies SET salt = NULL, bytes = NULL WHERE number = $1";
    assert_eq!(sql::run(db, erased, row![number]).await.unwrap(), 1);
}

on_both!(the_public_connection_reaches_nothing_private_and_writes_nothing, |ground| async move {
    let books = ground.open().await;
    samples::whole_case(&books, "k", "永安商店").await;
    books.publish_now().await.unwrap();
    let public = PublicBooks::open(&ground.config).await.unwrap();
    let sqlite = ground.config.database.starts_with("sqlite");
    for table in tables::PRIVATE {
        let found = sql::all(public.raw(), &format!("SELECT * FROM {table}"), vec![]).await;
        assert!(if sqlite { found.is_ok_and(|rows| rows.is_empty()) } else { found.is_err() }, "{table}");
    }
    for table in tables::PUBLIC {
        let found = sql::one(public.raw(), &format!("SELECT COUNT(*) AS n FROM {table}"), vec![]).await;
        assert!(found.unwrap().unwrap().try_get::<i64>("", "n").unwrap() > 0, "{table}");
        assert!(sql::run(public.raw(), &format!("DELETE FROM {table}"), vec![]).await.is_err(), "{table}");
    }
    if !sqlite {
        sql::run(public.raw(), "RESET ROLE", vec![]).await.unwrap();
        assert!(
            sql::all(public.raw(), "SELECT * FROM bodies", vec![]).await.is_err(),
            "the role is the connection's own"
        );
    }
});
