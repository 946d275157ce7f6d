//! The dock's page in a real browser: a folder of several files with names in several scripts, one file dropped besides, the clock compared, progress and the mark that the device may be wiped;
//! then the handler takes one of them into a case. Screenshots lie in `target/screenshots`. Wants what `browser.rs` wants.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;
use stories::{Case, Stage, Until, Walk, material, script};

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_of_a_body_camera_is_brought_in_and_taken_into_a_case() {
    let stage = Stage::start().await;
    let walk = Walk::to(&stage, Case::major(), Until::Shown).await;
    let (case, id) = (walk.case.clone(), walk.id.clone());
    walk.first.does(&id, "recording_notice", &case.recording_notice()).await;
    stage.at(&case.on(3, "15:00"));
    let folder = tempfile::tempdir().expect("a folder");
    let camera = folder.path().join("DCIM");
    std::fs::create_dir_all(camera.join("100记录仪")).expect("a folder");
    let films: Vec<Vec<u8>> = (1..4)
        .map(|seconds| material::video(seconds, &format!("{}T01:0{seconds}:00Z", case.day(3))))
        .collect();
    let names = ["100记录仪/第一段·現場 ①.mp4", "100记录仪/видео-2.mp4", "video3.mp4"];
    for (name, film) in names.iter().zip(&films) {
        std::fs::write(camera.join(name), film).expect("is written");
    }
    std::fs::write(camera.join("说明.txt"), "这不是录像").expect("is written");
    std::fs::write(camera.join(".DS_Store"), "x").expect("is written");
    let outside = folder.path().join("外聘①.mp4");
    std::fs::write(&outside, material::video(4, &format!("{}T02:00:00Z", case.day(3)))).expect("is written");
    let told = json!({"clerk": "gao-shan", "handler": "zhang-wei", "id": id, "day": case.day(3).to_string(),
        "folder": material::path(&camera), "shown": format!("{}:00", case.on(3, "15:07")), "copy": STANDARD.encode(&films[0]), "outside": material::path(&outside)});
    script::runs(&stage, "dock.mjs", told).await;
    let (standing, _) = stage.office.desk.case(id.parse().expect("an id")).await.expect("the case");
    let recording = &standing.recordings[0];
    assert_eq!((recording.device.as_str(), recording.clock_offset_ms), ("JLY-01", Some(420_000)));
    assert_eq!(stage.findings().await, Vec::<String>::new());
}
