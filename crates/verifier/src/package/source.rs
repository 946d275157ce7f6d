//! A package's files, in a ZIP or in a folder: which there are, and their bytes as streams. It follows no link and no path that leads out of the
//! package, and judges nothing else.

use crate::Fault;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};
use zip::ZipArchive;

/// More files than any volume has.
const FILES_MAX: usize = 1_000_000;
const PATH_SIZE_BYTES_MAX: usize = 400;

/// An opened package. Paths are those below the base folder.
pub(super) enum Source {
    Folder { root: PathBuf, paths: Vec<String> },
    Zip { archive: Box<ZipArchive<BufReader<File>>>, places: BTreeMap<String, usize> },
}

impl Source {
    pub fn open(package: &Path) -> Result<Source, Fault> {
        let place = package.display().to_string();
        if package.is_dir() {
            let mut paths = Vec::new();
            walk(package, "", &mut paths)?;
            paths.sort();
            return Ok(Source::Folder { root: package.to_owned(), paths });
        }
        let file =
            File::open(package).map_err(|fault| Fault::at(&place, format!("cannot be opened: {fault}")))?;
        let archive = ZipArchive::new(BufReader::new(file));
        let mut archive =
            archive.map_err(|fault| Fault::at(&place, format!("is not a readable ZIP: {fault}")))?;
        let places = places(&mut archive)?;
        Ok(Source::Zip { archive: Box::new(archive), places })
    }

    pub fn paths(&self) -> Box<dyn Iterator<Item = &str> + '_> {
        match self {
            Source::Folder { paths, .. } => Box::new(paths.iter().map(String::as_str)),
            Source::Zip { places, .. } => Box::new(places.keys().map(String::as_str)),
        }
    }

    /// Gives a file's bytes to `look`.
    pub fn read<T>(
        &mut self,
        path: &str,
        look: &mut dyn FnMut(&mut dyn Read) -> io::Result<T>,
    ) -> Result<T, Fault> {
        let unreadable = |fault: &dyn std::fmt::Display| Fault::at(path, format!("cannot be read: {fault}"));
        match self {
            Source::Folder { root, paths } => {
                if paths.binary_search_by(|known| known.as_str().cmp(path)).is_err() {
                    return Err(Fault::at(path, "is missing"));
                }
                let mut file = File::open(root.join(path)).map_err(|fault| unreadable(&fault))?;
                look(&mut file).map_err(|fault| unreadable(&fault))
            }
            Source::Zip { archive, places } => {
                let at = places.get(path).ok_or_else(|| Fault::at(path, "is missing"))?;
                let mut file = archive.by_index(*at).map_err(|fault| unreadable(&fault))?;
                look(&mut file).map_err(|fault| unreadable(&fault))
            }
        }
    }

    /// A small text file whole.
    pub fn text(&mut self, path: &str, size_bytes_max: u64) -> Result<String, Fault> {
        let bytes = self.read(path, &mut |reader| {
            let mut bytes = Vec::new();
            reader.take(size_bytes_max + 1).read_to_end(&mut bytes).map(|_| bytes)
        })?;
        if bytes.len() as u64 > size_bytes_max {
            return Err(Fault::at(path, format!("is longer than {size_bytes_max} bytes")));
        }
        String::from_utf8(bytes).map_err(|fault| {
            Fault::at(path, format!("byte {} is not UTF-8", fault.utf8_error().valid_up_to()))
        })
    }
}

fn walk(folder: &Path, under: &str, paths: &mut Vec<String>) -> Result<(), Fault> {
    let unreadable =
        |fault: io::Error| Fault::at(folder.display().to_string(), format!("cannot be read: {fault}"));
    for entry in std::fs::read_dir(folder).map_err(unreadable)? {
        let entry = entry.map_err(unreadable)?;
        let kind = entry.file_type().map_err(unreadable)?;
        let name = entry.file_name().into_string();
        let name = name.map_err(|name| Fault::at(name.display().to_string(), "is not a name in UTF-8"))?;
        let path = format!("{under}{name}");
        followed(&path)?;
        if kind.is_dir() {
            walk(&entry.path(), &format!("{path}/"), paths)?;
        } else if kind.is_file() && paths.len() < FILES_MAX {
            paths.push(path);
        } else {
            return Err(Fault::at(path, "is a link or a special file, or one file too many"));
        }
    }
    Ok(())
}

/// Where each file stands in the ZIP: all below one base folder, each once.
fn places(archive: &mut ZipArchive<BufReader<File>>) -> Result<BTreeMap<String, usize>, Fault> {
    let mut places = BTreeMap::new();
    let mut base: Option<String> = None;
    for at in 0..archive.len().min(FILES_MAX) {
        let file = archive.by_index_raw(at);
        let file = file.map_err(|fault| Fault::at(format!("file {at} of the ZIP"), fault.to_string()))?;
        let name = file
            .name()
            .map_err(|fault| Fault::at(format!("name of file {at} of the ZIP"), fault.to_string()))?;
        let name = name.into_owned();
        if file.is_symlink() || file.encrypted() {
            return Err(Fault::at(name, "is a link, or encrypted"));
        }
        let (first, path) =
            name.split_once('/').ok_or_else(|| Fault::at(&name, "is not below a base folder"))?;
        if base.get_or_insert_with(|| first.to_owned()) != first {
            return Err(Fault::at(&name, "is below another base folder than the files before"));
        }
        if file.is_dir() {
            continue;
        }
        followed(path)?;
        if places.insert(path.to_owned(), at).is_some() {
            return Err(Fault::at(path, "stands twice in the ZIP"));
        }
    }
    Ok(places)
}

/// A path that may be followed (specs/04-archive-package.md §2).
fn followed(path: &str) -> Result<(), Fault> {
    let parts = path.split('/').all(|part| !part.is_empty() && part != "." && part != "..");
    let marks = path.contains(|c: char| c.is_control() || matches!(c, '\\' | ':' | '%'));
    if !parts || marks || path.len() > PATH_SIZE_BYTES_MAX {
        let shown: String = path.chars().take(PATH_SIZE_BYTES_MAX).collect();
        return Err(Fault::at(format!("{shown:?}"), "is not a path a package may have"));
    }
    Ok(())
}
