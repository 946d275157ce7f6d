//! Formats in specs/ and decisions in docs/decisions/ are numbered without gaps, and every format names an example that a test reads.

use super::markdown;
use super::{Fault, Repository};

pub fn faults(repository: &Repository) -> Vec<Fault> {
    let mut faults = numbering(repository, "specs/", 2);
    faults.extend(numbering(repository, "docs/decisions/", 4));
    for (path, text) in pages(repository, "specs/") {
        let named = markdown::code_spans(text);
        let held = |name: &str| repository.holds(name) || repository.holds(&format!("specs/{name}"));
        let example = named.iter().any(|name| name.contains('/') && !name.ends_with(".md") && held(name));
        if !example {
            faults.push(Fault {
                rule: "specs",
                place: path.to_owned(),
                what: "names no example file or test that exists".to_owned(),
            });
        }
    }
    faults
}

/// Pages directly in the folder.
fn pages<'a>(repository: &'a Repository, folder: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
    repository.between(folder, ".md").filter(move |(path, _)| !path[folder.len()..].contains('/'))
}

fn numbering(repository: &Repository, folder: &str, digits: usize) -> Vec<Fault> {
    let numbered = pages(repository, folder).zip(1..);
    let wrong = numbered
        .filter(|((path, _), number)| !path[folder.len()..].starts_with(&format!("{number:0digits$}-")));
    let fault = |path: &str, number: i32| Fault {
        rule: "specs",
        place: path.to_owned(),
        what: format!("its number should be {number:0digits$}: numbers have no gaps and are given once"),
    };
    wrong.map(|((path, _), number)| fault(path, number)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_run_and_examples_exist() {
        let repository = Repository::planted(&[
            ("specs/01-entry.md", "See `fixtures/a.json`."),
            ("specs/03-receipt.md", "See `crates/ledger/tests/gone.json` and `specs/01-entry.md`."),
            ("specs/fixtures/a.json", "{}"),
            ("docs/decisions/0001-one.md", ""),
        ]);
        let said: Vec<String> =
            faults(&repository).into_iter().map(|fault| format!("{}: {}", fault.place, fault.what)).collect();
        assert_eq!(
            said,
            [
                "specs/03-receipt.md: its number should be 02: numbers have no gaps and are given once",
                "specs/03-receipt.md: names no example file or test that exists"
            ]
        );
    }
}
