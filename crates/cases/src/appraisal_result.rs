//! 检测、检验、检疫、鉴定的结果: the result has come, with the report that proves it; the period for deciding runs on from that day (行政处罚法 art 60,
//! `law::case_period`). What the report proves is entered as evidence of its own.

use crate::parts;
use events::cases::AppraisalEnded;
use events::field::{Field, Offer, Shape};
use events::standing::{Stage, Standing};
use events::{Act, Duty, Event, FileId, Occasion, Refusal};
use jiff::civil::Date;
use law::article::{Article, PENALTY_LAW};
use serde::{Deserialize, Serialize};

/// Records the result of an appraisal.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct EndAppraisal {
    /// Number of the appraisal, as text because it is chosen from a list.
    pub appraisal: String,
    pub ended_on: Option<Date>,
    pub result: String,
    pub proof: Option<FileId>,
}

events::refusals! {
    /// Why it cannot be recorded.
    pub enum Refused {
        NothingAppraised => Article::of(PENALTY_LAW, 60), "没有等待结果的检测、检验、鉴定", "先办理“委托检测检验鉴定”";
        AppraisalUnknown => Article::of(PENALTY_LAW, 60), "没有这一次等待结果的检测、检验、鉴定", "从等待结果的委托中选择", field "appraisal";
        DayWrong { began: Date } => Article::of(PENALTY_LAW, 60), "收到结果的日期不能早于委托日期{began}，也不能晚于今天", "按报告的收到日期改正", field "ended_on";
    }
}

impl Act for EndAppraisal {
    const NAME: &'static str = "EndAppraisal";
    const WORD: &'static str = "appraisal_result";
    const TITLE: &'static str = "登记检测检验鉴定结果";
    const STAGE: Stage = Stage::Investigation;
    const DUTY: Duty = Duty::Handle;
    const EVENTS: &'static [&'static str] = &["AppraisalEnded"];
    const FIELDS: &'static [Field] = &[
        Field::new("appraisal", "委托", Shape::One(Offer::Appraisals)),
        Field::new("ended_on", "收到结果的日期", Shape::Date),
        Field::new("result", "结果", Shape::Text(2000)),
        Field::new("proof", "报告", Shape::File),
    ];

    fn files(&self) -> Vec<FileId> {
        self.proof.into_iter().collect()
    }

    fn decide(&self, case: &Standing, occasion: &Occasion<'_>) -> Result<Vec<Event>, Refusal> {
        parts::under_way(case)?;
        parts::may_act(case, occasion)?;
        let mut open = case.period.appraisals_open().peekable();
        if open.peek().is_none() {
            return Err(Refused::NothingAppraised.into());
        }
        let appraisal =
            open.find(|open| open.number.to_string() == self.appraisal).ok_or(Refused::AppraisalUnknown)?;
        let began = appraisal.begun.began_on;
        let in_time = |day: &Date| *day >= began && *day <= occasion.today();
        let ended_on = self.ended_on.filter(in_time).ok_or(Refused::DayWrong { began })?;
        Ok(vec![Event::AppraisalEnded(AppraisalEnded {
            appraisal: appraisal.number,
            ended_on,
            result: self.result.clone(),
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

    fn begun() -> Story {
        let story = Story::investigated().stores("order.pdf").stores("report.pdf");
        story.clone().does(&filled::appraisal(&story, "order.pdf")).at("2026-12-04T10:00")
    }

    #[test]
    fn the_days_until_the_result_are_not_counted() {
        let over = begun().does(&filled::appraisal_result(&begun(), "report.pdf"));
        let limit = over.standing.case_limit(over.registers.calendar()).expect("is filed");
        assert_eq!(limit.deadline.length, "90日，检测检验鉴定不计入10日");
        assert_eq!(over.closed_to::<EndAppraisal>().as_deref(), Some("NothingAppraised"));
    }

    #[test]
    fn it_is_proved_and_lies_between_order_and_today() {
        let act = filled::appraisal_result(&begun(), "report.pdf");
        for wrong in ["2026-11-23", "2026-12-05"] {
            begun().refused(&EndAppraisal { ended_on: Some(day(wrong)), ..act.clone() }, "DayWrong");
        }
        begun().refused(&EndAppraisal { appraisal: "2".to_owned(), ..act.clone() }, "AppraisalUnknown");
        let unproved = EndAppraisal { proof: None, ..act };
        assert_eq!(begun().refused(&unproved, "FieldRefused").field.as_deref(), Some("proof"));
    }

    #[test]
    fn it_needs_an_appraisal_under_way() {
        for (story, name) in [
            (Story::investigated(), "NothingAppraised"),
            (Story::proposed(), "NotFiled"),
            (Story::decided(MINOR), "AlreadyDecided"),
        ] {
            assert_eq!(story.closed_to::<EndAppraisal>().as_deref(), Some(name));
            story.refused(&filled::appraisal_result(&story, "report.pdf"), name);
        }
        assert_eq!(begun().closed_to::<EndAppraisal>(), None);
    }
}
