//! The shelf: one book for each register, and the proposals that wait for a second person. It is folded from the registers' stream along with the newest
//! state (`events::Registers`), so that history and “as of” need no other reading.
//!
//! Bodies, departments, officers, matters, calendars and accounts have acts of their own and are entered by one person; their entries are kept in the
//! same kind of book, each version holding from the day it was entered, under the words of their acts. Where they are imported, the proposal waits like any
//! other; its confirmation is followed by the events of those acts, and the versions name both persons.

use crate::body::Recorded;
use crate::book::{Book, Signed, Version};
use crate::devices;
use crate::entries::Change;
use crate::event::Event;
use crate::registers::{MatterEntered, OfficerEntered};
use jiff::civil::Date;
use serde::Serialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A proposal that is neither confirmed nor declined.
#[derive(Clone, Debug)]
pub struct Proposal {
    pub id: String,
    pub register: String,
    pub reason: String,
    pub changes: Vec<Change>,
    pub prepared: Arc<Signed>,
    /// 统一社会信用代码 of the body for which it was prepared.
    pub unit: String,
}

/// A proposal for a register with acts of its own that was confirmed for a day to come.
#[derive(Clone, Debug)]
pub struct Agreed {
    pub proposal: Arc<Proposal>,
    pub confirmed: Arc<Signed>,
    /// 统一社会信用代码 of the body of whoever confirmed it.
    pub unit: String,
    /// The day on which it takes effect.
    pub from: Date,
}

/// All books, and the proposals that wait.
#[derive(Clone, Debug, Default)]
pub struct Shelf {
    books: BTreeMap<Arc<str>, Arc<Book>>,
    waiting: BTreeMap<String, Arc<Proposal>>,
    agreed: BTreeMap<String, Arc<Agreed>>,
    entering: Option<Entering>,
}

/// A proposal for a register with acts of its own whose events come right behind: they are its changes, prepared by who proposed them and confirmed by who confirmed.
#[derive(Clone, Debug)]
struct Entering {
    proposal: Arc<Proposal>,
    /// Who confirmed it earlier, where it took effect on a later day.
    confirmed: Option<Arc<Signed>>,
    left: u32,
}

static EMPTY: Book = Book::none();

/// Registers that are asked who names whom, by the words of their books and the fields: whether a delegation makes a chain is asked for every row of an import,
/// and looking through all of them for each would take the square of their number.
const LOOKED_UP: [(&str, &[&str]); 2] =
    [("delegations", &["delegator", "delegate"]), ("recording_rules", &["body"])];

/// The registers whose entries are entered by acts of their own, by the words of their books.
const WITH_ACTS: [&str; 5] = ["body", "department", "officer", "matter", "calendar"];

impl Shelf {
    /// The book of a register; empty when nothing was entered in it.
    pub fn book(&self, register: &str) -> &Book {
        self.books.get(register).map_or(&EMPTY, |book| book)
    }

    /// The same, to be kept beyond this snapshot: two that are one and the same hold the same entries.
    pub fn shared(&self, register: &str) -> Option<&Arc<Book>> {
        self.books.get(register)
    }

    /// A proposal that waits.
    pub fn proposal(&self, id: &str) -> Option<&Arc<Proposal>> {
        self.waiting.get(id)
    }

    /// The proposals that wait, the oldest first.
    pub fn proposals(&self) -> Vec<&Arc<Proposal>> {
        let mut waiting: Vec<_> = self.waiting.values().collect();
        waiting.sort_by_key(|proposal| proposal.prepared.number);
        waiting
    }

    /// A proposal that was confirmed for a day to come.
    pub fn agreed(&self, id: &str) -> Option<&Arc<Agreed>> {
        self.agreed.get(id)
    }

    /// Those that were confirmed for a day to come, the nearest day first.
    pub fn all_agreed(&self) -> Vec<&Arc<Agreed>> {
        let mut agreed: Vec<_> = self.agreed.values().collect();
        agreed.sort_by_key(|one| (one.from, one.confirmed.number));
        agreed
    }

    /// Lets a change stand. The act that confirms has judged it; here it is only written down.
    pub(crate) fn stand(
        &mut self,
        register: &str,
        change: &Change,
        reason: &Arc<str>,
        prepared: &Arc<Signed>,
        confirmed: &Arc<Signed>,
    ) {
        let held = change.held();
        let version = Version {
            valid_from: change.from(),
            valid_to: held.and_then(|held| held.valid_to),
            content: held.map(|held| Arc::new(held.content.clone())),
            reason: reason.clone(),
            prepared: prepared.clone(),
            confirmed: confirmed.clone(),
        };
        self.add(register, change.key(), version);
    }

