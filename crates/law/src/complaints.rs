//! The clocks of complaints, reports and questions from the public (投诉举报咨询, plan clause 5): within how many days a body says whether it takes the matter on,
//! and within how many it answers.
//!
//! The statutes' texts are known to this program at second hand only. So the lengths are rows with the day from which they hold, and a row says the
//! article it is counted by; a correction is another row, and letters received before keep the length of their day. A question (咨询) has no statutory
//! period: its row is a promise of this platform, and whoever reads it reads that it is one.

use crate::article::{ANSWERING_PROMISE, Article, MARKET_COMPLAINT_RULE, PETITION_REGULATION};
use crate::calendar::Calendar;
use crate::filing_period::{FilingPeriod, filing_limit, filing_period};
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

/// One row: for which letters, from which day, taken on and answered within what, by which articles.
struct Row {
    kind: LetterKind,
    from: Date,
    taken_on: (Length, Article),
    answered: (Length, Article),
}

const PETITIONS: (Article, Article) =
    (Article::of(PETITION_REGULATION, 23), Article::of(PETITION_REGULATION, 34));

#[rustfmt::skip]
const ROWS: &[Row] = &[
    Row { kind: LetterKind::Complaint, from: date(2022, 5, 1),
          taken_on: (Length::Calendar(15), PETITIONS.0), answered: (Length::Calendar(60), PETITIONS.1) },
    Row { kind: LetterKind::Report, from: date(2022, 5, 1),
          taken_on: (Length::Calendar(15), PETITIONS.0), answered: (Length::Calendar(60), PETITIONS.1) },
    Row { kind: LetterKind::Question, from: date(2020, 7, 2),
          taken_on: (Length::Working(2), Article::of(ANSWERING_PROMISE, 0)), answered: (Length::Working(5), Article::of(ANSWERING_PROMISE, 0)) },
];

/// The row in force on `day`, the newest before older ones. Before the first day the first row is used.
fn row(kind: LetterKind, day: Date) -> &'static Row {
    let of_kind = || ROWS.iter().filter(move |row| row.kind == kind);
    let in_force = of_kind().filter(|row| row.from <= day).max_by_key(|row| row.from);
    // Every kind has a row, see the test; the last resort is never taken.
    in_force.or_else(|| of_kind().next()).unwrap_or(&ROWS[0])
}

/// A report is material for a case: where the field's own rule gives days for deciding whether to file, they are the clock (立案期限), and no other is invented beside it.
fn own_days(kind: LetterKind, sector: Sector, received: Date) -> Option<&'static FilingPeriod> {
    filing_period(sector, received).filter(|_| kind == LetterKind::Report)
}

/// By when the body says whether it takes the letter on, counted from the day it came to that body.
pub fn taking_on(cal: &Calendar, kind: LetterKind, sector: Sector, received: Date) -> Deadline {
    match own_days(kind, sector, received) {
        Some(own) => working_days_after(cal, received, own.days, own.article),
        None => counted(cal, received, row(kind, received).taken_on),
    }
}

/// By when the body answers: counted from the day it took the letter on; whoever reports an offence to a field with days of its own for deciding whether to file is told
/// within some days of that decision, so counted from the last day for it after `received`, the day on which the letter came to the body.
/// An extension lengthens the same period by its days; 0 without one.
pub fn answer(
    cal: &Calendar,
    kind: LetterKind,
    sector: Sector,
    received: Date,
    taken_on: Date,
    extended_days: u16,
) -> Deadline {
    if let Some((own, told)) = own_days(kind, sector, received).zip(told(sector, received)) {
        let added = (extended_days > 0).then_some(WorkingDays(extended_days));
        let decided = filing_limit(cal, sector, received, added);
        let until = decided.as_ref().map_or(received, |decided| decided.last_day);
        let counted = working_days_after(cal, until, told.days, told.article);
        let days = own.days.0 + extended_days;
        let provisional = counted.provisional || decided.is_some_and(|decided| decided.provisional);
        return Deadline {
            length: format!("{days}个工作日，再{}", counted.length), provisional, ..counted
        };
    }
    let (length, article) = row(kind, taken_on).answered;
    let length = match length {
        Length::Calendar(days) => Length::Calendar(days + extended_days),
        Length::Working(days) => Length::Working(days),
    };
    counted(cal, taken_on, (length, article))
}

/// What a field's own rule gives for telling whoever reported under his or her own name what was decided on filing.
struct Told {
    sector: Sector,
    from: Date,
    days: WorkingDays,
    article: Article,
}

const TOLD: &[Told] = &[Told {
    sector: Sector::MarketRegulation,
    from: date(2020, 1, 1),
    days: WorkingDays(5),
    article: Article::of(MARKET_COMPLAINT_RULE, 31).paragraph(2),
}];

