//! What of the registers comes to the portal, and what is not made again when something else changes.

use super::*;
use events::registers::CertificateChanged;
use events::testing::{Story, district};
use events::{Body, Event, OfficerId, Recorded, StreamId};
use law::officers::CertificateState;

fn of(registers: &Registers) -> PublicRegisters {
    PublicRegisters::following(registers, &PublicRegisters::default())
}

fn entered(history: Vec<Event>) -> Registers {
    let mut registers = Registers::default();
    for (number, event) in (0_u64..).zip(history) {
        enter(&mut registers, number, event);
    }
    registers
}

fn enter(registers: &mut Registers, number: u64, event: Event) {
    let at = events::testing::moment("2027-01-04T10:00");
    let body = Body { event, by: Story::new().named(district::ZHANG), unit: district::BODY.into() };
    registers.enter(&Recorded { number, stream: StreamId::REGISTERS, seq: number + 1, at, body });
}

#[test]
fn only_what_the_declaration_allows_is_here() {
    let registers = district::registers();
    let public = of(&registers);
    assert!(public.of_word("qualifications").is_none());
    let day = events::testing::day("2026-11-23");
    let officers = public.of_word("officer").unwrap();
    let shown: Vec<(&str, Value)> = officers.all_as_of(day).collect();
    let with_certificate = registers.officers().filter(|officer| officer.certificate.is_some()).count();
    assert_eq!(shown.len(), with_certificate);
    for (key, content) in &shown {
        let fields: Vec<&String> = content.as_object().unwrap().keys().collect();
        assert!(fields.iter().all(|field| officers.kind.public.contains(&field.as_str())), "{fields:?}");
        assert_ne!(*key, "zhang");
    }
    let expired = shown.iter().filter(|(_, content)| content["certificate_state"] == "过期").count();
    assert_eq!(expired, 1, "the certificate of one officer expired in 2025");
    assert!(officers.all_as_of(events::testing::day("2026-01-04")).next().is_none());
    for version in officers.versions_as_of(day) {
        assert!(!version.1.text.contains("zhang"), "the id is not searched either");
    }
}

#[test]
fn why_a_certificate_was_suspended_stays_inside() {
    const WHY: &str = "涉嫌受贿，停职接受调查";
    let mut history = district::events();
    let officer = OfficerId::from(district::ZHANG);
    let state = CertificateState::Suspended;
    history.push(Event::CertificateChanged(CertificateChanged { officer, state, reason: WHY.into() }));
    history.extend(crate::portal::directory::tests::standard());
    let registers = entered(history);
    let inside = registers.book("officer").history(district::ZHANG).last().expect("a version");
    assert_eq!(&*inside.reason, WHY, "the desk knows it");
    let public = of(&registers);
    let held = registers.officer(&OfficerId::from(district::ZHANG)).and_then(|one| one.certificate.clone());
    let shown = public.of_word("officer").unwrap().history(&held.expect("a certificate").number);
    let newest = shown.last().and_then(|version| version.content.as_ref()).expect("it is shown");
    assert_eq!(newest["certificate_state"], CertificateState::Suspended.title());
    assert!(shown.iter().all(|version| version.reason.is_empty()));
    let standard = public.of_word("discretion").unwrap().history("CL-1");
    assert_eq!(standard[0].reason, "按公布的文件", "written to be published");
}

#[test]
fn what_did_not_change_is_taken_over() {
    let mut registers = entered(district::events());
    let before = of(&registers);
    for (number, event) in (100_u64..).zip(crate::portal::directory::tests::standard()) {
        enter(&mut registers, number, event);
    }
    let after = PublicRegisters::following(&registers, &before);
    let made_again: Vec<&str> = before
        .0
        .iter()
        .zip(&after.0)
        .filter(|(one, other)| !Arc::ptr_eq(one, other))
        .map(|(one, _)| one.kind.word)
        .collect();
    assert_eq!(made_again, ["guides", "discretion", "window_posts", "articles"], "what the events entered");
    // One matter more: the matters are made again, and of them only the one.
    let matter = registers.matter(district::FOOD).cloned().expect("a matter");
    let renamed = events::registers::MatterEntered { name: "改名".into(), ..matter };
    enter(&mut registers, 200, Event::MatterEntered(renamed));
    let third = PublicRegisters::following(&registers, &after);
    let entries = |registers: &PublicRegisters| registers.of_word("matter").unwrap().entries.clone();
    let again: Vec<Arc<str>> = entries(&after)
        .iter()
        .filter(|(key, entry)| !Arc::ptr_eq(entry, &entries(&third)[*key]))
        .map(|(key, _)| key.clone())
        .collect();
    assert_eq!(again, [Arc::from(district::FOOD)]);
    assert_eq!(third.of_word("matter").unwrap().history(district::FOOD).len(), 2);
}

#[test]
fn an_entry_is_found_from_what_it_names_and_what_it_cites() {
    let mut history = district::events();
    history.extend(crate::portal::directory::tests::standard());
    let public = of(&entered(history));
    let (standards, day) = (public.of_word("discretion").unwrap(), events::testing::day("2027-02-01"));
    let keys = |found: Vec<(&str, &PublicVersion)>| {
        found.iter().map(|(key, _)| (*key).to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(keys(standards.naming("matter", district::FOOD, day)), ["CL-1"]);
    assert_eq!(keys(standards.naming("body", district::BODY, day)), ["CL-1"]);
    assert!(standards.naming("matter", district::FOOD, events::testing::day("2027-01-31")).is_empty());
    assert_eq!(keys(standards.citing("食品安全法", 124, day)), ["CL-1"]);
    assert!(standards.citing("食品安全法", 123, day).is_empty());
}

#[test]
fn the_official_calendars_are_here_without_being_entered() {
    let public = of(&Registers::default());
    let calendars = public.of_word("calendar").unwrap();
    let year = calendars.as_of("2026", events::testing::day("2026-11-23")).expect("the year");
    let content = year.content.as_ref().expect("it stands");
    assert_eq!(content["notice"], "国办发明电〔2025〕7号");
    assert!(content["rest"].as_array().is_some_and(|days| days.contains(&Value::from("2026-10-01"))));
    assert_eq!(year.number, None);
    assert_eq!(calendars.all_as_of(events::testing::day("2026-11-23")).count(), 9);
}
