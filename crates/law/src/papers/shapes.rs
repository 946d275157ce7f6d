//! Whether what was filled in can be printed at all: known keys, right shapes, real days. Whether it is enough is `missing`'s question.

use jiff::civil::{Date, DateTime};
use serde_json::{Map, Value};

use super::{Column, PaperKind, Shape};

/// The most rows or lines an element may have.
pub const ROWS_MAX: usize = 500;
/// The most characters one text may have.
pub const TEXT_CHARS_MAX: usize = 50_000;

/// Something filled in that cannot be printed, with its place, e.g. `penalties.0.amount`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Misfit {
    pub field: String,
    pub reason: String,
}

/// Everything in `elements` that the paper does not know or that has not the shape it should have. Null and absent are no misfits.
pub fn misfits(kind: PaperKind, elements: &Map<String, Value>) -> Vec<Misfit> {
    let mut found = Vec::new();
    for (key, value) in elements {
        match kind.element(key) {
            Some(element) => look(element.shape, value, key, &mut found),
            None => misfit(&mut found, &shown(key), format!("《{}》没有这一项", kind.title())),
        }
    }
    found
}

fn look(shape: Shape, value: &Value, field: &str, found: &mut Vec<Misfit>) {
    let reason = match (shape, value) {
        (_, Value::Null) => None,
        (Shape::Text, Value::String(text)) => text_reason(text),
        (Shape::Date, Value::String(text)) => {
            (!is_date(text)).then(|| "日期应写作2026-11-23的形式，并且是存在的日子".to_owned())
        }
        (Shape::Moment, Value::String(text)) => {
            (!is_moment(text)).then(|| "时间应写作2026-11-23T09:30的形式，并且是存在的时刻".to_owned())
        }
        (Shape::Money, Value::Number(fen)) => {
            fen.as_i64().is_none_or(|fen| fen < 0).then(|| "金额应为非负整数，单位为分".to_owned())
        }
        (Shape::Lines | Shape::Table(_), Value::Array(rows)) if rows.len() > ROWS_MAX => {
            Some(format!("最多{ROWS_MAX}项，现有{}项", rows.len()))
        }
        (Shape::Lines, Value::Array(lines)) => {
            let each = |(n, line): (usize, &Value)| look(Shape::Text, line, &format!("{field}.{n}"), found);
            return lines.iter().enumerate().for_each(each);
        }
        (Shape::Table(columns), Value::Array(rows)) => {
            let each = |(n, row): (usize, &Value)| look_at_row(columns, row, &format!("{field}.{n}"), found);
            return rows.iter().enumerate().for_each(each);
        }
        _ => Some(format!("类型不对：应为{}", in_words(shape))),
    };
    if let Some(reason) = reason {
        misfit(found, field, reason);
    }
}

fn look_at_row(columns: &[Column], row: &Value, field: &str, found: &mut Vec<Misfit>) {
    let Value::Object(cells) = row else {
        return misfit(found, field, "类型不对：应为表格的一行".to_owned());
    };
    for (key, value) in cells {
        match columns.iter().find(|column| column.key == key) {
            Some(column) => look(column.shape, value, &format!("{field}.{key}"), found),
            None => misfit(found, &format!("{field}.{}", shown(key)), "表格没有这一栏".to_owned()),
        }
    }
}

fn misfit(found: &mut Vec<Misfit>, field: &str, reason: String) {
    found.push(Misfit { field: field.to_owned(), reason });
}

/// A stranger's key, short enough to be shown back.
fn shown(key: &str) -> String {
    key.chars().take(60).collect()
}

fn text_reason(text: &str) -> Option<String> {
    let length = text.chars().count();
    if length > TEXT_CHARS_MAX {
        return Some(format!("最多{TEXT_CHARS_MAX}字，现有{length}字"));
    }
    text.chars()
        .find(|&c| unprintable(c))
        .map(|c| format!("含有不能印在文书上的字符（U+{:04X}）", u32::from(c)))
}

/// Control characters, and characters that make a paper read otherwise than it is written.
fn unprintable(c: char) -> bool {
    (c.is_control() && !matches!(c, '\n' | '\r' | '\t'))
        || matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}' | '\u{FFFD}')
}

fn is_date(text: &str) -> bool {
    text.len() == 10 && text.parse::<Date>().is_ok()
}

fn is_moment(text: &str) -> bool {
    (16..=19).contains(&text.len()) && text.as_bytes()[10] == b'T' && text.parse::<DateTime>().is_ok()
}

fn in_words(shape: Shape) -> &'static str {
    match shape {
        Shape::Text => "文字",
        Shape::Lines => "若干行文字",
        Shape::Table(_) => "表格",
        Shape::Date => "日期",
        Shape::Moment => "时间",
        Shape::Money => "以分为单位的整数",
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn each_misfit_is_named_with_its_place() {
        let table = [
            (json!({"facts": 7}), "facts", "类型不对：应为文字"),
            (json!({"facts": "甲\u{202E}乙"}), "facts", "含有不能印在文书上的字符（U+202E）"),
            (json!({"facts": "字".repeat(TEXT_CHARS_MAX + 1)}), "facts", "最多50000字，现有50001字"),
            (json!({"basis": "第一条"}), "basis", "类型不对：应为若干行文字"),
            (json!({"basis": ["甲", 3]}), "basis.1", "类型不对：应为文字"),
            (json!({"basis": vec!["甲"; ROWS_MAX + 1]}), "basis", "最多500项，现有501项"),
            (json!({"penalties": ["罚款"]}), "penalties.0", "类型不对：应为表格的一行"),
            (
                json!({"penalties": [{"kind": "罚款", "amount": -1}]}),
                "penalties.0.amount",
                "金额应为非负整数，单位为分",
            ),
            (
                json!({"penalties": [{"kind": "罚款", "amount": 0.5}]}),
                "penalties.0.amount",
                "金额应为非负整数，单位为分",
            ),
            (json!({"penalties": [{"more": "x"}]}), "penalties.0.more", "表格没有这一栏"),
            (json!({"more": "x"}), "more", "《行政处罚决定书》没有这一项"),
        ];
        for (elements, field, reason) in table {
            let found = misfits(PaperKind::PenaltyDecision, elements.as_object().expect("an object"));
            assert_eq!(found, [Misfit { field: field.to_owned(), reason: reason.to_owned() }]);
        }
    }

    #[test]
    fn days_and_moments_must_exist() {
        let moments = [
            "2026-02-30T09:30",
            "2026-11-23 09:30",
            "2026-11-23T25:00",
            "2026-11-23",
            "十一月二十三日上午九点",
        ];
        for moment in moments {
            let elements = json!({"began_at": moment});
            let found = misfits(PaperKind::InspectionRecord, elements.as_object().expect("an object"));
            assert_eq!(found.len(), 1, "{moment}");
        }
        let right = json!({"began_at": "2026-11-23T09:30", "ended_at": "2026-11-23T09:30:59"});
        assert_eq!(misfits(PaperKind::InspectionRecord, right.as_object().expect("an object")), []);
        let wrong = json!({"served_on": "2026-2-3"});
        assert_eq!(misfits(PaperKind::ServiceReceipt, wrong.as_object().expect("an object")).len(), 1);
    }
}
