//! The columns of a register's table, from its declaration: the fields in their order, and for registers that go by proposals the days on which an entry holds.
//! Photos are not in a table; an entry keeps the one it has. An entry becomes the values of a row, and a row the content of an entry.

use super::nested::Nested;
use events::field::{Field, Offer, Shape};
use jiff::civil::Date;
use registers::declaration::{RegisterKind, canonical};
use registers::entering::may_be_unsaid;
use serde_json::{Map, Value as Json};
use sheets::{Choice, Column, Columns, DeclarationFault, Kind, Row, Value};

/// Columns beside the fields: from when, until when, and from when no more.
const FROM: (&str, &str) = ("entry_valid_from", "本条目生效日期");
const TO: (&str, &str) = ("entry_valid_to", "本条目有效期末日");
const ENDS: (&str, &str) = ("entry_ends_on", "本条目停用日期");

/// A register's table.
pub struct Sheet {
    pub kind: &'static RegisterKind,
    pub columns: Columns,
    fields: Vec<(&'static Field, Option<Nested>)>,
    /// Whether the columns of days stand behind the fields.
    dated: bool,
}

/// The days a row gives.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Days {
    pub from: Option<Date>,
    pub to: Option<Date>,
    pub ends: Option<Date>,
}

impl Sheet {
    /// The table of a register with all it holds, as its keepers import and export it.
    pub fn of(kind: &'static RegisterKind) -> Result<Sheet, DeclarationFault> {
        let fields = kind.sheet().filter(|field| !is_file(field)).collect();
        Sheet::with(kind, fields, kind.act.is_none())
    }

    /// The table of what of a register is public. Nobody fills it in, and an entry from before a field was asked for leaves that cell blank.
    pub fn public(kind: &'static RegisterKind) -> Result<Sheet, DeclarationFault> {
        let sheet = Sheet::with(kind, kind.public_fields().filter(|field| !is_file(field)).collect(), false)?;
        let optional = |column: &Column| Column { required: false, ..column.clone() };
        let columns = Columns::new(sheet.columns.list().iter().map(optional).collect())?;
        Ok(Sheet { columns, ..sheet })
    }

    fn with(
        kind: &'static RegisterKind,
        fields: Vec<&'static Field>,
        dated: bool,
    ) -> Result<Sheet, DeclarationFault> {
        let mut columns = Vec::new();
        let mut kept = Vec::new();
        for field in fields {
            let nested = match field.shape {
                Shape::Rows(rows) => Some(Nested::new(rows)?),
                _ => None,
            };
            let mut column = column(field);
            if let Some(nested) = &nested {
                column.hint = format!("{}。{}", nested.hint(), field.hint);
            }
            // Blank is what stands there; a new row without it is refused by the act, at the same cell.
            if may_be_unsaid(kind, field.key) {
                column.required = false;
            }
            columns.push(column);
            kept.push((field, nested));
        }
        if dated {
            let day = |(key, title): (&str, &str), hint: &str| Column::new(key, title, Kind::Date).hint(hint);
            columns.push(day(FROM, "不填的自导入当日起；内容有改动而日期未改的，同样自导入当日起"));
            columns.push(day(TO, "没有期限的不填"));
            columns.push(day(ENDS, "要停用的条目填写停用的第一天；其余不填"));
        }
        Ok(Sheet { kind, columns: Columns::new(columns)?, fields: kept, dated })
    }

    /// The values of a row for an entry, in the fields of the register.
    pub fn values(&self, content: &Json, days: Days) -> Vec<Value> {
        let mut values: Vec<Value> = self
            .fields
            .iter()
            .map(|(field, nested)| match (nested, content.get(field.key)) {
                (Some(nested), Some(Json::Array(rows))) if !rows.is_empty() => {
                    Value::List(rows.iter().map(|row| nested.line(row)).collect())
                }
                (_, value) => value_of(field, value),
            })
            .collect();
        if self.dated {
            let day = |day: Option<Date>| day.map_or(Value::Empty, Value::Date);
            values.extend([day(days.from), day(days.to), day(days.ends)]);
        }
        values
    }

    /// The content a row gives, of the columns that its file has; or the column and what is wrong in it.
    pub fn content(&self, row: &Row) -> Result<Json, (usize, String)> {
        let mut content = Map::new();
        for (place, (field, nested)) in self.fields.iter().enumerate() {
            let value = row.values.get(place).unwrap_or(&Value::Empty);
            let read = match (nested, value) {
                (Some(nested), Value::List(lines)) => {
                    let rows =
                        lines.iter().map(|line| nested.row(line)).collect::<Result<Vec<Json>, String>>();
                    Json::Array(rows.map_err(|wrong| (place, wrong))?)
                }
                _ => json_of(value),
            };
            content.insert(field.key.to_owned(), read);
        }
        Ok(canonical(&Json::Object(content)))
    }

