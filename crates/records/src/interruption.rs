//! 说明记录间断: why a recording breaks off (plan clause 9: 由于特殊情况中断的，应在视音频中说明中断原因，因客观原因无法在视音频中说明原因的，应在事后书面说明情况). Either
//! the reason was spoken in the recording, then its place is named; or it is written afterwards, then what kept it from being said there is stated.
//!
//! An explanation explains the places it names and no others. Whether the reason is a good one is for whoever reads the case.

use crate::mark::{clock, place_ms};
use crate::recording_notice::may_record;
use events::field::{Field, Offer, Shape};
use events::records::{Explained, Explanation, InterruptionExplained, InterruptionKind};
use events::standing::{Found, Stage, Standing};
use events::{Act, Duty, Event, FileId, Occasion, Refusal};
use jiff::civil::Date;
use law::article::{Article, PLAN};
use serde::{Deserialize, Serialize};

/// Explains interruptions.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ExplainInterruption {
    /// Keys of the interruptions, see [`Found::key`].
    pub interruptions: Vec<String>,
    pub reason: String,
    /// Code of [`HOW`].
    pub how: String,
    /// Where in the recording it is said.
    pub spoken_at: String,
    pub obstacle: String,
    pub paper: Option<FileId>,
    pub person: String,
    pub on: Option<Date>,
}

/// How it was explained.
const HOW: &[(&str, &str)] = &[("spoken", "已在音像中说明"), ("written", "事后书面说明")];

events::refusals! {
    /// Why it cannot be explained.
    pub enum Refused {
        NothingToExplain => Article::of(PLAN, 9), "本案的音像记录没有待说明的间断", "发现间断后再说明";
        InterruptionMissing => Article::of(PLAN, 9), "请选择所说明的间断", "从列出的间断中选择", field "interruptions";
        InterruptionUnknown => Article::of(PLAN, 9), "所选的间断不存在，或者已经说明", "刷新页面后从列出的间断中选择", field "interruptions";
        ReasonMissing => Article::of(PLAN, 9), "应当写明中断的原因", "填写原因", field "reason";
        HowMissing => Article::of(PLAN, 9), "应当写明是在音像中说明的，还是事后书面说明的", "选择说明方式", field "how";
        PlaceMissing => Article::of(PLAN, 9), "在音像中说明的，应当指明说明的时刻", "按播放器上显示的时间填写，如1:15", field "spoken_at";
        BeyondTheEnd { lasts: String } => Article::of(PLAN, 9), "时刻在录制结束之后，这段音像记录长{lasts}", "按播放器上显示的时间填写", field "spoken_at";
        SpokenInOne => Article::of(PLAN, 9), "在音像中说明的，一次只能说明同一段音像记录中的间断", "分次办理", field "interruptions";
        NoSoundToSpeakIn => Article::of(PLAN, 9), "这段音像记录没有声音，不能在其中说明", "改为事后书面说明", field "how";
        ObstacleMissing => Article::of(PLAN, 9), "事后书面说明的，应当写明因什么客观原因没有在音像中说明", "填写客观原因", field "obstacle";
        PaperNotStored => Article::of(PLAN, 9), "书面说明没有存入，或者没有传完", "上传后再提交", field "paper";
        PersonMissing => Article::of(PLAN, 9), "应当写明说明人", "填写说明人", field "person";
        DayWrong => Article::of(PLAN, 9), "说明日期应当在录制之后，不晚于今天", "改正说明日期", field "on";
    }
}

