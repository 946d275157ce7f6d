//! Words that say nothing stay out of the names of files, modules and types.

use super::{Fault, Repository};

const EMPTY: [&str; 8] = ["manager", "helper", "util", "handler", "process", "data", "info", "common"];

/// What is named after these keywords.
const KEYWORDS: [&str; 5] = ["struct", "enum", "trait", "mod", "type"];

/// Where names are ours to choose.
const TREES: [&str; 6] = ["crates/", "frontend/src/", "papers/", "specs/", "tests/", "xtask/"];

pub fn faults(repository: &Repository) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut fault = |place: String, word: &str| {
        faults.push(Fault { rule: "names", place, what: format!("the word “{word}” says nothing") });
    };
    for path in repository.paths().filter(|path| TREES.iter().any(|tree| path.starts_with(tree))) {
        if let Some(word) = path.split(['/', '.', '_', '-']).find_map(empty) {
            fault(path.to_owned(), word);
        }
    }
    for source in repository.rust() {
        for (number, line) in source.shipped() {
            if let Some(word) =
                defined(&line.code).and_then(|name| words(name).iter().find_map(|word| empty(word)))
            {
                fault(source.place(number), word);
            }
        }
    }
    faults
}

/// The word itself, singular or plural, if it is one of those.
fn empty(word: &str) -> Option<&'static str> {
    let lower = word.to_lowercase();
    EMPTY.into_iter().find(|empty| lower == *empty || lower.strip_suffix('s') == Some(empty))
}

/// The name a line defines, if it defines one.
fn defined(code: &str) -> Option<&str> {
    let mut words = code.split_whitespace().skip_while(|word| word.starts_with("pub"));
    let keyword = words.next()?;
    let name = words.next().filter(|_| KEYWORDS.contains(&keyword))?;
    name.split(|c: char| !c.is_alphanumeric() && c != '_').next()
}

/// `CaseHandler` and `case_handler` as their words.
fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    for c in name.chars() {
        if c == '_' || c.is_uppercase() {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut().filter(|_| c != '_') {
            word.push(c);
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn empty_words_are_found_in_names_of_files_and_types() {
        let repository = Repository::planted(&[
            ("crates/law/src/date_utils.rs", ""),
            (
                "crates/law/src/a.rs",
                "pub struct CaseManager {\npub(crate) mod common;\nstruct Database;\nlet process = 1;\nenum Information {}",
            ),
        ]);
        let places: Vec<String> = faults(&repository).into_iter().map(|fault| fault.place).collect();
        assert_eq!(
            places,
            ["crates/law/src/date_utils.rs", "crates/law/src/a.rs:1", "crates/law/src/a.rs:2"]
        );
    }
}
