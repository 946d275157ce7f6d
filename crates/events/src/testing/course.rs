//! The ready-made stages of a story: a case of expired food on sale (经营超过保质期的食品) by a company, from clue to closing, told in events.
//!
//! Each stage is a constructor that tells everything before it. The fine decides the course: [`district::MINOR`] needs neither hearing nor
//! review, [`district::MAJOR`] needs both notices. Papers carry their numbers and no elements; whoever needs their text performs the acts. That the
//! acts lead to the same standing is tested where all acts are known (`desk/tests/course.rs`).
//!
//! Days: opened and filed Mon 2026-11-23; investigated 11-24; concluded 11-25; notice issued Thu 11-26, served Fri 11-27, so that statement and
//! hearing request end Fri 12-04; submitted Mon 12-07, reviewed 12-09, decided 12-10, served Fri 12-11, to be paid until Mon 12-28; paid 12-25;
//! closed 12-30.

use super::district::{self, CHEN, LI, ZHANG, ZHAO, ZHOU};
use super::{Story, day, file_named};
use crate::cases::*;
use crate::draft::{Draft, DraftEntered, UnpenalisedEntered};
use crate::event::Event;
use crate::papers::{PaperIssued, blank};
use crate::people::{Party, Place};
use crate::reviews::{Check, Problem, ReviewPassed, ReviewReturned, ReviewSubmitted, SEVEN};
use law::evidence::EvidenceKind;
use law::money::Fen;
use law::papers::PaperKind;
use law::penalties::Penalty;
use law::scope::Outcome;
use law::service::ServiceMode;
use law::thresholds::{HearingQuestion, PartyKind, hearing};

/// The text of the intended decision.
pub fn draft(fine: Fen) -> Draft {
    Draft {
        outcome: Outcome::Penalty,
        facts: "当事人于2026年11月20日在其经营场所货架上销售超过保质期的饼干12袋。".to_owned(),
        evidence: vec![1],
        character: "当事人的行为违反《中华人民共和国食品安全法》第三十四条第十项的规定。".to_owned(),
        discretion: "按照裁量基准，适用一般处罚。".to_owned(),
        mitigated: false,
        basis: vec!["《中华人民共和国食品安全法》第一百二十四条第一款第五项".to_owned()],
        penalties: vec![Penalty::fine(fine)],
        performance: "自收到本决定书之日起十五日内缴至指定账户。".to_owned(),
        remedies: "可以在六十日内申请行政复议，或者在六个月内提起行政诉讼。".to_owned(),
        receiver: None,
        base_value: None,
    }
}

/// The same text as it is entered in a form.
pub fn entered(draft: &Draft) -> DraftEntered {
    DraftEntered {
        facts: draft.facts.clone(),
        evidence: draft.evidence.iter().map(u32::to_string).collect(),
        character: draft.character.clone(),
        discretion: draft.discretion.clone(),
        mitigated: draft.mitigated,
        basis: draft.basis.clone(),
        penalties: draft.penalties.clone(),
        base_value: draft.base_value,
        performance: draft.performance.clone(),
        remedies: draft.remedies.clone(),
    }
}

/// A text without penalty as it is entered: `no_penalty`, `not_established` or `transferred`.
pub fn unpenalised(outcome: &str) -> UnpenalisedEntered {
    let text = draft(district::MINOR);
    let handed_over = outcome == "transferred";
    UnpenalisedEntered {
        outcome: outcome.to_owned(),
        facts: text.facts,
        evidence: vec!["1".to_owned()],
        character: text.character,
        reason: "违法行为轻微并及时改正。".to_owned(),
        basis: vec!["《中华人民共和国行政处罚法》第三十三条".to_owned()],
        education: "已对当事人进行教育。".to_owned(),
        remedies: if handed_over { String::new() } else { text.remedies },
        receiver: if handed_over { "上海市公安局长宁分局" } else { "" }.to_owned(),
    }
}

/// The seven things a review looks at, all found in order.
pub fn seven_satisfied() -> Vec<Check> {
    let check = |(key, _): (&str, &str)| Check { key: key.to_owned(), satisfied: true, note: String::new() };
    SEVEN.into_iter().map(check).collect()
}

/// A problem as a reviewer names it.
pub fn problem() -> Problem {
    Problem {
        place: "证据1".to_owned(),
        problem: "照片没有注明拍摄时间。".to_owned(),
        advice: "补充说明。".to_owned(),
    }
}

