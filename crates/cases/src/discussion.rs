//! 集体讨论: for complicated or serious violations the heads of the body decide together (行政处罚法 art 57 para 2); the record names each member's opinion.
//! What is discussed is what is about to be decided, so the investigation is concluded, the party's rights have run, and in review scope the review
//! has passed (art 58, plan clause 21). What is found, announced, said or submitted afterwards was not on the table: the discussion falls away.
//!
//! The heads also discuss a further extension of the period for deciding, and the recusal of one of them (art 43).

use crate::{extension, parts};
use events::cases::{DiscussionHeld, Opinion, Subject};
use events::draft::Draft;
use events::field::{Field, Offer, Shape};
use events::standing::{Stage, Standing};
use events::{Act, Duty, Event, Occasion, OfficerId, Refusal};
use jiff::civil::Date;
use law::article::{Article, PENALTY_LAW};
use law::scope::Outcome;
use serde::{Deserialize, Serialize};

/// Records a collective discussion.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct HoldDiscussion {
    /// Code of the subject; empty for the decision.
    pub subject: String,
    pub on: Option<Date>,
    pub place: String,
    pub chair: String,
    pub members: Vec<Opinion>,
    pub conclusion: String,
    pub days: Option<u16>,
    pub officer: OfficerId,
}

events::refusals! {
    /// Why it cannot be recorded.
    pub enum Refused {
        NotConcluded => Article::of(PENALTY_LAW, 57), "调查尚未终结", "先办理调查终结";
        NotReviewed => Article::of(PENALTY_LAW, 58).paragraph(1), "本案应当法制审核，审核通过后才能集体讨论", "先送法制审核并取得同意的审核意见";
        RightsOpen => Article::of(PENALTY_LAW, 45), "当事人的陈述、申辩或者听证尚未结束，讨论应当考虑当事人的意见", "等到期限届满或者听证结束后讨论";
        NoFurtherExtension => Article::of(PENALTY_LAW, 60), "没有需要集体讨论的继续延长：首次延长尚未用完，或者规定不准继续延长，或者期限已经届满", "按规定办理“延长办案期限”", field "subject";
        NoRecusal => Article::of(PENALTY_LAW, 43).paragraph(3), "没有对该负责人的回避申请", "从待决定的申请中选择负责人", field "officer";
        DayWrong { earliest: Date } => Article::of(PENALTY_LAW, 57).paragraph(2), "讨论日期不能晚于今天，也不能早于{earliest}", "改正日期", field "on";
        DaysMissing { max: u16 } => Article::of(PENALTY_LAW, 60), "继续延长的，应当同时确定延长的日数（一至{max}日）", "填写讨论决定的日数", field "days";
        TooFew => Article::of(PENALTY_LAW, 57).paragraph(2), "集体讨论应当有两名以上负责人参加并记明各人意见", "补充参加人及其意见", field "members";
        SubjectUnknown => Article::of(PENALTY_LAW, 57).paragraph(2), "请选择讨论的事项", "从列出的事项中选择", field "subject";
    }
}

