//! `mingjing verify` and `mingjing check --gate`: checking with files alone, on any machine: no network, no store, no settings. What the files are is seen
//! from themselves: a receipt, an archive package, or the folder of an exported ledger.

use anyhow::{Context, Result, bail};
use clap::Args;
use events::Entry;
use ledger::note::VerifierKey;
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use verifier::Fault;
use verifier::bodies::{Sight, Sighting, check_bodies};
use verifier::gate::GateWatch;
use verifier::package::check_package;
use verifier::receipt::verify_receipt_file;
use verifier::tree::check_tree;

/// The longest file that is read whole: a receipt, an entry or a published document.
const FILE_BYTES_MAX: u64 = 16 << 20;
/// How a ZIP file begins.
const ZIP: &[u8] = b"PK\x03\x04";

#[derive(Args)]
pub struct VerifyArgs {
    /// A receipt, or an archive package (ZIP or folder), or the folder of an exported ledger
    what: PathBuf,
    /// The entry the receipt is for, when the receipt does not carry it
    #[arg(long)]
    entry: Option<PathBuf>,
    /// The published document; its digest stands in the entry
    #[arg(long)]
    document: Option<PathBuf>,
    /// The ledger's key: a file with it, or the key itself
    #[arg(long)]
    vkey: Option<String>,
}

/// Checks and says what was found; true when everything holds.
pub fn verify(args: &VerifyArgs) -> Result<bool> {
    let key = args.vkey.as_deref().map(key).transpose()?;
    if args.what.join("checkpoint").exists() {
        return exported(&args.what, key.as_ref());
    }
    let key =
        key.context("receipts and packages are checked against the ledger's key: --vkey FILE or KEY")?;
    if args.what.is_dir() {
        return package(&args.what, &key);
    }
    // Opened once and read on: what is given may be a pipe.
    let mut file = File::open(&args.what).with_context(|| args.what.display().to_string())?;
    let mut first = Vec::new();
    file.by_ref().take(ZIP.len() as u64).read_to_end(&mut first)?;
    if first == ZIP {
        return package(&args.what, &key);
    }
    receipt(args, &rest(first, file, &args.what)?, &key)
}

fn receipt(args: &VerifyArgs, receipt: &[u8], key: &VerifierKey) -> Result<bool> {
    let entry = args.entry.as_deref().map(whole).transpose()?;
    let shown = match verify_receipt_file(receipt, entry.as_deref(), &key.to_string()) {
        Ok(shown) => shown,
        Err(fault) => return Ok(told(&[fault])),
    };
    let place = &shown.place;
    println!(
        "valid: entry {} of the ledger {} when it had {} entries",
        place.index, place.origin, place.size
    );
    let Some(document) = &args.document else { return Ok(true) };
    match document_of(&shown.entry, &whole(document)?) {
        Ok(digest) => println!("valid: the document {digest} is the one the entry names"),
        Err(fault) => return Ok(told(&[fault])),
    }
    Ok(true)
}

/// Whether the document is the one that was published by this entry; gives its digest.
fn document_of(entry: &[u8], document: &[u8]) -> Result<String, Fault> {
    let entry = Entry::read(entry).map_err(|fault| Fault::at("entry", fault.to_string()))?;
    let digest = hex::encode(Sha256::digest(document));
    match entry.facts.get("publication").and_then(|named| named.as_str()) {
        Some(named) if named == digest => Ok(digest),
        Some(named) => {
            Err(Fault::at("document", format!("its SHA-256 is {digest}, the entry names {named}")))
        }
        None => Err(Fault::at("entry", format!("a {} publishes no document", entry.kind))),
    }
}

/// Tree and bodies of an exported ledger, and the gate on the way.
fn exported(folder: &Path, key: Option<&VerifierKey>) -> Result<bool> {
    let mut faults = 0_u64;
    let mut tell = |fault: Fault| {
        faults += 1;
        println!("{fault}");
    };
    let tree = check_tree(folder, key, &mut tell);
    if folder.join("bodies.jsonl").exists() {
        let mut watch = GateWatch::default();
        let bodies = check_bodies(folder, key, &mut tell, &mut |sighting| look(&mut watch, sighting));
        watch.faults().into_iter().for_each(&mut tell);
        eprintln!("{} bodies are those their entries commit to; {} erased", bodies.kept, bodies.erased.len());
    }
    eprintln!("{} entries checked; {faults} faults", tree.entries);
    whose(folder, key);
    Ok(faults == 0)
}

