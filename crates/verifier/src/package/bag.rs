//! The bag around a package (RFC 8493; specs/04-archive-package.md §3): its tag files, its two manifests, and that every file is named by exactly one of them.

use super::Seen;
use super::source::Source;
use crate::Fault;
use std::collections::BTreeMap;

/// The longest tag file that is read; a manifest of a hundred thousand files is shorter.
pub(super) const TAG_SIZE_BYTES_MAX: u64 = 64 << 20;

const PAYLOAD: &str = "manifest-sha256.txt";
const TAGS: &str = "tagmanifest-sha256.txt";
const BAGIT: &str = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n";
const LABELS: [&str; 7] = [
    "Source-Organization",
    "Organization-Code",
    "External-Identifier",
    "External-Description",
    "Retention",
    "Bagging-Date",
    "Payload-Oxum",
];

/// Path and digest as the two manifests say.
pub(super) struct Manifests {
    payload: BTreeMap<String, String>,
    tags: BTreeMap<String, String>,
}

impl Manifests {
    pub fn read(source: &mut Source, tell: &mut dyn FnMut(Fault)) -> Manifests {
        let tags = manifest(source, TAGS, tell);
        let named: Vec<&str> = tags.iter().map(|(path, _)| path.as_str()).collect();
        if named != ["bagit.txt", "bag-info.txt", PAYLOAD] {
            tell(Fault::at(TAGS, "does not name the three tag files in their order"));
        }
        let payload = manifest(source, PAYLOAD, tell);
        if !payload.is_sorted_by(|a, b| a.0 < b.0) {
            tell(Fault::at(PAYLOAD, "is not in the order of its paths, or names one twice"));
        }
        Manifests { payload: payload.into_iter().collect(), tags: tags.into_iter().collect() }
    }

    /// Every file there is, is named; every file named is there; every digest is right.
    pub fn check(&self, seen: &BTreeMap<String, Seen>, tell: &mut dyn FnMut(Fault)) {
        for (path, file) in seen {
            let (by, named) = match path.starts_with("data/") {
                true => (PAYLOAD, self.payload.get(path)),
                false => (TAGS, self.tags.get(path)),
            };
            match named {
                Some(sha256) if *sha256 == file.sha256 => {}
                Some(sha256) => {
                    let what = format!("has SHA-256 {}, {by} says {sha256}", file.sha256);
                    tell(Fault::at(path, what));
                }
                None if path == TAGS => {}
                None => tell(Fault::at(path, format!("is not named in {by}"))),
            }
        }
        let named =
            self.payload.keys().map(|path| (PAYLOAD, path)).chain(self.tags.keys().map(|path| (TAGS, path)));
        for (by, path) in named.filter(|(_, path)| !seen.contains_key(*path)) {
            tell(Fault::at(path, format!("is named in {by} and is not there, or cannot be read")));
        }
        for path in self.payload.keys().filter(|path| !path.starts_with("data/")) {
            tell(Fault::at(path, format!("is named in {PAYLOAD} and does not lie in data/")));
        }
    }
}

/// The lines of a manifest: digest, two spaces, path. What is no such line is told.
fn manifest(source: &mut Source, path: &str, tell: &mut dyn FnMut(Fault)) -> Vec<(String, String)> {
    let text = match source.text(path, TAG_SIZE_BYTES_MAX) {
        Ok(text) => text,
        Err(fault) => {
            tell(fault);
            return Vec::new();
        }
    };
    let mut lines = Vec::new();
    for (at, line) in text.split_inclusive('\n').enumerate() {
        match line.strip_suffix('\n').and_then(|line| line.split_once("  ")) {
            Some((sha256, named)) if is_digest(sha256) && !named.is_empty() => {
                lines.push((named.to_owned(), sha256.to_owned()));
            }
            _ => tell(Fault::at(format!("line {} of {path}", at + 1), "is not digest, two spaces, path")),
        }
    }
    lines
}

fn is_digest(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
}

/// `bagit.txt` to the byte, and what `bag-info.txt` says of size and count.
pub(super) fn check_tags(source: &mut Source, seen: &BTreeMap<String, Seen>, tell: &mut dyn FnMut(Fault)) {
    match source.text("bagit.txt", TAG_SIZE_BYTES_MAX) {
        Ok(text) if text == BAGIT => {}
        Ok(_) => tell(Fault::at("bagit.txt", "is not that of a BagIt 1.0 bag in UTF-8")),
        Err(fault) => tell(fault),
    }
    let info = match source.text("bag-info.txt", TAG_SIZE_BYTES_MAX) {
        Ok(info) => info,
        Err(fault) => return tell(fault),
    };
    let lines: Vec<(&str, &str)> = info.lines().filter_map(|line| line.split_once(": ")).collect();
    let labels: Vec<&str> = lines.iter().map(|(label, _)| *label).collect();
    if labels != LABELS || info.lines().count() != LABELS.len() {
        return tell(Fault::at("bag-info.txt", "does not have its seven lines in their order"));
    }
    let payload = seen.iter().filter(|(path, _)| path.starts_with("data/"));
    let (octets, count) =
        payload.fold((0, 0), |(octets, count), (_, file)| (octets + file.size_bytes, count + 1));
    let oxum = lines.last().map(|(_, oxum)| *oxum).unwrap_or_default();
    if oxum != format!("{octets}.{count}") {
        let what = format!("says {oxum} bytes and files, there are {octets}.{count}");
        tell(Fault::at("Payload-Oxum in bag-info.txt", what));
    }
}
