//! The house rules hold on this very repository: `cargo nextest run` says so as `cargo xtask tidy` does.

use xtask::shell;
use xtask::tidy::{self, Repository};

#[test]
fn the_repository_keeps_the_rules_of_the_house() {
    let root = shell::root().expect("the repository's root");
    let repository = Repository::read(&root).expect("its files");
    assert!(repository.text("xtask/src/main.rs").is_some(), "{} is not the repository", root.display());
    let faults = tidy::faults(&repository);
    let lines: Vec<String> =
        faults.iter().map(|fault| format!("{}: {}: {}", fault.rule, fault.place, fault.what)).collect();
    assert!(faults.is_empty(), "{} against the house rules:\n{}", faults.len(), lines.join("\n"));
}
