//! The outside gate check (plan clause 21): reads an exported ledger with bodies and finds every decision in review scope that was made without an earlier
//! passed review of the very same text, and every review and decision given by someone who may not have given it.
//!
//! Nothing that a decision or an opinion says of itself is believed. Cases and registers are folded from the ledger with the same rules by which the acts
//! read them ([`Standing`], [`Registers`]); what the decision claims (its circumstances, its scope, its digest) is compared with what the fold gives. The
//! acts themselves are not asked: what they would refuse is judged here a second time.
//!
//! A decision made before decisions stated whether the case was laid before the reviewers is judged by what it could state; from the first that states it,
//! silence says that it was not.
//!
//! Of each case its standing stays in memory until it ends; of an ended case only its tag.

use crate::Fault;
use events::cases::Decided;
use events::people::OfficerNamed;
use events::registers::{DepartmentRole, OfficerEntered, Post};
use events::{Entry, Event, Recorded, Registers, Standing, StreamId};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// Watches a ledger go by, entry by entry, in order.
#[derive(Default)]
pub struct GateWatch {
    registers: Registers,
    open: BTreeMap<StreamId, Standing>,
    ended: BTreeSet<StreamId>,
    faults: Vec<Fault>,
    /// Whether a decision has stated by now if its case was laid before the reviewers.
    states_laid_before: bool,
    /// Decisions seen, and how many of them were in scope.
    pub decisions: u64,
    pub in_scope: u64,
}

impl GateWatch {
    /// Looks at one event.
    pub fn look(&mut self, recorded: &Recorded) {
        let event = &recorded.body.event;
        if recorded.stream == StreamId::REGISTERS {
            return self.registers.enter(recorded);
        }
        match event {
            // Viewings lie in streams of their own and move no case.
            Event::MaterialViewed(_) => return,
            Event::ReviewPassed(opinion) => self.opinion(recorded, &opinion.reviewer, &opinion.text_digest),
            Event::ReviewReturned(opinion) => self.opinion(recorded, &opinion.reviewer, &opinion.text_digest),
            event => {
                if let Some(decided) = event.decision() {
                    self.decision(recorded, decided);
                }
            }
        }
        self.fold(recorded);
    }

    /// Looks at an entry whose body is not at hand: what it may have changed is not known, and that is a fault of the check as a whole.
    pub fn miss(&mut self, number: u64, entry: &Entry) {
        if entry.kind != "MaterialViewed" {
            let what = "its body is not at hand, so reviews and decisions after it cannot be judged by it";
            self.faults
                .push(Fault::at(format!("entry {number} ({}, stream {})", entry.kind, entry.stream), what));
        }
    }

    /// What was found, in the order it was found.
    pub fn faults(self) -> Vec<Fault> {
        self.faults
    }

    fn fold(&mut self, recorded: &Recorded) {
        if self.ended.contains(&recorded.stream) {
            return;
        }
        let case = self.open.entry(recorded.stream).or_default();
        case.fold(recorded);
        if case.ended() {
            self.open.remove(&recorded.stream);
            self.ended.insert(recorded.stream);
        }
    }

    fn opinion(&mut self, recorded: &Recorded, reviewer: &OfficerNamed, text_digest: &str) {
        let faults = match self.case(recorded) {
            Err(what) => vec![what.to_owned()],
            Ok(case) => {
                let mut faults = who_reviewed(case, &self.registers, reviewer, recorded.day());
                let submitted = case.review.pending.as_ref().map(|pending| pending.submitted.draft.digest());
                if submitted.as_deref() != Some(text_digest) {
                    faults.push("the opinion is of a text that was not submitted (行政处罚法 58)".to_owned());
                }
                faults
            }
        };
        self.object(recorded, faults);
    }

    fn decision(&mut self, recorded: &Recorded, decided: &Decided) {
        self.states_laid_before |= decided.circumstances.laid_before.is_some();
        let (in_scope, faults) = match self.case(recorded) {
            // Of its scope nothing but its own word is known; it is a fault in any case.
            Err(what) => (decided.scope.in_scope, vec![what.to_owned()]),
            Ok(case) => judge(case, &self.registers, recorded, decided, self.states_laid_before),
        };
        self.decisions += 1;
        self.in_scope += u64::from(in_scope);
        self.object(recorded, faults);
    }

    /// The open case an opinion or a decision belongs to, or why there is none.
    fn case(&self, recorded: &Recorded) -> Result<&Standing, &'static str> {
        if self.ended.contains(&recorded.stream) {
            return Err("in a case that had ended");
        }
        let opened = self.open.get(&recorded.stream).filter(|case| case.opened.is_some());
        opened.ok_or("in a case that was not opened before it")
    }

    fn object(&mut self, recorded: &Recorded, faults: Vec<String>) {
        let place =
            format!("entry {} ({}, stream {})", recorded.number, recorded.body.event.name(), recorded.stream);
        self.faults.extend(faults.into_iter().map(|what| Fault::at(&place, what)));
    }
}

