//! Tests of 亮证: one per refusal, one per lawful way.

use super::*;
use crate::testing as filled;
use events::cases::PageShown;
use events::registers::CertificateChanged;
use events::testing::district::{LI, MINOR, WANG, ZHANG, ZHAO};
use events::testing::{Story, file_id, moment};
use law::officers::CertificateState;

const MEASURED: &str = "31.22040,121.42430,12,2026-11-24T01:29:40Z";

fn story() -> Story {
    Story::filed().at("2026-11-24T09:30").stores("名.png")
}

fn shown(story: &Story, act: &ShowCertificates) -> CertificatesShown {
    match story.tries(act).as_deref() {
        Ok([Event::CertificatesShown(shown)]) => shown.clone(),
        other => panic!("{other:?}"),
    }
}

fn refused(act: &ShowCertificates, name: &str, field: &str) {
    assert_eq!(story().refused(act, name).field.as_deref(), Some(field));
}

#[test]
fn showing_certificates_unlocks_the_gathering_of_evidence() {
    let story = story();
    assert!(story.closed_to::<crate::evidence::AddEvidence>().is_some());
    let shown = story.clone().does(&filled::certificates(&story));
    assert_eq!(shown.standing.shown[0].officers, Story::shown().standing.shown[0].officers);
    assert_eq!(shown.closed_to::<crate::evidence::AddEvidence>(), None);
}

#[test]
fn it_needs_a_filed_case_that_is_not_decided() {
    for (story, name) in [
        (Story::new(), "NotOpened"),
        (Story::proposed(), "NotFiled"),
        (Story::declined(), "Ended"),
        (Story::decided(MINOR), "AlreadyDecided"),
    ] {
        assert_eq!(story.closed_to::<ShowCertificates>().as_deref(), Some(name));
        story.refused(&filled::certificates(&story), name);
    }
    assert_eq!(Story::filed().closed_to::<ShowCertificates>(), None);
}

#[test]
fn it_is_shown_after_filing_and_not_later_than_now() {
    let at = |text: &str| ShowCertificates { at: text.parse().ok(), ..filled::certificates(&story()) };
    assert!(story().tries(&at("2026-11-23T00:00")).is_ok());
    refused(&at("2026-11-22T23:59"), "BeforeFiling", "at");
    refused(&at("2026-11-24T09:31"), "InFuture", "at");
    refused(&ShowCertificates::default(), "InFuture", "at");
}

#[test]
fn who_left_the_case_shows_no_certificate_in_it() {
    let story = Story::filed()
        .does(&filled::recusal_request(LI))
        .by(ZHAO)
        .does(&filled::recusal(LI, WANG))
        .by(LI)
        .at("2026-11-24T09:30");
    assert_eq!(story.closed_to::<ShowCertificates>().as_deref(), Some("Recused"));
    story.refused(&filled::certificates(&story), "Recused");
}

#[test]
fn at_least_two_who_handle_the_case_were_there() {
    let by = |officers: &[&str]| ShowCertificates {
        officers: officers.iter().map(|id| OfficerId::from(*id)).collect(),
        ..filled::certificates(&story())
    };
    refused(&by(&[ZHANG]), "TooFewPresent", "officers");
    refused(&by(&[ZHANG, ZHANG]), "TooFewPresent", "officers");
    refused(&by(&[ZHANG, WANG]), "NotHandling", "officers");
    assert_eq!(shown(&story(), &by(&[LI, ZHANG])).officers.len(), 2);
}

#[test]
fn each_certificate_was_valid_then_and_is_valid_still() {
    // Three handle the case, so that the two who remain could act.
    let proposal = crate::filing_proposal::ProposeFiling {
        officers: [ZHANG, LI, WANG].map(OfficerId::from).into(),
        ..filled::filing_proposal()
    };
    let three = Story::opened().does(&proposal).by(ZHAO).does(&filled::filing()).by(ZHANG);
    let three = three.at("2026-11-24T09:30");
    for state in [CertificateState::Suspended, CertificateState::Withdrawn, CertificateState::Cancelled] {
        let changed = CertificateChanged { officer: LI.into(), state, reason: "试".to_owned() };
        let story = three.clone().enters(Event::CertificateChanged(changed));
        let refusal = story.refused(&filled::certificates(&story), "PresentInvalid");
        assert!(refusal.says.contains(state.title()), "{}", refusal.says);
    }
    // The certificate of LI ends with the year.
    let expired = three.at("2027-01-04T09:00");
    assert!(expired.refused(&filled::certificates(&expired), "PresentInvalid").says.contains("过期"));
}

