//! Sample events: enough of a district and a case to make every kind of row a store keeps. They are facts, not acts: what the law allows
//! is tested where the acts are.

use crate::books::Books;
use crate::incoming::Incoming;
use desk::store::Keeping;
use desk::{Append, AppendFault, Appended, Store};
use events::cases::{
    CaseClosed, CaseFiled, CaseOpened, Circumstances, Decided, FilingProposed, Matter, Numbered, Scope,
};
use events::disclosures::{
    DecisionPublished, PublicationCorrected, PublicationWithdrawn, PublicationWithheld,
};
use events::draft::Draft;
use events::entries::{Change, EntriesConfirmed, EntriesPrepared, Held};
use events::papers::PaperIssued;
use events::people::{FileNamed, OfficerNamed, Party, Place};
use events::records::{OtherParty, PartiesMerged, RecorderAdmitted, RecordingAdded};
use events::registers::{DepartmentEntered, DepartmentRole};
use events::reviews::{ReviewPassed, ReviewSubmitted};
use events::viewing::MaterialViewed;
use events::{Body, Event, OfficerId, Standing, StreamId};
use jiff::Timestamp;
use jiff::civil::{Date, date};
use law::money::Fen;
use law::papers::PaperKind;
use law::penalties::Penalty;
use law::thresholds::{PartyKind, Sector};
use serde_json::Map;
use sha2::{Digest, Sha256};

/// 统一社会信用代码 of the sample body.
pub const UNIT: &str = "11310105MB2F30135K";
pub const DAY: Date = date(2026, 11, 23);

/// A moment on the sample day, so many seconds after nine in the morning, Beijing time.
pub fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(1_795_395_600 + seconds).expect("an instant of 2026")
}

pub fn officer(id: &str) -> OfficerNamed {
    OfficerNamed { id: OfficerId::from(id), name: format!("某{id}"), certificate: "31010500001".to_owned() }
}

/// A body of an event, by the sample officer.
pub fn body(event: Event) -> Body {
    Body { event, by: officer("zhang-wei"), unit: UNIT.to_owned() }
}

/// A number still to be given.
pub fn blank(word: &str) -> Numbered {
    Numbered { letter: "长市监".to_owned(), word: word.to_owned(), year: 2026, running: 0 }
}

pub fn opened(shop: &str) -> Event {
    Event::CaseOpened(CaseOpened {
        number: blank("立"),
        title: format!("{shop}销售超过保质期的食品案"),
        body: UNIT.to_owned(),
        body_name: "长宁区市场监督管理局".to_owned(),
        department: "inspection-1".to_owned(),
        sector: Sector::MarketRegulation,
        matter: Matter {
            code: "310168".to_owned(),
            name: "对销售超过保质期食品的处罚".to_owned(),
            violated: "《食品安全法》第三十四条".to_owned(),
            basis: "《食品安全法》第一百二十四条".to_owned(),
            fine_min: Fen(5_000_000),
            fine_max: Fen(10_000_000),
            powers: None,
            city_management: false,
        },
        source: "检查发现".to_owned(),
        clue: "货架上有超过保质期的食品".to_owned(),
        party: Party {
            kind: PartyKind::SoleTrader,
            name: shop.to_owned(),
            code: "92310105MA1FW0000X".to_owned(),
            representative: None,
            address: "长宁区某路1号".to_owned(),
            phone: None,
            born: None,
        },
        place: Place { text: "长宁区某路1号".to_owned(), measured: None },
        act_ended_on: DAY,
        harm_to_safety: false,
        received_on: DAY,
        handler: officer("zhang-wei"),
    })
}

pub fn proposed() -> Event {
    Event::FilingProposed(FilingProposed {
        officers: vec![officer("zhang-wei"), officer("li-na")],
        reason: "涉嫌违法".to_owned(),
        opinion: "建议立案".to_owned(),
    })
}

pub fn filed() -> Event {
    Event::CaseFiled(CaseFiled { approver: officer("wang-qiang"), opinion: "同意".to_owned() })
}

pub fn draft(facts: &str) -> Draft {
    Draft { facts: facts.to_owned(), penalties: vec![Penalty::fine(Fen(5_000_000))], ..Draft::default() }
}

