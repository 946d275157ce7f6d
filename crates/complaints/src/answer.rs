//! 答复: whoever took a letter on, or the head of the body, tells the writer what came of it (信访工作条例 art 34; 行政处罚法 art 75 para 2: 行政机关应当认真审查，发现有错误的，应当主动改正).
//! Who gave no contact reads the answer with number and code.

use crate::wall;
use events::complaints::LetterAnswered;
use events::field::{Field, Shape};
use events::registers::Post;
use events::standing::{Stage, Standing};
use events::{Act, Duty, Event, Occasion, Refusal};
use law::article::{Article, PETITION_REGULATION};
use serde::{Deserialize, Serialize};

/// Answers a letter.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct AnswerLetter {
    pub outcome: String,
    pub text: String,
}

/// Codes and words of the outcomes.
pub const OUTCOMES: &[(&str, &str)] = &[
    ("supported", "反映属实，已经处理"),
    ("partly", "部分属实，已经处理"),
    ("unsupported", "经核查不属实"),
    ("case", "已登记案件线索，依法查处"),
    ("replied", "已解答"),
];

/// The word of an outcome.
pub fn outcome_title(code: &str) -> &str {
    OUTCOMES.iter().find(|(known, _)| *known == code).map_or(code, |(_, word)| word)
}

events::refusals! {
    /// Why it cannot be answered.
    pub enum Refused {
        NotTakenOn => Article::of(PETITION_REGULATION, 23), "来信还没有受理", "先受理，再答复";
        AnotherHandles { name: String } => Article::of(PETITION_REGULATION, 34), "来信由{name}受理", "由受理人或者机关负责人答复";
    }
}

impl Act for AnswerLetter {
    const NAME: &'static str = "AnswerLetter";
    const WORD: &'static str = "answer";
    const TITLE: &'static str = "答复来信";
    const STAGE: Stage = Stage::Complaint;
    const DUTY: Duty = Duty::Letters;
    const EVENTS: &'static [&'static str] = &["LetterAnswered"];
    const FIELDS: &'static [Field] = &[
        Field::new("outcome", "办理结果", Shape::Choice(OUTCOMES)),
        Field::new("text", "答复内容", Shape::Text(3000))
            .hint("来信人凭编号和查询码可以看到；不要写入他人的个人信息"),
    ];

    fn decide(&self, case: &Standing, occasion: &Occasion<'_>) -> Result<Vec<Event>, Refusal> {
        wall::here(case, occasion)?;
        let handler = case.complaint.handler.as_ref().ok_or(Refused::NotTakenOn)?;
        if handler.id != occasion.by.id && !occasion.by.posts.contains(&Post::Head) {
            return Err(Refused::AnotherHandles { name: handler.name.clone() }.into());
        }
        if !OUTCOMES.iter().any(|(code, _)| *code == self.outcome) {
            return Err(Refusal::of_field("outcome", "请选择办理结果"));
        }
        let text = self.text.trim().to_owned();
        if text.is_empty() {
            return Err(Refusal::of_field("text", "请写明答复内容"));
        }
        Ok(vec![Event::LetterAnswered(LetterAnswered { outcome: self.outcome.clone(), text })])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::taking_on::TakeOnLetter;
    use crate::testing::{about, letter};
    use events::testing::{Story, district};

    fn answer() -> AnswerLetter {
        AnswerLetter {
            outcome: "supported".to_owned(),
            text: "已批评教育，窗口增加一名值班人员。".to_owned(),
        }
    }

    fn taken_on() -> Story {
        Story::new().does(&letter()).by(district::WU).does(&TakeOnLetter::default())
    }

    #[test]
    fn whoever_took_it_on_answers_and_so_may_the_head() {
        assert!(taken_on().does(&answer()).standing.complaint.ended());
        assert!(taken_on().by(district::ZHAO).does(&answer()).standing.complaint.answered.is_some());
        assert_eq!(taken_on().by(district::LIN).refused(&answer(), "AnotherHandles").says, "来信由吴霞受理");
    }

    #[test]
    fn it_is_taken_on_first_and_answered_once_with_outcome_and_text() {
        Story::new().does(&letter()).refused(&answer(), "NotTakenOn");
        for (act, field) in [
            (AnswerLetter { outcome: "x".to_owned(), ..answer() }, "outcome"),
            (AnswerLetter { text: " ".to_owned(), ..answer() }, "text"),
        ] {
            assert_eq!(taken_on().refused(&act, "FieldRefused").field.as_deref(), Some(field));
        }
        taken_on().does(&answer()).refused(&answer(), "Ended");
    }

    #[test]
    fn the_wall_holds_here_too() {
        let story =
            Story::new().does(&about(district::ZHANG)).by(district::WU).does(&TakeOnLetter::default());
        story.by(district::ZHANG).refused(&answer(), "Concerned");
    }
}
