//! The course of a case as officers enter it: what is typed into each form, and a walk through the forms to any stage. Days count from the day the clue came
//! in, a Monday: filed on Tuesday, investigated on Thursday, concluded on the next Monday, notified on Tuesday, served on Wednesday, submitted when the
//! party's time has run.

use crate::material;
use crate::officer::Officer;
use crate::stage::Stage;
use jiff::ToSpan;
use jiff::civil::{Date, date};
use mingjing::demo::district::complete;
use serde_json::{Value, json};

/// How far a case is walked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Until {
    Opened,
    Proposed,
    Filed,
    Shown,
    Investigated,
    Concluded,
    Noticed,
    Served,
    Heard,
    Submitted,
    Passed,
    Decided,
    Delivered,
    Published,
    Paid,
    Closed,
    Archived,
}

/// A case to be told.
#[derive(Clone, Debug)]
pub struct Case {
    pub matter: &'static str,
    /// In yuan, as typed.
    pub fine: &'static str,
    pub received: Date,
    pub handlers: (&'static str, &'static str),
    pub shop: &'static str,
    /// The shop's 统一社会信用代码 without its check character.
    pub code: &'static str,
}

const PLACE: &str = "上海市明镜区清水路12号";
const HEAD: &str = "xu-guang";

impl Case {
    /// Expired food, 55,000 yuan: notice of a hearing, legal review.
    pub fn major() -> Case {
        Case {
            matter: "0200-FOOD-034",
            fine: "55,000.00",
            received: date(2026, 3, 2),
            handlers: ("zhang-wei", "li-na"),
            shop: "清水路百味食品店",
            code: "92310105MA0000042",
        }
    }

    /// Prices not marked, 800 yuan: neither.
    pub fn minor() -> Case {
        Case { matter: "0200-PRICE-013", fine: "800.00", shop: "鲜果时光便利店", ..Case::major() }
    }

    /// The same told later by others, so that two stories do not meet.
    pub fn later(self) -> Case {
        Case { received: date(2026, 5, 11), handlers: ("zhao-min", "sun-lei"), ..self }
    }

    /// A day of the case, counted from the clue.
    pub fn day(&self, days: i32) -> Date {
        self.received.saturating_add(days.days())
    }

    /// A moment of the case, e.g. `on(3, "09:35")`.
    pub fn on(&self, days: i32, time: &str) -> String {
        format!("{}T{time}", self.day(days))
    }

    pub fn party(&self) -> String {
        complete(self.code)
    }

    pub fn facts(&self) -> String {
        format!(
            "经查，当事人{}于{}在其经营场所货架上摆放待售超过保质期的牛奶12盒，货值金额60元。",
            self.shop,
            self.day(-1)
        )
    }

    pub fn opening(&self) -> Value {
        json!({
            "title": format!("{}涉嫌违法经营案", self.shop), "matter": self.matter, "source": "inspection",
            "clue": "日常检查中发现货架上有超过保质期的牛奶。", "party_kind": "sole_trader", "party_name": self.shop,
            "party_code": self.party(), "party_representative": "邵明远", "party_address": PLACE, "party_phone": "021-55550188",
            "place": PLACE, "act_ended_on": self.day(-1).to_string(), "received_on": self.day(0).to_string(),
        })
    }

    pub fn filing_proposal(&self) -> Value {
        json!({"officers": [self.handlers.0, self.handlers.1], "reason": self.facts(), "opinion": "涉嫌违法，建议立案。"})
    }

    pub fn certificates(&self) -> Value {
        json!({"at": self.on(3, "09:32"), "place": PLACE, "confirmed_by": "邵明远", "confirmed_as": "经营者", "uniform": true, "unsigned_reason": "当事人口头确认"})
    }

    pub fn recording_notice(&self) -> Value {
        json!({"at": self.on(3, "09:33"), "told": "邵明远"})
    }

    pub fn inspection(&self) -> Value {
        json!({"items": [if self.matter == "0200-PRICE-013" { "JC-JG-01" } else { "JC-SP-01" }], "began_at": self.on(3, "09:40"), "ended_at": self.on(3, "10:25"), "present": "邵明远（经营者）", "found": self.facts(), "signed_by": "邵明远"})
    }

