//! People of an entrusted organisation at work: they handle what the letter names, in the name of the organ that entrusts them, while the letter runs; nothing else of it,
//! and no other duty of that organ (行政处罚法 art 20).

use cases::testing as filled;
use desk::duties::{in_whose_name, may, may_view};
use events::entries::{Change, Held};
use events::registers::{BodyEntered, BodyKind, OfficerEntered};
use events::testing::course;
use events::testing::district::{BODY, FOOD, JUSTICE, MAJOR, SUN, WANG, ZHANG};
use events::testing::{Story, day};
use events::{Duty, Event};
use serde_json::json;

const ENTRUSTED: &str = "entrusted";

/// A case of the organ's, in a district where the body of 王强 and 孙丽 (a head there) is entrusted with these matters from the first to this day.
fn entrusted(codes: &[&str], to: &str) -> Story {
    let story = Story::opened();
    let body = BodyEntered {
        code: ENTRUSTED.to_owned(),
        name: "市场管理所".to_owned(),
        letter: "长所".to_owned(),
        kind: BodyKind::Delegated,
        ..story.body().clone()
    };
    let mut story = story.enters(Event::BodyEntered(body));
    for id in [WANG, SUN] {
        let officer = story.registers.officer(&id.into()).expect("is entered").clone();
        story = story.enters(Event::OfficerEntered(OfficerEntered { body: ENTRUSTED.to_owned(), ..officer }));
    }
    let content = json!({"delegator": BODY, "delegate": ENTRUSTED, "codes": codes});
    let held = Held { key: "WT".into(), valid_from: day("2026-01-01"), valid_to: Some(day(to)), content };
    story.with_entry("delegations", &Change::Enter(held))
}

fn proposal() -> cases::filing_proposal::ProposeFiling {
    cases::filing_proposal::ProposeFiling {
        officers: vec![ZHANG.into(), WANG.into()],
        ..filled::filing_proposal()
    }
}

#[test]
fn who_is_entrusted_handles_in_the_name_of_the_organ() {
    let story = entrusted(&[FOOD], "2027-11-30").by(ZHANG).does(&proposal());
    let registers = story.registers.clone();
    let (case, today) = (&story.standing, story.today());
    let officer = |id: &str| registers.officer(&id.into()).expect("is entered");
    let own = registers.body(ENTRUSTED).expect("is entered");
    assert_eq!(in_whose_name(officer(WANG), own, &registers, case, today).code, BODY);
    assert!(may(Duty::Handle, officer(WANG), &registers, case, today).is_ok());
    assert!(may_view(officer(WANG), &registers, case, "", today).is_ok());
    let refused =
        |duty, id: &str| may(duty, officer(id), &registers, case, today).expect_err("is refused").name;
    assert_eq!(refused(Duty::Handle, SUN), "NotHandler", "entrusted, but not with this case");
    assert_eq!(refused(Duty::Head, SUN), "OtherBody", "the organ's head decides");
    assert!(may_view(officer(SUN), &registers, case, "了解情况", today).is_err());
    // Its papers are the organ's: the number bears the organ's letter.
    assert_eq!(case.opened.as_ref().expect("is opened").number.to_string(), "长市监案〔2026〕1号");
    let later = day("2027-12-01");
    let refusal =
        may(Duty::Handle, officer(WANG), &registers, case, later).expect_err("the letter has run out");
    assert_eq!(refusal.name, "OtherBody");
    assert_eq!(in_whose_name(officer(WANG), own, &registers, case, later).code, ENTRUSTED);
}

#[test]
fn nobody_is_proposed_whom_the_letter_does_not_cover() {
    for story in
        [entrusted(&[], "2027-11-30"), entrusted(&[FOOD], "2026-11-22"), entrusted(&[JUSTICE], "2027-11-30")]
    {
        story.by(ZHANG).refused(&proposal(), "NotHere");
    }
}

#[test]
fn a_fine_keeps_within_what_the_letter_entrusts_them_with() {
    let story = Story::concluded();
    let body = BodyEntered {
        code: ENTRUSTED.to_owned(),
        name: "市场管理所".to_owned(),
        letter: "长所".to_owned(),
        kind: BodyKind::Delegated,
        ..story.body().clone()
    };
    let handler = story.standing.handlers.last().expect("there are two").id.clone();
    let officer = story.registers.officer(&handler).expect("is entered").clone();
    let moved = OfficerEntered { body: ENTRUSTED.to_owned(), ..officer };
    let story = story.enters(Event::BodyEntered(body)).enters(Event::OfficerEntered(moved));
    let limited = |fine_max: Option<i64>| {
        let content =
            json!({"delegator": BODY, "delegate": ENTRUSTED, "codes": [FOOD], "fine_max": fine_max});
        let held = Held {
            key: "WT".into(),
            valid_from: day("2026-01-01"),
            valid_to: Some(day("2027-11-30")),
            content,
        };
        story.clone().with_entry("delegations", &Change::Enter(held)).by(ZHANG)
    };
    let draft = course::draft(MAJOR);
    let notice = filled::prior_notice(&draft);
    let fine = draft.fine().0;
    let refused = limited(Some(fine - 1)).refused(&notice, "BeyondEntrustment");
    assert!(refused.says.contains("市场管理所"), "{}", refused.says);
    assert_eq!(refused.field.as_deref(), Some("penalties"));
    for lawful in [limited(Some(fine)), limited(None), story.clone().by(ZHANG)] {
        assert!(lawful.tries(&notice).is_ok());
    }
}
