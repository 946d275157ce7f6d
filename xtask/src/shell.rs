//! Running other programs: each command line is shown before it runs, and a failure names it. No shell is involved, and nothing
//! is read from standard input.

use anyhow::{Context, Result, bail};
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The repository's root. Cargo names the package's folder at run time; the folder it was compiled in serves when it does not.
pub fn root() -> Result<PathBuf> {
    let package =
        std::env::var("CARGO_MANIFEST_DIR").unwrap_or_else(|_| env!("CARGO_MANIFEST_DIR").to_owned());
    let root = Path::new(&package).parent().context("xtask has no folder above it")?;
    Ok(root.to_path_buf())
}

/// Says what comes next.
pub fn say(step: &str) {
    eprintln!("\n== {step}");
}

/// A command in `folder`, with nothing on its standard input.
pub fn command(program: &str, arguments: &[&str], folder: &Path) -> Command {
    let mut command = Command::new(program);
    command.args(arguments).current_dir(folder).stdin(Stdio::null());
    command
}

/// Runs a command to its end. An error names the command and how it ended.
pub fn run(command: &mut Command) -> Result<()> {
    let line = line_of(command);
    eprintln!("   $ {line}");
    let status = command.status().with_context(|| format!("cannot start `{line}`"))?;
    if !status.success() {
        bail!("`{line}` ended with {status}");
    }
    Ok(())
}

/// Whether a program of this name is found on the search path.
pub fn on_path(program: &str) -> bool {
    let folders = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&folders).any(|folder| folder.join(program).is_file())
}

/// The name of the cargo that started this program.
pub fn cargo() -> String {
    std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned())
}

/// The command as one line, for people.
pub fn line_of(command: &Command) -> String {
    let program = Path::new(command.get_program()).file_name().unwrap_or(command.get_program());
    let words = std::iter::once(program).chain(command.get_args()).map(OsStr::to_string_lossy);
    words.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_names_its_command() {
        let fault = run(&mut command("false", &["--now"], Path::new("/"))).expect_err("false fails");
        assert!(fault.to_string().starts_with("`false --now` ended with"), "{fault}");
    }

    #[test]
    fn a_missing_program_is_named() {
        let fault = run(&mut command("no-such-program-here", &[], Path::new("/"))).expect_err("cannot start");
        assert_eq!(fault.to_string(), "cannot start `no-such-program-here`");
        assert!(!on_path("no-such-program-here"));
        assert!(on_path("sh"));
    }
}
