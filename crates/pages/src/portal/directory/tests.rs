//! The public directory as readers meet it: any day, any entry, open data, the calculator; and nothing that is not on an allow-list.

use crate::portal::testing::{Sample, sample};
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode};
use events::Event;
use events::entries::{Change, EntriesConfirmed, EntriesPrepared, Held};
use events::testing::{day, district};
use serde_json::{Value, json};
use tower::ServiceExt;

/// A discretion standard that was prepared and confirmed, for the sample's ledger.
pub fn standard() -> Vec<Event> {
    let content = json!({"code": "CL-1", "body": district::BODY, "matter": district::FOOD, "name": "经营超过保质期的食品",
        "basis": "《食品安全法》第一百二十四条第一款第（五）项",
        "factors": [{"key": "value", "question": "货值（元）"}],
        "tiers": [{"name": "较轻", "conditions": ["value<100"], "fine_min": 5_000_000, "fine_max": 5_000_000},
                  {"name": "一般", "fine_min": 5_000_000, "fine_max": 10_000_000}],
        "examples": [{"answers": ["value=99"], "tier": "较轻"}, {"answers": ["value=100"], "tier": "一般"}]});
    let held = Held { key: "CL-1".to_owned(), valid_from: day("2027-02-01"), valid_to: None, content };
    let (register, proposal) = ("discretion".to_owned(), "5b".repeat(16));
    let reason = "按公布的文件".to_owned();
    let prepared = EntriesPrepared {
        register: register.clone(),
        proposal: proposal.clone(),
        reason,
        changes: vec![Change::Enter(held)],
    };
    let mut events = vec![
        Event::EntriesPrepared(prepared),
        Event::EntriesConfirmed(EntriesConfirmed { register, proposal, changes: 1 }),
    ];
    events.extend(window_post());
    events
}

/// A window post with its board.
fn window_post() -> [Event; 2] {
    let content = json!({"code": "CK-1", "body": district::BODY, "window": "3号窗口", "officer": "wu", "name": "吴霞",
        "post": "窗口工作人员", "duties": "受理和咨询", "samples": ["食品经营许可申请书"], "progress": "公示平台",
        "consulting": "021-00000000", "complaints": "12345"});
    let held = Held { key: "CK-1".to_owned(), valid_from: day("2027-02-01"), valid_to: None, content };
    let (register, proposal) = ("window_posts".to_owned(), "5c".repeat(16));
    let prepared = EntriesPrepared {
        register: register.clone(),
        proposal: proposal.clone(),
        reason: "按公布的文件".to_owned(),
        changes: vec![Change::Enter(held)],
    };
    [
        Event::EntriesPrepared(prepared),
        Event::EntriesConfirmed(EntriesConfirmed { register, proposal, changes: 1 }),
    ]
}

async fn get(sample: &Sample, path: &str) -> (StatusCode, String) {
    let request = Request::builder().uri(path).body(Body::empty()).unwrap();
    let answer = sample.router.clone().oneshot(request).await.unwrap();
    let status = answer.status();
    let bytes = to_bytes(answer.into_body(), usize::MAX).await.unwrap();
    (status, String::from_utf8(bytes.to_vec()).unwrap())
}

#[tokio::test]
async fn a_register_is_answered_for_its_day() {
    let sample = sample().await;
    let (status, today) = get(&sample, "/directory/discretion").await;
    assert_eq!(status, StatusCode::OK);
    assert!(today.contains("CL-1"));
    let (_, before) = get(&sample, "/directory/discretion?on=2027-01-31").await;
    assert!(!before.contains("CL-1"));
    let (_, entry) = get(&sample, "/directory/discretion/CL-1").await;
    assert!(entry.contains("按公布的文件") && entry.contains("/calculator/CL-1"));
    for missing in
        ["/directory/nothing", "/directory/qualifications", "/directory/body/none", "/open-data/body.exe"]
    {
        assert_eq!(get(&sample, missing).await.0, StatusCode::NOT_FOUND, "{missing}");
    }
}

#[tokio::test]
async fn open_data_is_whole_and_holds_nothing_else() {
    let sample = sample().await;
    let (_, text) = get(&sample, "/open-data/officer.json").await;
    let whole: Value = serde_json::from_str(&text).unwrap();
    let entries = whole["entries"].as_array().unwrap();
    assert_eq!(entries.len(), 7);
    for private in ["\"id\"", "posts", "legal_qualification", "zhang"] {
        assert!(!text.contains(private), "{private}");
    }
    let (_, csv) = get(&sample, "/open-data/matter.csv").await;
    assert!(csv.starts_with("\u{FEFF}编号,"));
    assert!(csv.contains(district::FOOD) && csv.contains("50,000.00元"));
}

#[tokio::test]
async fn the_calculator_names_tier_band_article_and_version() {
    let sample = sample().await;
    let (_, asked) = get(&sample, "/calculator/CL-1").await;
    assert!(asked.contains("货值") && !asked.contains("阶次："));
    let (_, found) = get(&sample, "/calculator/CL-1?f.value=99").await;
    for words in ["阶次：较轻", "50,000.00元", "第一百二十四条", "2027-02-01 起施行"] {
        assert!(found.contains(words), "{words}");
    }
    let (_, wrong) = get(&sample, "/calculator/CL-1?f.value=很多").await;
    assert!(wrong.contains("数值填写整数") && !wrong.contains("阶次："));
}
