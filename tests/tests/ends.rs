//! The other ways a case goes and ends: not filed, no penalty, a hearing held or waived, property preserved, an officer who leaves, a fine that is not paid, and what
//! the disclosure clerk does beside publishing. Each is walked through the forms and refused where the law refuses.

use desk::Store;
use events::StreamId;
use serde_json::{Value, json};
use stories::letter::progress;
use stories::{Case, Stage, Until, Walk, material};

async fn sound(stage: &Stage) {
    assert_eq!(stage.findings().await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_case_is_not_filed_and_goes_no_further() {
    let stage = Stage::start().await;
    let walk = Walk::to(&stage, Case::minor(), Until::Proposed).await;
    walk.first
        .tries(&walk.id, "refusal_to_file", &json!({"reason": "违法事实不存在。"}))
        .await
        .says_no(422, "不是机关负责人");
    walk.head.does(&walk.id, "refusal_to_file", &json!({"reason": "违法事实不存在。"})).await;
    let refused = walk.head.tries(&walk.id, "filing", &json!({})).await;
    assert_eq!(refused.status, 422, "{}", refused.says());
    assert!(walk.first.opens(&format!("/cases/{}", walk.id)).await.text().contains("不予立案"));
    sound(&stage).await;
}

/// What is filled in where no penalty is intended; facts, evidence and remedies stand in the form already.
fn unpenalised(outcome: &str) -> Value {
    json!({"outcome": outcome, "character": "情节轻微", "reason": "首次违法，及时改正，没有危害后果。",
           "basis": ["《中华人民共和国行政处罚法》第三十三条第一款"]})
}

fn says(refused: cases::gate::Refused) -> String {
    events::Refusal::from(refused).says
}

/// The outside check over one case: what it found, and how many decisions in review scope it saw.
async fn looked_at_from_outside(stage: &Stage, id: &str) -> (Vec<String>, u64) {
    let history = stage.office.books.history(id.parse().expect("an id")).await.expect("a history");
    let registers = stage.office.books.history(StreamId::REGISTERS).await.expect("the registers");
    let mut watch = verifier::gate::GateWatch::default();
    registers.iter().chain(&history).for_each(|recorded| watch.look(recorded));
    let in_scope = watch.in_scope;
    (watch.faults().iter().map(|fault| fault.to_string()).collect(), in_scope)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slight_matter_ends_without_penalty_and_with_a_lesson() {
    let stage = Stage::start().await;
    let mut slight = Walk::to(&stage, Case::minor(), Until::Concluded).await;
    stage.at(&slight.case.on(10, "10:00"));
    let refused = slight.head.tries(&slight.id, "no_penalty", &unpenalised("no_penalty")).await;
    refused.says_no(422, "应当对当事人进行教育");
    let mut taught = unpenalised("no_penalty");
    taught["education"] = json!("已当面讲解明码标价的规定。");
    slight.head.does(&slight.id, "no_penalty", &taught).await;
    let early = slight.head.tries(&slight.id, "closing", &slight.case.closing()).await;
    early.says_no(422, "决定书尚未送达");
    slight.deliver(11).await;
    slight.go_on(Until::Closed, Until::Archived).await;
    let unfounded = Walk::to(&stage, Case::minor().later(), Until::Concluded).await;
    stage.at(&unfounded.case.on(10, "10:00"));
    unfounded.head.does(&unfounded.id, "no_penalty", &unpenalised("not_established")).await;
    sound(&stage).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_suspected_crime_is_reviewed_twice_and_then_handed_over_in_the_very_words_agreed_to() {
    let stage = Stage::start().await;
    let mut walk = Walk::to(&stage, Case::minor(), Until::Concluded).await;
    let (case, id) = (walk.case.clone(), walk.id.clone());
    let mut handed = unpenalised("transferred");
    handed["receiver"] = json!("上海市公安局明镜分局");
    handed["remedies"] = json!("");
    stage.at(&case.on(8, "10:00"));
    let missing = says(cases::gate::Refused::ReviewMissing);
    walk.head.tries(&id, "no_penalty", &handed).await.says_no(422, &missing);
    let mut submission = handed.clone();
    submission["explanation"] = json!("货值金额较大，涉嫌犯罪，拟移送。");
    walk.first.does(&id, "no_penalty_submission", &submission).await;
    stage.at(&case.on(9, "10:00"));
    walk.reviewer.does(&id, "opinion", &case.finds_problems()).await;
    let problems = says(cases::gate::Refused::ReviewFoundProblems);
    walk.head.tries(&id, "no_penalty", &handed).await.says_no(422, &problems);
    // The form starts from the text that came back; without an answer to the problems it goes nowhere.
    let silent = walk.first.tries(&id, "no_penalty_submission", &json!({"explanation": "再次送审。"})).await;
    silent.says_no(422, "重新送审应当说明对审核指出问题的处理");
    let answered = json!({"explanation": "再次送审。", "answer": "已补充照片批号的说明。", "reason": "货值金额已经查清，涉嫌犯罪。"});
    walk.first.does(&id, "no_penalty_submission", &answered).await;
    stage.at(&case.on(10, "10:00"));
    walk.reviewer.does(&id, "opinion", &case.agrees()).await;
    let elsewhere = walk.head.tries(&id, "no_penalty", &json!({"receiver": "上海市公安局"})).await;
    elsewhere.says_no(422, &says(cases::gate::Refused::ReviewedTextChanged));
    let otherwise = cases::gate::Refused::ReviewedOtherwise { outcome: "移送司法机关".to_owned() };
    walk.first.does(&id, "prior_notice", &case.prior_notice()).await;
    // A new notice has put the agreement aside: the text goes before the reviewers once more.
    walk.head.tries(&id, "no_penalty", &handed).await.says_no(422, &missing);
    let mut anew = submission.clone();
    anew["receiver"] = json!("上海市公安局明镜分局");
    walk.first.does(&id, "no_penalty_submission", &anew).await;
    walk.reviewer.does(&id, "opinion", &case.agrees()).await;
    walk.deliver(11).await;
    stage.at(&case.on(25, "10:00"));
    walk.head.tries(&id, "decision", &json!({})).await.says_no(422, &says(otherwise));
    walk.head.does(&id, "no_penalty", &json!({})).await;
    let page = walk.first.opens(&format!("/cases/{id}")).await.text();
    assert!(page.contains("移送司法机关") && page.contains("涉嫌犯罪案件移送书"), "{page}");
    let early = walk.head.tries(&id, "closing", &case.closing()).await;
    early.says_no(422, "移送书和案件材料尚未送交受移送机关");
    // Whoever holds the code, perhaps the suspect, does not read it before the letter is served.
    let opened = stage.office.desk.case(id.parse().expect("an id")).await.expect("the case").0.opened;
    let number = opened.expect("is opened").number.to_string();
    let code = stage.office.books.inquiry_code(&number);
    let told = progress(&stage, &number, &code).await;
    assert!(told.text().contains("已经立案，正在调查"), "{}", told.says());
    for secret in ["移送", "公安", "审核", "送达"] {
        assert!(!told.says().contains(secret), "{secret}: {}", told.says());
    }
    walk.deliver(26).await;
    walk.go_on(Until::Closed, Until::Archived).await;
    assert_eq!(looked_at_from_outside(&stage, &id).await, (Vec::new(), 1));
    sound(&stage).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_case_of_public_interest_ends_without_penalty_only_after_review() {
    let stage = Stage::start().await;
    let walk = Walk::to(&stage, Case::minor(), Until::Investigated).await;
    let (case, id) = (walk.case.clone(), walk.id.clone());
    stage.at(&case.on(7, "16:00"));
    let mut conclusion = case.conclusion();
    conclusion["public_interest"] = json!(true);
    walk.first.does(&id, "conclusion", &conclusion).await;
    let mut taught = unpenalised("no_penalty");
    taught["education"] = json!("已当面讲解明码标价的规定。");
    stage.at(&case.on(8, "10:00"));
    walk.head
        .tries(&id, "no_penalty", &taught)
        .await
        .says_no(422, &says(cases::gate::Refused::ReviewMissing));
    let mut submission = taught.clone();
    submission["explanation"] = json!("违法行为轻微，拟不予处罚。");
    walk.first.does(&id, "no_penalty_submission", &submission).await;
    walk.head
        .tries(&id, "no_penalty", &taught)
        .await
        .says_no(422, &says(cases::gate::Refused::ReviewPending));
    stage.at(&case.on(9, "10:00"));
    walk.reviewer.does(&id, "opinion", &case.agrees()).await;
    walk.head.does(&id, "no_penalty", &json!({})).await;
    assert_eq!(looked_at_from_outside(&stage, &id).await, (Vec::new(), 1));
    sound(&stage).await;
}

/// What the heads enter when they discuss something together.
fn discussed(on: &str, more: Value) -> Value {
    let members: Vec<Value> = ["许光", "何芳"]
        .iter()
        .map(|name| json!({"name": name, "post": "负责人", "opinion": "同意。"}))
        .collect();
    let mut entered = json!({"on": on, "place": "本局会议室", "chair": "许光", "members": members, "conclusion": "同意承办机构的意见。"});
    if let (Some(entered), Value::Object(more)) = (entered.as_object_mut(), more) {
        entered.extend(more);
    }
    entered
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clue_waits_fifteen_working_days_and_the_head_adds_as_many_once() {
    let stage = Stage::start().await;
    let walk = Walk::to(&stage, Case::minor(), Until::Proposed).await;
    let id = walk.id.clone();
    let case = format!("/cases/{id}");
    let page = walk.head.opens(&case).await.text();
    assert!(page.contains("2026-03-23") && page.contains("第十八条"), "{page}");
    let extension = |days: &str| json!({"days": days, "reason": "当事人下落不明，正在查找。"});
    walk.first.tries(&id, "filing_extension", &extension("15")).await.says_no(422, "不是机关负责人");
    walk.head.tries(&id, "filing_extension", &extension("16")).await.says_no(422, "一至15个工作日");
    stage.at("2026-03-20T10:00");
    walk.head.does(&id, "filing_extension", &extension("15")).await;
    let page = walk.head.opens(&case).await.text();
    assert!(page.contains("2026-04-14"), "{page}");
    walk.head.tries(&id, "filing_extension", &extension("1")).await.says_no(422, "已经延长过");
    walk.head.does(&id, "filing", &json!({"opinion": "同意立案。"})).await;
    sound(&stage).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_period_is_extended_by_the_head_and_then_by_the_heads_together() {
    let stage = Stage::start().await;
    // Filed on 2026-03-03: ninety days end on Monday, 1 June.
    let walk = Walk::to(&stage, Case::minor(), Until::Heard).await;
    let id = walk.id.clone();
    let extension = |days: &str| json!({"days": days, "reason": "需要向外地供货商核实进货情况。", "opinion": "同意延长。"});
    stage.at("2026-05-28T10:00");
    walk.first.tries(&id, "extension", &extension("30")).await.says_no(422, "不是机关负责人");
    walk.head.tries(&id, "extension", &extension("31")).await.says_no(422, "一至30日");
    walk.head.does(&id, "extension", &extension("30")).await;
    let page = walk.first.opens(&format!("/cases/{id}")).await.text();
    assert!(page.contains("90日，延长30日") && page.contains("案件延期审批表"), "{page}");
    stage.at("2026-06-25T10:00");
    walk.head.tries(&id, "extension", &extension("15")).await.says_no(422, "集体讨论决定是否继续延长");
    let lengthless =
        walk.head.tries(&id, "discussion", &discussed("2026-06-25", json!({"subject": "extension"}))).await;
    lengthless.says_no(422, "应当同时确定延长的日数");
    let further = discussed("2026-06-25", json!({"subject": "extension", "days": "15"}));
    walk.head.does(&id, "discussion", &further).await;
    walk.head.tries(&id, "extension", &extension("16")).await.says_no(422, "集体讨论决定延长15日");
    walk.head.does(&id, "extension", &extension("15")).await;
    stage.at("2026-07-16T10:00");
    walk.head.does(&id, "decision", &json!({})).await;
    sound(&stage).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn time_not_counted_moves_the_last_day_and_what_is_over_stays_over() {
    let stage = Stage::start().await;
    let walk = Walk::to(&stage, Case::minor(), Until::Heard).await;
    let id = walk.id.clone();
    stage.at("2026-05-20T10:00");
    let order = json!({"kind": "testing", "subject": "牛奶的菌落总数", "institution": "上海某某检测有限公司", "began_on": "2026-05-20"});
    let bare = walk.first.tries(&id, "appraisal", &order).await;
    assert!(bare.status == 422 && bare.text().contains("#f-proof"), "{}", bare.says());
    walk.first.does_with(&id, "appraisal", &order, &[("proof", "委托书.jpg", &material::photo(5))]).await;
    assert!(walk.first.opens(&format!("/cases/{id}")).await.text().contains("期间停止计算"));
    stage.at("2026-06-10T10:00");
    let result = json!({"appraisal": "1", "ended_on": "2026-06-10", "result": "菌落总数超过标准。"});
    walk.first
        .does_with(&id, "appraisal_result", &result, &[("proof", "报告.jpg", &material::photo(6))])
        .await;
    let page = walk.first.opens(&format!("/cases/{id}")).await.text();
    assert!(page.contains("90日，检测检验鉴定不计入21日"), "{page}");
    // A hundred and eleven days end on Monday, 22 June.
    stage.at("2026-06-23T10:00");
    let late = walk.head.tries(&id, "decision", &json!({})).await;
    late.says_no(422, "已超过办案期限1日（办案期限90日，检测检验鉴定不计入21日）");
    let extension = json!({"days": "30", "reason": "案情复杂。", "opinion": "同意。"});
    walk.head.tries(&id, "extension", &extension).await.says_no(422, "届满后不能延长");
    let mut taught = unpenalised("no_penalty");
    taught["education"] = json!("已当面讲解食品保质期管理的规定。");
    walk.head.does(&id, "no_penalty", &taught).await;
    sound(&stage).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_head_asked_to_leave_is_judged_by_the_heads_together() {
    let stage = Stage::start().await;
    let walk = Walk::to(&stage, Case::minor(), Until::Filed).await;
    let (case, id) = (walk.case.clone(), walk.id.clone());
    stage.at(&case.on(2, "10:00"));
    let asked = json!({"officer": "xu-guang", "by": "邵明远", "reason": "与当事人有利害关系"});
    walk.first.does(&id, "recusal_request", &asked).await;
    let leaves = json!({"officer": "xu-guang", "granted": true, "reason": "情况属实"});
    let own = events::Refusal::from(cases::parts::Closed::OwnRecusal).says;
    walk.head.tries(&id, "recusal", &leaves).await.says_no(422, &own);
    let other = stage.officer("he-fang");
    other.tries(&id, "recusal", &leaves).await.says_no(422, "由负责人集体讨论决定");
    let on = case.day(2).to_string();
    let talk = discussed(&on, json!({"subject": "recusal", "officer": "xu-guang"}));
    other.does(&id, "discussion", &talk).await;
    other.does(&id, "recusal", &leaves).await;
    let page = walk
        .head
        .tries(&id, "extension", &json!({"days": "30", "reason": "案情复杂。", "opinion": "同意。"}))
        .await;
    page.says_no(422, "已被决定回避");
    sound(&stage).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_no_font_can_show_is_refused_before_anything_is_entered() {
    let stage = Stage::start().await;
    let walk = Walk::to(&stage, Case::minor(), Until::Served).await;
    stage.at(&walk.case.on(10, "16:00"));
    let stream = walk.id.parse().expect("an id");
    let before = stage.office.books.history(stream).await.expect("a history").len();
    let mut statement = walk.case.statement();
    statement["content"] = json!("经营困难𓀀，请求从轻。");
    let refused = walk.first.tries(&walk.id, "statement", &statement).await;
    refused.says_no(422, "U+13000");
    assert!(refused.text().contains("#f-content"), "{}", refused.says());
    let after = stage.office.books.history(stream).await.expect("a history").len();
    assert_eq!(before, after, "nothing was entered");
    walk.first.does(&walk.id, "statement", &walk.case.statement()).await;
    sound(&stage).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hearing_is_asked_for_announced_and_held_before_anything_is_decided() {
    let stage = Stage::start().await;
    let mut walk = Walk::to(&stage, Case::major(), Until::Served).await;
    let (case, id) = (walk.case.clone(), walk.id.clone());
    stage.at(&case.on(10, "10:00"));
    walk.first
        .does(
            &id,
            "hearing_request",
            &json!({"on": case.day(10).to_string(), "by": "邵明远", "grounds": "对处罚幅度有异议"}),
        )
        .await;
    let pending = events::Refusal::from(cases::decision::Refused::HearingPending).says;
    walk.go_on(Until::Heard, Until::Heard).await;
    stage.at(&case.on(21, "09:00"));
    walk.head.tries(&id, "decision", &json!({})).await.says_no(422, &pending);

    stage.at(&case.on(11, "10:00"));
    let notice = |at: String| json!({"notified_on": case.day(11).to_string(), "at": at, "place": "本局听证室", "chair": "liu-yang", "clerk": "孔某"});
    let early = walk.first.tries(&id, "hearing_notice", &notice(case.on(14, "09:30"))).await;
    assert_eq!(early.status, 422, "fewer than seven working days before: {}", early.says());
    walk.first.does(&id, "hearing_notice", &notice(case.on(23, "09:30"))).await;
    stage.at(&case.on(23, "11:30"));
    let held = json!({"present": "当事人的经营者邵明远，调查人员张伟、李娜。", "minutes": "调查人员提出事实、证据和处罚建议；当事人申辩和质证。",
                      "report": "事实清楚，建议维持告知的处罚。", "signed_by": "邵明远"});
    walk.first.tries(&id, "hearing", &held).await.says_no(422, "不是本案听证主持人");
    stage.officer("liu-yang").does(&id, "hearing", &held).await;
    stage.at(&case.on(24, "09:30"));
    walk.first.does(&id, "submission", &case.submission()).await;
    walk.go_on(Until::Passed, Until::Decided).await;
    sound(&stage).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn rights_are_given_up_only_in_writing() {
    let stage = Stage::start().await;
    let walk = Walk::to(&stage, Case::major(), Until::Served).await;
    let (case, id) = (walk.case.clone(), walk.id.clone());
    stage.at(&case.on(10, "10:00"));
    let given_up = json!({"on": case.day(10).to_string(), "by": "邵明远"});
    for word in ["statement_waiver", "hearing_waiver"] {
        let bare = walk.first.tries(&id, word, &given_up).await;
        assert_eq!(bare.status, 422, "{word}: {}", bare.says());
        assert!(bare.text().contains("#f-proof"), "{word}: {}", bare.says());
        walk.first.does_with(&id, word, &given_up, &[("proof", "声明书.jpg", &material::photo(4))]).await;
    }
    stage.at(&case.on(11, "09:00"));
    walk.first.does(&id, "submission", &case.submission()).await;
    sound(&stage).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn preserved_property_is_dealt_with_before_the_decision() {
    let stage = Stage::start().await;
    let mut walk = Walk::to(&stage, Case::minor(), Until::Investigated).await;
    let (case, id) = (walk.case.clone(), walk.id.clone());
    stage.at(&case.on(4, "16:00"));
    let preserved = json!({"items": [{"name": "牛奶", "model": "250毫升", "quantity": "12盒"}], "reason": "证据可能灭失", "kept_at": "本局物品库",
                           "approver": "xu-guang", "preserved_on": case.day(4).to_string()});
    walk.first.does(&id, "preservation", &preserved).await;
    stage.at(&case.on(7, "09:00"));
    let early = walk.first.tries(&id, "conclusion", &case.conclusion()).await;
    early.says_no(422, "先行登记保存物品尚未处理");
    let outcome = walk
        .first
        .tries(&id, "preservation_outcome", &json!({"preservation": "1", "outcome": "作为证据保存。"}))
        .await;
    assert_eq!(outcome.status, 303, "{}", outcome.says());
    walk.go_on(Until::Concluded, Until::Noticed).await;
    sound(&stage).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_officer_who_is_partial_leaves_the_case_and_another_takes_over() {
    let stage = Stage::start().await;
    let walk = Walk::to(&stage, Case::minor(), Until::Filed).await;
    let id = walk.id.clone();
    stage.at(&walk.case.on(2, "10:00"));
    walk.first
        .does(
            &id,
            "recusal_request",
            &json!({"officer": "li-na", "by": "邵明远", "reason": "与当事人是亲属"}),
        )
        .await;
    let granted = |successor: &str| json!({"officer": "li-na", "granted": true, "reason": "情况属实", "successor": successor});
    let legal = walk.head.tries(&id, "recusal", &granted("chen-jing")).await;
    assert_eq!(legal.status, 422, "who reviews does not handle: {}", legal.says());
    walk.head.does(&id, "recusal", &granted("sun-lei")).await;
    stage.at(&walk.case.on(3, "09:35"));
    stage
        .officer("li-na")
        .tries(&id, "certificates", &walk.case.certificates())
        .await
        .says_no(422, "不是本案承办人");
    stage.officer("sun-lei").does(&id, "certificates", &walk.case.certificates()).await;
    sound(&stage).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_serious_case_is_discussed_by_the_heads_together() {
    let stage = Stage::start().await;
    let mut walk = Walk::to(&stage, Case::major(), Until::Investigated).await;
    let (case, id) = (walk.case.clone(), walk.id.clone());
    stage.at(&case.on(7, "16:00"));
    let mut conclusion = case.conclusion();
    conclusion["complex"] = json!(true);
    walk.first.does(&id, "conclusion", &conclusion).await;
    walk.go_on(Until::Noticed, Until::Passed).await;
    stage.at(&case.on(25, "10:00"));
    walk.head.tries(&id, "decision", &json!({})).await.says_no(422, "集体讨论");
    walk.head.does(&id, "discussion", &discussed(&case.day(25).to_string(), json!({}))).await;
    walk.go_on(Until::Decided, Until::Decided).await;
    sound(&stage).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unpaid_fine_is_demanded_and_then_enforced_by_the_court() {
    let stage = Stage::start().await;
    let walk = Walk::to(&stage, Case::major(), Until::Delivered).await;
    let (case, id) = (walk.case.clone(), walk.id.clone());
    let day = |days: i32| case.day(days).to_string();
    stage.at(&case.on(40, "10:00"));
    let early = walk.first.tries(&id, "demand", &json!({"served_on": day(40)})).await;
    assert_eq!(early.status, 422, "the time to sue has not run: {}", early.says());
    stage.at(&case.on(230, "10:00"));
    walk.first.does(&id, "demand", &json!({"served_on": day(230)})).await;
    let at_once =
        walk.first.tries(&id, "enforcement", &json!({"on": day(230), "outcome": "法院已经受理。"})).await;
    assert_eq!(at_once.status, 422, "ten days after the demand: {}", at_once.says());
    stage.at(&case.on(245, "10:00"));
    walk.first
        .does(&id, "enforcement", &json!({"on": day(245), "outcome": "法院已经受理并裁定准予执行。"}))
        .await;
    sound(&stage).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_publication_is_withheld_on_a_ground_or_corrected_and_withdrawn_in_the_open() {
    let stage = Stage::start().await;
    let held = Walk::to(&stage, Case::major(), Until::Decided).await;
    stage.at(&held.case.on(30, "09:00"));
    let withheld = json!({"ground": "trade_secret", "reason": "处罚事实涉及未公开的配方", "look_again_on": held.case.day(200).to_string()});
    held.clerk.does(&held.id, "withholding", &withheld).await;
    assert!(!stage.portal("/publications").await.text().contains(held.case.shop));

    let walk = Walk::to(&stage, Case { shop: "桥东粮油店", ..Case::major().later() }, Until::Delivered).await;
    stage.at(&walk.case.on(30, "09:00"));
    let number = walk.clerk.does(&walk.id, "publication", &json!({})).await.receipt();
    stage.at(&walk.case.on(31, "09:00"));
    let corrected = json!({"facts_shown": "当事人销售超过保质期的牛奶十二盒。", "reason": "数量写法有误"});
    walk.clerk.does(&walk.id, "correction", &corrected).await;
    let page = stage.portal(&format!("/publications/{number}?corrected")).await.text();
    assert!(page.contains("牛奶十二盒") && page.contains("数量写法有误"), "{page}");
    stage.at(&walk.case.on(40, "09:00"));
    let withdrawn = json!({"cause_on": walk.case.day(39).to_string(), "reason": "处罚决定被复议机关撤销。"});
    walk.clerk.does(&walk.id, "withdrawal", &withdrawn).await;
    let page = stage.portal(&format!("/publications/{number}?withdrawn")).await;
    page.says_no(410, "处罚决定被复议机关撤销");
    assert!(!page.text().contains("牛奶十二盒"), "the text is gone");
    let document = stage.portal(&format!("/publications/{number}/document.json?withdrawn")).await;
    assert!(document.status == 410 || document.status == 404, "{}", document.says());
    sound(&stage).await;
}
