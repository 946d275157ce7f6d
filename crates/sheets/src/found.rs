//! What a reader finds in a cell before it means anything, and how it becomes the value its column asks for.

use crate::column::{Columns, Kind};
use crate::day::{self, Epoch};
use crate::digits;
use crate::reason::Reason;
use crate::value::{Remark, Value};
use crate::width;

/// What stands in a cell.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) enum Found {
    #[default]
    Blank,
    Text(String),
    /// A number as it is written in the file.
    Number {
        written: String,
        counted: Option<Counted>,
    },
    Truth(bool),
    List(Vec<String>),
    /// The error a formula ended with, such as `#N/A`.
    ErrorValue(String),
    /// A formula without a saved result.
    NoResult,
    /// Part of a merged area, not its first cell.
    Merged(String),
    /// Something that no cell of a table is: an object, a list of lists.
    Other(&'static str),
}

/// How a workbook's number would be read as a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Counted {
    pub epoch: Epoch,
    /// The cell is shown as a date.
    pub styled: bool,
}

impl Found {
    /// Nothing a person would see.
    pub fn is_blank(&self) -> bool {
        match self {
            Found::Blank => true,
            Found::Text(text) => text.trim().is_empty(),
            _ => false,
        }
    }

    /// As it is shown in an answer, not longer than eighty characters.
    pub fn shown(&self) -> String {
        let text = match self {
            Found::Blank | Found::NoResult | Found::Merged(_) => return String::new(),
            Found::Text(text) | Found::ErrorValue(text) => text.clone(),
            Found::Number { written, .. } => written.clone(),
            Found::Truth(truth) => truth.to_string(),
            Found::List(items) => items.join("，"),
            Found::Other(what) => (*what).to_owned(),
        };
        let shown = |c: char| {
            if c.is_control() || width::forbidden(c.encode_utf8(&mut [0; 4])).is_some() { '�' } else { c }
        };
        let mut cut: String = text.chars().take(80).map(shown).collect();
        if text.chars().nth(80).is_some() {
            cut.push('…');
        }
        cut
    }

    /// The value, with what is to be remarked of it, or the reason why there is none.
    pub fn value(&self, columns: &Columns, index: usize) -> Result<(Value, Option<Remark>), Reason> {
        let Some(column) = columns.list().get(index) else { return Ok((Value::Empty, None)) };
        let blank = self.is_blank();
        if blank && column.required {
            return Err(Reason::Required);
        }
        let kind = &column.kind;
        if blank && !matches!((self, kind), (Found::Text(_), Kind::Text { .. })) {
            return Ok((Value::Empty, None));
        }
        let mut remark = None;
        let value = match self {
            Found::Blank => Value::Empty,
            Found::Text(text) => of_text(text, columns, index)?,
            Found::Number { written, counted } => {
                let value = of_number(written, *counted, columns, index)?;
                remark = matches!(value, Value::Code(_)).then_some(Remark::NumberAsCode);
                value
            }
            Found::Truth(truth) => match kind {
                Kind::YesNo => Value::YesNo(*truth),
                _ => return Err(Reason::WrongType { needed: needed(kind) }),
            },
            Found::List(items) => match kind {
                Kind::Lines { chars_max } => lines(items.iter().map(String::as_str), *chars_max)?,
                Kind::List { chars_max, .. } => list(items.iter().map(String::as_str), *chars_max)?,
                _ => return Err(Reason::WrongType { needed: needed(kind) }),
            },
            Found::ErrorValue(_) => return Err(Reason::ErrorValue),
            Found::NoResult => return Err(Reason::NoResult),
            Found::Merged(area) => return Err(Reason::Merged { area: area.clone() }),
            Found::Other(_) => return Err(Reason::WrongType { needed: needed(kind) }),
        };
        Ok((value, remark))
    }
}

fn of_text(text: &str, columns: &Columns, index: usize) -> Result<Value, Reason> {
    if let Some(c) = width::forbidden(text) {
        return Err(Reason::Forbidden(c));
    }
    let kind = &columns.list()[index].kind;
    let tidy = width::tidy(text);
    Ok(match kind {
        Kind::Text { chars_max } => {
            within(text, *chars_max)?;
            if text.is_empty() { Value::Empty } else { Value::Text(text.to_owned()) }
        }
        Kind::List { separator, chars_max } => {
            let narrow = law::width::narrowed(*separator);
            let parts = text.split(|c: char| c == *separator || law::width::narrowed(c) == narrow);
            list(parts, *chars_max)?
        }
        Kind::Lines { chars_max } => lines(text.lines(), *chars_max)?,
        _ if tidy.is_empty() => Value::Empty,
        Kind::Code { chars_max } => {
            if digits::were_lost(&tidy) {
                return Err(Reason::DigitsLost);
            } else if tidy.contains(['\n', '\r']) {
                return Err(Reason::Breaks);
            }
            within(&tidy, *chars_max)?;
            Value::Code(tidy.into_owned())
        }
        Kind::Date => Value::Date(day::from_text(&tidy)?),
        Kind::Money => Value::Money(digits::fen(&tidy)?),
        Kind::Integer => Value::Integer(digits::whole(&tidy)?),
        Kind::YesNo => Value::YesNo(yes_no(&tidy)?),
        Kind::Choice(_) => match columns.choice(index, &tidy) {
            Some(choice) => Value::Choice(choice.code.clone()),
            None => return Err(Reason::NoSuchChoice { wanted: kind.wanted() }),
        },
    })
}

