//! CSV and JSON as they come: encodings and separators found out, quotes, line breaks and what hides in text, wrong types and names that
//! stand twice; every fault with its place.
#![allow(clippy::unwrap_used)]

mod making;

use encoding_rs::{GB18030, UTF_16LE};
use making::{columns, day, read, read_within, said};
use sheets::{Limits, Place, SheetFault, Value};

#[test]
fn the_encoding_is_found_out() {
    let text = "编码,名称\r\nA,某某局（筹）𠮷\r\n";
    let utf16: Vec<u8> =
        [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let marked: Vec<u8> = [0xef, 0xbb, 0xbf].into_iter().chain(text.bytes()).collect();
    let encoded = [
        ("UTF-8", text.as_bytes().to_vec()),
        ("UTF-8", marked),
        ("GB 18030", GB18030.encode(text).0.into_owned()),
        ("UTF-16LE", utf16),
    ];
    for (encoding, bytes) in encoded {
        let (rows, report) = read(&bytes).unwrap();
        assert_eq!(report.encoding, Some(encoding));
        assert_eq!(rows[0].values[1], Value::Text("某某局（筹）𠮷".into()), "{encoding}");
    }
    assert_eq!(UTF_16LE.name(), "UTF-16LE");
}

#[test]
fn bytes_that_are_no_text_are_named() {
    let marked = [b"\xef\xbb\xbfcode\nA\n".as_slice(), b"B\xffC\n"].concat();
    let fault = read(&marked).unwrap_err().to_string();
    assert_eq!(fault, "第 12 字节（第 3 行）不是有效的 UTF-8 编码");
    let neither = [GB18030.encode("编码\n甲\n").0.as_ref(), b"\xff\n"].concat();
    let fault = read(&neither).unwrap_err().to_string();
    assert_eq!(fault, "文字编码不能识别：按 UTF-8 第 1 字节处有误，按 GB 18030 第 9 字节（第 3 行）处有误");
    let unmarked: Vec<u8> = "code,name\nA,B\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert!(matches!(read(&unmarked), Err(SheetFault::Nul { line: 1 })));
}

#[test]
fn the_separator_is_found_out() {
    for (separator, text) in [
        (',', "名录\n编码,名称\nA,\"甲;乙\t丙\"\n"),
        (';', "编码;名称\r\nA;\"甲;乙\t丙\"\r\n"),
        ('\t', "编码\t名称\rA\t\"甲;乙\t丙\"\r"),
        ('|', "sep=|\n编码|名称\nA|甲;乙\t丙\n"),
    ] {
        let (rows, report) = read(text.as_bytes()).unwrap();
        assert_eq!(report.separator, Some(separator));
        assert_eq!(rows[0].values[1], Value::Text("甲;乙\t丙".into()), "{separator}");
    }
}

#[test]
fn quotes_and_line_breaks_stand_in_cells() {
    let text = "code,name,people\r\n\r\nA,\"第一行\r\n第二行，\"\"引用\"\"\",x\nB,5\" 管,１２\n\"C\" ,,y\n";
    let (rows, report) = read(text.as_bytes()).unwrap();
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0].values[1], Value::Text("5\" 管".into()));
    assert_eq!(rows[0].values[4], Value::Integer(12));
    assert_eq!(rows[0].number, 4, "as a spreadsheet numbers it");
    assert_eq!(said(&report), ["第 4 行第 3 列 人数 不是整数", "第 6 行第 3 列 人数 不是整数"]);
    assert_eq!(report.bad_cells[0].row, 3);
    assert_eq!(report.bad_cells[0].found, "x");
}

#[test]
fn quotes_that_do_not_pair_are_named() {
    let fault = |text: &str| read(text.as_bytes()).unwrap_err().to_string();
    assert_eq!(fault("code,name\nA,\"甲\nB,乙\n"), "第 2 行第 2 列的引号没有结束");
    assert_eq!(fault("code,name\nA,\"甲\"乙\n"), "第 2 行第 2 列的引号没有成对：引号后面还有内容");
    let long = format!("code,name\nA,\"{}", "甲\n".repeat(40_000));
    assert_eq!(fault(&long), "第 2 行第 2 列的内容超过 32767 个字；可能是引号没有成对");
    let wide = format!("code\n{}", ",".repeat(300));
    assert_eq!(fault(&wide), "第 2 行：列数超过上限 256");
}

#[test]
fn what_hides_or_turns_text_round_is_refused() {
    let text = "code,name\nA\0,甲\nB,\u{202e}乙\nC,丙\u{7}\n\u{feff}D\u{200b},丁\nE,\"a\tb\nc\"\n";
    let (rows, report) = read(text.as_bytes()).unwrap();
    let forbidden = |code: &str| format!("含有不可见的控制字符或者改变文字方向的字符（U+{code}），请删去");
    assert_eq!(
        said(&report),
        [
            format!("第 2 行第 1 列 编码 {}", forbidden("0000")),
            format!("第 3 行第 2 列 名称 {}", forbidden("202E")),
            format!("第 4 行第 2 列 名称 {}", forbidden("0007")),
        ]
    );
    assert_eq!(report.bad_cells[1].found, "�乙", "the answer itself does not turn round");
    assert_eq!(rows[0].values[0], Value::Code("D".into()));
    assert_eq!(rows[1].values[1], Value::Text("a\tb\nc".into()));
}

