//! 延长办案期限: while the period for deciding still runs, the head of the body extends it as far as the sector's rule allows (行政处罚法 art 60, "法律、法规、规章另有规定的，
//! 从其规定"; the rules stand in `law::case_period`). A further extension follows a collective discussion and has the length decided there. Where no
//! rule grants an extension there is none. The approval form (案件延期审批表) is issued.

use crate::parts;
use events::cases::PeriodExtended;
use events::field::{Field, Shape};
use events::papers::{self, PaperIssued, elements};
use events::standing::{Stage, Standing};
use events::{Act, Duty, Event, Occasion, Refusal};
use jiff::civil::Date;
use law::article::{Article, PENALTY_LAW};
use law::case_period::{DecisionPeriod, Grantor, decision_period};
use law::papers::PaperKind;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// Extends the period for deciding.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ExtendPeriod {
    pub days: u16,
    pub reason: String,
    pub opinion: String,
    pub superior: String,
}

events::refusals! {
    /// Why it cannot be extended.
    pub enum Refused {
        NoExtension { article: Article } => article, "本领域的规定不准延长办案期限", "在办案期限内作出决定";
        PeriodOver { last_day: Date } => Article::of(PENALTY_LAW, 60), "办案期限已于{last_day}届满，届满后不能延长", "有依法不计入办案期限的时间的，登记委托和结果；不能给予处罚的，办理不予处罚或者移送";
        NotDiscussed { article: Article } => article, "经延长仍不能作出决定的，由负责人集体讨论决定是否继续延长", "先办理集体讨论，事项选择“继续延长办案期限”，并确定延长的日数";
        DaysWrong { max: u16 } => Article::of(PENALTY_LAW, 60), "延长的日数应为一至{max}日", "改正日数", field "days";
        DaysDiscussed { days: u16 } => Article::of(PENALTY_LAW, 57).paragraph(2), "集体讨论决定延长{days}日", "按集体讨论决定的日数填写", field "days";
        SuperiorMissing { article: Article } => article, "延长应当经上一级机关批准", "填写批准的机关和文号", field "superior";
    }
}

/// The most days a collective discussion may add: no rule names a limit, so the length of the statute's own period is taken.
pub const FURTHER_DAYS_MAX: u16 = 90;

impl Act for ExtendPeriod {
    const NAME: &'static str = "ExtendPeriod";
    const WORD: &'static str = "extension";
    const TITLE: &'static str = "延长办案期限";
    const STAGE: Stage = Stage::Investigation;
    const DUTY: Duty = Duty::Head;
    const EVENTS: &'static [&'static str] = &["PeriodExtended", "PaperIssued"];
    const PAPERS: &'static [PaperKind] = &[PaperKind::ExtensionApproval];
    const FIELDS: &'static [Field] = &[
        Field::new("days", "延长的日数", Shape::Whole(1, FURTHER_DAYS_MAX as i64))
            .hint("首次延长不超过规定的日数；继续延长的，为集体讨论决定的日数"),
        Field::new("reason", "延长的理由", Shape::Text(2000)).hint("案情复杂或者其他不能按期作出决定的原因"),
        Field::new("opinion", "审批意见", Shape::Text(1000)),
        Field::new("superior", "上一级机关的批准", Shape::Line(200))
            .optional()
            .hint("依规定应当经上一级机关批准的，填写机关和文号"),
    ];

    fn decide(&self, case: &Standing, occasion: &Occasion<'_>) -> Result<Vec<Event>, Refusal> {
        parts::under_way(case)?;
        parts::head_may(case, occasion)?;
        let rule = may_extend(case, occasion)?;
        let (days, discussed) = self.days(case, rule)?;
        let superior = self.superior.trim().to_owned();
        if rule.granted_by == Grantor::Superior && superior.is_empty() {
            return Err(Refused::SuperiorMissing { article: rule.article }.into());
        }
        for (field, text, says) in
            [("reason", &self.reason, "请填写延长的理由"), ("opinion", &self.opinion, "请填写审批意见")]
        {
            if text.trim().is_empty() {
                return Err(Refusal::of_field(field, says));
            }
        }
        let extended = PeriodExtended {
            days,
            reason: self.reason.clone(),
            approver: occasion.officer(),
            discussed,
            superior,
        };
        let paper = self.approval(case, &extended, rule, occasion)?;
        Ok(vec![Event::PeriodExtended(extended), Event::PaperIssued(paper)])
    }
}

