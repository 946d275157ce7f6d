//! JSON Schema from declarations: what an act asks for, and what stands in a register, by the fields that judge them. The description of the API and the open
//! data of the portal speak of a register through these; a field added to a declaration is described everywhere at once.

use events::field::{Field, Offer, ROWS_MAX, Shape};
use registers::declaration::RegisterKind;
use serde_json::{Map, Value, json};

/// The dialect.
const DIALECT: &str = "https://json-schema.org/draft/2020-12/schema";

/// What is handed in for an entry of a register: every field, those required that the declaration requires.
pub fn entered(kind: &RegisterKind) -> Value {
    let mut schema = object_of(kind.fields);
    for field in kind.fields {
        schema["properties"][field.key]["x-public"] = kind.public.contains(&field.key).into();
    }
    about(schema, kind)
}

/// What stands of an entry: the same fields. An entry from before a field was asked for has none, so only the key is sure to be there.
pub fn held(kind: &RegisterKind) -> Value {
    of_fields(kind, kind.fields.iter())
}

/// What everyone may see of an entry.
pub fn public(kind: &RegisterKind) -> Value {
    of_fields(kind, kind.public_fields())
}

fn of_fields<'a>(kind: &RegisterKind, fields: impl Iterator<Item = &'a Field>) -> Value {
    let mut properties = Map::new();
    for field in fields {
        let mut schema = property(&Field { required: false, ..*field });
        schema["x-public"] = kind.public.contains(&field.key).into();
        properties.insert(field.key.to_owned(), schema);
    }
    let required: Vec<&str> = kind.key.iter().copied().filter(|key| properties.contains_key(*key)).collect();
    let object = json!({"type": "object", "properties": properties, "required": required, "additionalProperties": false});
    about(object, kind)
}

fn about(mut schema: Value, kind: &RegisterKind) -> Value {
    schema["title"] = kind.title.into();
    schema["description"] = format!("{}（{}）", kind.about, kind.article).into();
    schema["x-key"] = kind.key.into();
    schema
}

/// The file of a register's open data.
pub fn open_data(kind: &RegisterKind) -> Value {
    let entry = json!({"type": "object", "required": ["key", "content"], "additionalProperties": false, "properties": {
        "key": {"type": "string", "description": "条目编号，永久地址的末段"}, "content": public(kind)}});
    let labels: Map<String, Value> =
        kind.public_fields().map(|field| (field.key.to_owned(), json!({"const": field.label}))).collect();
    json!({
        "$schema": DIALECT,
        "title": format!("{}　开放数据", kind.title),
        "description": kind.about,
        "type": "object",
        "required": ["register", "title", "since", "article", "fields", "entries"],
        "additionalProperties": false,
        "properties": {
            "register": {"const": kind.word},
            "title": {"const": kind.title},
            "since": {"type": ["string", "null"], "format": "date", "description": "内容自这一天起如此，至所问的那天没有变化；此前没有任何条目的为 null"},
            "article": {"type": "string"},
            "schema": {"type": "string"},
            "fields": {"type": "object", "properties": labels, "additionalProperties": false},
            "entries": {"type": "array", "items": entry},
        },
    })
}

pub fn object_of(fields: &[Field]) -> Value {
    let properties: Map<String, Value> =
        fields.iter().map(|field| (field.key.to_owned(), property(field))).collect();
    let required: Vec<&str> = fields.iter().filter(|field| field.required).map(|field| field.key).collect();
    json!({"type": "object", "properties": properties, "required": required, "additionalProperties": false})
}

fn property(field: &Field) -> Value {
    let mut schema = shape(field.shape);
    schema["title"] = field.label.into();
    if !field.hint.is_empty() {
        schema["description"] = field.hint.into();
    }
    if field.required && schema["type"] == "array" {
        schema["minItems"] = 1.into();
    }
    schema
}

fn shape(shape_: Shape) -> Value {
    match shape_ {
        Shape::Line(max) => json!({"type": "string", "maxLength": max, "pattern": "^[^\\r\\n]*$"}),
        Shape::Text(max) => json!({"type": "string", "maxLength": max}),
        Shape::Date => json!({"type": "string", "format": "date"}),
        Shape::Moment => {
            json!({"type": "string", "pattern": "^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}", "examples": ["2026-11-23T09:30"]})
        }
        Shape::Money => {
            json!({"type": "integer", "minimum": 0, "maximum": 10_000_000_000_000_i64, "x-unit": "fen"})
        }
        Shape::Whole(min, max) => json!({"type": "integer", "minimum": min, "maximum": max}),
        Shape::Yes => json!({"type": "boolean"}),
        Shape::Choice(choices) => {
            let labels: Map<String, Value> =
                choices.iter().map(|(code, word)| ((*code).to_owned(), (*word).into())).collect();
            json!({"type": "string", "enum": choices.iter().map(|(code, _)| *code).collect::<Vec<_>>(), "x-labels": labels})
        }
        Shape::One(offer) => json!({"type": "string", "maxLength": 100, "x-offer": offered(offer)}),
        Shape::Many(offer) => list(json!({"type": "string", "maxLength": 100, "x-offer": offered(offer)})),
        Shape::Lines(max) => list(json!({"type": "string", "maxLength": max})),
        Shape::Rows(columns) => list(object_of(columns)),
        Shape::Changes => list(json!({"$ref": "#/components/schemas/Change"})),
        Shape::File => file(),
        Shape::Drawn => {
            json!({"type": "string", "pattern": "^[0-9a-f]{64}$", "description": "屏幕手写签名，已存PNG的 SHA-256"})
        }
        Shape::Position => {
            json!({"type": "string", "maxLength": 100, "description": "设备测得的位置：纬度,经度,误差米,测得时刻（RFC 3339）；不得填写未经设备测得的位置",
                   "examples": ["31.22040,121.42430,12,2026-11-24T01:29:40Z"]})
        }
        Shape::Digest => {
            json!({"type": "string", "pattern": "^[0-9a-f]{64}$", "description": "签名前所阅看内容的 SHA-256"})
        }
        Shape::Files => list(file()),
    }
}

pub fn list(items: Value) -> Value {
    json!({"type": "array", "maxItems": ROWS_MAX, "items": items})
}

fn file() -> Value {
    json!({"type": "string", "pattern": "^[0-9a-f]{64}$", "description": "已存文件的 SHA-256"})
}

fn offered(offer: Offer) -> &'static str {
    crate::forms::offer_key(offer)
}
