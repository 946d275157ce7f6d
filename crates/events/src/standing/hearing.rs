//! The hearing (听证): asked for, waived, arranged, held.

use crate::cases::HearingScheduled;
use crate::event::Event;
use jiff::civil::Date;

/// The state of the hearing. A new prior notice gives the right anew.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Hearing {
    pub requested_on: Option<Date>,
    pub waived_on: Option<Date>,
    pub scheduled: Option<HearingScheduled>,
    pub held_on: Option<Date>,
    /// The party stayed away or left without good cause: the hearing ended and counts as given up (art 64 item 6).
    pub absent_party: bool,
}

impl Hearing {
    pub(super) fn fold(&mut self, event: &Event) {
        match event {
            Event::PriorNoticeIssued(_) => *self = Hearing::default(),
            Event::HearingRequested(requested) => self.requested_on = Some(requested.on),
            Event::HearingWaived(waived) => self.waived_on = Some(waived.on),
            Event::HearingScheduled(scheduled) => self.scheduled = Some(scheduled.clone()),
            Event::HearingHeld(held) => {
                self.held_on = Some(held.on);
                self.absent_party = held.absent_party;
            }
            _ => {}
        }
    }

    /// Asked for and neither held nor given up since.
    pub fn pending(&self) -> bool {
        self.requested_on.is_some() && self.held_on.is_none() && self.waived_on.is_none()
    }
}
