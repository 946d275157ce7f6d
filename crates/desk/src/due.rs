//! The clocks of a case: what has to be done by which day, counted by which article, and at whose door it lies. Computed from where the
//! case stands and the calendar alone; loading a calendar recomputes them.

use events::draft::Draft;
use events::standing::Standing;
use jiff::civil::Date;
use law::article::{Article, PENALTY_LAW, PLAN};
use law::calendar::Calendar;
use law::deadlines;
use law::papers::PaperKind;
use law::period::{Deadline, WorkingDays};
use law::scope::Outcome;

/// A running clock.
#[derive(Clone, Debug)]
pub struct Clock {
    /// What has to be done, or what is being waited for.
    pub what: String,
    /// The act that stops it, by its word.
    pub act: &'static str,
    /// Absent where the statute says only "without delay" (及时).
    pub deadline: Option<Deadline>,
    pub article: String,
    door: Door,
    /// Whether the party may read it in the progress query.
    told: bool,
}

/// At whose door a clock lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Door {
    Handlers,
    Head,
    /// Who was named to chair the hearing.
    Chair,
    Reviewers,
    DisclosureClerk,
    Archivist,
    /// The period is the party's; shown on the case, laid at nobody's door.
    Party,
}

impl Clock {
    pub fn last_day(&self) -> Option<Date> {
        self.deadline.as_ref().map(|deadline| deadline.last_day)
    }

    /// Whether the party may read it in the progress query: its own periods, and those within which a decision is owed to it. Steps among officers are not told, the less
    /// that the case goes to the police or that the court is about to be asked.
    pub fn is_told(&self) -> bool {
        self.told || self.is_the_partys()
    }

    fn told(self) -> Clock {
        Clock { told: true, ..self }
    }

    /// Whether it is the party's period, during which the body waits.
    pub fn is_the_partys(&self) -> bool {
        self.door == Door::Party
    }

    /// The names under which it is found, see [`crate::duties::assignees`].
    pub fn assignees(&self, case: &Standing, body: &str) -> Vec<String> {
        let post = |key: &str| vec![format!("post:{key}@{body}")];
        match self.door {
            Door::Handlers => case.handlers.iter().map(|handler| format!("officer:{}", handler.id)).collect(),
            Door::Head => post("head"),
            Door::Chair => {
                let hearing = case.hearing.scheduled.iter();
                hearing.map(|hearing| format!("officer:{}", hearing.chair.id)).collect()
            }
            Door::Reviewers => post("reviewer"),
            Door::DisclosureClerk => post("disclosure_clerk"),
            Door::Archivist => post("archivist"),
            Door::Party => Vec::new(),
        }
    }
}

fn counted(what: &str, act: &'static str, deadline: Deadline, door: Door) -> Clock {
    Clock {
        what: what.to_owned(),
        act,
        article: deadline.article.to_string(),
        deadline: Some(deadline),
        door,
        told: false,
    }
}

fn without_delay(what: &str, act: &'static str, article: Article, door: Door) -> Clock {
    Clock { what: what.to_owned(), act, deadline: None, article: article.to_string(), door, told: false }
}

/// Every clock that runs in the case.
pub fn clocks(case: &Standing, calendar: &Calendar) -> Vec<Clock> {
    let mut clocks = Vec::new();
    if case.opened.is_none() || case.archived_on.is_some() {
        return clocks;
    }
    if case.ended() {
        publication(case, calendar, &mut clocks);
        clocks.push(without_delay("整理案卷并归档", "volume", Article::of(PLAN, 13), Door::Archivist));
        return clocks;
    }
    before_filing(case, calendar, &mut clocks);
    if case.decision.is_none() {
        investigation(case, calendar, &mut clocks);
        notice(case, calendar, &mut clocks);
        review(case, calendar, &mut clocks);
    } else {
        after_decision(case, calendar, &mut clocks);
    }
    clocks
}

fn before_filing(case: &Standing, calendar: &Calendar, clocks: &mut Vec<Clock>) {
    if case.opened.is_none() || case.filed_on.is_some() {
        return;
    }
    // The limitation period ends with discovery (art 36): it runs no further once the clue is in, and a case whose clue came too late waits for
    // nothing but being declined.
    if events::limits::undiscovered_since(case).is_some() {
        clocks.push(without_delay(
            "追责时效内未被发现，办理不予立案",
            "refusal_to_file",
            Article::of(PENALTY_LAW, 36).paragraph(1),
            Door::Head,
        ));
        return;
    }
    let (what, act, door) = match &case.proposal {
        None => ("核查线索，及时报请立案", "filing_proposal", Door::Handlers),
        Some(_) => ("审批立案", "filing", Door::Head),
    };
    clocks.push(match case.filing_limit(calendar) {
        Some(limit) => counted(what, act, limit, door).told(),
        None => without_delay(what, act, Article::of(PENALTY_LAW, 54).paragraph(2), door),
    });
}

