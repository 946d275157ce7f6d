//! Pure crates name neither files nor network, neither clock nor chance (invariant 1). The clock is read in one place, by whoever
//! calls them.

use super::direction::is_pure;
use super::{Fault, Repository};

/// What pure code does not name.
const IMPURE: [&str; 11] = [
    "std::fs",
    "std::net",
    "std::env",
    "std::process",
    "std::thread",
    "SystemTime",
    "Instant::now",
    "Timestamp::now",
    "Zoned::now",
    "rand::",
    "OsRng",
];

pub fn faults(repository: &Repository) -> Vec<Fault> {
    let mut faults = Vec::new();
    for source in repository.rust().filter(|source| crate_of(source.path).is_some_and(is_pure)) {
        for (number, line) in source.shipped() {
            for name in IMPURE.iter().filter(|name| line.code.contains(**name)) {
                let what = format!("a pure crate names {name}");
                faults.push(Fault { rule: "purity", place: source.place(number), what });
            }
        }
    }
    faults
}

fn crate_of(path: &str) -> Option<&str> {
    path.strip_prefix("crates/")?.split('/').next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_in_a_pure_crate_is_found_and_one_in_its_tests_is_not() {
        let text = "//! Timestamp::now is not for us.\nlet a = Timestamp::now();\n#[cfg(test)]\nmod tests { use std::fs; }\n";
        let repository =
            Repository::planted(&[("crates/cases/src/a.rs", text), ("crates/desk/src/a.rs", text)]);
        let places: Vec<String> = faults(&repository).into_iter().map(|fault| fault.place).collect();
        assert_eq!(places, ["crates/cases/src/a.rs:2"]);
    }
}
