//! 不予公示: a decision is kept from the public on a ground of the law, with the reason and the day on which it is looked at again (政府信息公开条例
//! art 14–15, 未成年人保护法 art 103). The ground stands in the public entry, so that withholding too can be counted by anyone.
//!
//! It may be renewed; that a ground is used too freely is for oversight to find.

use events::disclosures::PublicationWithheld;
use events::field::{Field, Shape};
use events::standing::{Publication, Stage, Standing};
use events::{Act, Duty, Event, Occasion, Refusal};
use jiff::civil::Date;
use law::article::{Article, PENALTY_LAW, PLAN};
use law::publication::WithholdingGround;
use serde::{Deserialize, Serialize};

/// Withholds publication.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct WithholdPublication {
    pub ground: String,
    pub reason: String,
    pub look_again_on: Option<Date>,
}

events::refusals! {
    /// Why it cannot be withheld.
    pub enum Refused {
        NotDecided => Article::of(PLAN, 6), "尚未作出处理决定", "作出决定后公示或者不予公示";
        AlreadyPublished => Article::of(PENALTY_LAW, 48), "决定已经公示", "依法应当撤回的，办理“撤回公示”";
        Withdrawn => Article::of(PENALTY_LAW, 48).paragraph(2), "公示已经撤回", "不必再办理不予公示";
        GroundUnknown => WithholdingGround::Other.article(), "不予公示应当有法定理由", "从法定理由中选择", field "ground";
        ReasonMissing => WithholdingGround::Other.article(), "应当写明理由为何适用于本案", "填写具体理由", field "reason";
        LookAgainWrong => Article::of(PLAN, 6), "复查日期应当晚于今天", "填写今天之后的日期", field "look_again_on";
        Unchanged => Article::of(PLAN, 6), "与现有的不予公示决定完全相同", "改动理由或者复查日期", field "look_again_on";
    }
}

impl Act for WithholdPublication {
    const NAME: &'static str = "WithholdPublication";
    const WORD: &'static str = "withholding";
    const TITLE: &'static str = "不予公示";
    const STAGE: Stage = Stage::Delivery;
    const DUTY: Duty = Duty::Disclose;
    const EVENTS: &'static [&'static str] = &["PublicationWithheld"];
    const FIELDS: &'static [Field] = &[
        Field::new(
            "ground",
            "法定理由",
            Shape::Choice(&[
                ("state_secret", "国家秘密"),
                ("trade_secret", "商业秘密"),
                ("privacy", "个人隐私"),
                ("minor", "涉及未成年人"),
                ("sealed_public_order", "治安管理违法记录封存"),
                ("other", "危及国家安全、公共安全、经济安全、社会稳定等其他法定情形"),
            ]),
        ),
        Field::new("reason", "具体理由", Shape::Text(1000)).hint("不公开；说明法定理由为何适用于本案"),
        Field::new("look_again_on", "复查日期", Shape::Date).hint("届时重新判断理由是否还存在"),
    ];

    fn decide(&self, case: &Standing, occasion: &Occasion<'_>) -> Result<Vec<Event>, Refusal> {
        match &case.publication {
            _ if case.decision.is_none() => return Err(Refused::NotDecided.into()),
            Publication::Published { .. } => return Err(Refused::AlreadyPublished.into()),
            Publication::Withdrawn { .. } => return Err(Refused::Withdrawn.into()),
            Publication::Pending | Publication::Withheld(_) => {}
        }
        let ground = WithholdingGround::from_code(&self.ground).ok_or(Refused::GroundUnknown)?;
        let reason = self.reason.trim();
        if reason.is_empty() {
            return Err(Refused::ReasonMissing.into());
        }
        let later = |day: &Date| *day > occasion.today();
        let look_again_on = self.look_again_on.filter(later).ok_or(Refused::LookAgainWrong)?;
        let withheld = PublicationWithheld {
            ground: ground.code().to_owned(),
            reason: reason.to_owned(),
            look_again_on,
        };
        if case.publication == Publication::Withheld(withheld.clone()) {
            return Err(Refused::Unchanged.into());
        }
        Ok(vec![Event::PublicationWithheld(withheld)])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Desk, TODAY, decided, published, undecided, withdrawn, withheld};
    use jiff::ToSpan;

    fn withhold() -> WithholdPublication {
        WithholdPublication {
            ground: "trade_secret".into(),
            reason: "处罚事实涉及当事人未公开的配方".into(),
            look_again_on: Some(TODAY.saturating_add(6.months())),
        }
    }

    #[test]
    fn a_decision_is_withheld_on_a_ground_of_the_law() {
        let case = decided();
        let events = Desk.decide(&withhold(), &case).expect("lawful");
        let facts = events[0].public_facts();
        assert_eq!(facts.get("ground").and_then(|ground| ground.as_str()), Some("trade_secret"));
        let case = Desk.then(&case, events);
        assert!(matches!(case.publication, Publication::Withheld(held) if held.ground == "trade_secret"));
    }

    #[test]
    fn it_may_be_renewed_but_not_repeated() {
        let case = Desk.then(&decided(), Desk.decide(&withhold(), &decided()).expect("lawful"));
        assert_eq!(Desk.refused(&withhold(), &case), "Unchanged");
        let later = Some(TODAY.saturating_add(9.months()));
        assert!(Desk.decide(&WithholdPublication { look_again_on: later, ..withhold() }, &case).is_ok());
    }

    #[test]
    fn each_situation_that_closes_it_is_named() {
        for (case, name) in
            [(undecided(), "NotDecided"), (published(), "AlreadyPublished"), (withdrawn(), "Withdrawn")]
        {
            assert_eq!(Desk.refused(&withhold(), &case), name);
            assert_eq!(Desk.closed::<WithholdPublication>(&case).as_deref(), Some(name));
        }
        assert_eq!(Desk.closed::<WithholdPublication>(&decided()), None);
        assert_eq!(Desk.closed::<WithholdPublication>(&withheld()), None);
    }

    #[test]
    fn what_is_wrong_is_refused_at_its_field() {
        for (act, name) in [
            (WithholdPublication { ground: "because".into(), ..withhold() }, "GroundUnknown"),
            (WithholdPublication { reason: " ".into(), ..withhold() }, "ReasonMissing"),
            (WithholdPublication { look_again_on: Some(TODAY), ..withhold() }, "LookAgainWrong"),
            (WithholdPublication { look_again_on: None, ..withhold() }, "LookAgainWrong"),
        ] {
            assert_eq!(Desk.refused(&act, &decided()), name);
        }
    }

    #[test]
    fn the_form_offers_every_ground_of_the_law() {
        let Shape::Choice(choices) = WithholdPublication::FIELDS[0].shape else { panic!("a choice") };
        let grounds = WithholdingGround::ALL.map(|ground| (ground.code(), ground.title()));
        assert_eq!(choices, grounds);
    }
}
