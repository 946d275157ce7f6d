//! A book: every version of every entry of one register, and the one function that answers “as of” for all registers.
//!
//! Versions of an entry lie in the order in which they were confirmed, with days that never go back. A version holds from its first day to its own last
//! day, or to the day before the next one begins, whichever is earlier; so two versions of one entry never hold on the same day. A version without
//! content is the entry's retirement.

use crate::people::OfficerNamed;
use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;
use std::sync::Arc;

/// Who did it, when, and the number of the entry in the ledger.
#[derive(Clone, Debug, PartialEq)]
pub struct Signed {
    pub by: OfficerNamed,
    pub at: Timestamp,
    pub number: u64,
}

/// One version of an entry.
#[derive(Clone, Debug, PartialEq)]
pub struct Version {
    pub valid_from: Date,
    /// Last day as entered, where the entry has a term; what ends it sooner is the next version.
    pub valid_to: Option<Date>,
    /// `None`: retired from `valid_from` on.
    pub content: Option<Arc<Value>>,
    pub reason: Arc<str>,
    pub prepared: Arc<Signed>,
    /// The same as `prepared` where one person enters, as the administrator does bodies and officers.
    pub confirmed: Arc<Signed>,
}

/// All entries of one register. Entries are shared between snapshots, so that a copy of a large book costs little.
#[derive(Clone, Debug, Default)]
pub struct Book {
    entries: BTreeMap<Arc<str>, Arc<Vec<Version>>>,
    /// Fields by whose text entries are looked up.
    looked_up: &'static [&'static str],
    /// Keys of the entries that have, or had, a text in such a field.
    by_text: BTreeMap<(&'static str, String), BTreeSet<Arc<str>>>,
}

impl Book {
    pub(crate) const fn none() -> Book {
        Book { entries: BTreeMap::new(), looked_up: &[], by_text: BTreeMap::new() }
    }

    /// An empty book whose entries can be looked up by the text of these fields.
    pub(crate) fn looked_up_by(fields: &'static [&'static str]) -> Book {
        Book { looked_up: fields, ..Book::none() }
    }

    /// Adds a version at the end of its entry's history.
    pub(crate) fn add(&mut self, key: &str, version: Version) {
        let known = self.entries.get_key_value(key).map(|(key, _)| key.clone());
        let key = known.unwrap_or_else(|| key.into());
        for field in self.looked_up {
            let content = version.content.as_deref();
            if let Some(text) = content.and_then(|content| content.get(*field)?.as_str()) {
                self.by_text.entry((*field, text.to_owned())).or_default().insert(key.clone());
            }
        }
        match self.entries.get_mut(&key) {
            Some(versions) => Arc::make_mut(versions).push(version),
            None => {
                self.entries.insert(key, Arc::new(vec![version]));
            }
        }
    }

    /// Every entry that has, or had, this text in a field by which this book is looked up, with its history, in the order of keys.
    pub fn naming<'a>(
        &'a self,
        field: &'static str,
        text: &str,
    ) -> impl Iterator<Item = (&'a str, &'a [Version])> {
        debug_assert!(self.is_empty() || self.looked_up.contains(&field), "nothing is looked up by {field}");
        let keys = self.by_text.get(&(field, text.to_owned())).into_iter().flatten();
        keys.map(|key| (&**key, self.history(key)))
    }

    /// Every version of an entry, oldest first; empty when there is none.
    pub fn history(&self, key: &str) -> &[Version] {
        self.entries.get(key).map_or(&[], |versions| versions.as_slice())
    }

    /// The version that holds on `day`.
    pub fn as_of(&self, key: &str, day: Date) -> Option<&Version> {
        as_of(self.history(key), day)
    }

    /// Every entry that holds on `day`, in the order of keys.
    pub fn all_as_of(&self, day: Date) -> impl Iterator<Item = (&str, &Version)> {
        self.entries.iter().filter_map(move |(key, versions)| Some((&**key, as_of(versions, day)?)))
    }

    /// Every entry that holds on `day` and whose key begins so, in the order of keys.
    pub fn under_as_of<'a>(
        &'a self,
        beginning: &'a str,
        day: Date,
    ) -> impl Iterator<Item = (&'a str, &'a Version)> {
        self.under(beginning).filter_map(move |(key, versions)| Some((key, as_of(versions, day)?)))
    }

    /// Every entry whose key begins so, with its history, in the order of keys.
    pub fn under<'a>(&'a self, beginning: &'a str) -> impl Iterator<Item = (&'a str, &'a [Version])> {
        let from = self.entries.range::<str, _>((Bound::Included(beginning), Bound::Unbounded));
        let under = from.take_while(move |(key, _)| key.starts_with(beginning));
        under.map(|(key, versions)| (&**key, versions.as_slice()))
    }

    /// Every entry with its history, in the order of keys.
    pub fn all(&self) -> impl Iterator<Item = (&str, &[Version])> {
        self.entries.iter().map(|(key, versions)| (&**key, versions.as_slice()))
    }

    /// The same, to be kept beyond this snapshot.
    pub fn all_shared(&self) -> impl Iterator<Item = (&Arc<str>, &Arc<Vec<Version>>)> {
        self.entries.iter()
    }

    /// How many entries there are, with those that have ended.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}

/// The version that holds on `day`: the last one that has begun, if its term is not over and it is no retirement.
pub fn as_of(versions: &[Version], day: Date) -> Option<&Version> {
    let begun = versions.iter().rev().find(|version| version.valid_from <= day)?;
    let holds = begun.content.is_some() && begun.valid_to.is_none_or(|last| day <= last);
    holds.then_some(begun)
}

