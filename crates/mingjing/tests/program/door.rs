//! The command line's door: what it refuses, and that founding takes its answers from standard input and never a password from the arguments.

use crate::support::{path, run};
use std::io::Write;
use std::process::{Command, Stdio};

#[test]
fn an_empty_district_says_how_to_found_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("new");
    std::fs::create_dir(&data).expect("a data folder");
    // Any free ports: others may be listening on the usual ones.
    let doors = "portal = \"127.0.0.1:0\"\ndesk = \"127.0.0.1:0\"\n";
    std::fs::write(data.join("mingjing.toml"), doors).expect("settings");
    let output = run(&["serve", "--data", path(&data)]);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("mingjing found"), "{said}");
}

/// Answers the questions of a command; gives what it said and its exit code.
fn answered(arguments: &[&str], answers: &str) -> (String, Option<i32>) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_mingjing"));
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("the program starts");
    child.stdin.take().expect("a pipe").write_all(answers.as_bytes()).expect("it listens");
    let output = child.wait_with_output().expect("the program ends");
    (
        String::from_utf8_lossy(&output.stderr).into_owned() + &String::from_utf8_lossy(&output.stdout),
        output.status.code(),
    )
}

#[test]
fn a_district_is_founded_once_from_answers() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("new");
    let code = mingjing::demo::district::codes().justice;
    let answers = |password: &str| format!("{code}\n明镜区司法局\n310105\n方远\n\n\n{password}\n");
    let (said, exit) = answered(&["found", "--data", path(&data)], &answers("short"));
    assert_eq!(exit, Some(2), "{said}");
    assert!(said.contains("at least 10"), "{said}");
    let (said, exit) = answered(&["found", "--data", path(&data)], &answers("a long enough password"));
    assert_eq!(exit, Some(0), "{said}");
    assert!(!said.contains("long enough password"), "{said}");
    let (said, exit) = answered(&["found", "--data", path(&data)], &answers("a long enough password"));
    assert_eq!(exit, Some(2), "{said}");
    assert!(said.contains("already"), "{said}");
    let (said, exit) =
        answered(&["account", "admin", "--totp", "--data", path(&data)], "another long password\n");
    assert_eq!(exit, Some(0), "{said}");
    assert!(said.contains("otpauth://totp/Mingjing:admin?secret="), "{said}");
    let (said, exit) = answered(&["account", "nobody", "--data", path(&data)], "another long password\n");
    assert_eq!(exit, Some(2), "{said}");
    assert!(said.contains("no officer nobody"), "{said}");
    assert_eq!(String::from_utf8_lossy(&run(&["check", "--data", path(&data)]).stdout), "");
}

#[test]
fn a_wrong_code_or_region_is_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let (said, exit) = answered(&["found", "--data", path(&folder.path().join("new"))], "123\n");
    assert_eq!(exit, Some(2), "{said}");
    assert!(said.contains("18位"), "{said}");
}
