//! Appending: numbers, staleness, keys, and many acts at once.

use crate::on_both;
use crate::testing::samples::{self, act, append_to, open_case, register, view};
use desk::{AppendFault, Store};
use events::{Event, Standing, StreamId};
use futures::future::join_all;
use std::collections::BTreeSet;

on_both!(what_was_appended_reads_back_as_it_was_answered, |ground| async move {
    let books = ground.open().await;
    let appended =
        act(&books, "k1", None, vec![samples::opened("永安商店"), samples::proposed()]).await.unwrap();
    assert!(!appended.repeated);
    let stream = appended.events[0].stream;
    assert_eq!(books.history(stream).await.unwrap(), appended.events);
    assert_eq!((appended.events[0].number, appended.events[0].seq), (0, 1));
    assert_eq!((appended.events[1].number, appended.events[1].seq), (1, 2));
    let (bytes, leaf) = books.entry(1).await.unwrap().unwrap();
    assert_eq!(ledger::hash::leaf_hash(&bytes), leaf);
    let entry = events::Entry::read(&bytes).unwrap();
    assert_eq!((entry.kind.as_str(), entry.seq, entry.unit), ("FilingProposed", 2, None));
    assert_eq!(books.size().await.unwrap(), 2);
    assert_eq!(books.entry(2).await.unwrap(), None);
});

on_both!(the_unit_stands_in_public_only_from_the_decision_on, |ground| async move {
    let books = ground.open().await;
    samples::whole_case(&books, "k", "永安商店").await;
    for number in 0..books.size().await.unwrap() {
        let (bytes, _) = books.entry(number).await.unwrap().unwrap();
        let entry = events::Entry::read(&bytes).unwrap();
        let public =
            matches!(entry.kind.as_str(), "PenaltyDecided" | "DecisionPublished" | "PublicationCorrected");
        assert_eq!(entry.unit.is_some(), public, "{}", entry.kind);
        assert!(!String::from_utf8(bytes).unwrap().contains("永安"), "an entry holds no name");
    }
});

on_both!(the_same_key_adds_nothing_and_another_input_is_refused, |ground| async move {
    let books = ground.open().await;
    let first = act(&books, "k1", None, vec![samples::opened("永安商店")]).await.unwrap();
    let stream = first.events[0].stream;
    let again = append_to(
        &books,
        "k1",
        Standing { stream, ..Standing::default() },
        vec![samples::opened("永安商店")],
    );
    let repeated = books.append(again.clone()).await.unwrap();
    assert!(repeated.repeated);
    assert_eq!(repeated.events, first.events);
    let other = desk::Append { input_digest: "other".to_owned(), ..again.clone() };
    assert!(matches!(books.append(other).await, Err(AppendFault::KeyReused)));
    let stranger = desk::Append { by: "li-na".into(), ..again };
    assert!(matches!(books.append(stranger).await, Err(AppendFault::KeyReused)));
    let earlier = books.earlier("k1").await.unwrap().unwrap();
    assert_eq!((earlier.by.0.as_str(), earlier.events), ("zhang-wei", first.events));
    assert!(books.earlier("k2").await.unwrap().is_none());
    assert_eq!(books.size().await.unwrap(), 1);
});

on_both!(of_two_acts_on_one_state_the_second_is_stale, |ground| async move {
    let books = ground.open().await;
    let stream = open_case(&books, "k0", "永安商店").await;
    let standing = Standing::of(&books.history(stream).await.unwrap());
    let works =
        ["a", "b", "c"].map(|key| append_to(&books, key, standing.clone(), vec![samples::proposed()]));
    let outcomes = join_all(works.into_iter().map(|work| books.append(work))).await;
    assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1);
    assert_eq!(outcomes.iter().filter(|outcome| matches!(outcome, Err(AppendFault::Stale))).count(), 2);
    assert_eq!(books.history(stream).await.unwrap().len(), 2);
});

