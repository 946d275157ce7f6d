//! 开立账号: an officer of the register may sign in from now on. The event says only that; the password, the second factor and the sessions are
//! kept by the store apart from the ledger, and opening an account again is how they are given anew.

use crate::reach;
use events::field::{Field, Shape};
use events::registers::AccountOpened;
use events::standing::{Stage, Standing};
use events::{Act, Duty, Event, Occasion, OfficerId, Refusal};
use law::article::{Article, PLAN};
use serde::{Deserialize, Serialize};

/// Opens an account for an officer.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct OpenAccount {
    pub officer: OfficerId,
}

events::refusals! {
    /// Why it cannot be opened.
    pub enum Refused {
        OfficerUnknown => Article::of(PLAN, 2), "人员不在名录中", "先录入人员", field "officer";
    }
}

impl Act for OpenAccount {
    const NAME: &'static str = "OpenAccount";
    const WORD: &'static str = "account";
    const TITLE: &'static str = "开立账号";
    const STAGE: Stage = Stage::Register;
    const DUTY: Duty = Duty::Keep;
    const EVENTS: &'static [&'static str] = &["AccountOpened"];
    const FIELDS: &'static [Field] = &[Field::new("officer", "人员标识", Shape::Line(40))];

    fn decide(&self, _case: &Standing, occasion: &Occasion<'_>) -> Result<Vec<Event>, Refusal> {
        let officer = occasion.registers.officer(&self.officer).ok_or(Refused::OfficerUnknown)?;
        reach::within(&officer.body, "officer", occasion)?;
        Ok(vec![Event::AccountOpened(AccountOpened { officer: officer.id.clone() })])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{District, refused};

    #[test]
    fn an_officer_of_the_register_gets_an_account() {
        let events = District::standing().decide(&OpenAccount { officer: "zhang-wei".into() });
        assert_eq!(events, Ok(vec![Event::AccountOpened(AccountOpened { officer: "zhang-wei".into() })]));
    }

    #[test]
    fn a_stranger_gets_none() {
        let act = OpenAccount { officer: "nobody".into() };
        assert_eq!(
            refused(District::standing().decide(&act)),
            ("OfficerUnknown".to_owned(), Some("officer".to_owned()))
        );
    }

    #[test]
    fn a_blank_act_is_open() {
        assert!(District::standing().open::<OpenAccount>());
    }
}
