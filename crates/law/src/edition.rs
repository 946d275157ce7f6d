//! The edition of the law (法规版本) written into every event, so that a later reader knows which tables decided.

use crate::calendar::Calendar;

/// Year and month of the tables in this crate; raised with every change to a row.
pub const TABLES: &str = "2026-11";

/// Tables and calendar in one word, e.g. `2026-11/cal2018-2026`.
pub fn edition(cal: &Calendar) -> String {
    format!("{TABLES}/{}", cal.edition())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tables_and_calendar() {
        assert_eq!(edition(&Calendar::builtin()), "2026-11/cal2018-2026");
    }
}
