//! Bodies of events that have grown: what a later field holds when it is filled in, beside the file of the event as it was at first. `EVENT.what.json` in
//! `fixtures/v1`, written once (`WRITE_FIXTURES=1`) and never again.

use super::district::{BODY, LI, ZHANG};
use super::fixtures::{body, folder};
use super::{Story, file_id, file_named, moment};
use crate::body::Body;
use crate::cases::*;
use crate::event::Event;
use crate::people::{Measured, Place};
use crate::records::*;
use crate::signing::Hand;
use crate::viewing::MaterialViewed;
use jiff::civil::date;

fn hand(capacity: &str, image: Option<&str>) -> Hand {
    Hand { capacity: capacity.to_owned(), image: image.map(file_named) }
}

fn shown(confirmation: Confirmation) -> CertificatesShown {
    let story = Story::filed();
    let certificates = [ZHANG, LI].map(|id| story.named(id).certificate).into();
    let measured = Measured {
        latitude_degrees: 31.2204,
        longitude_degrees: 121.4243,
        uncertainty_metres: 12.0,
        at: Some(moment("2026-11-24T09:29")),
    };
    CertificatesShown {
        at: date(2026, 11, 24).at(9, 30, 0, 0),
        place: Place { text: "上海市长宁区某某路100号".to_owned(), measured: Some(measured) },
        officers: vec![story.named(ZHANG), story.named(LI)],
        confirmed_by: "钱某".to_owned(),
        confirmed_as: "店长".to_owned(),
        confirmation: Some(confirmation),
        uniform: Some(Uniform {
            worn: "着制式服装、佩戴执法标志".to_owned(),
            basis: "《着装规定》第二条".to_owned(),
        }),
        page: Some(PageShown {
            offered_at: moment("2026-11-24T09:20"),
            opened_at: Some(moment("2026-11-24T09:22")),
            content_digest: "ab".repeat(32),
            certificates,
            confirmed: Some(PageConfirmed {
                at: moment("2026-11-24T09:24"),
                by: "钱某".to_owned(),
                capacity: "店长".to_owned(),
            }),
        }),
    }
}

fn inspected(signature: Signature) -> Event {
    Event::InspectionRecorded(InspectionRecorded {
        items: Vec::new(),
        began_at: date(2026, 11, 24).at(9, 40, 0, 0),
        ended_at: date(2026, 11, 24).at(10, 25, 0, 0),
        place: Place { text: "上海市长宁区某某路100号".to_owned(), measured: None },
        found: "货架上有超过保质期的饼干12袋。".to_owned(),
        present: "钱某".to_owned(),
        signature,
    })
}

fn delivered(signature: Signature) -> Event {
    let story = Story::served(super::district::MINOR);
    let told = story.history.iter().find_map(|recorded| match &recorded.body.event {
        Event::DocumentDelivered(delivered) => Some(delivered.clone()),
        _ => None,
    });
    Event::DocumentDelivered(DocumentDelivered {
        signature: Some(signature),
        ..told.expect("a delivery is told")
    })
}

fn looked() -> Looked {
    let found = Interruption {
        kind: InterruptionKind::Gap,
        track: Some(1),
        from_ms: 2000,
        to_ms: 4500,
        what: "00:00:02.000 至 00:00:04.500 没有声音，共 2.5 秒（由 Matroska 各数据块的时间标记比对得出）"
            .to_owned(),
    };
    Looked {
        reader: 1,
        unfinished: true,
        gap_ms: 1000,
        still_ms: 5000,
        key_frame_ms: 60_000,
        says: vec![found.what.clone()],
        found: vec![found],
    }
}

fn looked_at() -> Event {
    Event::RecordingAdded(RecordingAdded {
        stage: "inspection".to_owned(),
        title: "现场检查录像（二）".to_owned(),
        file: file_named("inspection-2.mp4"),
        duration_ms: 62_500,
        began_at: moment("2026-11-24T09:50"),
        began_measured: false,
        recorder: Story::filed().named(ZHANG),
        notes: Vec::new(),
        looked: Some(looked()),
        continues: Some(file_id("inspection.mp4")),
        device: "执法记录仪07".to_owned(),
        clock_offset_ms: Some(-420_000),
    })
}

fn explained(how: Explanation) -> Event {
    let one = Explained {
        recording: file_id("inspection.mp4"),
        kind: InterruptionKind::Gap,
        track: Some(1),
        from_ms: 2000,
        to_ms: 4500,
    };
    Event::InterruptionExplained(InterruptionExplained {
        interruptions: vec![one],
        reason: "更换电池。".to_owned(),
        how,
        person: "李娜".to_owned(),
        on: date(2026, 11, 24),
    })
}

fn written() -> Explanation {
    Explanation::Written {
        obstacle: "记录仪断电。".to_owned(), paper: Some(file_named("explanation.pdf"))
    }
}

