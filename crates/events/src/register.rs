//! The registers (名录) as they stand: the fold of everything entered in them. Small, so every node keeps it in memory and follows the
//! ledger's tail. Nothing is lost: beside the newest state stands every version of every entry, in one book for each register.

use crate::body::Recorded;
use crate::book::{Book, Signed};
use crate::entries::Change;
use crate::event::Event;
use crate::ids::OfficerId;
use crate::registers::{BodyEntered, DepartmentEntered, DepartmentRole, MatterEntered, OfficerEntered};
use crate::shelf::{Proposal, Shelf};
use jiff::civil::Date;
use law::calendar::Calendar;
use law::officers::{CertificateState, certificate_valid};
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What stands in the registers.
#[derive(Clone, Debug)]
pub struct Registers {
    /// Events of the register stream folded so far; an act relies on this version.
    pub version: u64,
    /// The version at which something last changed that acts of a case go by; an act that saw this one or a later one need not be decided again.
    pub relied: u64,
    calendar: Calendar,
    bodies: BTreeMap<String, BodyEntered>,
    departments: BTreeMap<String, DepartmentEntered>,
    officers: BTreeMap<OfficerId, OfficerEntered>,
    matters: BTreeMap<String, MatterEntered>,
    /// Who holds the certificate of a number: asked for every officer of an import, and looking through all for each would take the square of their number.
    holders: BTreeMap<String, OfficerId>,
    shelf: Shelf,
}

/// The declared registers that acts of a case go by: who reviews, what may be inspected, what has to be worn. Whatever else an act comes to read is listed here with it.
const READ_BY_CASES: &[&str] = &["review_substitutes", "inspection_items", "uniform_rules"];

/// Whether acts of a case could be decided otherwise after this event. A proposal changes nothing before it is confirmed, and a guide or a standard
/// nothing of any decision: a long import must not hold up those who work on cases.
fn concerns_cases(event: &Event) -> bool {
    match event {
        Event::EntriesPrepared(_) | Event::EntriesDeclined(_) | Event::AccountOpened(_) => false,
        Event::EntriesConfirmed(confirmed) => READ_BY_CASES.contains(&confirmed.register.as_str()),
        _ => true,
    }
}

impl Default for Registers {
    fn default() -> Self {
        Registers {
            version: 0,
            relied: 0,
            calendar: Calendar::builtin(),
            bodies: BTreeMap::new(),
            departments: BTreeMap::new(),
            officers: BTreeMap::new(),
            matters: BTreeMap::new(),
            holders: BTreeMap::new(),
            shelf: Shelf::default(),
        }
    }
}

impl Registers {
    /// Folds one more event of the register stream as it stands in the ledger: the newest state, and the history of every entry.
    pub fn enter(&mut self, recorded: &Recorded) {
        self.fold(&recorded.body.event);
        let officer = match &recorded.body.event {
            Event::OfficerEntered(entered) => self.officers.get(&entered.id),
            Event::CertificateChanged(changed) => self.officers.get(&changed.officer),
            _ => None,
        };
        self.shelf.fold(recorded, officer);
    }

    /// The registers as they would stand with this change, for judging what comes after it in the same proposal.
    pub fn suppose(&mut self, register: &str, change: &Change, signed: &Arc<Signed>) {
        self.shelf.stand(register, change, &Arc::from(""), signed, signed);
    }

    /// Every version of every entry of a register, by its word.
    pub fn book(&self, register: &str) -> &Book {
        self.shelf.book(register)
    }

    /// The same book, to be kept beyond this snapshot: while two snapshots share one, nothing in it differs.
    pub fn shared_book(&self, register: &str) -> Option<&Arc<Book>> {
        self.shelf.shared(register)
    }

