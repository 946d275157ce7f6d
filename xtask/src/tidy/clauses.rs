//! Every one of the plan's twenty-five clauses has its row in docs/clauses.md: what carries it out, and which tests show it; or the word
//! “later (issue N)”, with the issue that will. What is named there exists.

use super::glossary::has_word;
use super::markdown;
use super::{Fault, Repository};

const PAGE: &str = "docs/clauses.md";

pub fn faults(repository: &Repository) -> Vec<Fault> {
    let rows = markdown::rows(repository.text(PAGE).unwrap_or_default());
    let mut faults = Vec::new();
    for clause in 1..=25u8 {
        let number = clause.to_string();
        let mut fault =
            |what: String| faults.push(Fault { rule: "clauses", place: format!("clause {clause}"), what });
        match rows.iter().filter(|cells| cells[0] == number).collect::<Vec<_>>()[..] {
            [cells] => said_of(repository, cells).into_iter().for_each(fault),
            [] => fault(format!("{PAGE} has no row for it")),
            _ => fault(format!("{PAGE} has more than one row for it")),
        }
    }
    faults
}

fn said_of(repository: &Repository, cells: &[&str]) -> Vec<String> {
    let [_, _, carried_out, shown] = cells else {
        return vec![format!("{PAGE}: its row has {} cells, not 4", cells.len())];
    };
    let (functions, tests) = (markdown::code_spans(carried_out), markdown::code_spans(shown));
    let later = carried_out.contains("later (issue ");
    let mut said = Vec::new();
    if functions.is_empty() && !later {
        said.push("names neither what carries it out nor “later (issue N)”".to_owned());
    }
    if tests.is_empty() && !functions.is_empty() {
        said.push("names no test that shows it".to_owned());
    }
    said.extend(
        functions
            .iter()
            .filter(|name| !exists(repository, name, ""))
            .map(|name| format!("{name} is not in the code")),
    );
    said.extend(
        tests
            .iter()
            .filter(|name| !exists(repository, name, "fn "))
            .map(|name| format!("{name} is not a test")),
    );
    said
}

/// A path that is there, or a name like `law::deadlines::publication` whose last part stands in that crate after `keyword`.
fn exists(repository: &Repository, name: &str, keyword: &str) -> bool {
    if name.contains('/') {
        return repository.holds(name);
    }
    let (tree, word) = match (name.split("::").next(), name.rsplit("::").next()) {
        (Some(first), Some(last)) if first != last => (first, last),
        _ => return false,
    };
    let trees = [format!("crates/{tree}/"), format!("{tree}/")];
    trees.iter().any(|tree| {
        repository.between(tree, ".rs").any(|(_, text)| has_word(text, &format!("{keyword}{word}")))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(row: &str) -> Vec<String> {
        let rest: String = (2..=25).map(|clause| format!("| {clause} | c | later (issue 3) | |\n")).collect();
        let files = [
            (PAGE, format!("{row}\n{rest}")),
            ("crates/law/src/deadlines.rs", "fn publication() {} fn it_holds() {}".to_owned()),
        ];
        let files = files.each_ref().map(|(path, text)| (*path, text.as_str()));
        faults(&Repository::planted(&files))
            .into_iter()
            .map(|fault| format!("{}: {}", fault.place, fault.what))
            .collect()
    }

    #[test]
    fn what_a_clause_names_exists() {
        assert!(said("| 1 | c | `law::deadlines::publication` | `law::it_holds` |").is_empty());
        assert!(said("| 1 | c | `law::publication` | `crates/law/src/deadlines.rs` |").is_empty());
        assert_eq!(
            said("| 1 | c | `law::nothing` | `law::it_holds` |"),
            ["clause 1: law::nothing is not in the code"]
        );
        assert_eq!(
            said("| 1 | c | `law::publication` | `law::it_fails` |"),
            ["clause 1: law::it_fails is not a test"]
        );
    }

    #[test]
    fn a_clause_is_carried_out_or_later() {
        assert_eq!(said(""), ["clause 1: docs/clauses.md has no row for it"]);
        assert_eq!(
            said("| 1 | c | soon | |"),
            ["clause 1: names neither what carries it out nor “later (issue N)”"]
        );
        assert_eq!(said("| 1 | c | `law::publication` | |"), ["clause 1: names no test that shows it"]);
    }
}
