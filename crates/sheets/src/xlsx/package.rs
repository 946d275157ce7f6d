//! The zip package of a workbook: what must not be in it, and its parts as bounded streams of XML. The unpacked size is counted as it
//! is unpacked, over all parts together, so that a package may declare what it likes.

use super::xml::Xml;
use crate::bounded::{Bounded, Meter};
use crate::fault::SheetFault;
use crate::limits::Limits;
use std::io::{Read, Seek};
use std::rc::Rc;
use zip::ZipArchive;
use zip::result::ZipError;

/// Workbooks have some dozens of parts.
const PARTS_MAX: usize = 10_000;

pub(crate) struct Package<R> {
    archive: ZipArchive<R>,
    meter: Rc<Meter>,
    unpacked_bytes: u64,
}

/// The unpacked bytes of a part.
pub(crate) type Bytes<'a> = Bounded<Box<dyn Read + 'a>>;

impl<R: Read + Seek> Package<R> {
    /// Opens a package and refuses what is no plain workbook.
    pub fn open(source: R, limits: &Limits) -> Result<Self, SheetFault> {
        let archive = ZipArchive::new(source).map_err(|fault| zip_fault("压缩包", fault))?;
        let meter = Meter::new(limits.unpacked_bytes, limits.piece_bytes());
        let mut package = Package { archive, meter, unpacked_bytes: limits.unpacked_bytes };
        if package.archive.len() > PARTS_MAX {
            return Err(SheetFault::broken("压缩包", format!("超过 {PARTS_MAX} 个部分")));
        }
        let mut declared = 0_u64;
        for index in 0..package.archive.len() {
            let part = package.archive.by_index_raw(index).map_err(|fault| zip_fault("压缩包", fault))?;
            if part.encrypted() {
                return Err(SheetFault::Encrypted);
            }
            declared = declared.saturating_add(part.size());
            if let Some(fault) = refused(&String::from_utf8_lossy(part.name_raw())) {
                return Err(fault);
            }
        }
        if declared > limits.unpacked_bytes {
            return Err(SheetFault::UnpacksTooLarge { limit_bytes: limits.unpacked_bytes });
        }
        Ok(package)
    }

    /// A part as XML; `None` if there is none of that name.
    pub fn part(&mut self, name: &str) -> Result<Option<Xml<'_>>, SheetFault> {
        let meter = Rc::clone(&self.meter);
        Ok(self.bytes(name, Rc::clone(&meter))?.map(|bytes| Xml::new(name, bytes, meter)))
    }

    /// A part as bytes under a meter of its own, for a first look that keeps none of them.
    pub fn stream(&mut self, name: &str) -> Result<Option<(Bytes<'_>, Rc<Meter>)>, SheetFault> {
        let meter = Meter::new(self.unpacked_bytes, self.unpacked_bytes);
        Ok(self.bytes(name, Rc::clone(&meter))?.map(|bytes| (bytes, meter)))
    }

    fn bytes(&mut self, name: &str, meter: Rc<Meter>) -> Result<Option<Bytes<'_>>, SheetFault> {
        match self.archive.by_name(name) {
            Ok(part) => Ok(Some(Bounded::new(Box::new(part), meter))),
            Err(ZipError::FileNotFound) => Ok(None),
            Err(fault) => Err(zip_fault(name, fault)),
        }
    }
}

/// The refusal of a package that has such a part.
fn refused(name: &str) -> Option<SheetFault> {
    let part = name.to_lowercase();
    let within = |folder: &str| part.starts_with(folder);
    if part.ends_with("vbaproject.bin") || within("xl/macrosheets/") || within("xl/activex/") {
        Some(SheetFault::Macros { part: name.to_owned() })
    } else if within("xl/externallinks/") || part == "xl/connections.xml" || within("xl/querytables/") {
        Some(SheetFault::ExternalLinks { part: name.to_owned() })
    } else {
        let found = match part.as_str() {
            "xl/workbook.bin" => "这是二进制的 .xlsb 文件",
            "content.xml" => "这是 OpenDocument 文件",
            "word/document.xml" => "这是文字处理文件",
            _ => return None,
        };
        Some(SheetFault::NotAWorkbook { found })
    }
}

fn zip_fault(part: &str, fault: ZipError) -> SheetFault {
    match fault {
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) | ZipError::InvalidPassword => {
            SheetFault::Encrypted
        }
        ZipError::Io(fault) if fault.kind() != std::io::ErrorKind::UnexpectedEof => SheetFault::Io(fault),
        fault => SheetFault::broken(part, format!("压缩包不完整或者不能识读（{fault}）")),
    }
}
