//! A register (名录), declared once: its word, its title, who keeps it, its fields, its key, what of it is public, and what the law asks of an entry. Form,
//! table, filter, public page, open data, import columns and the API's schema follow from the declaration, as an act's do from the act's
//! (plan clauses 1 and 2). A new register is one file and one line in `crates/registers/src/all.rs`.

use events::book::Version;
use events::field::{self, Field, FieldFault};
use events::registers::Post;
use events::{Act, Refusal, Registers};
use jiff::civil::Date;
use law::article::Article;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

/// Who may prepare and confirm unless a register says otherwise.
pub const KEEPERS: &[Post] = &[
    Post::Administrator,
    Post::DisclosureClerk,
    Post::Reviewer,
    Post::DepartmentHead,
    Post::Head,
    Post::Supervisor,
];

/// A register of which entries are proposed by one person and confirmed by another.
pub trait Register: 'static {
    /// The one word that names file, URL and book, e.g. `remedies`.
    const WORD: &'static str;
    /// The officers' word, e.g. 救济渠道.
    const TITLE: &'static str;
    /// One sentence for the head of its page.
    const ABOUT: &'static str;
    /// The article that asks for it.
    const ARTICLE: Article;
    const FIELDS: &'static [Field];
    /// The fields that together name an entry.
    const KEY: &'static [&'static str];
    /// The field that says whose entry it is; without one the register is the district's and kept by the justice bureau.
    const BODY: Option<&'static str>;
    /// The fields shown in a table, in order.
    const COLUMNS: &'static [&'static str];
    /// The fields everyone may see; an empty list keeps the register inside.
    const PUBLIC: &'static [&'static str];
    const KEEPERS: &'static [Post] = KEEPERS;
    type Content: DeserializeOwned;

    /// Whether the law allows this content for this term. Its shape has been checked, and whose entry it is.
    fn check(content: &Self::Content, term: Term, registers: &Registers) -> Result<(), Refusal>;
}

/// The days on which an entry is to hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Term {
    pub from: Date,
    pub to: Option<Date>,
}

/// A register as an entry of a list.
#[derive(Clone, Copy, Debug)]
pub struct RegisterKind {
    pub word: &'static str,
    pub title: &'static str,
    pub about: &'static str,
    pub article: Article,
    pub fields: &'static [Field],
    pub key: &'static [&'static str],
    pub body: Option<&'static str>,
    pub columns: &'static [&'static str],
    pub public: &'static [&'static str],
    pub keepers: &'static [Post],
    /// The act that enters it, for the registers that have acts of their own; the others go by proposals.
    pub act: Option<&'static str>,
    check: fn(&Value, Term, &Registers) -> Result<(), Refusal>,
}

impl RegisterKind {
    pub const fn of<R: Register>() -> RegisterKind {
        RegisterKind {
            word: R::WORD,
            title: R::TITLE,
            about: R::ABOUT,
            article: R::ARTICLE,
            fields: R::FIELDS,
            key: R::KEY,
            body: R::BODY,
            columns: R::COLUMNS,
            public: R::PUBLIC,
            keepers: R::KEEPERS,
            act: None,
            check: |content, term, registers| R::check(&read::<R>(content)?, term, registers),
        }
    }

