//! Every Rust file begins with a `//!` header of at least one full sentence: what it is, what it carries out, what it does not do. A file
//! of tests may say in fewer words what it tests.

use super::rust;
use super::{Fault, Repository};

/// Shorter than this says only the file's name again.
const CHARACTERS_MIN: usize = 40;

pub fn faults(repository: &Repository) -> Vec<Fault> {
    let judged = repository.between("", ".rs").filter_map(|(path, text)| Some((path, fault(path, text)?)));
    judged
        .map(|(path, what)| Fault { rule: "headers", place: path.to_owned(), what: what.to_owned() })
        .collect()
}

fn fault(path: &str, text: &str) -> Option<&'static str> {
    let header: Vec<&str> = text.lines().map_while(|line| line.strip_prefix("//!")).map(str::trim).collect();
    if header.is_empty() {
        return Some("does not begin with a //! header");
    }
    let header = header.join(" ");
    let long = rust::is_for_tests(path) || header.chars().count() >= CHARACTERS_MIN;
    let sentence = long && header.contains(['.', ':', '。']);
    (!sentence).then_some("its header is not a full sentence")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_is_a_sentence() {
        let repository = Repository::planted(&[
            (
                "crates/law/src/good.rs",
                "//! Working days (工作日) as the State Council\n//! sets them each year.\n\nfn a() {}",
            ),
            ("crates/law/src/none.rs", "fn a() {}\n//! Too late to be a header of this file."),
            ("crates/law/src/short.rs", "//! Law.\n"),
            ("crates/law/src/tests/short.rs", "//! Periods and calendars.\n"),
        ]);
        let places: Vec<String> = faults(&repository).into_iter().map(|fault| fault.place).collect();
        assert_eq!(places, ["crates/law/src/none.rs", "crates/law/src/short.rs"]);
    }
}
