//! The cells of a sheet, row by row. A cell gives the number as it is written, not as a binary fraction; a formula gives its saved
//! result and is marked; a cell of a merged area that is not its first says so. Rows without content, however many, cost their tags.

use super::merged::{Area, address};
use super::strings::{Strings, rich};
use super::styles::Styles;
use super::xml::{Xml, attribute, unescaped};
use crate::day::Epoch;
use crate::fault::SheetFault;
use crate::found::{Counted, Found};
use crate::limits::Limits;
use crate::reason::Place;
use crate::table::{RawCell, RawRow, Rows};
use quick_xml::events::{BytesStart, Event};

pub(crate) struct Cells<'a> {
    xml: Xml<'a>,
    strings: &'a Strings,
    styles: &'a Styles,
    epoch: Epoch,
    limits: &'a Limits,
    /// Areas that have not begun, the next one last.
    areas: Vec<Area>,
    /// For each column, the area that reaches down to the present row.
    covered: Vec<Option<Area>>,
    /// The row read last, from 1.
    row: u64,
    within: bool,
    ended: bool,
}

/// A cell's tag: its column from 0, its style and its type.
struct Tag {
    column: usize,
    style: usize,
    kind: Type,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Type {
    Number,
    Shared,
    Inline,
    Text,
    Truth,
    Error,
    Other,
}

/// What the present element is to whoever reads rows or cells.
enum Step {
    Row(Option<u64>),
    Cell(Result<Tag, &'static str>),
    Begin,
    End,
    Pass,
}

impl<'a> Cells<'a> {
    pub fn new(
        xml: Xml<'a>,
        strings: &'a Strings,
        styles: &'a Styles,
        epoch: Epoch,
        mut areas: Vec<Area>,
        limits: &'a Limits,
    ) -> Self {
        areas.reverse();
        let covered = if areas.is_empty() { Vec::new() } else { vec![None; limits.columns] };
        Cells { xml, strings, styles, epoch, limits, areas, covered, row: 0, within: false, ended: false }
    }

    /// The cells of the row just begun.
    fn row(&mut self) -> Result<RawRow, SheetFault> {
        let mut row = RawRow { number: self.row, cells: Vec::new() };
        let mut next = 0;
        loop {
            let step = match self.xml.next()? {
                Event::Start(tag) if tag.local_name().as_ref() == "c" => {
                    Step::Cell(tag_of(&tag, self.row, next))
                }
                Event::Start(_) => Step::Begin,
                Event::End(_) => Step::End,
                _ => Step::Pass,
            };
            match step {
                Step::Cell(Err(what)) => return Err(self.xml.broken(format!("第 {} 行：{what}", self.row))),
                Step::Cell(Ok(tag)) => {
                    next = tag.column + 1;
                    let (found, calculated) = self.cell(&tag)?;
                    if found == Found::Blank && !calculated {
                        continue;
                    } else if tag.column >= self.limits.columns {
                        let place = Place::Cell { row: self.row - 1, column: tag.column }.to_string();
                        return Err(SheetFault::TooManyColumns { place, limit: self.limits.columns });
                    }
                    row.cells.push(RawCell { column: tag.column, found, calculated, line: 0 });
                }
                Step::Begin => self.xml.skip()?,
                Step::End => break,
                Step::Row(_) | Step::Pass => {}
            }
        }
        Ok(row)
    }

