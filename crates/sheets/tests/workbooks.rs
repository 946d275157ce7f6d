//! Workbooks as they come from real offices: titles above the header, dates counted from two epochs, numbers that lost digits, merged
//! cells, formulas, empty rows by the million; and those that are refused as a whole.
#![allow(clippy::unwrap_used)]

mod making;

use making::{Raw, columns, day, packed, read, read_within, said, texts};
use rust_xlsxwriter::{Format, Formula, Workbook, XlsxError};
use sheets::{Limits, Note, Remark, SheetFault, Value};

fn raw(rows: &str) -> Vec<u8> {
    Raw { rows, ..Raw::default() }.bytes()
}

/// A book of one sheet with headers `编码 名称 生效日期 罚款上限` in row 1.
fn book(fill: impl FnOnce(&mut rust_xlsxwriter::Worksheet) -> Result<(), XlsxError>) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (column, title) in (0..).zip(["编码", "名称", "生效日期", "罚款上限"]) {
        sheet.write_string(0, column, title).unwrap();
    }
    fill(sheet).unwrap();
    book.save_to_buffer().unwrap()
}

#[test]
fn the_header_is_found_under_banners() {
    let mut made = Workbook::new();
    let sheet = made.add_worksheet();
    let banner = Format::new();
    sheet.merge_range(0, 0, 0, 3, "某某区行政执法主体名录", &banner).unwrap();
    sheet.merge_range(1, 0, 1, 3, "填报单位：司法局　2026年11月", &banner).unwrap();
    for (column, title) in (0..).zip(["备注", "ＮＡＭＥ", "编 码*", "生效\n日期"]) {
        sheet.write_string(3, column, title).unwrap();
    }
    for (column, text) in (0..).zip(["x", "甲", "Ａ０１", "２０２６年１１月２３日"]) {
        sheet.write_string(4, column, text).unwrap();
    }
    sheet.write_string(5, 7, "手写").unwrap();
    let (rows, report) = read(&made.save_to_buffer().unwrap()).unwrap();
    assert_eq!(report.header_row, Some(4));
    assert_eq!(rows[0].number, 5);
    assert_eq!(rows[0].values[0], Value::Code("A01".into()));
    assert_eq!(rows[0].values[1], Value::Text("甲".into()));
    assert_eq!(rows[0].values[2], Value::Date(day()));
    let unknown: Vec<(String, String)> =
        report.unknown.iter().map(|header| (header.title.clone(), header.place.to_string())).collect();
    assert_eq!(unknown, [("备注".to_owned(), "A4".to_owned()), (String::new(), "H6".to_owned())]);
    assert_eq!(report.missing, ["罚款上限", "人数", "是否公开", "类别", "标签"]);
    assert_eq!(said(&report), ["C6 编码 此列必填，不能为空"]);
}

#[test]
fn headers_missing_or_double_are_named() {
    let fault = |titles: &[&str]| read(&raw(&texts(1, titles))).unwrap_err().to_string();
    assert_eq!(fault(&["名称", "类别"]), "表头缺少必需的列：编码");
    assert_eq!(fault(&["编码", "名称", "ｃｏｄｅ"]), "表头重复：“编码”同时出现在 A1 和 C1");
    assert!(fault(&["甲", "乙"]).starts_with("没有找到表头"));
    assert!(matches!(read(&raw("")), Err(SheetFault::NoHeader { looked: 0, .. })));
}

