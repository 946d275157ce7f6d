//! An order for a paper: what is to be printed, checked before anything is set, and put into the words a reader expects (2026年11月23日,
//! 5,000.00 with its 大写). A template finds every element of its paper, with nothing (null) where nothing was filled in.

use std::collections::BTreeMap;

use jiff::civil::{Date, DateTime};
use law::money::Fen;
use law::papers::{self, Column, Misfit, PaperKind, Shape};
use serde_json::{Map, Value, json};
use thiserror::Error;

use crate::check_code;

/// What one paper says.
#[derive(Clone, Copy, Debug)]
pub struct PaperOrder<'a> {
    pub kind: PaperKind,
    /// e.g. 长市监罚〔2026〕1号.
    pub number: &'a str,
    /// Name of the body in whose name it is issued.
    pub agency: &'a str,
    pub case_name: &'a str,
    /// By element key, see `law::papers`.
    pub elements: &'a Map<String, Value>,
    /// Address of the public check page of this paper.
    pub check_url: &'a str,
    pub issued_on: Date,
    /// Drawn signatures by the SHA-256 that the elements name them by: PNG.
    pub images: &'a BTreeMap<String, Vec<u8>>,
    /// Stable name of the paper, from which the PDF's identifier is made.
    pub document_id: &'a str,
}

/// The most characters one paper may have; some two hundred sheets, which no real paper reaches.
pub const PAPER_CHARS_MAX: usize = 150_000;

/// A needed element that is not there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ElementMissing {
    pub key: &'static str,
    pub label: &'static str,
    pub article: String,
}

