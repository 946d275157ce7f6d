//! Tests of the package check: a sound package passes, and every flipped byte is named with its place.

use super::*;
use crate::testing::{ORIGIN, files, salt, signer, write};
use events::archives::{VolumeFiled, VolumeItem};
use events::entry::commit;
use events::people::{FileNamed, OfficerNamed};
use events::viewing::MaterialViewed;
use events::{Body, Entry, Event, FileId, OfficerId, StreamId};
use ledger::checkpoint::{Checkpoint, sign_checkpoint};
use ledger::hash::leaf_hash;
use ledger::proof::inclusion_proof;
use ledger::receipt::Receipt;
use ledger::tile::TileId;
use ledger::tiling::{TileBuilder, build_tiles};
use std::io::Write;
use tempfile::TempDir;

const PHOTO: &[u8] = b"a photograph";

fn body(event: Event) -> String {
    let by =
        OfficerNamed { id: OfficerId("o1".to_owned()), name: "甲".to_owned(), certificate: String::new() };
    serde_json::to_string(&Body { event, by, unit: "11310105MB0000000N".to_owned() }).expect("writes")
}

/// Something seen, and the volume filed with one file.
fn bodies() -> Vec<(&'static str, String)> {
    let viewer =
        OfficerNamed { id: OfficerId("o1".to_owned()), name: "甲".to_owned(), certificate: String::new() };
    let viewed =
        MaterialViewed { what: "case".to_owned(), viewer, purpose: "复核\n".to_owned(), through: None };
    let file = FileNamed {
        sha256: FileId(Sha256::digest(PHOTO).into()),
        sm3: "0".repeat(64),
        size_bytes: PHOTO.len() as u64,
        media_type: "image/jpeg".to_owned(),
        name: "x.jpg".to_owned(),
    };
    let item = |order, title: &str, file| VolumeItem {
        order,
        title: title.to_owned(),
        reference: String::new(),
        file,
    };
    let items = vec![item(1, "案源登记材料", None), item(2, "照片", Some(file))];
    let filed = VolumeFiled {
        reference: "J001-ZY·XZCF-2026-D30-0001".to_owned(),
        retention: "D30".to_owned(),
        items,
    };
    vec![
        ("MaterialViewed", body(Event::MaterialViewed(viewed))),
        ("VolumeFiled", body(Event::VolumeFiled(filed))),
    ]
}

fn entries(bodies: &[(&str, String)]) -> Vec<Vec<u8>> {
    let entry = |(number, (kind, body)): (u64, &(&str, String))| Entry {
        v: 1,
        kind: (*kind).to_owned(),
        at: jiff::Timestamp::from_millisecond(1_795_000_000_000 + number as i64).expect("in range"),
        stream: StreamId([7; 16]),
        seq: number + 1,
        unit: None,
        law: "2026-11".to_owned(),
        facts: serde_json::Map::new(),
        body: commit(&salt(number), body.as_bytes()),
    };
    (0..).zip(bodies).map(|numbered| entry(numbered).bytes()).collect()
}

fn receipts(entries: &[Vec<u8>]) -> Vec<String> {
    let size = entries.len() as u64;
    let leaves: Vec<_> = entries.iter().map(|entry| leaf_hash(entry)).collect();
    let none = BTreeMap::<TileId, Vec<u8>>::new();
    let tiles: BTreeMap<TileId, Vec<u8>> =
        build_tiles(&none, 0, &leaves).expect("builds").into_iter().collect();
    let root = TileBuilder::resume(&tiles, size).expect("resumes").root();
    let checkpoint = Checkpoint { origin: ORIGIN.to_owned(), size, root, extensions: Vec::new() };
    let checkpoint = sign_checkpoint(&checkpoint, &signer()).expect("signs");
    let receipt = |index| Receipt {
        index,
        proof: inclusion_proof(&tiles, size, index).expect("proved"),
        checkpoint: checkpoint.clone(),
        extra: None,
    };
    (0..size).map(|index| receipt(index).text()).collect()
}

/// The payload of the sample, as the specification has it, before the manifests.
fn payload() -> BTreeMap<String, Vec<u8>> {
    let bodies = bodies();
    let entries = entries(&bodies);
    let mut lines = String::new();
    for (n, (entry, (_, body))) in entries.iter().zip(&bodies).enumerate() {
        let [entry, body] =
            [std::str::from_utf8(entry).expect("UTF-8"), body.as_str()].map(|text| serde_json::json!(text));
        let salt = hex::encode(salt(n as u64));
        lines.push_str(&format!("{{\"n\":{n},\"entry\":{entry},\"salt\":\"{salt}\",\"body\":{body}}}\n"));
    }
    let mut payload = BTreeMap::from([
        ("data/events.jsonl".to_owned(), lines.into_bytes()),
        ("data/index.html".to_owned(), b"<!DOCTYPE html>\n".to_vec()),
        ("data/items/0002-照片.jpg".to_owned(), PHOTO.to_vec()),
        ("data/vkey".to_owned(), format!("{}\n", signer().verifier_key()).into_bytes()),
    ]);
    for (n, receipt) in receipts(&entries).into_iter().enumerate() {
        payload.insert(format!("data/receipts/{n}.tlog-proof"), receipt.into_bytes());
    }
    payload
}

