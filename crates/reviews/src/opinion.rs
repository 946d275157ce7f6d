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
    const PAPERS: &'static [PaperKind] = &[PaperKind::ReviewOpinion];
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
    if !occasion.registers.is_qualified(by, occasion.today()) {
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
            let mut rows = self.checks.iter().filter(|check| check.key == key).peekable();
            if rows.peek().is_none() {
                return Err(Refused::CheckMissing { check: title.to_owned() });
            }
            if agree && rows.any(|check| !check.satisfied) {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing as filled;
    use events::OfficerId;
    use events::entries::{Change, Held};
    use events::registers::{OfficerEntered, Post};
    use events::testing::course::{draft, problem};
    use events::testing::district::{CHEN, LI, LIN, MAJOR, MINOR, SUN, WANG, WU, XU, ZHANG, ZHAO};
    use events::testing::{Story, day};

    fn submitted() -> Story {
        Story::submitted(MAJOR).at("2026-12-09T10:00").by(CHEN)
    }

    /// The blank act and the act filled in are refused with `name`.
    fn closed(story: &Story, name: &str) {
        assert_eq!(story.closed_to::<GiveOpinion>().as_deref(), Some(name));
        story.refused(&filled::agreement(), name);
        story.refused(&filled::problems(), name);
    }

    fn changed(id: &str, change: impl Fn(&mut OfficerEntered)) -> Story {
        let mut officer = submitted().registers.officer(&OfficerId::from(id)).expect("is entered").clone();
        change(&mut officer);
        submitted().enters(Event::OfficerEntered(officer)).by(id)
    }

    #[test]
    fn the_legal_office_agrees_and_the_opinion_is_issued() {
        let passed = submitted().does(&filled::agreement());
        assert_eq!(passed.standing, Story::reviewed(MAJOR).standing);
        let review = passed.standing.review;
        assert_eq!(review.passed.map(|passed| passed.text_digest), Some(draft(MAJOR).digest()));
        assert_eq!(review.passed_draft, Some(draft(MAJOR)));
    }

    #[test]
    fn problems_send_the_materials_back() {
        let returned = submitted().at("2026-12-08T10:00").does(&filled::problems());
        assert_eq!(returned.standing, Story::returned(MAJOR).standing);
        assert_eq!(returned.standing.review.returned_draft, Some(draft(MAJOR)));
    }

    #[test]
    fn there_is_something_to_review() {
        assert_eq!(submitted().closed_to::<GiveOpinion>(), None);
        for story in [
            Story::new(),
            Story::lapsed(MAJOR),
            Story::reviewed(MAJOR),
            Story::returned(MAJOR),
            Story::submitted(MINOR).by(ZHAO).decides(&draft(MINOR)),
        ] {
            closed(&story.by(CHEN), "NothingSubmitted");
        }
    }

    #[test]
    fn who_handles_or_opened_the_case_does_not_review_it() {
        for handler in [ZHANG, LI] {
            closed(&submitted().by(handler), "ReviewerHandles");
        }
        let moved = |officer: &mut OfficerEntered| {
            officer.department = "fz".to_owned();
            officer.legal_qualification = true;
        };
        closed(&changed(ZHANG, moved), "ReviewerHandles");
    }

    #[test]
    fn a_handling_department_does_not_review_its_own_or_anothers_case() {
        closed(&submitted().by(WANG), "ReviewerOfHandlers");
        let beside = |officer: &mut OfficerEntered| officer.department = "zf1".to_owned();
        closed(&changed(LIN, beside), "ReviewerOfHandlers");
    }

    #[test]
    fn who_decides_does_not_review() {
        closed(&submitted().by(ZHAO), "ReviewerIsHead");
        closed(&submitted().by(SUN), "ReviewerIsHead");
        closed(&changed(LIN, |officer| officer.posts.push(Post::Head)), "ReviewerIsHead");
    }

    #[test]
    fn the_reviewer_is_legally_qualified() {
        closed(&submitted().by(XU), "NotQualified");
        closed(&submitted().by(WU), "NotQualified");
        assert!(submitted().by(LIN).tries(&filled::agreement()).is_ok());
        // Once the register of qualifications knows somebody, what it says counts.
        let known = |officer: &str, kind: &str, to: Option<&str>| {
            let content = json!({"officer": officer, "kind": kind});
            let (valid_from, valid_to) = (day("2026-01-01"), to.map(day));
            let held = Held { key: officer.to_owned(), valid_from, valid_to, content };
            submitted().with_entry("qualifications", &Change::Enter(held)).by(officer)
        };
        assert!(known(XU, "national", None).tries(&filled::agreement()).is_ok());
        closed(&known(LIN, "degree", None), "NotQualified");
        closed(&known(LIN, "national", Some("2026-06-30")), "NotQualified");
    }

    #[test]
    fn who_had_to_leave_the_case_does_not_come_back_as_reviewer() {
        let granted = events::cases::RecusalDecided {
            officer: OfficerId::from(LI),
            granted: true,
            reason: "情况属实。".to_owned(),
            successor: Some(submitted().named(WANG)),
        };
        let left = changed(LI, |officer| officer.department = "fz".to_owned());
        closed(&left.happens(Event::RecusalDecided(granted)), "Recused");
    }

    #[test]
    fn all_seven_things_are_looked_at() {
        for (missing, (_, title)) in SEVEN.iter().enumerate() {
            let mut act = filled::agreement();
            act.checks.remove(missing);
            let refusal = submitted().refused(&act, "CheckMissing");
            assert!(refusal.says.contains(title), "{}", refusal.says);
            assert_eq!(refusal.field.as_deref(), Some("checks"));
        }
    }

    #[test]
    fn nothing_unsatisfied_is_agreed_to_even_when_listed_twice() {
        let unsatisfied =
            Check { key: "facts".to_owned(), satisfied: false, note: "证据不足".to_owned() };
        for place in [0, SEVEN.len()] {
            let mut act = filled::agreement();
            act.checks.insert(place, unsatisfied.clone());
            submitted().refused(&act, "CheckNotSatisfied");
            let problems = GiveOpinion { checks: act.checks, ..filled::problems() };
            assert!(submitted().tries(&problems).is_ok());
        }
    }

    #[test]
    fn problems_are_named_exactly_where_there_are_some() {
        let vague = GiveOpinion { problems: Vec::new(), ..filled::problems() };
        submitted().refused(&vague, "ProblemMissing");
        let doubtful = GiveOpinion { problems: vec![problem()], ..filled::agreement() };
        submitted().refused(&doubtful, "ProblemInAgreement");
        let undecided = GiveOpinion { verdict: String::new(), ..filled::agreement() };
        submitted().refused(&undecided, "VerdictMissing");
    }

    #[test]
    fn an_opinion_says_something() {
        let silent = GiveOpinion { opinion: String::new(), ..filled::agreement() };
        let refusal = submitted().refused(&silent, "ElementMissing");
        assert_eq!(refusal.field.as_deref(), Some("opinion"));
    }
}
