//! The list of everything that can happen. An event's name is written into the ledger and never renamed.

use crate::{
    archives, cases, complaints, devices, disclosures, entries, papers, records, registers, reviews, viewing,
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

macro_rules! events {
    ($($capability:ident { $($name:ident($kind:ty) $title:literal,)+ })+) => {
        /// One thing that has happened.
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
        pub enum Event { $($(#[doc = $title] $name($kind),)+)+ }

        impl Event {
            /// Every event name with its capability and its 中文 title.
            pub const ALL: &'static [(&'static str, &'static str, &'static str)] =
                &[$($((stringify!($name), stringify!($capability), $title),)+)+];

            /// The name as it stands in the ledger.
            pub fn name(&self) -> &'static str {
                match self { $($(Event::$name(_) => stringify!($name),)+)+ }
            }

            /// The officers' word for it.
            pub fn title(&self) -> &'static str {
                match self { $($(Event::$name(_) => $title,)+)+ }
            }
        }
    };
}

events! {
    registers {
        BodyEntered(registers::BodyEntered) "录入执法主体",
        DepartmentEntered(registers::DepartmentEntered) "录入内设机构",
        OfficerEntered(registers::OfficerEntered) "录入人员",
        CertificateChanged(registers::CertificateChanged) "变更执法证状态",
        MatterEntered(registers::MatterEntered) "录入权力事项",
        CalendarEntered(registers::CalendarEntered) "录入工作日历",
        AccountOpened(registers::AccountOpened) "开立账号",
        EntriesPrepared(entries::EntriesPrepared) "拟订名录条目",
        EntriesConfirmed(entries::EntriesConfirmed) "确认名录条目",
        EntriesEffective(entries::EntriesEffective) "名录条目生效",
        EntryRetired(entries::EntryRetired) "停用名录条目",
        EntriesDeclined(entries::EntriesDeclined) "退回名录条目",
        DeviceTokenIssued(devices::DeviceTokenIssued) "签发设备令牌",
        DeviceTokenRevoked(devices::DeviceTokenRevoked) "吊销设备令牌",
        DeviceNoted(devices::DeviceNoted) "设备记事",
    }
    cases {
        CaseOpened(cases::CaseOpened) "线索登记",
        FilingProposed(cases::FilingProposed) "立案呈批",
        FilingPeriodExtended(cases::FilingPeriodExtended) "延长立案期限",
        CaseFiled(cases::CaseFiled) "立案",
        FilingDeclined(cases::FilingDeclined) "不予立案",
        CertificatesShown(cases::CertificatesShown) "亮证",
        InspectionRecorded(cases::InspectionRecorded) "现场检查",
        InquiryRecorded(cases::InquiryRecorded) "询问",
        EvidenceAdded(cases::EvidenceAdded) "收集证据",
        PropertyPreserved(cases::PropertyPreserved) "先行登记保存",
        PreservationDecided(cases::PreservationDecided) "先行登记保存处理",
        RecusalRequested(cases::RecusalRequested) "申请回避",
        RecusalDecided(cases::RecusalDecided) "回避决定",
        AppraisalBegun(cases::AppraisalBegun) "委托检测检验鉴定",
        AppraisalEnded(cases::AppraisalEnded) "检测检验鉴定结果",
        PeriodExtended(cases::PeriodExtended) "延长办案期限",
        InvestigationConcluded(cases::InvestigationConcluded) "调查终结",
        PriorNoticeIssued(cases::PriorNoticeIssued) "事先告知",
        StatementHeard(cases::StatementHeard) "陈述申辩",
        StatementWaived(cases::StatementWaived) "放弃陈述申辩",
        HearingRequested(cases::HearingRequested) "要求听证",
        HearingWaived(cases::HearingWaived) "放弃听证",
        HearingScheduled(cases::HearingScheduled) "听证通知",
        HearingHeld(cases::HearingHeld) "举行听证",
        DiscussionHeld(cases::DiscussionHeld) "集体讨论",
        PenaltyDecided(cases::Decided) "行政处罚决定",
        NoPenaltyDecided(cases::Decided) "不予行政处罚决定",
        CaseTransferred(cases::Decided) "移送司法机关",
        DocumentDelivered(cases::DocumentDelivered) "送达",
        PaymentReceived(cases::PaymentReceived) "缴纳罚款",
        PaymentDemanded(cases::PaymentDemanded) "催告",
        EnforcementApplied(cases::EnforcementApplied) "申请强制执行",
        CaseClosed(cases::CaseClosed) "结案",
    }
    papers {
        PaperIssued(papers::PaperIssued) "制作文书",
        PaperPrinted(papers::PaperPrinted) "文书成文",
    }
    records {
        RecordingNotified(records::RecordingNotified) "告知录音录像",
        RecordingAdded(records::RecordingAdded) "音像记录入库",
        RecordingRead(records::RecordingRead) "通读音像记录",
        InterruptionExplained(records::InterruptionExplained) "说明记录间断",
        RecordingMarked(records::RecordingMarked) "标记环节",
        StillTaken(records::StillTaken) "截取画面",
        RecordingOmissionExplained(records::RecordingOmissionExplained) "说明未作音像记录",
        RecorderAdmitted(records::RecorderAdmitted) "开立外聘摄录账号",
        RecorderDismissed(records::RecorderDismissed) "停用外聘摄录账号",
        PartiesMerged(records::PartiesMerged) "归并执法对象",
        PartiesUnmerged(records::PartiesUnmerged) "撤销归并执法对象",
    }
    reviews {
        ReviewSubmitted(reviews::ReviewSubmitted) "送法制审核",
        ReviewReturned(reviews::ReviewReturned) "审核意见：存在问题",
        ReviewPassed(reviews::ReviewPassed) "审核意见：同意",
    }
    disclosures {
        DecisionPublished(disclosures::DecisionPublished) "公示",
        PublicationWithheld(disclosures::PublicationWithheld) "不予公示",
        PublicationCorrected(disclosures::PublicationCorrected) "更正公示",
        PublicationWithdrawn(disclosures::PublicationWithdrawn) "撤回公示",
    }
    archives {
        VolumeFiled(archives::VolumeFiled) "归档",
        HoldPlaced(archives::HoldPlaced) "保全案卷",
        HoldLifted(archives::HoldLifted) "解除保全",
    }
    complaints {
        LetterReceived(complaints::LetterReceived) "收到来信",
        LetterTakenOn(complaints::LetterTakenOn) "受理来信",
        LetterDeclined(complaints::LetterDeclined) "来信不予受理",
        LetterExtended(complaints::LetterExtended) "延长来信办理期限",
        LetterHandedOver(complaints::LetterHandedOver) "移送来信",
        LetterAnswered(complaints::LetterAnswered) "答复来信",
        LetterOverdue(complaints::LetterOverdue) "来信逾期，转督办",
    }
    viewing {
        MaterialViewed(viewing::MaterialViewed) "调阅",
    }
}