/// Adds tag files and manifests, right for this payload whatever it is.
fn bagged(payload: BTreeMap<String, Vec<u8>>) -> BTreeMap<String, Vec<u8>> {
    let line = |path: &str, bytes: &[u8]| format!("{}  {path}\n", hex::encode(Sha256::digest(bytes)));
    let octets: usize = payload.values().map(Vec::len).sum();
    let info = format!(
        "Source-Organization: 局\nOrganization-Code: 1\nExternal-Identifier: J\nExternal-Description: 案\nRetention: D30\n\
         Bagging-Date: 2027-01-04\nPayload-Oxum: {octets}.{}\n",
        payload.len()
    );
    let manifest: String = payload.iter().map(|(path, bytes)| line(path, bytes)).collect();
    let bagit = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n".to_vec();
    let tags = [
        ("bagit.txt", bagit),
        ("bag-info.txt", info.into_bytes()),
        ("manifest-sha256.txt", manifest.into_bytes()),
    ];
    let tagmanifest: String = tags.iter().map(|(path, bytes)| line(path, bytes)).collect();
    let tags = tags.into_iter().chain([("tagmanifest-sha256.txt", tagmanifest.into_bytes())]);
    payload.into_iter().chain(tags.map(|(path, bytes)| (path.to_owned(), bytes))).collect()
}

fn folder(bag: &BTreeMap<String, Vec<u8>>) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    bag.iter().for_each(|(path, bytes)| write(folder.path(), path, bytes));
    folder
}

fn zipped(bag: &BTreeMap<String, Vec<u8>>) -> tempfile::NamedTempFile {
    let mut writer = zip::ZipWriter::new(tempfile::NamedTempFile::new().expect("a file"));
    for (path, bytes) in bag {
        writer.start_file(format!("J001/{path}"), zip::write::SimpleFileOptions::default()).expect("started");
        writer.write_all(bytes).expect("written");
    }
    writer.finish().expect("finished")
}

fn check(package: &Path) -> (PackageReport, Vec<Fault>) {
    let mut faults = Vec::new();
    let report = check_package(package, &signer().verifier_key(), &mut |fault| faults.push(fault));
    assert_eq!(report.faults, faults.len() as u64);
    (report, faults)
}

/// The faults of a bag whose payload was changed with its manifests made right again.
fn faults_of(change: impl FnOnce(&mut BTreeMap<String, Vec<u8>>)) -> Vec<Fault> {
    let mut payload = payload();
    change(&mut payload);
    check(folder(&bagged(payload)).path()).1
}

fn edited(payload: &mut BTreeMap<String, Vec<u8>>, path: &str, from: &str, to: &str) {
    let bytes = payload.get_mut(path).unwrap_or_else(|| panic!("no {path}"));
    let text = String::from_utf8(bytes.clone()).expect("UTF-8");
    assert!(text.contains(from), "{from} is not in {path}");
    *bytes = text.replacen(from, to, 1).into_bytes();
}

#[test]
fn a_right_package_has_no_faults_as_folder_and_as_zip() {
    let bag = bagged(payload());
    let folder = folder(&bag);
    let whole = PackageReport { files: 10, entries: 2, erased: vec![], faults: 0 };
    assert_eq!(check(folder.path()), (whole.clone(), vec![]));
    assert_eq!(check(zipped(&bag).path()), (whole, vec![]));
}

#[test]
fn every_changed_byte_of_every_file_is_found() {
    let folder = folder(&bagged(payload()));
    for path in files(folder.path()) {
        let right = std::fs::read(&path).expect("read");
        for at in 0..right.len() {
            let mut changed = right.clone();
            changed[at] ^= 1 << (at % 8);
            std::fs::write(&path, &changed).expect("written");
            let (_, faults) = check(folder.path());
            assert!(!faults.is_empty(), "byte {at} of {}", path.display());
            assert!(faults.iter().all(|fault| !fault.place.is_empty()));
        }
        std::fs::write(&path, right).expect("written");
    }
    assert_eq!(check(folder.path()).1, vec![]);
}

#[test]
fn a_file_too_many_and_a_file_too_few_are_named() {
    let mut more = bagged(payload());
    more.insert("data/items/0003-照片.jpg".to_owned(), PHOTO.to_vec());
    let (_, faults) = check(folder(&more).path());
    let place = |fault: &Fault| fault.place == "data/items/0003-照片.jpg" && fault.what.contains("not named");
    assert!(faults.iter().any(place), "{faults:?}");
    let mut fewer = bagged(payload());
    fewer.remove("data/index.html");
    let (_, faults) = check(folder(&fewer).path());
    assert!(faults.iter().any(|fault| fault.place == "data/index.html"), "{faults:?}");
    assert!(faults.iter().any(|fault| fault.place.starts_with("Payload-Oxum")), "{faults:?}");
}

