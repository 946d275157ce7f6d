//! A small district for the tests of this crate: two bodies, their departments, a few officers, entered by the acts themselves.

pub mod books;

pub use books::{Books, DELEGATE, FOOD, SECOND_DELEGATE, TOWN};

use crate::body::EnterBody;
use crate::department::EnterDepartment;
use crate::officer::EnterOfficer;
use events::registers::{BodyEntered, OfficerEntered};
use events::standing::Standing;
use events::{Act, ActKind, Event, Occasion, Refusal, Registers, StreamId};
use jiff::civil::{Date, date};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// 统一社会信用代码 of the two bodies; their check characters are right.
pub const MARKET: &str = "11310105MB1D00002L";
pub const STREET: &str = "11310105MB1D00003P";
pub const TODAY: Date = date(2026, 11, 23);

pub struct District {
    pub registers: Registers,
    keeper: OfficerEntered,
    body: BodyEntered,
}

impl District {
    /// Nothing entered yet.
    pub fn empty() -> District {
        let keeper = json!({"id": "keeper", "name": "管理员", "body": "", "department": "",
            "posts": ["administrator"], "legal_qualification": false});
        let body = json!({"code": "", "name": "", "letter": "", "region": "", "kind": "justice_bureau",
            "sector": "general", "basis": "", "address": "", "phone": "", "account": "", "review_organ": "",
            "court": "", "statement_days": 5, "review_days": 5});
        District { registers: Registers::default(), keeper: read(keeper), body: read(body) }
    }

    /// Bodies, departments and officers entered.
    pub fn standing() -> District {
        let mut district = District::empty();
        for (code, name, letter) in
            [(MARKET, "长宁区市场监督管理局", "长市监"), (STREET, "新华路街道办事处", "长新华")]
        {
            district.does::<EnterBody>(&read(
                json!({"code": code, "name": name, "letter": letter, "region": "310105",
                "kind": "organ", "sector": "market_regulation", "basis": "依法", "address": "长宁路1号",
                "phone": "021-22050000", "account": "专户", "review_organ": "区政府", "court": "区法院",
                "statement_days": 5, "review_days": 5}),
            ));
        }
        for (code, body, name, role) in [
            ("market-one", MARKET, "执法一科", "handling"),
            ("market-legal", MARKET, "法制科", "legal"),
            ("market-office", MARKET, "办公室", "archive"),
            ("street-team", STREET, "综合行政执法队", "handling"),
        ] {
            let department = json!({"code": code, "body": body, "name": name, "role": role});
            district.does::<EnterDepartment>(&read(department));
        }
        for (id, name, department, post, number) in [
            ("zhang-wei", "张伟", "market-one", "enforcement", "31010500001"),
            ("chen-jing", "陈静", "market-legal", "reviewer", "31010500002"),
            ("gao-shan", "高山", "market-office", "archivist", ""),
        ] {
            let mut officer =
                json!({"id": id, "name": name, "body": MARKET, "department": department, "posts": [post]});
            if !number.is_empty() {
                officer["certificate_number"] = json!(number);
                officer["certificate_issuer"] = json!("上海市人民政府");
                officer["certificate_from"] = json!("2024-01-01");
                officer["certificate_to"] = json!("2028-12-31");
            }
            district.does::<EnterOfficer>(&read(officer));
        }
        district
    }

    /// The same district, kept by the administrator of one of its bodies.
    pub fn kept_by(mut self, code: &str) -> District {
        self.body = self.registers.body(code).expect("is entered").clone();
        self.keeper.body = code.to_owned();
        self
    }

    fn occasion<T>(&self, look: impl FnOnce(&Occasion<'_>) -> T) -> T {
        let now = events::occasion::instant(TODAY.at(9, 0, 0, 0)).expect("an instant");
        let files = BTreeMap::new();
        let (by, body, registers) = (&self.keeper, &self.body, &self.registers);
        look(&Occasion { now, by, body, registers, files: &files, fresh: StreamId([1; 16]), page: None })
    }

    pub fn decide<A: Act>(&self, act: &A) -> Result<Vec<Event>, Refusal> {
        self.occasion(|occasion| act.decide(&Standing::default(), occasion))
    }

    /// Performs an act that must be lawful.
    pub fn does<A: Act>(&mut self, act: &A) {
        let events = self.decide(act).unwrap_or_else(|refused| panic!("{}: {refused:?}", A::NAME));
        for event in events {
            assert!(A::EVENTS.contains(&event.name()));
            let number = self.registers.version;
            let at = events::occasion::instant(TODAY.at(9, 0, 0, 0)).expect("an instant");
            let body = events::Body { event, by: events::occasion::named(&self.keeper), unit: String::new() };
            let (stream, seq) = (StreamId::REGISTERS, number + 1);
            self.registers.enter(&events::Recorded { number, stream, seq, at, body });
        }
    }

    /// Whether the act is open by a dry run.
    pub fn open<A: Act>(&self) -> bool {
        self.occasion(|occasion| ActKind::of::<A>().dry_run(&Standing::default(), occasion)).is_ok()
    }
}

/// The name of a refusal and its field.
pub fn refused(outcome: Result<Vec<Event>, Refusal>) -> (String, Option<String>) {
    let refused = outcome.expect_err("must be refused");
    (refused.name, refused.field)
}

fn read<T: serde::de::DeserializeOwned>(value: Value) -> T {
    serde_json::from_value(value).expect("a sample reads")
}
