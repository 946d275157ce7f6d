//! Tests of the leak scanner: what must never be published is found wherever it hides.

use super::*;
use crate::testing::{COMPANY, FACTS, PHONE, decided, of_person, read};
use serde_json::json;

fn private() -> Private {
    Private::of(&decided(), &[])
}

#[test]
fn what_the_case_knows_to_be_private_is_masked() {
    let masked = private().mask(FACTS);
    assert_eq!(
        masked,
        "2026-09-01，执法人员××在××××××××××××××检查，明镜食品有限公司的库房内有超过保质期的牛奶13盒。\
         经营者×××（电话×××××××××××）承认上述事实。"
    );
    assert_eq!(private().leaks(&masked), []);
    assert_eq!(private().mask(&masked), masked, "masking twice changes nothing");
}

#[test]
fn spacing_and_wide_digits_hide_nothing_from_the_scanner() {
    for text in [
        "邵 明 远",
        "１３８００１３８０００",
        "138 0013 8000",
        "138-0013-8000",
        "清水路12号",
        "邵\u{200B}明远",
    ] {
        let leaks = private().leaks(text);
        assert_eq!(leaks.len(), 1, "{text}: {leaks:?}");
        assert!(!leaks[0].near.contains(text));
        assert_eq!(private().leaks(&private().mask(text)), [], "{text}");
    }
}

#[test]
fn a_punished_person_is_named_as_the_public_may_know_them() {
    let case = of_person(None);
    assert_eq!(shown_name(&case), "邵某某");
    let private = Private::of(&case, &[]);
    assert_eq!(private.mask("邵明远（11010519491231002x）承认"), "邵某某（××××××××××××××××××）承认");
}

#[test]
fn an_organisations_name_may_hold_its_owners_name_and_still_be_shown() {
    let mut case = decided();
    if let Some(opened) = &mut case.opened {
        opened.party.name = "上海邵明远食品有限公司".to_owned();
    }
    let private = Private::of(&case, &[]);
    assert_eq!(private.mask("上海邵明远食品有限公司的邵明远"), "上海邵明远食品有限公司的×××");
    assert_eq!(private.leaks("上海邵明远食品有限公司"), []);
    assert_eq!(private.leaks(COMPANY), []);
}

#[test]
fn a_sole_traders_own_name_is_masked_inside_the_shops_name() {
    let mut case = decided();
    if let Some(opened) = &mut case.opened {
        opened.party =
            read(json!({"kind": "sole_trader", "name": "明镜区邵明远水果店", "code": "92310105MA1B3N1N2N",
            "representative": "邵明远", "address": "上海市明镜区清水路12号"}));
    }
    assert_eq!(shown_name(&case), "明镜区邵某某水果店");
    let private = Private::of(&case, &[]);
    assert_eq!(private.mask("明镜区邵明远水果店的邵明远"), "明镜区邵某某水果店的×××");
    assert_eq!(private.leaks("92310105MA1B3N1N2N").len(), 1);
}

#[test]
fn an_individual_business_without_a_shop_name_is_not_shown_under_a_persons_name() {
    let trader = |name: &str, owner: Option<&str>| {
        let mut case = decided();
        if let Some(opened) = &mut case.opened {
            opened.party = read(json!({"kind": "sole_trader", "name": name, "code": "92310105MA1B3N1N2N",
                "representative": owner, "address": "上海市明镜区清水路12号"}));
        }
        shown_name(&case)
    };
    assert_eq!(trader("邵明远", Some("邵明远")), "邵某某");
    assert_eq!(trader("邵明遠", Some("邵明远")), "邵某某", "written otherwise than the owner");
    assert_eq!(trader("清水面馆", Some("邵明远")), "清水面馆");
    assert!(!trader("邵明远", None).contains("明远"));
}

#[test]
fn a_role_entered_for_a_name_does_not_spoil_the_text() {
    let mut case = decided();
    if let Some(opened) = &mut case.opened {
        opened.party.representative = Some("无".to_owned());
    }
    let private = Private::of(&case, &[]);
    assert_eq!(private.mask("当事人无异议"), "当事人无异议");
    let found: Vec<&str> = names("孙小红（店员），当事人；李 明、无").collect();
    assert_eq!(found, ["孙小红", "李 明", "无"]);
    let hearing = names("当事人的法定代表人钱敬之，调查人员张伟、李娜。");
    assert_eq!(hearing.collect::<Vec<_>>(), ["钱敬之", "张伟", "李娜"]);
    assert_eq!(names("居委会李国华；陈小红店长").collect::<Vec<_>>(), ["李国华", "陈小红"]);
}

#[test]
fn everyone_the_case_has_met_is_hidden_without_the_clerk_naming_them() {
    let mut case = decided();
    case.persons.entered = ["店长周吉安（在场人员）", "钱敬之", "居委会李国华"].map(str::to_owned).to_vec();
    let facts = "周吉安承认，钱敬之在询问中证实，李国华在场见证，店长在货架上发现牛奶13盒。";
    let private = Private::of(&case, &[]);
    assert_eq!(private.leaks(facts).len(), 3);
    assert_eq!(private.mask(facts), "×××承认，×××在询问中证实，×××在场见证，店长在货架上发现牛奶13盒。");
}

#[test]
fn every_string_of_a_document_is_read() {
    let case = decided();
    for document in [
        json!({"a": {"b": ["公开", {"c": format!("电话{PHONE}")}]}}).to_string(),
        format!("[\"\\u90b5\\u660e\\u8fdc\"]"),
    ] {
        assert_eq!(scan(&case, &document).len(), 1, "{document}");
    }
    assert_eq!(scan(&case, r#"{"amount_fen": 13800138000}"#), []);
    assert_eq!(scan(&case, "{").len(), 1, "what cannot be read is not let out");
}