    fn add(&mut self, register: &str, key: &str, version: Version) {
        let book = match self.books.get_mut(register) {
            Some(book) => book,
            None => {
                let fields = LOOKED_UP.iter().find(|(word, _)| *word == register).map(|(_, fields)| *fields);
                let book = Book::looked_up_by(fields.unwrap_or_default());
                self.books.entry(register.into()).or_insert_with(|| Arc::new(book))
            }
        };
        Arc::make_mut(book).add(key, version);
    }

    /// Folds one more event. `officer` is the entry of the officer the event is about, as it stands after the event.
    pub(crate) fn fold(&mut self, recorded: &Recorded, officer: Option<&OfficerEntered>) {
        let signed =
            || Arc::new(Signed { by: recorded.body.by.clone(), at: recorded.at, number: recorded.number });
        let day = recorded.day();
        match &recorded.body.event {
            Event::EntriesPrepared(prepared) => {
                let waiting = self.waiting.entry(prepared.proposal.clone()).or_insert_with(|| {
                    Arc::new(Proposal {
                        id: prepared.proposal.clone(),
                        register: prepared.register.clone(),
                        reason: prepared.reason.clone(),
                        changes: Vec::new(),
                        prepared: signed(),
                        unit: recorded.body.unit.clone(),
                    })
                });
                Arc::make_mut(waiting).changes.extend(prepared.changes.iter().cloned());
            }
            Event::EntriesConfirmed(confirmed) => {
                let Some(proposal) = self.waiting.remove(&confirmed.proposal) else { return };
                if let Some(from) = confirmed.from {
                    let (confirmed, unit) = (signed(), recorded.body.unit.clone());
                    let id = proposal.id.clone();
                    self.agreed.insert(id, Arc::new(Agreed { proposal, confirmed, unit, from }));
                    return;
                }
                if WITH_ACTS.contains(&proposal.register.as_str()) {
                    self.entering = Some(Entering { proposal, confirmed: None, left: confirmed.changes });
                    return;
                }
                let (reason, signed) = (Arc::from(proposal.reason.as_str()), signed());
                for change in &proposal.changes {
                    self.stand(&proposal.register, change, &reason, &proposal.prepared, &signed);
                }
            }
            Event::EntriesDeclined(declined) => {
                self.waiting.remove(&declined.proposal);
                self.agreed.remove(&declined.proposal);
            }
            Event::EntriesEffective(effective) => {
                let Some(agreed) = self.agreed.remove(&effective.proposal) else { return };
                let (proposal, confirmed) = (agreed.proposal.clone(), Some(agreed.confirmed.clone()));
                self.entering = Some(Entering { proposal, confirmed, left: effective.changes });
            }
            Event::EntryRetired(retired) => {
                self.entered_as(&retired.register, &retired.key, None, signed(), day, "");
            }
            Event::BodyEntered(body) => self.entered("body", &body.code, body, signed(), day, ""),
            Event::DepartmentEntered(department) => {
                self.entered("department", &department.code, department, signed(), day, "");
            }
            Event::MatterEntered(matter) => {
                self.entered("matter", &matter.code, &flat_matter(matter), signed(), day, "");
            }
            Event::CalendarEntered(entered) => {
                let year = entered.calendar.year.to_string();
                self.entered("calendar", &year, &entered.calendar, signed(), day, "");
            }
            Event::AccountOpened(opened) => {
                self.entered("account", &opened.officer.0, opened, signed(), day, "");
            }
            Event::DeviceTokenIssued(issued) => {
                self.entered(devices::TOKENS, &issued.digest, issued, signed(), day, "");
            }
            Event::DeviceTokenRevoked(revoked) => {
                self.entered(devices::TOKENS, &revoked.digest, revoked, signed(), day, &revoked.reason);
            }
            Event::DeviceNoted(noted) => {
                self.entered(devices::NOTES, &noted.device, noted, signed(), day, &noted.words);
            }
            Event::OfficerEntered(_) | Event::CertificateChanged(_) => {
                let reason = match &recorded.body.event {
                    Event::CertificateChanged(changed) => changed.reason.as_str(),
                    _ => "",
                };
                if let Some(officer) = officer {
                    self.entered("officer", &officer.id.0, &flat(officer), signed(), day, reason);
                }
            }
            _ => {}
        }
    }

