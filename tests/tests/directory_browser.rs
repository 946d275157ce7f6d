//! The directory with a real browser: a citizen from a body to a matter, its chart, its tiers and the calculator; a clerk who amends an article and sees what is flagged.
//! Screenshots lie in `target/screenshots`. Wants what `browser.rs` wants.

use serde_json::json;
use std::path::Path;
use stories::Stage;

#[tokio::test(flavor = "multi_thread")]
async fn a_citizen_walks_the_directory_and_an_amended_article_flags_what_cites_it() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let modules = root.join("../frontend/node_modules/playwright-core");
    assert!(modules.exists(), "playwright-core is missing; run npm ci in frontend/");
    let shots = root.join("../target/screenshots");
    std::fs::create_dir_all(&shots).expect("a folder for screenshots");
    let stage = Stage::start().await;
    let plan = json!({"desk": stage.desk, "portal": stage.portal, "shots": shots, "password": mingjing::demo::PASSWORD});
    let mut command = tokio::process::Command::new("node");
    command.arg(root.join("tests/browser/directory.mjs")).env("MINGJING_DIRECTORY", plan.to_string());
    let output = command.output().await.expect("node starts; on Debian: apt-get install nodejs");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(said.ends_with("passed\n"), "{said}{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(stage.findings().await, Vec::<String>::new());
}
