//! The encoding of a CSV file: UTF-8, with or without its mark, UTF-16 with its mark, or GB 18030, which holds GBK and GB 2312. What is no
//! character in the encoding is named with its byte and line, never replaced.

use crate::fault::SheetFault;
use encoding_rs::{DecoderResult, Encoding, GB18030, UTF_8};
use std::io::{Read, Seek};

const CHUNK_BYTES: usize = 64 << 10;

/// The encoding by its mark, else UTF-8 if the whole file is UTF-8, else GB 18030.
pub(crate) fn encoding_of(source: &mut (impl Read + Seek)) -> Result<&'static Encoding, SheetFault> {
    let mut first = Vec::new();
    source.by_ref().take(3).read_to_end(&mut first)?;
    if let Some((encoding, _)) = Encoding::for_bom(&first) {
        return Ok(encoding);
    }
    source.rewind()?;
    let Some((utf8, _)) = first_fault(Decoder::new(&mut *source, UTF_8))? else { return Ok(UTF_8) };
    source.rewind()?;
    match first_fault(Decoder::new(source, GB18030))? {
        None => Ok(GB18030),
        Some((gb18030, line)) => Err(SheetFault::NoEncoding { utf8, gb18030, line }),
    }
}

pub(crate) fn name(encoding: &'static Encoding) -> &'static str {
    if encoding == GB18030 { "GB 18030" } else { encoding.name() }
}

/// The byte and line of the first thing that is no character, both from 1.
fn first_fault<R: Read>(mut decoder: Decoder<R>) -> Result<Option<(u64, u64)>, SheetFault> {
    loop {
        match decoder.next_chunk() {
            Ok(Some(_)) => {}
            Ok(None) => return Ok(None),
            Err(SheetFault::BadByte { byte, line, .. }) => return Ok(Some((byte, line))),
            Err(fault) => return Err(fault),
        }
    }
}

/// Bytes of a known encoding as text, chunk by chunk.
pub(crate) struct Decoder<R> {
    source: R,
    encoding: &'static Encoding,
    decoder: encoding_rs::Decoder,
    bytes: Vec<u8>,
    /// The part of `bytes` that has not been decoded.
    rest: std::ops::Range<usize>,
    text: String,
    /// Bytes decoded and line breaks passed, to name a place.
    decoded: u64,
    breaks: u64,
    ended: bool,
}

impl<R: Read> Decoder<R> {
    pub fn new(source: R, encoding: &'static Encoding) -> Self {
        Decoder {
            source,
            encoding,
            decoder: encoding.new_decoder_with_bom_removal(),
            bytes: vec![0; CHUNK_BYTES],
            rest: 0..0,
            text: String::with_capacity(CHUNK_BYTES * 3),
            decoded: 0,
            breaks: 0,
            ended: false,
        }
    }

    /// The next piece of text; `None` at the end.
    pub fn next_chunk(&mut self) -> Result<Option<&str>, SheetFault> {
        self.text.clear();
        while self.text.is_empty() && !self.ended {
            if self.rest.is_empty() {
                let count = self.source.read(&mut self.bytes)?;
                self.rest = 0..count;
            }
            let last = self.rest.is_empty();
            let bytes = &self.bytes[self.rest.clone()];
            let (result, read) =
                self.decoder.decode_to_string_without_replacement(bytes, &mut self.text, last);
            self.rest.start += read;
            self.decoded += read as u64;
            if let DecoderResult::Malformed(length, after) = result {
                let breaks = self.breaks + breaks_in(&self.text);
                let before = u64::from(length) + u64::from(after);
                let byte = self.decoded.saturating_sub(before) + 1;
                return Err(SheetFault::BadByte { encoding: name(self.encoding), byte, line: breaks + 1 });
            }
            self.ended = last && result == DecoderResult::InputEmpty;
        }
        self.breaks += breaks_in(&self.text);
        Ok((!self.text.is_empty()).then_some(self.text.as_str()))
    }
}

fn breaks_in(text: &str) -> u64 {
    memchr::memchr_iter(b'\n', text.as_bytes()).count() as u64
}

#[cfg(test)]
mod tests {
    use super::*;
    use encoding_rs::{UTF_16BE, UTF_16LE};
    use std::io::Cursor;

    fn encoding(bytes: &[u8]) -> Result<&'static Encoding, SheetFault> {
        encoding_of(&mut Cursor::new(bytes))
    }

    #[test]
    fn the_encoding_is_found() {
        assert_eq!(encoding("名称".as_bytes()).unwrap(), UTF_8);
        assert_eq!(encoding(b"\xef\xbb\xbfname").unwrap(), UTF_8);
        assert_eq!(encoding(&GB18030.encode("名称，𠮷").0).unwrap(), GB18030);
        assert_eq!(encoding(b"\xff\xfea\0").unwrap(), UTF_16LE);
        assert_eq!(encoding(b"\xfe\xff\0a").unwrap(), UTF_16BE);
    }

    #[test]
    fn what_is_no_character_is_named() {
        let fault =
            encoding("甲\n乙\n".bytes().chain([0xff, b'\n']).collect::<Vec<_>>().as_slice()).unwrap_err();
        assert!(matches!(fault, SheetFault::NoEncoding { utf8: 9, line, .. } if line >= 1), "{fault}");
        let mut marked = Decoder::new(Cursor::new(b"\xef\xbb\xbfa\nb\nc\xffd".as_slice()), UTF_8);
        let fault = loop {
            match marked.next_chunk() {
                Ok(chunk) => assert!(chunk.is_some(), "no fault"),
                Err(fault) => break fault,
            }
        };
        assert!(matches!(fault, SheetFault::BadByte { encoding: "UTF-8", byte: 9, line: 3 }), "{fault}");
    }
}