/// 线索登记.
impl Story {
    pub fn opened() -> Story {
        let story = Story::new();
        let matter = story.registers.matter(district::FOOD).expect("is entered").clone();
        let opened = CaseOpened {
            number: blank(story.body(), "案", story.today()),
            title: "上海某某食品超市有限公司经营超过保质期的食品案".to_owned(),
            body: district::BODY.to_owned(),
            body_name: story.body().name.clone(),
            department: story.officer().department.clone(),
            sector: matter.sector_in(story.body()),
            matter: matter.copied(),
            source: "complaint".to_owned(),
            clue: "市民反映货架上有超过保质期的饼干。".to_owned(),
            party: party(),
            place: Place { text: "上海市长宁区某某路100号".to_owned(), measured: None },
            act_ended_on: day("2026-11-20"),
            harm_to_safety: false,
            received_on: day("2026-11-21"),
            handler: story.named(ZHANG),
        };
        story.happens(Event::CaseOpened(opened))
    }

    /// 立案呈批, by 张伟 and 李娜.
    pub fn proposed() -> Story {
        let story = Story::opened().at("2026-11-23T10:00");
        let proposed = FilingProposed {
            officers: vec![story.named(ZHANG), story.named(LI)],
            reason: "初步查明货架上有超过保质期的饼干，涉嫌违法。".to_owned(),
            opinion: "建议立案。".to_owned(),
        };
        story.happens(Event::FilingProposed(proposed))
    }

    /// 立案.
    pub fn filed() -> Story {
        let story = Story::proposed().at("2026-11-23T14:00").by(ZHAO);
        let filed = CaseFiled { approver: story.named(ZHAO), opinion: "同意立案。".to_owned() };
        story.happens_with_paper(Event::CaseFiled(filed), PaperKind::FilingApproval).by(ZHANG)
    }

    /// 不予立案.
    pub fn declined() -> Story {
        let story = Story::proposed().at("2026-11-23T14:00").by(ZHAO);
        let declined =
            FilingDeclined { approver: story.named(ZHAO), reason: "违法事实不存在。".to_owned() };
        story.happens(Event::FilingDeclined(declined))
    }

    /// 亮证.
    pub fn shown() -> Story {
        let story = Story::filed().at("2026-11-24T09:30");
        let shown = CertificatesShown {
            at: story.moment(),
            place: Place { text: "上海市长宁区某某路100号".to_owned(), measured: None },
            officers: story.standing.handlers.clone(),
            confirmed_by: "钱某".to_owned(),
            confirmed_as: "店长".to_owned(),
            confirmation: None,
            uniform: None,
            page: None,
        };
        story.happens(Event::CertificatesShown(shown))
    }

    /// 收集证据: one photograph.
    pub fn investigated() -> Story {
        let story = Story::shown().at("2026-11-24T11:30").stores("shelf.jpg");
        let added = EvidenceAdded {
            kind: EvidenceKind::Documentary,
            title: "货架照片".to_owned(),
            proves: "货架上有超过保质期的饼干。".to_owned(),
            collected_on: day("2026-11-24"),
            collected_at: "上海市长宁区某某路100号".to_owned(),
            files: vec![file_named("shelf.jpg")],
        };
        story.happens(Event::EvidenceAdded(added))
    }

    /// 调查终结, neither complex nor of several relations.
    pub fn concluded() -> Story {
        Story::concluded_as(false, false)
    }

    /// 调查终结, `complex` (collective discussion and review) or `public_interest` (review).
    pub fn concluded_as(complex: bool, public_interest: bool) -> Story {
        let story = Story::investigated().at("2026-11-25T10:00");
        let text = draft(district::MINOR);
        let concluded = InvestigationConcluded {
            facts: text.facts,
            evidence: text.evidence,
            character: text.character,
            discretion: text.discretion,
            proposal: "建议给予行政处罚。".to_owned(),
            complex,
            several_relations: false,
            public_interest,
        };
        story.happens_with_paper(Event::InvestigationConcluded(concluded), PaperKind::InvestigationReport)
    }

    /// 事先告知, with hearing rights where the threshold asks for it.
    pub fn noticed(fine: Fen) -> Story {
        Story::concluded().at("2026-11-26T10:00").notifies(&draft(fine))
    }

