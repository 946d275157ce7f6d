//! 立案呈批: two officers with valid certificates propose that the case be filed (行政处罚法 art 42, 54). The head of the body decides in `filing`.

use crate::parts::Closed;
use events::cases::FilingProposed;
use events::field::{Field, Offer, Shape};
use events::limits;
use events::occasion::named;
use events::registers::OfficerEntered;
use events::standing::{Stage, Standing};
use events::{Act, Duty, Event, Occasion, OfficerId, Refusal};
use jiff::civil::Date;
use law::article::{Article, PENALTY_LAW};
use serde::{Deserialize, Serialize};

/// Proposes filing.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ProposeFiling {
    pub officers: Vec<OfficerId>,
    pub reason: String,
    pub opinion: String,
}

events::refusals! {
    /// Why filing cannot be proposed.
    pub enum Refused {
        AlreadyProposed => Article::of(PENALTY_LAW, 54).paragraph(2), "已经报请立案", "等待机关负责人审批";
        LimitationPassed { last_day: Date } => Article::of(PENALTY_LAW, 36), "违法行为在追责时效内未被发现（{last_day}届满，线索其后收到），不再给予行政处罚", "办理不予立案";
        TooFew { count: usize } => Article::of(PENALTY_LAW, 42).paragraph(1), "承办的执法人员不得少于两人，现选{count}人", "再选持有效执法证件的执法人员", field "officers";
        NotValid { name: String, state: String } => Article::of(PENALTY_LAW, 42).paragraph(1), "{name}的执法证件状态为“{state}”，不能承办案件", "另选持有效执法证件的执法人员", field "officers";
        NotHere { id: String } => Article::of(PENALTY_LAW, 17), "{id}不是本机关人员", "从本机关执法人员中选择", field "officers";
        ReviewerHandles { name: String } => Article::of(PENALTY_LAW, 58), "{name}是法制机构人员，不承办案件", "另选承办机构的执法人员", field "officers";
    }
}

impl Act for ProposeFiling {
    const NAME: &'static str = "ProposeFiling";
    const WORD: &'static str = "filing_proposal";
    const TITLE: &'static str = "报请立案";
    const STAGE: Stage = Stage::Filing;
    const DUTY: Duty = Duty::Handle;
    const EVENTS: &'static [&'static str] = &["FilingProposed"];
    const FIELDS: &'static [Field] = &[
        Field::new("officers", "承办人", Shape::Many(Offer::Officers))
            .hint("两名以上持有效执法证件的执法人员"),
        Field::new("reason", "立案理由", Shape::Text(3000)).hint("初步查明的事实、涉嫌违反的规定"),
        Field::new("opinion", "承办意见", Shape::Text(1000)),
    ];

    fn decide(&self, case: &Standing, occasion: &Occasion<'_>) -> Result<Vec<Event>, Refusal> {
        case.opened.as_ref().ok_or(Closed::NotOpened)?;
        if case.ended() {
            return Err(Closed::Ended.into());
        }
        if case.proposal.is_some() {
            return Err(Refused::AlreadyProposed.into());
        }
        if let Some(last_day) = limits::undiscovered_since(case) {
            return Err(Refused::LimitationPassed { last_day }.into());
        }
        Ok(vec![Event::FilingProposed(FilingProposed {
            officers: self.officers(case, occasion)?,
            reason: self.reason.clone(),
            opinion: self.opinion.clone(),
        })])
    }
}

