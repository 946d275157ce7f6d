//! The period for deciding whether to file (立案期限): the statute says only "及时" (行政处罚法 art 54 paragraph 2); a sector's own rule may give days, counted from
//! the day on which the clue came in, and let the head of the body extend them once.
//!
//! The rows are dated configuration: that of market regulation follows the rule as officers cite it and is to be checked against the text in force before
//! it is relied on.

use jiff::civil::{Date, date};

use crate::article::{Article, MARKET_PROCEDURE};
use crate::calendar::Calendar;
use crate::period::{Deadline, WorkingDays, working_days_after};
use crate::thresholds::Sector;

/// The period of a sector, and what the head may add to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FilingPeriod {
    pub sector: Sector,
    pub days: WorkingDays,
    /// The most that one extension adds.
    pub extension: WorkingDays,
    pub valid_from: Date,
    pub valid_to: Option<Date>,
    pub article: Article,
}

const PERIODS: &[FilingPeriod] = &[FilingPeriod {
    sector: Sector::MarketRegulation,
    days: WorkingDays(15),
    extension: WorkingDays(15),
    valid_from: date(2021, 7, 15),
    valid_to: None,
    article: Article::of(MARKET_PROCEDURE, 18),
}];

/// The period of a clue of this sector that came in on that day; `None` where only "及时" holds.
pub fn filing_period(sector: Sector, received: Date) -> Option<&'static FilingPeriod> {
    PERIODS.iter().find(|row| {
        row.sector == sector && row.valid_from <= received && row.valid_to.is_none_or(|last| received <= last)
    })
}

/// P02: the last day for deciding whether to file, with what the head added.
pub fn filing_limit(
    cal: &Calendar,
    sector: Sector,
    received: Date,
    added: Option<WorkingDays>,
) -> Option<Deadline> {
    let rule = filing_period(sector, received)?;
    let more = added.map_or(0, |days| days.0);
    let days = WorkingDays(rule.days.0.saturating_add(more));
    let counted = working_days_after(cal, received, days, rule.article);
    let length = match more {
        0 => counted.length,
        more => format!("{}个工作日，延长{more}个工作日", rule.days.0),
    };
    Some(Deadline { length, ..counted })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn market_regulation_has_fifteen_working_days_and_fifteen_more() {
        let (cal, monday) = (Calendar::builtin(), date(2026, 11, 2));
        let limit = |sector, added| filing_limit(&cal, sector, monday, added);
        let plain = limit(Sector::MarketRegulation, None).unwrap();
        assert_eq!((plain.last_day, plain.length.as_str()), (date(2026, 11, 23), "15个工作日"));
        let longer = limit(Sector::MarketRegulation, Some(WorkingDays(15))).unwrap();
        assert_eq!(
            (longer.last_day, longer.length.as_str()),
            (date(2026, 12, 14), "15个工作日，延长15个工作日")
        );
        for sector in [Sector::General, Sector::PublicSecurity, Sector::PublicOrder] {
            assert_eq!(limit(sector, None), None, "{sector:?}");
        }
        assert_eq!(filing_limit(&cal, Sector::MarketRegulation, date(2021, 7, 14), None), None);
    }
}
