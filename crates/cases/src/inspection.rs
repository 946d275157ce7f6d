//! 现场检查: what officers found on the spot, with the party or those present signing or refusing (行政处罚法 art 55). The record (现场检查笔录) is
//! issued from it.
//!
//! Nothing outside the list (plan clause 2; 国办发〔2024〕54号: an inspection item that is not published is not inspected). A body that has published a list of
//! inspection items as of the day names those it inspects, and each must be on it. A body without any list is not held to one: then nobody could tell
//! what is outside it. That it has none stands on the page of the registers, where the justice bureau sees it.

use crate::parts;
use crate::signing::{self, Signing};
use events::cases::{InspectedItem, InspectionRecorded};
use events::field::{Field, Offer, Shape};
use events::papers::{self, elements};
use events::people::Place;
use events::signing::Reading;
use events::standing::{Stage, Standing};
use events::{Act, Duty, Event, FileId, Occasion, Refusal};
use jiff::civil::{Date, DateTime};
use law::article::{Article, PLAN};
use law::papers::PaperKind;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

/// Records an inspection.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct RecordInspection {
    pub began_at: Option<DateTime>,
    pub ended_at: Option<DateTime>,
    /// Codes of the inspection items.
    pub items: Vec<String>,
    pub place: String,
    pub present: String,
    pub found: String,
    #[serde(flatten)]
    pub signing: Signing,
}

events::refusals! {
    /// Why it cannot be inspected.
    pub enum Refused {
        ItemMissing => Article::of(PLAN, 2), "本机关公布了检查事项清单，本次检查没有写明清单中的事项；清单之外不得检查（国办发〔2024〕54号）", "选择本次检查的事项；清单中没有的，先列入清单并公布", field "items";
        ItemNotListed { code: String } => Article::of(PLAN, 2), "检查事项{code}在检查当日不在本机关公布的检查事项清单中，不得检查（国办发〔2024〕54号）", "先将检查事项列入清单并公布", field "items";
    }
}

impl Act for RecordInspection {
    const NAME: &'static str = "RecordInspection";
    const WORD: &'static str = "inspection";
    const TITLE: &'static str = "现场检查";
    const STAGE: Stage = Stage::Investigation;
    const DUTY: Duty = Duty::Handle;
    const EVENTS: &'static [&'static str] = &["InspectionRecorded", "PaperIssued"];
    const PAPERS: &'static [PaperKind] = &[PaperKind::InspectionRecord];
    const FIELDS: &'static [Field] = &signing::with::<6, 18>([
        Field::new("began_at", "开始时间", Shape::Moment),
        Field::new("ended_at", "结束时间", Shape::Moment),
        Field::new("items", "检查事项", Shape::Many(Offer::InspectionItems))
            .optional()
            .hint("本机关公布的检查事项清单中的事项；有清单的必须选择"),
        Field::new("place", "检查场所", Shape::Line(200)),
        Field::new("present", "现场负责人或者在场人员", Shape::Line(100)),
        Field::new("found", "检查情况", Shape::Text(20_000)),
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
        let paper = papers::issue(PaperKind::InspectionRecord, occasion.body, occasion.today(), record.map)?;
        let recorded = InspectionRecorded {
            began_at: record.began_at,
            ended_at: record.ended_at,
            items: record.items,
            place: Place { text: self.place.clone(), measured: None },
            found: self.found.clone(),
            present: self.present.clone(),
            signature,
        };
        Ok(vec![Event::InspectionRecorded(recorded), Event::PaperIssued(paper)])
    }
}

/// The record before anybody signed it.
struct Record {
    began_at: DateTime,
    ended_at: DateTime,
    items: Vec<InspectedItem>,
    map: Map<String, Value>,
}

impl Record {
    fn reading(&self) -> Reading {
        Reading::of_paper(PaperKind::InspectionRecord, &self.map)
    }
}

