//! `mingjing law` as scripts use it: one answer a line, an exit code that says how it went, and lines from standard input when nothing is given.

use std::io::Write;
use std::process::{Command, Stdio};

/// Asks; gives standard output and the exit code.
fn law(arguments: &[&str], input: &str) -> (String, i32) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_mingjing"));
    command.arg("law").args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = command.spawn().expect("the program starts");
    // A program that answers from its arguments does not read; that its end is closed is no fault.
    let _ = child.stdin.take().expect("a pipe").write_all(input.as_bytes());
    let output = child.wait_with_output().expect("the program ends");
    (String::from_utf8(output.stdout).expect("text"), output.status.code().expect("an exit code"))
}

#[test]
fn one_question_one_answer() {
    for (arguments, answer, code) in [
        (vec!["deadline", "--working-days", "7", "2026-11-23"], "2026-12-02\n", 0),
        (vec!["deadline", "--calendar-days", "15", "2026-09-16"], "2026-10-08\n", 0),
        (vec!["workday", "2026-02-14"], "working\n", 0),
        (vec!["workday", "2026-02-16"], "rest\n", 0),
        (vec!["workday", "2031-01-02"], "unknown\n", 3),
        (vec!["uscc", "91230500MA1B3N1N2M"], "valid\n", 0),
        (vec!["uscc", "9123"], "invalid: 统一社会信用代码应为18位，现为4位\n", 1),
        (vec!["ric", "11010519491231002X"], "valid\n", 0),
    ] {
        assert_eq!(law(&arguments, ""), (answer.to_owned(), code), "{arguments:?}");
    }
}

#[test]
fn an_invalid_code_says_why() {
    let (answer, code) = law(&["ric", "110105194912310021"], "");
    assert!(answer.starts_with("invalid: ") && answer.len() > 15, "{answer}");
    assert_eq!(code, 1);
}

#[test]
fn lines_come_from_standard_input_and_the_worst_decides_the_exit_code() {
    let (answer, code) = law(&["workday"], "2026-02-14\n2026-02-16\n2031-01-02\n");
    assert_eq!((answer.as_str(), code), ("working\nrest\nunknown\n", 3));
    let (answer, code) = law(&["deadline", "--working-days", "7"], "2026-11-23\n2026-02-30\n");
    assert_eq!(answer.lines().next(), Some("2026-12-02"));
    assert_eq!(answer.lines().count(), 2);
    assert_eq!(code, 2);
    assert_eq!(law(&["uscc"], ""), (String::new(), 0));
}

#[test]
fn a_question_that_does_not_read_is_answered_with_two() {
    assert_eq!(law(&["deadline", "2026-11-23"], "").1, 2);
    assert_eq!(law(&["deadline", "--working-days", "70000", "2026-11-23"], "").1, 2);
    assert_eq!(law(&["weekday", "2026-11-23"], "").1, 2);
}
