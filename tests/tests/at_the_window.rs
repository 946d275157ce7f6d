//! At the window (plan clause 5): a letter from the letterbox to its answer; who sees it and who does not; what happens when nobody takes it on; the progress query
//! that never says whether a number exists; the check of a certificate.

use desk::Store;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::time::{Duration, Instant};
use stories::letter::{letter, posts, progress, receipt, typed};
use stories::{Answer, Case, Officer, Stage, Until, Walk, html, material};

/// Somebody of the desk acts on a letter.
async fn does(officer: &Officer, letter: &str, word: &str, entered: Value) -> Answer {
    let answer = officer.enters(&format!("/complaints/{letter}/{word}"), &entered, &[]).await;
    assert_eq!(answer.status, 303, "{} does {word}: {}", officer.login, answer.says());
    answer
}

const MARKET: &str = "上海市明镜区市场监督管理局";

/// The code of the body of this name, as the form offers it.
async fn body(stage: &Stage, name: &str) -> String {
    let registers = stage.office.books.registers();
    let found = registers.bodies().find(|body| body.name.contains(name));
    found.unwrap_or_else(|| panic!("no body {name}")).code.clone()
}

async fn to_market(stage: &Stage, more: &[(&str, &str)]) -> stories::letter::Receipt {
    let market = body(stage, "市场监督管理局").await;
    letter(stage, &[&[("body", market.as_str())], more].concat()).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_is_taken_on_and_answered_and_the_writer_reads_it_by_number_and_code() {
    let stage = Stage::start().await;
    let receipt = to_market(&stage, &[]).await;
    assert!(receipt.page.text().contains("《信访工作条例》第二十三条"), "{}", receipt.page.says());
    let id = receipt.stream(&stage).await;
    let clerk = stage.officer("lin-yue");
    let list = clerk.opens("/complaints").await;
    assert!(list.text().contains(&receipt.number) && !list.text().contains("绝密暗号"), "{}", list.says());
    let home = clerk.opens("/").await;
    assert!(home.text().contains(&format!("/complaints/{id}/taking_on")), "it is a duty: {}", home.says());
    does(&clerk, &id, "taking_on", json!({"note": "向窗口核实"})).await;
    let page = clerk.opens(&format!("/complaints/{id}")).await;
    assert!(page.text().contains("绝密暗号") && page.text().contains("13800001234"), "{}", page.says());
    let stream = id.parse().expect("a tag");
    assert!(!stage.office.books.viewings(stream).await.expect("viewings").is_empty(), "each look is entered");
    let answer = json!({"outcome": "supported", "text": "已增加值班人员。"});
    does(&clerk, &id, "answer", answer).await;
    let shown = progress(&stage, &receipt.number, &receipt.code.to_lowercase()).await;
    for words in ["已办结并答复", "反映属实，已经处理", "已增加值班人员。", "电话"] {
        assert!(shown.text().contains(words), "{words}: {}", shown.says());
    }
    assert!(!shown.text().contains("绝密暗号") && !shown.text().contains("向窗口核实"), "{}", shown.says());
    assert_eq!(stage.findings().await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_form_sent_again_is_the_same_letter_and_another_text_under_it_is_not_taken() {
    let stage = Stage::start().await;
    let form = typed(&stage, &[]).await;
    let size = stage.office.books.size().await.expect("a size");
    let photo = material::photo(1);
    let files = [("files", "窗口.jpg", photo.as_slice())];
    let first = receipt(posts(&stage, &form, &files).await);
    // As after an answer that did not arrive.
    let again = receipt(posts(&stage, &form, &files).await);
    assert_eq!((&first.number, &first.code), (&again.number, &again.code));
    assert_eq!(stage.office.books.size().await.expect("a size"), size + 1);
    let mut other = form.clone();
    other.iter_mut().filter(|(name, _)| name == "text").for_each(|(_, text)| text.push('！'));
    posts(&stage, &other, &files).await.says_no(409, "已经提交过");
    assert_eq!(stage.office.books.size().await.expect("a size"), size + 1);
    let id = first.stream(&stage).await;
    let supervisor = stage.officer("ren-hai");
    let page = supervisor.opens(&format!("/complaints/{id}")).await;
    assert!(page.text().contains("窗口.jpg"), "{}", page.says());
    let place = page.text();
    let href = place.split(&format!("/complaints/{id}/files/")).nth(1).expect("a file").split('"').next();
    let file = supervisor.opens(&format!("/complaints/{id}/files/{}", href.expect("its id"))).await;
    assert_eq!((file.status, file.bytes), (200, photo));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_letter_is_refused_and_nothing_is_written() {
    let stage = Stage::start().await;
    let size = stage.office.books.size().await.expect("a size");
    let refused = async |changes: &[(&str, &str)], files: &[stories::officer::Attached<'_>], status, says| {
        let form = typed(&stage, changes).await;
        posts(&stage, &form, files).await.says_no(status, says);
    };
    refused(&[("website", "http://x")], &[], 422, "留空").await;
    refused(&[("contact", "")], &[], 422, "投诉和咨询需要留下联系方式").await;
    refused(&[("about", "officer")], &[], 422, "没有填写执法证号").await;
    refused(&[("text", "")], &[], 422, "必须填写").await;
    refused(&[("text", &"长".repeat(3001))], &[], 422, "最多3000字").await;
    refused(&[("kind", "praise")], &[], 422, "您要").await;
    let photos: Vec<Vec<u8>> = (0..4).map(material::photo).collect();
    let four: Vec<_> = photos.iter().map(|photo| ("files", "窗口.jpg", photo.as_slice())).collect();
    refused(&[], &four, 422, "一封来信最多附3个文件").await;
    let ids: Vec<events::FileId> =
        photos.iter().map(|photo| events::FileId(Sha256::digest(photo).into())).collect();
    let kept = Store::files(&*stage.office.books, &ids).await.expect("an answer");
    assert!(kept.is_empty(), "nothing of them is kept: {kept:?}");
    refused(&[], &[("files", "a.exe", b"MZ not a picture")], 422, "附件").await;
    let mut strange = typed(&stage, &[]).await;
    strange[0].1 = "1".to_owned();
    posts(&stage, &strange, &[]).await.says_no(400, "表单没有收到");
    let foreign = stage.client.post(format!("{}/complaints/new", stage.portal));
    let foreign = foreign.header("sec-fetch-site", "cross-site").send().await.expect("the portal answers");
    assert_eq!(foreign.status(), 400);
    assert_eq!(stage.office.books.size().await.expect("a size"), size);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_complaint_about_an_officer_is_hidden_from_the_officer_and_the_head_of_the_department() {
    let stage = Stage::start().await;
    let registers = stage.office.books.registers();
    let held = registers.officer(&"zhang-wei".into()).and_then(|officer| officer.certificate.clone());
    let number = held.expect("a certificate").number;
    let receipt = letter(&stage, &[("about", "officer"), ("reference", &number)]).await;
    let id = receipt.stream(&stage).await;
    for login in ["zhang-wei", "wang-qiang"] {
        let concerned = stage.officer(login);
        for path in ["/complaints", "/"] {
            let list = concerned.opens(path).await;
            assert!(!list.text().contains(&receipt.number), "{login} {path}: {}", list.says());
        }
        for path in [format!("/complaints/{id}"), format!("/complaints/{id}/taking_on")] {
            assert_eq!(concerned.opens(&path).await.status, 404, "{login} {path}");
        }
    }
    let other = stage.officer("zhou-ting");
    assert!(
        other.opens("/complaints").await.text().contains(&receipt.number),
        "the head of another department"
    );
    let head = stage.officer("xu-guang");
    assert!(head.opens("/").await.text().contains(&receipt.number));
    let reason = json!({"ground": "repeated", "reason": "同一事项已经答复。"});
    does(&head, &id, "declining", reason).await;
    let shown = progress(&stage, &receipt.number, &receipt.code).await;
    assert!(
        shown.text().contains("不予受理") && shown.text().contains("同一事项已经答复。"),
        "{}",
        shown.says()
    );
    let street = stage.officer("feng-hao");
    assert_eq!(street.opens(&format!("/complaints/{id}")).await.status, 404, "another body");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_complaint_about_a_case_is_no_matter_for_those_who_handle_it() {
    let stage = Stage::start().await;
    let walk = Walk::to(&stage, Case::major(), Until::Filed).await;
    let opened = stage.office.desk.case(walk.id.parse().expect("an id")).await.expect("the case").0.opened;
    let opened = opened.expect("is opened");
    let receipt = to_market(&stage, &[("about", "case"), ("reference", &opened.number.to_string())]).await;
    let id = receipt.stream(&stage).await;
    for login in [walk.case.handlers.0, "wang-qiang"] {
        for path in [format!("/complaints/{id}"), format!("/complaints/{id}/taking_on")] {
            assert_eq!(stage.officer(login).opens(&path).await.status, 404, "{login} {path}");
        }
    }
    // The head of another department is not concerned.
    does(&stage.officer("zhou-ting"), &id, "taking_on", json!({})).await;
    let longer = json!({"days": "20", "reason": "需要调取案卷核对。"});
    does(&stage.officer("xu-guang"), &id, "letter_extension", longer).await;
    let shown = progress(&stage, &receipt.number, &receipt.code).await;
    assert!(
        shown.text().contains("办理期限延长20日") && shown.text().contains("需要调取案卷核对"),
        "{}",
        shown.says()
    );
    let unknown = to_market(&stage, &[("about", "case"), ("reference", "明市监罚〔2019〕9号")]).await;
    let unknown = unknown.stream(&stage).await;
    for (login, status) in [("wang-qiang", 404), ("zhou-ting", 404), ("xu-guang", 200)] {
        let opened = stage.officer(login).opens(&format!("/complaints/{unknown}")).await.status;
        assert_eq!(
            opened, status,
            "{login}: whom a number that no case has concerns nobody below the head knows"
        );
    }
    let brackets = opened.number.to_string().replace('〔', "[").replace('〕', " ] ");
    let typed = to_market(&stage, &[("about", "case"), ("reference", &brackets)]).await;
    let typed = typed.stream(&stage).await;
    for (login, status) in [("wang-qiang", 404), ("zhou-ting", 200)] {
        let opened = stage.officer(login).opens(&format!("/complaints/{typed}")).await.status;
        assert_eq!(opened, status, "{login}: {brackets}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_nobody_takes_on_in_time_comes_before_supervision_which_hands_it_over() {
    let stage = Stage::start().await;
    let receipt = to_market(&stage, &[]).await;
    let id = receipt.stream(&stage).await;
    let supervisor = stage.officer("ren-hai");
    assert!(!supervisor.opens("/complaints").await.text().contains(&receipt.number));
    stage.at("2026-01-20T23:00");
    assert_eq!(stage.office.note_overdue_letters().await.expect("noted"), 0, "the last day is not over");
    stage.at("2026-01-21T00:01");
    assert_eq!(stage.office.note_overdue_letters().await.expect("noted"), 1);
    assert_eq!(stage.office.note_overdue_letters().await.expect("noted"), 0, "once");
    let history = stage.office.desk.letter(id.parse().expect("a tag")).await.expect("a letter").1;
    let overdue = desk::acts::by_word("overdue").expect("an act").events[0];
    assert_eq!(history.last().map(|recorded| recorded.body.event.name()), Some(overdue));
    let list = supervisor.opens("/complaints").await;
    assert!(list.text().contains(&receipt.number) && list.text().contains("督办"), "{}", list.says());
    let duties = supervisor.opens("/").await;
    assert!(duties.text().contains(&format!("/complaints/{id}/handover")), "{}", duties.says());
    let street = body(&stage, "街道").await;
    does(&supervisor, &id, "handover", json!({"to": street, "reason": "由街道办理。"})).await;
    let taker = stage.officer("feng-hao");
    assert!(taker.opens("/complaints").await.text().contains(&receipt.number));
    let shown = progress(&stage, &receipt.number, &receipt.code).await;
    assert!(shown.text().contains("移送现办理机关"), "{}", shown.says());
    assert_eq!(stage.findings().await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_leads_to_a_case_with_the_letter_as_its_clue() {
    let stage = Stage::start().await;
    let market = body(&stage, "市场监督管理局").await;
    let changes = [
        ("kind", "report"),
        ("about", "violation"),
        ("body", market.as_str()),
        ("contact", ""),
        ("name", ""),
    ];
    let receipt = letter(&stage, &changes).await;
    let id = receipt.stream(&stage).await;
    let head = stage.officer("wang-qiang");
    let page = head.opens(&format!("/complaints/{id}")).await;
    assert!(page.text().contains(&format!("/cases/new?letter={id}")), "{}", page.says());
    let page = head.opens(&format!("/cases/new?letter={id}")).await;
    let form = html::form(&String::from_utf8_lossy(&page.bytes), "/cases/new").expect("a form").posted();
    let value = |name: &str| form.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone());
    assert_eq!(value("source").as_deref(), Some("complaint"));
    assert!(value("clue").is_some_and(|clue| clue.contains(&receipt.number) && clue.contains("绝密暗号")));
}

/// What an answer is, but for the moment and the number of the request.
fn bare(answer: &Answer) -> (u16, Vec<(String, Vec<u8>)>, Vec<u8>) {
    let own = ["date", "x-request-id"];
    let headers = answer.headers.iter().filter(|(name, _)| !own.contains(&name.as_str()));
    let headers = headers.map(|(name, value)| (name.to_string(), value.as_bytes().to_vec()));
    (answer.status, headers.collect(), answer.bytes.clone())
}

/// The same without the number that was typed, which comes back as it was.
fn bare_of(answer: &Answer, number: &str) -> (u16, Vec<(String, Vec<u8>)>, String) {
    let (status, mut headers, _) = bare(answer);
    headers.retain(|(name, _)| name != "content-length");
    (status, headers, answer.text().replace(number, ""))
}

#[tokio::test(flavor = "multi_thread")]
async fn the_progress_query_never_says_whether_a_number_exists() {
    let stage = Stage::start().await;
    let real = to_market(&stage, &[]).await;
    let invented = real.number.replace("1号", "999号");
    let right = real.code.clone();
    let codes = ["", "0000-0000-0000", "AAAA-AAAA-AAAA", "短", right.split('-').next().unwrap_or_default()];
    let mut wrong = 0;
    while wrong < 10 {
        let code = codes[wrong % codes.len()];
        let (one, other) =
            (progress(&stage, &real.number, code).await, progress(&stage, &invented, code).await);
        assert_eq!(bare_of(&one, &real.number), bare_of(&other, &invented), "{code}");
        assert!(one.text().contains(&format!("value=\"{}\"", real.number)), "what was typed is not lost");
        assert!(one.text().contains("编号与查询码不符"), "{}", one.says());
        wrong += 1;
    }
    // Blocked, the one that exists for its right code too.
    let (one, other) =
        (progress(&stage, &real.number, &right).await, progress(&stage, &invented, &right).await);
    assert_eq!(bare_of(&one, &real.number), bare_of(&other, &invented));
    one.says_no(429, "填错次数过多");
    stage.at("2026-01-05T10:46");
    let shown = progress(&stage, &real.number, &right).await;
    assert!(
        shown.text().contains("尚未决定是否受理"),
        "after a while it is answered again: {}",
        shown.says()
    );
    let cached = shown.headers.get("cache-control").map(|value| value.as_bytes().to_vec());
    assert_eq!(cached.as_deref(), Some(b"no-store".as_slice()));
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_a_citizen_wrote_stands_in_the_public_ledger() {
    let stage = Stage::start().await;
    let receipt = to_market(&stage, &[]).await;
    let id = receipt.stream(&stage).await;
    does(&stage.officer("xu-guang"), &id, "taking_on", json!({})).await;
    for number in 0..stage.office.books.size().await.expect("a size") {
        let (bytes, _) = stage.office.books.entry(number).await.expect("an entry").expect("it is there");
        let entry = String::from_utf8(bytes).expect("utf-8");
        for private in ["王小明", "13800001234", "绝密暗号", receipt.number.as_str(), receipt.code.as_str()]
        {
            assert!(!entry.contains(private), "{private} in {entry}");
        }
        if entry.contains("Letter") {
            assert!(!entry.contains("\"unit\""), "nor with which body it lies: {entry}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_that_is_withdrawn_is_shown_as_invalid_within_a_minute() {
    let stage = Stage::with(|settings, _| settings.portal_queries = 0).await;
    let registers = stage.office.books.registers();
    let held = registers.officer(&"li-na".into()).and_then(|officer| officer.certificate.clone());
    let number = held.expect("a certificate").number;
    let path = format!("/officers/check?number={number}");
    let valid = stage.portal(&path).await;
    for words in ["证件有效", "李娜", MARKET, &number, "<svg"] {
        assert!(valid.text().contains(words), "{words}: {}", valid.says());
    }
    assert!(!valid.text().contains("li-na"), "the name by which she signs in is nobody's");
    stage.portal("/officers/check?number=00000000000").await.says_no(200, "没有查到");
    let admin = stage.officer("admin");
    let revoked = json!({"officer": "li-na", "state": "withdrawn", "reason": "调离执法岗位"});
    let answer = admin.enters("/registers/certificate", &revoked, &[]).await;
    assert_eq!(answer.status, 303, "{}", answer.says());
    let began = Instant::now();
    let shown = loop {
        let shown = stage.portal(&path).await;
        if !shown.text().contains("证件有效") {
            break shown;
        }
        assert!(began.elapsed() < Duration::from_secs(60), "still valid after a minute");
    };
    assert!(shown.text().contains("无效：") && !shown.text().contains("调离"), "{}", shown.says());
}

#[tokio::test(flavor = "multi_thread")]
async fn one_address_hands_in_and_asks_only_so_often() {
    let stage = Stage::with(|settings, _| {
        settings.portal_letters = 2;
        settings.portal_queries = 3;
    })
    .await;
    letter(&stage, &[]).await;
    let receipt = letter(&stage, &[]).await;
    let form = typed(&stage, &[]).await;
    posts(&stage, &form, &[]).await.says_no(429, "过于频繁");
    for _ in 0..2 {
        assert_eq!(progress(&stage, &receipt.number, &receipt.code).await.status, 200);
    }
    assert_eq!(stage.portal("/officers/check?number=1").await.status, 200);
    stage.portal("/officers/check?number=2").await.says_no(429, "过于频繁");
    assert_eq!(stage.portal("/officers/check").await.status, 200, "the form itself may be opened");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_board_shows_the_post_and_nothing_of_posts_that_are_not_there() {
    let stage = Stage::start().await;
    let board = stage.portal("/boards/CK-03").await;
    for words in ["3号窗口", "林悦", "食品经营许可的受理和咨询", "示范文本", "办事指南", "data-board"]
    {
        assert!(board.text().contains(words), "{words}: {}", board.says());
    }
    assert_eq!(board.text().matches("<svg").count(), 3, "progress, consulting, complaints");
    assert!(stage.portal("/boards").await.text().contains("/boards/CK-03"));
    assert_eq!(stage.portal("/boards/CK-99").await.status, 404);
    assert_eq!(stage.portal("/boards/worker.js").await.status, 200);
}
