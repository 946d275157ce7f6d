//! The kinds of administrative penalty (行政处罚的种类, 行政处罚法 art 9) and one penalty as decided.
//!
//! The order of severity for the annual statistics is the order of the published 2021 form; it decides in which column
//! a decision with several kinds is counted. It says nothing about which penalty a case deserves.

use serde::{Deserialize, Serialize};

use crate::article::{Article, PENALTY_LAW};
use crate::money::Fen;

/// Thirteen kinds named by the statute, and those other laws and regulations provide.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PenaltyKind {
    Warning,
    CircularCriticism,
    Fine,
    ConfiscateGains,
    ConfiscateProperty,
    SuspendPermit,
    LowerQualification,
    RevokePermit,
    RestrictActivities,
    SuspendBusiness,
    CloseDown,
    RestrictEmployment,
    Detention,
    Other,
}

impl PenaltyKind {
    /// In the order of article 9.
    pub const ALL: [PenaltyKind; 14] = [
        PenaltyKind::Warning,
        PenaltyKind::CircularCriticism,
        PenaltyKind::Fine,
        PenaltyKind::ConfiscateGains,
        PenaltyKind::ConfiscateProperty,
        PenaltyKind::SuspendPermit,
        PenaltyKind::LowerQualification,
        PenaltyKind::RevokePermit,
        PenaltyKind::RestrictActivities,
        PenaltyKind::SuspendBusiness,
        PenaltyKind::CloseDown,
        PenaltyKind::RestrictEmployment,
        PenaltyKind::Detention,
        PenaltyKind::Other,
    ];

    pub const fn title(self) -> &'static str {
        match self {
            PenaltyKind::Warning => "警告",
            PenaltyKind::CircularCriticism => "通报批评",
            PenaltyKind::Fine => "罚款",
            PenaltyKind::ConfiscateGains => "没收违法所得",
            PenaltyKind::ConfiscateProperty => "没收非法财物",
            PenaltyKind::SuspendPermit => "暂扣许可证件",
            PenaltyKind::LowerQualification => "降低资质等级",
            PenaltyKind::RevokePermit => "吊销许可证件",
            PenaltyKind::RestrictActivities => "限制开展生产经营活动",
            PenaltyKind::SuspendBusiness => "责令停产停业",
            PenaltyKind::CloseDown => "责令关闭",
            PenaltyKind::RestrictEmployment => "限制从业",
            PenaltyKind::Detention => "行政拘留",
            PenaltyKind::Other => "法律、行政法规规定的其他行政处罚",
        }
    }

    pub const fn article(self) -> Article {
        let base = Article::of(PENALTY_LAW, 9);
        match self {
            PenaltyKind::Warning | PenaltyKind::CircularCriticism => base.item(1),
            PenaltyKind::Fine | PenaltyKind::ConfiscateGains | PenaltyKind::ConfiscateProperty => {
                base.item(2)
            }
            PenaltyKind::SuspendPermit | PenaltyKind::LowerQualification | PenaltyKind::RevokePermit => {
                base.item(3)
            }
            PenaltyKind::RestrictActivities
            | PenaltyKind::SuspendBusiness
            | PenaltyKind::CloseDown
            | PenaltyKind::RestrictEmployment => base.item(4),
            PenaltyKind::Detention => base.item(5),
            PenaltyKind::Other => base.item(6),
        }
    }

    /// Rank for the statistics, lightest first; `Other` is 0 because a named kind beats it.
    pub const fn statistical_order(self) -> u8 {
        match self {
            PenaltyKind::Other => 0,
            PenaltyKind::Warning => 1,
            PenaltyKind::CircularCriticism => 2,
            PenaltyKind::Fine => 3,
            PenaltyKind::ConfiscateGains | PenaltyKind::ConfiscateProperty => 4,
            PenaltyKind::SuspendPermit => 5,
            PenaltyKind::LowerQualification => 6,
            PenaltyKind::RestrictActivities => 7,
            PenaltyKind::SuspendBusiness => 8,
            PenaltyKind::CloseDown | PenaltyKind::RestrictEmployment => 9,
            PenaltyKind::RevokePermit => 10,
            PenaltyKind::Detention => 11,
        }
    }

    /// Whether the penalty is an amount of money or of property with a value.
    pub const fn has_amount(self) -> bool {
        matches!(self, PenaltyKind::Fine | PenaltyKind::ConfiscateGains | PenaltyKind::ConfiscateProperty)
    }
}

/// One penalty within a decision. `amount` is the fine or the value confiscated, where it can be determined.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Penalty {
    pub kind: PenaltyKind,
    #[serde(default)]
    pub amount: Option<Fen>,
    #[serde(default)]
    pub detail: String,
}

