//! The registers as the administrator and whoever confirms keep them at the desk: every entry is an act of two persons, and what is entered counts from the same moment: a suspended certificate
//! stops its holder in the middle of a case, and a year of the calendar turns an estimated day into a firm one.

use serde_json::json;
use stories::{Case, Stage, Until, Walk};

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