    /// What stands in the cell just begun, and whether a formula gave it.
    fn cell(&mut self, tag: &Tag) -> Result<(Found, bool), SheetFault> {
        let (mut written, mut formula) = (None, false);
        let bytes_max = self.limits.cell_chars.saturating_mul(8);
        let mut whole = true;
        loop {
            let kind = match self.xml.next()? {
                Event::Start(child) => match child.local_name().as_ref() {
                    "v" => 'v',
                    "is" => 'i',
                    "f" => 'f',
                    _ => 'o',
                },
                Event::End(_) => break,
                _ => continue,
            };
            match kind {
                'v' => {
                    let mut text = String::new();
                    whole &= self.xml.text(&mut text, bytes_max)?;
                    written = Some(text);
                }
                'i' => {
                    let mut text = String::new();
                    whole &= rich(&mut self.xml, &mut text, self.limits)?;
                    written = Some(text);
                }
                'f' => {
                    formula = true;
                    self.xml.skip()?;
                }
                _ => self.xml.skip()?,
            }
        }
        let Some(written) = written else {
            return Ok((if formula { Found::NoResult } else { Found::Blank }, formula));
        };
        let place = || Place::Cell { row: self.row - 1, column: tag.column }.to_string();
        if !whole || written.chars().nth(self.limits.cell_chars).is_some() {
            return Err(SheetFault::CellTooLong { place: place(), limit: self.limits.cell_chars, hint: "" });
        }
        let text = |text: String| if text.is_empty() { Found::Blank } else { Found::Text(text) };
        let found = match tag.kind {
            Type::Shared => {
                let shared = written.trim().parse().ok().and_then(|index| self.strings.get(index));
                text(
                    shared
                        .ok_or_else(|| self.xml.broken(format!("{} 所指的文字不存在", place())))?
                        .to_owned(),
                )
            }
            Type::Inline => text(written),
            Type::Text | Type::Other => text(unescaped(&written).into_owned()),
            Type::Truth => Found::Truth(matches!(written.trim(), "1" | "true")),
            Type::Error => Found::ErrorValue(written),
            Type::Number if written.trim().is_empty() => Found::Blank,
            Type::Number => {
                let counted = Some(Counted { epoch: self.epoch, styled: self.styles.is_date(tag.style) });
                Found::Number { written: written.trim().to_owned(), counted }
            }
        };
        Ok((found, formula))
    }

    /// Marks the cells of the row that belong to areas begun at another cell.
    fn mark_merged(&mut self, row: &mut RawRow) {
        let at = row.number - 1;
        while let Some(area) = self.areas.pop_if(|area| area.first.0 <= at) {
            let end = (area.last.1 + 1).min(self.covered.len());
            if let Some(columns) = self.covered.get_mut(area.first.1..end) {
                columns.fill(Some(area));
            }
        }
        for (column, area) in self.covered.iter().enumerate() {
            let Some(area) = area else { continue };
            if area.last.0 < at || area.first == (at, column) {
                continue;
            }
            let found = Found::Merged(area.said());
            match row.cells.binary_search_by_key(&column, |cell| cell.column) {
                Ok(index) => row.cells[index].found = found,
                Err(index) => row.cells.insert(index, RawCell { column, found, ..RawCell::default() }),
            }
        }
    }
}

impl Rows for Cells<'_> {
    fn next_row(&mut self) -> Result<Option<RawRow>, SheetFault> {
        while !self.ended {
            let step = match self.xml.next()? {
                Event::Start(tag) => match tag.local_name().as_ref() {
                    "sheetData" => Step::Begin,
                    "row" if self.within => Step::Row(
                        attribute(&tag, "r").map_or(Some(self.row + 1), |number| number.parse().ok()),
                    ),
                    _ => Step::Pass,
                },
                Event::End(tag) if tag.local_name().as_ref() == "sheetData" => Step::End,
                Event::Eof => Step::End,
                _ => Step::Pass,
            };
            match step {
                Step::Begin => self.within = true,
                Step::End => self.ended = true,
                Step::Row(Some(number)) if number > self.row && number <= 10_000_000 => {
                    self.row = number;
                    let mut row = self.row()?;
                    if !row.is_blank() {
                        self.mark_merged(&mut row);
                        if !row.is_blank() {
                            return Ok(Some(row));
                        }
                    }
                }
                Step::Row(_) => return Err(self.xml.broken(format!("第 {} 行之后的行号有误", self.row))),
                Step::Cell(_) | Step::Pass => {}
            }
        }
        Ok(None)
    }
}

/// Takes a cell's tag apart. Cells stand in order; one without an address follows the one before.
fn tag_of(tag: &BytesStart<'_>, row: u64, next: usize) -> Result<Tag, &'static str> {
    let mut found = Tag { column: next, style: 0, kind: Type::Number };
    let mut attributes = tag.attributes();
    attributes.with_checks(false);
    for attribute in attributes {
        let attribute = attribute.map_err(|_| "单元格的标签有误")?;
        let value = attribute.value.as_ref();
        match attribute.key.as_ref() {
            "r" => {
                let (at, column) = address(value).ok_or("单元格的地址有误")?;
                if at + 1 != row || column < next {
                    return Err("单元格的顺序有误");
                }
                found.column = column;
            }
            "s" => found.style = value.parse().unwrap_or(0),
            "t" => {
                found.kind = match value {
                    "n" => Type::Number,
                    "s" => Type::Shared,
                    "inlineStr" => Type::Inline,
                    "str" => Type::Text,
                    "b" => Type::Truth,
                    "e" => Type::Error,
                    _ => Type::Other,
                }
            }
            _ => {}
        }
    }
    Ok(found)
}
