//! The clocks of complaints, reports and questions from the public (投诉举报咨询, plan clause 5): within how many days a body says whether it takes the matter on,
//! and within how many it answers.
//!
//! The statutes' texts are known to this program at second hand only. So the lengths are rows with the day from which they hold, and a row says the
//! article it is counted by; a correction is another row, and letters received before keep the length of their day. A question (咨询) has no statutory
//! period: its row is a promise of this platform, and whoever reads it reads that it is one.

use crate::article::{ANSWERING_PROMISE, Article, MARKET_COMPLAINT_RULE, PETITION_REGULATION};
use crate::calendar::Calendar;
use crate::period::{CalendarDays, Deadline, WorkingDays, calendar_days_after, working_days_after};
use crate::thresholds::Sector;
use jiff::civil::{Date, date};
use serde::{Deserialize, Serialize};

/// What somebody writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LetterKind {
    /// 投诉: about a body, an officer, or how a case was handled.
    Complaint,
    /// 举报: somebody breaks the law.
    Report,
    /// 咨询: a question.
    Question,
}

impl LetterKind {
    pub const ALL: [LetterKind; 3] = [LetterKind::Complaint, LetterKind::Report, LetterKind::Question];

    pub fn title(self) -> &'static str {
        match self {
            LetterKind::Complaint => "投诉",
            LetterKind::Report => "举报",
            LetterKind::Question => "咨询",
        }
    }
}

/// How long, and in which days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Length {
    Working(u16),
    Calendar(u16),
}

/// One row: for which letters, to bodies of which field, from which day, taken on and answered within what, by which articles.
struct Row {
    kind: LetterKind,
    /// `None` for every field of law without a row of its own.
    sector: Option<Sector>,
    from: Date,
    taken_on: (Length, Article),
    answered: (Length, Article),
}

const PETITIONS: (Article, Article) =
    (Article::of(PETITION_REGULATION, 23), Article::of(PETITION_REGULATION, 34));

#[rustfmt::skip]
const ROWS: &[Row] = &[
    Row { kind: LetterKind::Complaint, sector: None, from: date(2022, 5, 1),
          taken_on: (Length::Calendar(15), PETITIONS.0), answered: (Length::Calendar(60), PETITIONS.1) },
    Row { kind: LetterKind::Report, sector: None, from: date(2022, 5, 1),
          taken_on: (Length::Calendar(15), PETITIONS.0), answered: (Length::Calendar(60), PETITIONS.1) },
    // Market supervision examines a report within fifteen working days whether to file a case (暂行办法 art 31).
    Row { kind: LetterKind::Report, sector: Some(Sector::MarketRegulation), from: date(2020, 1, 1),
          taken_on: (Length::Working(15), Article::of(MARKET_COMPLAINT_RULE, 31)), answered: (Length::Calendar(60), PETITIONS.1) },
    Row { kind: LetterKind::Question, sector: None, from: date(2020, 7, 2),
          taken_on: (Length::Working(2), Article::of(ANSWERING_PROMISE, 0)), answered: (Length::Working(5), Article::of(ANSWERING_PROMISE, 0)) },
];

/// The row in force on `day`: of the body's own field before the general one, the newest before older ones. Before the first day the first row is used.
fn row(kind: LetterKind, sector: Sector, day: Date) -> &'static Row {
    let of_kind = || ROWS.iter().filter(move |row| row.kind == kind);
    let in_force = |of: Option<Sector>| {
        of_kind().filter(move |row| row.sector == of && row.from <= day).max_by_key(|row| row.from)
    };
    let first = || of_kind().find(|row| row.sector.is_none());
    // Every kind has a general row, see the test; the last resort is never taken.
    in_force(Some(sector)).or_else(|| in_force(None)).or_else(first).unwrap_or(&ROWS[0])
}

/// By when the body says whether it takes the letter on, counted from the day it came to that body.
pub fn taking_on(cal: &Calendar, kind: LetterKind, sector: Sector, received: Date) -> Deadline {
    counted(cal, received, row(kind, sector, received).taken_on)
}

