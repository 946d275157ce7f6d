//! The time line of a case's recordings (plan clauses 9, 11, 12): what was recorded when and by whom, what was not and should have been, and who looked at it why.

use desk::Store;
use serde_json::{Value, json};
use stories::{Case, Officer, Stage, Until, Walk, material};

const RULE: &str = "YX-09";

/// A case with a recording of its inspection of the third day, which lacks two seconds.
async fn recorded(stage: &Stage, case: Case, until: Until) -> Walk<'_> {
    let mut walk = Walk::to(stage, case, Until::Investigated).await;
    let case = walk.case.clone();
    stage.at(&case.on(4, "16:00"));
    let video = material::broken_video(&format!("{}T01:40:00Z", case.day(3)));
    walk.second
        .does_with(&walk.id, "recording", &case.recording(), &[("file", "现场检查.mp4", &video)])
        .await;
    walk.go_on(Until::Concluded, until).await;
    walk
}

/// A rule of the body that a step must be recorded, proposed by one and confirmed by another, from the first days of the year on.
async fn rule(stage: &Stage, more: &Value) {
    let (clerk, head) = (stage.officer("lin-yue"), stage.officer("xu-guang"));
    let mut content = json!({"code": RULE, "body": mingjing::demo::district::codes().market, "level": "must", "means": "video",
        "elements": ["时间", "地点"], "words": "现在开始录音录像。", "kept_months": 24});
    for (key, value) in more.as_object().expect("an object") {
        content[key] = value.clone();
    }
    let change =
        json!([{"enter": {"key": RULE, "valid_from": "2026-01-05", "content": content}}]).to_string();
    let proposed = json!({"register": "recording_rules", "reason": "按公布的清单", "changes": change});
    let answer = clerk.enters("/registers/entry_proposal", &proposed, &[]).await;
    assert_eq!(answer.status, 303, "{}", answer.says());
    let id = stage.office.books.registers().proposals().first().map(|one| one.id.clone());
    let confirmed = json!({"proposal": id.expect("it waits")});
    let answer = head.enters("/registers/entry_confirmation", &confirmed, &[]).await;
    assert_eq!(answer.status, 303, "{}", answer.says());
}

