//! Test support: every act of a case filled in as an officer of [`events::testing::district`] would, for the story it is performed in. Where the
//! stage of the story allows the act, the act filled in like this is lawful and leads where [`events::testing::course`] says.
//!
//! It stops with a panic where a story goes wrong and is compiled for tests and with the feature `testing` only.

use crate::appraisal::BeginAppraisal;
use crate::appraisal_result::EndAppraisal;
use crate::certificates::ShowCertificates;
use crate::closing::CloseCase;
use crate::conclusion::ConcludeInvestigation;
use crate::decision::DecidePenalty;
use crate::delivery::{DeliverDocument, waiting};
use crate::demand::DemandPayment;
use crate::discussion::HoldDiscussion;
use crate::enforcement::ApplyForEnforcement;
use crate::evidence::AddEvidence;
use crate::extension::ExtendPeriod;
use crate::filing::FileCase;
use crate::filing_proposal::ProposeFiling;
use crate::hearing::HoldHearing;
use crate::hearing_notice::ScheduleHearing;
use crate::hearing_request::RequestHearing;
use crate::hearing_waiver::WaiveHearing;
use crate::inquiry::RecordInquiry;
use crate::inspection::RecordInspection;
use crate::no_penalty::DecideNoPenalty;
use crate::opening::OpenCase;
use crate::payment::ReceivePayment;
use crate::preservation::PreserveProperty;
use crate::preservation_outcome::DecidePreservation;
use crate::prior_notice::IssuePriorNotice;
use crate::recusal::DecideRecusal;
use crate::recusal_request::RequestRecusal;
use crate::refusal_to_file::DeclineFiling;
use crate::signing::Signing;
use crate::statement::HearStatement;
use crate::statement_waiver::WaiveStatement;
use events::OfficerId;
use events::cases::{Exchange, Opinion, PreservedItem};
use events::draft::Draft;
use events::testing::course::{draft, entered, unpenalised};
use events::testing::{Story, day, district, file_id};
use jiff::civil::DateTime;
use law::evidence::EvidenceKind;
use law::money::Fen;
use law::service::ServiceMode;

const PLACE: &str = "上海市长宁区某某路100号";
const PERSON: &str = "钱某";

pub fn opening() -> OpenCase {
    OpenCase {
        title: "上海某某食品超市有限公司经营超过保质期的食品案".to_owned(),
        matter: district::FOOD.to_owned(),
        source: "complaint".to_owned(),
        clue: "市民反映货架上有超过保质期的饼干。".to_owned(),
        party_kind: "organisation".to_owned(),
        party_name: "上海某某食品超市有限公司".to_owned(),
        party_code: district::PARTY.to_owned(),
        party_representative: PERSON.to_owned(),
        party_address: PLACE.to_owned(),
        party_phone: String::new(),
        place: PLACE.to_owned(),
        act_ended_on: Some(day("2026-11-20")),
        harm_to_safety: false,
        received_on: Some(day("2026-11-21")),
    }
}

pub fn filing_proposal() -> ProposeFiling {
    ProposeFiling {
        officers: vec![OfficerId::from(district::ZHANG), OfficerId::from(district::LI)],
        reason: "初步查明货架上有超过保质期的饼干，涉嫌违法。".to_owned(),
        opinion: "建议立案。".to_owned(),
    }
}

pub fn filing() -> FileCase {
    FileCase { opinion: "同意立案。".to_owned() }
}

pub fn refusal_to_file() -> DeclineFiling {
    DeclineFiling { reason: "违法事实不存在。".to_owned() }
}

pub fn certificates(story: &Story) -> ShowCertificates {
    ShowCertificates {
        at: Some(story.moment()),
        place: PLACE.to_owned(),
        measured: String::new(),
        confirmed_by: PERSON.to_owned(),
        confirmed_as: "店长".to_owned(),
        officers: story.standing.handlers.iter().map(|handler| handler.id.clone()).collect(),
        unsigned_reason: "当事人口头确认".to_owned(),
        ..ShowCertificates::default()
    }
}

/// Signed on the printed sheet.
fn by_pen() -> Signing {
    Signing { signed_by: PERSON.to_owned(), ..Signing::default() }
}

