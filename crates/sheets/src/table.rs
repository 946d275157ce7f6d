//! Rows of a sheet or of a CSV file on their way to the intake: the header is looked for among the first rows, under whatever titles
//! and banners stand above it; then every row is taken under it.

use crate::fault::SheetFault;
use crate::found::Found;
use crate::header::{self, Header};
use crate::intake::{Intake, Taken};
use crate::neutral;
use crate::reason::Place;
use crate::value::Row;
use std::ops::ControlFlow;

/// A row as it stands in the file.
#[derive(Clone, Debug, Default)]
pub(crate) struct RawRow {
    /// The row as a spreadsheet numbers it, from 1.
    pub number: u64,
    /// In order of columns; blank ones may be left out.
    pub cells: Vec<RawCell>,
}

/// A cell as it stands in the file.
#[derive(Clone, Debug, Default)]
pub(crate) struct RawCell {
    /// From 0.
    pub column: usize,
    pub found: Found,
    pub calculated: bool,
    /// The line of a CSV file on which it begins; 0 in a sheet.
    pub line: u64,
}

impl RawRow {
    pub fn is_blank(&self) -> bool {
        self.cells.iter().all(|cell| cell.found.is_blank() || matches!(cell.found, Found::Merged(_)))
    }

    /// Where a cell of this row is, or would be.
    pub fn place(&self, column: usize) -> Place {
        let cell = self.cells.iter().find(|cell| cell.column == column).or(self.cells.last());
        match cell.map_or(0, |cell| cell.line) {
            0 => Place::Cell { row: self.number - 1, column },
            line => Place::Line { line, column: column + 1 },
        }
    }
}

/// Where rows come from.
pub(crate) trait Rows {
    /// The next row that is not blank.
    fn next_row(&mut self) -> Result<Option<RawRow>, SheetFault>;
}

/// Reads a table to its end, or until the receiver of its rows has enough.
pub(crate) fn read<F: FnMut(Row) -> ControlFlow<()>>(
    rows: &mut impl Rows,
    intake: &mut Intake<'_, F>,
) -> Result<(), SheetFault> {
    let mut first = Vec::new();
    while first.len() < intake.limits.header_rows {
        match rows.next_row()? {
            Some(row) => first.push(row),
            None => break,
        }
    }
    let header = header::find(&first, intake.columns)?;
    for (title, place) in &header.unknown {
        intake.unknown(title, || place.clone());
    }
    intake.account.header_row = Some(header.row);
    intake.absent = Some(header.missing.clone());
    let missing = header.missing.iter().map(|column| intake.columns.list()[*column].title.clone());
    intake.account.missing = missing.collect();
    let mut untitled = Vec::new();
    let mut take = |row: RawRow| take(row, &header, &mut untitled, intake);
    for row in first.into_iter().skip_while(|row| row.number <= header.row) {
        if take(row)?.is_break() {
            return Ok(());
        }
    }
    while let Some(row) = rows.next_row()? {
        if take(row)?.is_break() {
            return Ok(());
        }
    }
    Ok(())
}

fn take<F: FnMut(Row) -> ControlFlow<()>>(
    row: RawRow,
    header: &Header,
    untitled: &mut Vec<usize>,
    intake: &mut Intake<'_, F>,
) -> Result<ControlFlow<()>, SheetFault> {
    let mut taken = Vec::with_capacity(row.cells.len());
    let frame = RawRow { number: row.number, cells: row.cells.last().map(line_of).into_iter().collect() };
    for cell in row.cells {
        let RawCell { column, found, calculated, line } = cell;
        let place = match line {
            0 => Place::Cell { row: row.number - 1, column },
            line => Place::Line { line, column: column + 1 },
        };
        match header.columns.get(column).copied().flatten() {
            Some(column) => {
                let found = match found {
                    Found::Text(text) => Found::Text(neutral::restored(&text).to_owned()),
                    other => other,
                };
                taken.push(Taken { column, found, place, calculated });
            }
            None if header.is_titled(column) || found.is_blank() || untitled.contains(&column) => {}
            None => {
                untitled.push(column);
                intake.unknown("", || place);
            }
        }
    }
    let at =
        |declared: usize| frame.place(header.columns.iter().position(|c| *c == Some(declared)).unwrap_or(0));
    intake.row(row.number, taken, at)
}

/// A cell that keeps only where it is.
fn line_of(cell: &RawCell) -> RawCell {
    RawCell { column: cell.column, line: cell.line, ..RawCell::default() }
}