impl ExtendPeriod {
    fn approval(
        &self,
        case: &Standing,
        extended: &PeriodExtended,
        rule: &DecisionPeriod,
        occasion: &Occasion<'_>,
    ) -> Result<PaperIssued, Refusal> {
        let (Some(opened), Some(now)) = (&case.opened, case.case_limit(occasion.calendar())) else {
            return Err(parts::Closed::NotFiled.into());
        };
        let mut longer = case.clone();
        longer.period.extensions.push(extended.clone());
        let then = longer.case_limit(occasion.calendar()).map(|limit| limit.deadline.last_day);
        let discussion = case.discussions.extension.as_ref().filter(|_| extended.discussed);
        let discussion = discussion.map(|held| format!("{}，{}", held.on, held.conclusion));
        let today = occasion.today();
        let mut opinions: Vec<Value> =
            case.handlers.iter().map(|one| elements::opinion("承办", &self.reason, one, today)).collect();
        opinions.push(elements::opinion("审批", &self.opinion, &occasion.officer(), today));
        let map = elements::of([
            ("cause", json!(opened.matter.name)),
            ("party_name", json!(opened.party.name)),
            ("party_code", json!(opened.party.code)),
            ("filed_on", json!(case.filed_on)),
            ("period", json!(now.deadline.length)),
            ("due_on", json!(now.deadline.last_day)),
            ("reason", json!(self.reason)),
            ("days", json!(format!("{}日", extended.days))),
            ("new_due_on", json!(then)),
            ("basis", json!(rule.article.to_string())),
            ("discussion", json!(discussion)),
            ("superior", json!(parts::filled(&extended.superior))),
            ("officers", elements::officers(&case.handlers)),
            ("opinions", json!(opinions)),
        ]);
        papers::issue(PaperKind::ExtensionApproval, occasion.body, today, map)
    }

    /// How many days, and whether the heads decided them together.
    fn days(&self, case: &Standing, rule: &DecisionPeriod) -> Result<(u16, bool), Refused> {
        if is_first(case, rule) {
            let max = rule.extension.0;
            let fits = (1..=max).contains(&self.days);
            return if fits { Ok((self.days, false)) } else { Err(Refused::DaysWrong { max }) };
        }
        match case.discussions.extension.as_ref().and_then(|held| held.days) {
            None => Err(Refused::NotDiscussed { article: rule.article }),
            Some(days) if days != self.days => Err(Refused::DaysDiscussed { days }),
            Some(days) => Ok((days, true)),
        }
    }
}

fn is_first(case: &Standing, rule: &DecisionPeriod) -> bool {
    case.period.extensions.len() < usize::from(rule.extensions_max)
}

