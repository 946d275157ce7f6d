//! A day as the headings of the directory say it.

use crate::portal::day as day_in_words;
use jiff::civil::Date;

/// What will hold is known only as far as it has been confirmed, and the reader of a day to come is told so.
pub fn in_words(day: Date, today: Date) -> String {
    let words = day_in_words(day);
    if day > today { format!("{words}（按目前已确认的变更）") } else { words }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_day_to_come_is_said_with_its_reservation() {
        let today = date(2026, 11, 26);
        assert!(in_words(date(2026, 11, 27), today).ends_with("（按目前已确认的变更）"));
        assert_eq!(in_words(today, today), day_in_words(today));
    }
}
