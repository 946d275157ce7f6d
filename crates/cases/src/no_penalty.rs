//! 不予处罚、事实不成立、移送: the other three outcomes of a case (行政处罚法 art 57 items 2–4). They stand under the same gate: where the scope function puts
//! them in review scope, there is no decision without a passed review of the same text. A suspected crime is handed over, not penalised (art 27).

use crate::decision::{decided, gate, same_text, who_decides};
use crate::parts;
use events::draft::{Draft, evidence_of, fields};
use events::field::{Field, Shape};
use events::standing::{Stage, Standing};
use events::{Act, Duty, Event, Occasion, Refusal};
use law::article::{Article, PENALTY_LAW};
use law::scope::Outcome;
use serde::{Deserialize, Serialize};

/// Decides that no penalty is imposed.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct DecideNoPenalty {
    pub outcome: String,
    pub facts: String,
    pub evidence: Vec<String>,
    pub character: String,
    pub reason: String,
    pub basis: Vec<String>,
    pub education: String,
    pub receiver: String,
}

events::refusals! {
    /// Why it cannot be decided so.
    pub enum Refused {
        NotConcluded => Article::of(PENALTY_LAW, 57), "调查尚未终结", "先办理调查终结";
        OutcomeMissing => Article::of(PENALTY_LAW, 57), "请选择处理结果", "选择不予处罚、事实不成立或者移送", field "outcome";
        EducationMissing => Article::of(PENALTY_LAW, 33).paragraph(3), "不予行政处罚的，应当对当事人进行教育", "填写教育情况", field "education";
        ReceiverMissing => Article::of(PENALTY_LAW, 27), "移送应当写明受移送的司法机关", "填写受移送机关", field "receiver";
    }
}

impl Act for DecideNoPenalty {
    const NAME: &'static str = "DecideNoPenalty";
    const WORD: &'static str = "no_penalty";
    const TITLE: &'static str = "不予处罚、事实不成立或者移送";
    const STAGE: Stage = Stage::Decision;
    const DUTY: Duty = Duty::Head;
    const EVENTS: &'static [&'static str] = &["NoPenaltyDecided", "CaseTransferred"];
    const FIELDS: &'static [Field] = &[
        Field::new("outcome", "处理结果", Shape::Choice(OUTCOMES)),
        fields::FACTS,
        fields::EVIDENCE,
        fields::CHARACTER,
        Field::new("reason", "理由", Shape::Text(3000)),
        fields::BASIS,
        Field::new("education", "教育情况", Shape::Text(1000))
            .optional()
            .hint("不予处罚的，记明对当事人的教育"),
        Field::new("receiver", "受移送机关", Shape::Line(100)).optional().hint("移送的，写明公安机关名称"),
    ];

    fn decide(&self, case: &Standing, occasion: &Occasion<'_>) -> Result<Vec<Event>, Refusal> {
        parts::under_way(case)?;
        if case.investigation.concluded.is_none() {
            return Err(Refused::NotConcluded.into());
        }
        who_decides(case, occasion)?;
        gate(case, &Draft { outcome: Outcome::NoPenalty, ..Draft::default() }, occasion)?;
        let draft = self.draft(case)?;
        gate(case, &draft, occasion)?;
        same_text(case, &draft)?;
        Ok(vec![match draft.outcome {
            Outcome::Transferred => Event::CaseTransferred(decided(case, draft, "移", occasion)?),
            _ => Event::NoPenaltyDecided(decided(case, draft, "不罚", occasion)?),
        }])
    }
}

/// Codes and words of the outcomes without penalty.
pub const OUTCOMES: &[(&str, &str)] = &[
    ("no_penalty", "违法行为轻微等，不予行政处罚"),
    ("not_established", "违法事实不能成立"),
    ("transferred", "涉嫌犯罪，移送司法机关"),
];

impl DecideNoPenalty {
    fn draft(&self, case: &Standing) -> Result<Draft, Refusal> {
        let outcome = match self.outcome.as_str() {
            "no_penalty" => Outcome::NoPenalty,
            "not_established" => Outcome::NotEstablished,
            "transferred" => Outcome::Transferred,
            _ => return Err(Refused::OutcomeMissing.into()),
        };
        let receiver = parts::filled(&self.receiver);
        if outcome == Outcome::NoPenalty && self.education.trim().is_empty() {
            return Err(Refused::EducationMissing.into());
        }
        if outcome == Outcome::Transferred && receiver.is_none() {
            return Err(Refused::ReceiverMissing.into());
        }
        Ok(Draft {
            outcome,
            facts: self.facts.clone(),
            evidence: evidence_of(&self.evidence, case)?,
            character: self.character.clone(),
            discretion: self.reason.clone(),
            basis: self.basis.clone(),
            performance: self.education.clone(),
            receiver,
            ..Draft::default()
        })
    }
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
        act.draft(&Story::concluded().standing).expect("is filled in")
    }

    #[test]
    fn a_slight_matter_ends_without_penalty_and_with_a_lesson() {
        for (outcome, expected) in
            [("no_penalty", Outcome::NoPenalty), ("not_established", Outcome::NotEstablished)]
        {
            let events = concluded().tries(&filled::no_penalty(outcome)).expect("is lawful");
            assert!(matches!(events.as_slice(), [Event::NoPenaltyDecided(_)]), "{events:?}");
            assert_eq!(concluded().happen(events).standing.outcome(), Some(expected));
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
        let act = filled::no_penalty("no_penalty");
        concluded()
            .refused(&DecideNoPenalty { education: " ".to_owned(), ..act.clone() }, "EducationMissing");
        let nowhere = DecideNoPenalty { receiver: " ".to_owned(), ..filled::no_penalty("transferred") };
        concluded().refused(&nowhere, "ReceiverMissing");
        let unproved = DecideNoPenalty { evidence: vec!["7".to_owned()], ..act };
        assert_eq!(concluded().refused(&unproved, "FieldRefused").field.as_deref(), Some("evidence"));
    }

    #[test]
    fn a_transfer_is_reviewed_first() {
        let act = filled::no_penalty("transferred");
        concluded().refused(&act, "ReviewMissing");
        let reviewed = concluded().submits(&text(&act)).passes(CHEN).by(ZHAO);
        let events = reviewed.tries(&act).expect("is lawful");
        assert!(matches!(events.as_slice(), [Event::CaseTransferred(_)]), "{events:?}");
        let elsewhere = DecideNoPenalty { receiver: "上海市公安局".to_owned(), ..act };
        reviewed.refused(&elsewhere, "ReviewedTextChanged");
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
        reviewed.refused(&filled::no_penalty("no_penalty"), "ReviewedTextChanged");
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
