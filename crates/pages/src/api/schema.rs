//! The description of the API, OpenAPI 3.1, made from the same declarations that judge the requests (`desk::acts::ALL` and their fields, the registers and
//! theirs): what a program is told and what it is held to cannot differ.

use super::acts::{OPENING, is_of_case, is_of_letter};
use super::registers;
use crate::schema::object_of;
use crate::state::DeskState;
use axum::Json;
use axum::extract::State;
use events::standing::Stage;
use events::{ActKind, Duty};
use serde_json::{Map, Value, json};

pub async fn show(State(state): State<DeskState>) -> Json<Value> {
    Json(openapi(&state.office.portal_url))
}

/// The whole description; the open data of the registers are at the portal's address.
pub fn openapi(portal_url: &str) -> Value {
    let mut paths = Map::new();
    for (path, item) in readings().into_iter().chain(sessions()).chain(incoming()) {
        paths.insert(path.to_owned(), item);
    }
    paths.extend(registers::paths(portal_url));
    // What anyone may do is done on the portal, without the API.
    for act in desk::acts::ALL.iter().filter(|act| act.duty != Duty::Anyone) {
        let path = path_of(act);
        let item = paths.entry(path).or_insert_with(|| json!({}));
        item["post"] = operation(act);
        if is_of_case(act) {
            item["parameters"] = json!([case_parameter()]);
        } else if is_of_letter(act) {
            item["parameters"] = json!([letter_parameter()]);
        }
    }
    json!({
        "openapi": "3.1.0",
        "info": {"title": "明镜 办案接口", "version": env!("CARGO_PKG_VERSION"),
                 "description": "一个办理事项一个地址。金额以分为单位；日期是北京时间。写入须带 Idempotency-Key；依法不能办理的，以 problem+json 说明理由、条文和办法。"},
        "paths": paths,
        "components": components(),
        "security": [{"token": []}],
    })
}

/// The address of an act.
pub fn path_of(act: &ActKind) -> String {
    match act.stage {
        _ if act.word == OPENING => "/api/cases".to_owned(),
        Stage::Register => format!("/api/registers/{}", act.word),
        Stage::Complaint => format!("/api/complaints/{{letter}}/{}", act.word),
        _ => format!("/api/cases/{{case}}/{}", act.word),
    }
}

