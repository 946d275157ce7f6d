//! What should have been recorded and was not (应录未录, plan clauses 9 and 11, features 11.2): the recording rules in force for the case's body, held against what
//! happened in the case and what was recorded of it. It names; whether something may go on without a recording is for the acts and the people.

use events::Registers;
use events::standing::{Standing, Statement};
use jiff::civil::Date;
use serde::Deserialize;

/// Word of the register of recording rules.
const RULES: &str = "recording_rules";

/// A recording that a rule asks for and that is not there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missing {
    /// Code of the rule in the register.
    pub rule: String,
    /// The step as the rule names it.
    pub step: String,
    /// Code of [`events::records::STAGES`].
    pub stage: String,
    /// Where recording may be left off, as the rule says; empty where it says nothing.
    pub exemption: String,
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
}

/// The recordings that rules of the case's body in force on the day demand (应当) and the case lacks. A rule that names no stage of a case asks nothing here.
pub fn missing(case: &Standing, registers: &Registers, day: Date) -> Vec<Missing> {
    let Some(opened) = &case.opened else { return Vec::new() };
    let rules = registers.book(RULES).all_as_of(day).filter_map(|(code, version)| {
        let rule: Rule = serde_json::from_value(version.content.as_deref()?.clone()).ok()?;
        let stage = rule.stage.clone()?;
        let asks =
            rule.body == opened.body && rule.level.as_deref() == Some("must") && happened(case, &stage);
        let recorded = case.recordings.iter().any(|recording| recording.stage == stage);
        (asks && !recorded).then(|| Missing {
            rule: code.to_owned(),
            step: rule.step,
            stage,
            exemption: rule.exemption.unwrap_or_default(),
        })
    });
    rules.collect()
}

/// Whether the case has had a step of this stage.
fn happened(case: &Standing, stage: &str) -> bool {
    match stage {
        "inspection" => case.investigation.inspections > 0,
        "inquiry" => case.investigation.inquiries > 0,
        "evidence" => !case.investigation.evidence.is_empty(),
        "preservation" => !case.investigation.preservations.is_empty(),
        "statement" => matches!(case.notice.statement, Some(Statement::Heard { .. })),
        "hearing" => case.hearing.held_on.is_some(),
        "delivery" => case.papers.iter().any(|paper| paper.delivered.is_some()),
        "enforcement" => case.payment.court_applied_on.is_some(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use events::Event;
    use events::entries::{Change, Held};
    use events::records::RecordingAdded;
    use events::testing::{Story, day, district, file_named};
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

    #[test]
    fn what_a_rule_in_force_demands_and_nobody_recorded_is_named() {
        let story = Story::investigated()
            .with_entry(RULES, &rule("YX-1", "evidence", "must", "2026-11-01"))
            .with_entry(RULES, &rule("YX-2", "evidence", "may", "2026-11-01"))
            .with_entry(RULES, &rule("YX-3", "hearing", "must", "2026-11-01"));
        let codes = |story: &Story, on: &str| -> Vec<String> {
            missing(&story.standing, &story.registers, day(on))
                .into_iter()
                .map(|missing| missing.rule)
                .collect()
        };
        assert_eq!(codes(&story, "2026-11-24"), ["YX-1"], "only what must be, and only what has happened");
        assert!(codes(&story, "2026-10-31").is_empty(), "not yet in force");
        let other = story.clone().happens(recorded(&story, "inspection"));
        assert_eq!(codes(&other, "2026-11-24"), ["YX-1"], "a recording of another stage");
        let there = story.clone().happens(recorded(&story, "evidence"));
        assert!(codes(&there, "2026-11-24").is_empty());
    }
}
