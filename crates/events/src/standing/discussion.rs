//! What the heads have discussed together (集体讨论): the decision, a further extension, the recusal of one of them.

use crate::cases::{DiscussionHeld, Subject};
use crate::event::Event;

/// The discussions of a case. One of the decision holds for what lay on the table: what is found, announced, said or submitted anew was not
/// discussed, and it falls away.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Discussions {
    /// The discussion of the decision that stands.
    pub decision: Option<DiscussionHeld>,
    /// The discussion of a further extension that was not used yet.
    pub extension: Option<DiscussionHeld>,
    /// The discussion of a head's recusal that was not decided yet.
    pub recusal: Option<DiscussionHeld>,
    /// All of them, standing or not, for the volume.
    pub held: Vec<DiscussionHeld>,
}

impl Discussions {
    pub(super) fn fold(&mut self, event: &Event) {
        match event {
            Event::DiscussionHeld(held) => {
                self.held.push(held.clone());
                match held.subject {
                    Subject::Decision => self.decision = Some(held.clone()),
                    Subject::Extension => self.extension = Some(held.clone()),
                    Subject::Recusal => self.recusal = Some(held.clone()),
                }
            }
            Event::InvestigationConcluded(_)
            | Event::PriorNoticeIssued(_)
            | Event::StatementHeard(_)
            | Event::HearingHeld(_)
            | Event::ReviewSubmitted(_) => self.decision = None,
            Event::PeriodExtended(_) => self.extension = None,
            Event::RecusalDecided(_) => self.recusal = None,
            _ => {}
        }
    }
}
