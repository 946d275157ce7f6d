//! Requests that cross: the same form posted again and again, two people at one case, pages that have gone stale, certificates that ran out meanwhile, and
//! what other sites' pages send. Each gets a clear answer; what is done is done once.

use futures::future::join_all;
use mingjing::demo::PASSWORD;
use reqwest::{Method, header};
use serde_json::json;
use std::collections::BTreeSet;
use stories::caller::Caller;
use stories::officer::multipart;
use stories::{Case, Stage, Until, Walk};

async fn events_of(stage: &Stage, case: &str) -> usize {
    stage.office.desk.case(case.parse().expect("an id")).await.expect("the case").1.len()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_posted_eight_times_at_once_is_done_once() {
    let stage = Stage::start().await;
    stage.at("2026-03-02T09:20");
    let officer = stage.officer("zhang-wei");
    let mut form = officer.form("/cases/new").await;
    form.fill(&Case::major().opening());
    let size = stage.office.books.size().await.expect("a size");
    let answers = join_all((0..8).map(|_| officer.posts("/cases/new", &form, &[]))).await;
    let ids: BTreeSet<String> = answers.iter().map(|answer| answer.done()).collect();
    assert_eq!(ids.len(), 1, "{ids:?}");
    let receipts: BTreeSet<u64> = answers.iter().map(|answer| answer.receipt()).collect();
    assert_eq!(receipts.into_iter().collect::<Vec<_>>(), [size]);
    assert_eq!(stage.office.books.size().await.expect("a size"), size + 1);
    // The same key with another text is another wish, and is told apart.
    form.set("title", "另一件案子");
    officer.posts("/cases/new", &form, &[]).await.says_no(409, "已经提交过");
    assert_eq!(stage.office.books.size().await.expect("a size"), size + 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_who_act_at_once_one_is_done_and_the_other_sees_what_changed() {
    let stage = Stage::start().await;
    let walk = Walk::to(&stage, Case::major(), Until::Proposed).await;
    let address = format!("/cases/{}/filing", walk.id);
    let heads = ["xu-guang", "xu-guang"].map(|login| stage.officer(login));
    let mut forms = Vec::new();
    for head in &heads {
        let mut form = head.form(&address).await;
        form.fill(&json!({"opinion": "同意立案。"}));
        forms.push(form);
    }
    assert_ne!(forms[0].value("idempotency_key"), forms[1].value("idempotency_key"), "two pages, two wishes");
    let before = events_of(&stage, &walk.id).await;
    let answers =
        futures::join!(heads[0].posts(&address, &forms[0], &[]), heads[1].posts(&address, &forms[1], &[]));
    let (done, refused) = if answers.0.status == 303 { answers } else { (answers.1, answers.0) };
    done.done();
    assert!([409, 422].contains(&refused.status), "{}", refused.says());
    assert!(refused.text().contains("同意立案。"), "what was typed stays: {}", refused.says());
    let history = stage.office.desk.case(walk.id.parse().expect("an id")).await.expect("the case").1;
    let filed = history.iter().filter(|recorded| recorded.body.event.name() == "CaseFiled").count();
    assert!(filed == 1 && history.len() > before, "{filed}");
    assert_eq!(stage.findings().await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_has_gone_stale_is_refused_with_the_reason_and_keeps_what_was_typed() {
    let stage = Stage::start().await;
    let walk = Walk::to(&stage, Case::major(), Until::Proposed).await;
    let (head, other) = (stage.officer("xu-guang"), stage.officer("xu-guang"));
    let address = format!("/cases/{}/filing", walk.id);
    let mut form = head.form(&address).await;
    form.fill(&json!({"opinion": "同意立案，附详细说明一句。"}));
    // Meanwhile, on another machine.
    other.does(&walk.id, "filing", &json!({"opinion": "同意立案。"})).await;
    let before = events_of(&stage, &walk.id).await;
    let answer = head.posts(&address, &form, &[]).await;
    assert_eq!(answer.status, 422, "{}", answer.says());
    assert!(answer.text().contains("附详细说明一句"), "{}", answer.says());
    assert_eq!(events_of(&stage, &walk.id).await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_ended_meanwhile_writes_nothing() {
    let stage = Stage::start().await;
    stage.at("2026-03-02T09:20");
    let officer = stage.officer("zhang-wei");
    let mut form = officer.form("/cases/new").await;
    form.fill(&Case::major().opening());
    let size = stage.office.books.size().await.expect("a size");
    // After lunch.
    stage.at("2026-03-02T13:20");
    officer.posts("/cases/new", &form, &[]).await.says_no(401, "没有任何内容被写入");
    officer.signs_in_with(PASSWORD).await;
    officer.posts("/cases/new", &form, &[]).await.says_no(403, "表单已经失效");
    assert_eq!(stage.office.books.size().await.expect("a size"), size);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_officer_whose_certificate_ran_out_is_told_so_by_article() {
    let stage = Stage::start().await;
    let officer = stage.officer("zhang-wei");
    let last = Case { received: jiff::civil::date(2028, 12, 28), ..Case::major() };
    stage.at("2028-12-29T09:20");
    let id = officer.enters("/cases/new", &last.opening(), &[]).await.done();
    // The certificates of the district run to the end of 2028.
    stage.at("2029-01-02T09:20");
    let size = stage.office.books.size().await.expect("a size");
    let answer = officer.enters("/cases/new", &last.opening(), &[]).await;
    assert_eq!(answer.status, 422, "{}", answer.says());
    assert!(answer.text().contains("证") && answer.text().contains("条"), "{}", answer.says());
    assert_eq!(stage.office.books.size().await.expect("a size"), size);
    let caller = Caller::signs_in(&stage.client, &stage.desk, "zhang-wei", PASSWORD).await;
    let path = format!("/api/cases/{id}/filing_proposal");
    let (status, said) =
        caller.posts(&stage.desk, &path, "p", &last.filing_proposal()).await.expect("an answer");
    assert_eq!(status.as_u16(), 422, "{said}");
    let told = |what: &str| said["refusal"][what].as_str().is_some_and(|text| !text.is_empty());
    assert!(told("name") && told("article") && told("opens"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_another_site_sends_is_refused_before_it_is_read() {
    let stage = Stage::start().await;
    stage.at("2026-03-02T09:20");
    let officer = stage.officer("zhang-wei");
    let mut form = officer.form("/cases/new").await;
    form.fill(&Case::major().opening());
    let (kind, body) = multipart(&form.posted(), &[]);
    let size = stage.office.books.size().await.expect("a size");
    let host = stage.desk.trim_start_matches("http://");
    let own = format!("http://{host}");
    let others: [&[(&str, &str)]; 6] = [
        &[("sec-fetch-site", "cross-site")],
        &[("sec-fetch-site", "same-site")],
        &[("origin", "https://elsewhere.example")],
        &[("origin", "null")],
        &[("origin", &own), ("sec-fetch-site", "cross-site")],
        &[("origin", "http://127.0.0.1:1"), ("sec-fetch-site", "same-origin")],
    ];
    let case = "00000000000000000000000000000001";
    let changing = [
        (Method::POST, "/cases/new".to_owned()),
        (Method::POST, "/sign-in".to_owned()),
        (Method::POST, "/sign-out".to_owned()),
        (Method::POST, format!("/cases/{case}/decision")),
        (Method::POST, format!("/cases/{case}/viewing")),
        (Method::POST, "/registers/body".to_owned()),
        (Method::POST, "/files/".to_owned()),
        (Method::PATCH, format!("/files/{case}")),
        (Method::DELETE, format!("/files/{case}")),
        (Method::POST, "/api/cases".to_owned()),
        (Method::POST, "/api/sessions".to_owned()),
        (Method::DELETE, "/api/sessions/current".to_owned()),
    ];
    for (method, path) in changing {
        for lines in others {
            let request = stage.client.request(method.clone(), format!("{}{path}", stage.desk));
            let mut request =
                request.header(header::COOKIE, officer.cookie()).header(header::CONTENT_TYPE, &kind);
            for (name, value) in lines {
                request = request.header(*name, *value);
            }
            let answer = request.body(body.clone()).send().await.expect("an answer");
            let media_type = answer.headers()[header::CONTENT_TYPE].to_str().expect("text").to_owned();
            assert_eq!(answer.status(), 403, "{method} {path} {lines:?}");
            assert!(answer.text().await.expect("text").contains("没有任何内容被写入"), "{method} {path}");
            assert_eq!(media_type == "application/problem+json", path.starts_with("/api/"), "{path}");
        }
    }
    assert_eq!(stage.office.books.size().await.expect("a size"), size);
    let request =
        stage.client.post(format!("{}/cases/new", stage.desk)).header(header::COOKIE, officer.cookie());
    let request = request.header(header::CONTENT_TYPE, &kind).header("origin", &own);
    let answer = request.header("sec-fetch-site", "same-origin").body(body).send().await.expect("an answer");
    assert_eq!(answer.status(), 303, "as the desk's own page sends it");
}