impl Act for HoldDiscussion {
    const NAME: &'static str = "HoldDiscussion";
    const WORD: &'static str = "discussion";
    const TITLE: &'static str = "集体讨论";
    const STAGE: Stage = Stage::Decision;
    const DUTY: Duty = Duty::Head;
    const EVENTS: &'static [&'static str] = &["DiscussionHeld"];
    const FIELDS: &'static [Field] = &[
        Field::new(
            "subject",
            "讨论事项",
            Shape::Choice(&[
                ("decision", "处理决定"),
                ("extension", "继续延长办案期限"),
                ("recusal", "负责人回避"),
            ]),
        )
        .optional()
        .hint("不选择的，为处理决定"),
        Field::new("on", "日期", Shape::Date),
        Field::new("place", "地点", Shape::Line(100)),
        Field::new("chair", "主持人", Shape::Line(50)),
        Field::new(
            "members",
            "参加人及意见",
            Shape::Rows(&[
                Field::new("name", "姓名", Shape::Line(50)),
                Field::new("post", "职务", Shape::Line(50)),
                Field::new("opinion", "意见", Shape::Text(1000)),
            ]),
        ),
        Field::new("conclusion", "结论", Shape::Text(2000)),
        Field::new("days", "延长的日数", Shape::Whole(1, extension::FURTHER_DAYS_MAX as i64))
            .optional()
            .hint("讨论继续延长办案期限的，填写"),
        Field::new("officer", "被申请回避的负责人", Shape::One(Offer::Recusals))
            .optional()
            .hint("讨论负责人回避的，选择"),
    ];

    fn decide(&self, case: &Standing, occasion: &Occasion<'_>) -> Result<Vec<Event>, Refusal> {
        parts::under_way(case)?;
        let ripe = ripe(case, occasion);
        let further = extension::may_be_discussed(case, occasion);
        let heads = heads_asked_to_leave(case, occasion);
        if !further && heads.is_empty() {
            ripe.clone()?;
        }
        let subject = self.subject()?;
        let earliest = match subject {
            Subject::Decision => {
                ripe.map_err(|refusal| Refusal { field: Some("subject".to_owned()), ..refusal })?
            }
            Subject::Extension if !further => return Err(Refused::NoFurtherExtension.into()),
            Subject::Recusal if !heads.contains(&&self.officer) => return Err(Refused::NoRecusal.into()),
            Subject::Extension | Subject::Recusal => case.filed_on.unwrap_or(occasion.today()),
        };
        let in_time = |day: &Date| *day >= earliest && *day <= occasion.today();
        let on = self.on.filter(in_time).ok_or(Refused::DayWrong { earliest })?;
        if self.members.len() < 2 {
            return Err(Refused::TooFew.into());
        }
        let max = extension::FURTHER_DAYS_MAX;
        let days = self.days.filter(|days| subject == Subject::Extension && (1..=max).contains(days));
        if subject == Subject::Extension && days.is_none() {
            return Err(Refused::DaysMissing { max }.into());
        }
        Ok(vec![Event::DiscussionHeld(DiscussionHeld {
            on,
            place: self.place.clone(),
            chair: self.chair.clone(),
            members: self.members.clone(),
            conclusion: self.conclusion.clone(),
            subject,
            days,
            officer: (subject == Subject::Recusal).then(|| self.officer.clone()),
        })])
    }
}

impl HoldDiscussion {
    fn subject(&self) -> Result<Subject, Refused> {
        match self.subject.as_str() {
            "" | "decision" => Ok(Subject::Decision),
            "extension" => Ok(Subject::Extension),
            "recusal" => Ok(Subject::Recusal),
            _ => Err(Refused::SubjectUnknown),
        }
    }
}

/// Whether there is a decision to discuss, and the first day on which it could be: that of the agreement, else of the conclusion.
fn ripe(case: &Standing, occasion: &Occasion<'_>) -> Result<Date, Refusal> {
    let concluded = case.investigation.concluded_on.ok_or(Refused::NotConcluded)?;
    let intended = intended(case);
    if let Some(on) = case.review.passed_on {
        rights_have_run(case, &intended, occasion)?;
        return Ok(on);
    }
    let circumstances =
        case.circumstances(occasion.body, &intended, occasion.today()).ok_or(parts::Closed::NotOpened)?;
    if circumstances.scope(&intended).in_scope {
        return Err(Refused::NotReviewed.into());
    }
    rights_have_run(case, &intended, occasion)?;
    Ok(concluded)
}

/// What is about to be decided, as far as the case tells: the text agreed to, else the penalty announced, else that there is none.
fn intended(case: &Standing) -> Draft {
    let agreed = case.review.passed_draft.clone();
    let announced = || case.notice.issued.as_ref().map(|issued| issued.draft.clone());
    agreed.or_else(announced).unwrap_or(Draft { outcome: Outcome::NoPenalty, ..Draft::default() })
}

fn rights_have_run(case: &Standing, intended: &Draft, occasion: &Occasion<'_>) -> Result<(), Refused> {
    let open = case.right_open(occasion.calendar(), occasion.today()).is_some();
    if intended.outcome == Outcome::Penalty && open { Err(Refused::RightsOpen) } else { Ok(()) }
}

