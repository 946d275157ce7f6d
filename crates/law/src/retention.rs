//! How long a volume is kept (保管期限), by how the case ended and whether the decision was major.
//!
//! This is the dated table a body submits to the archives authority; until one is approved the default here stands. Taking a
//! volume out at the end of its term is the archive's act, not this file's.

use jiff::civil::{Date, date};
use serde::{Deserialize, Serialize};

use crate::volume::Ending;

/// How long a volume is kept (保管期限).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Retention {
    Permanent,
    Years(u8),
}

impl Retention {
    /// The code in an archive number: Y, D30, D10.
    pub fn code(self) -> String {
        match self {
            Retention::Permanent => "Y".to_owned(),
            Retention::Years(n) => format!("D{n}"),
        }
    }

    /// The one of this code.
    pub fn of_code(code: &str) -> Option<Retention> {
        match code {
            "Y" => Some(Retention::Permanent),
            code => code.strip_prefix('D').and_then(|years| years.parse().ok()).map(Retention::Years),
        }
    }

    pub fn title(self) -> String {
        match self {
            Retention::Permanent => "永久".to_owned(),
            Retention::Years(n) => format!("{n}年"),
        }
    }

    /// The last day of keeping for a volume closed on `closed`: terms run from 1 January of the year after; `None` is for ever.
    pub fn last_day(self, closed: Date) -> Option<Date> {
        match self {
            Retention::Permanent => None,
            Retention::Years(n) => Date::new(closed.year().saturating_add(i16::from(n)), 12, 31).ok(),
        }
    }
}

/// One row of the retention table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct RetentionRule {
    pub ending: Ending,
    pub major: bool,
    pub retention: Retention,
    pub valid_from: Date,
}

const TABLE_DAY: Date = date(2020, 7, 2);

const fn keep(ending: Ending, major: bool, retention: Retention) -> RetentionRule {
    RetentionRule { ending, major, retention, valid_from: TABLE_DAY }
}

#[rustfmt::skip]
const RETENTION: &[RetentionRule] = &[
    keep(Ending::Penalty,        true,  Retention::Permanent),
    keep(Ending::Penalty,        false, Retention::Years(30)),
    keep(Ending::NoPenalty,      true,  Retention::Permanent),
    keep(Ending::NoPenalty,      false, Retention::Years(30)),
    keep(Ending::NotEstablished, true,  Retention::Permanent),
    keep(Ending::NotEstablished, false, Retention::Years(30)),
    keep(Ending::Transferred,    true,  Retention::Permanent),
    keep(Ending::Transferred,    false, Retention::Permanent),
    keep(Ending::Withdrawn,      true,  Retention::Years(30)),
    keep(Ending::Withdrawn,      false, Retention::Years(10)),
    keep(Ending::NotFiled,       true,  Retention::Years(30)),
    keep(Ending::NotFiled,       false, Retention::Years(10)),
];

pub fn retention_rules() -> &'static [RetentionRule] {
    RETENTION
}

/// The term by the newest row of the built-in table; `major` means the decision was in review scope.
pub fn retention(ending: Ending, major: bool) -> Retention {
    retention_on(ending, major, Date::MAX, RETENTION)
}

/// The term by a body's approved table on a day. Without a row the volume is kept for ever: nothing is destroyed on a guess.
pub fn retention_on(ending: Ending, major: bool, day: Date, rules: &[RetentionRule]) -> Retention {
    rules
        .iter()
        .filter(|r| r.ending == ending && r.major == major && r.valid_from <= day)
        .max_by_key(|r| r.valid_from)
        .map_or(Retention::Permanent, |r| r.retention)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn retention_by_ending_and_weight() {
        for (ending, major, code) in [
            (Ending::Penalty, true, "Y"),
            (Ending::Penalty, false, "D30"),
            (Ending::Transferred, false, "Y"),
            (Ending::Withdrawn, false, "D10"),
            (Ending::NotFiled, false, "D10"),
        ] {
            assert_eq!(retention(ending, major).code(), code, "{ending:?} {major}");
            assert_eq!(Retention::of_code(code), Some(retention(ending, major)));
        }
        for ending in Ending::ALL {
            for major in [false, true] {
                let rows = retention_rules().iter().filter(|r| r.ending == ending && r.major == major);
                assert_eq!(rows.count(), 1);
            }
        }
        assert_eq!(Retention::Years(10).last_day(date(2026, 11, 23)), Some(date(2036, 12, 31)));
        assert_eq!(Retention::Permanent.last_day(date(2026, 11, 23)), None);
        assert_eq!(retention_on(Ending::NotFiled, false, date(2019, 1, 1), RETENTION), Retention::Permanent);
    }
}
