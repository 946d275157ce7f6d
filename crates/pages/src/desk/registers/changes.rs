//! Changes of a register in words: what is done to which entry from when, and the fields that differ from what stands. Proposals and the preview of an import
//! show them alike.

use super::{name_of, words};
use events::Registers;
use events::book::{Difference, differences};
use events::entries::Change;
use events::field::Field;
use registers::declaration::{RegisterKind, canonical};
use registers::entering;
use serde_json::{Map, Value};

/// A change in words.
pub(super) struct ChangeShown {
    pub title: &'static str,
    /// Nothing stands yet.
    pub new: bool,
    pub key: String,
    /// What the entry is called, where that is not its key.
    pub name: String,
    pub from: String,
    /// Label, before, after.
    pub differences: Vec<(&'static str, String, String)>,
}

pub(super) fn shown(kind: &RegisterKind, change: &Change, registers: &Registers) -> ChangeShown {
    let last = registers.book(kind.word).history(change.key()).last();
    // Both sides in the fields of the form: what the registers with acts of their own keep is told otherwise there.
    let before = last.and_then(|version| version.content.as_deref());
    let before = before.map(|content| canonical(&entering::fields_of(kind, content)));
    let after = change.held().map(|held| &held.content);
    let differing = match after {
        Some(after) => differences(before.as_ref(), Some(after)),
        None => Vec::new(),
    };
    let until = change.held().and_then(|held| held.valid_to).map(|to| format!(" 至 {to}"));
    let name = match after {
        Some(content) => registers::naming::name_of(kind, change.key(), content, &|register, key| {
            registers::naming::newest_name(registers, register, key)
        }),
        None => name_of(registers, kind, change.key()),
    };
    ChangeShown {
        title: change.title(),
        // A key that is put together from fields says nothing that the name does not.
        key: if change.key().contains('~') { String::new() } else { change.key().to_owned() },
        new: before.is_none(),
        name: if name == change.key() { String::new() } else { name },
        from: format!("{}{}", change.from(), until.unwrap_or_default()),
        differences: in_words(kind, differing, registers),
    }
}

/// Label, before, after of each field, in the order in which the register declares them.
pub(super) fn in_words(
    kind: &RegisterKind,
    differing: Vec<Difference>,
    registers: &Registers,
) -> Vec<(&'static str, String, String)> {
    let text = |field: &Field, value: Option<&Value>| match value {
        Some(value) => {
            words(registers, field, &Value::Object(Map::from_iter([(field.key.to_owned(), value.clone())])))
        }
        None => String::new(),
    };
    let in_order = kind.fields.iter().filter_map(|field| {
        let found = differing.iter().find(|found| found.field == field.key)?;
        Some((field.label, text(field, found.before.as_ref()), text(field, found.after.as_ref())))
    });
    in_order.collect()
}

/// How many of the changes do what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Counts {
    pub new: usize,
    pub amended: usize,
    pub ended: usize,
}

pub(super) fn counted(changes: &[Change]) -> Counts {
    let mut counts = Counts::default();
    for change in changes {
        match change {
            Change::Enter(_) => counts.new += 1,
            Change::Amend(_) => counts.amended += 1,
            Change::Retire { .. } => counts.ended += 1,
        }
    }
    counts
}
