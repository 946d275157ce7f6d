//! Damaged recordings, made by ffmpeg and by a knife, are judged rightly when they come in (plan clause 9): what is missing is named with its place and its method and asks for an
//! explanation; what only looks odd, as a picture that does not move, is named and asks for nothing; of none it is said that it is complete.

use serde_json::{Value, json};
use stories::{Case, Stage, Until, Walk, material};

struct Damaged {
    title: &'static str,
    name: &'static str,
    bytes: Vec<u8>,
    /// What is said of it, and by which method.
    says: &'static [&'static str],
    /// How many places have to be explained.
    explained: usize,
}

fn damaged(began: &str) -> Vec<Damaged> {
    let whole = material::video(6, began);
    let cut = whole[..whole.len() * 2 / 3].to_vec();
    let one = |title, name, bytes, says, explained| Damaged { title, name, bytes, says, explained };
    vec![
        one("完好", "whole.mp4", whole, &["没有发现 1 秒以上的间断", "样本表"], 0),
        one("截断", "cut.mp4", cut, &["文件不完整", "声明的长度与实有内容"], 1),
        one("中间没有图像", "gap.mp4", material::broken_video(began), &["没有图像，共 2", "样本表"], 1),
        one("丢失分段", "pieces.mp4", material::video_without_two_fragments(), &["没有图像", "分段 MP4"], 3),
        one("静止", "frozen.mp4", material::frozen_video(began), &["图像静止或者全黑", "没有解码"], 0),
        one("全黑", "black.mp4", material::black_video(began), &["图像静止或者全黑", "没有解码"], 0),
        one("没有声音", "mute.mp4", material::video_without_sound(began), &["没有声音", "轨道清单"], 1),
        one("静音", "silent.wav", material::silenced_sound(), &["连续为零", "逐字节"], 1),
        one(
            "谎报时长",
            "boast.mp4",
            material::boasting_video(began),
            &["声明时长 60 秒，实有 10", "声明的长度", "自相矛盾"],
            1,
        ),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_with_a_recording_is_named_and_only_what_is_missing_has_to_be_explained() {
    let stage = Stage::start().await;
    let walk = Walk::to(&stage, Case::minor(), Until::Shown).await;
    let (case, id) = (walk.case.clone(), walk.id.clone());
    let stream = id.parse().expect("an id");
    stage.at(&case.on(4, "16:00"));
    for one in damaged(&format!("{}T01:40:00Z", case.day(3))) {
        let entered: Value =
            json!({"stage": "inspection", "title": one.title, "began_at": case.on(3, "09:40")});
        walk.second.does_with(&id, "recording", &entered, &[("file", one.name, &one.bytes)]).await;
        let (standing, _) = stage.office.desk.case(stream).await.expect("the case");
        let added = standing.recordings.last().expect("a recording");
        assert_eq!(added.title, one.title);
        let looked = added.looked.as_ref().expect("was read");
        assert!(!looked.unfinished, "{}: it is small", one.title);
        let said = looked.says.join("\n");
        for words in one.says {
            assert!(said.contains(words), "{}: {words} is not in: {said}", one.title);
        }
        assert!(!said.contains("完整无") && !said.contains("没有问题"), "{said}");
        let places: Vec<&str> = looked.found.iter().map(|found| found.what.as_str()).collect();
        assert_eq!(places.len(), one.explained, "{}: {places:#?}", one.title);
    }
    let page = walk.first.opens(&format!("/cases/{id}/timeline")).await.text();
    assert!(page.contains("8 处间断待说明"), "the time line counts them: {page}");
    assert_eq!(stage.findings().await, Vec::<String>::new());
}
