//! Checks an archive package (归档信息包, specs/04-archive-package.md §5), a ZIP file or a folder: the bag's manifests and sums, each entry's body against
//! what the entry commits to, each entry against its receipt, and the files of the volume against what was filed.
//!
//! Files are read as streams, in constant memory; a line of the events at a time. The key is the caller's, never the package's own.

mod bag;
mod history;
mod source;

use crate::Fault;
use bag::Manifests;
use ledger::note::VerifierKey;
use sha2::{Digest, Sha256};
use source::Source;
use std::collections::BTreeMap;
use std::io::Read;
use std::path::Path;

/// How much was looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PackageReport {
    /// Files read.
    pub files: u64,
    /// Entries of the case.
    pub entries: u64,
    /// Numbers of the entries whose body was erased.
    pub erased: Vec<u64>,
    /// Faults told.
    pub faults: u64,
}

/// A file as it was read.
struct Seen {
    sha256: String,
    size_bytes: u64,
}

/// Checks a package and tells every fault as it is found.
pub fn check_package(package: &Path, key: &VerifierKey, tell: &mut dyn FnMut(Fault)) -> PackageReport {
    let mut report = PackageReport::default();
    let mut faults = 0;
    let mut tell = |fault| {
        faults += 1;
        tell(fault);
    };
    match Source::open(package) {
        Err(fault) => tell(fault),
        Ok(mut source) => check(&mut source, key, &mut report, &mut tell),
    }
    report.faults = faults;
    report
}

fn check(source: &mut Source, key: &VerifierKey, report: &mut PackageReport, tell: &mut dyn FnMut(Fault)) {
    let paths: Vec<String> = source.paths().map(str::to_owned).collect();
    let mut seen = BTreeMap::new();
    for path in &paths {
        match source.read(path, &mut |reader| digest(reader)) {
            Ok(file) => {
                report.files += 1;
                seen.insert(path.clone(), file);
            }
            Err(fault) => tell(fault),
        }
    }
    let manifests = Manifests::read(source, tell);
    manifests.check(&seen, tell);
    bag::check_tags(source, &seen, tell);
    let vkey = source.text("data/vkey", bag::TAG_SIZE_BYTES_MAX);
    if vkey.is_ok_and(|vkey| vkey != format!("{key}\n")) {
        tell(Fault::at("data/vkey", "is not the key the package is checked with"));
    }
    history::check(source, key, &seen, report, tell);
}

fn digest(reader: &mut dyn Read) -> std::io::Result<Seen> {
    let mut sha256 = Sha256::new();
    let mut size_bytes = 0;
    let mut chunk = [0; 64 << 10];
    loop {
        let read = reader.read(&mut chunk)?;
        if read == 0 {
            return Ok(Seen { sha256: hex::encode(sha256.finalize()), size_bytes });
        }
        sha256.update(&chunk[..read]);
        size_bytes += read as u64;
    }
}

#[cfg(test)]
#[path = "package_tests.rs"]
mod tests;
