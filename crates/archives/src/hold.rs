//! 保全: what belongs to a case, papers and recordings alike, is kept whatever its term says, as long as a reconsideration, a suit, a complaint or supervision needs it (plan clause
//! 12: keeping; features 13.1). A hold may be placed before filing and after it. Nothing is disposed of by this program; a hold is what will stand in the way.

use events::archives::{HOLDS, HoldPlaced};
use events::field::{Field, Shape};
use events::standing::{Stage, Standing};
use events::{Act, Duty, Event, Occasion, Refusal};
use law::article::{Article, PLAN};
use serde::{Deserialize, Serialize};

/// Places a hold.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct PlaceHold {
    pub kind: String,
    pub reference: String,
    pub reason: String,
}

events::refusals! {
    /// Why nothing is held.
    pub enum Refused {
        NothingToHold => Article::of(PLAN, 12), "案件尚未登记", "先登记线索";
        HoldKindUnknown => Article::of(PLAN, 12), "请选择需要保全的缘由", "从列出的缘由中选择", field "kind";
        HeldAlready { number: u32 } => Article::of(PLAN, 12), "同一缘由、同一文号的保全（第{number}号）还没有解除", "不必重复保全", field "reference";
        HoldReasonMissing => Article::of(PLAN, 12), "应当写明保全的理由", "填写理由", field "reason";
    }
}

impl Act for PlaceHold {
    const NAME: &'static str = "PlaceHold";
    const WORD: &'static str = "hold";
    const TITLE: &'static str = "保全案卷和音像记录";
    const STAGE: Stage = Stage::Archive;
    const DUTY: Duty = Duty::Archive;
    const EVENTS: &'static [&'static str] = &["HoldPlaced"];
    const FIELDS: &'static [Field] = &[
        Field::new("kind", "缘由", Shape::Choice(HOLDS)),
        Field::new("reference", "文号", Shape::Line(100))
            .optional()
            .hint("要求保全的文书的文号，如应诉通知书"),
        Field::new("reason", "理由", Shape::Text(500))
            .hint("保全期间，本案的文书和音像记录不因保存期限届满而处置"),
    ];

    fn decide(&self, case: &Standing, _occasion: &Occasion<'_>) -> Result<Vec<Event>, Refusal> {
        if case.opened.is_none() {
            return Err(Refused::NothingToHold.into());
        }
        if !HOLDS.iter().any(|(code, _)| *code == self.kind) {
            return Err(Refused::HoldKindUnknown.into());
        }
        let (kind, reference) = (self.kind.clone(), self.reference.trim().to_owned());
        let same =
            case.holds_open().find(|hold| hold.placed.kind == kind && hold.placed.reference == reference);
        if let Some(held) = same {
            return Err(Refused::HeldAlready { number: held.number }.into());
        }
        let reason = self.reason.trim().to_owned();
        if reason.is_empty() {
            return Err(Refused::HoldReasonMissing.into());
        }
        Ok(vec![Event::HoldPlaced(HoldPlaced { kind, reference, reason })])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hold_release::LiftHold;
    use events::testing::Story;

    fn hold() -> PlaceHold {
        PlaceHold {
            kind: "suit".to_owned(),
            reference: "（2026）沪7101行初1号".to_owned(),
            reason: "当事人起诉，案卷和音像记录待质证。".to_owned(),
        }
    }

    #[test]
    fn a_hold_stands_until_it_is_lifted_and_may_come_again() {
        let held = Story::opened().does(&hold());
        assert_eq!(held.standing.holds.len(), 1);
        assert!(held.refused(&hold(), "HeldAlready").says.contains("第1号"));
        let other =
            held.does(&PlaceHold { kind: "complaint".to_owned(), reference: String::new(), ..hold() });
        let lift = LiftHold { hold: "1".to_owned(), reason: "判决生效。".to_owned() };
        let lifted = other.does(&lift);
        let open: Vec<u32> = lifted.standing.holds_open().map(|hold| hold.number).collect();
        assert_eq!(open, [2]);
        lifted.refused(&lift, "HoldUnknown");
        assert_eq!(lifted.does(&hold()).standing.holds.last().map(|hold| hold.number), Some(3));
    }

    #[test]
    fn it_says_why() {
        let story = Story::opened();
        story.refused(&PlaceHold { kind: "none".to_owned(), ..hold() }, "HoldKindUnknown");
        story.refused(&PlaceHold { reason: " ".to_owned(), ..hold() }, "HoldReasonMissing");
        Story::new().refused(&hold(), "NothingToHold");
        let lift = LiftHold { hold: "1".to_owned(), reason: "判决生效。".to_owned() };
        story.refused(&lift, "NothingHeld");
        let held = story.does(&hold());
        held.refused(&LiftHold { reason: String::new(), ..lift.clone() }, "LiftReasonMissing");
        held.refused(&LiftHold { hold: "2".to_owned(), ..lift }, "HoldUnknown");
    }
}
