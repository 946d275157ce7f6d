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
    let mut events = confirmed("discretion", "5b", "CL-1", content).to_vec();
    events.extend(window_post());
    events.extend(guide());
    events.extend(article());
    events
}

/// A guide with its sample paper, dealt with at once.
fn guide() -> [Event; 2] {
    let content = json!({"code": "BS-1", "body": district::BODY, "name": "食品经营许可", "target": "经营者", "conditions": "有场所",
        "materials": ["申请书"], "samples": [{"name": "食品经营许可申请书", "lines": ["名称：甲店", "场所：一层"]}],
        "procedure": "申请、决定", "statutory_days": 5, "promised_days": 0, "place": "政务中心", "hours": "工作日",
        "phone": "021-00000000", "complaints": "12345"});
    confirmed("guides", "5d", "BS-1", content)
}

/// An entry, prepared and confirmed.
fn confirmed(register: &str, tag: &str, key: &str, content: Value) -> [Event; 2] {
    let held = Held { key: key.to_owned(), valid_from: day("2027-02-01"), valid_to: None, content };
    proposal(register, tag, Change::Enter(held))
}

fn proposal(register: &str, tag: &str, change: Change) -> [Event; 2] {
    let (register, proposal) = (register.to_owned(), tag.repeat(16));
    let reason = "按公布的文件".to_owned();
    let (changes, confirms) = (vec![change], proposal.clone());
    [
        Event::EntriesPrepared(EntriesPrepared { register: register.clone(), proposal, reason, changes }),
        Event::EntriesConfirmed(EntriesConfirmed { register, proposal: confirms, changes: 1, from: None }),
    ]
}

/// A window post with its board.
fn window_post() -> [Event; 2] {
    let content = json!({"code": "CK-1", "body": district::BODY, "window": "3号窗口", "officer": "wu", "name": "吴霞",
        "post": "窗口工作人员", "duties": "受理和咨询", "samples": ["食品经营许可申请书"], "progress": "公示平台",
        "consulting": "021-00000000", "complaints": "12345"});
    confirmed("window_posts", "5c", "CK-1", content)
}

