//! What a body adds to the scope of legal review by its own decision (行政执法单位认定的其他重大行政执法决定, plan, point 16).
//!
//! The type has no way to take a decision out of scope, and the loader refuses an entry that tries. An addition is read
//! from the body's list, dated, and named in the trace of every decision it brings into scope.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::money::Fen;
use crate::penalties::{Penalty, PenaltyKind};
use crate::scope::DecisionKind;

/// One decision a body has added to the scope. Every condition given must hold; none given means every decision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Addition {
    pub name: String,
    #[serde(default)]
    pub decision_kind: Option<DecisionKind>,
    #[serde(default)]
    pub penalty_kinds: Vec<PenaltyKind>,
    /// Fines and confiscations of this sum and more.
    #[serde(default)]
    pub min_amount: Option<Fen>,
    pub valid_from: Date,
    #[serde(default)]
    pub valid_to: Option<Date>,
}

/// A body's own list. It can only add.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Additions(Vec<Addition>);

#[derive(Debug, Error)]
pub enum AdditionsError {
    #[error("清单过大：不得超过 256 KB")]
    TooLarge,
    #[error("第 {0} 条含“{1}”：审核范围只能增加，不能减少或者排除")]
    Removal(usize, String),
    #[error("清单不是可读的列表：{0}")]
    Unreadable(String),
    #[error("第 {0} 条：{1}")]
    Entry(usize, String),
}

impl Additions {
    /// Reads a JSON list of additions. Any entry that tries to take something out of scope is refused by name.
    pub fn load(json: &str) -> Result<Additions, AdditionsError> {
        if json.len() > 256 * 1024 {
            return Err(AdditionsError::TooLarge);
        }
        let entries: Vec<serde_json::Value> =
            serde_json::from_str(json).map_err(|e| AdditionsError::Unreadable(e.to_string()))?;
        let mut list = Vec::with_capacity(entries.len());
        for (i, entry) in entries.into_iter().enumerate() {
            const TAKING_AWAY: [&str; 6] = ["remove", "except", "exclude", "exempt", "delete", "not"];
            let keys = entry.as_object().into_iter().flat_map(|o| o.keys());
            if let Some(key) = keys.into_iter().find(|k| TAKING_AWAY.contains(&k.as_str())) {
                return Err(AdditionsError::Removal(i + 1, key.clone()));
            }
            let addition: Addition =
                serde_json::from_value(entry).map_err(|e| AdditionsError::Entry(i + 1, e.to_string()))?;
            if addition.name.trim().is_empty() {
                return Err(AdditionsError::Entry(i + 1, "name（名称）未填".to_owned()));
            }
            list.push(addition);
        }
        Ok(Additions(list))
    }

    pub fn list(&self) -> &[Addition] {
        &self.0
    }

    /// The names of the entries that apply, for [`ScopeQuestion::body_additions`].
    pub fn matching(&self, kind: DecisionKind, penalties: &[Penalty], day: Date) -> Vec<String> {
        self.0.iter().filter(|a| a.applies(kind, penalties, day)).map(|a| a.name.clone()).collect()
    }
}

impl Addition {
    fn applies(&self, kind: DecisionKind, penalties: &[Penalty], day: Date) -> bool {
        let in_force = self.valid_from <= day && self.valid_to.is_none_or(|last| day <= last);
        let listed = |p: &&Penalty| self.penalty_kinds.is_empty() || self.penalty_kinds.contains(&p.kind);
        let sum =
            penalties.iter().filter(listed).filter_map(|p| p.amount).fold(0i64, |s, a| s.saturating_add(a.0));
        in_force
            && self.decision_kind.is_none_or(|k| k == kind)
            && (self.penalty_kinds.is_empty() || penalties.iter().any(|p| listed(&p)))
            && self.min_amount.is_none_or(|min| sum >= min.0)
    }
}
