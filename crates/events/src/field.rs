//! What an act asks for, declared once: the form, the API's schema and the checking of input all follow from the same list, so
//! that a page and a program are told the same thing about the same mistake.
//!
//! Checking here is about shape only (present, of the right type, not too long, a day that exists, no control characters).
//! Whether the law allows what was entered is for the act's `decide`.

use jiff::civil::{Date, DateTime};
use serde::Serialize;
use serde_json::{Map, Value};

/// One field of an act.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// Key in JSON and in the form.
    pub key: &'static str,
    /// 中文 label.
    pub label: &'static str,
    /// A sentence of help, or empty.
    pub hint: &'static str,
    pub shape: Shape,
    pub required: bool,
}

/// The shape of a field's value.
#[derive(Clone, Copy, Debug)]
pub enum Shape {
    /// One line of at most so many characters.
    Line(usize),
    /// Several lines of at most so many characters in all.
    Text(usize),
    /// A civil date, `2026-11-23`.
    Date,
    /// A civil date and time in Beijing time, `2026-11-23T09:30`.
    Moment,
    /// An amount, integer fen in JSON, yuan in the form.
    Money,
    /// A whole number within these bounds.
    Whole(i64, i64),
    /// Yes or no.
    Yes,
    /// One of these codes, each with its 中文 word.
    Choice(&'static [(&'static str, &'static str)]),
    /// One of what the case or the register offers.
    One(Offer),
    /// Some of what the case or the register offers.
    Many(Offer),
    /// A list of lines, each of at most so many characters.
    Lines(usize),
    /// A table of at most 200 rows with these columns.
    Rows(&'static [Field]),
    /// A stored file: its id in JSON, an upload in the form.
    File,
    /// Several stored files.
    Files,
    /// A signature drawn on the screen: a stored PNG by its id.
    Drawn,
    /// A position as a device measured it: `31.22000,121.42400,15,2026-11-24T01:30:05Z`, degrees, metres, instant. There is no way to type one
    /// in a form.
    Position,
    /// The digest of the text that was read before signing; the form carries it from the reading to the signature.
    Digest,
    /// Changes of a register's entries; what they may hold is declared by the register and judged by the act.
    Changes,
}

/// Where the choices of a field come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Offer {
    /// Officers of the body with a certificate.
    Officers,
    /// Officers who handle the case.
    Handlers,
    /// Officers who handle the case, and the heads of the body: those whose recusal may be asked for.
    Recusable,
    /// Officers whose recusal is asked for.
    Recusals,
    /// Officers of the body who may chair a hearing.
    Chairs,
    /// Matters (权力事项) of the body.
    Matters,
    /// Heads of the body (机关负责人).
    Heads,
    /// Departments of the body.
    Departments,
    /// Evidence of the case, by its number.
    Evidence,
    /// Papers of the case that are to be delivered, by their number.
    Papers,
    /// Property preserved and not yet dealt with.
    Preservations,
    /// Appraisals of the case whose result has not come.
    Appraisals,
    /// Bodies of the district.
    Bodies,
    /// Recording devices of the body, by their number.
    Devices,
    /// Outside recorders of the case who are not dismissed, by the digest of their code.
    Recorders,
    /// Parties that were merged with the party of the case, by their code.
    MergedParties,
    /// Recordings of the case, by the id of their file.
    Recordings,
    /// Where recordings of the case break off without an explanation, by their key.
    Interruptions,
    /// Recordings that rules asked of the case and that are not there, by the rule's code.
    Omissions,
    /// Holds of the case that are not lifted, by their number.
    Holds,
    /// What the body may inspect (检查事项清单).
    InspectionItems,
}

/// One thing wrong with what was entered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FieldFault {
    /// Path of the field, e.g. `penalties.0.amount`.
    pub field: String,
    pub label: String,
    pub reason: String,
}

/// The most rows a table may have.
pub const ROWS_MAX: usize = 200;

impl Field {
    pub const fn new(key: &'static str, label: &'static str, shape: Shape) -> Field {
        Field { key, label, hint: "", shape, required: true }
    }

    pub const fn optional(self) -> Field {
        Field { required: false, ..self }
    }

    pub const fn hint(self, hint: &'static str) -> Field {
        Field { hint, ..self }
    }
}

/// Checks `input` against the declaration and says everything that is wrong with it at once.
pub fn check(fields: &[Field], input: &Map<String, Value>) -> Vec<FieldFault> {
    let mut faults = Vec::new();
    check_into(fields, input, "", &mut faults);
    faults
}

