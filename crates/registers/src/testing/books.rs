//! The district with more bodies, one matter and people who keep registers, for the tests of declared registers: contents are judged alone, stand by the two
//! acts, and everything is folded as the ledger would have it.

use super::{District, MARKET, STREET, TODAY};
use crate::citation::Amended;
use crate::declaration::{Register, RegisterKind, Term, canonical};
use crate::entry_confirmation::ConfirmEntries;
use crate::entry_proposal::ProposeEntries;
use crate::judgement::judge_one;
use events::entries::{Change, Held};
use events::people::OfficerNamed;
use events::registers::{BodyEntered, BodyKind, MatterEntered, OfficerEntered};
use events::standing::Standing;
use events::{Act, Body, Event, Occasion, OfficerId, Recorded, Refusal, Registers, StreamId};
use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// A matter of the market bureau: 50,000 to 100,000 yuan.
pub const FOOD: &str = "0200-FOOD-034";
/// A street office, the justice bureau, and two organisations that may be entrusted.
pub const TOWN: &str = "TOWN";
pub const JUSTICE: &str = "JUSTICE";
pub const DELEGATE: &str = "DELEGATE";
pub const SECOND_DELEGATE: &str = "SECOND";

pub struct Books {
    pub district: District,
    number: u64,
    day: Date,
}

impl Books {
    pub fn standing() -> Books {
        let mut books = Books { district: District::standing(), number: 100, day: TODAY };
        let market = books.registers().body(MARKET).cloned().expect("the market bureau");
        for (code, kind) in [
            (TOWN, BodyKind::Street),
            (JUSTICE, BodyKind::JusticeBureau),
            (DELEGATE, BodyKind::Delegated),
            (SECOND_DELEGATE, BodyKind::Delegated),
        ] {
            let body = BodyEntered { code: code.into(), name: code.into(), kind, ..market.clone() };
            books.happens(Event::BodyEntered(body), "keeper", JUSTICE);
        }
        let matter = json!({"code": FOOD, "body": MARKET, "name": "销售超过保质期的食品",
            "violated": "《食品安全法》第三十四条第（十）项", "basis": "《食品安全法》第一百二十四条第一款第（五）项",
            "fine_min": 5_000_000, "fine_max": 10_000_000});
        let matter: MatterEntered = serde_json::from_value(matter).expect("a matter");
        books.happens(Event::MatterEntered(matter), "keeper", JUSTICE);
        for (id, body, post) in [
            ("clerk", MARKET, "disclosure_clerk"),
            ("head", MARKET, "head"),
            ("team", STREET, "head"),
            ("patrol", MARKET, "enforcement"),
            ("justice-one", JUSTICE, "supervisor"),
            ("justice-two", JUSTICE, "supervisor"),
        ] {
            let officer = json!({"id": id, "name": id, "body": body, "department": "", "posts": [post],
                "legal_qualification": false});
            let officer: OfficerEntered = serde_json::from_value(officer).expect("an officer");
            books.happens(Event::OfficerEntered(officer), "keeper", JUSTICE);
        }
        books
    }

    pub fn registers(&self) -> &Registers {
        &self.district.registers
    }

    /// Sets the day.
    pub fn on(&mut self, day: Date) {
        self.day = day;
    }

    fn now(&self) -> Timestamp {
        events::occasion::instant(self.day.at(9, 0, 0, 0)).expect("an instant")
    }

    pub fn happens(&mut self, event: Event, by: &str, unit: &str) {
        self.number += 1;
        let by = OfficerNamed { id: OfficerId::from(by), name: by.to_owned(), certificate: String::new() };
        let body = Body { event, by, unit: unit.to_owned() };
        let (number, at) = (self.number, self.now());
        self.district.registers.enter(&Recorded {
            number,
            stream: StreamId::REGISTERS,
            seq: number,
            at,
            body,
        });
    }

