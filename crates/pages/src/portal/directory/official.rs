//! The official working-day calendars that come with the program (国务院办公厅关于部分节假日安排的通知), shown beside those the district enters: a citizen who
//! counts a period has to see the days it is counted with (行政处罚法 art 85).

use super::public::{PublicVersion, text_of};
use jiff::civil::Date;
use registers::declaration::RegisterKind;
use registers::{citation, naming};

/// Said in the history where a district's own entry would give its reason.
const REASON: &str = "国务院办公厅通知，随本系统提供";

/// Gives each official year with its key.
pub fn add(kind: &RegisterKind, put: &mut dyn FnMut(&str, PublicVersion)) {
    for year in law::notices::years() {
        // A day that begins every year; nothing is shown should there be none.
        let Ok(from) = Date::new(year.year, 1, 1) else { continue };
        let key = year.year.to_string();
        let content = kind.public_part(&serde_json::to_value(&year).unwrap_or_default());
        let none = |_: &str, _: &str| None;
        let name = naming::name_of(kind, &key, &content, &none);
        let version = PublicVersion {
            from,
            to: None,
            text: text_of(kind, &key, &name, &content, &none).into(),
            cited: citation::cited_by(&content),
            name,
            reason: REASON.to_owned(),
            number: None,
            confirmed_on: from,
            content: Some(content),
        };
        put(&key, version);
    }
}
