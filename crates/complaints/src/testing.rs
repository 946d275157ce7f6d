//! A letter as a citizen would write it, for tests.

use crate::letter::HandInLetter;
use events::Event;
use events::complaints::LetterReceived;
use events::testing::{Story, district};

/// A complaint about how a case was handled.
pub fn letter() -> HandInLetter {
    HandInLetter {
        kind: "complaint".to_owned(),
        about: "service".to_owned(),
        body: district::BODY.to_owned(),
        subject: "某某路1号窗口".to_owned(),
        text: "11月20日上午到窗口办理，无人接待。".to_owned(),
        name: "王某".to_owned(),
        contact: "13800000000".to_owned(),
        ..HandInLetter::default()
    }
}

/// A complaint about this officer.
pub fn about(officer: &str) -> HandInLetter {
    let reference = Story::new().named(officer).certificate;
    HandInLetter { about: "officer".to_owned(), reference, ..letter() }
}

/// The letter of a story.
pub fn received(story: &Story) -> LetterReceived {
    let found = story.history.iter().find_map(|recorded| match &recorded.body.event {
        Event::LetterReceived(letter) => Some(letter.clone()),
        _ => None,
    });
    found.expect("a letter was received")
}
