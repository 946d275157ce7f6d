//! Other people's programs judge: LibreOffice opens every workbook and CSV file that was written and shows the same cells, and what it
//! writes itself is read; codes are texts and days are dates.
#![allow(clippy::unwrap_used)]

mod libreoffice;
mod making;

use libreoffice::{TO_CSV, convert, from_text, records};
use making::{FORMATS, caption, columns, good, read, sheet_xml, written};
use sheets::{Encoding, Format, INSTRUCTIONS, Value};
use std::fs;
use tempfile::TempDir;

/// Rows with what spreadsheets like to change.
fn rows() -> Vec<Vec<Value>> {
    let with = |changes: Vec<(usize, Value)>| {
        let mut row = good();
        for (index, value) in changes {
            row[index] = value;
        }
        row
    };
    vec![
        good(),
        with(vec![(0, Value::Code("000123".into())), (1, Value::Text("=1+1".into()))]),
        with(vec![
            (0, Value::Code("110101199003077123".into())),
            (1, Value::Text("含“引号”\"和,逗号;分号\n第二行".into())),
        ]),
        with(vec![
            (0, Value::Code("1-2".into())),
            (1, Value::Text("@SUM(A1) <b>&amp;".into())),
            (3, Value::Money(-5)),
        ]),
        with(vec![
            (0, Value::Code("TRUE".into())),
            (1, Value::Text("  前后有空格  ".into())),
            (5, Value::YesNo(false)),
        ]),
        with(vec![
            (0, Value::Code("2026-1-1".into())),
            (1, Value::Text("𠮷野家 _x0041_".into())),
            (4, Value::Empty),
        ]),
    ]
}

/// The cells as a person sees them; an apostrophe stands before what looks like a formula.
fn shown() -> Vec<Vec<String>> {
    let columns = columns();
    let titles = columns.list().iter().map(|column| column.title.clone()).collect();
    let cell = |(value, column): (&Value, &sheets::Column)| {
        let text = value.text(&column.kind).into_owned();
        if text.starts_with(['=', '@']) { format!("'{text}") } else { text }
    };
    let row = |row: Vec<Value>| row.iter().zip(columns.list()).map(cell).collect();
    std::iter::once(titles).chain(rows().into_iter().map(row)).collect()
}

#[test]
fn libreoffice_opens_what_was_written() {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("book.xlsx"), written(Format::Xlsx, &columns(), &rows())).unwrap();
    convert(folder.path(), TO_CSV, &[], &["book.xlsx"]);
    assert_eq!(records(&folder.path().join("out/book.csv")), shown());

    for (name, encoding, number) in
        [("marked", Encoding::Utf8Marked, 76), ("plain", Encoding::Utf8, 76), ("gb", Encoding::Gb18030, 85)]
    {
        let file = format!("{name}.txt");
        fs::write(folder.path().join(&file), written(Format::Csv(encoding), &columns(), &rows())).unwrap();
        convert(folder.path(), TO_CSV, &[&from_text(number, 8)], &[&file]);
        assert_eq!(records(&folder.path().join("out").join(format!("{name}.csv"))), shown(), "{name}");
    }
}

#[test]
fn what_libreoffice_wrote_is_read() {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("book.xlsx"), written(Format::Xlsx, &columns(), &rows())).unwrap();
    convert(folder.path(), "ods", &[], &["book.xlsx"]);
    fs::rename(folder.path().join("out/book.ods"), folder.path().join("again.ods")).unwrap();
    let refused = read(&fs::read(folder.path().join("again.ods")).unwrap()).unwrap_err();
    assert!(refused.to_string().contains("OpenDocument"), "{refused}");
    convert(folder.path(), "xlsx:Calc MS Excel 2007 XML", &[], &["again.ods"]);
    convert(folder.path(), "xls:MS Excel 97", &[], &["again.ods"]);

    let (read_rows, report) = read(&fs::read(folder.path().join("out/again.xlsx")).unwrap()).unwrap();
    assert_eq!(report.bad_cells, []);
    assert_eq!(read_rows.into_iter().map(|row| row.values).collect::<Vec<_>>(), rows());
    let old = read(&fs::read(folder.path().join("out/again.xls")).unwrap()).unwrap_err();
    assert!(old.to_string().contains("旧版的 .xls"), "{old}");
}

#[test]
fn cells_have_the_types_that_spreadsheets_keep() {
    let sheet = sheet_xml(&written(Format::Xlsx, &columns(), &rows()), 1);
    for cell in [
        r#"<c r="A3" s="1" t="inlineStr"><is><t>000123</t></is></c>"#,
        r#"<c r="B3" s="1" t="inlineStr"><is><t>'=1+1</t></is></c>"#,
        r#"<v>46349</v>"#,
        r#"<v>5000</v>"#,
        r#"<v>-0.05</v>"#,
    ] {
        assert!(sheet.contains(cell), "{cell} is not in {sheet}");
    }
    assert!(sheet.contains(r#"state="frozen""#));
    assert!(!sheet.contains("<f>"), "nothing is a formula");
}

#[test]
fn the_instructions_of_a_template_hold_the_code_tables() {
    let folder = TempDir::new().unwrap();
    let bytes = sheets::template(Vec::new(), &columns(), &caption()).unwrap();
    fs::write(folder.path().join("template.xlsx"), bytes).unwrap();
    // The last number chooses the second sheet, whose name goes into the name of the file.
    convert(folder.path(), &format!("{TO_CSV},false,false,2"), &[], &["template.xlsx"]);
    let lines = records(&folder.path().join(format!("out/template-{INSTRUCTIONS}.csv")));
    let of = |first: &str| lines.iter().find(|line| line[0] == first).map(|line| line[1..].to_vec());
    let said = ["是", "编码，按文本填写，最多 30 个字符", "十八位统一社会信用代码"];
    assert_eq!(of("编码"), Some(said.map(str::to_owned).to_vec()));
    assert!(of("“类别”的代码表").is_some(), "{lines:?}");
    assert_eq!(of("其他组织").map(|line| line[0].clone()), Some("9".into()));
}

#[test]
fn nothing_that_is_written_begins_like_a_formula() {
    for format in FORMATS.into_iter().filter(|format| matches!(format, Format::Csv(Encoding::Utf8))) {
        let text = String::from_utf8(written(format, &columns(), &rows())).unwrap();
        assert!(text.contains(",'=1+1,") && text.contains(",'@SUM(A1) <b>&amp;,"), "{text}");
    }
}
