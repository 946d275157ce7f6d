//! The what-if calculator (裁量计算器): a citizen answers the circumstances of a discretion standard and reads tier, band and article, from the very function the
//! standard's own examples are checked with (features 1.4). A plain form whose answers stand in the address: no personal data, no script.

use super::pages::day_or_today;
use crate::portal::missing::Missing;
use crate::portal::{Frame, PortalState, page};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use registers::evaluation::{Answers, Finding, NoFinding, Standard, evaluate};
use std::collections::BTreeMap;

/// A circumstance as the form asks it.
struct Question {
    name: String,
    label: String,
    /// Choice, and whether it was chosen; empty for a number.
    choices: Vec<(String, bool)>,
    answer: String,
}

#[derive(Template)]
#[template(path = "portal/directory/calculator.html")]
struct Calculator {
    page: Frame,
    name: String,
    basis: String,
    action: String,
    back: String,
    on: String,
    questions: Vec<Question>,
    finding: Option<Finding>,
    /// Why there is none, once something was answered.
    none: String,
    /// The version that was applied: from when it holds, and its number in the ledger.
    version: (String, u64),
}

/// `GET /calculator/{standard}?<factor>=<answer>`.
pub async fn show(
    State(state): State<PortalState>,
    Path(key): Path<String>,
    Query(asked): Query<BTreeMap<String, String>>,
) -> Result<Response, Missing> {
    let directory = state.directory();
    let register = directory.registers.of_word("discretion").ok_or(Missing::Page)?;
    let day = day_or_today(asked.get("on").map_or("", String::as_str), &state);
    let version = register.as_of(&key, day).ok_or(Missing::Page)?;
    let content = version.content.clone().ok_or(Missing::Page)?;
    let standard: Standard = serde_json::from_value(content).map_err(|_| Missing::Page)?;
    // Factors are asked under a name of their own, so that none can be taken for the day.
    let name = |factor: &str| format!("f.{factor}");
    let answers: Answers = standard
        .factors
        .iter()
        .filter_map(|factor| Some((factor.key.clone(), asked.get(&name(&factor.key))?.trim().to_owned())))
        .collect();
    let (finding, none) = match evaluate(&standard, &answers) {
        Ok(finding) => (Some(finding), String::new()),
        Err(_) if answers.is_empty() => (None, String::new()),
        Err(NoFinding::Unanswered { question, .. }) => (None, format!("请回答“{question}”；数值填写整数。")),
        Err(NoFinding::NoTier) => (None, "这些情节没有对应的阶次，由执法机关依法裁量。".to_owned()),
    };
    let questions = standard.factors.iter().map(|factor| {
        let answer = answers.get(&factor.key).cloned().unwrap_or_default();
        let choices = factor.choices.iter().map(|choice| (choice.clone(), *choice == answer)).collect();
        Question { name: name(&factor.key), label: factor.question.clone(), choices, answer }
    });
    let path = super::pages::encoded(&key);
    Ok(page(&Calculator {
        page: Frame { nav: "directory" },
        action: format!("/calculator/{path}"),
        back: format!("/directory/discretion/{path}"),
        on: day.to_string(),
        questions: questions.collect(),
        version: (version.from.to_string(), version.number),
        name: standard.name,
        basis: standard.basis,
        finding,
        none,
    }))
}