on_both!(the_same_act_sent_twice_at_once_is_done_once, |ground| async move {
    let books = ground.open().await;
    let standing = Standing { stream: books.fresh(), ..Standing::default() };
    let work = append_to(&books, "k", standing, vec![samples::opened("永安商店")]);
    let outcomes = join_all((0..5).map(|_| books.append(work.clone()))).await;
    let outcomes: Vec<_> = outcomes.into_iter().map(|outcome| outcome.unwrap()).collect();
    assert_eq!(outcomes.iter().filter(|appended| !appended.repeated).count(), 1);
    assert!(outcomes.iter().all(|appended| appended.events == outcomes[0].events));
    assert_eq!(books.size().await.unwrap(), 1);
});

on_both!(an_act_that_relied_on_older_registers_is_told_so, |ground| async move {
    let books = ground.open().await;
    let stream = open_case(&books, "k0", "永安商店").await;
    let standing = Standing::of(&books.history(stream).await.unwrap());
    let work = append_to(&books, "k1", standing, vec![samples::proposed()]);
    register(&books, "r1", vec![samples::department("a"), samples::department("b")]).await.unwrap();
    assert_eq!(books.registers().version, 2);
    assert!(books.registers().department("b").is_some());
    assert!(matches!(books.append(work.clone()).await, Err(AppendFault::RegistersChanged)));
    let newer = desk::Append { registers_version: 2, ..work };
    assert!(books.append(newer).await.is_ok());
    let stale = append_to(&books, "r2", Standing::default(), vec![samples::department("c")]);
    let stale =
        desk::Append { keeping: desk::store::Keeping::Registers, stream: StreamId::REGISTERS, ..stale };
    assert!(matches!(books.append(desk::Append { seen_seq: 1, ..stale }).await, Err(AppendFault::Stale)));
});

on_both!(what_no_act_of_a_case_goes_by_makes_none_stale, |ground| async move {
    let books = ground.open().await;
    let stream = open_case(&books, "k0", "永安商店").await;
    let standing = Standing::of(&books.history(stream).await.unwrap());
    let work = append_to(&books, "k1", standing, vec![samples::proposed()]);
    register(&books, "r1", samples::guide("first")).await.unwrap();
    assert_eq!((books.registers().version, books.registers().relied), (2, 0));
    assert!(books.append(work.clone()).await.is_ok(), "a guide decides no case");
    // For an act of the registers it counts.
    let behind = append_to(&books, "r2", Standing::default(), vec![samples::department("c")]);
    let keeping = desk::store::Keeping::Registers;
    let behind =
        desk::Append { keeping, stream: StreamId::REGISTERS, seen_seq: 2, registers_version: 1, ..behind };
    assert!(matches!(books.append(behind).await, Err(AppendFault::RegistersChanged)));
});

on_both!(viewings_lie_beside_the_case_and_never_make_it_stale, |ground| async move {
    let books = ground.open().await;
    let stream = open_case(&books, "k0", "永安商店").await;
    let standing = Standing::of(&books.history(stream).await.unwrap());
    let keys = ["v1", "v2", "v3"];
    let seen = join_all(keys.map(|key| view(&books, key, stream, "case"))).await;
    assert!(seen.iter().all(Result::is_ok));
    assert!(books.append(append_to(&books, "k1", standing, vec![samples::proposed()])).await.is_ok());
    let viewings = books.viewings(stream).await.unwrap();
    assert_eq!(viewings.iter().map(|viewing| viewing.seq).collect::<Vec<_>>(), [1, 2, 3]);
    assert_eq!(books.history(stream).await.unwrap().len(), 2);
});

on_both!(numbers_have_no_gaps_however_many_cases_are_opened_at_once, |ground| async move {
    let books = ground.open().await;
    let open = |i: usize| {
        let books = &books;
        async move { act(books, &format!("k{i}"), None, vec![samples::opened("永安商店")]).await.unwrap() }
    };
    let appended = join_all((0..60).map(open)).await;
    let numbers: BTreeSet<u32> = appended.iter().map(|a| running(&a.events[0].body.event)).collect();
    assert_eq!(numbers, (1..=60).collect());
    let entries: BTreeSet<u64> = appended.iter().map(|a| a.events[0].number).collect();
    assert_eq!(entries, (0..60).collect());
});

