//! A part of a workbook as XML, tag by tag: bounded in bytes, in the size of one tag or text, and in depth. No document type is
//! accepted, so there are no entities but the five of XML itself.

use super::package::Bytes;
use crate::bounded::Meter;
use crate::fault::SheetFault;
use quick_xml::Reader;
use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};
use std::borrow::Cow;
use std::io::BufReader;
use std::rc::Rc;

/// Tags within tags; a sheet has seven.
const DEPTH_MAX: usize = 64;

pub(crate) struct Xml<'a> {
    name: String,
    reader: Reader<BufReader<Bytes<'a>>>,
    buffer: Vec<u8>,
    meter: Rc<Meter>,
    depth: usize,
}

impl<'a> Xml<'a> {
    pub fn new(name: &str, bytes: Bytes<'a>, meter: Rc<Meter>) -> Self {
        let mut reader = Reader::from_reader(BufReader::with_capacity(32 << 10, bytes));
        reader.config_mut().expand_empty_elements = true;
        Xml { name: name.to_owned(), reader, buffer: Vec::new(), meter, depth: 0 }
    }

    /// The next tag or text; empty tags come as a start and an end.
    pub fn next(&mut self) -> Result<Event<'_>, SheetFault> {
        self.meter.next_piece();
        self.buffer.clear();
        let event = match self.reader.read_event_into(&mut self.buffer) {
            Ok(event) => event,
            Err(fault) => {
                let said = || SheetFault::broken(&self.name, format!("不是完整的 XML（{fault}）"));
                return Err(self.meter.fault().unwrap_or_else(said));
            }
        };
        match &event {
            Event::Start(_) => self.depth += 1,
            Event::End(_) => self.depth = self.depth.saturating_sub(1),
            Event::DocType(_) => return Err(SheetFault::broken(&self.name, "含有文档类型声明")),
            Event::Eof if self.depth > 0 => return Err(SheetFault::broken(&self.name, "没有写完")),
            _ => {}
        }
        if self.depth > DEPTH_MAX {
            return Err(SheetFault::broken(&self.name, "嵌套过深"));
        }
        Ok(event)
    }

    pub fn broken(&self, what: impl Into<String>) -> SheetFault {
        SheetFault::broken(&self.name, what)
    }

    /// Passes over what is left of the element just begun.
    pub fn skip(&mut self) -> Result<(), SheetFault> {
        let mut open = 1;
        while open > 0 {
            match self.next()? {
                Event::Start(_) => open += 1,
                Event::End(_) => open -= 1,
                _ => {}
            }
        }
        Ok(())
    }

    /// The text of the element just begun, up to its end. More than `bytes_max` is not kept; the answer says whether there was more.
    pub fn text(&mut self, into: &mut String, bytes_max: usize) -> Result<bool, SheetFault> {
        let mut whole = true;
        loop {
            let event = self.next()?;
            let end = matches!(event, Event::End(_));
            if matches!(event, Event::Start(_)) {
                self.skip()?;
                continue;
            }
            let piece = piece(&event).map(Cow::into_owned);
            let piece = piece.map_err(|what| self.broken(what))?;
            if into.len() + piece.len() <= bytes_max {
                into.push_str(&piece);
            } else {
                whole = false;
            }
            if end {
                return Ok(whole);
            }
        }
    }
}

/// The text that an event stands for; nothing for a tag.
fn piece<'e>(event: &'e Event<'_>) -> Result<Cow<'e, str>, &'static str> {
    match event {
        Event::Text(text) => Ok(text.xml10_content()),
        Event::CData(text) => Ok(text.xml10_content()),
        Event::GeneralRef(entity) => {
            if let Ok(Some(c)) = entity.resolve_char_ref() {
                return Ok(Cow::Owned(c.to_string()));
            }
            match entity.xml10_content().as_ref() {
                "lt" => Ok("<".into()),
                "gt" => Ok(">".into()),
                "amp" => Ok("&".into()),
                "apos" => Ok("'".into()),
                "quot" => Ok("\"".into()),
                _ => Err("含有不能识别的实体"),
            }
        }
        _ => Ok("".into()),
    }
}

/// An attribute by its name without prefix.
pub(crate) fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let mut attributes = tag.attributes();
    attributes.with_checks(false);
    let found = attributes.flatten().find(|attribute| attribute.key.local_name().as_ref() == name)?;
    found.normalized_value(XmlVersion::Explicit1_0).ok().map(Cow::into_owned)
}

/// Undoes `_x000D_`, the way workbooks write characters that XML does not have.
pub(crate) fn unescaped(text: &str) -> Cow<'_, str> {
    if !text.contains("_x") {
        return Cow::Borrowed(text);
    }
    let (mut plain, mut rest) = (String::with_capacity(text.len()), text);
    while let Some(at) = rest.find("_x") {
        let code = rest.get(at + 2..at + 6).filter(|code| code.bytes().all(|byte| byte.is_ascii_hexdigit()));
        let closed = rest.get(at + 6..at + 7) == Some("_");
        let c = code.filter(|_| closed).and_then(|code| char::from_u32(u32::from_str_radix(code, 16).ok()?));
        plain.push_str(&rest[..at]);
        match c {
            Some(c) => {
                plain.push(c);
                rest = &rest[at + 7..];
            }
            None => {
                plain.push_str("_x");
                rest = &rest[at + 2..];
            }
        }
    }
    plain.push_str(rest);
    Cow::Owned(plain)
}

#[cfg(test)]
mod tests {
    use super::unescaped;

    #[test]
    fn escaped_characters_come_back() {
        assert_eq!(unescaped("a_x000D_\nb"), "a\r\nb");
        assert_eq!(unescaped("_x005F_x0041_"), "_x0041_");
        assert_eq!(unescaped("_x0041_x0042_"), "Ax0042_");
        for same in ["_x", "_x00", "_xGGGG_", "_x0041", "__x_", "_xD800_", "_x甲乙丙丁_"] {
            assert_eq!(unescaped(same), same);
        }
    }
}