/// Says whose ledger it is, and by which key that is known: a folder vouches for itself as long as nobody brings the key from elsewhere, and then whoever
/// wrote the folder may have written all of it.
fn whose(folder: &Path, key: Option<&VerifierKey>) {
    let from = match key {
        Some(_) => "the key given with --vkey",
        None => {
            "THE KEY THAT LIES IN THE FOLDER ITSELF, because no --vkey was given: whoever made the folder may have made the key too"
        }
    };
    let found = match key {
        Some(key) => Ok(key.clone()),
        None => self::key(&folder.join("vkey").to_string_lossy()),
    };
    match found {
        Ok(key) => eprintln!("ledger {}, key {}: checked against {from}", key.name(), hex::encode(key.id())),
        Err(fault) => eprintln!("no key to check against: {fault}"),
    }
}

/// `mingjing check --gate`: only the gate, from an exported ledger with bodies. Bodies that are not those the entries commit to are told too, because
/// nothing can be said about a decision that was changed.
pub fn gate(folder: &Path, vkey: Option<&str>) -> Result<bool> {
    let key = vkey.map(key).transpose()?;
    if !folder.join("bodies.jsonl").exists() {
        bail!("{} has no bodies.jsonl; the gate is checked on an export with bodies", folder.display());
    }
    let mut faults = 0_u64;
    let mut tell = |fault: Fault| {
        faults += 1;
        println!("{fault}");
    };
    let tree = check_tree(folder, key.as_ref(), &mut tell);
    let mut watch = GateWatch::default();
    check_bodies(folder, key.as_ref(), &mut tell, &mut |sighting| look(&mut watch, sighting));
    let (decisions, in_scope) = (watch.decisions, watch.in_scope);
    watch.faults().into_iter().for_each(&mut tell);
    eprintln!(
        "{} entries, {decisions} decisions, {in_scope} of them in review scope; {faults} faults",
        tree.entries
    );
    whose(folder, key.as_ref());
    Ok(faults == 0)
}

/// Shows the watch what happened. What it cannot see it has to say: a decision after it cannot be judged.
fn look(watch: &mut GateWatch, sighting: &Sighting) {
    match &sighting.body {
        Sight::Kept(recorded) => watch.look(recorded),
        Sight::Erased | Sight::Absent | Sight::Wrong => watch.miss(sighting.number, &sighting.entry),
    }
}

/// Manifests, entries and receipts of an archive package.
fn package(place: &Path, key: &VerifierKey) -> Result<bool> {
    let mut faults = 0_u64;
    let report = check_package(place, key, &mut |fault| {
        faults += 1;
        println!("{fault}");
    });
    if faults == 0 {
        println!(
            "valid: {} files and {} entries of the case, each in the ledger",
            report.files, report.entries
        );
    }
    Ok(faults == 0)
}

fn told(faults: &[Fault]) -> bool {
    faults.iter().for_each(|fault| println!("{fault}"));
    faults.is_empty()
}

/// A key by itself or in a file.
fn key(given: &str) -> Result<VerifierKey> {
    if let Ok(key) = VerifierKey::parse(given) {
        return Ok(key);
    }
    let bytes =
        whole(Path::new(given)).with_context(|| format!("--vkey {given}: neither a key nor a file"))?;
    let text = String::from_utf8(bytes).with_context(|| format!("--vkey {given}"))?;
    VerifierKey::parse(text.trim_end_matches('\n')).with_context(|| format!("--vkey {given}"))
}

fn whole(place: &Path) -> Result<Vec<u8>> {
    let file = File::open(place).with_context(|| place.display().to_string())?;
    rest(Vec::new(), file, place)
}

/// What was read already, and what follows.
fn rest(mut bytes: Vec<u8>, file: File, place: &Path) -> Result<Vec<u8>> {
    let following = file.take(FILE_BYTES_MAX + 1).read_to_end(&mut bytes);
    following.with_context(|| place.display().to_string())?;
    if bytes.len() as u64 > FILE_BYTES_MAX {
        bail!("{}: longer than {FILE_BYTES_MAX} bytes", place.display());
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(kind: &str, facts: serde_json::Value) -> Vec<u8> {
        let entry = Entry {
            v: 1,
            kind: kind.to_owned(),
            at: "2026-11-23T01:15:00.123Z".parse().unwrap(),
            stream: events::StreamId([1; 16]),
            seq: 1,
            unit: None,
            law: "2026-11".to_owned(),
            facts: facts.as_object().cloned().unwrap_or_default(),
            body: "00".repeat(32),
        };
        entry.bytes()
    }

    #[test]
    fn a_document_is_the_one_the_entry_names_or_the_difference_is_told() {
        let digest = hex::encode(Sha256::digest(b"{}"));
        let published = entry("DecisionPublished", serde_json::json!({"publication": digest}));
        assert_eq!(document_of(&published, b"{}").unwrap(), digest);
        assert_eq!(document_of(&published, b"{ }").unwrap_err().place, "document");
        let closed = entry("CaseClosed", serde_json::json!({}));
        assert!(document_of(&closed, b"{}").unwrap_err().what.contains("CaseClosed"));
    }
}
