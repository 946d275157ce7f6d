//! The volume (案卷) of an ordinary penalty case: its papers in the order the law and Shanghai's practice set, and which of
//! them an ending requires. How long the volume is kept stands in `retention`.
//!
//! Order follows the four groups of an ordinary case: opening; investigation; examination and decision; service, execution and
//! closing. Papers of the investigation are required because they were made, whatever the ending.

use serde::{Deserialize, Serialize};

pub use crate::retention::{Retention, RetentionRule, retention, retention_on, retention_rules};

/// How the case came to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ending {
    /// 不予立案.
    NotFiled,
    /// 给予行政处罚.
    Penalty,
    /// 不予行政处罚.
    NoPenalty,
    /// 违法事实不能成立.
    NotEstablished,
    /// 移送.
    Transferred,
    /// 撤销立案.
    Withdrawn,
}

impl Ending {
    pub const ALL: [Ending; 6] = [
        Ending::NotFiled,
        Ending::Penalty,
        Ending::NoPenalty,
        Ending::NotEstablished,
        Ending::Transferred,
        Ending::Withdrawn,
    ];

    pub const fn title(self) -> &'static str {
        match self {
            Ending::NotFiled => "不予立案",
            Ending::Penalty => "给予行政处罚",
            Ending::NoPenalty => "不予行政处罚",
            Ending::NotEstablished => "违法事实不能成立",
            Ending::Transferred => "移送",
            Ending::Withdrawn => "撤销立案",
        }
    }
}

/// One kind of material in the volume. The variants stand in volume order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Material {
    Clue,
    FilingApproval,
    NonFilingApproval,
    WithdrawalApproval,
    OnSiteRecord,
    InquiryRecord,
    PreservationPapers,
    AppraisalPapers,
    Evidence,
    PartyIdentity,
    Recordings,
    ExtensionApproval,
    InvestigationReport,
    PriorNotice,
    PriorNoticeReceipt,
    StatementRecord,
    HearingNotice,
    HearingRecord,
    HearingReport,
    ReviewOpinion,
    DiscussionRecord,
    PenaltyDecision,
    NoPenaltyDecision,
    TransferLetter,
    EducationRecord,
    DeliveryReceipt,
    PaymentReceipt,
    ExecutionPapers,
    ClosingApproval,
}

const ORDER: &[Material] = &[
    Material::Clue,
    Material::FilingApproval,
    Material::NonFilingApproval,
    Material::WithdrawalApproval,
    Material::OnSiteRecord,
    Material::InquiryRecord,
    Material::PreservationPapers,
    Material::AppraisalPapers,
    Material::Evidence,
    Material::PartyIdentity,
    Material::Recordings,
    Material::ExtensionApproval,
    Material::InvestigationReport,
    Material::PriorNotice,
    Material::PriorNoticeReceipt,
    Material::StatementRecord,
    Material::HearingNotice,
    Material::HearingRecord,
    Material::HearingReport,
    Material::ReviewOpinion,
    Material::DiscussionRecord,
    Material::PenaltyDecision,
    Material::NoPenaltyDecision,
    Material::TransferLetter,
    Material::EducationRecord,
    Material::DeliveryReceipt,
    Material::PaymentReceipt,
    Material::ExecutionPapers,
    Material::ClosingApproval,
];

impl Material {
    pub const fn title(self) -> &'static str {
        match self {
            Material::Clue => "案源登记材料",
            Material::FilingApproval => "立案审批表",
            Material::NonFilingApproval => "不予立案审批表",
            Material::WithdrawalApproval => "撤销立案审批表",
            Material::OnSiteRecord => "现场检查笔录",
            Material::InquiryRecord => "询问笔录",
            Material::PreservationPapers => "先行登记保存材料",
            Material::AppraisalPapers => "检测、检验、检疫、鉴定材料",
            Material::Evidence => "证据材料",
            Material::PartyIdentity => "当事人身份证明",
            Material::Recordings => "音像记录目录",
            Material::ExtensionApproval => "案件延期审批表",
            Material::InvestigationReport => "案件调查终结报告",
            Material::PriorNotice => "行政处罚事先告知书",
            Material::PriorNoticeReceipt => "事先告知书送达回证",
            Material::StatementRecord => "陈述、申辩及复核材料",
            Material::HearingNotice => "听证告知书",
            Material::HearingRecord => "听证笔录",
            Material::HearingReport => "听证报告",
            Material::ReviewOpinion => "法制审核意见书",
            Material::DiscussionRecord => "集体讨论记录",
            Material::PenaltyDecision => "行政处罚决定书",
            Material::NoPenaltyDecision => "不予行政处罚决定书",
            Material::TransferLetter => "涉嫌犯罪案件移送书",
            Material::EducationRecord => "教育记录",
            Material::DeliveryReceipt => "送达回证",
            Material::PaymentReceipt => "罚款缴纳凭证",
            Material::ExecutionPapers => "强制执行材料",
            Material::ClosingApproval => "结案审批表",
        }
    }
}