fn investigation(case: &Standing, calendar: &Calendar, clocks: &mut Vec<Clock>) {
    let Some(limit) = case.case_limit(calendar) else { return };
    let next = if case.investigation.concluded.is_none() { "conclusion" } else { "decision" };
    match limit.stopped {
        None => {
            let what = match limit.explained.len() {
                0 | 1 => "自立案起作出处理决定".to_owned(),
                _ => format!("自立案起作出处理决定（{}）", limit.deadline.length),
            };
            clocks.push(counted(&what, next, limit.deadline, Door::Handlers).told());
        }
        Some((kind, since)) => clocks.push(without_delay(
            &format!("自立案起作出处理决定（{}自{since}起，期间停止计算）", kind.title()),
            next,
            limit.deadline.article,
            Door::Handlers,
        )),
    }
    for appraisal in case.period.appraisals_open() {
        clocks.push(without_delay(
            &format!("登记第{}次委托检测、检验、鉴定的结果", appraisal.number),
            "appraisal_result",
            Article::of(PENALTY_LAW, 60),
            Door::Handlers,
        ));
    }
    for (kept, preserved_on) in case.investigation.preservations_open() {
        let due = deadlines::preservation_decision(calendar, preserved_on);
        clocks.push(
            counted(
                &format!("对第{}批先行登记保存物品作出处理决定", kept.number),
                "preservation_outcome",
                due,
                Door::Handlers,
            )
            .told(),
        );
    }
    for _ in &case.recusals_pending {
        clocks.push(without_delay(
            "决定是否回避",
            "recusal",
            Article::of(PENALTY_LAW, 43).paragraph(3),
            Door::Head,
        ));
    }
}

fn notice(case: &Standing, calendar: &Calendar, clocks: &mut Vec<Clock>) {
    let Some(issued) = case.notice.issued.as_ref() else { return };
    let Some(served) = case.notice.served_on else {
        clocks.push(without_delay(
            "送达事先告知书",
            "delivery",
            Article::of(PENALTY_LAW, 44),
            Door::Handlers,
        ));
        return;
    };
    if case.notice.statement.is_none() {
        let window = deadlines::statement_window(calendar, served, Some(WorkingDays(issued.statement_days)));
        clocks.push(counted("当事人陈述、申辩", "statement", window, Door::Party));
    }
    if !issued.hearing_right || case.hearing.held_on.is_some() || case.hearing.waived_on.is_some() {
        return;
    }
    match (&case.hearing.requested_on, &case.hearing.scheduled) {
        (None, _) => clocks.push(counted(
            "当事人要求听证",
            "hearing_request",
            deadlines::hearing_request(calendar, served),
            Door::Party,
        )),
        (Some(_), None) => {
            clocks.push(without_delay(
                "通知听证的时间、地点",
                "hearing_notice",
                Article::of(PENALTY_LAW, 64).item(2),
                Door::Handlers,
            ));
        }
        (Some(_), Some(_)) => {
            clocks.push(without_delay(
                "举行听证并制作笔录",
                "hearing",
                Article::of(PENALTY_LAW, 64),
                Door::Chair,
            ));
        }
    }
}

fn review(case: &Standing, calendar: &Calendar, clocks: &mut Vec<Clock>) {
    if let Some(pending) = &case.review.pending {
        let due = deadlines::review_period(calendar, pending.on, Some(WorkingDays(pending.submitted.days)));
        clocks.push(counted("提出法制审核意见", "opinion", due, Door::Reviewers));
    } else if case.review.returned.is_some() {
        clocks.push(without_delay(
            "处理审核指出的问题，重新送审",
            if penalises(&case.review.returned_draft) { "submission" } else { "no_penalty_submission" },
            Article::of(PLAN, 19),
            Door::Handlers,
        ));
    } else if case.review.passed.is_some() {
        let act = if penalises(&case.review.passed_draft) { "decision" } else { "no_penalty" };
        clocks.push(without_delay("作出处理决定", act, Article::of(PENALTY_LAW, 57), Door::Head));
    }
}

/// Whether the text is one of a penalty; so is the next one where there is none yet.
fn penalises(draft: &Option<Draft>) -> bool {
    draft.as_ref().is_none_or(|draft| draft.outcome == Outcome::Penalty)
}

fn after_decision(case: &Standing, calendar: &Calendar, clocks: &mut Vec<Clock>) {
    publication(case, calendar, clocks);
    let Some(decision) = case.decision.as_ref() else { return };
    let Some(served) = case.decision_served_on() else {
        match case.decision_paper().map(|paper| paper.kind) {
            Some(PaperKind::TransferLetter) => {
                let due = deadlines::handover(decision.on);
                clocks.push(counted("向受移送机关移送案件材料", "delivery", due, Door::Handlers));
            }
            Some(_) => {
                let due = deadlines::decision_service(calendar, decision.on);
                clocks.push(counted("送达决定书", "delivery", due, Door::Handlers).told());
            }
            None => {}
        }
        return;
    };
    if case.fine_owed().0 == 0 || case.payment.court_applied_on.is_some() {
        clocks.push(without_delay("报请结案", "closing", Article::of(PLAN, 13), Door::Head));
    } else if let Some(demanded) = case.payment.demanded_on {
        clocks.push(counted(
            "复议、诉讼期限和催告期满后，在最后一日前申请强制执行",
            "enforcement",
            law::remedies::court_window(calendar, served, Some(demanded)).last_day,
            Door::Handlers,
        ));
    } else {
        clocks.push(
            counted("当事人缴纳罚款", "payment", deadlines::fine_payment(calendar, served), Door::Handlers)
                .told(),
        );
        clocks.push(counted(
            "没有缴纳的，催告并申请强制执行",
            "demand",
            law::remedies::court_window(calendar, served, None).last_day,
            Door::Handlers,
        ));
    }
}

fn publication(case: &Standing, calendar: &Calendar, clocks: &mut Vec<Clock>) {
    let pending = case.decision.as_ref().filter(|_| crate::readings::publication_pending(case));
    let due = pending.and_then(|decision| {
        deadlines::outcome_publication(calendar, decision.on, decision.decided.draft.outcome)
    });
    if let Some(due) = due {
        clocks.push(counted("公示或者不予公示", "publication", due, Door::DisclosureClerk));
    }
}
