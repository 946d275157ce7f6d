//! The gate (行政处罚法 art 58, plan clauses 17 and 21) as a property of whole histories: whatever officers do, in whatever order, with whatever
//! texts and whatever the clock says, no history exists in which a decision in review scope was made without an agreement to that very text,
//! or in which who reviewed also handled or decided.
//!
//! Two ways look for such a history: random walks over all acts of a case and its review, and every order of the acts around the gate up to a
//! depth. What they reach is judged by [`judged`], which reads the events alone, asks the scope function anew and trusts no digest that it has
//! not worked out itself. Both count the decisions they reached, so that neither passes by reaching none. Duties are not asked here: the wall
//! stands in the acts.

use cases::testing as filled;
use events::body::Recorded;
use events::cases::{Circumstances, Decided};
use events::draft::{Draft, UnpenalisedEntered};
use events::testing::Story;
use events::testing::course::{draft, unpenalised};
use events::testing::district::{CHEN, LI, LIN, MAJOR, MINOR, OFFICERS, SUN, WANG, ZHANG, ZHAO};
use events::{Event, OfficerId, Refusal, Standing};
use law::money::Fen;
use law::scope::{DecisionKind, Outcome, ScopeQuestion, review_scope};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use std::cell::Cell;
use std::collections::BTreeSet;

/// What a history comes to: decisions, and among them those in scope; or what is wrong with it.
fn judged(history: &[Recorded]) -> Result<(usize, usize), String> {
    let mut seen = Seen::default();
    for recorded in history {
        seen.takes_in(recorded)?;
    }
    let both: Vec<_> = seen.reviewed.intersection(&seen.handled_or_decided).collect();
    if both.is_empty() {
        Ok(seen.decisions)
    } else {
        Err(format!("{both:?} reviewed and handled or decided"))
    }
}

/// What an outsider remembers while reading a history.
#[derive(Default)]
struct Seen {
    /// Digest of the text that lies with the reviewers.
    submitted: Option<String>,
    /// Digest of the text agreed to, unless the case has moved on since.
    agreed: Option<String>,
    reviewed: BTreeSet<OfficerId>,
    handled_or_decided: BTreeSet<OfficerId>,
    hearing_held: bool,
    hearing_waived: bool,
    complex: bool,
    several_relations: bool,
    public_interest: bool,
    laid_before: bool,
    decisions: (usize, usize),
}

impl Seen {
    fn takes_in(&mut self, recorded: &Recorded) -> Result<(), String> {
        match &recorded.body.event {
            Event::CaseOpened(opened) => self.handles(&opened.handler.id),
            Event::FilingProposed(proposed) => proposed.officers.iter().for_each(|o| self.handles(&o.id)),
            Event::RecusalDecided(decided) => decided.successor.iter().for_each(|o| self.handles(&o.id)),
            Event::InvestigationConcluded(concluded) => {
                self.agreed = None;
                // What reviewers have seen is never taken back.
                let kept = self.laid_before;
                self.complex = concluded.complex || (kept && self.complex);
                self.several_relations = concluded.several_relations || (kept && self.several_relations);
                self.public_interest = concluded.public_interest || (kept && self.public_interest);
            }
            Event::PriorNoticeIssued(_) => {
                (self.submitted, self.agreed) = (None, None);
                (self.hearing_held, self.hearing_waived) = (false, false);
            }
            Event::StatementHeard(_) => self.agreed = None,
            Event::HearingHeld(_) => (self.agreed, self.hearing_held) = (None, true),
            Event::HearingWaived(_) => self.hearing_waived = true,
            Event::ReviewSubmitted(submitted) => {
                (self.submitted, self.agreed) = (Some(submitted.draft.digest()), None);
                self.laid_before = true;
            }
            Event::ReviewReturned(returned) => {
                self.reviewed.insert(returned.reviewer.id.clone());
                self.submitted = None;
            }
            Event::ReviewPassed(passed) => {
                self.reviewed.insert(passed.reviewer.id.clone());
                self.agreed = self.submitted.take();
                if self.agreed.as_ref() != Some(&passed.text_digest) {
                    return Err("agreed to a text that was not submitted".to_owned());
                }
            }
            event => {
                if let Some(decided) = event.decision() {
                    self.decides(decided, recorded)?;
                }
            }
        }
        Ok(())
    }

