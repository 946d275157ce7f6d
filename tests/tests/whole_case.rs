//! One major case from clue to archive through the real forms of the desk: a video made by ffmpeg, three photos, a review that finds problems once, a decision,
//! its publication, the receipt checked offline, and the volume. And the gate: no decision without a passed review of its very text.

use cases::gate::Refused;
use events::Refusal;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use stories::{Case, Stage, Until, Walk, html, material};

#[tokio::test(flavor = "multi_thread")]
async fn a_major_case_goes_from_clue_to_archive() {
    let stage = Stage::start().await;
    let mut walk = Walk::to(&stage, Case::major(), Until::Investigated).await;
    let (case, id) = (walk.case.clone(), walk.id.clone());
    record_a_video(&walk).await;
    walk.go_on(Until::Concluded, Until::Submitted).await;

    stage.at(&case.on(22, "11:00"));
    walk.reviewer.does(&id, "opinion", &case.finds_problems()).await;
    stage.at(&case.on(23, "10:00"));
    let mut again = case.submission();
    again["answer"] = json!("已在证据说明中注明批号。");
    walk.first.does(&id, "submission", &again).await;
    walk.go_on(Until::Passed, Until::Delivered).await;

    look_at_the_papers(&walk).await;
    stage.at(&case.on(30, "09:00"));
    let published = walk.clerk.does(&id, "publication", &json!({})).await.receipt();
    check_the_publication(&walk, published).await;
    walk.go_on(Until::Paid, Until::Archived).await;

    let page = walk.archivist.opens(&format!("/cases/{id}")).await;
    assert_eq!(page.status, 200, "{}", page.says());
    for shown in ["现场检查全过程录像", "现场照片3.jpg", "档号", "听证"] {
        assert!(page.text().contains(shown), "{shown}: {}", page.says());
    }
    let address = format!("/cases/{id}/package");
    let asked = walk.archivist.opens(&address).await;
    asked.says_no(403, "调阅音像记录须说明用途");
    walk.archivist.states_purpose(&asked, &address).await;
    let package = walk.archivist.opens(&address).await;
    assert_eq!((package.status, &package.bytes[..2]), (200, b"PK".as_slice()), "{}", package.says());
    assert_eq!(stage.findings().await, Vec::<String>::new());
}

async fn record_a_video(walk: &Walk<'_>) {
    let video = material::video(20, "2026-03-05T01:40:00Z");
    walk.stage.at(&walk.case.on(3, "11:10"));
    walk.second
        .does_with(&walk.id, "recording", &walk.case.recording(), &[("file", "现场检查.mp4", &video)])
        .await;
    let page = walk.first.opens(&format!("/cases/{}", walk.id)).await.text();
    assert!(
        page.contains("2026-03-05") && page.contains("09:40"),
        "the beginning is read from the container"
    );
    let address = format!("/cases/{}/files/{}", walk.id, hex::encode(Sha256::digest(&video)));
    let whole = walk.first.opens(&address).await;
    assert_eq!(whole.bytes, video);
    let part = walk
        .stage
        .client
        .get(format!("{}{address}", walk.stage.desk))
        .header("cookie", walk.first.cookie())
        .header("range", "bytes=100-299");
    let part = part.send().await.expect("the desk answers");
    assert_eq!(part.status(), 206);
    assert_eq!(part.bytes().await.expect("bytes"), video[100..300]);
}

/// Every paper of the case opens as a PDF that carries its number.
async fn look_at_the_papers(walk: &Walk<'_>) {
    let (standing, _) = walk.stage.office.desk.case(walk.id.parse().expect("an id")).await.expect("the case");
    assert!(
        standing.papers.len() >= 6,
        "{:?}",
        standing.papers.iter().map(|paper| paper.kind.title()).collect::<Vec<_>>()
    );
    for paper in &standing.papers {
        let file = paper.printed.as_ref().unwrap_or_else(|| panic!("{} is printed", paper.kind.title()));
        let pdf = walk.first.opens(&format!("/cases/{}/files/{}", walk.id, file.sha256)).await;
        assert_eq!(pdf.status, 200, "{}", pdf.says());
        let text = material::text_of(&pdf.bytes);
        assert!(text.contains(&paper.number.to_string()), "{} {}: {text}", paper.kind.title(), paper.number);
    }
    let decision = standing
        .papers
        .iter()
        .find(|paper| paper.kind == law::papers::PaperKind::PenaltyDecision)
        .expect("a decision");
    let file = decision.printed.as_ref().expect("is printed");
    let text = material::text_of(
        &walk.first.opens(&format!("/cases/{}/files/{}", walk.id, file.sha256)).await.bytes,
    );
    for element in [walk.case.shop, &walk.case.party(), "55,000.00", "行政复议", "六个月内"] {
        assert!(text.contains(element), "article 59 asks for {element}: {text}");
    }
}

