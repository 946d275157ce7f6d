//! 公示预览: what a disclosure clerk is about to publish or correct, as the portal will show it. It is the very projection the act makes, from the form as
//! filled in so far; nothing is published by looking.

use crate::portal::document::{self, Shown};
use disclosures::projection::{self, PublicationDocument};
use events::standing::{Publication, Standing};
use jiff::civil::Date;
use serde_json::{Map, Value};

/// What would be shown, or why nothing could be.
#[derive(Default)]
pub struct Preview {
    pub shown: Option<Shown>,
    /// Why it may not be published as things stand, and what to do.
    pub withheld: String,
}

impl Preview {
    pub fn is_empty(&self) -> bool {
        self.shown.is_none() && self.withheld.is_empty()
    }
}

/// The preview of this act with this input; empty for an act that publishes nothing, and where there is nothing to publish.
pub fn preview(word: &str, case: &Standing, input: &Map<String, Value>, today: Date) -> Preview {
    let hide: Vec<String> = match input.get("hide") {
        Some(Value::Array(lines)) => lines.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        _ => Vec::new(),
    };
    let document = match (word, &case.publication) {
        ("publication", Publication::Pending | Publication::Withheld(_)) if case.decision.is_some() => {
            projection::document(case, today, &hide)
        }
        ("correction", Publication::Published { document, .. }) => {
            let facts = input.get("facts_shown").and_then(Value::as_str).unwrap_or_default();
            match PublicationDocument::read(document) {
                Ok(published) if !facts.trim().is_empty() => published.with_facts(facts, case, &hide),
                _ => return Preview::default(),
            }
        }
        _ => return Preview::default(),
    };
    match document {
        Ok(document) => Preview { shown: Some(document::read(&document.text())), withheld: String::new() },
        Err(withheld) => {
            let refusal = events::Refusal::from(withheld);
            Preview {
                shown: None,
                withheld: format!("{}（{}）。{}。", refusal.says, refusal.article, refusal.opens),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use events::testing::Story;
    use events::testing::district::MINOR;
    use serde_json::json;

    fn input(value: Value) -> Map<String, Value> {
        value.as_object().cloned().unwrap_or_default()
    }

    fn said(preview: &Preview) -> String {
        let shown = preview.shown.iter().flat_map(|shown| &shown.facts);
        shown.flat_map(|(_, lines)| lines.clone()).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn the_clerk_sees_what_would_be_published_with_what_is_hidden_so_far() {
        let story = Story::decided(MINOR);
        let facts =
            story.standing.decision.as_ref().map(|d| d.decided.draft.facts.clone()).expect("is decided");
        let word: String = facts.chars().filter(|c| c.is_alphabetic()).take(4).collect();
        let plain = preview("publication", &story.standing, &Map::new(), story.today());
        assert!(said(&plain).contains(&word), "{word}");
        let hidden = preview("publication", &story.standing, &input(json!({"hide": [word]})), story.today());
        assert!(!said(&hidden).contains(&word), "{word}");
    }

    #[test]
    fn there_is_a_preview_only_of_what_publishes() {
        let today = Story::decided(MINOR).today();
        for (word, story) in [
            ("publication", Story::served(MINOR)),
            ("correction", Story::decided(MINOR)),
            ("decision", Story::decided(MINOR)),
        ] {
            assert!(preview(word, &story.standing, &Map::new(), today).is_empty(), "{word}");
        }
    }
}
