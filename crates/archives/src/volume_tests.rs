//! Tests of filing a volume: each refusal, and each lawful way.

use super::testing::{NOWHERE, closed_no_penalty, printed};
use super::*;
use events::records::*;
use events::testing::district::{self, MAJOR, MINOR, ZHANG};
use events::testing::{Story, day, file_id, file_named, moment};
use law::papers::PaperKind;
use serde_json::json;

fn filed(story: &Story, act: &FileVolume) -> VolumeFiled {
    match story.tries(act).as_deref() {
        Ok([Event::VolumeFiled(filed)]) => filed.clone(),
        other => panic!("one event, not {other:?}"),
    }
}

fn receipt() -> ScanEntered {
    ScanEntered {
        material: "delivery_receipt".into(),
        title: String::new(),
        file: Some(file_id("receipt.pdf")),
    }
}

#[test]
fn a_complete_volume_is_filed_with_its_number_and_term() {
    let story = printed(Story::closed(MINOR));
    let small = filed(&story, &FileVolume::default());
    let opened = story.standing.opened.as_ref().expect("opened");
    let expected = format!("{}-ZY·XZCF-2026-D30-{:04}", opened.number.letter, opened.number.running);
    assert_eq!((small.reference, small.retention.as_str(), small.items.len()), (expected, "D30", 12));
    let story = story.does(&FileVolume::default());
    assert!(story.standing.archived_on.is_some());
}

#[test]
fn a_major_case_is_kept_for_ever_and_the_given_fonds_stands_in_its_number() {
    let story = printed(Story::closed(MAJOR));
    let major = filed(&story, &FileVolume { fonds: "J001".into(), ..FileVolume::default() });
    assert!(major.reference.starts_with("J001-ZY·XZCF-2026-Y-"), "{}", major.reference);
}

#[test]
fn a_case_not_filed_is_archived_too() {
    let story = printed(Story::declined());
    assert_eq!(filed(&story, &FileVolume::default()).retention, "D10");
}

#[test]
fn each_situation_that_closes_it_is_named() {
    let act = FileVolume::default();
    Story::new().refused(&act, "NotOpened");
    printed(Story::paid(MINOR)).refused(&act, "NotEnded");
    let story = printed(Story::closed(MINOR)).does(&act);
    let refused = story.refused(&act, "AlreadyFiled");
    assert!(refused.says.contains("ZY·XZCF"));
}

#[test]
fn what_is_missing_is_listed_exactly() {
    let mut story = printed(Story::closed(MINOR));
    story.standing.papers.retain(|paper| paper.kind != PaperKind::InvestigationReport);
    if let Some(paper) =
        story.standing.papers.iter_mut().find(|paper| paper.kind == PaperKind::ClosingApproval)
    {
        paper.printed = None;
    }
    let refused = story.refused(&FileVolume::default(), "MaterialMissing");
    assert!(refused.says.starts_with("案卷不齐：没有案件调查终结报告；结案审批表（"), "{}", refused.says);
    assert!(refused.says.ends_with("尚未成文") && !refused.is_about_input());
}

#[test]
fn a_case_in_scope_without_its_opinion_is_never_filed() {
    let mut story = printed(Story::closed(MAJOR));
    story.standing.papers.retain(|paper| paper.kind != PaperKind::ReviewOpinion);
    let refused = story.refused(&FileVolume::default(), "OpinionMissing");
    assert_eq!(refused.article, Article::of(PLAN, 20).to_string());
    let scan = ScanEntered { material: "review_opinion".into(), ..receipt() };
    story
        .stores("receipt.pdf")
        .refused(&FileVolume { handed_in: vec![scan], ..FileVolume::default() }, "OpinionMissing");
}

#[test]
fn a_scan_fills_what_is_signed_on_paper() {
    let story = printed(closed_no_penalty());
    assert!(story.refused(&FileVolume::default(), "ScanMissing").is_about_input());
    let act = FileVolume { handed_in: vec![receipt()], ..FileVolume::default() };
    assert_eq!(act.files(), [file_id("receipt.pdf")]);
    story.refused(&act, "ScanNotStored");
    let story = story.stores("receipt.pdf");
    let item = filed(&story, &act).items.into_iter().rfind(|item| item.title == "送达回证").expect("listed");
    assert_eq!(item.reference, "扫描件");
}

#[test]
fn what_is_wrong_is_refused_at_its_field() {
    let story = printed(Story::closed(MINOR));
    let with = |scan: ScanEntered| FileVolume { handed_in: vec![scan], ..FileVolume::default() };
    for (act, name) in [
        (with(ScanEntered { material: "penalty_decision".into(), ..receipt() }), "MaterialUnknown"),
        (with(ScanEntered { file: Some(NOWHERE), ..receipt() }), "ScanNotStored"),
        (with(ScanEntered { file: None, ..receipt() }), "ScanNotStored"),
        (FileVolume { fonds: "J-001".into(), ..FileVolume::default() }, "FondsWrong"),
        (FileVolume { fonds: "../..".into(), ..FileVolume::default() }, "FondsWrong"),
    ] {
        assert!(story.refused(&act, name).is_about_input());
    }
}

