//! The State Council's holiday notices (国务院办公厅关于部分节假日安排的通知) for 2018–2026, in their final state.
//!
//! Each row keeps the notice's own terms: spans of days off and the weekend days to be worked (调休). Three years were
//! changed after the first notice and stand here as they ended: 2018 (its last days were arranged by the notice for
//! 2019), 2019 (May Day) and 2020 (Spring Festival extended). Later years are loaded by the district, not written here.

use jiff::civil::{Date, Weekday};

use crate::calendar::CalendarYear;

type MonthDay = (i8, i8);

/// One year's notice. Spans include both ends and may cover weekends, as the notices do.
struct Notice {
    year: i16,
    number: &'static str,
    amended_by: &'static [&'static str],
    off: &'static [(MonthDay, MonthDay)],
    worked: &'static [MonthDay],
}

#[rustfmt::skip]
const NOTICES: &[Notice] = &[
    Notice { year: 2018, number: "国办发明电〔2017〕12号", amended_by: &["国办发明电〔2018〕15号"],
        off: &[((1, 1), (1, 1)), ((2, 15), (2, 21)), ((4, 5), (4, 7)), ((4, 29), (5, 1)), ((6, 18), (6, 18)),
               ((9, 24), (9, 24)), ((10, 1), (10, 7)), ((12, 30), (12, 31))],
        worked: &[(2, 11), (2, 24), (4, 8), (4, 28), (9, 29), (9, 30), (12, 29)] },
    Notice { year: 2019, number: "国办发明电〔2018〕15号", amended_by: &["国办发明电〔2019〕3号"],
        off: &[((1, 1), (1, 1)), ((2, 4), (2, 10)), ((4, 5), (4, 5)), ((5, 1), (5, 4)), ((6, 7), (6, 7)),
               ((9, 13), (9, 13)), ((10, 1), (10, 7))],
        worked: &[(2, 2), (2, 3), (4, 28), (5, 5), (9, 29), (10, 12)] },
    Notice { year: 2020, number: "国办发明电〔2019〕16号", amended_by: &["国办发明电〔2020〕1号"],
        off: &[((1, 1), (1, 1)), ((1, 24), (2, 2)), ((4, 4), (4, 6)), ((5, 1), (5, 5)), ((6, 25), (6, 27)),
               ((10, 1), (10, 8))],
        worked: &[(1, 19), (4, 26), (5, 9), (6, 28), (9, 27), (10, 10)] },
    Notice { year: 2021, number: "国办发明电〔2020〕27号", amended_by: &[],
        off: &[((1, 1), (1, 3)), ((2, 11), (2, 17)), ((4, 3), (4, 5)), ((5, 1), (5, 5)), ((6, 12), (6, 14)),
               ((9, 19), (9, 21)), ((10, 1), (10, 7))],
        worked: &[(2, 7), (2, 20), (4, 25), (5, 8), (9, 18), (9, 26), (10, 9)] },
    Notice { year: 2022, number: "国办发明电〔2021〕11号", amended_by: &[],
        off: &[((1, 1), (1, 3)), ((1, 31), (2, 6)), ((4, 3), (4, 5)), ((4, 30), (5, 4)), ((6, 3), (6, 5)),
               ((9, 10), (9, 12)), ((10, 1), (10, 7))],
        worked: &[(1, 29), (1, 30), (4, 2), (4, 24), (5, 7), (10, 8), (10, 9)] },
    Notice { year: 2023, number: "国办发明电〔2022〕16号", amended_by: &[],
        off: &[((1, 1), (1, 2)), ((1, 21), (1, 27)), ((4, 5), (4, 5)), ((4, 29), (5, 3)), ((6, 22), (6, 24)),
               ((9, 29), (10, 6))],
        worked: &[(1, 28), (1, 29), (4, 23), (5, 6), (6, 25), (10, 7), (10, 8)] },
    Notice { year: 2024, number: "国办发明电〔2023〕7号", amended_by: &[],
        off: &[((1, 1), (1, 1)), ((2, 10), (2, 17)), ((4, 4), (4, 6)), ((5, 1), (5, 5)), ((6, 10), (6, 10)),
               ((9, 15), (9, 17)), ((10, 1), (10, 7))],
        worked: &[(2, 4), (2, 18), (4, 7), (4, 28), (5, 11), (9, 14), (9, 29), (10, 12)] },
    Notice { year: 2025, number: "国办发明电〔2024〕12号", amended_by: &[],
        off: &[((1, 1), (1, 1)), ((1, 28), (2, 4)), ((4, 4), (4, 6)), ((5, 1), (5, 5)), ((5, 31), (6, 2)),
               ((10, 1), (10, 8))],
        worked: &[(1, 26), (2, 8), (4, 27), (9, 28), (10, 11)] },
    Notice { year: 2026, number: "国办发明电〔2025〕7号", amended_by: &[],
        off: &[((1, 1), (1, 3)), ((2, 15), (2, 23)), ((4, 4), (4, 6)), ((5, 1), (5, 5)), ((6, 19), (6, 21)),
               ((9, 25), (9, 27)), ((10, 1), (10, 7))],
        worked: &[(1, 4), (2, 14), (2, 28), (5, 9), (9, 20), (10, 10)] },
];

/// The years 2018–2026 as calendar years: weekdays off, and weekend days worked.
pub fn years() -> Vec<CalendarYear> {
    NOTICES.iter().map(expand).collect()
}

fn expand(notice: &Notice) -> CalendarYear {
    let on = |(month, day): MonthDay| Date::new(notice.year, month, day);
    let mut rest = Vec::new();
    // A day that does not exist in the table above would be left out here; the totals in the tests would show it.
    for &(first, last) in notice.off {
        if let (Ok(mut day), Ok(last)) = (on(first), on(last)) {
            while day <= last {
                if !weekend(day) {
                    rest.push(day);
                }
                let Ok(next) = day.tomorrow() else { break };
                day = next;
            }
        }
    }
    CalendarYear {
        year: notice.year,
        notice: notice.number.to_owned(),
        rest,
        working: notice.worked.iter().filter_map(|&d| on(d).ok()).collect(),
        amended_by: notice.amended_by.iter().map(|&n| n.to_owned()).collect(),
    }
}

pub fn weekend(day: Date) -> bool {
    matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday)
}
