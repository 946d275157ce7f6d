//! Tests of `gate`: a lawful course has no fault, and each way past the gate that a forged ledger could take is named.

use super::*;
use events::cases::{Circumstances, RecusalDecided};
use events::testing::Story;
use events::testing::course::draft;
use events::testing::district::{self, CHEN, LIN, MAJOR, MINOR, SUN, WANG, XU, ZHANG, ZHAO};
use events::{Body, OfficerId};

/// Shows the registers and then the story, as an export does.
fn watched(story: &Story) -> GateWatch {
    let mut watch = GateWatch::default();
    let first = story.history.first().expect("something has happened").clone();
    for (event, seq) in district::events().into_iter().zip(1..) {
        let body = Body { event, ..first.body.clone() };
        watch.look(&Recorded { stream: StreamId::REGISTERS, seq, body, ..first.clone() });
    }
    story.history.iter().for_each(|recorded| watch.look(recorded));
    watch
}

fn faults(story: &Story) -> Vec<String> {
    watched(story).faults().into_iter().map(|fault| fault.what).collect()
}

fn found(story: &Story, says: &str) {
    let faults = faults(story);
    assert!(faults.iter().any(|fault| fault.contains(says)), "{says}: {faults:?}");
}

/// The story with its newest decision changed by whoever forged it.
fn forged(mut story: Story, change: impl FnOnce(&mut Decided)) -> Story {
    let decision = story.history.iter_mut().rev().find(|recorded| recorded.body.event.decision().is_some());
    match &mut decision.expect("is decided").body.event {
        Event::PenaltyDecided(decided) => change(decided),
        other => panic!("{other:?}"),
    }
    story
}

/// Says of itself that no review was needed.
fn claims(decided: &mut Decided, change: impl FnOnce(&mut Circumstances)) {
    change(&mut decided.circumstances);
    decided.scope = decided.circumstances.scope(&decided.draft).into();
}

#[test]
fn a_lawful_course_has_no_fault() {
    for (fine, in_scope) in [(MINOR, 0), (MAJOR, 1)] {
        let watch = watched(&Story::closed(fine));
        assert_eq!((watch.decisions, watch.in_scope), (1, in_scope));
        assert!(watch.open.is_empty(), "an ended case is not kept");
        assert_eq!(watch.faults(), []);
    }
    let again = Story::returned(MAJOR).submits(&draft(MAJOR)).passes(LIN).at("2026-12-10T10:00").by(ZHAO);
    assert_eq!(faults(&again.decides(&draft(MAJOR))), Vec::<String>::new());
}

#[test]
fn circumstances_are_those_of_the_case_whatever_the_decision_says() {
    let serious = Story::concluded_as(false, true).at("2026-11-26T10:00").notifies(&draft(MINOR));
    let serious = serious.at("2026-12-07T10:00").by(ZHAO).decides(&draft(MINOR));
    found(&serious, "no passed review");
    let hidden = forged(serious, |decided| claims(decided, |of| of.public_interest = false));
    assert_eq!(watched(&hidden).in_scope, 1);
    found(&hidden, "circumstances that are not those of the case: public_interest");
    found(&hidden, "the scope finding");
    found(&hidden, "no passed review");
    // What the body itself added to the scope stands in the registers.
    let lawful = forged(Story::decided(MINOR), |decided| {
        claims(decided, |of| of.body_additions = vec!["其他".to_owned()]);
    });
    found(&lawful, "body_additions");
}

/// The decision as the program of that time made it: it could not state whether the case was laid before the reviewers.
fn of_old(story: Story) -> Story {
    forged(story, |decided| claims(decided, |of| of.laid_before = None))
}

#[test]
fn a_decision_of_before_is_judged_by_what_it_could_state() {
    // In scope and reviewed; and out of scope, laid before the reviewers all the same.
    assert_eq!(faults(&of_old(Story::decided(MAJOR))), Vec::<String>::new());
    let careful = Story::stated(MINOR).submits(&draft(MINOR)).passes(LIN).at("2026-12-10T10:00").by(ZHAO);
    let careful = of_old(careful.decides(&draft(MINOR)));
    assert_eq!(faults(&careful), Vec::<String>::new());
    // A tick that a later conclusion dropped was dropped then.
    let ticked = Story::concluded_as(true, false).at("2026-11-26T10:00").notifies(&draft(MINOR));
    let dropped = ticked.submits(&draft(MINOR)).happens(conclusion(&Story::concluded_as(false, false)));
    let dropped = dropped.at("2026-12-07T10:00").by(ZHAO).decides(&draft(MINOR));
    let dropped = forged(dropped, |decided| {
        claims(decided, |of| (of.laid_before, of.complex) = (None, false));
    });
    assert_eq!(faults(&dropped), Vec::<String>::new());
    // What could be stated is still compared.
    found(
        &forged(dropped, |decided| claims(decided, |of| of.complex = true)),
        "circumstances that are not those of the case: complex",
    );
}