#[test]
fn every_kind_says_what_it_wants() {
    let text = "code,since,fine,open,kind,tags,name\n\
                A,２０２６/１１/２３,\"￥1,234.5\",√,其他组织,市容、 规划、,\n\
                B,2026-02-29,1.234,也许,自然人,,\n\
                C,11/23/2026,千元,,法人,,\n";
    let (rows, report) = read(text.as_bytes()).unwrap();
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0].values[2], Value::Date(day()));
    assert_eq!(rows[0].values[3], Value::Money(123_450));
    assert_eq!(rows[0].values[5..7], [Value::YesNo(true), Value::Choice("9".into())]);
    assert_eq!(rows[0].values[7], Value::List(vec!["市容".into(), "规划".into()]));
    assert_eq!(report.rows_bad, 2);
    assert_eq!(report.bad_cells.len(), 6);
    assert_eq!(
        report.bad_cells[3].to_string(),
        "第 3 行第 5 列“类别”填的是“自然人”：不在可选范围内；可填下列之一：公民、法人、其他组织（应填下列之一：公民、法人、其他组织）"
    );
}

#[test]
fn bad_cells_are_told_up_to_a_limit_and_counted() {
    let text: String = "code,people\n".chars().chain((0..50).flat_map(|_| "A,x\n".chars())).collect();
    let limits = Limits { bad_cells: 3, ..Limits::default() };
    let (rows, report) = read_within(text.as_bytes(), &columns(), &limits).unwrap();
    assert!(rows.is_empty());
    assert_eq!((report.bad_cells.len(), report.bad_cells_more, report.rows_bad), (3, 47, 50));
    assert_eq!(report.bad_cells_count(), 50);
}

#[test]
fn the_receiver_may_end_the_reading() {
    for text in [
        "code\nA\nB\nC\n",
        r#"[{"code":"A"},{"code":"B"},{"code":1}]"#,
        "{\"code\":\"A\"}\n{\"code\":\"B\"}\n{",
    ] {
        let mut seen = 0;
        let source = std::io::Cursor::new(text);
        let report = sheets::read(source, &columns(), &Limits::default(), |_| {
            seen += 1;
            if seen == 2 { std::ops::ControlFlow::Break(()) } else { std::ops::ControlFlow::Continue(()) }
        });
        assert!(report.unwrap().stopped);
        assert_eq!(seen, 2);
    }
}

#[test]
fn a_list_of_objects_is_read() {
    let text = r#"[
        {"code": "A", "名称": "甲", "since": "2026-11-23", "fine": 12.34, "people": 3, "open": false, "kind": "2", "tags": ["x", "y"]},
        {"code": "B", "备注": 1, "name": null},
        {"code": 1, "name": {"a": 1}, "people": 1.5, "tags": [1], "open": "是", "fine": "1,000元"},
        {"name": "甲", "name": "乙", "NAME": "丙"},
        "text"
    ]"#;
    let (rows, report) = read(text.as_bytes()).unwrap();
    assert_eq!(rows.len(), 2);
    assert_eq!(rows[0].values[3], Value::Money(1234));
    assert_eq!(rows[0].values[7], Value::List(vec!["x".into(), "y".into()]));
    assert_eq!(rows[1].number, 2);
    assert_eq!(
        said(&report),
        [
            "$[2].code 编码 类型不对：需要文字（字符串）",
            "$[2].name 名称 类型不对：需要文字（字符串）",
            "$[2].people 人数 不是整数",
            "$[2].tags 标签 类型不对：需要文字的列表",
            "$[3].name 名称 同一行中重复出现",
            "$[3].NAME 名称 同一行中重复出现",
            "$[3].code 编码 此列必填，不能为空",
            "$[4]  类型不对：需要一个对象",
        ]
    );
    assert_eq!(report.unknown[0].place, Place::Path("$[1].备注".into()));
}

#[test]
fn json_lines_cost_only_the_broken_line() {
    let text = "\u{feff}{\"code\":\"A\"}\n\n{\"code\":\n{\"code\":\"B\",\"people\":9007199254740993}\n[1]\n";
    let (rows, report) = read(text.as_bytes()).unwrap();
    assert_eq!(rows.iter().map(|row| row.number).collect::<Vec<_>>(), [1, 4]);
    assert_eq!(rows[1].values[4], Value::Integer(9_007_199_254_740_993));
    assert_eq!(report.rows_bad, 2);
    assert_eq!(report.bad_cells[0].place, Place::Path("第 3 行 $".into()));
    assert_eq!(report.bad_cells[1].row, 5);
}

#[test]
fn json_that_is_none_is_named_with_its_place() {
    let fault = |text: &str| read(text.as_bytes()).unwrap_err();
    assert!(matches!(
        fault("[{\"code\":\"A\"},\n{\"code\" \"B\"}]"),
        SheetFault::Json { line: 2, column: 9, .. }
    ));
    assert!(matches!(fault("[{\"code\":\"A\"}"), SheetFault::Json { .. }));
    assert!(matches!(fault("{\n\"code\": \"A\"}"), SheetFault::Json { line: 1, .. }));
    assert!(matches!(fault(&format!("[{}", "[".repeat(100_000))), SheetFault::Json { .. }));
    let endless = format!("[{{\"code\":\"{}", "a".repeat(2 << 20));
    assert!(matches!(fault(&endless), SheetFault::PieceTooLarge { .. }));
}
