//! 执法记录设备名录: which devices record for a body, who holds each or in which room it stands, and whether it is in use (plan clauses 10 and 12). The state holds by days,
//! like everything in a register: a device that is lost or retired from a day on hands nothing in from that day.
//!
//! Handing over, comparing clocks and faults are notes beside the entry (`device_note`), because they are told by one person when they happen. The newest of them says who
//! holds the device.

use crate::declaration::{Register, Term, content_of};
use crate::grounds::{self, BODY, CODE};
use events::devices::{DeviceNoted, NOTES, NoteKind};
use events::field::{Field, Offer, Shape};
use events::registers::Post;
use events::{OfficerId, Refusal, Registers};
use jiff::civil::Date;
use law::article::{Article, PLAN};
use serde::Deserialize;

/// The register of recording devices.
pub struct Devices;

/// What is looked at of an entry.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct Content {
    pub code: String,
    pub body: String,
    pub kind: String,
    pub model: String,
    pub serial: String,
    pub department: String,
    pub holder: Option<String>,
    pub room: Option<String>,
    pub state: String,
}

/// Code and word of each kind.
pub const KINDS: &[(&str, &str)] = &[
    ("body_camera", "执法记录仪"),
    ("handheld", "手持设备"),
    ("vehicle", "车载设备"),
    ("room", "询问室固定设备"),
    ("other", "其他"),
];

/// Code and word of each state.
pub const STATES: &[(&str, &str)] =
    &[("in_use", "在用"), ("in_repair", "维修"), ("lost", "遗失"), ("retired", "停用")];

events::refusals! {
    /// Why it cannot stand.
    pub enum Refused {
        DepartmentElsewhere => Article::of(PLAN, 10), "该执法主体没有这个内设机构", "选择本机关的内设机构", field "department";
        RoomMissing => Article::of(PLAN, 10), "固定设备没有写明所在的询问室", "填写询问室", field "room";
        HolderAndRoom => Article::of(PLAN, 10), "固定在询问室的设备不由个人保管", "二者只填写一项", field "holder";
    }
}

/// Why a device hands nothing in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotInUse {
    /// The body has no such device on the day.
    Unknown,
    Lost,
    Retired,
}

impl NotInUse {
    /// Said to whoever tries.
    pub fn says(self) -> &'static str {
        match self {
            NotInUse::Unknown => "本机关的执法记录设备名录中没有这台设备",
            NotInUse::Lost => "这台设备已登记为遗失，不能交来素材；找回的，先由设备管理员在名录中改为在用",
            NotInUse::Retired => "这台设备已经停用，不能交来素材",
        }
    }
}

/// The entry of a device of this body that may hand recordings in on the day. One that is being repaired may: what it has recorded is still in it.
pub fn handing_in(registers: &Registers, body: &str, code: &str, day: Date) -> Result<Content, NotInUse> {
    let book = registers.book(Devices::WORD);
    let Some(content) = book.as_of(code, day).and_then(content_of::<Devices>) else {
        let known = book.history(code).iter().rev().find_map(content_of::<Devices>);
        return Err(known
            .filter(|known| known.body == body)
            .map_or(NotInUse::Unknown, |_| NotInUse::Retired));
    };
    match content.state.as_str() {
        _ if content.body != body => Err(NotInUse::Unknown),
        "lost" => Err(NotInUse::Lost),
        "retired" => Err(NotInUse::Retired),
        _ => Ok(content),
    }
}

/// Every device of a body that holds on the day, with its number.
pub fn of_body<'a>(registers: &'a Registers, body: &'a str, day: Date) -> impl Iterator<Item = Content> + 'a {
    let entries = registers.book(Devices::WORD).all_as_of(day);
    entries.filter_map(|(_, version)| content_of::<Devices>(version)).filter(move |known| known.body == body)
}

/// Everything noted about a device, oldest first.
pub fn notes(registers: &Registers, code: &str) -> impl Iterator<Item = DeviceNoted> {
    let versions = registers.book(NOTES).history(code).iter();
    versions.filter_map(|version| DeviceNoted::deserialize(version.content.as_deref()?).ok())
}

/// Who holds a device on the day: as it was last handed over, else as the register says. An amendment of the entry that is newer than the last handing over counts before it.
pub fn holder(registers: &Registers, code: &str, day: Date) -> Option<OfficerId> {
    let entry = registers.book(Devices::WORD).as_of(code, day)?;
    let handed = notes(registers, code).filter(|note| note.kind == NoteKind::Handover);
    let last = handed.max_by_key(|note| note.at);
    match last.filter(|note| note.at > entry.confirmed.at) {
        Some(note) => note.holder,
        None => content_of::<Devices>(entry)?.holder.map(OfficerId),
    }
}