fn operation(act: &ActKind) -> Value {
    json!({
        "operationId": act.name,
        "summary": act.title,
        "description": format!("由{}办理。", act.duty.title()),
        "tags": [act.stage.title()],
        "parameters": [{"$ref": "#/components/parameters/IdempotencyKey"}],
        "requestBody": {"required": true, "content": {"application/json": {"schema": object_of(act.fields)}}},
        "responses": {
            "201": {"description": "已登记，给出条目编号和回执地址", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Carried"}}}},
            "200": {"description": "同一幂等键此前已办理，结果相同", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Carried"}}}},
            "400": problem("请求不能读取"), "401": problem("未登录"), "404": problem("没有这个案件"), "409": problem("案件刚刚有了新的进展"),
            "415": problem("不是 JSON"), "422": problem("填写有误，或者依法不能办理"), "503": problem("系统暂时不能办理"), "507": problem("存储空间已满"),
        },
    })
}

/// A letter from the public by its tag.
fn letter_parameter() -> Value {
    json!({"name": "letter", "in": "path", "required": true, "schema": {"type": "string", "pattern": "^[0-9a-f]{32}$"}})
}

pub fn problem(description: &str) -> Value {
    json!({"description": description, "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}})
}

fn case_parameter() -> Value {
    json!({"name": "case", "in": "path", "required": true, "schema": {"type": "string", "pattern": "^[0-9a-f]{32}$"}})
}

fn reading(id: &str, summary: &str, parameters: &[(&str, &str, &str)]) -> Value {
    let parameters: Vec<Value> = parameters
        .iter()
        .map(|(name, kind, says)| json!({"name": name, "in": "query", "required": false, "description": says, "schema": {"type": kind}}))
        .collect();
    json!({"operationId": id, "summary": summary, "tags": ["查阅"], "parameters": parameters,
           "responses": {"200": {"description": "内容", "content": {"application/json": {"schema": {"type": "object"}}}},
                         "400": problem("请求不能读取"), "401": problem("未登录"), "404": problem("没有这个内容"), "422": problem("依法不能查阅")}})
}

fn readings() -> Vec<(&'static str, Value)> {
    let cases = [
        ("words", "string", "编号、名称、当事人的一部分，至少两个字"),
        ("stage", "string", "阶段代码"),
        ("mine", "boolean", "只看本人承办"),
        ("open", "boolean", "只看未结或者已结"),
        ("before", "integer", "上一页给出的 next"),
    ];
    let dossier = [
        ("kind", "string", "案件 case、文书 paper、证据 evidence、音像 recording、其他材料 other"),
        ("body", "string", "办案机关的统一社会信用代码"),
        ("before", "string", "上一页给出的 next"),
    ];
    vec![
        (
            "/api/duties",
            json!({"get": reading("ReadDuties", "待办", &[("page", "integer", "从0起，每页五十条")])}),
        ),
        (
            "/api/files",
            json!({"get": reading("ReadFiles", "本人存入的文件", &[("ids", "string", "SHA-256，以逗号分开，最多100个")])}),
        ),
        (
            "/api/cases/{case}/dossier",
            json!({"parameters": [case_parameter(), purpose()], "get": reading("ReadDossier", "一户一档：同一执法对象各案的材料", &dossier)}),
        ),
        ("/api/cases", json!({"get": reading("ReadDocket", "案件台账", &cases)})),
        (
            "/api/cases/{case}",
            json!({"parameters": [case_parameter(), purpose()], "get": reading("ReadCase", "案件经过和能办的事项", &[])}),
        ),
    ]
}

fn purpose() -> Value {
    json!({"name": super::readings::PURPOSE.as_str(), "in": "header", "required": false, "schema": {"type": "string", "maxLength": 2000},
           "description": "调阅他人承办的案件时的用途，百分号编码的 UTF-8"})
}

fn sessions() -> Vec<(&'static str, Value)> {
    let asked = json!({"type": "object", "required": ["login", "password"], "properties": {
        "login": {"type": "string", "maxLength": 60}, "password": {"type": "string"}, "totp": {"type": "string"}}});
    let token =
        json!({"type": "object", "properties": {"token": {"type": "string"}, "scheme": {"const": "Bearer"}}});
    let begin = json!({"post": {"operationId": "SignIn", "summary": "登录", "tags": ["登录"], "security": [],
        "requestBody": {"required": true, "content": {"application/json": {"schema": asked}}},
        "responses": {"201": {"description": "令牌", "content": {"application/json": {"schema": token}}},
                      "400": problem("请求不能读取"), "401": problem("不能登录"), "429": problem("尝试过于频繁")}}});
    let end = json!({"delete": {"operationId": "SignOut", "summary": "退出", "tags": ["登录"],
        "responses": {"204": {"description": "已退出"}, "401": problem("未登录")}}});
    vec![("/api/sessions", begin), ("/api/sessions/current", end)]
}

/// Recordings of devices: by an officer's session, or by the token of a dock or a device.
fn incoming() -> Vec<(&'static str, Value)> {
    let text = json!({"type": "string"});
    let known = json!({"type": "object", "required": ["file", "state", "may_be_wiped"], "properties": {
        "file": text, "state": {"enum": ["waiting", "claimed", "unknown"]}, "says": text, "may_be_wiped": {"type": "boolean"}, "wiping": text,
        "proof": {"type": ["object", "null"], "properties": {"sha256": text, "size_bytes": {"type": "integer"}, "at": text, "sound": {"type": "boolean"}}}}});
    let told = |status: &str, description: &str| {
        json!({status: {"description": description, "content": {"application/json": {"schema": known}}},
        "401": problem("未登录，或者设备令牌无效"), "403": problem("设备已登记为遗失或者停用"), "404": problem("没有收到"), "422": problem("填写有误"), "503": problem("系统暂时不能办理")})
    };
    let posted = |fields: &[events::field::Field]| json!({"required": true, "content": {"application/json": {"schema": object_of(fields)}}});
    let token = json!([{"token": []}, {"device": []}]);
    let hand_in = json!({"post": {"operationId": "HandInRecording", "summary": "交来设备中的音像文件", "tags": ["采集"], "security": token,
        "requestBody": posted(super::incoming::FIELDS), "responses": told("201", "已在待认领素材中")}});
    let clock = json!({"post": {"operationId": "CompareDeviceClock", "summary": "核对设备时钟", "tags": ["采集"], "security": token,
        "requestBody": posted(super::incoming::CLOCK_FIELDS),
        "responses": {"200": {"description": "设备时钟快多少秒"}, "401": problem("未登录，或者设备令牌无效"), "422": problem("填写有误")}}});
    let ask = json!({"parameters": [{"name": "file", "in": "path", "required": true, "schema": {"type": "string", "pattern": "^[0-9a-f]{64}$"}}],
        "get": {"operationId": "ReadIncoming", "summary": "是否已经收到，设备中的原件是否可以清除", "tags": ["采集"], "security": token, "responses": told("200", "在何处；回读核对的结果")}});
    vec![("/api/incoming", hand_in), ("/api/incoming/clock", clock), ("/api/incoming/{file}", ask)]
}

fn components() -> Value {
    let text = json!({"type": "string"});
    let mut components = json!({
        "securitySchemes": {"token": {"type": "http", "scheme": "bearer", "description": "POST /api/sessions 给出的令牌"},
            "device": {"type": "http", "scheme": "bearer", "description": "设备令牌，只用于上传和采集"}},
        "parameters": {"IdempotencyKey": {"name": "Idempotency-Key", "in": "header", "required": true,
            "description": "同一次办理重试时使用同一个键", "schema": {"type": "string", "minLength": 1, "maxLength": 100, "pattern": "^[!-~]+$"}}},
        "schemas": {
            "Carried": {"type": "object", "required": ["case", "repeated", "entries"], "properties": {
                "case": text, "repeated": {"type": "boolean"},
                "entries": {"type": "array", "items": {"type": "object", "properties": {
                    "number": {"type": "integer"}, "seq": {"type": "integer"}, "type": text, "receipt": {"type": "string", "format": "uri"}}}}}},
            "Problem": {"type": "object", "required": ["type", "title", "status"], "properties": {
                "type": text, "title": text, "status": {"type": "integer"}, "detail": text,
                "errors": {"type": "array", "items": {"type": "object", "properties": {"field": text, "reason": text}}},
                "refusal": {"type": "object", "properties": {"name": text, "article": text, "opens": text}}}},
        },
    });
    for (name, schema) in registers::schemas() {
        components["schemas"][name] = schema;
    }
    components
}
