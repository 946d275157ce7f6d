//! Every register has its schema, what the API answers of each is as that schema says, and what is not so is told from it.

use super::registers::{entered_name, held_name, open_name};
use super::schema::openapi;
use super::tests::{PASSWORD, api};
use crate::sheet::tests::held;
use axum::http::{Method, StatusCode};
use desk::store::Keeping;
use desk::{Append, Store};
use events::entries::{Change, EntriesConfirmed, EntriesPrepared};
use events::field::{Field, Shape};
use events::testing::{Story, district, moment};
use events::{Body, Event, OfficerId, StreamId};
use jsonschema::Validator;
use registers::all;
use registers::declaration::RegisterKind;
use serde_json::{Value, json};
use store::{Account, Books};

/// A judge of one schema, with those of the description beside it.
fn validator(schema: &Value) -> Validator {
    let mut whole = schema.clone();
    whole["components"] = openapi("http://portal.example")["components"].take();
    jsonschema::draft202012::new(&whole).expect("a schema")
}

fn named(name: &str) -> Validator {
    validator(&json!({"$ref": format!("#/components/schemas/{name}")}))
}

/// A key as a value of a query.
fn encoded(key: &str) -> String {
    url::form_urlencoded::byte_serialize(key.as_bytes()).collect()
}

fn holds(validator: &Validator, value: &Value) {
    let wrong: Vec<String> =
        validator.iter_errors(value).map(|fault| format!("{}: {fault}", fault.instance_path())).collect();
    assert!(wrong.is_empty(), "{wrong:?} in {value}");
}

/// Two entries with every field filled in each register that goes by proposals, entered after the district.
async fn fill(books: &Books) {
    let by = Story::new().named(district::HE);
    let mut events = Vec::new();
    for kind in all::ALL.iter().filter(|kind| kind.act.is_none()) {
        let (register, proposal) = (kind.word.to_owned(), format!("{:0>32}", events.len()));
        let changes = vec![Change::Enter(held(kind, 0)), Change::Enter(held(kind, 1))];
        let reason = "按公布的文件".to_owned();
        events.push(Event::EntriesPrepared(EntriesPrepared {
            register: register.clone(),
            proposal: proposal.clone(),
            reason,
            changes,
        }));
        events.push(Event::EntriesConfirmed(EntriesConfirmed { register, proposal, changes: 2, from: None }));
    }
    let registers = books.registers();
    let body = |event| Body { event, by: by.clone(), unit: district::BODY.to_owned() };
    let work = Append {
        key: "entries".to_owned(),
        by: by.id.clone(),
        input_digest: String::new(),
        stream: StreamId::REGISTERS,
        keeping: Keeping::Registers,
        seen_seq: registers.version,
        registers_version: registers.version,
        at: moment("2026-11-23T08:10"),
        law: registers.law_edition(),
        bodies: events.into_iter().map(body).collect(),
    };
    books.append(work).await.unwrap();
}

