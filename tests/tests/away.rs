//! The store away for a while: PostgreSQL stopped as a crash stops it and started again, the object store cut off. Acts are answered with what to do, what was
//! entered comes back under its own key, work goes on by itself, nothing acknowledged is lost and nothing is done twice.

use desk::Store;
use mingjing::demo::PASSWORD;
use rand::SeedableRng;
use serde_json::json;
use std::collections::BTreeMap;
use std::time::Duration;
use store::testing::{OwnServer, S3};
use stories::caller::{Caller, Upload};
use stories::line::{End, Line};
use stories::{Answer, Case, Stage, Until, Walk, html, material};

/// The form of a page that hands one back.
fn handed_back(page: &Answer, action: &str) -> html::Form {
    let text = String::from_utf8_lossy(&page.bytes);
    html::form(&text, action).unwrap_or_else(|| panic!("no form: {}", page.says()))
}

/// A change of a register, as the form asks it.
fn inspection_item() -> serde_json::Value {
    json!({"change_reason": "按公布的文件", "change_from": "2026-03-02", "code": "JC-SP-19", "body": mingjing::demo::district::codes().market,
        "name": "网络食品经营检查", "target": "网络食品经营者", "basis": "《食品安全法》第一百一十条", "content": ["公示信息"],
        "method": "remote", "times_a_year": "2"})
}

async fn health(stage: &Stage, path: &str) -> (u16, String) {
    let answer = stage.client.get(format!("{}{path}", stage.desk)).send().await.expect("an answer");
    (answer.status().as_u16(), answer.text().await.expect("text"))
}

/// Waits until the publisher has published everything by itself.
async fn caught_up(stage: &Stage) {
    let size = stage.office.books.size().await.expect("a size");
    let mut looks = tokio::time::interval(Duration::from_millis(200));
    for _ in 0..150 {
        looks.tick().await;
        let page = stage.client.get(format!("{}/ledger/checkpoint", stage.portal)).send().await;
        let note = page.expect("an answer").text().await.expect("text");
        if note.lines().nth(1).and_then(|line| line.parse::<u64>().ok()).is_some_and(|there| there >= size) {
            return;
        }
    }
    panic!("the publisher did not catch up to {size} entries");
}

