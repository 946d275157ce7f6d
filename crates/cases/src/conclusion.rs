//! 调查终结: facts, evidence found true, character, discretion and proposal go to the head of the body (行政处罚法 art 46, 57). No property may be left
//! preserved without a decision.

use crate::parts::{self, source_title};
use events::cases::InvestigationConcluded;
use events::draft::{self, fields};
use events::field::{Field, Shape};
use events::papers::{self, elements};
use events::standing::{Stage, Standing};
use events::{Act, Duty, Event, Occasion, Refusal};
use law::article::{Article, PENALTY_LAW};
use law::papers::PaperKind;
use serde::{Deserialize, Serialize};
use serde_json::json;

/// Concludes the investigation.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ConcludeInvestigation {
    pub facts: String,
    pub evidence: Vec<String>,
    pub character: String,
    pub discretion: String,
    pub proposal: String,
    pub complex: bool,
    pub several_relations: bool,
    pub public_interest: bool,
}

events::refusals! {
    /// Why the investigation cannot be concluded.
    pub enum Refused {
        NoEvidence => Article::of(PENALTY_LAW, 46), "没有收集证据，不能终结调查", "先收集证据";
        PreservationOpen { number: u32 } => Article::of(PENALTY_LAW, 56), "第{number}批先行登记保存物品尚未处理", "先对保存的物品作出处理决定";
        TakenBack { what: String } => Article::of(PENALTY_LAW, 58).paragraph(1), "本案已经送法制审核，原认定的“{what}”不能取消，只能增加", "保留该项认定", field "complex";
    }
}

impl Act for ConcludeInvestigation {
    const NAME: &'static str = "ConcludeInvestigation";
    const WORD: &'static str = "conclusion";
    const TITLE: &'static str = "调查终结";
    const STAGE: Stage = Stage::Investigation;
    const DUTY: Duty = Duty::Handle;
    const EVENTS: &'static [&'static str] = &["InvestigationConcluded", "PaperIssued"];
    const PAPERS: &'static [PaperKind] = &[PaperKind::InvestigationReport];
    const FIELDS: &'static [Field] = &[
        fields::FACTS,
        fields::EVIDENCE,
        fields::CHARACTER,
        fields::DISCRETION,
        Field::new("proposal", "处理建议", Shape::Text(3000)),
        Field::new("complex", "情节复杂或者重大违法行为", Shape::Yes)
            .optional()
            .hint("应当由负责人集体讨论决定（第五十七条第二款）"),
        Field::new("several_relations", "疑难复杂、涉及多个法律关系", Shape::Yes)
            .optional()
            .hint("应当法制审核（第五十八条）"),
        Field::new("public_interest", "涉及重大公共利益", Shape::Yes)
            .optional()
            .hint("应当法制审核（第五十八条）"),
    ];

    fn decide(&self, case: &Standing, occasion: &Occasion<'_>) -> Result<Vec<Event>, Refusal> {
        parts::under_way(case)?;
        parts::may_act(case, occasion)?;
        if case.investigation.evidence.is_empty() {
            return Err(Refused::NoEvidence.into());
        }
        if let Some((kept, _)) = case.investigation.preservations_open().next() {
            return Err(Refused::PreservationOpen { number: kept.number }.into());
        }
        self.takes_nothing_back(case)?;
        let evidence = draft::evidence_of(&self.evidence, case)?;
        let report = self.report(case, occasion, &evidence)?;
        let concluded = InvestigationConcluded {
            facts: self.facts.clone(),
            evidence,
            character: self.character.clone(),
            discretion: self.discretion.clone(),
            proposal: self.proposal.clone(),
            complex: self.complex,
            several_relations: self.several_relations,
            public_interest: self.public_interest,
        };
        Ok(vec![Event::InvestigationConcluded(concluded), Event::PaperIssued(report)])
    }
}

impl ConcludeInvestigation {
    /// Once reviewers have seen the case, what was ticked stays ticked: else a new conclusion would lead around their opinion.
    fn takes_nothing_back(&self, case: &Standing) -> Result<(), Refusal> {
        let Some(before) = case.investigation.concluded.as_ref().filter(|_| case.review.rounds > 0) else {
            return Ok(());
        };
        let back = [
            ("complex", before.complex && !self.complex, "情节复杂或者重大违法行为"),
            ("several_relations", before.several_relations && !self.several_relations, "涉及多个法律关系"),
            ("public_interest", before.public_interest && !self.public_interest, "涉及重大公共利益"),
        ];
        match back.into_iter().find(|(_, taken_back, _)| *taken_back) {
            Some((field, _, what)) => Err(Refusal {
                field: Some(field.to_owned()),
                ..Refused::TakenBack { what: what.to_owned() }.into()
            }),
            None => Ok(()),
        }
    }

