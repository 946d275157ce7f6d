//! The real program, started and killed: a server in a process of its own, over a data folder or over the database and object store it is told of.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// A server in a process of its own; killed when dropped.
pub struct Program {
    child: Child,
    /// `http://127.0.0.1:…`
    pub desk: String,
    pub portal: String,
}

impl Program {
    /// Starts serving a folder and waits until it does; `environment` is set besides.
    pub fn serve(binary: &str, data: &Path, environment: &[(&str, &str)]) -> Program {
        let mut program = Program::begin(binary, data, environment);
        let stdout = program.child.stdout.take().expect("a pipe");
        for line in BufReader::new(stdout).lines().map_while(Result::ok) {
            if let Some(address) = line.strip_prefix("desk ") {
                program.desk = address.to_owned();
            }
            if let Some(address) = line.strip_prefix("portal ") {
                program.portal = address.to_owned();
            }
            // The last thing it says before it serves.
            if line.starts_with("vkey ") {
                break;
            }
        }
        assert!(!program.desk.is_empty(), "the program serves {}", data.display());
        program
    }

    /// Starts it and does not wait for anything.
    pub fn begin(binary: &str, data: &Path, environment: &[(&str, &str)]) -> Program {
        let mut command = Command::new(binary);
        command
            .args(["serve", "--data", crate::material::path(data)])
            .env("MINGJING_PORTAL", "127.0.0.1:0")
            .env("MINGJING_DESK", "127.0.0.1:0")
            .envs(environment.iter().copied())
            .stdout(Stdio::piped())
            .stderr(if std::env::var_os("MINGJING_TEST_LOG").is_some() {
                Stdio::inherit()
            } else {
                Stdio::null()
            })
            .stdin(Stdio::null());
        let child = command.spawn().expect("the program starts");
        Program { child, desk: String::new(), portal: String::new() }
    }

    /// As `kill -9` does.
    pub fn kill(mut self) {
        self.child.kill().expect("is killed");
        self.child.wait().expect("is gone");
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // It may have been killed already, or have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Runs a command of the program to its end; whether it succeeded, and what it said.
pub fn runs(binary: &str, arguments: &[&str]) -> (bool, String) {
    let output = Command::new(binary).args(arguments).output().expect("the program runs");
    (
        output.status.success(),
        String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr),
    )
}
