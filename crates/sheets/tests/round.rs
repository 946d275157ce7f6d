//! What is written reads back as the same rows, in every format and for any content; what would not is refused instead of written; and no
//! bytes whatever make a reader panic.
#![allow(clippy::unwrap_used)]

mod making;

use jiff::civil::{Date, date};
use making::{FORMATS, caption, columns, good, read, written};
use proptest::collection::vec;
use proptest::prelude::*;
use sheets::{Format, SheetWriter, Value, WriteFault};

/// Texts with whatever makes trouble somewhere.
fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        any::<char>().prop_map(String::from),
        "[ -~]{1,4}",
        "[=+@'\"\t\r\n,;，；、 \u{3000}-]{1,3}",
        "(_x000D_|_x005F_|_x|null|1E\\+5|#N/A|<!\\[CDATA|&amp;|＝1|sep=;|２０２６|\\r\\n)",
        "[甲乙丙𠮷㐀\u{e5e5}\u{e81e}]{1,3}",
    ];
    vec(piece, 0..6).prop_map(|pieces| pieces.concat())
}

fn value(index: usize) -> BoxedStrategy<Value> {
    let days = date(1, 1, 1)..=date(9999, 12, 31);
    let day = (-60_000_i32..2_900_000).prop_map(move |days_from| {
        let day: Date = date(1900, 1, 1).saturating_add(jiff::Span::new().days(days_from));
        day.clamp(*days.start(), *days.end())
    });
    let full = match index {
        0 => text().prop_map(Value::Code).boxed(),
        1 => text().prop_map(Value::Text).boxed(),
        2 => day.prop_map(Value::Date).boxed(),
        3 => prop_oneof![any::<i64>(), -100_000..100_000_i64].prop_map(Value::Money).boxed(),
        4 => prop_oneof![any::<i64>(), -100_000..100_000_i64].prop_map(Value::Integer).boxed(),
        5 => any::<bool>().prop_map(Value::YesNo).boxed(),
        6 => prop_oneof!["[129]", "[03]"].prop_map(Value::Choice).boxed(),
        _ => vec(text(), 0..4).prop_map(Value::List).boxed(),
    };
    prop_oneof![4 => full, 1 => Just(Value::Empty)].boxed()
}