#[test]
fn days_are_counted_from_either_epoch() {
    let rows = |serial: &str| {
        let header = texts(1, &["编码", "生效日期"]);
        format!(
            r#"{header}<row r="2"><c r="A2" t="str"><v>A</v></c><c r="B2" s="1"><v>{serial}</v></c></row>"#
        )
    };
    let read_day = |properties, serial| {
        let rows = rows(serial);
        let (rows, report) = read(&Raw { properties, rows: &rows, ..Raw::default() }.bytes()).unwrap();
        (rows.first().map(|row| row.values[2].clone()), said(&report))
    };
    let is_day = (Some(Value::Date(day())), vec![]);
    assert_eq!(read_day("", "46349"), is_day);
    assert_eq!(read_day(r#"<workbookPr date1904="1"/>"#, "44887"), is_day);
    assert_eq!(read_day("", "46349.5").1, ["B2 生效日期 带有钟点；此列只填日期"]);
    assert_eq!(read_day("", "60").1, ["B2 生效日期 没有这一天"]);
    assert_eq!(read_day("", "-3").1, ["B2 生效日期 不是日期"]);
}

#[test]
fn days_written_as_text_and_numbers() {
    let written =
        ["2026-11-23", "2026/11/23", "2026年11月23日", "2026.11.23", "20261123", "２０２６－１１－２３"];
    let bytes = book(|sheet| {
        for (row, text) in (1..).zip(written) {
            sheet.write_string(row, 0, format!("A{row}"))?.write_string(row, 2, text)?;
        }
        sheet.write_string(7, 0, "B")?.write_number(7, 2, 46349)?;
        sheet.write_string(8, 0, "C")?.write_number(8, 2, 2026)?;
        sheet.write_string(9, 0, "D")?.write_string(9, 2, "2026年2月30日")?;
        Ok(())
    });
    let (rows, report) = read(&bytes).unwrap();
    assert_eq!(rows.len(), 7);
    assert!(rows.iter().all(|row| row.values[2] == Value::Date(day())));
    assert_eq!(said(&report), ["C9 生效日期 不是日期", "C10 生效日期 没有这一天"]);
    assert_eq!(report.bad_cells[1].found, "2026年2月30日");
    assert_eq!(report.bad_cells[1].row, 10);
}

#[test]
fn numbers_that_lost_digits_are_refused() {
    let bytes = book(|sheet| {
        sheet.write_number(1, 0, 110_101_199_003_077_123.0)?;
        sheet.write_string(2, 0, "1.10101E+17")?;
        sheet.write_number(3, 0, 370_102_000)?.write_number(3, 1, 13_800_138_000_f64)?.write_number(
            3,
            3,
            0.1 + 0.2,
        )?;
        sheet.write_number(4, 0, 12.5)?;
        sheet.write_number(5, 0, 1)?.write_number(5, 3, 1.005)?;
        Ok(())
    });
    let (rows, report) = read(&bytes).unwrap();
    assert_eq!(rows[0].values[0], Value::Code("370102000".into()));
    assert_eq!(rows[0].values[1], Value::Text("13800138000".into()));
    assert_eq!(rows[0].values[3], Value::Money(30));
    assert_eq!(rows[0].notes, [Note { column: 0, remark: Remark::NumberAsCode }]);
    let said = said(&report);
    assert!(said[0].starts_with("A2 编码 长数字在表格软件中已按数值保存"), "{said:?}");
    assert!(said[1].starts_with("A3 编码 长数字"), "{said:?}");
    assert_eq!(said[2], "A5 编码 编码只能是文字或者不带小数的数字");
    assert_eq!(said[3], "D6 罚款上限 金额最多两位小数（精确到分）");
}

#[test]
fn a_merged_area_belongs_to_its_first_cell() {
    let bytes = book(|sheet| {
        sheet.merge_range(1, 1, 3, 1, "甲局", &Format::new())?;
        for row in 1..=3 {
            sheet.write_string(row, 0, format!("A{row}"))?;
        }
        Ok(())
    });
    let (rows, report) = read(&bytes).unwrap();
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0].values[1], Value::Text("甲局".into()));
    let reason = "单元格属于合并区域 B2:B4，内容只归区域左上角的单元格；请取消合并，逐格填写";
    assert_eq!(said(&report), [format!("B3 名称 {reason}"), format!("B4 名称 {reason}")]);
}

#[test]
fn formulas_give_their_saved_result() {
    let bytes = book(|sheet| {
        sheet.write_formula(1, 0, Formula::new("=\"A\"&1").set_result("A1"))?;
        sheet.write_string(2, 0, "A2")?.write_formula(2, 3, Formula::new("=1/0").set_result("#DIV/0!"))?;
        sheet.write_string(3, 0, "A3")?.write_formula(3, 3, Formula::new("=1+2").set_result("3"))?;
        Ok(())
    });
    let (rows, report) = read(&bytes).unwrap();
    assert_eq!(rows[0].values[0], Value::Code("A1".into()));
    assert_eq!(rows[0].notes, [Note { column: 0, remark: Remark::Calculated }]);
    assert_eq!(rows[1].values[3], Value::Money(300));
    assert_eq!(said(&report), ["D3 罚款上限 公式的结果是错误值；请改正公式，或者直接填写内容"]);
    assert_eq!(report.bad_cells[0].found, "#DIV/0!");

    let header = texts(1, &["编码", "名称"]);
    let unsaved = r#"<row r="2"><c r="A2"><f>B2</f></c><c r="B2" t="e"><f>NA()</f><v>#N/A</v></c></row>"#;
    let (_, report) = read(&raw(&format!("{header}{unsaved}"))).unwrap();
    assert!(said(&report)[0].starts_with("A2 编码 公式没有随文件保存结果"));
    assert!(said(&report)[1].starts_with("B2 名称 公式的结果是错误值"));
}

