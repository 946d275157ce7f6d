//! The files of the repository, read once and held in memory, so that every rule is a plain function and every test plants its own.

use super::rust::Source;
use anyhow::{Context, Result};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// Folders that hold nothing written by hand.
const SKIPPED: [&str; 5] = [".git", "target", "node_modules", "dist", "data"];

/// Larger files are not source; their names count, their contents are not read.
const SIZE_BYTES_MAX: u64 = 1 << 20;

/// Paths from the root, with `/`, and contents; empty contents for what is not text.
#[derive(Debug, Default)]
pub struct Repository {
    files: BTreeMap<String, String>,
}

impl Repository {
    /// Reads the tree below `root`. An error names the file that could not be read.
    pub fn read(root: &Path) -> Result<Repository> {
        let mut repository = Repository::default();
        repository.collect(root, "")?;
        Ok(repository)
    }

    fn collect(&mut self, folder: &Path, under: &str) -> Result<()> {
        let named = || folder.display().to_string();
        for entry in fs::read_dir(folder).with_context(named)? {
            let entry = entry.with_context(named)?;
            let name = entry.file_name().to_string_lossy().into_owned();
            let path = format!("{under}{name}");
            let facts = entry.metadata().with_context(|| path.clone())?;
            if facts.is_dir() {
                if !SKIPPED.contains(&name.as_str()) && !name.ends_with(".local") {
                    self.collect(&entry.path(), &format!("{path}/"))?;
                }
            } else if facts.is_file() {
                let bytes =
                    if facts.len() > SIZE_BYTES_MAX { Vec::new() } else { read_or_gone(&entry.path())? };
                self.files.insert(path, String::from_utf8(bytes).unwrap_or_default());
            }
        }
        Ok(())
    }

    /// A tree that exists only here.
    #[cfg(test)]
    pub fn planted(files: &[(&str, &str)]) -> Repository {
        Repository {
            files: files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect(),
        }
    }

    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str)
    }

    pub fn text(&self, path: &str) -> Option<&str> {
        self.files.get(path).map(String::as_str)
    }

    /// Whether this is a file, or a folder that holds one.
    pub fn holds(&self, path: &str) -> bool {
        let folder = format!("{}/", path.trim_end_matches('/'));
        self.files.contains_key(path) || self.files.keys().any(|file| file.starts_with(&folder))
    }

    /// Files whose path starts and ends so.
    pub fn between<'a>(&'a self, start: &'a str, end: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
        let fits = move |path: &str| path.starts_with(start) && path.ends_with(end);
        self.files
            .iter()
            .filter(move |(path, _)| fits(path))
            .map(|(path, text)| (path.as_str(), text.as_str()))
    }

    /// Every Rust file, taken apart.
    pub fn rust(&self) -> impl Iterator<Item = Source<'_>> {
        self.between("", ".rs").map(|(path, text)| Source::read(path, text))
    }
}

/// A file that went away while the tree was being read is as if it had not been there.
fn read_or_gone(path: &Path) -> Result<Vec<u8>> {
    match fs::read(path) {
        Err(fault) if fault.kind() == std::io::ErrorKind::NotFound => Ok(Vec::new()),
        answer => answer.with_context(|| path.display().to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_held_when_a_file_is_in_it() {
        let repository = Repository::planted(&[("docs/decisions/0001-one.md", "")]);
        assert!(repository.holds("docs/decisions"));
        assert!(repository.holds("docs/decisions/"));
        assert!(repository.holds("docs/decisions/0001-one.md"));
        assert!(!repository.holds("docs/decision"));
    }
}
