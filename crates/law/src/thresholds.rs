//! When the party must be told of the right to a hearing (听证, 行政处罚法 art 63): a dated table of amounts by sector and
//! kind of party, and the penalties that need one whatever the amount.
//!
//! "以上" includes the figure itself, so every amount is compared to the fen. Amounts of the same kind in one decision are
//! added, so that a fine cannot be split below the threshold. Where the facts do not settle the question (no amount, no
//! row for the day) the answer is that a hearing is required, and the trace says why. Individual businesses (个体工商户) have rows of
//! their own, set to the lower figure of natural persons; a body whose rules differ passes its own table to [`hearing_by`].

use jiff::civil::{Date, date};
use serde::{Deserialize, Serialize};

use crate::article::{
    Article, MARKET_HEARING_RULE, PENALTY_LAW, POLICE_PROCEDURE, PUBLIC_ORDER_LAW, SHANGHAI_HEARING_RULE,
};
use crate::money::Fen;
use crate::penalties::{Penalty, PenaltyKind};

/// The field of law whose threshold applies: by the national sector rule if the power rests on it, else by the city's rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sector {
    /// Shanghai's general rule.
    General,
    /// 市场监督管理.
    MarketRegulation,
    /// 公安行政案件 other than public order.
    PublicSecurity,
    /// 治安管理.
    PublicOrder,
}

impl Sector {
    pub const ALL: [Sector; 4] =
        [Sector::General, Sector::MarketRegulation, Sector::PublicSecurity, Sector::PublicOrder];

    pub const fn title(self) -> &'static str {
        match self {
            Sector::General => "一般领域",
            Sector::MarketRegulation => "市场监督管理",
            Sector::PublicSecurity => "公安行政",
            Sector::PublicOrder => "治安管理",
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PartyKind {
    /// 法人及非法人组织.
    Organisation,
    /// 个体工商户.
    SoleTrader,
    /// 自然人.
    Person,
}

impl PartyKind {
    pub const ALL: [PartyKind; 3] = [PartyKind::Organisation, PartyKind::SoleTrader, PartyKind::Person];

    pub const fn title(self) -> &'static str {
        match self {
            PartyKind::Organisation => "法人及非法人组织",
            PartyKind::SoleTrader => "个体工商户",
            PartyKind::Person => "自然人",
        }
    }
}

/// One row: from `min` (inclusive) on, for days from `valid_from` to `valid_to`, both inclusive.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct HearingRule {
    pub sector: Sector,
    pub party: PartyKind,
    pub min: Fen,
    pub valid_from: Date,
    pub valid_to: Option<Date>,
    pub article: Article,
}

impl HearingRule {
    fn in_force(&self, day: Date) -> bool {
        self.valid_from <= day && self.valid_to.is_none_or(|last| day <= last)
    }
}

const REVISED_PENALTY_LAW: Date = date(2021, 7, 15);
const POLICE_RULE: Date = date(2019, 1, 1);
const NEW_PUBLIC_ORDER_LAW: Date = date(2026, 1, 1);
const OLD_PUBLIC_ORDER_LAW: Date = date(2006, 3, 1);
const OLD_PUBLIC_ORDER_LAW_LAST: Date = date(2025, 12, 31);

const fn row(
    sector: Sector,
    party: PartyKind,
    yuan: i64,
    from: Date,
    to: Option<Date>,
    article: Article,
) -> HearingRule {
    HearingRule { sector, party, min: Fen::yuan(yuan), valid_from: from, valid_to: to, article }
}

const CITY: Article = Article::of(SHANGHAI_HEARING_RULE, 0);
const MARKET: Article = Article::of(MARKET_HEARING_RULE, 5);
const POLICE: Article = Article::of(POLICE_PROCEDURE, 123);
const ORDER: Article = Article::of(PUBLIC_ORDER_LAW, 117);
/// Article 98 of the law as it stood until the end of 2025.
const OLD_ORDER: Article = Article::of(PUBLIC_ORDER_LAW, 98);

use PartyKind::{Organisation, Person, SoleTrader};
use Sector::{General, MarketRegulation, PublicOrder, PublicSecurity};