#[test]
fn shared_and_rich_texts_are_read() {
    let shared = "<si><t>编码</t></si><si><r><t>甲</t></r><r><t xml:space=\"preserve\"> 局</t></r><rPh><t>jia</t></rPh></si>\
                  <si><t>名称</t></si><si><t>a_x000D_&#10;b&amp;_x005F_x0041_</t></si>";
    let rows = r#"<row><c t="s"><v>0</v></c><c t="s"><v>2</v></c></row><row><c t="str"><v>A</v></c><c t="s"><v>1</v></c></row>
                  <row><c t="str"><v>B</v></c><c t="s"><v>3</v></c></row>"#;
    let (read_rows, _) = read(&Raw { shared, rows, ..Raw::default() }.bytes()).unwrap();
    assert_eq!(read_rows[0].values[1], Value::Text("甲 局".into()));
    assert_eq!(read_rows[1].values[1], Value::Text("a\r\nb&_x0041_".into()));
    let beyond = read(&raw(r#"<row><c t="s"><v>7</v></c></row>"#)).unwrap_err();
    assert!(beyond.to_string().contains("A1 所指的文字不存在"), "{beyond}");
}

#[test]
fn a_million_empty_rows_are_passed_over() {
    let mut rows = texts(1, &["编码"]);
    for row in 2..=1_000_000 {
        rows.push_str(&format!(r#"<row r="{row}"><c r="A{row}" s="1"/><c r="B{row}" s="1"/></row>"#));
    }
    rows.push_str(&texts(1_000_001, &["A"]));
    let limits = Limits { rows: 1, ..Limits::default() };
    let (read_rows, report) = read_within(&raw(&rows), &columns(), &limits).unwrap();
    assert_eq!((read_rows[0].number, report.rows_good, report.rows_bad), (1_000_001, 1, 0));
}

#[test]
fn limits_are_said() {
    let rows = format!("{}{}{}", texts(1, &["编码"]), texts(2, &["A"]), texts(3, &["B"]));
    let fault = |limits: &Limits| read_within(&raw(&rows), &columns(), limits).unwrap_err().to_string();
    assert_eq!(fault(&Limits { rows: 1, ..Limits::default() }), "数据超过上限 1 行，请分成几个文件");
    assert_eq!(fault(&Limits { cell_chars: 1, ..Limits::default() }), "A1的内容超过 1 个字");
    assert_eq!(
        fault(&Limits { unpacked_bytes: 100, ..Limits::default() }),
        "工作簿解压后超过上限 100 字节，不予读取"
    );
    assert!(fault(&Limits { file_bytes: 10, ..Limits::default() }).ends_with("超过上限 10 字节"));
    let wide = r#"<row r="1"><c r="IW1" t="str"><v>x</v></c></row>"#;
    assert_eq!(read(&raw(wide)).unwrap_err().to_string(), "IW1：列数超过上限 256");
    let shared: String = (0..100).map(|number| format!("<si><t>text {number}</t></si>")).collect();
    let book = Raw { shared: &shared, rows: &rows, ..Raw::default() }.bytes();
    let limits = Limits { shared_bytes: 500, ..Limits::default() };
    assert!(matches!(
        read_within(&book, &columns(), &limits),
        Err(SheetFault::UnpacksTooLarge { limit_bytes: 500 })
    ));
}

#[test]
fn a_package_that_lies_of_its_size_is_stopped() {
    let rows = format!("{}{}", texts(1, &["编码"]), " ".repeat(3 << 20));
    let mut bytes = raw(&rows);
    let size = u32::try_from(
        rows.len()
            + "<?xml version=\"1.0\" encoding=\"UTF-8\"?><worksheet><sheetData></sheetData></worksheet>"
                .len(),
    )
    .unwrap();
    let places: Vec<usize> =
        (0..bytes.len() - 4).filter(|at| bytes[*at..*at + 4] == size.to_le_bytes()).collect();
    assert!(!places.is_empty());
    for at in places {
        bytes[at..at + 4].copy_from_slice(&100_u32.to_le_bytes());
    }
    let limits = Limits { unpacked_bytes: 1 << 20, ..Limits::default() };
    let fault = read_within(&bytes, &columns(), &limits).unwrap_err();
    assert!(matches!(fault, SheetFault::UnpacksTooLarge { .. } | SheetFault::Broken { .. }), "{fault}");
}

#[test]
fn one_endless_text_is_stopped() {
    let endless = format!(r#"<row r="1"><c t="str"><v>{}</v></c></row>"#, "a".repeat(3 << 20));
    assert!(matches!(read(&raw(&endless)), Err(SheetFault::PieceTooLarge { .. })));
    let deep = "<row>".repeat(1000);
    assert!(matches!(read(&raw(&deep)), Err(SheetFault::Broken { .. })));
}

#[test]
fn what_is_no_plain_workbook_is_refused_with_advice() {
    let with = |name: &str| Raw { more: &[(name, "")], ..Raw::default() }.bytes();
    assert!(matches!(read(&with("xl/vbaProject.bin")), Err(SheetFault::Macros { .. })));
    assert!(matches!(read(&with("xl/macrosheets/sheet1.xml")), Err(SheetFault::Macros { .. })));
    assert!(matches!(
        read(&with("xl/externalLinks/externalLink1.xml")),
        Err(SheetFault::ExternalLinks { .. })
    ));
    assert!(matches!(read(&with("xl/connections.xml")), Err(SheetFault::ExternalLinks { .. })));
    for (name, words) in
        [("word/document.xml", "文字处理"), ("content.xml", "OpenDocument"), ("a.txt", "其他的压缩文件")]
    {
        let said = read(&packed(&[(name, "x")])).unwrap_err().to_string();
        assert!(said.contains(words) && said.contains("另存为 .xlsx"), "{said}");
    }
    let compound = |stream: &str| {
        let mut bytes = vec![0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
        bytes.resize((1 << 20) - 9, 0);
        bytes.extend(stream.encode_utf16().flat_map(u16::to_le_bytes));
        read(&bytes).unwrap_err()
    };
    assert!(matches!(compound("Workbook"), SheetFault::OldXls));
    assert!(matches!(compound("EncryptedPackage"), SheetFault::Encrypted));
    assert!(matches!(read(b""), Err(SheetFault::Empty)));
    let doctype = raw("").len();
    assert!(matches!(read(&raw("")[..doctype / 2]), Err(SheetFault::Broken { .. })));
}

#[test]
fn parts_under_a_password_are_refused() {
    let mut bytes = raw(&texts(1, &["编码"]));
    // The first bit of the flags, in every header of the package.
    for (signature, flags) in [(b"PK\x03\x04", 6), (b"PK\x01\x02", 8)] {
        let places: Vec<usize> =
            (0..bytes.len() - 4).filter(|at| bytes[*at..*at + 4] == *signature).collect();
        assert!(!places.is_empty());
        places.into_iter().for_each(|at| bytes[at + flags] |= 1);
    }
    assert!(matches!(read(&bytes), Err(SheetFault::Encrypted)));
}

#[test]
fn the_table_may_be_on_a_later_sheet() {
    let mut made = Workbook::new();
    made.add_worksheet().set_name("封面").unwrap().write_string(0, 0, "主体名录").unwrap();
    let hidden = made.add_worksheet().set_name("旧表").unwrap();
    hidden.set_hidden(true).write_string(0, 0, "编码").unwrap();
    let sheet = made.add_worksheet().set_name("名录").unwrap();
    sheet.write_string(0, 0, "编码").unwrap().write_string(1, 0, "A").unwrap();
    let (rows, report) = read(&made.save_to_buffer().unwrap()).unwrap();
    assert_eq!(rows.len(), 1);
    assert_eq!(report.sheet.as_deref(), Some("名录"));
    assert_eq!(report.sheets_left, ["封面", "旧表"]);
}

#[test]
fn order_and_addresses_must_hold() {
    for rows in [
        r#"<row r="2"><c t="str"><v>编码</v></c></row><row r="1"/>"#,
        r#"<row r="1"><c r="B1" t="str"><v>编码</v></c><c r="A1"/></row>"#,
        r#"<row r="1"><c r="A2" t="str"><v>编码</v></c></row>"#,
        r#"<row r="0"/>"#,
        r#"<row r="1"><c r="A1" t="str"><v>&unknown;</v></c></row>"#,
    ] {
        assert!(matches!(read(&raw(rows)), Err(SheetFault::Broken { .. })), "{rows}");
    }
    let merged = Raw { after: r#"<mergeCells><mergeCell ref="B2:A1"/></mergeCells>"#, ..Raw::default() };
    assert!(matches!(read(&merged.bytes()), Err(SheetFault::Broken { .. })));
}
