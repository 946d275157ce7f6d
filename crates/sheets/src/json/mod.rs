//! Reading JSON: a list of objects, or one object a line (JSON Lines), with the columns' keys or titles as names. Wrong types are named by
//! their path, a name that stands twice in an object is refused, and a broken line costs that line only.

mod element;

use crate::bounded::{Bounded, Meter};
use crate::fault::SheetFault;
use crate::intake::{Intake, Taken};
use crate::reason::{BadCell, Place, Reason};
use crate::value::Row;
use element::{Element, List};
use serde::de::DeserializeSeed;
use std::io::{BufRead, BufReader, Read, Seek};
use std::ops::ControlFlow;
use std::rc::Rc;

const MARK: &[u8] = b"\xef\xbb\xbf";

/// Whether a file that begins so is meant as JSON.
pub(crate) fn is_json(first: &[u8]) -> bool {
    matches!(first_sign(first), Some(b'[' | b'{'))
}

fn first_sign(first: &[u8]) -> Option<u8> {
    let first = first.strip_prefix(MARK).unwrap_or(first);
    first.iter().copied().find(|byte| !byte.is_ascii_whitespace())
}

pub(crate) fn read<R: Read + Seek, F: FnMut(Row) -> ControlFlow<()>>(
    mut source: R,
    intake: &mut Intake<'_, F>,
) -> Result<(), SheetFault> {
    let mut first = Vec::new();
    (&mut source).take(4096).read_to_end(&mut first)?;
    source.seek(std::io::SeekFrom::Start(if first.starts_with(MARK) { 3 } else { 0 }))?;
    if first_sign(&first) == Some(b'[') { array(source, intake) } else { lines(source, intake) }
}

fn array<R: Read, F: FnMut(Row) -> ControlFlow<()>>(
    source: R,
    intake: &mut Intake<'_, F>,
) -> Result<(), SheetFault> {
    let meter = Meter::new(u64::MAX, intake.limits.piece_bytes());
    let source = BufReader::new(Bounded::new(source, Rc::clone(&meter)));
    let mut reader = serde_json::Deserializer::from_reader(source);
    let mut ended = None;
    let mut index = 0;
    let list = List {
        each: |element| {
            meter.next_piece();
            let path = format!("$[{index}]");
            index += 1;
            match object(intake, index, &path, element) {
                Ok(ControlFlow::Continue(())) => true,
                Ok(ControlFlow::Break(())) => {
                    ended = Some(Ok(()));
                    false
                }
                Err(fault) => {
                    ended = Some(Err(fault));
                    false
                }
            }
        },
    };
    let read = list.deserialize(&mut reader).and_then(|()| reader.end());
    match (ended, read) {
        (Some(ended), _) => ended,
        (None, Ok(())) => Ok(()),
        (None, Err(fault)) => Err(meter.fault().unwrap_or_else(|| syntax(&fault, 0))),
    }
}

fn lines<R: Read, F: FnMut(Row) -> ControlFlow<()>>(
    source: R,
    intake: &mut Intake<'_, F>,
) -> Result<(), SheetFault> {
    let limit_bytes = intake.limits.piece_bytes();
    let mut source = BufReader::new(source);
    let mut line = Vec::new();
    let mut number = 0;
    loop {
        line.clear();
        let count = (&mut source).take(limit_bytes + 1).read_until(b'\n', &mut line)?;
        if count == 0 {
            return Ok(());
        } else if count as u64 > limit_bytes {
            return Err(SheetFault::PieceTooLarge { limit_bytes });
        }
        number += 1;
        if line.trim_ascii().is_empty() {
            continue;
        }
        let path = format!("第 {number} 行 $");
        match serde_json::from_slice::<Element>(&line) {
            Ok(element) => {
                if object(intake, number, &path, element)?.is_break() {
                    return Ok(());
                }
            }
            Err(fault) if intake.account.rows_good + intake.account.rows_bad == 0 => {
                return Err(syntax(&fault, number as usize));
            }
            Err(fault) => {
                let SheetFault::Json { what, column, .. } = syntax(&fault, number as usize) else { continue };
                let found = format!("第 {column} 个字节处：{what}");
                intake.bad_row(bad_object(number, path, found))?;
            }
        }
    }
}

fn bad_object(row: u64, path: String, found: String) -> BadCell {
    let reason = Reason::WrongType { needed: "一个对象" };
    BadCell {
        row, place: Place::Path(path), column: String::new(), found, wanted: "一个对象".into(), reason
    }
}

/// Takes one object in.
fn object<F: FnMut(Row) -> ControlFlow<()>>(
    intake: &mut Intake<'_, F>,
    number: u64,
    path: &str,
    element: Element,
) -> Result<ControlFlow<()>, SheetFault> {
    let Element::Object(members) = element else {
        let bad = bad_object(number, path.to_owned(), element.found().shown());
        return intake.bad_row(bad).map(ControlFlow::Continue);
    };
    let mut taken = Vec::with_capacity(members.len());
    for (name, element) in members {
        let place = Place::Path(member(path, &name));
        match intake.columns.named(&name) {
            Some(column) => taken.push(Taken { column, found: element.found(), place, calculated: false }),
            None => intake.unknown(&name, || place),
        }
    }
    let columns = intake.columns;
    intake.row(number, taken, |column| Place::Path(member(path, &columns.list()[column].key)))
}

/// `$[3].name`, or `$[3]["单位 名称"]` where the name is no plain word.
fn member(path: &str, name: &str) -> String {
    if !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || c == '_') {
        format!("{path}.{name}")
    } else {
        let short: String = name.chars().take(80).collect();
        format!("{path}[{short:?}]")
    }
}

/// The parser's fault with its place; `line` where the text was one line of many.
fn syntax(fault: &serde_json::Error, line: usize) -> SheetFault {
    let said = fault.to_string();
    let what = said.split(" at line ").next().unwrap_or_default().to_owned();
    let line = if line == 0 { fault.line() } else { line };
    SheetFault::Json { line, column: fault.column(), what }
}
