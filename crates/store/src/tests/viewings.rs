//! Tests of viewings for a stated purpose: found by their time, on from where the noting was left, those of a body's officers or of all.

use crate::on_both;
use crate::testing::samples::{UNIT, at, open_case, viewed};
use desk::Store;
use desk::store::{Append, Keeping};
use events::people::OfficerNamed;
use events::viewing::MaterialViewed;
use events::{Body, Event, OfficerId, StreamId};
use jiff::Timestamp;

fn append(key: &str, case: StreamId, at: Timestamp, event: Event, version: u64) -> Append {
    let by =
        OfficerNamed { id: OfficerId::from("li-na"), name: "李娜".to_owned(), certificate: String::new() };
    Append {
        key: key.to_owned(),
        by: by.id.clone(),
        input_digest: "00".repeat(32),
        stream: case.viewings(),
        keeping: Keeping::Viewings,
        seen_seq: 0,
        registers_version: version,
        at,
        law: String::new(),
        bodies: vec![Body { by, unit: UNIT.to_owned(), event }],
    }
}

on_both!(viewings_for_a_purpose_are_found_by_their_time_and_once, |ground| async move {
    let books = ground.open().await;
    let case = open_case(&books, "k", "永安商店").await;
    let version = books.registers().version;
    let own = Event::MaterialViewed(MaterialViewed {
        what: "案件".to_owned(),
        viewer: OfficerNamed {
            id: OfficerId::from("zhang-wei"),
            name: "张伟".to_owned(),
            certificate: String::new(),
        },
        purpose: String::new(),
        through: None,
    });
    books.append(append("v1", case, at(60), viewed("案件"), version)).await.unwrap();
    books.append(append("v2", case, at(61), own, version)).await.unwrap();
    let found = async |from, until, unit| {
        let found = books.viewings_between(at(from), at(until), unit).await.unwrap();
        found.into_iter().map(|one| (one.viewing.at, one.case.map(|case| case.stream))).collect::<Vec<_>>()
    };
    assert_eq!(found(0, 3600, None).await, [(at(60), Some(case))], "the handler's own is not among them");
    assert_eq!(found(0, 60, None).await, []);
    books.append(append("v3", case, at(120), viewed("文书"), version)).await.unwrap();
    assert_eq!(found(0, 3600, Some(UNIT)).await, [(at(120), Some(case)), (at(60), Some(case))]);
    assert_eq!(found(0, 3600, Some("0000")).await, []);
    let other = ground.open().await;
    assert_eq!(
        other.viewings_between(at(0), at(3600), None).await.unwrap().len(),
        2,
        "and so on another node"
    );
});
