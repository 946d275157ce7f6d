//! Old bytes decode forever: `fixtures/v1` holds one stored body for every event there is, and each must read and write back to the very
//! same bytes. A file there is written once, when its event is new (`WRITE_FIXTURES=1 cargo nextest run -p events`), and never again: what the
//! ledger holds cannot be changed either.

use super::course::draft;
use super::district::{self, CHEN, LI, MAJOR, MINOR, WANG, ZHANG, ZHAO};
use super::{Story, day, file_named, moment};
use crate::archives::{HoldLifted, HoldPlaced, VolumeFiled, VolumeItem};
use crate::body::Body;
use crate::cases::*;
use crate::complaints::*;
use crate::devices::{DeviceNoted, DeviceTokenIssued, DeviceTokenRevoked, NoteKind};
use crate::disclosures::{
    DecisionPublished, PublicationCorrected, PublicationWithdrawn, PublicationWithheld,
};
use crate::draft::Draft;
use crate::entries::{
    Change, EntriesConfirmed, EntriesDeclined, EntriesEffective, EntriesPrepared, EntryRetired, Held,
};
use crate::event::Event;
use crate::ids::OfficerId;
use crate::occasion::named;
use crate::papers::{PaperPrinted, elements};
use crate::people::{Measured, Place};
use crate::records::{RecordingAdded, RecordingNotified};
use crate::registers::{AccountOpened, CalendarEntered, CertificateChanged};
use crate::viewing::MaterialViewed;
use jiff::civil::{DateTime, date};
use law::calendar::CalendarYear;
use law::case_period::ExcludedTime;
use law::complaints::LetterKind;
use law::money::Fen;
use law::officers::CertificateState;
use law::scope::Outcome;
use law::thresholds::Sector;
use std::collections::BTreeMap;
use std::path::PathBuf;

pub(super) fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fixtures/v1")
}

/// One sample of every event, by name: those a story tells, and the others beside it.
fn samples() -> BTreeMap<&'static str, Event> {
    let told = [Story::closed(MAJOR), Story::returned(MAJOR), Story::hearing_held(), Story::declined()];
    let told = told.into_iter().flat_map(|story| story.history).map(|recorded| recorded.body.event);
    let mut samples = BTreeMap::new();
    let beside = registered().into_iter().chain(investigated()).chain(decided()).chain(published());
    let beside = beside.chain(written()).chain(super::grown::recorded());
    for event in district::events().into_iter().chain(told).chain(beside) {
        samples.insert(event.name(), event);
    }
    samples
}

fn written() -> Vec<Event> {
    let body = LetterBody {
        code: district::BODY.to_owned(),
        name: "上海市长宁区市场监督管理局".to_owned(),
        sector: Sector::MarketRegulation,
    };
    let number = Numbered { letter: "长市监".to_owned(), word: "信".to_owned(), year: 2026, running: 1 };
    vec![
        Event::LetterReceived(LetterReceived {
            number,
            kind: LetterKind::Complaint,
            about: LetterAbout::Officer,
            reference: "31010500001".to_owned(),
            subject: "某某路1号窗口".to_owned(),
            officer: Some(OfficerId::from(ZHANG)),
            department: Some("zf1".to_owned()),
            text: "11月20日上午到窗口办理，无人接待。".to_owned(),
            name: Some("王某".to_owned()),
            contact: Some("13800000000".to_owned()),
            files: vec![file_named("shelf.jpg")],
            body: body.clone(),
            supervision: district::JUSTICE.to_owned(),
        }),
        Event::LetterTakenOn(LetterTakenOn {
            handler: Story::new().named(WANG),
            note: "向窗口核实。".to_owned(),
        }),
        Event::LetterDeclined(LetterDeclined {
            ground: "unclear".to_owned(),
            reason: "没有写明时间和地点，无法核查。".to_owned(),
        }),
        Event::LetterExtended(LetterExtended {
            working: false,
            days: 30,
            reason: "需要委托检验，结果尚未作出。".to_owned(),
        }),
        Event::LetterHandedOver(LetterHandedOver { to: body, reason: "由该机关主管。".to_owned() }),
        Event::LetterAnswered(LetterAnswered {
            outcome: "supported".to_owned(),
            text: "已批评教育。".to_owned(),
        }),
        Event::LetterOverdue(LetterOverdue { what: "决定是否受理".to_owned(), due: date(2026, 12, 8) }),
    ]
}

