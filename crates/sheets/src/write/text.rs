//! Writing CSV, in UTF-8 or GB 18030: each line is made by the `csv` library and then encoded as a whole. A text that would not survive
//! its encoding is refused by name.

use super::{Encoding, WriteFault, is_words};
use crate::column::Columns;
use crate::neutral::neutralised;
use crate::value::Value;
use encoding_rs::GB18030;
use std::borrow::Cow;
use std::io::Write;

const MARK: &[u8] = b"\xef\xbb\xbf";

pub(crate) struct Lines<W> {
    out: W,
    encoding: Encoding,
    /// One line at a time is made here and then encoded.
    line: csv::Writer<Vec<u8>>,
}

impl<W: Write> Lines<W> {
    pub fn new(mut out: W, encoding: Encoding, columns: &Columns) -> Result<Self, WriteFault> {
        if encoding == Encoding::Utf8Marked {
            out.write_all(MARK)?;
        }
        let mut lines = Lines { out, encoding, line: writer() };
        let titles = columns.list().iter().map(|column| neutralised(&column.title));
        lines.write(titles)?;
        Ok(lines)
    }

    pub fn row(&mut self, row: u64, columns: &Columns, values: &[Value]) -> Result<(), WriteFault> {
        let mut texts = Vec::with_capacity(values.len());
        for (value, column) in values.iter().zip(columns.list()) {
            let text = value.text(&column.kind);
            let text =
                if is_words(&column.kind) { Cow::Owned(neutralised(&text).into_owned()) } else { text };
            if self.encoding == Encoding::Gb18030 && !survives_gb18030(&text) {
                let (column, text) = (column.title.clone(), text.into_owned());
                return Err(WriteFault::NotTheSame { row, column, text });
            }
            texts.push(text);
        }
        self.write(texts.into_iter())
    }

    fn write<'t>(&mut self, texts: impl Iterator<Item = Cow<'t, str>>) -> Result<(), WriteFault> {
        for text in texts {
            self.line.write_field(text.as_bytes()).map_err(io)?;
        }
        self.line.write_record(None::<&[u8]>).map_err(io)?;
        let line = std::mem::replace(&mut self.line, writer());
        let bytes = line.into_inner().map_err(|fault| fault.into_error())?;
        if self.encoding == Encoding::Gb18030 {
            let text = String::from_utf8_lossy(&bytes);
            self.out.write_all(&GB18030.encode(&text).0)?;
        } else {
            self.out.write_all(&bytes)?;
        }
        Ok(())
    }

    pub fn finish(mut self) -> Result<W, WriteFault> {
        self.out.flush()?;
        Ok(self.out)
    }
}

/// Lines end as Excel ends them.
fn writer() -> csv::Writer<Vec<u8>> {
    csv::WriterBuilder::new()
        .flexible(true)
        .terminator(csv::Terminator::CRLF)
        .buffer_capacity(1 << 10)
        .from_writer(Vec::new())
}

fn io(fault: csv::Error) -> WriteFault {
    WriteFault::Io(std::io::Error::other(fault))
}

/// GB 18030 has a place for every character, but a few of the private area have been moved to characters that Unicode took in later
/// and would come back as those.
fn survives_gb18030(text: &str) -> bool {
    if text.is_ascii() {
        return true;
    }
    let (bytes, _, unmappable) = GB18030.encode(text);
    !unmappable
        && GB18030.decode_without_bom_handling_and_without_replacement(&bytes).as_deref() == Some(text)
}
