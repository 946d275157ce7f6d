//! The scope of legal review (重大执法决定法制审核的范围): one function for deciding, filing, closing and statistics.
//!
//! Carries out point 16 of the plan and article 58 of 行政处罚法. The rules are rows with a day they begin to apply; each
//! row leaves a step, met or not, so that "not in scope" keeps its reasons. A body may add decisions of its own
//! ([`crate::additions`]); nothing here can express taking one away, and the loader refuses the attempt.
//! The file does not say who reviews, nor what a review examines.

use jiff::civil::{Date, date};
use serde::{Deserialize, Serialize};

use crate::article::{Article, PENALTY_LAW, PLAN};
use crate::penalties::Penalty;
use crate::thresholds::{HearingQuestion, PartyKind, Sector, hearing};

/// How the handling of a penalty case ends, 行政处罚法 art 57(1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// 给予行政处罚.
    Penalty,
    /// 违法行为轻微，不予行政处罚.
    NoPenalty,
    /// 违法事实不能成立.
    NotEstablished,
    /// 涉嫌犯罪，移送.
    Transferred,
}

impl Outcome {
    pub const ALL: [Outcome; 4] =
        [Outcome::Penalty, Outcome::NoPenalty, Outcome::NotEstablished, Outcome::Transferred];

    pub const fn title(self) -> &'static str {
        match self {
            Outcome::Penalty => "给予行政处罚",
            Outcome::NoPenalty => "不予行政处罚",
            Outcome::NotEstablished => "违法事实不能成立",
            Outcome::Transferred => "移送司法机关",
        }
    }
}

/// Ways of compulsory execution, 行政强制法 art 12, with the immediate forms named apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExecutionMode {
    /// 加处罚款.
    SurchargeFine,
    /// 滞纳金.
    LateFee,
    /// 划拨存款、汇款.
    Transfer,
    /// 拍卖或者依法处理.
    Auction,
    /// 排除妨碍、恢复原状.
    Restore,
    /// 代履行.
    Substitute,
    /// 立即代履行.
    ImmediateSubstitute,
    Other,
}

impl ExecutionMode {
    pub const ALL: [ExecutionMode; 8] = [
        ExecutionMode::SurchargeFine,
        ExecutionMode::LateFee,
        ExecutionMode::Transfer,
        ExecutionMode::Auction,
        ExecutionMode::Restore,
        ExecutionMode::Substitute,
        ExecutionMode::ImmediateSubstitute,
        ExecutionMode::Other,
    ];

