//! Entries of a register over HTTP: one person proposes, another confirms, a stranger does neither, and what stood before is still told for its day.

use desk::Store;
use jiff::civil::date;
use serde_json::{Value, json};
use stories::Stage;

fn item(body: &str, basis: &str, times: u32) -> Value {
    json!({"code": "JC-SP-09", "body": body, "name": "网络食品经营检查", "target": "网络食品经营者", "basis": basis,
           "content": ["公示信息"], "method": "remote", "times_a_year": times})
}

const BASIS: &str = "《食品安全法》第一百一十条";

fn form(change: &Value) -> Value {
    json!({"register": "inspection_items", "reason": "按公布的文件", "changes": json!([change]).to_string()})
}

fn at(act: &str) -> String {
    format!("/registers/{act}")
}

#[tokio::test(flavor = "multi_thread")]
async fn an_entry_stands_when_two_persons_have_had_it_in_hand() {
    let stage = Stage::start().await;
    let body = mingjing::demo::district::codes().market;
    let key = "JC-SP-09";
    let (clerk, head) = (stage.officer("lin-yue"), stage.officer("xu-guang"));
    let enter = |basis: &str| json!({"enter": {"key": key, "valid_from": "2026-01-05", "content": item(&body, basis, 2)}});
    let vague = clerk.enters(&at("entry_proposal"), &form(&enter("依法")), &[]).await;
    vague.says_no(422, "没有写明法律、法规、规章的名称和条文");
    let waiting = || stage.office.books.registers().proposals().first().map(|one| one.id.clone());
    let before = stage.office.books.registers().proposals().len();
    assert_eq!(clerk.enters(&at("entry_proposal"), &form(&enter(BASIS)), &[]).await.status, 303);
    assert_eq!(stage.office.books.registers().proposals().len(), before + 1);
    let id = json!({"proposal": waiting().expect("the proposal waits")});
    let own = clerk.enters(&at("entry_confirmation"), &id, &[]).await;
    own.says_no(422, "不能由本人确认");
    let stranger = stage.officer("zhang-wei").enters(&at("entry_confirmation"), &id, &[]).await;
    stranger.says_no(422, "没有维护名录的岗位");
    assert_eq!(head.enters(&at("entry_confirmation"), &id, &[]).await.status, 303);
    let amend = json!({"amend": {"key": key, "valid_from": "2026-07-01", "content": item(&body, BASIS, 1)}});
    assert_eq!(head.enters(&at("entry_proposal"), &form(&amend), &[]).await.status, 303);
    let id = json!({"proposal": waiting().expect("the amendment waits"), "reason": "没有依据"});
    assert_eq!(clerk.enters(&at("entry_refusal"), &id, &[]).await.status, 303);
    assert_eq!(head.enters(&at("entry_proposal"), &form(&amend), &[]).await.status, 303);
    let id = json!({"proposal": waiting().expect("it waits again")});
    assert_eq!(clerk.enters(&at("entry_confirmation"), &id, &[]).await.status, 303);
    let registers = stage.office.books.registers();
    let held = |day| registers.book("inspection_items").as_of(key, day)?.content.clone();
    let times = |day| held(day).and_then(|content| content["times_a_year"].as_u64());
    assert_eq!(times(date(2026, 6, 30)), Some(2));
    assert_eq!(times(date(2026, 7, 1)), Some(1));
    assert_eq!(times(date(2026, 1, 4)), None);
    assert_eq!(stage.findings().await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_internal_register_is_open_to_its_keepers_alone_and_a_proposal_to_those_it_concerns() {
    let stage = Stage::start().await;
    let body = mingjing::demo::district::codes().market;
    let (table, history, change) = (
        "/registers/entries/qualifications",
        "/registers/entries/qualifications/history?key=chen-jing",
        "/registers/entries/qualifications/change?key=chen-jing",
    );
    const NUMBER: &str = "A20103101040001";
    let (clerk, bureau) = (stage.officer("lin-yue"), stage.officer("ren-hai"));
    for keeper in [&clerk, &bureau] {
        for page in [history, change] {
            let shown = keeper.opens(page).await;
            assert!(shown.status == 200 && String::from_utf8_lossy(&shown.bytes).contains(NUMBER), "{page}");
        }
        assert!(keeper.opens(table).await.text().contains("chen-jing"));
    }
    // A keeper of another body: the register, but nothing of this body's.
    let (street, handler) = (stage.officer("feng-hao"), stage.officer("zhang-wei"));
    let shown = street.opens(table).await;
    assert!(shown.status == 200 && !shown.text().contains("chen-jing"), "{}", shown.says());
    for (officer, pages) in [(&street, &[history, change][..]), (&handler, &[table, history, change][..])] {
        for page in pages {
            officer.opens(page).await.says_no(404, "没有这一页");
        }
    }
    assert!(clerk.opens("/registers/entries").await.text().contains("法律职业资格"));
    assert!(!handler.opens("/registers/entries").await.text().contains("法律职业资格"));
    let enter =
        json!({"enter": {"key": "JC-SP-09", "valid_from": "2026-01-05", "content": item(&body, BASIS, 2)}});
    assert_eq!(clerk.enters(&at("entry_proposal"), &form(&enter), &[]).await.status, 303);
    let head = stage.officer("xu-guang");
    for (officer, sees) in
        [(&clerk, true), (&head, true), (&bureau, true), (&street, false), (&handler, false)]
    {
        let shown = officer.opens("/registers/proposals").await;
        assert_eq!(shown.text().contains("JC-SP-09"), sees, "{}", shown.says());
    }
}
