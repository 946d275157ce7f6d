//! The people of a case (有关人员): everyone whose name was entered where somebody was asked, was present, signed, received, witnessed, spoke or was told.
//! None of them is the party's public name, and none of them stands in anything public; the leak scanner of the disclosures asks here.

use crate::cases::Signature;
use crate::event::Event;

/// The names as they were entered, each once, in the order in which they came; some with a role or a sentence around them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Persons {
    pub entered: Vec<String>,
    /// What the disclosure clerk had hidden by hand in anything published, word for word.
    pub hidden: Vec<String>,
}

impl Persons {
    pub(super) fn fold(&mut self, event: &Event) {
        match event {
            Event::CertificatesShown(shown) => self.meets(&shown.confirmed_by),
            Event::RecordingNotified(notified) => self.meets(&notified.told),
            Event::InterruptionExplained(explained) => self.meets(&explained.person),
            Event::RecordingOmissionExplained(explained) => self.meets(&explained.person),
            Event::InspectionRecorded(inspection) => {
                self.meets(&inspection.present);
                self.signs(&inspection.signature);
            }
            Event::InquiryRecorded(inquiry) => {
                self.meets(&inquiry.asked);
                self.signs(&inquiry.signature);
            }
            Event::RecusalRequested(requested) => self.meets(&requested.by),
            Event::DocumentDelivered(delivered) => {
                self.meets(&delivered.received_by);
                self.meets(&delivered.witness);
            }
            Event::StatementHeard(heard) => self.meets(&heard.by),
            Event::StatementWaived(waived) => self.meets(&waived.by),
            Event::HearingRequested(requested) => self.meets(&requested.by),
            Event::HearingWaived(waived) => self.meets(&waived.by),
            Event::HearingScheduled(scheduled) => {
                self.meets(&scheduled.clerk);
                self.meets(&scheduled.chair.name);
            }
            Event::HearingHeld(held) => {
                self.meets(&held.present);
                self.signs(&held.signature);
            }
            Event::DiscussionHeld(held) => {
                self.meets(&held.chair);
                held.members.iter().for_each(|member| self.meets(&member.name));
            }
            Event::DecisionPublished(published) => self.hides(&published.hide),
            Event::PublicationCorrected(corrected) => self.hides(&corrected.hide),
            _ => {}
        }
    }

    fn signs(&mut self, signature: &Signature) {
        match signature {
            Signature::Signed { name, .. } => self.meets(name),
            Signature::Refused { witness, .. } => self.meets(witness),
            Signature::Absent => {}
        }
    }

    fn hides(&mut self, texts: &[String]) {
        for text in texts {
            if !self.hidden.contains(text) {
                self.hidden.push(text.clone());
            }
        }
    }

    fn meets(&mut self, name: &str) {
        let name = name.trim();
        if !name.is_empty() && !self.entered.iter().any(|known| known == name) {
            self.entered.push(name.to_owned());
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::cases::{InspectionRecorded, Signature};
    use crate::event::Event;
    use crate::people::Place;
    use crate::testing::Story;

    #[test]
    fn everyone_present_asked_signing_or_witnessing_is_known_once() {
        let at = "2026-11-24T10:00".parse().expect("a moment");
        let inspected = Event::InspectionRecorded(InspectionRecorded {
            began_at: at,
            ended_at: at,
            items: Vec::new(),
            place: Place::default(),
            found: "货架上有超过保质期的饼干12袋。".to_owned(),
            present: "店长周吉".to_owned(),
            signature: Signature::Refused {
                reason: "有异议".to_owned(),
                witness: "居委会李某".to_owned(),
                text_digest: String::new(),
                hand: None,
                recording: None,
            },
        });
        let story = Story::shown().happens(inspected);
        assert_eq!(story.standing.persons.entered, ["钱某", "店长周吉", "居委会李某"]);
        let heard = Story::hearing_held().standing.persons.entered;
        assert!(heard.contains(&"孔某".to_owned()) && heard.contains(&"周宁".to_owned()), "{heard:?}");
    }
}
