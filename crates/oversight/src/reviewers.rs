//! Whether a body has enough legal reviewers (plan clause 18: in principle at least five per cent of its officers), today and in the months to come: certificates
//! run out and people leave on days that are known, so the alarm comes before the breach. Whole numbers only: 100 officers need 5, 101 need 6.

use events::registers::{OfficerEntered, Post};
use events::{OfficerId, Registers};
use jiff::ToSpan;
use jiff::civil::Date;
use law::article::{Article, PLAN};
use std::collections::BTreeMap;

/// The article that sets the share.
pub const SHARE: Article = Article::of(PLAN, 18);
/// Five in a hundred.
const PERCENT: usize = 5;

/// A body's people on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Share {
    pub on: Date,
    /// 执法人员: who holds a certificate valid on the day.
    pub officers: usize,
    pub reviewers: usize,
    pub needed: usize,
}

impl Share {
    pub fn is_enough(&self) -> bool {
        self.reviewers >= self.needed
    }
}

/// How many reviewers so many officers need: five per cent, rounded up.
pub fn needed(officers: usize) -> usize {
    (officers * PERCENT).div_ceil(100)
}

/// The share of a body on a day. `leaving` says who is expected to leave, and the first day on which they are gone. A reviewer who holds a certificate counts while it
/// is valid; one who holds none counts until leaving.
pub fn share(registers: &Registers, body: &str, leaving: &BTreeMap<OfficerId, Date>, on: Date) -> Share {
    let there = |officer: &&OfficerEntered| {
        officer.body == body && leaving.get(&officer.id).is_none_or(|gone| on < *gone)
    };
    let (mut officers, mut reviewers) = (0, 0);
    for officer in registers.officers().filter(there) {
        let valid = registers.may_enforce(officer, on);
        officers += usize::from(valid);
        let counts = valid || officer.certificate.is_none();
        reviewers += usize::from(counts && officer.posts.contains(&Post::Reviewer));
    }
    Share { on, officers, reviewers, needed: needed(officers) }
}

/// The share today and on the first day of each of the coming months.
pub fn forecast(
    registers: &Registers,
    body: &str,
    leaving: &BTreeMap<OfficerId, Date>,
    today: Date,
    months: u8,
) -> Vec<Share> {
    let first = today.first_of_month();
    let later = (1..=i32::from(months)).filter_map(|month| first.checked_add(month.months()).ok());
    std::iter::once(today).chain(later).map(|on| share(registers, body, leaving, on)).collect()
}

/// The first of these days on which there are too few.
pub fn breach(forecast: &[Share]) -> Option<&Share> {
    forecast.iter().find(|share| !share.is_enough())
}

#[cfg(test)]
mod tests {
    use super::*;
    use events::testing::{day, district};

    #[test]
    fn five_per_cent_rounded_up() {
        for (officers, reviewers) in [(0, 0), (1, 1), (20, 1), (21, 2), (61, 4), (100, 5), (101, 6), (120, 6)]
        {
            assert_eq!(needed(officers), reviewers, "{officers}");
        }
    }

    #[test]
    fn the_alarm_comes_before_the_breach() {
        let registers = district::registers();
        let today = day("2026-11-23");
        let now = share(&registers, district::BODY, &BTreeMap::new(), today);
        assert_eq!((now.officers, now.reviewers, now.needed), (5, 3, 1));
        assert_eq!(breach(&forecast(&registers, district::BODY, &BTreeMap::new(), today, 6)), None);
        let leaving =
            [district::CHEN, district::LIN, district::XU].map(|id| (OfficerId::from(id), day("2027-02-15")));
        let months = forecast(&registers, district::BODY, &BTreeMap::from(leaving), today, 6);
        assert_eq!(months.len(), 7);
        assert_eq!(breach(&months).map(|share| share.on), Some(day("2027-03-01")));
        // 李娜's certificate runs to the end of 2026.
        assert_eq!(months[2].officers, months[1].officers - 1);
    }
}