/// From one hour ago until now.
fn last_hour(story: &Story) -> (Option<DateTime>, Option<DateTime>) {
    let now = story.moment();
    (now.checked_sub(jiff::Span::new().hours(1)).ok(), Some(now))
}

pub fn inspection(story: &Story) -> RecordInspection {
    let (began_at, ended_at) = last_hour(story);
    RecordInspection {
        items: Vec::new(),
        began_at,
        ended_at,
        place: PLACE.to_owned(),
        present: PERSON.to_owned(),
        found: "货架上有超过保质期的饼干12袋。".to_owned(),
        signing: by_pen(),
    }
}

pub fn inquiry(story: &Story) -> RecordInquiry {
    let (began_at, ended_at) = last_hour(story);
    let exchange =
        Exchange { question: "饼干何时进货？".to_owned(), answer: "今年三月。".to_owned() };
    RecordInquiry {
        began_at,
        ended_at,
        place: PLACE.to_owned(),
        asked: PERSON.to_owned(),
        asked_identity: "法定代表人".to_owned(),
        recorder: "李娜".to_owned(),
        exchanges: vec![exchange],
        signing: by_pen(),
    }
}

/// A photograph that has to be stored under this name.
pub fn evidence(story: &Story, file: &str) -> AddEvidence {
    AddEvidence {
        kind: Some(EvidenceKind::Documentary),
        title: "货架照片".to_owned(),
        proves: "货架上有超过保质期的饼干。".to_owned(),
        collected_on: Some(story.today()),
        collected_at: PLACE.to_owned(),
        files: vec![file_id(file)],
    }
}

pub fn preservation(story: &Story) -> PreserveProperty {
    let item =
        PreservedItem { name: "饼干".to_owned(), model: "200克".to_owned(), quantity: "12袋".to_owned() };
    PreserveProperty {
        items: vec![item],
        reason: "证据可能灭失。".to_owned(),
        kept_at: "本机关物品库".to_owned(),
        approver: OfficerId::from(district::ZHAO),
        preserved_on: Some(story.today()),
    }
}

pub fn preservation_outcome() -> DecidePreservation {
    DecidePreservation { preservation: "1".to_owned(), outcome: "作为证据保存。".to_owned() }
}

pub fn recusal_request(officer: &str) -> RequestRecusal {
    RequestRecusal {
        officer: OfficerId::from(officer),
        by: PERSON.to_owned(),
        reason: "与本案有利害关系。".to_owned(),
    }
}

/// Grants the recusal of `officer`; `successor` takes over.
pub fn recusal(officer: &str, successor: &str) -> DecideRecusal {
    DecideRecusal {
        officer: OfficerId::from(officer),
        granted: true,
        reason: "情况属实。".to_owned(),
        successor: OfficerId::from(successor),
    }
}

pub fn conclusion() -> ConcludeInvestigation {
    let text = draft(district::MINOR);
    ConcludeInvestigation {
        facts: text.facts,
        evidence: vec!["1".to_owned()],
        character: text.character,
        discretion: text.discretion,
        proposal: "建议给予行政处罚。".to_owned(),
        complex: false,
        several_relations: false,
        public_interest: false,
    }
}

pub fn prior_notice(draft: &Draft) -> IssuePriorNotice {
    IssuePriorNotice { draft: entered(draft) }
}

/// Direct service today of the newest paper that waits for it.
pub fn delivery(story: &Story) -> DeliverDocument {
    DeliverDocument {
        paper: waiting(&story.standing).last().map(|paper| paper.number.to_string()).unwrap_or_default(),
        mode: Some(ServiceMode::Direct),
        place: PLACE.to_owned(),
        attempted_on: Some(story.today()),
        received_by: PERSON.to_owned(),
        ..DeliverDocument::default()
    }
}

pub fn statement(story: &Story) -> HearStatement {
    HearStatement {
        on: Some(story.today()),
        by: PERSON.to_owned(),
        content: "初次违法，请求从轻。".to_owned(),
        finding: "告知的处罚已经考虑。".to_owned(),
        accepted: false,
    }
}