/// Anyone finds the publication; nothing private is on it; its receipt holds with the bytes alone.
async fn check_the_publication(walk: &Walk<'_>, number: u64) {
    let stage = walk.stage;
    let list = stage.portal("/publications?words=%E7%99%BE%E5%91%B3%E9%A3%9F%E5%93%81").await;
    assert!(list.text().contains(walk.case.shop), "{}", list.says());
    let page = stage.portal(&format!("/publications/{number}")).await;
    assert_eq!(page.status, 200, "{}", page.says());
    for private in ["021-55550188", "邵明远", walk.id.as_str()] {
        assert!(!page.text().contains(private), "{private} is on the portal");
    }
    let vkey = stage.portal("/ledger/vkey").await.text();
    let receipt = stage.portal(&format!("/ledger/receipt/{number}")).await.bytes;
    let entry = stage.portal(&format!("/ledger/entry/{number}")).await.bytes;
    let document = stage.portal(&format!("/publications/{number}/document.json")).await.bytes;
    let shown =
        verifier::receipt::verify_receipt_file(&receipt, Some(&entry), &vkey).expect("the receipt holds");
    assert_eq!(shown.place.index, number);
    let digest = hex::encode(Sha256::digest(&document));
    assert!(String::from_utf8_lossy(&shown.entry).contains(&digest), "the entry names the document's digest");
    let mut forged = entry.clone();
    let middle = forged.len() / 2;
    forged[middle] ^= 1;
    verifier::receipt::verify_receipt_file(&receipt, Some(&forged), &vkey)
        .expect_err("another entry does not pass");
}

/// What the page says of a refusal.
fn says(refused: Refused) -> String {
    Refusal::from(refused).says
}

