//! Reading XLSX workbooks. A reader of our own (docs/decisions/0008-tables-in-a-crate-of-their-own.md), because the answers asked for
//! here need what others leave out: bounds that hold whatever a file declares, numbers as they are written, formulas beside their
//! results, and merged areas known before the first row is judged.

mod merged;
mod package;
mod sheet;
mod strings;
mod styles;
mod workbook;
mod xml;

use crate::fault::SheetFault;
use crate::intake::Intake;
use crate::table;
use crate::value::Row;
use crate::write::INSTRUCTIONS;
use package::Package;
use sheet::Cells;
use std::io::{Read, Seek};
use std::ops::ControlFlow;

/// How compound files begin: old workbooks, and new ones under a password.
pub(crate) const COMPOUND: [u8; 8] = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];

pub(crate) fn read<R: Read + Seek, F: FnMut(Row) -> ControlFlow<()>>(
    source: R,
    intake: &mut Intake<'_, F>,
) -> Result<(), SheetFault> {
    let mut package = Package::open(source, intake.limits)?;
    let book = workbook::read(&mut package)?;
    let styles = styles::read(&mut package, book.styles.as_deref())?;
    let strings = strings::read(&mut package, book.strings.as_deref(), intake.limits)?;
    let instructed = book.sheets.iter().any(|sheet| sheet.name == INSTRUCTIONS);
    let taken = |sheet: &&workbook::Sheet| sheet.visible && sheet.name != INSTRUCTIONS;
    let mut first_fault = None;
    for sheet in book.sheets.iter().filter(taken) {
        let areas = merged::read(&mut package, &sheet.part)?;
        let part =
            package.part(&sheet.part)?.ok_or_else(|| SheetFault::broken(&sheet.part, "缺少这一部分"))?;
        let mut cells = Cells::new(part, &strings, &styles, book.epoch, areas, intake.limits);
        intake.expects_example = instructed;
        match table::read(&mut cells, intake) {
            // A sheet without the header may be a cover; the table may be in the next one.
            Err(fault @ SheetFault::NoHeader { .. }) => first_fault = first_fault.or(Some(fault)),
            Err(fault) => return Err(fault),
            Ok(()) => {
                intake.account.sheet = Some(sheet.name.clone());
                let left = book.sheets.iter().filter(|other| other.part != sheet.part);
                intake.account.sheets_left = left.map(|other| other.name.clone()).collect();
                return Ok(());
            }
        }
    }
    Err(first_fault.unwrap_or(SheetFault::NoSheet))
}

/// What to say of a compound file. A workbook under a password has a stream of this name; its directory may be anywhere in the file.
pub(crate) fn compound(mut source: impl Read) -> Result<SheetFault, SheetFault> {
    let wanted: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let mut window = Vec::new();
    loop {
        let kept = window.len().min(wanted.len());
        window.drain(..window.len() - kept);
        if (&mut source).take(1 << 20).read_to_end(&mut window)? == 0 {
            return Ok(SheetFault::OldXls);
        } else if memchr::memmem::find(&window, &wanted).is_some() {
            return Ok(SheetFault::Encrypted);
        }
    }
}
