//! Prior notice (事先告知) and what the party answered to it (陈述申辩).

use crate::cases::PriorNoticeIssued;
use crate::event::Event;
use jiff::civil::Date;

/// The notice that stands, if any: a new notice replaces the last and what was answered to it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Notice {
    pub issued: Option<PriorNoticeIssued>,
    pub issued_on: Option<Date>,
    /// Day of service of the notice.
    pub served_on: Option<Date>,
    pub statement: Option<Statement>,
}

/// What the party did with the right to state and defend.
#[derive(Clone, Debug, PartialEq)]
pub enum Statement {
    Heard { on: Date, accepted: bool },
    Waived { on: Date },
}

impl Notice {
    pub(super) fn fold(&mut self, event: &Event, on: Date) {
        match event {
            Event::PriorNoticeIssued(issued) => {
                *self = Notice { issued: Some(issued.clone()), issued_on: Some(on), ..Notice::default() };
            }
            Event::DocumentDelivered(delivered) => {
                if self.issued.as_ref().is_some_and(|issued| issued.notice == delivered.paper) {
                    self.served_on = Some(delivered.served_on);
                }
            }
            Event::StatementHeard(heard) => {
                self.statement = Some(Statement::Heard { on: heard.on, accepted: heard.accepted });
            }
            Event::StatementWaived(waived) => self.statement = Some(Statement::Waived { on: waived.on }),
            _ => {}
        }
    }
}
