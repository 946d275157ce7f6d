//! 现场检查: what officers found on the spot, with the party or those present signing or refusing (行政处罚法 art 55). The record (现场检查笔录) is
//! issued from it.

use crate::parts::{self, REFUSAL_REASON, REFUSAL_WITNESS, SIGNED_BY};
use events::cases::InspectionRecorded;
use events::field::{Field, Shape};
use events::papers::{self, elements};
use events::people::Place;
use events::standing::{Stage, Standing};
use events::{Act, Duty, Event, Occasion, Refusal};
use jiff::civil::DateTime;
use law::papers::PaperKind;
use serde::{Deserialize, Serialize};
use serde_json::json;

/// Records an inspection.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct RecordInspection {
    pub began_at: Option<DateTime>,
    pub ended_at: Option<DateTime>,
    pub place: String,
    pub present: String,
    pub found: String,
    pub signed_by: String,
    pub refusal_reason: String,
    pub refusal_witness: String,
}

impl Act for RecordInspection {
    const NAME: &'static str = "RecordInspection";
    const WORD: &'static str = "inspection";
    const TITLE: &'static str = "现场检查";
    const STAGE: Stage = Stage::Investigation;
    const DUTY: Duty = Duty::Handle;
    const EVENTS: &'static [&'static str] = &["InspectionRecorded", "PaperIssued"];
    const FIELDS: &'static [Field] = &[
        Field::new("began_at", "开始时间", Shape::Moment),
        Field::new("ended_at", "结束时间", Shape::Moment),
        Field::new("place", "检查场所", Shape::Line(200)),
        Field::new("present", "现场负责人或者在场人员", Shape::Line(100)),
        Field::new("found", "检查情况", Shape::Text(20_000)),
        SIGNED_BY,
        REFUSAL_REASON,
        REFUSAL_WITNESS,
    ];

    fn decide(&self, case: &Standing, occasion: &Occasion<'_>) -> Result<Vec<Event>, Refusal> {
        parts::may_gather(case, occasion)?;
        let (began_at, ended_at) = parts::span(case, self.began_at, self.ended_at, occasion)?;
        let signature = parts::signature(&self.signed_by, &self.refusal_reason, &self.refusal_witness)?;
        let mut map = case.opened.as_ref().map(|opened| elements::party(&opened.party)).unwrap_or_default();
        map.shift_remove("party_code");
        map.extend(elements::of([
            ("present", json!(self.present)),
            ("place", json!(self.place)),
            ("began_at", json!(parts::minute(began_at))),
            ("ended_at", json!(parts::minute(ended_at))),
            ("officers", elements::officers(&case.handlers)),
            ("certificates_shown", json!(parts::CERTIFICATES_SHOWN)),
            ("rights_told", json!(parts::RIGHTS_TOLD)),
            ("found", json!(self.found)),
            ("recording", json!(parts::recording_line(case))),
            ("signature", json!(parts::signature_line(&signature))),
        ]));
        let paper = papers::issue(PaperKind::InspectionRecord, occasion.body, occasion.today(), map)?;
        let recorded = InspectionRecorded {
            began_at,
            ended_at,
            place: Place { text: self.place.clone(), measured: None },
            found: self.found.clone(),
            present: self.present.clone(),
            signature,
        };
        Ok(vec![Event::InspectionRecorded(recorded), Event::PaperIssued(paper)])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing as filled;
    use events::cases::Signature;
    use events::testing::Story;
    use events::testing::district::{LI, MINOR};

    fn story() -> Story {
        Story::shown().at("2026-11-24T11:00")
    }

    fn field(act: &RecordInspection) -> String {
        story().refused(act, "FieldRefused").field.unwrap_or_default()
    }

    #[test]
    fn what_was_found_on_the_spot_becomes_a_record() {
        let inspected = story().does(&filled::inspection(&story()));
        assert_eq!(inspected.standing.investigation.inspections, 1);
        let paper = inspected.standing.paper(PaperKind::InspectionRecord).expect("is issued");
        assert_eq!(paper.number.to_string(), "长市监检〔2026〕1号");
    }

    #[test]
    fn the_record_does_not_say_what_nobody_entered() {
        let inspected = story().does(&filled::recusal_request(LI)).tries(&filled::inspection(&story()));
        let Some(Event::PaperIssued(paper)) = inspected.as_ref().ok().and_then(|events| events.last()) else {
            panic!("{inspected:?}")
        };
        let says = serde_json::to_string(&paper.elements).expect("writes");
        for untold in ["不申请回避", "已查看并确认", "进行全程录音录像"] {
            assert!(!says.contains(untold), "{untold}: {says}");
        }
    }

    #[test]
    fn nothing_is_inspected_before_certificates_are_shown_or_after_the_decision() {
        for (story, name) in [
            (Story::opened(), "NotFiled"),
            (Story::filed(), "CertificatesNotShown"),
            (Story::decided(MINOR), "AlreadyDecided"),
            (Story::closed(MINOR), "Ended"),
        ] {
            let story = story.by(events::testing::district::ZHANG);
            assert_eq!(story.closed_to::<RecordInspection>().as_deref(), Some(name));
            story.refused(&filled::inspection(&story), name);
        }
        assert_eq!(story().closed_to::<RecordInspection>(), None);
    }

    #[test]
    fn it_began_after_filing_and_ended_after_it_began_and_not_later_than_now() {
        let span = |began: &str, ended: &str| RecordInspection {
            began_at: began.parse().ok(),
            ended_at: ended.parse().ok(),
            ..filled::inspection(&story())
        };
        assert!(story().tries(&span("2026-11-23T00:00", "2026-11-24T11:00")).is_ok());
        assert_eq!(field(&span("2026-11-22T23:59", "2026-11-24T11:00")), "began_at");
        assert_eq!(field(&span("2026-11-24T10:00", "2026-11-24T10:00")), "ended_at");
        assert_eq!(field(&span("2026-11-24T10:00", "2026-11-24T11:01")), "ended_at");
        assert_eq!(field(&span("", "2026-11-24T11:00")), "began_at");
        assert_eq!(field(&span("2026-11-24T10:00", "")), "ended_at");
    }

    #[test]
    fn it_is_signed_or_the_refusal_is_witnessed() {
        let signed = |by: &str, reason: &str, witness: &str| RecordInspection {
            signed_by: by.to_owned(),
            refusal_reason: reason.to_owned(),
            refusal_witness: witness.to_owned(),
            ..filled::inspection(&story())
        };
        assert_eq!(field(&signed("", "", "")), "signed_by");
        assert_eq!(field(&signed("", "不认可", "")), "refusal_witness");
        assert_eq!(field(&signed("钱某", "不认可", "")), "refusal_reason");
        let events = story().tries(&signed("", "不认可", "居委会李某")).expect("is lawful");
        let Some(Event::InspectionRecorded(recorded)) = events.first() else { panic!("{events:?}") };
        let refused =
            Signature::Refused { reason: "不认可".to_owned(), witness: "居委会李某".to_owned() };
        assert_eq!(recorded.signature, refused);
    }
}
