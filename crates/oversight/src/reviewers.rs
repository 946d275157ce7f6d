//! Whether a body has enough legal reviewers (plan clause 18: in principle at least five per cent of its officers), today and in the months to come: certificates
//! run out and people leave on days that are known, so the alarm comes before the breach. Whole numbers only: 100 officers need 5, 101 need 6.

use events::registers::{OfficerEntered, Post};
use events::{OfficerId, Registers};
use jiff::ToSpan;
use jiff::civil::Date;
use law::article::{Article, PLAN};
use law::officers::CertificateState;
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

/// The first day of the coming months on which there are too few. Certificates begin and run out and people leave on days that are known: what changes on each is added
/// up in one walk, so that every day is looked at and each officer once.
pub fn breach(
    registers: &Registers,
    body: &str,
    leaving: &BTreeMap<OfficerId, Date>,
    today: Date,
    months: u8,
) -> Option<Share> {
    let now = share(registers, body, leaving, today);
    if !now.is_enough() {
        return Some(now);
    }
    // How many more, or fewer, officers and reviewers there are from a day on.
    let mut changes: BTreeMap<Date, (i64, i64)> = BTreeMap::new();
    let mut add = |on: Option<Date>, (officers, reviewers): (i64, i64)| {
        if let Some(on) = on.filter(|on| *on > today) {
            let sum = changes.entry(on).or_default();
            *sum = (sum.0 + officers, sum.1 + reviewers);
        }
    };
    for officer in registers.officers().filter(|officer| officer.body == body) {
        let gone = leaving.get(&officer.id).copied();
        let reviews = i64::from(officer.posts.contains(&Post::Reviewer));
        let Some(held) = &officer.certificate else {
            add(gone, (0, -reviews));
            continue;
        };
        let runs_out = held.valid_to.tomorrow().ok();
        let ends = [gone, runs_out].into_iter().flatten().min();
        if held.state == CertificateState::Valid && ends.is_none_or(|ends| held.valid_from < ends) {
            add(Some(held.valid_from), (1, reviews));
            add(ends, (-1, -reviews));
        }
    }
    let last = today.checked_add(i32::from(months).months()).unwrap_or(today);
    let (mut officers, mut reviewers) = (now.officers as i64, now.reviewers as i64);
    let count = |sum: i64| usize::try_from(sum).unwrap_or(0);
    for (on, change) in changes.range(..=last) {
        (officers, reviewers) = (officers + change.0, reviewers + change.1);
        let share = Share {
            on: *on,
            officers: count(officers),
            reviewers: count(reviewers),
            needed: needed(count(officers)),
        };
        if !share.is_enough() {
            return Some(share);
        }
    }
    None
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
        assert_eq!(breach(&registers, district::BODY, &BTreeMap::new(), today, 6), None);
        let leaving =
            [district::CHEN, district::LIN, district::XU].map(|id| (OfficerId::from(id), day("2027-02-15")));
        let leaving = BTreeMap::from(leaving);
        let short = breach(&registers, district::BODY, &leaving, today, 6).expect("too few");
        assert_eq!(short.on, day("2027-02-15"), "the very day, not the next first of a month");
        assert_eq!(short, share(&registers, district::BODY, &leaving, short.on));
        assert_eq!(breach(&registers, district::BODY, &leaving, today, 2), None, "not that far ahead");
    }

    #[test]
    fn the_walk_adds_up_to_what_each_day_counts() {
        let registers = district::registers();
        let ids: Vec<OfficerId> = registers.officers().map(|officer| officer.id.clone()).collect();
        for first in 0..ids.len() {
            let leaving: BTreeMap<OfficerId, Date> = ids[first..]
                .iter()
                .zip(["2026-12-05", "2027-01-20", "2027-02-15", "2027-03-31"].into_iter().cycle())
                .map(|(id, on)| (id.clone(), day(on)))
                .collect();
            let today = day("2026-11-23");
            let mut days = std::iter::successors(Some(today), |day| day.tomorrow().ok()).take(180);
            let found = days.find(|on| !share(&registers, district::BODY, &leaving, *on).is_enough());
            let walked = breach(&registers, district::BODY, &leaving, today, 5);
            assert_eq!(walked.map(|share| share.on), found.filter(|on| *on <= day("2027-04-23")));
        }
    }
}