#[test]
fn a_place_is_measured_only_when_a_device_says_where_when_and_how_exactly() {
    assert_eq!(measured(" "), Ok(None));
    assert!(measured(MEASURED).is_ok_and(|place| place.is_some()));
    for wrong in [
        "31.22,121.42,15",
        "31.22,121.42",
        "91,0,1,2026-11-24T01:29:40Z",
        "31.22,121.42,-1,2026-11-24T01:29:40Z",
        "NaN,0,1,2026-11-24T01:29:40Z",
        "31.22,121.42,15,今天",
        "here",
    ] {
        assert_eq!(measured(wrong), Err(Refused::MeasuredUnreadable), "{wrong}");
    }
    let typed = shown(&story(), &filled::certificates(&story()));
    assert!(typed.place.in_words().ends_with("（填写）"));
    let act = ShowCertificates { measured: MEASURED.to_owned(), ..filled::certificates(&story()) };
    assert!(shown(&story(), &act).place.in_words().contains("定位 31.22040，121.42430 ±12 米"));
    let nowhere = ShowCertificates { measured: "31.22,here".to_owned(), ..act };
    refused(&nowhere, "MeasuredUnreadable", "measured");
}

#[test]
fn a_position_is_of_that_time_and_of_somebody_who_was_there() {
    let act = ShowCertificates { measured: MEASURED.to_owned(), ..filled::certificates(&story()) };
    let early = ShowCertificates { at: "2026-11-24T09:14".parse().ok(), ..act.clone() };
    refused(&early, "MeasuredAtAnotherTime", "measured");
    let proposal = crate::filing_proposal::ProposeFiling {
        officers: [ZHANG, LI, WANG].map(OfficerId::from).into(),
        ..filled::filing_proposal()
    };
    let three = Story::opened().does(&proposal).by(ZHAO).does(&filled::filing()).by(ZHANG);
    let three = three.at("2026-11-24T09:30");
    let others = ShowCertificates { officers: vec![LI.into(), WANG.into()], ..act.clone() };
    three.refused(&others, "MeasuredElsewhere");
    let typed = ShowCertificates { measured: String::new(), ..others };
    assert!(three.tries(&typed).is_ok(), "who stayed behind can still record it with a typed place");
}

#[test]
fn it_is_confirmed_by_signature_or_the_reason_why_not_stands_there() {
    let story = story();
    let plain = ShowCertificates { unsigned_reason: String::new(), ..filled::certificates(&story) };
    refused(&plain, "ConfirmationMissing", "unsigned_reason");
    let text = plain.reading(&story.standing, &story.occasion()).expect("is signed").expect("reads");
    let drawn =
        ShowCertificates { signature: Some(file_id("名.png")), read_digest: text.digest(), ..plain.clone() };
    let confirmed = shown(&story, &drawn).confirmation;
    assert!(matches!(confirmed, Some(Confirmation::Signed { hand, .. }) if hand.image.is_some()));
    let typed = ShowCertificates { signature: None, typed_confirmed: true, ..drawn.clone() };
    assert!(story.tries(&typed).is_ok());
    let both = ShowCertificates { unsigned_reason: "口头".to_owned(), ..drawn.clone() };
    refused(&both, "ConfirmationTwice", "unsigned_reason");
    refused(&ShowCertificates { read_digest: String::new(), ..typed }, "NotRead", "read_digest");
    let elsewhere = ShowCertificates { place: "别处".to_owned(), ..drawn };
    refused(&elsewhere, "TextChanged", "read_digest");
}

#[test]
fn what_the_party_opened_on_its_phone_is_part_of_the_record() {
    let page = |offered: &str, opened: Option<&str>| PageShown {
        offered_at: moment(offered),
        opened_at: opened.map(moment),
        content_digest: "ab".repeat(32),
        certificates: Vec::new(),
        confirmed: None,
    };
    let opened = page("2026-11-24T09:20", Some("2026-11-24T09:22"));
    let story = story().lays(opened.clone());
    assert_eq!(shown(&story, &filled::certificates(&story)).page, Some(opened));
    let yesterday = story.lays(page("2026-11-23T16:00", None));
    assert_eq!(shown(&yesterday, &filled::certificates(&yesterday)).page, None);
}

