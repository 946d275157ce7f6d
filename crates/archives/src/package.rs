//! The package of a volume (归档信息包, specs/04-archive-package.md): a BagIt 1.0 bag (RFC 8493) that an archive, a court or a citizen can open and check with
//! strangers' tools, this house gone. This file says what the bag holds and writes its small text files; the bytes of stored files are streamed
//! into it by whoever writes it out, under the digests they are known by.
//!
//! One plan always gives the same bytes: nothing here depends on clock or order of reading.

use crate::index;
use crate::path::{item_path, safe_name};
use events::FileId;
use events::archives::VolumeItem;
use events::entry::{Entry, EntryFault};
use jiff::civil::Date;
use serde::Serialize;
use sha2::{Digest, Sha256};

/// What a package is made from.
#[derive(Clone, Debug)]
pub struct Contents<'a> {
    /// 档号.
    pub reference: &'a str,
    /// 题名 of the case.
    pub title: &'a str,
    /// 立档单位: name and 统一社会信用代码.
    pub body_name: &'a str,
    pub body_code: &'a str,
    /// Code of the term, e.g. `D30`.
    pub retention: &'a str,
    pub packed_on: Date,
    /// The volume's list, as it was filed.
    pub items: &'a [VolumeItem],
    /// Every entry of the case, in order, with body and receipt.
    pub entries: &'a [Kept],
    /// The ledger's verifier key; a help, not a proof: the key that counts is the one published.
    pub vkey: &'a str,
}

/// An entry of the case as it is kept.
#[derive(Clone, Debug, PartialEq)]
pub struct Kept {
    pub number: u64,
    /// The entry's exact bytes.
    pub entry: Vec<u8>,
    /// Salt and exact body; neither when they were lawfully erased.
    pub body: Option<([u8; 32], String)>,
    /// The receipt's text (specs/03-receipt.md).
    pub receipt: String,
}

/// A file of the package.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// Below the package's base folder, with `/`.
    pub path: String,
    pub source: Source,
    pub size_bytes: u64,
    /// SHA-256, hex.
    pub sha256: String,
}

/// Where a part's bytes come from.
#[derive(Clone, Debug, PartialEq)]
pub enum Source {
    Bytes(Vec<u8>),
    /// A stored file; its bytes have the digest of its id.
    File(FileId),
}

/// The package: the base folder and its files in the order they are written.
#[derive(Clone, Debug, PartialEq)]
pub struct Package {
    /// Name of the base folder; the ZIP is named after it.
    pub base: String,
    pub parts: Vec<Part>,
}

/// Contents that make no package.
#[derive(Debug, thiserror::Error)]
pub enum PackageFault {
    #[error("entry {0} stands twice, or out of order")]
    Order(u64),
    #[error("entry {number}: {fault}")]
    Entry { number: u64, fault: EntryFault },
    #[error("no entries: a case without a history is not packed")]
    Empty,
}

/// What a line of `events.jsonl` holds.
#[derive(Serialize)]
struct EventLine<'a> {
    n: u64,
    entry: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    salt: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    body: Option<&'a str>,
}

/// The plan of the whole package: tag files, payload, manifests.
pub fn plan(contents: &Contents<'_>) -> Result<Package, PackageFault> {
    let entries = readable(contents.entries)?;
    let mut payload: Vec<Part> = Vec::new();
    let mut links = Vec::new();
    for item in contents.items {
        let path = item.file.as_ref().map(|file| item_path(item.order, &named(item, &file.name)));
        if let (Some(file), Some(path)) = (&item.file, &path) {
            payload.push(Part {
                path: path.clone(),
                source: Source::File(file.sha256),
                size_bytes: file.size_bytes,
                sha256: file.sha256.to_string(),
            });
        }
        links.push(path);
    }
    for kept in contents.entries {
        payload.push(Part::of(receipt_path(kept.number), kept.receipt.clone().into_bytes()));
    }
    payload.push(Part::of("data/events.jsonl", events_jsonl(contents.entries)));
    payload.push(Part::of("data/vkey", format!("{}\n", contents.vkey.trim()).into_bytes()));
    payload.push(Part::of("data/index.html", index::html(contents, &links, &entries).into_bytes()));
    payload.sort_by(|a, b| a.path.cmp(&b.path));
    let tags = [
        Part::of("bagit.txt", BAGIT.as_bytes().to_vec()),
        Part::of("bag-info.txt", bag_info(contents, &payload).into_bytes()),
        Part::of("manifest-sha256.txt", manifest(&payload).into_bytes()),
    ];
    let tagmanifest = Part::of("tagmanifest-sha256.txt", manifest(&tags).into_bytes());
    let parts = tags.into_iter().chain([tagmanifest]).chain(payload).collect();
    Ok(Package { base: safe_name(contents.reference), parts })
}

