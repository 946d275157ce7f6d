//! 延长办理期限: a letter whose circumstances are complicated is answered later, once, by at most thirty days, with the approval of the head of the body; the writer is
//! told why (信访工作条例 art 34). A report to market supervision is examined longer as that field's rule says: by at most fifteen working days.

use crate::clock;
use crate::wall::{self, Closed};
use events::complaints::LetterExtended;
use events::field::{Field, Shape};
use events::standing::{Stage, Standing};
use events::{Act, Duty, Event, Occasion, Refusal};
use jiff::civil::Date;
use law::article::{Article, PETITION_REGULATION};
use law::complaints::EXTENSION_DAYS_MAX;
use serde::{Deserialize, Serialize};

/// Extends the period for answering a letter.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ExtendLetter {
    pub days: u16,
    pub reason: String,
}

events::refusals! {
    /// Why the period is not extended.
    pub enum Refused {
        LetterNotTakenOn => Article::of(PETITION_REGULATION, 34), "来信尚未受理，办理期限还没有开始", "先受理来信";
        LetterExtendedBefore => Article::of(PETITION_REGULATION, 34), "办理期限已经延长过一次", "在延长后的期限内答复";
        NothingToExtend => Article::of(PETITION_REGULATION, 34), "答复期限是本机关的承诺，不是法定的办理期限，不能依法延长", "按期答复";
        LetterPeriodOver { due: Date } => Article::of(PETITION_REGULATION, 34), "办理期限已于{due}届满，不能再延长", "尽快答复来信人";
        LetterDaysWrong { most: String, article: String } => Article::of(PETITION_REGULATION, 34), "延长期限最长为{most}（{article}）", "改正延长的天数", field "days";
    }
}

impl Act for ExtendLetter {
    const NAME: &'static str = "ExtendLetter";
    const WORD: &'static str = "letter_extension";
    const TITLE: &'static str = "延长来信办理期限";
    const STAGE: Stage = Stage::Complaint;
    const DUTY: Duty = Duty::Head;
    const EVENTS: &'static [&'static str] = &["LetterExtended"];
    const FIELDS: &'static [Field] = &[
        Field::new("days", "延长天数", Shape::Whole(1, EXTENSION_DAYS_MAX as i64))
            .hint("向市场监督管理部门举报的，为工作日，最长十五个工作日"),
        Field::new("reason", "告知来信人的延长理由", Shape::Text(1000)).hint("来信人凭编号和查询码可以看到"),
    ];

    fn decide(&self, case: &Standing, occasion: &Occasion<'_>) -> Result<Vec<Event>, Refusal> {
        let received = wall::here(case, occasion)?;
        let complaint = &case.complaint;
        let (Some(on), Some(body)) = (complaint.taken_on, &complaint.body) else {
            return Err(Refused::LetterNotTakenOn.into());
        };
        if complaint.extended.is_some() {
            return Err(Refused::LetterExtendedBefore.into());
        }
        let since = complaint.with_body_since.unwrap_or(on);
        let Some(extension) = law::complaints::extension(received.kind, body.sector, since, on) else {
            return Err(Refused::NothingToExtend.into());
        };
        let running = clock::running(case, occasion.calendar()).ok_or(Closed::Ended)?;
        if running.deadline.overdue_on(occasion.today()) {
            return Err(Refused::LetterPeriodOver { due: running.deadline.last_day }.into());
        }
        if !(1..=extension.most).contains(&self.days) {
            let (most, article) = (extension.in_words(extension.most), extension.article.to_string());
            return Err(Refused::LetterDaysWrong { most, article }.into());
        }
        let reason = self.reason.trim().to_owned();
        if reason.is_empty() {
            return Err(Refusal::of_field("reason", "请写明告知来信人的理由"));
        }
        Ok(vec![Event::LetterExtended(LetterExtended {
            days: self.days,
            working: extension.working,
            reason,
        })])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::overdue::NoteOverdue;
    use crate::taking_on::TakeOnLetter;
    use crate::testing::{about, letter};
    use events::testing::{Story, day, district};

    fn extension() -> ExtendLetter {
        ExtendLetter { days: 30, reason: "需要委托检验，结果尚未作出。".to_owned() }
    }

    /// Taken on on 2026-11-23; to be answered by 2027-01-22.
    fn taken_on() -> Story {
        Story::new().does(&letter()).does(&TakeOnLetter::default()).by(district::ZHAO)
    }

    #[test]
    fn the_head_extends_once_and_the_clock_runs_on() {
        let story = taken_on();
        let due = |story: &Story| {
            let running = clock::running(&story.standing, story.registers.calendar());
            running.expect("a clock runs").deadline.last_day
        };
        assert_eq!(due(&story), day("2027-01-22"));
        let extended = story.at("2027-01-20T10:00").does(&extension());
        assert_eq!(due(&extended), day("2027-02-22"), "the last day falls on a Sunday");
        extended.refused(&extension(), "LetterExtendedBefore");
        let late = extended.at("2027-02-22T10:00");
        late.refused(&NoteOverdue {}, "InTime");
        assert!(late.at("2027-02-23T10:00").tries(&NoteOverdue {}).is_ok());
    }

    #[test]
    fn no_period_is_extended_that_has_not_begun_or_is_over_or_is_only_promised() {
        let fresh = Story::new().does(&letter()).by(district::ZHAO);
        fresh.refused(&extension(), "LetterNotTakenOn");
        taken_on().at("2027-01-23T10:00").refused(&extension(), "LetterPeriodOver");
        for days in [0, 31] {
            let refusal = taken_on().refused(&ExtendLetter { days, ..extension() }, "LetterDaysWrong");
            assert_eq!(refusal.field.as_deref(), Some("days"));
        }
        let silent = ExtendLetter { reason: " ".to_owned(), ..extension() };
        assert_eq!(taken_on().refused(&silent, "FieldRefused").field.as_deref(), Some("reason"));
        let question = crate::letter::HandInLetter { kind: "question".to_owned(), ..letter() };
        let question = Story::new().does(&question).does(&TakeOnLetter::default());
        question.by(district::ZHAO).refused(&extension(), "NothingToExtend");
    }

    #[test]
    fn the_examination_of_a_report_to_market_supervision_is_extended_as_its_own_rule_says() {
        let report = crate::letter::HandInLetter {
            kind: "report".to_owned(),
            about: "violation".to_owned(),
            ..letter()
        };
        let story = Story::new().does(&report).does(&TakeOnLetter::default()).by(district::ZHAO);
        let refusal = story.refused(&ExtendLetter { days: 16, ..extension() }, "LetterDaysWrong");
        assert!(refusal.says.contains("15个工作日") && refusal.says.contains("第十八条"), "{}", refusal.says);
        let due = |story: &Story| {
            let running = clock::running(&story.standing, story.registers.calendar());
            running.expect("a clock runs").deadline
        };
        let before = due(&story);
        let longer = story.does(&ExtendLetter { days: 15, ..extension() });
        assert_eq!((before.last_day, due(&longer).last_day), (day("2026-12-21"), day("2027-01-11")));
        assert!(!before.provisional && due(&longer).provisional, "the calendar of 2027 is not loaded");
        let (_, extended) = longer.standing.complaint.extended.as_ref().expect("is extended");
        assert_eq!(extended.in_words(), "15个工作日");
    }

    #[test]
    fn the_wall_holds_here_too() {
        Story::new().does(&about(district::ZHANG)).refused(&extension(), "Concerned");
    }
}
