//! Tests of proposing, confirming and declining: two persons, one body, nothing overwritten.

use crate::articles::Articles;
use crate::citation;
use crate::declaration::{Register, Term};
use crate::entry_confirmation::ConfirmEntries;
use crate::entry_proposal::ProposeEntries;
use crate::entry_refusal::DeclineEntries;
use crate::inspection_items::{self, InspectionItems};
use crate::remedies::Remedies;
use crate::testing::books::{amend, enter, proposal};
use crate::testing::{Books, FOOD, MARKET, STREET, TODAY};
use events::ActKind;
use events::entries::Change;
use jiff::civil::{Date, date};
use serde_json::{Value, json};

const OPEN: Term = Term { from: TODAY, to: None };
const NEXT_YEAR: Date = date(2027, 1, 1);

fn item(code: &str, times: u32) -> Value {
    json!({"code": code, "body": MARKET, "name": "食品经营检查", "target": "食品经营者",
           "basis": "《食品安全法》第一百一十条", "content": ["进货查验"], "method": "on_site", "times_a_year": times})
}

fn confirm(id: &str) -> ConfirmEntries {
    ConfirmEntries { proposal: id.to_owned() }
}

#[test]
fn nothing_stands_before_a_second_person_has_confirmed() {
    let mut books = Books::standing();
    let id =
        books.proposes::<InspectionItems>("clerk", vec![enter::<InspectionItems>(&item("JC-1", 2), OPEN)]);
    assert!(books.registers().book("inspection_items").is_empty());
    assert_eq!(books.refused("clerk", &confirm(&id)), "PreparerConfirms");
    assert_eq!(books.refused("team", &confirm(&id)), "NoLongerStands", "another body has no say");
    assert_eq!(books.refused("patrol", &confirm(&id)), "NotItsKeeper");
    books.does("head", &confirm(&id));
    assert_eq!(books.refused("head", &confirm(&id)), "ProposalUnknown");
    assert_eq!(inspection_items::listed(books.registers(), MARKET, "JC-1", TODAY), Ok(()));
    let version = books.registers().book("inspection_items").as_of("JC-1", TODAY).expect("it is listed");
    assert_eq!((version.prepared.by.name.as_str(), version.confirmed.by.name.as_str()), ("clerk", "head"));
    assert!(version.confirmed.number > version.prepared.number);
    assert!(inspection_items::listed(books.registers(), STREET, "JC-1", TODAY).is_err());
}

#[test]
fn the_justice_bureau_may_do_both_for_everyone_but_never_with_one_person() {
    let mut books = Books::standing();
    let change = || vec![enter::<InspectionItems>(&item("JC-1", 2), OPEN)];
    let id = books.proposes::<InspectionItems>("justice-one", change());
    assert_eq!(books.refused("justice-one", &confirm(&id)), "PreparerConfirms");
    books.does("justice-two", &confirm(&id));
    let article = json!({"law": "食品安全法", "article": 1, "paragraph": 0, "item": 0, "text": "第一条"});
    let change = vec![enter::<Articles>(&article, OPEN)];
    assert_eq!(books.refused("head", &proposal::<Articles>(change)), "DistrictOnly");
}