/// Whether the period still runs and the rule allows one more extension, discussed where it has to be.
fn may_extend(case: &Standing, occasion: &Occasion<'_>) -> Result<&'static DecisionPeriod, Refusal> {
    let rule = running(case, occasion)?;
    if is_first(case, rule) {
        return Ok(rule);
    }
    if !rule.further {
        return Err(Refused::NoExtension { article: rule.article }.into());
    }
    if case.discussions.extension.is_none() {
        return Err(Refused::NotDiscussed { article: rule.article }.into());
    }
    Ok(rule)
}

/// Whether a further extension is a thing to discuss: the ordinary ones are used up, the rule allows more, the period still runs.
pub(crate) fn may_be_discussed(case: &Standing, occasion: &Occasion<'_>) -> bool {
    running(case, occasion).is_ok_and(|rule| rule.further && !is_first(case, rule))
}

fn running(case: &Standing, occasion: &Occasion<'_>) -> Result<&'static DecisionPeriod, Refusal> {
    let (Some(filed), Some(opened)) = (case.filed_on, &case.opened) else {
        return Err(parts::Closed::NotFiled.into());
    };
    let rule = decision_period(opened.sector, filed);
    if rule.extensions_max == 0 {
        return Err(Refused::NoExtension { article: rule.article }.into());
    }
    match case.case_limit(occasion.calendar()) {
        Some(limit) if limit.overdue_on(occasion.today()) && !limit.deadline.provisional => {
            Err(Refused::PeriodOver { last_day: limit.deadline.last_day }.into())
        }
        _ => Ok(rule),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::discussion::HoldDiscussion;
    use crate::testing as filled;
    use events::registers::CalendarEntered;
    use events::testing::Story;
    use events::testing::district::{LI, MINOR, SUN, ZHANG, ZHAO};
    use law::calendar::CalendarYear;
    use law::thresholds::Sector;

    /// A concluded case in a year whose calendar is known to the end.
    fn story() -> Story {
        let calendar = CalendarYear {
            year: 2027,
            notice: "国办发明电〔2026〕试号".to_owned(),
            rest: Vec::new(),
            working: Vec::new(),
            amended_by: Vec::new(),
        };
        let entered = Event::CalendarEntered(CalendarEntered { calendar });
        Story::concluded().enters(entered).at("2027-02-10T10:00").by(ZHAO)
    }

    fn of_sector(sector: Sector) -> Story {
        let mut story = story();
        story.standing.opened.as_mut().expect("is opened").sector = sector;
        story
    }

    fn length(story: &Story) -> String {
        story.standing.case_limit(story.registers.calendar()).expect("is filed").deadline.length
    }

    #[test]
    fn the_head_extends_once_by_up_to_thirty_days() {
        let extended = story().does(&filled::extension(30));
        assert_eq!(length(&extended), "90日，延长30日");
        let approval = extended.standing.paper(PaperKind::ExtensionApproval).expect("is issued");
        assert_eq!(approval.number.to_string(), "长市监延〔2027〕1号");
        let events = story().tries(&filled::extension(30)).expect("is lawful");
        let [_, Event::PaperIssued(paper)] = events.as_slice() else { panic!("{events:?}") };
        assert_eq!(paper.elements["due_on"], json!("2027-02-22"));
        assert_eq!(paper.elements["new_due_on"], json!("2027-03-23"));
        for days in [0, 31] {
            let refusal = story().refused(&filled::extension(days), "DaysWrong");
            assert_eq!(refusal.field.as_deref(), Some("days"));
        }
        assert_eq!(extended.closed_to::<ExtendPeriod>().as_deref(), Some("NotDiscussed"));
        extended.refused(&filled::extension(10), "NotDiscussed");
    }

    #[test]
    fn a_further_extension_has_the_length_the_heads_decided_together() {
        let extended = story().does(&filled::extension(30));
        let discussed = HoldDiscussion {
            subject: "extension".to_owned(),
            days: Some(20),
            ..filled::discussion(&extended)
        };
        let discussed = extended.does(&discussed);
        assert!(discussed.refused(&filled::extension(21), "DaysDiscussed").says.contains("20日"));
        let further = discussed.does(&filled::extension(20));
        assert_eq!(length(&further), "90日，延长50日");
        assert_eq!(further.closed_to::<ExtendPeriod>().as_deref(), Some("NotDiscussed"), "each is discussed");
    }

    #[test]
    fn what_is_over_is_not_extended() {
        // Day 90 is Sunday 2027-02-21 and moves to Monday.
        assert_eq!(story().at("2027-02-22T23:00").closed_to::<ExtendPeriod>(), None);
        let over = story().at("2027-02-23T00:00");
        assert_eq!(over.closed_to::<ExtendPeriod>().as_deref(), Some("PeriodOver"));
        assert!(over.refused(&filled::extension(30), "PeriodOver").says.contains("2027-02-22"));
    }

    #[test]
    fn only_a_sectors_rule_allows_it_and_says_who_grants_it() {
        for sector in [Sector::General, Sector::PublicSecurity] {
            assert_eq!(of_sector(sector).closed_to::<ExtendPeriod>().as_deref(), Some("NoExtension"));
        }
        let order = of_sector(Sector::PublicOrder).at("2026-12-10T10:00");
        order.refused(&filled::extension(30), "SuperiorMissing");
        let approved =
            ExtendPeriod { superior: "市公安局〔2026〕1号".to_owned(), ..filled::extension(30) };
        let mut extended = order.does(&approved);
        extended.standing.opened.as_mut().expect("is opened").sector = Sector::PublicOrder;
        assert_eq!(extended.closed_to::<ExtendPeriod>().as_deref(), Some("NoExtension"));
    }

    #[test]
    fn it_needs_a_case_under_way_a_reason_and_an_opinion() {
        for (story, name) in [(Story::proposed(), "NotFiled"), (Story::decided(MINOR), "AlreadyDecided")] {
            let story = story.by(ZHAO);
            assert_eq!(story.closed_to::<ExtendPeriod>().as_deref(), Some(name));
            story.refused(&filled::extension(30), name);
        }
        let silent = ExtendPeriod { reason: " ".to_owned(), ..filled::extension(30) };
        assert_eq!(story().refused(&silent, "FieldRefused").field.as_deref(), Some("reason"));
        let silent = ExtendPeriod { opinion: String::new(), ..filled::extension(30) };
        assert_eq!(story().refused(&silent, "FieldRefused").field.as_deref(), Some("opinion"));
    }

    #[test]
    fn a_head_who_handles_does_not_extend() {
        let story = story().by(ZHANG).does(&filled::recusal_request(LI)).by(ZHAO);
        let handles = story.does(&filled::recusal(LI, SUN)).by(SUN);
        assert_eq!(handles.closed_to::<ExtendPeriod>().as_deref(), Some("HeadHandles"));
    }
}
