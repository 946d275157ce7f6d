//! The template: what people fill in reads as a table, the instructions and the untouched example do not.
#![allow(clippy::unwrap_used)]

mod making;

use making::{caption, good, read_within};
use sheets::{Column, Columns, INSTRUCTIONS, Limits, Value, template};

fn columns() -> Columns {
    let declared = making::columns();
    let list = declared.list().iter().cloned().zip(good());
    Columns::new(list.map(|(column, value)| Column { example: value, ..column }).collect()).unwrap()
}

#[test]
fn an_untouched_template_brings_nothing() {
    let bytes = template(Vec::new(), &columns(), &caption()).unwrap();
    let (rows, report) = read_within(&bytes, &columns(), &Limits::default()).unwrap();
    assert!(rows.is_empty());
    assert!(report.example_left);
    assert_eq!(report.bad_cells, []);
    assert_eq!(report.sheet.as_deref(), Some("主体名录"));
    assert_eq!(report.sheets_left, [INSTRUCTIONS]);
}

#[test]
fn an_export_that_equals_the_example_is_kept() {
    let bytes = making::written(sheets::Format::Xlsx, &columns(), &[good()]);
    let (rows, report) = read_within(&bytes, &columns(), &Limits::default()).unwrap();
    assert_eq!(rows[0].values, good());
    assert!(!report.example_left);
}

#[test]
fn an_example_that_is_no_example_is_refused() {
    let wrong = Column::new("a", "甲", sheets::Kind::Date).example(Value::Integer(1));
    let columns = Columns::new(vec![wrong]).unwrap();
    assert!(template(Vec::new(), &columns, &caption()).is_err());
}
