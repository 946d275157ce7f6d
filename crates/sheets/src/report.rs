//! What is said of a file that was read: how much of it was good, every bad cell up to a limit, and how the file was understood.

use crate::reason::{BadCell, Place};

/// The account of one reading.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    pub rows_good: u64,
    pub rows_bad: u64,
    /// In order, up to the limit.
    pub bad_cells: Vec<BadCell>,
    /// How many more there are.
    pub bad_cells_more: u64,
    /// Headers or keys that no declared column has; what stands under them was not read. An empty title is a column with content
    /// and no header.
    pub unknown: Vec<UnknownHeader>,
    /// Titles of declared columns that the file does not have and need not have.
    pub missing: Vec<String>,
    /// The number of the header's row.
    pub header_row: Option<u64>,
    /// The sheet that was read, of a workbook.
    pub sheet: Option<String>,
    /// Sheets that were not read, because they are hidden, come after, or hold the instructions.
    pub sheets_left: Vec<String>,
    /// The example of the template was still there and was passed over.
    pub example_left: bool,
    /// Of a CSV file: its encoding and its separator.
    pub encoding: Option<&'static str>,
    pub separator: Option<char>,
    /// The receiver of the rows ended the reading.
    pub stopped: bool,
}

/// A header that no declared column has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownHeader {
    pub title: String,
    pub place: Place,
}

impl Report {
    /// All bad cells, told or counted.
    pub fn bad_cells_count(&self) -> u64 {
        self.bad_cells.len() as u64 + self.bad_cells_more
    }
}
