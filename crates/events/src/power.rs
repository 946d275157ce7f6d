//! Whose power a body exercises. An organ or an authorised organisation has its own; a street or town has what the published list hands to it, and acts in
//! its own name (行政处罚法 art 24 para 1); an entrusted organisation has what the letter of entrustment names, for its term, and acts in the name of the
//! organ that entrusts it (art 20 paras 2, 4).

use crate::Registers;
use crate::registers::{BodyEntered, BodyKind, MatterEntered, OfficerEntered};
use crate::standing::Standing;
use jiff::civil::Date;
use law::money::Fen;
use serde_json::Value;

impl Registers {
    /// The body in whose name `body` enforces this matter on `day`; `None` when it may not.
    pub fn in_whose_name<'a>(
        &'a self,
        body: &'a BodyEntered,
        matter: &MatterEntered,
        day: Date,
    ) -> Option<&'a BodyEntered> {
        match body.kind {
            BodyKind::Delegated => {
                let entrusts = self.entrusts(&matter.body, &body.code, &matter.code, day);
                self.body(&matter.body).filter(|_| entrusts)
            }
            BodyKind::Street => self.hands_down(&body.code, &matter.code, day).then_some(body),
            _ => (matter.body == body.code).then_some(body),
        }
    }

    /// Whether `delegate` is entrusted with this matter by `delegator` on `day`, by a letter that names it (art 20 para 2).
    pub fn entrusts(&self, delegator: &str, delegate: &str, matter: &str, day: Date) -> bool {
        self.letters(delegator, delegate, matter, day).next().is_some()
    }

    /// The letters by which `delegate` is entrusted with this matter by `delegator` on `day`.
    fn letters<'a>(
        &'a self,
        delegator: &'a str,
        delegate: &str,
        matter: &'a str,
        day: Date,
    ) -> impl Iterator<Item = &'a Value> {
        let letters = self.book("delegations").naming("delegate", delegate);
        let in_force =
            letters.filter_map(move |(_, versions)| crate::book::as_of(versions, day)?.content.as_deref());
        in_force.filter(move |letter| {
            let names = |named: &Value| named.as_str() == Some(matter);
            let matters = letter.get("codes").and_then(Value::as_array);
            letter.get("delegator").and_then(Value::as_str) == Some(delegator)
                && matters.is_some_and(|matters| matters.iter().any(names))
        })
    }

    /// The most that a fine may come to where people of an entrusted organisation handle the case, as the letters say (art 20 para 2: 权限), with the organisation's name;
    /// `None` where nobody of one does, or no letter sets a limit.
    pub fn entrusted_fine_max(&self, case: &Standing, day: Date) -> Option<(Fen, &str)> {
        let opened = case.opened.as_ref()?;
        let handlers = case.handlers.iter().filter_map(|handler| self.officer(&handler.id));
        let outside = handlers.filter(|officer| officer.body != opened.body);
        let limits = outside.flat_map(|officer| {
            let letters = self.letters(&opened.body, &officer.body, &opened.matter.code, day);
            letters.filter_map(|letter| Some((Fen(letter.get("fine_max")?.as_i64()?), officer.body.as_str())))
        });
        let (most, body) = limits.min_by_key(|(most, _)| *most)?;
        Some((most, self.body(body).map_or(body, |body| body.name.as_str())))
    }

    /// Whether the officer's body, another than the one of the case, is entrusted with it today.
    pub fn is_entrusted(&self, officer: &OfficerEntered, case: &Standing, day: Date) -> bool {
        case.opened.as_ref().is_some_and(|opened| {
            opened.body != officer.body
                && self.entrusts(&opened.body, &officer.body, &opened.matter.code, day)
        })
    }

    /// Whether the published list hands this matter to the street or town on `day`.
    pub fn hands_down(&self, street: &str, matter: &str, day: Date) -> bool {
        let listed = self.book("street_powers").as_of(&format!("{street}~{matter}"), day);
        listed.is_some_and(|version| version.content.is_some())
    }

    /// Every matter the body may enforce on `day`, in its own name or another's, in the order of codes.
    pub fn powers<'a>(&'a self, body: &'a BodyEntered, day: Date) -> impl Iterator<Item = &'a MatterEntered> {
        self.matters().filter(move |matter| self.in_whose_name(body, matter, day).is_some())
    }
}
