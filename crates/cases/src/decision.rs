//! 作出行政处罚决定. The head of the body decides (行政处罚法 art 57) what passed the gate of `gate.rs` (art 58); the party's rights have run their course
//! (art 44–45, 62–65); a penalty is never heavier than announced, and rests on nothing the party was not told; a complicated or serious case was
//! discussed collectively (art 57 para 2).

use crate::conclusion::course;
use crate::gate::{decided, gate, reviewed_as, same_text, who_decides};
use crate::parts;
use events::announced::Departure;
use events::draft::{Draft, DraftEntered, fields};
use events::field::Field;
use events::limits;
use events::papers::{self, elements};
use events::standing::{RightOpen, Stage, Standing, Statement};
use events::{Act, Duty, Event, Occasion, Refusal};
use jiff::civil::Date;
use law::article::{Article, PENALTY_LAW};
use law::papers::PaperKind;
use law::scope::Outcome;
use serde::{Deserialize, Serialize};
use serde_json::json;

/// Decides a penalty.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct DecidePenalty {
    #[serde(flatten)]
    pub draft: DraftEntered,
}

events::refusals! {
    /// Why the decision cannot be made.
    pub enum Refused {
        NotConcluded => Article::of(PENALTY_LAW, 57), "调查尚未终结", "先办理调查终结";
        NotNotified => Article::of(PENALTY_LAW, 44), "尚未事先告知当事人，不得作出行政处罚决定", "先办理事先告知";
        NoticeNotServed => Article::of(PENALTY_LAW, 62), "事先告知书尚未送达", "先送达事先告知书";
        StatementOpen { last_day: Date } => Article::of(PENALTY_LAW, 45), "陈述申辩期限到{last_day}届满，当事人没有放弃", "听取陈述申辩，或者等到期限届满，或者登记当事人书面放弃";
        HearingRequestOpen { last_day: Date } => Article::of(PENALTY_LAW, 64).item(1), "要求听证的期限到{last_day}届满，当事人没有放弃", "等到期限届满，或者登记当事人书面放弃听证";
        HearingPending => Article::of(PENALTY_LAW, 63), "当事人要求听证，听证尚未举行", "举行听证并根据听证笔录作出决定";
        PreservationOpen { number: u32 } => Article::of(PENALTY_LAW, 56), "第{number}批先行登记保存物品尚未处理", "先对保存的物品作出处理决定";
        DiscussionMissing => Article::of(PENALTY_LAW, 57).paragraph(2), "情节复杂或者重大违法行为，应当由负责人集体讨论决定", "先办理集体讨论";
        HeavierThanAnnounced { what: String } => Article::of(PENALTY_LAW, 45).paragraph(2), "处罚重于事先告知的内容（{what}）", "减轻到告知的范围，或者查明新的事实后重新告知", field "penalties";
        OtherThanAnnounced { what: String } => Article::of(PENALTY_LAW, 62), "{what}与事先告知的不一致，当事人没有机会陈述申辩，不得据此作出决定", "恢复告知的内容，或者重新告知", field "penalties";
        TooLate { days_over: i64, made_of: String } => Article::of(PENALTY_LAW, 60), "已超过办案期限{days_over}日（办案期限{made_of}）", "有依法不计入办案期限的时间的，登记委托和结果；不能给予处罚的，办理不予处罚或者移送";
    }
}

impl Act for DecidePenalty {
    const NAME: &'static str = "DecidePenalty";
    const WORD: &'static str = "decision";
    const TITLE: &'static str = "作出行政处罚决定";
    const STAGE: Stage = Stage::Decision;
    const DUTY: Duty = Duty::Head;
    const EVENTS: &'static [&'static str] = &["PenaltyDecided", "PaperIssued"];
    const PAPERS: &'static [PaperKind] = &[PaperKind::PenaltyDecision];
    const FIELDS: &'static [Field] = &[
        fields::FACTS,
        fields::EVIDENCE,
        fields::CHARACTER,
        fields::DISCRETION,
        fields::MITIGATED,
        fields::BASIS,
        fields::PENALTIES,
        fields::BASE_VALUE,
        fields::PERFORMANCE,
        fields::REMEDIES,
    ];

    fn decide(&self, case: &Standing, occasion: &Occasion<'_>) -> Result<Vec<Event>, Refusal> {
        parts::under_way(case)?;
        course_is_complete(case, occasion)?;
        limits::of_age(case)?;
        let announced = case.notice.issued.as_ref().ok_or(Refused::NotNotified)?;
        gate(case, &announced.draft, occasion)?;
        reviewed_as(case, |outcome| outcome == Outcome::Penalty)?;
        discussed(case)?;
        let draft = self.draft.read(case)?;
        events::limits::within_entrustment(&draft, case, occasion)?;
        not_heavier(case, &draft)?;
        gate(case, &draft, occasion)?;
        same_text(case, &draft)?;
        as_announced(case, &draft)?;
        let decided = decided(case, draft, "罚", occasion)?;
        let paper = decision_paper(case, &decided.draft, occasion)?;
        Ok(vec![Event::PenaltyDecided(decided), Event::PaperIssued(paper)])
    }
}

