//! The public side of the registers as the portal holds it in memory: for each public register the entries with their versions, built from the
//! declarations' allow-lists whenever the registers change. What is not on an allow-list never comes here (invariant 6).

use events::Registers;
use events::book::last_day;
use jiff::civil::Date;
use registers::all;
use registers::declaration::RegisterKind;
use serde_json::Value;
use std::collections::BTreeMap;

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
    /// Number of the confirming entry in the ledger.
    pub number: u64,
    pub confirmed_on: Date,
}

/// A public register.
pub struct PublicRegister {
    pub kind: &'static RegisterKind,
    entries: BTreeMap<String, Vec<PublicVersion>>,
}

/// All of them, in the order of the directory.
#[derive(Default)]
pub struct PublicRegisters(Vec<PublicRegister>);

impl PublicRegisters {
    /// The public part of every register.
    pub fn of(registers: &Registers) -> PublicRegisters {
        let public = all::ALL.iter().filter(|kind| kind.is_public());
        PublicRegisters(public.map(|kind| public_register(kind, registers)).collect())
    }

    pub fn all(&self) -> impl Iterator<Item = &PublicRegister> {
        self.0.iter()
    }

    pub fn of_word(&self, word: &str) -> Option<&PublicRegister> {
        self.0.iter().find(|register| register.kind.word == word)
    }
}

fn public_register(kind: &'static RegisterKind, registers: &Registers) -> PublicRegister {
    let mut entries: BTreeMap<String, Vec<PublicVersion>> = BTreeMap::new();
    for (key, versions) in registers.book(kind.word).all() {
        let mut under: Option<String> = None;
        for (place, version) in versions.iter().enumerate() {
            let content = version.content.as_deref();
            let named = content.and_then(|content| public_key(kind, key, content));
            // Under another key, or under none: what stood under the former one ends.
            let held = named.is_some();
            let Some(at) = named.or_else(|| under.clone()) else { continue };
            if let Some(former) = under.replace(at.clone()).filter(|former| *former != at) {
                entries.entry(former).or_default().push(public_version(kind, version, None, None));
            }
            let shown = content.filter(|_| held);
            entries.entry(at).or_default().push(public_version(
                kind,
                version,
                shown,
                last_day(versions, place),
            ));
        }
    }
    PublicRegister { kind, entries }
}

fn public_version(
    kind: &RegisterKind,
    version: &events::book::Version,
    content: Option<&Value>,
    to: Option<Date>,
) -> PublicVersion {
    PublicVersion {
        from: version.valid_from,
        to,
        content: content.map(|content| kind.public_part(content)),
        // What is asked by an act of its own is free text for the file: why a certificate was suspended is nobody's on the portal. Only a proposal's form
        // says that its reason is published.
        reason: if kind.act.is_none() { version.reason.to_string() } else { String::new() },
        number: version.confirmed.number,
        confirmed_on: events::occasion::beijing(version.confirmed.at).date(),
    }
}

/// The address of an entry. An officer's id is for signing in and not public; the number of the certificate is, and who holds none is not shown.
fn public_key(kind: &RegisterKind, key: &str, content: &Value) -> Option<String> {
    match kind.word {
        "officer" => content.get("certificate_number").and_then(Value::as_str).map(str::to_owned),
        _ => Some(key.to_owned()),
    }
}

impl PublicRegister {
    /// Every version of an entry, oldest first; empty when there is none.
    pub fn history(&self, key: &str) -> &[PublicVersion] {
        self.entries.get(key).map_or(&[], Vec::as_slice)
    }

    /// The version of an entry that holds on a day.
    pub fn as_of(&self, key: &str, day: Date) -> Option<&PublicVersion> {
        holds(self.history(key), day)
    }

    /// The content of an entry as of a day; `None` when nothing holds then.
    pub fn on_day(&self, key: &str, day: Date) -> Option<Value> {
        Some(on(self.as_of(key, day)?.content.clone()?, day))
    }

