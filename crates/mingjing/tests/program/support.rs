//! What the tests of the program share: running it, and comparing folders byte by byte.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Output, Stdio};

/// Runs the program to its end.
pub fn run(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_mingjing"));
    command.args(arguments).stdin(Stdio::null()).output().expect("the program runs")
}

/// Runs the program, which must succeed; gives standard output.
pub fn done(arguments: &[&str]) -> String {
    let output = run(arguments);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{arguments:?}: {said}");
    String::from_utf8(output.stdout).expect("text")
}

/// Runs the program, which must find something and end with 1; gives standard output.
pub fn found(arguments: &[&str]) -> String {
    let output = run(arguments);
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert_eq!(
        output.status.code(),
        Some(1),
        "{arguments:?}: {said} {}",
        String::from_utf8_lossy(&output.stderr)
    );
    said
}

/// Tells a synthetic district into a folder.
pub fn told(folder: &Path, cases: usize, seed: u64) {
    let (cases, seed) = (cases.to_string(), seed.to_string());
    done(&["demo", "--data", path(folder), "--cases", &cases, "--seed", &seed, "--only-tell"]);
}

/// Every file below a folder with its bytes.
pub fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    walk(folder, folder, &mut found);
    found
}

fn walk(root: &Path, folder: &Path, found: &mut BTreeMap<String, Vec<u8>>) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let place = entry.expect("an entry").path();
        if place.is_dir() {
            walk(root, &place, found);
        } else {
            let name = place.strip_prefix(root).expect("below the root").display().to_string();
            found.insert(name, std::fs::read(&place).expect("a file"));
        }
    }
}

/// Copies a folder whole.
pub fn copy(from: &Path, to: &Path) {
    for (name, bytes) in files(from) {
        let place = to.join(&name);
        std::fs::create_dir_all(place.parent().expect("a folder above")).expect("a folder");
        std::fs::write(&place, bytes).expect("a file");
    }
    let key = to.join("ledger.key");
    if key.exists() {
        std::fs::set_permissions(key, std::os::unix::fs::PermissionsExt::from_mode(0o600)).expect("a mode");
    }
}

/// Flips one bit in the middle of a file.
pub fn flip(file: &Path) {
    let mut bytes = std::fs::read(file).expect("a file");
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(file, bytes).expect("a file");
}

pub fn path(place: &Path) -> &str {
    place.to_str().expect("a path in UTF-8")
}
