//! 音像记录入库: a recording is stored in the case and linked to a stage of it (plan clause 9, 12). Its length, and where the container says so its
//! beginning, are read from the file and never typed; a time that is only stated is marked as stated.
//!
//! What reading the file along its own clock found is entered with it (decision 0012). Where the device's clock was compared with the true time, the
//! difference is kept and both times are shown; nothing is mended. Segments (段) of one recording name one another, so that what lies between them is found.
//!
//! What the recording shows is not judged here. A recording without an earlier notice to the party is refused; the exemption for sites where
//! recording is dangerous concerns not recording at all.

use crate::recording_notice::may_record;
use events::field::Offer;
use events::field::{Field, Shape};
use events::occasion::{FileFacts, Playing, beijing, instant};
use events::records::{RecordingAdded, STAGES};
use events::standing::{Stage, Standing};
use events::{Act, Duty, Event, FileId, Occasion, Refusal};
use jiff::Timestamp;
use jiff::civil::DateTime;
use law::article::{Article, PLAN};
use serde::{Deserialize, Serialize};

/// Adds a recording.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct AddRecording {
    /// Code of [`STAGES`].
    pub stage: String,
    pub title: String,
    pub file: Option<FileId>,
    /// Beijing time; needed only where the container does not say.
    pub began_at: Option<DateTime>,
    /// File of the recording of which this is a further segment.
    pub continues: Option<FileId>,
    pub device: String,
    /// Positive when the device's clock was ahead.
    pub clock_offset_seconds: Option<i64>,
}

/// A clock may be off by whole years: recorders begin at their epoch when the battery was out.
const CLOCK_OFF_SECONDS_MAX: i64 = 3_200_000_000;

/// How far a stated beginning may lie from the container's before both are noted, seconds.
const AGREE_SECONDS: i64 = 60;

events::refusals! {
    /// Why it cannot be added.
    pub enum Refused {
        PartyNotTold => Article::of(PLAN, 9), "尚未告知当事人录音录像", "先办理“告知录音录像”";
        StageUnknown => Article::of(PLAN, 9), "请选择所属环节", "从列出的环节中选择", field "stage";
        FileMissing => Article::of(PLAN, 12), "请上传音像文件", "上传后再提交", field "file";
        FileNotStored => Article::of(PLAN, 12), "文件没有存入，或者没有传完", "先上传文件，再提交", field "file";
        WrongMediaKind { kind: String } => Article::of(PLAN, 9), "不是可以播放的音像文件（{kind}）", "上传录音或者录像的原始文件", field "file";
        NotReadYet => Article::of(PLAN, 9), "音像文件已经存入，尚未识读", "稍候一分钟再提交；已填写的内容不会丢失", field "file";
        SegmentUnknown => Article::of(PLAN, 9), "本案没有这段音像记录可以接续", "从本案已经入库的音像记录中选择", field "continues";
        FileTwice { title: String } => Article::of(PLAN, 12), "同一文件已经作为“{title}”入库", "不必重复入库", field "file";
        BeginningMissing => Article::of(PLAN, 9), "文件没有记载开始时间，应当填写", "填写开始录制的时间", field "began_at";
        BeganInFuture => Article::of(PLAN, 9), "开始时间不能晚于现在", "改正开始时间", field "began_at";
    }
}

impl Act for AddRecording {
    const NAME: &'static str = "AddRecording";
    const WORD: &'static str = "recording";
    const TITLE: &'static str = "音像记录入库";
    const STAGE: Stage = Stage::Investigation;
    const DUTY: Duty = Duty::Handle;
    const EVENTS: &'static [&'static str] = &["RecordingAdded"];
    const FIELDS: &'static [Field] = &[
        Field::new("stage", "所属环节", Shape::Choice(STAGES)),
        Field::new("title", "名称", Shape::Line(100)).hint("如：现场检查全过程录像"),
        Field::new("file", "音像文件", Shape::File),
        Field::new("began_at", "开始录制时间", Shape::Moment)
            .optional()
            .hint("文件自身有记载的，以记载为准，不必填写"),
        Field::new("continues", "接续哪一段", Shape::One(Offer::Recordings))
            .optional()
            .hint("同一次记录分成几个文件的，选择其中已经入库的一段；各段之间的间断会被指出"),
        Field::new("device", "设备编号", Shape::Line(40)).optional(),
        Field::new(
            "clock_offset_seconds",
            "设备时钟快多少秒",
            Shape::Whole(-CLOCK_OFF_SECONDS_MAX, CLOCK_OFF_SECONDS_MAX),
        )
        .optional()
        .hint("与北京时间核对过的填写，慢的填负数，无误的填0"),
    ];

    fn files(&self) -> Vec<FileId> {
        self.file.into_iter().collect()
    }

    fn decide(&self, case: &Standing, occasion: &Occasion<'_>) -> Result<Vec<Event>, Refusal> {
        may_record(case)?;
        if !case.recording_notified {
            return Err(Refused::PartyNotTold.into());
        }
        if !STAGES.iter().any(|(code, _)| *code == self.stage) {
            return Err(Refused::StageUnknown.into());
        }
        let title = self.title.trim();
        if title.is_empty() {
            return Err(Refusal::of_field("title", "必须填写"));
        }
        let (stored, playing) = self.playable(case, occasion)?;
        let looked = stored.looked.clone().ok_or(Refused::NotReadYet)?;
        if self.continues.is_some_and(|segment| case.recording(segment).is_none()) {
            return Err(Refused::SegmentUnknown.into());
        }
        let beginning = self.beginning(playing, occasion.now)?;
        Ok(vec![Event::RecordingAdded(RecordingAdded {
            stage: self.stage.clone(),
            title: title.to_owned(),
            file: stored.named.clone(),
            duration_ms: playing.duration_ms,
            began_at: beginning.at,
            began_measured: beginning.measured,
            recorder: occasion.officer(),
            notes: notes(playing, beginning),
            looked: Some(looked),
            continues: self.continues,
            device: self.device.trim().to_owned(),
            clock_offset_ms: self.clock_offset_seconds.map(|seconds| seconds.saturating_mul(1000)),
        })])
    }
}