/// Heads of the body whose recusal is asked for and not decided.
fn heads_asked_to_leave<'a>(case: &'a Standing, occasion: &Occasion<'_>) -> Vec<&'a OfficerId> {
    case.recusals_pending.iter().filter(|id| parts::is_head(id, occasion)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing as filled;
    use events::cases::InvestigationConcluded;
    use events::testing::Story;
    use events::testing::course::draft;
    use events::testing::district::{CHEN, MAJOR, MINOR, SUN, ZHAO};

    /// A complicated case whose review has passed.
    fn story() -> Story {
        let told = Story::concluded_as(true, false).notifies(&draft(MINOR)).delivers();
        told.at("2026-12-07T09:00").submits(&draft(MINOR)).at("2026-12-09T10:00").passes(CHEN).by(ZHAO)
    }

    fn discussed() -> Story {
        story().does(&filled::discussion(&story()))
    }

    #[test]
    fn the_heads_discuss_and_each_opinion_is_kept() {
        let held = discussed().standing.discussions.decision.expect("is held");
        assert_eq!((held.members.len(), held.subject), (2, Subject::Decision));
    }

    #[test]
    fn it_comes_after_conclusion_review_and_the_partys_rights_and_before_the_decision() {
        let complex = Story::concluded_as(true, false);
        for (story, name) in [
            (Story::new(), "NotOpened"),
            (Story::investigated(), "NotConcluded"),
            (complex.clone(), "NotReviewed"),
            (complex.notifies(&draft(MINOR)).delivers().at("2026-12-07T09:00"), "NotReviewed"),
            (Story::lapsed(MAJOR), "NotReviewed"),
            (Story::submitted(MAJOR), "NotReviewed"),
            (Story::returned(MAJOR), "NotReviewed"),
            (Story::served(MINOR), "RightsOpen"),
            (Story::decided(MINOR), "AlreadyDecided"),
        ] {
            let story = story.by(ZHAO);
            assert_eq!(story.closed_to::<HoldDiscussion>().as_deref(), Some(name));
            story.refused(&filled::discussion(&story), name);
        }
        for open in [story(), Story::concluded(), Story::lapsed(MINOR), Story::reviewed(MAJOR)] {
            assert_eq!(open.by(ZHAO).closed_to::<HoldDiscussion>(), None);
        }
    }

    #[test]
    fn it_falls_away_with_what_was_not_on_the_table() {
        let conclusion: InvestigationConcluded =
            Story::concluded().standing.investigation.concluded.expect("is concluded");
        let statement = Story::stated(MINOR).history.pop().expect("a statement").body.event;
        let anew = [
            discussed().happens(Event::InvestigationConcluded(conclusion)),
            discussed().notifies(&draft(MINOR)),
            discussed().happens(statement),
            discussed().submits(&draft(MINOR)),
        ];
        for story in anew {
            assert_eq!(story.standing.discussions.decision, None);
            assert_eq!(story.standing.discussions.held.len(), 1, "the record of it is kept");
        }
    }

    #[test]
    fn two_take_part_on_a_day_between_the_agreement_and_today() {
        let mut alone = filled::discussion(&story());
        alone.members.truncate(1);
        story().refused(&alone, "TooFew");
        for on in [story().today().tomorrow().ok(), story().today().yesterday().ok(), None] {
            story().refused(&HoldDiscussion { on, ..filled::discussion(&story()) }, "DayWrong");
        }
        let elsewhere = HoldDiscussion { subject: "party".to_owned(), ..filled::discussion(&story()) };
        story().refused(&elsewhere, "SubjectUnknown");
    }

    #[test]
    fn a_further_extension_is_discussed_with_its_length() {
        let extended = Story::investigated().by(ZHAO).does(&filled::extension(30));
        assert_eq!(extended.closed_to::<HoldDiscussion>(), None);
        extended.refused(&filled::discussion(&extended), "NotConcluded");
        let further = HoldDiscussion { subject: "extension".to_owned(), ..filled::discussion(&extended) };
        extended.refused(&further, "DaysMissing");
        let further = HoldDiscussion { days: Some(20), ..further };
        let held = extended.clone().does(&further).standing.discussions.extension.expect("is held");
        assert_eq!(held.days, Some(20));
        let early = Story::investigated().by(ZHAO);
        assert_eq!(early.closed_to::<HoldDiscussion>().as_deref(), Some("NotConcluded"));
        story().refused(&further, "NoFurtherExtension");
    }

    #[test]
    fn the_recusal_of_a_head_is_discussed_when_it_is_asked_for() {
        let asked = Story::investigated().does(&filled::recusal_request(SUN)).by(ZHAO);
        assert_eq!(asked.closed_to::<HoldDiscussion>(), None);
        let recusal = HoldDiscussion {
            subject: "recusal".to_owned(),
            officer: OfficerId::from(SUN),
            ..filled::discussion(&asked)
        };
        let held = asked.clone().does(&recusal).standing.discussions.recusal.expect("is held");
        assert_eq!(held.officer, Some(OfficerId::from(SUN)));
        asked.refused(&HoldDiscussion { officer: OfficerId::from(ZHAO), ..recusal.clone() }, "NoRecusal");
        story().refused(&recusal, "NoRecusal");
    }
}
