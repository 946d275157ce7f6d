//! No input may bring the program down: outside tests nothing unwraps, expects or panics, unless a comment on the line or on the line
//! before says why it cannot happen.

use super::{Fault, Repository};

const PANICS: [&str; 4] = [".unwrap()", ".expect(", "panic!(", "unreachable!("];

pub fn faults(repository: &Repository) -> Vec<Fault> {
    let mut faults = Vec::new();
    for source in repository.rust().filter(|source| source.path.starts_with("crates/")) {
        for (number, line) in source.shipped() {
            let Some(name) = PANICS.iter().find(|name| line.code.contains(**name)) else { continue };
            let before = number.checked_sub(2).and_then(|index| source.lines.get(index));
            let said_before = before.is_some_and(|before| before.code.trim().is_empty() && !before.comment.is_empty());
            if line.comment.is_empty() && !said_before {
                let what = format!("{name} without a comment saying why it cannot fail");
                faults.push(Fault { rule: "panics", place: source.place(number), what });
            }
        }
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unexplained_panic_is_found() {
        let text = "a.unwrap();\nb.expect(\"b\"); // the table has it\n// checked above\nc.unwrap();\nd.unwrap_or(1);\n\"e.unwrap()\";\n\
                    #[cfg(test)]\nmod tests { fn f() { g.unwrap(); } }\n";
        let repository = Repository::planted(&[("crates/law/src/a.rs", text)]);
        let places: Vec<String> = faults(&repository).into_iter().map(|fault| fault.place).collect();
        assert_eq!(places, ["crates/law/src/a.rs:1"]);
    }
}
