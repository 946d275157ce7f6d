//! The types a paper is set in: 仿宋 for the text, 小标宋 (bold Song) for titles, 黑体 and 楷体 for headings, found by family name in the
//! folders given. Each has a stated order of substitutes; one that has none at all is named, and there is no printing without it.
//!
//! The large fonts for rare characters are opened only when a paper has such a character, so that an ordinary start stays small.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use serde_json::{Map, Value};
use thiserror::Error;
use typst::foundations::Bytes;
use typst::text::{Font, FontBook, FontWeight};
use typst::utils::LazyHash;

/// A kind of type a template asks for, with the families that may serve, best first.
struct Role {
    /// Name in the templates.
    key: &'static str,
    title: &'static str,
    families: &'static [&'static str],
    bold: bool,
}

const ROLES: [Role; 5] = [
    Role {
        key: "fang",
        title: "仿宋",
        families: &[
            "FandolFang R",
            "FandolFang",
            "FangSong",
            "FangSong_GB2312",
            "STFangsong",
            "Noto Serif CJK SC",
        ],
        bold: false,
    },
    Role {
        key: "song",
        title: "宋体",
        families: &["FandolSong", "SimSun", "STSong", "Noto Serif CJK SC"],
        bold: false,
    },
    Role {
        key: "title",
        title: "小标宋（宋体粗体）",
        families: &["FandolSong", "STSong", "Noto Serif CJK SC"],
        bold: true,
    },
    Role {
        key: "hei",
        title: "黑体",
        families: &["FandolHei", "SimHei", "STHeiti", "Noto Sans CJK SC"],
        bold: false,
    },
    Role {
        key: "kai",
        title: "楷体",
        families: &["FandolKai", "KaiTi", "KaiTi_GB2312", "STKaiti", "Noto Serif CJK SC"],
        bold: false,
    },
];

/// Families that stand behind all of them for characters the others lack.
const RARE: [&str; 2] = ["Noto Serif CJK SC", "Noto Sans CJK SC"];
/// How many font files are looked at; a folder with more is not a font folder.
const FILES_MAX: usize = 5_000;
const DEPTH_MAX: usize = 6;

/// Kinds of type for which no family was found.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("缺少文书所需的字体：{}。请安装 Debian 软件包 texlive-lang-chinese 或 fonts-noto-cjk，或者在配置中指明字体所在的文件夹", families.join("；"))]
pub struct FontMissing {
    /// One entry a kind of type: its name and the families that would do.
    pub families: Vec<String>,
}

/// Where Debian puts the fonts.
pub fn usual_font_dirs() -> Vec<PathBuf> {
    [
        "/usr/share/texlive/texmf-dist/fonts/opentype/public/fandol",
        "/usr/share/fonts/opentype/noto",
        "/usr/share/fonts",
        "/usr/local/share/fonts",
    ]
    .map(PathBuf::from)
    .into()
}

/// Fonts to set with, and the families for each role as the templates name them.
pub struct FontSet {
    pub book: LazyHash<FontBook>,
    pub fonts: Vec<Font>,
    pub roles: Value,
}

/// What was found.
pub struct Fonts {
    usual: FontSet,
    unread: Vec<PathBuf>,
    with_rare: OnceLock<FontSet>,
}

impl Fonts {
    /// Looks through the folders in their order until each kind of type has its best family.
    pub fn find(dirs: &[PathBuf]) -> Result<Fonts, FontMissing> {
        let mut unread = font_files(dirs);
        unread.reverse();
        let mut fonts: Vec<Font> = Vec::new();
        while !ROLES.iter().all(|role| role.has_best(&fonts)) {
            let Some(path) = unread.pop() else { break };
            fonts.extend(wanted(&path));
        }
        unread.reverse();
        let families = ROLES.iter().filter(|role| role.family(&fonts).is_none());
        let families: Vec<_> =
            families.map(|role| format!("{}（{}）", role.title, role.families.join("、"))).collect();
        if families.is_empty() {
            let used: Vec<&str> = ROLES.iter().filter_map(|role| role.family(&fonts)).collect();
            fonts.retain(|font| {
                let family = font.info().family.as_str();
                used.contains(&family) || RARE.contains(&family)
            });
            let usual = FontSet::of(fonts);
            return Ok(Fonts { usual, unread, with_rare: OnceLock::new() });
        }
        Err(FontMissing { families })
    }

