//! Who sees a register inside the office (plan clause 2; 个人信息保护法 art 6: no more than the purpose needs). What everyone may see on the
//! portal, every officer sees at the desk. A register of which nothing is public is for those who keep it, and each body keeps its own entries; the
//! justice bureau, which supervises enforcement in the district, sees all. A proposal is seen by who prepared it and by those who may have a say in it.

use crate::all;
use crate::declaration::RegisterKind;
use crate::entry_proposal::{is_keeper, may_confirm};
use crate::judgement::{held_last, may_change};
use events::Registers;
use events::book::Version;
use events::registers::{BodyEntered, BodyKind, OfficerEntered};
use events::shelf::Proposal;
use serde_json::Value;

/// Whether the officer may open the register at all.
pub fn sees_register(kind: &RegisterKind, officer: &OfficerEntered) -> bool {
    kind.is_public() || is_keeper(kind, officer).is_ok()
}

/// Whether the officer, who belongs to `body`, may see an entry with this content.
pub fn sees_entry(
    kind: &RegisterKind,
    content: &Value,
    officer: &OfficerEntered,
    body: &BodyEntered,
) -> bool {
    let own = || kind.body_of(content).is_none_or(|owner| owner == body.code);
    kind.is_public() || (sees_register(kind, officer) && (body.kind == BodyKind::JusticeBureau || own()))
}

/// Whether the officer may see an entry's history: whoever may see what it last held.
pub fn sees_history(
    kind: &RegisterKind,
    history: &[Version],
    officer: &OfficerEntered,
    body: &BodyEntered,
) -> bool {
    held_last(history).is_some_and(|content| sees_entry(kind, content, officer, body))
}

/// Whether the officer may see a proposal that waits: the own one, one of the own body, and one whose entries are within reach.
pub fn sees_proposal(
    proposal: &Proposal,
    officer: &OfficerEntered,
    body: &BodyEntered,
    registers: &Registers,
) -> bool {
    let Some(kind) = all::by_word(&proposal.register) else { return false };
    if proposal.prepared.by.id == officer.id {
        return true;
    }
    let within = |change| may_change(kind, change, body, registers).is_ok();
    may_confirm(kind, officer).is_ok() && (proposal.unit == body.code || proposal.changes.iter().all(within))
}

/// Whether a proposal waits for this officer: one that somebody else prepared and that is theirs to confirm.
pub fn awaits(
    proposal: &Proposal,
    officer: &OfficerEntered,
    body: &BodyEntered,
    registers: &Registers,
) -> bool {
    let confirms = all::by_word(&proposal.register).is_some_and(|kind| may_confirm(kind, officer).is_ok());
    confirms
        && proposal.prepared.by.id != officer.id
        && sees_proposal(proposal, officer, body, registers)
        && proposal.changes.iter().all(|change| !concerns(proposal, change, officer))
}

/// Nobody confirms what is entered of himself or herself (`two_persons`).
fn concerns(proposal: &Proposal, change: &events::entries::Change, officer: &OfficerEntered) -> bool {
    proposal.register == "officer" && change.key() == officer.id.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::declaration::{Register, Term};
    use crate::guides::Guides;
    use crate::inspection_items::InspectionItems;
    use crate::qualifications::Qualifications;
    use crate::testing::books::enter;
    use crate::testing::{Books, MARKET, TODAY};
    use events::OfficerId;
    use serde_json::json;

    const OPEN: Term = Term { from: TODAY, to: None };

    /// Who of these sees it.
    fn seen(books: &Books, sees: impl Fn(&OfficerEntered, &BodyEntered) -> bool) -> Vec<&'static str> {
        let registers = books.registers();
        let look = |id: &&str| {
            let officer = registers.officer(&OfficerId::from(*id)).expect("is entered");
            sees(officer, registers.body(&officer.body).expect("is entered"))
        };
        ["clerk", "head", "team", "patrol", "justice-one", "justice-two"].into_iter().filter(look).collect()
    }

    #[test]
    fn what_is_personal_is_for_its_keepers_and_their_own_body() {
        let mut books = Books::standing();
        let content = json!({"body": MARKET, "officer": "chen-jing", "kind": "degree"});
        books.stand::<Qualifications>(&content);
        let kind = &RegisterKind::of::<Qualifications>();
        let inside = ["clerk", "head", "justice-one", "justice-two"];
        assert_eq!(seen(&books, |officer, body| sees_entry(kind, &content, officer, body)), inside);
        let opens = seen(&books, |officer, _| sees_register(kind, officer));
        assert_eq!(opens, ["clerk", "head", "team", "justice-one", "justice-two"]);
        let retired = events::entries::Change::Retire { key: "chen-jing".into(), from: TODAY };
        books.lets_stand::<Qualifications>(vec![retired]);
        let history = books.registers().book(Qualifications::WORD).history("chen-jing");
        assert_eq!(seen(&books, |officer, body| sees_history(kind, history, officer, body)), inside);
        // What everyone sees on the portal is no secret at the desk.
        let public = &RegisterKind::of::<Guides>();
        assert_eq!(seen(&books, |officer, body| sees_entry(public, &content, officer, body)).len(), 6);
    }

    #[test]
    fn a_proposal_is_seen_by_those_who_have_a_say_in_it() {
        let mut books = Books::standing();
        let item = json!({"code": "JC-1", "body": MARKET, "name": "食品经营检查", "target": "食品经营者",
            "basis": "《食品安全法》第一百一十条", "content": ["进货查验"], "method": "on_site", "times_a_year": 2});
        for by in ["clerk", "justice-one"] {
            let id = books.proposes::<InspectionItems>(by, vec![enter::<InspectionItems>(&item, OPEN)]);
            let registers = books.registers();
            let proposal = registers.proposal(&id).expect("it waits");
            let sees = seen(&books, |officer, body| sees_proposal(proposal, officer, body, registers));
            assert_eq!(sees, ["clerk", "head", "justice-one", "justice-two"], "prepared by {by}");
            // It waits for those of them alone who did not prepare it and may confirm.
            let awaited = seen(&books, |officer, body| awaits(proposal, officer, body, registers));
            assert!(
                !awaited.contains(&by) && awaited.contains(&"justice-two"),
                "prepared by {by}: {awaited:?}"
            );
        }
    }
}