    /// Announces `draft` to the party.
    pub fn notifies(self, draft: &Draft) -> Story {
        let body = self.body();
        let question = HearingQuestion {
            sector: body.sector,
            party: PartyKind::Organisation,
            penalties: &draft.penalties,
            day: self.today(),
        };
        let hearing_right = hearing(&question).required;
        let kind = if hearing_right { PaperKind::HearingNotice } else { PaperKind::PriorNotice };
        let issued = PriorNoticeIssued {
            draft: draft.clone(),
            hearing_right,
            statement_days: body.statement_days,
            notice: blank(body, kind.number_word(), self.today()),
        };
        self.happens_with_paper(Event::PriorNoticeIssued(issued), kind)
    }

    /// 告知书 served on Friday 2026-11-27; statement and hearing request end on Friday 2026-12-04.
    pub fn served(fine: Fen) -> Story {
        Story::noticed(fine).at("2026-11-27T15:00").delivers()
    }

    /// Serves the newest paper that waits for it, directly and today.
    pub fn delivers(self) -> Story {
        let waiting = self.standing.papers.iter().rev().find(|paper| {
            paper.kind.outward() && paper.kind != PaperKind::ServiceReceipt && paper.delivered.is_none()
        });
        let delivered = DocumentDelivered {
            paper: waiting.expect("a paper waits to be served").number.clone(),
            mode: ServiceMode::Direct,
            place: "上海市长宁区某某路100号".to_owned(),
            attempted_on: self.today(),
            served_on: self.today(),
            received_by: "钱某".to_owned(),
            officers: self.standing.handlers.clone(),
            witness: String::new(),
            signature: None,
            proof: Vec::new(),
        };
        self.happens_with_paper(Event::DocumentDelivered(delivered), PaperKind::ServiceReceipt)
    }

    /// 陈述申辩 heard on Tuesday 2026-12-01 and not accepted.
    pub fn stated(fine: Fen) -> Story {
        let story = Story::served(fine).at("2026-12-01T10:00");
        let heard = StatementHeard {
            on: story.today(),
            by: "钱某".to_owned(),
            content: "初次违法，请求从轻。".to_owned(),
            finding: "告知的处罚已经考虑。".to_owned(),
            accepted: false,
        };
        story.happens(Event::StatementHeard(heard))
    }

    /// Monday 2026-12-07: every window of the party has closed; nothing but a statement was made.
    pub fn lapsed(fine: Fen) -> Story {
        Story::stated(fine).at("2026-12-07T09:00")
    }

    /// 要求听证 on Wednesday 2026-12-02, for a fine that gives the right.
    pub fn hearing_requested() -> Story {
        let story = Story::stated(district::MAJOR).at("2026-12-02T10:00");
        let requested = HearingRequested {
            on: story.today(),
            by: "钱某".to_owned(),
            grounds: "对处罚幅度有异议。".to_owned(),
        };
        story.happens(Event::HearingRequested(requested))
    }

    /// 听证通知 on Thursday 2026-12-03 for Tuesday 2026-12-15.
    pub fn hearing_scheduled() -> Story {
        let story = Story::hearing_requested().at("2026-12-03T10:00");
        let scheduled = HearingScheduled {
            at: "2026-12-15T09:30".parse().expect("a moment"),
            place: "本机关听证室".to_owned(),
            chair: story.named(ZHOU),
            clerk: "孔某".to_owned(),
            notified_on: story.today(),
            public: true,
        };
        story.happens(Event::HearingScheduled(scheduled))
    }

    /// 听证 held on Tuesday 2026-12-15.
    pub fn hearing_held() -> Story {
        let story = Story::hearing_scheduled().at("2026-12-15T14:00");
        let held = HearingHeld {
            on: story.today(),
            present: "当事人的法定代表人钱某，调查人员张伟、李娜。".to_owned(),
            minutes: "调查人员提出事实、证据和处罚建议；当事人申辩和质证。".to_owned(),
            report: "事实清楚，建议维持告知的处罚。".to_owned(),
            absent_party: false,
            signature: Signature::by_pen("钱某"),
        };
        story.happens(Event::HearingHeld(held))
    }

    /// 送审.
    pub fn submitted(fine: Fen) -> Story {
        Story::lapsed(fine).submits(&draft(fine))
    }

    /// Lays `draft` before the reviewers.
    pub fn submits(self, draft: &Draft) -> Story {
        let submitted = ReviewSubmitted {
            draft: draft.clone(),
            text_digest: draft.digest(),
            explanation: "事实清楚，证据充分，拟作出行政处罚。".to_owned(),
            answer: String::new(),
            days: self.body().review_days,
        };
        self.happens(Event::ReviewSubmitted(submitted))
    }