#[rustfmt::skip]
const RULES: &[HearingRule] = &[
    row(General,          Person,        5_000, REVISED_PENALTY_LAW,  None, CITY),
    row(General,          SoleTrader,    5_000, REVISED_PENALTY_LAW,  None, CITY),
    row(General,          Organisation, 50_000, REVISED_PENALTY_LAW,  None, CITY),
    row(MarketRegulation, Person,       10_000, REVISED_PENALTY_LAW,  None, MARKET),
    row(MarketRegulation, SoleTrader,   10_000, REVISED_PENALTY_LAW,  None, MARKET),
    row(MarketRegulation, Organisation, 100_000, REVISED_PENALTY_LAW, None, MARKET),
    row(PublicSecurity,   Person,        2_000, POLICE_RULE,          None, POLICE),
    row(PublicSecurity,   SoleTrader,    2_000, POLICE_RULE,          None, POLICE),
    row(PublicSecurity,   Organisation, 10_000, POLICE_RULE,          None, POLICE),
    row(PublicOrder,      Person,        2_000, OLD_PUBLIC_ORDER_LAW, Some(OLD_PUBLIC_ORDER_LAW_LAST), OLD_ORDER),
    row(PublicOrder,      SoleTrader,    2_000, OLD_PUBLIC_ORDER_LAW, Some(OLD_PUBLIC_ORDER_LAW_LAST), OLD_ORDER),
    row(PublicOrder,      Organisation,  2_000, OLD_PUBLIC_ORDER_LAW, Some(OLD_PUBLIC_ORDER_LAW_LAST), OLD_ORDER),
    row(PublicOrder,      Person,        4_000, NEW_PUBLIC_ORDER_LAW, None, ORDER),
    row(PublicOrder,      SoleTrader,    4_000, NEW_PUBLIC_ORDER_LAW, None, ORDER),
    row(PublicOrder,      Organisation,  4_000, NEW_PUBLIC_ORDER_LAW, None, ORDER),
];

/// The table as built in, for the public pages and for bodies that start from it.
pub fn hearing_rules() -> &'static [HearingRule] {
    RULES
}

#[derive(Clone, Copy, Debug)]
pub struct HearingQuestion<'a> {
    pub sector: Sector,
    pub party: PartyKind,
    /// The penalties intended or decided.
    pub penalties: &'a [Penalty],
    /// The day whose law decides.
    pub day: Date,
}

/// One reason for or against a hearing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Reason {
    pub article: Article,
    pub met: bool,
    pub why: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct HearingFinding {
    pub required: bool,
    /// Never empty; every kind of penalty leaves a reason, also when no hearing is needed.
    pub trace: Vec<Reason>,
}

/// Whether the party has a right to a hearing, by the built-in table.
pub fn hearing(q: &HearingQuestion) -> HearingFinding {
    hearing_by(q, RULES)
}

/// The same by a body's own table.
pub fn hearing_by(q: &HearingQuestion, rules: &[HearingRule]) -> HearingFinding {
    let mut kinds: Vec<PenaltyKind> = q.penalties.iter().map(|p| p.kind).collect();
    kinds.sort_unstable();
    kinds.dedup();
    let mut trace: Vec<Reason> = kinds
        .into_iter()
        .map(|kind| if kind.has_amount() { by_amount(q, kind, rules) } else { by_kind(kind) })
        .collect();
    if trace.is_empty() {
        trace.push(Reason {
            article: HEARING,
            met: false,
            why: "没有拟作出的行政处罚，不涉及听证".to_owned(),
        });
    }
    HearingFinding { required: trace.iter().any(|r| r.met), trace }
}

const HEARING: Article = Article::of(PENALTY_LAW, 63).paragraph(1);

/// 行政处罚法 art 63(1), items 3 to 5: these need a hearing whatever the amount. Suspending a permit, restricting activities and what other statutes
/// provide may be 其他较重的行政处罚 (item 5); no text says they are not, so the party is told.
fn by_kind(kind: PenaltyKind) -> Reason {
    let item = match kind {
        PenaltyKind::LowerQualification | PenaltyKind::RevokePermit => Some(3),
        PenaltyKind::SuspendBusiness | PenaltyKind::CloseDown | PenaltyKind::RestrictEmployment => Some(4),
        PenaltyKind::SuspendPermit | PenaltyKind::RestrictActivities | PenaltyKind::Other => Some(5),
        _ => None,
    };
    match item {
        Some(n) => {
            Reason {
                article: HEARING.item(n), met: true, why: format!("{}，应当告知听证权利", kind.title())
            }
        }
        None => Reason {
            article: HEARING,
            met: false,
            why: format!("{}不在应当听证的处罚种类之内", kind.title()),
        },
    }
}