    /// What an act by this officer comes to.
    pub fn tries<A: Act>(&self, by: &str, act: &A) -> Result<Vec<Event>, Refusal> {
        let registers = self.registers();
        let by = registers.officer(&OfficerId::from(by)).expect("an officer of the district");
        let body = registers.body(&by.body).expect("the officer's body");
        let files = BTreeMap::new();
        let mut tag = [0; 16];
        tag[8..].copy_from_slice(&self.number.to_be_bytes());
        let fresh = StreamId(tag);
        act.decide(
            &Standing::default(),
            &Occasion { now: self.now(), by, body, registers, files: &files, fresh, page: None },
        )
    }

    /// Performs an act that must be lawful.
    pub fn does<A: Act>(&mut self, by: &str, act: &A) {
        let events = self.tries(by, act).unwrap_or_else(|refused| panic!("{}: {refused:?}", A::NAME));
        let unit = self.registers().officer(&OfficerId::from(by)).map(|officer| officer.body.clone());
        for event in events {
            assert!(A::EVENTS.contains(&event.name()));
            self.happens(event, by, unit.as_deref().unwrap_or_default());
        }
    }

    /// The name of the refusal of an act.
    pub fn refused<A: Act>(&self, by: &str, act: &A) -> String {
        self.tries(by, act).expect_err("must be refused").name
    }

    /// Proposes changes and gives the proposal's id.
    pub fn proposes<R: Register>(&mut self, by: &str, changes: Vec<Change>) -> String {
        self.does(by, &proposal::<R>(changes));
        let newest = self.registers().proposals().into_iter().next_back().map(|proposal| proposal.id.clone());
        newest.expect("the proposal waits")
    }

    /// Proposes and confirms, by the two of the justice bureau.
    pub fn lets_stand<R: Register>(&mut self, changes: Vec<Change>) {
        let proposal = self.proposes::<R>("justice-one", changes);
        self.does("justice-two", &ConfirmEntries { proposal });
    }

    pub fn stand<R: Register>(&mut self, content: &Value) {
        self.stand_in::<R>(content, Term { from: self.day, to: None });
    }

    pub fn stand_in<R: Register>(&mut self, content: &Value, term: Term) {
        self.lets_stand::<R>(vec![enter::<R>(content, term)]);
    }

    pub fn allows<R: Register>(&self, content: &Value) {
        self.allows_in::<R>(content, Term { from: self.day, to: None });
    }

    pub fn allows_in<R: Register>(&self, content: &Value, term: Term) {
        self.judged::<R>(content, term).unwrap_or_else(|refused| panic!("{content}: {refused:?}"));
    }

    pub fn refuses<R: Register>(&self, content: &Value) -> String {
        self.refuses_in::<R>(content, Term { from: self.day, to: None })
    }

    pub fn refuses_in<R: Register>(&self, content: &Value, term: Term) -> String {
        self.judged::<R>(content, term).expect_err("must be refused").name
    }

    pub fn judged<R: Register>(&self, content: &Value, term: Term) -> Result<(), Refusal> {
        let justice = self.registers().body(JUSTICE).expect("the justice bureau");
        let amended = Amended::of(self.registers());
        judge_one(&RegisterKind::of::<R>(), &enter::<R>(content, term), justice, self.registers(), &amended)
    }
}

pub fn proposal<R: Register>(changes: Vec<Change>) -> ProposeEntries {
    ProposeEntries { register: R::WORD.to_owned(), reason: "按公布的文件".to_owned(), changes }
}

pub fn held<R: Register>(content: &Value, term: Term) -> Held {
    let content = canonical(content);
    let key = RegisterKind::of::<R>().key_of(&content).unwrap_or_default();
    Held { key, valid_from: term.from, valid_to: term.to, content }
}

pub fn enter<R: Register>(content: &Value, term: Term) -> Change {
    Change::Enter(held::<R>(content, term))
}

pub fn amend<R: Register>(content: &Value, term: Term) -> Change {
    Change::Amend(held::<R>(content, term))
}
