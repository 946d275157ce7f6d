//! The clocks of a penalty case, one function each, with the article that counts them and in which days.
//!
//! 行政处罚法 art 85 makes only periods of two, three, five and seven days working days; 行政强制法 art 69 makes those of ten days
//! and less working days; all else is calendar days. Windows that no statute fixes (statement and defence, legal
//! review) are dated rows that a body may replace with its own length.

use jiff::civil::{Date, date};
use serde::Serialize;

use crate::article::{Article, COMPULSION_LAW, CRIME_TRANSFER_RULE, MARKET_PROCEDURE, PENALTY_LAW, PLAN};
use crate::calendar::Calendar;
use crate::money::Fen;
use crate::period::{
    CalendarDays, Deadline, WorkingDays, Years, calendar_days_after, calendar_days_exactly_after,
    days_between, first_day_after, working_days_after, years_exactly_after,
};
use crate::scope::{DecisionKind, Outcome};

const LIMITATION: Article = Article::of(PENALTY_LAW, 36);
const PRESERVATION: Article = Article::of(PENALTY_LAW, 56);
const DECISION: Article = Article::of(PENALTY_LAW, 60);
const STATEMENT: Article = Article::of(PENALTY_LAW, 45).paragraph(1);
const HEARING_REQUEST: Article = Article::of(PENALTY_LAW, 64).item(1);
const HEARING_NOTICE: Article = Article::of(PENALTY_LAW, 64).item(2);
const SERVICE: Article = Article::of(PENALTY_LAW, 61).paragraph(1);
const HANDOVER: Article = Article::of(CRIME_TRANSFER_RULE, 5).paragraph(2);
const PAYMENT: Article = Article::of(PENALTY_LAW, 67).paragraph(3);
const SURCHARGE: Article = Article::of(PENALTY_LAW, 72).paragraph(1).item(1);
const WITHDRAWAL: Article = Article::of(PENALTY_LAW, 48).paragraph(2);
const PUBLICATION: Article = Article::of(PLAN, 6);
const REVIEW_PERIOD: Article = Article::of(PLAN, 19);
const COURT_REMINDER: Article = Article::of(COMPULSION_LAW, 54);

/// P01 追责时效: two years from the end of the act; five where life, health or finance was at stake and harm was done
/// (`grave`). Not rolled forward: a holiday does not lengthen the power to punish.
pub fn limitation(act_ended: Date, grave: bool) -> Deadline {
    years_exactly_after(act_ended, Years(if grave { 5 } else { 2 }), LIMITATION.paragraph(1))
}

/// P03 先行登记保存: a decision on what was preserved within seven working days.
pub fn preservation_decision(cal: &Calendar, preserved: Date) -> Deadline {
    working_days_after(cal, preserved, WorkingDays(7), PRESERVATION)
}

/// P05 陈述申辩: no statute fixes the window; five working days unless the body's own rule says otherwise.
pub fn statement_window(cal: &Calendar, notice_served: Date, body: Option<WorkingDays>) -> Deadline {
    working_days_after(cal, notice_served, body.unwrap_or(default_of("P05", notice_served)), STATEMENT)
}

/// P06: the party asks for a hearing within five working days of being told.
pub fn hearing_request(cal: &Calendar, notice_served: Date) -> Deadline {
    working_days_after(cal, notice_served, WorkingDays(5), HEARING_REQUEST)
}

/// P07: the first day a hearing may be held: seven full working days lie between the notice and it.
pub fn hearing_notice(cal: &Calendar, notice_served: Date) -> Deadline {
    first_day_after(cal, notice_served, WorkingDays(7), HEARING_NOTICE)
}

/// P08: serve the decision within seven working days where the party is not present.
pub fn decision_service(cal: &Calendar, decided: Date) -> Deadline {
    working_days_after(cal, decided, WorkingDays(7), SERVICE)
}