#[tokio::test]
async fn what_the_api_answers_of_every_register_is_as_its_schema_says() {
    let api = api().await;
    fill(&api.books).await;
    let account = Account {
        officer: OfficerId::from(district::HE),
        login: "he".to_owned(),
        password_hash: crate::session::hash_password(PASSWORD).unwrap(),
        totp_secret: None,
        failed: 0,
        locked_until: None,
    };
    api.books.account_put(&account).await.unwrap();
    let body = json!({"login": "he", "password": PASSWORD}).to_string();
    let (_, said) = api.ask(Method::POST, "/api/sessions", "", "", &body).await;
    let token = said["token"].as_str().unwrap();
    let description = openapi("http://portal.example");
    for kind in &all::ALL {
        let path = format!("/api/registers/{}", kind.word);
        let (status, answer) = api.ask(Method::GET, &path, token, "", "").await;
        assert_eq!(status, StatusCode::OK, "{path}: {answer}");
        let operation = &description["paths"][&path]["get"];
        let schema = &operation["responses"]["200"]["content"]["application/json"]["schema"];
        holds(&validator(schema), &answer);
        let entries = answer["entries"].as_array().unwrap();
        // The official calendars come with the program and are in no ledger.
        assert!(!entries.is_empty() || kind.word == "calendar", "{} has no entry to be judged", kind.word);
        let (_, before) = api.ask(Method::GET, &format!("{path}?on=2020-01-01"), token, "", "").await;
        assert_eq!(before["entries"], json!([]), "{}", kind.word);
        if let Some(last) = entries.last() {
            let after = encoded(last["key"].as_str().unwrap());
            let (_, rest) = api.ask(Method::GET, &format!("{path}?after={after}"), token, "", "").await;
            assert_eq!(rest["entries"], json!([]), "{}", kind.word);
        }
    }
    let (status, _) = api.ask(Method::GET, "/api/registers/none", token, "", "").await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    let (status, _) = api.ask(Method::GET, "/api/registers/body?on=2026-13-01", token, "", "").await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    // Who handles cases does not keep what is not public.
    let handler = api.token().await;
    let (status, _) = api.ask(Method::GET, "/api/registers/qualifications", &handler, "", "").await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    assert_eq!(api.ask(Method::GET, "/api/registers/body", &handler, "", "").await.0, StatusCode::OK);
}

#[test]
fn a_schema_says_of_a_register_what_its_declaration_says() {
    let description = openapi("http://portal.example");
    let schemas = &description["components"]["schemas"];
    for kind in &all::ALL {
        let schema = &schemas[entered_name(kind)];
        assert_eq!(schema["title"], kind.title);
        assert_eq!(schemas[open_name(kind)].is_object(), kind.is_public(), "{}", kind.word);
        let properties = schema["properties"].as_object().unwrap();
        assert_eq!(properties.len(), kind.fields.len(), "{}", kind.word);
        for field in kind.fields {
            let told = &properties[field.key];
            assert_eq!(told["title"], field.label);
            assert_eq!(told["x-public"], kind.public.contains(&field.key), "{} {}", kind.word, field.key);
            match field.shape {
                Shape::Money => {
                    assert_eq!((&told["type"], &told["x-unit"]), (&json!("integer"), &json!("fen")))
                }
                Shape::Choice(choices) => {
                    for (code, word) in choices {
                        assert_eq!(told["x-labels"][code], *word);
                    }
                }
                _ => {}
            }
        }
        refuses(kind);
    }
}

/// What the form would not take is not as the schema says either.
fn refuses(kind: &'static RegisterKind) {
    let schema = named(&entered_name(kind));
    let right = held(kind, 0).content;
    holds(&schema, &right);
    holds(&named(&held_name(kind)), &right);
    let mut more = right.clone();
    more["more"] = json!(1);
    assert!(!schema.is_valid(&more), "{} takes a field it does not have", kind.word);
    for Field { key, .. } in kind.fields.iter().filter(|field| field.required) {
        let mut less = right.clone();
        less.as_object_mut().unwrap().remove(*key);
        assert!(!schema.is_valid(&less), "{} does without {key}", kind.word);
    }
    for field in kind.fields {
        let mut wrong = right.clone();
        wrong[field.key] = json!({"x": -1});
        assert!(!schema.is_valid(&wrong), "{} takes anything for {}", kind.word, field.key);
    }
}

#[test]
fn a_change_is_described_by_the_registers_it_may_be_of() {
    let changes = named("Change");
    for kind in all::ALL.iter().filter(|kind| kind.act.is_none()) {
        let change = serde_json::to_value(Change::Enter(held(kind, 0))).unwrap();
        holds(&changes, &change);
    }
    assert!(
        !changes
            .is_valid(&json!({"enter": {"key": "a", "valid_from": "2026-01-05", "content": {"none": 1}}}))
    );
    assert!(!changes.is_valid(&json!({"retire": {"key": "a"}})));
}
