//! Every check and every test, the quick ones first. A step that fails does not keep the later ones from running; at the end all
//! failed steps are named. The test runner goes last, so that its summary is the last thing to read.

use crate::{assets, setup, shell, tidy};
use anyhow::{Result, bail};
use clap::Args;
use std::path::Path;

/// The databases and object stores that store tests run on are started by a part of the store that is compiled for tests only.
const STORES: &str = "store/testing";

#[derive(Args)]
pub struct Test {
    /// Take the machine as it is: install nothing
    #[arg(long)]
    no_setup: bool,
    /// Passed on to the test runner, e.g. a name to filter by
    #[arg(last = true)]
    runner: Vec<String>,
}

/// Runs everything; an error names the steps that failed.
pub fn run(root: &Path, asked: &Test) -> Result<()> {
    if !asked.no_setup {
        setup::ready(setup::Purpose::Test)?;
        setup::python(root)?;
    }
    // The pages embed what is built here: without it nothing compiles.
    assets::build(root)?;
    let steps: [(&str, &dyn Fn() -> Result<()>); 4] = [
        ("tidy", &|| tidy::run(root)),
        ("frontend", &|| assets::check(root)),
        ("examples in documentation", &|| examples(root)),
        ("tests", &|| tests(root, &asked.runner)),
    ];
    let failed: Vec<&str> =
        steps.iter().filter(|(name, step)| !passes(name, step)).map(|(name, _)| *name).collect();
    if failed.is_empty() { Ok(()) } else { bail!("failed: {}", failed.join(", ")) }
}

fn passes(name: &str, step: &dyn Fn() -> Result<()>) -> bool {
    let outcome = step();
    if let Err(fault) = &outcome {
        eprintln!("   {name}: {fault:#}");
    }
    outcome.is_ok()
}

fn examples(root: &Path) -> Result<()> {
    shell::say("Examples in documentation");
    shell::run(&mut shell::command(
        &shell::cargo(),
        &["test", "--quiet", "--workspace", "--features", STORES, "--doc"],
        root,
    ))
}

fn tests(root: &Path, more: &[String]) -> Result<()> {
    shell::say("Tests");
    let mut words = if shell::on_path("cargo-nextest") {
        vec!["nextest", "run", "--workspace", "--features", STORES, "--no-fail-fast"]
    } else {
        eprintln!("   cargo-nextest is not installed; using cargo's own runner");
        vec!["test", "--workspace", "--features", STORES, "--all-targets", "--no-fail-fast"]
    };
    words.extend(more.iter().map(String::as_str));
    shell::run(&mut shell::command(&shell::cargo(), &words, root))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_step_is_told_from_a_passed_one() {
        assert!(passes("one", &|| Ok(())));
        assert!(!passes("two", &|| bail!("broken")));
    }
}
