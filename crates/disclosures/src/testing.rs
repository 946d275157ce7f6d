//! A decided case and what may become of it, for the tests of this crate.

use crate::projection;
use events::cases::{CaseOpened, Decided};
use events::disclosures::PublicationWithheld;
use events::occasion::instant;
use events::registers::{BodyEntered, OfficerEntered};
use events::standing::{Decision, Publication, Standing};
use events::{Act, ActKind, Body, Event, Occasion, Recorded, Refusal, Registers, StreamId};
use jiff::civil::{Date, date};
use serde_json::{Value, json};
use std::collections::BTreeMap;

pub const TODAY: Date = date(2026, 11, 23);
pub const DECIDED_ON: Date = date(2026, 11, 10);
pub const UNIT: &str = "11310105MB1D00002L";
pub const COMPANY: &str = "91310105MA1B3N1N2P";
pub const ADDRESS: &str = "上海市明镜区清水路12号2室";
pub const PHONE: &str = "13800138000";
pub const FACTS: &str = "2026-09-01，执法人员张伟在上海市明镜区清水路12号2室检查，明镜食品有限公司的库房内有超过保质期的牛奶13盒。\
经营者邵明远（电话13800138000）承认上述事实。";

/// A company's case under way, not decided.
pub fn undecided() -> Standing {
    let opened: CaseOpened = read(json!({
        "number": {"letter": "长市监", "word": "案", "year": 2026, "running": 3},
        "title": "明镜食品有限公司销售超过保质期食品案", "body": UNIT, "body_name": "明镜区市场监督管理局",
        "department": "one", "sector": "market_regulation",
        "matter": {"code": "0200-FOOD-034", "name": "销售超过保质期的食品", "violated": "《食品安全法》第三十四条第（十）项",
            "basis": "《食品安全法》第一百二十四条", "fine_min": 0, "fine_max": 10_000_000},
        "source": "complaint", "clue": "举报",
        "party": {"kind": "organisation", "name": "明镜食品有限公司", "code": COMPANY, "representative": "邵明远",
            "address": ADDRESS, "phone": PHONE},
        "place": {"text": ADDRESS}, "act_ended_on": "2026-09-01", "harm_to_safety": false, "received_on": "2026-09-01",
        "handler": {"id": "zhang-wei", "name": "张伟", "certificate": "31010500001"},
    }));
    let handlers = vec![opened.handler.clone()];
    Standing { opened: Some(opened), handlers, filed_on: Some(date(2026, 9, 2)), ..Standing::default() }
}

/// Decided on [`DECIDED_ON`] with a fine.
pub fn decided() -> Standing {
    let decided: Decided = read(json!({
        "number": {"letter": "长市监", "word": "罚", "year": 2026, "running": 12},
        "draft": {"outcome": "penalty", "facts": FACTS, "evidence": [1], "character": "销售超过保质期的食品", "discretion": "从轻",
            "mitigated": false, "basis": ["《食品安全法》第一百二十四条第一款第（五）项"],
            "penalties": [{"kind": "fine", "amount": 5_000_000}], "performance": "缴至账号3101050000000000100",
            "remedies": "可以自收到本决定书之日起六十日内申请行政复议。"},
        "text_digest": "0", "decider": {"id": "xu-guang", "name": "许光"}, "scope": {"in_scope": true, "trace": []},
        "circumstances": {"sector": "market_regulation", "party": "organisation", "hearing_held": false, "hearing_waived": false,
            "complex": false, "several_relations": false, "public_interest": false, "body_additions": [], "day": DECIDED_ON},
    }));
    Standing { decision: Some(Decision { decided, on: DECIDED_ON }), ..undecided() }
}

/// The same case against a natural person born on that day.
pub fn of_person(born: Option<Date>) -> Standing {
    let mut case = decided();
    if let Some(opened) = &mut case.opened {
        opened.party = read(
            json!({"kind": "person", "name": "邵明远", "code": "11010519491231002X", "address": ADDRESS}),
        );
        opened.party.born = born;
    }
    case
}

pub fn published() -> Standing {
    let case = decided();
    let document = projection::document(&case, TODAY, &[]).expect("lawful").text();
    Standing { publication: Publication::Published { on: TODAY, document, corrected: 0 }, ..case }
}

/// Published, the company bearing the name of its owner, which is no secret within the company's name and one everywhere else.
pub fn published_by_its_owner() -> Standing {
    let mut case = decided();
    if let Some(opened) = &mut case.opened {
        opened.party.name = "邵明远食品有限公司".to_owned();
    }
    let document = projection::document(&case, TODAY, &[]).expect("lawful").text();
    Standing { publication: Publication::Published { on: TODAY, document, corrected: 0 }, ..case }
}

pub fn withheld() -> Standing {
    let held = PublicationWithheld {
        ground: "trade_secret".to_owned(),
        reason: "配方".to_owned(),
        look_again_on: date(2027, 1, 1),
    };
    Standing { publication: Publication::Withheld(held), ..decided() }
}

pub fn withdrawn() -> Standing {
    Standing { publication: Publication::Withdrawn { on: TODAY, reason: "撤销".to_owned() }, ..decided() }
}

/// The disclosure clerk's desk on [`TODAY`].
pub struct Desk;

impl Desk {
    fn occasion<T>(&self, look: impl FnOnce(&Occasion<'_>) -> T) -> T {
        let by: OfficerEntered =
            read(json!({"id": "lin-yue", "name": "林悦", "body": UNIT, "department": "office",
            "posts": ["disclosure_clerk"], "legal_qualification": false}));
        let body: BodyEntered = read(
            json!({"code": UNIT, "name": "明镜区市场监督管理局", "letter": "长市监", "region": "310105",
            "kind": "organ", "sector": "market_regulation", "basis": "", "address": "", "phone": "", "account": "",
            "review_organ": "", "court": "", "statement_days": 5, "review_days": 5}),
        );
        let now = instant(TODAY.at(10, 0, 0, 0)).expect("an instant");
        let (by, body, registers, files) = (&by, &body, &Registers::default(), &BTreeMap::new());
        look(&Occasion { now, by, body, registers, files, fresh: StreamId([1; 16]), page: None })
    }

    pub fn decide<A: Act>(&self, act: &A, case: &Standing) -> Result<Vec<Event>, Refusal> {
        self.occasion(|occasion| act.decide(case, occasion))
    }

    /// The name of the refusal the act meets.
    pub fn refused<A: Act>(&self, act: &A, case: &Standing) -> String {
        self.decide(act, case).expect_err("must be refused").name
    }

    /// What closes a blank act; `None` when it is open.
    pub fn closed<A: Act>(&self, case: &Standing) -> Option<String> {
        let run = self.occasion(|occasion| ActKind::of::<A>().dry_run(case, occasion));
        run.err().map(|refused| refused.name)
    }

    /// The case after these events.
    pub fn then(&self, case: &Standing, events: Vec<Event>) -> Standing {
        let mut case = case.clone();
        for event in events {
            let (by, at) = self.occasion(|occasion| (occasion.officer(), occasion.now));
            let body = Body { event, by, unit: UNIT.to_owned() };
            case.fold(&Recorded { number: 0, stream: case.stream, seq: case.seq + 1, at, body });
        }
        case
    }
}

pub fn read<T: serde::de::DeserializeOwned>(value: Value) -> T {
    serde_json::from_value(value).expect("a sample reads")
}
