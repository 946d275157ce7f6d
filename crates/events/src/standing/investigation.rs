//! What investigation has gathered (调查取证): evidence, inquiries, inspections, preserved property, and the conclusion.

use crate::cases::{EvidenceAdded, InvestigationConcluded, PropertyPreserved};
use crate::event::Event;
use jiff::civil::Date;

/// The state of the investigation.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Investigation {
    /// Evidence in the order it was added; its number is its place, from 1.
    pub evidence: Vec<EvidenceItem>,
    pub inspections: u32,
    pub inquiries: u32,
    /// Who was asked, once for each inquiry.
    asked: Vec<String>,
    pub preservations: Vec<Preservation>,
    /// The newest conclusion. What it says of complexity (art 57 para 2, 58) is kept by those that follow once reviewers have seen it: it may be
    /// added to, never taken back.
    pub concluded: Option<Conclusion>,
    laid_before: bool,
    /// What the newest conclusion says by itself.
    pub(super) ticked: Ticked,
    pub concluded_on: Option<Date>,
}

/// The ticks of a conclusion that the scope of review depends on (art 57 para 2, 58).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Ticked {
    pub complex: bool,
    pub several_relations: bool,
    pub public_interest: bool,
}

/// One piece of evidence.
#[derive(Clone, Debug, PartialEq)]
pub struct EvidenceItem {
    pub number: u32,
    pub added: EvidenceAdded,
}

/// Property preserved, and whether it has been dealt with.
#[derive(Clone, Debug, PartialEq)]
pub struct Preservation {
    pub number: u32,
    pub preserved: PropertyPreserved,
    pub outcome: Option<String>,
}

/// The conclusion of the investigation.
pub type Conclusion = InvestigationConcluded;

impl Investigation {
    pub(super) fn fold(&mut self, event: &Event, on: Date) {
        match event {
            Event::EvidenceAdded(added) => {
                let number = self.evidence.len() as u32 + 1;
                self.evidence.push(EvidenceItem { number, added: added.clone() });
            }
            Event::InspectionRecorded(_) => self.inspections += 1,
            Event::InquiryRecorded(inquiry) => {
                self.inquiries += 1;
                self.asked.push(inquiry.asked.trim().to_owned());
            }
            Event::PropertyPreserved(preserved) => {
                let number = self.preservations.len() as u32 + 1;
                self.preservations.push(Preservation { number, preserved: preserved.clone(), outcome: None });
            }
            Event::PreservationDecided(decided) => {
                let kept = self.preservations.iter_mut().find(|kept| kept.number == decided.preservation);
                if let Some(kept) = kept {
                    kept.outcome = Some(decided.outcome.clone());
                }
            }
            Event::InvestigationConcluded(concluded) => {
                let before = self.concluded.take().filter(|_| self.laid_before);
                let mut concluded = concluded.clone();
                self.ticked = Ticked {
                    complex: concluded.complex,
                    several_relations: concluded.several_relations,
                    public_interest: concluded.public_interest,
                };
                if let Some(before) = before {
                    concluded.complex |= before.complex;
                    concluded.several_relations |= before.several_relations;
                    concluded.public_interest |= before.public_interest;
                }
                self.concluded = Some(concluded);
                self.concluded_on = Some(on);
            }
            Event::ReviewSubmitted(_) => self.laid_before = true,
            _ => {}
        }
    }

    /// How often this person has been asked.
    pub fn inquiries_of(&self, asked: &str) -> usize {
        self.asked.iter().filter(|name| *name == asked.trim()).count()
    }

    /// Preserved property not yet dealt with, with the day it was preserved.
    pub fn preservations_open(&self) -> impl Iterator<Item = (&Preservation, Date)> {
        self.preservations
            .iter()
            .filter(|kept| kept.outcome.is_none())
            .map(|kept| (kept, kept.preserved.preserved_on))
    }
}
