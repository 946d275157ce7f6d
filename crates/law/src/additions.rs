//! What a body adds to the scope of legal review by its own decision (行政执法单位认定的其他重大行政执法决定, plan, point 16).
//!
//! The type has no way to take a decision out of scope, and an entry with a field it does not know is refused. An addition is dated, is checked against the
//! decision at hand, and is named in the trace of every decision it brings into scope.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::money::Fen;
use crate::penalties::{Penalty, PenaltyKind};
use crate::scope::DecisionKind;

/// One decision a body has added to the scope. Every condition given must hold; none given means every decision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Addition {
    pub name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decision_kind: Option<DecisionKind>,
    /// Codes of matters (权力事项), as the bodies' own catalogues list them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub matters: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub penalty_kinds: Vec<PenaltyKind>,
    /// Fines and confiscations of this sum and more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_amount: Option<Fen>,
    pub valid_from: Date,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_to: Option<Date>,
}

/// An entry of a body's list as the register keeps it. A bare name is how entries were kept before they could have conditions: it applies to every
/// decision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Listed {
    Named(String),
    Conditional(Addition),
}

/// The decision an addition is checked against.
#[derive(Clone, Copy, Debug)]
pub struct AtHand<'a> {
    pub kind: DecisionKind,
    /// Code of the matter.
    pub matter: &'a str,
    pub penalties: &'a [Penalty],
    pub day: Date,
}

impl Listed {
    pub fn name(&self) -> &str {
        match self {
            Listed::Named(name) => name,
            Listed::Conditional(addition) => &addition.name,
        }
    }
}

/// The names of the entries that apply, for [`crate::scope::ScopeQuestion::body_additions`].
pub fn matching(list: &[Listed], decision: AtHand<'_>) -> Vec<String> {
    let applies = |listed: &&Listed| match listed {
        Listed::Named(_) => true,
        Listed::Conditional(addition) => addition.applies(decision),
    };
    list.iter().filter(applies).map(|listed| listed.name().to_owned()).collect()
}

impl Addition {
    fn applies(&self, AtHand { kind, matter, penalties, day }: AtHand<'_>) -> bool {
        let in_force = self.valid_from <= day && self.valid_to.is_none_or(|last| day <= last);
        let listed = |p: &&Penalty| self.penalty_kinds.is_empty() || self.penalty_kinds.contains(&p.kind);
        let sum =
            penalties.iter().filter(listed).filter_map(|p| p.amount).fold(0i64, |s, a| s.saturating_add(a.0));
        in_force
            && self.decision_kind.is_none_or(|k| k == kind)
            && (self.matters.is_empty() || self.matters.iter().any(|code| code == matter))
            && (self.penalty_kinds.is_empty() || penalties.iter().any(|p| listed(&p)))
            && self.min_amount.is_none_or(|min| sum >= min.0)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn at_hand<'a>(matter: &'a str, penalties: &'a [Penalty]) -> AtHand<'a> {
        AtHand { kind: DecisionKind::Penalty, matter, penalties, day: date(2026, 11, 23) }
    }

    fn read(json: &str) -> Listed {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn each_entry_is_checked_against_the_decision_at_hand() {
        let list = [
            read(r#"{"name":"食品案件","matters":["0200-FOOD-034"],"valid_from":"2026-01-01"}"#),
            read(r#"{"name":"停产停业","penalty_kinds":["suspend_business"],"valid_from":"2026-01-01"}"#),
            read(r#"{"name":"明年起","valid_from":"2027-01-01"}"#),
        ];
        let fine = [Penalty::fine(Fen::yuan(100))];
        assert_eq!(matching(&list, at_hand("0200-FOOD-034", &fine)), ["食品案件"]);
        assert!(matching(&list, at_hand("0200-PRICE-013", &fine)).is_empty());
        let halt = [Penalty::of(PenaltyKind::SuspendBusiness)];
        assert_eq!(matching(&list, at_hand("0200-PRICE-013", &halt)), ["停产停业"]);
        assert!(matching(&list, at_hand("0200-PRICE-013", &[])).is_empty(), "no penalty, none of these");
    }

    #[test]
    fn a_bare_name_kept_from_before_applies_to_every_decision_and_is_written_as_it_was() {
        let named = read(r#""重大舆情案件""#);
        assert_eq!(matching(std::slice::from_ref(&named), at_hand("x", &[])), ["重大舆情案件"]);
        assert_eq!(serde_json::to_string(&named).unwrap(), r#""重大舆情案件""#);
    }
}
