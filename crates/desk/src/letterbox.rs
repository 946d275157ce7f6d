//! Whom the acts that anyone may do are done by: the portal's letterbox (信箱) for whoever hands in a letter, and the program itself for what the clock says.
//! Neither is an officer: they hold no post, so that every act with another duty than [`events::Duty::Anyone`] is refused them.

use events::registers::{BodyEntered, BodyKind, OfficerEntered};
use events::{OfficerId, Registers};

/// Colons stand in no officer's id, so neither can be entered in the register.
const LETTERBOX: &str = "portal:letterbox";
const PROGRAM: &str = "program:upkeep";

/// The letterbox of the portal.
pub fn letterbox() -> OfficerId {
    OfficerId::from(LETTERBOX)
}

/// The program in its upkeep.
pub fn program() -> OfficerId {
    OfficerId::from(PROGRAM)
}

pub(crate) fn is_ours(id: &OfficerId) -> bool {
    [LETTERBOX, PROGRAM].contains(&id.0.as_str())
}

/// One of the two as it acts, for the justice bureau, or for the first body of a district without one; `None` where there is no body at all.
pub(crate) fn person<'a>(
    registers: &'a Registers,
    id: &OfficerId,
) -> Option<(OfficerEntered, &'a BodyEntered)> {
    let justice = registers.bodies().find(|body| body.kind == BodyKind::JusticeBureau);
    let body = justice.or_else(|| registers.bodies().next())?;
    let name = if id.0 == LETTERBOX { "公示平台信箱" } else { "明镜" };
    let person = OfficerEntered {
        id: id.clone(),
        name: name.to_owned(),
        body: body.code.clone(),
        department: String::new(),
        posts: Vec::new(),
        certificate: None,
        legal_qualification: false,
    };
    Some((person, body))
}

#[cfg(test)]
mod tests {
    use super::*;
    use events::testing::district;

    #[test]
    fn neither_can_be_an_officer_and_neither_holds_a_post() {
        let registers = district::registers();
        for id in [letterbox(), program()] {
            assert!(is_ours(&id) && registers.officer(&id).is_none());
            let (person, body) = person(&registers, &id).expect("there is a body");
            assert!(person.posts.is_empty() && person.certificate.is_none());
            assert_eq!(body.code, district::JUSTICE);
        }
        assert!(!is_ours(&district::ZHANG.into()));
    }
}