/// What happened in the case, as far as the volume depends on it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct VolumeFacts {
    pub in_review_scope: bool,
    /// The party had the right to a hearing and was told so.
    pub hearing_offered: bool,
    pub hearing_held: bool,
    /// 集体讨论 was needed.
    pub discussion_needed: bool,
    /// The decision imposes a fine.
    pub fine: bool,
    /// The fine, or the rest of the decision, was enforced rather than performed.
    pub enforced: bool,
    pub inspected_on_site: bool,
    pub inquiry_made: bool,
    pub things_preserved: bool,
    /// Something was sent for testing, inspection, quarantine or appraisal.
    pub appraised: bool,
    pub recorded: bool,
    /// The period for deciding was extended.
    pub extended: bool,
    /// The party spoke or wrote in defence.
    pub statement_made: bool,
}

/// The volume order, all materials.
pub fn order() -> &'static [Material] {
    ORDER
}

/// What the volume must hold for this ending, in volume order.
pub fn required(ending: Ending, facts: &VolumeFacts) -> Vec<Material> {
    ORDER.iter().copied().filter(|&m| needed(m, ending, facts)).collect()
}

/// What is required and not there, in volume order.
pub fn missing(ending: Ending, facts: &VolumeFacts, present: &[Material]) -> Vec<Material> {
    required(ending, facts).into_iter().filter(|m| !present.contains(m)).collect()
}

