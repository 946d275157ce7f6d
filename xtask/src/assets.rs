//! The styles and scripts of `frontend/`, built when their sources changed since the last build.
//!
//! What was built from what is remembered by a digest of names and contents, kept in `node_modules/` so that it goes when the
//! packages go. Times of files are not looked at: a fresh clone or a switched branch would lie.

use crate::shell;
use anyhow::{Context, Result, bail};
use std::collections::BTreeMap;
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;

/// Folders that building makes.
const MADE: [&str; 2] = ["node_modules", "dist"];

/// The oldest Node the bundler runs on.
const NODE_MIN: (u32, u32) = (20, 19);

/// Builds `frontend/dist/` if it is missing or its sources changed.
pub fn build(root: &Path) -> Result<()> {
    shell::say("Styles and scripts (frontend/)");
    let folder = root.join("frontend");
    if !folder.join("package.json").is_file() {
        bail!("{} has no package.json", folder.display());
    }
    install(&folder)?;
    let stamp = folder.join("node_modules/.mingjing-built");
    let sources = digest(&folder)?;
    if folder.join("dist").is_dir() && is_stamped(&stamp, &sources) {
        eprintln!("   dist/ is up to date");
        return Ok(());
    }
    shell::run(&mut shell::command("npm", &["run", "--silent", "build"], &folder))?;
    fs::write(&stamp, sources).with_context(|| format!("writing {}", stamp.display()))
}

/// Checks the types and runs the unit tests of `frontend/`.
pub fn check(root: &Path) -> Result<()> {
    shell::say("Types and unit tests of frontend/");
    let folder = root.join("frontend");
    install(&folder)?;
    shell::run(&mut shell::command("npm", &["run", "--silent", "check"], &folder))?;
    shell::run(&mut shell::command("npm", &["test", "--silent"], &folder))
}

fn install(folder: &Path) -> Result<()> {
    let stamp = folder.join("node_modules/.mingjing-installed");
    let lock = fs::read_to_string(folder.join("package-lock.json")).context("frontend/package-lock.json")?;
    let wanted = digest_of(&BTreeMap::from([("package-lock.json".to_owned(), lock.into_bytes())]));
    if is_stamped(&stamp, &wanted) {
        return Ok(());
    }
    check_node(folder)?;
    let quiet = ["ci", "--no-audit", "--no-fund", "--loglevel=error"];
    shell::run(&mut shell::command("npm", &quiet, folder))?;
    fs::write(&stamp, wanted).with_context(|| format!("writing {}", stamp.display()))
}

fn check_node(folder: &Path) -> Result<()> {
    let answer = shell::command("node", &["--version"], folder).output().context("cannot start `node`")?;
    let version = String::from_utf8_lossy(&answer.stdout).trim().to_owned();
    if version_of(&version).is_none_or(|version| version < NODE_MIN) {
        let (major, minor) = NODE_MIN;
        bail!(
            "Node {version} is too old: the bundler needs {major}.{minor} or newer, which Debian 13 has and Debian 12 has not"
        );
    }
    Ok(())
}

/// `v20.20.2` as `(20, 20)`.
fn version_of(text: &str) -> Option<(u32, u32)> {
    let mut parts = text.strip_prefix('v')?.split('.').map(str::parse::<u32>);
    Some((parts.next()?.ok()?, parts.next()?.ok()?))
}

fn is_stamped(stamp: &Path, wanted: &str) -> bool {
    fs::read_to_string(stamp).is_ok_and(|found| found == wanted)
}

fn digest(folder: &Path) -> Result<String> {
    let mut files = BTreeMap::new();
    collect(folder, "", &mut files).with_context(|| format!("reading {}", folder.display()))?;
    Ok(digest_of(&files))
}

fn collect(folder: &Path, under: &str, files: &mut BTreeMap<String, Vec<u8>>) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = format!("{under}{name}");
        if entry.file_type()?.is_dir() {
            if !MADE.contains(&name.as_str()) {
                collect(&entry.path(), &format!("{path}/"), files)?;
            }
        } else {
            files.insert(path, fs::read(entry.path())?);
        }
    }
    Ok(())
}

/// A digest to tell a change by, not to trust by; another Rust may give another one, which only builds once more.
fn digest_of(files: &BTreeMap<String, Vec<u8>>) -> String {
    let mut hasher = DefaultHasher::new();
    files.hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(pairs: &[(&str, &str)]) -> BTreeMap<String, Vec<u8>> {
        pairs.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec())).collect()
    }

    #[test]
    fn the_digest_follows_names_and_contents() {
        let one = digest_of(&files(&[("src/desk.ts", "1"), ("package.json", "{}")]));
        assert_eq!(one, digest_of(&files(&[("package.json", "{}"), ("src/desk.ts", "1")])));
        assert_ne!(one, digest_of(&files(&[("src/desk.ts", "2"), ("package.json", "{}")])));
        assert_ne!(one, digest_of(&files(&[("src/portal.ts", "1"), ("package.json", "{}")])));
    }

    #[test]
    fn node_versions_compare_as_numbers() {
        assert_eq!(version_of("v20.20.2"), Some((20, 20)));
        assert!(version_of("v20.9.0") < Some(NODE_MIN));
        assert_eq!(version_of("20.20.2"), None);
        assert_eq!(version_of(""), None);
    }
}