/// The figures of the market bureau on the page of supervision.
async fn figures(supervisor: &Officer) -> Vec<String> {
    let page = supervisor.opens("/oversight").await.text();
    let table = page.split("音像记录应录与实录").nth(1).expect("the table");
    let row = table.split("市场监督管理局").nth(1).expect("the row of the bureau");
    let row = row.split("</tr>").next().unwrap_or_default();
    let cells = row.split("<td").skip(1).map(|cell| {
        cell.split_once('>')
            .map_or("", |(_, text)| text)
            .split('<')
            .next()
            .unwrap_or_default()
            .trim()
            .to_owned()
    });
    cells.collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_time_line_shows_what_was_recorded_with_gaps_marks_and_papers() {
    let stage = Stage::start().await;
    let walk = recorded(&stage, Case::minor(), Until::Concluded).await;
    let (case, id) = (walk.case.clone(), walk.id.clone());
    let recordings = walk.first.choices(&id, "mark", "recording").await;
    let mark = json!({"recording": recordings[0], "at": "0:07", "stage": "inspection", "label": "清点物品"});
    walk.first.does(&id, "mark", &mark).await;
    let path = format!("/cases/{id}/timeline");
    let page = walk.first.opens(&path).await.text();
    for says in [
        "现场检查全过程录像",
        "09:40:00",
        "09:40:10",
        "间断待说明",
        "没有图像",
        "09:40:07",
        "清点物品",
        "现场检查开始",
        "说明前不能归档",
        "data-seek-to-ms=\"7000\"",
        "#t=7",
    ] {
        assert!(page.contains(says), "{says}: {page}");
    }
    assert!(!page.contains("class=\"watermark\""), "who handles the case knows who looks");
    let keys = walk.first.choices(&id, "interruption", "interruptions").await;
    let written = json!({"interruptions": keys, "reason": "更换记录仪电池。", "person": "李娜", "how": "written", "obstacle": "断电。"});
    walk.first.does(&id, "interruption", &written).await;
    let page = walk.first.opens(&path).await.text();
    for says in ["间断已说明", "更换记录仪电池。", "断电。"] {
        assert!(page.contains(says), "{says}: {page}");
    }
    assert!(!page.contains("间断待说明</strong>") && !page.contains("处间断待说明"), "{page}");
    assert!(page.contains(&format!("{}", case.day(3))));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_case_without_recordings_says_what_will_stand_here() {
    let stage = Stage::start().await;
    let walk = Walk::to(&stage, Case::minor(), Until::Shown).await;
    let page = walk.first.opens(&format!("/cases/{}/timeline", walk.id)).await.text();
    assert!(page.contains("还没有音像记录") && page.contains("音像记录入库"), "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_does_not_handle_the_case_states_a_purpose_and_looks_under_a_watermark() {
    let stage = Stage::start().await;
    let walk = recorded(&stage, Case::major(), Until::Submitted).await;
    let (id, path) = (walk.id.clone(), format!("/cases/{}/timeline", walk.id));
    let file = walk.first.choices(&id, "mark", "recording").await.remove(0);
    let recording = format!("/cases/{id}/files/{file}");
    for (login, name) in [("chen-jing", "陈静"), ("ren-hai", "任海")] {
        let officer = stage.officer(login);
        for path in [&path, &recording] {
            let asked = officer.opens(path).await;
            assert_eq!(asked.status, 403, "{login} {path}: {}", asked.says());
            assert!(asked.text().contains("用途"), "{login}: {}", asked.says());
        }
        let asked = officer.opens(&path).await;
        officer.states_purpose(&asked, &path).await;
        let page = officer.opens(&path).await;
        assert_eq!(page.status, 200, "{login}: {}", page.says());
        let page = page.text();
        let mark = page.split("class=\"watermark\"").nth(1).and_then(|rest| rest.split("</div>").next());
        let (mark, today) = (mark.expect("a watermark"), walk.case.day(21).to_string());
        assert!(mark.contains(name) && mark.contains(&today), "{login}: {mark}");
        assert_eq!(officer.opens(&recording).await.status, 200, "{login}");
    }
    let viewed = stage.office.books.viewings(id.parse().expect("an id")).await.expect("reads");
    let viewed: Vec<(String, String, String)> = viewed
        .iter()
        .filter_map(|recorded| match &recorded.body.event {
            events::Event::MaterialViewed(viewed) => {
                Some((viewed.viewer.name.clone(), viewed.what.clone(), viewed.purpose.clone()))
            }
            _ => None,
        })
        .collect();
    for name in ["陈静", "任海"] {
        for what in ["音像时间线", "音像记录 现场检查全过程录像"] {
            let stands = viewed.iter().any(|(viewer, of, purpose)| {
                viewer == name && of.starts_with(what) && purpose == "同类案件参考"
            });
            assert!(stands, "{name} {what}: {viewed:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_rules_demanded_and_nobody_recorded_holds_up_filing_until_it_is_explained() {
    let stage = Stage::start().await;
    let step = json!({"step": "询问当事人", "stage": "inquiry", "exemption": "无菌车间内",
        "exemption_basis": "《药品生产质量管理规范》"});
    rule(&stage, &step).await;
    let mut walk = recorded(&stage, Case::minor(), Until::Served).await;
    let id = walk.id.clone();
    let page = walk.first.opens(&format!("/cases/{id}")).await.text();
    assert!(page.contains("应当作音像记录而没有记录") && page.contains("询问当事人"), "{page}");
    let page = walk.first.opens(&format!("/cases/{id}/timeline")).await.text();
    for says in ["1 个应当记录的环节没有音像记录", "缺少", "无菌车间内（《药品生产质量管理规范》）"]
    {
        assert!(page.contains(says), "{says}: {page}");
    }
    let supervisor = stage.officer("ren-hai");
    assert_eq!(
        figures(&supervisor).await,
        ["1", "0", "0", "1", "1"],
        "required, recorded, explained, missing, cases"
    );
    let keys = walk.first.choices(&id, "interruption", "interruptions").await;
    let spoken = json!({"interruptions": keys, "reason": "更换电池。", "person": "李娜", "how": "spoken", "spoken_at": "0:07"});
    walk.first.does(&id, "interruption", &spoken).await;
    walk.go_on(Until::Decided, Until::Closed).await;
    stage.at(&walk.case.on(42, "09:00"));
    let refused = walk.archivist.tries(&id, "volume", &json!({})).await;
    refused.says_no(422, "应当作音像记录而没有记录");
    assert!(
        refused.text().contains("询问当事人") && refused.text().contains("第十一条"),
        "{}",
        refused.says()
    );
    let explained = json!({"rules": [RULE], "ground": "site", "site": "sterile", "person": "张伟", "reason": "在无菌车间内询问，不得带入设备。"});
    walk.first.tries(&id, "omission", &explained).await.says_no(422, "依据");
    let mut explained = explained;
    explained["basis"] = json!("《药品生产质量管理规范》");
    walk.first.does(&id, "omission", &explained).await;
    let page = walk.first.opens(&format!("/cases/{id}/timeline")).await.text();
    assert!(page.contains("未记录，已说明"), "{page}");
    assert_eq!(figures(&supervisor).await, ["1", "0", "1", "0", "0"]);
    let others = walk.first.opens("/oversight").await.text();
    assert!(!others.contains("应录与实录"), "the figures are for those who supervise");
    walk.go_on(Until::Archived, Until::Archived).await;
    assert_eq!(stage.findings().await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_leaves_its_recordings_to_some_posts_and_supervision_still_sees_them() {
    let stage = Stage::start().await;
    let left =
        json!({"step": "现场检查", "stage": "inspection", "level": "may", "viewers": ["法制审核人员"]});
    rule(&stage, &left).await;
    let walk = recorded(&stage, Case::major(), Until::Submitted).await;
    let path = format!("/cases/{}/timeline", walk.id);
    let file = walk.first.choices(&walk.id, "mark", "recording").await.remove(0);
    let recording = format!("/cases/{}/files/{file}", walk.id);
    for (login, plays) in [("chen-jing", true), ("ren-hai", true), ("xu-guang", false)] {
        let officer = stage.officer(login);
        let asked = officer.opens(&path).await;
        officer.states_purpose(&asked, &path).await;
        let page = officer.opens(&path).await.text();
        assert_eq!(page.contains("<video"), plays, "{login}: {page}");
        let answer = officer.opens(&recording).await;
        assert_eq!(answer.status == 200, plays, "{login}: {}", answer.says());
        if !plays {
            answer.says_no(403, "由法制审核人员查看");
            assert!(page.contains(RULE) && page.contains("由法制审核人员查看"), "{page}");
        }
    }
    assert_eq!(walk.first.opens(&recording).await.status, 200, "who handles the case");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_out_of_a_recording_is_a_paper_that_leads_back_to_it() {
    let stage = Stage::start().await;
    let walk = recorded(&stage, Case::minor(), Until::Concluded).await;
    let (first, id) = (&walk.first, &walk.id);
    let recording = first.choices(id, "mark", "recording").await.remove(0);
    let taken = json!({"recording": recording, "at": "0:07.5", "shows": "货架上的食品。", "proves": "标签没有生产日期。"});
    let form = format!("/cases/{id}/still");
    let photo = first.enters(&form, &taken, &[("image", "照片.jpg", &material::photo(0))]).await;
    photo.says_no(422, "不超过32 MiB的PNG图像");
    let picture = material::picture();
    first.does_with(id, "still", &taken, &[("image", "截图.png", &picture)]).await;
    let standing = stage.office.desk.case(id.parse().expect("an id")).await.expect("the case").0;
    let still = standing.read.stills.first().expect("it is taken").clone();
    let image = first.opens(&format!("/cases/{id}/files/{}", still.image.sha256)).await;
    assert!(image.status == 200 && image.bytes == picture, "{}", image.says());
    let paper = standing.papers.iter().find(|paper| paper.kind == law::papers::PaperKind::RecordingStill);
    let pdf = paper.and_then(|paper| paper.printed.as_ref()).expect("it is printed").sha256;
    let pdf = first.opens(&format!("/cases/{id}/files/{pdf}")).await.bytes;
    let text = material::text_of(&pdf);
    let date = walk.case.day(3);
    for says in [
        "现场检查全过程录像",
        "货架上的食品。",
        "标签没有生产日期。",
        &format!("{}月{}日9时40分07秒", date.month(), date.day()),
        "共1页",
    ] {
        assert!(text.contains(says), "{says}: {text}");
    }
    for digest in [&recording, &still.image.sha256.to_string()] {
        assert!(text.contains(digest.as_str()), "{digest}: {text}");
    }
    let again = first.enters(&form, &taken, &[("image", "截图.png", &picture)]).await;
    again.says_no(422, "这一截图已经制作文书");
    assert_eq!(stage.findings().await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_suit_keeps_the_recordings_beyond_every_term_until_it_is_over() {
    let stage = Stage::start().await;
    rule(&stage, &json!({"step": "现场检查", "stage": "inspection"})).await;
    let mut walk = recorded(&stage, Case::minor(), Until::Concluded).await;
    let id = walk.id.clone();
    let keys = walk.first.choices(&id, "interruption", "interruptions").await;
    let spoken = json!({"interruptions": keys, "reason": "更换电池。", "person": "李娜", "how": "spoken", "spoken_at": "0:07"});
    walk.first.does(&id, "interruption", &spoken).await;
    let path = format!("/cases/{id}/timeline");
    let open = walk.first.opens(&path).await.text();
    for says in ["保存期限：没有到期日", "24个月", "案卷归档以前不处置"] {
        assert!(open.contains(says), "{says}: {open}");
    }
    walk.go_on(Until::Concluded, Until::Archived).await;
    let filed = walk.first.opens(&path).await.text();
    assert!(filed.contains("保存期限：至 ") && filed.contains("保管期限"), "{filed}");

    let suit =
        json!({"kind": "suit", "reference": "（2026）沪7101行初1号", "reason": "当事人起诉，待质证。"});
    walk.first.tries(&id, "hold", &suit).await.says_no(422, "档案");
    walk.archivist.does(&id, "hold", &suit).await;
    let held = walk.first.opens(&path).await.text();
    for says in ["保存期限：没有到期日", "保全第1号", "（2026）沪7101行初1号"] {
        assert!(held.contains(says), "{says}: {held}");
    }
    let page = walk.first.opens(&format!("/cases/{id}")).await.text();
    assert!(page.contains("行政诉讼，（2026）沪7101行初1号") && page.contains("待质证"), "{page}");
    let lifted = json!({"hold": "1", "reason": "判决已经生效。"});
    walk.archivist.does(&id, "hold_release", &lifted).await;
    let filed = walk.first.opens(&path).await.text();
    assert!(filed.contains("保存期限：至 "), "{filed}");
    let page = walk.archivist.opens(&format!("/cases/{id}")).await;
    assert!(page.text().contains("本案没有尚未解除的保全"), "{}", page.says());
    assert!(
        !String::from_utf8_lossy(&page.bytes).contains("btn btn-primary"),
        "nothing is next in a filed case"
    );
    assert_eq!(stage.findings().await, Vec::<String>::new());
}
