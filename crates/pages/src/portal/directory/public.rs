//! The public side of the registers as the portal holds it in memory: for each public register the entries with their versions, built from the
//! declarations' allow-lists whenever the registers change. What is not on an allow-list never comes here (invariant 6).
//!
//! A register whose book has not changed is taken over from the directory before, and of one that has, every entry that has not: an act that enters one
//! guide costs one guide. What is looked for and sorted by is worked out once, when a version comes in.

use super::official;
use events::Registers;
use events::book::{Book, Version, last_day};
use jiff::civil::Date;
use law::officers::{CertificateState, shown_state};
use registers::citation::{self, Cited};
use registers::declaration::RegisterKind;
use registers::{all, naming, references, wording};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Bound;
use std::sync::Arc;

/// A version as everyone may see it.
#[derive(Clone, Debug)]
pub struct PublicVersion {
    pub from: Date,
    /// Last day, where one is known.
    pub to: Option<Date>,
    /// `None`: ended, or not public from here on.
    pub content: Option<Value>,
    /// Why it was changed, where whoever wrote it was told that everyone reads it; empty otherwise.
    pub reason: String,
    /// Number of the confirming entry in the ledger; none for what comes with the program.
    pub number: Option<u64>,
    pub confirmed_on: Date,
    /// What the entry is called by this version.
    pub name: String,
    /// Everything of it in words, as it is searched ([`super::find::plain`]).
    pub text: Box<str>,
    pub cited: Vec<Cited>,
}

/// An entry, and the history it was made from.
struct Entry {
    source: Option<Arc<Vec<Version>>>,
    versions: Vec<PublicVersion>,
}

/// A public register.
pub struct PublicRegister {
    pub kind: &'static RegisterKind,
    entries: BTreeMap<Arc<str>, Arc<Entry>>,
    /// The books it was made from: its own, and those whose names stand in it.
    books: Vec<Option<Arc<Book>>>,
    /// Entries by what they name: the register and the key.
    naming: HashMap<(&'static str, Box<str>), Vec<Arc<str>>>,
    /// Entries by the article they cite: law and number.
    citing: HashMap<(Box<str>, u32), Vec<Arc<str>>>,
    /// The version of the registers it was made from.
    pub version: u64,
    /// Every day on which what holds may be another than the day before, in order.
    turns: Vec<Date>,
}

/// All of them, in the order of the directory.
#[derive(Default)]
pub struct PublicRegisters(Vec<Arc<PublicRegister>>);

impl PublicRegisters {
    /// The public part of every register; what did not change is shared with `before`.
    pub fn following(registers: &Registers, before: &PublicRegisters) -> PublicRegisters {
        let public = all::ALL.iter().filter(|kind| kind.is_public());
        let one = |kind: &'static RegisterKind| {
            let books = books_of(kind, registers);
            let known = before.0.iter().find(|known| known.kind.word == kind.word);
            match known.filter(|known| same(&known.books, &books)) {
                Some(known) => known.clone(),
                None => Arc::new(public_register(kind, registers, books, known)),
            }
        };
        PublicRegisters(public.map(one).collect())
    }

    pub fn all(&self) -> impl Iterator<Item = &PublicRegister> {
        self.0.iter().map(|register| &**register)
    }

    pub fn of_word(&self, word: &str) -> Option<&PublicRegister> {
        self.all().find(|register| register.kind.word == word)
    }

    /// The same, to be read beside whatever comes next.
    pub fn shared(&self, word: &str) -> Option<Arc<PublicRegister>> {
        self.0.iter().find(|register| register.kind.word == word).cloned()
    }
}

fn books_of(kind: &RegisterKind, registers: &Registers) -> Vec<Option<Arc<Book>>> {
    let words = std::iter::once(kind.word).chain(references::of_register(kind.word).map(|one| one.to));
    words.map(|word| registers.shared_book(word).cloned()).collect()
}

fn same(one: &[Option<Arc<Book>>], other: &[Option<Arc<Book>>]) -> bool {
    let alike = |pair: (&Option<Arc<Book>>, &Option<Arc<Book>>)| match pair {
        (Some(one), Some(other)) => Arc::ptr_eq(one, other),
        (None, None) => true,
        _ => false,
    };
    one.len() == other.len() && one.iter().zip(other).all(alike)
}