    /// The days a row gives.
    pub fn days(&self, row: &Row) -> Days {
        let day = |behind: usize| match row.values.get(self.fields.len() + behind) {
            Some(Value::Date(day)) if self.dated => Some(*day),
            _ => None,
        };
        Days { from: day(0), to: day(1), ends: day(2) }
    }

    /// The column of a field by the path a refusal names, e.g. `tiers.0.fine_min`; the first column of the key where it names none.
    pub fn place_of(&self, path: &str) -> usize {
        let key = path.split('.').next().unwrap_or_default();
        let own =
            [("valid_from", 0), ("valid_to", 1)].into_iter().find(|(known, _)| self.dated && *known == key);
        let named = |key: &str| self.fields.iter().position(|(field, _)| field.key == key);
        let first = || self.kind.key.iter().find_map(|key| named(key));
        named(key).or(own.map(|(_, behind)| self.fields.len() + behind)).or_else(first).unwrap_or_default()
    }

    /// Whether the row's file has the column of the last days.
    pub fn tells_end(&self, row: &Row) -> bool {
        self.dated && !row.absent.contains(&(self.fields.len() + 1))
    }

    /// The fields with their place.
    pub fn fields(&self) -> impl Iterator<Item = (usize, &'static Field)> {
        self.fields.iter().map(|(field, _)| *field).enumerate()
    }
}

fn is_file(field: &Field) -> bool {
    matches!(field.shape, Shape::File | Shape::Files)
}

/// The column of a field.
pub(super) fn column(field: &Field) -> Column {
    let kind = match field.shape {
        Shape::Line(chars_max) => Kind::Text { chars_max },
        Shape::Text(chars_max) => Kind::Text { chars_max },
        Shape::Date => Kind::Date,
        Shape::Money => Kind::Money,
        Shape::Whole(..) => Kind::Integer,
        Shape::Yes => Kind::YesNo,
        Shape::Choice(choices) => {
            let choice =
                |(code, word): &(&str, &str)| Choice { code: (*code).to_owned(), word: (*word).to_owned() };
            Kind::Choice(choices.iter().map(choice).collect())
        }
        Shape::Lines(chars_max) => Kind::Lines { chars_max },
        Shape::Many(_) | Shape::Files => Kind::Lines { chars_max: 100 },
        Shape::Rows(_) => Kind::Lines { chars_max: 5_000 },
        _ => Kind::Text { chars_max: 200 },
    };
    let hint = match field.shape {
        Shape::One(Offer::Bodies) => "统一社会信用代码，或者名录中的名称",
        _ => field.hint,
    };
    let column = Column::new(field.key, field.label, kind).hint(hint);
    if field.required { column.required() } else { column }
}

/// A field's value in a cell.
pub(super) fn value_of(field: &Field, value: Option<&Json>) -> Value {
    match (field.shape, value) {
        (_, None | Some(Json::Null)) => Value::Empty,
        (Shape::Money, Some(Json::Number(fen))) => fen.as_i64().map_or(Value::Empty, Value::Money),
        (_, Some(Json::Number(number))) => number.as_i64().map_or(Value::Empty, Value::Integer),
        (_, Some(Json::Bool(yes))) => Value::YesNo(*yes),
        (Shape::Date, Some(Json::String(day))) => day.parse().map_or(Value::Empty, Value::Date),
        (_, Some(Json::String(text))) if text.trim().is_empty() => Value::Empty,
        (Shape::Choice(_), Some(Json::String(code))) => Value::Choice(code.clone()),
        (_, Some(Json::String(text))) => Value::Text(unbroken(text)),
        (_, Some(Json::Array(items))) if items.is_empty() => Value::Empty,
        (_, Some(Json::Array(items))) => {
            Value::List(items.iter().filter_map(Json::as_str).map(str::to_owned).collect())
        }
        (_, Some(Json::Object(_))) => Value::Empty,
    }
}

/// Line breaks as they are in a table, where forms give the two characters of a typewriter.
fn unbroken(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}

/// The same with every text's line breaks as they are in a table; two contents that differ in nothing else are the same.
pub(super) fn as_read(content: &Json) -> Json {
    match content {
        Json::String(text) => Json::from(unbroken(text)),
        Json::Array(items) => Json::Array(items.iter().map(as_read).collect()),
        Json::Object(fields) => {
            Json::Object(fields.iter().map(|(key, value)| (key.clone(), as_read(value))).collect())
        }
        other => other.clone(),
    }
}

/// What a cell means, as JSON.
pub(super) fn json_of(value: &Value) -> Json {
    match value {
        Value::Empty => Json::Null,
        Value::Text(text) | Value::Code(text) | Value::Choice(text) => Json::from(text.as_str()),
        Value::Date(day) => Json::from(day.to_string()),
        Value::Money(number) | Value::Integer(number) => Json::from(*number),
        Value::YesNo(yes) => Json::from(*yes),
        Value::List(items) => Json::from(items.clone()),
    }
}
