//! The directory with a real browser: a citizen from a body to a matter, its chart, its tiers and the calculator; a clerk who amends an article and sees what is flagged.
//! Screenshots lie in `target/screenshots`. Wants what `browser.rs` wants.

use serde_json::json;
use stories::{Stage, script};

#[tokio::test(flavor = "multi_thread")]
async fn a_citizen_walks_the_directory_and_an_amended_article_flags_what_cites_it() {
    let stage = Stage::start().await;
    script::runs(&stage, "directory.mjs", json!({})).await;
    assert_eq!(stage.findings().await, Vec::<String>::new());
}