fn told(sector: Sector, day: Date) -> Option<&'static Told> {
    TOLD.iter().filter(|told| told.sector == sector && told.from <= day).max_by_key(|told| told.from)
}

/// By how much the head of a body may extend the period of a letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Extension {
    pub most: u16,
    /// Whether the days are working days.
    pub working: bool,
    pub article: Article,
}

impl Extension {
    /// So many days of it in words: 10日, 15个工作日.
    pub fn in_words(&self, days: u16) -> String {
        format!("{days}{}", if self.working { "个工作日" } else { "日" })
    }
}

/// The longest extension, in days (信访工作条例 art 34); a field's own rule gives less.
pub const EXTENSION_DAYS_MAX: u16 = 30;

/// By how much the head may extend: the period for answering as art 34 says, or the period for deciding whether to file as the field's own rule says; `None` where the
/// period is a promise.
pub fn extension(kind: LetterKind, sector: Sector, received: Date, taken_on: Date) -> Option<Extension> {
    if let Some(own) = own_days(kind, sector, received) {
        return Some(Extension { most: own.extension.0, working: true, article: own.article });
    }
    let article = row(kind, taken_on).answered.1;
    (article == PETITIONS.1).then_some(Extension { most: EXTENSION_DAYS_MAX, working: false, article })
}

/// What the days of taking on are for, told to whoever reports an offence: they are those of the body that has the letter, and the body that has power over the offence
/// counts its own from the day on which the letter is handed over to it. `None` where the days are that body's own already.
pub fn on_handing_over(kind: LetterKind, sector: Sector, day: Date) -> Option<String> {
    if kind != LetterKind::Report || own_days(kind, sector, day).is_some() {
        return None;
    }
    let own = Sector::ALL.into_iter().filter_map(|sector| own_days(kind, sector, day));
    let named = own.map(|own| format!("{}为{}个工作日（{}）", own.sector.title(), own.days.0, own.article));
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
                date(2026, 11, 30),
                "行政处罚程序规定",
            ),
            (LetterKind::Question, Sector::General, date(2026, 11, 4), date(2026, 11, 9), "答复承诺"),
        ];
        for (kind, sector, taken, answered, law) in rows {
            let first = taking_on(&cal, kind, sector, monday);
            assert_eq!(first.last_day, taken, "{kind:?} {sector:?}");
            assert!(first.article.to_string().contains(law), "{}", first.article);
            assert_eq!(
                answer(&cal, kind, sector, monday, monday, 0).last_day,
                answered,
                "{kind:?} {sector:?}"
            );
        }
    }

    #[test]
    fn whoever_reports_to_market_supervision_is_told_within_five_days_of_the_filing_decision() {
        let (cal, monday, taken) = (Calendar::builtin(), date(2026, 11, 2), date(2026, 11, 4));
        let due = |added| answer(&cal, LetterKind::Report, Sector::MarketRegulation, monday, taken, added);
        assert_eq!(
            (due(0).last_day, due(0).length.as_str()),
            (date(2026, 11, 30), "15个工作日，再5个工作日")
        );
        assert!(due(0).article.to_string().contains("投诉举报处理暂行办法"), "{}", due(0).article);
        assert_eq!(due(15).last_day, date(2026, 12, 21));
        let by_rule = |kind, sector| extension(kind, sector, monday, taken);
        let own = by_rule(LetterKind::Report, Sector::MarketRegulation).expect("may be extended");
        assert_eq!((own.most, own.in_words(15).as_str()), (15, "15个工作日"));
        let petition = by_rule(LetterKind::Complaint, Sector::MarketRegulation).expect("may be extended");
        assert_eq!((petition.most, petition.in_words(30).as_str()), (30, "30日"));
        assert_eq!(by_rule(LetterKind::Question, Sector::General), None);
    }

    #[test]
    fn whoever_reports_an_offence_is_told_what_the_days_are_for() {
        let day = date(2026, 11, 2);
        let told =
            on_handing_over(LetterKind::Report, Sector::General, day).expect("a report is handed over");
        assert!(told.contains("转交") && told.contains("市场监督管理为15个工作日"), "{told}");
        assert!(told.contains("行政处罚程序规定"), "{told}");
        assert_eq!(on_handing_over(LetterKind::Report, Sector::MarketRegulation, day), None);
        assert_eq!(on_handing_over(LetterKind::Complaint, Sector::General, day), None);
    }

    #[test]
    fn every_kind_has_a_row_and_a_day_before_it_uses_the_first() {
        for kind in LetterKind::ALL {
            assert!(ROWS.iter().any(|row| row.kind == kind), "{kind:?}");
            assert_eq!(row(kind, date(2000, 1, 1)).kind, kind);
        }
    }
}