/// Proved by a file that has to be stored under this name.
pub fn statement_waiver(story: &Story, file: &str) -> WaiveStatement {
    WaiveStatement { on: Some(story.today()), by: PERSON.to_owned(), proof: Some(file_id(file)) }
}

pub fn hearing_request(story: &Story) -> RequestHearing {
    RequestHearing {
        on: Some(story.today()),
        by: PERSON.to_owned(),
        grounds: "对处罚幅度有异议。".to_owned(),
    }
}

/// Proved by a file that has to be stored under this name.
pub fn hearing_waiver(story: &Story, file: &str) -> WaiveHearing {
    WaiveHearing { on: Some(story.today()), by: PERSON.to_owned(), proof: Some(file_id(file)) }
}

/// Told today, held on the first lawful day at 09:30.
pub fn hearing_notice(story: &Story) -> ScheduleHearing {
    let earliest = law::deadlines::hearing_notice(story.registers.calendar(), story.today()).last_day;
    ScheduleHearing {
        at: Some(earliest.at(9, 30, 0, 0)),
        place: "本机关听证室".to_owned(),
        chair: OfficerId::from(district::ZHOU),
        clerk: "孔某".to_owned(),
        notified_on: Some(story.today()),
        public: true,
    }
}

pub fn hearing() -> HoldHearing {
    HoldHearing {
        present: "当事人的法定代表人钱某，调查人员张伟、李娜。".to_owned(),
        minutes: "调查人员提出事实、证据和处罚建议；当事人申辩和质证。".to_owned(),
        report: "事实清楚，建议维持告知的处罚。".to_owned(),
        signing: by_pen(),
        ..HoldHearing::default()
    }
}

pub fn discussion(story: &Story) -> HoldDiscussion {
    let member = |name: &str, post: &str| Opinion {
        name: name.to_owned(),
        post: post.to_owned(),
        opinion: "同意。".to_owned(),
    };
    HoldDiscussion {
        on: Some(story.today()),
        place: "本机关会议室".to_owned(),
        chair: "赵敏".to_owned(),
        members: vec![member("赵敏", "局长"), member("孙丽", "副局长")],
        conclusion: "同意承办机构的处理意见。".to_owned(),
        ..HoldDiscussion::default()
    }
}

pub fn extension(days: u16) -> ExtendPeriod {
    ExtendPeriod {
        days,
        reason: "案情复杂，需要向外地供货商核实。".to_owned(),
        opinion: "同意延长。".to_owned(),
        superior: String::new(),
    }
}

/// Begun today; proved by a file that has to be stored under this name.
pub fn appraisal(story: &Story, file: &str) -> BeginAppraisal {
    BeginAppraisal {
        kind: "testing".to_owned(),
        subject: "饼干的酸价".to_owned(),
        institution: "上海某某检测有限公司".to_owned(),
        began_on: Some(story.today()),
        proof: Some(file_id(file)),
    }
}

/// The result of the first appraisal, come today.
pub fn appraisal_result(story: &Story, file: &str) -> EndAppraisal {
    EndAppraisal {
        appraisal: "1".to_owned(),
        ended_on: Some(story.today()),
        result: "酸价不合格。".to_owned(),
        proof: Some(file_id(file)),
    }
}

pub fn decision(draft: &Draft) -> DecidePenalty {
    DecidePenalty { draft: entered(draft) }
}

/// `no_penalty`, `not_established` or `transferred`.
pub fn no_penalty(outcome: &str) -> DecideNoPenalty {
    DecideNoPenalty { draft: unpenalised(outcome) }
}

pub fn payment(story: &Story, amount: Fen) -> ReceivePayment {
    ReceivePayment { on: Some(story.today()), amount, surcharge: Fen(0), receipt: "沪财0000001".to_owned() }
}

pub fn demand(story: &Story) -> DemandPayment {
    DemandPayment { served_on: Some(story.today()) }
}

pub fn enforcement(story: &Story) -> ApplyForEnforcement {
    ApplyForEnforcement {
        on: Some(story.today()),
        court: "上海铁路运输法院".to_owned(),
        outcome: "法院已经受理。".to_owned(),
    }
}

pub fn closing() -> CloseCase {
    CloseCase { execution: "罚款已经缴清。".to_owned(), opinion: "同意结案。".to_owned() }
}
