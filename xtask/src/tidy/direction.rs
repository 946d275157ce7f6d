//! Which crate may use which (ARCHITECTURE.md): law and the ledger rest on nothing of ours, the eight capabilities never on one
//! another, and nothing pure on a library that reads, waits or draws.

use super::manifest;
use super::{Fault, Repository};

/// The eight capabilities.
pub const CAPABILITIES: [&str; 8] =
    ["registers", "cases", "records", "reviews", "disclosures", "archives", "oversight", "complaints"];

/// Pure crates: no input or output, no clock, no randomness.
pub fn is_pure(name: &str) -> bool {
    matches!(name, "law" | "events" | "ledger") || CAPABILITIES.contains(&name)
}

/// What of ours a crate may use; `None` for a crate this list does not know.
fn may_use(name: &str) -> Option<Vec<&'static str>> {
    let capable = |more: &[&'static str]| [&["law", "events"], CAPABILITIES.as_slice(), more].concat();
    let shell = ["ledger", "desk", "store", "documents", "media", "sheets"];
    Some(match name {
        "law" | "ledger" | "media" => vec![],
        "events" | "documents" | "sheets" => vec!["law"],
        _ if CAPABILITIES.contains(&name) => vec!["law", "events"],
        "verifier" => vec!["law", "events", "ledger"],
        "desk" => capable(&[]),
        "store" => capable(&["ledger", "desk"]),
        "pages" => capable(&shell),
        "mingjing" | "bench" => capable(&[shell.as_slice(), &["pages", "verifier"]].concat()),
        _ => return None,
    })
}

/// Libraries that pure crates may use: they compute, and that is all.
const PURE_LIBRARIES: [&str; 11] = [
    "base64",
    "ed25519-dalek",
    "hex",
    "jiff",
    "serde",
    "serde_json",
    "sha2",
    "sm3",
    "subtle",
    "thiserror",
    "zeroize",
];

pub fn faults(repository: &Repository) -> Vec<Fault> {
    let mut faults = Vec::new();
    let ours: Vec<&str> =
        repository.between("crates/", "/Cargo.toml").filter_map(|(path, _)| crate_of(path)).collect();
    for (path, text) in repository.between("crates/", "/Cargo.toml") {
        let Some(name) = crate_of(path) else { continue };
        let mut fault = |what: String| faults.push(Fault { rule: "direction", place: path.to_owned(), what });
        let Some(allowed) = may_use(name) else {
            fault(format!("crate {name} has no place in the order of crates (xtask/src/tidy/direction.rs)"));
            continue;
        };
        for used in manifest::names(text, "dependencies") {
            if ours.contains(&used) && !allowed.contains(&used) {
                fault(format!("{name} may not use {used}"));
            }
            if is_pure(name) && !ours.contains(&used) && !PURE_LIBRARIES.contains(&used) {
                fault(format!("{name} is pure and may not use the library {used}"));
            }
        }
        for used in manifest::names(text, "dev-dependencies") {
            if CAPABILITIES.contains(&name) && CAPABILITIES.contains(&used) {
                fault(format!("{name} may not use {used}, not even in tests"));
            }
        }
    }
    faults
}

/// `crates/law/Cargo.toml` is the manifest of `law`.
fn crate_of(path: &str) -> Option<&str> {
    path.strip_prefix("crates/")?.strip_suffix("/Cargo.toml").filter(|name| !name.contains('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(files: &[(&str, &str)]) -> Vec<String> {
        faults(&Repository::planted(files)).into_iter().map(|fault| fault.what).collect()
    }

    #[test]
    fn capabilities_do_not_use_one_another() {
        let reviews = ("crates/reviews/Cargo.toml", "[dependencies]\nevents.workspace = true\n");
        let events = ("crates/events/Cargo.toml", "[dependencies]\n");
        let cases = "[dependencies]\nevents.workspace = true\nreviews.workspace = true\n";
        assert_eq!(
            said(&[reviews, events, ("crates/cases/Cargo.toml", cases)]),
            ["cases may not use reviews"]
        );
        let cases = "[dev-dependencies]\nreviews.workspace = true\n";
        let found = said(&[reviews, events, ("crates/cases/Cargo.toml", cases)]);
        assert_eq!(found, ["cases may not use reviews, not even in tests"]);
    }

    #[test]
    fn pure_crates_use_no_library_that_reads_or_waits() {
        let law = "[dependencies]\njiff.workspace = true\ntokio.workspace = true\n[dev-dependencies]\nproptest.workspace = true\n";
        assert_eq!(
            said(&[("crates/law/Cargo.toml", law)]),
            ["law is pure and may not use the library tokio"]
        );
        assert!(said(&[("crates/store/Cargo.toml", "[dependencies]\ntokio.workspace = true\n")]).is_empty());
    }

    #[test]
    fn a_new_crate_must_be_given_its_place() {
        assert_eq!(said(&[("crates/extra/Cargo.toml", "")]).len(), 1);
    }
}