    pub const fn title(self) -> &'static str {
        match self {
            ExecutionMode::SurchargeFine => "加处罚款",
            ExecutionMode::LateFee => "滞纳金",
            ExecutionMode::Transfer => "划拨存款、汇款",
            ExecutionMode::Auction => "拍卖或者依法处理",
            ExecutionMode::Restore => "排除妨碍、恢复原状",
            ExecutionMode::Substitute => "代履行",
            ExecutionMode::ImmediateSubstitute => "立即代履行",
            ExecutionMode::Other => "其他强制执行方式",
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DecisionKind {
    Penalty,
    Permit,
    /// Change or withdrawal of a permit in the public interest (变更、撤回).
    PermitChange,
    /// 撤销许可.
    PermitRevocation,
    CompulsoryExecution(ExecutionMode),
    /// 国有土地上房屋征收.
    Expropriation,
    Other,
}

/// The facts the scope depends on. `hearing_held` and `hearing_waived` say that the party was entitled to a hearing and
/// what came of it; `body_additions` names the body's own list entries that apply to this decision ([`crate::additions::matching`]).
#[derive(Clone, Copy, Debug)]
pub struct ScopeQuestion<'a> {
    pub sector: Sector,
    pub party: PartyKind,
    pub penalties: &'a [Penalty],
    /// 减轻处罚: below the statutory minimum.
    pub mitigated: bool,
    pub hearing_held: bool,
    pub hearing_waived: bool,
    pub outcome: Outcome,
    /// 案件情况疑难复杂.
    pub complex: bool,
    /// 涉及重大公共利益.
    pub public_interest: bool,
    /// 涉及多个法律关系.
    pub several_relations: bool,
    pub day: Date,
    pub body_additions: &'a [String],
    pub decision_kind: DecisionKind,
}

/// One rule, looked at. `why` is written for the officer, whether the rule was met or not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ScopeStep {
    pub rule: String,
    pub article: Article,
    pub met: bool,
    pub why: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ScopeFinding {
    pub in_scope: bool,
    pub trace: Vec<ScopeStep>,
}

/// One row of the decision table.
pub struct ScopeRule {
    pub name: &'static str,
    pub article: Article,
    pub valid_from: Date,
    pub valid_to: Option<Date>,
    /// Whether it can concern a penalty.
    pub of_penalties: bool,
    look: fn(&ScopeQuestion) -> (bool, String),
}

impl ScopeRule {
    pub fn holds_on(&self, day: Date) -> bool {
        self.valid_from <= day && self.valid_to.is_none_or(|last| day <= last)
    }
}

const PLAN_DAY: Date = date(2020, 7, 2);
const STATUTE_DAY: Date = date(2021, 7, 15);
/// Transfers stand in the list Shanghai street offices have used since 2023; the day is configuration.
const CITY_LIST_DAY: Date = date(2023, 1, 1);

const fn rule(
    name: &'static str,
    article: Article,
    from: Date,
    look: fn(&ScopeQuestion) -> (bool, String),
) -> ScopeRule {
    ScopeRule { name, article, valid_from: from, valid_to: None, of_penalties: true, look }
}

/// A row that concerns decisions of another kind.
const fn apart(
    name: &'static str,
    article: Article,
    from: Date,
    look: fn(&ScopeQuestion) -> (bool, String),
) -> ScopeRule {
    ScopeRule { of_penalties: false, ..rule(name, article, from, look) }
}

/// The row for penalties of which the party may ask to be heard.
pub const WITH_HEARING: &str = "符合听证条件的行政处罚";

const REVIEW: Article = Article::of(PENALTY_LAW, 58).paragraph(1);
const SIXTEEN: Article = Article::of(PLAN, 16);

#[rustfmt::skip]
static RULES: &[ScopeRule] = &[
    rule(WITH_HEARING, SIXTEEN, PLAN_DAY, hearing_conditions),
    apart("符合听证条件的行政许可", SIXTEEN, PLAN_DAY, permit_with_hearing),
    rule("减轻行政处罚", SIXTEEN, PLAN_DAY, mitigated),
    apart("为公共利益变更或者撤回行政许可", SIXTEEN, PLAN_DAY, permit_changed),
    apart("撤销行政许可", SIXTEEN, PLAN_DAY, permit_revoked),
    apart("行政强制执行（立即代履行、加处罚款、滞纳金除外）", SIXTEEN, PLAN_DAY, execution),
    apart("国有土地上房屋征收", SIXTEEN, PLAN_DAY, expropriation),
    rule("涉及重大公共利益", REVIEW.item(1), STATUTE_DAY, public_interest),
    rule("经过听证程序", REVIEW.item(2), STATUTE_DAY, after_hearing),
    rule("案件情况疑难复杂、涉及多个法律关系", REVIEW.item(3), STATUTE_DAY, complex),
    rule("涉嫌犯罪移送（本市审核目录）", SIXTEEN, CITY_LIST_DAY, transferred),
    rule("本单位认定的其他重大决定", SIXTEEN, PLAN_DAY, added_by_body),
];

/// The rows, for the public page and the tests.
pub fn rules() -> &'static [ScopeRule] {
    RULES
}

/// Whether the decision must pass legal review before it is made, with every rule's answer.
///
/// Before the first row is in force (2020-07-02) nothing is in scope and one step says so.
pub fn review_scope(q: &ScopeQuestion) -> ScopeFinding {
    let mut trace: Vec<ScopeStep> = RULES
        .iter()
        .filter(|rule| rule.holds_on(q.day))
        .map(|r| {
            let (met, why) = (r.look)(q);
            ScopeStep { rule: r.name.to_owned(), article: r.article, met, why }
        })
        .collect();
    if trace.is_empty() {
        let why = format!("{} 尚无施行中的审核范围规定", q.day);
        trace.push(ScopeStep { rule: "审核范围".to_owned(), article: SIXTEEN, met: false, why });
    }
    ScopeFinding { in_scope: trace.iter().any(|s| s.met), trace }
}

