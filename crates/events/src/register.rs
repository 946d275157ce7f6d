//! The registers (名录) as they stand: the fold of everything entered in them. Small, so every node keeps it in memory and follows the
//! ledger's tail. Nothing is lost: beside the newest state stands every version of every entry, in one book for each register.

use crate::body::Recorded;
use crate::book::{Book, Signed};
use crate::entries::{Change, EntriesConfirmed, EntryRetired};
use crate::event::Event;
use crate::ids::OfficerId;
use crate::registers::{BodyEntered, DepartmentEntered, DepartmentRole, MatterEntered, OfficerEntered};
use crate::shelf::{Agreed, Proposal, Shelf};
use jiff::civil::Date;
use law::calendar::Calendar;
use law::officers::{CertificateState, certificate_valid, shown_state};
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What stands in the registers. A snapshot is copied whenever something is entered while others still look at it, so all that is large is shared between
/// copies: one officer more costs a copy of the officers' index and of nobody's entry.
#[derive(Clone, Debug)]
pub struct Registers {
    /// Events of the register stream folded so far; an act relies on this version.
    pub version: u64,
    /// The version at which something last changed that acts of a case go by; an act that saw this one or a later one need not be decided again.
    pub relied: u64,
    calendar: Calendar,
    bodies: Entries<String, BodyEntered>,
    departments: Entries<String, DepartmentEntered>,
    officers: Entries<OfficerId, OfficerEntered>,
    matters: Entries<String, MatterEntered>,
    /// Every certificate number that ever was entered, whose it was and the last state under it: a certificate that was cancelled does not come back by being left out and
    /// entered again. Asked for every officer of an import, and looking through all for each would take the square of their number.
    numbers: Arc<BTreeMap<String, (OfficerId, CertificateState)>>,
    /// Whose the letter in the papers' numbers (机关代字) is, asked for every body of an import.
    letters: Arc<BTreeMap<String, String>>,
    shelf: Shelf,
}

/// The newest state of each entry, shared with every other snapshot that holds the same.
type Entries<K, T> = Arc<BTreeMap<K, Arc<T>>>;

/// Lets an entry stand in the place of the one before, which is given back.
fn put<K: Ord + Clone, T>(entries: &mut Entries<K, T>, key: K, entry: T) -> Option<Arc<T>> {
    Arc::make_mut(entries).insert(key, Arc::new(entry))
}

fn each<K, T>(entries: &Entries<K, T>) -> impl Iterator<Item = &T> {
    entries.values().map(|entry| &**entry)
}

/// Notes whose a word is that only one may have, and lets go of the one that he or she had before.
fn note<T: Clone + PartialEq>(
    owners: &mut Arc<BTreeMap<String, T>>,
    owner: &T,
    before: Option<&String>,
    now: Option<&String>,
) {
    if before == now && now.is_none_or(|now| owners.get(now) == Some(owner)) {
        return;
    }
    let owners = Arc::make_mut(owners);
    if let Some(before) = before.filter(|before| owners.get(*before) == Some(owner)) {
        owners.remove(before);
    }
    if let Some(now) = now {
        owners.insert(now.clone(), owner.clone());
    }
}

/// The declared registers that no act of a case, a recording or a letter goes by: what the public reads beforehand, what forms offer, what the registers judge one another
/// by. Every other is taken to decide: a register that an act comes to read is taken out of this list with it.
pub const APART_FROM_CASES: [&str; 12] = [
    "remedies",
    "guides",
    "duty_lists",
    "inspection_plans",
    "random_inspections",
    "discretion",
    "leniency",
    "window_posts",
    "monitoring_places",
    "devices",
    "articles",
    "code_tables",
];

/// Whether acts of a case could be decided otherwise after this event. A proposal changes nothing before it is confirmed, and a guide or a standard
/// nothing of any decision: a long import must not hold up those who work on cases.
fn concerns_cases(event: &Event) -> bool {
    match event {
        Event::EntriesPrepared(_) | Event::EntriesDeclined(_) | Event::AccountOpened(_) => false,
        Event::DeviceTokenIssued(_) | Event::DeviceTokenRevoked(_) | Event::DeviceNoted(_) => false,
        // For a day to come: nothing stands by it yet.
        Event::EntriesConfirmed(EntriesConfirmed { from: Some(_), .. }) => false,
        Event::EntriesConfirmed(confirmed) => !APART_FROM_CASES.contains(&confirmed.register.as_str()),
        _ => true,
    }
}