/// A sample of each event about a recording that was taken in.
pub(super) fn recorded() -> Vec<Event> {
    let recording = file_id("inspection.mp4");
    vec![
        Event::RecordingRead(RecordingRead { recording, looked: Looked { unfinished: false, ..looked() } }),
        explained(Explanation::Spoken { at_ms: 4600 }),
        Event::RecorderAdmitted(RecorderAdmitted {
            digest: "ab".repeat(32),
            name: "陆一鸣".to_owned(),
            organisation: "某摄录服务公司".to_owned(),
            contract: "HT-2026-07".to_owned(),
            task: "到某某路100号拍摄现场".to_owned(),
            from: date(2026, 11, 24),
            to: date(2026, 11, 25),
            handler: crate::ids::OfficerId::from(ZHANG),
        }),
        Event::RecorderDismissed(RecorderDismissed {
            digest: "ab".repeat(32),
            reason: "任务取消".to_owned(),
        }),
        Event::PartiesMerged(PartiesMerged {
            other: OtherParty { code: "310105199003070014".to_owned(), name: "王某".to_owned() },
            reason: "经营者本人，营业执照载明。".to_owned(),
        }),
        Event::PartiesUnmerged(PartiesUnmerged {
            code: "310105199003070014".to_owned(),
            reason: "核对后不是同一人。".to_owned(),
        }),
        Event::RecordingMarked(RecordingMarked {
            recording,
            at_ms: 75_000,
            stage: "inspection".to_owned(),
            label: "清点物品".to_owned(),
        }),
        Event::StillTaken(StillTaken {
            recording,
            at_ms: 75_400,
            image: file_named("still.png"),
            shows: "冷藏柜第二层。".to_owned(),
            proves: String::new(),
        }),
        Event::RecordingOmissionExplained(RecordingOmissionExplained {
            omitted: vec![Omitted {
                rule: "YX-03".to_owned(),
                step: "现场检查".to_owned(),
                stage: "inspection".to_owned(),
            }],
            site: Some(ExemptSite {
                class: "inflammable".to_owned(),
                basis: "《安全生产法》第三十五条".to_owned(),
            }),
            reason: "加油站罐区，防爆要求不得使用电子设备。".to_owned(),
            person: "李娜".to_owned(),
            on: date(2026, 11, 24),
            paper: Some(file_named("omission.pdf")),
        }),
    ]
}

fn through_a_dossier() -> Event {
    Event::MaterialViewed(MaterialViewed {
        what: "一户一档".to_owned(),
        viewer: Story::filed().named(ZHANG),
        purpose: "核对前案".to_owned(),
        through: Some(crate::StreamId([7; 16])),
    })
}

/// What has grown, by the name of its file.
fn samples() -> Vec<(&'static str, Event)> {
    let digest = "cd".repeat(32);
    let on_phone = Confirmation::OnPhone { content_digest: "ab".repeat(32), at: moment("2026-11-24T09:24") };
    let signed =
        Confirmation::Signed { text_digest: digest.clone(), hand: hand("店长", Some("确认签名.png")) };
    let unsigned = Confirmation::Unsigned { reason: "口头确认".to_owned() };
    let drawn = Signature::Signed {
        name: "钱某".to_owned(),
        text_digest: digest.clone(),
        hand: Some(hand("店长", Some("签名.png"))),
    };
    let typed = Signature::Signed {
        name: "钱某".to_owned(),
        text_digest: digest.clone(),
        hand: Some(hand("店长", None)),
    };
    let refused = Signature::Refused {
        reason: "对结果有异议".to_owned(),
        witness: "李某".to_owned(),
        text_digest: digest,
        hand: Some(hand("居委会工作人员", Some("见证签名.png"))),
        recording: Some(file_named("video.mp4")),
    };
    vec![
        ("CertificatesShown.on_phone", Event::CertificatesShown(shown(on_phone))),
        ("CertificatesShown.signed", Event::CertificatesShown(shown(signed))),
        ("CertificatesShown.unsigned", Event::CertificatesShown(shown(unsigned))),
        ("InspectionRecorded.drawn", inspected(drawn)),
        ("InspectionRecorded.refused", inspected(refused)),
        ("DocumentDelivered.typed", delivered(typed)),
        ("RecordingAdded.looked", looked_at()),
        ("InterruptionExplained.written", explained(written())),
        ("MaterialViewed.through", through_a_dossier()),
    ]
}

#[test]
fn what_events_have_grown_reads_and_writes_back() {
    let write = std::env::var_os("WRITE_FIXTURES").is_some();
    for (name, sample) in samples() {
        let path = folder().join(format!("{name}.json"));
        if write && !path.exists() {
            std::fs::write(&path, body(sample.clone())).expect("the fixture is written");
        }
        let stored = std::fs::read(&path).unwrap_or_else(|fault| panic!("{name} has no fixture: {fault}"));
        let read: Body = serde_json::from_slice(&stored).unwrap_or_else(|fault| panic!("{name}: {fault}"));
        assert_eq!((&read.event, read.unit.as_str()), (&sample, BODY), "{name}");
        let again = serde_json::to_vec(&read).expect("a body is written");
        assert_eq!(String::from_utf8_lossy(&again), String::from_utf8_lossy(&stored), "{name}");
    }
}
