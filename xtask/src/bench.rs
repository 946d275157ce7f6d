//! The benchmark: builds the program and the bench as a release and writes `docs/performance.md`, one table with each figure beside its limit. It takes
//! long on a small machine, most of it for the release build, and wants the machine to itself.

use crate::{assets, setup, shell};
use anyhow::Result;
use clap::Args;
use std::path::{Path, PathBuf};

const PAGE: &str = "docs/performance.md";

#[derive(Args)]
pub struct Bench {
    /// Cases in the large district; fewer are quicker to tell and the page says how many there were
    #[arg(long, default_value_t = 100_000)]
    cases: u32,
    /// How long each rate is measured, in seconds
    #[arg(long, default_value_t = 5)]
    seconds: u32,
}

/// Builds, measures, writes the page.
pub fn run(root: &Path, asked: &Bench) -> Result<()> {
    setup::ready(setup::Purpose::Test)?;
    assets::build(root)?;
    shell::say("Building a release of the program and the bench");
    let packages = ["build", "--release", "--package", "mingjing", "--package", "bench"];
    shell::run(&mut shell::command(&shell::cargo(), &packages, root))?;
    shell::say("Measuring; leave the machine alone meanwhile");
    let (cases, seconds) = (asked.cases.to_string(), asked.seconds.to_string());
    let arguments = ["--cases", &cases, "--seconds", &seconds, "--out", PAGE];
    // Where cargo was told to build, if anybody told it.
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from);
    let bench = target.join("release/bench").display().to_string();
    shell::run(&mut shell::command(&bench, &arguments, root))
}