impl Default for Registers {
    fn default() -> Self {
        Registers {
            version: 0,
            relied: 0,
            calendar: Calendar::builtin(),
            bodies: Entries::default(),
            departments: Entries::default(),
            officers: Entries::default(),
            matters: Entries::default(),
            numbers: Arc::default(),
            letters: Arc::default(),
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
        self.shelf.fold(recorded, officer.map(|officer| &**officer));
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

    /// A proposal that was confirmed for a day to come.
    pub fn agreed(&self, id: &str) -> Option<&Arc<Agreed>> {
        self.shelf.agreed(id)
    }

    /// Those that were confirmed for a day to come, the nearest day first.
    pub fn all_agreed(&self) -> Vec<&Arc<Agreed>> {
        self.shelf.all_agreed()
    }

    /// An entry that has ended is in the registers no longer; its history is. A certificate's number stays with who held it.
    fn retire(&mut self, retired: &EntryRetired) {
        fn remove<K: Ord + Clone, T>(entries: &mut Entries<K, T>, key: &K) {
            Arc::make_mut(entries).remove(key);
        }
        let key = &retired.key;
        match retired.register.as_str() {
            "body" => remove(&mut self.bodies, key),
            "department" => remove(&mut self.departments, key),
            "matter" => remove(&mut self.matters, key),
            "officer" => remove(&mut self.officers, &OfficerId::from(key.as_str())),
            _ => {}
        }
    }

    /// Folds one more event of the register stream into the newest state alone; what is not in the ledger has no history.
    pub fn fold(&mut self, event: &Event) {
        self.version += 1;
        if concerns_cases(event) {
            self.relied = self.version;
        }
        match event {
            Event::BodyEntered(body) => {
                let before = put(&mut self.bodies, body.code.clone(), body.clone());
                let before = before.as_ref().map(|before| &before.letter);
                note(&mut self.letters, &body.code, before, Some(&body.letter));
            }
            Event::DepartmentEntered(department) => {
                put(&mut self.departments, department.code.clone(), department.clone());
            }
            Event::OfficerEntered(officer) => {
                put(&mut self.officers, officer.id.clone(), officer.clone());
                if let Some(held) = &officer.certificate {
                    self.note_state(&held.number, &officer.id, held.state);
                }
            }
            Event::MatterEntered(matter) => {
                put(&mut self.matters, matter.code.clone(), matter.clone());
            }
            Event::CertificateChanged(changed) => {
                let officer = Arc::make_mut(&mut self.officers).get_mut(&changed.officer).map(Arc::make_mut);
                if let Some(certificate) = officer.and_then(|officer| officer.certificate.as_mut()) {
                    certificate.state = changed.state;
                    let number = certificate.number.clone();
                    self.note_state(&number, &changed.officer, changed.state);
                }
            }
            Event::EntryRetired(retired) => self.retire(retired),
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
        self.bodies.get(code).map(|body| &**body)
    }

    /// The body whose papers bear this letter.
    pub fn body_of_letter(&self, letter: &str) -> Option<&BodyEntered> {
        self.body(self.letters.get(letter)?)
    }

    pub fn bodies(&self) -> impl Iterator<Item = &BodyEntered> {
        each(&self.bodies)
    }

    pub fn department(&self, code: &str) -> Option<&DepartmentEntered> {
        self.departments.get(code).map(|department| &**department)
    }

    pub fn departments(&self) -> impl Iterator<Item = &DepartmentEntered> {
        each(&self.departments)
    }

    pub fn officer(&self, id: &OfficerId) -> Option<&OfficerEntered> {
        self.officers.get(id).map(|officer| &**officer)
    }

    /// The officer in whose name this certificate number stands or last stood, and the last state under it.
    pub fn certificate_known(&self, number: &str) -> Option<(&OfficerId, CertificateState)> {
        self.numbers.get(number).map(|(officer, state)| (officer, *state))
    }

    fn note_state(&mut self, number: &str, officer: &OfficerId, state: CertificateState) {
        let known = self.numbers.get(number);
        if known.is_none_or(|(holder, last)| holder != officer || *last != state) {
            Arc::make_mut(&mut self.numbers).insert(number.to_owned(), (officer.clone(), state));
        }
    }

    pub fn officers(&self) -> impl Iterator<Item = &OfficerEntered> {
        each(&self.officers)
    }

    pub fn matter(&self, code: &str) -> Option<&MatterEntered> {
        self.matters.get(code).map(|matter| &**matter)
    }

    pub fn matters(&self) -> impl Iterator<Item = &MatterEntered> {
        each(&self.matters)
    }

    /// Whether somebody reviews for this body on the day: its own legal office, or the substitute it has named (plan clause 17).
    pub fn has_review_office(&self, body: &str, day: Date) -> bool {
        let own = |known: &DepartmentEntered| known.body == body && known.role == DepartmentRole::Legal;
        self.departments().any(own) || self.book("review_substitutes").as_of(body, day).is_some()
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
        officer
            .certificate
            .as_ref()
            .is_some_and(|held| certificate_valid(held.valid_from, held.valid_to, held.state, day))
    }

    /// Whether the officer has the national legal qualification on `day` (行政处罚法 art 58 para 2): as the register of qualifications says once it knows the officer,
    /// before that as the officer's own entry says.
    pub fn is_qualified(&self, officer: &OfficerEntered, day: Date) -> bool {
        let known = self.book("qualifications").history(&officer.id.0);
        if known.is_empty() {
            return officer.legal_qualification;
        }
        let content = crate::book::as_of(known, day).and_then(|version| version.content.as_ref());
        content.and_then(|content| content.get("kind")?.as_str()) == Some("national")
    }

    /// How the officer's certificate is called on `day`; `None` when there is none.
    pub fn certificate_state(&self, officer: &OfficerEntered, day: Date) -> Option<&'static str> {
        let held = officer.certificate.as_ref()?;
        Some(shown_state(held.valid_from, held.valid_to, held.state, day))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::registers::CertificateChanged;
    use crate::testing::district;

    #[test]
    fn a_word_that_only_one_may_have_goes_with_its_owner() {
        let mut registers = district::registers();
        let zhang = registers.officer(&district::ZHANG.into()).expect("is entered").clone();
        let number = zhang.certificate.as_ref().expect("a certificate").number.clone();
        let known = |registers: &Registers, number: &str| {
            registers.certificate_known(number).map(|(officer, state)| (officer.0.clone(), state))
        };
        let zhangs = |state| Some((district::ZHANG.to_owned(), state));
        assert_eq!(known(&registers, &number), zhangs(CertificateState::Valid));
        let mut renewed = zhang.clone();
        renewed.certificate.as_mut().expect("a certificate").number = "9".to_owned();
        let before = registers.clone();
        let (officer, reason) = (zhang.id.clone(), "遗失".to_owned());
        registers.fold(&Event::CertificateChanged(CertificateChanged {
            officer,
            state: CertificateState::Cancelled,
            reason,
        }));
        registers.fold(&Event::OfficerEntered(renewed));
        assert_eq!(
            known(&registers, &number),
            zhangs(CertificateState::Cancelled),
            "a number is never forgotten"
        );
        assert_eq!(known(&registers, "9"), zhangs(CertificateState::Valid));
        assert_eq!(
            known(&before, &number),
            zhangs(CertificateState::Valid),
            "another snapshot stays as it was"
        );
        registers.fold(&Event::OfficerEntered(OfficerEntered { certificate: None, ..zhang }));
        assert_eq!(known(&registers, "9"), zhangs(CertificateState::Valid));
        let body = registers.body(district::BODY).expect("is entered").clone();
        let letter = |registers: &Registers, letter: &str| {
            registers.body_of_letter(letter).map(|body| body.code.clone())
        };
        registers.fold(&Event::BodyEntered(BodyEntered { letter: "长市".to_owned(), ..body }));
        assert_eq!(letter(&registers, "长市监"), None);
        assert_eq!(letter(&registers, "长市").as_deref(), Some(district::BODY));
    }

    #[test]
    fn what_decides_a_case_is_relied_on_and_what_decides_none_is_not() {
        let confirmed = |register: &str| {
            Event::EntriesConfirmed(EntriesConfirmed {
                register: register.to_owned(),
                proposal: "p".to_owned(),
                changes: 1,
                from: None,
            })
        };
        for register in [
            "review_substitutes",
            "qualifications",
            "delegations",
            "street_powers",
            "inspection_items",
            "uniform_rules",
            "recording_rules",
            "one that comes to be",
        ] {
            let mut registers = district::registers();
            registers.fold(&confirmed(register));
            assert_eq!(registers.relied, registers.version, "{register}");
        }
        for register in APART_FROM_CASES {
            let mut registers = district::registers();
            let relied = registers.relied;
            registers.fold(&confirmed(register));
            assert_eq!(registers.relied, relied, "{register}");
        }
    }

    #[test]
    fn what_nobody_touched_is_shared_between_snapshots() {
        let registers = district::registers();
        let mut later = registers.clone();
        let zhang = registers.officer(&district::ZHANG.into()).expect("is entered").clone();
        later.fold(&Event::OfficerEntered(OfficerEntered { name: "张维".to_owned(), ..zhang }));
        let same = |id: &str| {
            let of = |registers: &Registers| registers.officers.get(&OfficerId::from(id)).cloned();
            of(&registers).zip(of(&later)).is_some_and(|(one, other)| Arc::ptr_eq(&one, &other))
        };
        assert!(same(district::LI) && !same(district::ZHANG));
        assert!(Arc::ptr_eq(&registers.matters, &later.matters));
        assert!(Arc::ptr_eq(&registers.numbers, &later.numbers), "no certificate has changed hands");
    }
}
