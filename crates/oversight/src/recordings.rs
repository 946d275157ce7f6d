//! Required against actual recordings of every body (应录与实录, plan clause 11, features 11.2): what the rules in force on the day of each step demanded, how much of it was
//! recorded, how much was explained, and what is missing. The same function judges a single case when it is filed, so that the figures and the filing cannot disagree.

use events::Registers;
use events::standing::{Demands, Met, RecordedStep};
use std::collections::BTreeMap;

/// The figures of a body.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Figure {
    pub required: u64,
    pub recorded: u64,
    pub explained: u64,
    pub missing: u64,
    /// Cases in which something is missing.
    pub cases: u64,
}

/// Figures while cases go by.
pub struct Tally {
    demands: Demands,
    bodies: BTreeMap<String, Figure>,
}

impl Tally {
    pub fn new(registers: &Registers) -> Tally {
        Tally { demands: Demands::of(registers), bodies: BTreeMap::new() }
    }

    /// Counts a case.
    pub fn count(&mut self, body: &str, steps: &[RecordedStep]) {
        let required = self.demands.on(body, steps);
        if required.is_empty() {
            return;
        }
        let figure = self.bodies.entry(body.to_owned()).or_default();
        let of = |met: Met| required.iter().filter(|one| one.met == met).count() as u64;
        figure.required += required.len() as u64;
        figure.recorded += of(Met::Recorded);
        figure.explained += of(Met::Explained);
        figure.missing += of(Met::Missing);
        figure.cases += u64::from(of(Met::Missing) > 0);
    }

    /// Bodies of which something was required, by their code.
    pub fn figures(self) -> BTreeMap<String, Figure> {
        self.bodies
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use events::entries::{Change, Held};
    use events::testing::{Story, day, district};
    use serde_json::json;

    fn step(step: &str, on: &[&str], recorded: bool, explained: &[&str]) -> RecordedStep {
        let on = on.iter().map(|on| day(on)).collect();
        let explained = explained.iter().map(|rule| (*rule).to_owned()).collect();
        RecordedStep { step: step.to_owned(), on, recorded, explained }
    }

    #[test]
    fn every_rule_counts_once_in_a_case_on_the_days_on_which_it_was_in_force() {
        let rule = |code: &str, stage: &str, from: &str, to: Option<&str>| {
            let content =
                json!({"code": code, "body": district::BODY, "step": stage, "stage": stage, "level": "must"});
            let valid_to = to.map(day);
            Change::Enter(Held { key: code.to_owned(), valid_from: day(from), valid_to, content })
        };
        let story = Story::new()
            .with_entry("recording_rules", &rule("A", "inspection", "2026-02-01", Some("2026-06-30")))
            .with_entry("recording_rules", &rule("B", "hearing", "2026-02-01", None));
        let mut tally = Tally::new(&story.registers);
        tally.count(district::BODY, &[step("inspection", &["2026-03-01", "2026-03-02"], true, &[])]);
        tally.count(
            district::BODY,
            &[
                step("inspection", &["2026-06-30"], false, &[]),
                step("hearing", &["2026-07-01"], false, &["B"]),
            ],
        );
        tally.count(district::BODY, &[step("inspection", &["2026-07-01", "2026-01-31"], false, &[])]);
        tally.count("another body", &[step("inspection", &["2026-03-01"], false, &[])]);
        let expected = Figure { required: 3, recorded: 1, explained: 1, missing: 1, cases: 1 };
        assert_eq!(tally.figures(), BTreeMap::from([(district::BODY.to_owned(), expected)]));
    }
}