/// RFC 8493 §2.1.1.
pub const BAGIT: &str = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n";

/// Where the receipt of an entry lies.
pub fn receipt_path(number: u64) -> String {
    format!("data/receipts/{number}.tlog-proof")
}

impl Part {
    fn of(path: impl Into<String>, bytes: Vec<u8>) -> Part {
        let sha256 = hex::encode(Sha256::digest(&bytes));
        Part { path: path.into(), size_bytes: bytes.len() as u64, sha256, source: Source::Bytes(bytes) }
    }
}

/// The title of the item with the ending of the file that was handed in.
fn named(item: &VolumeItem, file: &str) -> String {
    let ending = file.rsplit_once('.').map(|(_, ending)| ending).filter(|ending| ending.len() <= 5);
    match ending {
        Some(ending) => format!("{}.{ending}", item.title),
        None => item.title.clone(),
    }
}

fn readable(kept: &[Kept]) -> Result<Vec<Entry>, PackageFault> {
    if kept.is_empty() {
        return Err(PackageFault::Empty);
    }
    if let Some(pair) = kept.windows(2).find(|pair| pair[0].number >= pair[1].number) {
        return Err(PackageFault::Order(pair[1].number));
    }
    let read = |kept: &Kept| {
        Entry::read(&kept.entry).map_err(|fault| PackageFault::Entry { number: kept.number, fault })
    };
    kept.iter().map(read).collect()
}

/// One line for each entry, keys in this order: `n`, `entry`, `salt`, `body`.
fn events_jsonl(entries: &[Kept]) -> Vec<u8> {
    let mut lines = String::new();
    for kept in entries {
        let line = EventLine {
            n: kept.number,
            // `readable` has read it as JSON, so it is UTF-8.
            entry: std::str::from_utf8(&kept.entry).unwrap_or_default(),
            salt: kept.body.as_ref().map(|(salt, _)| hex::encode(salt)),
            body: kept.body.as_ref().map(|(_, body)| body.as_str()),
        };
        // Strings and a number: writing them cannot fail.
        lines.push_str(&serde_json::to_string(&line).unwrap_or_default());
        lines.push('\n');
    }
    lines.into_bytes()
}

fn bag_info(contents: &Contents<'_>, payload: &[Part]) -> String {
    let octets: u64 = payload.iter().map(|part| part.size_bytes).sum();
    let line = |label: &str, value: &str| format!("{label}: {}\n", one_line(value));
    [
        line("Source-Organization", contents.body_name),
        line("Organization-Code", contents.body_code),
        line("External-Identifier", contents.reference),
        line("External-Description", contents.title),
        line("Retention", contents.retention),
        line("Bagging-Date", &contents.packed_on.to_string()),
        line("Payload-Oxum", &format!("{octets}.{}", payload.len())),
    ]
    .concat()
}

fn one_line(text: &str) -> String {
    text.split_whitespace().map(|word| word.replace(char::is_control, "")).collect::<Vec<_>>().join(" ")
}

/// RFC 8493 §2.1.3: digest, two spaces, path. The paths made here hold nothing that would have to be encoded.
fn manifest(parts: &[Part]) -> String {
    parts.iter().map(|part| format!("{}  {}\n", part.sha256, part.path)).collect()
}

#[cfg(test)]
#[path = "package_tests.rs"]
mod tests;
