//! Rows within an entry (裁量阶次, 处罚种类 …) in one cell: a line for each, its parts in the order of the declaration between `｜`, several texts of one part between `；`.
//! A bar, a semicolon or a backslash that is meant itself stands behind a backslash.

use super::columns::{column, json_of, value_of};
use events::field::{Field, Shape};
use serde_json::{Map, Value};
use sheets::Columns;

const BAR: char = '｜';
const BETWEEN: char = '；';
const ESCAPE: char = '\\';

/// The rows of one field, as lines of a cell.
pub struct Nested {
    fields: &'static [Field],
    columns: Columns,
}

impl Nested {
    pub fn new(fields: &'static [Field]) -> Result<Nested, sheets::DeclarationFault> {
        let columns = Columns::new(fields.iter().map(column).collect())?;
        Ok(Nested { fields, columns })
    }

    /// What the lines have to look like, for who fills them in.
    pub fn hint(&self) -> String {
        let part = |field: &Field| match field.shape {
            Shape::Lines(_) => format!("{}（多项用“{BETWEEN}”隔开）", field.label),
            Shape::Choice(choices) => {
                let words: Vec<&str> = choices.iter().map(|(_, word)| *word).collect();
                format!("{}（{}）", field.label, words.join("、"))
            }
            _ => field.label.to_owned(),
        };
        let parts: Vec<String> = self.fields.iter().map(part).collect();
        format!("每项一行，依次填写：{}；末尾不填的可以省去", parts.join(&BAR.to_string()))
    }

    /// A row as a line.
    pub fn line(&self, row: &Value) -> String {
        let cells = self.fields.iter().zip(self.columns.list()).map(|(field, column)| {
            let value = row.get(field.key);
            match (field.shape, value) {
                (Shape::Lines(_), Some(Value::Array(items))) => {
                    let items = items.iter().filter_map(Value::as_str).map(escaped);
                    items.collect::<Vec<_>>().join(&BETWEEN.to_string())
                }
                _ => escaped(&value_of(field, value).text(&column.kind)),
            }
        });
        let mut cells: Vec<String> = cells.collect();
        while cells.len() > 1 && cells.last().is_some_and(String::is_empty) {
            cells.pop();
        }
        cells.join(&BAR.to_string())
    }

    /// The row that a line stands for, or what is wrong with it.
    pub fn row(&self, line: &str) -> Result<Value, String> {
        let cells = split(line, BAR);
        if cells.len() > self.fields.len() {
            return Err(format!("“{}”有{}段，最多{}段", shown(line), cells.len(), self.fields.len()));
        }
        let mut row = Map::new();
        for (place, (field, cell)) in self.fields.iter().zip(&cells).enumerate() {
            let value = match field.shape {
                Shape::Lines(_) => {
                    let items = split(cell, BETWEEN).into_iter().map(|item| Value::from(plain(item.trim())));
                    Value::Array(
                        items.filter(|item| item.as_str().is_some_and(|text| !text.is_empty())).collect(),
                    )
                }
                _ => {
                    let read = self.columns.read(place, plain(cell.trim()).as_str());
                    let read =
                        read.map_err(|reason| format!("“{}”的“{}”：{reason}", shown(line), field.label))?;
                    json_of(&read)
                }
            };
            row.insert(field.key.to_owned(), value);
        }
        Ok(Value::Object(row))
    }
}

fn shown(line: &str) -> String {
    let cut: String = line.chars().take(40).collect();
    if line.chars().count() > 40 { format!("{cut}…") } else { cut }
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            BAR | BETWEEN | ESCAPE => out.extend([ESCAPE, c]),
            // A line of a cell cannot hold a line break.
            '\n' => out.extend([ESCAPE, 'n']),
            _ => out.push(c),
        }
    }
    out
}

/// Without the escapes.
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match c {
            ESCAPE => match chars.next() {
                Some('n') => out.push('\n'),
                Some(next) => out.push(next),
                None => out.push(ESCAPE),
            },
            _ => out.push(c),
        }
    }
    out
}

/// The parts between separators that no backslash stands before; the escapes stay.
fn split(text: &str, separator: char) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        // There is always a last part: the list begins with one.
        let Some(part) = parts.last_mut() else { break };
        match c {
            ESCAPE => {
                part.push(c);
                part.extend(chars.next());
            }
            c if c == separator => parts.push(String::new()),
            c => part.push(c),
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const FIELDS: &[Field] = &[
        Field::new("name", "阶次", Shape::Line(60)),
        Field::new("conditions", "条件", Shape::Lines(100)).optional(),
        Field::new("fine", "最低额", Shape::Money).optional(),
        Field::new("kind", "种类", Shape::Choice(&[("fine", "罚款"), ("warning", "警告")])).optional(),
    ];

    #[test]
    fn rows_come_back_from_their_lines() {
        let nested = Nested::new(FIELDS).expect("a declaration");
        let rows = [
            (
                json!({"name": "较重", "conditions": ["value>=100", "repeat=再犯"], "fine": 5_000_000, "kind": "fine"}),
                "较重｜value>=100；repeat=再犯｜50000.00｜罚款",
            ),
            (json!({"name": "甲｜乙；丙\\丁", "conditions": ["a；b"]}), "甲\\｜乙\\；丙\\\\丁｜a\\；b"),
            (json!({"name": "仅名称"}), "仅名称"),
            (json!({"name": "跳过", "kind": "warning"}), "跳过｜｜｜警告"),
        ];
        for (row, line) in rows {
            assert_eq!(nested.line(&row), line);
            let read = nested.row(line).expect("a row");
            assert_eq!(registers::declaration::canonical(&read), row, "{line}");
        }
    }

    #[test]
    fn what_is_wrong_with_a_line_is_named() {
        let nested = Nested::new(FIELDS).expect("a declaration");
        for (line, says) in
            [("甲｜｜很多", "最低额"), ("甲｜｜1｜拘留", "种类"), ("甲｜a｜1｜罚款｜多", "有5段")]
        {
            let wrong = nested.row(line).expect_err("a mistake");
            assert!(wrong.contains(says), "{wrong}");
        }
    }
}
