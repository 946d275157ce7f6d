//! 公示: the decision goes to the public page (plan clause 6: penalties within seven working days; 行政处罚法 art 48). What is published is the
//! document of `projection`, to the byte; its digest stands in the public entry. A decision that was withheld may be published once the ground has
//! fallen away, with the reason.

use crate::projection;
use events::disclosures::DecisionPublished;
use events::field::{Field, Shape};
use events::standing::{Publication, Stage, Standing};
use events::{Act, Duty, Event, Occasion, Refusal};
use law::article::{Article, PENALTY_LAW, PLAN};
use serde::{Deserialize, Serialize};

/// Confirms publication.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ConfirmPublication {
    /// Names and other texts to hide beside those the case holds in fields of their own.
    pub hide: Vec<String>,
    /// Why the ground for withholding has fallen away.
    pub reason: String,
}

events::refusals! {
    /// Why it cannot be published now; what the document itself forbids stands in [`projection::Withheld`].
    pub enum Refused {
        NotDecided => Article::of(PLAN, 6), "尚未作出处理决定", "作出决定后公示";
        AlreadyPublished => Article::of(PLAN, 6), "决定已经公示", "内容有误的，办理“更正公示”";
        Withdrawn => Article::of(PENALTY_LAW, 48).paragraph(2), "公示已经撤回，不能恢复", "决定变更后重新作出的，按新的决定公示";
        ReasonMissing => Article::of(PLAN, 6), "此前决定不予公示，应当说明不予公示的理由为何已经消失", "填写理由", field "reason";
    }
}

impl Act for ConfirmPublication {
    const NAME: &'static str = "ConfirmPublication";
    const WORD: &'static str = "publication";
    const TITLE: &'static str = "公示决定";
    const STAGE: Stage = Stage::Delivery;
    const DUTY: Duty = Duty::Disclose;
    const EVENTS: &'static [&'static str] = &["DecisionPublished"];
    const FIELDS: &'static [Field] = &[
        Field::new("hide", "另外隐去的内容", Shape::Lines(100))
            .optional()
            .hint("每行一项：证人、投诉人等的姓名；地址、电话、证件号码由系统自动隐去"),
        Field::new("reason", "恢复公示的理由", Shape::Text(500))
            .optional()
            .hint("此前决定不予公示的，必须填写"),
    ];

    fn decide(&self, case: &Standing, occasion: &Occasion<'_>) -> Result<Vec<Event>, Refusal> {
        let withheld = match &case.publication {
            _ if case.decision.is_none() => return Err(Refused::NotDecided.into()),
            Publication::Published { .. } => return Err(Refused::AlreadyPublished.into()),
            Publication::Withdrawn { .. } => return Err(Refused::Withdrawn.into()),
            Publication::Withheld(_) => true,
            Publication::Pending => false,
        };
        let document = projection::document(case, occasion.today(), &self.hide)?;
        if withheld && self.reason.trim().is_empty() {
            return Err(Refused::ReasonMissing.into());
        }
        Ok(vec![Event::DecisionPublished(DecisionPublished {
            document: document.text(),
            sha256: document.sha256(),
            hide: projection::entered(&self.hide),
        })])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::projection::PublicationDocument;
    use crate::testing::{Desk, decided, of_person, published, undecided, withdrawn, withheld};
    use jiff::civil::date;

    fn publish() -> ConfirmPublication {
        ConfirmPublication::default()
    }

    #[test]
    fn a_decision_is_published_as_its_projection() {
        let events = Desk.decide(&publish(), &decided()).expect("lawful");
        let [Event::DecisionPublished(published)] = events.as_slice() else { panic!("one event") };
        let document = PublicationDocument::read(&published.document).expect("reads");
        assert_eq!(
            (document.sha256(), document.number.as_str()),
            (published.sha256.clone(), "长市监罚〔2026〕12号")
        );
    }

    #[test]
    fn what_the_clerk_hides_is_hidden() {
        let act = ConfirmPublication { hide: vec!["库房".into()], ..publish() };
        let events = Desk.decide(&act, &decided()).expect("lawful");
        let [Event::DecisionPublished(published)] = events.as_slice() else { panic!("one event") };
        assert!(!published.document.contains("库房"));
        assert_eq!(published.hide, ["库房"], "kept for what is published later");
    }

    #[test]
    fn a_decision_withheld_before_needs_the_reason_why_it_no_longer_is() {
        assert_eq!(Desk.refused(&publish(), &withheld()), "ReasonMissing");
        let act = ConfirmPublication { reason: "商业秘密已由当事人公开".into(), ..publish() };
        assert!(Desk.decide(&act, &withheld()).is_ok());
    }

    #[test]
    fn each_situation_that_closes_it_is_named() {
        assert_eq!(Desk.refused(&publish(), &undecided()), "NotDecided");
        assert_eq!(Desk.refused(&publish(), &published()), "AlreadyPublished");
        assert_eq!(Desk.refused(&publish(), &withdrawn()), "Withdrawn");
    }

    #[test]
    fn a_minors_case_is_never_published() {
        assert_eq!(Desk.refused(&publish(), &of_person(Some(date(2009, 1, 1)))), "Minor");
        assert_eq!(Desk.refused(&publish(), &of_person(None)), "BirthUnknown");
    }

    #[test]
    fn a_blank_act_is_closed_by_the_situation_and_open_after_the_decision() {
        assert_eq!(Desk.closed::<ConfirmPublication>(&undecided()).as_deref(), Some("NotDecided"));
        assert_eq!(Desk.closed::<ConfirmPublication>(&published()).as_deref(), Some("AlreadyPublished"));
        assert_eq!(Desk.closed::<ConfirmPublication>(&of_person(None)).as_deref(), Some("BirthUnknown"));
        assert_eq!(Desk.closed::<ConfirmPublication>(&decided()), None);
        assert_eq!(Desk.closed::<ConfirmPublication>(&withheld()), None);
    }
}