#[tokio::test(flavor = "multi_thread")]
async fn no_decision_passes_the_gate_without_a_review_of_its_very_text() {
    let stage = Stage::start().await;
    let mut walk = Walk::to(&stage, Case::major(), Until::Heard).await;
    let id = walk.id.clone();
    stage.at(&walk.case.on(21, "09:00"));
    walk.head.tries(&id, "decision", &json!({})).await.says_no(422, &says(Refused::ReviewMissing));
    walk.go_on(Until::Submitted, Until::Submitted).await;
    walk.head.tries(&id, "decision", &json!({})).await.says_no(422, &says(Refused::ReviewPending));
    walk.go_on(Until::Passed, Until::Passed).await;
    stage.at(&walk.case.on(28, "09:30"));
    let facts = walk.case.facts().replacen("12盒", "13盒", 1);
    let changed = walk.head.tries(&id, "decision", &json!({"facts": facts})).await;
    changed.says_no(422, &says(Refused::ReviewedTextChanged));
    assert!(changed.text().contains("13盒"), "what was typed is still there");
    walk.go_on(Until::Decided, Until::Decided).await;
    assert_eq!(stage.findings().await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn who_reviews_and_who_handles_does_not_decide_and_strangers_to_a_case_say_why_they_look() {
    let stage = Stage::start().await;
    let walk = Walk::to(&stage, Case::minor(), Until::Concluded).await;
    let address = format!("/cases/{}", walk.id);
    let asked = stage.officer("sun-lei").opens(&address).await;
    asked.says_no(403, "调阅他人承办的案件");
    assert!(
        !asked.text().contains(walk.case.shop),
        "nothing of the case is shown before the purpose is stated"
    );
    let other = stage.officer("sun-lei");
    let page = other.opens(&address).await;
    other.states_purpose(&page, &address).await.says_no(303, "");
    assert!(other.opens(&address).await.text().contains(walk.case.shop));
    let log = walk.first.opens(&format!("{address}/viewings")).await.text();
    assert!(log.contains("孙磊") && log.contains("同类案件参考"), "{log}");
    stage.officer("tang-bo").opens(&address).await.says_no(404, "没有这一页");
    let refused = walk.first.tries(&walk.id, "decision", &json!({})).await;
    assert_eq!(refused.status, 422, "{}", refused.says());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_form_posted_again_is_done_once_and_two_officers_at_once_do_it_once() {
    let stage = Stage::start().await;
    let walk = Walk::to(&stage, Case::major(), Until::Proposed).await;
    let address = format!("/cases/{}/filing", walk.id);
    stage.at(&walk.case.on(1, "15:30"));
    let mut form = walk.head.form(&address).await;
    form.fill(&json!({"opinion": "同意立案。"}));
    let deputy = stage.officer("he-fang");
    let mut other = deputy.form(&address).await;
    other.fill(&json!({"opinion": "同意立案，抓紧办理。"}));

    let (mine, theirs) =
        tokio::join!(walk.head.posts(&address, &form, &[]), deputy.posts(&address, &other, &[]));
    let done: Vec<u16> = [mine.status, theirs.status].into_iter().filter(|status| *status == 303).collect();
    assert_eq!(done.len(), 1, "one of them: {} — {}", mine.says(), theirs.says());
    let size = stage.office.books.size().await.expect("a size");
    let (winner, wins, answer) =
        if mine.status == 303 { (&walk.head, &form, mine) } else { (&deputy, &other, theirs) };
    let again = winner.posts(&address, wins, &[]).await;
    assert_eq!((again.status, &again.location), (303, &answer.location), "the same answer: {}", again.says());
    assert_eq!(stage.office.books.size().await.expect("a size"), size, "nothing was added");

    let mut reused = wins.clone();
    reused.fill(&json!({"opinion": "另一意见。"}));
    winner.posts(&address, &reused, &[]).await.says_no(409, "已经提交过");
    let filed = Refusal::from(cases::filing::Refused::AlreadyFiled).says;
    deputy.tries(&walk.id, "filing", &json!({"opinion": "同意。"})).await.says_no(422, &filed);
    assert_eq!(stage.findings().await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stale_page_is_judged_by_what_has_happened_since() {
    let stage = Stage::start().await;
    let walk = Walk::to(&stage, Case::major(), Until::Concluded).await;
    let address = format!("/cases/{}/prior_notice", walk.id);
    stage.at(&walk.case.on(8, "13:00"));
    let mut stale = walk.second.form(&address).await;
    stale.fill(&walk.case.prior_notice());
    walk.first
        .does(
            &walk.id,
            "recusal_request",
            &json!({"officer": "li-na", "by": "邵明远", "reason": "与本案有利害关系"}),
        )
        .await;
    walk.head.does(&walk.id, "recusal", &recusal()).await;
    let refused = walk.second.posts(&address, &stale, &[]).await;
    refused.says_no(422, "不是本案承办人");
    let (standing, _) = stage.office.desk.case(walk.id.parse().expect("an id")).await.expect("the case");
    assert!(standing.notice.issued.is_none(), "nothing was issued");
}

fn recusal() -> Value {
    json!({"officer": "li-na", "granted": true, "reason": "情况属实", "successor": "sun-lei"})
}

#[tokio::test(flavor = "multi_thread")]
async fn forms_without_this_sessions_token_are_refused_and_passwords_are_checked() {
    let stage = Stage::start().await;
    let officer = stage.officer("zhang-wei");
    officer.signs_in_with("not the password").await.says_no(401, "不正确");
    let size = stage.office.books.size().await.expect("a size");
    let mut form = officer.form("/cases/new").await;
    form.fill(&Case::major().opening());
    for token in ["", "0000000000000000000000000000000000000000000000000000000000000000"] {
        let mut forged = form.clone();
        forged.set("form_token", token);
        officer.posts("/cases/new", &forged, &[]).await.says_no(403, "表单已经失效");
    }
    let other = stage.officer("li-na");
    let mut borrowed = other.form("/cases/new").await;
    borrowed.fill(&Case::major().opening());
    officer.posts("/cases/new", &borrowed, &[]).await.says_no(403, "表单已经失效");
    let posted = html::form(&String::from_utf8_lossy(&officer.opens("/cases").await.bytes), "/sign-out")
        .expect("a form to sign out");
    let out = officer.posts_fields("/sign-out", &posted.posted()).await;
    assert_eq!((out.status, out.location.as_str()), (303, "/sign-in"));
    officer.posts("/cases/new", &form, &[]).await.says_no(401, "请先登录");
    assert_eq!(stage.office.books.size().await.expect("a size"), size);
}