pub fn submitted(draft: &Draft) -> Event {
    Event::ReviewSubmitted(ReviewSubmitted {
        draft: draft.clone(),
        text_digest: draft.digest(),
        explanation: "送审".to_owned(),
        answer: String::new(),
        days: 5,
    })
}

pub fn passed(draft: &Draft) -> Event {
    Event::ReviewPassed(ReviewPassed {
        text_digest: draft.digest(),
        reviewer: officer("chen-jing"),
        checks: Vec::new(),
        opinion: "同意".to_owned(),
    })
}

/// A decision of this text, in review scope or not.
pub fn decided(draft: &Draft, in_scope: bool) -> Event {
    Event::PenaltyDecided(Decided {
        number: blank("罚"),
        draft: draft.clone(),
        text_digest: draft.digest(),
        decider: officer("wang-qiang"),
        scope: Scope { in_scope, trace: Vec::new() },
        circumstances: Circumstances {
            sector: Sector::MarketRegulation,
            party: PartyKind::SoleTrader,
            hearing_held: false,
            hearing_waived: false,
            complex: false,
            several_relations: false,
            public_interest: false,
            body_additions: Vec::new(),
            laid_before: Some(false),
            day: DAY,
        },
    })
}

pub fn paper(word: &str) -> Event {
    Event::PaperIssued(PaperIssued {
        kind: PaperKind::PenaltyDecision,
        number: blank(word),
        elements: Map::new(),
    })
}

/// A published document that names the shop.
pub fn document(shop: &str, fine: i64) -> String {
    serde_json::json!({"party": shop, "matter": "销售超过保质期的食品", "fine": fine}).to_string()
}

pub fn published(document: &str) -> Event {
    Event::DecisionPublished(DecisionPublished {
        document: document.to_owned(),
        sha256: hex_digest(document),
        hide: Vec::new(),
    })
}

pub fn corrected(document: &str) -> Event {
    let (document, sha256) = (document.to_owned(), hex_digest(document));
    let reason = "金额有误".to_owned();
    let (earlier_hidden, hide) = (false, Vec::new());
    Event::PublicationCorrected(PublicationCorrected { document, sha256, reason, earlier_hidden, hide })
}

pub fn withdrawn() -> Event {
    Event::PublicationWithdrawn(PublicationWithdrawn { reason: "决定被撤销".to_owned(), cause_on: DAY })
}

pub fn withheld() -> Event {
    let (ground, reason) = ("minor".to_owned(), "涉及未成年人".to_owned());
    Event::PublicationWithheld(PublicationWithheld { ground, reason, look_again_on: DAY })
}

pub fn closed() -> Event {
    Event::CaseClosed(CaseClosed {
        result: "执行完毕".to_owned(),
        execution: "已缴款".to_owned(),
        approver: officer("wang-qiang"),
    })
}

pub fn department(code: &str) -> Event {
    Event::DepartmentEntered(DepartmentEntered {
        code: code.to_owned(),
        body: UNIT.to_owned(),
        name: format!("科室{code}"),
        role: DepartmentRole::Handling,
    })
}

/// A guide that is proposed and confirmed.
pub fn guide(key: &str) -> Vec<Event> {
    let (register, proposal) = ("guides".to_owned(), hex_digest(key)[..32].to_owned());
    let content = serde_json::json!({"code": key, "body": UNIT, "name": "食品经营许可"});
    let held = Held {
        key: key.to_owned(),
        valid_from: "2026-11-23".parse().expect("a day"),
        valid_to: None,
        content,
    };
    let changes = vec![Change::Enter(held)];
    let reason = "首次公布".to_owned();
    let prepared =
        EntriesPrepared { register: register.clone(), proposal: proposal.clone(), reason, changes };
    vec![
        Event::EntriesPrepared(prepared),
        Event::EntriesConfirmed(EntriesConfirmed { register, proposal, changes: 1, from: None }),
    ]
}

pub fn viewed(what: &str) -> Event {
    Event::MaterialViewed(MaterialViewed {
        what: what.to_owned(),
        viewer: officer("li-na"),
        purpose: "核对".to_owned(),
        through: None,
    })
}

pub fn hex_digest(text: &str) -> String {
    hex::encode(Sha256::digest(text))
}

