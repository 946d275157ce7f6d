//! The shared texts of a workbook, one after another in one piece of memory with a stated bound.

use super::package::Package;
use super::xml::{Xml, attribute, unescaped};
use crate::fault::SheetFault;
use crate::limits::Limits;
use quick_xml::events::Event;
use std::io::{Read, Seek};

#[derive(Debug, Default)]
pub(crate) struct Strings {
    text: String,
    /// Where each text ends.
    ends: Vec<usize>,
}

impl Strings {
    pub fn get(&self, index: usize) -> Option<&str> {
        let end = *self.ends.get(index)?;
        let start = index.checked_sub(1).map_or(0, |before| self.ends[before]);
        Some(&self.text[start..end])
    }
}

pub(crate) fn read<R: Read + Seek>(
    package: &mut Package<R>,
    part: Option<&str>,
    limits: &Limits,
) -> Result<Strings, SheetFault> {
    let mut strings = Strings::default();
    let Some(mut xml) = (match part {
        Some(part) => package.part(part)?,
        None => None,
    }) else {
        return Ok(strings);
    };
    let mut one = String::new();
    loop {
        match xml.next()? {
            Event::Start(tag) if tag.local_name().as_ref() == "si" => {
                one.clear();
                if !rich(&mut xml, &mut one, limits)? {
                    let place = format!("共享文字第 {} 条", strings.ends.len() + 1);
                    return Err(SheetFault::CellTooLong { place, limit: limits.cell_chars, hint: "" });
                }
                strings.text.push_str(&one);
                strings.ends.push(strings.text.len());
                // The ends are held too, or a file of empty texts would be free.
                if strings.text.len() + strings.ends.len() * size_of::<usize>() > limits.shared_bytes {
                    return Err(SheetFault::UnpacksTooLarge { limit_bytes: limits.shared_bytes as u64 });
                }
            }
            Event::Eof => return Ok(strings),
            _ => {}
        }
    }
}

/// The text of a `si` or `is` just begun: its `t` elements, in runs or alone, without the readings of phonetic runs. Whether it is
/// within the limit.
pub(crate) fn rich(xml: &mut Xml<'_>, into: &mut String, limits: &Limits) -> Result<bool, SheetFault> {
    let mut open = 1;
    let mut whole = true;
    let mut run = String::new();
    while open > 0 {
        let (kind, preserved) = match xml.next()? {
            Event::Start(tag) => {
                let kind = match tag.local_name().as_ref() {
                    "t" => 't',
                    "rPh" => 'p',
                    _ => 'o',
                };
                (kind, kind == 't' && attribute(&tag, "space").as_deref() == Some("preserve"))
            }
            Event::End(_) => ('e', false),
            _ => (' ', false),
        };
        match kind {
            't' => {
                run.clear();
                whole &= xml.text(&mut run, limits.cell_chars.saturating_mul(8))?;
                let text = if preserved { run.as_str() } else { run.trim_matches([' ', '\t', '\r', '\n']) };
                into.push_str(&unescaped(text));
                whole &= into.len() <= limits.cell_chars.saturating_mul(4);
                if !whole {
                    into.clear();
                }
            }
            'p' => xml.skip()?,
            'o' => open += 1,
            'e' => open -= 1,
            _ => {}
        }
    }
    Ok(whole && into.chars().nth(limits.cell_chars).is_none())
}
