//! The declared columns of a table: the key programs use, the title people see, what stands in the cells, and whether it must. A
//! declaration that would let two columns or two choices be taken for each other is refused before any file is read.

use crate::digits;
use crate::found::Found;
use crate::reason::Reason;
use crate::value::Value;
use crate::width;
use std::collections::HashMap;
use thiserror::Error;

/// One column.
#[derive(Clone, Debug)]
pub struct Column {
    pub key: String,
    pub title: String,
    pub kind: Kind,
    pub required: bool,
    /// A sentence for the sheet of instructions.
    pub hint: String,
    /// What the example row of the template shows.
    pub example: Value,
}

/// What stands in the cells of a column.
#[derive(Clone, Debug)]
pub enum Kind {
    /// Free text, kept as it is, full-width characters and all.
    Text {
        chars_max: usize,
    },
    /// A code or number that is not counted with: written as text so that no digit is lost.
    Code {
        chars_max: usize,
    },
    Date,
    /// Yuan in the cell, fen in the value.
    Money,
    Integer,
    YesNo,
    /// One of these; the cell holds the word or the code.
    Choice(Vec<Choice>),
    /// Several texts in one cell, between separators.
    List {
        separator: char,
        chars_max: usize,
    },
    /// Several texts in one cell, one on each line; in JSON a list.
    Lines {
        chars_max: usize,
    },
}

/// One of the choices of a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    pub code: String,
    pub word: String,
}

impl Column {
    pub fn new(key: &str, title: &str, kind: Kind) -> Column {
        let (key, title) = (key.to_owned(), title.to_owned());
        Column { key, title, kind, required: false, hint: String::new(), example: Value::Empty }
    }

    /// The same column, with cells that must not be blank.
    pub fn required(self) -> Column {
        Column { required: true, ..self }
    }

    pub fn hint(self, hint: &str) -> Column {
        Column { hint: hint.to_owned(), ..self }
    }

    pub fn example(self, example: Value) -> Column {
        Column { example, ..self }
    }
}

impl Kind {
    /// Choices from pairs of code and word.
    pub fn choice(pairs: &[(&str, &str)]) -> Kind {
        let choice = |(code, word): &(&str, &str)| Choice { code: (*code).into(), word: (*word).into() };
        Kind::Choice(pairs.iter().map(choice).collect())
    }

    /// What is to be filled in, for instructions and answers.
    pub fn wanted(&self) -> String {
        match self {
            Kind::Text { chars_max } => format!("文字，最多 {chars_max} 个字"),
            Kind::Code { chars_max } => format!("编码，按文本填写，最多 {chars_max} 个字符"),
            Kind::Date => "日期，如 2026-11-23".into(),
            Kind::Money => "金额（元），最多两位小数，如 1234.50".into(),
            Kind::Integer => "整数，如 12".into(),
            Kind::YesNo => "是或者否".into(),
            Kind::Choice(choices) => {
                let words: Vec<&str> = choices.iter().take(12).map(|choice| choice.word.as_str()).collect();
                let more = if choices.len() > 12 { "……" } else { "" };
                format!("下列之一：{}{more}", words.join("、"))
            }
            Kind::List { separator, chars_max } => {
                format!("一项或者多项，每项最多 {chars_max} 个字，用“{separator}”隔开")
            }
            Kind::Lines { chars_max } => {
                format!("一项或者多项，每项一行（单元格内换行），每项最多 {chars_max} 个字")
            }
        }
    }
}

/// What is wrong with a declaration; the fault is the program's, not the file's.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum DeclarationFault {
    #[error("没有声明任何列")]
    NoColumns,
    #[error("列的名称为空")]
    Nameless,
    #[error("“{0}”可以指两列")]
    Ambiguous(String),
    #[error("列“{column}”的选项“{choice}”可以指两项，或者不能原样读回")]
    Choice { column: String, choice: String },
    #[error("列“{0}”的分隔符是字母、数字、空格、引号或者控制字符")]
    Separator(String),
}