/// The last day of the version at `place`: its own, or the day before the next begins. A version replaced on its first day has none that counts: its last
/// day lies before its first.
pub fn last_day(versions: &[Version], place: usize) -> Option<Date> {
    let own = versions.get(place).and_then(|version| version.valid_to);
    let next = versions.get(place + 1).and_then(|next| next.valid_from.yesterday().ok());
    match (own, next) {
        (Some(own), Some(next)) => Some(own.min(next)),
        (one, other) => one.or(other),
    }
}

/// One field that differs between two versions.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference {
    pub field: String,
    pub before: Option<Value>,
    pub after: Option<Value>,
}

/// What differs, field by field, in the order of the keys.
pub fn differences(before: Option<&Value>, after: Option<&Value>) -> Vec<Difference> {
    let empty = serde_json::Map::new();
    let fields = |value: Option<&Value>| value.and_then(Value::as_object).cloned().unwrap_or(empty.clone());
    let (before, after) = (fields(before), fields(after));
    let mut keys: Vec<&String> = before.keys().chain(after.keys()).collect();
    keys.sort_unstable();
    keys.dedup();
    let differs = |key: &&String| before.get(*key) != after.get(*key);
    keys.into_iter()
        .filter(differs)
        .map(|key| Difference {
            field: key.clone(),
            before: before.get(key).cloned(),
            after: after.get(key).cloned(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::OfficerId;
    use jiff::civil::date;
    use serde_json::json;

    fn version(from: Date, to: Option<Date>, content: Option<Value>) -> Version {
        let by = OfficerNamed { id: OfficerId::from("a"), name: "甲".into(), certificate: String::new() };
        let signed = Arc::new(Signed { by, at: Timestamp::UNIX_EPOCH, number: 0 });
        Version {
            valid_from: from,
            valid_to: to,
            content: content.map(Arc::new),
            reason: "".into(),
            prepared: signed.clone(),
            confirmed: signed,
        }
    }

    fn days(version: Option<&Version>) -> Option<i64> {
        version.and_then(|version| version.content.as_ref()?["days"].as_i64())
    }

    #[test]
    fn each_day_is_answered_by_one_version() {
        let mut book = Book::default();
        let (may, july, october) = (date(2026, 5, 1), date(2026, 7, 1), date(2026, 10, 1));
        book.add("a", version(may, None, Some(json!({"days": 60}))));
        book.add("a", version(july, Some(date(2026, 8, 31)), Some(json!({"days": 30}))));
        book.add("a", version(october, None, None));
        for (day, says) in [
            (date(2026, 4, 30), None),
            (may, Some(60)),
            (date(2026, 6, 30), Some(60)),
            (july, Some(30)),
            (date(2026, 8, 31), Some(30)),
            (date(2026, 9, 1), None),
            (october, None),
        ] {
            assert_eq!(days(book.as_of("a", day)), says, "{day}");
            assert_eq!(book.all_as_of(day).count(), usize::from(says.is_some()), "{day}");
        }
        let history = book.history("a");
        assert_eq!(last_day(history, 0), Some(date(2026, 6, 30)));
        assert_eq!(last_day(history, 1), Some(date(2026, 8, 31)));
        assert_eq!(last_day(history, 2), None);
        assert_eq!(book.history("b"), []);
        book.add("ab~1", version(may, None, Some(json!({"days": 1}))));
        book.add("b", version(may, None, Some(json!({"days": 2}))));
        let under: Vec<&str> = book.under_as_of("ab~", july).map(|(key, _)| key).collect();
        assert_eq!(under, ["ab~1"]);
    }

    #[test]
    fn a_version_replaced_on_its_first_day_never_held() {
        let mut book = Book::default();
        book.add("a", version(date(2026, 5, 1), None, Some(json!({"days": 60}))));
        book.add("a", version(date(2026, 5, 1), None, Some(json!({"days": 30}))));
        assert_eq!(days(book.as_of("a", date(2026, 5, 1))), Some(30));
        assert_eq!(last_day(book.history("a"), 0), Some(date(2026, 4, 30)));
    }

    #[test]
    fn entries_are_found_by_what_they_name_or_named() {
        let mut book = Book::looked_up_by(&["organ"]);
        let (may, july) = (date(2026, 5, 1), date(2026, 7, 1));
        book.add("b", version(may, None, Some(json!({"organ": "甲"}))));
        book.add("a", version(may, None, Some(json!({"organ": "甲", "note": "乙"}))));
        book.add("a", version(july, None, Some(json!({"organ": "乙"}))));
        book.add("c", version(may, None, None));
        let naming = |text| book.naming("organ", text).map(|(key, _)| key).collect::<Vec<_>>();
        assert_eq!(naming("甲"), ["a", "b"]);
        assert_eq!(naming("乙"), ["a"]);
        assert_eq!(naming("丙"), [""; 0]);
        assert_eq!(book.naming("organ", "乙").next().map(|(_, history)| history.len()), Some(2));
    }

    #[test]
    fn differences_are_named_field_by_field() {
        let (before, after) =
            (json!({"days": 60, "organ": "甲", "note": "x"}), json!({"days": 30, "organ": "甲"}));
        let found = differences(Some(&before), Some(&after));
        let fields: Vec<&str> = found.iter().map(|difference| difference.field.as_str()).collect();
        assert_eq!(fields, ["days", "note"]);
        assert_eq!(found[0].before, Some(json!(60)));
        assert_eq!(found[1].after, None);
        assert_eq!(differences(None, Some(&after)).len(), 2);
        assert_eq!(differences(Some(&after), Some(&after)), []);
    }
}