fn penalty_imposed(q: &ScopeQuestion) -> bool {
    q.decision_kind == DecisionKind::Penalty && q.outcome == Outcome::Penalty
}

fn say(met: bool, yes: &str, no: &str) -> (bool, String) {
    (met, if met { yes } else { no }.to_owned())
}

fn hearing_conditions(q: &ScopeQuestion) -> (bool, String) {
    if !penalty_imposed(q) {
        return (false, "不是给予行政处罚的决定".to_owned());
    }
    let finding =
        hearing(&HearingQuestion { sector: q.sector, party: q.party, penalties: q.penalties, day: q.day });
    let reasons = finding.trace.iter().filter(|r| r.met == finding.required).map(|r| r.why.as_str());
    (finding.required, reasons.collect::<Vec<_>>().join("；"))
}

fn permit_with_hearing(q: &ScopeQuestion) -> (bool, String) {
    if q.decision_kind != DecisionKind::Permit {
        return (false, "不是行政许可决定".to_owned());
    }
    say(q.hearing_held || q.hearing_waived, "该许可符合听证条件", "该许可未涉及听证")
}

fn mitigated(q: &ScopeQuestion) -> (bool, String) {
    if !penalty_imposed(q) {
        return (false, "不是给予行政处罚的决定".to_owned());
    }
    say(q.mitigated, "低于法定最低幅度或者减少应并处的处罚", "处罚在法定幅度之内")
}

fn permit_changed(q: &ScopeQuestion) -> (bool, String) {
    say(q.decision_kind == DecisionKind::PermitChange, "变更或者撤回已生效的许可", "不是变更、撤回许可的决定")
}

fn permit_revoked(q: &ScopeQuestion) -> (bool, String) {
    say(q.decision_kind == DecisionKind::PermitRevocation, "撤销许可", "不是撤销许可的决定")
}

fn execution(q: &ScopeQuestion) -> (bool, String) {
    let DecisionKind::CompulsoryExecution(mode) = q.decision_kind else {
        return (false, "不是行政强制执行决定".to_owned());
    };
    let excepted = matches!(
        mode,
        ExecutionMode::SurchargeFine | ExecutionMode::LateFee | ExecutionMode::ImmediateSubstitute
    );
    let suffix = if excepted { "属于除外情形" } else { "应当审核" };
    (!excepted, format!("{}{suffix}", mode.title()))
}

fn expropriation(q: &ScopeQuestion) -> (bool, String) {
    say(q.decision_kind == DecisionKind::Expropriation, "房屋征收决定", "不是房屋征收决定")
}

fn public_interest(q: &ScopeQuestion) -> (bool, String) {
    say(q.public_interest, "承办机构认定涉及重大公共利益", "未认定涉及重大公共利益")
}

fn after_hearing(q: &ScopeQuestion) -> (bool, String) {
    if q.hearing_held {
        return (true, "已经过听证".to_owned());
    }
    say(q.hearing_waived, "符合听证条件而当事人放弃听证，仍应审核", "未经过听证程序")
}

fn complex(q: &ScopeQuestion) -> (bool, String) {
    match (q.complex, q.several_relations) {
        (true, true) => (true, "案件疑难复杂，且涉及多个法律关系".to_owned()),
        (true, false) => (true, "案件疑难复杂".to_owned()),
        (false, true) => (true, "涉及多个法律关系".to_owned()),
        (false, false) => (false, "未认定疑难复杂，也不涉及多个法律关系".to_owned()),
    }
}

fn transferred(q: &ScopeQuestion) -> (bool, String) {
    let met = q.decision_kind == DecisionKind::Penalty && q.outcome == Outcome::Transferred;
    say(met, "拟移送司法机关", "不移送司法机关")
}

fn added_by_body(q: &ScopeQuestion) -> (bool, String) {
    let named = q.body_additions.join("、");
    (
        !q.body_additions.is_empty(),
        if named.is_empty() { "不在本单位另行认定的清单之内".to_owned() } else { named },
    )
}
