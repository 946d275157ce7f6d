//! 标记环节: a moment of a recording gets a name: showing the certificates, telling the rights, counting the things (plan clause 11: 记录要素, features 11.3). Whoever
//! looks at the recording later comes there with one touch. A mark says where something is to be seen; it changes nothing of the recording.

use crate::recording_notice::may_record;
use events::field::{Field, Offer, Shape};
use events::records::{RecordingMarked, STAGES};
use events::standing::{Stage, Standing};
use events::{Act, Duty, Event, FileId, Occasion, Refusal};
use law::article::{Article, PLAN};
use serde::{Deserialize, Serialize};

/// Marks a moment.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct MarkRecording {
    /// File of the recording.
    pub recording: Option<FileId>,
    /// On the recording's own clock: 1:15.
    pub at: String,
    /// Code of [`STAGES`].
    pub stage: String,
    pub label: String,
}

events::refusals! {
    /// Why it cannot be marked.
    pub enum Refused {
        NoRecording => Article::of(PLAN, 11), "本案还没有音像记录", "先办理“音像记录入库”";
        RecordingUnknown => Article::of(PLAN, 11), "请选择本案的一段音像记录", "从列出的音像记录中选择", field "recording";
        PlaceUnreadable => Article::of(PLAN, 11), "时刻写作1:15或者1:02:03，不超过99小时", "按播放器上显示的时间填写", field "at";
        BeyondTheEnd { lasts: String } => Article::of(PLAN, 11), "时刻在录制结束之后，这段音像记录长{lasts}", "按播放器上显示的时间填写", field "at";
        StageUnknown => Article::of(PLAN, 11), "请选择所属环节", "从列出的环节中选择", field "stage";
        LabelMissing => Article::of(PLAN, 11), "应当写明这一刻记录了什么", "填写标记的名称", field "label";
        MarkedAlready { label: String } => Article::of(PLAN, 11), "这一刻已经标记为“{label}”", "不必重复标记", field "at";
    }
}

impl Act for MarkRecording {
    const NAME: &'static str = "MarkRecording";
    const WORD: &'static str = "mark";
    const TITLE: &'static str = "标记环节";
    const STAGE: Stage = Stage::Investigation;
    const DUTY: Duty = Duty::Handle;
    const EVENTS: &'static [&'static str] = &["RecordingMarked"];
    const FIELDS: &'static [Field] = &[
        Field::new("recording", "音像记录", Shape::One(Offer::Recordings)),
        Field::new("at", "时刻", Shape::Line(12)).hint("播放器上显示的时间，如1:15"),
        Field::new("stage", "所属环节", Shape::Choice(STAGES)),
        Field::new("label", "标记", Shape::Line(60)).hint("如：出示证件、告知权利、清点物品"),
    ];

    fn decide(&self, case: &Standing, _occasion: &Occasion<'_>) -> Result<Vec<Event>, Refusal> {
        may_record(case)?;
        if case.recordings.is_empty() {
            return Err(Refused::NoRecording.into());
        }
        let recording =
            self.recording.and_then(|file| case.recording(file)).ok_or(Refused::RecordingUnknown)?;
        let at_ms = place_ms(&self.at).ok_or(Refused::PlaceUnreadable)?;
        if at_ms > recording.duration_ms {
            return Err(Refused::BeyondTheEnd { lasts: clock(recording.duration_ms) }.into());
        }
        if !STAGES.iter().any(|(code, _)| *code == self.stage) {
            return Err(Refused::StageUnknown.into());
        }
        let label = self.label.trim();
        if label.is_empty() {
            return Err(Refused::LabelMissing.into());
        }
        let file = recording.file.sha256;
        let twice = |known: &&RecordingMarked| {
            known.recording == file && known.at_ms == at_ms && known.label == label
        };
        if let Some(known) = case.read.marks.iter().find(twice) {
            return Err(Refused::MarkedAlready { label: known.label.clone() }.into());
        }
        Ok(vec![Event::RecordingMarked(RecordingMarked {
            recording: file,
            at_ms,
            stage: self.stage.clone(),
            label: label.to_owned(),
        })])
    }
}

