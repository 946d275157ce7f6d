//! Stories told in a real browser: a script of `tests/browser` is run by node with what it has to know, and has to say `passed` at its end. Wants Debian's `chromium` and
//! `nodejs`, and `npm ci` in `frontend/`; what is missing is said.

use crate::Stage;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// Where screenshots are kept; the folder is there.
pub fn shots() -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/screenshots");
    std::fs::create_dir_all(&folder).expect("a folder for screenshots");
    folder
}

/// Runs a script to its end. It knows where desk and portal listen, the password of all, where screenshots go, and what `more` tells it.
pub async fn runs(stage: &Stage, script: &str, more: Value) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let modules = root.join("../frontend/node_modules/playwright-core");
    assert!(modules.exists(), "playwright-core is missing; run npm ci in frontend/");
    let mut plan = json!({
        "desk": stage.desk, "portal": stage.portal, "shots": shots(), "password": mingjing::demo::PASSWORD,
    });
    if let (Some(plan), Value::Object(more)) = (plan.as_object_mut(), more) {
        plan.extend(more);
    }
    let mut command = tokio::process::Command::new("node");
    command.arg(root.join("tests/browser").join(script)).env("MINGJING_STORY", plan.to_string());
    let output = command.output().await.expect("node starts; on Debian: apt-get install nodejs");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(said.ends_with("passed\n"), "{said}{}", String::from_utf8_lossy(&output.stderr));
}
