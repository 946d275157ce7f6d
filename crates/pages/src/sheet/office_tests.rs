//! LibreOffice opens every register's tables, as its keepers export them and as everyone downloads them, and shows the same cells in each format: leading zeros stay,
//! days are days, and nothing is a formula.

#[path = "../../../sheets/tests/libreoffice/mod.rs"]
mod libreoffice;

use super::columns::Sheet;
use super::tests::{export, registers};
use super::writing::{FORMS, Form, open_data};
use events::testing::day;
use libreoffice::{TO_CSV, convert, from_text, records};
use registers::all;
use sheets::{Encoding, Format};
use std::fs;
use std::path::Path;
use tempfile::TempDir;

/// More columns than any register has.
const COLUMNS: usize = 40;

/// The forms that LibreOffice reads, with how it is told to.
fn forms() -> [(&'static Form, &'static str, Option<String>); 3] {
    let form = |wanted: Format| FORMS.iter().find(|form| form.format == wanted).unwrap();
    [
        (form(Format::Xlsx), "xlsx", None),
        (form(Format::Csv(Encoding::Utf8Marked)), "txt", Some(from_text(76, COLUMNS))),
        (form(Format::Csv(Encoding::Gb18030)), "txt", Some(from_text(85, COLUMNS))),
    ]
}

/// The records of our own CSV, without its mark.
fn written(csv: &[u8]) -> Vec<Vec<String>> {
    let csv = csv.strip_prefix(b"\xef\xbb\xbf").unwrap();
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(csv);
    let record = |record: csv::StringRecord| record.iter().map(str::to_owned).collect();
    reader.records().map(|line| record(line.unwrap())).collect()
}

#[test]
fn libreoffice_shows_every_register_as_it_was_written_in_every_format() {
    let registers = registers();
    let folder = TempDir::new().unwrap();
    let mut expected = Vec::new();
    let files = |name: &str, write: &dyn Fn(&Form) -> Vec<u8>| {
        for (form, ends, _) in &forms() {
            fs::write(folder.path().join(format!("{}-{name}.{ends}", form.word)), write(form)).unwrap();
        }
        let [_, (utf8, _, _), _] = &forms();
        (name.to_owned(), written(&write(utf8)))
    };
    for kind in &all::ALL {
        expected.push(files(&format!("{}-kept", kind.word), &|form| export(&registers, kind, form)));
        if kind.is_public() {
            let sheet = Sheet::public(kind).unwrap();
            let content =
                |version: &events::book::Version| Some(kind.public_part(version.content.as_deref()?));
            expected.push(files(&format!("{}-open", kind.word), &|form| {
                let held = registers.book(kind.word).all_as_of(day("2026-03-02"));
                let contents = held.filter_map(|(_, version)| content(version));
                open_data(&sheet, form.format, contents, day("2026-03-02").at(0, 0, 0, 0)).unwrap()
            }));
        }
    }
    let texts = expected.iter().flat_map(|(_, rows)| rows.iter().flatten()).map(String::as_str);
    let texts: Vec<&str> = texts.collect();
    for awkward in ["000-甲", "2026-02-28", "'=1+1", "12345.67", "第二行"] {
        assert!(texts.iter().any(|text| text.contains(awkward)), "{awkward} is in none of the tables");
    }
    for (form, ends, filter) in &forms() {
        let names: Vec<String> =
            expected.iter().map(|(name, _)| format!("{}-{name}.{ends}", form.word)).collect();
        let files: Vec<&str> = names.iter().map(String::as_str).collect();
        let filter: Vec<&str> = filter.iter().map(String::as_str).collect();
        // One start of the program for all files of a form.
        convert(folder.path(), TO_CSV, &filter, &files);
        for (name, rows) in &expected {
            let shown = folder.path().join(Path::new("out").join(format!("{}-{name}.csv", form.word)));
            assert_eq!(&records(&shown), rows, "{} as {}", name, form.title);
        }
    }
}