#[test]
fn each_change_that_cannot_stand_says_why() {
    let mut books = Books::standing();
    books.stand::<InspectionItems>(&item("JC-1", 2));
    books.stand_in::<InspectionItems>(&item("JC-2", 2), Term { from: TODAY, to: Some(date(2026, 12, 31)) });
    books.lets_stand::<InspectionItems>(vec![enter::<InspectionItems>(&item("JC-3", 2), OPEN)]);
    books.lets_stand::<InspectionItems>(vec![Change::Retire { key: "JC-3".into(), from: NEXT_YEAR }]);
    let term = |from, to| Term { from, to };
    let retire = |key: &str, from| Change::Retire { key: key.to_owned(), from };
    let mut differs = item("JC-1", 3);
    differs["code"] = json!("JC-9");
    let Change::Enter(mut differs) = enter::<InspectionItems>(&differs, OPEN) else { panic!("an entering") };
    differs.key = "JC-1".to_owned();
    let table = [
        (enter::<InspectionItems>(&item("JC-1", 3), OPEN), "KeyTaken"),
        (Change::Amend(differs), "KeyDiffers"),
        (amend::<InspectionItems>(&item("JC-1", 2), OPEN), "Unchanged"),
        (amend::<InspectionItems>(&item("JC-1", 3), term(date(2026, 11, 22), None)), "BeforeLastVersion"),
        (amend::<InspectionItems>(&item("JC-1", 3), term(NEXT_YEAR, Some(TODAY))), "TermWrong"),
        (amend::<InspectionItems>(&item("JC-3", 3), term(NEXT_YEAR, None)), "Retired"),
        (amend::<InspectionItems>(&item("JC-4", 3), OPEN), "KeyUnknown"),
        (retire("JC-2", date(2027, 1, 2)), "TermOver"),
        (retire("JC-4", NEXT_YEAR), "KeyUnknown"),
        (enter::<InspectionItems>(&item("JC/5", 3), OPEN), "KeyWrong"),
        (enter::<InspectionItems>(&item("JC-6", 0), OPEN), "FieldRefused"),
    ];
    for (change, name) in table {
        assert_eq!(books.refused("clerk", &proposal::<InspectionItems>(vec![change])), name);
    }
    let foreign = vec![Change::Retire { key: "JC-1".into(), from: NEXT_YEAR }];
    assert_eq!(books.refused("team", &proposal::<InspectionItems>(foreign)), "ForeignEntry");
}

#[test]
fn no_body_takes_over_the_entry_of_another_or_puts_one_upon_it() {
    let mut books = Books::standing();
    books.stand::<InspectionItems>(&item("JC-1", 2));
    let of = |code: &str, body: &str| {
        let mut content = item(code, 3);
        content["body"] = json!(body);
        content
    };
    let amended = || vec![amend::<InspectionItems>(&of("JC-1", STREET), OPEN)];
    assert_eq!(books.refused("team", &proposal::<InspectionItems>(amended())), "ForeignEntry", "taken");
    assert_eq!(books.refused("clerk", &proposal::<InspectionItems>(amended())), "ForeignEntry", "put upon");
    let entered = vec![enter::<InspectionItems>(&of("JC-2", STREET), OPEN)];
    assert_eq!(books.refused("clerk", &proposal::<InspectionItems>(entered)), "ForeignEntry");
    // Nor by way of the entry's end.
    books.lets_stand::<InspectionItems>(vec![Change::Retire { key: "JC-1".into(), from: TODAY }]);
    let again = vec![enter::<InspectionItems>(&of("JC-1", STREET), OPEN)];
    assert_eq!(books.refused("team", &proposal::<InspectionItems>(again)), "ForeignEntry");
    // The justice bureau may hand an entry over; whom it concerns has no say in its proposal, and cannot turn it down alone.
    let id = books.proposes::<InspectionItems>(
        "justice-one",
        vec![enter::<InspectionItems>(&of("JC-1", STREET), OPEN)],
    );
    assert_eq!(books.refused("team", &confirm(&id)), "NoLongerStands");
    let decline = DeclineEntries { proposal: id.clone(), reason: "不同意".into() };
    assert_eq!(books.refused("team", &decline), "ForeignEntry");
    books.does("justice-two", &confirm(&id));
    let version = inspection_items::listed(books.registers(), STREET, "JC-1", TODAY);
    assert!(version.is_ok(), "handed over");
}