fn place() -> Place {
    let measured =
        Measured { latitude_degrees: 31.22, longitude_degrees: 121.424, uncertainty_metres: 15.0, at: None };
    Place { text: "上海市长宁区某某路100号".to_owned(), measured: Some(measured) }
}

fn at(text: &str) -> DateTime {
    text.parse().expect("a moment")
}

fn registered() -> Vec<Event> {
    let calendar = CalendarYear {
        year: 2027,
        notice: "国办发明电〔2026〕试号".to_owned(),
        rest: vec![date(2027, 1, 1)],
        working: vec![date(2027, 2, 6)],
        amended_by: Vec::new(),
    };
    vec![
        Event::CertificateChanged(CertificateChanged {
            officer: OfficerId::from(LI),
            state: CertificateState::Suspended,
            reason: "暂扣".to_owned(),
        }),
        Event::CalendarEntered(CalendarEntered { calendar }),
        Event::AccountOpened(AccountOpened { officer: OfficerId::from(ZHANG) }),
        Event::DeviceTokenIssued(DeviceTokenIssued {
            digest: "ab".repeat(32),
            body: district::BODY.to_owned(),
            device: Some("JLY-01".to_owned()),
            place: "执法一科采集站".to_owned(),
            until: date(2027, 2, 28),
        }),
        Event::DeviceTokenRevoked(DeviceTokenRevoked {
            digest: "ab".repeat(32),
            reason: "采集站更换".to_owned(),
        }),
        Event::DeviceNoted(DeviceNoted {
            device: "JLY-01".to_owned(),
            kind: NoteKind::Handover,
            at: moment("2026-11-23T09:00"),
            holder: Some(OfficerId::from(LI)),
            clock_offset_seconds: Some(420),
            words: "附充电器一个".to_owned(),
        }),
        Event::EntriesPrepared(EntriesPrepared {
            register: "remedies".to_owned(),
            proposal: "5b".repeat(16),
            reason: "按公布的文件".to_owned(),
            changes: vec![
                Change::Enter(held("penalty", None)),
                Change::Amend(held("permit", Some(date(2027, 12, 31)))),
                Change::Retire { key: "old".to_owned(), from: date(2027, 1, 1) },
            ],
        }),
        Event::EntriesEffective(EntriesEffective {
            register: "matter".to_owned(),
            proposal: "5b".repeat(16),
            changes: 2,
        }),
        Event::EntryRetired(EntryRetired { register: "matter".to_owned(), key: "0200-FOOD-034".to_owned() }),
        Event::EntriesConfirmed(EntriesConfirmed {
            from: None,
            register: "remedies".to_owned(),
            proposal: "5b".repeat(16),
            changes: 3,
        }),
        Event::EntriesDeclined(EntriesDeclined {
            register: "remedies".to_owned(),
            proposal: "5c".repeat(16),
            reason: "期限有误".to_owned(),
        }),
    ]
}

fn held(key: &str, valid_to: Option<jiff::civil::Date>) -> Held {
    let content = serde_json::json!({"decision": key, "review_days": 60});
    Held { key: key.to_owned(), valid_from: date(2026, 11, 23), valid_to, content }
}

