//! What a cell means, and a row of such values. A value prints as the text that stands for it in a cell.

use crate::column::Kind;
use crate::digits;
use crate::reason::Place;
use jiff::civil::Date;
use std::borrow::Cow;

/// The value of one cell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Value {
    #[default]
    Empty,
    Text(String),
    Code(String),
    Date(Date),
    /// Money in fen.
    Money(i64),
    Integer(i64),
    YesNo(bool),
    /// The code of the choice.
    Choice(String),
    List(Vec<String>),
}

/// A row all of whose cells could be read: one value for each declared column, in the order of the declaration.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// The number of the row as a spreadsheet shows it; of a JSON file, the number of the object from 1.
    pub number: u64,
    pub values: Vec<Value>,
    /// Where each of the values is, or would be if its cell were not blank.
    pub places: Vec<Place>,
    /// The columns that the file does not have, or the object does not name; their values are empty without anybody having left a cell blank.
    pub absent: Vec<usize>,
    /// What the person ought to know of how values were come by.
    pub notes: Vec<Note>,
}

/// A remark on one value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Note {
    /// The declared column.
    pub column: usize,
    pub remark: Remark,
}

/// What is remarked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Remark {
    /// The value is the saved result of a formula.
    Calculated,
    /// A code stood there as a number; zeros before it would have been lost.
    NumberAsCode,
}

impl Value {
    /// The text that stands for the value in a cell of that kind; for a choice the word.
    pub fn text(&self, kind: &Kind) -> Cow<'_, str> {
        match self {
            Value::Empty => "".into(),
            Value::Text(text) | Value::Code(text) => text.into(),
            Value::Date(date) => date.to_string().into(),
            Value::Money(fen) => digits::yuan(*fen).into(),
            Value::Integer(number) => number.to_string().into(),
            Value::YesNo(true) => "是".into(),
            Value::YesNo(false) => "否".into(),
            Value::Choice(code) => match kind {
                Kind::Choice(choices) => choices
                    .iter()
                    .find(|choice| choice.code == *code)
                    .map_or(code.into(), |choice| choice.word.clone().into()),
                _ => code.into(),
            },
            Value::List(items) => match kind {
                Kind::Lines { .. } => items.join("\n").into(),
                Kind::List { separator, .. } => items.join(&separator.to_string()).into(),
                _ => items.concat().into(),
            },
        }
    }
}
