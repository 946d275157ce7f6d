//! What is wrong with one cell, said to the person who filled it in: where it is, what was found there, what is needed.

use std::fmt;
use thiserror::Error;

/// Why a cell was not taken.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Reason {
    #[error("此列必填，不能为空")]
    Required,
    #[error("共 {chars} 个字，最多 {chars_max} 个")]
    TooLong { chars: usize, chars_max: usize },
    #[error("含有不可见的控制字符或者改变文字方向的字符（U+{:04X}），请删去", *.0 as u32)]
    Forbidden(char),
    #[error("长数字在表格软件中已按数值保存，末尾的数位已经丢失，不能恢复；请把单元格设为文本格式后重新填写")]
    DigitsLost,
    #[error("不是日期")]
    NotADate,
    #[error("没有这一天")]
    NoSuchDay,
    #[error("带有钟点；此列只填日期")]
    TimeOfDay,
    #[error("不是数字")]
    NotANumber,
    #[error("不是金额；请按元填写，如 1234.50")]
    NotMoney,
    #[error("金额最多两位小数（精确到分）")]
    Decimals,
    #[error("不是整数")]
    NotWhole,
    #[error("数值过大")]
    TooLarge,
    #[error("请填写是或者否")]
    NotYesNo,
    #[error("编码只能是文字或者不带小数的数字")]
    NotACode,
    #[error("此处不能换行")]
    Breaks,
    #[error("不在可选范围内；可填{wanted}")]
    NoSuchChoice { wanted: String },
    #[error("单元格属于合并区域 {area}，内容只归区域左上角的单元格；请取消合并，逐格填写")]
    Merged { area: String },
    #[error("公式的结果是错误值；请改正公式，或者直接填写内容")]
    ErrorValue,
    #[error("公式没有随文件保存结果；请在表格软件中打开、重算并保存，或者直接填写内容")]
    NoResult,
    #[error("类型不对：需要{needed}")]
    WrongType { needed: &'static str },
    #[error("同一行中重复出现")]
    Duplicate,
}

/// Where a cell is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// In a sheet; both count from 0, and print as `C17`.
    Cell { row: u64, column: usize },
    /// In a CSV file: the line on which the cell begins, which is not the row where cells hold line breaks, and the column; from 1.
    Line { line: u64, column: usize },
    /// In a JSON file: `$[3].name`.
    Path(String),
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Place::Cell { row, column } => write!(f, "{}{}", letters(*column), row + 1),
            Place::Line { line, column } => write!(f, "第 {line} 行第 {column} 列"),
            Place::Path(path) => f.write_str(path),
        }
    }
}

/// The letters of a column: A … Z, AA …
pub(crate) fn letters(mut column: usize) -> String {
    let mut letters = Vec::new();
    loop {
        letters.push(b'A' + (column % 26) as u8);
        match (column / 26).checked_sub(1) {
            Some(rest) => column = rest,
            None => break,
        }
    }
    letters.iter().rev().map(|letter| char::from(*letter)).collect()
}

/// A cell that was not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadCell {
    /// The row as the person sees it, from 1.
    pub row: u64,
    pub place: Place,
    /// The declared title of the column.
    pub column: String,
    /// What stands in the cell, cut to eighty characters.
    pub found: String,
    /// What is to be filled in.
    pub wanted: String,
    pub reason: Reason,
}

impl fmt::Display for BadCell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}“{}”", self.place, self.column)?;
        if !self.found.is_empty() {
            write!(f, "填的是“{}”", self.found)?;
        }
        write!(f, "：{}（应填{}）", self.reason, self.wanted)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_have_the_letters_of_a_spreadsheet() {
        for (column, said) in
            [(0, "A"), (25, "Z"), (26, "AA"), (51, "AZ"), (701, "ZZ"), (702, "AAA"), (16_383, "XFD")]
        {
            assert_eq!(letters(column), said);
        }
        assert_eq!(Place::Cell { row: 16, column: 2 }.to_string(), "C17");
    }
}