impl Penalty {
    pub fn fine(amount: Fen) -> Penalty {
        Penalty { kind: PenaltyKind::Fine, amount: Some(amount), detail: String::new() }
    }

    pub fn of(kind: PenaltyKind) -> Penalty {
        Penalty { kind, amount: None, detail: String::new() }
    }
}

/// Whether `decided` is `announced` with its one term (期限) shortened and nothing else changed: 暂扣三个月 announced, 暂扣一个月 decided.
pub fn shorter_term(announced: &str, decided: &str) -> bool {
    match (term(announced.trim()), term(decided.trim())) {
        (Some((before, told, after)), Some((same_before, length, same_after))) => {
            (before, after) == (same_before, same_after) && length < told
        }
        _ => false,
    }
}

/// Splits a text at its only term: what stands before the number, the number, unit and what follows. `None` without a term or with several.
fn term(text: &str) -> Option<(&str, u32, &str)> {
    const NUMERALS: &str = "0123456789一二三四五六七八九十百";
    let mut found = None;
    for (at, _) in ["个月", "月", "年", "日", "天"].iter().flat_map(|unit| text.match_indices(unit)) {
        let before = text[..at].trim_end_matches(|c| NUMERALS.contains(c));
        let number = &text[before.len()..at];
        let Some(length) = number_read(number) else { continue };
        if found.replace((before, length, &text[at..])).is_some() {
            return None;
        }
    }
    found
}

/// A whole number below a thousand in digits or in Chinese numerals.
fn number_read(text: &str) -> Option<u32> {
    if text.is_empty() || text.bytes().all(|b| b.is_ascii_digit()) {
        return text.parse().ok();
    }
    let (mut sum, mut digit) = (0, None);
    for c in text.chars() {
        match "一二三四五六七八九".chars().position(|known| known == c) {
            Some(place) => digit = Some(place as u32 + 1),
            None if c == '十' => sum += digit.take().unwrap_or(1) * 10,
            None if c == '百' => sum += digit.take().unwrap_or(1) * 100,
            None => return None,
        }
    }
    Some(sum + digit.unwrap_or(0))
}

/// The kind a decision is counted under in the annual tables: its heaviest.
pub fn counted_under(penalties: &[Penalty]) -> Option<PenaltyKind> {
    penalties.iter().map(|p| p.kind).max_by_key(|k| k.statistical_order())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stored_names_are_plain_and_stable() {
        let names: Vec<String> = PenaltyKind::ALL.iter().map(|k| serde_json::to_string(k).unwrap()).collect();
        assert_eq!(names[0], "\"warning\"");
        assert_eq!(names[9], "\"suspend_business\"");
        assert!(
            names.iter().all(|n| n.trim_matches('"').bytes().all(|b| b.is_ascii_lowercase() || b == b'_'))
        );
        for (kind, name) in PenaltyKind::ALL.iter().zip(&names) {
            assert_eq!(serde_json::from_str::<PenaltyKind>(name).unwrap(), *kind);
        }
    }

    #[test]
    fn a_decision_counts_once_under_its_heaviest_named_kind() {
        let of = |kinds: &[PenaltyKind]| kinds.iter().map(|&k| Penalty::of(k)).collect::<Vec<_>>();
        use PenaltyKind as K;
        for (kinds, counted) in [
            (vec![], None),
            (vec![K::Other], Some(K::Other)),
            (vec![K::Warning, K::Other], Some(K::Warning)),
            (vec![K::Fine, K::ConfiscateGains, K::Warning], Some(K::ConfiscateGains)),
            (vec![K::SuspendBusiness, K::RevokePermit], Some(K::RevokePermit)),
            (vec![K::Detention, K::Fine], Some(K::Detention)),
        ] {
            assert_eq!(counted_under(&of(&kinds)), counted);
        }
    }

    #[test]
    fn a_term_may_be_shortened_and_nothing_else() {
        for (announced, decided, shorter) in [
            ("暂扣许可证三个月", "暂扣许可证一个月", true),
            ("暂扣许可证6个月", "暂扣许可证十个月", false),
            ("停业二十五日", "停业二十日", true),
            ("停业十日", "停业9日", true),
            ("停业十日", "停业十日", false),
            ("停业十日", "停业一年", false),
            ("暂扣甲证三个月", "暂扣乙证一个月", false),
            ("吊销JY1310号许可证", "吊销JY1309号许可证", false),
            ("停业三个月", "停业", false),
            ("停业一年六个月", "停业一年三个月", false),
        ] {
            assert_eq!(shorter_term(announced, decided), shorter, "{announced} → {decided}");
        }
    }

    #[test]
    fn each_kind_cites_its_item() {
        assert_eq!(PenaltyKind::RevokePermit.article().to_string(), "《行政处罚法》第九条第（三）项");
        assert_eq!(PenaltyKind::Fine.article().item, 2);
    }
}
