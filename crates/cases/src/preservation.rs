//! 先行登记保存: property that may be lost is registered and kept, with the approval of the head of the body (行政处罚法 art 56). A decision
//! about it is due within seven working days; the clock is in `desk::due`.

use crate::parts;
use events::cases::{PreservedItem, PropertyPreserved};
use events::field::{Field, Offer, Shape};
use events::occasion::named;
use events::registers::Post;
use events::standing::{Stage, Standing};
use events::{Act, Duty, Event, Occasion, OfficerId, Refusal};
use jiff::civil::Date;
use law::article::{Article, PENALTY_LAW};
use serde::{Deserialize, Serialize};

/// Preserves property.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct PreserveProperty {
    pub items: Vec<PreservedItem>,
    pub reason: String,
    pub kept_at: String,
    pub approver: OfficerId,
    pub preserved_on: Option<Date>,
}

events::refusals! {
    /// Why it cannot be preserved.
    pub enum Refused {
        NotApproved => Article::of(PENALTY_LAW, 56), "先行登记保存应当经本机关负责人批准", "填写批准的机关负责人", field "approver";
        DayWrong => Article::of(PENALTY_LAW, 56), "保存日期不能晚于今天，也不能早于立案之日", "改正日期", field "preserved_on";
    }
}

impl Act for PreserveProperty {
    const NAME: &'static str = "PreserveProperty";
    const WORD: &'static str = "preservation";
    const TITLE: &'static str = "先行登记保存";
    const STAGE: Stage = Stage::Investigation;
    const DUTY: Duty = Duty::Handle;
    const EVENTS: &'static [&'static str] = &["PropertyPreserved"];
    const FIELDS: &'static [Field] = &[
        Field::new(
            "items",
            "物品清单",
            Shape::Rows(&[
                Field::new("name", "名称", Shape::Line(100)),
                Field::new("model", "规格型号", Shape::Line(100)),
                Field::new("quantity", "数量", Shape::Line(50)),
            ]),
        ),
        Field::new("reason", "理由", Shape::Text(1000)).hint("证据可能灭失或者以后难以取得"),
        Field::new("kept_at", "保存地点和方式", Shape::Line(200)),
        Field::new("approver", "批准的机关负责人", Shape::One(Offer::Heads)),
        Field::new("preserved_on", "保存日期", Shape::Date),
    ];

    fn decide(&self, case: &Standing, occasion: &Occasion<'_>) -> Result<Vec<Event>, Refusal> {
        parts::may_gather(case, occasion)?;
        let approver = occasion.registers.officer(&self.approver);
        let approver =
            approver.filter(|head| head.body == occasion.body.code && head.posts.contains(&Post::Head));
        let approver = approver.ok_or(Refused::NotApproved)?;
        let in_time =
            |day: &Date| *day <= occasion.today() && case.filed_on.is_none_or(|filed| *day >= filed);
        let preserved_on = self.preserved_on.filter(in_time).ok_or(Refused::DayWrong)?;
        Ok(vec![Event::PropertyPreserved(PropertyPreserved {
            items: self.items.clone(),
            reason: self.reason.clone(),
            kept_at: self.kept_at.clone(),
            approver: named(approver),
            preserved_on,
        })])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing as filled;
    use events::testing::district::{MINOR, ZHANG, ZHENG};
    use events::testing::{Story, day};

    #[test]
    fn property_is_preserved_with_the_approval_of_a_head() {
        let story = Story::shown();
        let preserved = story.clone().does(&filled::preservation(&story));
        let open: Vec<_> = preserved.standing.investigation.preservations_open().collect();
        assert_eq!(open.len(), 1);
        assert_eq!((open[0].0.number, open[0].1), (1, day("2026-11-24")));
    }

    #[test]
    fn nothing_is_preserved_before_certificates_are_shown_or_after_the_decision() {
        for (story, name) in [
            (Story::opened(), "NotFiled"),
            (Story::filed(), "CertificatesNotShown"),
            (Story::decided(MINOR), "AlreadyDecided"),
        ] {
            assert_eq!(story.closed_to::<PreserveProperty>().as_deref(), Some(name));
            story.refused(&filled::preservation(&story), name);
        }
        assert_eq!(Story::shown().closed_to::<PreserveProperty>(), None);
    }

    #[test]
    fn nobody_but_a_head_of_this_body_approves() {
        let story = Story::shown();
        for approver in ["", ZHANG, ZHENG, events::testing::district::HE] {
            let act =
                PreserveProperty { approver: OfficerId::from(approver), ..filled::preservation(&story) };
            story.refused(&act, "NotApproved");
        }
    }

    #[test]
    fn the_day_lies_between_filing_and_today() {
        let story = Story::shown();
        let on = |text| PreserveProperty { preserved_on: Some(day(text)), ..filled::preservation(&story) };
        assert!(story.tries(&on("2026-11-23")).is_ok());
        story.refused(&on("2026-11-22"), "DayWrong");
        story.refused(&on("2026-11-25"), "DayWrong");
    }
}
