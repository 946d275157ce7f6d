//! Where a letter from the public stands (投诉举报): with which body, since when, taken on or not, answered or not, and whether supervision was called in. A
//! letter is a stream of its own beside cases and registers, folded in the same `Standing` (decision 0009).

use crate::complaints::{
    LetterAbout, LetterAnswered, LetterBody, LetterDeclined, LetterExtended, LetterHandedOver, LetterOverdue,
    LetterReceived,
};
use crate::event::Event;
use crate::ids::OfficerId;
use crate::people::OfficerNamed;
use jiff::civil::Date;

/// A letter as it stands; without `received` the stream is none.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Complaint {
    pub received: Option<LetterReceived>,
    pub received_on: Option<Date>,
    /// The body it lies with, and the day it came to it.
    pub body: Option<LetterBody>,
    pub with_body_since: Option<Date>,
    pub handler: Option<OfficerNamed>,
    pub taken_on: Option<Date>,
    pub declined: Option<(Date, LetterDeclined)>,
    /// The period for answering was lengthened where it lies now.
    pub extended: Option<(Date, LetterExtended)>,
    pub handed_over: Vec<(Date, LetterHandedOver)>,
    pub answered: Option<(Date, LetterAnswered)>,
    /// The clock that ran out at the body with which it lies.
    pub overdue: Option<LetterOverdue>,
    /// Who handles the case that it is about, as that case stands when the letter is read. No event of the letter says it.
    pub of_case: Option<CaseConcerned>,
}

/// Those whom a letter about a case concerns.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CaseConcerned {
    pub handlers: Vec<OfficerId>,
    pub department: String,
}

impl Complaint {
    pub(super) fn fold(&mut self, event: &Event, on: Date) {
        match event {
            Event::LetterReceived(received) => {
                self.received = Some(received.clone());
                self.received_on = Some(on);
                self.lies_with(&received.body, on);
            }
            Event::LetterTakenOn(taken) => {
                self.handler = Some(taken.handler.clone());
                self.taken_on = Some(on);
                self.overdue = None;
            }
            Event::LetterDeclined(declined) => self.declined = Some((on, declined.clone())),
            Event::LetterExtended(extended) => self.extended = Some((on, extended.clone())),
            Event::LetterHandedOver(handed) => {
                self.handed_over.push((on, handed.clone()));
                self.lies_with(&handed.to, on);
            }
            Event::LetterAnswered(answered) => self.answered = Some((on, answered.clone())),
            Event::LetterOverdue(overdue) => self.overdue = Some(overdue.clone()),
            _ => {}
        }
    }

    /// A body that gets it begins anew: nobody there has taken it on, and nothing there is late.
    fn lies_with(&mut self, body: &LetterBody, on: Date) {
        self.body = Some(body.clone());
        self.with_body_since = Some(on);
        (self.handler, self.taken_on, self.overdue) = (None, None, None);
        self.extended = None;
    }

    /// By how many days the period for answering was lengthened.
    pub fn extended_days(&self) -> u16 {
        self.extended.as_ref().map_or(0, |(_, extended)| extended.days)
    }

    /// Whether nothing more is to be done.
    pub fn ended(&self) -> bool {
        self.declined.is_some() || self.answered.is_some()
    }

    /// Whether it lies with this body, by 统一社会信用代码.
    pub fn is_with(&self, body: &str) -> bool {
        self.body.as_ref().is_some_and(|with| with.code == body)
    }

    /// Whether it is about an officer or a case that its number does not lead to.
    pub fn is_unresolved(&self) -> bool {
        self.received.as_ref().is_some_and(|received| match received.about {
            LetterAbout::Officer => received.officer.is_none(),
            LetterAbout::Case => self.of_case.is_none(),
            _ => false,
        })
    }

    /// Whether it is about this officer, or about somebody of the department at whose head he or she stands, or about a case of either.
    pub fn concerns(&self, officer: &OfficerId, heads_department: Option<&str>) -> bool {
        let Some(received) = &self.received else { return false };
        let heads = |department: &str| heads_department == Some(department);
        let case = self.of_case.as_ref();
        received.officer.as_ref() == Some(officer)
            || received.department.as_deref().is_some_and(heads)
            || case.is_some_and(|case| case.handlers.contains(officer) || heads(&case.department))
    }
}
