//! Service of papers (送达, 行政处罚法 art 61 with 民事诉讼法 ch. 7): the ways, what proves each, and the day it takes effect.
//!
//! Service by public notice takes effect when its period has gone by; the length differs by statute and day and stands in a
//! dated table. Whether a way may be used in a case is decided where service is recorded.

use jiff::civil::{Date, date};
use serde::{Deserialize, Serialize};

use crate::article::{Article, CIVIL_PROCEDURE_LAW, SHANGHAI_CITY_MANAGEMENT};
use crate::calendar::Calendar;
use crate::period::{CalendarDays, Deadline, WorkingDays, calendar_days_after, working_days_after};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ServiceMode {
    /// 直接送达.
    Direct,
    /// 留置送达.
    Left,
    /// 邮寄送达.
    Post,
    /// 电子送达.
    Electronic,
    /// 委托、转交送达.
    Entrusted,
    /// 公告送达.
    Announcement,
}

impl ServiceMode {
    pub const ALL: [ServiceMode; 6] = [
        ServiceMode::Direct,
        ServiceMode::Left,
        ServiceMode::Post,
        ServiceMode::Electronic,
        ServiceMode::Entrusted,
        ServiceMode::Announcement,
    ];

    pub const fn title(self) -> &'static str {
        match self {
            ServiceMode::Direct => "直接送达",
            ServiceMode::Left => "留置送达",
            ServiceMode::Post => "邮寄送达",
            ServiceMode::Electronic => "电子送达",
            ServiceMode::Entrusted => "委托送达",
            ServiceMode::Announcement => "公告送达",
        }
    }

    /// What has to be on file for service this way to be proved.
    pub const fn proof(self) -> &'static str {
        match self {
            ServiceMode::Direct => "送达回证上的签收（本人、同住成年家属、法定代表人、负责收件人或者代理人）",
            ServiceMode::Left => "见证人签名并记明拒收事由，或者送达过程的照片、录像",
            ServiceMode::Post => "回执",
            ServiceMode::Electronic => "当事人签订的确认书，到达其指定系统的记录",
            ServiceMode::Entrusted => "受托机关送达回证上的签收",
            ServiceMode::Announcement => "公告送达的原因和经过",
        }
    }

    pub const fn article(self) -> Article {
        match self {
            ServiceMode::Direct => Article::of(CIVIL_PROCEDURE_LAW, 88),
            ServiceMode::Left => Article::of(CIVIL_PROCEDURE_LAW, 89),
            ServiceMode::Electronic => Article::of(CIVIL_PROCEDURE_LAW, 90),
            ServiceMode::Post | ServiceMode::Entrusted => Article::of(CIVIL_PROCEDURE_LAW, 91),
            ServiceMode::Announcement => Article::of(CIVIL_PROCEDURE_LAW, 95),
        }
    }
}

/// How long a public notice must stand, from which day on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct AnnouncementPeriod {
    pub days: CalendarDays,
    /// Only for city management (城管) cases in Shanghai.
    pub city_management: bool,
    pub valid_from: Date,
    pub article: Article,
}

#[rustfmt::skip]
const ANNOUNCEMENTS: &[AnnouncementPeriod] = &[
    AnnouncementPeriod { days: CalendarDays(60), city_management: false, valid_from: date(2013, 1, 1), article: Article::of(CIVIL_PROCEDURE_LAW, 95) },
    AnnouncementPeriod { days: CalendarDays(30), city_management: false, valid_from: date(2022, 1, 1), article: Article::of(CIVIL_PROCEDURE_LAW, 95) },
    AnnouncementPeriod { days: CalendarDays(60), city_management: true, valid_from: date(2018, 1, 1), article: Article::of(SHANGHAI_CITY_MANAGEMENT, 25) },
];

/// The notice period in force on `day`; the longest known one where no row is.
pub fn announcement_period(day: Date, city_management: bool) -> AnnouncementPeriod {
    ANNOUNCEMENTS
        .iter()
        .filter(|a| a.city_management == city_management && a.valid_from <= day)
        .max_by_key(|a| a.valid_from)
        .copied()
        .unwrap_or(ANNOUNCEMENTS[0])
}

/// The day service takes effect, as `last_day`: `day` itself (signature, receipt, arrival, day left), or the end of the
/// notice period counted from `day`, rolled forward over days off.
pub fn served_on(mode: ServiceMode, day: Date, cal: &Calendar) -> Deadline {
    match mode {
        ServiceMode::Announcement => announced(day, cal, false),
        _ => working_days_after(cal, day, WorkingDays(0), mode.article()),
    }
}

/// Service by public notice, with the longer period of city management cases where it applies.
pub fn announced(day: Date, cal: &Calendar, city_management: bool) -> Deadline {
    let period = announcement_period(day, city_management);
    calendar_days_after(cal, day, period.days, period.article)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn service_takes_effect_on_its_day() {
        let cal = Calendar::builtin();
        let day = date(2026, 10, 3);
        for mode in ServiceMode::ALL.into_iter().filter(|m| *m != ServiceMode::Announcement) {
            assert_eq!(served_on(mode, day, &cal).last_day, day, "{mode:?}");
        }
        assert_eq!(served_on(ServiceMode::Announcement, date(2026, 11, 3), &cal).last_day, date(2026, 12, 3));
        assert_eq!(served_on(ServiceMode::Announcement, date(2026, 11, 5), &cal).last_day, date(2026, 12, 7));
    }

    #[test]
    fn the_notice_period_follows_day_and_statute() {
        for (day, city, days) in [
            (date(2021, 12, 31), false, 60),
            (date(2022, 1, 1), false, 30),
            (date(2026, 11, 23), true, 60),
            (date(2000, 1, 1), false, 60),
        ] {
            assert_eq!(announcement_period(day, city).days, CalendarDays(days), "{day} {city}");
        }
    }
}
