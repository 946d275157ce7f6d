//! Every act, in the order of the course: the one list that routes, pages, the API, the dry run and the tests go through.

use events::ActKind;
use events::act::Act;

macro_rules! acts {
    ($($act:path),+ $(,)?) => {
        /// Every act there is.
        pub const ALL: &[ActKind] = &[$(ActKind::of::<$act>()),+];

        /// The words of all acts, checked to be different from one another when the program is compiled.
        const _: () = {
            let words = [$(<$act as Act>::WORD),+];
            let mut i = 0;
            while i < words.len() {
                let mut j = i + 1;
                while j < words.len() {
                    assert!(!same(words[i], words[j]), "two acts share a word");
                    j += 1;
                }
                i += 1;
            }
        };
    };
}

const fn same(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    if a.len() != b.len() {
        return false;
    }
    let mut i = 0;
    while i < a.len() {
        if a[i] != b[i] {
            return false;
        }
        i += 1;
    }
    true
}

acts! {
    cases::opening::OpenCase,
    cases::filing_proposal::ProposeFiling,
    cases::filing_extension::ExtendFilingPeriod,
    cases::filing::FileCase,
    cases::refusal_to_file::DeclineFiling,
    cases::certificates::ShowCertificates,
    records::recording_notice::NotifyRecording,
    records::recording::AddRecording,
    records::recording_reading::NoteRecordingRead,
    records::interruption::ExplainInterruption,
    records::mark::MarkRecording,
    records::still::TakeStill,
    records::omission::ExplainOmission,
    records::recorder::AdmitRecorder,
    records::recorder_dismissal::DismissRecorder,
    records::party_merge::MergeParties,
    records::party_unmerge::UnmergeParties,
    cases::inspection::RecordInspection,
    cases::inquiry::RecordInquiry,
    cases::evidence::AddEvidence,
    cases::preservation::PreserveProperty,
    cases::preservation_outcome::DecidePreservation,
    cases::recusal_request::RequestRecusal,
    cases::recusal::DecideRecusal,
    cases::appraisal::BeginAppraisal,
    cases::appraisal_result::EndAppraisal,
    cases::extension::ExtendPeriod,
    cases::conclusion::ConcludeInvestigation,
    cases::prior_notice::IssuePriorNotice,
    cases::delivery::DeliverDocument,
    cases::statement::HearStatement,
    cases::statement_waiver::WaiveStatement,
    cases::hearing_request::RequestHearing,
    cases::hearing_waiver::WaiveHearing,
    cases::hearing_notice::ScheduleHearing,
    cases::hearing::HoldHearing,
    reviews::submission::SubmitForReview,
    reviews::no_penalty_submission::SubmitNoPenaltyForReview,
    reviews::opinion::GiveOpinion,
    cases::discussion::HoldDiscussion,
    cases::decision::DecidePenalty,
    cases::no_penalty::DecideNoPenalty,
    disclosures::publication::ConfirmPublication,
    disclosures::withholding::WithholdPublication,
    disclosures::correction::CorrectPublication,
    disclosures::withdrawal::WithdrawPublication,
    cases::payment::ReceivePayment,
    cases::demand::DemandPayment,
    cases::enforcement::ApplyForEnforcement,
    cases::closing::CloseCase,
    archives::volume::FileVolume,
    archives::hold::PlaceHold,
    archives::hold_release::LiftHold,
    complaints::letter::HandInLetter,
    complaints::taking_on::TakeOnLetter,
    complaints::declining::DeclineLetter,
    complaints::letter_extension::ExtendLetter,
    complaints::handover::HandOverLetter,
    complaints::answer::AnswerLetter,
    complaints::overdue::NoteOverdue,
    registers::body::EnterBody,
    registers::department::EnterDepartment,
    registers::officer::EnterOfficer,
    registers::certificate::ChangeCertificate,
    registers::matter::EnterMatter,
    registers::calendar::EnterCalendar,
    registers::account::OpenAccount,
    registers::device_token::IssueDeviceToken,
    registers::device_token_revocation::RevokeDeviceToken,
    registers::device_note::NoteDevice,
    registers::entry_proposal::ProposeEntries,
    registers::entry_confirmation::ConfirmEntries,
    registers::entry_refusal::DeclineEntries,
    registers::entry_effect::TakeEffect,
}

/// The act of this word.
pub fn by_word(word: &str) -> Option<&'static ActKind> {
    ALL.iter().find(|act| act.word == word)
}

/// The act of this name.
pub fn by_name(name: &str) -> Option<&'static ActKind> {
    ALL.iter().find(|act| act.name == name)
}
