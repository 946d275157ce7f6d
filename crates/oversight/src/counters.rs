//! The disclosure counters (公示计数): per body, decisions made, published, withheld and overdue. They are computed from public entries alone, so that
//! anyone who has the ledger gets the same figures (features 6.4). A case handed over for crime is not published and not counted; holding one back makes "overdue" rise on the day after its clock ends.

use events::{Entry, StreamId};
use jiff::civil::Date;
use law::calendar::Calendar;
use law::scope::Outcome;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What became of one decision, as far as the public side says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Counted {
    pub stream: StreamId,
    pub unit: String,
    /// Event name of the decision.
    pub kind: String,
    pub decided_on: Date,
    pub due_on: Date,
    /// Whether a year was not loaded when the clock was counted.
    pub provisional: bool,
    pub published_on: Option<Date>,
    pub withheld_on: Option<Date>,
}

/// The figures of one body.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Figures {
    pub decided: u64,
    pub published: u64,
    pub withheld: u64,
    pub overdue: u64,
}

/// What the public side of an entry says; all that counting may look at.
#[derive(Clone, Copy, Debug)]
pub struct PublicSide<'a> {
    pub kind: &'a str,
    pub stream: StreamId,
    pub unit: Option<&'a str>,
    pub day: Date,
}

impl<'a> PublicSide<'a> {
    pub fn of(entry: &'a Entry) -> PublicSide<'a> {
        PublicSide {
            kind: &entry.kind,
            stream: entry.stream,
            unit: entry.unit.as_deref(),
            day: events::occasion::beijing(entry.at).date(),
        }
    }
}

/// The row of a decision after one more entry of its stream.
pub fn counted(before: Option<Counted>, entry: PublicSide<'_>, calendar: &Calendar) -> Option<Counted> {
    match (entry.kind, entry.unit) {
        ("PenaltyDecided" | "NoPenaltyDecided", Some(unit)) => {
            let outcome = if entry.kind == "PenaltyDecided" { Outcome::Penalty } else { Outcome::NoPenalty };
            let due = law::deadlines::outcome_publication(calendar, entry.day, outcome)?;
            Some(Counted {
                stream: entry.stream,
                unit: unit.to_owned(),
                kind: entry.kind.to_owned(),
                decided_on: entry.day,
                due_on: due.last_day,
                provisional: due.provisional,
                published_on: None,
                withheld_on: None,
            })
        }
        ("DecisionPublished", _) => before.map(|row| Counted {
            published_on: row.published_on.or(Some(entry.day)),
            withheld_on: None,
            ..row
        }),
        ("PublicationWithheld", _) => before.map(|row| Counted { withheld_on: Some(entry.day), ..row }),
        _ => before,
    }
}

/// Sums rows by body as they stand on `today`.
pub fn figures<'a>(rows: impl IntoIterator<Item = &'a Counted>, today: Date) -> BTreeMap<String, Figures> {
    let mut by_unit: BTreeMap<String, Figures> = BTreeMap::new();
    for row in rows {
        let figures = by_unit.entry(row.unit.clone()).or_default();
        figures.decided += 1;
        match (row.published_on, row.withheld_on) {
            (_, Some(_)) => figures.withheld += 1,
            (Some(_), None) => figures.published += 1,
            (None, None) if today > row.due_on => figures.overdue += 1,
            (None, None) => {}
        }
    }
    by_unit
}

/// Counts a whole ledger, entry by entry.
pub fn count<'a>(
    entries: impl IntoIterator<Item = &'a Entry>,
    calendar: &Calendar,
    today: Date,
) -> BTreeMap<String, Figures> {
    let mut rows: BTreeMap<StreamId, Counted> = BTreeMap::new();
    for entry in entries {
        let before = rows.remove(&entry.stream);
        if let Some(row) = counted(before, PublicSide::of(entry), calendar) {
            rows.insert(entry.stream, row);
        }
    }
    figures(rows.values(), today)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn entry(kind: &str, stream: u8, at: &str, unit: Option<&str>) -> Entry {
        Entry {
            v: 1,
            kind: kind.to_owned(),
            at: at.parse().expect("a timestamp"),
            stream: StreamId([stream; 16]),
            seq: 1,
            unit: unit.map(str::to_owned),
            law: String::new(),
            facts: Default::default(),
            body: String::new(),
        }
    }

    const UNIT: Option<&str> = Some("11310105MB1D000024");

    #[test]
    fn a_decision_held_back_is_overdue_on_the_day_after_the_seventh_working_day() {
        // Decided on Monday 2026-11-23; seven working days end on Wednesday 2026-12-02 (law.md §17).
        let ledger = [entry("PenaltyDecided", 1, "2026-11-23T02:00:00Z", UNIT)];
        let calendar = Calendar::builtin();
        let on = |day| count(&ledger, &calendar, day).remove(UNIT.expect("a unit")).expect("figures");
        assert_eq!(on(date(2026, 12, 2)), Figures { decided: 1, ..Figures::default() });
        assert_eq!(on(date(2026, 12, 3)), Figures { decided: 1, overdue: 1, ..Figures::default() });
    }

    #[test]
    fn published_and_withheld_are_counted_once_each() {
        let ledger = [
            entry("PenaltyDecided", 1, "2026-11-23T02:00:00Z", UNIT),
            entry("NoPenaltyDecided", 2, "2026-11-23T03:00:00Z", UNIT),
            entry("DecisionPublished", 1, "2026-11-24T02:00:00Z", UNIT),
            entry("PublicationCorrected", 1, "2026-11-25T02:00:00Z", UNIT),
            entry("PublicationWithheld", 2, "2026-11-25T02:00:00Z", UNIT),
        ];
        let figures = count(&ledger, &Calendar::builtin(), date(2027, 1, 4))
            .remove(UNIT.expect("a unit"))
            .expect("figures");
        assert_eq!(figures, Figures { decided: 2, published: 1, withheld: 1, overdue: 0 });
    }

    #[test]
    fn no_penalty_has_twenty_working_days_and_a_transfer_is_not_counted() {
        let ledger = [
            entry("NoPenaltyDecided", 1, "2026-11-23T02:00:00Z", UNIT),
            entry("CaseTransferred", 2, "2026-11-23T02:00:00Z", UNIT),
        ];
        let on = |day| count(&ledger, &Calendar::builtin(), day).remove(UNIT.expect("a unit"));
        assert_eq!(on(date(2026, 12, 21)), Some(Figures { decided: 1, ..Figures::default() }));
        assert_eq!(on(date(2026, 12, 22)), Some(Figures { decided: 1, overdue: 1, ..Figures::default() }));
    }

    #[test]
    fn the_civil_day_is_beijings() {
        // 17:00 UTC on the 22nd is already the 23rd in Beijing.
        let ledger = entry("PenaltyDecided", 1, "2026-11-22T17:00:00Z", UNIT);
        let row = counted(None, PublicSide::of(&ledger), &Calendar::builtin()).expect("a row");
        assert_eq!((row.decided_on, row.due_on), (date(2026, 11, 23), date(2026, 12, 2)));
    }
}
