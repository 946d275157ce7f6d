//! 事先告知: before a penalty is decided the party is told content, facts, reasons and basis, and the rights it has (行政处罚法 art 44, 45); where the
//! intended penalty meets the threshold, also the right to a hearing (art 63, 64). Whether it does is `law::thresholds`, nobody's opinion.
//!
//! A new notice replaces the last one and opens its periods and the review anew.

use crate::parts;
use events::cases::PriorNoticeIssued;
use events::draft::{Draft, DraftEntered, fields};
use events::field::Field;
use events::limits;
use events::papers::{self, elements};
use events::standing::{Stage, Standing};
use events::{Act, Duty, Event, Occasion, Refusal};
use law::article::{Article, PENALTY_LAW};
use law::papers::PaperKind;
use law::thresholds::{HearingQuestion, hearing};
use serde::{Deserialize, Serialize};
use serde_json::json;

/// Issues the prior notice.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct IssuePriorNotice {
    #[serde(flatten)]
    pub draft: DraftEntered,
}

events::refusals! {
    /// Why no notice can be issued.
    pub enum Refused {
        NotConcluded => Article::of(PENALTY_LAW, 57), "调查尚未终结", "先办理调查终结";
    }
}

impl Act for IssuePriorNotice {
    const NAME: &'static str = "IssuePriorNotice";
    const WORD: &'static str = "prior_notice";
    const TITLE: &'static str = "事先告知";
    const STAGE: Stage = Stage::Notice;
    const DUTY: Duty = Duty::Handle;
    const EVENTS: &'static [&'static str] = &["PriorNoticeIssued", "PaperIssued"];
    const PAPERS: &'static [PaperKind] = &[PaperKind::PriorNotice, PaperKind::HearingNotice];
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
        parts::may_act(case, occasion)?;
        if case.investigation.concluded.is_none() {
            return Err(Refused::NotConcluded.into());
        }
        limits::of_age(case)?;
        let draft = self.draft.read(case)?;
        events::limits::within_entrustment(&draft, case, occasion)?;
        let hearing_right = hearing_right(case, &draft, occasion);
        let kind = if hearing_right { PaperKind::HearingNotice } else { PaperKind::PriorNotice };
        let paper = notice(kind, case, &draft, occasion)?;
        let issued = PriorNoticeIssued {
            draft,
            hearing_right,
            statement_days: occasion.body.statement_days,
            notice: paper.number.clone(),
        };
        Ok(vec![Event::PriorNoticeIssued(issued), Event::PaperIssued(paper)])
    }
}

/// Whether the intended penalty gives the party a right to a hearing (art 63).
fn hearing_right(case: &Standing, draft: &Draft, occasion: &Occasion<'_>) -> bool {
    let Some(opened) = &case.opened else { return false };
    let question = HearingQuestion {
        sector: opened.sector,
        party: opened.party.kind,
        penalties: &draft.penalties,
        day: occasion.today(),
    };
    hearing(&question).required
}

