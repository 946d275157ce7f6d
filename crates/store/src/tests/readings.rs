//! The readings as pages ask for them, and that a rebuild makes the very same rows.

use super::dump;
use crate::Figure;
use crate::on_both;
use crate::readings::bulletin::{self, BulletinFilter};
use crate::readings::docket::{self, DocketFilter};
use crate::readings::{PAGE_MAX, Page};
use crate::sql::{self, row};
use crate::testing::letters;
use crate::testing::samples::{self, DAY, UNIT, act, at, open_case};
use bytes::Bytes;
use events::{Event, OfficerId, StreamId};
use jiff::civil::date;

on_both!(the_docket_is_found_by_body_handler_stage_words_and_openness, |ground| async move {
    let books = ground.open().await;
    let done = samples::whole_case(&books, "c0", "永安商店").await;
    let open = open_case(&books, "c1", "利民超市").await;
    act(&books, "c1-1", Some(open), vec![samples::proposed()]).await.unwrap();
    let found = async |filter: DocketFilter| {
        let listed = books.docket(&filter, Page::default()).await.unwrap();
        listed.rows.into_iter().map(|row| row.stream).collect::<Vec<_>>()
    };
    let filter = || DocketFilter::default();
    assert_eq!(found(filter()).await, [open, done]);
    assert_eq!(found(DocketFilter { body: Some(UNIT.to_owned()), ..filter() }).await, [open, done]);
    assert_eq!(found(DocketFilter { body: Some("other".to_owned()), ..filter() }).await, []);
    assert_eq!(found(DocketFilter { open: Some(true), ..filter() }).await, [open]);
    assert_eq!(found(DocketFilter { open: Some(false), ..filter() }).await, [done]);
    assert_eq!(found(DocketFilter { stage: Some("filing".to_owned()), ..filter() }).await, [open]);
    assert_eq!(
        found(DocketFilter { handler: Some(OfficerId::from("li-na")), ..filter() }).await,
        [open, done]
    );
    assert_eq!(found(DocketFilter { handler: Some(OfficerId::from("wang-qiang")), ..filter() }).await, []);
    assert_eq!(found(DocketFilter { words: "永安".to_owned(), ..filter() }).await, [done]);
    assert_eq!(found(DocketFilter { words: "利民超市销售".to_owned(), ..filter() }).await, [open]);
    assert_eq!(found(DocketFilter { words: "利民商店".to_owned(), ..filter() }).await, []);
    assert_eq!(found(DocketFilter { words: "永".to_owned(), ..filter() }).await, []);
    let both =
        DocketFilter { words: "超市".to_owned(), handler: Some(OfficerId::from("zhang-wei")), ..filter() };
    assert_eq!(found(DocketFilter { open: Some(true), body: Some(UNIT.to_owned()), ..both }).await, [open]);
    let header = books.case_header(open).await.unwrap().unwrap();
    assert_eq!((header.seq, header.party.as_str()), (2, "利民超市"));
    assert_eq!(books.case_header(events::StreamId([9; 16])).await.unwrap(), None);
});

on_both!(pages_of_the_docket_follow_one_another_without_loss, |ground| async move {
    let books = ground.open().await;
    let mut streams = Vec::new();
    for i in 0..7 {
        streams.insert(0, open_case(&books, &format!("k{i}"), "永安商店").await);
    }
    let (mut seen, mut before) = (Vec::new(), None);
    loop {
        let listed = books.docket(&DocketFilter::default(), Page { before, rows: 3 }).await.unwrap();
        assert!(listed.rows.len() <= 3);
        seen.extend(listed.rows.iter().map(|row| row.stream));
        before = listed.next;
        if before.is_none() {
            break;
        }
    }
    assert_eq!(seen, streams);
    let all = books.docket(&DocketFilter::default(), Page { before: None, rows: 10_000 }).await.unwrap();
    assert!(all.rows.len() as u64 <= PAGE_MAX);
});

on_both!(duties_follow_the_case_to_whoever_has_it, |ground| async move {
    let books = ground.open().await;
    let stream = open_case(&books, "k0", "永安商店").await;
    let handler = ["officer:zhang-wei".to_owned()];
    let head = [format!("post:head@{UNIT}")];
    let acts = async |who: &[String]| {
        books.duties(who, 0).await.unwrap().into_iter().map(|duty| duty.act).collect::<Vec<_>>()
    };
    assert_eq!(acts(&handler).await, ["filing_proposal"]);
    assert!(acts(&head).await.is_empty());
    act(&books, "k1", Some(stream), vec![samples::proposed()]).await.unwrap();
    assert!(acts(&handler).await.is_empty());
    assert_eq!(acts(&head).await, ["filing"]);
    act(&books, "k2", Some(stream), vec![samples::filed()]).await.unwrap();
    assert!(acts(&head).await.is_empty());
    let both = [handler[0].clone(), head[0].clone()];
    let (every, late) = books.duties_count(&both, DAY).await.unwrap();
    assert_eq!((every, late), (books.duties(&both, 0).await.unwrap().len() as u64, 0));
    assert_eq!(books.duties_count(&both, date(2036, 1, 1)).await.unwrap().1, 1);
    assert!(books.duties(&both, 1).await.unwrap().is_empty());
    assert!(books.duties(&[], 0).await.unwrap().is_empty());
});

