//! What an entry is called (条目名称): the heading of its page and the text of every link to it. Most registers have a name; for the others it is made from the
//! fields that say what the entry is about. A code is never a name, save where the code is all there is.

use crate::articles::Articles;
use crate::citation;
use crate::declaration::RegisterKind;
use crate::wording;
use events::Registers;
use serde_json::Value;

/// The name of an entry. `named` gives the name of the entry that another register holds under a key, e.g. `("body", code)`.
pub fn name_of(
    kind: &RegisterKind,
    key: &str,
    content: &Value,
    named: &dyn Fn(&str, &str) -> Option<String>,
) -> String {
    let text = |field: &str| match kind.field(field) {
        Some(field) => wording::in_words(field, content.get(field.key), &|code| named("body", code)),
        None => String::new(),
    };
    let other = |register: &str, field: &str| {
        let code = content.get(field).and_then(Value::as_str).unwrap_or_default();
        named(register, code).unwrap_or_else(|| code.to_owned())
    };
    let name = match kind.word {
        "articles" => Articles::place(content).map(|place| citation::in_words(&place)).unwrap_or_default(),
        "calendar" => format!("{}年工作日历", text("year")),
        "remedies" => format!("{}　{}", text("body"), text("decision")),
        "leniency" => format!("{}　{}", other("matter", "matter"), text("kind")),
        "window_posts" => format!("{}　{}　{}", text("window"), text("post"), text("name")),
        "monitoring_places" => text("place"),
        "recording_rules" => text("step"),
        "devices" => format!("{}　{}", text("kind"), text("code")),
        "street_powers" => format!("{}　{}", text("body"), other("matter", "matter")),
        "delegations" => format!("{}委托{}", text("delegator"), text("delegate")),
        "review_substitutes" => format!("{}的法制审核机构", text("body")),
        "qualifications" => other("officer", "officer"),
        "uniform_rules" => format!("{}的着装和执法标志", text("body")),
        "code_tables" => format!("{}　{}", text("table"), text("word")),
        _ => text("name"),
    };
    if name.trim().is_empty() { key.to_owned() } else { name }
}

/// What an entry of a register is called by its newest version, where it has a name of its own; what [`name_of`] asks of others.
pub fn newest_name(registers: &Registers, register: &str, key: &str) -> Option<String> {
    newest(registers, register, key)?.get("name")?.as_str().map(str::to_owned)
}

/// The newest content of an entry, also of one that has ended.
pub fn newest<'a>(registers: &'a Registers, register: &str, key: &str) -> Option<&'a Value> {
    registers.book(register).history(key).iter().rev().find_map(|version| version.content.as_deref())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::all;
    use serde_json::{Map, json};

    /// An entry that fills every field with something, so that no name falls back to the key for want of content.
    fn filled(kind: &RegisterKind) -> Value {
        use events::field::Shape;
        let fields = kind.fields.iter().map(|field| {
            let value = match field.shape {
                Shape::Whole(least, _) => json!(least.max(1)),
                Shape::Choice(choices) => json!(choices[0].0),
                _ => json!("甲"),
            };
            (field.key.to_owned(), value)
        });
        Value::Object(fields.collect::<Map<_, _>>())
    }

    #[test]
    fn every_register_names_its_entries() {
        for kind in &all::ALL {
            let name = name_of(kind, "KEY", &filled(kind), &|_, code| Some(format!("名{code}")));
            assert_ne!(name, "KEY", "{} has no name for an entry", kind.word);
            assert!(!name.is_ascii(), "{}: {name}", kind.word);
        }
    }

    #[test]
    fn an_article_is_named_as_decisions_cite_it() {
        let kind = all::by_word("articles").expect("a register");
        let content = json!({"law": "食品安全法", "article": 124, "paragraph": 1, "item": 5});
        assert_eq!(
            name_of(kind, "食品安全法~124~1~5", &content, &|_, _| None),
            "《食品安全法》第一百二十四条第一款第（五）项"
        );
        let guides = all::by_word("guides").expect("a register");
        assert_eq!(name_of(guides, "BS-1", &json!({}), &|_, _| None), "BS-1");
    }
}
