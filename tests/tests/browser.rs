//! A real browser carries a case from clue to publication on the desk, with a video and three photos through the resumable upload, and then, as anyone, finds the
//! publication on the portal and waits until the proof badge has turned green. Screenshots at phone and desktop width lie in `target/screenshots`.
//!
//! A second story walks through every page of both listeners, as somebody of every post sees it, and lets axe-core look for what keeps people out.
//!
//! Wants Debian's `chromium`, `ffmpeg` and `nodejs`, and `npm ci` in `frontend/`; what is missing is said.

use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use stories::{Case, Stage, material, script};

/// One form: when, by whom, which act, what is entered.
fn step(at: String, by: &str, word: &str, entered: Value) -> Value {
    json!({"at": at, "by": by, "word": word, "entered": entered})
}

fn shot(mut step: Value) -> Value {
    step["shot"] = json!(true);
    step
}

fn with_files(mut step: Value, field: &str, files: &[PathBuf]) -> Value {
    step["files"] = json!({ field: files });
    step
}

/// The course of the case, short of what a decision does not need.
fn steps(case: &Case, photos: &[PathBuf], video: PathBuf) -> Vec<Value> {
    let (first, second, head) = (case.handlers.0, case.handlers.1, "xu-guang");
    vec![
        shot(step(case.on(0, "09:20"), first, "opening", case.opening())),
        step(case.on(1, "10:00"), first, "filing_proposal", case.filing_proposal()),
        step(case.on(1, "15:30"), head, "filing", json!({"opinion": "同意立案。"})),
        step(case.on(3, "09:35"), first, "certificates", case.certificates()),
        step(case.on(3, "09:36"), first, "recording_notice", case.recording_notice()),
        step(case.on(3, "10:30"), first, "inspection", case.inspection()),
        with_files(
            shot(step(case.on(3, "10:40"), second, "evidence", case.evidence("现场照片三张"))),
            "files",
            photos,
        ),
        with_files(step(case.on(3, "11:10"), second, "recording", case.recording()), "file", &[video]),
        step(case.on(7, "16:00"), first, "conclusion", with(case.conclusion(), "evidence", json!(["1"]))),
        step(case.on(8, "14:00"), first, "prior_notice", case.prior_notice()),
        step(case.on(9, "10:30"), second, "delivery", case.delivery("$last", 9)),
        step(case.on(21, "09:30"), first, "submission", case.submission()),
        shot(step(case.on(24, "15:00"), "chen-jing", "opinion", case.agrees())),
        shot(step(case.on(28, "10:00"), head, "decision", json!({}))),
        step(case.on(29, "10:30"), second, "delivery", case.delivery("$last", 29)),
        step(case.on(30, "09:00"), "lin-yue", "publication", json!({})),
    ]
}

fn with(mut entered: Value, field: &str, value: Value) -> Value {
    entered[field] = value;
    entered
}

fn kept(folder: &Path, name: &str, bytes: Vec<u8>) -> PathBuf {
    let place = folder.join(name);
    std::fs::write(&place, bytes).expect("a file");
    place
}

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_carries_a_case_and_sees_the_proof_turn_green() {
    assert!(
        Path::new("/usr/bin/chromium").exists(),
        "chromium is missing; on Debian: apt-get install chromium"
    );
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    assert!(
        root.join("../frontend/node_modules/playwright-core").exists(),
        "playwright-core is missing; run npm ci in frontend/"
    );
    let shots = root.join("../target/screenshots");
    std::fs::create_dir_all(&shots).expect("a folder for screenshots");
    let stage = Stage::start().await;
    let case = Case::major();
    let folder = tempfile::tempdir().expect("a folder");
    let photos: Vec<PathBuf> = (0..3)
        .map(|order| kept(folder.path(), &format!("现场照片{}.jpg", order + 1), material::photo(order)))
        .collect();
    let video = kept(folder.path(), "现场检查.mp4", material::video(20, "2026-03-05T01:40:00Z"));
    let plan = json!({"desk": stage.desk, "portal": stage.portal, "shots": shots, "password": mingjing::demo::PASSWORD, "shop": case.shop,
                      "steps": steps(&case, &photos, video)});
    let plan = kept(folder.path(), "steps.json", plan.to_string().into_bytes());

    let mut command = Command::new("node");
    command.arg(root.join("tests/browser/case.mjs")).env("MINGJING_STEPS", &plan);
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("node starts; on Debian: apt-get install nodejs");
    let mut input = child.stdin.take().expect("a pipe");
    let lines = BufReader::new(child.stdout.take().expect("a pipe")).lines();
    let mut passed = false;
    for line in lines.map_while(Result::ok) {
        if let Some(moment) = line.strip_prefix("at ") {
            stage.at(moment);
            writeln!(input, "so").expect("the browser listens");
        }
        passed = line == "passed";
    }
    drop(input);
    let output = child.wait_with_output().expect("the browser ends");
    assert!(passed, "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(stage.findings().await, Vec::<String>::new());
}

/// Every page of both listeners, as somebody of every post sees it.
fn walks() -> Value {
    let case = "^/cases/[0-9a-f]{32}";
    let walk = |name: &str, login: &str, paths: Value| json!({"name": name, "login": login, "paths": paths});
    json!([
        {"name": "portal", "paths": [{"path": "/"}, {"path": "/publications", "follow": "^/publications/[0-9]+$", "most": 1},
            {"path": "/check?number=1"}, {"path": "/ledger"}, {"path": "/procedures"}, {"path": "/nowhere"},
            {"path": "/boards", "follow": "^/boards/", "most": 1}, {"path": "/officers/check?number=1"}, {"path": "/progress"}, {"path": "/complaints/new"}]},
        walk("handler", "zhang-wei", json!([{"path": "/", "follow": case, "most": 4}, {"path": "/cases"}, {"path": "/cases/new"},
            {"path": "/account"}, {"path": "/oversight"}, {"path": "/nowhere"}])),
        walk("second-handler", "zhao-min", json!([{"path": "/", "follow": case, "most": 4}])),
        walk("reviewer", "chen-jing", json!([{"path": "/", "follow": case, "most": 2}, {"path": "/reviews"}])),
        walk("head", "xu-guang", json!([{"path": "/", "follow": case, "most": 4}, {"path": "/complaints"}])),
        walk("disclosure", "lin-yue", json!([{"path": "/", "follow": case, "most": 2}, {"path": "/disclosures"}])),
        walk("archivist", "gao-shan", json!([{"path": "/archives", "follow": case, "most": 1}])),
        walk("administrator", "admin", json!([{"path": "/registers", "follow": "^/registers/", "most": 3}])),
    ])
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_is_open_to_everybody() {
    let stage = Stage::told(12, 310_105, "2026-11-26T09:30").await;
    script::runs(&stage, "walk.mjs", json!({"walks": walks()})).await;
}
