//! The dossier of an enforcement target: over cases and bodies, by sight, page upon page, and merging that is undone exactly.

use super::{dump, findings};
use crate::books::Books;
use crate::on_both;
use crate::readings::dossier::{DossierFilter, Sight};
use crate::testing::samples::{self, UNIT, act, officer};
use desk::dossier::ItemKind;
use events::cases::CaseOpened;
use events::records::{OtherParty, PartiesMerged, PartiesUnmerged};
use events::{Event, StreamId};
use std::collections::BTreeSet;

const OTHER_BODY: &str = "11310105MB0000000N";

/// A case against the party of this code, of this body, handled by this officer.
async fn case(books: &Books, key: &str, code: &str, body: &str, handler: &str) -> StreamId {
    let Event::CaseOpened(opened) = samples::opened("永安商店") else { panic!("another event") };
    let mut party = opened.party.clone();
    party.code = code.to_owned();
    let event =
        Event::CaseOpened(CaseOpened { party, body: body.to_owned(), handler: officer(handler), ..opened });
    act(books, key, None, vec![event]).await.unwrap().events[0].stream
}

fn merged(code: &str) -> Event {
    let other = OtherParty { code: code.to_owned(), name: format!("某{code}") };
    Event::PartiesMerged(PartiesMerged { other, reason: "名称变更".to_owned() })
}

fn unmerged(code: &str) -> Event {
    Event::PartiesUnmerged(PartiesUnmerged { code: code.to_owned(), reason: "有误".to_owned() })
}

async fn streams(books: &Books, code: &str, sight: Sight) -> Vec<StreamId> {
    let parties = books.same_target(code).await.unwrap().codes;
    let filter = DossierFilter { parties, sight, kind: Some(ItemKind::Case), body: None };
    let page = books.dossier(&filter, None).await.unwrap();
    page.items.into_iter().map(|item| item.stream).collect()
}

fn codes(codes: &[&str]) -> BTreeSet<String> {
    codes.iter().map(|code| (*code).to_owned()).collect()
}

on_both!(a_dossier_goes_over_cases_and_bodies_as_far_as_one_may_see, |ground| async move {
    let books = ground.open().await;
    let first = case(&books, "k1", "A", UNIT, "zhang-wei").await;
    let second = case(&books, "k2", "A", OTHER_BODY, "wang-qiang").await;
    let third = case(&books, "k3", "A", OTHER_BODY, "li-na").await;
    case(&books, "k4", "B", UNIT, "zhang-wei").await;
    assert_eq!(streams(&books, "A", Sight::Everywhere).await, [third, second, first]);
    let own = |officer: &str| Sight::Body { body: UNIT.to_owned(), officer: officer.into() };
    assert_eq!(streams(&books, "A", own("zhang-wei")).await, [first]);
    // Handled for another body.
    assert_eq!(streams(&books, "A", own("li-na")).await, [third, first]);
    let filter = DossierFilter { parties: codes(&["A"]), sight: Sight::Everywhere, kind: None, body: None };
    let counts = books.dossier_counts(&filter).await.unwrap();
    assert_eq!(counts[&(OTHER_BODY.to_owned(), ItemKind::Case)], 2);
    let of_body = DossierFilter { body: Some(UNIT.to_owned()), ..filter };
    assert_eq!(books.dossier(&of_body, None).await.unwrap().items[0].stream, first);
});

on_both!(merging_joins_dossiers_through_others_and_is_undone_exactly, |ground| async move {
    let books = ground.open().await;
    let a = case(&books, "k1", "A", UNIT, "zhang-wei").await;
    let b = case(&books, "k2", "B", UNIT, "zhang-wei").await;
    let c = case(&books, "k3", "C", UNIT, "zhang-wei").await;
    let before = dump(&books).await;
    let seen = async |code: &str| streams(&books, code, Sight::Everywhere).await;
    act(&books, "m1", Some(a), vec![merged("B")]).await.unwrap();
    act(&books, "m2", Some(c), vec![merged("B")]).await.unwrap();
    for code in ["A", "B", "C"] {
        assert_eq!(seen(code).await, [c, b, a], "{code}");
    }
    let target = books.same_target("A").await.unwrap();
    assert_eq!(target.codes, codes(&["A", "B", "C"]));
    let says: Vec<_> = target.merged.iter().map(|(stream, row)| (*stream, row.other.0.as_str())).collect();
    assert!(says.len() == 2 && says.contains(&(a, "B")) && says.contains(&(c, "B")), "{says:?}");
    assert_eq!(findings(&books).await, Vec::<String>::new());
    act(&books, "m3", Some(a), vec![unmerged("B")]).await.unwrap();
    assert_eq!((seen("A").await, seen("B").await), (vec![a], vec![c, b]), "what another case says stands");
    act(&books, "m4", Some(c), vec![unmerged("B")]).await.unwrap();
    let after = dump(&books).await;
    for table in ["dossier_items", "party_links"] {
        assert_eq!(after[table], before[table], "{table}");
    }
    assert_eq!(findings(&books).await, Vec::<String>::new());
    let rows = dump(&books).await;
    books.rebuild(|_| {}).await.unwrap();
    assert_eq!(dump(&books).await, rows);
});

on_both!(pages_of_a_dossier_follow_one_another_without_loss, |ground| async move {
    let books = ground.open().await;
    let mut all = Vec::new();
    for n in 0..120 {
        all.insert(0, case(&books, &format!("k{n}"), "A", UNIT, "zhang-wei").await);
    }
    let filter =
        DossierFilter { parties: codes(&["A", "B"]), sight: Sight::Everywhere, kind: None, body: None };
    let (mut seen, mut before) = (Vec::new(), None);
    loop {
        let page = books.dossier(&filter, before).await.unwrap();
        seen.extend(page.items.iter().map(|item| item.stream));
        before = page.next;
        if before.is_none() {
            break;
        }
    }
    assert_eq!(seen, all);
});