on_both!(a_publication_its_correction_and_its_withdrawal, |ground| async move {
    let books = ground.open().await;
    let stream = samples::whole_case(&books, "c0", "永安商店").await;
    let other = samples::whole_case(&books, "c1", "利民超市").await;
    let find = async |words: &str| {
        let filter = BulletinFilter { words: words.to_owned(), unit: Some(UNIT.to_owned()) };
        let listed = books.bulletin_list(&filter, Page::default()).await.unwrap();
        listed.rows.into_iter().map(|row| row.stream).collect::<Vec<_>>()
    };
    assert_eq!(find("").await, [other, stream]);
    assert_eq!(find("永安商店").await, [stream]);
    assert_eq!(find("5100000").await, [other, stream], "the corrected figure is searched, not the first");
    assert_eq!(find("5000000").await, []);
    let row = books.bulletin_of_case(stream).await.unwrap().remove(0);
    assert_eq!(
        (row.corrected, row.document.as_str()),
        (1, samples::document("永安商店", 5_100_000).as_str())
    );
    let versions = books.bulletin_versions(row.number).await.unwrap();
    assert_eq!(versions.iter().map(|v| v.reason.as_str()).collect::<Vec<_>>(), ["", "金额有误"]);
    assert_eq!(versions[0].document, samples::document("永安商店", 5_000_000));
    act(&books, "w", Some(stream), vec![samples::withdrawn()]).await.unwrap();
    assert_eq!(find("").await, [other]);
    assert_eq!(find("永安商店").await, []);
    let tombstone = books.bulletin(row.number).await.unwrap().unwrap();
    assert_eq!((tombstone.document.as_str(), tombstone.withdrawn.as_deref()), ("", Some("决定被撤销")));
    assert!(
        books.bulletin_versions(row.number).await.unwrap().iter().all(|version| version.document.is_empty())
    );
    // Published anew it has a new number, and the tombstone stays.
    let again = act(&books, "n", Some(stream), vec![samples::published(&samples::document("永安商店", 1))])
        .await
        .unwrap();
    assert_eq!(books.bulletin_list(&BulletinFilter::default(), Page::default()).await.unwrap().rows.len(), 2);
    assert!(books.bulletin(again.events[0].number).await.unwrap().is_some());
    assert!(books.bulletin(row.number).await.unwrap().unwrap().withdrawn.is_some());
});

on_both!(a_correction_that_hides_takes_the_earlier_texts_and_leaves_their_digests, |ground| async move {
    let books = ground.open().await;
    let stream = samples::whole_case(&books, "c0", "永安商店").await;
    let [first, second, third] =
        [5_000_000, 5_100_000, 5_200_000].map(|fine| samples::document("永安商店", fine));
    let mut hides = samples::corrected(&third);
    if let events::Event::PublicationCorrected(corrected) = &mut hides {
        corrected.earlier_hidden = true;
    }
    act(&books, "h", Some(stream), vec![hides]).await.unwrap();
    let row = books.bulletin_of_case(stream).await.unwrap().remove(0);
    assert_eq!((row.corrected, &row.document), (2, &third));
    let versions = books.bulletin_versions(row.number).await.unwrap();
    assert_eq!(versions.iter().map(|v| v.document.as_str()).collect::<Vec<_>>(), ["", "", third.as_str()]);
    let digests = [Some(samples::hex_digest(&first)), Some(samples::hex_digest(&second)), None];
    assert_eq!(versions.iter().map(|v| v.hidden.clone()).collect::<Vec<_>>(), digests);
    assert_eq!(versions.iter().map(|v| v.reason.as_str()).collect::<Vec<_>>(), ["", "金额有误", "金额有误"]);
    let before = dump(&books).await;
    books.rebuild(|_| {}).await.unwrap();
    assert_eq!(dump(&books).await, before);
});

on_both!(counters_say_what_was_decided_published_withheld_and_is_overdue, |ground| async move {
    let books = ground.open().await;
    samples::whole_case(&books, "c0", "永安商店").await;
    let text = samples::draft("事实");
    for (key, follows) in [("a", None), ("b", Some(samples::withheld()))] {
        let stream = open_case(&books, key, "利民超市").await;
        act(&books, &format!("{key}1"), Some(stream), vec![samples::decided(&text, false)]).await.unwrap();
        if let Some(event) = follows {
            act(&books, &format!("{key}2"), Some(stream), vec![event]).await.unwrap();
        }
    }
    let now = books.counters(DAY).await.unwrap().remove(0);
    assert_eq!((now.decided, now.published, now.withheld, now.overdue), (3, 1, 1, 0));
    let later = books.counters(date(2027, 3, 1)).await.unwrap().remove(0);
    assert_eq!((later.unit.as_str(), later.overdue), (UNIT, 1));
    // Behind each figure are as many cases.
    for (figure, count) in
        [(Figure::Decided, 3), (Figure::Published, 1), (Figure::Withheld, 1), (Figure::Overdue, 1)]
    {
        let page = Page::default();
        let cases = books.counted_cases(UNIT, figure, date(2027, 3, 1), page).await.unwrap().rows;
        assert_eq!(cases.len(), count, "{figure:?}");
        assert!(books.counted_cases("none", figure, DAY, page).await.unwrap().rows.is_empty());
        let told =
            cases.iter().map(|one| (one.counted.published_on.is_some(), one.counted.withheld_on.is_some()));
        match figure {
            Figure::Published => assert_eq!(told.collect::<Vec<_>>(), [(true, false)]),
            Figure::Withheld => assert_eq!(told.collect::<Vec<_>>(), [(false, true)]),
            Figure::Overdue => assert_eq!(told.collect::<Vec<_>>(), [(false, false)]),
            Figure::Decided => {}
        }
    }
    assert!(books.counted_cases(UNIT, Figure::Overdue, DAY, Page::default()).await.unwrap().rows.is_empty());
});

