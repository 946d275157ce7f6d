//! The registers as the administrator and whoever confirms keep them at the desk: every entry is an act of two persons, and what is entered counts from the same moment: a suspended certificate
//! stops its holder in the middle of a case, and a year of the calendar turns an estimated day into a firm one.

use desk::Store;
use serde_json::json;
use stories::{Answer, Case, Stage, Until, Walk};

#[tokio::test(flavor = "multi_thread")]
async fn a_body_with_its_people_and_matters_is_entered_and_can_act() {
    let stage = Stage::start().await;
    let admin = stage.officer("admin");
    let code = mingjing::demo::district::complete("11310105MB1D00009");
    let body = json!({"code": code, "name": "上海市明镜区交通委员会", "letter": "明交", "region": "310105", "kind": "organ", "sector": "general",
                      "basis": "《中华人民共和国行政处罚法》第十七条", "address": "清水路200号", "phone": "021-55550200", "account": "明镜银行0200",
                      "review_organ": "上海市明镜区人民政府", "court": "上海铁路运输法院", "statement_days": "5", "review_days": "5"});
    let second = stage.officer("ren-hai");
    admin.publishes(&second, "body", &body).await;
    let department = json!({"code": "transport-one", "body": code, "name": "执法一队", "role": "handling"});
    admin.publishes(&second, "department", &department).await;
    let officer = json!({"id": "ma-chao", "name": "马超", "body": code, "department": "transport-one", "posts": ["执法人员"], "certificate_number": "310105900001",
                         "certificate_issuer": "上海市人民政府", "certificate_from": "2025-01-01", "certificate_to": "2029-12-31"});
    admin.publishes(&second, "officer", &officer).await;
    admin.registers("account", &json!({"officer": "ma-chao"})).await;
    let matter = json!({"code": "1700-TAXI-001", "body": code, "name": "未取得许可从事客运", "violated": "《道路运输条例》第十条", "basis": "《道路运输条例》第六十三条",
                        "fine_min": "1,000.00", "fine_max": "20,000.00", "penalties": [{"kind": "fine", "force": "shall"}], "tiers": ["一般：一千元以上一万元以下"]});
    admin.publishes(&second, "matter", &matter).await;
    let page = admin.opens("/registers").await.text();
    for shown in ["上海市明镜区交通委员会", "执法一队", "马超", "未取得许可从事客运"]
    {
        assert!(page.contains(shown), "{shown}");
    }
    let mut wrong = body.clone();
    wrong["code"] = json!(format!("{}{}", &code[..17], if code.ends_with('1') { '2' } else { '1' }));
    wrong["change_reason"] = json!("按批准的文件");
    let refused = admin.enters("/registers/entries/body/change", &wrong, &[]).await;
    assert_eq!(refused.status, 422, "{}", refused.says());
    assert!(refused.text().contains("#f-code"), "{}", refused.says());
    let stranger = stage
        .officer("zhang-wei")
        .enters(
            "/registers/entries/department/change",
            &json!({"code": "x", "body": code, "name": "x", "role": "handling", "change_reason": "试"}),
            &[],
        )
        .await;
    stranger.says_no(422, "没有维护");
    assert_eq!(stage.findings().await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_suspended_in_the_middle_stops_its_holder() {
    let stage = Stage::start().await;
    let mut walk = Walk::to(&stage, Case::minor(), Until::Filed).await;
    let admin = stage.officer("admin");
    stage.at(&walk.case.on(2, "17:00"));
    let state = |state: &str| json!({"officer": "zhang-wei", "state": state, "reason": "年度考核"});
    admin.registers("certificate", &state("suspended")).await;
    stage.at(&walk.case.on(3, "09:35"));
    let stopped = walk.first.tries(&walk.id, "certificates", &walk.case.certificates()).await;
    assert_eq!(stopped.status, 422, "{}", stopped.says());
    assert!(stopped.text().contains("证"), "{}", stopped.says());
    let opening =
        stage.officer("zhang-wei").enters("/cases/new", &Case::minor().later().opening(), &[]).await;
    opening.says_no(422, "没有有效的行政执法证件");
    // One person stops somebody; it takes two to let him act again.
    let alone = admin.enters("/registers/certificate", &state("valid"), &[]).await;
    alone.says_no(422, "不能一人直接录入");
    let restored = json!({"certificate_state": "有效"});
    admin.amends(&stage.officer("ren-hai"), "officer", "zhang-wei", &restored).await;
    walk.go_on(Until::Shown, Until::Shown).await;
    assert_eq!(stage.findings().await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_estimated_day_becomes_firm_when_the_year_is_entered() {
    let stage = Stage::start().await;
    let late = Case { received: jiff::civil::date(2026, 11, 30), ..Case::major() };
    let walk = Walk::to(&stage, late, Until::Submitted).await;
    stage.at("2026-12-30T09:00");
    walk.reviewer.does(&walk.id, "opinion", &walk.case.agrees()).await;
    walk.head.does(&walk.id, "decision", &json!({})).await;
    let address = format!("/cases/{}", walk.id);
    let page = walk.first.opens(&address).await.text();
    assert!(page.contains("暂定"), "the day lies in a year that is not entered: {page}");
    let days = ["2027-01-01", "2027-02-05", "2027-02-08", "2027-02-09", "2027-02-10", "2027-02-11"];
    let year =
        json!({"year": "2027", "notice": "国办发明电〔2026〕9号", "rest": days, "working": ["2027-01-03"]});
    stage.officer("admin").publishes(&stage.officer("ren-hai"), "calendar", &year).await;
    let calendar = stage.office.books.clone();
    let kind = desk::Store::registers(&*calendar).calendar().kind(jiff::civil::date(2027, 1, 3));
    assert_eq!(kind, law::calendar::DayKind::Working);
    let firm = walk.first.opens(&address).await.text();
    assert!(!firm.contains("暂定"), "{firm}");
    assert_eq!(stage.findings().await, Vec::<String>::new());
}

/// A page of the portal once it says this: the directory follows the registers within seconds.
async fn comes_to_say(stage: &Stage, path: &str, words: &str) -> Answer {
    let begun = std::time::Instant::now();
    loop {
        let page = stage.portal(path).await;
        if page.text().contains(words) {
            return page;
        }
        assert!(begun.elapsed().as_secs() < 60, "{path} never says {words}: {}", page.says());
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_matter_ends_on_the_day_that_two_persons_agreed_on() {
    let stage = Stage::start().await;
    let (admin, second, handler) =
        (stage.officer("admin"), stage.officer("ren-hai"), stage.officer("zhang-wei"));
    let matter = "0200-FOOD-034";
    let change = format!("/registers/entries/matter/change?key={matter}");
    let ends = |from: &str| json!({"change_ends": true, "change_from": from});
    let early = json!({"change_ends": true, "change_from": "2026-01-04", "change_reason": "职权取消"});
    admin.enters(&change, &early, &[]).await.says_no(422, "不能早于今天");
    admin.amends(&second, "matter", matter, &ends("2026-01-12")).await;
    let waits = second.opens("/registers/proposals").await;
    assert!(
        waits.text().contains("已确认，待生效") && waits.text().contains("自 2026-01-12 起生效"),
        "{}",
        waits.says()
    );
    assert!(handler.opens("/cases/new").await.text().contains(matter), "the day has not come");
    // Nobody lets it take effect by hand before its day.
    let agreed = stage.office.books.registers().all_agreed().first().map(|agreed| agreed.proposal.id.clone());
    let by_hand = json!({"proposal": agreed.expect("it waits for its day")});
    let refused = admin.enters("/registers/entry_effect", &by_hand, &[]).await;
    refused.says_no(422, "生效日期是2026-01-12，尚未到期");
    assert_eq!(stage.office.let_entries_take_effect().await.expect("looked at"), 0);

    stage.at("2026-01-12T00:01");
    assert_eq!(stage.office.let_entries_take_effect().await.expect("takes effect"), 1);
    assert_eq!(stage.office.let_entries_take_effect().await.expect("looked at"), 0, "once");
    assert!(!handler.opens("/cases/new").await.text().contains(matter));
    assert!(!second.opens("/registers/proposals").await.text().contains("待生效"));
    let entry = format!("/directory/matter/{matter}");
    let public = comes_to_say(&stage, &entry, "自2026-01-12 周一起停用").await;
    assert!(public.text().contains("按批准的文件"), "the reason is told: {}", public.says());
    let before = stage.portal(&format!("{entry}?on=2026-01-11")).await;
    assert!(before.status == 200 && before.text().contains("超过保质期"), "{}", before.says());
    assert!(!stage.portal("/directory/matter").await.text().contains(matter));

    // What was agreed on is taken back before its day.
    let other = "0200-PRICE-013";
    admin.amends(&second, "matter", other, &ends("2026-02-01")).await;
    let page = admin.opens("/registers/proposals").await;
    let form = stories::html::form(&String::from_utf8_lossy(&page.bytes), "/registers/entry_refusal");
    let mut back = form.expect("it can be taken back");
    back.set("reason", "推迟取消");
    assert_eq!(admin.posts_fields("/registers/entry_refusal", &back.posted()).await.status, 303);
    stage.at("2026-02-01T09:00");
    assert_eq!(stage.office.let_entries_take_effect().await.expect("looked at"), 0);
    assert!(stage.office.books.registers().matter(other).is_some());
    assert_eq!(stage.findings().await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_who_has_left_can_no_longer_sign_in_and_the_portal_says_why_of_nobody() {
    let stage = Stage::start().await;
    let (admin, second) = (stage.officer("admin"), stage.officer("ren-hai"));
    let leaving = stage.officer("zhang-wei");
    assert_eq!(leaving.opens("/").await.status, 200);
    let change = "/registers/entries/officer/change?key=zhang-wei";
    let ends = json!({"change_ends": true, "change_from": "2026-01-05", "change_reason": "因病提前退休"});
    let registers = stage.office.books.registers();
    let held = registers.officer(&"zhang-wei".into()).and_then(|officer| officer.certificate.clone());
    let page = format!("/directory/officer/{}", held.expect("a certificate").number);
    let kept = admin.enters(change, &ends, &[]).await;
    kept.says_no(422, "执法证件仍为有效");
    let cancelled = json!({"officer": "zhang-wei", "state": "cancelled", "reason": "因病离岗"});
    admin.registers("certificate", &cancelled).await;
    admin.amends(&second, "officer", "zhang-wei", &json!({"change_ends": true})).await;
    assert_ne!(leaving.opens("/").await.status, 200, "whoever has left is nobody here");
    let public = comes_to_say(&stage, &page, "起停用").await;
    assert!(!public.text().contains("因病") && !public.text().contains("按批准的文件"), "{}", public.says());
    assert_eq!(stage.findings().await, Vec::<String>::new());
}
