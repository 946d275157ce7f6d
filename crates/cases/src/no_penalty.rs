//! 不予处罚、事实不成立、移送: the other three outcomes of a case (行政处罚法 art 57 items 2–4). They stand under the same gate: where the scope function puts
//! them in review scope, there is no decision without a passed review of the same text. A suspected crime is handed over, not penalised (art 27). Decision or letter is issued.

use crate::conclusion::course;
use crate::gate::{decided, gate, reviewed_as, same_text, who_decides};
use crate::parts;
use events::draft::{Draft, UnpenalisedEntered, fields};
use events::field::Field;
use events::papers::{self, PaperIssued, elements};
use events::standing::{Stage, Standing};
use events::{Act, Duty, Event, Occasion, Refusal};
use law::article::{Article, PENALTY_LAW};
use law::papers::PaperKind;
use law::scope::Outcome;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

/// Decides that no penalty is imposed.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct DecideNoPenalty {
    #[serde(flatten)]
    pub draft: UnpenalisedEntered,
}

events::refusals! {
    /// Why it cannot be decided so.
    pub enum Refused {
        NotConcluded => Article::of(PENALTY_LAW, 57), "调查尚未终结", "先办理调查终结";
    }
}

impl Act for DecideNoPenalty {
    const NAME: &'static str = "DecideNoPenalty";
    const WORD: &'static str = "no_penalty";
    const TITLE: &'static str = "不予处罚、事实不成立或者移送";
    const STAGE: Stage = Stage::Decision;
    const DUTY: Duty = Duty::Head;
    const EVENTS: &'static [&'static str] = &["NoPenaltyDecided", "CaseTransferred", "PaperIssued"];
    const PAPERS: &'static [PaperKind] = &[PaperKind::NoPenaltyDecision, PaperKind::TransferLetter];
    const FIELDS: &'static [Field] = &fields::UNPENALISED;

    fn decide(&self, case: &Standing, occasion: &Occasion<'_>) -> Result<Vec<Event>, Refusal> {
        parts::under_way(case)?;
        if case.investigation.concluded.is_none() {
            return Err(Refused::NotConcluded.into());
        }
        who_decides(case, occasion)?;
        // Of the three outcomes the first is reviewed least often: where it may not be decided, none may. A transfer, which is always
        // reviewed, is asked for again below, once it is known that it is one.
        gate(case, &least_reviewed(case), occasion)?;
        reviewed_as(case, |outcome| outcome != Outcome::Penalty)?;
        let draft = self.draft.read(case)?;
        gate(case, &draft, occasion)?;
        same_text(case, &draft)?;
        let handed_over = draft.outcome == Outcome::Transferred;
        let paper = if handed_over {
            letter(case, &draft, occasion)?
        } else {
            decision_paper(case, &draft, occasion)?
        };
        let decided = decided(case, draft, paper.kind.number_word(), occasion)?;
        let event =
            if handed_over { Event::CaseTransferred(decided) } else { Event::NoPenaltyDecided(decided) };
        Ok(vec![event, Event::PaperIssued(paper)])
    }
}

/// 不予行政处罚决定书.
fn decision_paper(case: &Standing, draft: &Draft, occasion: &Occasion<'_>) -> Result<PaperIssued, Refusal> {
    let matter = case.opened.as_ref().map(|opened| opened.matter.name.as_str()).unwrap_or_default();
    let conclusion = match draft.outcome {
        Outcome::NotEstablished => {
            format!("当事人涉嫌{matter}的违法事实不能成立，对当事人不予行政处罚。")
        }
        _ => format!("对当事人{matter}的行为不予行政处罚。"),
    };
    let mut map = shared(case, draft);
    map.extend(elements::of([
        ("reason", json!(draft.discretion)),
        ("conclusion", json!(conclusion)),
        ("education", json!(parts::filled(&draft.performance))),
        ("remedies", json!(draft.remedies)),
    ]));
    papers::issue(PaperKind::NoPenaltyDecision, occasion.body, occasion.today(), map)
}

/// 涉嫌犯罪案件移送书, with what goes along (行政执法机关移送涉嫌犯罪案件的规定 art 6).
fn letter(case: &Standing, draft: &Draft, occasion: &Occasion<'_>) -> Result<PaperIssued, Refusal> {
    let body = occasion.body;
    let cause = case.opened.as_ref().map(|opened| opened.matter.name.clone());
    let mut map = shared(case, draft);
    map.extend(elements::of([
        ("receiver", json!(draft.receiver)),
        ("cause", json!(cause)),
        ("reason", json!(draft.discretion)),
        ("attached", attached(case, draft)),
        ("officers", elements::officers(&case.handlers)),
        ("contact", json!(format!("{}，地址：{}，电话：{}", body.name, body.address, body.phone))),
    ]));
    papers::issue(PaperKind::TransferLetter, body, occasion.today(), map)
}