/// The columns of a table, checked and ready to be matched.
#[derive(Clone, Debug)]
pub struct Columns {
    list: Vec<Column>,
    by_name: HashMap<String, usize>,
    /// For each column of choices, choice by normalised code or word.
    choices: Vec<HashMap<String, usize>>,
}

impl Columns {
    pub fn new(list: Vec<Column>) -> Result<Columns, DeclarationFault> {
        if list.is_empty() {
            return Err(DeclarationFault::NoColumns);
        }
        let (mut by_name, mut choices) = (HashMap::new(), Vec::new());
        for (index, column) in list.iter().enumerate() {
            for name in [&column.key, &column.title] {
                let name = width::name(name);
                if name.is_empty() {
                    return Err(DeclarationFault::Nameless);
                }
                if by_name.insert(name.clone(), index).is_some_and(|other| other != index) {
                    return Err(DeclarationFault::Ambiguous(name));
                }
            }
            choices.push(choices_of(column)?);
        }
        Ok(Columns { list, by_name, choices })
    }

    pub fn list(&self) -> &[Column] {
        &self.list
    }

    /// The column that a header names by title or key, in any width of characters.
    pub fn named(&self, header: &str) -> Option<usize> {
        self.by_name.get(&width::name(header)).copied()
    }

    /// What a text means in a column, judged as a cell of it would be.
    pub fn read(&self, column: usize, text: &str) -> Result<Value, Reason> {
        Found::Text(text.to_owned()).value(self, column).map(|(value, _)| value)
    }

    pub(crate) fn choice(&self, column: usize, text: &str) -> Option<&Choice> {
        let Kind::Choice(list) = &self.list.get(column)?.kind else { return None };
        list.get(*self.choices.get(column)?.get(text)?)
    }
}

fn choices_of(column: &Column) -> Result<HashMap<String, usize>, DeclarationFault> {
    let mut found = HashMap::new();
    match &column.kind {
        Kind::Choice(choices) => {
            for (index, choice) in choices.iter().enumerate() {
                for name in [&choice.code, &choice.word] {
                    let text = width::tidy(name).into_owned();
                    let taken = found.insert(text.clone(), index).is_some_and(|other| other != index);
                    if taken
                        || text.is_empty()
                        || digits::were_lost(&text)
                        || width::forbidden(name).is_some()
                    {
                        let (column, choice) = (column.title.clone(), name.clone());
                        return Err(DeclarationFault::Choice { column, choice });
                    }
                }
            }
        }
        Kind::List { separator, .. }
            if separator.is_alphanumeric()
                || separator.is_whitespace()
                || separator.is_control()
                || matches!(*separator, '"' | '\'' | '“' | '”') =>
        {
            return Err(DeclarationFault::Separator(column.title.clone()));
        }
        _ => {}
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_could_be_taken_for_another_is_refused() {
        let text = Kind::Text { chars_max: 10 };
        let one = |kind| Columns::new(vec![Column::new("a", "甲", kind)]).err();
        assert_eq!(Columns::new(vec![]).err(), Some(DeclarationFault::NoColumns));
        let two = vec![Column::new("a", "名 称", text.clone()), Column::new("b", "名称", text)];
        assert_eq!(Columns::new(two).err(), Some(DeclarationFault::Ambiguous("名称".into())));
        let crossed = Kind::choice(&[("1", "2"), ("2", "丙")]);
        assert!(matches!(one(crossed), Some(DeclarationFault::Choice { .. })));
        let comma = Kind::List { separator: 'a', chars_max: 5 };
        assert_eq!(one(comma), Some(DeclarationFault::Separator("甲".into())));
        assert_eq!(one(Kind::choice(&[("1", "公民"), ("2", "法人")])), None);
    }

    #[test]
    fn headers_match_in_any_width() {
        let columns = Columns::new(vec![Column::new("code", "编码（A）", Kind::Date)]).unwrap();
        for header in ["编码(A)", "编码（Ａ）*", " 编 码（a）\n", "CODE", "ｃｏｄｅ"] {
            assert_eq!(columns.named(header), Some(0), "{header}");
        }
        assert_eq!(columns.named("编码"), None);
    }
}
