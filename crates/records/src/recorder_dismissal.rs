//! 停用外聘摄录账号 (plan clause 10): from the next request on the code opens nothing. What was handed in before stays where it is.

use events::field::{Field, Offer, Shape};
use events::records::RecorderDismissed;
use events::standing::{Stage, Standing};
use events::{Act, Duty, Event, Occasion, Refusal};
use law::article::{Article, PLAN};
use serde::{Deserialize, Serialize};

/// Dismisses an outside recorder.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct DismissRecorder {
    /// The digest of the code.
    pub recorder: String,
    pub reason: String,
}

events::refusals! {
    /// Why nobody is dismissed.
    pub enum Refused {
        NobodyAdmitted => Article::of(PLAN, 10), "本案没有在用的外聘摄录账号", "不必停用";
        RecorderUnknown => Article::of(PLAN, 10), "本案没有这个外聘摄录账号，或者已经停用", "从列出的账号中选择", field "recorder";
    }
}

impl Act for DismissRecorder {
    const NAME: &'static str = "DismissRecorder";
    const WORD: &'static str = "recorder_dismissal";
    const TITLE: &'static str = "停用外聘摄录账号";
    const STAGE: Stage = Stage::Investigation;
    const DUTY: Duty = Duty::Handle;
    const EVENTS: &'static [&'static str] = &["RecorderDismissed"];
    const FIELDS: &'static [Field] = &[
        Field::new("recorder", "摄录人员", Shape::One(Offer::Recorders)),
        Field::new("reason", "原因", Shape::Line(200)),
    ];

    fn decide(&self, case: &Standing, _occasion: &Occasion<'_>) -> Result<Vec<Event>, Refusal> {
        if case.read.recorders_admitted().next().is_none() {
            return Err(Refused::NobodyAdmitted.into());
        }
        if !case.read.recorders_admitted().any(|known| known.digest == self.recorder) {
            return Err(Refused::RecorderUnknown.into());
        }
        match self.reason.trim() {
            "" => Err(Refusal::of_field("reason", "必须填写")),
            reason => Ok(vec![Event::RecorderDismissed(RecorderDismissed {
                digest: self.recorder.clone(),
                reason: reason.to_owned(),
            })]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::recorder::AdmitRecorder;
    use crate::testing::{Desk, NOW, filed};

    #[test]
    fn only_who_is_admitted_is_dismissed_and_a_reason_is_given() {
        let desk = Desk::default();
        let dismiss = DismissRecorder { recorder: "ab".repeat(32), reason: "任务取消".into() };
        assert_eq!(desk.refused(&dismiss, &filed()), "NobodyAdmitted");
        let admit = AdmitRecorder {
            digest: "ab".repeat(32),
            name: "陆一鸣".into(),
            organisation: "某公司".into(),
            contract: "HT-1".into(),
            task: "现场拍摄".into(),
            from: Some(NOW.date()),
            to: Some(NOW.date()),
        };
        let case = desk.then(&filed(), desk.decide(&admit, &filed()).expect("lawful"));
        let other = DismissRecorder { recorder: "cd".repeat(32), ..dismiss.clone() };
        assert_eq!(desk.refused(&other, &case), "RecorderUnknown");
        assert_eq!(
            desk.refused(&DismissRecorder { reason: " ".into(), ..dismiss.clone() }, &case),
            "FieldRefused"
        );
        assert!(desk.decide(&dismiss, &case).is_ok());
    }
}
