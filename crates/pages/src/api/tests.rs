//! The API as a program meets it, over a real store: its description, a case opened through it, and every act's address fed with garbage.

use super::schema::{openapi, path_of};
use crate::attempts;
use crate::office::Office;
use crate::state::DeskState;
use axum::Router;
use axum::body::{Body as Sent, to_bytes};
use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::{Method, Request, StatusCode, header};
use desk::carry_out::Clock;
use desk::store::Keeping;
use desk::{Append, Desk, Store};
use documents::Press;
use events::testing::{Story, district, moment};
use events::{Body, OfficerId, StreamId};
use jiff::Timestamp;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::sync::Arc;
use store::{Account, Books, Config};
use tempfile::TempDir;
use tower::ServiceExt;

struct Fixed(Timestamp);

impl Clock for Fixed {
    fn now(&self) -> Timestamp {
        self.0
    }
}

pub struct Api {
    pub router: Router,
    pub state: DeskState,
    pub books: Arc<Books>,
    _folder: TempDir,
}

pub const PASSWORD: &str = "一个够长的密码";

pub async fn api() -> Api {
    let folder = tempfile::tempdir().unwrap();
    let config = Config {
        database: format!("sqlite://{}", folder.path().join("mingjing.db").display()),
        objects: format!("file://{}", folder.path().join("objects").display()),
        origin: "mingjing.example/310105".to_owned(),
        randomness: Some(7),
        ledger_key: [7; 32],
        breaks: None,
    };
    let books = Arc::new(Books::open(&config).await.unwrap());
    let by = Story::new().named(district::ZHANG);
    let bodies = district::events().into_iter().map(|event| Body {
        event,
        by: by.clone(),
        unit: district::BODY.to_owned(),
    });
    let work = Append {
        key: "registers".to_owned(),
        by: by.id.clone(),
        input_digest: String::new(),
        stream: StreamId::REGISTERS,
        keeping: Keeping::Registers,
        seen_seq: 0,
        registers_version: 0,
        at: moment("2026-11-23T08:00"),
        law: books.registers().law_edition(),
        bodies: bodies.collect(),
    };
    books.append(work).await.unwrap();
    let account = Account {
        officer: OfficerId::from(district::ZHANG),
        login: "zhang".to_owned(),
        password_hash: crate::session::hash_password(PASSWORD).unwrap(),
        totp_secret: None,
        failed: 0,
        locked_until: None,
    };
    books.account_put(&account).await.unwrap();
    let desk = Desk { store: books.clone(), clock: Arc::new(Fixed(moment("2026-11-23T09:00"))) };
    let press = Arc::new(Press::new(&documents::usual_font_dirs()).unwrap());
    let office = Office { desk, books: books.clone(), press, portal_url: "http://portal.example".to_owned() };
    let state = DeskState { office, secure: false, behind_proxy: false, uploads: Default::default() };
    let router = super::routes().with_state(state.clone());
    Api { router, state, books, _folder: folder }
}

impl Api {
    pub async fn ask(
        &self,
        method: Method,
        path: &str,
        token: &str,
        key: &str,
        body: &str,
    ) -> (StatusCode, Value) {
        let mut request =
            Request::builder().method(method).uri(path).header(header::CONTENT_TYPE, "application/json");
        if !token.is_empty() {
            request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        }
        if !key.is_empty() {
            request = request.header("idempotency-key", key);
        }
        let answer =
            self.router.clone().oneshot(request.body(Sent::from(body.to_owned())).unwrap()).await.unwrap();
        let (status, media_type) = (answer.status(), answer.headers().get(header::CONTENT_TYPE).cloned());
        if status.is_client_error() {
            assert_eq!(media_type.unwrap(), "application/problem+json", "{path}");
        }
        let bytes = to_bytes(answer.into_body(), usize::MAX).await.unwrap();
        (status, if bytes.is_empty() { Value::Null } else { serde_json::from_slice(&bytes).unwrap() })
    }

    pub async fn token(&self) -> String {
        let body = json!({"login": "zhang", "password": PASSWORD}).to_string();
        let (status, said) = self.ask(Method::POST, "/api/sessions", "", "", &body).await;
        assert_eq!(status, StatusCode::CREATED, "{said}");
        said["token"].as_str().unwrap().to_owned()
    }
}

fn clue() -> Value {
    json!({"title": "某某食品超市经营超过保质期的食品案", "matter": district::FOOD, "source": "complaint", "clue": "货架上有过期饼干",
           "party_kind": "organisation", "party_name": "某某食品超市有限公司", "party_code": district::PARTY, "party_address": "某某路100号",
           "place": "某某路100号", "act_ended_on": "2026-11-20", "received_on": "2026-11-21"})
}

