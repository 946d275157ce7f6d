//! The period for deciding a case (办案期限): ninety calendar days from filing (行政处罚法 art 60) unless the sector's own law or rule says otherwise, with what was
//! added to it by extensions and what is not counted in it (听证、公告、检测检验鉴定 …), and how that came about, so that the deadline explains itself.
//!
//! What may be added or left out only a sector's rule grants; the statute alone grants neither. The rows are dated configuration: that of market
//! regulation follows the rule as officers cite it and is to be checked against the text in force before it is relied on. Who records an extension or
//! the beginning of an appraisal is said elsewhere.

use jiff::civil::{Date, date};
use serde::{Deserialize, Serialize};

use crate::article::{Article, MARKET_PROCEDURE, PENALTY_LAW, PUBLIC_ORDER_LAW};
use crate::calendar::Calendar;
use crate::period::{CalendarDays, Deadline, calendar_days_after, days_between};
use crate::thresholds::Sector;

/// Time that a sector's rule does not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExcludedTime {
    /// 听证.
    Hearing,
    /// 公告.
    Announcement,
    /// 检测、检验、检疫、鉴定.
    Testing,
    /// 权利人辨认或者鉴别.
    Identification,
}

impl ExcludedTime {
    pub const fn title(self) -> &'static str {
        match self {
            ExcludedTime::Hearing => "听证",
            ExcludedTime::Announcement => "公告",
            ExcludedTime::Testing => "检测检验鉴定",
            ExcludedTime::Identification => "权利人辨认鉴别",
        }
    }
}

/// Who grants an extension.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Grantor {
    /// The head of the body.
    Head,
    /// The body above it; the head enters its approval.
    Superior,
}

/// The period of a sector, with what may be added to it and what is not counted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DecisionPeriod {
    pub sector: Sector,
    pub days: CalendarDays,
    /// The most each ordinary extension adds.
    pub extension: CalendarDays,
    pub extensions_max: u8,
    pub granted_by: Grantor,
    /// Whether the heads together may extend it further, by a length they decide.
    pub further: bool,
    pub not_counted: &'static [ExcludedTime],
    pub valid_from: Date,
    pub valid_to: Option<Date>,
    pub article: Article,
}

use ExcludedTime::{Announcement, Hearing, Identification, Testing};

/// The statute, where no row below applies: no extension, nothing left out.
const STATUTE: DecisionPeriod = DecisionPeriod {
    sector: Sector::General,
    days: CalendarDays(90),
    extension: CalendarDays(0),
    extensions_max: 0,
    granted_by: Grantor::Head,
    further: false,
    not_counted: &[],
    valid_from: date(2021, 7, 15),
    valid_to: None,
    article: Article::of(PENALTY_LAW, 60),
};

/// Sectors whose own law or rule sets another period, by the day of filing.
#[rustfmt::skip]
const PERIODS: &[DecisionPeriod] = &[
    DecisionPeriod { sector: Sector::MarketRegulation, days: CalendarDays(90), extension: CalendarDays(30), extensions_max: 1,
        granted_by: Grantor::Head, further: true, not_counted: &[Hearing, Announcement, Testing, Identification],
        valid_from: date(2021, 7, 15), valid_to: None, article: Article::of(MARKET_PROCEDURE, 64) },
    DecisionPeriod { sector: Sector::PublicOrder, days: CalendarDays(30), extension: CalendarDays(30), extensions_max: 1,
        granted_by: Grantor::Superior, further: false, not_counted: &[Hearing, Testing],
        valid_from: date(2026, 1, 1), valid_to: None, article: Article::of(PUBLIC_ORDER_LAW, 118) },
];

/// The period of a case of this sector filed on that day.
pub fn decision_period(sector: Sector, filed: Date) -> &'static DecisionPeriod {
    let in_force = |p: &&DecisionPeriod| {
        p.sector == sector && p.valid_from <= filed && p.valid_to.is_none_or(|last| filed <= last)
    };
    PERIODS.iter().find(in_force).unwrap_or(&STATUTE)
}

/// A span of such time; `to` is absent while it goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    pub kind: ExcludedTime,
    pub from: Date,
    pub to: Option<Date>,
}

/// The last day for deciding, and how it was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CaseLimit {
    /// `length` says what it is made of, e.g. `90日，延长30日，听证不计入13日`.
    pub deadline: Deadline,
    /// The clock stands still since this day; `deadline` is what it would be were the time over.
    pub stopped: Option<(ExcludedTime, Date)>,
    /// One sentence for each thing counted, with its article.
    pub explained: Vec<String>,
}

impl CaseLimit {
    /// Whether the period is over; never while the clock stands still.
    pub fn overdue_on(&self, today: Date) -> bool {
        self.stopped.is_none() && self.deadline.overdue_on(today)
    }
}

/// P04 of a case: the sector's period, what extensions added, and the time that is not counted. Time that overlaps is left out once, and only time
/// that began while the period still ran; the day on which it began is itself counted, as with every period.
pub fn case_limit(
    cal: &Calendar,
    filed: Date,
    sector: Sector,
    extensions: &[CalendarDays],
    spans: &[Span],
) -> CaseLimit {
    let rule = decision_period(sector, filed);
    let mut explained = vec![format!("自{filed}立案起{}日（{}）", rule.days.0, rule.article)];
    let added = extensions.iter().fold(0u16, |sum, days| sum.saturating_add(days.0));
    if added > 0 {
        explained.push(format!("延长{}次，共{added}日（{}）", extensions.len(), rule.article));
    }
    let mut length = format!("{}日", rule.days.0);
    if added > 0 {
        length.push_str(&format!("，延长{added}日"));
    }
    let mut days = rule.days.0.saturating_add(added);
    let end = |days| calendar_days_after(cal, filed, CalendarDays(days), rule.article);
    let mut left_out_to = filed;
    let mut stopped = None;
    for span in in_order(spans, rule, filed) {
        if span.from > end(days).last_day {
            break;
        }
        let kind = span.kind.title();
        let Some(to) = span.to else {
            explained.push(format!("{kind}自{}起进行，期间停止计算（{}）", span.from, rule.article));
            stopped = Some((span.kind, span.from));
            break;
        };
        let gone = days_between(span.from.max(left_out_to), to).clamp(0, i64::from(u16::MAX)) as u16;
        left_out_to = left_out_to.max(to);
        if gone > 0 {
            days = days.saturating_add(gone);
            length.push_str(&format!("，{kind}不计入{gone}日"));
            explained.push(format!("{kind}{}至{to}，{gone}日不计入（{}）", span.from, rule.article));
        }
    }
    CaseLimit { deadline: Deadline { length, ..end(days) }, stopped, explained }
}

