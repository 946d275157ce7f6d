//! What should have been recorded and was not (应录未录, plan clauses 9 and 11, features 11.2): the recording rules of the case's body, as they stood on the days on which
//! the case had the step they are about, held against what was recorded of it and what was explained. Filing waits for it, and the pages name it.
//!
//! A rule that was entered later asks nothing of a step that was over: nobody could have known it.

use super::Standing;
use crate::event::Event;
use crate::register::Registers;
use jiff::civil::Date;
use law::service::ServiceMode;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

/// Word of the register of recording rules.
const RULES: &str = "recording_rules";

/// The days on which a case had each step, by its code in [`crate::records::STAGES`].
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Steps(BTreeMap<&'static str, BTreeSet<Date>>);

impl Steps {
    pub(super) fn fold(&mut self, event: &Event) {
        let (step, on) = match event {
            Event::InspectionRecorded(inspection) => ("inspection", inspection.began_at.date()),
            Event::InquiryRecorded(inquiry) => ("inquiry", inquiry.began_at.date()),
            Event::EvidenceAdded(added) => ("evidence", added.collected_on),
            Event::PropertyPreserved(preserved) => ("preservation", preserved.preserved_on),
            Event::StatementHeard(heard) => ("statement", heard.on),
            Event::HearingHeld(held) => ("hearing", held.on),
            // Where nobody stands before anybody, there is nothing to record.
            Event::DocumentDelivered(delivered)
                if matches!(delivered.mode, ServiceMode::Direct | ServiceMode::Left) =>
            {
                ("delivery", delivered.attempted_on)
            }
            Event::EnforcementApplied(applied) => ("enforcement", applied.on),
            _ => return,
        };
        self.0.entry(step).or_default().insert(on);
    }

    fn of(&self, step: &str) -> impl Iterator<Item = Date> {
        self.0.get(step).into_iter().flatten().copied()
    }
}

/// A recording that a rule asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Required {
    /// Code of the rule in the register.
    pub rule: String,
    /// The step as the rule names it.
    pub step: String,
    /// Code of [`crate::records::STAGES`].
    pub stage: String,
    /// Where recording may be left off, as the rule says, and on what basis; empty where it says nothing.
    pub exemption: String,
    pub exemption_basis: String,
    pub met: Met,
}

/// Whether what is asked for is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Met {
    Recorded,
    /// Not recorded, and somebody said why.
    Explained,
    Missing,
}

impl Required {
    /// The step and the rule that asks for it.
    pub fn in_words(&self) -> String {
        format!("{}（音像记录事项{}）", self.step, self.rule)
    }
}

/// What is looked at of a rule.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Rule {
    body: String,
    step: String,
    stage: Option<String>,
    level: Option<String>,
    exemption: Option<String>,
    exemption_basis: Option<String>,
}

impl Standing {
    /// The recordings that rules of the case's body demanded (应当) on the day of a step the case had, each once, in the order of the rules.
    pub fn required_recordings(&self, registers: &Registers) -> Vec<Required> {
        let Some(opened) = &self.opened else { return Vec::new() };
        let days: BTreeSet<Date> = self.steps.0.values().flatten().copied().collect();
        let mut required: BTreeMap<String, Required> = BTreeMap::new();
        for day in days {
            for (code, version) in registers.book(RULES).all_as_of(day) {
                let rule = version.content.as_deref().and_then(|content| Rule::deserialize(content).ok());
                let Some((rule, stage)) = rule.and_then(|rule| rule.stage.clone().map(|stage| (rule, stage)))
                else {
                    continue;
                };
                let asks = rule.body == opened.body && rule.level.as_deref() == Some("must");
                if asks && self.steps.of(&stage).any(|on| on == day) {
                    let met = self.met(code, &stage);
                    required.entry(code.to_owned()).or_insert(Required {
                        rule: code.to_owned(),
                        step: rule.step,
                        stage,
                        exemption: rule.exemption.unwrap_or_default(),
                        exemption_basis: rule.exemption_basis.unwrap_or_default(),
                        met,
                    });
                }
            }
        }
        required.into_values().collect()
    }

