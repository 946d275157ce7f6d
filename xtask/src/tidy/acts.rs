//! One word per act (invariant 10): an act's word is its file's name, it stands in the desk's list, the events it may add exist, and a
//! story under tests/ tells it. Every event is added by some act, or by the program itself.

use super::direction::CAPABILITIES;
use super::{Fault, Repository};
use std::collections::BTreeSet;

const LIST: &str = "crates/desk/src/acts.rs";
const EVENTS: &str = "crates/events/src/event.rs";

/// Events that the program adds by itself, after an act or when somebody looks: papers printed, material viewed.
const BY_THE_PROGRAM: [&str; 2] = ["PaperPrinted", "MaterialViewed"];

/// An act as declared in a capability.
#[derive(Debug)]
pub struct Declared<'a> {
    pub path: &'a str,
    pub capability: &'a str,
    /// The type that implements it.
    pub implements: &'a str,
    pub name: &'a str,
    pub word: &'a str,
    pub title: &'a str,
    pub events: Vec<&'a str>,
}

/// Every act declared in the capabilities. One whose constants do not read has empty ones, which is a fault.
pub fn declared(repository: &Repository) -> Vec<Declared<'_>> {
    let mut acts = Vec::new();
    for (path, text) in repository.between("crates/", ".rs") {
        let Some(capability) = path.split('/').nth(1).filter(|name| CAPABILITIES.contains(name)) else {
            continue;
        };
        for found in text.split("\nimpl Act for ").skip(1) {
            let events = found.split_once("const EVENTS:").and_then(|(_, rest)| rest.split_once("= &["));
            let events = events.and_then(|(_, rest)| rest.split_once(']')).map_or("", |(list, _)| list);
            acts.push(Declared {
                path,
                capability,
                implements: found.split([' ', '{']).next().unwrap_or_default(),
                name: constant(found, "NAME"),
                word: constant(found, "WORD"),
                title: constant(found, "TITLE"),
                events: events.split('"').skip(1).step_by(2).collect(),
            });
        }
    }
    acts
}

fn constant<'a>(text: &'a str, name: &str) -> &'a str {
    let start = format!("const {name}: &'static str = \"");
    text.split_once(&start).and_then(|(_, rest)| rest.split_once('"')).map_or("", |(value, _)| value)
}