/// P16: hand a suspected crime over within twenty-four hours of the decision to do so, that is by the end of the next day; no holiday lengthens it.
pub fn handover(decided: Date) -> Deadline {
    let deadline = calendar_days_exactly_after(decided, CalendarDays(1), HANDOVER);
    Deadline { length: "24小时".to_owned(), ..deadline }
}

/// P09: pay within fifteen calendar days of receiving the decision.
pub fn fine_payment(cal: &Calendar, received: Date) -> Deadline {
    calendar_days_after(cal, received, CalendarDays(15), PAYMENT)
}

/// P10 加处罚款: three per cent of the fine for each day after `due`, never more than the fine itself. Days of
/// reconsideration and litigation are not counted (art 73): the caller takes them out of the span.
pub fn surcharge(fine: Fen, due: Date, paid: Date) -> Fen {
    let days_late = days_between(due, paid).max(0);
    if fine.0 <= 0 {
        return Fen(0);
    }
    let accrued = i128::from(fine.0) * 3 * i128::from(days_late) / 100;
    Fen(i64::try_from(accrued).map_or(fine.0, |a| a.min(fine.0)))
}

/// The article [`surcharge`] rests on.
pub const fn surcharge_article() -> Article {
    SURCHARGE
}

/// When the outcome of a penalty case has to be published: a penalty within seven working days, its absence, which is no penalty, within twenty; a case
/// handed over to the judicial organs is not published, so nothing runs.
pub fn outcome_publication(cal: &Calendar, decided: Date, outcome: Outcome) -> Option<Deadline> {
    match outcome {
        Outcome::Penalty => Some(publication(cal, decided, DecisionKind::Penalty)),
        Outcome::NoPenalty | Outcome::NotEstablished => Some(publication(cal, decided, DecisionKind::Other)),
        Outcome::Transferred => None,
    }
}

/// D02 for penalties and permits: seven working days from the decision; D01 for all other decisions: twenty.
pub fn publication(cal: &Calendar, decided: Date, kind: DecisionKind) -> Deadline {
    let days = match kind {
        DecisionKind::Penalty
        | DecisionKind::Permit
        | DecisionKind::PermitChange
        | DecisionKind::PermitRevocation => WorkingDays(7),
        DecisionKind::CompulsoryExecution(_) | DecisionKind::Expropriation | DecisionKind::Other => {
            WorkingDays(20)
        }
    };
    working_days_after(cal, decided, days, PUBLICATION)
}

/// P14: withdraw a published decision and say why within three working days of its being changed, revoked or found illegal.
pub fn withdrawal(cal: &Calendar, undone: Date) -> Deadline {
    working_days_after(cal, undone, WorkingDays(3), WITHDRAWAL)
}

/// C09: the first day the court may be asked to execute, ten working days after the reminder (催告书) was served.
pub fn court_application_earliest(cal: &Calendar, reminder_served: Date) -> Deadline {
    first_day_after(cal, reminder_served, WorkingDays(10), COURT_REMINDER)
}

/// The period of legal review, which the plan leaves to each body: five working days unless it has set another.
pub fn review_period(cal: &Calendar, submitted: Date, body: Option<WorkingDays>) -> Deadline {
    working_days_after(cal, submitted, body.unwrap_or(default_of("V01", submitted)), REVIEW_PERIOD)
}

/// Lengths no statute fixes, as this program proposes them: id, working days, from which day on.
const DEFAULTS: &[(&str, u16, Date)] = &[("P05", 5, date(2021, 7, 15)), ("V01", 5, date(2020, 7, 2))];

/// The proposal in force on `day`; before its first day the same length is used, as it never binds by itself.
fn default_of(id: &str, day: Date) -> WorkingDays {
    let rows = || DEFAULTS.iter().filter(|row| row.0 == id);
    let row = rows().filter(|row| row.2 <= day).max_by_key(|row| row.2).or_else(|| rows().next());
    WorkingDays(row.map_or(5, |row| row.1))
}

/// What a clock is counted in, for the public register; a surcharge grows by hundredths of the fine a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ClockUnit {
    WorkingDays,
    CalendarDays,
    Hours,
    Years,
    PercentADay,
}