/// Whoever changes a file can make the manifests right again; what the ledger vouches for cannot be made right.
#[test]
fn a_change_with_its_manifests_made_right_is_still_found() {
    let told = |faults: Vec<Fault>, place: &str| {
        assert!(faults.iter().any(|fault| fault.place.starts_with(place)), "{place}: {faults:?}");
    };
    let events = "data/events.jsonl";
    told(faults_of(|payload| edited(payload, events, "复核", "复查")), "line 1 of data/events.jsonl");
    told(
        faults_of(|payload| edited(payload, events, "2026-11\\\"", "2026-12\\\"")),
        "data/receipts/0.tlog-proof",
    );
    told(
        faults_of(|payload| edited(payload, events, "{\"n\":0", "{ \"n\":0")),
        "line 1 of data/events.jsonl",
    );
    told(faults_of(|payload| edited(payload, events, "{\"n\":1", "{\"n\":2")), "data/receipts/2.tlog-proof");
    told(
        faults_of(|payload| edited(payload, "data/receipts/1.tlog-proof", "index 1", "index 0")),
        "data/receipts/1.tlog-proof",
    );
    told(faults_of(|payload| edited(payload, "data/vkey", "+", "-")), "data/vkey");
    told(
        faults_of(|payload| {
            payload.insert("data/items/0002-照片.jpg".to_owned(), b"another photograph".to_vec());
        }),
        "data/items/0002-照片.jpg",
    );
    told(
        faults_of(|payload| {
            payload.remove("data/items/0002-照片.jpg");
        }),
        "item 2 (照片)",
    );
    told(
        faults_of(|payload| {
            payload.insert("data/items/0001-x".to_owned(), PHOTO.to_vec());
        }),
        "data/items/0001-x",
    );
    told(
        faults_of(|payload| {
            payload.insert("data/receipts/9.tlog-proof".to_owned(), b"x".to_vec());
        }),
        "data/receipts/9.tlog-proof",
    );
}

#[test]
fn an_entry_left_out_is_missed_by_its_place_in_the_stream() {
    let faults = faults_of(|payload| {
        let lines = payload.remove("data/events.jsonl").expect("events");
        let cut = lines.iter().position(|b| *b == b'\n').expect("a line") + 1;
        payload.insert("data/events.jsonl".to_owned(), lines[cut..].to_vec());
    });
    assert!(
        faults.iter().any(|fault| fault.place == "entry 1" && fault.what.contains("place 2")),
        "{faults:?}"
    );
}

#[test]
fn an_erased_body_is_told_apart_from_a_wrong_one() {
    let bag = {
        let mut payload = payload();
        let bodies = bodies();
        let gone =
            format!(",\"salt\":\"{}\",\"body\":{}", hex::encode(salt(0)), serde_json::json!(bodies[0].1));
        edited(&mut payload, "data/events.jsonl", &gone, "");
        bagged(payload)
    };
    let (report, faults) = check(folder(&bag).path());
    assert_eq!((report.erased, faults), (vec![0], vec![]));
}

#[test]
fn another_ledgers_key_shows_nothing() {
    let folder = folder(&bagged(payload()));
    let other = ledger::note::Signer::new(ORIGIN, [2; 32]).expect("a signer").verifier_key();
    let mut faults = Vec::new();
    check_package(folder.path(), &other, &mut |fault| faults.push(fault.place));
    assert!(
        ["data/vkey", "data/receipts/0.tlog-proof"]
            .iter()
            .all(|place| faults.iter().any(|told| told == place))
    );
}

#[test]
fn a_zip_that_leads_elsewhere_or_is_none_is_refused() {
    let refused = |names: &[&str]| {
        let mut writer = zip::ZipWriter::new(tempfile::NamedTempFile::new().expect("a file"));
        for name in names {
            writer.start_file(*name, zip::write::SimpleFileOptions::default()).expect("started");
        }
        check(writer.finish().expect("finished").path()).1.remove(0).what
    };
    for names in [["base/../../etc/passwd"], ["base/data//x"], ["base/C:x"]] {
        assert_eq!(refused(&names), "is not a path a package may have", "{names:?}");
    }
    assert_eq!(refused(&["bagit.txt"]), "is not below a base folder");
    assert_eq!(refused(&["a/bagit.txt", "b/x"]), "is below another base folder than the files before");
    let nothing = tempfile::NamedTempFile::new().expect("a file");
    assert!(check(nothing.path()).1[0].what.contains("not a readable ZIP"));
}

#[test]
fn a_broken_zip_is_told_and_never_panics() {
    let whole = std::fs::read(zipped(&bagged(payload())).path()).expect("read");
    let folder = tempfile::tempdir().expect("a folder");
    for at in (0..whole.len()).step_by(37) {
        let mut changed = whole.clone();
        changed[at] ^= 0xff;
        write(folder.path(), "changed.zip", &changed);
        check(&folder.path().join("changed.zip"));
        write(folder.path(), "cut.zip", &whole[..at]);
        assert!(!check(&folder.path().join("cut.zip")).1.is_empty(), "cut at {at}");
    }
}
