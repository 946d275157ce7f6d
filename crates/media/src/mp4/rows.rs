//! Rows of the tables in an MP4's index, one after another in small pieces, however long the table and whatever number it declares.

use super::Atom;
use crate::MediaFault;
use crate::number::be32;
use crate::source::Source;
use std::io::{Read, Seek};

/// Bytes of a table held at a time.
const HELD_BYTES: u64 = 16 << 10;

/// A table whose rows are all of one length.
#[derive(Clone, Copy, Debug)]
pub(super) struct Table {
    at: u64,
    pub count: u64,
    row_bytes: u64,
    /// More rows are declared than the box can hold.
    pub lies: bool,
}

impl Table {
    /// The table in a box: `head_bytes` before the first row, the last four of them the number of rows.
    pub fn read<R: Read + Seek>(
        source: &mut Source<R>,
        atom: Atom,
        head_bytes: u64,
        row_bytes: u64,
    ) -> Result<Self, MediaFault> {
        let head = atom.head(source, head_bytes)?;
        let declared = be32(&head, head_bytes as usize - 4).map_or(0, u64::from);
        let room = (atom.end - atom.body).saturating_sub(head_bytes) / row_bytes;
        Ok(Self { at: atom.body + head_bytes, count: declared.min(room), row_bytes, lies: declared > room })
    }
}

/// Goes through a table.
pub(super) struct Rows {
    table: Table,
    next: u64,
    held_from: u64,
    held: Vec<u8>,
}

impl Rows {
    pub fn of(table: Table) -> Self {
        Self { table, next: 0, held_from: 0, held: Vec::new() }
    }

    /// The next row; `None` behind the last.
    pub fn next<R: Read + Seek>(&mut self, source: &mut Source<R>) -> Result<Option<&[u8]>, MediaFault> {
        if self.next == self.table.count {
            return Ok(None);
        }
        let row_bytes = self.table.row_bytes;
        let place = (self.next - self.held_from) * row_bytes;
        if place + row_bytes > self.held.len() as u64 {
            let rows = (HELD_BYTES / row_bytes).min(self.table.count - self.next);
            self.held = source.piece(self.table.at + self.next * row_bytes, rows * row_bytes)?;
            self.held_from = self.next;
        }
        let place = ((self.next - self.held_from) * row_bytes) as usize;
        self.next += 1;
        Ok(self.held.get(place..place + row_bytes as usize))
    }
}
