//! The records of a CSV file: cells between separators, line breaks and quotes inside quotes. Stricter than most readers about quotes,
//! because a quote that is not closed swallows the rows after it: such a file is refused with the place where the cell begins.

use super::decode::Decoder;
use crate::fault::SheetFault;
use crate::found::Found;
use crate::limits::Limits;
use crate::table::{RawCell, RawRow, Rows};
use std::io::Read;

/// The first line by which Excel is told the separator.
const STATED: &str = "sep=";

/// What the next character means.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Start,
    Plain,
    Quoted,
    /// After a quote inside quotes: the end of the cell, or half of a doubled quote.
    Closing,
}

/// Records read one after another.
pub(crate) struct Records<R> {
    decoder: Decoder<R>,
    separator: char,
    columns_max: usize,
    chars_max: usize,
    text: String,
    /// What of `text` has been read.
    at: usize,
    /// The line being read and the record being read, from 1.
    line: u64,
    number: u64,
    after_return: bool,
}

impl<R: Read> Records<R> {
    pub fn new(decoder: Decoder<R>, separator: char, limits: &Limits) -> Self {
        let (columns_max, chars_max) = (limits.columns, limits.cell_chars);
        Records {
            decoder,
            separator,
            columns_max,
            chars_max,
            text: String::new(),
            at: 0,
            line: 1,
            number: 0,
            after_return: false,
        }
    }

    /// The separator that the first line states.
    pub fn stated_separator(mut decoder: Decoder<R>) -> Option<char> {
        let first = decoder.next_chunk().ok().flatten()?;
        let rest = first.strip_prefix(STATED)?;
        let separator = rest.chars().next()?;
        let after = &rest[separator.len_utf8()..];
        (after.starts_with(['\r', '\n']) && !separator.is_alphanumeric() && separator != '"')
            .then_some(separator)
    }

    /// Passes over the line that states the separator.
    pub fn skip_stated(&mut self) -> Result<(), SheetFault> {
        self.record().map(|_| ())
    }

    fn next_char(&mut self) -> Result<Option<char>, SheetFault> {
        loop {
            if let Some(c) = self.text[self.at..].chars().next() {
                self.at += c.len_utf8();
                return Ok(Some(c));
            }
            let Some(chunk) = self.decoder.next_chunk()? else { return Ok(None) };
            self.text.clear();
            self.text.push_str(chunk);
            self.at = 0;
        }
    }

    /// The next record, blank or not.
    fn record(&mut self) -> Result<Option<RawRow>, SheetFault> {
        self.number += 1;
        let mut row = RawRow { number: self.number, cells: Vec::new() };
        let (mut cell, mut chars, mut state, mut begins) = (String::new(), 0, State::Start, self.line);
        let mut anything = false;
        loop {
            let next = self.next_char()?;
            if next == Some('\n') && std::mem::take(&mut self.after_return) {
                // The second half of a line break; the line was counted at its first.
                if state == State::Quoted {
                    cell.push('\n');
                    chars += 1;
                } else {
                    begins = self.line;
                }
                continue;
            }
            self.after_return = next == Some('\r');
            let Some(c) = next else {
                if state == State::Quoted {
                    return Err(SheetFault::OpenQuote { line: begins, column: row.cells.len() + 1 });
                } else if !anything {
                    return Ok(None);
                }
                self.put(&mut row, &mut cell, begins)?;
                return Ok(Some(row));
            };
            anything = true;
            let ends_line = matches!(c, '\n' | '\r');
            self.line += u64::from(ends_line);
            state = match state {
                State::Quoted if c == '"' => State::Closing,
                State::Closing if c == '"' => {
                    cell.push('"');
                    State::Quoted
                }
                State::Start if c == '"' => State::Quoted,
                State::Start | State::Plain | State::Closing if c == self.separator => {
                    self.put(&mut row, &mut cell, begins)?;
                    (chars, begins) = (0, self.line);
                    State::Start
                }
                State::Start | State::Plain | State::Closing if ends_line => {
                    self.put(&mut row, &mut cell, begins)?;
                    return Ok(Some(row));
                }
                State::Closing if c == ' ' => State::Closing,
                State::Closing => {
                    return Err(SheetFault::StrayQuote { line: begins, column: row.cells.len() + 1 });
                }
                State::Quoted => {
                    cell.push(c);
                    State::Quoted
                }
                State::Start | State::Plain => {
                    cell.push(c);
                    State::Plain
                }
            };
            chars += 1;
            // Doubled quotes and the two around the cell count twice at most.
            if chars > self.chars_max.saturating_mul(2) + 2 {
                return Err(self.too_long(&row, begins));
            }
        }
    }

    fn put(&self, row: &mut RawRow, cell: &mut String, line: u64) -> Result<(), SheetFault> {
        let column = row.cells.len();
        if column >= self.columns_max {
            let place = format!("第 {} 行", self.number);
            return Err(SheetFault::TooManyColumns { place, limit: self.columns_max });
        } else if cell.chars().nth(self.chars_max).is_some() {
            return Err(self.too_long(row, line));
        }
        let found = if cell.is_empty() { Found::Blank } else { Found::Text(std::mem::take(cell)) };
        row.cells.push(RawCell { column, found, calculated: false, line });
        Ok(())
    }

    fn too_long(&self, row: &RawRow, line: u64) -> SheetFault {
        let place = format!("第 {line} 行第 {} 列", row.cells.len() + 1);
        SheetFault::CellTooLong { place, limit: self.chars_max, hint: "；可能是引号没有成对" }
    }
}

/// Whether a text looks like UTF-16 read as something else: every other character is a NUL.
fn is_half_nul(text: &str) -> bool {
    let nul = text.chars().filter(|c| *c == '\0').count();
    nul > 1 && nul * 2 + 1 >= text.chars().count()
}

impl<R: Read> Rows for Records<R> {
    fn next_row(&mut self) -> Result<Option<RawRow>, SheetFault> {
        while let Some(row) = self.record()? {
            let texts = row.cells.iter().filter_map(|cell| match &cell.found {
                Found::Text(text) => Some(text),
                _ => None,
            });
            if self.number <= 2 && texts.clone().any(|text| is_half_nul(text)) {
                return Err(SheetFault::Nul { line: row.cells.first().map_or(1, |cell| cell.line) });
            } else if !row.is_blank() {
                return Ok(Some(row));
            }
        }
        Ok(None)
    }
}
