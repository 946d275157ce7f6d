//! The templates of `papers/`, embedded, and their fingerprints: which template a paper was printed with is written into the ledger.

use law::papers::PaperKind;
use sha2::{Digest, Sha256};

/// What all templates import, under the name they import it by.
pub const HOUSE: &str = include_str!("../../../papers/house.typ");

/// The template of a paper.
pub const fn source(kind: PaperKind) -> &'static str {
    match kind {
        PaperKind::FilingApproval => include_str!("../../../papers/filing_approval.typ"),
        PaperKind::InspectionRecord => include_str!("../../../papers/inspection_record.typ"),
        PaperKind::InquiryRecord => include_str!("../../../papers/inquiry_record.typ"),
        PaperKind::InvestigationReport => include_str!("../../../papers/investigation_report.typ"),
        PaperKind::PriorNotice => include_str!("../../../papers/prior_notice.typ"),
        PaperKind::HearingNotice => include_str!("../../../papers/hearing_notice.typ"),
        PaperKind::ReviewOpinion => include_str!("../../../papers/review_opinion.typ"),
        PaperKind::PenaltyDecision => include_str!("../../../papers/penalty_decision.typ"),
        PaperKind::ServiceReceipt => include_str!("../../../papers/service_receipt.typ"),
        PaperKind::ClosingApproval => include_str!("../../../papers/closing_approval.typ"),
        PaperKind::NoPenaltyDecision => include_str!("../../../papers/no_penalty_decision.typ"),
        PaperKind::TransferLetter => include_str!("../../../papers/transfer_letter.typ"),
        PaperKind::ExtensionApproval => include_str!("../../../papers/extension_approval.typ"),
        PaperKind::RecordingStill => include_str!("../../../papers/recording_still.typ"),
    }
}

/// SHA-256 over the shared part and the paper's own template, each preceded by its length, in hexadecimal.
pub fn fingerprint(kind: PaperKind) -> String {
    let mut digest = Sha256::new();
    for part in [HOUSE, source(kind)] {
        digest.update((part.len() as u64).to_be_bytes());
        digest.update(part.as_bytes());
    }
    hex::encode(digest.finalize())
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn each_paper_has_its_own_template_and_fingerprint() {
        let fingerprints: HashSet<_> = PaperKind::ALL.iter().map(|kind| fingerprint(*kind)).collect();
        assert_eq!(fingerprints.len(), PaperKind::ALL.len());
    }

    #[test]
    fn every_element_a_paper_must_carry_is_in_its_template() {
        for kind in PaperKind::ALL {
            let text = format!("{HOUSE}{}", source(kind));
            for element in kind.elements() {
                let read = [format!("paper.{}", element.key), format!("\"{}\"", element.key)];
                assert!(
                    read.iter().any(|form| text.contains(form)),
                    "{} does not print {}",
                    kind.template(),
                    element.key
                );
            }
        }
    }
}