    fn handles(&mut self, officer: &OfficerId) {
        self.handled_or_decided.insert(officer.clone());
    }

    fn decides(&mut self, decided: &Decided, recorded: &Recorded) -> Result<(), String> {
        self.handles(&decided.decider.id);
        let told = &decided.circumstances;
        if (told.hearing_held, told.hearing_waived) != (self.hearing_held, self.hearing_waived)
            || (told.complex, told.several_relations) != (self.complex, self.several_relations)
            || (told.public_interest, told.day) != (self.public_interest, recorded.day())
            || told.laid_before != Some(self.laid_before)
        {
            return Err(format!("the circumstances recorded are not those of the history: {told:?}"));
        }
        let in_scope = in_scope(told, &decided.draft);
        if in_scope != decided.scope.in_scope {
            return Err("the scope recorded is not the scope found anew".to_owned());
        }
        let digest = decided.draft.digest();
        if digest != decided.text_digest {
            return Err("the digest recorded is not the text's".to_owned());
        }
        if in_scope && self.agreed.as_ref() != Some(&digest) {
            return Err(format!("in scope and not agreed to: {}", decided.draft.in_short()));
        }
        self.decisions.0 += 1;
        self.decisions.1 += usize::from(in_scope);
        Ok(())
    }
}

/// The one scope function, asked without the case.
fn in_scope(told: &Circumstances, draft: &Draft) -> bool {
    let question = ScopeQuestion {
        sector: told.sector,
        party: told.party,
        penalties: &draft.penalties,
        mitigated: draft.mitigated,
        hearing_held: told.hearing_held,
        hearing_waived: told.hearing_waived,
        outcome: draft.outcome,
        complex: told.complex,
        public_interest: told.public_interest,
        several_relations: told.several_relations,
        day: told.day,
        body_additions: &told.body_additions,
        decision_kind: DecisionKind::Penalty,
    };
    told.laid_before == Some(true) || review_scope(&question).in_scope
}

/// An act with its input, to be tried on a story.
type Deed = Box<dyn Fn(&Story) -> Result<Vec<Event>, Refusal>>;

fn deed<A: events::Act>(act: A) -> Deed {
    Box::new(move |story| story.tries(&act))
}

/// Texts of a decision: out of scope, in scope, in scope with one character more, mitigated, and one no statute allows.
fn text(flavour: usize) -> Draft {
    let major = draft(MAJOR);
    match flavour % 6 {
        0 => draft(MINOR),
        1 | 2 => major,
        3 => Draft { facts: format!("{}。", major.facts), ..major },
        4 => Draft { mitigated: true, ..draft(Fen::yuan(40_000)) },
        _ => draft(Fen::yuan(5_000_000)),
    }
}

/// The text that lies nearest for this case, or any other.
fn text_for(story: &Story, flavour: usize) -> Draft {
    let near = story.standing.review.passed_draft.clone();
    let near = near.or_else(|| story.standing.notice.issued.as_ref().map(|issued| issued.draft.clone()));
    near.filter(|_| flavour.is_multiple_of(2)).unwrap_or_else(|| text(flavour))
}

/// The text without penalty that was agreed to, or any other, now and then with one character more.
fn unpenalised_for(story: &Story, flavour: usize) -> UnpenalisedEntered {
    let outcome = match story.standing.review.passed_draft.as_ref().map(|draft| draft.outcome) {
        Some(Outcome::NoPenalty) => "no_penalty",
        Some(Outcome::NotEstablished) => "not_established",
        Some(Outcome::Transferred) => "transferred",
        _ => ["no_penalty", "not_established", "transferred"][flavour % 3],
    };
    let mut entered = unpenalised(outcome);
    if flavour.is_multiple_of(7) {
        entered.facts.push('。');
    }
    entered
}

const DEEDS: usize = 31;
/// Those of them on the way to a decision: delivery, the two decisions, the two submissions, opinion.
const ON_THE_WAY: [usize; 6] = [14, 22, 23, 28, 29, 30];