fn row() -> impl Strategy<Value = Vec<Value>> {
    let code = prop_oneof![3 => "[A-Za-z0-9=@+-]{1,12}".prop_map(Value::Code), 1 => value(0)];
    (code, (1..8).map(value).collect::<Vec<_>>()).prop_map(|(code, mut rest)| {
        rest.insert(0, code);
        rest
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn what_is_written_reads_back(rows in vec(row(), 1..12)) {
        let columns = columns();
        for format in FORMATS {
            let mut writer = SheetWriter::new(Vec::new(), format, &columns, &caption()).unwrap();
            let mut kept = Vec::new();
            for row in &rows {
                match writer.row(row) {
                    Ok(()) => kept.push(row.clone()),
                    Err(WriteFault::NotTheSame { .. } | WriteFault::Blank { .. }) => {
                        // A row refused is not written at all; what follows goes to a new table.
                        writer = SheetWriter::new(Vec::new(), format, &columns, &caption()).unwrap();
                        kept.clear();
                    }
                    Err(fault) => panic!("{fault}"),
                }
            }
            let bytes = writer.finish().unwrap();
            if kept.is_empty() {
                continue;
            }
            let (back, report) = read(&bytes).unwrap();
            prop_assert_eq!(report.bad_cells, vec![], "{:?}", format);
            let back: Vec<Vec<Value>> = back.into_iter().map(|row| row.values).collect();
            prop_assert_eq!(back, kept, "{:?}", format);
        }
    }

    #[test]
    fn free_text_is_never_refused_without_cause(text in "[ -~甲-龟\t\n＝’ａ]{1,60}") {
        prop_assume!(!text.trim().is_empty());
        let row = [good()[..1].to_vec(), vec![Value::Text(text)], vec![Value::Empty; 6]].concat();
        for format in FORMATS {
            let (back, _) = read(&written(format, &columns(), std::slice::from_ref(&row))).unwrap();
            prop_assert_eq!(&back[0].values, &row, "{:?}", format);
        }
    }

    #[test]
    fn no_change_of_a_file_makes_a_reader_panic(
        which in 0..FORMATS.len(),
        changes in vec((any::<prop::sample::Index>(), any::<u8>()), 1..20),
        cut in any::<prop::sample::Index>(),
        cuts in any::<bool>(),
    ) {
        let mut bytes = written(FORMATS[which], &columns(), &[good(), good()]);
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if cuts {
            bytes.truncate(cut.index(bytes.len()));
        }
        // Whether it can still be read does not matter; that it ends without a panic does.
        let _ = read(&bytes);
    }

    #[test]
    fn no_change_of_the_xml_makes_a_reader_panic(
        which in 0..3_usize,
        changes in vec((any::<prop::sample::Index>(), "[<>/\"a-zA-Z0-9&;=: ]{0,3}"), 1..12),
    ) {
        let mut rows = making::texts(1, &["编码", "名称", "生效日期"]);
        rows.push_str(r#"<row r="2"><c r="A2" t="s"><v>0</v></c><c r="C2" s="1"><f>B2</f><v>46349</v></c></row>"#);
        let mut parts = [rows, "<si><t>A</t></si>".to_owned(), r#"<mergeCells><mergeCell ref="A2:B3"/></mergeCells>"#.to_owned()];
        for (at, put) in changes {
            let part: &mut String = &mut parts[which];
            let at = at.index(part.len() + 1);
            if part.is_char_boundary(at) {
                part.insert_str(at, &put);
            }
        }
        let [rows, shared, after] = &parts;
        let _ = read(&making::Raw { rows, shared, after, ..making::Raw::default() }.bytes());
    }

    #[test]
    fn no_bytes_make_a_reader_panic(bytes in vec(any::<u8>(), 0..300), begins in "(PK\x03\x04|\\[|\\{|code,name\n|)") {
        let bytes = [begins.as_bytes(), &bytes].concat();
        let _ = read(&bytes);
    }
}

#[test]
fn what_would_not_come_back_is_named() {
    let columns = columns();
    let fault = |index: usize, value: Value| {
        let mut row = good();
        row[index] = value;
        let mut writer = SheetWriter::new(Vec::new(), Format::Json, &columns, &caption()).unwrap();
        writer.row(&row).unwrap_err().to_string()
    };
    assert_eq!(fault(0, Value::Code("１２".into())), "第 1 条“编码”的内容“１２”不能原样读回，没有写出");
    assert_eq!(fault(0, Value::Code("1.5E+17".into())), "第 1 条“编码”的内容“1.5E+17”不能原样读回，没有写出");
    assert!(fault(0, Value::Empty).contains("编码"));
    assert!(fault(1, Value::Text("a\0".into())).contains("名称"));
    assert!(fault(1, Value::Text("长".repeat(201))).contains("名称"));
    assert!(fault(6, Value::Choice("7".into())).contains("类别"));
    assert!(fault(7, Value::List(vec!["a、b".into()])).contains("标签"));
    assert!(fault(2, Value::Integer(1)).contains("生效日期"));
    // GB 18030 gives this character of the private area another place, or none.
    let moved = [good()[..1].to_vec(), vec![Value::Text("\u{e5e5}".into())], good()[2..].to_vec()].concat();
    let encoding = Format::Csv(sheets::Encoding::Gb18030);
    let mut writer = SheetWriter::new(Vec::new(), encoding, &columns, &caption()).unwrap();
    assert!(matches!(writer.row(&moved), Err(WriteFault::NotTheSame { .. })));
    let mut writer = SheetWriter::new(Vec::new(), Format::Json, &columns, &caption()).unwrap();
    assert!(matches!(writer.row(&good()[..3]), Err(WriteFault::Count { .. })));
}

#[test]
fn the_same_rows_give_the_same_bytes() {
    for format in FORMATS {
        let rows = [good(), good()];
        assert_eq!(written(format, &columns(), &rows), written(format, &columns(), &rows), "{format:?}");
    }
}