#[tokio::test(flavor = "multi_thread")]
async fn while_the_database_is_away_forms_come_back_and_work_goes_on_afterwards() {
    let server = OwnServer::start();
    let url = server.database("district");
    let stage = Stage::with(|settings, _| settings.database = Some(url)).await;
    stage.at("2026-03-02T09:20");
    let officer = stage.officer("zhang-wei");
    let mut form = officer.form("/cases/new").await;
    form.fill(&Case::major().opening());
    let caller = Caller::signs_in(&stage.client, &stage.desk, "li-na", PASSWORD).await;
    let clerk = stage.officer("lin-yue");
    let register = "/registers/entries/inspection_items/change";
    let mut change = clerk.form(register).await;
    change.fill(&inspection_item());
    assert_eq!(health(&stage, "/readyz").await.0, 200);
    caught_up(&stage).await;

    server.stop();
    let away = officer.posts("/cases/new", &form, &[]).await;
    away.says_no(503, "没有丢失");
    assert!(away.headers.contains_key("retry-after"));
    assert!(away.text().contains("日常检查中发现货架上有超过保质期的牛奶。"), "{}", away.says());
    let again = handed_back(&away, "/cases/new");
    for kept in ["idempotency_key", "form_token", "title", "clue", "party_code", "received_on"] {
        assert_eq!(again.value(kept), form.value(kept), "{kept}");
    }
    let away = clerk.posts(register, &change, &[]).await;
    away.says_no(503, "没有丢失");
    let change_again = handed_back(&away, register);
    for kept in ["idempotency_key", "form_token", "change_reason", "change_from", "code", "content", "basis"]
    {
        assert_eq!(change_again.value(kept), change.value(kept), "{kept}");
    }
    for label in ["变更理由", "检查对象"] {
        assert!(away.text().contains(label), "{label}: {}", away.says());
    }
    let (status, problem) =
        caller.posts(&stage.desk, "/api/cases", "away", &Case::major().opening()).await.expect("an answer");
    assert_eq!((status.as_u16(), problem["type"].as_str()), (503, Some("urn:mingjing:problem:fault")));
    assert!(problem["detail"].as_str().is_some_and(|says| says.contains("同一幂等键")), "{problem}");
    officer.opens("/cases").await.says_no(503, "没有任何内容丢失");
    let portal =
        stage.client.get(format!("{}/ledger/receipt/0", stage.portal)).send().await.expect("an answer");
    assert_eq!(portal.status(), 503);
    assert!(portal.text().await.expect("text").contains("没有丢失"));
    let (status, says) = health(&stage, "/readyz").await;
    assert!(status == 503 && says.starts_with("degraded\ndatabase: does not answer"), "{status} {says}");
    let (status, says) = health(&stage, "/healthz").await;
    assert!(status == 200 && says.starts_with("degraded"), "{status} {says}");

    server.start_again();
    let done = officer.posts("/cases/new", &again, &[]).await;
    let id = done.done();
    assert_eq!(officer.posts("/cases/new", &again, &[]).await.done(), id, "the same form is the same case");
    let waiting = stage.office.books.registers().proposals().len();
    for _ in 0..2 {
        let answer = clerk.posts(register, &change_again, &[]).await;
        assert_eq!(answer.status, 303, "{}", answer.says());
    }
    assert_eq!(stage.office.books.registers().proposals().len(), waiting + 1, "proposed once");
    assert_eq!(health(&stage, "/readyz").await.0, 200);
    caught_up(&stage).await;
    assert_eq!(stage.findings().await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_crashes_among_acts_loses_none_and_doubles_none() {
    let server = OwnServer::start();
    let url = server.database("district");
    let stage = Stage::with(|settings, _| settings.database = Some(url)).await;
    stage.at("2026-03-02T09:20");
    let caller = Caller::signs_in(&stage.client, &stage.desk, "zhang-wei", PASSWORD).await;
    let (told, mut done) = tokio::sync::mpsc::unbounded_channel();
    let mut working = Vec::new();
    for worker in 0..6 {
        let (caller, desk, told) = (caller.clone(), stage.desk.clone(), told.clone());
        working.push(tokio::spawn(async move {
            let mut asked_again = 0;
            for order in 0..12 {
                let mut opening = Case::major().opening();
                opening["title"] = json!(format!("第{worker}人第{order}案"));
                let key = format!("w{worker}-{order}");
                loop {
                    let (status, said) =
                        caller.posts(&desk, "/api/cases", &key, &opening).await.expect("the desk stays");
                    if status.is_success() {
                        break;
                    }
                    assert_eq!(status.as_u16(), 503, "{said}");
                    asked_again += 1;
                }
                let _ = told.send(());
            }
            asked_again
        }));
    }
    for crash in 0..3 {
        for _ in 0..8 {
            done.recv().await.expect("they work");
        }
        server.stop();
        assert_eq!(health(&stage, "/readyz").await.0, 503, "crash {crash}");
        server.start_again();
    }
    let mut asked_again = 0;
    for worker in working {
        asked_again += worker.await.expect("works to the end");
    }
    assert!(asked_again > 0, "somebody was told to ask again");
    let mut titles: BTreeMap<String, u32> = BTreeMap::new();
    let mut page = store::Page::default();
    loop {
        let listed = stage.office.books.docket(&store::DocketFilter::default(), page).await.expect("reads");
        listed.rows.into_iter().for_each(|row| *titles.entry(row.title).or_default() += 1);
        page.before = listed.next;
        if page.before.is_none() {
            break;
        }
    }
    assert_eq!(titles.len(), 72, "{titles:?}");
    assert!(titles.values().all(|count| *count == 1), "{titles:?}");
    caught_up(&stage).await;
    assert_eq!(stage.findings().await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn while_the_object_store_is_away_acts_go_on_and_files_wait() {
    let s3 = S3::start().await;
    let mut line = Line::to(End::Address(s3.address)).await;
    let url = s3.url.replace(&s3.address.to_string(), &line.address.to_string());
    let stage = Stage::with(|settings, _| settings.objects = Some(url)).await;
    let walk = Walk::to(&stage, Case::major(), Until::Shown).await;
    let proposed = Walk::to(&stage, Case::minor(), Until::Proposed).await;
    stage.at(&walk.case.on(3, "11:10"));
    let caller = Caller::signs_in(&stage.client, &stage.desk, "zhang-wei", PASSWORD).await;
    let sound = material::sound(60_000, &mut rand_chacha::ChaCha8Rng::seed_from_u64(2));
    let mut upload = Upload::of(sound);
    let (photo, address) = (material::photo(0), format!("/cases/{}/evidence", walk.id));
    let mut form = walk.second.form(&address).await;
    form.fill(&walk.case.evidence("照片"));

    line.cut().await;
    let away = walk.second.posts(&address, &form, &[("files", "照片.jpg", &photo)]).await;
    away.says_no(503, "没有丢失");
    assert!(away.text().contains("照片.jpg"), "the file to be chosen again is named: {}", away.says());
    let again = handed_back(&away, &address);
    assert_eq!(again.value("idempotency_key"), form.value("idempotency_key"));
    let (status, says) = health(&stage, "/readyz").await;
    assert!(status == 503 && says.contains("objects: does not answer"), "{status} {says}");
    // An act that needs no file is carried out; its paper is printed later.
    let head = stage.officer("xu-guang");
    let filed = head.tries(&proposed.id, "filing", &json!({"opinion": "同意立案。"})).await;
    assert_eq!(filed.status, 303, "{}", filed.says());
    let case = proposed.id.parse().expect("an id");
    assert_eq!(stage.office.books.papers_waiting(None).await.expect("reads"), [case]);
    assert!(upload_is_told_to_wait(&stage, &caller).await.contains("没有丢失"));

    line.mend().await;
    walk.second.posts(&address, &again, &[("files", "照片.jpg", &photo)]).await.done();
    assert_eq!(health(&stage, "/readyz").await.0, 200);
    assert!(stage.office.print_waiting().await.expect("prints") > 0);
    assert!(stage.office.books.papers_waiting(None).await.expect("reads").is_empty());
    upload.goes_on(&caller, &stage.desk, || 25_000, || {}).await.expect("the desk stays");
    assert!(upload.file.is_some());
    caught_up(&stage).await;
    assert_eq!(stage.findings().await, Vec::<String>::new());
    let history = stage.office.books.history(case).await.expect("reads");
    assert!(history.iter().any(|recorded| recorded.body.event.name() == "PaperPrinted"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_paper_that_does_not_set_keeps_no_other_from_the_press() {
    let stage = Stage::start().await;
    let sound = Walk::to(&stage, Case::minor(), Until::Proposed).await;
    let unsound = Walk::to(&stage, Case::major(), Until::Proposed).await;
    // The desk alone does not ask what the fonts can show, as a program of yesterday with other fonts did not.
    let strange = ('\u{1F0A0}'..='\u{1F0F5}').chain('\u{E000}'..='\u{F8FF}');
    let strange = strange.into_iter().find(|c| stage.office.press.lacks(&c.to_string()).is_some());
    let strange = format!("同意{}", strange.expect("a character that no font here has"));
    let filing = desk::acts::by_word("filing").expect("an act");
    let by = "xu-guang".into();
    for (walk, opinion) in [(&unsound, strange.as_str()), (&sound, "同意")] {
        let serde_json::Value::Object(input) = json!({ "opinion": opinion }) else { panic!("an object") };
        let case = Some(walk.id.parse().expect("an id"));
        let request = desk::Request { case, input, key: &walk.id, by: &by };
        stage.office.desk.carry_out(filing, request).await.expect("is filed");
    }
    assert_eq!(stage.office.books.papers_waiting(None).await.expect("reads").len(), 2);
    let printed = stage.office.print_waiting().await.expect("the others are printed");
    assert_eq!(printed, 1);
    let left = stage.office.books.papers_waiting(None).await.expect("reads");
    assert_eq!(left, [unsound.id.parse().expect("an id")], "it waits on and is told of in every turn");
}

/// Sends a piece while the object store is away; what is said.
async fn upload_is_told_to_wait(stage: &Stage, caller: &Caller) -> String {
    let request = stage.client.post(format!("{}/files/", stage.desk)).bearer_auth(&caller.token);
    let request = request.header("tus-resumable", "1.0.0").header("upload-length", 6);
    let created = request.send().await.expect("an answer");
    let place = created.headers()["location"].to_str().expect("a path").to_owned();
    let request = stage.client.patch(format!("{}{place}", stage.desk)).bearer_auth(&caller.token);
    let request = request.header("tus-resumable", "1.0.0").header("upload-offset", 0);
    let request = request.header("content-type", "application/offset+octet-stream").body("abc");
    let answer = request.send().await.expect("an answer");
    assert_eq!(answer.status(), 503);
    answer.text().await.expect("text")
}
