//! Which styles of a workbook show their number as a date.

use super::package::Package;
use super::xml::attribute;
use crate::fault::SheetFault;
use quick_xml::events::Event;
use std::collections::HashMap;
use std::io::{Read, Seek};

/// For each cell style, whether it shows a date.
#[derive(Debug, Default)]
pub(crate) struct Styles(Vec<bool>);

/// Excel itself allows some 65,000.
const STYLES_MAX: usize = 100_000;

impl Styles {
    pub fn is_date(&self, style: usize) -> bool {
        self.0.get(style).copied().unwrap_or(false)
    }
}

pub(crate) fn read<R: Read + Seek>(
    package: &mut Package<R>,
    part: Option<&str>,
) -> Result<Styles, SheetFault> {
    let (mut styles, mut formats) = (Styles::default(), HashMap::new());
    let Some(mut xml) = (match part {
        Some(part) => package.part(part)?,
        None => None,
    }) else {
        return Ok(styles);
    };
    let mut of_cells = false;
    loop {
        match xml.next()? {
            Event::Start(tag) => match tag.local_name().as_ref() {
                "numFmt" => {
                    if let (Some(id), Some(code)) =
                        (attribute(&tag, "numFmtId"), attribute(&tag, "formatCode"))
                    {
                        formats.insert(id, shows_date(&code));
                    }
                }
                "cellXfs" => of_cells = true,
                "xf" if of_cells => {
                    let id = attribute(&tag, "numFmtId").unwrap_or_default();
                    let built_in = || id.parse().is_ok_and(built_in_date);
                    styles.0.push(formats.get(&id).copied().unwrap_or_else(built_in));
                }
                _ => {}
            },
            Event::End(tag) if tag.local_name().as_ref() == "cellXfs" => of_cells = false,
            Event::Eof => return Ok(styles),
            _ => {}
        }
        if styles.0.len() > STYLES_MAX || formats.len() > STYLES_MAX {
            return Err(xml.broken("样式过多"));
        }
    }
}

/// Formats without a code of their own; 27 to 36 and 50 to 58 are dates in Chinese editions.
fn built_in_date(id: u32) -> bool {
    matches!(id, 14..=22 | 27..=36 | 45..=47 | 50..=58)
}

/// Whether a format's code shows year, month or day: outside quotes, brackets and escapes.
fn shows_date(code: &str) -> bool {
    let (mut quoted, mut bracketed, mut escaped) = (false, false, false);
    code.chars().any(|c| {
        if std::mem::take(&mut escaped) {
            return false;
        }
        match c {
            '"' if !bracketed => quoted = !quoted,
            '[' if !quoted => bracketed = true,
            ']' if !quoted => bracketed = false,
            '\\' | '_' | '*' if !quoted && !bracketed => escaped = true,
            'y' | 'Y' | 'm' | 'M' | 'd' | 'D' => return !quoted && !bracketed,
            _ => {}
        }
        false
    })
}

#[cfg(test)]
mod tests {
    use super::shows_date;

    #[test]
    fn formats_of_dates_are_known() {
        for code in ["yyyy-mm-dd", "[$-804]yyyy\"年\"m\"月\"d\"日\"", "m/d/yy", "[Red]d"] {
            assert!(shows_date(code), "{code}");
        }
        for code in ["General", "0.00", "#,##0.00\"yd\"", "[Red]0", "0\\d", "@", "0.00E+00", "_m0"] {
            assert!(!shows_date(code), "{code}");
        }
    }
}
