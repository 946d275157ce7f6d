//! 委托检测、检验、检疫、鉴定，或者请权利人辨认、鉴别: the handlers record that an examination by others has begun, with the order that proves it. Where the sector's rule
//! says so, the period for deciding stands still until the result comes (`law::case_period`; 行政处罚法 art 60); where it does not, the record is
//! kept all the same and changes no deadline.

use crate::parts;
use events::cases::AppraisalBegun;
use events::field::{Field, Shape};
use events::standing::{Stage, Standing};
use events::{Act, Duty, Event, FileId, Occasion, Refusal};
use jiff::civil::Date;
use law::article::{Article, PENALTY_LAW};
use law::case_period::ExcludedTime;
use serde::{Deserialize, Serialize};

/// Records the beginning of an appraisal.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct BeginAppraisal {
    pub kind: String,
    pub subject: String,
    pub institution: String,
    pub began_on: Option<Date>,
    pub proof: Option<FileId>,
}

events::refusals! {
    /// Why it cannot be recorded.
    pub enum Refused {
        KindMissing => Article::of(PENALTY_LAW, 46), "请选择委托的种类", "选择检测检验鉴定，或者权利人辨认鉴别", field "kind";
        DayWrong { filed: Date } => Article::of(PENALTY_LAW, 60), "委托日期不能早于立案之日{filed}，也不能晚于今天", "按委托书改正日期", field "began_on";
    }
}

impl Act for BeginAppraisal {
    const NAME: &'static str = "BeginAppraisal";
    const WORD: &'static str = "appraisal";
    const TITLE: &'static str = "委托检测检验鉴定";
    const STAGE: Stage = Stage::Investigation;
    const DUTY: Duty = Duty::Handle;
    const EVENTS: &'static [&'static str] = &["AppraisalBegun"];
    const FIELDS: &'static [Field] = &[
        Field::new(
            "kind",
            "种类",
            Shape::Choice(&[("testing", "检测、检验、检疫、鉴定"), ("identification", "权利人辨认或者鉴别")]),
        ),
        Field::new("subject", "物品和要求", Shape::Text(1000)),
        Field::new("institution", "受委托的机构", Shape::Line(100)),
        Field::new("began_on", "委托日期", Shape::Date),
        Field::new("proof", "委托书", Shape::File),
    ];

    fn files(&self) -> Vec<FileId> {
        self.proof.into_iter().collect()
    }

    fn decide(&self, case: &Standing, occasion: &Occasion<'_>) -> Result<Vec<Event>, Refusal> {
        parts::under_way(case)?;
        parts::may_act(case, occasion)?;
        let kind = match self.kind.as_str() {
            "testing" => ExcludedTime::Testing,
            "identification" => ExcludedTime::Identification,
            _ => return Err(Refused::KindMissing.into()),
        };
        let filed = case.filed_on.ok_or(parts::Closed::NotFiled)?;
        let in_time = |day: &Date| *day >= filed && *day <= occasion.today();
        let began_on = self.began_on.filter(in_time).ok_or(Refused::DayWrong { filed })?;
        Ok(vec![Event::AppraisalBegun(AppraisalBegun {
            kind,
            subject: self.subject.clone(),
            institution: self.institution.clone(),
            began_on,
            proof: parts::proof(self.proof, occasion)?,
        })])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing as filled;
    use events::testing::district::MINOR;
    use events::testing::{Story, day};

    fn story() -> Story {
        Story::investigated().stores("order.pdf")
    }

    #[test]
    fn from_the_order_on_the_clock_stands_still() {
        let begun = story().does(&filled::appraisal(&story(), "order.pdf"));
        let limit = begun.standing.case_limit(begun.registers.calendar()).expect("is filed");
        assert_eq!(limit.stopped, Some((ExcludedTime::Testing, begun.today())));
    }

    #[test]
    fn it_is_proved_and_lies_between_filing_and_today() {
        let act = filled::appraisal(&story(), "order.pdf");
        for wrong in ["2026-11-22", "2026-11-25"] {
            story().refused(&BeginAppraisal { began_on: Some(day(wrong)), ..act.clone() }, "DayWrong");
        }
        story().refused(&BeginAppraisal { kind: String::new(), ..act.clone() }, "KindMissing");
        let unproved = BeginAppraisal { proof: None, ..act };
        assert_eq!(story().refused(&unproved, "FieldRefused").field.as_deref(), Some("proof"));
        story().refused(&filled::appraisal(&story(), "lost.pdf"), "FileNotStored");
    }

    #[test]
    fn it_needs_a_case_under_way() {
        for (story, name) in [(Story::proposed(), "NotFiled"), (Story::decided(MINOR), "AlreadyDecided")] {
            assert_eq!(story.closed_to::<BeginAppraisal>().as_deref(), Some(name));
            story.refused(&filled::appraisal(&story, "order.pdf"), name);
        }
        assert_eq!(Story::filed().closed_to::<BeginAppraisal>(), None);
    }
}
