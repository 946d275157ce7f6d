//! 审核意见: the legal office agrees, or names the problems and where they are, in writing, and the materials go back (plan clause 19). Who reviews
//! neither handles nor decides and is not of the handling department (clause 17); the wall is here, in the act. The opinion (法制审核意见书) goes
//! through the seven things a review looks at; whoever signs a review of first-time penalties is legally qualified (行政处罚法 art 58 para 2).

use events::field::{Field, Shape};
use events::papers::{self, elements};
use events::registers::DepartmentRole;
use events::reviews::{Check, Problem, ReviewPassed, ReviewReturned, SEVEN};
use events::standing::{Stage, Standing, Submission};
use events::{Act, Duty, Event, Occasion, Refusal};
use law::article::{Article, PENALTY_LAW, PLAN};
use law::papers::PaperKind;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// Gives the opinion on what was submitted.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct GiveOpinion {
    /// `agree` or `problems`.
    pub verdict: String,
    pub checks: Vec<Check>,
    pub problems: Vec<Problem>,
    pub opinion: String,
}

events::refusals! {
    /// Why no opinion can be given.
    pub enum Refused {
        NothingSubmitted => Article::of(PLAN, 19), "没有待审核的材料", "等待承办机构送审";
        ReviewerHandles => Article::of(PLAN, 17), "承办人不得审核本案", "由法制机构其他人员审核";
        ReviewerOfHandlers => Article::of(PLAN, 17), "审核人员属于经办部门，不得审核", "由经办部门以外的审核机构审核";
        ReviewerIsHead => Article::of(PLAN, 17), "作出决定的负责人不得审核", "由法制机构的审核人员审核";
        NotQualified => Article::of(PENALTY_LAW, 58).paragraph(2), "初次从事行政处罚决定法制审核的人员，应当通过国家统一法律职业资格考试取得法律职业资格", "由具有法律职业资格的人员审核";
        Recused => Article::of(PENALTY_LAW, 43), "已被决定回避，不得审核本案", "由其他审核人员审核";
        VerdictMissing => Article::of(PLAN, 19), "请选择审核意见", "选择同意或者存在问题", field "verdict";
        CheckMissing { check: String } => Article::of(PENALTY_LAW, 58).paragraph(1), "没有审核“{check}”", "七项内容逐项审核", field "checks";
        CheckNotSatisfied { check: String } => Article::of(PENALTY_LAW, 58).paragraph(1), "“{check}”不符合，不能出具同意的意见", "改为存在问题并逐项指出", field "verdict";
        ProblemMissing => Article::of(PLAN, 19), "存在问题的，至少指出一处问题及其所在位置", "填写问题所在的材料、页码或者秒数", field "problems";
        ProblemInAgreement => Article::of(PLAN, 19), "同意的意见不应列出问题", "改为存在问题，或者删去问题", field "problems";
    }
}

impl Act for GiveOpinion {
    const NAME: &'static str = "GiveOpinion";
    const WORD: &'static str = "opinion";
    const TITLE: &'static str = "提出审核意见";
    const STAGE: Stage = Stage::Review;
    const DUTY: Duty = Duty::Review;
    const EVENTS: &'static [&'static str] = &["ReviewPassed", "ReviewReturned", "PaperIssued"];
    const FIELDS: &'static [Field] = &[
        Field::new("verdict", "审核意见", Shape::Choice(&[("agree", "同意"), ("problems", "存在问题")])),
        Field::new(
            "checks",
            "逐项审核",
            Shape::Rows(&[
                Field::new("key", "审核内容", Shape::Choice(&SEVEN)),
                Field::new("satisfied", "符合", Shape::Yes),
                Field::new("note", "说明", Shape::Line(500)).optional(),
            ]),
        ),
        Field::new(
            "problems",
            "问题",
            Shape::Rows(&[
                Field::new("place", "所在位置", Shape::Line(200))
                    .hint("材料名称、段落、证据编号、页码或者音像的秒数"),
                Field::new("problem", "问题", Shape::Text(1000)),
                Field::new("advice", "建议", Shape::Text(1000)),
            ]),
        )
        .optional(),
        Field::new("opinion", "具体意见", Shape::Text(5000)),
    ];

    fn decide(&self, case: &Standing, occasion: &Occasion<'_>) -> Result<Vec<Event>, Refusal> {
        let pending = case.review.pending.as_ref().ok_or(Refused::NothingSubmitted)?;
        who_reviews(case, occasion)?;
        let agree = self.verdict()?;
        self.judged(agree)?;
        let text_digest = pending.submitted.text_digest.clone();
        let (reviewer, checks, opinion) = (occasion.officer(), self.checks.clone(), self.opinion.clone());
        let event = if agree {
            Event::ReviewPassed(ReviewPassed { text_digest, reviewer, checks, opinion })
        } else {
            Event::ReviewReturned(ReviewReturned {
                text_digest,
                reviewer,
                checks,
                problems: self.problems.clone(),
                opinion,
            })
        };
        Ok(vec![event, Event::PaperIssued(self.paper(case, pending, agree, occasion)?)])
    }
}