fn running(event: &Event) -> u32 {
    event.clone().numbers().first().map(|number| number.running).unwrap()
}

on_both!(a_decision_and_its_paper_share_one_number, |ground| async move {
    let books = ground.open().await;
    for (i, shop) in ["甲店", "乙店"].into_iter().enumerate() {
        let stream = samples::whole_case(&books, &format!("c{i}"), shop).await;
        let history = books.history(stream).await.unwrap();
        let of =
            |name: &str| running(&history.iter().find(|r| r.body.event.name() == name).unwrap().body.event);
        assert_eq!(
            (of("CaseOpened"), of("PenaltyDecided"), of("PaperIssued")),
            (i as u32 + 1, i as u32 + 1, i as u32 + 1)
        );
    }
});

on_both!(a_wall_refuses_the_guilty_act_alone, |ground| async move {
    let books = ground.open().await;
    let text = samples::draft("事实");
    let stream = open_case(&books, "k0", "永安商店").await;
    let other = open_case(&books, "k1", "利民商店").await;
    let standing = |history: Vec<events::Recorded>| Standing::of(&history);
    let guilty = standing(books.history(stream).await.unwrap());
    let innocent = standing(books.history(other).await.unwrap());
    let guilty = append_to(&books, "bad", guilty, vec![samples::decided(&text, true)]);
    let innocent = append_to(&books, "good", innocent, vec![samples::proposed()]);
    let (bad, good) = futures::join!(books.append(guilty.clone()), books.append(innocent));
    assert!(matches!(bad, Err(AppendFault::Refused(says)) if says.contains("MINGJING GATE")));
    assert!(good.is_ok());
    assert_eq!(books.history(stream).await.unwrap().len(), 1);
    // The refused act took no number: the next decision has the first.
    act(&books, "s", Some(stream), vec![samples::submitted(&text)]).await.unwrap();
    act(&books, "p", Some(stream), vec![samples::passed(&text)]).await.unwrap();
    let decided = act(&books, "d", Some(stream), vec![samples::decided(&text, true)]).await.unwrap();
    assert_eq!(running(&decided.events[0].body.event), 1);
});

on_both!(another_text_than_the_reviewed_one_does_not_pass_the_gate, |ground| async move {
    let books = ground.open().await;
    let (reviewed, changed) = (samples::draft("事实"), samples::draft("事实。"));
    let stream = open_case(&books, "k0", "永安商店").await;
    let elsewhere = open_case(&books, "k1", "利民商店").await;
    act(&books, "s", Some(stream), vec![samples::submitted(&reviewed)]).await.unwrap();
    act(&books, "p", Some(stream), vec![samples::passed(&reviewed)]).await.unwrap();
    for (key, case, text) in [("a", stream, &changed), ("b", elsewhere, &reviewed)] {
        let outcome = act(&books, key, Some(case), vec![samples::decided(text, true)]).await;
        assert!(matches!(outcome, Err(AppendFault::Refused(_))), "{key}");
    }
    // Out of scope no review is asked for.
    act(&books, "c", Some(elsewhere), vec![samples::decided(&changed, false)]).await.unwrap();
});

on_both!(what_is_no_append_is_refused_with_its_field, |ground| async move {
    let books = ground.open().await;
    let work = append_to(
        &books,
        "k",
        Standing { stream: books.fresh(), ..Standing::default() },
        vec![samples::filed()],
    );
    for key in ["", "with space", "中文", &"k".repeat(101)] {
        let outcome = books.append(desk::Append { key: key.to_owned(), ..work.clone() }).await;
        assert!(matches!(outcome, Err(AppendFault::Refused(says)) if says.starts_with("key:")), "{key:?}");
    }
    let empty = books.append(desk::Append { bodies: Vec::new(), ..work }).await;
    assert!(matches!(empty, Err(AppendFault::Refused(says)) if says.starts_with("bodies:")));
    assert_eq!(books.size().await.unwrap(), 0);
});
