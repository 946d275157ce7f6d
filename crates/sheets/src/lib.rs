//! Tables in and out (表格): XLSX, CSV and JSON for the registers (名录), which change by many rows at a time. In go bytes and a
//! declared list of columns; out come rows of typed values, or for every bad cell its place as the person sees it, what was found
//! there and what is needed. Writing is the same road backwards, and what is written reads back as the same rows: a value that
//! would not is refused by name instead of being written.
//!
//! Reading holds a bounded amount of memory beside the shared texts of a workbook, whatever a file says of itself; the bounds are
//! [`Limits`]. Nothing in a file is carried out: formulas give the result that was saved with them, macros and links to other
//! files refuse the whole workbook.
//!
//! It deliberately knows nothing of the registers: whether a code exists, or two rows contradict each other, its caller judges.

mod bounded;
mod column;
mod csv;
mod day;
mod digits;
mod fault;
mod found;
mod header;
mod intake;
mod json;
mod limits;
mod neutral;
mod reason;
mod report;
mod table;
mod value;
mod width;
mod write;
mod xlsx;

pub use column::{Choice, Column, Columns, DeclarationFault, Kind};
pub use digits::were_lost as digits_were_lost;
pub use fault::SheetFault;
pub use limits::Limits;
pub use reason::{BadCell, Place, Reason};
pub use report::{Report, UnknownHeader};
pub use value::{Note, Remark, Row, Value};
pub use write::{Caption, Encoding, Format, INSTRUCTIONS, SheetWriter, WriteFault, template};

use intake::Intake;
use std::io::{Read, Seek, SeekFrom};
use std::ops::ControlFlow;

/// Reads a file of any of the formats, told apart by its content. Every good row goes to `each` in order, which may end the reading;
/// bad ones are told in the report. A fault means that the file as a whole was not taken, though rows may already have been given.
pub fn read<R: Read + Seek>(
    mut source: R,
    columns: &Columns,
    limits: &Limits,
    each: impl FnMut(Row) -> ControlFlow<()>,
) -> Result<Report, SheetFault> {
    let size_bytes = source.seek(SeekFrom::End(0))?;
    if size_bytes > limits.file_bytes {
        return Err(SheetFault::FileTooLarge { size_bytes, limit_bytes: limits.file_bytes });
    }
    source.rewind()?;
    let mut first = Vec::new();
    (&mut source).take(4096).read_to_end(&mut first)?;
    source.rewind()?;
    let mut intake = Intake::new(columns, limits, each);
    if first.is_empty() {
        return Err(SheetFault::Empty);
    } else if first.starts_with(b"PK") {
        xlsx::read(source, &mut intake)?;
    } else if first.starts_with(&xlsx::COMPOUND) {
        return Err(xlsx::compound(source)?);
    } else if json::is_json(&first) {
        json::read(source, &mut intake)?;
    } else {
        csv::read(source, &mut intake)?;
    }
    Ok(intake.report())
}