/// Investigation, notice, statement and hearing have run their course, and the person may decide at all.
fn course_is_complete(case: &Standing, occasion: &Occasion<'_>) -> Result<(), Refusal> {
    let concluded = case.investigation.concluded.is_some();
    if !concluded {
        return Err(Refused::NotConcluded.into());
    }
    who_decides(case, occasion)?;
    in_time(case, occasion)?;
    if let Some((kept, _)) = case.investigation.preservations_open().next() {
        return Err(Refused::PreservationOpen { number: kept.number }.into());
    }
    let refused = case.right_open(occasion.calendar(), occasion.today()).map(|right| match right {
        RightOpen::NotNotified => Refused::NotNotified,
        RightOpen::NotServed => Refused::NoticeNotServed,
        RightOpen::Statement { last_day } => Refused::StatementOpen { last_day },
        RightOpen::HearingRequest { last_day } => Refused::HearingRequestOpen { last_day },
        RightOpen::HearingPending => Refused::HearingPending,
    });
    refused.map_or(Ok(()), |refused| Err(refused.into()))
}

/// A penalty is decided within the period for deciding, extensions and time not counted included (art 60). That a case ends without penalty, or is
/// handed over, the period does not bar: nothing is taken from the party.
fn in_time(case: &Standing, occasion: &Occasion<'_>) -> Result<(), Refusal> {
    match case.case_limit(occasion.calendar()) {
        Some(limit) if limit.overdue_on(occasion.today()) && !limit.deadline.provisional => {
            let days_over = -limit.deadline.days_left(occasion.calendar(), occasion.today());
            Err(Refused::TooLate { days_over, made_of: limit.deadline.length }.into())
        }
        _ => Ok(()),
    }
}

fn discussed(case: &Standing) -> Result<(), Refusal> {
    let complex = case.investigation.concluded.as_ref().is_some_and(|concluded| concluded.complex);
    if complex && case.discussions.decision.is_none() {
        return Err(Refused::DiscussionMissing.into());
    }
    Ok(())
}

/// No penalty heavier than announced (art 45 para 2).
fn not_heavier(case: &Standing, draft: &Draft) -> Result<(), Refusal> {
    match case.departs_from_notice(draft) {
        Some(Departure::Heavier(kind)) => {
            Err(Refused::HeavierThanAnnounced { what: kind.title().to_owned() }.into())
        }
        _ => Ok(()),
    }
}

/// Nothing the party was not told (art 44, 62).
fn as_announced(case: &Standing, draft: &Draft) -> Result<(), Refusal> {
    match case.departs_from_notice(draft) {
        Some(Departure::Untold(what)) => Err(Refused::OtherThanAnnounced { what }.into()),
        _ => Ok(()),
    }
}

fn decision_paper(
    case: &Standing,
    draft: &Draft,
    occasion: &Occasion<'_>,
) -> Result<papers::PaperIssued, Refusal> {
    let mut map = elements::draft(case, draft);
    map.extend(elements::of([
        ("course", json!(course(case))),
        ("statement", json!(rights_used(case))),
        ("performance", json!(draft.performance)),
        ("account", json!(occasion.body.account)),
        ("remedies", json!(draft.remedies)),
        ("publication", json!("依照《中华人民共和国行政处罚法》第四十八条，本决定依法向社会公示。")),
    ]));
    papers::issue(PaperKind::PenaltyDecision, occasion.body, occasion.today(), map)
}