/// 行政处罚法 art 63(1), items 1 and 2: large fines, and confiscations of a large amount or value.
fn by_amount(q: &HearingQuestion, kind: PenaltyKind, rules: &[HearingRule]) -> Reason {
    let item = HEARING.item(if kind == PenaltyKind::Fine { 1 } else { 2 });
    let of_kind = || q.penalties.iter().filter(|p| p.kind == kind);
    if of_kind().any(|p| p.amount.is_none()) {
        return Reason {
            article: item, met: true, why: format!("{}金额未定，按应当听证处理", kind.title())
        };
    }
    let total = of_kind().filter_map(|p| p.amount).fold(0i64, |sum, a| sum.saturating_add(a.0));
    let row = rules.iter().find(|r| r.sector == q.sector && r.party == q.party && r.in_force(q.day));
    let Some(row) = row else {
        let why = format!("{}：{}没有适用的听证金额标准，按应当听证处理", q.day, q.sector.title());
        return Reason { article: item, met: true, why };
    };
    let met = total >= row.min.0;
    let relation = if met { "达到" } else { "未达到" };
    let why = format!(
        "{}{}元，{relation}{}对{}的标准{}元（含本数）",
        kind.title(),
        Fen(total),
        q.sector.title(),
        q.party.title(),
        row.min
    );
    Reason { article: row.article, met, why }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn required(sector: Sector, party: PartyKind, penalties: &[Penalty], day: Date) -> bool {
        let finding = hearing(&HearingQuestion { sector, party, penalties, day });
        assert_eq!(finding.required, finding.trace.iter().any(|r| r.met));
        assert!(!finding.trace.is_empty());
        finding.required
    }

    #[test]
    fn every_row_decides_to_the_fen_for_fines_and_confiscations() {
        for rule in hearing_rules() {
            for day in [rule.valid_from, rule.valid_to.unwrap_or(date(2026, 11, 23))] {
                for kind in [PenaltyKind::Fine, PenaltyKind::ConfiscateGains, PenaltyKind::ConfiscateProperty]
                {
                    let with = |fen| [Penalty { amount: Some(Fen(fen)), ..Penalty::of(kind) }];
                    assert!(required(rule.sector, rule.party, &with(rule.min.0), day), "{rule:?}");
                    assert!(!required(rule.sector, rule.party, &with(rule.min.0 - 1), day), "{rule:?}");
                }
            }
        }
    }

    #[test]
    fn the_figures_themselves() {
        let day = date(2026, 11, 23);
        for (sector, party, fen, expected) in [
            (General, Person, 500_000, true),
            (General, Person, 499_999, false),
            (General, SoleTrader, 500_000, true),
            (General, Organisation, 5_000_000, true),
            (General, Organisation, 4_999_999, false),
            (MarketRegulation, Person, 999_999, false),
            (MarketRegulation, Person, 1_000_000, true),
            (MarketRegulation, Organisation, 9_999_999, false),
            (MarketRegulation, Organisation, 10_000_000, true),
            (PublicSecurity, Person, 200_000, true),
            (PublicSecurity, Organisation, 999_999, false),
            (PublicOrder, Person, 399_999, false),
            (PublicOrder, Organisation, 400_000, true),
        ] {
            assert_eq!(
                required(sector, party, &[Penalty::fine(Fen(fen))], day),
                expected,
                "{sector:?} {party:?} {fen}"
            );
        }
    }

    #[test]
    fn the_day_decides_which_row_applies() {
        let fine = [Penalty::fine(Fen::yuan(3000))];
        assert!(required(PublicOrder, Person, &fine, date(2025, 12, 31)));
        assert!(!required(PublicOrder, Person, &fine, date(2026, 1, 1)));
    }

    #[test]
    fn exactly_one_row_for_every_sector_and_party_since_the_law_of_2021() {
        let mut day = REVISED_PENALTY_LAW;
        while day < date(2027, 1, 1) {
            for sector in Sector::ALL {
                for party in PartyKind::ALL {
                    let rows =
                        RULES.iter().filter(|r| r.sector == sector && r.party == party && r.in_force(day));
                    assert_eq!(rows.count(), 1, "{sector:?} {party:?} {day}");
                }
            }
            day = day.tomorrow().unwrap();
        }
    }

    #[test]
    fn kinds_that_need_a_hearing_whatever_the_amount() {
        use PenaltyKind as K;
        let day = date(2026, 11, 23);
        for kind in K::ALL.into_iter().filter(|k| !k.has_amount()) {
            let expected = matches!(
                kind,
                K::LowerQualification
                    | K::RevokePermit
                    | K::SuspendBusiness
                    | K::CloseDown
                    | K::RestrictEmployment
                    | K::SuspendPermit
                    | K::RestrictActivities
                    | K::Other
            );
            assert_eq!(required(General, Organisation, &[Penalty::of(kind)], day), expected, "{kind:?}");
        }
        assert!(!required(General, Organisation, &[], day));
    }

    #[test]
    fn splitting_a_fine_does_not_avoid_the_hearing() {
        let halves = [Penalty::fine(Fen::yuan(2500)), Penalty::fine(Fen::yuan(2500))];
        assert!(required(General, Person, &halves, date(2026, 11, 23)));
    }

    #[test]
    fn what_is_not_known_is_decided_for_the_party() {
        assert!(required(General, Person, &[Penalty::of(PenaltyKind::Fine)], date(2026, 11, 23)));
        assert!(required(General, Person, &[Penalty::fine(Fen(1))], date(2019, 1, 1)));
    }
}
