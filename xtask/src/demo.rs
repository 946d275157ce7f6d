//! The demonstration: a synthetic district, from one fixed seed, served on this machine. This command gets the machine ready and
//! hands over to `mingjing demo`, which seeds the district, prints the accounts and serves until it is stopped.
//!
//! It builds with the dev profile, whose dependencies are optimised; a release build takes many times as long and is for measuring.

use crate::{assets, setup, shell};
use anyhow::{Context, Result};
use clap::Args;
use std::os::unix::process::CommandExt;
use std::path::Path;

#[derive(Args)]
pub struct Demo {
    /// Where the district is kept; the same folder again goes on where it was left
    #[arg(long, default_value = "target/demo")]
    data: String,
    /// Where the public sees the portal
    #[arg(long, default_value = "127.0.0.1:8080")]
    portal: String,
    /// Where officers see the desk
    #[arg(long, default_value = "127.0.0.1:8081")]
    desk: String,
    /// How many cases to seed; the program's own number when not given
    #[arg(long)]
    cases: Option<u32>,
    /// Build with the release profile
    #[arg(long)]
    release: bool,
}

/// Sets up, builds, and becomes the served program; returns only when that fails.
pub fn run(root: &Path, asked: &Demo) -> Result<()> {
    setup::ready(setup::Purpose::Demo)?;
    assets::build(root)?;
    let arguments = arguments(asked);
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    shell::say("Building Mingjing and starting the demonstration (the first build takes some minutes)");
    let mut command = shell::command(&shell::cargo(), &words, root);
    eprintln!("   $ {}", shell::line_of(&command));
    // Becoming the program, instead of waiting for it, lets a signal to this command reach it.
    let fault = command.exec();
    Err(fault).context("cannot start cargo")
}

fn arguments(asked: &Demo) -> Vec<String> {
    let mut words = vec!["run", "--quiet", "--package", "mingjing"];
    words.extend(asked.release.then_some("--release"));
    words.extend(["--", "demo", "--data", &asked.data, "--portal", &asked.portal, "--desk", &asked.desk]);
    let mut words: Vec<String> = words.into_iter().map(str::to_owned).collect();
    words.extend(asked.cases.map(|cases| format!("--cases={cases}")));
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        demo: Demo,
    }

    fn line(words: &[&str]) -> String {
        arguments(&Line::parse_from(words).demo).join(" ")
    }

    #[test]
    fn plain_demo_uses_the_published_addresses() {
        let said = line(&["demo"]);
        let expected = "run --quiet --package mingjing -- demo --data target/demo --portal 127.0.0.1:8080 --desk 127.0.0.1:8081";
        assert_eq!(said, expected);
    }

    #[test]
    fn what_is_asked_for_is_passed_on() {
        let said = line(&["demo", "--release", "--data", "/tmp/d", "--cases", "5"]);
        assert!(said.starts_with("run --quiet --package mingjing --release -- demo --data /tmp/d"), "{said}");
        assert!(said.ends_with("--cases=5"), "{said}");
    }
}