    /// The smallest set that can show every character of `texts`, or the first character nothing can show.
    pub fn for_texts<'a>(&self, texts: impl Iterator<Item = &'a str> + Clone) -> Result<&FontSet, char> {
        if self.usual.lacks(texts.clone()).is_none() {
            return Ok(&self.usual);
        }
        let set = self.with_rare.get_or_init(|| {
            let rare = self.unread.iter().flat_map(|path| wanted(path));
            let rare = rare.filter(|font| RARE.contains(&font.info().family.as_str()));
            FontSet::of(self.usual.fonts.iter().cloned().chain(rare).collect())
        });
        set.lacks(texts).map_or(Ok(set), Err)
    }
}

impl Role {
    fn serves(&self, font: &Font, family: &str) -> bool {
        let info = font.info();
        info.family == family && (info.variant.weight >= FontWeight::SEMIBOLD) == self.bold
    }

    /// The best family there is.
    fn family(&self, fonts: &[Font]) -> Option<&'static str> {
        let there = |family: &&&str| fonts.iter().any(|font| self.serves(font, family));
        self.families.iter().find(there).copied()
    }

    fn has_best(&self, fonts: &[Font]) -> bool {
        self.family(fonts) == self.families.first().copied()
    }
}

impl FontSet {
    fn of(fonts: Vec<Font>) -> FontSet {
        let rare = RARE.iter().filter(|family| fonts.iter().any(|font| font.info().family == **family));
        let rare: Vec<_> = rare.copied().collect();
        let mut roles = Map::new();
        for role in &ROLES {
            let mut families: Vec<&str> = role.family(&fonts).into_iter().collect();
            families.extend(rare.iter().filter(|family| Some(**family) != role.family(&fonts)));
            roles.insert(role.key.to_owned(), families.into());
        }
        FontSet { book: LazyHash::new(FontBook::from_fonts(&fonts)), fonts, roles: Value::Object(roles) }
    }

    fn lacks<'a>(&self, mut texts: impl Iterator<Item = &'a str>) -> Option<char> {
        let shown = |c: char| {
            c.is_whitespace() || self.fonts.iter().any(|font| font.info().coverage.contains(u32::from(c)))
        };
        texts.find_map(|text| text.chars().find(|&c| !shown(c)))
    }
}

/// The faces of a font file that some role, or the rare characters, could use. A file that cannot be read as a font offers none.
fn wanted(path: &Path) -> Vec<Font> {
    let Ok(bytes) = std::fs::read(path) else { return Vec::new() };
    let named = |font: &Font| {
        let family = font.info().family.as_str();
        RARE.contains(&family) || ROLES.iter().any(|role| role.families.contains(&family))
    };
    Font::iter(Bytes::new(bytes)).filter(named).collect()
}

/// Font files below the folders, folder by folder, each in the order of names.
fn font_files(dirs: &[PathBuf]) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for dir in dirs {
        let mut found = Vec::new();
        walk(dir, 0, &mut found);
        found.sort();
        files.extend(found.into_iter().filter(|path| !files.contains(path)).collect::<Vec<_>>());
    }
    files.truncate(FILES_MAX);
    files
}

fn walk(dir: &Path, depth: usize, found: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(dir) else { return };
    for path in entries.flatten().map(|entry| entry.path()) {
        let kind = path.extension().map(|kind| kind.to_ascii_lowercase());
        if path.is_dir() && depth < DEPTH_MAX {
            walk(&path, depth + 1, found);
        } else if kind.is_some_and(|kind| kind == "otf" || kind == "ttf" || kind == "ttc")
            && found.len() < FILES_MAX
        {
            found.push(path);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_fonts_every_kind_of_type_is_named() {
        let empty = tempfile::tempdir().expect("a folder");
        std::fs::write(empty.path().join("broken.otf"), b"OTTO and then nothing").expect("a file");
        let missing = Fonts::find(&[empty.path().to_owned()]).err().expect("nothing to find");
        assert_eq!(missing.families.len(), ROLES.len());
        for (role, named) in ROLES.iter().zip(&missing.families) {
            assert!(named.starts_with(role.title), "{named}");
        }
        assert!(missing.to_string().contains("texlive-lang-chinese"));
    }

    #[test]
    fn rare_characters_open_the_large_fonts_and_common_ones_do_not() {
        let fonts = Fonts::find(&usual_font_dirs()).expect("the fonts of this machine");
        let usual = fonts.for_texts(["销售超过保质期的食品"].into_iter()).expect("common characters");
        assert!(std::ptr::eq(usual, &fonts.usual));
        let rare = fonts.for_texts(["㛃𠅤"].into_iter()).expect("rare characters");
        assert!(!std::ptr::eq(rare, &fonts.usual));
        assert_eq!(fonts.for_texts(["甲\u{10FFFD}"].into_iter()).err(), Some('\u{10FFFD}'));
    }
}
