//! 不予受理: the body says that it does not deal with a letter, on a ground and with a reason that the writer reads (信访工作条例 art 23). What another
//! body has to deal with is handed over, not declined.

use crate::taking_on;
use crate::wall;
use events::complaints::LetterDeclined;
use events::field::{Field, Shape};
use events::standing::{Stage, Standing};
use events::{Act, Duty, Event, Occasion, Refusal};
use serde::{Deserialize, Serialize};

/// Declines a letter.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct DeclineLetter {
    pub ground: String,
    pub reason: String,
}

/// Codes and words of the grounds.
pub const GROUNDS: &[(&str, &str)] = &[
    ("other_way", "依法应当通过复议、诉讼等途径解决，或者正在以这些途径解决"),
    ("repeated", "同一事项已经受理或者答复"),
    ("unclear", "没有具体的对象和事实，无法核查"),
    ("not_ours", "不属于行政执法事项"),
];

/// The word of a ground.
pub fn ground_title(code: &str) -> &str {
    GROUNDS.iter().find(|(known, _)| *known == code).map_or(code, |(_, word)| word)
}

impl Act for DeclineLetter {
    const NAME: &'static str = "DeclineLetter";
    const WORD: &'static str = "declining";
    const TITLE: &'static str = "不予受理来信";
    const STAGE: Stage = Stage::Complaint;
    const DUTY: Duty = Duty::Letters;
    const EVENTS: &'static [&'static str] = &["LetterDeclined"];
    const FIELDS: &'static [Field] = &[
        Field::new("ground", "理由类别", Shape::Choice(GROUNDS)),
        Field::new("reason", "告知来信人的理由", Shape::Text(1000)).hint("来信人凭编号和查询码可以看到"),
    ];

    fn decide(&self, case: &Standing, occasion: &Occasion<'_>) -> Result<Vec<Event>, Refusal> {
        wall::here(case, occasion)?;
        if let Some(handler) = &case.complaint.handler {
            return Err(taking_on::Refused::AlreadyTakenOn { name: handler.name.clone() }.into());
        }
        if !GROUNDS.iter().any(|(code, _)| *code == self.ground) {
            return Err(Refusal::of_field("ground", "请选择理由类别"));
        }
        let reason = self.reason.trim().to_owned();
        if reason.is_empty() {
            return Err(Refusal::of_field("reason", "请写明告知来信人的理由"));
        }
        Ok(vec![Event::LetterDeclined(LetterDeclined { ground: self.ground.clone(), reason })])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::taking_on::TakeOnLetter;
    use crate::testing::{about, letter};
    use events::testing::{Story, district};

    fn declining() -> DeclineLetter {
        DeclineLetter {
            ground: "unclear".to_owned(), reason: "没有写明时间和地点，无法核查。".to_owned()
        }
    }

    #[test]
    fn a_declined_letter_is_ended() {
        let story = Story::new().does(&letter()).by(district::WU).does(&declining());
        assert!(story.standing.complaint.ended());
        story.refused(&declining(), "Ended");
        assert_eq!(story.closed_to::<TakeOnLetter>().as_deref(), Some("Ended"));
    }

    #[test]
    fn it_is_declined_with_a_ground_and_a_reason_before_it_is_taken_on() {
        let story = Story::new().does(&letter());
        let without = |act: DeclineLetter, field: &str| {
            assert_eq!(story.refused(&act, "FieldRefused").field.as_deref(), Some(field));
        };
        without(DeclineLetter { ground: String::new(), ..declining() }, "ground");
        without(DeclineLetter { reason: " ".to_owned(), ..declining() }, "reason");
        story.does(&TakeOnLetter::default()).refused(&declining(), "AlreadyTakenOn");
    }

    #[test]
    fn the_wall_holds_here_too() {
        Story::new().does(&about(district::ZHANG)).refused(&declining(), "Concerned");
    }
}