/// What became of statement, defence and hearing, as the decision has to say.
fn rights_used(case: &Standing) -> String {
    let served = case.notice.served_on.map(|day| day.to_string()).unwrap_or_default();
    let mut text = format!(
        "本机关于{served}向你（单位）送达告知书，告知拟作出的行政处罚内容及事实、理由、依据和依法享有的权利。"
    );
    text.push_str(&match &case.notice.statement {
        Some(Statement::Heard { on, accepted: true }) => {
            format!("{on}，你（单位）进行了陈述、申辩，本机关经复核予以采纳。")
        }
        Some(Statement::Heard { on, accepted: false }) => {
            format!("{on}，你（单位）进行了陈述、申辩，本机关经复核不予采纳。")
        }
        Some(Statement::Waived { on }) => format!("{on}，你（单位）明确放弃陈述、申辩。"),
        None => "你（单位）在期限内未提出陈述、申辩。".to_owned(),
    });
    if let Some(on) = case.hearing.held_on.filter(|_| case.hearing.absent_party) {
        text.push_str(&format!(
            "本机关依你（单位）的要求定于{on}举行听证，你（单位）无正当理由未出席或者中途退出，视为放弃听证权利，听证终止。"
        ));
    } else if let Some(on) = case.hearing.held_on {
        text.push_str(&format!("{on}，本机关依你（单位）的要求举行了听证，本决定根据听证笔录作出。"));
    } else if let Some(on) = case.hearing.waived_on {
        text.push_str(&format!("{on}，你（单位）书面放弃听证。"));
    } else if case.notice.issued.as_ref().is_some_and(|notice| notice.hearing_right) {
        text.push_str("你（单位）在期限内未要求听证。");
    }
    text
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::testing as filled;
    use events::cases::{DiscussionHeld, Subject};
    use events::registers::CalendarEntered;
    use events::testing::Story;
    use events::testing::course::draft;
    use events::testing::district::{CHEN, LI, MAJOR, MINOR, ZHAO};
    use law::calendar::CalendarYear;
    use law::money::Fen;
    use law::penalties::{Penalty, PenaltyKind};

    pub(crate) fn minor() -> DecidePenalty {
        filled::decision(&draft(MINOR))
    }

    pub(crate) fn major() -> DecidePenalty {
        filled::decision(&draft(MAJOR))
    }

    /// Both the blank act and the act filled in are refused with `name`.
    pub(crate) fn closed(story: &Story, act: &DecidePenalty, name: &str) -> Refusal {
        assert_eq!(story.closed_to::<DecidePenalty>().as_deref(), Some(name));
        story.refused(act, name)
    }

    pub(crate) fn open(story: &Story, act: &DecidePenalty) {
        assert_eq!(story.closed_to::<DecidePenalty>(), None);
        assert!(story.tries(act).is_ok(), "{:?}", story.tries(act));
    }

    #[test]
    fn a_penalty_out_of_scope_is_decided_without_review() {
        let decided = Story::lapsed(MINOR).at("2026-12-10T10:00").by(ZHAO).does(&minor());
        assert_eq!(decided.standing, Story::decided(MINOR).standing);
        let decision = decided.standing.decision.expect("is decided").decided;
        assert!(!decision.scope.in_scope && !decision.scope.trace.is_empty());
        assert_eq!(decision.number.to_string(), "长市监罚〔2026〕1号");
    }

    #[test]
    fn a_penalty_in_scope_is_decided_after_review_of_the_same_text() {
        let decided = Story::reviewed(MAJOR).at("2026-12-10T10:00").by(ZHAO).does(&major());
        assert_eq!(decided.standing, Story::decided(MAJOR).standing);
        assert!(decided.standing.decision.is_some_and(|decision| decision.decided.scope.in_scope));
    }

    #[test]
    fn decision_and_paper_share_one_number() {
        let decided = Story::lapsed(MINOR).by(ZHAO).does(&minor()).standing;
        let paper = decided.paper(PaperKind::PenaltyDecision).expect("is issued");
        assert_eq!(Some(&paper.number), decided.decision.as_ref().map(|decision| &decision.decided.number));
    }

    #[test]
    fn the_course_before_it_is_complete() {
        for (story, name) in [
            (Story::new(), "NotOpened"),
            (Story::proposed(), "NotFiled"),
            (Story::investigated(), "NotConcluded"),
            (Story::concluded(), "NotNotified"),
            (Story::noticed(MINOR), "NoticeNotServed"),
            (Story::decided(MINOR), "AlreadyDecided"),
            (Story::closed(MINOR), "Ended"),
        ] {
            closed(&story.by(ZHAO), &minor(), name);
        }
    }

    #[test]
    fn the_party_may_speak_until_the_last_day_of_the_window() {
        let last_day = Story::served(MINOR).at("2026-12-04T23:59").by(ZHAO);
        assert!(closed(&last_day, &minor(), "StatementOpen").says.contains("2026-12-04"));
        open(&last_day.at("2026-12-05T00:00"), &minor());
        open(&Story::stated(MINOR).by(ZHAO), &minor());
    }

    #[test]
    fn the_party_may_ask_for_a_hearing_until_the_last_day() {
        let last_day = Story::stated(MAJOR).at("2026-12-04T23:59").by(ZHAO);
        closed(&last_day, &major(), "HearingRequestOpen");
        closed(&last_day.at("2026-12-05T00:00"), &major(), "ReviewMissing");
    }

    #[test]
    fn a_hearing_asked_for_is_held_first() {
        closed(&Story::hearing_requested().by(ZHAO), &major(), "HearingPending");
        let asked_late = Story::reviewed(MAJOR);
        let request = crate::hearing_request::RequestHearing {
            on: Some(events::testing::day("2026-12-04")),
            ..filled::hearing_request(&asked_late)
        };
        closed(&asked_late.does(&request).by(ZHAO), &major(), "HearingPending");
        closed(&Story::hearing_held().by(ZHAO), &major(), "ReviewMissing");
    }

    #[test]
    fn the_decision_does_not_rest_on_a_hearing_the_party_stayed_away_from() {
        let arranged = Story::hearing_scheduled().at("2026-12-15T14:00");
        let absent = crate::hearing::HoldHearing {
            absent_party: true,
            signing: Default::default(),
            ..filled::hearing()
        };
        let says = |story: Story| {
            let reviewed = story.submits(&draft(MAJOR)).passes(CHEN).at("2026-12-18T10:00").by(ZHAO);
            let Ok([_, Event::PaperIssued(paper)]) =
                reviewed.tries(&major()).as_deref().map(|e| [e[0].clone(), e[1].clone()])
            else {
                panic!()
            };
            paper.elements["statement"].as_str().unwrap_or_default().to_owned()
        };
        let given_up = says(arranged.clone().does(&absent));
        assert!(given_up.contains("视为放弃听证") && !given_up.contains("根据听证笔录"), "{given_up}");
        assert!(says(arranged.does(&filled::hearing())).contains("根据听证笔录作出"));
    }

    #[test]
    fn no_recusal_and_no_preserved_property_is_left_open() {
        let asked = Story::lapsed(MINOR).does(&filled::recusal_request(LI)).by(ZHAO);
        closed(&asked, &minor(), "RecusalPending");
        let preserved = Story::lapsed(MINOR);
        let preserved = preserved.clone().does(&filled::preservation(&preserved)).by(ZHAO);
        closed(&preserved, &minor(), "PreservationOpen");
    }

    #[test]
    fn a_conclusion_without_ticks_does_not_take_back_what_reviewers_saw() {
        let complex = Story::concluded_as(true, false).notifies(&draft(MINOR)).delivers();
        let complex = complex.at("2026-12-07T09:00").submits(&draft(MINOR));
        let bare = Story::concluded().standing.investigation.concluded.expect("is concluded");
        let story = complex.happens(Event::InvestigationConcluded(bare)).submits(&draft(MINOR)).passes(CHEN);
        closed(&story.by(ZHAO), &minor(), "DiscussionMissing");
    }

    #[test]
    fn a_complex_case_is_discussed_together() {
        let story =
            Story::concluded_as(true, false).notifies(&draft(MINOR)).delivers().at("2026-12-07T09:00");
        let reviewed = story.submits(&draft(MINOR)).passes(CHEN).by(ZHAO);
        closed(&reviewed, &minor(), "DiscussionMissing");
        let held = DiscussionHeld {
            on: reviewed.today(),
            place: "本机关会议室".to_owned(),
            chair: "赵敏".to_owned(),
            members: Vec::new(),
            conclusion: "同意。".to_owned(),
            subject: Subject::Decision,
            days: None,
            officer: None,
        };
        let extension = DiscussionHeld { subject: Subject::Extension, days: Some(10), ..held.clone() };
        closed(&reviewed.clone().happens(Event::DiscussionHeld(extension)), &minor(), "DiscussionMissing");
        let discussed = reviewed.happens(Event::DiscussionHeld(held));
        open(&discussed, &minor());
        // What goes before the reviewers again was not what the heads discussed.
        let anew = discussed.submits(&draft(MINOR)).passes(CHEN).by(ZHAO);
        closed(&anew, &minor(), "DiscussionMissing");
    }

    #[test]
    fn no_penalty_is_heavier_than_announced() {
        let story = Story::lapsed(MINOR).by(ZHAO);
        let with = |penalties: Vec<Penalty>| filled::decision(&Draft { penalties, ..draft(MINOR) });
        open(&story, &with(vec![Penalty::fine(Fen(MINOR.0 - 1))]));
        let dearer = with(vec![Penalty::fine(Fen(MINOR.0 + 1))]);
        assert!(story.refused(&dearer, "HeavierThanAnnounced").says.contains("罚款"));
        let split = with(vec![Penalty::fine(MINOR), Penalty::fine(Fen(1))]);
        story.refused(&split, "HeavierThanAnnounced");
        let more = with(vec![Penalty::fine(MINOR), Penalty::of(PenaltyKind::Warning)]);
        assert!(story.refused(&more, "HeavierThanAnnounced").says.contains("警告"));
    }

    #[test]
    fn what_the_party_was_not_told_is_announced_anew() {
        let story = Story::lapsed(MINOR).by(ZHAO);
        let told = draft(MINOR);
        for (changed, what) in [
            (Draft { facts: "另一事实。".to_owned(), ..told.clone() }, "违法事实"),
            (Draft { character: "违反另一规定。".to_owned(), ..told.clone() }, "案件性质"),
            (Draft { basis: vec!["另一法第一条".to_owned()], ..told.clone() }, "处罚依据"),
        ] {
            let refusal = story.refused(&filled::decision(&changed), "OtherThanAnnounced");
            assert!(refusal.says.contains(what), "{}", refusal.says);
        }
        let anew = Draft { facts: "另一事实。".to_owned(), ..told };
        let announced = Story::concluded().notifies(&anew).delivers().at("2026-12-07T09:00").by(ZHAO);
        open(&announced, &filled::decision(&anew));
    }

    #[test]
    fn a_text_entered_must_be_a_lawful_draft() {
        let story = Story::lapsed(MINOR).by(ZHAO);
        story.refused(&DecidePenalty::default(), "FieldRefused");
        let above = filled::decision(&draft(Fen(MAJOR.0 + 1)));
        assert_eq!(story.refused(&above, "FieldRefused").field.as_deref(), Some("penalties"));
        let silent = filled::decision(&Draft { remedies: String::new(), ..draft(MINOR) });
        assert_eq!(story.refused(&silent, "ElementMissing").field.as_deref(), Some("remedies"));
    }

    /// In a year whose calendar is known to the end.
    fn known(story: Story) -> Story {
        let calendar = CalendarYear {
            year: 2027,
            notice: "国办发明电〔2026〕试号".to_owned(),
            rest: Vec::new(),
            working: Vec::new(),
            amended_by: Vec::new(),
        };
        story.enters(Event::CalendarEntered(CalendarEntered { calendar }))
    }

    #[test]
    fn ninety_days_after_filing_it_is_too_late() {
        let story = Story::lapsed(MINOR).by(ZHAO);
        let known = known(story.clone());
        // Day 90 after 2026-11-23 is Sunday 2027-02-21.
        open(&known.clone().at("2027-02-22T23:59"), &minor());
        let late = known.clone().at("2027-02-23T00:00");
        let refusal = closed(&late, &minor(), "TooLate");
        assert!(refusal.says.contains("已超过办案期限1日"), "{}", refusal.says);
        open(&story.at("2027-02-23T00:00"), &minor());
        // The period does not bar an ending without penalty.
        assert!(late.tries(&filled::no_penalty("no_penalty")).is_ok());
        let extended = known.at("2027-02-22T10:00").does(&filled::extension(30));
        // Day 120 is Tuesday 2027-03-23.
        open(&extended.clone().at("2027-03-23T23:59"), &minor());
        closed(&extended.at("2027-03-24T00:00"), &minor(), "TooLate");
    }

    #[test]
    fn time_that_is_not_counted_moves_the_last_day() {
        let story = known(Story::lapsed(MINOR).stores("order.pdf").stores("report.pdf"));
        let begun = story.clone().does(&filled::appraisal(&story, "order.pdf"));
        open(&begun.clone().at("2027-06-01T10:00").by(ZHAO), &minor());
        let over = begun.at("2026-12-28T10:00");
        let over = over.clone().does(&filled::appraisal_result(&over, "report.pdf")).by(ZHAO);
        // Twenty-one days from 2026-12-07 to 2026-12-28 are left out; day 111 is Sunday 2027-03-14.
        open(&over.clone().at("2027-03-15T23:59"), &minor());
        let refusal = closed(&over.at("2027-03-16T00:00"), &minor(), "TooLate");
        assert!(refusal.says.contains("检测检验鉴定不计入21日"), "{}", refusal.says);
    }
}