/// Why a paper was not printed.
#[derive(Debug, Error)]
pub enum PrintFault {
    #[error("《{title}》缺少：{}", elements.iter().map(|e| format!("{}（{}）", e.label, e.article)).collect::<Vec<_>>().join("、"))]
    Missing { title: &'static str, elements: Vec<ElementMissing> },
    #[error("填写的内容不能印出：{}", misfits.iter().map(|m| format!("{}：{}", m.field, m.reason)).collect::<Vec<_>>().join("；"))]
    Misfits { misfits: Vec<Misfit> },
    #[error("文书共{chars}字，超过{PAPER_CHARS_MAX}字，不能制作")]
    TooLong { chars: usize },
    #[error("没有{what}，不能制作文书")]
    Unnamed { what: &'static str },
    #[error("字符“{character}”（U+{:04X}）没有可用的字形，不能印出", u32::from(*character))]
    GlyphMissing { character: char },
    #[error("核验网址超过{}字节，不能制成二维码", check_code::ADDRESS_BYTES_MAX)]
    CheckAddressTooLong,
    /// The template itself is at fault, not what was filled in.
    #[error("模板“{template}”排版失败：{reasons}")]
    Template { template: &'static str, reasons: String },
}

/// Refuses an order that is incomplete or cannot be printed.
pub fn check(order: &PaperOrder<'_>) -> Result<(), PrintFault> {
    for (what, text) in
        [("文书编号", order.number), ("机关名称", order.agency), ("核验网址", order.check_url)]
    {
        if text.trim().is_empty() {
            return Err(PrintFault::Unnamed { what });
        }
    }
    let elements: Vec<_> = papers::missing(order.kind, order.elements)
        .into_iter()
        .map(|e| ElementMissing { key: e.key, label: e.label, article: e.article.to_string() })
        .collect();
    if !elements.is_empty() {
        return Err(PrintFault::Missing { title: order.kind.title(), elements });
    }
    let misfits = papers::misfits(order.kind, order.elements);
    if !misfits.is_empty() {
        return Err(PrintFault::Misfits { misfits });
    }
    let named = [order.number, order.agency, order.case_name].into_iter();
    let chars = named.chain(order.elements.values().flat_map(texts)).map(|text| text.chars().count()).sum();
    if chars > PAPER_CHARS_MAX { Err(PrintFault::TooLong { chars }) } else { Ok(()) }
}

/// What the template reads, without its fonts.
pub fn for_template(order: &PaperOrder<'_>) -> Map<String, Value> {
    let day = order.issued_on;
    let mut paper = Map::new();
    for element in order.kind.elements() {
        paper.insert(element.key.to_owned(), in_words(element.shape, order.elements.get(element.key)));
    }
    let whole = json!({
        "title": order.kind.title(),
        "number": tidy(order.number),
        "agency": tidy(order.agency),
        "case_name": tidy(order.case_name),
        "day": {"year": day.year(), "month": day.month(), "day": day.day()},
        "issued_on": date_in_words(day),
        "paper": paper,
    });
    match whole {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}

/// Every piece of text in the value that will be printed.
pub fn texts(value: &Value) -> Vec<&str> {
    match value {
        Value::String(text) => vec![text],
        Value::Array(items) => items.iter().flat_map(texts).collect(),
        Value::Object(map) => map.values().flat_map(texts).collect(),
        _ => Vec::new(),
    }
}

fn in_words(shape: Shape, value: Option<&Value>) -> Value {
    match (shape, value) {
        (_, None | Some(Value::Null)) => Value::Null,
        (Shape::Table(columns), Some(Value::Array(rows))) => {
            rows.iter().map(|row| row_in_words(columns, row)).collect()
        }
        (Shape::Lines, Some(Value::Array(lines))) => {
            lines.iter().map(|line| in_words(Shape::Text, Some(line))).collect()
        }
        (Shape::Money, Some(Value::Number(fen))) => {
            Value::String(Fen(fen.as_i64().unwrap_or_default()).to_string())
        }
        (shape, Some(Value::String(text))) => text_in_words(shape, text),
        // The shapes were checked before; nothing else gets here.
        (_, Some(_)) => Value::Null,
    }
}

fn text_in_words(shape: Shape, text: &str) -> Value {
    let words = match shape {
        Shape::Date => text.parse::<Date>().map(date_in_words).ok(),
        Shape::Moment => text.parse::<DateTime>().map(moment_in_words).ok(),
        _ => None,
    };
    let words = words.unwrap_or_else(|| tidy(text));
    if words.is_empty() { Value::Null } else { Value::String(words) }
}

/// A row with all its columns; money also in 大写, under the column's key and `_in_words`.
fn row_in_words(columns: &[Column], row: &Value) -> Value {
    let mut cells = Map::new();
    for column in columns {
        let value = row.get(column.key);
        cells.insert(column.key.to_owned(), in_words(column.shape, value));
        if let (Shape::Money, Some(fen)) = (column.shape, value.and_then(Value::as_i64)) {
            cells.insert(format!("{}_in_words", column.key), Fen(fen).in_words().into());
        }
    }
    Value::Object(cells)
}

/// Line ends of one sort, no tabs, nothing around.
fn tidy(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n").replace('\t', " ").trim().to_owned()
}

fn date_in_words(day: Date) -> String {
    format!("{}年{}月{}日", day.year(), day.month(), day.day())
}

fn moment_in_words(at: DateTime) -> String {
    format!("{}{}时{:02}分", date_in_words(at.date()), at.hour(), at.minute())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_moments_and_money_are_written_as_papers_write_them() {
        let words = |shape, value| in_words(shape, Some(&value));
        assert_eq!(words(Shape::Date, json!("2026-01-05")), json!("2026年1月5日"));
        assert_eq!(words(Shape::Moment, json!("2026-11-23T09:05")), json!("2026年11月23日9时05分"));
        assert_eq!(words(Shape::Money, json!(500_000)), json!("5,000.00"));
        assert_eq!(words(Shape::Text, json!("  甲\r\n乙\t丙　")), json!("甲\n乙 丙"));
        let columns: &'static [Column] =
            match PaperKind::PenaltyDecision.element("penalties").map(|e| e.shape) {
                Some(Shape::Table(columns)) => columns,
                other => panic!("{other:?}"),
            };
        let row = row_in_words(columns, &json!({"kind": "罚款", "amount": 500_000}));
        assert_eq!(
            row,
            json!({"kind": "罚款", "amount": "5,000.00", "amount_in_words": "伍仟元整", "detail": null})
        );
    }
}
