//! 询问: questions and answers, one person at a time, by at least two officers; signed or the refusal noted (行政处罚法 art 55). The record (询问笔录) is
//! issued from it.

use crate::parts;
use crate::signing::{self, Signing};
use events::cases::{Exchange, InquiryRecorded};
use events::field::{Field, Shape};
use events::papers::{self, elements};
use events::people::{OfficerNamed, Place};
use events::signing::Reading;
use events::standing::{Stage, Standing};
use events::{Act, Duty, Event, FileId, Occasion, Refusal};
use jiff::civil::DateTime;
use law::papers::PaperKind;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

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
    #[serde(flatten)]
    pub signing: Signing,
}

impl Act for RecordInquiry {
    const NAME: &'static str = "RecordInquiry";
    const WORD: &'static str = "inquiry";
    const TITLE: &'static str = "询问";
    const STAGE: Stage = Stage::Investigation;
    const DUTY: Duty = Duty::Handle;
    const EVENTS: &'static [&'static str] = &["InquiryRecorded", "PaperIssued"];
    const PAPERS: &'static [PaperKind] = &[PaperKind::InquiryRecord];
    const FIELDS: &'static [Field] = &signing::with::<7, 19>([
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
    ]);

    fn files(&self) -> Vec<FileId> {
        self.signing.files()
    }

    fn reading(&self, case: &Standing, occasion: &Occasion<'_>) -> Option<Result<Reading, Refusal>> {
        Some(self.record(case, occasion).map(|record| record.reading()))
    }

    fn decide(&self, case: &Standing, occasion: &Occasion<'_>) -> Result<Vec<Event>, Refusal> {
        let mut record = self.record(case, occasion)?;
        let signature = self.signing.read(&record.reading(), case, occasion)?;
        record.map.extend(parts::signature_elements(&signature));
        let paper = papers::issue(PaperKind::InquiryRecord, occasion.body, occasion.today(), record.map)?;
        let recorded = InquiryRecorded {
            began_at: record.began_at,
            ended_at: record.ended_at,
            place: Place { text: self.place.clone(), measured: None },
            asked: self.asked.clone(),
            asked_identity: self.asked_identity.clone(),
            officers: record.present,
            exchanges: self.exchanges.clone(),
            signature,
        };
        Ok(vec![Event::InquiryRecorded(recorded), Event::PaperIssued(paper)])
    }
}

/// The record before anybody signed it.
struct Record {
    began_at: DateTime,
    ended_at: DateTime,
    present: Vec<OfficerNamed>,
    map: Map<String, Value>,
}

impl Record {
    fn reading(&self) -> Reading {
        Reading::of_paper(PaperKind::InquiryRecord, &self.map)
    }
}

impl RecordInquiry {
    fn record(&self, case: &Standing, occasion: &Occasion<'_>) -> Result<Record, Refusal> {
        parts::may_gather(case, occasion)?;
        let (began_at, ended_at) = parts::span(case, self.began_at, self.ended_at, occasion)?;
        let shown = parts::shown_before(case, began_at)?;
        let present = parts::present(case, shown, occasion)?;
        let map = elements::of([
            ("asked", json!(self.asked)),
            ("asked_identity", json!(self.asked_identity)),
            ("round", json!(format!("第{}次", case.investigation.inquiries_of(&self.asked) + 1))),
            ("place", json!(self.place)),
            ("began_at", json!(parts::minute(began_at))),
            ("ended_at", json!(parts::minute(ended_at))),
            ("officers", elements::officers(&present)),
            ("recorder", json!(self.recorder)),
            ("certificates_shown", json!(parts::certificates_line(shown))),
            ("rights_told", json!(parts::RIGHTS_TOLD)),
            ("exchanges", json!(self.exchanges)),
            ("recording", json!(parts::recording_line(case))),
        ]);
        Ok(Record { began_at, ended_at, present, map })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing as filled;
    use events::testing::Story;
    use events::testing::district::{MINOR, ZHANG};

    fn story() -> Story {
        Story::shown().at("2026-11-24T15:00")
    }

    #[test]
    fn each_inquiry_has_its_record_and_its_round() {
        let once = story().does(&filled::inquiry(&story()));
        let events = once.tries(&filled::inquiry(&once)).expect("may be asked again");
        let Some(Event::PaperIssued(paper)) = events.last() else { panic!("{events:?}") };
        assert_eq!(paper.elements.get("round"), Some(&json!("第2次")));
        let another = RecordInquiry { asked: "孔某".to_owned(), ..filled::inquiry(&once) };
        let events = once.tries(&another).expect("another may be asked");
        let Some(Event::PaperIssued(paper)) = events.last() else { panic!("{events:?}") };
        assert_eq!(
            paper.elements.get("round"),
            Some(&json!("第1次")),
            "the round is the person's, not the case's"
        );
        assert_eq!(once.happen(events).standing.investigation.inquiries, 2);
    }

    #[test]
    fn nobody_is_asked_before_certificates_are_shown_or_after_the_decision() {
        for (story, name) in [
            (Story::new(), "NotOpened"),
            (Story::filed(), "CertificatesNotShown"),
            (Story::decided(MINOR), "AlreadyDecided"),
        ] {
            assert_eq!(story.closed_to::<RecordInquiry>().as_deref(), Some(name));
            story.refused(&filled::inquiry(&story), name);
        }
        assert_eq!(story().closed_to::<RecordInquiry>(), None);
    }

    #[test]
    fn an_inquiry_without_a_question_has_no_record() {
        let silent = RecordInquiry { exchanges: Vec::new(), ..filled::inquiry(&story()) };
        let refusal = story().refused(&silent, "ElementMissing");
        assert_eq!(refusal.field.as_deref(), Some("exchanges"));
        let unsigned = RecordInquiry { signing: Signing::default(), ..filled::inquiry(&story()) };
        assert_eq!(story().refused(&unsigned, "FieldRefused").field.as_deref(), Some("signed_by"));
    }

    #[test]
    fn the_record_says_so_when_sound_and_picture_are_recorded() {
        let told = events::records::RecordingNotified {
            at: story().moment(),
            told: "钱某".to_owned(),
            officer: story().named(ZHANG),
            words: "现在开始录音录像。".to_owned(),
        };
        let told = story().happens(Event::RecordingNotified(told));
        let events = told.tries(&filled::inquiry(&told)).expect("is lawful");
        let Some(Event::PaperIssued(paper)) = events.last() else { panic!("{events:?}") };
        assert!(paper.elements.contains_key("recording"));
    }
}
