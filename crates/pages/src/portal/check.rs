//! Checking a paper by its number (文书核验): whoever holds a decision, or scans the code printed on it, learns whether this body published a decision of
//! that number. The answer for a number that was never given and for a case that is private is the same, to the word.

use super::document::{self, Listing};
use super::missing::Missing;
use super::{Frame, PortalState, page};
use askama::Template;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::response::Response;
use law::width::BRACKETS;
use serde::Deserialize;
use store::{BulletinFilter, Page};

const NUMBER_MAX: usize = 60;

/// The number as the reader typed it or the code on the paper carries it.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    number: String,
}

#[derive(Template)]
#[template(path = "portal/check.html")]
struct Check {
    page: Frame,
    number: String,
    found: Vec<Listing>,
}

pub async fn show(
    State(state): State<PortalState>,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Result<Response, Missing> {
    let number = written(&asked.unwrap_or_default().number);
    let mut found = Vec::new();
    if number.chars().count() > 1 {
        let directory = state.directory();
        let filter = BulletinFilter { words: number.clone(), unit: None };
        let listed = state.public.bulletin_list(&filter, Page::default()).await?;
        let same = listed.rows.iter().filter(|row| document::says(&row.document, &number));
        found = same.map(|row| Listing::of(row, directory.name(&row.unit))).collect();
    }
    Ok(page(&Check { page: Frame { nav: "check" }, number, found }))
}

/// The number as it is printed: without blanks, the year in 〔〕 whichever brackets were typed, digits as ASCII.
pub(super) fn written(typed: &str) -> String {
    law::width::printed_number(typed).chars().take(NUMBER_MAX).collect()
}

/// Words as they stand in what is published: letters and figures in the half width, and the brackets around the year of a paper's number as they are printed.
/// Other brackets stay as they were typed, for they belong to names.
pub(super) fn searched(typed: &str) -> String {
    let mut words: Vec<char> = law::width::narrow_figures(typed).chars().collect();
    for at in 5..words.len() {
        let year = words[at - 4..at].iter().all(char::is_ascii_digit);
        if year && BRACKETS.iter().any(|(opens, closes)| (words[at - 5], words[at]) == (*opens, *closes)) {
            (words[at - 5], words[at]) = ('〔', '〕');
        }
    }
    words.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_search_finds_numbers_however_they_are_typed_and_leaves_names_alone() {
        for typed in [
            "明市监罚［２０２６］３号",
            "明市监罚（２０２６）3号",
            "明市监罚[2026]３号",
            "明市监罚〔2026〕3号",
        ] {
            assert_eq!(searched(typed), "明市监罚〔2026〕3号");
        }
        assert_eq!(searched("９１３１０１０５ＭＡ１"), "91310105MA1");
        assert_eq!(searched("鲜果时光（二店）"), "鲜果时光（二店）");
    }

    #[test]
    fn brackets_blanks_and_wide_digits_are_read_as_printed() {
        for typed in [
            "长市监罚〔2026〕12号",
            " 长市监罚[2026]12 号",
            "长市监罚（２０２６）１２号",
            "长市监罚(2026)12号\n",
        ] {
            assert_eq!(written(typed), "长市监罚〔2026〕12号");
        }
        assert_eq!(written(&"长".repeat(200)).chars().count(), NUMBER_MAX);
    }
}
