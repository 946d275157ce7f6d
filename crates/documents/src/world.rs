//! What a template can see while it is being set: the shared part, its own text, one order, one check code and the fonts. No disk, no clock,
//! no packages.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};

use crate::fonts::FontSet;

static LIBRARY: LazyLock<LazyHash<Library>> = LazyLock::new(|| LazyHash::new(Library::default()));

/// The four files a template can always name; beside them it can name the drawn signatures of its order, `/<SHA-256>.png`.
#[derive(Clone, Copy)]
pub struct Names {
    pub main: FileId,
    pub house: FileId,
    pub order: FileId,
    pub check: FileId,
}

pub static NAMES: LazyLock<Names> = LazyLock::new(|| Names {
    main: name("/main.typ"),
    house: name("/house.typ"),
    order: name("/paper.json"),
    check: name("/check.svg"),
});

fn name(path: &'static str) -> FileId {
    // These four paths are fixed above and well formed, so the path cannot be refused.
    #[allow(clippy::unwrap_used)]
    let path = VirtualPath::new(path).unwrap();
    RootedPath::new(VirtualRoot::Project, path).intern()
}

/// One paper being set.
pub struct PaperWorld<'a> {
    pub main: &'a Source,
    pub house: &'a Source,
    pub order: Bytes,
    pub check: Bytes,
    pub images: BTreeMap<&'a str, Bytes>,
    pub fonts: &'a FontSet,
}

impl World for PaperWorld<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &LIBRARY
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.fonts.book
    }

    fn main(&self) -> FileId {
        NAMES.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        match id {
            id if id == NAMES.main => Ok(self.main.clone()),
            id if id == NAMES.house => Ok(self.house.clone()),
            id => Err(FileError::NotFound(id.vpath().get_with_slash().into())),
        }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        match id {
            id if id == NAMES.order => Ok(self.order.clone()),
            id if id == NAMES.check => Ok(self.check.clone()),
            id => {
                let path = id.vpath().get_with_slash();
                let named = path.strip_prefix('/').and_then(|name| name.strip_suffix(".png"));
                let image = named.and_then(|sha256| self.images.get(sha256));
                image.cloned().ok_or_else(|| FileError::NotFound(path.into()))
            }
        }
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.fonts.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}
