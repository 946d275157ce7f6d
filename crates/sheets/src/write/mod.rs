//! Writing tables: XLSX, CSV, JSON and JSON Lines, row by row into anything that takes bytes. What is written reads back as the same
//! rows; a value for which that would not hold is refused with its row and column, in every format alike.

mod book;
mod json;
mod template;
mod text;

pub use template::{INSTRUCTIONS, template};

use crate::column::{Columns, Kind};
use crate::found::Found;
use crate::value::Value;
use book::Book;
use jiff::civil::DateTime;
use json::Objects;
use std::io::Write;
use text::Lines;
use thiserror::Error;

/// A format to write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Xlsx,
    Csv(Encoding),
    /// One list of objects.
    Json,
    /// One object a line.
    JsonLines,
}

/// The encoding of a CSV file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8 with its mark, which Excel needs to recognise it.
    #[default]
    Utf8Marked,
    Utf8,
    Gb18030,
}

/// What a workbook says of itself. The moment is a parameter, so that the same rows give the same bytes.
#[derive(Clone, Debug)]
pub struct Caption {
    pub sheet: String,
    pub made_at: DateTime,
}

/// Why a table was not written.
#[derive(Debug, Error)]
pub enum WriteFault {
    #[error("第 {row} 条“{column}”的内容“{text}”不能原样读回，没有写出")]
    NotTheSame { row: u64, column: String, text: String },
    #[error("第 {row} 条全是空白，没有写出")]
    Blank { row: u64 },
    #[error("第 {row} 条有 {found} 个值，应为 {wanted} 个")]
    Count { row: u64, found: usize, wanted: usize },
    #[error("第 {row} 条“{column}”超过一个单元格能容纳的 32767 个字")]
    TooLong { row: u64, column: String },
    #[error("XLSX 工作表最多 1048575 行，第 {row} 条写不下")]
    TooManyRows { row: u64 },
    #[error("XLSX 工作表：{0}")]
    Book(#[from] rust_xlsxwriter::XlsxError),
    #[error("写出时发生故障：{0}")]
    Io(#[from] std::io::Error),
}

/// Writes one table.
pub struct SheetWriter<'a, W> {
    columns: &'a Columns,
    rows: u64,
    kind: Kinds<'a, W>,
}

enum Kinds<'a, W> {
    Book(Box<Book<'a>>, W),
    Lines(Box<Lines<W>>),
    Objects(Objects<W>),
}

impl<'a, W: Write + Send> SheetWriter<'a, W> {
    pub fn new(
        mut out: W,
        format: Format,
        columns: &'a Columns,
        caption: &Caption,
    ) -> Result<SheetWriter<'a, W>, WriteFault> {
        let kind = match format {
            Format::Xlsx => Kinds::Book(Box::new(Book::new(columns, caption)?), out),
            Format::Csv(encoding) => Kinds::Lines(Box::new(Lines::new(out, encoding, columns)?)),
            Format::Json => {
                out.write_all(b"[")?;
                Kinds::Objects(Objects { out, between: Some("\n") })
            }
            Format::JsonLines => Kinds::Objects(Objects { out, between: None }),
        };
        Ok(SheetWriter { columns, rows: 0, kind })
    }

    /// Writes one row: a value for each declared column.
    pub fn row(&mut self, values: &[Value]) -> Result<(), WriteFault> {
        self.rows += 1;
        check(self.columns, self.rows, values)?;
        match &mut self.kind {
            Kinds::Book(book, _) => book.row(self.rows, values),
            Kinds::Lines(lines) => lines.row(self.rows, self.columns, values),
            Kinds::Objects(objects) => objects.row(self.columns, values),
        }
    }

    /// Ends the table and gives back what it was written to.
    pub fn finish(self) -> Result<W, WriteFault> {
        match self.kind {
            Kinds::Book(mut book, mut out) => {
                book.save(&mut out)?;
                Ok(out)
            }
            Kinds::Lines(lines) => lines.finish(),
            Kinds::Objects(objects) => objects.finish(),
        }
    }
}

/// Whether the values would come back as they are. A value is judged by reading the text that stands for it.
fn check(columns: &Columns, row: u64, values: &[Value]) -> Result<(), WriteFault> {
    let wanted = columns.list().len();
    if values.len() != wanted {
        return Err(WriteFault::Count { row, found: values.len(), wanted });
    }
    let mut blank = true;
    for (index, (value, column)) in values.iter().zip(columns.list()).enumerate() {
        let text = value.text(&column.kind);
        let named = || column.title.clone();
        let utf16 = |text: &str| text.chars().map(char::len_utf16).sum::<usize>();
        // One is left for the apostrophe before what looks like a formula.
        if text.len() > 32_766 && utf16(&text) > 32_766 {
            return Err(WriteFault::TooLong { row, column: named() });
        }
        blank &= text.trim().is_empty();
        let found = if text.is_empty() { Found::Blank } else { Found::Text(text.into_owned()) };
        let shown = found.shown();
        if found.value(columns, index).map(|(read, _)| read).as_ref() != Ok(value) {
            return Err(WriteFault::NotTheSame { row, column: named(), text: shown });
        }
    }
    if blank { Err(WriteFault::Blank { row }) } else { Ok(()) }
}

/// Whether a column holds words, which are written as text and neutralised; the others are numbers, days, yes and no.
fn is_words(kind: &Kind) -> bool {
    !matches!(kind, Kind::Date | Kind::Money | Kind::Integer | Kind::YesNo)
}