fn check_into(fields: &[Field], input: &Map<String, Value>, under: &str, faults: &mut Vec<FieldFault>) {
    for key in input.keys() {
        if !fields.iter().any(|field| field.key == key) {
            let shown: String = key.chars().take(60).collect();
            faults.push(FieldFault {
                field: format!("{under}{shown}"),
                label: shown,
                reason: "没有这一项".to_owned(),
            });
        }
    }
    for field in fields {
        let path = format!("{under}{}", field.key);
        match input.get(field.key) {
            None | Some(Value::Null) if field.required => fault(faults, path, field, "必须填写"),
            None | Some(Value::Null) => {}
            Some(value) => check_value(field, value, path, faults),
        }
    }
}

fn fault(faults: &mut Vec<FieldFault>, path: String, field: &Field, reason: impl Into<String>) {
    faults.push(FieldFault { field: path, label: field.label.to_owned(), reason: reason.into() });
}

fn check_value(field: &Field, value: &Value, path: String, faults: &mut Vec<FieldFault>) {
    let reason = match (field.shape, value) {
        (Shape::Line(max), Value::String(text)) => line(text, max, field.required),
        (Shape::Text(max), Value::String(text)) => text_of(text, max, field.required),
        (Shape::Date, Value::String(text)) => day(text),
        (Shape::Moment, Value::String(text)) => moment(text),
        (Shape::Money, Value::Number(n)) => match n.as_i64() {
            Some(fen) if (0..=10_000_000_000_000).contains(&fen) => None,
            _ => Some("金额应为不超过一千亿元的非负数，以分为单位的整数".to_owned()),
        },
        (Shape::Whole(min, max), Value::Number(n)) => match n.as_i64() {
            Some(n) if (min..=max).contains(&n) => None,
            _ => Some(format!("应为{min}至{max}之间的整数")),
        },
        (Shape::Yes, Value::Bool(_)) => None,
        (Shape::Choice(choices), Value::String(text)) => choice(text, choices),
        (Shape::One(_), Value::String(text)) => line(text, 100, true),
        (Shape::File | Shape::Drawn, Value::String(text)) => file(text),
        (Shape::Position, Value::String(text)) => line(text, 100, true),
        (Shape::Digest, Value::String(text)) => file(text),
        (Shape::Changes, Value::Array(changes)) => {
            changes.iter().any(|change| !change.is_object()).then(|| "每条变更应为对象".to_owned())
        }
        (Shape::Many(_) | Shape::Lines(_) | Shape::Files | Shape::Rows(_), Value::Array(items)) => {
            return check_list(field, items, path, faults);
        }
        _ => Some(format!("类型不对：应为{}", shape_in_words(field.shape))),
    };
    if let Some(reason) = reason {
        fault(faults, path, field, reason);
    }
}

fn check_list(field: &Field, items: &[Value], path: String, faults: &mut Vec<FieldFault>) {
    if field.required && items.is_empty() {
        return fault(faults, path, field, "至少填写一项");
    }
    if items.len() > ROWS_MAX {
        return fault(faults, path, field, format!("最多{ROWS_MAX}项，现有{}项", items.len()));
    }
    for (index, item) in items.iter().enumerate() {
        let at = format!("{path}.{index}");
        let reason = match (field.shape, item) {
            (Shape::Rows(columns), Value::Object(row)) => {
                check_into(columns, row, &format!("{at}."), faults);
                None
            }
            (Shape::Lines(max), Value::String(text)) => line(text, max, true),
            (Shape::Many(_), Value::String(text)) => line(text, 100, true),
            (Shape::Files, Value::String(text)) => file(text),
            _ => Some("类型不对".to_owned()),
        };
        if let Some(reason) = reason {
            fault(faults, at, field, reason);
        }
    }
}

fn line(text: &str, max: usize, required: bool) -> Option<String> {
    if text.contains(['\n', '\r']) {
        return Some("只能填写一行".to_owned());
    }
    text_of(text, max, required)
}

fn text_of(text: &str, max: usize, required: bool) -> Option<String> {
    if required && !text.chars().any(seen) {
        return Some("必须填写".to_owned());
    }
    let length = text.chars().count();
    if length > max {
        return Some(format!("最多{max}字，现有{length}字"));
    }
    text.chars().find(|&c| forbidden(c)).map(|c| format!("含有不可见的控制字符（U+{:04X}）", c as u32))
}

/// Whether a reader of the paper sees anything of it; zero-width characters fill no field, as they fill no element of a paper.
fn seen(c: char) -> bool {
    !(c.is_whitespace() || c.is_control() || matches!(c, '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}'))
}