/// The spans this rule leaves out, none before the filing, in the order of their beginning.
fn in_order(spans: &[Span], rule: &DecisionPeriod, filed: Date) -> Vec<Span> {
    let mut counted: Vec<Span> = spans
        .iter()
        .filter(|span| rule.not_counted.contains(&span.kind))
        .map(|span| Span { from: span.from.max(filed), ..*span })
        .collect();
    counted.sort_by_key(|span| (span.from, span.to.is_none(), span.to));
    counted
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limit(sector: Sector, extensions: &[u16], spans: &[Span]) -> CaseLimit {
        let days: Vec<CalendarDays> = extensions.iter().map(|days| CalendarDays(*days)).collect();
        case_limit(&Calendar::builtin(), date(2026, 3, 2), sector, &days, spans)
    }

    fn span(kind: ExcludedTime, from: Date, to: Date) -> Span {
        Span { kind, from, to: Some(to) }
    }

    #[test]
    fn sectors_with_their_own_period() {
        for (sector, extensions, length, last) in [
            (Sector::General, [].as_slice(), "90日", date(2026, 6, 1)),
            (Sector::MarketRegulation, &[], "90日", date(2026, 6, 1)),
            (Sector::MarketRegulation, &[30], "90日，延长30日", date(2026, 6, 30)),
            (Sector::MarketRegulation, &[30, 15], "90日，延长45日", date(2026, 7, 15)),
            (Sector::PublicOrder, &[], "30日", date(2026, 4, 1)),
            (Sector::PublicOrder, &[30], "30日，延长30日", date(2026, 5, 6)),
        ] {
            let found = limit(sector, extensions, &[]);
            assert_eq!(
                (found.deadline.length.as_str(), found.deadline.last_day),
                (length, last),
                "{sector:?}"
            );
        }
        assert_eq!(decision_period(Sector::PublicOrder, date(2025, 12, 31)), &STATUTE);
    }

    #[test]
    fn only_a_sectors_rule_leaves_time_out() {
        let hearing = [span(Hearing, date(2026, 4, 1), date(2026, 4, 14))];
        let market = limit(Sector::MarketRegulation, &[], &hearing);
        assert_eq!(market.deadline.length, "90日，听证不计入13日");
        assert_eq!(market.deadline.last_day, date(2026, 6, 15), "103 days end on a Saturday");
        assert!(market.explained[1].contains("2026-04-01至2026-04-14，13日不计入"), "{:?}", market.explained);
        assert_eq!(limit(Sector::General, &[], &hearing).deadline.length, "90日");
        let notice = [span(Announcement, date(2026, 4, 1), date(2026, 5, 1))];
        assert_eq!(limit(Sector::PublicOrder, &[], &notice).deadline.length, "30日");
    }

    #[test]
    fn overlapping_time_is_left_out_once() {
        let both = [
            span(Testing, date(2026, 4, 10), date(2026, 4, 20)),
            span(Hearing, date(2026, 4, 1), date(2026, 4, 14)),
            span(Identification, date(2026, 4, 2), date(2026, 4, 12)),
        ];
        let found = limit(Sector::MarketRegulation, &[], &both);
        assert_eq!(found.deadline.length, "90日，听证不计入13日，检测检验鉴定不计入6日");
    }

    #[test]
    fn what_begins_after_the_period_is_over_brings_it_not_back() {
        let late = [span(Testing, date(2026, 6, 2), date(2026, 6, 20))];
        assert_eq!(limit(Sector::MarketRegulation, &[], &late).deadline.last_day, date(2026, 6, 1));
        let in_time = [span(Testing, date(2026, 6, 1), date(2026, 6, 20)), late[0]];
        assert_eq!(
            limit(Sector::MarketRegulation, &[], &in_time).deadline.length,
            "90日，检测检验鉴定不计入19日"
        );
        let before_filing = [span(Testing, date(2026, 2, 1), date(2026, 3, 4))];
        assert_eq!(
            limit(Sector::MarketRegulation, &[], &before_filing).deadline.length,
            "90日，检测检验鉴定不计入2日"
        );
    }

    #[test]
    fn while_it_goes_on_the_clock_stands_still() {
        let open = [Span { kind: Testing, from: date(2026, 5, 31), to: None }];
        let found = limit(Sector::MarketRegulation, &[], &open);
        assert_eq!(found.stopped, Some((Testing, date(2026, 5, 31))));
        assert!(!found.overdue_on(date(2027, 1, 1)));
        let too_late = [Span { kind: Testing, from: date(2026, 6, 2), to: None }];
        let found = limit(Sector::MarketRegulation, &[], &too_late);
        assert!(found.stopped.is_none() && found.overdue_on(date(2026, 6, 2)));
        assert!(limit(Sector::General, &[], &open).overdue_on(date(2026, 6, 2)));
    }
}