impl ClockUnit {
    pub const fn name(self) -> &'static str {
        match self {
            ClockUnit::WorkingDays => "个工作日",
            ClockUnit::CalendarDays => "日",
            ClockUnit::Hours => "小时",
            ClockUnit::Years => "年",
            ClockUnit::PercentADay => "%／日",
        }
    }
}

/// One clock as shown on the public pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct ClockRule {
    pub id: &'static str,
    pub name: &'static str,
    pub length: u16,
    pub unit: ClockUnit,
    pub article: Article,
}

impl ClockRule {
    pub fn length_in_words(&self) -> String {
        format!("{}{}", self.length, self.unit.name())
    }
}

const fn clock(
    id: &'static str,
    name: &'static str,
    length: u16,
    unit: ClockUnit,
    article: Article,
) -> ClockRule {
    ClockRule { id, name, length, unit, article }
}

#[rustfmt::skip]
const REGISTER: &[ClockRule] = &[
    clock("P01", "追责时效", 2, ClockUnit::Years, LIMITATION.paragraph(1)),
    clock("P01a", "追责时效（涉及生命健康安全、金融安全且有危害后果）", 5, ClockUnit::Years, LIMITATION.paragraph(1)),
    clock("P02", "决定是否立案（市场监督管理）", 15, ClockUnit::WorkingDays, Article::of(MARKET_PROCEDURE, 18)),
    clock("P03", "先行登记保存后作出处理决定", 7, ClockUnit::WorkingDays, PRESERVATION),
    clock("P04", "自立案起作出处罚决定", 90, ClockUnit::CalendarDays, DECISION),
    clock("P05", "陈述、申辩", 5, ClockUnit::WorkingDays, STATEMENT),
    clock("P06", "要求听证", 5, ClockUnit::WorkingDays, HEARING_REQUEST),
    clock("P07", "举行听证前的通知", 7, ClockUnit::WorkingDays, HEARING_NOTICE),
    clock("P08", "送达处罚决定书", 7, ClockUnit::WorkingDays, SERVICE),
    clock("P09", "缴纳罚款", 15, ClockUnit::CalendarDays, PAYMENT),
    clock("P10", "逾期加处罚款（不超过罚款本数）", 3, ClockUnit::PercentADay, SURCHARGE),
    clock("P16", "决定移送涉嫌犯罪案件后移送", 24, ClockUnit::Hours, HANDOVER),
    clock("P14", "撤回已公开的处罚决定", 3, ClockUnit::WorkingDays, WITHDRAWAL),
    clock("V01", "法制审核", 5, ClockUnit::WorkingDays, REVIEW_PERIOD),
    clock("D01", "公示执法决定", 20, ClockUnit::WorkingDays, PUBLICATION),
    clock("D02", "公示行政许可、行政处罚", 7, ClockUnit::WorkingDays, PUBLICATION),
    clock("C09", "催告后申请法院强制执行", 10, ClockUnit::WorkingDays, COURT_REMINDER),
];

