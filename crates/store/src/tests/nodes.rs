//! Several nodes over one PostgreSQL and one folder of objects.

use super::findings;
use crate::testing::{Ground, Kind, samples};
use desk::Store;
use futures::future::join_all;
use std::collections::BTreeSet;

#[tokio::test]
async fn nodes_share_one_ledger_without_gaps() {
    let ground = Ground::new(Kind::Postgres);
    // Two nodes draw their own tags.
    let config = crate::Config { randomness: None, ..ground.config.clone() };
    let (one, two) = futures::join!(crate::Books::open(&config), crate::Books::open(&config));
    let (one, two) = (one.unwrap(), two.unwrap());
    let open = |i: usize| {
        let books = if i.is_multiple_of(2) { &one } else { &two };
        async move {
            samples::act(books, &format!("k{i}"), None, vec![samples::opened("永安商店")]).await.unwrap()
        }
    };
    let appended = join_all((0..80).map(open)).await;
    let numbers: BTreeSet<u64> = appended.iter().map(|a| a.events[0].number).collect();
    assert_eq!(numbers, (0..80).collect());
    let (a, b) = futures::join!(one.publish_now(), two.publish_now());
    assert_eq!((a.unwrap(), b.unwrap()), (80, 80));
    assert_eq!(findings(&one).await, Vec::<String>::new());
}

#[tokio::test]
async fn a_node_follows_the_registers_another_entered() {
    let ground = Ground::new(Kind::Postgres);
    let (one, two) = (ground.open().await, ground.open().await);
    samples::register(&one, "r1", vec![samples::department("a")]).await.unwrap();
    assert_eq!(two.registers().version, 0);
    let late = samples::register(&two, "r2", vec![samples::department("b")]).await;
    assert!(matches!(late, Err(desk::AppendFault::RegistersChanged)));
    two.follow().await.unwrap();
    assert!(two.registers().department("a").is_some());
    samples::register(&two, "r2", vec![samples::department("b")]).await.unwrap();
    one.follow().await.unwrap();
    assert_eq!(one.registers().version, 2);
}
