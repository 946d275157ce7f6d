//! The dossier of an enforcement target (一户一档, plan clause 12): what lies in the cases against one party in one place, with a purpose and as duties allow; a shop that got another code is
//! merged with its earlier self, and taken apart again exactly; a program reads the same through the API. Then the page in a real browser; screenshots lie in `target/screenshots`.

use mingjing::demo::PASSWORD;
use serde_json::json;
use stories::caller::Caller;
use stories::{Answer, Case, Officer, Stage, Until, Walk, material, script};

/// Another shop, handled by others of the same body.
fn other() -> Case {
    Case { shop: "百味食品店（旧照）", code: "92310105MA0000043", ..Case::minor().later() }
}

async fn opens(officer: &Officer, path: &str) -> Answer {
    let asked = officer.opens(path).await;
    asked.says_no(403, "查看一户一档");
    officer.states_purpose(&asked, path).await;
    officer.opens(path).await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_cases_of_one_target_lie_together_and_merging_is_undone_exactly() {
    let stage = Stage::start().await;
    let first = Walk::to(&stage, Case::major(), Until::Investigated).await;
    let second = Walk::to(&stage, other(), Until::Investigated).await;
    stage.at(&second.case.on(5, "10:00"));
    let film = material::video(2, &format!("{}T01:40:00Z", first.case.day(3)));
    first
        .first
        .does_with(&first.id, "recording", &first.case.recording(), &[("file", "检查.mp4", &film)])
        .await;
    let (id, old) = (first.id.clone(), second.id.clone());
    let path = format!("/cases/{id}/dossier");
    let handler = stage.officer("zhang-wei");
    handler.opens(&path).await.says_no(403, "查看须说明用途");
    let before = opens(&handler, &path).await;
    assert_eq!(before.status, 200, "{}", before.says());
    for said in ["一户一档：清水路百味食品店", "现场检查笔录", "现场照片", "检查.mp4"]
    {
        assert!(before.text().contains(said), "{said}: {}", before.says());
    }
    assert!(!before.text().contains("旧照"), "{}", before.says());

    // Merged: both lie together, from either case, and what is listed opens without being asked again.
    let merge =
        json!({"code": second.case.party(), "name": second.case.shop, "reason": "换照，经营者和地址未变"});
    handler
        .tries(&id, "party_merge", &json!({"code": "92310105MA0000043A", "name": "某店", "reason": "换照"}))
        .await
        .says_no(422, "代码不正确");
    handler.does(&id, "party_merge", &merge).await;
    let merged = handler.opens(&path).await.text();
    for said in ["旧照", "换照，经营者和地址未变", "撤销归并", &format!("/cases/{old}/files/")]
    {
        assert!(merged.contains(said), "{said}: {merged}");
    }
    let listed = handler.opens(&format!("{path}?kind=case")).await.text();
    assert!(listed.contains(&format!("/cases/{old}")) && !listed.contains("/files/"), "{listed}");
    let page = handler.opens(&format!("/cases/{old}")).await;
    assert_eq!(page.status, 200, "the purpose of the dossier opens what it lists: {}", page.says());
    let theirs = opens(&stage.officer("zhao-min"), &format!("/cases/{old}/dossier")).await.text();
    assert!(
        theirs.contains(&format!("/cases/{id}")) && theirs.contains("换照，经营者和地址未变"),
        "{theirs}"
    );
    assert!(!theirs.contains("撤销归并"), "it is undone in the case that says so: {theirs}");
    let log = stage.officer("zhao-min").opens(&format!("/cases/{old}/viewings")).await.text();
    assert!(log.contains("一户一档") && log.contains("同类案件参考") && log.contains("张伟"), "{log}");

    // Nobody of another body sees it; whoever supervises does, with a purpose.
    assert_eq!(stage.officer("tang-bo").opens(&path).await.status, 404);
    let supervised = opens(&stage.officer("ren-hai"), &path).await.text();
    assert!(supervised.contains(&format!("/cases/{old}")), "{supervised}");

    // By program: the same, and never without a purpose.
    let caller = Caller::signs_in(&stage.client, &stage.desk, "zhang-wei", PASSWORD).await;
    let (status, refused) = caller.gets(&stage.desk, &format!("/api{path}")).await.expect("the desk answers");
    assert_eq!(
        (status.as_u16(), refused["refusal"]["name"].as_str()),
        (422, Some("PurposeMissing")),
        "{refused}"
    );
    let reads = async |query: &str| {
        let purpose = "%E6%A0%B8%E5%AF%B9%E5%89%8D%E6%A1%88";
        let (status, said) = caller
            .gets_for(&stage.desk, &format!("/api{path}{query}"), purpose)
            .await
            .expect("the desk answers");
        (status.as_u16(), said)
    };
    let (status, read) = reads("?kind=recording").await;
    assert_eq!(status, 200, "{read}");
    let items = read["items"].as_array().expect("a list");
    assert!(!items.is_empty() && items.iter().all(|item| item["kind"] == "recording"), "{items:?}");
    let (status, wrong) = reads("?kind=film").await;
    assert_eq!((status, wrong["title"].as_str()), (400, Some("kind 不能读取")), "{wrong}");

    let told = json!({"id": id, "handler": "zhang-wei", "name": second.case.shop});
    script::runs(&stage, "dossier.mjs", told).await;

    // Taken apart: as it was before.
    handler
        .does(&id, "party_unmerge", &json!({"party": second.case.party(), "reason": "核对后不是同一户"}))
        .await;
    let after = handler.opens(&path).await;
    assert_eq!(rows(&after), rows(&before));
    assert!(!after.text().contains("旧照"), "{}", after.says());
    let again = handler.opens(&format!("/cases/{id}/party_unmerge")).await;
    assert!(again.text().contains("本案没有归并过执法对象"), "{}", again.says());
    assert_eq!(stage.findings().await, Vec::<String>::new());
}

/// The rows of the list, as they stand in the page.
fn rows(page: &Answer) -> Vec<String> {
    let text = page.text();
    text.split("<tr>").skip(1).map(|row| row.split("</tr>").next().unwrap_or_default().to_owned()).collect()
}
