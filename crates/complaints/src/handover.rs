//! 移送、转办: a letter goes to the body that has to deal with it, or to supervision (信访工作条例 art 22). The clock of taking on begins anew with the body that
//! gets it; so a letter never goes back to a body that had it before, except by supervision, and whoever has it last answers.
//!
//! Once a clock has run out, the justice bureau's supervisors hand it over wherever it lies (督办).

use crate::letter::letter_body;
use crate::wall::{self, Closed};
use events::complaints::LetterHandedOver;
use events::field::{Field, Offer, Shape};
use events::registers::Post;
use events::standing::{Stage, Standing};
use events::{Act, Duty, Event, Occasion, Refusal};
use law::article::{Article, PETITION_REGULATION};
use serde::{Deserialize, Serialize};

/// Hands a letter over.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct HandOverLetter {
    pub to: String,
    pub reason: String,
}

events::refusals! {
    /// Why it cannot be handed over.
    pub enum Refused {
        BodyUnknown => Article::of(PETITION_REGULATION, 22), "受移送的机关不在名录中", "从列表中选择", field "to";
        HeadsOwnBody { name: String, body: String } => Article::of(PETITION_REGULATION, 0), "来信涉及{body}的负责人{name}，不得移送其本机关办理", "移送司法行政部门或者其他有权处理的机关", field "to";
        AlreadyThere => Article::of(PETITION_REGULATION, 22), "来信已在该机关", "选择其他机关", field "to";
        WasThere { body: String } => Article::of(PETITION_REGULATION, 22), "{body}已经办理过这封来信，不再移回", "移送司法行政部门协调，或者自行办理", field "to";
    }
}