impl RecordInspection {
    fn record(&self, case: &Standing, occasion: &Occasion<'_>) -> Result<Record, Refusal> {
        parts::may_gather(case, occasion)?;
        let (began_at, ended_at) = parts::span(case, self.began_at, self.ended_at, occasion)?;
        let items = self.listed(began_at.date(), occasion)?;
        let shown = parts::shown_that_day(case, began_at)?;
        let present = parts::present(case, shown, occasion)?;
        let mut map = case.opened.as_ref().map(|opened| elements::party(&opened.party)).unwrap_or_default();
        map.shift_remove("party_code");
        map.extend(elements::of([
            ("present", json!(self.present)),
            ("place", json!(self.place)),
            ("began_at", json!(parts::minute(began_at))),
            ("ended_at", json!(parts::minute(ended_at))),
            ("officers", elements::officers(&present)),
            ("certificates_shown", json!(parts::certificates_line(shown))),
            ("rights_told", json!(parts::RIGHTS_TOLD)),
            ("found", json!(told(&items, &self.found))),
            ("recording", json!(parts::recording_line(case))),
        ]));
        Ok(Record { began_at, ended_at, items, map })
    }

    /// The items inspected, each on the body's list as of the day.
    fn listed(&self, day: Date, occasion: &Occasion<'_>) -> Result<Vec<InspectedItem>, Refused> {
        let (registers, body) = (occasion.registers, occasion.body.code.as_str());
        if self.items.is_empty() {
            return match registers.inspection_items(body, day).next() {
                Some(_) => Err(Refused::ItemMissing),
                None => Ok(Vec::new()),
            };
        }
        let item = |code: &String| match registers.inspection_item(body, code, day) {
            Some(name) => Ok(InspectedItem { code: code.clone(), name: name.to_owned() }),
            None => Err(Refused::ItemNotListed { code: code.clone() }),
        };
        self.items.iter().map(item).collect()
    }
}

