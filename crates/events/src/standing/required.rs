//! What should have been recorded and was not (应录未录, plan clauses 9 and 11, features 11.2): the recording rules of the case's body, as they stood on the days on which
//! the case had the step they are about, held against what was recorded of it and what was explained. Filing waits for it, and the pages name it.
//!
//! A rule that was entered later asks nothing of a step that was over: nobody could have known it.

use super::Standing;
use crate::book;
use crate::event::Event;
use crate::occasion::beijing;
use crate::records::RecordingAdded;
use crate::register::Registers;
use jiff::civil::Date;
use law::service::ServiceMode;
use serde::{Deserialize, Serialize};
use serde_json::Value;
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

/// A step a case had, and what was recorded of it: all that has to be known of a case to hold the rules against it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordedStep {
    /// Code of [`crate::records::STAGES`].
    pub step: String,
    pub on: Vec<Date>,
    pub recorded: bool,
    /// Rules of which it was explained why they were not followed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub explained: Vec<String>,
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

/// A version of a rule that demands a recording (应当), with its days.
struct Demand {
    code: String,
    from: Date,
    to: Option<Date>,
    rule: Rule,
}

/// What all the rules demand and ever demanded, by body and step; read once, held against any number of cases.
pub struct Demands(BTreeMap<(String, String), Vec<Demand>>);

impl Demands {
    pub fn of(registers: &Registers) -> Demands {
        let mut demands: BTreeMap<(String, String), Vec<Demand>> = BTreeMap::new();
        for (code, versions) in registers.book(RULES).all() {
            for (place, version) in versions.iter().enumerate() {
                let rule = version.content.as_deref().and_then(|content| Rule::deserialize(content).ok());
                let Some(rule) = rule.filter(|rule| rule.level.as_deref() == Some("must")) else { continue };
                let Some(stage) = rule.stage.clone() else { continue };
                let (from, to) = (version.valid_from, book::last_day(versions, place));
                let demand = Demand { code: code.to_owned(), from, to, rule };
                demands.entry((demand.rule.body.clone(), stage)).or_default().push(demand);
            }
        }
        Demands(demands)
    }

    /// What was demanded of a case of this body with these steps: each rule once that was in force on a day of its step, in the order of the rules.
    pub fn on(&self, body: &str, steps: &[RecordedStep]) -> Vec<Required> {
        let mut required: BTreeMap<&str, Required> = BTreeMap::new();
        for step in steps {
            let of_step = self.0.get(&(body.to_owned(), step.step.clone())).into_iter().flatten();
            let held = |demand: &&Demand| {
                step.on.iter().any(|on| demand.from <= *on && demand.to.is_none_or(|to| *on <= to))
            };
            for demand in of_step.filter(held) {
                required.entry(&demand.code).or_insert_with(|| demand.of_step(step));
            }
        }
        required.into_values().collect()
    }
}

impl Demand {
    fn of_step(&self, step: &RecordedStep) -> Required {
        Required {
            rule: self.code.clone(),
            step: self.rule.step.clone(),
            stage: step.step.clone(),
            exemption: self.rule.exemption.clone().unwrap_or_default(),
            exemption_basis: self.rule.exemption_basis.clone().unwrap_or_default(),
            met: match step.recorded {
                true => Met::Recorded,
                false if step.explained.contains(&self.code) => Met::Explained,
                false => Met::Missing,
            },
        }
    }
}

impl Registers {
    /// The recording rules of a body in force on `day`, by their codes.
    pub fn recording_rules(&self, body: &str, day: Date) -> impl Iterator<Item = (&str, &Value)> {
        let in_force = self.book(RULES).naming("body", body).filter_map(move |(code, versions)| {
            Some((code, book::as_of(versions, day)?.content.as_deref()?))
        });
        // A rule that once was the body's is found as well.
        in_force.filter(move |(_, rule)| rule.get("body").and_then(Value::as_str) == Some(body))
    }

    /// Those of them that are about the step of a recording, on the day on which it was made.
    pub fn rules_of_recording(
        &self,
        body: &str,
        recording: &RecordingAdded,
    ) -> impl Iterator<Item = (&str, &Value)> {
        let about_it = |rule: &Value| rule.get("stage").and_then(Value::as_str) == Some(&recording.stage);
        let rules = self.recording_rules(body, beijing(recording.at(0)).date());
        rules.filter(move |(_, rule)| about_it(rule))
    }
}

impl Standing {
    /// The steps that recording rules are about, as far as the case had them.
    pub fn recorded_steps(&self) -> Vec<RecordedStep> {
        let step = |(step, on): (&&'static str, &BTreeSet<Date>)| {
            let omissions = self.read.omissions.iter().flat_map(|explained| &explained.omitted);
            let explained = omissions.filter(|omitted| omitted.stage == *step);
            RecordedStep {
                step: (*step).to_owned(),
                on: on.iter().copied().collect(),
                recorded: self.recordings.iter().any(|recording| recording.stage == *step),
                explained: explained.map(|omitted| omitted.rule.clone()).collect(),
            }
        };
        self.steps.0.iter().map(step).collect()
    }

    /// The recordings that rules of the case's body demanded on the day of a step the case had.
    pub fn required_recordings(&self, registers: &Registers) -> Vec<Required> {
        let Some(opened) = &self.opened else { return Vec::new() };
        Demands::of(registers).on(&opened.body, &self.recorded_steps())
    }

    /// Those of them that are not there and that nobody has explained.
    pub fn missing_recordings(&self, registers: &Registers) -> Vec<Required> {
        let mut required = self.required_recordings(registers);
        required.retain(|one| one.met == Met::Missing);
        required
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