impl Act for HandOverLetter {
    const NAME: &'static str = "HandOverLetter";
    const WORD: &'static str = "handover";
    const TITLE: &'static str = "移送来信";
    const STAGE: Stage = Stage::Complaint;
    const DUTY: Duty = Duty::Letters;
    const EVENTS: &'static [&'static str] = &["LetterHandedOver"];
    const FIELDS: &'static [Field] = &[
        Field::new("to", "移送到", Shape::One(Offer::Bodies)),
        Field::new("reason", "移送理由", Shape::Text(1000)),
    ];

    fn decide(&self, case: &Standing, occasion: &Occasion<'_>) -> Result<Vec<Event>, Refusal> {
        let received = wall::open(case, occasion)?;
        let complaint = &case.complaint;
        let supervises = occasion.body.code == received.supervision;
        if !complaint.is_with(&occasion.body.code) && !(supervises && complaint.overdue.is_some()) {
            let body = complaint.body.as_ref().map(|body| body.name.clone()).unwrap_or_default();
            return Err(Closed::LiesElsewhere { body }.into());
        }
        let to = occasion.registers.body(&self.to).ok_or(Refused::BodyUnknown)?;
        if complaint.is_with(&to.code) {
            return Err(Refused::AlreadyThere.into());
        }
        // The head's own door, and those who work under the head, are no place for a letter about the head.
        let about = received.officer.as_ref().and_then(|officer| occasion.registers.officer(officer));
        if let Some(head) = about.filter(|about| about.body == to.code && about.posts.contains(&Post::Head)) {
            let (name, body) = (head.name.clone(), to.name.clone());
            return Err(Refused::HeadsOwnBody { name, body }.into());
        }
        let handed = complaint.handed_over.iter().map(|(_, handed)| &handed.to);
        let had = std::iter::once(&received.body).chain(handed).any(|body| body.code == to.code);
        if had && !supervises && to.code != received.supervision {
            return Err(Refused::WasThere { body: to.name.clone() }.into());
        }
        let reason = self.reason.trim().to_owned();
        if reason.is_empty() {
            return Err(Refusal::of_field("reason", "请写明移送理由"));
        }
        Ok(vec![Event::LetterHandedOver(LetterHandedOver { to: letter_body(to), reason })])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::overdue::NoteOverdue;
    use crate::taking_on::TakeOnLetter;
    use crate::testing::{about, letter};
    use events::registers::{BodyEntered, BodyKind};
    use events::testing::{Story, day, district};

    const STREET: &str = "11310105MB1D00002L";

    fn to(body: &str) -> HandOverLetter {
        HandOverLetter { to: body.to_owned(), reason: "由该机关主管。".to_owned() }
    }

    /// With a third body.
    fn story() -> Story {
        let story = Story::new();
        let street = BodyEntered {
            code: STREET.to_owned(),
            name: "某街道办事处".to_owned(),
            kind: BodyKind::Street,
            ..story.registers.body(district::BODY).expect("is entered").clone()
        };
        story.enters(Event::BodyEntered(street)).does(&letter())
    }

    /// As somebody of the justice bureau acts.
    fn by_justice(story: &Story, act: &HandOverLetter) -> Result<Vec<Event>, Refusal> {
        let registers = &story.registers;
        let by = registers.officer(&district::HE.into()).expect("is entered");
        let body = registers.body(district::JUSTICE).expect("is entered");
        act.decide(&story.standing, &Occasion { by, body, ..story.occasion() })
    }

    #[test]
    fn the_clock_begins_anew_with_the_body_that_gets_it() {
        let story =
            story().by(district::WU).does(&TakeOnLetter::default()).at("2026-11-25T09:00").does(&to(STREET));
        let complaint = &story.standing.complaint;
        assert!(complaint.is_with(STREET) && complaint.handler.is_none() && complaint.taken_on.is_none());
        assert_eq!(complaint.with_body_since, Some(day("2026-11-25")));
        assert_eq!(story.closed_to::<HandOverLetter>().as_deref(), Some("LiesElsewhere"));
    }

    #[test]
    fn it_goes_to_another_body_of_the_register_with_a_reason_and_not_back() {
        let story = story();
        story.refused(&to("none"), "BodyUnknown");
        story.refused(&to(district::BODY), "AlreadyThere");
        story.refused(&HandOverLetter { reason: String::new(), ..to(STREET) }, "FieldRefused");
        let handed = story.does(&to(district::JUSTICE));
        let back = by_justice(&handed, &to(district::BODY));
        assert!(back.is_ok(), "supervision may send it back: {back:?}");
    }

    #[test]
    fn a_body_that_had_it_does_not_get_it_again_from_another() {
        let story = story().does(&to(STREET));
        let street = story.registers.body(STREET).expect("is entered");
        let occasion = Occasion { body: street, ..story.occasion() };
        let refused = to(district::BODY).decide(&story.standing, &occasion).expect_err("it was there");
        assert_eq!(refused.name, "WasThere");
        assert!(to(district::JUSTICE).decide(&story.standing, &occasion).is_ok());
    }

    #[test]
    fn supervision_takes_hold_of_it_only_once_a_clock_has_run_out() {
        let story = story();
        assert_eq!(by_justice(&story, &to(STREET)).expect_err("not yet").name, "LiesElsewhere");
        let late = story.at("2026-12-20T09:00").does(&NoteOverdue::default());
        assert!(by_justice(&late, &to(STREET)).is_ok());
    }

    #[test]
    fn a_letter_about_a_head_does_not_go_to_the_head_s_own_body() {
        let mut head = Story::new().registers.officer(&district::ZHANG.into()).expect("is entered").clone();
        head.posts.push(Post::Head);
        let story = Story::new().enters(Event::OfficerEntered(head)).does(&about(district::ZHANG));
        assert!(story.standing.complaint.is_with(district::JUSTICE), "it began with supervision");
        let refused = by_justice(&story, &to(district::BODY)).expect_err("it is the head's");
        assert_eq!((refused.name.as_str(), refused.field.as_deref()), ("HeadsOwnBody", Some("to")));
        let late =
            Story::new().does(&about(district::LI)).at("2026-12-20T09:00").does(&NoteOverdue::default());
        assert!(by_justice(&late, &to(district::JUSTICE)).is_ok(), "of an officer who is no head");
    }

    #[test]
    fn the_wall_holds_here_too() {
        Story::new().does(&about(district::ZHANG)).refused(&to(district::JUSTICE), "Concerned");
    }
}
