//! Every register, in the order in which the directory lists them: the one list that pages, portal, open data and tests go through. A new register is
//! its file and its line here.

use crate::declaration::RegisterKind;
use crate::entered;

macro_rules! of {
    ($($register:path),+ $(,)?) => { [$(RegisterKind::of::<$register>()),+] };
}

/// The registers with acts of their own.
const ENTERED: [RegisterKind; 5] =
    [entered::BODIES, entered::DEPARTMENTS, entered::OFFICERS, entered::MATTERS, entered::CALENDARS];

/// The registers whose entries are proposed and confirmed.
const CONFIRMED: [RegisterKind; 19] = of![
    crate::remedies::Remedies,
    crate::guides::Guides,
    crate::duty_lists::DutyLists,
    crate::inspection_items::InspectionItems,
    crate::inspection_plans::InspectionPlans,
    crate::random_inspections::RandomInspections,
    crate::discretion::Discretion,
    crate::leniency::Leniency,
    crate::window_posts::WindowPosts,
    crate::monitoring_places::MonitoringPlaces,
    crate::recording_rules::RecordingRules,
    crate::devices::Devices,
    crate::uniform_rules::UniformRules,
    crate::street_powers::StreetPowers,
    crate::delegations::Delegations,
    crate::review_substitutes::ReviewSubstitutes,
    crate::qualifications::Qualifications,
    crate::articles::Articles,
    crate::code_tables::CodeTables,
];

const fn joined() -> [RegisterKind; ENTERED.len() + CONFIRMED.len()] {
    let mut all = [ENTERED[0]; ENTERED.len() + CONFIRMED.len()];
    let mut place = 0;
    while place < all.len() {
        all[place] = if place < ENTERED.len() { ENTERED[place] } else { CONFIRMED[place - ENTERED.len()] };
        place += 1;
    }
    all
}

/// Every register there is.
pub static ALL: [RegisterKind; ENTERED.len() + CONFIRMED.len()] = joined();

/// The register of this word.
pub fn by_word(word: &str) -> Option<&'static RegisterKind> {
    ALL.iter().find(|kind| kind.word == word)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_declaration_is_whole() {
        let words: BTreeSet<&str> = ALL.iter().map(|kind| kind.word).collect();
        assert_eq!(words.len(), ALL.len(), "two registers share a word");
        for kind in &ALL {
            let named = kind.key.iter().chain(kind.columns).chain(kind.public).chain(kind.body.iter());
            for key in named {
                assert!(kind.field(key).is_some(), "{} has no field {key}", kind.word);
            }
            assert!(!kind.key.is_empty() && !kind.columns.is_empty(), "{}", kind.word);
            assert!(!kind.title.is_ascii() && kind.about.ends_with('。'), "{}", kind.word);
            assert!(kind.act.is_some() || !kind.keepers.is_empty(), "{}", kind.word);
        }
    }

    #[test]
    fn what_decides_no_case_is_named_by_its_register() {
        for word in events::register::APART_FROM_CASES {
            assert!(by_word(word).is_some_and(|kind| kind.act.is_none()), "{word}");
        }
    }

    #[test]
    fn what_is_personal_is_not_public() {
        let public = |word: &str| by_word(word).map(|kind| kind.public).unwrap_or_default();
        assert!(public("qualifications").is_empty());
        for private in ["id", "department", "posts", "legal_qualification"] {
            assert!(!public("officer").contains(&private), "{private}");
        }
        assert!(!public("window_posts").contains(&"officer"));
        assert!(!public("body").contains(&"account"));
    }
}