/// What reading the container showed, and what its clock and the stated time disagree on. Where the stated time counts, no note says otherwise.
fn notes(playing: &Playing, beginning: Beginning) -> Vec<String> {
    let of_file = playing.notes.iter().filter(|note| beginning.measured || !note.starts_with("开始时间取自"));
    of_file.cloned().chain(beginning.note).collect()
}

/// An instant in Beijing time, to the second.
fn clock(at: Timestamp) -> String {
    beijing(at).strftime("%Y-%m-%d %H:%M:%S").to_string()
}

/// When a recording began, whether the container says so, and what the two clocks disagree on.
struct Beginning {
    at: Timestamp,
    measured: bool,
    note: Option<String>,
}

impl AddRecording {
    /// The stored file, playable and not yet in the case.
    fn playable<'a>(
        &self,
        case: &Standing,
        occasion: &Occasion<'a>,
    ) -> Result<(&'a FileFacts, &'a Playing), Refused> {
        let id = self.file.ok_or(Refused::FileMissing)?;
        let stored = occasion.file(id).ok_or(Refused::FileNotStored)?;
        if let Some(earlier) = case.recordings.iter().find(|recording| recording.file.sha256 == id) {
            return Err(Refused::FileTwice { title: earlier.title.clone() });
        }
        let kind = || Refused::WrongMediaKind { kind: stored.named.media_type.clone() };
        Ok((stored, stored.playing.as_ref().ok_or_else(kind)?))
    }

    /// The container's time, unless it lies ahead of now (a device clock that runs ahead measures nothing); else the stated one.
    fn beginning(&self, playing: &Playing, now: Timestamp) -> Result<Beginning, Refused> {
        let stated = self.began_at.and_then(instant);
        if stated.is_some_and(|at| at > now) {
            return Err(Refused::BeganInFuture);
        }
        let ahead = playing.started_at.filter(|at| *at > now);
        let note = |says: String| Some(format!("{says}（比对容器时间与填写时间）"));
        match (playing.started_at.filter(|at| *at <= now), stated) {
            (Some(at), Some(stated)) if (at.as_second() - stated.as_second()).abs() > AGREE_SECONDS => {
                let (at_words, stated) = (clock(at), clock(stated));
                let says = format!("文件记载的开始时间为{at_words}，填写的为{stated}，以记载为准");
                Ok(Beginning { at, measured: true, note: note(says) })
            }
            (Some(at), _) => Ok(Beginning { at, measured: true, note: None }),
            (None, Some(stated)) => {
                let says = ahead.and_then(|at| {
                    note(format!("文件记载的开始时间{}晚于入库时间，设备时钟不准", clock(at)))
                });
                Ok(Beginning { at: stated, measured: false, note: says })
            }
            (None, None) => Err(Refused::BeginningMissing),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Desk, NOW, archived, filed, told};
    use jiff::ToSpan;

    const VIDEO: FileId = FileId([7; 32]);

    fn recording() -> AddRecording {
        AddRecording {
            stage: "inspection".into(),
            title: "现场检查全过程录像".into(),
            file: Some(VIDEO),
            began_at: None,
            ..AddRecording::default()
        }
    }

    /// An instant some minutes before the act.
    fn ago(minutes: i64) -> Timestamp {
        instant(NOW.saturating_sub(minutes.minutes())).expect("an instant")
    }

    fn added(desk: &Desk, act: &AddRecording) -> RecordingAdded {
        match desk.decide(act, &told()).as_deref() {
            Ok([Event::RecordingAdded(added)]) => added.clone(),
            other => panic!("one event, not {other:?}"),
        }
    }

    #[test]
    fn the_containers_beginning_is_measured() {
        let added = added(&Desk::storing(VIDEO, Some(ago(90))), &recording());
        assert_eq!((added.began_at, added.began_measured, added.duration_ms), (ago(90), true, 61_000));
        assert_eq!(added.notes, ["时长取自影片头"]);
    }

    #[test]
    fn a_stated_beginning_is_marked_as_stated() {
        let stated = NOW.saturating_sub(2.hours());
        let act = AddRecording { began_at: Some(stated), ..recording() };
        let added = added(&Desk::storing(VIDEO, None), &act);
        assert_eq!((Some(added.began_at), added.began_measured), (instant(stated), false));
    }

    #[test]
    fn two_clocks_that_disagree_are_both_noted() {
        let act = AddRecording { began_at: Some(NOW.saturating_sub(97.minutes())), ..recording() };
        let added = added(&Desk::storing(VIDEO, Some(ago(90))), &act);
        assert_eq!((added.began_at, added.began_measured), (ago(90), true));
        assert!(added.notes[1].contains(&clock(ago(97))) && added.notes[1].contains(&clock(ago(90))));
    }

    #[test]
    fn a_device_clock_that_runs_ahead_measures_nothing() {
        let desk = Desk::storing(VIDEO, Some(ago(-30)));
        assert_eq!(desk.refused(&recording(), &told()), "BeginningMissing");
        let act = AddRecording { began_at: Some(NOW.saturating_sub(1.hour())), ..recording() };
        let added = added(&desk, &act);
        assert!(!added.began_measured && added.notes[1].contains("设备时钟不准"));
    }

    #[test]
    fn the_party_must_have_been_told_first() {
        let desk = Desk::storing(VIDEO, Some(ago(90)));
        let refused = desk.decide(&recording(), &filed()).expect_err("not told");
        assert_eq!(
            (refused.name.as_str(), refused.article.as_str()),
            ("PartyNotTold", "《长宁区三项制度实施方案》第九条")
        );
        assert!(!refused.is_about_input());
    }

    #[test]
    fn the_same_file_is_taken_in_once() {
        let desk = Desk::storing(VIDEO, Some(ago(90)));
        let case = told();
        let case = desk.then(&case, desk.decide(&recording(), &case).expect("lawful"));
        assert_eq!(desk.refused(&recording(), &case), "FileTwice");
    }

    #[test]
    fn what_is_wrong_is_refused_at_its_field() {
        let desk = Desk::storing(VIDEO, None);
        let future = Some(NOW.saturating_add(1.minute()));
        #[rustfmt::skip]
        let table: [(AddRecording, &str); 6] = [
            (AddRecording { stage: "lunch".into(), ..recording() }, "StageUnknown"),
            (AddRecording { title: " ".into(), ..recording() }, "FieldRefused"),
            (AddRecording { file: None, ..recording() }, "FileMissing"),
            (AddRecording { file: Some(FileId([8; 32])), ..recording() }, "FileNotStored"),
            (recording(), "BeginningMissing"),
            (AddRecording { began_at: future, ..recording() }, "BeganInFuture"),
        ];
        for (act, name) in table {
            assert_eq!(desk.refused(&act, &told()), name);
        }
    }

    #[test]
    fn what_reading_found_stands_in_the_event() {
        let found = added(&Desk::storing(VIDEO, Some(ago(90))), &recording());
        assert_eq!(found.looked, Some(crate::testing::looked()));
        let unread = Desk::storing(VIDEO, Some(ago(90))).unread();
        assert_eq!(unread.refused(&recording(), &told()), "NotReadYet");
    }

    #[test]
    fn a_segment_goes_on_with_one_of_the_case_and_a_wrong_clock_is_kept() {
        let desk = Desk::storing(VIDEO, Some(ago(90)));
        let elsewhere = AddRecording { continues: Some(FileId([9; 32])), ..recording() };
        assert_eq!(desk.refused(&elsewhere, &told()), "SegmentUnknown");
        let wrong =
            AddRecording { device: " 记录仪07 ".into(), clock_offset_seconds: Some(420), ..recording() };
        let added = added(&desk, &wrong);
        assert_eq!((added.device.as_str(), added.clock_offset_ms), ("记录仪07", Some(420_000)));
        assert_eq!((added.began_at, added.at(0)), (ago(90), ago(97)), "both times are there");
    }

    #[test]
    fn a_file_that_does_not_play_is_no_recording() {
        let desk = Desk::storing_silent(VIDEO);
        assert_eq!(desk.refused(&recording(), &told()), "WrongMediaKind");
    }

    #[test]
    fn a_blank_act_is_closed_by_the_situation_and_open_once_told() {
        let desk = Desk::default();
        assert_eq!(desk.closed::<AddRecording>(&Standing::default()).as_deref(), Some("NotFiled"));
        assert_eq!(desk.closed::<AddRecording>(&filed()).as_deref(), Some("PartyNotTold"));
        assert_eq!(desk.closed::<AddRecording>(&archived()).as_deref(), Some("Archived"));
        assert_eq!(desk.closed::<AddRecording>(&told()), None);
        assert_eq!(recording().files(), [VIDEO]);
    }
}
