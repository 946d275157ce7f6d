//! For every register: what is exported reads back as no change, in every format; and a row that was touched is the one change that comes of it.

use super::columns::Sheet;
use super::reading::{self, Outcome, Tally};
use super::writing::{self, FORMS, Form};
use events::book::Signed;
use events::entries::{Change, Held};
use events::field::{Field, Shape};
use events::people::OfficerNamed;
use events::testing::{day, district, moment};
use events::{Occasion, OfficerId, Registers, StreamId};
use jiff::civil::DateTime;
use registers::all;
use registers::declaration::{RegisterKind, canonical};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::io::Cursor;
use std::sync::Arc;

/// Texts that spreadsheets like to take for something else, and that nested rows need for themselves.
const AWKWARD: &str = "=1+1｜“甲”，乙；丙\\丁,\"戊\"";

fn value(field: &Field, place: usize) -> Value {
    let short = |text: &str, chars: usize| text.chars().take(chars).collect::<String>();
    match field.shape {
        Shape::Line(chars) => Value::from(short(AWKWARD, chars)),
        Shape::Text(chars) => Value::from(short(&format!("{AWKWARD}\n第二行"), chars)),
        Shape::Date => json!("2026-02-28"),
        Shape::Money => json!(1_234_567_i64 + i64::try_from(place).unwrap()),
        Shape::Whole(min, _) => json!(min),
        Shape::Yes => json!(true),
        Shape::Choice(choices) => json!(choices[0].0),
        Shape::One(_) => json!(district::BODY),
        Shape::Many(_) => json!([district::BODY]),
        Shape::Lines(chars) => json!([short(AWKWARD, chars), "002"]),
        Shape::Rows(fields) => json!([content(fields, 0), content(fields, 1)]),
        _ => Value::Null,
    }
}

fn content(fields: &'static [Field], place: usize) -> Value {
    let filled = fields.iter().map(|field| (field.key.to_owned(), value(field, place)));
    Value::Object(filled.collect::<Map<_, _>>())
}

/// An entry with every field filled and a key of its own; its body is one of the district, so that its keeper sees it.
pub fn held(kind: &'static RegisterKind, place: usize) -> Held {
    let mut content = content(kind.fields, place);
    for field in kind.fields.iter().filter(|field| kind.key.contains(&field.key)) {
        if matches!(field.shape, Shape::Line(_)) {
            content[field.key] = json!(format!("00{place}-甲"));
        }
    }
    if let Some(body) = kind.body.filter(|body| !kind.key.contains(body)) {
        content[body] = json!(district::BODY);
    }
    let content = canonical(&content);
    let key = kind.key_of(&content).unwrap_or_else(|| panic!("{}: no key in {content}", kind.word));
    Held { key, valid_from: day("2026-01-05"), valid_to: Some(day("2029-12-31")), content }
}

/// The district, and two entries in every register that goes by proposals.
pub fn registers() -> Registers {
    let mut registers = district::registers();
    let by =
        OfficerNamed { id: OfficerId::from(district::HE), name: String::new(), certificate: String::new() };
    let signed = Arc::new(Signed { by, at: moment("2026-01-05T09:00"), number: 1 });
    for kind in all::ALL.iter().filter(|kind| kind.act.is_none()) {
        for place in 0..2 {
            registers.suppose(kind.word, &Change::Enter(held(kind, place)), &signed);
        }
    }
    registers
}

fn made_at() -> DateTime {
    "2026-03-02T10:00".parse().unwrap()
}

pub fn export(registers: &Registers, kind: &'static RegisterKind, form: &Form) -> Vec<u8> {
    let sheet = Sheet::of(kind).unwrap();
    let officer = registers.officer(&OfficerId::from(district::HE)).unwrap();
    let body = registers.body(&officer.body).unwrap();
    writing::export(&sheet, form.format, registers, (officer, body), day("2026-03-02"), made_at()).unwrap()
}

fn import(registers: &Registers, kind: &'static RegisterKind, file: Vec<u8>) -> Outcome {
    let sheet = Sheet::of(kind).unwrap();
    let by = registers.officer(&OfficerId::from(district::HE)).unwrap();
    let body = registers.body(&by.body).unwrap();
    let files = BTreeMap::new();
    let fresh = StreamId([3; 16]);
    let now = moment("2026-03-02T10:00");
    let occasion = Occasion { now, by, body, registers, files: &files, fresh, page: None };
    reading::read(Cursor::new(file), &sheet, &occasion, "导入", true, &|_| true).unwrap()
}

/// Entries of a register that hold on the day of the export.
fn standing(registers: &Registers, kind: &RegisterKind) -> u64 {
    registers
        .book(kind.word)
        .all_as_of(day("2026-03-02"))
        .filter(|(_, version)| version.content.is_some())
        .count() as u64
}

#[test]
fn what_is_exported_reads_back_as_no_change_for_every_register_in_every_format() {
    let registers = registers();
    for kind in &all::ALL {
        let entries = standing(&registers, kind);
        assert!(entries >= 1 || kind.word == "calendar", "{} holds {entries}", kind.word);
        for form in &FORMS {
            let outcome = import(&registers, kind, export(&registers, kind, form));
            let unchanged = Tally { unchanged: entries, ..Tally::default() };
            assert_eq!(outcome.tally, unchanged, "{} as {}: {:?}", kind.word, form.word, outcome.bad);
            assert!(outcome.changes.is_empty() && outcome.bad.is_empty());
        }
    }
}

#[test]
fn a_name_that_was_changed_is_one_amendment_and_a_wrong_cell_is_named_by_its_place() {
    let registers = registers();
    let department = all::by_word("department").unwrap();
    let csv = FORMS.iter().find(|form| form.word == "csv").unwrap();
    let text = String::from_utf8(export(&registers, department, csv)).unwrap();
    let amended = import(&registers, department, text.replacen("执法一科", "执法大队", 1).into_bytes());
    let entries = standing(&registers, department);
    assert_eq!(amended.tally, Tally { amended: 1, unchanged: entries - 1, ..Tally::default() });
    let Change::Amend(held) = &amended.changes[0] else { panic!("{:?}", amended.changes) };
    assert_eq!(held.content["name"], "执法大队");

    let lines: Vec<&str> = text.split("\r\n").filter(|line| !line.is_empty()).collect();
    let repeated = format!("{}\r\n{}\r\n", lines.join("\r\n"), lines[1]);
    let twice = import(&registers, department, repeated.into_bytes());
    assert_eq!((twice.tally.bad, twice.tally.good()), (1, 0));
    let place = format!("第 {} 行第 1 列", lines.len() + 1);
    assert_eq!(twice.bad[0].place, place);
    assert!(twice.bad[0].says.contains("重复"), "{:?}", twice.bad);
}

#[test]
fn a_file_without_a_needed_column_is_refused_by_the_names_of_its_columns() {
    let registers = registers();
    let sheet = Sheet::of(all::by_word("body").unwrap()).unwrap();
    let by = registers.officer(&OfficerId::from(district::HE)).unwrap();
    let body = registers.body(&by.body).unwrap();
    let (files, fresh, now) = (BTreeMap::new(), StreamId([3; 16]), moment("2026-03-02T10:00"));
    let occasion = Occasion { now, by, body, registers: &registers, files: &files, fresh, page: None };
    let columns = sheet.columns.list();
    let file = format!("{},{}\r\n{},某局\r\n", columns[0].title, columns[1].title, district::BODY);
    let refused = reading::read(Cursor::new(file), &sheet, &occasion, "导入", true, &|_| true).unwrap_err();
    assert!(refused.to_string().contains("机关代字"), "{refused}");
}
