//! Why a discretion standard says what it says (行政处罚法 art 34: the standard is public, so is the way to its result): tier by tier which conditions hold, and what
//! would change with other circumstances. Built on the very evaluation that decides; it has no rule of its own.

use crate::evaluation::{Answers, Condition, Finding, Standard, evaluate, in_words};
use law::money::Fen;

/// A tier that was looked at, from the top to the one that applies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    pub tier: String,
    /// Empty where the tier stands for every other case.
    pub tests: Vec<Test>,
    pub applies: bool,
}

/// A condition held against what was answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Test {
    pub condition: String,
    pub answer: String,
    pub holds: bool,
}

/// Another answer to one question, and what the standard would say then.
#[derive(Clone, Debug, PartialEq)]
pub struct WhatIf {
    pub question: String,
    pub answer: String,
    pub instead: String,
    pub finding: Finding,
}

/// The way to the tier: every tier from the top to the one that applies.
pub fn steps(standard: &Standard, answers: &Answers) -> Vec<Step> {
    let mut steps = Vec::new();
    for tier in &standard.tiers {
        let tests = tier.conditions.iter().map(|text| test(standard, text, answers)).collect();
        let applies = tier.fits(answers);
        steps.push(Step { tier: tier.name.clone(), tests, applies });
        if applies {
            break;
        }
    }
    steps
}

fn test(standard: &Standard, text: &str, answers: &Answers) -> Test {
    let read = Condition::read(text);
    let answer = read.as_ref().and_then(|condition| answers.get(condition.factor));
    Test {
        condition: in_words(standard, text),
        answer: answer.cloned().unwrap_or_default(),
        holds: read.is_some_and(|condition| condition.holds(answers)),
    }
}

/// For each question the other answers that lead to another tier: every choice, and for a number the nearest that does.
pub fn what_if(standard: &Standard, answers: &Answers) -> Vec<WhatIf> {
    let Ok(now) = evaluate(standard, answers) else { return Vec::new() };
    let mut found: Vec<WhatIf> = Vec::new();
    for factor in &standard.factors {
        let Some(answer) = answers.get(&factor.key) else { continue };
        let others = match factor.choices.is_empty() {
            true => nearby(standard, &factor.key, answer),
            false => factor.choices.iter().filter(|choice| *choice != answer).cloned().collect(),
        };
        let mut tiers: Vec<String> = Vec::new();
        for instead in others {
            let changed = Answers::from_iter(
                answers.clone().into_iter().chain([(factor.key.clone(), instead.clone())]),
            );
            let Ok(finding) = evaluate(standard, &changed) else { continue };
            // Of several numbers that lead to one tier the nearest says enough.
            let known = factor.choices.is_empty() && tiers.contains(&finding.tier);
            if finding.tier == now.tier || known {
                continue;
            }
            tiers.push(finding.tier.clone());
            let (question, answer) = (factor.question.clone(), answer.clone());
            found.push(WhatIf { question, answer, instead, finding });
        }
    }
    found
}

/// The numbers around every bound that is asked of a factor, the nearest to the answer first.
fn nearby(standard: &Standard, factor: &str, answer: &str) -> Vec<String> {
    let Ok(now) = Fen::parse_yuan(answer) else { return Vec::new() };
    let sum = |yuan: u64| Fen::yuan(i64::try_from(yuan).unwrap_or(i64::MAX));
    let conditions = standard.tiers.iter().flat_map(|tier| &tier.conditions);
    let asked = conditions.filter_map(|text| Condition::read(text)).filter(|one| one.factor == factor);
    let bounds = asked.flat_map(|one| one.values).filter_map(|value| value.parse::<u64>().ok());
    let mut near: Vec<u64> = bounds
        .flat_map(|bound| [bound.saturating_sub(1), bound, bound.saturating_add(1)])
        .filter(|number| sum(*number) != now)
        .collect();
    near.sort_unstable_by_key(|number| (sum(*number).0.abs_diff(now.0), *number));
    near.dedup();
    near.iter().map(u64::to_string).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluation;
    use serde_json::json;

    fn standard() -> Standard {
        serde_json::from_value(json!({"name": "甲", "basis": "《甲法》第一条",
        "factors": [{"key": "value", "question": "货值（元）"}, {"key": "repeat", "question": "再犯", "choices": ["否", "是"]}],
        "tiers": [
            {"name": "较重", "conditions": ["repeat=是"], "fine_min": 800, "fine_max": 900},
            {"name": "倍数", "conditions": ["value>=10000"], "multiple_of": "value", "multiple_min": 1000, "multiple_max": 2000},
            {"name": "较轻", "conditions": ["value<100", "repeat=否"], "fine_min": 100, "fine_max": 200},
            {"name": "一般", "fine_min": 200, "fine_max": 800},
        ]}))
        .expect("a standard")
    }

    fn told(lines: [&str; 2]) -> Answers {
        evaluation::answers(&lines.map(str::to_owned))
    }

    #[test]
    fn the_way_to_the_tier_is_told_condition_by_condition() {
        let steps = steps(&standard(), &told(["value=99", "repeat=否"]));
        let told: Vec<_> = steps.iter().map(|step| (step.tier.as_str(), step.applies)).collect();
        assert_eq!(told, [("较重", false), ("倍数", false), ("较轻", true)]);
        let last: Vec<_> = steps[2].tests.iter().map(|test| (test.condition.as_str(), test.holds)).collect();
        assert_eq!(last, [("货值（元）：不满100", true), ("再犯：否", true)]);
        assert_eq!((steps[0].tests[0].answer.as_str(), steps[0].tests[0].holds), ("否", false));
    }

    #[test]
    fn other_circumstances_are_told_with_what_they_lead_to() {
        let found = what_if(&standard(), &told(["value=99", "repeat=否"]));
        let told: Vec<_> =
            found.iter().map(|one| (one.instead.as_str(), one.finding.tier.as_str())).collect();
        assert_eq!(told, [("100", "一般"), ("10000", "倍数"), ("是", "较重")]);
        assert!(what_if(&standard(), &Answers::new()).is_empty());
    }

    #[test]
    fn a_multiple_is_counted_from_what_was_answered() {
        let found = evaluate(&standard(), &told(["value=20000", "repeat=否"])).expect("a finding");
        assert_eq!(
            (found.fine_min, found.fine_max),
            (law::money::Fen::yuan(200_000), law::money::Fen::yuan(400_000))
        );
        assert_eq!(found.counted.as_deref(), Some("货值：20,000.00元，按10倍至20倍计算"));
        assert_eq!(standard().tiers[1].band_in_words(&standard()), "货值的10倍至20倍");
    }
}