/// A place of a recording as players show it: `1:02:03`, `1:15`, `75`, seconds with a fraction or without.
pub(crate) fn place_ms(text: &str) -> Option<u64> {
    let (whole, fraction) = text.trim().split_once('.').unwrap_or((text.trim(), ""));
    let digits =
        |text: &str, most: usize| text.len() <= most && text.bytes().all(|byte| byte.is_ascii_digit());
    let parts: Vec<&str> = whole.split(':').collect();
    if parts.len() > 3 || parts.iter().any(|part| part.is_empty() || !digits(part, 6)) || !digits(fraction, 3)
    {
        return None;
    }
    // Behind a colon sixty is no minute and no second.
    let numbers: Vec<u64> = parts.iter().filter_map(|part| part.parse().ok()).collect();
    if numbers.len() != parts.len() || numbers.iter().skip(1).any(|part| *part >= 60) {
        return None;
    }
    let seconds = numbers.iter().fold(0, |sum, part| sum * 60 + part);
    let fraction_ms = format!("{fraction:0<3}").parse::<u64>().ok()?;
    (seconds < 99 * 3600).then_some(seconds * 1000 + fraction_ms)
}

/// A length or a place as players show it.
pub(crate) fn clock(ms: u64) -> String {
    let (hours, minutes, seconds) = (ms / 3_600_000, ms / 60_000 % 60, ms / 1000 % 60);
    if hours > 0 { format!("{hours}:{minutes:02}:{seconds:02}") } else { format!("{minutes}:{seconds:02}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Desk, archived, recorded, told};

    const VIDEO: FileId = FileId([7; 32]);

    fn mark() -> MarkRecording {
        MarkRecording {
            recording: Some(VIDEO),
            at: "0:42".into(),
            stage: "inspection".into(),
            label: "清点物品".into(),
        }
    }

    #[test]
    fn a_moment_is_marked_once_under_one_name() {
        let (desk, case) = recorded(VIDEO);
        let events = desk.decide(&mark(), &case).expect("lawful");
        let [Event::RecordingMarked(marked)] = &events[..] else { panic!("one event, not {events:?}") };
        assert_eq!((marked.recording, marked.at_ms, marked.label.as_str()), (VIDEO, 42_000, "清点物品"));
        let case = desk.then(&case, events);
        assert_eq!(desk.refused(&mark(), &case), "MarkedAlready");
        let other = MarkRecording { label: "拍照".into(), ..mark() };
        assert!(desk.decide(&other, &case).is_ok());
    }

    #[test]
    fn what_is_wrong_is_refused_at_its_field() {
        let (desk, case) = recorded(VIDEO);
        let table = [
            (MarkRecording { recording: Some(FileId([8; 32])), ..mark() }, "RecordingUnknown"),
            (MarkRecording { at: "一分".into(), ..mark() }, "PlaceUnreadable"),
            (MarkRecording { at: "1:02".into(), ..mark() }, "BeyondTheEnd"),
            (MarkRecording { stage: "lunch".into(), ..mark() }, "StageUnknown"),
            (MarkRecording { label: " ".into(), ..mark() }, "LabelMissing"),
        ];
        for (act, name) in table {
            assert_eq!(desk.refused(&act, &case), name);
        }
        assert_eq!(Desk::default().closed::<MarkRecording>(&told()).as_deref(), Some("NoRecording"));
        assert_eq!(Desk::default().closed::<MarkRecording>(&archived()).as_deref(), Some("Archived"));
        assert_eq!(desk.closed::<MarkRecording>(&case), None);
    }

    #[test]
    fn places_are_read_as_players_show_them() {
        for (text, ms) in [
            ("0:00", Some(0)),
            ("1:15", Some(75_000)),
            ("75", Some(75_000)),
            ("1:02:03.5", Some(3_723_500)),
            (" 0:01.25 ", Some(1250)),
            ("", None),
            ("1:60", None),
            ("1:2:3:4", None),
            (":5", None),
            ("1.2345", None),
            ("-1", None),
            ("999999:00", None),
        ] {
            assert_eq!(place_ms(text), ms, "{text}");
        }
        assert_eq!((clock(61_000), clock(3_723_000)), ("1:01".to_owned(), "1:02:03".to_owned()));
    }
}
