//! How much of a file is read at most. A file beyond a limit is refused with the limit in the answer; nothing is cut off in silence.

/// The limits of one reading. The defaults fit a district's largest register with room to spare.
#[derive(Clone, Debug)]
pub struct Limits {
    /// The file as it was sent in.
    pub file_bytes: u64,
    /// All parts of a workbook together, unpacked, as really unpacked and not as declared.
    pub unpacked_bytes: u64,
    /// The shared texts of a workbook, the one thing that is held in memory.
    pub shared_bytes: usize,
    /// Rows that are not blank, without the header.
    pub rows: u64,
    /// Columns of the sheet, whether declared or not.
    pub columns: usize,
    /// Characters in one cell.
    pub cell_chars: usize,
    /// Bad cells that are told one by one; the rest is counted.
    pub bad_cells: usize,
    /// Rows that are not blank among which the header is looked for.
    pub header_rows: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            file_bytes: 2 << 30,
            unpacked_bytes: 2 << 30,
            shared_bytes: 256 << 20,
            rows: 1_000_000,
            columns: 256,
            cell_chars: 32_767,
            bad_cells: 200,
            header_rows: 20,
        }
    }
}

impl Limits {
    /// Bytes that one cell, one tag or one JSON object may take before anything is known of it: room for all its characters escaped.
    pub(crate) fn piece_bytes(&self) -> u64 {
        (self.cell_chars as u64).saturating_mul(16).max(1 << 20)
    }
}