fn public_register(
    kind: &'static RegisterKind,
    registers: &Registers,
    books: Vec<Option<Arc<Book>>>,
    before: Option<&Arc<PublicRegister>>,
) -> PublicRegister {
    let mut entries: BTreeMap<Arc<str>, Arc<Entry>> = BTreeMap::new();
    if kind.word == "officer" {
        entries = officers(kind, registers);
    } else {
        // Names of others stand in the texts, so their books have to be the same for an entry to be taken over.
        let kept = before.filter(|before| same(&before.books[1..], &books[1..]));
        for (key, source) in books.iter().take(1).flatten().flat_map(|book| book.all_shared()) {
            let known = kept.and_then(|kept| kept.entries.get(key));
            let unchanged =
                |entry: &&Arc<Entry>| entry.source.as_ref().is_some_and(|known| Arc::ptr_eq(known, source));
            let entry = match known.filter(unchanged) {
                Some(entry) => entry.clone(),
                None => Arc::new(Entry {
                    source: Some(source.clone()),
                    versions: all_of(kind, key, source, registers),
                }),
            };
            entries.insert(key.clone(), entry);
        }
    }
    if kind.word == "calendar" {
        official::add(kind, &mut |key, version| {
            let own = entries.get(key).map_or(&[][..], |entry| entry.versions.as_slice());
            let versions = std::iter::once(version).chain(own.iter().cloned()).collect();
            entries.insert(key.into(), Arc::new(Entry { source: None, versions }));
        });
    }
    let (version, turns) = (registers.version, turns(&entries));
    let (naming, citing) = (HashMap::new(), HashMap::new());
    let mut register = PublicRegister { kind, entries, books, naming, citing, version, turns };
    register.index();
    register
}

/// The days on which a version begins, ends, or a certificate is shown as expired ([`on`]).
fn turns(entries: &BTreeMap<Arc<str>, Arc<Entry>>) -> Vec<Date> {
    let mut days = BTreeSet::new();
    for version in entries.values().flat_map(|entry| &entry.versions) {
        let lasts = [version.to, version.content.as_ref().and_then(expires)];
        days.insert(version.from);
        days.extend(lasts.into_iter().flatten().filter_map(|last| last.tomorrow().ok()));
    }
    days.into_iter().collect()
}

/// Every version of an entry, each with its last day.
fn all_of(kind: &RegisterKind, key: &str, source: &[Version], registers: &Registers) -> Vec<PublicVersion> {
    let one = |(place, version): (usize, &Version)| {
        public_version(kind, key, version, version.content.as_deref(), last_day(source, place), registers)
    };
    source.iter().enumerate().map(one).collect()
}

/// An officer's id is for signing in and not public; the number of the certificate is the address, and who holds none is not shown. Under another number, or
/// under none, what stood under the former one ends.
fn officers(kind: &'static RegisterKind, registers: &Registers) -> BTreeMap<Arc<str>, Arc<Entry>> {
    let mut found: BTreeMap<Arc<str>, Vec<PublicVersion>> = BTreeMap::new();
    for (_, versions) in registers.book(kind.word).all() {
        let mut under: Option<Arc<str>> = None;
        for (place, version) in versions.iter().enumerate() {
            let content = version.content.as_deref();
            let named = content.and_then(|content| content.get("certificate_number")?.as_str());
            let held = named.is_some();
            let Some(at) = named.map(Arc::from).or_else(|| under.clone()) else { continue };
            let mut put = |at: Arc<str>, shown: Option<&Value>, to| {
                let version = public_version(kind, &at, version, shown, to, registers);
                found.entry(at).or_default().push(version);
            };
            if let Some(former) = under.replace(at.clone()).filter(|former| *former != at) {
                put(former, None, None);
            }
            put(at, content.filter(|_| held), last_day(versions, place));
        }
    }
    found.into_iter().map(|(key, versions)| (key, Arc::new(Entry { source: None, versions }))).collect()
}

fn public_version(
    kind: &RegisterKind,
    key: &str,
    version: &Version,
    content: Option<&Value>,
    to: Option<Date>,
    registers: &Registers,
) -> PublicVersion {
    let content = content.map(|content| kind.public_part(content));
    let named = |register: &str, key: &str| naming::newest_name(registers, register, key);
    let blank = Value::Null;
    let shown = content.as_ref().unwrap_or(&blank);
    let name = naming::name_of(kind, key, shown, &named);
    PublicVersion {
        from: version.valid_from,
        to,
        text: text_of(kind, key, &name, shown, &named).into(),
        cited: citation::cited_by(shown),
        name,
        reason: if kind.tells_reasons() { version.reason.to_string() } else { String::new() },
        number: Some(version.confirmed.number),
        confirmed_on: events::occasion::beijing(version.confirmed.at).date(),
        content,
    }
}

/// Number, name, every public field in words, and the articles cited as people type them.
pub fn text_of(
    kind: &RegisterKind,
    key: &str,
    name: &str,
    content: &Value,
    named: &dyn Fn(&str, &str) -> Option<String>,
) -> String {
    let mut text = format!("{key} {name} ");
    for field in kind.public.iter().filter_map(|key| kind.field(key)) {
        text.push_str(&wording::in_words(field, content.get(field.key), &|code| named("body", code)));
        text.push(' ');
    }
    for cited in citation::cited_by(content).iter().filter(|cited| cited.article > 0) {
        text.push_str(&format!("{}第{}条 ", cited.law, cited.article));
    }
    super::find::plain(&text)
}

impl PublicRegister {
    /// Every version of an entry, oldest first; empty when there is none.
    pub fn history(&self, key: &str) -> &[PublicVersion] {
        self.entries.get(key).map_or(&[], |entry| entry.versions.as_slice())
    }

