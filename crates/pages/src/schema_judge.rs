//! A judge for tests: whether a value is as a JSON Schema says, with every keyword that the schemas of this program use. A keyword it does not know is an error, so that
//! nothing is passed over.

use jiff::civil::Date;
use serde_json::Value;

/// Words of a schema that ask for nothing.
const TOLD: [&str; 9] =
    ["$schema", "title", "description", "examples", "x-unit", "x-labels", "x-offer", "x-public", "x-key"];

/// What is wrong with `value` by `schema`, each with its place; references are looked up in `whole`.
pub fn wrong(schema: &Value, whole: &Value, value: &Value) -> Vec<String> {
    let mut found = Vec::new();
    Judge { whole }.look(schema, value, "", &mut found);
    found
}

struct Judge<'a> {
    whole: &'a Value,
}

impl Judge<'_> {
    fn holds(&self, schema: &Value, value: &Value) -> bool {
        let mut found = Vec::new();
        self.look(schema, value, "", &mut found);
        found.is_empty()
    }

    fn look(&self, schema: &Value, value: &Value, at: &str, found: &mut Vec<String>) {
        for (keyword, asked) in schema.as_object().expect("a schema is an object") {
            let keyword = keyword.as_str();
            if TOLD.contains(&keyword) {
                continue;
            }
            let holds = match keyword {
                "$ref" => {
                    let place =
                        asked.as_str().and_then(|place| place.strip_prefix('#')).expect("a reference");
                    self.look(self.whole.pointer(place).expect("it leads somewhere"), value, at, found);
                    true
                }
                "properties" => {
                    for (key, schema) in asked.as_object().expect("properties") {
                        if let Some(value) = value.get(key) {
                            self.look(schema, value, &format!("{at}/{key}"), found);
                        }
                    }
                    true
                }
                "items" => {
                    for (place, item) in value.as_array().into_iter().flatten().enumerate() {
                        self.look(asked, item, &format!("{at}/{place}"), found);
                    }
                    true
                }
                "anyOf" => list(asked).iter().any(|schema| self.holds(schema, value)),
                "oneOf" => list(asked).iter().filter(|schema| self.holds(schema, value)).count() == 1,
                "additionalProperties" => {
                    assert_eq!(asked, false);
                    let known = schema["properties"].as_object().expect("properties");
                    value.as_object().is_none_or(|fields| fields.keys().all(|key| known.contains_key(key)))
                }
                "required" => list(asked).iter().all(|key| value.get(key.as_str().expect("a key")).is_some()),
                _ => plain(keyword, asked, value),
            };
            if !holds {
                found.push(format!("{at}: {value} is not as {keyword} {asked} says"));
            }
        }
    }
}

fn list(asked: &Value) -> &[Value] {
    asked.as_array().expect("a list")
}

/// The keywords that look at the value alone. One that is about another type than the value's asks for nothing.
fn plain(keyword: &str, asked: &Value, value: &Value) -> bool {
    let bound = asked.as_i64();
    let chars = value.as_str().map(|text| text.chars().count() as i64);
    let items = value.as_array().map(|items| items.len() as i64);
    let number = value.as_i64();
    match keyword {
        "type" if asked.is_array() => list(asked).iter().any(|one| is(one, value)),
        "type" => is(asked, value),
        "const" => asked == value,
        "enum" => list(asked).contains(value),
        "pattern" => value.as_str().is_none_or(|text| matches(asked, text)),
        "format" => {
            assert_eq!(asked, "date");
            value.as_str().is_none_or(|text| text.len() == 10 && text.parse::<Date>().is_ok())
        }
        "minLength" => chars.is_none_or(|chars| Some(chars) >= bound),
        "maxLength" => chars.is_none_or(|chars| Some(chars) <= bound),
        "minItems" => items.is_none_or(|items| Some(items) >= bound),
        "maxItems" => items.is_none_or(|items| Some(items) <= bound),
        "minimum" => number.is_none_or(|number| Some(number) >= bound),
        "maximum" => number.is_none_or(|number| Some(number) <= bound),
        _ => panic!("the judge does not know {keyword}"),
    }
}

/// The two patterns of a register's fields.
fn matches(pattern: &Value, text: &str) -> bool {
    let hex = |c: char| c.is_ascii_digit() || ('a'..='f').contains(&c);
    match pattern.as_str() {
        Some("^[^\\r\\n]*$") => !text.contains(['\r', '\n']),
        Some("^[0-9a-f]{64}$") => text.len() == 64 && text.chars().all(hex),
        _ => panic!("the judge does not know the pattern {pattern}"),
    }
}

fn is(kind: &Value, value: &Value) -> bool {
    match kind.as_str() {
        Some("object") => value.is_object(),
        Some("array") => value.is_array(),
        Some("string") => value.is_string(),
        Some("boolean") => value.is_boolean(),
        Some("integer") => value.is_i64() || value.is_u64(),
        Some("null") => value.is_null(),
        _ => panic!("the judge does not know the type {kind}"),
    }
}

#[test]
fn the_judge_finds_what_is_wrong() {
    let schema = serde_json::json!({"type": "object", "required": ["a"], "additionalProperties": false, "properties": {
        "a": {"type": "array", "minItems": 1, "items": {"$ref": "#/short"}}, "b": {"type": ["string", "null"], "format": "date"}}});
    let whole = serde_json::json!({"short": {"type": "string", "maxLength": 2, "pattern": "^[^\\r\\n]*$"}});
    for (value, faults) in [
        (serde_json::json!({"a": ["甲乙"], "b": null}), 0),
        (serde_json::json!({"a": ["甲乙", "甲\n", "甲乙丙", 1], "b": "2026-02-30"}), 4),
        (serde_json::json!({"a": [], "c": 1}), 2),
        (serde_json::json!({"b": "2026-02-28"}), 1),
        (serde_json::json!([]), 2),
    ] {
        assert_eq!(
            wrong(&schema, &whole, &value).len(),
            faults,
            "{value}: {:?}",
            wrong(&schema, &whole, &value)
        );
    }
}