/// By when the body answers, counted from the day it took the letter on.
/// An extension (信访工作条例 art 34) lengthens the same period by its days; 0 without one.
pub fn answer(
    cal: &Calendar,
    kind: LetterKind,
    sector: Sector,
    taken_on: Date,
    extended_days: u16,
) -> Deadline {
    let (length, article) = row(kind, sector, taken_on).answered;
    let length = match length {
        Length::Calendar(days) => Length::Calendar(days + extended_days),
        Length::Working(days) => Length::Working(days),
    };
    counted(cal, taken_on, (length, article))
}

/// The longest extension, in days (信访工作条例 art 34).
pub const EXTENSION_DAYS_MAX: u16 = 30;

/// Whether the period for answering is the one that art 34 sets and lets the head extend.
pub fn may_be_extended(kind: LetterKind, sector: Sector, taken_on: Date) -> bool {
    row(kind, sector, taken_on).answered.1 == PETITIONS.1
}

/// What the days of taking on are for, told to whoever reports an offence: they are those of the body that has the letter, and the body that has power over the offence
/// counts its own from the day on which the letter is handed over to it. `None` where the days are that body's own already.
pub fn on_handing_over(kind: LetterKind, sector: Sector, day: Date) -> Option<String> {
    if kind != LetterKind::Report || row(kind, sector, day).sector.is_some() {
        return None;
    }
    let own = ROWS.iter().filter(|own| own.kind == kind && own.from <= day);
    let named = own.filter_map(|own| {
        let (length, article) = own.taken_on;
        let length = match length {
            Length::Working(days) => format!("{days}个工作日"),
            Length::Calendar(days) => format!("{days}日"),
        };
        Some(format!("{}为{length}（{article}）", own.sector?.title()))
    });
    let named: Vec<String> = named.collect();
    Some(format!(
        "这一期限是本机关告知是否受理、转交有权处理的执法机关的期限。转交之后，执法机关自收到之日起按自己的期限核查并决定是否立案，其中{}。",
        named.join("，")
    ))
}

fn counted(cal: &Calendar, from: Date, (length, article): (Length, Article)) -> Deadline {
    match length {
        Length::Working(days) => working_days_after(cal, from, WorkingDays(days), article),
        Length::Calendar(days) => calendar_days_after(cal, from, CalendarDays(days), article),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clocks_of_each_kind_and_field() {
        let cal = Calendar::builtin();
        let monday = date(2026, 11, 2);
        type Expected = (LetterKind, Sector, Date, Date, &'static str);
        let rows: [Expected; 4] = [
            (LetterKind::Complaint, Sector::General, date(2026, 11, 17), date(2027, 1, 1), "信访工作条例"),
            (
                LetterKind::Complaint,
                Sector::MarketRegulation,
                date(2026, 11, 17),
                date(2027, 1, 1),
                "信访工作条例",
            ),
            (
                LetterKind::Report,
                Sector::MarketRegulation,
                date(2026, 11, 23),
                date(2027, 1, 1),
                "投诉举报处理暂行办法",
            ),
            (LetterKind::Question, Sector::General, date(2026, 11, 4), date(2026, 11, 9), "答复承诺"),
        ];
        for (kind, sector, taken, answered, law) in rows {
            let first = taking_on(&cal, kind, sector, monday);
            assert_eq!(first.last_day, taken, "{kind:?} {sector:?}");
            assert!(first.article.to_string().contains(law), "{}", first.article);
            assert_eq!(answer(&cal, kind, sector, monday, 0).last_day, answered, "{kind:?} {sector:?}");
        }
    }

    #[test]
    fn whoever_reports_an_offence_is_told_what_the_days_are_for() {
        let day = date(2026, 11, 2);
        let told =
            on_handing_over(LetterKind::Report, Sector::General, day).expect("a report is handed over");
        assert!(told.contains("转交") && told.contains("市场监督管理为15个工作日"), "{told}");
        assert!(told.contains("投诉举报处理暂行办法"), "{told}");
        assert_eq!(on_handing_over(LetterKind::Report, Sector::MarketRegulation, day), None);
        assert_eq!(on_handing_over(LetterKind::Complaint, Sector::General, day), None);
    }

    #[test]
    fn every_kind_has_a_general_row_and_a_day_before_it_uses_the_first() {
        for kind in LetterKind::ALL {
            assert!(ROWS.iter().any(|row| row.kind == kind && row.sector.is_none()), "{kind:?}");
            assert_eq!(row(kind, Sector::General, date(2000, 1, 1)).kind, kind);
        }
    }
}
