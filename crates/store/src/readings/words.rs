//! Words to search by: every two neighbouring characters of a run of letters, digits or characters. It needs no dictionary, finds any
//! part of a name, and works the same on both databases. A search of a single character finds nothing; the page asks for two.

use serde_json::Value;
use std::collections::BTreeSet;

/// How many pairs of a search are looked up; a longer search is already precise with these.
const PAIRS_MAX: usize = 8;

/// The pairs of a text.
pub(crate) fn words(text: &str) -> BTreeSet<String> {
    let mut pairs = BTreeSet::new();
    let mut before: Option<char> = None;
    for c in text.chars().flat_map(char::to_lowercase) {
        let here = c.is_alphanumeric().then_some(c);
        if let (Some(a), Some(b)) = (before, here) {
            pairs.insert(format!("{a}{b}"));
        }
        before = here;
    }
    pairs
}

/// The pairs of a JSON document's texts, keys not included.
pub(crate) fn words_of_document(document: &str) -> BTreeSet<String> {
    match serde_json::from_str::<Value>(document) {
        Ok(value) => {
            let mut pairs = BTreeSet::new();
            texts(&value, &mut |text| pairs.extend(words(text)));
            pairs
        }
        Err(_) => words(document),
    }
}

fn texts(value: &Value, each: &mut impl FnMut(&str)) {
    match value {
        Value::String(text) => each(text),
        Value::Array(items) => items.iter().for_each(|item| texts(item, each)),
        Value::Object(fields) => fields.values().for_each(|field| texts(field, each)),
        Value::Number(number) => each(&number.to_string()),
        Value::Null | Value::Bool(_) => {}
    }
}

/// What a search looks up, all of which must be there; `None` when it is blank, empty when it is too short to find anything.
pub(crate) fn looked_up(search: &str) -> Option<Vec<String>> {
    (!search.trim().is_empty()).then(|| words(search).into_iter().take(PAIRS_MAX).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_do_not_reach_over_a_gap() {
        let pairs: Vec<String> = words("食品, AB店").into_iter().collect();
        assert_eq!(pairs, ["ab", "b店", "食品"]);
    }

    #[test]
    fn only_values_of_a_document_are_searched() {
        let pairs = words_of_document(r#"{"party":{"name":"永安商店"},"fine":5000}"#);
        assert!(pairs.contains("永安") && pairs.contains("50") && !pairs.contains("pa"));
    }

    #[test]
    fn a_blank_search_lists_all_and_a_single_character_finds_nothing() {
        assert_eq!(looked_up("  "), None);
        assert_eq!(looked_up("店"), Some(vec![]));
        assert_eq!(looked_up("一二三四五六七八九十一二").map(|pairs| pairs.len()), Some(8));
    }
}