#[test]
fn a_blank_act_is_closed_by_the_situation_and_open_when_only_scans_are_missing() {
    let closed = |story: Story| story.closed_to::<FileVolume>();
    assert_eq!(closed(Story::new()).as_deref(), Some("NotOpened"));
    assert_eq!(closed(printed(Story::paid(MINOR))).as_deref(), Some("NotEnded"));
    assert_eq!(closed(Story::closed(MINOR)).as_deref(), Some("MaterialMissing"));
    assert_eq!(closed(printed(Story::closed(MINOR))), None);
    assert_eq!(closed(printed(closed_no_penalty())), None);
}

#[test]
fn the_form_offers_what_may_be_handed_in() {
    let codes = BY_HAND.map(|material| serde_json::to_value(material).expect("a code"));
    let titles = BY_HAND.map(Material::title);
    assert_eq!(MATERIALS.len(), BY_HAND.len());
    for (((code, title), expected), word) in MATERIALS.iter().zip(codes).zip(titles) {
        assert_eq!((expected.as_str(), *title), (Some(*code), word));
    }
}

/// A recording of a minute in which nothing else was found than this.
fn recording(found: Vec<Interruption>, unfinished: bool) -> Event {
    Event::RecordingAdded(RecordingAdded {
        stage: "inspection".into(),
        title: "现场检查录像".into(),
        file: file_named("video.mp4"),
        duration_ms: 60_000,
        began_at: moment("2026-11-24T10:00"),
        began_measured: true,
        recorder: Story::filed().named(ZHANG),
        notes: Vec::new(),
        looked: Some(Looked { reader: 1, gap_ms: 1000, unfinished, found, ..Looked::default() }),
        continues: None,
        device: String::new(),
        clock_offset_ms: None,
    })
}

fn two_seconds() -> Interruption {
    Interruption {
        kind: InterruptionKind::Gap,
        track: Some(0),
        from_ms: 5000,
        to_ms: 7000,
        what: "00:00:05.000 至 00:00:07.000 没有图像，共 2 秒".into(),
    }
}

#[test]
fn two_seconds_without_an_explanation_hold_up_filing() {
    let act = FileVolume::default();
    let story = printed(Story::closed(MINOR).happens(recording(vec![two_seconds()], false)));
    let refused = story.refused(&act, "InterruptionUnexplained");
    assert_eq!(refused.article, "《长宁区三项制度实施方案》第九条");
    assert!(
        refused.says.contains("00:00:05.000") && refused.says.contains("2026-11-24 10:00:05"),
        "{}",
        refused.says
    );
    let explained = Explained {
        recording: file_id("video.mp4"),
        kind: InterruptionKind::Gap,
        track: Some(0),
        from_ms: 5000,
        to_ms: 7000,
    };
    let story = story.happens(Event::InterruptionExplained(InterruptionExplained {
        interruptions: vec![explained],
        reason: "更换电池".into(),
        how: Explanation::Spoken { at_ms: 8000 },
        person: "张伟".into(),
        on: day("2026-11-24"),
    }));
    filed(&story, &act);
}

#[test]
fn a_step_that_had_to_be_recorded_and_was_not_holds_up_filing_until_somebody_says_why() {
    use events::entries::{Change, Held};
    let content = json!({"code": "YX-01", "body": district::BODY, "step": "收集证据", "stage": "evidence", "level": "must"});
    let rule = Held { key: "YX-01".into(), valid_from: day("2026-01-01"), valid_to: None, content };
    let act = FileVolume::default();
    let story = printed(Story::closed(MINOR)).with_entry("recording_rules", &Change::Enter(rule));
    let refused = story.refused(&act, "RecordingMissing");
    assert_eq!(refused.article, "《长宁区三项制度实施方案》第十一条");
    assert!(refused.says.contains("收集证据（音像记录事项YX-01）"), "{}", refused.says);
    let omitted = Omitted { rule: "YX-01".into(), step: "收集证据".into(), stage: "evidence".into() };
    let explained = RecordingOmissionExplained {
        omitted: vec![omitted],
        site: None,
        reason: "记录仪故障".into(),
        person: "张伟".into(),
        on: day("2026-11-24"),
        paper: None,
    };
    filed(&story.happens(Event::RecordingOmissionExplained(explained)), &act);
}

#[test]
fn a_recording_that_is_still_being_read_holds_up_filing() {
    let act = FileVolume::default();
    let story = printed(Story::closed(MINOR).happens(recording(Vec::new(), true)));
    story.refused(&act, "RecordingUnread");
    let looked = Looked { reader: 1, gap_ms: 1000, ..Looked::default() };
    let read = RecordingRead { recording: file_id("video.mp4"), looked };
    filed(&story.happens(Event::RecordingRead(read)), &act);
}