fn shared(case: &Standing, draft: &Draft) -> Map<String, Value> {
    let mut map = elements::draft(case, draft);
    map.shift_remove("penalties");
    map.shift_remove("discretion");
    map.insert("course".to_owned(), json!(course(case)));
    map
}

/// The materials handed over with a suspected crime, as far as the case has them; what is the body's own, as the review opinion, stays.
fn attached(case: &Standing, draft: &Draft) -> Value {
    let preserved = case.investigation.preservations.len();
    let results = case.period.appraisals.iter().filter(|appraisal| appraisal.ended.is_some()).count();
    let rows = [
        ("案件调查终结报告", 1, "份"),
        ("证据材料", draft.evidence.len(), "件"),
        ("涉案物品清单（先行登记保存）", preserved, "份"),
        ("检测、检验、鉴定报告", results, "份"),
        ("音像记录", case.recordings.len(), "件"),
    ];
    let there = rows.into_iter().filter(|(_, count, _)| *count > 0);
    there.map(|(title, count, unit)| json!({"title": title, "count": format!("{count}{unit}")})).collect()
}

/// What the gate is asked before it is known what will be decided: the text that was agreed to, else an absence of penalty.
fn least_reviewed(case: &Standing) -> Draft {
    let agreed = case.review.passed_draft.clone();
    agreed.unwrap_or(Draft { outcome: Outcome::NoPenalty, ..Draft::default() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing as filled;
    use events::testing::Story;
    use events::testing::course::draft;
    use events::testing::district::{CHEN, MINOR, SUN, ZHANG, ZHAO};

    fn concluded() -> Story {
        Story::concluded().at("2026-11-26T10:00").by(ZHAO)
    }

    /// The text of an act, as it would be laid before the reviewers.
    fn text(act: &DecideNoPenalty) -> Draft {
        act.draft.read(&Story::concluded().standing).expect("is filled in")
    }

    #[test]
    fn a_slight_matter_ends_without_penalty_and_with_a_lesson() {
        for (outcome, expected) in
            [("no_penalty", Outcome::NoPenalty), ("not_established", Outcome::NotEstablished)]
        {
            let events = concluded().tries(&filled::no_penalty(outcome)).expect("is lawful");
            assert!(
                matches!(events.as_slice(), [Event::NoPenaltyDecided(_), Event::PaperIssued(_)]),
                "{events:?}"
            );
            let standing = concluded().happen(events).standing;
            assert_eq!(standing.outcome(), Some(expected));
            let paper = standing.paper(PaperKind::NoPenaltyDecision).expect("is issued");
            assert_eq!(paper.number.to_string(), "长市监不罚〔2026〕1号");
            assert_eq!(Some(&paper.number), standing.decision.as_ref().map(|d| &d.decided.number));
        }
    }

    #[test]
    fn no_prior_notice_is_needed_but_a_concluded_investigation() {
        assert_eq!(concluded().closed_to::<DecideNoPenalty>(), None);
        for (story, name) in [
            (Story::new(), "NotOpened"),
            (Story::investigated(), "NotConcluded"),
            (Story::decided(MINOR), "AlreadyDecided"),
        ] {
            let story = story.by(ZHAO);
            assert_eq!(story.closed_to::<DecideNoPenalty>().as_deref(), Some(name));
            story.refused(&filled::no_penalty("no_penalty"), name);
        }
    }

    #[test]
    fn each_outcome_asks_for_its_own_particulars() {
        concluded().refused(&filled::no_penalty("acquitted"), "OutcomeMissing");
        let with = |outcome: &str, change: fn(&mut UnpenalisedEntered)| {
            let mut act = filled::no_penalty(outcome);
            change(&mut act.draft);
            act
        };
        let untaught = with("no_penalty", |draft| draft.education = " ".to_owned());
        concluded().refused(&untaught, "EducationMissing");
        concluded().refused(&with("transferred", |draft| draft.receiver = " ".to_owned()), "ReceiverMissing");
        let astray = with("no_penalty", |draft| draft.receiver = "上海市公安局".to_owned());
        concluded().refused(&astray, "ReceiverNeedless");
        let unproved = with("no_penalty", |draft| draft.evidence = vec!["7".to_owned()]);
        assert_eq!(concluded().refused(&unproved, "FieldRefused").field.as_deref(), Some("evidence"));
    }

    #[test]
    fn a_transfer_is_reviewed_first() {
        let act = filled::no_penalty("transferred");
        concluded().refused(&act, "ReviewMissing");
        let reviewed = concluded().submits(&text(&act)).passes(CHEN).by(ZHAO);
        let events = reviewed.tries(&act).expect("is lawful");
        let [Event::CaseTransferred(decided), Event::PaperIssued(letter)] = events.as_slice() else {
            panic!("{events:?}")
        };
        assert_eq!(decided.number, letter.number);
        assert_eq!(letter.elements["receiver"], json!("上海市公安局长宁分局"));
        let attached = letter.elements["attached"].to_string();
        assert!(attached.contains("案件调查终结报告") && attached.contains("1件"), "{attached}");
        let mut elsewhere = act;
        elsewhere.draft.receiver = "上海市公安局".to_owned();
        reviewed.refused(&elsewhere, "ReviewedTextChanged");
        // What was agreed to is a transfer: no other ending of these three slips through, reviewed or not.
        reviewed.refused(&filled::no_penalty("no_penalty"), "ReviewedTextChanged");
    }

    #[test]
    fn a_complex_case_passes_the_gate_without_penalty_too() {
        let complex = Story::concluded_as(true, false).by(ZHAO);
        let act = filled::no_penalty("no_penalty");
        assert_eq!(complex.closed_to::<DecideNoPenalty>().as_deref(), Some("ReviewMissing"));
        complex.refused(&act, "ReviewMissing");
        let pending = complex.submits(&text(&act)).by(ZHAO);
        assert_eq!(pending.closed_to::<DecideNoPenalty>().as_deref(), Some("ReviewPending"));
        assert!(pending.passes(CHEN).by(ZHAO).tries(&act).is_ok());
    }

    #[test]
    fn the_agreement_to_a_penalty_is_no_agreement_to_its_absence() {
        let reviewed = Story::lapsed(MINOR).submits(&draft(MINOR)).passes(CHEN).by(ZHAO);
        assert_eq!(reviewed.closed_to::<DecideNoPenalty>().as_deref(), Some("ReviewedOtherwise"));
        reviewed.refused(&filled::no_penalty("no_penalty"), "ReviewedOtherwise");
    }

    #[test]
    fn the_second_round_leads_to_the_very_text_that_was_agreed_to() {
        let act = filled::no_penalty("transferred");
        let first = concluded().submits(&text(&act)).returns(CHEN);
        assert_eq!(first.closed_to::<DecideNoPenalty>().as_deref(), Some("ReviewFoundProblems"));
        first.refused(&act, "ReviewFoundProblems");
        let mut amended = act.clone();
        amended.draft.facts.push_str("货值金额已经查清。");
        let again = first.submits(&text(&amended)).by(ZHAO);
        again.refused(&amended, "ReviewPending");
        let agreed = again.passes(CHEN).by(ZHAO);
        agreed.refused(&act, "ReviewedTextChanged");
        assert!(agreed.tries(&amended).is_ok());
    }

    #[test]
    fn a_paper_without_a_statutory_element_is_not_issued() {
        let mut silent = filled::no_penalty("no_penalty");
        silent.draft.remedies = String::new();
        assert_eq!(concluded().refused(&silent, "ElementMissing").field.as_deref(), Some("remedies"));
        let mut silent = filled::no_penalty("transferred");
        silent.draft.reason = " ".to_owned();
        let text = text(&silent);
        let reviewed = concluded().submits(&text).passes(CHEN).by(ZHAO);
        assert_eq!(reviewed.refused(&silent, "ElementMissing").field.as_deref(), Some("reason"));
    }

    #[test]
    fn who_handles_or_reviewed_does_not_decide() {
        let act = filled::no_penalty("transferred");
        concluded().by(ZHANG).refused(&act, "HandlerDecides");
        let reviewed = concluded().submits(&text(&act)).passes(SUN).by(SUN);
        assert_eq!(reviewed.closed_to::<DecideNoPenalty>().as_deref(), Some("ReviewerDecides"));
        let asked = concluded().does(&filled::recusal_request(ZHANG));
        assert_eq!(asked.closed_to::<DecideNoPenalty>().as_deref(), Some("RecusalPending"));
    }
}
