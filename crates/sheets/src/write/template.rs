//! The template people fill in: the header with one example row, lists to choose from, and a second sheet of instructions with the code
//! tables. Read back, the instructions are passed over, and so is the example if it was left in the first row.

use super::book::{cell, dated, format, header, printed};
use super::{Caption, WriteFault, check};
use crate::column::{Columns, Kind};
use crate::value::Value;
use rust_xlsxwriter::{DataValidation, Format, FormatAlign, Worksheet, XlsxError};
use std::io::Write;

/// The name of the sheet of instructions.
pub const INSTRUCTIONS: &str = "填表说明";

/// Rows that get a list to choose from.
const ROWS_CHOOSING: u32 = 10_000;
/// What a list to choose from may hold, by the format.
const LIST_CHARS_MAX: usize = 255;

/// Writes a template to `out`.
pub fn template<W: Write + Send>(mut out: W, columns: &Columns, caption: &Caption) -> Result<W, WriteFault> {
    let mut workbook = dated(caption)?;
    let sheet = workbook.add_worksheet();
    sheet.set_name(&caption.sheet)?;
    let formats: Vec<Format> = columns.list().iter().map(|column| format(&column.kind)).collect();
    header(sheet, columns, &formats)?;
    let example: Vec<Value> = columns.list().iter().map(|column| column.example.clone()).collect();
    if example.iter().any(|value| *value != Value::Empty) {
        check(columns, 1, &example)?;
    }
    for (((index, column), value), format) in (0..).zip(columns.list()).zip(&example).zip(&formats) {
        cell(sheet, (1, index), value, column, format)?;
        choose(sheet, index, &column.kind)?;
    }
    let sheet = workbook.add_worksheet();
    sheet.set_name(INSTRUCTIONS)?;
    instructions(sheet, columns)?;
    workbook.save_to_writer(&mut out)?;
    out.flush()?;
    Ok(out)
}

/// Offers the words of a choice in the cells, where the format has room for them.
fn choose(sheet: &mut Worksheet, column: u16, kind: &Kind) -> Result<(), XlsxError> {
    let words: Vec<&str> = match kind {
        Kind::Choice(choices) => choices.iter().map(|choice| choice.word.as_str()).collect(),
        Kind::YesNo => vec!["是", "否"],
        _ => return Ok(()),
    };
    // A comma would divide a word in two.
    if words.join(",").encode_utf16().count() <= LIST_CHARS_MAX
        && !words.iter().any(|word| word.contains(','))
    {
        let list = DataValidation::new().allow_list_strings(&words)?;
        sheet.add_data_validation(1, column, ROWS_CHOOSING, column, &list)?;
    }
    Ok(())
}

fn instructions(sheet: &mut Worksheet, columns: &Columns) -> Result<(), XlsxError> {
    let (bold, wrapped) =
        (Format::new().set_bold(), Format::new().set_text_wrap().set_align(FormatAlign::Top));
    for (index, width) in (0..).zip([24.0, 8.0, 48.0, 48.0]) {
        sheet.set_column_width(index, width)?;
    }
    printed(sheet);
    let mut row = 0;
    let mut line = |sheet: &mut Worksheet, texts: &[&str], format: &Format| {
        for (index, text) in (0..).zip(texts) {
            // Instructions are texts of ours, yet a title may be anything.
            let text: String = text.chars().take(2000).collect();
            sheet.write_string_with_format(row, index, &*crate::neutral::neutralised(&text), format)?;
        }
        row += 1;
        Ok::<(), XlsxError>(())
    };
    let exemplified = columns.list().iter().any(|column| column.example != Value::Empty);
    let example = if exemplified { "；第二行是示例，填写时请删去" } else { "" };
    line(sheet, &[&format!("请在第一张表中填写，一行一条{example}。红色表头的列必填。")], &bold)?;
    line(sheet, &["列", "必填", "填写内容", "说明"], &bold)?;
    for column in columns.list() {
        let required = if column.required { "是" } else { "否" };
        line(sheet, &[&column.title, required, &column.kind.wanted(), &column.hint], &wrapped)?;
    }
    for column in columns.list() {
        let Kind::Choice(choices) = &column.kind else { continue };
        line(sheet, &[], &bold)?;
        line(sheet, &[&format!("“{}”的代码表", column.title)], &bold)?;
        line(sheet, &["文字", "代码"], &bold)?;
        for choice in choices {
            line(sheet, &[&choice.word, &choice.code], &wrapped)?;
        }
    }
    Ok(())
}
