//! Every act and every event has its row in GLOSSARY.md (word · 中文 · meaning · type), under the very name and title it has in the
//! code; and what the glossary sets as code is still there.

use super::acts;
use super::markdown;
use super::{Fault, Repository};
use std::collections::BTreeMap;

const PAGE: &str = "GLOSSARY.md";

pub fn faults(repository: &Repository) -> Vec<Fault> {
    let rows = markdown::rows(repository.text(PAGE).unwrap_or_default());
    let titles: BTreeMap<&str, &str> =
        rows.iter().filter_map(|cells| Some((markdown::code_cell(cells.first()?)?, *cells.get(1)?))).collect();
    let acts = acts::declared(repository);
    let named = acts.iter().map(|act| (act.name, act.title)).chain(acts::events(repository));
    let fault = |place: &str, what: String| Fault { rule: "glossary", place: place.to_owned(), what };
    let mut faults: Vec<Fault> = named
        .filter_map(|(name, title)| match titles.get(name) {
            None => Some(fault(name, format!("{PAGE} has no row for it"))),
            Some(found) if *found != title => Some(fault(name, format!("{PAGE} calls it {found}, the code {title}"))),
            Some(_) => None,
        })
        .collect();
    let gone = titles.keys().filter(|word| !stands_in_code(repository, word));
    faults.extend(gone.map(|word| fault(word, format!("{PAGE} has a row for it, the code does not have it"))));
    faults
}

/// Whether the last part of a path like `law::Fen` is a word of the code.
fn stands_in_code(repository: &Repository, name: &str) -> bool {
    let word = name.rsplit("::").next().unwrap_or(name);
    repository.between("crates/", ".rs").any(|(_, text)| has_word(text, word))
}

/// Whether `word` stands in `text` by itself.
pub fn has_word(text: &str, word: &str) -> bool {
    let joins = |c: char| c.is_alphanumeric() || c == '_';
    text.match_indices(word).any(|(at, _)| {
        !text[..at].ends_with(joins) && !text[at + word.len()..].starts_with(joins)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_follow_the_code() {
        let event = "    CaseOpened(cases::CaseOpened) \"线索登记\",\n    CaseFiled(cases::CaseFiled) \"立案\",\n    CaseClosed(cases::CaseClosed) \"结案\",\n";
        let page = "| `CaseOpened` | 线索登记 | m | event |\n| `CaseFiled` | 备案 | m | event |\n| `Gone` | 无 | m | act |\n";
        let repository = Repository::planted(&[(PAGE, page), ("crates/events/src/event.rs", event)]);
        let said: Vec<String> = faults(&repository).into_iter().map(|fault| format!("{}: {}", fault.place, fault.what)).collect();
        assert_eq!(
            said,
            [
                "CaseFiled: GLOSSARY.md calls it 备案, the code 立案",
                "CaseClosed: GLOSSARY.md has no row for it",
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