/// Control characters, private-use and bidirectional overrides: they cannot be printed on a paper, or make it read differently.
fn forbidden(c: char) -> bool {
    (c.is_control() && !matches!(c, '\n' | '\r' | '\t'))
        || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}' | '\u{FFFD}' | '\u{E000}'..='\u{F8FF}')
}

fn day(text: &str) -> Option<String> {
    match text.parse::<Date>() {
        Ok(date) if text.len() == 10 && (1949..=2199).contains(&date.year()) => None,
        _ => Some("日期应写作2026-11-23的形式，并且是存在的日子".to_owned()),
    }
}

fn moment(text: &str) -> Option<String> {
    match text.parse::<DateTime>() {
        Ok(at) if text.len() >= 16 && (1949..=2199).contains(&at.year()) => None,
        _ => Some("时间应写作2026-11-23T09:30的形式，并且是存在的时刻".to_owned()),
    }
}

fn choice(text: &str, choices: &[(&str, &str)]) -> Option<String> {
    let known = choices.iter().any(|(code, _)| *code == text);
    (!known).then(|| {
        format!("应为下列之一：{}", choices.iter().map(|(_, word)| *word).collect::<Vec<_>>().join("、"))
    })
}

fn file(text: &str) -> Option<String> {
    text.parse::<crate::FileId>().err().map(|fault| fault.to_string())
}

fn shape_in_words(shape: Shape) -> &'static str {
    match shape {
        Shape::Line(_) | Shape::Text(_) | Shape::Choice(_) | Shape::One(_) => "文字",
        Shape::Date => "日期",
        Shape::Moment => "时间",
        Shape::Money => "以分为单位的整数",
        Shape::Whole(..) => "整数",
        Shape::Yes => "是或否",
        Shape::Many(_) | Shape::Lines(_) | Shape::Rows(_) | Shape::Files | Shape::Changes => "列表",
        Shape::File | Shape::Drawn => "文件标识",
        Shape::Position => "设备定位",
        Shape::Digest => "摘要",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const FIELDS: &[Field] = &[
        Field::new("facts", "事实", Shape::Text(10)),
        Field::new("day", "日期", Shape::Date),
        Field::new("fine", "金额", Shape::Money).optional(),
        Field::new(
            "rows",
            "处罚",
            Shape::Rows(&[Field::new("kind", "种类", Shape::Choice(&[("fine", "罚款")]))]),
        )
        .optional(),
    ];

    fn reasons(input: Value) -> Vec<(String, String)> {
        let Value::Object(map) = input else { panic!("an object") };
        check(FIELDS, &map).into_iter().map(|fault| (fault.field, fault.reason)).collect()
    }

    #[test]
    fn what_is_right_passes() {
        assert_eq!(
            reasons(
                json!({"facts": "过期食品", "day": "2026-11-23", "fine": 500000, "rows": [{"kind": "fine"}]})
            ),
            []
        );
    }

    #[test]
    fn each_mistake_is_named_with_its_field() {
        let table = [
            (json!({"day": "2026-11-23"}), "facts", "必须填写"),
            (json!({"facts": "  ", "day": "2026-11-23"}), "facts", "必须填写"),
            (json!({"facts": "\u{200B}\u{2060}", "day": "2026-11-23"}), "facts", "必须填写"),
            (json!({"facts": "一二三四五六七八九十一", "day": "2026-11-23"}), "facts", "最多10字，现有11字"),
            (json!({"facts": "a\u{202E}b", "day": "2026-11-23"}), "facts", "含有不可见的控制字符（U+202E）"),
            (json!({"facts": 7, "day": "2026-11-23"}), "facts", "类型不对：应为文字"),
            (
                json!({"facts": "x", "day": "2026-02-30"}),
                "day",
                "日期应写作2026-11-23的形式，并且是存在的日子",
            ),
            (
                json!({"facts": "x", "day": "2026-11-23", "fine": -1}),
                "fine",
                "金额应为不超过一千亿元的非负数，以分为单位的整数",
            ),
            (
                json!({"facts": "x", "day": "2026-11-23", "rows": [{"kind": "x"}]}),
                "rows.0.kind",
                "应为下列之一：罚款",
            ),
            (json!({"facts": "x", "day": "2026-11-23", "more": 1}), "more", "没有这一项"),
        ];
        for (input, field, reason) in table {
            assert_eq!(reasons(input), [(field.to_owned(), reason.to_owned())]);
        }
    }
}
