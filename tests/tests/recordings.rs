//! Recordings that break off (plan clauses 9, 11, 12): the desk finds where, names it with its method, asks for an explanation and files nothing before it has one. A damaged recording is
//! taken in as far as it reads; a long one is read to its end in the upkeep.

use serde_json::{Value, json};
use stories::{Case, Stage, Until, Walk, material};

fn with(mut entered: Value, more: &Value) -> Value {
    for (key, value) in more.as_object().expect("an object") {
        entered[key] = value.clone();
    }
    entered
}

fn explains(keys: &[String], more: &Value) -> Value {
    with(json!({"interruptions": keys, "reason": "更换记录仪电池。", "person": "李娜"}), more)
}

#[tokio::test(flavor = "multi_thread")]
async fn two_seconds_without_a_picture_hold_up_filing_until_somebody_explains_them() {
    let stage = Stage::start().await;
    let mut walk = Walk::to(&stage, Case::minor(), Until::Investigated).await;
    let (case, id) = (walk.case.clone(), walk.id.clone());
    stage.at(&case.on(4, "16:00"));
    let video = material::broken_video(&format!("{}T01:40:00Z", case.day(3)));
    walk.second.does_with(&id, "recording", &case.recording(), &[("file", "现场检查.mp4", &video)]).await;
    let page = walk.first.opens(&format!("/cases/{id}")).await.text();
    assert!(page.contains("没有图像") && page.contains("样本表"), "what and by which method: {page}");
    let recordings = walk.first.choices(&id, "mark", "recording").await;
    let mark = json!({"recording": recordings[0], "at": "0:07", "stage": "inspection", "label": "清点物品"});
    walk.first.does(&id, "mark", &mark).await;
    walk.go_on(Until::Concluded, Until::Served).await;
    walk.go_on(Until::Decided, Until::Closed).await;

    stage.at(&case.on(42, "09:00"));
    let refused = walk.archivist.tries(&id, "volume", &json!({})).await;
    refused.says_no(422, "音像记录有间断没有说明");
    for says in ["现场检查全过程录像", "没有图像", "09:40:0", "第九条"] {
        assert!(refused.text().contains(says), "{says}: {}", refused.says());
    }
    let keys = walk.first.choices(&id, "interruption", "interruptions").await;
    assert_eq!(keys.len(), 1, "{keys:?}");
    let nowhere = explains(&keys, &json!({"how": "spoken"}));
    walk.first.tries(&id, "interruption", &nowhere).await.says_no(422, "时刻");
    walk.first
        .does(&id, "interruption", &explains(&keys, &json!({"how": "spoken", "spoken_at": "0:07"})))
        .await;
    walk.go_on(Until::Archived, Until::Archived).await;
    assert_eq!(stage.findings().await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_recording_is_read_to_its_end_in_the_upkeep_and_filing_waits_for_it() {
    // The upkeep is done by hand, so that it is not done meanwhile.
    let stage = Stage::with(|settings, _| settings.upkeep = false).await;
    let mut walk = Walk::to(&stage, Case::minor(), Until::Investigated).await;
    let (case, id) = (walk.case.clone(), walk.id.clone());
    stage.at(&case.on(4, "16:00"));
    let stated = with(case.recording(), &json!({"began_at": case.on(3, "09:40")}));
    let stream = material::broken_stream();
    walk.second.does_with(&id, "recording", &stated, &[("file", "检查.ts", &stream)]).await;
    walk.go_on(Until::Concluded, Until::Served).await;
    walk.go_on(Until::Decided, Until::Closed).await;

    stage.at(&case.on(42, "09:00"));
    walk.archivist.tries(&id, "volume", &json!({})).await.says_no(422, "还在通读");
    let act = desk::acts::by_word("recording_reading").expect("an act");
    let nobody = walk.first.opens(&format!("/cases/{id}/{}", act.word)).await;
    assert_eq!(nobody.status, 404, "what the program notes is nobody's to do");
    assert_eq!(stage.office.read_recordings().await.expect("reads"), 1);
    assert_eq!(stage.office.note_recordings_read().await.expect("notes"), 1);
    assert_eq!(stage.office.note_recordings_read().await.expect("notes"), 0, "once");
    assert_eq!(stage.office.read_recordings().await.expect("reads"), 0);
    walk.archivist.tries(&id, "volume", &json!({})).await.says_no(422, "没有图像");
    let keys = walk.first.choices(&id, "interruption", "interruptions").await;
    let written = json!({"how": "written", "obstacle": "记录仪断电。"});
    walk.first.does(&id, "interruption", &explains(&keys, &written)).await;
    walk.go_on(Until::Archived, Until::Archived).await;
    assert_eq!(stage.findings().await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_recording_cut_short_is_taken_in_as_far_as_it_reads() {
    let stage = Stage::start().await;
    let walk = Walk::to(&stage, Case::minor(), Until::Shown).await;
    let (case, id) = (walk.case.clone(), walk.id.clone());
    stage.at(&case.on(3, "11:10"));
    let video = material::video(6, &format!("{}T01:40:00Z", case.day(3)));
    let cut = &video[..video.len() * 2 / 3];
    let stated = with(case.recording(), &json!({"began_at": case.on(3, "09:40")}));
    walk.second.does_with(&id, "recording", &stated, &[("file", "现场检查.mp4", cut)]).await;
    let page = walk.first.opens(&format!("/cases/{id}")).await.text();
    assert!(page.contains("文件有损坏") && page.contains("文件不完整"), "{page}");
    let keys = walk.first.choices(&id, "interruption", "interruptions").await;
    assert!(!keys.is_empty(), "it has to be explained");
}
