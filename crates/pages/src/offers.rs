//! What a form offers to choose from: officers of the body, matters, evidence and papers of the case. Only what the form's own fields ask for is looked up: a district has thousands of
//! officers, and most forms ask for none of them.

use crate::desk::chronology::moment_in_words;
use crate::forms::{Offers, offer_key};
use events::Registers;
use events::field::{Field, Offer, Shape};
use events::people::OfficerNamed;
use events::registers::{BodyEntered, OfficerEntered, Post};
use events::standing::Standing;
use jiff::civil::Date;
use std::collections::BTreeSet;

/// A value and what stands for it.
type Choice = (String, String);

/// Everything that these fields of a form can offer to an officer of `own`; of a case that another body entrusts, what that body has.
pub fn offers(
    fields: &[Field],
    registers: &Registers,
    own: &BodyEntered,
    case: &Standing,
    today: Date,
) -> Offers {
    let opened = case.opened.as_ref();
    let entrusts =
        opened.filter(|opened| registers.entrusts(&opened.body, &own.code, &opened.matter.code, today));
    let body = entrusts.map_or(own.code.as_str(), |opened| opened.body.as_str());
    let ground = Ground { registers, own, body, case, today };
    let mut offers = Offers::new();
    asked(fields, &mut |offer| {
        offers.entry(offer_key(offer)).or_insert_with(|| ground.choices(offer));
    });
    offers
}

/// Every offer that these fields and their columns ask for.
fn asked(fields: &[Field], found: &mut impl FnMut(Offer)) {
    for field in fields {
        match field.shape {
            Shape::One(offer) | Shape::Many(offer) => found(offer),
            Shape::Rows(columns) => asked(columns, found),
            _ => {}
        }
    }
}

/// What is chosen from.
struct Ground<'a> {
    registers: &'a Registers,
    own: &'a BodyEntered,
    /// Code of the body whose officers, departments and lists are offered.
    body: &'a str,
    case: &'a Standing,
    today: Date,
}

impl<'a> Ground<'a> {
    fn choices(&self, offer: Offer) -> Vec<Choice> {
        let (registers, case, today) = (self.registers, self.case, self.today);
        match offer {
            Offer::Officers => self.enforcing(),
            Offer::Chairs => self.with_post(Post::Chair),
            Offer::Heads => self.with_post(Post::Head),
            Offer::Handlers => case.handlers.iter().map(named).collect(),
            Offer::Recusable => self.recusable().iter().map(named).collect(),
            Offer::Recusals => {
                let asked_for = |officer: &&OfficerNamed| case.recusals_pending.contains(&officer.id);
                self.recusable().iter().filter(asked_for).map(named).collect()
            }
            Offer::Matters => {
                let matters = registers.powers(self.own, today);
                matters.map(|matter| (matter.code.clone(), matter.name.clone())).collect()
            }
            Offer::Departments => {
                let departments = registers.departments().filter(|department| department.body == self.body);
                departments.map(|department| (department.code.clone(), department.name.clone())).collect()
            }
            Offer::Bodies => registers.bodies().map(|body| (body.code.clone(), body.name.clone())).collect(),
            Offer::Devices => {
                let devices = registers::devices::of_body(registers, self.body, today);
                devices
                    .map(|known| (known.code.clone(), format!("{}　{}", known.code, known.model)))
                    .collect()
            }
            Offer::InspectionItems => {
                let items = registers.inspection_items(self.body, today);
                items.map(|(code, name)| (code.to_owned(), name.to_owned())).collect()
            }
            Offer::Evidence => {
                let evidence = case.investigation.evidence.iter();
                let words = |item: &events::standing::EvidenceItem| {
                    format!("证据{}　{}（{}）", item.number, item.added.title, item.added.kind.title())
                };
                evidence.map(|item| (item.number.to_string(), words(item))).collect()
            }
            Offer::Papers => cases::delivery::waiting(case)
                .map(|paper| (paper.number.to_string(), format!("{}　{}", paper.kind.title(), paper.number)))
                .collect(),
            Offer::Preservations => {
                let open = case.investigation.preservations_open();
                open.map(|(kept, day)| (kept.number.to_string(), format!("第{}批，{day}保存", kept.number)))
                    .collect()
            }
            Offer::Appraisals => {
                let open = case.period.appraisals_open();
                open.map(|one| (one.number.to_string(), format!("第{}次　{}", one.number, one.begun.subject)))
                    .collect()
            }
            Offer::Recorders => {
                let admitted = case.read.recorders_admitted();
                admitted
                    .map(|known| (known.digest.clone(), format!("{}（{}）", known.name, known.organisation)))
                    .collect()
            }
            Offer::MergedParties => {
                let merged = case.target.merged.iter().map(|merged| &merged.other);
                merged
                    .map(|other| (other.code.clone(), format!("{}（{}）", other.name, other.code)))
                    .collect()
            }
            Offer::Recordings => {
                let words = |title: &str, at| format!("{title}　{}开始", moment_in_words(at));
                let recordings = case.recordings.iter();
                recordings
                    .map(|known| (known.file.sha256.to_string(), words(&known.title, known.began_at)))
                    .collect()
            }
            Offer::Interruptions => {
                case.unexplained().iter().map(|found| (found.key(), found.in_words())).collect()
            }
            Offer::Omissions => {
                let missing = case.missing_recordings(registers).into_iter();
                missing.map(|one| (one.rule.clone(), one.in_words())).collect()
            }
            Offer::Holds => {
                case.holds_open().map(|hold| (hold.number.to_string(), hold.in_words())).collect()
            }
        }
    }

    fn of_body(&self) -> impl Iterator<Item = &'a OfficerEntered> {
        let body = self.body;
        self.registers.officers().filter(move |officer| officer.body == body)
    }

    /// Officers of the body, and of whom it entrusts with this case, who may enforce today.
    fn enforcing(&self) -> Vec<Choice> {
        let (registers, today) = (self.registers, self.today);
        let opened = self.case.opened.as_ref();
        let entrusted = opened.into_iter().flat_map(|opened| {
            let bodies =
                registers.bodies().map(|body| body.code.as_str()).filter(|body| *body != opened.body);
            bodies.filter(|body| registers.entrusts(&opened.body, body, &opened.matter.code, today))
        });
        let bodies: BTreeSet<&str> = entrusted.chain([self.body]).collect();
        let officers = registers.officers().filter(|officer| bodies.contains(officer.body.as_str()));
        let may = officers.filter(|officer| registers.may_enforce(officer, today));
        may.map(|officer| {
            let number = officer.certificate.as_ref().map(|c| c.number.as_str()).unwrap_or_default();
            (officer.id.to_string(), format!("{}（{number}）", officer.name))
        })
        .collect()
    }

    fn with_post(&self, post: Post) -> Vec<Choice> {
        let holders = self.of_body().filter(|officer| officer.posts.contains(&post));
        holders.map(|officer| (officer.id.to_string(), officer.name.clone())).collect()
    }

    /// Handlers and heads; a head who also handles the case is named once.
    fn recusable(&self) -> Vec<OfficerNamed> {
        let heads = self
            .of_body()
            .filter(|officer| officer.posts.contains(&Post::Head) && !self.case.handles(&officer.id))
            .map(events::occasion::named);
        self.case.handlers.iter().cloned().chain(heads).collect()
    }
}

fn named(officer: &OfficerNamed) -> Choice {
    let certificate = match officer.certificate.as_str() {
        "" => String::new(),
        number => format!("（{number}）"),
    };
    (officer.id.to_string(), format!("{}{certificate}", officer.name))
}
