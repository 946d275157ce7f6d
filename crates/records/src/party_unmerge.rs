//! 撤销归并执法对象 (一户一档, plan clause 12): the party of the case and another were not one after all. Their dossiers are what they were before; a merging that another case has entered
//! stands until it is undone there.

use events::field::{Field, Offer, Shape};
use events::records::PartiesUnmerged;
use events::standing::{Stage, Standing};
use events::{Act, Duty, Event, Occasion, Refusal};
use law::article::{Article, PLAN};
use serde::{Deserialize, Serialize};

/// Undoes a merging of this case.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct UnmergeParties {
    /// Code of the other party.
    pub party: String,
    pub reason: String,
}

events::refusals! {
    /// Why nothing is undone.
    pub enum Refused {
        NothingMerged => Article::of(PLAN, 12), "本案没有归并过执法对象", "由办理归并的案件撤销";
        NotMerged => Article::of(PLAN, 12), "本案没有把当事人与这个执法对象归并", "从列出的执法对象中选择", field "party";
    }
}

impl Act for UnmergeParties {
    const NAME: &'static str = "UnmergeParties";
    const WORD: &'static str = "party_unmerge";
    const TITLE: &'static str = "撤销归并执法对象";
    const STAGE: Stage = Stage::Clue;
    const DUTY: Duty = Duty::Handle;
    const EVENTS: &'static [&'static str] = &["PartiesUnmerged"];
    const FIELDS: &'static [Field] = &[
        Field::new("party", "归并的执法对象", Shape::One(Offer::MergedParties)),
        Field::new("reason", "撤销的理由", Shape::Line(300)),
    ];

    fn decide(&self, case: &Standing, _occasion: &Occasion<'_>) -> Result<Vec<Event>, Refusal> {
        if case.target.merged.is_empty() {
            return Err(Refused::NothingMerged.into());
        }
        let merged = case.target.merged_with(&self.party).ok_or(Refused::NotMerged)?;
        match self.reason.trim() {
            "" => Err(Refusal::of_field("reason", "必须填写")),
            reason => Ok(vec![Event::PartiesUnmerged(PartiesUnmerged {
                code: merged.other.code.clone(),
                reason: reason.to_owned(),
            })]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::party_merge::MergeParties;
    use crate::testing::{Desk, with_party};

    const OTHER: &str = "913100006072790800";

    #[test]
    fn what_is_undone_stands_as_if_it_had_never_been() {
        let (desk, before) = (Desk::default(), with_party());
        let undo = UnmergeParties { party: OTHER.into(), reason: "核对有误".into() };
        assert_eq!(desk.refused(&undo, &before), "NothingMerged");
        let merge = MergeParties {
            code: OTHER.into(), name: "某某食品店".into(), reason: "名称变更".into()
        };
        let merged = desk.then(&before, desk.decide(&merge, &before).expect("lawful"));
        let other = UnmergeParties { party: "310105199003070014".into(), ..undo.clone() };
        assert_eq!(desk.refused(&other, &merged), "NotMerged");
        assert_eq!(
            desk.refused(&UnmergeParties { reason: " ".into(), ..undo.clone() }, &merged),
            "FieldRefused"
        );
        let after = desk.then(&merged, desk.decide(&undo, &merged).expect("lawful"));
        assert_eq!(after.target, before.target);
        assert!(desk.decide(&merge, &after).is_ok(), "it can be found to be so again");
    }
}
