//! 立案: the head of the body approves; from this day the ninety days for deciding run (行政处罚法 art 54, 60). The approval form (立案审批表) is issued
//! with the opinions of both officers and the head.

use crate::parts::{self, Closed, source_title};
use events::cases::CaseFiled;
use events::field::{Field, Shape};
use events::limits;
use events::papers::{self, elements};
use events::standing::{Stage, Standing};
use events::{Act, Duty, Event, Occasion, Refusal};
use jiff::civil::Date;
use law::article::{Article, PENALTY_LAW};
use law::papers::PaperKind;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// Files the case.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct FileCase {
    pub opinion: String,
}

events::refusals! {
    /// Why it cannot be filed.
    pub enum Refused {
        NotProposed => Article::of(PENALTY_LAW, 54).paragraph(2), "承办人尚未报请立案", "由承办人报请立案";
        AlreadyFiled => Article::of(PENALTY_LAW, 54).paragraph(2), "案件已经立案", "在本案中继续办理";
        OfficersNotValid { count: usize } => Article::of(PENALTY_LAW, 42).paragraph(1), "报请立案的承办人中只有{count}人持有效执法证件", "退回承办机构，更换承办人";
        LimitationPassed { last_day: Date } => Article::of(PENALTY_LAW, 36), "违法行为在追责时效内未被发现（{last_day}届满，线索其后收到），不再给予行政处罚", "办理不予立案";
    }
}

impl Act for FileCase {
    const NAME: &'static str = "FileCase";
    const WORD: &'static str = "filing";
    const TITLE: &'static str = "批准立案";
    const STAGE: Stage = Stage::Filing;
    const DUTY: Duty = Duty::Head;
    const EVENTS: &'static [&'static str] = &["CaseFiled", "PaperIssued"];
    const PAPERS: &'static [PaperKind] = &[PaperKind::FilingApproval];
    const FIELDS: &'static [Field] = &[Field::new("opinion", "审批意见", Shape::Text(1000))];

    fn decide(&self, case: &Standing, occasion: &Occasion<'_>) -> Result<Vec<Event>, Refusal> {
        case.opened.as_ref().ok_or(Closed::NotOpened)?;
        if case.ended() {
            return Err(Closed::Ended.into());
        }
        if case.filed_on.is_some() {
            return Err(Refused::AlreadyFiled.into());
        }
        let proposal = case.proposal.as_ref().ok_or(Refused::NotProposed)?;
        parts::head_may(case, occasion)?;
        if let Some(last_day) = limits::undiscovered_since(case) {
            return Err(Refused::LimitationPassed { last_day }.into());
        }
        let valid = |id| {
            occasion
                .registers
                .officer(id)
                .is_some_and(|o| occasion.registers.may_enforce(o, occasion.today()))
        };
        let count = proposal.officers.iter().filter(|officer| valid(&officer.id)).count();
        if count < 2 {
            return Err(Refused::OfficersNotValid { count }.into());
        }
        if self.opinion.trim().is_empty() {
            return Err(Refusal::of_field("opinion", "请填写审批意见"));
        }
        let filed = CaseFiled { approver: occasion.officer(), opinion: self.opinion.clone() };
        Ok(vec![Event::CaseFiled(filed), Event::PaperIssued(self.approval(case, occasion)?)])
    }
}

impl FileCase {
    fn approval(&self, case: &Standing, occasion: &Occasion<'_>) -> Result<papers::PaperIssued, Refusal> {
        let (Some(opened), Some(proposal)) = (&case.opened, &case.proposal) else {
            return Err(Refused::NotProposed.into());
        };
        let today = occasion.today();
        let mut opinions: Vec<Value> = proposal
            .officers
            .iter()
            .map(|officer| elements::opinion("承办", &proposal.opinion, officer, today))
            .collect();
        opinions.push(elements::opinion("审批", &self.opinion, &occasion.officer(), today));
        let mut map = elements::party(&opened.party);
        map.extend(elements::of([
            ("cause", json!(opened.matter.name)),
            ("source", json!(source_title(&opened.source))),
            ("received_on", json!(opened.received_on)),
            ("occurred_on", json!(opened.act_ended_on)),
            ("place", json!(opened.place.text)),
            ("clue", json!(format!("{}\n{}", opened.clue, proposal.reason))),
            ("violated", json!(opened.matter.violated)),
            ("officers", elements::officers(&proposal.officers)),
            ("opinions", json!(opinions)),
        ]));
        papers::issue(PaperKind::FilingApproval, occasion.body, today, map)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing as filled;
    use events::OfficerId;
    use events::registers::CertificateChanged;
    use events::testing::Story;
    use events::testing::district::{LI, SUN, WANG, ZHANG, ZHAO};
    use law::officers::CertificateState;

    fn proposed_by(officers: [&str; 2]) -> Story {
        let officers = officers.map(OfficerId::from).to_vec();
        let proposal = crate::filing_proposal::ProposeFiling { officers, ..filled::filing_proposal() };
        Story::opened().does(&proposal)
    }

    #[test]
    fn the_head_files_the_case_and_the_approval_form_is_issued() {
        let story = Story::proposed().at("2026-11-23T14:00").by(ZHAO).does(&filled::filing());
        assert_eq!(story.standing, Story::filed().standing);
        let approval = story.standing.paper(PaperKind::FilingApproval).expect("is issued");
        assert_eq!(approval.number.to_string(), "长市监立〔2026〕1号");
    }

    #[test]
    fn it_needs_a_proposal_and_is_done_once() {
        for (story, name) in [
            (Story::new(), "NotOpened"),
            (Story::opened(), "NotProposed"),
            (Story::filed(), "AlreadyFiled"),
            (Story::declined(), "Ended"),
        ] {
            let story = story.by(ZHAO);
            assert_eq!(story.closed_to::<FileCase>().as_deref(), Some(name));
            story.refused(&filled::filing(), name);
        }
        assert_eq!(Story::proposed().by(ZHAO).closed_to::<FileCase>(), None);
    }

    #[test]
    fn a_head_who_handles_does_not_approve() {
        let story = proposed_by([ZHANG, SUN]).by(SUN);
        assert_eq!(story.closed_to::<FileCase>().as_deref(), Some("HeadHandles"));
        assert!(story.by(ZHAO).tries(&filled::filing()).is_ok());
    }

    #[test]
    fn a_certificate_suspended_after_the_proposal_closes_the_way() {
        let suspended = Event::CertificateChanged(CertificateChanged {
            officer: OfficerId::from(LI),
            state: CertificateState::Suspended,
            reason: "暂扣".to_owned(),
        });
        let story = Story::proposed().by(ZHAO).enters(suspended);
        assert_eq!(story.closed_to::<FileCase>().as_deref(), Some("OfficersNotValid"));
        assert!(story.refused(&filled::filing(), "OfficersNotValid").says.contains("只有1人"));
    }

    #[test]
    fn what_was_discovered_in_time_is_filed_after_the_limitation_and_nothing_else() {
        let proposed = proposed_by([ZHANG, WANG]).by(ZHAO).at("2028-11-21T09:00");
        assert!(proposed.tries(&filled::filing()).is_ok());
        let mut late = proposed;
        late.standing.opened.as_mut().expect("is opened").received_on = late.today();
        late.refused(&filled::filing(), "LimitationPassed");
    }

    #[test]
    fn an_approval_says_something() {
        let blank = FileCase { opinion: " ".to_owned() };
        let refusal = Story::proposed().by(ZHAO).refused(&blank, "FieldRefused");
        assert_eq!(refusal.field.as_deref(), Some("opinion"));
    }
}