impl Event {
    /// Whether the entry names the body in public: only where the law makes that public, which is for decisions and what becomes of
    /// them (clause 6), never for a case under way.
    pub fn unit_is_public(&self) -> bool {
        matches!(
            self,
            Event::PenaltyDecided(_)
                | Event::NoPenaltyDecided(_)
                | Event::CaseTransferred(_)
                | Event::DecisionPublished(_)
                | Event::PublicationWithheld(_)
                | Event::PublicationCorrected(_)
                | Event::PublicationWithdrawn(_)
        )
    }

    /// The few facts that stand in the public entry itself.
    pub fn public_facts(&self) -> Map<String, Value> {
        let fact = |key: &str, value: &str| Map::from_iter([(key.to_owned(), Value::from(value))]);
        match self {
            Event::DecisionPublished(published) => fact("publication", &published.sha256),
            Event::PublicationCorrected(corrected) => fact("publication", &corrected.sha256),
            Event::PublicationWithheld(withheld) => fact("ground", &withheld.ground),
            _ => Map::new(),
        }
    }

    /// The decision this event makes, if it makes one.
    pub fn decision(&self) -> Option<&cases::Decided> {
        match self {
            Event::PenaltyDecided(decided)
            | Event::NoPenaltyDecided(decided)
            | Event::CaseTransferred(decided) => Some(decided),
            _ => None,
        }
    }

    /// The numbers in gapless series that this event carries and the ledger has to give.
    pub fn numbers(&mut self) -> Vec<&mut cases::Numbered> {
        match self {
            Event::CaseOpened(opened) => vec![&mut opened.number],
            Event::PriorNoticeIssued(issued) => vec![&mut issued.notice],
            Event::PenaltyDecided(d) | Event::NoPenaltyDecided(d) | Event::CaseTransferred(d) => {
                vec![&mut d.number]
            }
            Event::PaperIssued(paper) => vec![&mut paper.number],
            Event::LetterReceived(letter) => vec![&mut letter.number],
            _ => Vec::new(),
        }
    }
}
