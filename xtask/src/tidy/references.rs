//! A page that names a file of this repository names one that is there.

use super::markdown;
use super::{Fault, Repository};

/// A word with one of these ends, with a slash in it, is meant as a path from the root.
const ENDS: [&str; 8] = [".rs", ".md", ".toml", ".txt", ".typ", ".html", ".ts", ".json"];

pub fn faults(repository: &Repository) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (path, text) in repository.between("", ".md") {
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let spans = markdown::code_spans(text).into_iter().filter(|name| is_path(name)).map(str::to_owned);
        let links = links(text).filter_map(|link| from_root(folder, link));
        for name in spans.chain(links).filter(|name| !repository.holds(name)) {
            faults.push(Fault {
                rule: "references",
                place: path.to_owned(),
                what: format!("{name} is not there"),
            });
        }
    }
    faults
}

fn is_path(name: &str) -> bool {
    let plain = name.chars().all(|c| c.is_ascii_alphanumeric() || "/._-".contains(c));
    plain
        && !name.starts_with('/')
        && name.contains('/')
        && ENDS.iter().any(|end| name.ends_with(end))
        && starts_here(name)
}

/// Whether it starts with a folder of ours, and not with one of another tree (an archive package, an export).
fn starts_here(name: &str) -> bool {
    let trees = ["crates/", "docs/", "specs/", "papers/", "frontend/", "tests/", "xtask/", ".ci/", ".cargo/"];
    trees.iter().any(|tree| name.starts_with(tree)) && !name.contains("/dist/")
}

fn links(text: &str) -> impl Iterator<Item = &str> {
    let targets = text.split("](").skip(1).filter_map(|rest| rest.split_once(')')).map(|(target, _)| target);
    targets.filter(|target| !target.contains("://") && !target.starts_with('#'))
}

/// A link relative to the page's folder, as a path from the root.
fn from_root(folder: &str, link: &str) -> Option<String> {
    let link = link.split('#').next()?;
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in link.split('/') {
        match part {
            "." | "" => {}
            ".." => drop(parts.pop()?),
            part => parts.push(part),
        }
    }
    (!parts.is_empty()).then(|| parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_links_lead_somewhere() {
        let page = "`crates/law/src/lib.rs`, `crates/law/src/gone.rs`, `data/events.jsonl`, [map](../ARCHITECTURE.md#idea), [no](b.md), \
                    [far](https://example.org/a.md)";
        let repository = Repository::planted(&[
            ("docs/a.md", page),
            ("ARCHITECTURE.md", ""),
            ("crates/law/src/lib.rs", ""),
        ]);
        let said: Vec<String> = faults(&repository).into_iter().map(|fault| fault.what).collect();
        assert_eq!(said, ["crates/law/src/gone.rs is not there", "docs/b.md is not there"]);
    }
}
