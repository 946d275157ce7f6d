//! Recording on the spot with a phone's camera in a real browser: segments are uploaded while recording goes on, the network goes and comes back, the page is closed and opened
//! again, and every segment stands in the case once, one continuing the other without an interruption. Screenshots lie in `target/screenshots`. Wants what `browser.rs` wants.

use jiff::SignedDuration;
use serde_json::json;
use std::time::{Duration, Instant};
use stories::{Case, Stage, Until, Walk, material, script};

#[tokio::test(flavor = "multi_thread")]
async fn a_phone_records_through_a_broken_network_and_nothing_is_lost() {
    let stage = Stage::start().await;
    let walk = Walk::to(&stage, Case::major(), Until::Shown).await;
    let (case, id) = (walk.case.clone(), walk.id.clone());
    walk.first.does(&id, "recording_notice", &case.recording_notice()).await;
    let folder = tempfile::tempdir().expect("a temporary folder");
    let photo = folder.path().join("IMG_0001.jpg");
    let taken = material::photo(3);
    std::fs::write(&photo, &taken).expect("a photograph");
    let told = json!({"login": case.handlers.0, "id": id, "day": case.day(3).to_string(), "photo": photo});
    // The story's clock runs like the browser's.
    let start: jiff::civil::DateTime = case.on(3, "10:00").parse().expect("a moment");
    let began = Instant::now();
    let runs = async {
        loop {
            let passed = SignedDuration::try_from(began.elapsed()).expect("a short while");
            stage.at(&(start + passed).to_string());
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    stage.at(&start.to_string());
    tokio::select! {
        () = runs => {}
        () = script::runs(&stage, "camera.mjs", told) => {}
    }
    let (standing, _) = stage.office.desk.case(id.parse().expect("an id")).await.expect("the case");
    let (films, sounds): (Vec<_>, Vec<_>) =
        standing.recordings.iter().partition(|recording| recording.file.media_type.starts_with("video"));
    assert!(films.len() >= 4 && sounds.len() == 1, "{} films, {} sounds", films.len(), sounds.len());
    let mut files: Vec<_> = standing.recordings.iter().map(|recording| recording.file.sha256).collect();
    files.sort_unstable();
    files.dedup();
    assert_eq!(files.len(), standing.recordings.len(), "each stands once");
    // One continues the other, and what is between them is covered by both.
    for pair in films.windows(2) {
        let (before, after) = (pair[0], pair[1]);
        assert_eq!(after.continues, Some(before.file.sha256));
        let end = before.began_at + SignedDuration::from_millis(before.duration_ms as i64);
        let between = after.began_at.duration_since(end);
        assert!(between < SignedDuration::from_millis(400), "{between:?} between {before:?} and {after:?}");
    }
    assert_eq!(standing.read.marks.len(), 3, "{:?}", standing.read.marks);
    let photographs = &standing.investigation.evidence;
    assert_eq!(photographs.len(), 2, "{photographs:?}");
    for photograph in photographs {
        assert!(
            photograph.added.title.starts_with("现场照片（") && !photograph.added.collected_at.is_empty()
        );
        assert_eq!(photograph.added.proves, "货架上食品的陈列情况");
        assert_eq!(photograph.added.files[0].media_type, "image/jpeg");
    }
    assert_eq!(photographs[1].added.files[0].size_bytes, taken.len() as u64, "as the phone's camera made it");
    assert_eq!(stage.findings().await, Vec::<String>::new());
}