/// The names in the list of everything that can happen, each with its 中文 title.
pub fn events(repository: &Repository) -> Vec<(&str, &str)> {
    let text = repository.text(EVENTS).unwrap_or_default();
    let read = |line: &'_ str| -> Option<(usize, usize)> { Some((line.find('(')?, line.find(") \"")?)) };
    let named = text.lines().map(str::trim).filter(|line| line.starts_with(|c: char| c.is_ascii_uppercase()));
    named
        .filter_map(|line| {
            read(line).map(|(name, title)| (&line[..name], line[title + 3..].trim_end_matches("\",")))
        })
        .collect()
}

pub fn faults(repository: &Repository) -> Vec<Fault> {
    let events: BTreeSet<&str> = events(repository).into_iter().map(|(name, _)| name).collect();
    let acts = declared(repository);
    let mut faults: Vec<Fault> = acts.iter().flat_map(|act| faults_of(repository, act, &events)).collect();
    let added: BTreeSet<&str> =
        acts.iter().flat_map(|act| act.events.iter().copied()).chain(BY_THE_PROGRAM).collect();
    for event in events.difference(&added) {
        faults.push(Fault {
            rule: "acts",
            place: (*event).to_owned(),
            what: "no act adds this event".to_owned(),
        });
    }
    faults
}

fn faults_of(repository: &Repository, act: &Declared<'_>, events: &BTreeSet<&str>) -> Vec<Fault> {
    let mut said = Vec::new();
    if act.name != act.implements {
        said.push(format!("NAME is “{}”, the type is {}", act.name, act.implements));
    }
    if act.title.is_ascii() {
        said.push("TITLE does not say in the officers' words what is done".to_owned());
    }
    let below = |end: &str| act.path == format!("crates/{}/src/{}{end}", act.capability, act.word);
    if !below(".rs") && !below("/mod.rs") {
        said.push(format!("WORD is “{}”, which is not the name of the file", act.word));
    }
    let entry = format!("{}::{}::{}", act.capability, act.word, act.name);
    let list = repository.text(LIST).unwrap_or_default();
    if !list.lines().any(|line| line.trim().trim_end_matches(',') == entry) {
        said.push(format!("{entry} is not in {LIST}"));
    }
    if act.events.is_empty() {
        said.push("EVENTS does not name the events it may add".to_owned());
    }
    for event in act.events.iter().filter(|event| !events.contains(**event)) {
        said.push(format!("EVENTS names {event}, which cannot happen"));
    }
    said.into_iter().map(|what| Fault { rule: "acts", place: act.path.to_owned(), what }).collect()
}

/// Every act stands in a story: a test file of its word, or one that names the word as a string.
pub fn story_faults(repository: &Repository) -> Vec<Fault> {
    let told = |word: &str| {
        let (file, quoted, address) = (format!("/{word}.rs"), format!("\"{word}\""), format!("/{word}\""));
        repository
            .between("tests/", ".rs")
            .any(|(path, text)| path.ends_with(&file) || text.contains(&quoted) || text.contains(&address))
    };
    let untold = declared(repository).into_iter().filter(|act| !told(act.word));
    untold
        .map(|act| Fault {
            rule: "stories",
            place: act.word.to_owned(),
            what: "no story tells this act".to_owned(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const EVENT: &str =
        "events! {\n    cases {\n        CaseOpened(cases::CaseOpened) \"线索登记\",\n    }\n}\n";
    const ACT: &str = "//! Opening.\n\nimpl Act for OpenCase {\n    const NAME: &'static str = \"OpenCase\";\n    \
                       const WORD: &'static str = \"opening\";\n    const TITLE: &'static str = \"登记线索\";\n    \
                       const EVENTS: &'static [&'static str] = &[\"CaseOpened\"];\n}\n";
    const ACTS: &str = "acts! {\n    cases::opening::OpenCase,\n}\n";

    fn said(act: &str, path: &str) -> Vec<String> {
        let files = [(EVENTS, EVENT), (LIST, ACTS), (path, act)];
        faults(&Repository::planted(&files)).into_iter().map(|fault| fault.what).collect()
    }

    #[test]
    fn a_whole_act_has_no_fault() {
        let found = said(ACT, "crates/cases/src/opening.rs");
        assert!(found.is_empty(), "{found:?}");
    }

    #[test]
    fn each_thing_amiss_is_said() {
        let wrong = |from: &str, to: &str| said(&ACT.replace(from, to), "crates/cases/src/opening.rs");
        assert_eq!(wrong("\"OpenCase\"", "\"Open\"").len(), 2, "name, and list");
        assert_eq!(wrong("登记线索", "open"), ["TITLE does not say in the officers' words what is done"]);
        assert!(
            wrong("CaseOpened", "CaseBegun")
                .contains(&"EVENTS names CaseBegun, which cannot happen".to_owned())
        );
        assert!(wrong("CaseOpened", "CaseBegun").contains(&"no act adds this event".to_owned()));
        assert_eq!(
            said(ACT, "crates/cases/src/begin.rs"),
            ["WORD is “opening”, which is not the name of the file"]
        );
    }

    #[test]
    fn an_act_without_a_story_is_found() {
        let act = ("crates/cases/src/opening.rs", ACT);
        assert_eq!(story_faults(&Repository::planted(&[act]))[0].place, "opening");
        assert!(
            story_faults(&Repository::planted(&[act, ("tests/stories/cases/opening.rs", "")])).is_empty()
        );
        assert!(
            story_faults(&Repository::planted(&[act, ("tests/stories/whole.rs", "act(\"opening\")")]))
                .is_empty()
        );
    }
}