#[tokio::test]
async fn a_case_is_opened_once_whatever_the_network_does() {
    let api = api().await;
    let token = api.token().await;
    let (status, first) = api.ask(Method::POST, "/api/cases", &token, "k-1", &clue().to_string()).await;
    assert_eq!(status, StatusCode::CREATED, "{first}");
    let number = first["entries"][0]["number"].as_u64().unwrap();
    assert_eq!(first["entries"][0]["receipt"], format!("http://portal.example/ledger/receipt/{number}"));
    let (status, again) = api.ask(Method::POST, "/api/cases", &token, "k-1", &clue().to_string()).await;
    assert_eq!(
        (status, &again["entries"], &again["repeated"]),
        (StatusCode::OK, &first["entries"], &json!(true))
    );
    let mut other = clue();
    other["title"] = "另一件案子".into();
    let (status, problem) = api.ask(Method::POST, "/api/cases", &token, "k-1", &other.to_string()).await;
    assert_eq!(
        (status, &problem["type"]),
        (StatusCode::UNPROCESSABLE_ENTITY, &json!("urn:mingjing:problem:key-reused"))
    );

    let case = format!("/api/cases/{}", first["case"].as_str().unwrap());
    let (status, shown) = api.ask(Method::GET, &case, &token, "", "").await;
    assert_eq!((status, &shown["events"][0]["type"]), (StatusCode::OK, &json!("CaseOpened")), "{shown}");
    let (_, docket) = api.ask(Method::GET, "/api/cases?mine=true", &token, "", "").await;
    assert_eq!(docket["cases"].as_array().unwrap().len(), 1);
    let (_, duties) = api.ask(Method::GET, "/api/duties", &token, "", "").await;
    assert!(!duties["duties"].as_array().unwrap().is_empty());

    let (status, problem) =
        api.ask(Method::POST, &format!("{case}/filing"), &token, "k-2", r#"{"opinion":"同意"}"#).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    for told in ["name", "article", "opens"] {
        assert!(problem["refusal"][told].as_str().is_some_and(|text| !text.is_empty()), "{problem}");
    }
}