    /// Those of them that are not there and that nobody has explained.
    pub fn missing_recordings(&self, registers: &Registers) -> Vec<Required> {
        let mut required = self.required_recordings(registers);
        required.retain(|one| one.met == Met::Missing);
        required
    }

    fn met(&self, rule: &str, stage: &str) -> Met {
        if self.recordings.iter().any(|recording| recording.stage == stage) {
            return Met::Recorded;
        }
        let mut omissions = self.read.omissions.iter().flat_map(|explained| &explained.omitted);
        match omissions.any(|omitted| omitted.rule == rule && omitted.stage == stage) {
            true => Met::Explained,
            false => Met::Missing,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entries::{Change, Held};
    use crate::records::{Omitted, RecordingAdded, RecordingOmissionExplained};
    use crate::testing::{Story, day, district, file_named};
    use serde_json::json;

    fn rule(code: &str, stage: &str, level: &str, from: &str) -> Change {
        let content = json!({"code": code, "body": district::BODY, "step": "收集证据", "stage": stage, "level": level,
            "means": "video", "exemption": "易燃易爆场所"});
        Change::Enter(Held { key: code.to_owned(), valid_from: day(from), valid_to: None, content })
    }

    fn recorded(story: &Story, stage: &str) -> Event {
        Event::RecordingAdded(RecordingAdded {
            stage: stage.to_owned(),
            title: "录像".to_owned(),
            file: file_named("video.mp4"),
            duration_ms: 1000,
            began_at: story.now(),
            began_measured: true,
            recorder: story.named(district::LI),
            notes: Vec::new(),
            looked: None,
            continues: None,
            device: String::new(),
            clock_offset_ms: None,
        })
    }

    fn missing(story: &Story) -> Vec<String> {
        let missing = story.standing.missing_recordings(&story.registers);
        missing.into_iter().map(|missing| missing.rule).collect()
    }

    #[test]
    fn what_a_rule_in_force_on_the_day_of_the_step_demands_and_nobody_recorded_is_named() {
        let story = Story::investigated()
            .with_entry(RULES, &rule("YX-1", "evidence", "must", "2026-11-01"))
            .with_entry(RULES, &rule("YX-2", "evidence", "may", "2026-11-01"))
            .with_entry(RULES, &rule("YX-3", "hearing", "must", "2026-11-01"))
            .with_entry(RULES, &rule("YX-4", "evidence", "must", "2027-06-01"));
        assert_eq!(
            missing(&story),
            ["YX-1"],
            "only what must be, only what has happened, only what was in force then"
        );
        let other = story.clone().happens(recorded(&story, "delivery"));
        assert_eq!(missing(&other), ["YX-1"], "a recording of another step");
        let there = story.clone().happens(recorded(&story, "evidence"));
        assert!(missing(&there).is_empty());
        assert_eq!(there.standing.required_recordings(&there.registers)[0].met, Met::Recorded);
    }

    #[test]
    fn what_was_explained_is_not_missing() {
        let story = Story::investigated().with_entry(RULES, &rule("YX-1", "evidence", "must", "2026-11-01"));
        let omitted =
            Omitted {
                rule: "YX-1".to_owned(), step: "收集证据".to_owned(), stage: "evidence".to_owned()
            };
        let explained = RecordingOmissionExplained {
            omitted: vec![omitted],
            site: None,
            reason: "记录仪故障".to_owned(),
            person: "李娜".to_owned(),
            on: day("2026-11-24"),
            paper: None,
        };
        let story = story.happens(Event::RecordingOmissionExplained(explained));
        assert!(missing(&story).is_empty());
        assert_eq!(story.standing.required_recordings(&story.registers)[0].met, Met::Explained);
    }
}
