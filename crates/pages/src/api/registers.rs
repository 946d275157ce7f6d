//! The registers by program (名录): a schema for each from its declaration, and reading the entries that hold on a day. The same walls as on the pages: what is
//! public every officer reads; of the others each body's own to those who keep them (`registers::sight`).

use super::caller::Caller;
use super::problem::Problem;
use super::readings::read;
use super::schema::problem;
use crate::schema;
use crate::state::DeskState;
use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use jiff::civil::Date;
use registers::declaration::{RegisterKind, canonical};
use registers::{all, entering, sight};
use serde::Deserialize;
use serde_json::{Map, Value, json};

/// Entries of one answer.
pub const ENTRIES: usize = 500;

/// What is asked of a register; everything may be left out.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct EntriesAsked {
    /// The day; today when left out.
    on: Option<Date>,
    /// Key of the last entry that is known.
    after: String,
}

/// `GET /api/registers/{register}`: its entries that hold on a day, in the order of their keys.
pub async fn entries(
    State(state): State<DeskState>,
    Caller(who): Caller,
    Path(word): Path<String>,
    asked: Result<Query<EntriesAsked>, QueryRejection>,
) -> Result<Json<Value>, Problem> {
    let asked = read(asked)?;
    let kind = all::by_word(&word).filter(|kind| sight::sees_register(kind, &who.officer));
    let kind = kind.ok_or_else(Problem::not_found)?;
    let on = asked.on.unwrap_or_else(|| state.today());
    let holding = who.registers.book(kind.word).all_as_of(on);
    let seen = holding.filter(|(key, _)| **key > *asked.after).filter_map(|(key, version)| {
        let content = version.content.as_deref()?;
        sight::sees_entry(kind, content, &who.officer, &who.body).then(|| {
            json!({"key": &*key, "valid_from": version.valid_from, "valid_to": version.valid_to, "content": content_of(kind, content)})
        })
    });
    let mut entries: Vec<Value> = seen.take(ENTRIES + 1).collect();
    let more = entries.len() > ENTRIES;
    entries.truncate(ENTRIES);
    let next = entries.last().filter(|_| more).map(|last| last["key"].clone());
    Ok(Json(json!({"register": kind.word, "title": kind.title, "on": on, "entries": entries, "next": next})))
}

/// What stands of an entry, in the fields of its declaration.
fn content_of(kind: &RegisterKind, content: &Value) -> Value {
    let told = canonical(&entering::fields_of(kind, content));
    let known =
        kind.fields.iter().filter_map(|field| Some((field.key.to_owned(), told.get(field.key)?.clone())));
    Value::Object(known.collect())
}

/// The schemas of every register, and of a change proposed in any.
pub fn schemas() -> Vec<(String, Value)> {
    let mut schemas = vec![("Change".to_owned(), change())];
    for kind in &all::ALL {
        schemas.push((entered_name(kind), schema::entered(kind)));
        schemas.push((held_name(kind), schema::held(kind)));
        if kind.is_public() {
            schemas.push((open_name(kind), schema::open_data(kind)));
        }
    }
    schemas
}

/// Names of a register's schemas: what is handed in, what stands, what everyone gets.
pub fn entered_name(kind: &RegisterKind) -> String {
    format!("register.{}", kind.word)
}

pub fn held_name(kind: &RegisterKind) -> String {
    format!("register.{}.held", kind.word)
}

pub fn open_name(kind: &RegisterKind) -> String {
    format!("register.{}.open", kind.word)
}

fn reference(name: &str) -> Value {
    json!({"$ref": format!("#/components/schemas/{name}")})
}

/// One change of one entry, its content by the declaration of the register it is proposed for.
fn change() -> Value {
    let contents: Vec<Value> = all::ALL.iter().map(|kind| reference(&entered_name(kind))).collect();
    let (text, day) =
        (json!({"type": "string", "minLength": 1}), json!({"type": "string", "format": "date"}));
    let held = json!({"type": "object", "required": ["key", "valid_from", "content"], "properties": {
        "key": text, "valid_from": day, "valid_to": {"type": ["string", "null"], "format": "date"}, "content": {"anyOf": contents}}});
    let retired =
        json!({"type": "object", "required": ["key", "from"], "properties": {"key": text, "from": day}});
    let one =
        |key: &str, schema: &Value| json!({"type": "object", "required": [key], "properties": {key: schema}});
    json!({"description": "enter 新增，amend 变更，retire 停用；内容按名录的声明",
           "oneOf": [one("enter", &held), one("amend", &held), one("retire", &retired)]})
}

/// The addresses: the entries of every register at the desk, the open data of the public ones at the portal.
pub fn paths(portal_url: &str) -> Map<String, Value> {
    let mut paths = Map::new();
    for kind in &all::ALL {
        paths.insert(format!("/api/registers/{}", kind.word), json!({"get": reading(kind)}));
        if kind.is_public() {
            let path = format!("/open-data/{}.json", kind.word);
            paths.insert(path, json!({"servers": [{"url": portal_url}], "get": open_data(kind)}));
        }
    }
    paths
}

fn on() -> Value {
    json!({"name": "on", "in": "query", "required": false, "description": "截至日期，缺省为今天", "schema": {"type": "string", "format": "date"}})
}

fn reading(kind: &RegisterKind) -> Value {
    let after = json!({"name": "after", "in": "query", "required": false, "description": "上一页给出的 next", "schema": {"type": "string"}});
    let day = json!({"type": "string", "format": "date"});
    let entry = json!({"type": "object", "required": ["key", "valid_from", "valid_to", "content"], "properties": {
        "key": {"type": "string"}, "valid_from": day, "valid_to": {"type": ["string", "null"], "format": "date"},
        "content": reference(&held_name(kind))}});
    let whole = json!({"type": "object", "required": ["register", "title", "on", "entries", "next"], "properties": {
        "register": {"const": kind.word}, "title": {"const": kind.title}, "on": day,
        "entries": {"type": "array", "maxItems": ENTRIES, "items": entry}, "next": {"type": ["string", "null"]}}});
    json!({"operationId": format!("Read_{}", kind.word), "summary": format!("名录：{}", kind.title), "description": kind.about, "tags": ["名录"],
           "parameters": [on(), after],
           "responses": {"200": {"description": "这一天有效的条目，按编号排列", "content": {"application/json": {"schema": whole}}},
                         "400": problem("请求不能读取"), "401": problem("未登录"), "404": problem("没有这个内容")}})
}

fn open_data(kind: &RegisterKind) -> Value {
    let says = format!(
        "{}同一地址以 .xlsx、.csv（UTF-8）、.gb18030.csv 结尾的为表格，以 .schema.json 结尾的为本格式的说明。",
        kind.about
    );
    json!({"operationId": format!("Open_{}", kind.word), "summary": format!("开放数据：{}", kind.title), "description": says, "tags": ["开放数据"],
           "security": [], "parameters": [on()],
           "responses": {"200": {"description": "这一天有效的全部条目", "content": {"application/json": {"schema": reference(&open_name(kind))}}},
                         "304": {"description": "自 If-None-Match 所指的版本以来没有变化"}}})
}