impl ProposeFiling {
    fn officers(
        &self,
        case: &Standing,
        occasion: &Occasion<'_>,
    ) -> Result<Vec<events::people::OfficerNamed>, Refusal> {
        let mut chosen = Vec::new();
        let (registers, today) = (occasion.registers, occasion.today());
        let belongs = |officer: &&OfficerEntered| {
            officer.body == occasion.body.code || registers.is_entrusted(officer, case, today)
        };
        for id in &self.officers {
            let officer = registers.officer(id).filter(belongs);
            let officer = officer.ok_or_else(|| Refused::NotHere { id: id.to_string() })?;
            if !occasion.registers.may_enforce(officer, occasion.today()) {
                let state = occasion.registers.certificate_state(officer, occasion.today());
                let state = state.unwrap_or("无").to_owned();
                return Err(Refused::NotValid { name: officer.name.clone(), state }.into());
            }
            if occasion.registers.role(officer) == Some(events::registers::DepartmentRole::Legal) {
                return Err(Refused::ReviewerHandles { name: officer.name.clone() }.into());
            }
            if !chosen.iter().any(|known: &events::people::OfficerNamed| known.id == *id) {
                chosen.push(named(officer));
            }
        }
        if chosen.len() < 2 {
            return Err(Refused::TooFew { count: chosen.len() }.into());
        }
        Ok(chosen)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing as filled;
    use events::testing::Story;
    use events::testing::district::{CHEN, FENG, HE, LI, WANG, ZHANG, ZHENG};

    fn by_officers(ids: &[&str]) -> ProposeFiling {
        let officers = ids.iter().map(|id| OfficerId::from(*id)).collect();
        ProposeFiling { officers, ..filled::filing_proposal() }
    }

    #[test]
    fn two_officers_propose_and_then_handle_the_case() {
        let story = Story::opened().at("2026-11-23T10:00").does(&filled::filing_proposal());
        assert_eq!(story.standing, Story::proposed().standing);
        assert!(story.standing.handles(&OfficerId::from(LI)));
    }

    #[test]
    fn it_needs_an_open_case_that_was_not_proposed_before() {
        for (story, name) in [
            (Story::new(), "NotOpened"),
            (Story::proposed(), "AlreadyProposed"),
            (Story::declined(), "Ended"),
        ] {
            assert_eq!(story.closed_to::<ProposeFiling>().as_deref(), Some(name));
            story.refused(&filled::filing_proposal(), name);
        }
        assert_eq!(Story::opened().closed_to::<ProposeFiling>(), None);
    }

    /// A clue of 2028 about the act of 2026-11-20.
    fn found_on(received: &str, harm_to_safety: bool) -> Story {
        let received_on = Some(received.parse().expect("a day"));
        let clue = crate::opening::OpenCase { received_on, harm_to_safety, ..filled::opening() };
        Story::new().at("2028-11-25T09:00").does(&clue)
    }

    #[test]
    fn what_was_not_discovered_for_two_years_is_not_pursued() {
        let passed = found_on("2028-11-21", false);
        assert_eq!(passed.closed_to::<ProposeFiling>().as_deref(), Some("LimitationPassed"));
        let refusal = passed.refused(&by_officers(&[ZHANG, WANG]), "LimitationPassed");
        assert!(refusal.says.contains("2028-11-20"), "{}", refusal.says);
    }

    #[test]
    fn what_was_discovered_on_the_last_day_may_be_filed_later() {
        assert!(found_on("2028-11-20", false).tries(&by_officers(&[ZHANG, WANG])).is_ok());
    }

    #[test]
    fn harm_to_safety_is_pursued_for_five_years() {
        assert!(found_on("2028-11-21", true).tries(&by_officers(&[ZHANG, WANG])).is_ok());
    }

    #[test]
    fn one_officer_is_too_few_however_often_named() {
        for officers in [&[][..], &[ZHANG], &[ZHANG, ZHANG]] {
            Story::opened().refused(&by_officers(officers), "TooFew");
        }
    }

    #[test]
    fn only_valid_certificates_handle_a_case() {
        let expired = Story::opened().refused(&by_officers(&[ZHANG, FENG]), "NotValid");
        assert!(expired.says.contains("过期"), "{}", expired.says);
        let none = Story::opened().refused(&by_officers(&[ZHANG, ZHENG]), "NotValid");
        assert!(none.says.contains("“无”"), "{}", none.says);
    }

    #[test]
    fn officers_of_another_body_or_of_the_legal_office_do_not_handle() {
        Story::opened().refused(&by_officers(&[ZHANG, HE]), "NotHere");
        Story::opened().refused(&by_officers(&[ZHANG, "nobody"]), "NotHere");
        Story::opened().refused(&by_officers(&[ZHANG, CHEN]), "ReviewerHandles");
    }
}
