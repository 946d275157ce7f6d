//! Writing a workbook with one sheet. Rows go to a temporary file as they come, so that memory does not grow with them. Codes are cells
//! of text, days are real dates, the header stays in sight.

use super::{Caption, WriteFault, is_words};
use crate::column::{Column, Columns, Kind};
use crate::day;
use crate::neutral::neutralised;
use crate::value::Value;
use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, Worksheet, XlsxError,
};
use std::io::Write;

/// Rows of a sheet, without the header.
const ROWS_MAX: u64 = 1_048_575;
/// A number of more digits is written as text, because a spreadsheet keeps fifteen.
const DIGITS_KEPT: u64 = 1_000_000_000_000_000;

pub(crate) struct Book<'a> {
    columns: &'a Columns,
    workbook: Workbook,
    formats: Vec<Format>,
}

impl<'a> Book<'a> {
    pub fn new(columns: &'a Columns, caption: &Caption) -> Result<Book<'a>, WriteFault> {
        let mut workbook = dated(caption)?;
        let sheet = workbook.add_worksheet_with_constant_memory()?;
        sheet.set_name(&caption.sheet)?;
        let formats: Vec<Format> = columns.list().iter().map(|column| format(&column.kind)).collect();
        header(sheet, columns, &formats)?;
        Ok(Book { columns, workbook, formats })
    }

    pub fn row(&mut self, number: u64, values: &[Value]) -> Result<(), WriteFault> {
        let row = u32::try_from(number).ok().filter(|_| number <= ROWS_MAX);
        let row = row.ok_or(WriteFault::TooManyRows { row: number })?;
        let sheet = self.workbook.worksheet_from_index(0)?;
        for ((index, value), column) in (0..).zip(values).zip(self.columns.list()) {
            cell(sheet, (row, index), value, column, &self.formats[usize::from(index)])?;
        }
        Ok(())
    }

    pub fn save(&mut self, out: &mut (impl Write + Send)) -> Result<(), WriteFault> {
        self.workbook.save_to_writer(&mut *out)?;
        out.flush()?;
        Ok(())
    }
}

/// An empty workbook that says when it was made.
pub(crate) fn dated(caption: &Caption) -> Result<Workbook, XlsxError> {
    let at = caption.made_at;
    let part = |number: i8| u8::try_from(number).unwrap_or(0);
    let day = ExcelDateTime::from_ymd(at.year().unsigned_abs(), part(at.month()), part(at.day()))?;
    let made = day.and_hms(u16::from(part(at.hour())), part(at.minute()), f64::from(at.second()))?;
    let mut workbook = Workbook::new();
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&made));
    Ok(workbook)
}

/// The header in the first row, kept in sight, with the width and format of every column.
pub(crate) fn header(sheet: &mut Worksheet, columns: &Columns, formats: &[Format]) -> Result<(), XlsxError> {
    let plain =
        Format::new().set_bold().set_background_color(Color::RGB(0xe6ecf5)).set_align(FormatAlign::Center);
    let required = plain.clone().set_font_color(Color::RGB(0xb01e1e));
    for ((index, column), format) in (0..).zip(columns.list()).zip(formats) {
        sheet.set_column_width(index, width(column))?;
        sheet.set_column_format(index, format)?;
        let format = if column.required { &required } else { &plain };
        sheet.write_string_with_format(0, index, &*neutralised(&column.title), format)?;
    }
    sheet.set_freeze_panes(1, 0)?;
    printed(sheet);
    Ok(())
}

/// On A4 across, all columns on one page.
pub(crate) fn printed(sheet: &mut Worksheet) {
    const A4: u8 = 9;
    sheet.set_paper_size(A4).set_landscape().set_print_fit_to_pages(1, 0);
}

/// In characters of the standard font; a Chinese one takes two.
fn width(column: &Column) -> f64 {
    let titled = column.title.chars().map(|c| if c.is_ascii() { 1.0 } else { 2.0 }).sum::<f64>() + 4.0;
    let filled = match &column.kind {
        Kind::Text { chars_max } => (*chars_max as f64 * 2.0).min(40.0),
        Kind::Code { chars_max } => (*chars_max as f64 + 2.0).min(30.0),
        Kind::List { .. } | Kind::Lines { .. } => 30.0,
        Kind::Date | Kind::Money | Kind::Choice(_) => 14.0,
        Kind::Integer | Kind::YesNo => 8.0,
    };
    titled.max(filled)
}

pub(crate) fn format(kind: &Kind) -> Format {
    match kind {
        Kind::Date => Format::new().set_num_format("yyyy-mm-dd"),
        // The formats that every spreadsheet has: 0.00, 0 and text.
        Kind::Money => Format::new().set_num_format_index(2),
        Kind::Integer => Format::new().set_num_format_index(1),
        _ => Format::new().set_num_format_index(49),
    }
}

pub(crate) fn cell(
    sheet: &mut Worksheet,
    (row, index): (u32, u16),
    value: &Value,
    column: &Column,
    format: &Format,
) -> Result<(), XlsxError> {
    let number = match value {
        Value::Empty => return Ok(()),
        Value::Date(date) => day::to_serial(*date),
        Value::Money(fen) if fen.unsigned_abs() < DIGITS_KEPT => Some(*fen as f64 / 100.0),
        Value::Integer(number) if number.unsigned_abs() < DIGITS_KEPT => Some(*number as f64),
        _ => None,
    };
    match number {
        Some(number) => sheet.write_number_with_format(row, index, number, format)?,
        None => {
            let text = value.text(&column.kind);
            let text = if is_words(&column.kind) { neutralised(&text) } else { text };
            sheet.write_string_with_format(row, index, &*text, format)?
        }
    };
    Ok(())
}
