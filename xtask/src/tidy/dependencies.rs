//! Every library the workspace uses has its line in docs/dependencies.md, and every line there its library.

use super::{Fault, Repository};
use super::{manifest, markdown};
use std::collections::BTreeSet;

const PAGE: &str = "docs/dependencies.md";

pub fn faults(repository: &Repository) -> Vec<Fault> {
    let names = manifest::names(repository.text("Cargo.toml").unwrap_or_default(), "workspace.dependencies");
    let ours = |name: &str| repository.text(&format!("crates/{name}/Cargo.toml")).is_some();
    let used: BTreeSet<&str> = names.into_iter().filter(|name| !ours(name)).collect();
    let rows = markdown::rows(repository.text(PAGE).unwrap_or_default());
    let listed: BTreeSet<&str> =
        rows.iter().filter_map(|cells| markdown::code_cell(cells.first()?)).collect();
    let fault = |name: &&str, what: &str| Fault {
        rule: "dependencies",
        place: (*name).to_owned(),
        what: format!("{PAGE} {what}"),
    };
    let missing = used.difference(&listed).map(|name| fault(name, "does not say what it is for"));
    let gone = listed.difference(&used).map(|name| fault(name, "lists it, the workspace does not use it"));
    missing.chain(gone).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_exact() {
        let manifest =
            "[workspace.dependencies]\nlaw = { path = \"crates/law\" }\nhex = \"0.4\"\nrand = \"0.10\"\n";
        let page = "| Library | For |\n|---|---|\n| `hex` | digests |\n| `left-pad` | |\n";
        let repository =
            Repository::planted(&[("Cargo.toml", manifest), (PAGE, page), ("crates/law/Cargo.toml", "")]);
        let places: Vec<String> = faults(&repository).into_iter().map(|fault| fault.place).collect();
        assert_eq!(places, ["rand", "left-pad"]);
    }
}
