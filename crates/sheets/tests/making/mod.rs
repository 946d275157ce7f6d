//! What the tests of this crate are made with: a declaration with a column of every kind, and workbooks put together from raw XML where
//! no library would write what has to be read.
#![allow(dead_code, reason = "each test file uses its part")]
#![allow(clippy::unwrap_used)]

use jiff::civil::{Date, DateTime, date};
use sheets::{
    Caption, Column, Columns, Encoding, Format, Kind, Limits, Report, Row, SheetFault, SheetWriter, Value,
};
use std::io::{Cursor, Write};
use std::ops::ControlFlow;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

pub const FORMATS: [Format; 6] = [
    Format::Xlsx,
    Format::Csv(Encoding::Utf8Marked),
    Format::Csv(Encoding::Utf8),
    Format::Csv(Encoding::Gb18030),
    Format::Json,
    Format::JsonLines,
];

/// A column of every kind; only the code is required.
pub fn columns() -> Columns {
    let list = vec![
        Column::new("code", "编码", Kind::Code { chars_max: 30 }).required().hint("十八位统一社会信用代码"),
        Column::new("name", "名称", Kind::Text { chars_max: 200 }),
        Column::new("since", "生效日期", Kind::Date),
        Column::new("fine", "罚款上限", Kind::Money),
        Column::new("people", "人数", Kind::Integer),
        Column::new("open", "是否公开", Kind::YesNo),
        Column::new("kind", "类别", Kind::choice(&[("1", "公民"), ("2", "法人"), ("9", "其他组织")])),
        Column::new("tags", "标签", Kind::List { separator: '、', chars_max: 50 }),
    ];
    Columns::new(list).unwrap()
}

pub fn good() -> Vec<Value> {
    vec![
        Value::Code("11370102MB2808".into()),
        Value::Text("某某区综合行政执法局".into()),
        Value::Date(day()),
        Value::Money(500_000),
        Value::Integer(12),
        Value::YesNo(true),
        Value::Choice("2".into()),
        Value::List(vec!["市容".into(), "规划".into()]),
    ]
}

pub fn day() -> Date {
    date(2026, 11, 23)
}

pub fn caption() -> Caption {
    Caption { sheet: "主体名录".into(), made_at: DateTime::constant(2026, 11, 23, 9, 30, 0, 0) }
}

pub fn written(format: Format, columns: &Columns, rows: &[Vec<Value>]) -> Vec<u8> {
    let mut writer = SheetWriter::new(Vec::new(), format, columns, &caption()).unwrap();
    for row in rows {
        writer.row(row).unwrap();
    }
    writer.finish().unwrap()
}

pub fn read_within(
    bytes: &[u8],
    columns: &Columns,
    limits: &Limits,
) -> Result<(Vec<Row>, Report), SheetFault> {
    let mut rows = Vec::new();
    let report = sheets::read(Cursor::new(bytes), columns, limits, |row| {
        rows.push(row);
        ControlFlow::Continue(())
    })?;
    Ok((rows, report))
}

pub fn read(bytes: &[u8]) -> Result<(Vec<Row>, Report), SheetFault> {
    read_within(bytes, &columns(), &Limits::default())
}

/// The answers about bad cells, as the person reads them, without what is wanted.
pub fn said(report: &Report) -> Vec<String> {
    report.bad_cells.iter().map(|bad| format!("{} {} {}", bad.place, bad.column, bad.reason)).collect()
}

/// A zip of parts.
pub fn packed(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

pub const RELATIONS: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
const BOOK_RELATIONS: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/><Relationship Id="r3" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"/></Relationships>"#;
/// Style 1 shows a date.
const STYLES: &str =
    r#"<styleSheet><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>"#;

/// A workbook of raw parts: properties of the book, shared texts, what stands in `sheetData`, and what follows it.
#[derive(Default)]
pub struct Raw<'a> {
    pub properties: &'a str,
    pub shared: &'a str,
    pub rows: &'a str,
    pub after: &'a str,
    pub more: &'a [(&'a str, &'a str)],
}

impl Raw<'_> {
    pub fn bytes(&self) -> Vec<u8> {
        let book = format!(
            r#"<?xml version="1.0" encoding="UTF-8"?><workbook xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">{}<sheets><sheet name="名录" sheetId="1" r:id="r1"/></sheets></workbook>"#,
            self.properties
        );
        let sheet = format!(
            r#"<?xml version="1.0" encoding="UTF-8"?><worksheet><sheetData>{}</sheetData>{}</worksheet>"#,
            self.rows, self.after
        );
        let shared = format!("<sst>{}</sst>", self.shared);
        let mut parts = vec![
            ("_rels/.rels", RELATIONS),
            ("xl/workbook.xml", book.as_str()),
            ("xl/_rels/workbook.xml.rels", BOOK_RELATIONS),
            ("xl/styles.xml", STYLES),
            ("xl/sharedStrings.xml", shared.as_str()),
            ("xl/worksheets/sheet1.xml", sheet.as_str()),
        ];
        parts.extend(self.more);
        packed(&parts)
    }
}

/// The XML of the sheet with that number in a workbook we wrote.
pub fn sheet_xml(workbook: &[u8], number: usize) -> String {
    let mut package = zip::ZipArchive::new(Cursor::new(workbook)).unwrap();
    let part = package.by_name(&format!("xl/worksheets/sheet{number}.xml")).unwrap();
    std::io::read_to_string(part).unwrap()
}

/// A row of inline texts from column A on.
pub fn texts(number: u64, texts: &[&str]) -> String {
    let cells = texts.iter().map(|text| {
        format!(
            r#"<c t="inlineStr"><is><t xml:space="preserve">{}</t></is></c>"#,
            text.replace('&', "&amp;").replace('<', "&lt;")
        )
    });
    format!(r#"<row r="{number}">{}</row>"#, cells.collect::<String>())
}