    pub fn evidence(&self, title: &str) -> Value {
        json!({"kind": "physical", "title": title, "proves": "检查当日经营场所的情况", "collected_on": self.day(3).to_string()})
    }

    pub fn recording(&self) -> Value {
        json!({"stage": "inspection", "title": "现场检查全过程录像"})
    }

    pub fn inquiry(&self) -> Value {
        json!({
            "began_at": self.on(4, "14:00"), "ended_at": self.on(4, "15:05"), "asked": "邵明远", "asked_identity": "当事人的经营者", "recorder": "李娜",
            "exchanges": [{"question": "这批牛奶何时购进？", "answer": "今年二月。"}, {"question": "有没有定期清查？", "answer": "口头说过，没有记录。"}],
            "signed_by": "邵明远",
        })
    }

    pub fn conclusion(&self) -> Value {
        json!({
            "facts": self.facts(), "evidence": ["1", "2", "3"], "character": "当事人的行为违反了食品安全和价格管理的规定。",
            "discretion": "首次违法，检查后主动下架，适用“较轻”阶次。", "proposal": format!("建议罚款{}元。", self.fine),
        })
    }

    /// The notice starts from the conclusion; what is left to say is the penalty.
    pub fn prior_notice(&self) -> Value {
        let base = if self.matter == Case::major().matter { "480.00" } else { "" };
        json!({"penalties": [{"kind": "fine", "amount": self.fine}], "base_value": base})
    }

    pub fn delivery(&self, paper: &str, days: i32) -> Value {
        json!({"paper": paper, "mode": "direct", "attempted_on": self.day(days).to_string(), "received_by": "邵明远"})
    }

    pub fn statement(&self) -> Value {
        json!({"on": self.day(10).to_string(), "by": "邵明远", "content": "经营困难，请求从轻。", "finding": "未提供证据，不予采纳。"})
    }

    pub fn submission(&self) -> Value {
        json!({"explanation": "事实清楚，证据充分，送法制审核。"})
    }

    pub fn agrees(&self) -> Value {
        json!({"verdict": "agree", "checks": ticks(None), "opinion": "同意拟作出的决定。"})
    }

    pub fn finds_problems(&self) -> Value {
        let problem = json!({"place": "证据2", "problem": "照片未显示完整的批号", "advice": "补充说明"});
        json!({"verdict": "problems", "checks": ticks(Some("facts")), "problems": [problem], "opinion": "退回补充。"})
    }

    pub fn payment(&self) -> Value {
        json!({"on": self.day(35).to_string(), "amount": self.fine, "receipt": "沪财非税00000042"})
    }

    pub fn closing(&self) -> Value {
        json!({"execution": "罚款已全部缴清，当事人已改正。", "opinion": "同意结案。"})
    }
}

/// The seven checks ticked, but one; the form comes with their keys.
fn ticks(but: Option<&str>) -> Value {
    events::reviews::SEVEN.iter().map(|(key, _)| json!({"satisfied": Some(*key) != but})).collect()
}

/// Who takes part, each with a session of their own.
pub struct Walk<'a> {
    pub stage: &'a Stage,
    pub case: Case,
    pub first: Officer,
    pub second: Officer,
    pub head: Officer,
    pub reviewer: Officer,
    pub clerk: Officer,
    pub archivist: Officer,
    /// The case's id once it is opened.
    pub id: String,
}

