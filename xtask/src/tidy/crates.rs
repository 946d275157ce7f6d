//! The list of crates in ARCHITECTURE.md is the list of crates there are.

use super::markdown;
use super::{Fault, Repository};
use std::collections::BTreeSet;

const PAGE: &str = "ARCHITECTURE.md";
const HEADING: &str = "## Crates";

pub fn faults(repository: &Repository) -> Vec<Fault> {
    let fault = |what: String| Fault { rule: "crates", place: PAGE.to_owned(), what };
    let Some(section) = repository.text(PAGE).and_then(|page| markdown::section(page, HEADING)) else {
        return vec![fault(format!("has no section “{HEADING}”"))];
    };
    let manifests = repository.between("crates/", "/Cargo.toml");
    let there: BTreeSet<&str> = manifests.filter_map(|(path, _)| path.split('/').nth(1)).collect();
    let rows = markdown::rows(section);
    let listed: BTreeSet<&str> =
        rows.iter().filter_map(|cells| markdown::code_cell(cells.first()?)).collect();
    let missing = there.difference(&listed).map(|name| fault(format!("does not list the crate {name}")));
    let gone = listed.difference(&there).map(|name| fault(format!("lists {name}, which is no crate")));
    missing.chain(gone).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_exact() {
        let page = "# Map\n## Crates\n| Crate | What |\n|---|---|\n| `law` | rules |\n| `lore` | none |\n## Other\n| `rooms` |\n";
        let repository = Repository::planted(&[
            (PAGE, page),
            ("crates/law/Cargo.toml", ""),
            ("crates/events/Cargo.toml", ""),
        ]);
        let said: Vec<String> = faults(&repository).into_iter().map(|fault| fault.what).collect();
        assert_eq!(said, ["does not list the crate events", "lists lore, which is no crate"]);
        assert_eq!(faults(&Repository::default()).len(), 1);
    }
}
