//! 询问: questions and answers, one person at a time, by at least two officers; signed or the refusal noted (行政处罚法 art 55). The record (询问笔录) is
//! issued from it.

use crate::parts::{self, REFUSAL_REASON, REFUSAL_WITNESS, SIGNED_BY};
use events::cases::{Exchange, InquiryRecorded};
use events::field::{Field, Shape};
use events::papers::{self, elements};
use events::people::Place;
use events::standing::{Stage, Standing};
use events::{Act, Duty, Event, Occasion, Refusal};
use jiff::civil::DateTime;
use law::papers::PaperKind;
use serde::{Deserialize, Serialize};
use serde_json::json;

/// Records an inquiry.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct RecordInquiry {
    pub began_at: Option<DateTime>,
    pub ended_at: Option<DateTime>,
    pub place: String,
    pub asked: String,
    pub asked_identity: String,
    pub recorder: String,
    pub exchanges: Vec<Exchange>,
    pub signed_by: String,
    pub refusal_reason: String,
    pub refusal_witness: String,
}

impl Act for RecordInquiry {
    const NAME: &'static str = "RecordInquiry";
    const WORD: &'static str = "inquiry";
    const TITLE: &'static str = "询问";
    const STAGE: Stage = Stage::Investigation;
    const DUTY: Duty = Duty::Handle;
    const EVENTS: &'static [&'static str] = &["InquiryRecorded", "PaperIssued"];
    const FIELDS: &'static [Field] = &[
        Field::new("began_at", "开始时间", Shape::Moment),
        Field::new("ended_at", "结束时间", Shape::Moment),
        Field::new("place", "地点", Shape::Line(200)),
        Field::new("asked", "被询问人", Shape::Line(50)),
        Field::new("asked_identity", "被询问人身份", Shape::Line(100))
            .hint("如：当事人的法定代表人、店员、证人"),
        Field::new("recorder", "记录人", Shape::Line(50)),
        Field::new(
            "exchanges",
            "问答",
            Shape::Rows(&[
                Field::new("question", "问", Shape::Text(2000)),
                Field::new("answer", "答", Shape::Text(5000)),
            ]),
        ),
        SIGNED_BY,
        REFUSAL_REASON,
        REFUSAL_WITNESS,
    ];

    fn decide(&self, case: &Standing, occasion: &Occasion<'_>) -> Result<Vec<Event>, Refusal> {
        parts::may_gather(case, occasion)?;
        let (began_at, ended_at) = parts::span(case, self.began_at, self.ended_at, occasion)?;
        let signature = parts::signature(&self.signed_by, &self.refusal_reason, &self.refusal_witness)?;
        let map = elements::of([
            ("asked", json!(self.asked)),
            ("asked_identity", json!(self.asked_identity)),
            ("round", json!(format!("第{}次", case.investigation.inquiries + 1))),
            ("place", json!(self.place)),
            ("began_at", json!(parts::minute(began_at))),
            ("ended_at", json!(parts::minute(ended_at))),
            ("officers", elements::officers(&case.handlers)),
            ("recorder", json!(self.recorder)),
            ("certificates_shown", json!(parts::CERTIFICATES_SHOWN)),
            ("rights_told", json!(parts::RIGHTS_TOLD)),
            ("exchanges", json!(self.exchanges)),
            ("recording", json!(parts::recording_line(case))),
            ("signature", json!(parts::signature_line(&signature))),
        ]);
        let paper = papers::issue(PaperKind::InquiryRecord, occasion.body, occasion.today(), map)?;
        let recorded = InquiryRecorded {
            began_at,
            ended_at,
            place: Place { text: self.place.clone(), measured: None },
            asked: self.asked.clone(),
            asked_identity: self.asked_identity.clone(),
            officers: case.handlers.clone(),
            exchanges: self.exchanges.clone(),
            signature,
        };
        Ok(vec![Event::InquiryRecorded(recorded), Event::PaperIssued(paper)])
    }
}