fn notice(
    kind: PaperKind,
    case: &Standing,
    draft: &Draft,
    occasion: &Occasion<'_>,
) -> Result<papers::PaperIssued, Refusal> {
    let body = occasion.body;
    let mut map = elements::draft(case, draft);
    map.extend(elements::of([
        (
            "statement_right",
            json!(format!(
                "依据《中华人民共和国行政处罚法》第四十四条、第四十五条，你（单位）有权进行陈述和申辩。可以自收到本告知书之日起{}个工作日内向本机关提出；\
                 逾期未提出的，视为放弃。本机关不会因你（单位）陈述、申辩而给予更重的处罚。",
                body.statement_days
            )),
        ),
        ("contact", json!(format!("{}，地址：{}，电话：{}", body.name, body.address, body.phone))),
    ]));
    if kind == PaperKind::HearingNotice {
        map.insert(
            "hearing_right".to_owned(),
            json!(
                "依据《中华人民共和国行政处罚法》第六十三条、第六十四条，你（单位）有权要求听证。要求听证的，应当自收到本告知书之日起5个工作日内提出；\
                 逾期未提出的，视为放弃听证。听证不收取费用。"
            ),
        );
    }
    papers::issue(kind, body, occasion.today(), map)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing as filled;
    use events::testing::Story;
    use events::testing::course::draft;
    use events::testing::district::{LI, MAJOR, MINOR};
    use law::money::Fen;
    use law::penalties::{Penalty, PenaltyKind};

    fn story() -> Story {
        Story::concluded().at("2026-11-26T10:00")
    }

    fn field(draft: &Draft) -> (String, String) {
        let refusal = story().refused(&filled::prior_notice(draft), "FieldRefused");
        (refusal.field.unwrap_or_default(), refusal.says)
    }

    #[test]
    fn below_the_threshold_the_party_is_told_of_its_right_to_state_and_defend() {
        let noticed = story().does(&filled::prior_notice(&draft(MINOR)));
        assert_eq!(noticed.standing, Story::noticed(MINOR).standing);
        assert!(noticed.standing.paper(PaperKind::PriorNotice).is_some());
        assert!(noticed.standing.notice.issued.is_some_and(|issued| !issued.hearing_right));
    }

    #[test]
    fn at_the_threshold_it_is_told_of_its_right_to_a_hearing() {
        let noticed = story().does(&filled::prior_notice(&draft(MAJOR)));
        assert_eq!(noticed.standing, Story::noticed(MAJOR).standing);
        assert!(noticed.standing.paper(PaperKind::HearingNotice).is_some());
        let below = story().does(&filled::prior_notice(&draft(Fen(MAJOR.0 - 1))));
        assert!(below.standing.notice.issued.is_some_and(|issued| !issued.hearing_right));
    }

    #[test]
    fn it_needs_a_concluded_investigation_and_no_decision() {
        for (story, name) in [
            (Story::new(), "NotOpened"),
            (Story::investigated(), "NotConcluded"),
            (Story::decided(MINOR), "AlreadyDecided"),
            (Story::concluded().by(LI).at("2027-01-04T09:00"), "CertificateInvalid"),
        ] {
            assert_eq!(story.closed_to::<IssuePriorNotice>().as_deref(), Some(name));
            story.refused(&filled::prior_notice(&draft(MINOR)), name);
        }
        assert_eq!(story().closed_to::<IssuePriorNotice>(), None);
    }

    #[test]
    fn a_fine_lies_within_the_range_of_the_statute() {
        let lowest = Fen::yuan(50_000);
        for lawful in [lowest, MAJOR] {
            assert!(story().tries(&filled::prior_notice(&draft(lawful))).is_ok(), "{lawful}");
        }
        for wrong in [Fen(lowest.0 - 1), Fen(MAJOR.0 + 1), Fen(i64::MAX)] {
            assert_eq!(field(&draft(wrong)).0, "penalties");
        }
        for split in [[MAJOR, Fen(1)], [Fen(i64::MAX), Fen(i64::MAX)]] {
            let penalties = split.map(Penalty::fine).to_vec();
            assert_eq!(field(&Draft { penalties, ..draft(MINOR) }).0, "penalties", "splitting does not help");
        }
    }

    #[test]
    fn below_the_range_is_mitigation() {
        let lowest = Fen::yuan(50_000);
        let mitigated = |fine| Draft { mitigated: true, ..draft(fine) };
        assert!(story().tries(&filled::prior_notice(&mitigated(Fen(lowest.0 - 1)))).is_ok());
        assert_eq!(field(&draft(Fen(lowest.0 - 1))).0, "penalties");
    }

    #[test]
    fn a_notice_names_penalties_amounts_and_evidence() {
        assert_eq!(field(&Draft { penalties: vec![], ..draft(MINOR) }).0, "penalties");
        for amount in [None, Some(Fen(0)), Some(Fen(-1))] {
            let fine = Penalty { amount, ..Penalty::of(PenaltyKind::Fine) };
            assert!(field(&Draft { penalties: vec![fine], ..draft(MINOR) }).1.contains("大于零"));
        }
        assert_eq!(field(&Draft { evidence: vec![9], ..draft(MINOR) }).0, "evidence");
        let refusal = story()
            .refused(&filled::prior_notice(&Draft { basis: vec![], ..draft(MINOR) }), "ElementMissing");
        assert_eq!(refusal.field.as_deref(), Some("basis"));
    }

    #[test]
    fn a_new_notice_opens_the_periods_and_the_review_anew() {
        let again = Story::reviewed(MAJOR).by(LI).does(&filled::prior_notice(&draft(MINOR)));
        assert_eq!(again.standing.notice.served_on, None);
        assert_eq!(again.standing.notice.statement, None);
        assert_eq!(again.standing.review.passed, None);
    }
}