impl Act for ExplainInterruption {
    const NAME: &'static str = "ExplainInterruption";
    const WORD: &'static str = "interruption";
    const TITLE: &'static str = "说明记录间断";
    const STAGE: Stage = Stage::Investigation;
    const DUTY: Duty = Duty::Handle;
    const EVENTS: &'static [&'static str] = &["InterruptionExplained"];
    const FIELDS: &'static [Field] = &[
        Field::new("interruptions", "间断", Shape::Many(Offer::Interruptions)),
        Field::new("reason", "中断原因", Shape::Text(500)),
        Field::new("how", "说明方式", Shape::Choice(HOW)),
        Field::new("spoken_at", "在音像中说明的时刻", Shape::Line(12))
            .optional()
            .hint("已在音像中说明的填写，播放器上显示的时间，如1:15"),
        Field::new("obstacle", "未能在音像中说明的客观原因", Shape::Text(300))
            .optional()
            .hint("事后书面说明的填写，如：记录仪断电"),
        Field::new("paper", "书面说明", Shape::File).optional().hint("另有签名的书面说明的，上传扫描件"),
        Field::new("person", "说明人", Shape::Line(40)),
        Field::new("on", "说明日期", Shape::Date),
    ];

    fn files(&self) -> Vec<FileId> {
        self.paper.into_iter().collect()
    }

    fn decide(&self, case: &Standing, occasion: &Occasion<'_>) -> Result<Vec<Event>, Refusal> {
        may_record(case)?;
        let unexplained = case.unexplained();
        if unexplained.is_empty() {
            return Err(Refused::NothingToExplain.into());
        }
        let chosen = self.chosen(&unexplained)?;
        let (reason, person) = (self.reason.trim(), self.person.trim());
        if reason.is_empty() {
            return Err(Refused::ReasonMissing.into());
        }
        let how = self.how(&chosen, occasion)?;
        if person.is_empty() {
            return Err(Refused::PersonMissing.into());
        }
        Ok(vec![Event::InterruptionExplained(InterruptionExplained {
            interruptions: chosen.iter().map(|found| named(found)).collect(),
            reason: reason.to_owned(),
            how,
            person: person.to_owned(),
            on: self.day(&chosen, occasion)?,
        })])
    }
}

fn named(found: &Found<'_>) -> Explained {
    Explained {
        recording: found.recording.file.sha256,
        kind: found.interruption.kind,
        track: found.interruption.track,
        from_ms: found.interruption.from_ms,
        to_ms: found.interruption.to_ms,
    }
}

impl ExplainInterruption {
    fn chosen<'a>(&self, unexplained: &'a [Found<'a>]) -> Result<Vec<&'a Found<'a>>, Refused> {
        if self.interruptions.is_empty() {
            return Err(Refused::InterruptionMissing);
        }
        let known = |key: &String| unexplained.iter().find(|found| found.key() == *key);
        self.interruptions.iter().map(|key| known(key).ok_or(Refused::InterruptionUnknown)).collect()
    }

