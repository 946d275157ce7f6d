//! 申请回避: the party asks that an officer of the case or a head of the body leave it, or he asks it himself (行政处罚法 art 43). The investigation does not stop
//! meanwhile; no decision is made before it is decided.

use crate::parts;
use events::cases::RecusalRequested;
use events::field::{Field, Offer, Shape};
use events::standing::{Stage, Standing};
use events::{Act, Duty, Event, Occasion, OfficerId, Refusal};
use law::article::{Article, PENALTY_LAW};
use serde::{Deserialize, Serialize};

/// Enters a request for recusal.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct RequestRecusal {
    pub officer: OfficerId,
    pub by: String,
    pub reason: String,
}

events::refusals! {
    /// Why the request cannot be entered.
    pub enum Refused {
        NotInCase => Article::of(PENALTY_LAW, 43), "被申请回避的人员不是本案承办人，也不是本机关负责人", "从本案承办人和本机关负责人中选择", field "officer";
        AlreadyAsked => Article::of(PENALTY_LAW, 43), "对该人员的回避申请正在处理", "等待决定", field "officer";
    }
}

impl Act for RequestRecusal {
    const NAME: &'static str = "RequestRecusal";
    const WORD: &'static str = "recusal_request";
    const TITLE: &'static str = "登记回避申请";
    const STAGE: Stage = Stage::Investigation;
    const DUTY: Duty = Duty::Handle;
    const EVENTS: &'static [&'static str] = &["RecusalRequested"];
    const FIELDS: &'static [Field] = &[
        Field::new("officer", "被申请回避的人员", Shape::One(Offer::Recusable)),
        Field::new("by", "申请人", Shape::Line(50)),
        Field::new("reason", "申请理由", Shape::Text(1000)),
    ];

    fn decide(&self, case: &Standing, occasion: &Occasion<'_>) -> Result<Vec<Event>, Refusal> {
        parts::under_way(case)?;
        if !case.handles(&self.officer) && !parts::is_head(&self.officer, occasion) {
            return Err(Refused::NotInCase.into());
        }
        if case.recusals_pending.contains(&self.officer) {
            return Err(Refused::AlreadyAsked.into());
        }
        Ok(vec![Event::RecusalRequested(RecusalRequested {
            officer: self.officer.clone(),
            by: self.by.clone(),
            reason: self.reason.clone(),
        })])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing as filled;
    use events::testing::Story;
    use events::testing::district::{LI, MINOR, WANG};

    #[test]
    fn the_party_asks_that_a_handler_leave() {
        let asked = Story::filed().does(&filled::recusal_request(LI));
        assert_eq!(asked.standing.recusals_pending, [OfficerId::from(LI)]);
        assert!(asked.standing.handles(&OfficerId::from(LI)), "nobody leaves before it is decided");
    }

    #[test]
    fn it_is_asked_of_a_handler_and_once_at_a_time() {
        Story::filed().refused(&filled::recusal_request(WANG), "NotInCase");
        let asked = Story::filed().does(&filled::recusal_request(LI));
        asked.refused(&filled::recusal_request(LI), "AlreadyAsked");
    }

    #[test]
    fn it_needs_a_case_under_way() {
        for (story, name) in [
            (Story::new(), "NotOpened"),
            (Story::proposed(), "NotFiled"),
            (Story::declined(), "Ended"),
            (Story::decided(MINOR), "AlreadyDecided"),
        ] {
            assert_eq!(story.closed_to::<RequestRecusal>().as_deref(), Some(name));
            story.refused(&filled::recusal_request(LI), name);
        }
        assert_eq!(Story::filed().closed_to::<RequestRecusal>(), None);
    }
}
