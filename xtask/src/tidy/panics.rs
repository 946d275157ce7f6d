//! No input may bring the program down: outside tests nothing unwraps, expects or panics, unless a comment on the line or on the line
//! before says why it cannot happen.

use super::rust::Line;
use super::{Fault, Repository};

const PANICS: [&str; 4] = [".unwrap()", ".expect(", "panic!(", "unreachable!("];

pub fn faults(repository: &Repository) -> Vec<Fault> {
    let mut faults = Vec::new();
    for source in repository.rust().filter(|source| source.path.starts_with("crates/")) {
        for (number, line) in source.shipped() {
            let Some(name) = PANICS.iter().find(|name| at_run_time(&line.code, name)) else { continue };
            if line.comment.is_empty() && !said_above(&source.lines[..number - 1]) {
                let what = format!("{name} without a comment saying why it cannot fail");
                faults.push(Fault { rule: "panics", place: source.place(number), what });
            }
        }
    }
    faults
}

/// Whether the line may panic when the program runs; a constant panics when it is compiled.
fn at_run_time(code: &str, name: &str) -> bool {
    code.split_once(name).is_some_and(|(before, _)| !before.contains("const "))
}

/// Whether the lines end with a comment, attributes between it and the next line left aside.
fn said_above(above: &[Line]) -> bool {
    let mut lines = above.iter().rev().skip_while(|line| line.code.trim_start().starts_with("#["));
    lines.next().is_some_and(|line| line.code.trim().is_empty() && !line.comment.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unexplained_panic_is_found() {
        let text = "a.unwrap();\nb.expect(\"b\"); // the table has it\n// checked above\n#[allow(x)]\nc.unwrap();\nd.unwrap_or(1);\nconst { N.unwrap() };\n\"e.unwrap()\";\n\
                    #[cfg(test)]\nmod tests { fn f() { g.unwrap(); } }\n";
        let repository = Repository::planted(&[("crates/law/src/a.rs", text)]);
        let places: Vec<String> = faults(&repository).into_iter().map(|fault| fault.place).collect();
        assert_eq!(places, ["crates/law/src/a.rs:1"]);
    }
}
