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
