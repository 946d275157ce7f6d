//! The outside gate check (plan clause 21): reads an exported ledger with bodies and finds every decision in review scope that was made without an earlier
//! passed review of the very same text, and every review given by someone who handled or decided. It asks the scope function anew from the circumstances
//! the decision recorded; it believes neither the flag nor the digest that the event carries.

use crate::Fault;
use events::cases::Decided;
use events::{Event, OfficerId, Recorded, StreamId};
use std::collections::BTreeMap;

/// What is remembered of a case while its events go by.
#[derive(Default)]
struct Watched {
    /// Digest of the text last submitted, worked out from the draft itself.
    submitted: Option<String>,
    /// Digest of the text the standing agreement was given for, and who gave it.
    passed: Option<(String, OfficerId)>,
    handlers: Vec<OfficerId>,
}

/// Watches a ledger go by, entry by entry, in order.
#[derive(Default)]
pub struct GateWatch {
    cases: BTreeMap<StreamId, Watched>,
    faults: Vec<Fault>,
    /// Decisions seen, and how many of them were in scope.
    pub decisions: u64,
    pub in_scope: u64,
}

impl GateWatch {
    /// Looks at one event.
    pub fn look(&mut self, recorded: &Recorded) {
        let watched = self.cases.entry(recorded.stream).or_default();
        match &recorded.body.event {
            Event::CaseOpened(opened) => watched.handlers = vec![opened.handler.id.clone()],
            Event::FilingProposed(proposed) => {
                watched.handlers.extend(proposed.officers.iter().map(|o| o.id.clone()))
            }
            Event::RecusalDecided(decided) => {
                watched.handlers.extend(decided.successor.iter().map(|o| o.id.clone()))
            }
            Event::PriorNoticeIssued(_) => (watched.submitted, watched.passed) = (None, None),
            // What was found anew, or said by the party since, was not before the reviewer.
            Event::InvestigationConcluded(_) | Event::StatementHeard(_) | Event::HearingHeld(_) => {
                watched.passed = None;
            }
            Event::ReviewSubmitted(submitted) => {
                watched.submitted = Some(submitted.draft.digest());
                watched.passed = None;
            }
            Event::ReviewReturned(_) => watched.submitted = None,
            Event::ReviewPassed(passed) => {
                if watched.handlers.contains(&passed.reviewer.id) {
                    let what =
                        format!("{} reviewed a case he or she handles (plan clause 17)", passed.reviewer.id);
                    self.faults.push(Fault::at(place(recorded), what));
                }
                if watched.submitted.as_ref() != Some(&passed.text_digest) {
                    let what = "the review agrees to a text that was not submitted".to_owned();
                    self.faults.push(Fault::at(place(recorded), what));
                }
                watched.passed = watched.submitted.clone().map(|text| (text, passed.reviewer.id.clone()));
            }
            event => {
                if let Some(decided) = event.decision() {
                    self.decisions += 1;
                    let (in_scope, faults) = judge(watched, recorded, decided);
                    self.in_scope += u64::from(in_scope);
                    self.faults.extend(faults);
                }
            }
        }
    }

    /// What was found, in the order it was found.
    pub fn faults(self) -> Vec<Fault> {
        self.faults
    }
}

fn place(recorded: &Recorded) -> String {
    format!("entry {} ({}, stream {})", recorded.number, recorded.body.event.name(), recorded.stream)
}

fn judge(watched: &Watched, recorded: &Recorded, decided: &Decided) -> (bool, Vec<Fault>) {
    let mut faults = Vec::new();
    let mut object = |what: &str| faults.push(Fault::at(place(recorded), what.to_owned()));
    let text = decided.draft.digest();
    let in_scope = decided.circumstances.scope(&decided.draft).in_scope;
    if text != decided.text_digest {
        object("the digest in the decision is not the digest of its text");
    }
    if in_scope != decided.scope.in_scope {
        object(
            "the scope finding in the decision is not what the law gives for its circumstances (行政处罚法 58)",
        );
    }
    match &watched.passed {
        None if in_scope => {
            object("no passed review before a decision in review scope (行政处罚法 58, plan clause 21)")
        }
        Some((reviewed, _)) if *reviewed != text && in_scope => {
            object("the text decided is not the text that was reviewed (plan clause 20)");
        }
        Some((_, reviewer)) if *reviewer == decided.decider.id => {
            object("the reviewer decided (plan clause 17)")
        }
        _ => {}
    }
    if watched.handlers.contains(&decided.decider.id) {
        object("the decider handled the case (行政处罚法 57)");
    }
    (in_scope, faults)
}