fn of_number(
    written: &str,
    counted: Option<Counted>,
    columns: &Columns,
    index: usize,
) -> Result<Value, Reason> {
    let kind = &columns.list()[index].kind;
    let Some(Counted { epoch, styled }) = counted else {
        // JSON tells numbers from texts, and keeps whole numbers whole.
        return match kind {
            Kind::Money if written.parse::<i64>().is_ok() => Ok(Value::Money(digits::fen(written)?)),
            Kind::Money => Ok(Value::Money(digits::fen(&digits::plain(written)?)?)),
            Kind::Integer if written.parse::<i64>().is_ok() => Ok(Value::Integer(digits::whole(written)?)),
            Kind::Integer => Ok(Value::Integer(digits::whole(&digits::plain(written)?)?)),
            _ => Err(Reason::WrongType { needed: needed(kind) }),
        };
    };
    let plain = digits::plain(written)?;
    let number: f64 = plain.parse().map_err(|_| Reason::NotANumber)?;
    match kind {
        Kind::Date => Ok(Value::Date(day::from_serial(number, epoch, styled)?)),
        Kind::Code { .. } | Kind::Choice(_) if styled || !plain.bytes().all(|byte| byte.is_ascii_digit()) => {
            Err(Reason::NotACode)
        }
        Kind::Text { .. } if styled => match day::from_serial(number, epoch, true) {
            Ok(day) => Ok(Value::Text(day.to_string())),
            Err(_) => Ok(Value::Text(plain)),
        },
        Kind::Money | Kind::Integer | Kind::YesNo if styled => {
            Err(Reason::WrongType { needed: needed(kind) })
        }
        _ => of_text(&plain, columns, index),
    }
}

fn list<'a>(items: impl Iterator<Item = &'a str>, chars_max: usize) -> Result<Value, Reason> {
    let mut kept = Vec::new();
    for item in items {
        if let Some(c) = width::forbidden(item) {
            return Err(Reason::Forbidden(c));
        }
        let item = item.trim();
        within(item, chars_max)?;
        if !item.is_empty() {
            kept.push(item.to_owned());
        }
    }
    Ok(if kept.is_empty() { Value::Empty } else { Value::List(kept) })
}

/// Each line as it is; one on which nothing is seen is none.
fn lines<'a>(items: impl Iterator<Item = &'a str>, chars_max: usize) -> Result<Value, Reason> {
    let mut kept = Vec::new();
    for item in items.filter(|item| !item.trim().is_empty()) {
        if let Some(c) = width::forbidden(item) {
            return Err(Reason::Forbidden(c));
        } else if item.contains(['\n', '\r']) {
            return Err(Reason::Breaks);
        }
        within(item, chars_max)?;
        kept.push(item.to_owned());
    }
    Ok(if kept.is_empty() { Value::Empty } else { Value::List(kept) })
}

fn within(text: &str, chars_max: usize) -> Result<(), Reason> {
    let chars = text.chars().count();
    if chars > chars_max { Err(Reason::TooLong { chars, chars_max }) } else { Ok(()) }
}

fn yes_no(text: &str) -> Result<bool, Reason> {
    match text.to_lowercase().as_str() {
        "是" | "有" | "y" | "yes" | "true" | "1" | "√" | "✓" => Ok(true),
        "否" | "无" | "n" | "no" | "false" | "0" | "×" | "✗" => Ok(false),
        _ => Err(Reason::NotYesNo),
    }
}

/// The types of JSON that a column takes.
fn needed(kind: &Kind) -> &'static str {
    match kind {
        Kind::Text { .. } | Kind::Code { .. } | Kind::Date | Kind::Choice(_) => "文字（字符串）",
        Kind::Money => "数字，或者写成文字的金额",
        Kind::Integer => "整数",
        Kind::YesNo => "是或者否（true、false）",
        Kind::List { .. } | Kind::Lines { .. } => "文字的列表",
    }
}