impl<'a> Walk<'a> {
    pub fn new(stage: &'a Stage, case: Case) -> Walk<'a> {
        let officer = |login: &str| stage.officer(login);
        Walk {
            stage,
            first: officer(case.handlers.0),
            second: officer(case.handlers.1),
            head: officer(HEAD),
            reviewer: officer("chen-jing"),
            clerk: officer("lin-yue"),
            archivist: officer("gao-shan"),
            case,
            id: String::new(),
        }
    }

    /// A case walked to a stage through the forms of the desk.
    pub async fn to(stage: &'a Stage, case: Case, until: Until) -> Walk<'a> {
        let mut walk = Walk::new(stage, case);
        walk.go_on(Until::Opened, until).await;
        walk
    }

    /// Walks on, from the step that leads to `from` to the one that leads to `until`.
    pub async fn go_on(&mut self, from: Until, until: Until) {
        use Until::*;
        let steps = [
            Opened,
            Proposed,
            Filed,
            Shown,
            Investigated,
            Concluded,
            Noticed,
            Served,
            Heard,
            Submitted,
            Passed,
            Decided,
            Delivered,
            Published,
            Paid,
            Closed,
            Archived,
        ];
        for step in steps.into_iter().filter(|step| (from..=until).contains(step)) {
            self.step(step).await;
        }
    }

    fn at(&self, days: i32, time: &str) {
        self.stage.at(&self.case.on(days, time));
    }

    async fn step(&mut self, step: Until) {
        let (case, id) = (self.case.clone(), self.id.clone());
        match step {
            Until::Opened => {
                self.at(0, "09:20");
                self.id = self.first.enters("/cases/new", &case.opening(), &[]).await.done();
            }
            Until::Proposed => {
                self.at(1, "10:00");
                self.first.does(&id, "filing_proposal", &case.filing_proposal()).await;
            }
            Until::Filed => {
                self.at(1, "15:30");
                self.head.does(&id, "filing", &json!({"opinion": "同意立案。"})).await;
            }
            Until::Shown => {
                self.at(3, "09:35");
                self.first.does(&id, "certificates", &case.certificates()).await;
                self.first.does(&id, "recording_notice", &case.recording_notice()).await;
            }
            Until::Investigated => self.investigate(&case, &id).await,
            Until::Concluded => {
                self.at(7, "16:00");
                self.first.does(&id, "conclusion", &case.conclusion()).await;
            }
            Until::Noticed => {
                self.at(8, "14:00");
                self.first.does(&id, "prior_notice", &case.prior_notice()).await;
            }
            Until::Served => self.deliver(9).await,
            Until::Heard => {
                self.at(10, "16:00");
                self.first.does(&id, "statement", &case.statement()).await;
            }
            Until::Submitted => {
                self.at(21, "09:30");
                self.first.does(&id, "submission", &case.submission()).await;
            }
            Until::Passed => {
                self.at(24, "15:00");
                self.reviewer.does(&id, "opinion", &case.agrees()).await;
            }
            Until::Decided => {
                self.at(28, "10:00");
                self.head.does(&id, "decision", &json!({})).await;
            }
            Until::Delivered => self.deliver(29).await,
            Until::Published => {
                self.at(30, "09:00");
                self.clerk.does(&id, "publication", &json!({})).await;
            }
            Until::Paid => {
                self.at(35, "11:00");
                self.first.does(&id, "payment", &case.payment()).await;
            }
            Until::Closed => {
                self.at(37, "10:00");
                self.head.does(&id, "closing", &case.closing()).await;
            }
            Until::Archived => {
                self.at(42, "10:00");
                self.archivist.does(&id, "volume", &json!({})).await;
            }
        }
    }

    async fn investigate(&self, case: &Case, id: &str) {
        self.at(3, "10:30");
        self.first.does(id, "inspection", &case.inspection()).await;
        for (order, title) in ["货架全景", "商品外包装", "价签和台账"].iter().enumerate() {
            let photo = material::photo(order as u32);
            let name = format!("现场照片{}.jpg", order + 1);
            self.second.does_with(id, "evidence", &case.evidence(title), &[("files", &name, &photo)]).await;
        }
        self.at(4, "15:20");
        self.first.does(id, "inquiry", &case.inquiry()).await;
    }

    /// Serves directly, on a day of the case, the newest paper that waits for it.
    pub async fn deliver(&self, days: i32) {
        self.at(days, "10:30");
        let papers = self.second.choices(&self.id, "delivery", "paper").await;
        let paper = papers.last().expect("a paper that waits to be served");
        self.second.does(&self.id, "delivery", &self.case.delivery(paper, days)).await;
    }
}
