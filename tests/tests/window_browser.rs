//! At the window with a real browser: a letter written by the keyboard alone, from the form to the answer, and the board that outlives the network. Screenshots at the widths
//! of a phone, a desk and a wall screen lie in `target/screenshots`. Wants what `browser.rs` wants.

use serde_json::json;
use stories::{Stage, script};

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_by_the_keyboard_and_a_board_without_network() {
    let stage = Stage::start().await;
    script::runs(&stage, "window.mjs", json!({})).await;
    assert_eq!(stage.findings().await, Vec::<String>::new());
}