    /// Every entry that holds on a day, with its content as of that day.
    pub fn all_as_of(&self, day: Date) -> impl Iterator<Item = (&str, Value)> {
        self.entries.iter().filter_map(move |(key, versions)| {
            let content = holds(versions, day)?.content.clone()?;
            Some((key.as_str(), on(content, day)))
        })
    }
}

fn holds(versions: &[PublicVersion], day: Date) -> Option<&PublicVersion> {
    let begun = versions.iter().rev().find(|version| version.from <= day)?;
    (begun.content.is_some() && begun.to.is_none_or(|to| day <= to)).then_some(begun)
}

/// A certificate whose term is over is shown as expired, whatever its state says.
pub fn on(mut content: Value, day: Date) -> Value {
    let over = content.get("certificate_to").and_then(Value::as_str).and_then(|to| to.parse::<Date>().ok());
    let valid = content.get("certificate_state").and_then(Value::as_str) == Some("有效");
    if valid && over.is_some_and(|to| to < day) {
        content["certificate_state"] = "过期".into();
    }
    content
}

#[cfg(test)]
mod tests {
    use super::*;
    use events::registers::CertificateChanged;
    use events::testing::{Story, district};
    use events::{Body, Event, OfficerId, Recorded, StreamId};
    use law::officers::CertificateState;

    #[test]
    fn only_what_the_declaration_allows_is_here() {
        let registers = district::registers();
        let public = PublicRegisters::of(&registers);
        assert!(public.of_word("qualifications").is_none());
        let day = events::testing::day("2026-11-23");
        let officers = public.of_word("officer").unwrap();
        let shown: Vec<(&str, Value)> = officers.all_as_of(day).collect();
        let with_certificate = registers.officers().filter(|officer| officer.certificate.is_some()).count();
        assert_eq!(shown.len(), with_certificate);
        for (key, content) in &shown {
            let fields: Vec<&String> = content.as_object().unwrap().keys().collect();
            assert!(fields.iter().all(|field| officers.kind.public.contains(&field.as_str())), "{fields:?}");
            assert_ne!(*key, "zhang");
        }
        let expired = shown.iter().filter(|(_, content)| content["certificate_state"] == "过期").count();
        assert_eq!(expired, 1, "the certificate of one officer expired in 2025");
        assert!(officers.all_as_of(events::testing::day("2026-01-04")).next().is_none());
    }
    #[test]
    fn why_a_certificate_was_suspended_stays_inside() {
        const WHY: &str = "涉嫌受贿，停职接受调查";
        let mut history = district::events();
        let officer = OfficerId::from(district::ZHANG);
        let state = CertificateState::Suspended;
        history.push(Event::CertificateChanged(CertificateChanged { officer, state, reason: WHY.into() }));
        history.extend(crate::portal::directory::tests::standard());
        let mut registers = Registers::default();
        for (number, event) in (0_u64..).zip(history) {
            let at = events::testing::moment("2027-01-04T10:00");
            let body = Body { event, by: Story::new().named(district::ZHANG), unit: district::BODY.into() };
            let stream = StreamId::REGISTERS;
            registers.enter(&Recorded { number, stream, seq: number + 1, at, body });
        }
        let inside = registers.book("officer").history(district::ZHANG).last().expect("a version");
        assert_eq!(&*inside.reason, WHY, "the desk knows it");
        let public = PublicRegisters::of(&registers);
        let held =
            registers.officer(&OfficerId::from(district::ZHANG)).and_then(|one| one.certificate.clone());
        let shown = public.of_word("officer").unwrap().history(&held.expect("a certificate").number);
        let newest = shown.last().and_then(|version| version.content.as_ref()).expect("it is shown");
        assert_eq!(newest["certificate_state"], CertificateState::Suspended.title());
        assert!(shown.iter().all(|version| version.reason.is_empty()));
        let standard = public.of_word("discretion").unwrap().history("CL-1");
        assert_eq!(standard[0].reason, "按公布的文件", "written to be published");
    }
}
