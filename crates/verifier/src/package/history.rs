//! The events of a package (specs/04-archive-package.md §4–5): each line in its one spelling, each entry an entry, each body the one committed to, each with
//! a receipt that shows it in the ledger, all of one stream without gaps; and the files of the volume as they were filed.

use super::source::Source;
use super::{PackageReport, Seen};
use crate::Fault;
use crate::bodies::check_body;
use events::archives::VolumeItem;
use events::{Body, Entry, Event, StreamId};
use ledger::note::VerifierKey;
use ledger::receipt::{RECEIPT_SIZE_BYTES_MAX, Receipt};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, BufRead, BufReader, Read};

const FILE: &str = "data/events.jsonl";
const RECEIPTS: &str = "data/receipts/";
const ITEMS: &str = "data/items/";
/// The longest line that is read.
const LINE_SIZE_BYTES_MAX: u64 = 64 << 20;

/// A line as it is written.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    n: u64,
    entry: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    salt: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    body: Option<String>,
}

/// What goes by from line to line.
#[derive(Default)]
struct Course {
    stream: Option<StreamId>,
    seq: u64,
    last: Option<u64>,
    /// Number and commitment of each entry whose receipt is still to be looked at.
    entries: BTreeMap<u64, String>,
    erased: Vec<u64>,
    filed: Option<Vec<VolumeItem>>,
}

pub(super) fn check(
    source: &mut Source,
    key: &VerifierKey,
    seen: &BTreeMap<String, Seen>,
    report: &mut PackageReport,
    tell: &mut dyn FnMut(Fault),
) {
    let mut course = Course::default();
    let read = source.read(FILE, &mut |reader| {
        lines(reader, &mut |line, text| {
            if let Err(fault) = course.line(text, tell) {
                tell(Fault::at(format!("line {line} of {FILE}"), fault));
            }
        })
    });
    if let Err(fault) = read {
        tell(fault);
    }
    if course.entries.is_empty() {
        tell(Fault::at(FILE, "has no entries"));
    }
    report.entries = course.entries.len() as u64;
    report.erased = course.erased.clone();
    receipts(source, key, &course.entries, seen, tell);
    match &course.filed {
        Some(items) => filed(items, seen, tell),
        None => {
            tell(Fault::at(FILE, "has no readable VolumeFiled, so the volume's files are proved by nothing"))
        }
    }
}

/// Gives each line with its number from 1.
fn lines(reader: &mut dyn Read, look: &mut dyn FnMut(u64, Result<&[u8], &str>)) -> io::Result<()> {
    let mut reader = BufReader::new(reader);
    let mut line = 0;
    loop {
        let mut bytes = Vec::new();
        if (&mut reader).take(LINE_SIZE_BYTES_MAX).read_until(b'\n', &mut bytes)? == 0 {
            return Ok(());
        }
        line += 1;
        let whole = bytes.strip_suffix(b"\n");
        look(line, whole.ok_or("has no line end, or is longer than 64 MiB"));
        if whole.is_none() {
            return Ok(());
        }
    }
}

impl Course {
    fn line(&mut self, text: Result<&[u8], &str>, tell: &mut dyn FnMut(Fault)) -> Result<(), String> {
        let text = text?;
        let written: Written =
            serde_json::from_slice(text).map_err(|fault| format!("is no event line: {fault}"))?;
        // Writing plain strings and numbers into a vector cannot fail.
        if serde_json::to_vec(&written).unwrap_or_default() != text {
            return Err("is not in its one spelling".to_owned());
        }
        let number = written.n;
        if self.last.is_some_and(|last| number <= last) {
            return Err(format!("is of entry {number}, which is not after the line before"));
        }
        self.last = Some(number);
        let entry = Entry::read(written.entry.as_bytes()).map_err(|fault| fault.to_string())?;
        self.follows(&entry, number, tell);
        self.entries.insert(number, written.entry.clone());
        match (written.salt, written.body) {
            (Some(salt), Some(body)) => self.body(&entry, &salt, &body),
            (None, None) => {
                self.erased.push(number);
                Ok(())
            }
            _ => Err("has one of salt and body without the other".to_owned()),
        }
    }