/// What was found, led by what was inspected.
fn told(items: &[InspectedItem], found: &str) -> String {
    let names: Vec<String> = items.iter().map(|item| format!("{}（{}）", item.name, item.code)).collect();
    match names.is_empty() {
        true => found.to_owned(),
        false => format!("检查事项：{}。\n{found}", names.join("；")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing as filled;
    use events::entries::{Change, Held};
    use events::testing::district::{BODY, FOREIGN, LI, MINOR, WANG, ZHANG, ZHAO};
    use events::testing::{Story, file_id};

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

    /// The story in a district where this item is on the body's list from the day on.
    fn with_list(story: Story, body: &str, from: &str) -> Story {
        let content = json!({"code": "JC-1", "body": body, "name": "食品经营检查"});
        let held =
            Held { key: "JC-1".to_owned(), valid_from: events::testing::day(from), valid_to: None, content };
        story.with_entry("inspection_items", &Change::Enter(held))
    }

    #[test]
    fn nothing_outside_the_list_is_inspected() {
        let listed = with_list(story(), BODY, "2026-01-01");
        let of = |story: &Story, items: &[&str]| RecordInspection {
            items: items.iter().map(|item| (*item).to_owned()).collect(),
            ..filled::inspection(story)
        };
        listed.refused(&of(&listed, &[]), "ItemMissing");
        let refused = listed.refused(&of(&listed, &["JC-1", "JC-2"]), "ItemNotListed");
        assert!(refused.says.contains("JC-2") && refused.says.contains("54号"), "{}", refused.says);
        let events = listed.tries(&of(&listed, &["JC-1"])).expect("is on the list");
        let Some(Event::InspectionRecorded(recorded)) = events.first() else { panic!("{events:?}") };
        assert_eq!(recorded.items, [InspectedItem { code: "JC-1".into(), name: "食品经营检查".into() }]);
        let Some(Event::PaperIssued(paper)) = events.last() else { panic!("{events:?}") };
        assert!(serde_json::to_string(&paper.elements).expect("writes").contains("食品经营检查（JC-1）"));
    }

    #[test]
    fn the_list_is_that_of_the_body_on_the_day_of_the_inspection() {
        let item =
            |story: &Story| RecordInspection { items: vec!["JC-1".into()], ..filled::inspection(story) };
        let later = with_list(story(), BODY, "2026-11-25");
        later.refused(&item(&later), "ItemNotListed");
        assert!(later.tries(&filled::inspection(&later)).is_ok(), "no list yet on the day");
        let anothers = with_list(story(), FOREIGN, "2026-01-01");
        anothers.refused(&item(&anothers), "ItemNotListed");
        assert!(anothers.tries(&filled::inspection(&anothers)).is_ok(), "the body itself has no list");
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
        assert!(story().tries(&span("2026-11-24T09:30", "2026-11-24T11:00")).is_ok());
        assert_eq!(
            story()
                .refused(&span("2026-11-24T09:29", "2026-11-24T11:00"), "BeganBeforeShown")
                .field
                .as_deref(),
            Some("began_at")
        );
        // Whoever comes again the next day shows the certificates again.
        story()
            .at("2026-11-25T12:00")
            .refused(&span("2026-11-25T10:00", "2026-11-25T11:00"), "ShownAnotherDay");
        assert_eq!(field(&span("2026-11-22T23:59", "2026-11-24T11:00")), "began_at");
        assert_eq!(field(&span("2026-11-24T10:00", "2026-11-24T10:00")), "ended_at");
        assert_eq!(field(&span("2026-11-24T10:00", "2026-11-24T11:01")), "ended_at");
        assert_eq!(field(&span("", "2026-11-24T11:00")), "began_at");
        assert_eq!(field(&span("2026-11-24T10:00", "")), "ended_at");
    }

    fn drawn(story: &Story) -> RecordInspection {
        let mut act = filled::inspection(story);
        let text = act.reading(&story.standing, &story.occasion()).expect("is signed").expect("reads");
        act.signing.signed_as = "店长".to_owned();
        act.signing.signature = Some(file_id("名.png"));
        act.signing.read_digest = text.digest();
        act
    }

    #[test]
    fn it_is_signed_on_the_screen_and_the_paper_carries_text_and_picture() {
        let story = story().stores("名.png");
        let events = story.tries(&drawn(&story)).expect("is lawful");
        let Some(Event::PaperIssued(paper)) = events.last() else { panic!("{events:?}") };
        let row = &paper.elements["signed"][0];
        let stands = Reading::of_paper(paper.kind, &paper.elements).digest();
        assert_eq!(row["text_digest"], json!(stands), "the paper is the text that was read");
        assert_eq!(row["image"], json!(file_id("名.png")));
        let signed = story.happen(events);
        assert_eq!(events::signing::torn(&signed.history), []);
        assert!(signed.standing.file(file_id("名.png")).is_some(), "the drawing is the case's");
    }

    #[test]
    fn a_drawing_serves_one_signature() {
        let story = story().stores("名.png");
        let once = story.clone().does(&drawn(&story)).at("2026-11-24T12:30");
        let again = once.refused(&drawn(&once), "DrawingUsed");
        assert_eq!(again.field.as_deref(), Some("signature"));
    }

    #[test]
    fn a_text_changed_after_reading_is_not_signed() {
        let story = story().stores("名.png");
        let changed = RecordInspection { found: "货架上没有饼干。".to_owned(), ..drawn(&story) };
        let refusal = story.refused(&changed, "TextChanged");
        assert_eq!(refusal.field.as_deref(), Some("read_digest"));
    }

    #[test]
    fn who_took_over_shows_a_certificate_before_going_on() {
        let replaced =
            story().does(&filled::recusal_request(LI)).by(ZHAO).does(&filled::recusal(LI, WANG)).by(ZHANG);
        assert_eq!(replaced.closed_to::<RecordInspection>().as_deref(), Some("TooFewShown"));
        let again = replaced.clone().does(&filled::certificates(&replaced)).at("2026-11-24T13:00");
        let events = again.tries(&filled::inspection(&again)).expect("is lawful");
        let Some(Event::PaperIssued(paper)) = events.last() else { panic!("{events:?}") };
        let names: Vec<&str> = paper.elements["officers"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|o| o["name"].as_str())
            .collect();
        assert!(!names.contains(&"李娜") && names.len() == 2, "{names:?}");
    }
}