    fn report(
        &self,
        case: &Standing,
        occasion: &Occasion<'_>,
        evidence: &[u32],
    ) -> Result<papers::PaperIssued, Refusal> {
        let Some(opened) = &case.opened else { return Err(parts::Closed::NotOpened.into()) };
        let mut map = elements::party(&opened.party);
        map.extend(elements::of([
            ("cause", json!(opened.matter.name)),
            ("course", json!(course(case))),
            ("facts", json!(self.facts)),
            ("evidence", elements::evidence(case, evidence)),
            ("character", json!(self.character)),
            ("discretion", json!(self.discretion)),
            ("basis", json!([opened.matter.violated, opened.matter.basis])),
            ("proposal", json!(self.proposal)),
            ("officers", elements::officers(&case.handlers)),
        ]));
        papers::issue(PaperKind::InvestigationReport, occasion.body, occasion.today(), map)
    }
}

/// How the case came in and how it was investigated, in one paragraph.
pub(crate) fn course(case: &Standing) -> String {
    let Some(opened) = &case.opened else { return String::new() };
    let mut text = format!("{}，本机关因{}收到线索。", opened.received_on, source_title(&opened.source));
    if let Some(filed) = case.filed_on {
        text.push_str(&format!("{filed}，经机关负责人批准立案调查。"));
    }
    let found = &case.investigation;
    text.push_str(&format!(
        "期间进行现场检查{}次、询问{}次，收集证据{}件，制作音像记录{}件。",
        found.inspections,
        found.inquiries,
        found.evidence.len(),
        case.recordings.len()
    ));
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing as filled;
    use events::testing::Story;
    use events::testing::course::draft;
    use events::testing::district::{CHEN, LI, MINOR, ZHANG};

    #[test]
    fn facts_and_evidence_found_true_go_to_the_head() {
        let story = Story::investigated().at("2026-11-25T10:00").does(&filled::conclusion());
        assert_eq!(story.standing, Story::concluded().standing);
    }

    #[test]
    fn a_complex_case_is_marked_as_such() {
        let complex = ConcludeInvestigation { complex: true, ..filled::conclusion() };
        let story = Story::investigated().at("2026-11-25T10:00").does(&complex);
        assert_eq!(story.standing, Story::concluded_as(true, false).standing);
    }

    #[test]
    fn what_reviewers_have_seen_is_added_to_and_never_taken_back() {
        let story = Story::concluded_as(false, true).notifies(&draft(MINOR)).delivers();
        let story = story.at("2026-12-07T09:00");
        let bare = filled::conclusion();
        let added = ConcludeInvestigation { complex: true, public_interest: true, ..filled::conclusion() };
        assert!(story.tries(&bare).is_ok(), "no reviewer has seen it");
        for seen in
            [story.clone().submits(&draft(MINOR)), story.submits(&draft(MINOR)).returns(CHEN).by(ZHANG)]
        {
            assert_eq!(seen.refused(&bare, "TakenBack").field.as_deref(), Some("public_interest"));
            assert!(
                seen.does(&added)
                    .standing
                    .investigation
                    .concluded
                    .is_some_and(|c| c.complex && c.public_interest)
            );
        }
    }

    #[test]
    fn it_needs_evidence_and_nothing_left_preserved() {
        let preserved = Story::investigated();
        let preserved = preserved.clone().does(&filled::preservation(&preserved));
        for (story, name) in [
            (Story::new(), "NotOpened"),
            (Story::shown(), "NoEvidence"),
            (preserved, "PreservationOpen"),
            (Story::decided(MINOR), "AlreadyDecided"),
        ] {
            assert_eq!(story.closed_to::<ConcludeInvestigation>().as_deref(), Some(name));
            story.refused(&filled::conclusion(), name);
        }
        assert_eq!(Story::investigated().closed_to::<ConcludeInvestigation>(), None);
    }

    #[test]
    fn the_evidence_is_the_cases_own() {
        for evidence in [vec![], vec!["2".to_owned()], vec!["one".to_owned()]] {
            let act = ConcludeInvestigation { evidence, ..filled::conclusion() };
            let refusal = Story::investigated().refused(&act, "FieldRefused");
            assert_eq!(refusal.field.as_deref(), Some("evidence"));
        }
    }

    #[test]
    fn a_report_without_a_proposal_is_not_issued() {
        let act = ConcludeInvestigation { proposal: String::new(), ..filled::conclusion() };
        let refusal = Story::investigated().refused(&act, "ElementMissing");
        assert_eq!(refusal.field.as_deref(), Some("proposal"));
    }

    #[test]
    fn a_lapsed_certificate_closes_it() {
        let lapsed = Story::investigated().by(LI).at("2027-01-04T09:00");
        assert_eq!(lapsed.closed_to::<ConcludeInvestigation>().as_deref(), Some("CertificateInvalid"));
    }
}