#[tokio::test]
async fn strangers_and_wrong_passwords_get_nothing() {
    let api = api().await;
    for path in ["/api/cases", "/api/duties", "/api/files", "/api/cases/00000000000000000000000000000001"] {
        assert_eq!(api.ask(Method::GET, path, "", "", "").await.0, StatusCode::UNAUTHORIZED, "{path}");
        assert_eq!(
            api.ask(Method::GET, path, &"ab".repeat(32), "", "").await.0,
            StatusCode::UNAUTHORIZED,
            "{path}"
        );
    }
    for login in ["zhang", "nobody"] {
        let body = json!({"login": login, "password": "x"}).to_string();
        let (status, problem) = api.ask(Method::POST, "/api/sessions", "", "", &body).await;
        assert_eq!(
            (status, &problem["type"]),
            (StatusCode::UNAUTHORIZED, &json!("urn:mingjing:problem:not-admitted"))
        );
    }
    let token = api.token().await;
    assert_eq!(
        api.ask(Method::DELETE, "/api/sessions/current", &token, "", "").await.0,
        StatusCode::NO_CONTENT
    );
    assert_eq!(api.ask(Method::GET, "/api/duties", &token, "", "").await.0, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn garbage_at_any_act_is_a_problem_and_never_a_fault() {
    let api = api().await;
    let token = api.token().await;
    let (_, opened) = api.ask(Method::POST, "/api/cases", &token, "open", &clue().to_string()).await;
    let case = opened["case"].as_str().unwrap();
    let deep = format!("{}{}", "[".repeat(500), "]".repeat(500));
    let mut count = 0;
    for act in desk::acts::ALL.iter().filter(|act| act.duty != events::Duty::Anyone) {
        let path = path_of(act).replace("{letter}", case).replace("{case}", case);
        let wrong_types: serde_json::Map<String, Value> =
            act.fields.iter().map(|field| (field.key.to_owned(), json!({"x": -1}))).collect();
        let long: serde_json::Map<String, Value> =
            act.fields.iter().map(|field| (field.key.to_owned(), json!("长".repeat(20_000)))).collect();
        let bodies = [
            "",
            "[]",
            "{",
            "null",
            "{\"more\":1}",
            "\u{0}",
            deep.as_str(),
            &json!(wrong_types).to_string(),
            &json!(long).to_string(),
        ];
        for body in bodies.map(str::to_owned) {
            count += 1;
            let (status, said) = api.ask(Method::POST, &path, &token, &format!("g-{count}"), &body).await;
            assert!(status.is_client_error(), "{path} {status} {said} for {:.60}", body);
        }
        assert_eq!(api.ask(Method::POST, &path, "", "k", "{}").await.0, StatusCode::UNAUTHORIZED, "{path}");
        assert_eq!(api.ask(Method::POST, &path, &token, "", "{}").await.0, StatusCode::BAD_REQUEST, "{path}");
        assert_eq!(
            api.ask(Method::POST, &path, &token, "a b", "{}").await.0,
            StatusCode::BAD_REQUEST,
            "{path}"
        );
    }
    for path in [
        "/api/cases/x/closing",
        "/api/cases/00000000000000000000000000000001/none",
        "/api/registers/closing",
        "/api/nowhere",
    ] {
        assert_eq!(api.ask(Method::POST, path, &token, "k", "{}").await.0, StatusCode::NOT_FOUND, "{path}");
    }
    for path in ["/api/files?ids=..%2F..", "/api/cases?before=x", "/api/duties?page=-1", "/api/cases/%00"] {
        assert!(api.ask(Method::GET, path, &token, "", "").await.0.as_u16() < 500, "{path}");
    }
}

#[tokio::test]
async fn a_file_is_told_of_to_whoever_brought_it_and_to_nobody_else() {
    let api = api().await;
    let token = api.token().await;
    let bytes = futures::stream::iter([Ok::<_, String>(bytes::Bytes::from_static(b"a photo"))]);
    let kept =
        api.books.put_file(bytes, "1.jpg", "image/jpeg", 100, moment("2026-11-23T08:30")).await.unwrap();
    let path = format!("/api/files?ids={}", kept.sha256);
    for (by, told) in [(district::LI, 0), (district::ZHANG, 1)] {
        let (officer, at) = (OfficerId::from(by), moment("2026-11-23T08:30"));
        api.books.took_in(kept.sha256, &officer, "1.jpg", at).await.unwrap();
        let (status, said) = api.ask(Method::GET, &path, &token, "", "").await;
        assert_eq!(status, StatusCode::OK, "{said}");
        assert_eq!(said["files"].as_array().unwrap().len(), told, "brought by {by}: {said}");
    }
}

#[test]
fn the_description_is_whole() {
    let api = openapi("http://portal.example");
    assert_eq!(api["openapi"], "3.1.0");
    let mut ids = BTreeSet::new();
    for (path, item) in api["paths"].as_object().unwrap() {
        for (method, operation) in item
            .as_object()
            .unwrap()
            .iter()
            .filter(|(key, _)| !["parameters", "servers"].contains(&key.as_str()))
        {
            assert!(["get", "post", "delete"].contains(&method.as_str()), "{path} {method}");
            assert!(ids.insert(operation["operationId"].as_str().unwrap().to_owned()), "{path} {method}");
            assert!(
                operation["responses"].as_object().is_some_and(|responses| !responses.is_empty()),
                "{path} {method}"
            );
        }
        assert_eq!(path.contains("{case}"), item["parameters"][0]["name"] == "case", "{path}");
    }
    for act in desk::acts::ALL.iter().filter(|act| act.duty != events::Duty::Anyone) {
        let operation = &api["paths"][path_of(act)]["post"];
        assert_eq!(operation["operationId"], act.name);
        let schema = &operation["requestBody"]["content"]["application/json"]["schema"];
        assert_eq!(schema["properties"].as_object().unwrap().len(), act.fields.len(), "{}", act.word);
        for required in schema["required"].as_array().unwrap() {
            assert!(!schema["properties"][required.as_str().unwrap()].is_null(), "{}", act.word);
        }
    }
    references(&api, &api);
}

/// Every reference leads somewhere.
fn references(value: &Value, whole: &Value) {
    match value {
        Value::Object(fields) => {
            if let Some(Value::String(reference)) = fields.get("$ref") {
                let place = reference.strip_prefix('#').unwrap();
                assert!(whole.pointer(place).is_some(), "{reference}");
            }
            fields.values().for_each(|value| references(value, whole));
        }
        Value::Array(items) => items.iter().for_each(|value| references(value, whole)),
        _ => {}
    }
}

#[tokio::test]
async fn attempts_behind_a_proxy_are_counted_for_the_address_it_names() {
    let api = api().await;
    let request = Request::builder()
        .header("x-forwarded-for", "198.51.100.7, 203.0.113.9")
        .extension(ConnectInfo(SocketAddr::from(([127, 0, 0, 1], 4000))));
    let (mut parts, ()) = request.body(()).unwrap().into_parts();
    for (behind_proxy, address) in [(false, "127.0.0.1"), (true, "203.0.113.9")] {
        let state = DeskState { behind_proxy, ..api.state.clone() };
        let Ok(from) = attempts::From::from_request_parts(&mut parts, &state).await;
        assert_eq!(from.0, address.parse().ok(), "behind a proxy: {behind_proxy}");
    }
}