#[test]
fn silence_is_no_excuse_once_decisions_state_what_was_laid_before() {
    let mut watch = watched(&Story::decided(MINOR));
    let mut silent = of_old(Story::returned(MINOR).at("2026-12-10T10:00").by(ZHAO).decides(&draft(MINOR)));
    assert_eq!(faults(&silent), Vec::<String>::new(), "before anything stated it");
    silent.history.iter_mut().for_each(|recorded| recorded.stream = StreamId([7; 16]));
    silent.history.iter().for_each(|recorded| watch.look(recorded));
    let faults: Vec<String> = watch.faults().into_iter().map(|fault| fault.what).collect();
    assert!(faults.iter().any(|fault| fault.contains("laid_before")), "{faults:?}");
    assert!(faults.iter().any(|fault| fault.contains("no passed review")), "{faults:?}");
}

/// The conclusion of the investigation in a story.
fn conclusion(story: &Story) -> Event {
    let concluded = |event: &&Event| matches!(event, Event::InvestigationConcluded(_));
    story.history.iter().map(|recorded| &recorded.body.event).find(concluded).expect("concluded").clone()
}

#[test]
fn an_agreement_ends_with_what_happens_after_it() {
    let statement = Story::stated(MAJOR).history.pop().expect("a statement").body.event;
    let hearing = Story::hearing_held().history.pop().expect("a hearing").body.event;
    for event in [statement, hearing] {
        let decided = Story::reviewed(MAJOR).happens(event).at("2026-12-16T10:00").by(ZHAO);
        found(&decided.decides(&draft(MAJOR)), "no passed review");
    }
}

#[test]
fn the_text_is_the_one_that_was_reviewed() {
    let mut other = draft(MAJOR);
    other.facts.push('。');
    let story = Story::reviewed(MAJOR).at("2026-12-10T10:00").by(ZHAO);
    found(&story.clone().decides(&other), "not the text that was reviewed");
    let relabelled = forged(story.decides(&other), |decided| decided.text_digest = draft(MAJOR).digest());
    found(&relabelled, "not the digest of its text");
    found(&relabelled, "not the text that was reviewed");
}

#[test]
fn whoever_reviews_is_fit_to() {
    let rows = [
        (ZHANG, "handles"),
        (WANG, "handling department"),
        (XU, "without the legal qualification"),
        (SUN, "decides for it"),
    ];
    for (reviewer, says) in rows {
        found(&Story::submitted(MAJOR).at("2026-12-09T10:00").passes(reviewer), says);
    }
    let mut stranger = Story::reviewed(MAJOR);
    for recorded in &mut stranger.history {
        if let Event::ReviewPassed(passed) = &mut recorded.body.event {
            passed.reviewer.id = OfficerId::from("nobody");
        }
    }
    found(&stranger, "not in the registers");
}

#[test]
fn a_reviewer_who_only_found_problems_does_not_decide() {
    let story = Story::returned(MAJOR).submits(&draft(MAJOR)).passes(LIN).at("2026-12-10T10:00").by(CHEN);
    found(&story.decides(&draft(MAJOR)), "the reviewer decided");
    found(&Story::lapsed(MINOR).by(ZHANG).decides(&draft(MINOR)), "the decider handled");
    found(&Story::lapsed(MINOR).by(WANG).decides(&draft(MINOR)), "not a head of the body");
}

#[test]
fn who_was_taken_off_neither_reviews_nor_decides() {
    let taken_off = |story: Story, officer: &str| {
        let decided = RecusalDecided {
            officer: OfficerId::from(officer),
            granted: true,
            reason: "与当事人有近亲属关系。".to_owned(),
            successor: None,
        };
        story.happens(Event::RecusalDecided(decided))
    };
    let reviewed = taken_off(Story::submitted(MAJOR), CHEN).at("2026-12-09T10:00").passes(CHEN);
    found(&reviewed, "taken off");
    let decided = taken_off(Story::lapsed(MINOR), ZHAO).by(ZHAO).decides(&draft(MINOR));
    found(&decided, "had been taken off");
}

#[test]
fn an_opinion_or_a_decision_belongs_to_an_open_case() {
    let story = Story::closed(MAJOR);
    let decision = story.history.iter().find(|recorded| recorded.body.event.decision().is_some());
    let decision = decision.expect("is decided").clone();
    let mut watch = watched(&story);
    watch.look(&decision);
    watch.look(&Recorded { stream: StreamId([9; 16]), ..decision });
    let says: Vec<String> = watch.faults().into_iter().map(|fault| fault.what).collect();
    assert_eq!(says, ["in a case that had ended", "in a case that was not opened before it"]);
}

#[test]
fn a_body_that_is_not_at_hand_is_named() {
    let mut watch = GateWatch::default();
    let entry = crate::testing::entry(3);
    watch.miss(3, &entry);
    watch.miss(4, &Entry { kind: "InvestigationConcluded".to_owned(), ..entry });
    let faults = watch.faults();
    assert_eq!(faults.len(), 1);
    assert!(faults[0].place.starts_with("entry 4 (InvestigationConcluded"), "{faults:?}");
}
