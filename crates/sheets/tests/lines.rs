//! Several texts in one cell, one on each line: they come back as they were through every format, a JSON list says the same, and a row tells where each value
//! stood and which columns the file does not have.
#![allow(clippy::unwrap_used)]

mod making;

use making::{FORMATS, read_within, written};
use sheets::{Column, Columns, Kind, Limits, Reason, Value, digits_were_lost};

fn columns() -> Columns {
    let list = vec![
        Column::new("code", "编号", Kind::Text { chars_max: 20 }),
        Column::new("content", "内容", Kind::Lines { chars_max: 20 }),
        Column::new("note", "说明", Kind::Text { chars_max: 20 }),
    ];
    Columns::new(list).unwrap()
}

#[test]
fn lines_come_back_through_every_format() {
    let list = |items: &[&str]| Value::List(items.iter().map(|item| (*item).to_owned()).collect());
    let text = |text: &str| Value::Text(text.to_owned());
    let rows = vec![
        vec![text("A"), list(&["进货查验；索证", "=1+1", "- 标签、标识"]), Value::Empty],
        vec![text("B"), list(&["-1"]), text("甲\n乙")],
        vec![text("C"), Value::Empty, Value::Empty],
    ];
    for format in FORMATS {
        let (read, report) =
            read_within(&written(format, &columns(), &rows), &columns(), &Limits::default()).unwrap();
        assert_eq!(report.bad_cells, [], "{format:?}");
        assert_eq!(read.into_iter().map(|row| row.values).collect::<Vec<_>>(), rows, "{format:?}");
    }
}

#[test]
fn a_row_tells_where_its_values_stood_and_which_columns_there_are_not() {
    let read = |text: &str| read_within(text.as_bytes(), &columns(), &Limits::default()).unwrap();
    let (rows, _) = read("内容,编号\n甲,A\n,B\n");
    let said: Vec<String> = rows[1].places.iter().take(2).map(ToString::to_string).collect();
    assert_eq!(said, ["第 3 行第 2 列", "第 3 行第 1 列"]);
    assert_eq!((rows[1].absent.as_slice(), &rows[1].values[1]), (&[2][..], &Value::Empty));
    let (rows, _) = read(r#"[{"code": "A", "content": ["甲", "乙"]}, {"code": "B", "note": null}]"#);
    assert_eq!(rows[0].values[1], Value::List(vec!["甲".into(), "乙".into()]));
    assert_eq!((rows[0].absent.as_slice(), rows[1].absent.as_slice()), (&[2][..], &[1][..]));
    assert_eq!(rows[1].places[0].to_string(), "$[1].code");
    let (_, report) = read(r#"[{"code": "A", "content": ["甲\n乙"]}]"#);
    assert_eq!(report.bad_cells[0].reason, Reason::Breaks);
}

#[test]
fn digits_that_a_spreadsheet_lost_are_noticed() {
    assert!(digits_were_lost("1.10101E+17") && !digits_were_lost("1.5"));
}