    /// A register that is entered by an act of its own; the act judges what may stand in it.
    #[allow(clippy::too_many_arguments)] // a declaration written in one place, field by field
    pub const fn entered_by(
        act: &'static str,
        title: &'static str,
        about: &'static str,
        article: Article,
        fields: &'static [Field],
        key: &'static [&'static str],
        body: Option<&'static str>,
        columns: &'static [&'static str],
        public: &'static [&'static str],
    ) -> RegisterKind {
        let check = |_: &Value, _: Term, _: &Registers| Ok(());
        let keepers = &[Post::Administrator];
        let act_word = Some(act);
        RegisterKind {
            word: act,
            title,
            about,
            article,
            fields,
            key,
            body,
            columns,
            public,
            keepers,
            act: act_word,
            check,
        }
    }

    /// What is wrong with the shape of an entry, field by field.
    pub fn faults(&self, content: &Map<String, Value>) -> Vec<FieldFault> {
        field::check(self.fields, content)
    }

    /// Whether the law allows the content; call it on content that has the right shape.
    pub fn check(&self, content: &Value, term: Term, registers: &Registers) -> Result<(), Refusal> {
        (self.check)(content, term, registers)
    }

    /// The key of an entry with this content: its key fields joined by `~`. `None` when one is missing or cannot stand in an address.
    pub fn key_of(&self, content: &Value) -> Option<String> {
        let part = |field: &&str| match content.get(*field)? {
            Value::String(text) => is_key_part(text).then(|| text.clone()),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        };
        let parts: Option<Vec<String>> = self.key.iter().map(part).collect();
        parts.map(|parts| parts.join("~")).filter(|key| !key.is_empty())
    }

    /// The field of this key.
    pub fn field(&self, key: &str) -> Option<&'static Field> {
        self.fields.iter().find(|field| field.key == key)
    }

    /// The body whose entry this is; `None` for what is the district's.
    pub fn body_of<'a>(&self, content: &'a Value) -> Option<&'a str> {
        content.get(self.body?)?.as_str()
    }

    /// Whether the public history of an entry tells why it was changed. Why an officer's entry or certificate was changed is for the file alone.
    pub fn tells_reasons(&self) -> bool {
        self.is_public() && self.word != crate::officer::EnterOfficer::WORD
    }

    /// Whether anything of it is public.
    pub fn is_public(&self) -> bool {
        !self.public.is_empty()
    }

    /// The fields that everyone may see, in their order.
    pub fn public_fields(&self) -> impl Iterator<Item = &'static Field> {
        self.public.iter().filter_map(|key| self.field(key))
    }

    /// The public part of an entry: an allow-list, never the entry with parts left out.
    pub fn public_part(&self, content: &Value) -> Value {
        let shown =
            self.public.iter().filter_map(|key| Some(((*key).to_owned(), content.get(*key)?.clone())));
        Value::Object(shown.collect())
    }

    /// What the columns of a sheet for this register are: key, title, whether it has to be filled, shape.
    pub fn sheet(&self) -> impl Iterator<Item = &'static Field> {
        self.fields.iter()
    }
}

/// Content in the one form in which it is kept: texts trimmed, nothing that was left blank.
pub fn canonical(content: &Value) -> Value {
    match content {
        Value::Object(fields) => {
            let kept = fields.iter().map(|(key, value)| (key.clone(), canonical(value)));
            Value::Object(kept.filter(|(_, value)| !is_blank(value)).collect())
        }
        Value::Array(items) => {
            Value::Array(items.iter().map(canonical).filter(|item| !is_blank(item)).collect())
        }
        Value::String(text) => Value::from(text.trim()),
        other => other.clone(),
    }
}

fn is_blank(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(fields) => fields.is_empty(),
        _ => false,
    }
}

/// Whether a text can be part of a key: 1–60 characters that mean nothing in an address.
fn is_key_part(text: &str) -> bool {
    let fine = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '（' | '）' | '、' | '·');
    (1..=60).contains(&text.chars().count()) && text.chars().all(fine) && !text.starts_with('.')
}

fn read<R: Register>(content: &Value) -> Result<R::Content, Refusal> {
    R::Content::deserialize(content).map_err(|fault| Refusal::of_field("", format!("内容不能读取：{fault}")))
}

/// The content of a version, read as the register's own type; `None` for a retirement or what does not read.
pub fn content_of<R: Register>(version: &Version) -> Option<R::Content> {
    R::Content::deserialize(version.content.as_deref()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_was_left_blank_is_not_kept() {
        let entered = json!({"a": " 甲 ", "b": "", "c": null, "d": [], "e": [{"x": "", "y": 1}], "f": false});
        assert_eq!(canonical(&entered), json!({"a": "甲", "e": [{"y": 1}], "f": false}));
    }

    #[test]
    fn a_key_stands_in_an_address() {
        for text in ["11310105MB1D00002L", "行政处罚法", "123", "a.b-c_d"] {
            assert!(is_key_part(text), "{text}");
        }
        let long = "a".repeat(61);
        for text in ["", "a/b", "a~b", "a b", "..", "?", "a#", long.as_str()] {
            assert!(!is_key_part(text), "{text}");
        }
    }
}