    /// 审核意见：存在问题.
    pub fn returned(fine: Fen) -> Story {
        Story::submitted(fine).at("2026-12-08T10:00").returns(CHEN).by(ZHANG)
    }

    /// The reviewer finds problems in what lies before him.
    pub fn returns(self, reviewer: &str) -> Story {
        let pending = self.standing.review.pending.as_ref().expect("a draft lies with the reviewers");
        let returned = ReviewReturned {
            text_digest: pending.submitted.text_digest.clone(),
            reviewer: self.named(reviewer),
            checks: seven_satisfied(),
            problems: vec![problem()],
            opinion: "请补充后重新送审。".to_owned(),
        };
        let by = self.by.clone();
        self.by(reviewer)
            .happens_with_paper(Event::ReviewReturned(returned), PaperKind::ReviewOpinion)
            .by(&by.0)
    }

    /// 审核意见：同意, by 陈静 on Wednesday 2026-12-09.
    pub fn reviewed(fine: Fen) -> Story {
        Story::submitted(fine).at("2026-12-09T10:00").passes(CHEN)
    }

    /// The reviewer agrees to what lies before him.
    pub fn passes(self, reviewer: &str) -> Story {
        let pending = self.standing.review.pending.as_ref().expect("a draft lies with the reviewers");
        let passed = ReviewPassed {
            text_digest: pending.submitted.text_digest.clone(),
            reviewer: self.named(reviewer),
            checks: seven_satisfied(),
            opinion: "同意。".to_owned(),
        };
        self.by(reviewer).happens_with_paper(Event::ReviewPassed(passed), PaperKind::ReviewOpinion)
    }

    /// 决定 by 赵敏 on Thursday 2026-12-10, after review where the fine asks for it.
    pub fn decided(fine: Fen) -> Story {
        let story = if fine < district::MAJOR { Story::lapsed(fine) } else { Story::reviewed(fine) };
        story.at("2026-12-10T10:00").by(ZHAO).decides(&draft(fine))
    }

    /// The acting officer decides `draft`.
    pub fn decides(self, draft: &Draft) -> Story {
        let circumstances =
            self.standing.circumstances(self.body(), draft, self.today()).expect("a case is open");
        let decided = Decided {
            number: blank(self.body(), "罚", self.today()),
            draft: draft.clone(),
            text_digest: draft.digest(),
            decider: self.occasion().officer(),
            scope: circumstances.scope(draft).into(),
            circumstances,
        };
        self.happens_with_paper(Event::PenaltyDecided(decided), PaperKind::PenaltyDecision).by(ZHANG)
    }

    /// 决定书 served on Friday 2026-12-11; the fine is due on Monday 2026-12-28.
    pub fn delivered(fine: Fen) -> Story {
        Story::decided(fine).at("2026-12-11T15:00").delivers()
    }

    /// The fine is paid in full on Friday 2026-12-25.
    pub fn paid(fine: Fen) -> Story {
        let story = Story::delivered(fine).at("2026-12-25T10:00");
        let received = PaymentReceived {
            on: story.today(),
            amount: fine,
            surcharge: Fen(0),
            receipt: "沪财0000001".to_owned(),
        };
        story.happens(Event::PaymentReceived(received))
    }

    /// 结案 on Wednesday 2026-12-30.
    pub fn closed(fine: Fen) -> Story {
        let story = Story::paid(fine).at("2026-12-30T10:00").by(ZHAO);
        let closed = CaseClosed {
            result: draft(fine).in_short(),
            execution: "罚款已经缴清。".to_owned(),
            approver: story.named(ZHAO),
        };
        story.happens_with_paper(Event::CaseClosed(closed), PaperKind::ClosingApproval)
    }

    /// An event and the paper its act issues, both with the same blank number where they share it.
    fn happens_with_paper(self, event: Event, kind: PaperKind) -> Story {
        let number = blank(self.body(), kind.number_word(), self.today());
        let paper = PaperIssued { kind, number, elements: serde_json::Map::new() };
        self.happen(vec![event, Event::PaperIssued(paper)])
    }
}

fn party() -> Party {
    Party {
        kind: PartyKind::Organisation,
        name: "上海某某食品超市有限公司".to_owned(),
        code: district::PARTY.to_owned(),
        representative: Some("钱某".to_owned()),
        address: "上海市长宁区某某路100号".to_owned(),
        phone: None,
        born: None,
    }
}
