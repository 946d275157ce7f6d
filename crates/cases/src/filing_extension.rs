//! 延长立案期限: where the sector's rule gives days for deciding whether to file (市场监督管理行政处罚程序规定 art 18), the head of the body extends them once while they
//! run; the rules stand in `law::filing_period`. Where the statute's "及时" alone holds there is nothing to extend.

use crate::parts::{self, Closed};
use events::cases::FilingPeriodExtended;
use events::field::{Field, Shape};
use events::standing::{Stage, Standing};
use events::{Act, Duty, Event, Occasion, Refusal};
use jiff::civil::Date;
use law::article::{Article, PENALTY_LAW};
use law::filing_period::{FilingPeriod, filing_period};
use serde::{Deserialize, Serialize};

/// Extends the period for deciding whether to file.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ExtendFilingPeriod {
    pub days: u16,
    pub reason: String,
}

events::refusals! {
    /// Why it cannot be extended.
    pub enum Refused {
        AlreadyFiled => Article::of(PENALTY_LAW, 54).paragraph(2), "案件已经立案", "在本案中继续办理";
        NoFilingPeriod => Article::of(PENALTY_LAW, 54).paragraph(2), "本领域没有规定立案的日数，应当及时立案", "核查后及时决定是否立案";
        ExtendedAlready { article: Article } => article, "立案期限已经延长过，不能再延长", "决定立案或者不予立案";
        FilingPeriodOver { last_day: Date } => Article::of(PENALTY_LAW, 54).paragraph(2), "立案期限已于{last_day}届满，届满后不能延长", "决定立案或者不予立案";
        FilingDaysWrong { article: Article, max: u16 } => article, "延长的日数应为一至{max}个工作日", "改正日数", field "days";
    }
}

/// The most that any sector's rule allows, working days; the form's bound, the rule itself is asked when deciding.
const DAYS_MAX: i64 = 30;

impl Act for ExtendFilingPeriod {
    const NAME: &'static str = "ExtendFilingPeriod";
    const WORD: &'static str = "filing_extension";
    const TITLE: &'static str = "延长立案期限";
    const STAGE: Stage = Stage::Filing;
    const DUTY: Duty = Duty::Head;
    const EVENTS: &'static [&'static str] = &["FilingPeriodExtended"];
    const FIELDS: &'static [Field] = &[
        Field::new("days", "延长的工作日数", Shape::Whole(1, DAYS_MAX)),
        Field::new("reason", "延长的理由", Shape::Text(1000)).hint("不能按期核查完毕的特殊情况"),
    ];

    fn decide(&self, case: &Standing, occasion: &Occasion<'_>) -> Result<Vec<Event>, Refusal> {
        let rule = may_extend(case, occasion)?;
        let max = rule.extension.0;
        if !(1..=max).contains(&self.days) {
            return Err(Refused::FilingDaysWrong { article: rule.article, max }.into());
        }
        if self.reason.trim().is_empty() {
            return Err(Refusal::of_field("reason", "请填写延长的理由"));
        }
        Ok(vec![Event::FilingPeriodExtended(FilingPeriodExtended {
            days: self.days,
            reason: self.reason.clone(),
            approver: occasion.officer(),
        })])
    }
}

fn may_extend(case: &Standing, occasion: &Occasion<'_>) -> Result<&'static FilingPeriod, Refusal> {
    let opened = case.opened.as_ref().ok_or(Closed::NotOpened)?;
    if case.ended() {
        return Err(Closed::Ended.into());
    }
    if case.filed_on.is_some() {
        return Err(Refused::AlreadyFiled.into());
    }
    parts::head_may(case, occasion)?;
    let rule = filing_period(opened.sector, opened.received_on).ok_or(Refused::NoFilingPeriod)?;
    if case.period.filing_extension.is_some() {
        return Err(Refused::ExtendedAlready { article: rule.article }.into());
    }
    match case.filing_limit(occasion.calendar()) {
        Some(limit) if limit.overdue_on(occasion.today()) && !limit.provisional => {
            Err(Refused::FilingPeriodOver { last_day: limit.last_day }.into())
        }
        _ => Ok(rule),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use events::testing::Story;
    use events::testing::district::{MINOR, ZHAO};
    use law::thresholds::Sector;

    fn extension(days: u16) -> ExtendFilingPeriod {
        ExtendFilingPeriod { days, reason: "当事人下落不明，正在查找。".to_owned() }
    }

    /// A proposed case of market regulation, before its head.
    fn story() -> Story {
        let mut story = Story::proposed().by(ZHAO);
        story.standing.opened.as_mut().expect("is opened").sector = Sector::MarketRegulation;
        story
    }

    #[test]
    fn the_head_extends_once_by_up_to_fifteen_working_days() {
        let before = story();
        let last = |story: &Story| story.standing.filing_limit(story.registers.calendar()).expect("a rule");
        for days in [0, 16] {
            let refusal = before.refused(&extension(days), "FilingDaysWrong");
            assert_eq!(refusal.field.as_deref(), Some("days"));
            assert!(refusal.article.contains("第十八条"), "{}", refusal.article);
        }
        let silent = ExtendFilingPeriod { reason: " ".to_owned(), ..extension(15) };
        assert_eq!(before.refused(&silent, "FieldRefused").field.as_deref(), Some("reason"));
        let extended = before.clone().does(&extension(15));
        assert_eq!(last(&extended).length, "15个工作日，延长15个工作日");
        assert!(last(&extended).last_day > last(&before).last_day);
        assert_eq!(extended.closed_to::<ExtendFilingPeriod>().as_deref(), Some("ExtendedAlready"));
    }

    #[test]
    fn what_is_over_is_not_extended_and_what_has_no_days_neither() {
        let last = story().standing.filing_limit(story().registers.calendar()).expect("a rule").last_day;
        assert_eq!(story().at(&format!("{last}T23:00")).closed_to::<ExtendFilingPeriod>(), None);
        let after = last.tomorrow().expect("a day");
        let over = story().at(&format!("{after}T00:00"));
        assert_eq!(over.closed_to::<ExtendFilingPeriod>().as_deref(), Some("FilingPeriodOver"));
        let mut general = story();
        general.standing.opened.as_mut().expect("is opened").sector = Sector::General;
        assert_eq!(general.closed_to::<ExtendFilingPeriod>().as_deref(), Some("NoFilingPeriod"));
    }

    #[test]
    fn it_needs_a_clue_that_is_not_filed_yet() {
        for (story, name) in [
            (Story::new(), "NotOpened"),
            (Story::filed(), "AlreadyFiled"),
            (Story::decided(MINOR), "AlreadyFiled"),
        ] {
            assert_eq!(story.by(ZHAO).closed_to::<ExtendFilingPeriod>().as_deref(), Some(name));
        }
    }
}
