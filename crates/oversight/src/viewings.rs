//! Unusual viewing of private material (异常调阅, plan clause 12, features 12.7): which of the viewings that were made for a stated purpose somebody who supervises should ask
//! about. Nothing is judged: a viewing at night may be duty. The measures are this program's, not a statute's; each finding says its own.

use events::OfficerId;
use events::StreamId;
use events::occasion::beijing;
use jiff::Timestamp;
use jiff::civil::Date;
use law::calendar::{Calendar, DayKind};
use std::collections::{BTreeMap, BTreeSet};

/// The working day in hours of Beijing, generously: before and after it is night.
const DAY_HOURS: std::ops::Range<i8> = 7..21;
/// Cases of others that one person looks at in a day without a question.
const CASES_A_DAY: usize = 9;
/// Persons who look at one case of others in the time looked at without a question.
const PERSONS_A_CASE: usize = 4;
/// Cases for which a person states the same purpose in a day without a question.
const CASES_A_PURPOSE: usize = 3;

/// A viewing for a stated purpose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Viewing {
    pub number: u64,
    pub at: Timestamp,
    pub case: StreamId,
    pub viewer: OfficerId,
    pub viewer_name: String,
    /// The viewer's body at that time.
    pub unit: String,
    pub what: String,
    pub purpose: String,
}

/// Why a viewing is asked about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// Before seven or after nine in the evening.
    Night,
    /// On a day on which nobody works; nothing is said of a year whose calendar is not loaded.
    RestDay,
    ManyCases {
        cases: usize,
    },
    ManyPersons {
        persons: usize,
    },
    SamePurpose {
        cases: usize,
    },
}

impl Why {
    /// For people.
    pub fn text(self) -> String {
        match self {
            Why::Night => format!("{}时至次日{}时调阅", DAY_HOURS.end, DAY_HOURS.start),
            Why::RestDay => "休息日、节假日调阅".to_owned(),
            Why::ManyCases { cases } => format!("一日调阅他人承办的案件{cases}件"),
            Why::ManyPersons { persons } => format!("一案有{persons}人调阅"),
            Why::SamePurpose { cases } => format!("一日以同一用途调阅{cases}件案件"),
        }
    }
}

/// The viewings that are asked about, each with every reason, in the order given.
pub fn unusual<'a>(viewings: &'a [Viewing], calendar: &Calendar) -> Vec<(&'a Viewing, Vec<Why>)> {
    let day = |viewing: &Viewing| beijing(viewing.at).date();
    let mut cases: BTreeMap<(&OfficerId, Date), BTreeSet<StreamId>> = BTreeMap::new();
    let mut persons: BTreeMap<StreamId, BTreeSet<&OfficerId>> = BTreeMap::new();
    let mut purposes: BTreeMap<(&OfficerId, Date, &str), BTreeSet<StreamId>> = BTreeMap::new();
    for viewing in viewings {
        let (viewer, day) = (&viewing.viewer, day(viewing));
        cases.entry((viewer, day)).or_default().insert(viewing.case);
        persons.entry(viewing.case).or_default().insert(viewer);
        purposes.entry((viewer, day, viewing.purpose.trim())).or_default().insert(viewing.case);
    }
    let why = |viewing: &Viewing| -> Vec<Why> {
        let (at, day) = (beijing(viewing.at), day(viewing));
        let cases = cases.get(&(&viewing.viewer, day)).map_or(0, BTreeSet::len);
        let persons = persons.get(&viewing.case).map_or(0, BTreeSet::len);
        let same = purposes.get(&(&viewing.viewer, day, viewing.purpose.trim())).map_or(0, BTreeSet::len);
        [
            (!DAY_HOURS.contains(&at.hour())).then_some(Why::Night),
            (calendar.kind(day) == DayKind::Rest).then_some(Why::RestDay),
            (cases > CASES_A_DAY).then_some(Why::ManyCases { cases }),
            (persons > PERSONS_A_CASE).then_some(Why::ManyPersons { persons }),
            (same > CASES_A_PURPOSE).then_some(Why::SamePurpose { cases: same }),
        ]
        .into_iter()
        .flatten()
        .collect()
    };
    viewings.iter().map(|viewing| (viewing, why(viewing))).filter(|(_, why)| !why.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn viewing(number: u64, at: &str, case: u8, viewer: &str, purpose: &str) -> Viewing {
        Viewing {
            number,
            at: at.parse().unwrap(),
            case: StreamId([case; 16]),
            viewer: viewer.into(),
            viewer_name: viewer.to_owned(),
            unit: "0200".to_owned(),
            what: "案件".to_owned(),
            purpose: purpose.to_owned(),
        }
    }

    fn reasons(viewings: &[Viewing]) -> Vec<(u64, Vec<Why>)> {
        let calendar = Calendar::builtin();
        unusual(viewings, &calendar).into_iter().map(|(viewing, why)| (viewing.number, why)).collect()
    }

    #[test]
    fn night_and_rest_days_are_those_of_beijing() {
        // Tuesday: 14:59Z is 22:59 in Beijing, 23:30Z of the day before is 07:30.
        let viewings = [
            viewing(1, "2026-03-03T14:59:00Z", 1, "a", "评查"),
            viewing(2, "2026-03-02T23:30:00Z", 1, "a", "评查"),
            viewing(3, "2026-03-07T02:00:00Z", 1, "a", "评查"),
            viewing(4, "2099-03-07T02:00:00Z", 1, "a", "评查"),
        ];
        let found = reasons(&viewings);
        assert_eq!(found, [(1, vec![Why::Night]), (3, vec![Why::RestDay])], "nothing is said of 2099");
    }

    #[test]
    fn ten_cases_a_day_are_many_and_nine_are_not() {
        let at = |n: u8| viewing(n.into(), "2026-03-03T02:00:00Z", n, "a", &format!("用途{n}"));
        assert!(reasons(&(1..=9).map(at).collect::<Vec<_>>()).is_empty());
        let found = reasons(&(1..=10).map(at).collect::<Vec<_>>());
        assert!(found.len() == 10 && found.iter().all(|(_, why)| *why == [Why::ManyCases { cases: 10 }]));
    }

    #[test]
    fn one_case_many_persons_and_one_purpose_many_cases() {
        let persons: Vec<_> = ["a", "b", "c", "d", "e"]
            .iter()
            .enumerate()
            .map(|(n, who)| viewing(n as u64, "2026-03-03T02:00:00Z", 1, who, who))
            .collect();
        assert!(reasons(&persons[..4]).is_empty());
        assert_eq!(reasons(&persons)[0].1, [Why::ManyPersons { persons: 5 }]);
        let same: Vec<_> =
            (1..=4).map(|n| viewing(n.into(), "2026-03-03T02:00:00Z", n, "a", " 核对 ")).collect();
        assert!(reasons(&same[..3]).is_empty());
        assert_eq!(reasons(&same)[0].1, [Why::SamePurpose { cases: 4 }]);
    }
}