    /// Every entry whose key begins so, with all its versions.
    pub fn under(&self, start: &str) -> impl Iterator<Item = (&str, &[PublicVersion])> {
        let from = self.entries.range::<str, _>((Bound::Included(start), Bound::Unbounded));
        let within = from.take_while(move |(key, _)| key.starts_with(start));
        within.map(|(key, entry)| (&**key, entry.versions.as_slice()))
    }

    /// The version of an entry that holds on a day.
    pub fn as_of(&self, key: &str, day: Date) -> Option<&PublicVersion> {
        holds(self.history(key), day)
    }

    /// The content of an entry as of a day; `None` when nothing holds then.
    pub fn on_day(&self, key: &str, day: Date) -> Option<Value> {
        Some(on(self.as_of(key, day)?.content.clone()?, day))
    }

    /// Since when what holds on this day has held unchanged; `None` before anything ever held.
    pub fn since(&self, day: Date) -> Option<Date> {
        let begun = self.turns.partition_point(|turn| *turn <= day);
        self.turns.get(begun.checked_sub(1)?).copied()
    }

    /// Every entry that holds on a day with the version that does; content as it was entered.
    pub fn versions_as_of(&self, day: Date) -> impl Iterator<Item = (&str, &PublicVersion)> {
        self.entries.iter().filter_map(move |(key, entry)| Some((&**key, holds(&entry.versions, day)?)))
    }

    /// Every entry that holds on a day, with its content as of that day.
    pub fn all_as_of(&self, day: Date) -> impl Iterator<Item = (&str, Value)> {
        self.versions_as_of(day)
            .filter_map(move |(key, version)| Some((key, on(version.content.clone()?, day))))
    }

    /// The entries that name this entry of another register on the day, by one of these fields.
    pub fn naming(&self, to: &'static str, key: &str, day: Date) -> Vec<(&str, &PublicVersion)> {
        let found = self.naming.get(&(to, Box::from(key))).map_or(&[][..], Vec::as_slice);
        let fields: Vec<&str> =
            references::of_register(self.kind.word).filter(|one| one.to == to).map(|one| one.field).collect();
        let holding = found.iter().filter_map(|entry| Some((&**entry, self.as_of(entry, day)?)));
        let names = |content: &Value| {
            fields
                .iter()
                .any(|field| content.get(*field).is_some_and(|value| names(value).any(|name| name == key)))
        };
        holding.filter(|(_, version)| version.content.as_ref().is_some_and(names)).collect()
    }

    /// The entries that cite this article on the day, or a part of it.
    pub fn citing(&self, law: &str, article: u32, day: Date) -> Vec<(&str, &PublicVersion)> {
        let found = self.citing.get(&(Box::from(law), article)).map_or(&[][..], Vec::as_slice);
        let holding = found.iter().filter_map(|entry| Some((&**entry, self.as_of(entry, day)?)));
        let cites = |one: &&Cited| one.law == law && one.article == article;
        holding.filter(|(_, version)| version.cited.iter().any(|one| cites(&one))).collect()
    }

    fn index(&mut self) {
        for (key, entry) in &self.entries {
            for version in &entry.versions {
                for cited in version.cited.iter().filter(|cited| cited.article > 0) {
                    let entries = self.citing.entry((cited.law.as_str().into(), cited.article)).or_default();
                    add(entries, key);
                }
                let Some(content) = &version.content else { continue };
                for reference in references::of_register(self.kind.word) {
                    for name in content.get(reference.field).into_iter().flat_map(names) {
                        add(self.naming.entry((reference.to, name.into())).or_default(), key);
                    }
                }
            }
        }
    }
}

/// Entries come in the order of their keys, so one that is there already is the last.
fn add(entries: &mut Vec<Arc<str>>, key: &Arc<str>) {
    if entries.last() != Some(key) {
        entries.push(key.clone());
    }
}

/// The keys a field names: one, or each of a list.
fn names(value: &Value) -> impl Iterator<Item = &str> {
    let many = value.as_array().map_or(&[][..], Vec::as_slice);
    value.as_str().into_iter().chain(many.iter().filter_map(Value::as_str))
}

fn holds(versions: &[PublicVersion], day: Date) -> Option<&PublicVersion> {
    let begun = versions.iter().rev().find(|version| version.from <= day)?;
    (begun.content.is_some() && begun.to.is_none_or(|to| day <= to)).then_some(begun)
}

/// The last day of an officer's certificate.
fn expires(content: &Value) -> Option<Date> {
    content.get("certificate_to")?.as_str()?.parse().ok()
}

/// The first day of an officer's certificate.
fn begins(content: &Value) -> Option<Date> {
    content.get("certificate_from")?.as_str()?.parse().ok()
}

/// A certificate whose term has not begun or is over is shown as what it is, whatever its state says.
pub fn on(mut content: Value, day: Date) -> Value {
    let valid = CertificateState::Valid;
    if content.get("certificate_state").and_then(Value::as_str) == Some(valid.title()) {
        let (from, to) = (begins(&content).unwrap_or(Date::MIN), expires(&content).unwrap_or(Date::MAX));
        content["certificate_state"] = shown_state(from, to, valid, day).into();
    }
    content
}

#[cfg(test)]
#[path = "public_tests.rs"]
mod tests;