fn needed(material: Material, ending: Ending, f: &VolumeFacts) -> bool {
    use Ending as E;
    let filed = ending != E::NotFiled;
    let examined = matches!(ending, E::Penalty | E::NoPenalty | E::NotEstablished | E::Transferred);
    let penalised = ending == E::Penalty;
    match material {
        Material::Clue => true,
        Material::FilingApproval | Material::ClosingApproval => filed,
        Material::NonFilingApproval => !filed,
        Material::WithdrawalApproval => ending == E::Withdrawn,
        // What was done in the investigation belongs in the volume however the case ends.
        Material::OnSiteRecord => f.inspected_on_site,
        Material::InquiryRecord => f.inquiry_made,
        Material::PreservationPapers => f.things_preserved,
        Material::AppraisalPapers => f.appraised,
        Material::Recordings => f.recorded,
        Material::ExtensionApproval => f.extended,
        Material::Evidence | Material::InvestigationReport => examined,
        Material::PartyIdentity
        | Material::PriorNotice
        | Material::PriorNoticeReceipt
        | Material::PenaltyDecision => penalised,
        Material::StatementRecord => f.statement_made,
        Material::HearingNotice => f.hearing_offered || f.hearing_held,
        Material::HearingRecord | Material::HearingReport => f.hearing_held,
        Material::ReviewOpinion => examined && f.in_review_scope,
        Material::DiscussionRecord => examined && f.discussion_needed,
        Material::NoPenaltyDecision => matches!(ending, E::NoPenalty | E::NotEstablished),
        Material::TransferLetter => ending == E::Transferred,
        Material::EducationRecord => ending == E::NoPenalty,
        Material::DeliveryReceipt => matches!(ending, E::Penalty | E::NoPenalty | E::NotEstablished),
        Material::PaymentReceipt => penalised && f.fine && !f.enforced,
        Material::ExecutionPapers => penalised && f.enforced,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Material as M;

    #[test]
    fn the_set_of_each_ending() {
        let small = VolumeFacts { inspected_on_site: true, fine: true, ..VolumeFacts::default() };
        let major = VolumeFacts {
            in_review_scope: true,
            hearing_offered: true,
            hearing_held: true,
            discussion_needed: true,
            recorded: true,
            inquiry_made: true,
            statement_made: true,
            ..small
        };
        #[rustfmt::skip]
        let table: Vec<(Ending, VolumeFacts, Vec<Material>)> = vec![
            (Ending::Penalty, small, vec![M::Clue, M::FilingApproval, M::OnSiteRecord, M::Evidence, M::PartyIdentity,
                M::InvestigationReport, M::PriorNotice, M::PriorNoticeReceipt, M::PenaltyDecision, M::DeliveryReceipt,
                M::PaymentReceipt, M::ClosingApproval]),
            (Ending::Penalty, major, vec![M::Clue, M::FilingApproval, M::OnSiteRecord, M::InquiryRecord, M::Evidence,
                M::PartyIdentity, M::Recordings, M::InvestigationReport, M::PriorNotice, M::PriorNoticeReceipt,
                M::StatementRecord, M::HearingNotice, M::HearingRecord, M::HearingReport, M::ReviewOpinion,
                M::DiscussionRecord, M::PenaltyDecision, M::DeliveryReceipt, M::PaymentReceipt, M::ClosingApproval]),
            (Ending::Penalty, VolumeFacts { enforced: true, ..small }, vec![M::Clue, M::FilingApproval, M::OnSiteRecord,
                M::Evidence, M::PartyIdentity, M::InvestigationReport, M::PriorNotice, M::PriorNoticeReceipt,
                M::PenaltyDecision, M::DeliveryReceipt, M::ExecutionPapers, M::ClosingApproval]),
            (Ending::NoPenalty, VolumeFacts::default(), vec![M::Clue, M::FilingApproval, M::Evidence, M::InvestigationReport,
                M::NoPenaltyDecision, M::EducationRecord, M::DeliveryReceipt, M::ClosingApproval]),
            (Ending::NotEstablished, VolumeFacts::default(), vec![M::Clue, M::FilingApproval, M::Evidence,
                M::InvestigationReport, M::NoPenaltyDecision, M::DeliveryReceipt, M::ClosingApproval]),
            (Ending::Transferred, VolumeFacts { in_review_scope: true, ..VolumeFacts::default() }, vec![M::Clue,
                M::FilingApproval, M::Evidence, M::InvestigationReport, M::ReviewOpinion, M::TransferLetter, M::ClosingApproval]),
            (Ending::NoPenalty, VolumeFacts { extended: true, ..VolumeFacts::default() }, vec![M::Clue, M::FilingApproval, M::Evidence,
                M::ExtensionApproval, M::InvestigationReport, M::NoPenaltyDecision, M::EducationRecord, M::DeliveryReceipt, M::ClosingApproval]),
            (Ending::Withdrawn, VolumeFacts::default(), vec![M::Clue, M::FilingApproval, M::WithdrawalApproval, M::ClosingApproval]),
            (Ending::NotFiled, VolumeFacts::default(), vec![M::Clue, M::NonFilingApproval]),
        ];
        for (ending, facts, materials) in table {
            assert_eq!(required(ending, &facts), materials, "{ending:?} {facts:?}");
        }
    }

    #[test]
    fn exactly_what_is_missing_is_named() {
        let facts = VolumeFacts { in_review_scope: true, fine: true, ..VolumeFacts::default() };
        let mut present = required(Ending::Penalty, &facts);
        assert!(missing(Ending::Penalty, &facts, &present).is_empty());
        present.retain(|m| !matches!(m, M::ReviewOpinion | M::PaymentReceipt));
        assert_eq!(missing(Ending::Penalty, &facts, &present), [M::ReviewOpinion, M::PaymentReceipt]);
    }

    #[test]
    fn the_order_is_the_order_of_the_variants_and_names_everything_once() {
        assert!(order().is_sorted());
        let mut titles: Vec<_> = order().iter().map(|m| m.title()).collect();
        titles.sort_unstable();
        titles.dedup();
        assert_eq!(titles.len(), order().len());
    }
}
