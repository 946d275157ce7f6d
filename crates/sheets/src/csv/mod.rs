//! Reading CSV: whichever encoding and separator a spreadsheet chose, found out and not asked for. The file is read as a stream, of any
//! length, with one cell in memory at a time.

mod decode;
mod records;

use crate::column::Columns;
use crate::fault::SheetFault;
use crate::header;
use crate::intake::Intake;
use crate::limits::Limits;
use crate::table::{self, Rows};
use crate::value::Row;
use decode::Decoder;
use records::Records;
use std::io::{Cursor, Read, Seek};
use std::ops::ControlFlow;

/// The separators that spreadsheets write, the likeliest first.
const SEPARATORS: [char; 3] = [',', ';', '\t'];
/// How much of the file the separator is found out from.
const PREFIX_BYTES: u64 = 256 << 10;

pub(crate) fn read<R: Read + Seek, F: FnMut(Row) -> ControlFlow<()>>(
    mut source: R,
    intake: &mut Intake<'_, F>,
) -> Result<(), SheetFault> {
    let encoding = decode::encoding_of(&mut source)?;
    source.rewind()?;
    let mut prefix = Vec::new();
    (&mut source).take(PREFIX_BYTES).read_to_end(&mut prefix)?;
    source.rewind()?;
    let decoder = |bytes| Decoder::new(Cursor::new(bytes), encoding);
    let stated = Records::stated_separator(decoder(prefix.clone()));
    let separator = match stated {
        Some(separator) => separator,
        None => separator_of(|| decoder(prefix.clone()), intake.columns, intake.limits),
    };
    intake.account.encoding = Some(decode::name(encoding));
    intake.account.separator = Some(separator);
    let mut rows = Records::new(Decoder::new(source, encoding), separator, intake.limits);
    if stated.is_some() {
        rows.skip_stated()?;
    }
    table::read(&mut rows, intake)
}

/// The separator under which the first rows name the most declared columns.
fn separator_of<R: Read>(prefix: impl Fn() -> Decoder<R>, columns: &Columns, limits: &Limits) -> char {
    let mut best = (0, SEPARATORS[0]);
    for separator in SEPARATORS {
        let mut rows = Records::new(prefix(), separator, limits);
        let mut looked = 0;
        // The prefix may end in the middle of a cell; the fault of that, or any other, is met again when the file is read.
        while let (Ok(Some(row)), true) = (rows.next_row(), looked < limits.header_rows) {
            looked += 1;
            let count = header::named(&row, columns);
            if count > best.0 {
                best = (count, separator);
            }
        }
    }
    best.1
}
