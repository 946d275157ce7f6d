//! Nothing half done is left behind: no reminders to self in comments, no tests that are passed over, no code that says it is not there.

use super::{Fault, Repository};

const REMINDERS: [&str; 2] = ["TODO", "FIXME"];
const HALF_DONE: [&str; 4] = ["#[ignore", "todo!(", "unimplemented!(", "dbg!("];

/// Other sources, where the whole line is looked at.
const OTHER: [&str; 5] = [".ts", ".css", ".typ", ".html", ".toml"];

pub fn faults(repository: &Repository) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut fault = |place: String, word: &str| {
        faults.push(Fault { rule: "leftovers", place, what: format!("{word} is left behind") });
    };
    for source in repository.rust() {
        for (index, line) in source.lines.iter().enumerate() {
            let reminder = REMINDERS.iter().find(|word| says(&line.comment, word));
            let half = HALF_DONE.iter().find(|word| line.code.contains(**word));
            reminder.into_iter().chain(half).for_each(|word| fault(source.place(index + 1), word));
        }
    }
    for (path, text) in OTHER.iter().flat_map(|end| repository.between("", end)) {
        for (index, line) in text.lines().enumerate() {
            let reminder = REMINDERS.iter().find(|word| says(line, word));
            reminder.into_iter().for_each(|word| fault(format!("{path}:{}", index + 1), word));
        }
    }
    faults
}

/// Whether the word stands there by itself.
fn says(line: &str, word: &str) -> bool {
    let mut words = line.split(|c: char| !c.is_ascii_alphanumeric());
    words.any(|found| found == word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reminders_and_passed_over_tests_are_found() {
        let text =
            "// TODO: later\nlet a = \"TODO\";\n#[ignore]\nfn b() { todo!() }\n// TODOS is another word\n";
        let repository =
            Repository::planted(&[("crates/law/src/a.rs", text), ("papers/a.typ", "// FIXME\n")]);
        let places: Vec<String> = faults(&repository).into_iter().map(|fault| fault.place).collect();
        assert_eq!(
            places,
            ["crates/law/src/a.rs:1", "crates/law/src/a.rs:3", "crates/law/src/a.rs:4", "papers/a.typ:1"]
        );
    }
}