/// Act number `which`, filled in for this story in one of several ways, plausible or not.
fn deed_of(which: usize, flavour: usize, story: &Story) -> Deed {
    let officer = OFFICERS[flavour % OFFICERS.len()];
    let handler = if flavour.is_multiple_of(2) { ZHANG } else { LI };
    let file = ["shelf.jpg", "till.jpg", "waiver.pdf", "lost.pdf"][flavour % 4];
    let yes = flavour.is_multiple_of(3);
    match which {
        0 => deed(filled::opening()),
        1 => deed(filled::filing_proposal()),
        2 => deed(filled::filing()),
        3 => deed(filled::refusal_to_file()),
        4 => deed(filled::certificates(story)),
        5 => deed(filled::inspection(story)),
        6 => deed(filled::inquiry(story)),
        7 => deed(filled::evidence(story, file)),
        8 => deed(filled::preservation(story)),
        9 => deed(filled::preservation_outcome()),
        10 => deed(filled::recusal_request(handler)),
        11 => deed(cases::recusal::DecideRecusal { granted: !yes, ..filled::recusal(handler, officer) }),
        12 => deed(cases::conclusion::ConcludeInvestigation {
            complex: yes,
            public_interest: flavour % 5 == 1,
            ..filled::conclusion()
        }),
        13 => deed(filled::prior_notice(&text(flavour))),
        14 => deed(filled::delivery(story)),
        15 => deed(filled::statement(story)),
        16 => deed(filled::statement_waiver(story, file)),
        17 => deed(filled::hearing_request(story)),
        18 => deed(filled::hearing_waiver(story, file)),
        19 => deed(filled::hearing_notice(story)),
        20 => deed(filled::hearing()),
        21 => deed(filled::discussion(story)),
        22 => deed(filled::decision(&text_for(story, flavour))),
        23 => deed(cases::no_penalty::DecideNoPenalty { draft: unpenalised_for(story, flavour) }),
        24 => deed(filled::payment(story, [MINOR, MAJOR, Fen::yuan(100)][flavour % 3])),
        25 => deed(filled::demand(story)),
        26 => deed(filled::enforcement(story)),
        27 => deed(filled::closing()),
        28 => deed(reviews::submission::SubmitForReview {
            answer: "已经补充。".to_owned(),
            ..reviews::testing::submission(&text_for(story, flavour))
        }),
        29 => deed(reviews::no_penalty_submission::SubmitNoPenaltyForReview {
            draft: unpenalised_for(story, flavour),
            explanation: "依法不给予行政处罚。".to_owned(),
            answer: "已经补充。".to_owned(),
        }),
        _ if yes => deed(reviews::testing::problems()),
        _ => deed(reviews::testing::agreement()),
    }
}

/// Where a walk begins: from nothing to just before the decision.
fn start(which: usize) -> Story {
    let story = match which {
        0 => Story::new(),
        1 => Story::shown(),
        2 => Story::concluded(),
        3 => Story::served(MAJOR),
        4 => Story::lapsed(MINOR),
        5 => Story::lapsed(MAJOR),
        6 => Story::hearing_held(),
        7 => Story::returned(MAJOR),
        _ => Story::reviewed(MAJOR),
    };
    story.stores("shelf.jpg").stores("till.jpg").stores("waiver.pdf")
}

/// One step of a walk. `seeking` takes some act that is lawful now; otherwise act `which` is tried as it is.
#[derive(Clone, Debug)]
struct Step {
    which: usize,
    flavour: usize,
    officer: &'static str,
    hours: i64,
    seeking: bool,
}

fn steps() -> impl Strategy<Value = (usize, Vec<Step>)> {
    // Those who carry a case act most of the time, anybody else now and then.
    let officer = prop_oneof![
        3 => prop::sample::select(vec![ZHANG, CHEN, ZHAO]),
        1 => prop::sample::select(OFFICERS.to_vec()),
    ];
    let hours = prop_oneof![3 => 0i64..24, 1 => -40i64..400];
    let which = prop_oneof![3 => 0..DEEDS, 2 => prop::sample::select(ON_THE_WAY.to_vec())];
    let step = (which, 0..60usize, officer, hours, any::<bool>()).prop_map(
        |(which, flavour, officer, hours, seeking)| Step { which, flavour, officer, hours, seeking },
    );
    (0..9usize, prop::collection::vec(step, 1..40))
}

