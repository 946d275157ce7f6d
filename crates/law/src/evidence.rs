//! The eight kinds of evidence (证据, 行政处罚法 art 46). Whether a piece may be used is decided where it is examined, not here.

use serde::{Deserialize, Serialize};

use crate::article::{Article, PENALTY_LAW};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EvidenceKind {
    Documentary,
    Physical,
    AudioVisual,
    Electronic,
    Testimony,
    PartyStatement,
    ExpertOpinion,
    InspectionRecord,
}

impl EvidenceKind {
    /// In the order of article 46.
    pub const ALL: [EvidenceKind; 8] = [
        EvidenceKind::Documentary,
        EvidenceKind::Physical,
        EvidenceKind::AudioVisual,
        EvidenceKind::Electronic,
        EvidenceKind::Testimony,
        EvidenceKind::PartyStatement,
        EvidenceKind::ExpertOpinion,
        EvidenceKind::InspectionRecord,
    ];

    pub const fn title(self) -> &'static str {
        match self {
            EvidenceKind::Documentary => "书证",
            EvidenceKind::Physical => "物证",
            EvidenceKind::AudioVisual => "视听资料",
            EvidenceKind::Electronic => "电子数据",
            EvidenceKind::Testimony => "证人证言",
            EvidenceKind::PartyStatement => "当事人的陈述",
            EvidenceKind::ExpertOpinion => "鉴定意见",
            EvidenceKind::InspectionRecord => "勘验笔录、现场笔录",
        }
    }

    pub fn article(self) -> Article {
        let base = Article::of(PENALTY_LAW, 46).paragraph(1);
        (1u8..).zip(Self::ALL).find(|(_, k)| *k == self).map_or(base, |(n, _)| base.item(n))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_cites_its_item() {
        let items: Vec<u8> = EvidenceKind::ALL.iter().map(|k| k.article().item).collect();
        assert_eq!(items, [1, 2, 3, 4, 5, 6, 7, 8]);
        assert_eq!(
            EvidenceKind::InspectionRecord.article().to_string(),
            "《行政处罚法》第四十六条第一款第（八）项"
        );
    }
}
