//! The rules of the house that a machine can hold. Each rule is a function from the files of the repository to its faults, one file
//! each; the list below is all there is. `cargo nextest run` runs them too (xtask/tests/tidy.rs).
//!
//! A fault that has to be lived with for a while stands in xtask/tidy/allow.txt, which may only shrink.

mod acts;
mod allowed;
mod clauses;
mod crates;
mod dependencies;
mod direction;
mod glossary;
mod headers;
mod leftovers;
mod manifest;
mod markdown;
mod names;
mod panics;
mod purity;
mod references;
mod repository;
mod rust;
mod sizes;
mod specs;

pub use repository::Repository;

use crate::shell;
use anyhow::{Result, bail};
use std::path::Path;

/// One thing against the rules.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fault {
    /// The rule, by the name it has in [`RULES`].
    pub rule: &'static str,
    /// A path, a path with a line, or the word in question.
    pub place: String,
    pub what: String,
}

type Rule = fn(&Repository) -> Vec<Fault>;

/// Every rule.
const RULES: &[Rule] = &[
    headers::faults,
    direction::faults,
    purity::faults,
    panics::faults,
    leftovers::faults,
    names::faults,
    crates::faults,
    acts::faults,
    acts::story_faults,
    glossary::faults,
    clauses::faults,
    dependencies::faults,
    specs::faults,
    references::faults,
];

/// Everything against the rules, in order of place.
pub fn faults(repository: &Repository) -> Vec<Fault> {
    let found = RULES.iter().flat_map(|rule| rule(repository)).collect();
    let mut faults = allowed::without_allowed(repository, found);
    faults.sort();
    faults
}

/// Checks the repository at `root` and prints what it finds; an error when there is a fault.
pub fn run(root: &Path) -> Result<()> {
    shell::say("House rules (tidy)");
    let repository = Repository::read(root)?;
    for note in sizes::notes(&repository) {
        eprintln!("   note: {note}");
    }
    let faults = faults(&repository);
    for fault in &faults {
        eprintln!("   {}: {}: {}", fault.rule, fault.place, fault.what);
    }
    match faults.len() {
        0 => eprintln!("   {} files, no fault", repository.paths().count()),
        count => bail!("{count} against the house rules"),
    }
    Ok(())
}
