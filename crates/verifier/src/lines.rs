//! Reads `bodies.jsonl` (specs/02-ledger.md §6) line by line, in step with the entries. A line has one spelling; another is a fault,
//! so that no changed byte goes unseen.

use crate::Fault;
use crate::folder::Folder;
use serde::{Deserialize, Serialize};
use std::fs::File;
use std::io::{BufRead, BufReader, Read};

const FILE: &str = "bodies.jsonl";
/// The longest line that is read.
const LINE_SIZE_BYTES_MAX: u64 = 64 << 20;

/// A line.
pub(crate) struct Line {
    /// Its number in the file, from 1.
    pub line: u64,
    number: u64,
    /// Salt and body; neither when they were erased.
    pub kept: Option<([u8; 32], String)>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    n: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    salt: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    body: Option<String>,
}

/// The file, read as far as the entries have come.
pub(crate) struct Lines {
    file: BufReader<File>,
    /// Read, and not yet asked for.
    next: Option<Line>,
    /// Lines read so far.
    line: u64,
    /// The least entry number that the next line may have.
    least: u64,
    ended: bool,
}

impl Lines {
    pub fn open(folder: &Folder) -> Result<Lines, Fault> {
        let file = File::open(folder.root.join(FILE)).map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => Fault::at(FILE, "is missing"),
            _ => Fault::at(FILE, format!("cannot be read: {error}")),
        })?;
        Ok(Lines { file: BufReader::new(file), next: None, line: 0, least: 0, ended: false })
    }

    /// The line of an entry, if there is one. To be asked with rising numbers.
    pub fn of(&mut self, number: u64, tell: &mut dyn FnMut(Fault)) -> Option<Line> {
        loop {
            if self.next.is_none() {
                self.next = self.read(tell);
            }
            match self.next.as_ref()?.number {
                found if found > number => return None,
                found if found == number => return self.next.take(),
                _ => self.unread(tell),
            }
        }
    }

    /// Tells of the lines that no entry asked for.
    pub fn rest(&mut self, tell: &mut dyn FnMut(Fault)) {
        loop {
            self.unread(tell);
            self.next = self.read(tell);
            if self.next.is_none() {
                return;
            }
        }
    }

    fn unread(&mut self, tell: &mut dyn FnMut(Fault)) {
        if let Some(line) = self.next.take() {
            let what = format!("there is no readable entry {} for it", line.number);
            tell(Fault::at(format!("line {} of {FILE}", line.line), what));
        }
    }

    /// The next line that is one; faults of others are told.
    fn read(&mut self, tell: &mut dyn FnMut(Fault)) -> Option<Line> {
        while !self.ended {
            let mut bytes = Vec::new();
            let read = (&mut self.file).take(LINE_SIZE_BYTES_MAX).read_until(b'\n', &mut bytes);
            if read.as_ref().is_ok_and(|length| *length == 0) {
                self.ended = true;
                return None;
            }
            self.line += 1;
            let line = read.map_err(|error| format!("cannot be read: {error}")).and_then(|_| {
                let text = bytes.strip_suffix(b"\n").ok_or("has no line end, or is longer than 64 MiB");
                self.parse(text?)
            });
            match line {
                Ok(line) => return Some(line),
                Err(what) => tell(Fault::at(format!("line {} of {FILE}", self.line), what)),
            }
            // After a line without an end nothing more can be told apart.
            self.ended = bytes.last() != Some(&b'\n');
        }
        None
    }

    fn parse(&mut self, text: &[u8]) -> Result<Line, String> {
        let written: Written =
            serde_json::from_slice(text).map_err(|fault| format!("is no body line: {fault}"))?;
        // Writing plain strings and numbers into a vector cannot fail.
        if serde_json::to_vec(&written).unwrap_or_default() != text {
            return Err("is not in its one spelling".to_owned());
        }
        let number = written.n;
        if number < self.least {
            return Err(format!("is of entry {number}, which is not after the line before"));
        }
        self.least = number.checked_add(1).ok_or("has no possible entry number")?;
        let kept = match (written.salt, written.body) {
            (Some(salt), Some(body)) => {
                Some((read_salt(&salt).ok_or("its salt is not 64 lower-case hexadecimal digits")?, body))
            }
            (None, None) => None,
            _ => return Err("has one of salt and body without the other".to_owned()),
        };
        Ok(Line { line: self.line, number, kept })
    }
}

fn read_salt(text: &str) -> Option<[u8; 32]> {
    let mut salt = [0; 32];
    hex::decode_to_slice(text, &mut salt).ok()?;
    (hex::encode(salt) == text).then_some(salt)
}
