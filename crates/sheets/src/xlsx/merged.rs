//! Merged areas of a sheet. They are listed behind the cells, and must be known before: the value of an area is that of its first cell,
//! and the other cells only look as if they had it.

use super::package::Package;
use super::xml::attribute;
use crate::fault::SheetFault;
use crate::reason::Place;
use quick_xml::events::Event;
use std::io::{Read, Seek};

/// An area; rows and columns from 0, both ends within.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Area {
    pub first: (u64, usize),
    pub last: (u64, usize),
}

/// Areas of one sheet at most.
const AREAS_MAX: usize = 200_000;
const TAG: &[u8] = b"mergeCell";

impl Area {
    /// `C5:C9`.
    pub fn said(&self) -> String {
        let place = |(row, column)| Place::Cell { row, column };
        format!("{}:{}", place(self.first), place(self.last))
    }
}

/// The areas of a sheet, by their first row.
pub(crate) fn read<R: Read + Seek>(package: &mut Package<R>, part: &str) -> Result<Vec<Area>, SheetFault> {
    let mut areas = Vec::new();
    if !is_named(package, part)? {
        return Ok(areas);
    }
    let Some(mut xml) = package.part(part)? else { return Ok(areas) };
    loop {
        match xml.next()? {
            Event::Start(tag) if tag.local_name().as_ref().as_bytes() == TAG => {
                let area = attribute(&tag, "ref").and_then(|text| area(&text));
                let Some(area) = area else { return Err(xml.broken("合并区域的地址有误")) };
                areas.push(area);
            }
            Event::Eof => break,
            _ => {}
        }
        if areas.len() > AREAS_MAX {
            return Err(xml.broken(format!("合并区域超过 {AREAS_MAX} 个")));
        }
    }
    areas.sort_by_key(|area| area.first);
    Ok(areas)
}

/// Whether the part names the tag at all: a search through its bytes, many times quicker than taking it apart.
fn is_named<R: Read + Seek>(package: &mut Package<R>, part: &str) -> Result<bool, SheetFault> {
    let Some((mut bytes, meter)) = package.stream(part)? else { return Ok(false) };
    let finder = memchr::memmem::Finder::new(TAG);
    let (mut window, mut kept) = (vec![0; 64 << 10], 0);
    loop {
        let count = match bytes.read(&mut window[kept..]) {
            Ok(0) => return Ok(false),
            Ok(count) => kept + count,
            Err(fault) => {
                let said = || SheetFault::broken(part, format!("压缩包不完整或者不能识读（{fault}）"));
                return Err(meter.fault().unwrap_or_else(said));
            }
        };
        if finder.find(&window[..count]).is_some() {
            return Ok(true);
        }
        kept = count.min(TAG.len() - 1);
        window.copy_within(count - kept..count, 0);
    }
}

fn area(text: &str) -> Option<Area> {
    let (first, last) = text.split_once(':').unwrap_or((text, text));
    let (first, last) = (address(first)?, address(last)?);
    (first.0 <= last.0 && first.1 <= last.1).then_some(Area { first, last })
}

/// `C17` as row and column from 0.
pub(crate) fn address(text: &str) -> Option<(u64, usize)> {
    let text = text.as_bytes();
    let letters_end = text.iter().position(|byte| !byte.is_ascii_uppercase())?;
    let (letters, figures) = text.split_at(letters_end);
    if letters.is_empty() || letters.len() > 3 || figures.len() > 7 {
        return None;
    }
    let column = letters.iter().fold(0, |column, letter| column * 26 + usize::from(letter - b'A') + 1);
    let mut row = 0_u64;
    for figure in figures {
        row = row * 10 + u64::from(figure.is_ascii_digit().then(|| figure - b'0')?);
    }
    Some((row.checked_sub(1)?, column - 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read_back() {
        for (text, found) in
            [("A1", Some((0, 0))), ("C17", Some((16, 2))), ("XFD1048576", Some((1_048_575, 16_383)))]
        {
            assert_eq!(address(text), found);
        }
        for text in ["", "A", "1", "A0", "a1", "AAAA1", "A1x", "A12345678", "$A$1"] {
            assert_eq!(address(text), None, "{text}");
        }
        assert_eq!(area("C5:D9").map(|area| area.said()), Some("C5:D9".into()));
        assert_eq!(area("D9:C5"), None);
    }
}
