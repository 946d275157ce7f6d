//! 受理: the body with which a letter lies takes it on; whoever does so deals with it from then on (信访工作条例 art 23).

use crate::wall;
use events::complaints::LetterTakenOn;
use events::field::{Field, Shape};
use events::standing::{Stage, Standing};
use events::{Act, Duty, Event, Occasion, Refusal};
use law::article::{Article, PETITION_REGULATION};
use serde::{Deserialize, Serialize};

/// Takes a letter on.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct TakeOnLetter {
    pub note: String,
}

events::refusals! {
    /// Why it cannot be taken on.
    pub enum Refused {
        AlreadyTakenOn { name: String } => Article::of(PETITION_REGULATION, 23), "已由{name}受理", "由受理人答复";
    }
}

impl Act for TakeOnLetter {
    const NAME: &'static str = "TakeOnLetter";
    const WORD: &'static str = "taking_on";
    const TITLE: &'static str = "受理来信";
    const STAGE: Stage = Stage::Complaint;
    const DUTY: Duty = Duty::Letters;
    const EVENTS: &'static [&'static str] = &["LetterTakenOn"];
    const FIELDS: &'static [Field] =
        &[Field::new("note", "办理意见", Shape::Text(1000)).optional().hint("只在内部查看")];

    fn decide(&self, case: &Standing, occasion: &Occasion<'_>) -> Result<Vec<Event>, Refusal> {
        wall::here(case, occasion)?;
        if let Some(handler) = &case.complaint.handler {
            return Err(Refused::AlreadyTakenOn { name: handler.name.clone() }.into());
        }
        Ok(vec![Event::LetterTakenOn(LetterTakenOn {
            handler: occasion.officer(),
            note: self.note.trim().to_owned(),
        })])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{about, letter};
    use events::registers::Post;
    use events::testing::{Story, district};

    #[test]
    fn whoever_takes_it_on_deals_with_it() {
        let story = Story::new().does(&letter()).by(district::WU).does(&TakeOnLetter::default());
        let complaint = &story.standing.complaint;
        assert_eq!(complaint.handler.as_ref().map(|handler| handler.id.0.as_str()), Some(district::WU));
        assert_eq!(complaint.taken_on, Some(story.today()));
        assert_eq!(story.by(district::ZHAO).closed_to::<TakeOnLetter>().as_deref(), Some("AlreadyTakenOn"));
    }

    #[test]
    fn neither_the_officer_nor_the_head_of_the_department_takes_on_a_complaint_about_the_officer() {
        let story = Story::new().does(&about(district::ZHANG));
        let of = |id: &str| story.clone().by(id).closed_to::<TakeOnLetter>();
        assert_eq!(of(district::ZHANG).as_deref(), Some("Concerned"));
        assert_eq!(of(district::LI), None, "a colleague without the department at his head");
        let mut li = story.registers.officer(&district::LI.into()).expect("is entered").clone();
        li.posts.push(Post::DepartmentHead);
        let story = story.enters(Event::OfficerEntered(li)).by(district::LI);
        assert_eq!(story.closed_to::<TakeOnLetter>().as_deref(), Some("Concerned"));
        assert_eq!(story.by(district::ZHAO).closed_to::<TakeOnLetter>(), None);
    }

    #[test]
    fn only_the_body_with_which_it_lies_takes_it_on() {
        assert_eq!(Story::new().closed_to::<TakeOnLetter>().as_deref(), Some("NoLetter"));
        let elsewhere = crate::letter::HandInLetter { body: String::new(), ..letter() };
        let story = Story::new().does(&elsewhere);
        assert_eq!(story.closed_to::<TakeOnLetter>().as_deref(), Some("LiesElsewhere"));
    }
}