fn investigated() -> Vec<Event> {
    let story = Story::new();
    let refused = serde_json::from_str(r#"{"how":"refused","reason":"对结果有异议","witness":"居委会李某"}"#)
        .expect("reads");
    let exchange =
        Exchange { question: "饼干何时进货？".to_owned(), answer: "今年三月。".to_owned() };
    let item =
        PreservedItem { name: "饼干".to_owned(), model: "200克".to_owned(), quantity: "12袋".to_owned() };
    vec![
        Event::InspectionRecorded(InspectionRecorded {
            began_at: at("2026-11-24T10:00"),
            ended_at: at("2026-11-24T11:00"),
            items: Vec::new(),
            place: place(),
            found: "货架上有超过保质期的饼干12袋。".to_owned(),
            present: "钱某".to_owned(),
            signature: refused,
        }),
        Event::InquiryRecorded(InquiryRecorded {
            began_at: at("2026-11-24T14:00"),
            ended_at: at("2026-11-24T15:00"),
            place: place(),
            asked: "钱某".to_owned(),
            asked_identity: "法定代表人".to_owned(),
            officers: vec![story.named(ZHANG), story.named(LI)],
            exchanges: vec![exchange],
            signature: Signature::by_pen("钱某"),
        }),
        Event::PropertyPreserved(PropertyPreserved {
            items: vec![item],
            reason: "证据可能灭失。".to_owned(),
            kept_at: "本机关物品库".to_owned(),
            approver: story.named(ZHAO),
            preserved_on: day("2026-11-24"),
        }),
        Event::PreservationDecided(PreservationDecided {
            preservation: 1,
            outcome: "作为证据保存。".to_owned(),
        }),
        Event::RecusalRequested(RecusalRequested {
            officer: OfficerId::from(LI),
            by: "钱某".to_owned(),
            reason: "与本案有利害关系。".to_owned(),
        }),
        Event::RecusalDecided(RecusalDecided {
            officer: OfficerId::from(LI),
            granted: true,
            reason: "情况属实。".to_owned(),
            successor: Some(story.named(WANG)),
        }),
        Event::RecordingNotified(RecordingNotified {
            at: at("2026-11-24T09:35"),
            told: "钱某".to_owned(),
            officer: story.named(ZHANG),
            words: "现在开始录音录像。".to_owned(),
        }),
        Event::RecordingAdded(RecordingAdded {
            stage: "investigation".to_owned(),
            title: "现场检查录像".to_owned(),
            file: file_named("inspection.mp4"),
            duration_ms: 62_500,
            began_at: moment("2026-11-24T09:36"),
            began_measured: true,
            recorder: story.named(ZHANG),
            notes: vec!["时长由容器读出".to_owned()],
            looked: None,
            continues: None,
            device: String::new(),
            clock_offset_ms: None,
        }),
        Event::StatementWaived(StatementWaived {
            on: day("2026-12-01"),
            by: "钱某".to_owned(),
            proof: Some(file_named("waiver.pdf")),
        }),
        Event::HearingWaived(HearingWaived {
            on: day("2026-12-01"),
            by: "钱某".to_owned(),
            proof: Some(file_named("waiver.pdf")),
        }),
    ]
}

fn decided() -> Vec<Event> {
    let told = |outcome, receiver: Option<&str>| {
        let draft =
            Draft { outcome, penalties: Vec::new(), receiver: receiver.map(str::to_owned), ..draft(MINOR) };
        let story = Story::concluded().by(ZHAO).decides(&draft);
        story.standing.decision.expect("is decided").decided
    };
    let opinion =
        Opinion { name: "赵敏".to_owned(), post: "局长".to_owned(), opinion: "同意。".to_owned() };
    let story = Story::decided(MAJOR);
    let number = story.standing.decision.as_ref().expect("is decided").decided.number.clone();
    vec![
        Event::DiscussionHeld(DiscussionHeld {
            on: day("2026-12-10"),
            place: "本机关会议室".to_owned(),
            chair: "赵敏".to_owned(),
            members: vec![opinion],
            conclusion: "同意。".to_owned(),
            subject: Subject::Decision,
            days: None,
            officer: None,
        }),
        Event::AppraisalBegun(AppraisalBegun {
            kind: ExcludedTime::Testing,
            subject: "饼干的酸价".to_owned(),
            institution: "上海某某检测有限公司".to_owned(),
            began_on: day("2026-11-25"),
            proof: file_named("order.pdf"),
        }),
        Event::AppraisalEnded(AppraisalEnded {
            appraisal: 1,
            ended_on: day("2026-12-02"),
            result: "不合格。".to_owned(),
            proof: file_named("result.pdf"),
        }),
        Event::FilingPeriodExtended(FilingPeriodExtended {
            days: 15,
            reason: "当事人下落不明，正在查找。".to_owned(),
            approver: story.named(ZHAO),
        }),
        Event::PeriodExtended(PeriodExtended {
            days: 30,
            reason: "案情复杂。".to_owned(),
            approver: story.named(ZHAO),
            discussed: false,
            superior: String::new(),
        }),
        Event::NoPenaltyDecided(told(Outcome::NoPenalty, None)),
        Event::CaseTransferred(told(Outcome::Transferred, Some("上海市公安局长宁分局"))),
        Event::PaymentDemanded(PaymentDemanded {
            on: day("2026-12-29"),
            owed: MAJOR,
            surcharge: Fen::yuan(3_000),
            served_on: day("2026-12-29"),
        }),
        Event::EnforcementApplied(EnforcementApplied {
            on: day("2027-01-14"),
            court: "上海铁路运输法院".to_owned(),
            owed: MAJOR,
            outcome: "法院已经受理。".to_owned(),
        }),
        Event::PaperIssued(crate::papers::PaperIssued {
            kind: law::papers::PaperKind::PenaltyDecision,
            number: number.clone(),
            elements: elements::draft(&story.standing, &draft(MAJOR)),
        }),
        Event::PaperPrinted(PaperPrinted {
            number,
            file: file_named("decision.pdf"),
            template: "ab".repeat(32),
        }),
    ]
}

fn published() -> Vec<Event> {
    let document = r#"{"title":"行政处罚决定"}"#.to_owned();
    let sha256 = "cd".repeat(32);
    let item = VolumeItem {
        order: 1,
        title: "行政处罚决定书".to_owned(),
        reference: "长市监罚〔2026〕1号".to_owned(),
        file: Some(file_named("decision.pdf")),
    };
    vec![
        Event::DecisionPublished(DecisionPublished {
            document: document.clone(),
            sha256: sha256.clone(),
            hide: Vec::new(),
        }),
        Event::PublicationWithheld(PublicationWithheld {
            ground: "state_secret".to_owned(),
            reason: "涉及国家秘密。".to_owned(),
            look_again_on: day("2027-12-10"),
        }),
        Event::PublicationCorrected(PublicationCorrected {
            document,
            sha256,
            reason: "错别字。".to_owned(),
            earlier_hidden: false,
            hide: Vec::new(),
        }),
        Event::PublicationWithdrawn(PublicationWithdrawn {
            reason: "决定被撤销。".to_owned(),
            cause_on: day("2027-03-01"),
        }),
        Event::VolumeFiled(VolumeFiled {
            reference: "3101050001-2026-CF-0001".to_owned(),
            retention: "D30".to_owned(),
            items: vec![item],
        }),
        Event::HoldPlaced(HoldPlaced {
            kind: "suit".to_owned(),
            reference: "（2027）沪7101行初1号".to_owned(),
            reason: "当事人起诉，案卷和音像记录待质证。".to_owned(),
        }),
        Event::HoldLifted(HoldLifted { number: 1, reason: "判决生效。".to_owned() }),
        Event::MaterialViewed(MaterialViewed {
            what: "case".to_owned(),
            viewer: Story::new().named(CHEN),
            purpose: "法制审核".to_owned(),
            through: None,
        }),
    ]
}

pub(super) fn body(event: Event) -> Vec<u8> {
    let story = Story::new();
    let body = Body { event, by: named(story.officer()), unit: district::BODY.to_owned() };
    serde_json::to_vec(&body).expect("a body is written")
}

#[test]
fn every_event_there_is_has_a_stored_body_that_reads_and_writes_back() {
    let write = std::env::var_os("WRITE_FIXTURES").is_some();
    let samples = samples();
    for (name, _, _) in Event::ALL {
        let path = folder().join(format!("{name}.json"));
        if write && !path.exists() {
            let sample = samples.get(name).unwrap_or_else(|| panic!("{name} has no sample here"));
            std::fs::write(&path, body(sample.clone())).expect("the fixture is written");
        }
        let stored = std::fs::read(&path).unwrap_or_else(|fault| panic!("{name} has no fixture: {fault}"));
        let read: Body = serde_json::from_slice(&stored).unwrap_or_else(|fault| panic!("{name}: {fault}"));
        assert_eq!(read.event.name(), *name);
        let again = serde_json::to_vec(&read).expect("a body is written");
        assert_eq!(String::from_utf8_lossy(&again), String::from_utf8_lossy(&stored), "{name}");
    }
}

#[test]
fn no_fixture_is_left_of_an_event_that_is_no_more() {
    for entry in std::fs::read_dir(folder()).expect("the fixtures are there") {
        let name = entry.expect("an entry").file_name().to_string_lossy().into_owned();
        let event = name.split('.').next().unwrap_or_default();
        let known = name.ends_with(".json") && Event::ALL.iter().any(|(known, _, _)| *known == event);
        assert!(known, "{name} is a body of no known event: events are never renamed");
    }
}

#[test]
fn a_reviewed_text_in_a_stored_body_keeps_its_digest() {
    let stored = std::fs::read(folder().join("ReviewSubmitted.json")).expect("the fixture is there");
    let read: Body = serde_json::from_slice(&stored).expect("reads");
    let Event::ReviewSubmitted(submitted) = read.event else { panic!("another event") };
    assert_eq!(submitted.draft.digest(), submitted.text_digest, "the canonical text never changes");
}