/// Whoever reviews neither handles nor decides, is of no handling department, and is legally qualified.
fn who_reviewed(case: &Standing, registers: &Registers, reviewer: &OfficerNamed, day: Date) -> Vec<String> {
    let mut faults = Vec::new();
    let mut object = |what: &str| faults.push(format!("{} reviewed {what}", reviewer.id));
    let opened = case.opened.as_ref();
    if case.handles(&reviewer.id) || opened.is_some_and(|opened| opened.handler.id == reviewer.id) {
        object("a case he or she handles (plan clause 17)");
    }
    if case.recused.contains(&reviewer.id) {
        object("a case from which he or she was taken off (行政处罚法 43)");
    }
    let Some(officer) = registers.officer(&reviewer.id) else {
        object("and is not in the registers");
        return faults;
    };
    let of_handlers = opened.is_some_and(|opened| opened.department == officer.department);
    if of_handlers || registers.role(officer) == Some(DepartmentRole::Handling) {
        object("as one of a handling department (plan clause 17)");
    }
    let centre = opened.and_then(|opened| registers.review_centre(&opened.body, day));
    if !(of_body(case, officer) || centre == Some(officer.body.as_str()))
        || !officer.posts.contains(&Post::Reviewer)
        || officer.posts.contains(&Post::Head)
    {
        object("and is not a reviewer of this body, or decides for it (plan clause 17)");
    }
    if !registers.is_qualified(officer, day) {
        object("without the legal qualification (行政处罚法 58)");
    }
    faults
}

fn of_body(case: &Standing, officer: &OfficerEntered) -> bool {
    case.opened.as_ref().is_some_and(|opened| opened.body == officer.body)
}

/// Whether the decision was in scope, by what the ledger says of the case, and everything that is wrong with it.
fn judge(
    case: &Standing,
    registers: &Registers,
    recorded: &Recorded,
    decided: &Decided,
    states_laid_before: bool,
) -> (bool, Vec<String>) {
    let mut faults = who_decided(case, registers, decided);
    let mut object = |what: String| faults.push(what);
    let text = decided.draft.digest();
    if text != decided.text_digest {
        object("the digest in the decision is not the digest of its text".to_owned());
    }
    let body = case.opened.as_ref().and_then(|opened| registers.body(&opened.body));
    let of_old = !states_laid_before;
    let found = body.and_then(|body| match of_old {
        true => case.circumstances_unkept(body, &decided.draft, recorded.day()),
        false => case.circumstances(body, &decided.draft, recorded.day()),
    });
    let Some(found) = found else {
        object("the body of the case is not in the registers".to_owned());
        return (decided.scope.in_scope, faults);
    };
    let mut stated = decided.circumstances.clone();
    if !of_old {
        stated.laid_before = stated.laid_before.or(Some(false));
    }
    let other = differing(&stated, &found);
    if !other.is_empty() {
        object(format!(
            "the decision states circumstances that are not those of the case: {} (行政处罚法 58)",
            other.join(", ")
        ));
    }
    let in_scope = found.scope(&decided.draft).in_scope;
    if in_scope != decided.scope.in_scope {
        object(
            "the scope finding in the decision is not what the law gives for this case (行政处罚法 58)"
                .to_owned(),
        );
    }
    match &case.review.passed {
        None if in_scope => {
            object(
                "no passed review stands before a decision in review scope (行政处罚法 58, plan clause 21)"
                    .to_owned(),
            );
        }
        Some(_) if case.review.passed_draft.as_ref().map(|draft| draft.digest()).as_ref() != Some(&text) => {
            object("the text decided is not the text that was reviewed (plan clause 20)".to_owned());
        }
        _ => {}
    }
    (in_scope, faults)
}

/// A head of the body decides, who neither handled the case nor ever gave an opinion in it.
fn who_decided(case: &Standing, registers: &Registers, decided: &Decided) -> Vec<String> {
    let mut faults = Vec::new();
    let decider = &decided.decider.id;
    if case.handles(decider) {
        faults.push("the decider handled the case (行政处罚法 57)".to_owned());
    }
    if case.review.reviewers.contains(decider) {
        faults.push("the reviewer decided (plan clause 17)".to_owned());
    }
    if case.recused.contains(decider) {
        faults.push("the decider had been taken off the case (行政处罚法 43)".to_owned());
    }
    let head = |officer: &OfficerEntered| of_body(case, officer) && officer.posts.contains(&Post::Head);
    if !registers.officer(decider).is_some_and(head) {
        faults.push("the decider is not a head of the body (行政处罚法 57)".to_owned());
    }
    faults
}

/// The names of the circumstances on which the two differ.
fn differing(stated: &events::cases::Circumstances, found: &events::cases::Circumstances) -> Vec<String> {
    if stated == found {
        return Vec::new();
    }
    let fields = |of: &events::cases::Circumstances| match serde_json::to_value(of) {
        Ok(serde_json::Value::Object(fields)) => fields,
        _ => serde_json::Map::new(),
    };
    let (stated, found) = (fields(stated), fields(found));
    let names: BTreeSet<&String> = stated.keys().chain(found.keys()).collect();
    names.into_iter().filter(|name| stated.get(*name) != found.get(*name)).cloned().collect()
}

#[cfg(test)]
#[path = "gate_tests.rs"]
mod tests;
