//! 归并执法对象 (一户一档, plan clause 12): whoever handles the case finds that its party is the same enforcement target as a party of another code, e.g. a shop and the person who keeps it.
//! From then on papers and recordings of both lie in one dossier. Nothing of either party's cases changes, nobody sees a case that his or her duties do not open, and
//! 撤销归并 undoes it exactly.

use events::field::{Field, Shape};
use events::records::{OtherParty, PartiesMerged};
use events::standing::{Stage, Standing};
use events::{Act, Duty, Event, Occasion, Refusal};
use law::article::{Article, PLAN};
use serde::{Deserialize, Serialize};

/// Holds the party of the case and another party to be one.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct MergeParties {
    /// 统一社会信用代码 or 公民身份号码 of the other party.
    pub code: String,
    pub name: String,
    pub reason: String,
}

events::refusals! {
    /// Why nothing is merged.
    pub enum Refused {
        NoParty => Article::of(PLAN, 12), "案件尚未登记，没有执法对象", "先登记线索";
        OtherCodeWrong { reason: String } => Article::of(PLAN, 12), "另一执法对象的代码不正确：{reason}", "核对证照后改正", field "code";
        SameCode => Article::of(PLAN, 12), "这是本案当事人自己的代码，代码相同的案件本来就在同一档中", "填写另一执法对象的代码", field "code";
        MergedAlready { name: String } => Article::of(PLAN, 12), "本案已经把当事人与{name}归并", "不必重复归并", field "code";
    }
}

impl Act for MergeParties {
    const NAME: &'static str = "MergeParties";
    const WORD: &'static str = "party_merge";
    const TITLE: &'static str = "归并执法对象";
    const STAGE: Stage = Stage::Clue;
    const DUTY: Duty = Duty::Handle;
    const EVENTS: &'static [&'static str] = &["PartiesMerged"];
    const FIELDS: &'static [Field] = &[
        Field::new("code", "另一执法对象的代码", Shape::Line(18)).hint("统一社会信用代码或者公民身份号码"),
        Field::new("name", "另一执法对象的名称", Shape::Line(100)),
        Field::new("reason", "认定为同一对象的理由", Shape::Line(300))
            .hint("如：经营者本人，营业执照载明；名称变更，见登记档案"),
    ];

    fn decide(&self, case: &Standing, occasion: &Occasion<'_>) -> Result<Vec<Event>, Refusal> {
        let party = &case.opened.as_ref().ok_or(Refused::NoParty)?.party;
        let code = self.code.trim();
        check_code(code, occasion.today()).map_err(|reason| Refused::OtherCodeWrong { reason })?;
        if code == party.code {
            return Err(Refused::SameCode.into());
        }
        if let Some(merged) = case.target.merged_with(code) {
            return Err(Refused::MergedAlready { name: merged.other.name.clone() }.into());
        }
        let name = filled("name", &self.name)?;
        let reason = filled("reason", &self.reason)?;
        let other = OtherParty { code: code.to_owned(), name };
        Ok(vec![Event::PartiesMerged(PartiesMerged { other, reason })])
    }
}

/// Whether it can be the code of a party at all: of an organisation or sole trader, or of a person.
fn check_code(code: &str, today: jiff::civil::Date) -> Result<(), String> {
    let organisation = match law::identifiers::uscc(code) {
        Ok(_) => return Ok(()),
        Err(reason) => reason,
    };
    match law::identifiers::resident_identity(code, today) {
        Ok(_) => Ok(()),
        // A code of digits alone is most likely a person's.
        Err(reason) if code.chars().take(17).all(|digit| digit.is_ascii_digit()) => Err(reason.to_string()),
        Err(_) => Err(organisation.to_string()),
    }
}

fn filled(field: &str, text: &str) -> Result<String, Refusal> {
    match text.trim() {
        "" => Err(Refusal::of_field(field, "必须填写")),
        text => Ok(text.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Desk, with_party};

    const OTHER: &str = "913100006072790800";

    fn merge() -> MergeParties {
        MergeParties { code: OTHER.into(), name: "某某食品店".into(), reason: "名称变更".into() }
    }

    #[test]
    fn a_party_is_merged_once_with_another_of_a_right_code() {
        let (desk, case) = (Desk::default(), with_party());
        let events = desk.decide(&merge(), &case).expect("lawful");
        let case = desk.then(&case, events);
        assert_eq!(case.target.merged[0].other.code, OTHER);
        assert_eq!(desk.refused(&merge(), &case), "MergedAlready");
    }

    #[test]
    fn a_wrong_code_and_the_partys_own_are_refused() {
        let (desk, case) = (Desk::default(), with_party());
        let of = |code: &str| MergeParties { code: code.into(), ..merge() };
        for wrong in ["", "913100006072790809", "310105199003070010", "甲"] {
            assert_eq!(desk.refused(&of(wrong), &case), "OtherCodeWrong", "{wrong}");
        }
        let own = case.opened.as_ref().expect("opened").party.code.clone();
        assert_eq!(desk.refused(&of(&own), &case), "SameCode");
        assert_eq!(desk.refused(&merge(), &Standing::default()), "NoParty");
    }

    #[test]
    fn name_and_reason_are_given() {
        let (desk, case) = (Desk::default(), with_party());
        assert_eq!(desk.refused(&MergeParties { name: " ".into(), ..merge() }, &case), "FieldRefused");
        assert_eq!(desk.refused(&MergeParties { reason: " ".into(), ..merge() }, &case), "FieldRefused");
    }
}