#[test]
fn the_party_may_confirm_on_its_own_phone_what_was_shown_there_and_nothing_else() {
    let story = story();
    let certificates = story.standing.handlers.iter().map(|handler| handler.certificate.clone()).collect();
    let page = PageShown {
        offered_at: moment("2026-11-24T09:20"),
        opened_at: Some(moment("2026-11-24T09:22")),
        content_digest: "ab".repeat(32),
        certificates,
        confirmed: Some(PageConfirmed {
            at: moment("2026-11-24T09:24"),
            by: "钱某".to_owned(),
            capacity: "店长".to_owned(),
        }),
    };
    let story = story.lays(page.clone());
    let act = ShowCertificates { unsigned_reason: String::new(), ..filled::certificates(&story) };
    let confirmed = shown(&story, &act).confirmation;
    let at = moment("2026-11-24T09:24");
    assert_eq!(confirmed, Some(Confirmation::OnPhone { content_digest: "ab".repeat(32), at }));
    let other = ShowCertificates { confirmed_by: "孙某".to_owned(), ..act.clone() };
    assert_eq!(story.refused(&other, "ConfirmedByAnother").field.as_deref(), Some("confirmed_by"));
    let both = ShowCertificates { unsigned_reason: "口头确认".to_owned(), ..act.clone() };
    story.refused(&both, "ConfirmationTwice");
    let without = PageShown { certificates: page.certificates[..1].to_vec(), ..page.clone() };
    let refusal = story.clone().lays(without).refused(&act, "PageWithout");
    assert!(refusal.says.contains(&story.standing.handlers[1].name), "{}", refusal.says);
    let more = [page.certificates.clone(), vec!["31010599999".to_owned()]].concat();
    let with_others = PageShown { certificates: more, ..page.clone() };
    assert!(story.clone().lays(with_others).refused(&act, "PageWithOthers").says.contains("31010599999"));
    // Confirmed at nine, it is no confirmation of a showing at noon.
    let noon = ShowCertificates { at: Some("2026-11-24T12:00".parse().expect("a moment")), ..act.clone() };
    let later = story.clone().at("2026-11-24T13:00");
    assert_eq!(later.refused(&noon, "PageOfAnotherTime").field.as_deref(), Some("at"));
    // And once it is recorded, it is no confirmation of another.
    let again = story.clone().does(&act);
    again.refused(&act, "ConfirmationMissing");
    let opened_only = story.clone().lays(PageShown { confirmed: None, ..page.clone() });
    assert_eq!(opened_only.refused(&act, "ConfirmationMissing").field.as_deref(), Some("unsigned_reason"));
    let read = other.reading(&story.standing, &story.occasion()).expect("is signed").expect("reads");
    let drawn = ShowCertificates { signature: Some(file_id("名.png")), read_digest: read.digest(), ..other };
    assert!(story.tries(&drawn).is_ok(), "whoever signs by hand need not be who confirmed on the phone");
}

#[test]
fn uniform_and_insignia_are_confirmed_where_the_rules_of_the_body_ask_for_them() {
    use events::entries::{Change, EntriesConfirmed, EntriesPrepared, Held};
    use events::testing::{day, district};
    let content = serde_json::json!({"body": district::BODY, "worn": "着制式服装、佩戴执法标志", "basis": "《着装规定》第二条"});
    let held =
        Held { key: district::BODY.to_owned(), valid_from: day("2026-11-24"), valid_to: None, content };
    let prepared = EntriesPrepared {
        register: UNIFORM_RULES.to_owned(),
        proposal: "5b".repeat(16),
        reason: "按规定".to_owned(),
        changes: vec![Change::Enter(held)],
    };
    let confirmed = EntriesConfirmed {
        register: UNIFORM_RULES.to_owned(),
        proposal: "5b".repeat(16),
        changes: 1,
        from: None,
    };
    let story = story().enters(Event::EntriesPrepared(prepared)).enters(Event::EntriesConfirmed(confirmed));
    assert_eq!(
        story.registers.relied, story.registers.version,
        "what was decided before the rule is decided again"
    );
    let act = filled::certificates(&story);
    let refusal = story.refused(&act, "UniformNotConfirmed");
    assert_eq!(refusal.field.as_deref(), Some("uniform"));
    assert!(refusal.says.contains("《着装规定》第二条"), "{}", refusal.says);
    let worn = shown(&story, &ShowCertificates { uniform: true, ..act.clone() }).uniform;
    assert!(worn.is_some_and(|uniform| uniform.worn == "着制式服装、佩戴执法标志"));
    let day_before = ShowCertificates { at: "2026-11-23T15:00".parse().ok(), ..act };
    assert_eq!(shown(&story, &day_before).uniform, None, "the rule stands from its day on");
}