    fn entered(
        &mut self,
        register: &str,
        key: &str,
        entry: &impl Serialize,
        signed: Arc<Signed>,
        day: Date,
        reason: &str,
    ) {
        // What was read from the ledger as JSON can be written as JSON.
        let content = serde_json::to_value(entry).unwrap_or_default();
        self.entered_as(register, key, Some(Arc::new(content)), signed, day, reason);
    }

    fn entered_as(
        &mut self,
        register: &str,
        key: &str,
        content: Option<Arc<Value>>,
        signed: Arc<Signed>,
        day: Date,
        reason: &str,
    ) {
        let (reason, prepared, confirmed) = match &mut self.entering {
            Some(Entering { proposal, confirmed, left: left @ 1.. }) => {
                *left -= 1;
                let reason = if reason.is_empty() { proposal.reason.as_str() } else { reason };
                let confirmed = match confirmed {
                    // Confirmed earlier, entered in the ledger only now: what was prepared meanwhile has been outrun.
                    Some(by) => Arc::new(Signed { number: signed.number, ..(**by).clone() }),
                    None => signed,
                };
                (Arc::from(reason), proposal.prepared.clone(), confirmed)
            }
            _ => (Arc::from(reason), signed.clone(), signed),
        };
        let version = Version { valid_from: day, valid_to: None, content, reason, prepared, confirmed };
        self.add(register, key, version);
    }
}

/// An officer with the certificate's parts as fields of the entry, as the form has them.
fn flat(officer: &OfficerEntered) -> Value {
    let mut entry = serde_json::to_value(officer).unwrap_or_default();
    let Some(fields) = entry.as_object_mut() else { return entry };
    fields.remove("certificate");
    if let Some(held) = &officer.certificate {
        fields.insert("certificate_number".to_owned(), held.number.clone().into());
        fields.insert("certificate_issuer".to_owned(), held.issuer.clone().into());
        fields.insert("certificate_from".to_owned(), held.valid_from.to_string().into());
        fields.insert("certificate_to".to_owned(), held.valid_to.to_string().into());
        fields.insert("certificate_state".to_owned(), held.state.title().into());
    }
    entry
}

/// A matter with its powers and what is said about it as fields of the entry, as the form has them.
fn flat_matter(matter: &MatterEntered) -> Value {
    let mut entry = serde_json::to_value(matter).unwrap_or_default();
    let Some(fields) = entry.as_object_mut() else { return entry };
    if let Some(Value::Object(about)) = fields.remove("about") {
        fields.extend(about);
    }
    fields.remove("powers");
    let Some(powers) = &matter.powers else { return entry };
    let kinds = powers.kinds.iter().map(|kind| {
        let force = if powers.mandatory.contains(kind) { "shall" } else { "may" };
        json!({"kind": kind, "force": force})
    });
    fields.insert("penalties".to_owned(), kinds.collect());
    if let Some(multiple) = &powers.multiple {
        fields.insert("multiple_of".to_owned(), multiple.of.clone().into());
        fields.insert("multiple_from".to_owned(), multiple.from.0.into());
        fields.insert("multiple_min".to_owned(), multiple.min_percent.into());
        fields.insert("multiple_max".to_owned(), multiple.max_percent.into());
    }
    entry
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_matter_provides_stands_in_its_entry_as_it_was_entered() {
        let entered = json!({"code": "a", "body": "b", "name": "c", "violated": "d", "basis": "e", "fine_min": 0, "fine_max": 100,
            "powers": {"kinds": ["fine", "warning"], "mandatory": ["fine"],
                       "multiple": {"of": "货值金额", "from": 1_000_000, "min_percent": 1000, "max_percent": 2000}},
            "about": {"level": "district", "target": "经营者", "promised_days": 60}});
        let matter: MatterEntered = serde_json::from_value(entered).expect("a matter");
        let flat = flat_matter(&matter);
        assert_eq!(
            flat["penalties"],
            json!([{"kind": "fine", "force": "shall"}, {"kind": "warning", "force": "may"}])
        );
        assert_eq!((&flat["multiple_from"], &flat["multiple_max"]), (&json!(1_000_000), &json!(2000)));
        assert_eq!((&flat["level"], &flat["promised_days"]), (&json!("district"), &json!(60)));
        assert!(flat.get("powers").is_none() && flat.get("about").is_none());
    }
}
