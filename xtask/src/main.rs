//! `cargo xtask`: what a developer or a build machine asks of this repository beyond plain cargo. Every command says in plain
//! English what it does at each step, and may be run again at any time.

use anyhow::Result;
use clap::{Parser, Subcommand};
use std::process::ExitCode;
use xtask::{assets, bench, demo, shell, test, tidy};

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Set up, build, test and check Mingjing")]
struct Asked {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Set up, build and serve a synthetic district: portal 127.0.0.1:8080, desk 127.0.0.1:8081
    Demo(demo::Demo),
    /// Set up and run every check and every test
    Test(test::Test),
    /// Measure, and write docs/performance.md
    Bench(bench::Bench),
    /// Check the rules of the house that a machine can check
    Tidy,
    /// Build the styles and scripts in frontend/, if they changed
    Assets,
}

fn main() -> ExitCode {
    match carry_out(Asked::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => {
            eprintln!("\nxtask: {fault:#}");
            ExitCode::FAILURE
        }
    }
}

fn carry_out(command: Command) -> Result<()> {
    let root = shell::root()?;
    match command {
        Command::Demo(asked) => demo::run(&root, &asked),
        Command::Test(asked) => test::run(&root, &asked),
        Command::Bench(asked) => bench::run(&root, &asked),
        Command::Tidy => tidy::run(&root),
        Command::Assets => assets::build(&root),
    }
}