fn takes(story: Story, step: &Step) -> Story {
    let later = story.now() + jiff::SignedDuration::from_hours(step.hours);
    let at = events::occasion::beijing(later).strftime("%Y-%m-%dT%H:%M").to_string();
    story.at(&at).by(step.officer)
}

/// The deed of a step and what it adds, if anything is lawful.
fn lawful(step: &Step, story: &Story) -> Option<(Deed, Vec<Event>)> {
    let one = |which| {
        let deed = deed_of(which, step.flavour, story);
        deed(story).ok().map(|events| (deed, events))
    };
    if !step.seeking {
        return one(step.which);
    }
    (0..DEEDS).map(|i| (step.which + i) % DEEDS).find_map(one)
}

/// Events that may follow at once on the very same act: more of the same, or the same said anew. Everything else happens once.
const REPEATABLE: [&str; 11] = [
    "CertificatesShown",
    "InspectionRecorded",
    "InquiryRecorded",
    "PropertyPreserved",
    "InvestigationConcluded",
    "PriorNoticeIssued",
    "StatementHeard",
    "StatementWaived",
    "HearingScheduled",
    "DiscussionHeld",
    "PaymentReceived",
];

/// Performing the same act again right after it is refused, or adds a lawful repeat.
fn repeats_well(deed: &Deed, story: &Story) -> Result<(), String> {
    let Ok(again) = deed(story) else { return Ok(()) };
    let name = again.first().map_or("nothing", Event::name);
    if !REPEATABLE.contains(&name) {
        return Err(format!("{name} happened twice at once"));
    }
    judged(&story.clone().happen(again).history).map(|_| ())
}

#[test]
fn no_random_walk_reaches_an_unreviewed_decision_in_scope() {
    let reached = Cell::new((0, 0));
    let config = Config { cases: 3_000, failure_persistence: None, ..Config::default() };
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[23; 32]);
    let walked = TestRunner::new_with_rng(config, rng).run(&steps(), |(from, steps)| {
        let mut story = start(from);
        for step in steps {
            story = takes(story, &step);
            let Some((deed, events)) = lawful(&step, &story) else { continue };
            story = story.happen(events);
            judged(&story.history).map_err(TestCaseError::fail)?;
            repeats_well(&deed, &story).map_err(TestCaseError::fail)?;
        }
        prop_assert_eq!(&Standing::of(&story.history), &story.standing);
        prop_assert_eq!(Standing::of(&story.history), Standing::of(&story.history));
        let (all, in_scope) = judged(&story.history).map_err(TestCaseError::fail)?;
        reached.set((reached.get().0 + all, reached.get().1 + in_scope));
        Ok(())
    });
    if let Err(found) = walked {
        panic!("{found}");
    }
    let (all, in_scope) = reached.get();
    println!("decisions reached: {all}, of them in scope: {in_scope}");
    assert!(in_scope >= 20, "only {in_scope} decisions in scope were reached");
    assert!(all - in_scope >= 20, "only {} decisions out of scope were reached", all - in_scope);
}