on_both!(a_rebuild_makes_the_very_same_rows, |ground| async move {
    let books = ground.open().await;
    samples::register(&books, "r", vec![samples::department("a")]).await.unwrap();
    let stream = samples::whole_case(&books, "c0", "永安商店").await;
    samples::whole_case(&books, "c1", "利民超市").await;
    act(&books, "w", Some(stream), vec![samples::withdrawn()]).await.unwrap();
    samples::view(&books, "v", stream, "case").await.unwrap();
    let open = open_case(&books, "o", "东方小店").await;
    act(&books, "o1", Some(open), vec![samples::proposed(), samples::filed()]).await.unwrap();
    letters::append(&books, StreamId([9; 16]), 0, letters::letter(samples::UNIT)).await;
    let film = futures::stream::iter([Ok::<_, String>(Bytes::from_static(b"film"))]);
    let film = books.put_file(film, "1.mp4", "video/mp4", 100, at(0)).await.unwrap();
    let added = Event::RecordingAdded(samples::recording(&film, "JLY-01", None));
    let admitted = Event::RecorderAdmitted(samples::recorder());
    act(&books, "f", Some(open), vec![added, admitted, samples::merged()]).await.unwrap();
    assert_eq!(books.task_of_recorder(&samples::recorder().digest).await.unwrap(), Some(open));
    assert_eq!(books.task_of_recorder(&"cd".repeat(32)).await.unwrap(), None);
    let before = dump(&books).await;
    assert!(before.values().all(|rows| !rows.is_empty()));
    for damage in ["DELETE FROM duties", "UPDATE docket SET stage = 'x'", "UPDATE counters SET decided = 99"]
    {
        sql::run(books.raw(), damage, vec![]).await.unwrap();
    }
    sql::run(books.raw(), "INSERT INTO docket_officers (stream, officer) VALUES ($1, 'x')", row![stream])
        .await
        .unwrap();
    assert_ne!(dump(&books).await, before);
    let mut seen = Vec::new();
    books.rebuild(|progress| seen.push((progress.done, progress.total))).await.unwrap();
    assert_eq!(dump(&books).await, before);
    let size = books.size().await.unwrap();
    assert_eq!(seen.last(), Some(&(size, size)));
});

/// SQLite says how it would find the rows; without an index it says SCAN.
#[tokio::test]
async fn nothing_that_is_asked_for_often_scans_a_table() {
    let ground = crate::testing::Ground::new(crate::testing::Kind::Sqlite);
    let books = ground.open().await;
    let words = vec!["永安".to_owned(), "安商".to_owned()];
    let body = || DocketFilter { body: Some(UNIT.to_owned()), ..DocketFilter::default() };
    let handler = DocketFilter { handler: Some(OfficerId::from("li-na")), ..DocketFilter::default() };
    let unit = BulletinFilter { unit: Some(UNIT.to_owned()), ..BulletinFilter::default() };
    let page = Page { before: Some(1_000), rows: 50 };
    let asked = [
        docket::select(&body(), &[], page),
        docket::select(&DocketFilter { stage: Some("review".to_owned()), ..body() }, &[], page),
        docket::select(&DocketFilter { open: Some(true), ..body() }, &words, page),
        docket::select(&handler, &[], page),
        bulletin::select(&BulletinFilter::default(), &[], page),
        bulletin::select(&unit, &[], page),
        bulletin::select(&unit, &words, page),
        (
            "SELECT row FROM duties WHERE assignee IN ($1, $2) ORDER BY due, stream, place".to_owned(),
            row!["a", "b"],
        ),
        (
            "SELECT unit, COUNT(*) FROM counted WHERE pending = 1 AND due_on < $1 GROUP BY unit".to_owned(),
            row![DAY],
        ),
        ("SELECT MAX(seq) FROM entries WHERE stream = $1".to_owned(), row![vec![7u8; 16]]),
    ];
    for (sql, cells) in asked {
        for step in sql::all(books.raw(), &format!("EXPLAIN QUERY PLAN {sql}"), cells).await.unwrap() {
            let step: String = step.try_get("", "detail").unwrap();
            assert!(!step.contains("SCAN"), "{sql}: {step}");
        }
    }
}