#[test]
fn a_retired_entry_comes_back_under_its_own_key() {
    let mut books = Books::standing();
    books.stand::<InspectionItems>(&item("JC-1", 2));
    let retire = |from| vec![Change::Retire { key: "JC-1".into(), from }];
    let again = |from| vec![enter::<InspectionItems>(&item("JC-1", 2), Term { from, to: None })];
    assert_eq!(books.refused("clerk", &proposal::<InspectionItems>(again(NEXT_YEAR))), "KeyTaken");
    books.lets_stand::<InspectionItems>(retire(NEXT_YEAR));
    let early = proposal::<InspectionItems>(again(date(2026, 12, 31)));
    assert_eq!(books.refused("clerk", &early), "RetiredLater");
    let (spring, summer) = (date(2027, 3, 1), date(2027, 6, 1));
    books.lets_stand::<InspectionItems>(again(spring));
    assert_eq!(books.refused("clerk", &proposal::<InspectionItems>(again(spring))), "KeyTaken");
    let book = books.registers().book(InspectionItems::WORD);
    for (day, holds) in [(TODAY, true), (NEXT_YEAR, false), (date(2027, 2, 28), false), (spring, true)] {
        assert_eq!(book.as_of("JC-1", day).is_some(), holds, "{day}");
    }
    assert_eq!(book.history("JC-1").len(), 3, "nothing is overwritten");
    // It ends and begins again like any other, also in one proposal.
    books.lets_stand::<InspectionItems>([retire(summer), again(summer)].concat());
    assert!(books.registers().book(InspectionItems::WORD).as_of("JC-1", summer).is_some());
}

#[test]
fn an_amendment_closes_the_version_before_it_and_both_stay() {
    let mut books = Books::standing();
    books.stand::<InspectionItems>(&item("JC-1", 2));
    let amended = amend::<InspectionItems>(&item("JC-1", 1), Term { from: NEXT_YEAR, to: None });
    books.lets_stand::<InspectionItems>(vec![amended]);
    let book = books.registers().book(InspectionItems::WORD);
    let times = |day: Date| {
        book.as_of("JC-1", day).and_then(|version| version.content.as_ref()?["times_a_year"].as_u64())
    };
    assert_eq!(times(date(2026, 12, 31)), Some(2));
    assert_eq!(times(NEXT_YEAR), Some(1));
    assert_eq!(times(date(2026, 11, 22)), None);
    assert_eq!(events::book::last_day(book.history("JC-1"), 0), Some(date(2026, 12, 31)));
}

#[test]
fn a_proposal_whose_ground_has_moved_is_refused_and_says_so() {
    let mut books = Books::standing();
    books.stand::<InspectionItems>(&item("JC-1", 2));
    let amended =
        |times| vec![amend::<InspectionItems>(&item("JC-1", times), Term { from: NEXT_YEAR, to: None })];
    let first = books.proposes::<InspectionItems>("clerk", amended(3));
    books.lets_stand::<InspectionItems>(amended(4));
    let refused = books.tries("head", &confirm(&first)).expect_err("the ground has moved");
    assert_eq!(refused.name, "GroundMoved");
    assert!(refused.says.contains("食品经营检查") && refused.article.contains("第一条"));
    books.does("head", &DeclineEntries { proposal: first.clone(), reason: "已有新版本".into() });
    assert!(books.registers().proposal(&first).is_none());
}

#[test]
fn who_prepared_it_may_take_it_back_and_strangers_may_not_decline() {
    let mut books = Books::standing();
    let id =
        books.proposes::<InspectionItems>("clerk", vec![enter::<InspectionItems>(&item("JC-1", 2), OPEN)]);
    let decline = |reason: &str| DeclineEntries { proposal: id.clone(), reason: reason.into() };
    assert_eq!(books.refused("team", &decline("不同意")), "ForeignEntry");
    assert_eq!(books.refused("head", &decline(" ")), "FieldRefused");
    books.does("clerk", &decline("填写有误"));
    assert!(books.registers().proposals().is_empty());
    assert!(books.registers().book("inspection_items").is_empty());
}

#[test]
fn a_proposal_is_judged_as_a_whole_and_the_place_is_named() {
    let books = Books::standing();
    let changes = vec![
        enter::<InspectionItems>(&item("JC-1", 2), OPEN),
        enter::<InspectionItems>(&item("JC-1", 3), OPEN),
    ];
    let refused = books.tries("clerk", &proposal::<InspectionItems>(changes)).expect_err("twice the same");
    assert_eq!((refused.name.as_str(), refused.field.as_deref()), ("KeyTaken", Some("changes.1")));
    assert!(refused.says.starts_with("第2条："));
    for (register, name) in [("nothing", "RegisterUnknown"), ("matter", "NotItsKeeper")] {
        let act = ProposeEntries { register: register.into(), ..proposal::<InspectionItems>(vec![]) };
        assert_eq!(books.refused("clerk", &act), name);
    }
    assert_eq!(books.refused("clerk", &proposal::<InspectionItems>(vec![])), "FieldRefused");
}

