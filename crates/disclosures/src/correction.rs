//! 更正公示: wrong words on the public page are put right (政府信息公开条例 art 41; plan clause 6). Only the telling of the facts can be corrected here:
//! party, number, penalties and day follow the decision, and a decision that is wrong is changed by a decision. The earlier versions stay visible, unless
//! they showed what may not be shown (the regulation's art 15): then their texts leave the page with the correction, and only their days and digests stay.

use crate::leak::Private;
use crate::projection::{self, PublicationDocument};
use events::disclosures::PublicationCorrected;
use events::field::{Field, Shape};
use events::standing::{Publication, Stage, Standing};
use events::{Act, Duty, Event, Occasion, Refusal};
use law::article::{Article, DISCLOSURE_REGULATION, PLAN};
use serde::{Deserialize, Serialize};

/// Corrects what is published.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct CorrectPublication {
    pub facts_shown: String,
    pub reason: String,
    /// Names and other texts to hide beside those the case holds in fields of their own.
    pub hide: Vec<String>,
    /// Whether the earlier versions showed what may not be shown.
    pub earlier_hidden: bool,
}

events::refusals! {
    /// Why it cannot be corrected.
    pub enum Refused {
        NotPublished => Article::of(PLAN, 6), "决定没有在公示", "先办理“公示决定”";
        DocumentUnreadable => Article::of(PLAN, 6), "现有公示内容不能读取", "报告系统管理员";
        FactsMissing => Article::of(DISCLOSURE_REGULATION, 41), "应当填写更正后的违法事实", "填写违法事实", field "facts_shown";
        Unchanged => Article::of(DISCLOSURE_REGULATION, 41), "更正后的内容与现有公示内容相同", "改动违法事实后再提交", field "facts_shown";
        ReasonMissing => Article::of(DISCLOSURE_REGULATION, 41), "应当说明更正的原因", "填写更正原因；原因会一并公示", field "reason";
        ReasonNotShown { what: String } => Article::of(DISCLOSURE_REGULATION, 15), "公开的理由遮盖后仍含有{what}，不得公开", "换一种说法，不写其中的姓名、地址和号码", field "reason";
    }
}

