//! The content of an entry as people read it: amounts in yuan, codes as their words, lists in one line. One function for tables, histories, public pages and
//! CSV, so that they say the same.

use events::field::{Field, Offer, Shape};
use law::money::Fen;
use serde_json::Value;

/// A value of a field in words. `named` gives the name of a body by its code.
pub fn in_words(field: &Field, value: Option<&Value>, named: &dyn Fn(&str) -> Option<String>) -> String {
    let Some(value) = value else { return String::new() };
    match (field.shape, value) {
        // A guide that promises no days is dealt with at the window, there and then (当场办结).
        (Shape::Whole(0, _), Value::Number(days))
            if field.key == "promised_days" && days.as_u64() == Some(0) =>
        {
            "当场办结".to_owned()
        }
        (Shape::Choice(choices), Value::String(code)) => choices
            .iter()
            .find(|(known, _)| known == code)
            .map_or(code.as_str(), |(_, word)| *word)
            .to_owned(),
        (Shape::One(Offer::Bodies), Value::String(code)) => named(code).unwrap_or_else(|| code.clone()),
        (Shape::Money, Value::Number(fen)) => {
            fen.as_i64().map_or_else(|| fen.to_string(), |fen| format!("{}元", Fen(fen)))
        }
        (Shape::Yes, Value::Bool(yes)) => if *yes { "是" } else { "否" }.to_owned(),
        (Shape::Rows(columns), Value::Array(rows)) => {
            let rows: Vec<String> = rows.iter().map(|row| row_in_words(columns, row, named)).collect();
            rows.join("\n")
        }
        (_, Value::Array(items)) => items.iter().map(plain).collect::<Vec<_>>().join("；"),
        (_, other) => plain(other),
    }
}

fn row_in_words(columns: &[Field], row: &Value, named: &dyn Fn(&str) -> Option<String>) -> String {
    let cells = columns.iter().map(|column| (column.label, in_words(column, row.get(column.key), named)));
    let cells: Vec<String> =
        cells.filter(|(_, text)| !text.is_empty()).map(|(label, text)| format!("{label}：{text}")).collect();
    cells.join("，")
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn values_read_as_people_write_them() {
        let named = |code: &str| (code == "A").then(|| "甲局".to_owned());
        const ROWS: &[Field] =
            &[Field::new("n", "名", Shape::Line(9)), Field::new("m", "额", Shape::Money).optional()];
        #[rustfmt::skip]
        let table = [
            (Shape::Choice(&[("x", "某")]), json!("x"), "某"),
            (Shape::One(Offer::Bodies), json!("A"), "甲局"),
            (Shape::One(Offer::Bodies), json!("B"), "B"),
            (Shape::Money, json!(5_000_000), "50,000.00元"),
            (Shape::Yes, json!(false), "否"),
            (Shape::Lines(9), json!(["甲", "乙"]), "甲；乙"),
            (Shape::Whole(0, 9), json!(7), "7"),
            (Shape::Rows(ROWS), json!([{"n": "较轻", "m": 100}, {"n": "一般"}]), "名：较轻，额：1.00元\n名：一般"),
        ];
        for (shape, value, words) in table {
            assert_eq!(in_words(&Field::new("f", "栏", shape), Some(&value), &named), words);
        }
        let promised = Field::new("promised_days", "承诺期限（工作日）", Shape::Whole(0, 365));
        assert_eq!(in_words(&promised, Some(&json!(0)), &named), "当场办结");
        assert_eq!(in_words(&promised, Some(&json!(5)), &named), "5");
        assert_eq!(in_words(&Field::new("f", "栏", Shape::Yes), None, &named), "");
    }
}
