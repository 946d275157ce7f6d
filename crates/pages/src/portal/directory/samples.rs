//! The sample papers (示范文本) of a guide, filled in as an applicant fills them in (plan clauses 2 and 5): on the guide's page, and found from the board of a window by
//! the paper's name.

use super::public::PublicRegister;
use jiff::civil::Date;
use serde_json::Value;

/// Where they stand on the guide's page.
pub const PLACE: &str = "samples";

/// A paper, and its lines.
pub struct Sample {
    pub name: String,
    pub lines: Vec<String>,
}

/// The papers of a guide.
pub fn of_guide(content: &Value) -> Vec<Sample> {
    let rows = content.get("samples").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let one = |row: &Value| Sample {
        name: row.get("name").map(text).unwrap_or_default(),
        lines: row.get("lines").and_then(Value::as_array).into_iter().flatten().map(text).collect(),
    };
    rows.iter().map(one).collect()
}

/// The guide of a body that has the paper of this name, on a day.
pub fn guide_with(guides: &PublicRegister, body: &str, name: &str, day: Date) -> Option<String> {
    let has = |content: &Value| of_guide(content).iter().any(|sample| sample.name == name);
    let of_body = |content: &Value| content.get("body").and_then(Value::as_str) == Some(body);
    let mut entries = guides.all_as_of(day);
    entries.find(|(_, content)| of_body(content) && has(content)).map(|(key, _)| key.to_owned())
}