impl Act for CorrectPublication {
    const NAME: &'static str = "CorrectPublication";
    const WORD: &'static str = "correction";
    const TITLE: &'static str = "更正公示";
    const STAGE: Stage = Stage::Delivery;
    const DUTY: Duty = Duty::Disclose;
    const EVENTS: &'static [&'static str] = &["PublicationCorrected"];
    const FIELDS: &'static [Field] = &[
        Field::new("facts_shown", "更正后的违法事实", Shape::Text(20_000)).hint("姓名、地址、号码会自动遮盖"),
        Field::new("reason", "更正原因", Shape::Text(500)).hint("会一并公示"),
        Field::new("hide", "另外隐去的内容", Shape::Lines(100)).optional().hint("每行一项，如证人姓名"),
        Field::new("earlier_hidden", "此前公示的内容含有不应公开的个人信息", Shape::Yes)
            .optional()
            .hint("此前各版本的原文一并撤下，只留日期、更正原因和存证"),
    ];

    fn decide(&self, case: &Standing, _occasion: &Occasion<'_>) -> Result<Vec<Event>, Refusal> {
        let Publication::Published { document, corrected: times, .. } = &case.publication else {
            return Err(Refused::NotPublished.into());
        };
        let published = PublicationDocument::read(document).map_err(|_| Refused::DocumentUnreadable)?;
        if self.facts_shown.trim().is_empty() {
            return Err(Refused::FactsMissing.into());
        }
        let corrected = published.with_facts(&self.facts_shown, case, &self.hide)?;
        // What an earlier correction left visible can still be taken off the page, with the text as it stands.
        if corrected == published && !(self.earlier_hidden && *times > 0) {
            return Err(Refused::Unchanged.into());
        }
        if self.reason.trim().is_empty() {
            return Err(Refused::ReasonMissing.into());
        }
        let reason = Private::of(case, &self.hide).cleaned(self.reason.trim());
        Ok(vec![Event::PublicationCorrected(PublicationCorrected {
            document: corrected.text(),
            sha256: corrected.sha256(),
            reason: reason.map_err(|what| Refused::ReasonNotShown { what: what.to_owned() })?,
            earlier_hidden: self.earlier_hidden,
            hide: projection::entered(&self.hide),
        })])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::publication::ConfirmPublication;
    use crate::testing::{Desk, PHONE, decided, published, published_by_its_owner, withdrawn};

    fn correct() -> CorrectPublication {
        CorrectPublication {
            facts_shown: "当事人销售超过保质期的牛奶十二盒。".into(),
            reason: "数量有误".into(),
            ..CorrectPublication::default()
        }
    }

    #[test]
    fn the_facts_are_corrected_and_all_else_stays() {
        let case = published();
        let events = Desk.decide(&correct(), &case).expect("lawful");
        let [Event::PublicationCorrected(corrected)] = events.as_slice() else { panic!("one event") };
        let (before, after) = match &case.publication {
            Publication::Published { document, .. } => {
                (PublicationDocument::read(document), PublicationDocument::read(&corrected.document))
            }
            other => panic!("published, not {other:?}"),
        };
        let (before, after) = (before.expect("reads"), after.expect("reads"));
        assert_eq!(after.facts, correct().facts_shown);
        assert_eq!(PublicationDocument { facts: after.facts.clone(), ..before }, after);
        assert_eq!(after.sha256(), corrected.sha256);
    }

    #[test]
    fn a_correction_and_its_reason_are_masked_like_the_first() {
        let act = CorrectPublication {
            facts_shown: format!("邵明远（电话{PHONE}）销售过期牛奶，仓库由孙某看管。"),
            reason: format!("漏写电话{PHONE}"),
            hide: vec!["孙某".into()],
            ..CorrectPublication::default()
        };
        let events = Desk.decide(&act, &published()).expect("lawful");
        let [Event::PublicationCorrected(corrected)] = events.as_slice() else { panic!("one event") };
        for private in ["邵明远", PHONE, "孙某"] {
            assert!(
                !corrected.document.contains(private) && !corrected.reason.contains(private),
                "{private}"
            );
        }
    }

    #[test]
    fn what_the_clerk_once_had_hidden_stays_hidden_in_every_correction() {
        let first =
            ConfirmPublication { hide: vec!["孙某".into(), " ".into()], ..ConfirmPublication::default() };
        let case = Desk.then(&decided(), Desk.decide(&first, &decided()).expect("lawful"));
        let act = CorrectPublication {
            facts_shown: "仓库由孙某看管。".into(),
            reason: "漏写孙某看管".into(),
            hide: vec!["李某".into()],
            ..CorrectPublication::default()
        };
        let events = Desk.decide(&act, &case).expect("lawful");
        let [Event::PublicationCorrected(corrected)] = events.as_slice() else { panic!("one event") };
        assert!(!corrected.document.contains("孙某") && !corrected.reason.contains("孙某"), "{corrected:?}");
        assert_eq!(corrected.hide, ["李某"]);
        assert_eq!(Desk.then(&case, events).persons.hidden, ["孙某", "李某"]);
    }

    #[test]
    fn what_has_to_be_hidden_is_hidden_in_the_texts_that_stay() {
        let act = CorrectPublication { hide: vec!["六十日".into()], earlier_hidden: true, ..correct() };
        let events = Desk.decide(&act, &published()).expect("lawful");
        let [Event::PublicationCorrected(corrected)] = events.as_slice() else { panic!("one event") };
        assert!(corrected.earlier_hidden && !corrected.document.contains("六十日"), "{}", corrected.document);
    }

    #[test]
    fn what_a_correction_left_visible_is_taken_down_with_the_text_as_it_stands() {
        let once = Desk.then(&published(), Desk.decide(&correct(), &published()).expect("lawful"));
        assert_eq!(Desk.refused(&correct(), &once), "Unchanged");
        let act = CorrectPublication { earlier_hidden: true, ..correct() };
        assert!(Desk.decide(&act, &once).is_ok());
    }

    #[test]
    fn a_reason_that_masking_cannot_save_is_refused() {
        let act = CorrectPublication {
            reason: "邵明远食品有限公司库房的数量有误".into(),
            hide: vec!["有限公司库房".into()],
            ..correct()
        };
        assert_eq!(Desk.refused(&act, &published_by_its_owner()), "ReasonNotShown");
    }

    #[test]
    fn what_is_wrong_is_refused() {
        let same = match published().publication {
            Publication::Published { document, .. } => {
                PublicationDocument::read(&document).expect("reads").facts
            }
            other => panic!("published, not {other:?}"),
        };
        for (act, name) in [
            (CorrectPublication { facts_shown: " ".into(), ..correct() }, "FactsMissing"),
            (CorrectPublication { facts_shown: same, ..correct() }, "Unchanged"),
            (CorrectPublication { reason: " ".into(), ..correct() }, "ReasonMissing"),
        ] {
            let refused = Desk.decide(&act, &published()).expect_err("must be refused");
            assert_eq!((refused.name.as_str(), refused.is_about_input()), (name, true));
        }
    }

    #[test]
    fn only_what_is_published_can_be_corrected() {
        for case in [decided(), withdrawn()] {
            assert_eq!(Desk.refused(&correct(), &case), "NotPublished");
            assert_eq!(Desk.closed::<CorrectPublication>(&case).as_deref(), Some("NotPublished"));
        }
        assert_eq!(Desk.closed::<CorrectPublication>(&published()), None);
        let mut broken = published();
        if let Publication::Published { document, .. } = &mut broken.publication {
            document.push('}');
        }
        assert_eq!(Desk.refused(&correct(), &broken), "DocumentUnreadable");
    }
}
