//! The what-if calculator (裁量计算器): a citizen answers the circumstances of a discretion standard and reads tier, band and article, step by step, from the very
//! function the standard's own examples are checked with (features 1.4). A plain form whose answers stand in the address: no personal data, no script.

use super::day;
use super::pages::encoded;
use super::shown::{Line, Piece, Reading};
use super::standard;
use crate::asked_day;
use crate::portal::missing::Missing;
use crate::portal::{Frame, PortalState, day as day_in_words, page};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use law::width::narrow;
use registers::evaluation::{self, AnswerFault, Answers, Finding, NoFinding, Standard, answers, evaluate};
use registers::explanation::{self, Step};
use std::collections::BTreeMap;

/// A circumstance as the form asks it.
struct Question {
    name: String,
    label: String,
    /// Choice, and whether it was chosen; empty for a number.
    choices: Vec<(String, bool)>,
    answer: String,
    /// What is wrong with the answer; empty when nothing is.
    fault: String,
    /// Whether the number is a sum of money.
    money: bool,
}

/// Another answer and what it leads to.
struct Other {
    question: String,
    answer: String,
    instead: String,
    tier: String,
    fine: String,
    href: String,
}

/// A worked example of the standard, to be tried.
struct Example {
    told: String,
    tier: String,
    href: String,
}

#[derive(Template)]
#[template(path = "portal/directory/calculator.html")]
struct Calculator {
    page: Frame,
    name: String,
    basis: Line,
    matter: Piece,
    action: String,
    back: String,
    on: String,
    asked: bool,
    day: String,
    questions: Vec<Question>,
    finding: Option<Finding>,
    fine: String,
    steps: Vec<Step>,
    others: Vec<Other>,
    examples: Vec<Example>,
    /// Why there is none, once every answer could be read.
    none: String,
    /// How many answers are wrong or missing.
    faults: usize,
    /// The version that was applied: from when it holds, and its number in the ledger.
    from: String,
    number: Option<u64>,
}

/// `GET /calculator/{standard}?<factor>=<answer>`.
pub async fn show(
    State(state): State<PortalState>,
    Path(key): Path<String>,
    Query(asked): Query<BTreeMap<String, String>>,
) -> Result<Response, Missing> {
    let directory = state.directory();
    let register = directory.registers.of_word("discretion").ok_or(Missing::Page)?;
    let day = asked_day::read(asked.get(asked_day::FIELD).map_or("", String::as_str), state.today())?;
    let reading = Reading { directory: &directory, day, asked: day != state.today(), today: state.today() };
    let version = register.as_of(&key, day).ok_or(Missing::Page)?;
    let standard = version.content.as_ref().and_then(standard::read).ok_or(Missing::Page)?;
    let given: Answers = standard
        .factors
        .iter()
        .filter_map(|factor| Some((factor.key.clone(), asked.get(&name(&factor.key))?)))
        .map(|(key, answer)| (key, narrow(answer).trim().to_owned()))
        .filter(|(_, answer)| !answer.is_empty())
        .collect();
    // A form sent with nothing in it has been sent.
    let sent = asked.keys().any(|key| key.starts_with(PREFIX));
    let faults = if sent { evaluation::faults(&standard, &given) } else { Vec::new() };
    let (finding, none) = match evaluate(&standard, &given) {
        Ok(finding) => (Some(finding), String::new()),
        Err(NoFinding::Unanswered { .. }) => (None, String::new()),
        Err(NoFinding::NoTier) => (None, "这些情节没有对应的阶次，由执法机关依法裁量。".to_owned()),
    };
    let action = format!("/calculator/{}", encoded(&key));
    let at = |answers: &Answers| address(&action, &reading, answers);
    let found = finding.is_some();
    Ok(page(&Calculator {
        page: Frame { nav: "directory" },
        back: reading.address("discretion", &key),
        on: day.to_string(),
        asked: reading.asked,
        day: day::in_words(day, state.today()),
        questions: questions(&standard, &given, &faults),
        faults: faults.len(),
        fine: finding.as_ref().map(fine).unwrap_or_default(),
        steps: if found { explanation::steps(&standard, &given) } else { Vec::new() },
        others: others(&standard, &given, &at),
        examples: examples(&standard, &at),
        from: day_in_words(version.from),
        number: version.number,
        basis: reading.cited(&standard.basis),
        matter: reading.entry("matter", &standard.matter),
        name: standard.name,
        action,
        finding,
        none,
    }))
}

/// Factors are asked under names of their own, so that none can be taken for the day.
const PREFIX: &str = "f.";

fn name(factor: &str) -> String {
    format!("{PREFIX}{factor}")
}

/// The address that asks with these answers.
fn address(action: &str, reading: &Reading<'_>, answers: &Answers) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    if reading.asked {
        query.append_pair("on", &reading.day.to_string());
    }
    for (factor, answer) in answers {
        query.append_pair(&name(factor), answer);
    }
    format!("{action}?{}#found", query.finish())
}

fn questions(standard: &Standard, given: &Answers, faults: &[AnswerFault]) -> Vec<Question> {
    let one = |factor: &registers::evaluation::Factor| {
        let answer = given.get(&factor.key).cloned().unwrap_or_default();
        let choices = factor.choices.iter().map(|choice| (choice.clone(), *choice == answer)).collect();
        let fault = faults.iter().find(|fault| fault.factor == factor.key);
        Question {
            name: name(&factor.key),
            label: factor.question.clone(),
            choices,
            answer,
            fault: fault.map(|fault| fault.reason.clone()).unwrap_or_default(),
            money: standard.counts_money(factor),
        }
    };
    standard.factors.iter().map(one).collect()
}

fn fine(finding: &Finding) -> String {
    match finding.fine_min == finding.fine_max {
        true => format!("{}元", finding.fine_max),
        false => format!("{}元至{}元", finding.fine_min, finding.fine_max),
    }
}

/// What other answers would lead to, each with the address that tries it.
fn others(standard: &Standard, given: &Answers, at: &dyn Fn(&Answers) -> String) -> Vec<Other> {
    let one = |other: explanation::WhatIf| {
        let factor = standard.factors.iter().find(|factor| factor.question == other.question);
        let mut changed = given.clone();
        changed.extend(factor.map(|factor| (factor.key.clone(), other.instead.clone())));
        Other {
            fine: fine(&other.finding),
            tier: other.finding.tier,
            question: other.question,
            answer: other.answer,
            instead: other.instead,
            href: at(&changed),
        }
    };
    explanation::what_if(standard, given).into_iter().map(one).collect()
}

fn examples(standard: &Standard, at: &dyn Fn(&Answers) -> String) -> Vec<Example> {
    let one = |example: &registers::evaluation::Example| {
        let given = answers(&example.answers);
        let told = standard
            .factors
            .iter()
            .filter_map(|factor| Some(format!("{}：{}", factor.question, given.get(&factor.key)?)));
        Example { told: told.collect::<Vec<_>>().join("；"), tier: example.tier.clone(), href: at(&given) }
    };
    standard.examples.iter().map(one).collect()
}