    /// What a body may inspect on the day (检查事项清单): code and name of each item; empty where it has published no list.
    pub fn inspection_items<'a>(
        &'a self,
        body: &'a str,
        day: Date,
    ) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.book("inspection_items").all_as_of(day).filter_map(move |(code, version)| {
            let content = version.content.as_deref()?;
            let own = content.get("body").and_then(Value::as_str) == Some(body);
            let name = content.get("name").and_then(Value::as_str).unwrap_or_default();
            own.then_some((code, name))
        })
    }

    /// The name of an item on the body's list on the day.
    pub fn inspection_item<'a>(&'a self, body: &str, code: &str, day: Date) -> Option<&'a str> {
        let content = self.book("inspection_items").as_of(code, day)?.content.as_deref()?;
        let own = content.get("body").and_then(Value::as_str) == Some(body);
        content.get("name").and_then(Value::as_str).filter(|_| own)
    }

    /// A proposal that waits for a second person.
    pub fn proposal(&self, id: &str) -> Option<&Arc<Proposal>> {
        self.shelf.proposal(id)
    }

    /// The proposals that wait, the oldest first.
    pub fn proposals(&self) -> Vec<&Arc<Proposal>> {
        self.shelf.proposals()
    }

    /// Folds one more event of the register stream into the newest state alone; what is not in the ledger has no history.
    pub fn fold(&mut self, event: &Event) {
        self.version += 1;
        if concerns_cases(event) {
            self.relied = self.version;
        }
        match event {
            Event::BodyEntered(body) => {
                self.bodies.insert(body.code.clone(), body.clone());
            }
            Event::DepartmentEntered(department) => {
                self.departments.insert(department.code.clone(), department.clone());
            }
            Event::OfficerEntered(officer) => {
                let before = self.officers.insert(officer.id.clone(), officer.clone());
                let number = |officer: &OfficerEntered| Some(officer.certificate.as_ref()?.number.clone());
                if let Some(number) = before.as_ref().and_then(number)
                    && self.holders.get(&number) == Some(&officer.id)
                {
                    self.holders.remove(&number);
                }
                if let Some(number) = number(officer) {
                    self.holders.insert(number, officer.id.clone());
                }
            }
            Event::MatterEntered(matter) => {
                self.matters.insert(matter.code.clone(), matter.clone());
            }
            Event::CertificateChanged(changed) => {
                let held =
                    self.officers.get_mut(&changed.officer).and_then(|officer| officer.certificate.as_mut());
                if let Some(certificate) = held {
                    certificate.state = changed.state;
                }
            }
            Event::CalendarEntered(entered) => {
                // The act that entered it has checked it; a calendar that does not load leaves the year unknown, never guessed.
                let _ = self.calendar.load(entered.calendar.clone());
            }
            _ => {}
        }
    }

    pub fn calendar(&self) -> &Calendar {
        &self.calendar
    }

    /// The edition of the law in force, written into every event.
    pub fn law_edition(&self) -> String {
        law::edition::edition(&self.calendar)
    }

    pub fn body(&self, code: &str) -> Option<&BodyEntered> {
        self.bodies.get(code)
    }

    pub fn bodies(&self) -> impl Iterator<Item = &BodyEntered> {
        self.bodies.values()
    }

    pub fn department(&self, code: &str) -> Option<&DepartmentEntered> {
        self.departments.get(code)
    }

    pub fn departments(&self) -> impl Iterator<Item = &DepartmentEntered> {
        self.departments.values()
    }

    pub fn officer(&self, id: &OfficerId) -> Option<&OfficerEntered> {
        self.officers.get(id)
    }

    /// The officer whose certificate has this number.
    pub fn certificate_holder(&self, number: &str) -> Option<&OfficerEntered> {
        self.officers.get(self.holders.get(number)?)
    }

    pub fn officers(&self) -> impl Iterator<Item = &OfficerEntered> {
        self.officers.values()
    }

    pub fn matter(&self, code: &str) -> Option<&MatterEntered> {
        self.matters.get(code)
    }

    pub fn matters(&self) -> impl Iterator<Item = &MatterEntered> {
        self.matters.values()
    }

    /// Whether somebody reviews for this body on the day: its own legal office, or the substitute it has named (plan clause 17).
    pub fn has_review_office(&self, body: &str, day: Date) -> bool {
        let own = |known: &DepartmentEntered| known.body == body && known.role == DepartmentRole::Legal;
        self.departments.values().any(own) || self.book("review_substitutes").as_of(body, day).is_some()
    }

    /// The body whose legal office reviews for this one on the day, where it has named a shared centre (审核中心).
    pub fn review_centre(&self, body: &str, day: Date) -> Option<&str> {
        self.book("review_substitutes").as_of(body, day)?.content.as_ref()?.get("centre")?.as_str()
    }

    /// The role of the department an officer belongs to.
    pub fn role(&self, officer: &OfficerEntered) -> Option<DepartmentRole> {
        self.departments.get(&officer.department).map(|department| department.role)
    }

    /// Whether the officer may enforce on `day`: holds a certificate, valid on the day and in the state 有效 (行政处罚法 art 42, 76).
    pub fn may_enforce(&self, officer: &OfficerEntered, day: Date) -> bool {
        self.certificate_state(officer, day) == Some(CertificateState::Valid)
    }

    /// The state of the officer's certificate on `day`; `None` when there is none.
    pub fn certificate_state(&self, officer: &OfficerEntered, day: Date) -> Option<CertificateState> {
        let held = officer.certificate.as_ref()?;
        if held.state == CertificateState::Valid
            && !certificate_valid(held.valid_from, held.valid_to, held.state, day)
        {
            return Some(CertificateState::Expired);
        }
        Some(held.state)
    }
}