/// Every clock this crate counts.
pub fn register() -> &'static [ClockRule] {
    REGISTER
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cal() -> Calendar {
        Calendar::builtin()
    }

    #[test]
    fn what_is_no_penalty_is_published_within_twenty_days_and_a_transfer_not_at_all() {
        let due = |outcome| outcome_publication(&cal(), date(2026, 11, 23), outcome).map(|due| due.last_day);
        assert_eq!(due(Outcome::Penalty), Some(date(2026, 12, 2)));
        assert_eq!(due(Outcome::NoPenalty), Some(date(2026, 12, 21)));
        assert_eq!(due(Outcome::NotEstablished), due(Outcome::NoPenalty));
        assert_eq!(due(Outcome::Transferred), None);
    }

    fn case_limit(filed: Date) -> Deadline {
        crate::case_period::case_limit(&cal(), filed, crate::Sector::General, &[], &[]).deadline
    }

    #[test]
    fn vectors_of_the_fact_sheet() {
        let monday = date(2026, 11, 23);
        for (name, deadline, last) in [
            ("D02", publication(&cal(), monday, DecisionKind::Penalty), date(2026, 12, 2)),
            ("D01", publication(&cal(), monday, DecisionKind::Other), date(2026, 12, 21)),
            ("P04", case_limit(monday), date(2027, 2, 22)),
            ("P06", hearing_request(&cal(), date(2026, 11, 27)), date(2026, 12, 4)),
            ("P07", hearing_notice(&cal(), date(2026, 12, 3)), date(2026, 12, 15)),
            ("P07 a day late", hearing_notice(&cal(), date(2026, 12, 4)), date(2026, 12, 16)),
            ("C09", court_application_earliest(&cal(), monday), date(2026, 12, 8)),
            ("P03", preservation_decision(&cal(), monday), date(2026, 12, 2)),
            ("P08", decision_service(&cal(), monday), date(2026, 12, 2)),
            ("P16", handover(date(2026, 9, 30)), date(2026, 10, 1)),
            ("P09", fine_payment(&cal(), monday), date(2026, 12, 8)),
            ("P14", withdrawal(&cal(), monday), date(2026, 11, 26)),
            ("P05", statement_window(&cal(), monday, None), date(2026, 11, 30)),
            ("P05 by the body", statement_window(&cal(), monday, Some(WorkingDays(3))), date(2026, 11, 26)),
            ("V01", review_period(&cal(), monday, None), date(2026, 11, 30)),
            ("P01", limitation(monday, false), date(2028, 11, 23)),
            ("P01a", limitation(monday, true), date(2031, 11, 23)),
        ] {
            assert_eq!(deadline.last_day, last, "{name}");
        }
        assert!(case_limit(monday).provisional);
    }

    #[test]
    fn surcharge_grows_by_the_day_up_to_the_fine() {
        let due = date(2026, 12, 1);
        let fine = Fen::yuan(10_000);
        for (paid, expected) in [
            (date(2026, 11, 20), 0),
            (due, 0),
            (date(2026, 12, 2), 300),
            (date(2026, 12, 21), 6_000),
            (date(2027, 1, 3), 9_900),
            (date(2027, 1, 4), 10_000),
            (date(2029, 1, 1), 10_000),
        ] {
            assert_eq!(surcharge(fine, due, paid), Fen::yuan(expected), "{paid}");
        }
        assert_eq!(surcharge(Fen(-5), due, date(2027, 1, 1)), Fen(0));
        assert_eq!(surcharge(Fen(i64::MAX), due, Date::MAX), Fen(i64::MAX));
    }

    #[test]
    fn the_register_agrees_with_the_functions() {
        let day = date(2026, 3, 2);
        for (id, deadline) in [
            ("P01", limitation(day, false)),
            ("P01a", limitation(day, true)),
            (
                "P02",
                crate::filing_period::filing_limit(&cal(), crate::Sector::MarketRegulation, day, None)
                    .unwrap(),
            ),
            ("P03", preservation_decision(&cal(), day)),
            ("P04", case_limit(day)),
            ("P05", statement_window(&cal(), day, None)),
            ("P06", hearing_request(&cal(), day)),
            ("P08", decision_service(&cal(), day)),
            ("P09", fine_payment(&cal(), day)),
            ("P14", withdrawal(&cal(), day)),
            ("P16", handover(day)),
            ("V01", review_period(&cal(), day, None)),
            ("D01", publication(&cal(), day, DecisionKind::Expropriation)),
            ("D02", publication(&cal(), day, DecisionKind::Permit)),
        ] {
            let row = register().iter().find(|r| r.id == id).unwrap();
            assert_eq!((row.length_in_words(), row.article), (deadline.length, deadline.article), "{id}");
        }
        let mut ids: Vec<_> = register().iter().map(|r| r.id).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), register().len());
    }
}
