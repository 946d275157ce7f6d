//! The time line of a case's recordings in a real browser: two devices on one clock, a gap that waits and one that was explained, marks to play from, the papers of the same minute; then
//! the same under a reviewer's watermark. Screenshots lie in `target/screenshots`. Wants what `browser.rs` wants.

use serde_json::json;
use stories::{Case, Stage, Until, Walk, material, script};

#[tokio::test(flavor = "multi_thread")]
async fn a_time_line_plays_from_its_marks_and_names_what_is_missing() {
    // A recording stays as it was looked at when it came in.
    let stage = Stage::with(|settings, _| settings.upkeep = false).await;
    let mut walk = Walk::to(&stage, Case::major(), Until::Investigated).await;
    let (case, id) = (walk.case.clone(), walk.id.clone());
    let empty = Walk::to(&stage, Case::minor(), Until::Shown).await.id;
    stage.at(&case.on(4, "16:00"));
    let day = case.day(3);
    let adds = async |title: &str, more: &serde_json::Value, name: &str, bytes: Vec<u8>| {
        let mut entered = json!({"stage": "inspection", "title": title});
        for (key, value) in more.as_object().expect("an object") {
            entered[key] = value.clone();
        }
        walk.second.does_with(&id, "recording", &entered, &[("file", name, &bytes)]).await;
    };
    let first = json!({"device": "执法记录仪07", "clock_offset_seconds": "0"});
    adds("现场检查录像", &first, "检查.mp4", material::broken_video(&format!("{day}T01:40:00Z"))).await;
    let segment = walk.first.choices(&id, "mark", "recording").await.remove(0);
    let second = json!({"device": "执法记录仪07", "clock_offset_seconds": "0", "continues": segment});
    adds("现场检查录像（二）", &second, "检查2.mp4", material::video(20, &format!("{day}T01:40:25Z"))).await;
    // Seven minutes fast.
    let other = json!({"device": "执法记录仪12", "clock_offset_seconds": "420"});
    adds("店堂全景", &other, "全景.mp4", material::video(40, &format!("{day}T01:47:02Z"))).await;
    adds("仓库录音", &json!({"began_at": case.on(4, "14:00")}), "仓库.ts", material::broken_stream()).await;
    for (at, label) in [("0:02", "出示证件"), ("0:07", "清点物品")] {
        let mark = json!({"recording": segment, "at": at, "stage": "inspection", "label": label});
        walk.first.does(&id, "mark", &mark).await;
    }
    let keys = walk.first.choices(&id, "interruption", "interruptions").await;
    let spoken = json!({"interruptions": [keys[0]], "reason": "更换记录仪电池。", "person": "李娜", "how": "spoken", "spoken_at": "0:07"});
    walk.first.does(&id, "interruption", &spoken).await;
    let told = json!({"id": id, "empty": empty, "handler": case.handlers.0, "reviewer": "chen-jing"});
    script::runs(&stage, "timeline.mjs", told.clone()).await;
    walk.go_on(Until::Concluded, Until::Submitted).await;
    script::runs(&stage, "timeline_reviewer.mjs", told).await;
    assert_eq!(stage.findings().await, Vec::<String>::new());
}