    fn follows(&mut self, entry: &Entry, number: u64, tell: &mut dyn FnMut(Fault)) {
        let stream = *self.stream.get_or_insert(entry.stream);
        if stream != entry.stream || Some(entry.seq) != self.seq.checked_add(1) {
            let what = format!(
                "is place {} of stream {}, after place {} of {stream}",
                entry.seq, entry.stream, self.seq
            );
            tell(Fault::at(format!("entry {number}"), what));
        }
        self.seq = entry.seq;
    }

    fn body(&mut self, entry: &Entry, salt: &str, body: &str) -> Result<(), String> {
        let mut bytes = [0; 32];
        let read = hex::decode_to_slice(salt, &mut bytes).is_ok() && hex::encode(bytes) == salt;
        if !read {
            return Err("its salt is not 64 lower-case hexadecimal digits".to_owned());
        }
        check_body(entry, &bytes, body.as_bytes()).map_err(|fault| fault.what)?;
        let body: Body =
            serde_json::from_str(body).map_err(|fault| format!("its body does not read: {fault}"))?;
        if body.event.name() != entry.kind {
            return Err(format!("its body tells of {}, its entry of {}", body.event.name(), entry.kind));
        }
        if let Event::VolumeFiled(filed) = body.event {
            self.filed = Some(filed.items);
        }
        Ok(())
    }
}

/// Each entry has a receipt that shows it at its number; each receipt has its entry.
fn receipts(
    source: &mut Source,
    key: &VerifierKey,
    entries: &BTreeMap<u64, String>,
    seen: &BTreeMap<String, Seen>,
    tell: &mut dyn FnMut(Fault),
) {
    let path = |number: &u64| format!("{RECEIPTS}{number}.tlog-proof");
    for (number, entry) in entries {
        let place = path(number);
        let shown = source.text(&place, RECEIPT_SIZE_BYTES_MAX as u64).and_then(|text| {
            let receipt = Receipt::parse(&text).and_then(|receipt| receipt.verify(entry.as_bytes(), key));
            receipt.map_err(|fault| Fault::at(&place, fault.to_string()))
        });
        match shown {
            Ok(shown) if shown.index == *number => {}
            Ok(shown) => tell(Fault::at(place, format!("shows the entry at number {}", shown.index))),
            Err(fault) => tell(fault),
        }
    }
    let expected: BTreeSet<String> = entries.keys().map(path).collect();
    for path in seen.keys().filter(|path| path.starts_with(RECEIPTS) && !expected.contains(*path)) {
        tell(Fault::at(path, "is the receipt of no entry of the package"));
    }
}

/// Each file of the volume is the one that was filed under its order, and each is there.
fn filed(items: &[VolumeItem], seen: &BTreeMap<String, Seen>, tell: &mut dyn FnMut(Fault)) {
    let mut there = BTreeSet::new();
    for (path, file) in seen.iter().filter(|(path, _)| path.starts_with(ITEMS)) {
        let order = path[ITEMS.len()..].split_once('-').and_then(|(order, _)| order.parse::<u32>().ok());
        let item = order.and_then(|order| items.iter().find(|item| item.order == order));
        match item.and_then(|item| item.file.as_ref().map(|named| (item.order, named.sha256.to_string()))) {
            Some((order, sha256)) if sha256 == file.sha256 => {
                if !there.insert(order) {
                    tell(Fault::at(path, format!("is a second file of item {order}")));
                }
            }
            Some((order, sha256)) => {
                let what = format!("has SHA-256 {}, item {order} was filed with {sha256}", file.sha256);
                tell(Fault::at(path, what));
            }
            None => tell(Fault::at(path, "is no item of the filed volume")),
        }
    }
    for item in items.iter().filter(|item| item.file.is_some() && !there.contains(&item.order)) {
        let what = "was filed with a file that is not there, or is not the one filed";
        tell(Fault::at(format!("item {} ({})", item.order, item.title), what));
    }
}
