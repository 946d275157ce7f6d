//! The tables of an entry in words: the circumstances, tiers and examples of a discretion standard, the penalties of a matter. The form's codes for factors and
//! conditions are for whoever enters them; the reader sees what they ask.

use super::shown::Grid;
use registers::declaration::RegisterKind;
use registers::evaluation::{self, Standard, answers};
use serde_json::Value;

/// A field as a table, where it is one that is read across.
pub fn grid(kind: &RegisterKind, field: &str, content: &Value) -> Option<Grid> {
    if kind.word != "discretion" {
        return None;
    }
    let standard = read(content)?;
    match field {
        "factors" => Some(Grid {
            columns: vec!["情节", "可以是"],
            rows: standard
                .factors
                .iter()
                .map(|one| vec![one.question.clone(), choices(&one.choices)])
                .collect(),
        }),
        "tiers" => Some(Grid {
            columns: vec!["阶次", "条件", "罚款", "其他处罚"],
            rows: standard.tiers.iter().map(|tier| tier_cells(&standard, tier)).collect(),
        }),
        "examples" => Some(Grid {
            columns: vec!["情节", "阶次", "罚款"],
            rows: standard.examples.iter().map(|one| example_cells(&standard, one)).collect(),
        }),
        _ => None,
    }
}

/// The same as lines, for the history; also the penalties of a matter.
pub fn rows(kind: &RegisterKind, field: &str, value: &Value, content: &Value) -> Option<Vec<String>> {
    if kind.word == "matter" && field == "penalties" {
        return Some(super::powers::penalties(value));
    }
    let grid = grid(kind, field, content)?;
    let row =
        |cells: Vec<String>| cells.into_iter().filter(|cell| !cell.is_empty()).collect::<Vec<_>>().join("　");
    Some(grid.rows.into_iter().map(row).collect())
}

pub fn read(content: &Value) -> Option<Standard> {
    serde_json::from_value(content.clone()).ok()
}

fn choices(choices: &[String]) -> String {
    if choices.is_empty() { "填写数值".to_owned() } else { choices.join("、") }
}

fn tier_cells(standard: &Standard, tier: &evaluation::Tier) -> Vec<String> {
    let conditions: Vec<String> =
        tier.conditions.iter().map(|condition| evaluation::in_words(standard, condition)).collect();
    let conditions = if conditions.is_empty() { "其他情形".to_owned() } else { conditions.join("；") };
    vec![
        tier.name.clone(),
        conditions,
        tier.band_in_words(standard),
        tier.measures.clone().unwrap_or_default(),
    ]
}

fn example_cells(standard: &Standard, example: &evaluation::Example) -> Vec<String> {
    let given = answers(&example.answers);
    let told: Vec<String> =
        given.iter().map(|(factor, answer)| format!("{}：{answer}", standard.question(factor))).collect();
    let fine = evaluation::evaluate(standard, &given).map_or_else(
        |_| String::new(),
        |found| match found.fine_min == found.fine_max {
            true => format!("{}元", found.fine_min),
            false => format!("{}元至{}元", found.fine_min, found.fine_max),
        },
    );
    vec![told.join("；"), example.tier.clone(), fine]
}