/// An append to a case that stands so.
pub fn append_to(books: &Books, key: &str, case: Standing, events: Vec<Event>) -> Append {
    Append {
        key: key.to_owned(),
        by: OfficerId::from("zhang-wei"),
        input_digest: hex_digest(key),
        stream: case.stream,
        seen_seq: case.seq,
        keeping: Keeping::Case(Box::new(case)),
        registers_version: books.registers().version,
        at: at(0),
        law: "2026-11".to_owned(),
        bodies: events.into_iter().map(body).collect(),
    }
}

/// Appends to a case as it stands; `None` opens one.
pub async fn act(
    books: &Books,
    key: &str,
    case: Option<StreamId>,
    events: Vec<Event>,
) -> Result<Appended, AppendFault> {
    let standing = match case {
        Some(stream) => Standing::of(&books.history(stream).await?),
        None => Standing { stream: books.fresh(), ..Standing::default() },
    };
    books.append(append_to(books, key, standing, events)).await
}

/// Opens a case and answers its stream.
pub async fn open_case(books: &Books, key: &str, shop: &str) -> StreamId {
    act(books, key, None, vec![opened(shop)]).await.expect("a case is opened").events[0].stream
}

/// The shop is the same target as the person who keeps it.
pub fn merged() -> Event {
    let other = OtherParty { code: "310105199003070014".to_owned(), name: "王某".to_owned() };
    Event::PartiesMerged(PartiesMerged { other, reason: "经营者本人".to_owned() })
}

/// A recording of a case that came from a device.
pub fn recording(file: &FileNamed, device: &str, clock_offset_ms: Option<i64>) -> RecordingAdded {
    RecordingAdded {
        stage: "inspection".to_owned(),
        title: "检查".to_owned(),
        file: file.clone(),
        duration_ms: 1500,
        began_at: at(0),
        began_measured: false,
        recorder: officer("zhang-wei"),
        notes: Vec::new(),
        looked: None,
        continues: None,
        device: device.to_owned(),
        clock_offset_ms,
    }
}

/// A file that waits to be taken into a case.
pub fn incoming(file: &FileNamed) -> Incoming {
    Incoming {
        body: UNIT.to_owned(),
        file: file.sha256,
        device: "JLY-01".to_owned(),
        officer: Some(OfficerId::from("zhang-wei")),
        brought_by: OfficerId::from("gao-shan"),
        name: file.name.clone(),
        clock_offset_seconds: Some(420),
        at: at(0),
        size_bytes: file.size_bytes,
        media_type: file.media_type.clone(),
        task: Some(StreamId([9; 16])),
        claimed: None,
    }
}

/// An outside recorder of a case.
pub fn recorder() -> RecorderAdmitted {
    RecorderAdmitted {
        digest: "ab".repeat(32),
        name: "陆一鸣".to_owned(),
        organisation: "某公司".to_owned(),
        contract: "HT-1".to_owned(),
        task: "现场拍摄".to_owned(),
        from: DAY,
        to: DAY,
        handler: OfficerId::from("zhang-wei"),
    }
}

/// Appends to the registers as they stand.
pub async fn register(books: &Books, key: &str, events: Vec<Event>) -> Result<Appended, AppendFault> {
    let standing = Standing { stream: StreamId::REGISTERS, ..Standing::default() };
    let version = books.registers().version;
    let work = append_to(books, key, standing, events);
    books.append(Append { keeping: Keeping::Registers, seen_seq: version, ..work }).await
}

/// Notes a viewing of a case.
pub async fn view(books: &Books, key: &str, case: StreamId, what: &str) -> Result<Appended, AppendFault> {
    let standing = Standing { stream: case.viewings(), ..Standing::default() };
    let work = append_to(books, key, standing, vec![viewed(what)]);
    books.append(Append { keeping: Keeping::Viewings, ..work }).await
}

/// A case from clue to publication, correction and closing.
pub async fn whole_case(books: &Books, key: &str, shop: &str) -> StreamId {
    let text = draft(shop);
    let stream = open_case(books, &format!("{key}-0"), shop).await;
    let steps = [
        vec![proposed()],
        vec![filed()],
        vec![submitted(&text)],
        vec![passed(&text)],
        vec![decided(&text, true), paper("罚")],
        vec![published(&document(shop, 5_000_000))],
        vec![corrected(&document(shop, 5_100_000))],
        vec![closed()],
    ];
    for (step, events) in steps.into_iter().enumerate() {
        act(books, &format!("{key}-{}", step + 1), Some(stream), events).await.expect("the step is appended");
    }
    stream
}