    fn how(&self, chosen: &[&Found<'_>], occasion: &Occasion<'_>) -> Result<Explanation, Refused> {
        match self.how.as_str() {
            "spoken" => self.spoken(chosen),
            "written" => self.written(occasion),
            _ => Err(Refused::HowMissing),
        }
    }

    fn spoken(&self, chosen: &[&Found<'_>]) -> Result<Explanation, Refused> {
        let Some(recording) = chosen.first().map(|found| found.recording) else {
            return Err(Refused::InterruptionMissing);
        };
        if chosen.iter().any(|found| found.recording.file.sha256 != recording.file.sha256) {
            return Err(Refused::SpokenInOne);
        }
        if chosen.iter().any(|found| found.interruption.kind == InterruptionKind::NoSound) {
            return Err(Refused::NoSoundToSpeakIn);
        }
        let at_ms = place_ms(&self.spoken_at).ok_or(Refused::PlaceMissing)?;
        if at_ms > recording.duration_ms {
            return Err(Refused::BeyondTheEnd { lasts: clock(recording.duration_ms) });
        }
        Ok(Explanation::Spoken { at_ms })
    }

    fn written(&self, occasion: &Occasion<'_>) -> Result<Explanation, Refused> {
        let obstacle = self.obstacle.trim();
        if obstacle.is_empty() {
            return Err(Refused::ObstacleMissing);
        }
        let stored = |file| occasion.file(file).ok_or(Refused::PaperNotStored);
        let paper = self.paper.map(stored).transpose()?.map(|stored| stored.named.clone());
        Ok(Explanation::Written { obstacle: obstacle.to_owned(), paper })
    }

    /// Nobody explains before it happened; a clock that is wrong by a day must not stand in the way of the truth, so the day of entry always counts.
    fn day(&self, chosen: &[&Found<'_>], occasion: &Occasion<'_>) -> Result<Date, Refused> {
        let (on, today) = (self.on.ok_or(Refused::DayWrong)?, occasion.today());
        let began = chosen.iter().map(|found| events::occasion::beijing(found.recording.at(0)).date()).max();
        let late_enough = on == today || began.is_none_or(|began| on >= began);
        (on <= today && late_enough).then_some(on).ok_or(Refused::DayWrong)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Desk, NOW, archived, decided, looked, recorded, told};
    use events::records::{Interruption, Looked};

    const VIDEO: FileId = FileId([7; 32]);

    fn spoken(case: &Standing) -> ExplainInterruption {
        ExplainInterruption {
            interruptions: case.unexplained().iter().map(Found::key).collect(),
            reason: "更换电池".into(),
            how: "spoken".into(),
            spoken_at: "0:05".into(),
            person: "李娜".into(),
            on: Some(NOW.date()),
            ..ExplainInterruption::default()
        }
    }

    fn written(case: &Standing) -> ExplainInterruption {
        ExplainInterruption { how: "written".into(), obstacle: "记录仪断电".into(), ..spoken(case) }
    }

    #[test]
    fn what_was_spoken_is_found_at_its_place_and_nothing_is_left_to_explain() {
        let (desk, case) = recorded(VIDEO);
        let events = desk.decide(&spoken(&case), &case).expect("lawful");
        let [Event::InterruptionExplained(explained)] = &events[..] else {
            panic!("one event, not {events:?}")
        };
        assert_eq!(explained.how, Explanation::Spoken { at_ms: 5000 });
        assert_eq!((explained.interruptions[0].from_ms, explained.interruptions[0].to_ms), (2000, 4500));
        let case = desk.then(&case, events);
        assert!(case.unexplained().is_empty());
        assert_eq!(desk.refused(&spoken(&case), &case), "NothingToExplain");
    }

    #[test]
    fn what_is_written_later_says_why_it_was_not_spoken() {
        let (desk, case) = recorded(VIDEO);
        let events = desk.decide(&written(&case), &case).expect("lawful");
        let [Event::InterruptionExplained(explained)] = &events[..] else {
            panic!("one event, not {events:?}")
        };
        assert!(
            matches!(&explained.how, Explanation::Written { obstacle, paper: None } if obstacle == "记录仪断电")
        );
    }

    #[test]
    fn what_is_wrong_is_refused_at_its_field() {
        let (desk, case) = recorded(VIDEO);
        let (spoken, written) = (spoken(&case), written(&case));
        let tomorrow = NOW.date().tomorrow().ok();
        let before = NOW.date().yesterday().ok();
        let table = [
            (ExplainInterruption { interruptions: Vec::new(), ..spoken.clone() }, "InterruptionMissing"),
            (
                ExplainInterruption { interruptions: vec!["x".into()], ..spoken.clone() },
                "InterruptionUnknown",
            ),
            (ExplainInterruption { reason: " ".into(), ..spoken.clone() }, "ReasonMissing"),
            (ExplainInterruption { how: String::new(), ..spoken.clone() }, "HowMissing"),
            (ExplainInterruption { spoken_at: String::new(), ..spoken.clone() }, "PlaceMissing"),
            (ExplainInterruption { spoken_at: "1:02".into(), ..spoken.clone() }, "BeyondTheEnd"),
            (ExplainInterruption { obstacle: " ".into(), ..written.clone() }, "ObstacleMissing"),
            (ExplainInterruption { paper: Some(FileId([8; 32])), ..written.clone() }, "PaperNotStored"),
            (ExplainInterruption { person: " ".into(), ..spoken.clone() }, "PersonMissing"),
            (ExplainInterruption { on: None, ..spoken.clone() }, "DayWrong"),
            (ExplainInterruption { on: tomorrow, ..spoken.clone() }, "DayWrong"),
            (ExplainInterruption { on: before, ..spoken }, "DayWrong"),
        ];
        for (act, name) in table {
            assert_eq!(desk.refused(&act, &case), name);
        }
    }

    #[test]
    fn nobody_speaks_in_a_recording_without_sound() {
        let silent = Interruption { kind: InterruptionKind::NoSound, ..looked().found.remove(0) };
        let looked = Looked { found: vec![silent], ..looked() };
        let (desk, case) = recorded(VIDEO);
        let (event, read) =
            (Event::RecordingRead, events::records::RecordingRead { recording: VIDEO, looked });
        let case = desk.then(&case, vec![event(read)]);
        assert_eq!(desk.refused(&spoken(&case), &case), "NoSoundToSpeakIn");
        assert!(desk.decide(&written(&case), &case).is_ok());
    }

    #[test]
    fn it_is_open_from_the_first_interruption_until_the_case_is_archived() {
        let (desk, case) = recorded(VIDEO);
        assert_eq!(desk.closed::<ExplainInterruption>(&case), None);
        let ended = Standing { closed_on: decided().closed_on, ..case.clone() };
        assert_eq!(
            desk.closed::<ExplainInterruption>(&ended),
            None,
            "also after closing, for it holds up filing"
        );
        let filed = Standing { archived_on: archived().archived_on, ..case };
        assert_eq!(desk.closed::<ExplainInterruption>(&filed).as_deref(), Some("Archived"));
        let nothing = Desk::default().closed::<ExplainInterruption>(&told());
        assert_eq!(nothing.as_deref(), Some("NothingToExplain"));
    }
}