impl Register for Devices {
    const WORD: &'static str = "devices";
    const TITLE: &'static str = "执法记录设备名录";
    const ABOUT: &'static str = "执法记录仪、手持、车载和询问室固定设备，由谁保管，是否在用。";
    const ARTICLE: Article = Article::of(PLAN, 10);
    const KEY: &'static [&'static str] = &["code"];
    const BODY: Option<&'static str> = Some("body");
    const COLUMNS: &'static [&'static str] = &["code", "kind", "model", "holder", "room", "state"];
    const PUBLIC: &'static [&'static str] = &[];
    const KEEPERS: &'static [Post] =
        &[Post::DeviceClerk, Post::DepartmentHead, Post::Head, Post::Supervisor, Post::Administrator];
    const FIELDS: &'static [Field] = &[
        CODE,
        BODY,
        Field::new("kind", "设备种类", Shape::Choice(KINDS)),
        Field::new("model", "品牌型号", Shape::Line(100)),
        Field::new("serial", "出厂编号", Shape::Line(60)),
        Field::new("department", "使用的内设机构", Shape::One(Offer::Departments)),
        Field::new("holder", "保管人标识", Shape::Line(40))
            .optional()
            .hint("人员名录中的标识，如：zhang-wei"),
        Field::new("room", "询问室", Shape::Line(60))
            .optional()
            .hint("固定在询问室的设备填写，如：第一询问室"),
        Field::new("state", "状态", Shape::Choice(STATES)),
    ];
    type Content = Content;

    fn check(content: &Content, _term: Term, registers: &Registers) -> Result<(), Refusal> {
        if registers.department(&content.department).is_none_or(|known| known.body != content.body) {
            return Err(Refused::DepartmentElsewhere.into());
        }
        if content.kind == "room" && content.room.is_none() {
            return Err(Refused::RoomMissing.into());
        }
        match &content.holder {
            Some(_) if content.room.is_some() => Err(Refused::HolderAndRoom.into()),
            Some(holder) => grounds::officer(registers, &content.body, holder)
                .map(|_| ())
                .map_err(|refused| Refusal { field: Some("holder".to_owned()), ..refused }),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Books, MARKET};
    use serde_json::{Value, json};

    fn device(more: &Value) -> Value {
        let mut entry = json!({"code": "JLY-01", "body": MARKET, "kind": "body_camera", "model": "DSJ-X1", "serial": "X1-0001",
            "department": "market-one", "state": "in_use"});
        for (key, value) in more.as_object().expect("an object") {
            entry[key] = value.clone();
        }
        entry
    }

    #[test]
    fn a_device_is_held_by_an_officer_of_the_body_or_stands_in_a_room() {
        let books = Books::standing();
        books.allows::<Devices>(&device(&json!({"holder": "zhang-wei"})));
        books.allows::<Devices>(&device(&json!({"kind": "room", "room": "第一询问室"})));
        #[rustfmt::skip]
        let table = [
            (json!({"holder": "nobody"}), "OfficerUnknown"),
            (json!({"kind": "room"}), "RoomMissing"),
            (json!({"kind": "room", "room": "第一询问室", "holder": "zhang-wei"}), "HolderAndRoom"),
            (json!({"department": "street-team"}), "DepartmentElsewhere"),
        ];
        for (more, name) in table {
            assert_eq!(books.refuses::<Devices>(&device(&more)), name);
        }
    }

    mod standing {
        use super::*;
        use events::Event;
        use events::entries::{Change, Held};
        use events::testing::{Story, day, district};

        fn stands(state: &str, from: &str) -> Change {
            let content = json!({"code": "JLY-01", "body": district::BODY, "kind": "body_camera", "state": state, "holder": district::ZHANG});
            Change::Enter(Held { key: "JLY-01".to_owned(), valid_from: day(from), valid_to: None, content })
        }

        #[test]
        fn what_is_lost_or_retired_hands_nothing_in_from_that_day() {
            let story = Story::new()
                .with_entry("devices", &stands("in_use", "2026-01-01"))
                .with_entry("devices", &stands("lost", "2026-06-01"))
                .with_entry("devices", &stands("in_repair", "2026-07-01"))
                .with_entry("devices", &stands("retired", "2026-08-01"));
            let on = |date: &str, body: &str| {
                handing_in(&story.registers, body, "JLY-01", day(date)).map(|content| content.state)
            };
            assert_eq!(on("2026-05-31", district::BODY).as_deref(), Ok("in_use"));
            assert_eq!(on("2026-06-01", district::BODY), Err(NotInUse::Lost));
            assert_eq!(on("2026-07-01", district::BODY).as_deref(), Ok("in_repair"));
            assert_eq!(on("2026-08-01", district::BODY), Err(NotInUse::Retired));
            assert_eq!(on("2026-05-31", "another"), Err(NotInUse::Unknown));
            let other = handing_in(&story.registers, district::BODY, "JLY-99", day("2026-05-31"));
            assert_eq!(other, Err(NotInUse::Unknown));
        }

        #[test]
        fn the_last_handing_over_says_who_holds_it_until_the_entry_is_amended() {
            let mut story = Story::new().with_entry("devices", &stands("in_use", "2026-01-01"));
            let today = day("2026-11-23");
            let holds = |story: &Story| holder(&story.registers, "JLY-01", today).map(|officer| officer.0);
            assert_eq!(holds(&story).as_deref(), Some(district::ZHANG));
            let later = story.registers.book("devices").history("JLY-01")[0].confirmed.at
                + jiff::SignedDuration::from_secs(60);
            let note = |kind, holder: Option<&str>| DeviceNoted {
                device: "JLY-01".to_owned(),
                kind,
                at: later,
                holder: holder.map(OfficerId::from),
                clock_offset_seconds: None,
                words: String::new(),
            };
            story = story.enters(Event::DeviceNoted(note(NoteKind::Handover, Some(district::LI))));
            story = story.enters(Event::DeviceNoted(note(NoteKind::Fault, None)));
            assert_eq!(holds(&story).as_deref(), Some(district::LI), "a fault changes no hands");
            assert_eq!(notes(&story.registers, "JLY-01").count(), 2);
            assert_eq!(holder(&story.registers, "JLY-99", today), None);
        }
    }
}
