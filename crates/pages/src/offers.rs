//! What a form offers to choose from: officers of the body, matters, evidence and papers of the case.

use crate::forms::{Offers, offer_key};
use events::Registers;
use events::field::Offer;
use events::registers::{BodyEntered, OfficerEntered, Post};
use events::standing::Standing;
use jiff::civil::Date;

/// Everything a form of this case can offer to an officer of `own`; of a case that another body entrusts, what that body has.
pub fn offers(registers: &Registers, own: &BodyEntered, case: &Standing, today: Date) -> Offers {
    let opened = case.opened.as_ref();
    let entrusts =
        opened.filter(|opened| registers.entrusts(&opened.body, &own.code, &opened.matter.code, today));
    let body = entrusts.map_or(own.code.as_str(), |opened| opened.body.as_str());
    let of_body = || registers.officers().filter(|officer| officer.body == body);
    let with_post = |post: Post| {
        of_body().filter(move |officer| officer.posts.contains(&post)).map(officer_choice).collect()
    };
    let named = |officer: &events::people::OfficerNamed| {
        let certificate = match officer.certificate.as_str() {
            "" => String::new(),
            number => format!("（{number}）"),
        };
        (officer.id.to_string(), format!("{}{certificate}", officer.name))
    };
    let mut offers = Offers::new();
    let mut put = |offer: Offer, list: Vec<(String, String)>| offers.insert(offer_key(offer), list);
    put(
        Offer::Officers,
        registers
            .officers()
            .filter(|officer| officer.body == body || registers.is_entrusted(officer, case, today))
            .filter(|officer| registers.may_enforce(officer, today))
            .map(|officer| {
                let number = officer.certificate.as_ref().map(|c| c.number.as_str()).unwrap_or_default();
                (officer.id.to_string(), format!("{}（{number}）", officer.name))
            })
            .collect(),
    );
    put(Offer::Chairs, with_post(Post::Chair));
    put(Offer::Heads, with_post(Post::Head));
    put(Offer::Handlers, case.handlers.iter().map(named).collect());
    // A head who also handles the case is named once.
    let heads = of_body()
        .filter(|officer| officer.posts.contains(&Post::Head) && !case.handles(&officer.id))
        .map(events::occasion::named);
    let recusable: Vec<_> = case.handlers.iter().cloned().chain(heads).collect();
    put(Offer::Recusable, recusable.iter().map(named).collect());
    let recusals = recusable.iter().filter(|officer| case.recusals_pending.contains(&officer.id));
    put(Offer::Recusals, recusals.map(named).collect());
    let matters = registers.powers(own, today);
    put(Offer::Matters, matters.map(|matter| (matter.code.clone(), matter.name.clone())).collect());
    let departments = registers.departments().filter(|department| department.body == body);
    put(
        Offer::Departments,
        departments.map(|department| (department.code.clone(), department.name.clone())).collect(),
    );
    put(Offer::Bodies, registers.bodies().map(|body| (body.code.clone(), body.name.clone())).collect());
    let devices = registers::devices::of_body(registers, body, today);
    put(
        Offer::Devices,
        devices.map(|device| (device.code.clone(), format!("{}　{}", device.code, device.model))).collect(),
    );
    let items = registers.inspection_items(body, today);
    put(Offer::InspectionItems, items.map(|(code, name)| (code.to_owned(), name.to_owned())).collect());
    let evidence = case.investigation.evidence.iter();
    put(
        Offer::Evidence,
        evidence
            .map(|item| {
                (
                    item.number.to_string(),
                    format!("证据{}　{}（{}）", item.number, item.added.title, item.added.kind.title()),
                )
            })
            .collect(),
    );
    put(
        Offer::Papers,
        cases::delivery::waiting(case)
            .map(|paper| (paper.number.to_string(), format!("{}　{}", paper.kind.title(), paper.number)))
            .collect(),
    );
    put(
        Offer::Preservations,
        case.investigation
            .preservations_open()
            .map(|(kept, day)| (kept.number.to_string(), format!("第{}批，{day}保存", kept.number)))
            .collect(),
    );
    put(
        Offer::Appraisals,
        case.period
            .appraisals_open()
            .map(|open| (open.number.to_string(), format!("第{}次　{}", open.number, open.begun.subject)))
            .collect(),
    );
    let recorders = case.read.recorders_admitted();
    put(
        Offer::Recorders,
        recorders
            .map(|known| (known.digest.clone(), format!("{}（{}）", known.name, known.organisation)))
            .collect(),
    );
    let merged = case.target.merged.iter().map(|merged| &merged.other);
    put(
        Offer::MergedParties,
        merged.map(|other| (other.code.clone(), format!("{}（{}）", other.name, other.code))).collect(),
    );
    let recordings = case.recordings.iter();
    put(
        Offer::Recordings,
        recordings
            .map(|known| {
                let began = crate::desk::chronology::moment_in_words(known.began_at);
                (known.file.sha256.to_string(), format!("{}　{began}开始", known.title))
            })
            .collect(),
    );
    let interruptions = case.unexplained();
    put(Offer::Interruptions, interruptions.iter().map(|found| (found.key(), found.in_words())).collect());
    let holds = case.holds.iter().filter(|hold| hold.lifted_on.is_none());
    put(Offer::Holds, holds.map(|hold| (hold.number.to_string(), hold.in_words())).collect());
    let omissions = case.missing_recordings(registers).into_iter();
    put(Offer::Omissions, omissions.map(|missing| (missing.rule.clone(), missing.in_words())).collect());
    offers
}

fn officer_choice(officer: &OfficerEntered) -> (String, String) {
    (officer.id.to_string(), officer.name.clone())
}