#[test]
fn a_long_import_is_several_events_of_one_proposal() {
    let mut books = Books::standing();
    let code = |n: usize| enter::<InspectionItems>(&item(&format!("JC-{n}"), 2), OPEN);
    let act = proposal::<InspectionItems>((0..2_500).map(code).collect());
    assert_eq!(books.tries("clerk", &act).map(|events| events.len()), Ok(3));
    books.does("clerk", &act);
    let id = books.registers().proposals()[0].id.clone();
    assert_eq!(books.registers().proposals().len(), 1);
    books.does("head", &confirm(&id));
    assert_eq!(books.registers().book("inspection_items").len(), 2_500);
    assert_eq!(books.registers().book("inspection_items").all_as_of(TODAY).count(), 2_500);
}

#[test]
fn an_amended_article_flags_what_cites_it_until_that_is_confirmed_again() {
    let mut books = Books::standing();
    let article =
        |text: &str| json!({"law": "食品安全法", "article": 124, "paragraph": 1, "item": 0, "text": text});
    books.stand::<Articles>(&article("五万元以上十万元以下"));
    let cites = |times| {
        let mut content = item("JC-1", times);
        content["basis"] = json!("《中华人民共和国食品安全法》第一百二十四条第一款");
        content
    };
    books.stand::<InspectionItems>(&cites(2));
    assert!(citation::flagged(books.registers(), TODAY).is_empty());
    let amended = amend::<Articles>(&article("十万元以上二十万元以下"), Term { from: NEXT_YEAR, to: None });
    books.lets_stand::<Articles>(vec![amended]);
    let flags = citation::flagged(books.registers(), TODAY);
    let flagged: Vec<(&str, &str)> = flags.iter().map(|flag| (flag.kind.word, flag.key.as_str())).collect();
    assert_eq!(flagged, [("matter", FOOD), ("inspection_items", "JC-1")]);
    assert_eq!(flags[1].amendments[0].cited, "《食品安全法》第一百二十四条第一款");
    assert_eq!((flags[1].amendments[0].from, flags[1].amendments[0].repealed), (NEXT_YEAR, false));
    // Looked at and left as it is: the very same content may be confirmed again.
    books.lets_stand::<InspectionItems>(vec![amend::<InspectionItems>(&cites(2), OPEN)]);
    assert!(citation::flagged(books.registers(), TODAY).iter().all(|flag| flag.key != "JC-1"));
    let again = proposal::<InspectionItems>(vec![amend::<InspectionItems>(&cites(2), OPEN)]);
    assert_eq!(books.refused("clerk", &again), "Unchanged");
}

#[test]
fn the_registers_with_acts_of_their_own_have_history_too() {
    let mut books = Books::standing();
    let matter = |books: &Books| books.registers().matter(FOOD).cloned().expect("the matter");
    let before = matter(&books);
    books.on(NEXT_YEAR);
    let renamed =
        events::registers::MatterEntered { name: "经营超过保质期的食品".into(), ..before.clone() };
    books.happens(events::Event::MatterEntered(renamed), "keeper", MARKET);
    let book = books.registers().book("matter");
    let name =
        |day: Date| book.as_of(FOOD, day).and_then(|version| version.content.as_ref()?["name"].as_str());
    assert_eq!(name(date(2026, 12, 31)), Some(before.name.as_str()));
    assert_eq!(name(NEXT_YEAR), Some("经营超过保质期的食品"));
    assert_eq!(matter(&books).name, "经营超过保质期的食品");
}

#[test]
fn blank_acts_are_open() {
    let books = Books::standing();
    for (kind, blank) in [
        (ActKind::of::<ProposeEntries>(), books.tries("clerk", &ProposeEntries::default())),
        (ActKind::of::<ConfirmEntries>(), books.tries("clerk", &ConfirmEntries::default())),
        (ActKind::of::<DeclineEntries>(), books.tries("clerk", &DeclineEntries::default())),
    ] {
        assert!(blank.expect_err("a blank act adds nothing").is_about_input(), "{}", kind.name);
    }
    assert_eq!(Remedies::KEY, ["body", "decision"]);
}