/// An article that the standard cites, amended since, and amended once more from a day to come.
fn article() -> Vec<Event> {
    let key = "食品安全法~124~1~5";
    let text = |text: &str| json!({"law": "食品安全法", "article": 124, "paragraph": 1, "item": 5, "text": text, "source": "摘要"});
    let held = |from: &str, content: Value| Held {
        key: key.to_owned(),
        valid_from: day(from),
        valid_to: None,
        content,
    };
    let amended =
        |tag: &str, from: &str, content: Value| proposal("articles", tag, Change::Amend(held(from, content)));
    let mut events = confirmed("articles", "5e", key, text("五万元以上十万元以下罚款")).to_vec();
    events.extend(amended("5f", "2027-02-15", text("六万元以上十万元以下罚款")));
    events.extend(amended("60", "2027-06-01", text("十万元以上二十万元以下罚款")));
    events
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
async fn a_day_that_is_none_is_refused_and_a_day_to_come_is_answered_with_its_reservation() {
    let sample = sample().await;
    for path in
        ["/directory", "/directory/matter", "/directory/discretion/CL-1", "/calculator/CL-1", "/open-data"]
    {
        for wrong in ["abc", "2026-13-45", "20270202"] {
            let (status, page) = get(&sample, &format!("{path}?on={wrong}")).await;
            assert_eq!(status, StatusCode::BAD_REQUEST, "{path}?on={wrong}");
            assert!(page.contains("地址中的 on") && page.contains("2026-01-05"), "{path}");
        }
        let (_, wide) = get(&sample, &format!("{path}?on=%EF%BC%92027-02-01")).await;
        assert!(wide.contains("2027-02-01"), "{path}");
        let (_, later) = get(&sample, &format!("{path}?on=2099-12-31")).await;
        assert!(later.contains("按目前已确认的变更"), "{path}");
        let (_, today) = get(&sample, path).await;
        assert!(!today.contains("按目前已确认的变更"), "{path}");
    }
    let (status, told) = get(&sample, "/open-data/matter.csv?on=abc").await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    let told: Value = serde_json::from_str(&told).unwrap();
    assert_eq!((&told["field"], &told["form"]), (&json!("on"), &json!("YYYY-MM-DD")));
}

#[tokio::test]
async fn what_is_confirmed_for_a_day_to_come_is_announced_and_noted_at_what_cites_it() {
    let sample = sample().await;
    let article = "/directory/articles/%E9%A3%9F%E5%93%81%E5%AE%89%E5%85%A8%E6%B3%95~124~1~5";
    let (_, today) = get(&sample, article).await;
    assert!(today.contains("六万元以上") && today.contains("已确认：自2027-06-01 周二起变更"));
    let then = "?on=2027-06-01";
    assert!(
        today.contains(&format!("{then}\">查看2027-06-01 周二的内容")),
        "the way to the page of that day"
    );
    assert!(today.contains("尚未施行"), "the history has it");
    assert!(today.contains("条文已自2027-02-15 周一起变更，尚未复核"), "what cites it is noted in the list");
    let (_, later) = get(&sample, &format!("{article}{then}")).await;
    assert!(later.contains("十万元以上二十万元以下") && !later.contains("已确认：自"));
    let (_, standard) = get(&sample, "/directory/discretion/CL-1").await;
    assert!(standard.contains("已自2027-02-15 周一起修改；本条目按修改前的条文登记，尚未复核"));
    assert!(standard.contains("自2027-06-01 周二起修改；本条目按现行条文登记，届时待复核"));
    let (_, before) = get(&sample, "/directory/discretion/CL-1?on=2027-02-10").await;
    assert!(!before.contains("已自2027-02-15"), "on that day the article was as it was cited");
}

#[tokio::test]
async fn a_board_leads_to_its_guide_and_sample_paper_and_back() {
    let sample = sample().await;
    let (_, board) = get(&sample, "/boards/CK-1").await;
    for href in ["/directory/guides/BS-1", "/directory/guides/BS-1#samples", "/boards"] {
        assert!(board.contains(&format!("href=\"{href}\"")), "{href}");
    }
    let (_, guide) = get(&sample, "/directory/guides/BS-1").await;
    for words in ["id=\"samples\"", "食品经营许可申请书", "名称：甲店", "当场办结"] {
        assert!(guide.contains(words), "{words}");
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
    assert!(csv.starts_with("\u{FEFF}事项编码,"));
    assert!(csv.contains(district::FOOD) && csv.contains(",50000.00,"));
}

#[tokio::test]
async fn the_calculator_names_tier_band_article_and_version_and_the_way_to_them() {
    let sample = sample().await;
    let (_, asked) = get(&sample, "/calculator/CL-1").await;
    assert!(asked.contains("货值") && !asked.contains("阶次：") && asked.contains("示例"));
    let (_, found) = get(&sample, "/calculator/CL-1?f.value=99").await;
    for words in [
        "阶次：较轻",
        "50,000.00元",
        "第一百二十四条",
        "2027-02-01 周一起施行",
        "货值（元）：不满100——符合（回答：99）",
        "情节不同，结果怎样变化",
        "/calculator/CL-1?f.value=100#found",
    ] {
        assert!(found.contains(words), "{words}");
    }
    let (_, other) = get(&sample, "/calculator/CL-1?f.value=100").await;
    assert!(other.contains("阶次：一般") && other.contains("没有条件：其他阶次都不适用时适用"));
    for (typed, reason) in [
        ("", "没有填写"),
        ("%E5%BE%88%E5%A4%9A", "不能识别的字符“很”"),
        ("-5", "金额不能为负数"),
        ("999999999999", "金额超过上限一千亿元"),
        ("3000%E5%85%83", "不能识别的字符“元”"),
    ] {
        let (_, wrong) = get(&sample, &format!("/calculator/CL-1?f.value={typed}")).await;
        assert!(
            wrong.contains(reason) && wrong.contains("aria-invalid") && !wrong.contains("阶次："),
            "{typed}"
        );
    }
    for (typed, tier) in
        [("99.5", "较轻"), ("%EF%BC%93%EF%BC%90%EF%BC%90%EF%BC%90", "一般"), ("3,000", "一般")]
    {
        let (_, found) = get(&sample, &format!("/calculator/CL-1?f.value={typed}")).await;
        assert!(found.contains(&format!("阶次：{tier}")) && !found.contains("aria-invalid"), "{typed}");
    }
}

#[tokio::test]
async fn a_citizen_walks_from_a_body_to_a_matter_its_chart_its_tiers_and_the_calculator() {
    let sample = sample().await;
    let bodies = get(&sample, "/directory/body").await.1;
    let body = format!("/directory/body/{}", district::BODY);
    assert!(bodies.contains(&format!("href=\"{body}\"")), "the list leads to the body");
    let body = get(&sample, &body).await.1;
    let matter = format!("/directory/matter/{}", district::FOOD);
    assert!(body.contains(&format!("href=\"{matter}\"")), "the body leads to its matter");
    let matter = get(&sample, &matter).await.1;
    for (to, what) in [
        ("/procedures/ordinary", "chart"),
        ("/directory/discretion/CL-1", "tiers"),
        ("/calculator/CL-1", "calculator"),
    ] {
        assert!(matter.contains(&format!("href=\"{to}\"")), "the matter leads to the {what}");
        assert_eq!(get(&sample, to).await.0, StatusCode::OK, "{to}");
    }
    for words in ["<h1>经营超过保质期的食品</h1>", "50,000.00元至100,000.00元", "法定办理期限", "法制审核"]
    {
        assert!(matter.contains(words), "{words}");
    }
    let tiers = get(&sample, "/directory/discretion/CL-1").await.1;
    for words in ["货值（元）：不满100", "其他情形", "50,000.00元", "<h1>经营超过保质期的食品</h1>"]
    {
        assert!(tiers.contains(words), "{words}");
    }
}

#[tokio::test]
async fn an_entry_is_read_without_the_programs_own_words() {
    let sample = sample().await;
    for path in [
        format!("/directory/body/{}", district::BODY),
        format!("/directory/matter/{}", district::FOOD),
        "/directory/discretion/CL-1".to_owned(),
        "/directory/calendar/2026".to_owned(),
    ] {
        let (status, page) = get(&sample, &path).await;
        assert_eq!(status, StatusCode::OK, "{path}");
        let main = page.split("<main").nth(1).and_then(|rest| rest.split("</main>").next()).unwrap();
        for raw in [
            "{&#34;",
            "[&#34;",
            "null",
            "value&#60;",
            "value&lt;",
            "organ<",
            "market_regulation",
            "true",
            "false",
        ] {
            assert!(!main.contains(raw), "{path} shows {raw}");
        }
        assert_eq!(page.matches("<h1>").count(), 1, "{path}");
        assert!(main.contains("永久地址") && main.contains("查看哪一天的内容"), "{path}");
    }
    let (_, before) = get(&sample, "/directory/discretion/CL-1?on=2027-01-31").await;
    assert!(before.contains("这一天没有有效的内容") && before.contains("2027-01-31 周日"));
    let (_, calendar) = get(&sample, "/directory/calendar/2026").await;
    assert!(calendar.contains("<h1>2026年工作日历</h1>") && calendar.contains("2026-10-01 周四"));
    assert!(calendar.contains("248日"), "365 days, 104 weekend days, 19 off, 6 worked");
}

#[tokio::test]
async fn the_directory_is_searched_by_name_number_body_and_article() {
    let sample = sample().await;
    for (asked, found) in [
        ("经营超过保质期", "经营超过保质期的食品"),
        (district::FOOD, "经营超过保质期的食品"),
        ("食品安全法第一百二十四条", "/directory/discretion/CL-1"),
        ("食品安全法第124条", "/directory/discretion/CL-1"),
        ("保质期　CL-1", "/directory/discretion/CL-1"),
    ] {
        let path = format!("/directory?q={}", super::pages::encoded(asked));
        let (status, page) = get(&sample, &path).await;
        assert_eq!(status, StatusCode::OK);
        let found_part = page.split("id=\"all\"").next().unwrap();
        assert!(found_part.contains(found), "{asked}");
        assert!(found_part.contains("全部名录"), "facets");
    }
    let only = get(&sample, "/directory?q=CL-1&register=matter").await.1;
    assert!(only.contains("没有找到"));
    let nothing = get(&sample, "/directory?q=%E6%B2%A1%E6%9C%89%E8%BF%99%E4%B8%AA").await.1;
    assert!(nothing.contains("没有找到"));
    let private = get(&sample, "/directory?q=zhang").await.1;
    assert!(private.contains("没有找到"), "the id of an officer is not public");
    let other_body = get(&sample, "/directory/matter?body=none").await.1;
    assert!(other_body.contains("没有符合条件的条目"));
}
