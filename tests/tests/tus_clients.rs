//! Clients of other makers upload unchanged: tus-js-client (which the browser's script is built on) in one piece, in parallel parts that are put together, and with
//! a length it does not know at first; tuspy with a checksum over each piece. Wants `npm ci` in frontend/ and `target/python` (see `xtask/src/setup.rs`).

use rand::SeedableRng;
use serde_json::json;
use std::path::Path;
use stories::caller::Caller;
use stories::{Stage, material};

async fn runs(stage: &Stage, program: &str, script: &str, python: &Path) -> String {
    let caller = Caller::signs_in(&stage.client, &stage.desk, "zhang-wei", mingjing::demo::PASSWORD).await;
    let folder = tempfile::tempdir().expect("a folder");
    let sound = material::sound(400_000, &mut rand_chacha::ChaCha8Rng::seed_from_u64(11));
    let file = folder.path().join("现场录音.wav");
    std::fs::write(&file, &sound).expect("is written");
    let plan = json!({"endpoint": format!("{}/files/", stage.desk), "token": caller.token, "file": file});
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/clients").join(script);
    let mut command = tokio::process::Command::new(program);
    command.arg(script).env("MINGJING_UPLOAD", plan.to_string()).env("PYTHONPATH", python);
    let output = command.output().await.expect("the program starts");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
    said
}

/// Every line names the one file that was uploaded, which is stored under the name the client told.
async fn is_stored(stage: &Stage, said: &str, lines: usize) {
    let named: Vec<&str> = said.lines().collect();
    assert_eq!(named.len(), lines, "{said}");
    for line in named {
        let kept = stage.office.books.file(line.parse().expect("a digest")).await.expect("reads");
        assert_eq!(kept.expect("is stored").named.name, "现场录音.wav");
    }
    assert_eq!(stage.findings().await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn tus_js_client_uploads_unchanged() {
    let stage = Stage::start().await;
    let said = runs(&stage, "node", "tus.mjs", Path::new("")).await;
    is_stored(&stage, &said, 3).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn tuspy_uploads_unchanged() {
    let python = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/python");
    assert!(
        python.join("tusclient").is_dir(),
        "tuspy is missing; cargo xtask test installs it into target/python"
    );
    let stage = Stage::start().await;
    let said = runs(&stage, "python3", "tus.py", &python).await;
    is_stored(&stage, &said, 1).await;
}
