//! Open data of each register: all public entries that hold on a day, as CSV (UTF-8 with byte order mark, so that office programs show Chinese) or as JSON.
//! Answered from memory. A cell that an office program would take for a formula is marked as text.

use super::pages::{Asked, words};
use crate::portal::missing::Missing;
use crate::portal::{PAGE_CACHING, PortalState, record};
use axum::extract::{Path, Query, State};
use axum::response::Response;
use events::field::Field;
use serde_json::{Value, json};

/// `GET /open-data/{register}.csv` and `.json`.
pub async fn show(
    State(state): State<PortalState>,
    Path(file): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Missing> {
    let directory = state.directory();
    let (word, form) = file.rsplit_once('.').ok_or(Missing::Page)?;
    let register = directory.registers.of_word(word).ok_or(Missing::Page)?;
    let (kind, day) = (register.kind, asked.day(&state));
    let fields: Vec<&Field> = kind.public.iter().filter_map(|key| kind.field(key)).collect();
    match form {
        "json" => {
            let entries: Vec<Value> = register
                .all_as_of(day)
                .map(|(key, content)| json!({"key": key, "content": content}))
                .collect();
            let labels = fields.iter().map(|field| (field.key.to_owned(), Value::from(field.label)));
            let whole = json!({
                "register": kind.word, "title": kind.title, "on": day, "article": kind.article.to_string(),
                "fields": labels.collect::<serde_json::Map<_, _>>(), "entries": entries,
            });
            Ok(record("application/json", PAGE_CACHING, whole.to_string()))
        }
        "csv" => {
            let mut text = String::from("\u{FEFF}编号");
            fields.iter().for_each(|field| text.push_str(&format!(",{}", cell(field.label))));
            text.push_str("\r\n");
            for (key, content) in register.all_as_of(day) {
                text.push_str(&cell(key));
                for field in &fields {
                    text.push(',');
                    text.push_str(&cell(&words(&directory, field, content.get(field.key))));
                }
                text.push_str("\r\n");
            }
            Ok(record("text/csv; charset=utf-8", PAGE_CACHING, text))
        }
        _ => Err(Missing::Page),
    }
}

/// A cell by RFC 4180; what begins like a formula is led by an apostrophe.
fn cell(text: &str) -> String {
    let led = if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { "'" } else { "" };
    match text.contains([',', '"', '\n', '\r']) {
        true => format!("\"{led}{}\"", text.replace('"', "\"\"")),
        false => format!("{led}{text}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_quoted_and_never_formulas() {
        for (text, written) in [
            ("甲", "甲"),
            ("甲,乙", "\"甲,乙\""),
            ("他说\"不\"", "\"他说\"\"不\"\"\""),
            ("一\n二", "\"一\n二\""),
            ("=1+1", "'=1+1"),
            ("@SUM(A1),", "\"'@SUM(A1),\""),
        ] {
            assert_eq!(cell(text), written);
        }
    }
}