/// The acts around the gate, each with who does it.
fn around_the_gate(story: &Story) -> Vec<(&'static str, Deed)> {
    let (one, other) = (text(1), text(3));
    let late = cases::hearing_request::RequestHearing {
        on: Some(events::testing::day("2026-12-04")),
        ..filled::hearing_request(story)
    };
    let submit = |draft: &Draft| reviews::submission::SubmitForReview {
        answer: "已经补充。".to_owned(),
        ..reviews::testing::submission(draft)
    };
    let hand_over = reviews::no_penalty_submission::SubmitNoPenaltyForReview {
        answer: "已经补充。".to_owned(),
        ..reviews::testing::no_penalty_submission("transferred")
    };
    vec![
        (ZHANG, deed(hand_over)),
        (ZHANG, deed(submit(&one))),
        (ZHANG, deed(submit(&other))),
        (CHEN, deed(reviews::testing::agreement())),
        (LIN, deed(reviews::testing::problems())),
        (ZHAO, deed(filled::decision(&one))),
        (ZHAO, deed(filled::decision(&other))),
        (SUN, deed(filled::decision(&one))),
        (CHEN, deed(filled::decision(&one))),
        (ZHAO, deed(filled::no_penalty("no_penalty"))),
        (ZHAO, deed(filled::no_penalty("transferred"))),
        (ZHANG, deed(filled::prior_notice(&text(0)))),
        (ZHANG, deed(filled::delivery(story))),
        (ZHANG, deed(filled::statement(story))),
        (ZHANG, deed(filled::statement_waiver(story, "waiver.pdf"))),
        (ZHANG, deed(late)),
        (ZHANG, deed(filled::hearing_waiver(story, "waiver.pdf"))),
        (ZHANG, deed(filled::recusal_request(LI))),
        (ZHAO, deed(filled::recusal(LI, CHEN))),
        (ZHAO, deed(filled::recusal(LI, SUN))),
        (ZHAO, deed(filled::recusal(LI, WANG))),
        (ZHANG, deed(cases::conclusion::ConcludeInvestigation { complex: true, ..filled::conclusion() })),
    ]
}

/// Every order of these acts up to `depth`; gives histories looked at and decisions in scope among them.
fn every_order(story: &Story, depth: usize) -> (usize, usize) {
    let mut found = (1, 0);
    if depth == 0 {
        return found;
    }
    for (officer, deed) in around_the_gate(story) {
        let acting = story.clone().by(officer);
        let Ok(events) = deed(&acting) else { continue };
        let decides = events.iter().any(|event| event.decision().is_some());
        let next = acting.happen(events);
        match judged(&next.history) {
            Ok((_, in_scope)) => found.1 += usize::from(decides) * in_scope,
            Err(wrong) => {
                let names: Vec<&str> = next.history.iter().map(|one| one.body.event.name()).collect();
                panic!("{wrong}: {names:?}");
            }
        }
        let (histories, in_scope) = every_order(&next, depth - 1);
        found = (found.0 + histories, found.1 + in_scope);
    }
    found
}

#[test]
fn no_order_of_the_acts_around_the_gate_gets_past_it() {
    for (from, depth) in [(5, 4), (7, 4), (8, 5)] {
        let (histories, in_scope) = every_order(&start(from), depth);
        println!("start {from}: {histories} histories, {in_scope} decisions in scope");
        assert!(histories > 500 && in_scope > 0, "{histories} histories, {in_scope} decisions in scope");
    }
}

#[test]
fn the_judge_finds_what_is_planted() {
    let unreviewed = Story::lapsed(MAJOR).by(ZHAO).decides(&draft(MAJOR));
    assert!(judged(&unreviewed.history).is_err_and(|wrong| wrong.contains("not agreed to")));
    let reviewer_decides = Story::reviewed(MAJOR).by(CHEN).decides(&draft(MAJOR));
    assert!(judged(&reviewer_decides.history).is_err_and(|wrong| wrong.contains("reviewed and handled")));
    let not_waited_for = Story::submitted(MINOR).by(ZHAO).decides(&draft(MINOR));
    assert!(judged(&not_waited_for.history).is_err_and(|wrong| wrong.contains("not agreed to")));
    let other_text = Story::reviewed(MAJOR).by(ZHAO).decides(&text(3));
    assert!(judged(&other_text.history).is_err());
    assert_eq!(judged(&Story::decided(MAJOR).history), Ok((1, 1)));
    assert_eq!(judged(&Story::decided(MINOR).history), Ok((1, 0)));
    let handed_over = filled::no_penalty("transferred");
    let text = handed_over.draft.read(&Story::concluded().standing).expect("reads");
    let reviewed = Story::concluded().submits(&text).passes(CHEN).by(ZHAO).does(&handed_over);
    assert_eq!(judged(&reviewed.history), Ok((1, 1)));
    let unreviewed = Story::concluded().by(ZHAO).decides(&text);
    assert!(judged(&unreviewed.history).is_err_and(|wrong| wrong.contains("not agreed to")));
}