/// Who reviews neither handles nor decides (invariant 8).
fn who_reviews(case: &Standing, occasion: &Occasion<'_>) -> Result<(), Refused> {
    let by = occasion.by;
    if case.handles(&by.id) || case.opened.as_ref().is_some_and(|opened| opened.handler.id == by.id) {
        return Err(Refused::ReviewerHandles);
    }
    if case.recused.contains(&by.id) {
        return Err(Refused::Recused);
    }
    let of_handlers = case.opened.as_ref().is_some_and(|opened| opened.department == by.department);
    if of_handlers || occasion.registers.role(by) == Some(DepartmentRole::Handling) {
        return Err(Refused::ReviewerOfHandlers);
    }
    if by.posts.contains(&events::registers::Post::Head) {
        return Err(Refused::ReviewerIsHead);
    }
    if !by.legal_qualification {
        return Err(Refused::NotQualified);
    }
    Ok(())
}

impl GiveOpinion {
    fn verdict(&self) -> Result<bool, Refused> {
        match self.verdict.as_str() {
            "agree" => Ok(true),
            "problems" => Ok(false),
            _ => Err(Refused::VerdictMissing),
        }
    }

    fn judged(&self, agree: bool) -> Result<(), Refused> {
        for (key, title) in SEVEN {
            let Some(check) = self.checks.iter().find(|check| check.key == key) else {
                return Err(Refused::CheckMissing { check: title.to_owned() });
            };
            if agree && !check.satisfied {
                return Err(Refused::CheckNotSatisfied { check: title.to_owned() });
            }
        }
        match (agree, self.problems.is_empty()) {
            (false, true) => Err(Refused::ProblemMissing),
            (true, false) => Err(Refused::ProblemInAgreement),
            _ => Ok(()),
        }
    }

    fn paper(
        &self,
        case: &Standing,
        pending: &Submission,
        agree: bool,
        occasion: &Occasion<'_>,
    ) -> Result<papers::PaperIssued, Refusal> {
        let Some(opened) = &case.opened else { return Err(Refused::NothingSubmitted.into()) };
        let department =
            occasion.registers.department(&opened.department).map_or(opened.department.as_str(), |d| &d.name);
        let check = |check: &Check| {
            let matter = SEVEN
                .iter()
                .find(|(key, _)| *key == check.key)
                .map_or(check.key.as_str(), |(_, title)| title);
            json!({"matter": matter, "finding": if check.satisfied { "符合" } else { "不符合" }, "note": check.note})
        };
        let problems: Option<Vec<Value>> = (!self.problems.is_empty()).then(|| {
            self.problems
                .iter()
                .map(|p| json!({"place": p.place, "problem": p.problem, "advice": p.advice}))
                .collect()
        });
        let map = elements::of([
            ("submitted_by", json!(department)),
            ("submitted_on", json!(pending.on)),
            ("party_name", json!(opened.party.name)),
            ("cause", json!(opened.matter.name)),
            ("text_digest", json!(pending.submitted.text_digest)),
            ("checks", self.checks.iter().map(check).collect()),
            ("problems", json!(problems)),
            ("conclusion", json!(if agree { "同意" } else { "存在问题" })),
            ("opinion", json!(self.opinion)),
            ("reviewers", json!([{"name": occasion.by.name, "qualification": "国家统一法律职业资格"}])),
            ("reviewed_on", json!(occasion.today())),
        ]);
        papers::issue(PaperKind::ReviewOpinion, occasion.body, occasion.today(), map)
    }
}
