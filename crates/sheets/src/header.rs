//! The header of a table: the row among the first ones that names the most declared columns, by title or key, in any order. Rows above
//! it are titles and remarks for people.

use crate::column::Columns;
use crate::fault::SheetFault;
use crate::found::Found;
use crate::neutral;
use crate::reason::Place;
use crate::table::RawRow;
use std::collections::HashSet;

/// The header as it was found.
#[derive(Debug, Default)]
pub(crate) struct Header {
    /// The number of its row.
    pub row: u64,
    /// For each column of the sheet, the declared column.
    pub columns: Vec<Option<usize>>,
    titled: HashSet<usize>,
    pub unknown: Vec<(String, Place)>,
    /// Declared columns that are not required and not there.
    pub missing: Vec<usize>,
}

impl Header {
    /// Whether a column of the sheet has a header, known or not.
    pub fn is_titled(&self, column: usize) -> bool {
        self.titled.contains(&column)
    }
}

/// How many declared columns a row names.
pub(crate) fn named(row: &RawRow, columns: &Columns) -> usize {
    let named: HashSet<usize> =
        row.cells.iter().filter_map(|cell| columns.named(text(&cell.found)?)).collect();
    named.len()
}

/// Finds the header among the first rows that are not blank.
pub(crate) fn find(rows: &[RawRow], columns: &Columns) -> Result<Header, SheetFault> {
    let mut best: Option<(usize, &RawRow)> = None;
    for row in rows {
        let count = named(row, columns);
        if count > best.map_or(0, |(most, _)| most) {
            best = Some((count, row));
        }
    }
    let Some((_, row)) = best else {
        let titles: Vec<&str> = columns.list().iter().map(|column| column.title.as_str()).collect();
        return Err(SheetFault::NoHeader { looked: rows.len(), wanted: titles.join("、") });
    };
    let mut header = Header { row: row.number, ..Header::default() };
    for cell in &row.cells {
        let Some(title) = text(&cell.found).filter(|title| !title.trim().is_empty()) else { continue };
        header.titled.insert(cell.column);
        let Some(declared) = columns.named(title) else {
            header.unknown.push((title.trim().to_owned(), row.place(cell.column)));
            continue;
        };
        if let Some(first) = header.columns.iter().position(|known| *known == Some(declared)) {
            return Err(SheetFault::DuplicateHeader {
                title: columns.list()[declared].title.clone(),
                first: row.place(first).to_string(),
                second: row.place(cell.column).to_string(),
            });
        }
        if header.columns.len() <= cell.column {
            header.columns.resize(cell.column + 1, None);
        }
        header.columns[cell.column] = Some(declared);
    }
    let absent = (0..columns.list().len()).filter(|declared| !header.columns.contains(&Some(*declared)));
    let (required, missing): (Vec<usize>, Vec<usize>) = absent.partition(|c| columns.list()[*c].required);
    if !required.is_empty() {
        let titles = required.iter().map(|column| columns.list()[*column].title.clone()).collect();
        return Err(SheetFault::MissingHeaders { titles });
    }
    header.missing = missing;
    Ok(header)
}

fn text(found: &Found) -> Option<&str> {
    match found {
        Found::Text(text) => Some(neutral::restored(text)),
        Found::Number { written, .. } => Some(written),
        _ => None,
    }
}
