//! Every act, every event and every refusal has its row in GLOSSARY.md (word · 中文 · meaning · type), acts and events under the very
//! title they have in the code; and what the glossary sets as code is still there. A missing row is printed ready to be filled in.

use super::acts;
use super::markdown;
use super::{Fault, Repository};
use std::collections::{BTreeMap, BTreeSet};

const PAGE: &str = "GLOSSARY.md";

pub fn faults(repository: &Repository) -> Vec<Fault> {
    let rows = markdown::rows(repository.text(PAGE).unwrap_or_default());
    let titles: BTreeMap<&str, &str> = rows
        .iter()
        .filter_map(|cells| Some((markdown::code_cell(cells.first()?)?, *cells.get(1)?)))
        .collect();
    let fault = |place: &str, what: String| Fault { rule: "glossary", place: place.to_owned(), what };
    let missing = |word: &str, chinese: &str, kind: &str| {
        fault(word, format!("{PAGE} needs: | `{word}` | {chinese} | … | {kind} |"))
    };
    let acts = acts::declared(repository);
    let titled = acts.iter().map(|act| (act.name, act.title, "act"));
    let titled =
        titled.chain(acts::events(repository).into_iter().map(|(name, title)| (name, title, "event")));
    let mut faults: Vec<Fault> = titled
        .filter_map(|(name, title, kind)| match titles.get(name) {
            None => Some(missing(name, title, kind)),
            Some(found) if *found != title => {
                Some(fault(name, format!("{PAGE} calls it {found}, the code {title}")))
            }
            Some(_) => None,
        })
        .collect();
    let unexplained = refusals(repository).into_iter().filter(|name| !titles.contains_key(name));
    faults.extend(unexplained.map(|name| missing(name, "…", "refusal")));
    let gone = titles.keys().filter(|word| !stands_in_code(repository, word));
    faults
        .extend(gone.map(|word| fault(word, format!("{PAGE} has a row for it, the code does not have it"))));
    faults
}

/// The names of all refusals, as declared with `events::refusals!`; several acts may refuse by the same name.
fn refusals(repository: &Repository) -> BTreeSet<&str> {
    let files = repository.between("crates/", ".rs");
    let blocks = files.flat_map(|(_, text)| text.split("\nevents::refusals! {").skip(1));
    let lines = blocks.flat_map(|block| block.lines().skip(1).take_while(|line| *line != "}"));
    let variants = lines.filter(|line| line.contains(" => "));
    variants.filter_map(|line| line.split_whitespace().next()).collect()
}

/// Whether the last part of a path like `law::Fen` is a word of the code.
fn stands_in_code(repository: &Repository, name: &str) -> bool {
    let word = name.rsplit("::").next().unwrap_or(name);
    repository.between("crates/", ".rs").any(|(_, text)| has_word(text, word))
}

/// Whether `word` stands in `text` by itself.
pub fn has_word(text: &str, word: &str) -> bool {
    let joins = |c: char| c.is_alphanumeric() || c == '_';
    text.match_indices(word)
        .any(|(at, _)| !text[..at].ends_with(joins) && !text[at + word.len()..].starts_with(joins))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_follow_the_code() {
        let event = "    CaseOpened(cases::CaseOpened) \"线索登记\",\n    CaseFiled(cases::CaseFiled) \"立案\",\n    CaseClosed(cases::CaseClosed) \"结案\",\n";
        let page = "| `CaseOpened` | 线索登记 | m | event |\n| `CaseFiled` | 备案 | m | event |\n| `Gone` | 无 | m | act |\n";
        let act = "//! An act.\n\nevents::refusals! {\n    /// Why not.\n    pub enum Refused {\n        TooLate { days: i64 } => a, \"b\", \"c\";\n    }\n}\n";
        let files = [(PAGE, page), ("crates/events/src/event.rs", event), ("crates/cases/src/a.rs", act)];
        let repository = Repository::planted(&files);
        let said: Vec<String> =
            faults(&repository).into_iter().map(|fault| format!("{}: {}", fault.place, fault.what)).collect();
        assert_eq!(
            said,
            [
                "CaseFiled: GLOSSARY.md calls it 备案, the code 立案",
                "CaseClosed: GLOSSARY.md needs: | `CaseClosed` | 结案 | … | event |",
                "TooLate: GLOSSARY.md needs: | `TooLate` | … | … | refusal |",
                "Gone: GLOSSARY.md has a row for it, the code does not have it"
            ]
        );
    }

    #[test]
    fn a_word_is_not_its_part() {
        assert!(has_word("a Fen(1)", "Fen"));
        assert!(!has_word("Fence", "Fen"));
        assert!(!has_word("the_Fen", "Fen"));
    }
}
