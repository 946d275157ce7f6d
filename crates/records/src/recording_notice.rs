//! 告知录音录像: when recording begins, the party is told (plan clause 9), and what was said stands in the case. Recording may begin anew at any stage
//! from filing to archiving, so this may be done more than once.

use events::field::{Field, Shape};
use events::records::RecordingNotified;
use events::standing::{Stage, Standing};
use events::{Act, Duty, Event, Occasion, Refusal};
use jiff::civil::DateTime;
use law::article::{Article, PENALTY_LAW, PLAN};
use serde::{Deserialize, Serialize};

/// Tells the party that recording begins.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct NotifyRecording {
    /// Beijing time.
    pub at: Option<DateTime>,
    pub told: String,
    pub words: String,
}

events::refusals! {
    /// What closes recording in a case, or is wrong with the notice.
    pub enum Refused {
        NotFiled => Article::of(PENALTY_LAW, 54).paragraph(2), "案件尚未立案", "先报请机关负责人审批立案";
        Archived => Article::of(PLAN, 13), "案卷已经归档，不能再增加记录", "在档案中按补充归档办理";
        InFuture => Article::of(PLAN, 9), "告知时间不能晚于现在", "改正告知时间", field "at";
        ToldMissing => Article::of(PLAN, 9), "应当写明告知了谁", "填写被告知人", field "told";
        WordsMissing => Article::of(PLAN, 9), "应当写明告知的内容", "填写告知用语", field "words";
    }
}

impl Act for NotifyRecording {
    const NAME: &'static str = "NotifyRecording";
    const WORD: &'static str = "recording_notice";
    const TITLE: &'static str = "告知录音录像";
    const STAGE: Stage = Stage::Investigation;
    const DUTY: Duty = Duty::Handle;
    const EVENTS: &'static [&'static str] = &["RecordingNotified"];
    const FIELDS: &'static [Field] = &[
        Field::new("at", "告知时间", Shape::Moment),
        Field::new("told", "被告知人", Shape::Line(100)),
        Field::new("words", "告知用语", Shape::Text(1000)).hint("如：本次执法全程录音录像，请配合"),
    ];

    fn decide(&self, case: &Standing, occasion: &Occasion<'_>) -> Result<Vec<Event>, Refusal> {
        may_record(case)?;
        let at = self.at.filter(|at| *at <= occasion.moment()).ok_or(Refused::InFuture)?;
        let (told, words) = (self.told.trim(), self.words.trim());
        if told.is_empty() {
            return Err(Refused::ToldMissing.into());
        }
        if words.is_empty() {
            return Err(Refused::WordsMissing.into());
        }
        Ok(vec![Event::RecordingNotified(RecordingNotified {
            at,
            told: told.to_owned(),
            officer: occasion.officer(),
            words: words.to_owned(),
        })])
    }
}

/// Recording belongs to a case from its filing until it is archived, service and execution included.
pub(crate) fn may_record(case: &Standing) -> Result<(), Refused> {
    if case.filed_on.is_none() {
        return Err(Refused::NotFiled);
    }
    if case.archived_on.is_some() {
        return Err(Refused::Archived);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Desk, NOW, archived, decided, filed, opened};

    fn notice() -> NotifyRecording {
        NotifyRecording {
            at: Some(NOW),
            told: "邵明远".into(),
            words: "本次执法全程录音录像，请配合。".into(),
        }
    }

    #[test]
    fn the_party_is_told_and_the_case_knows_it() {
        let (case, desk) = (filed(), Desk::default());
        let events = desk.decide(&notice(), &case).expect("lawful");
        let [Event::RecordingNotified(notified)] = events.as_slice() else { panic!("one event") };
        assert_eq!((notified.at, notified.officer.name.as_str()), (NOW, "张伟"));
        assert!(desk.then(&case, events).recording_notified);
    }

    #[test]
    fn it_may_be_told_again_after_the_decision() {
        let case = decided();
        assert!(Desk::default().decide(&notice(), &case).is_ok());
    }

    #[test]
    fn nothing_is_recorded_before_filing_or_after_archiving() {
        let desk = Desk::default();
        assert_eq!(desk.refused(&notice(), &opened()), "NotFiled");
        assert_eq!(desk.refused(&notice(), &archived()), "Archived");
        assert_eq!(desk.refused(&notice(), &Standing::default()), "NotFiled");
    }

    #[test]
    fn what_is_wrong_is_refused_at_its_field() {
        let (case, desk) = (filed(), Desk::default());
        let later = NOW.saturating_add(jiff::Span::new().minutes(1));
        for (act, name) in [
            (NotifyRecording { at: Some(later), ..notice() }, "InFuture"),
            (NotifyRecording { at: None, ..notice() }, "InFuture"),
            (NotifyRecording { told: " ".into(), ..notice() }, "ToldMissing"),
            (NotifyRecording { words: "\n".into(), ..notice() }, "WordsMissing"),
        ] {
            assert_eq!(desk.refused(&act, &case), name);
        }
    }

    #[test]
    fn a_blank_act_is_closed_by_the_situation_and_open_once_filed() {
        let desk = Desk::default();
        assert_eq!(desk.closed::<NotifyRecording>(&opened()).as_deref(), Some("NotFiled"));
        assert_eq!(desk.closed::<NotifyRecording>(&archived()).as_deref(), Some("Archived"));
        assert_eq!(desk.closed::<NotifyRecording>(&filed()), None);
    }
}
