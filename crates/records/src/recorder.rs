//! 开立外聘摄录账号 (购买服务, plan clause 10): somebody of an organisation under contract films one task and hands the recordings in. The account is a code that the handler hands over; here stands only
//! its SHA-256. It opens one page with the words of the task and a place to add files to it: no case, no list, no playing. It ends by its last day, by being dismissed, and with the
//! filing of the volume.
//!
//! Whoever films under contract enforces nothing: what is handed in waits until a handler takes it into the case by the act everybody uses.

use crate::recording_notice::may_record;
use events::field::{Field, Shape};
use events::records::RecorderAdmitted;
use events::standing::{Stage, Standing};
use events::{Act, Duty, Event, Occasion, Refusal};
use jiff::civil::Date;
use law::article::{Article, PLAN};
use serde::{Deserialize, Serialize};

/// Admits an outside recorder to one task.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct AdmitRecorder {
    /// SHA-256 of the code.
    pub digest: String,
    pub name: String,
    pub organisation: String,
    pub contract: String,
    pub task: String,
    pub from: Option<Date>,
    pub to: Option<Date>,
}

/// How long an account may last, in days: one task, not a post.
pub const DAYS_MAX: i64 = 92;

events::refusals! {
    /// Why nobody can be admitted.
    pub enum Refused {
        CodeWrong => Article::of(PLAN, 10), "应为口令的 SHA-256，64位小写十六进制数", "由办理页面生成", field "digest";
        CodeKnown => Article::of(PLAN, 10), "这个口令已经用过", "重新打开表单，生成新的口令", field "digest";
        TermWrong => Article::of(PLAN, 10), "起止日期应在今天以后，先后不能颠倒，不超过九十二日", "改正起止日期", field "to";
    }
}

impl Act for AdmitRecorder {
    const NAME: &'static str = "AdmitRecorder";
    const WORD: &'static str = "recorder";
    const TITLE: &'static str = "开立外聘摄录账号";
    const STAGE: Stage = Stage::Investigation;
    const DUTY: Duty = Duty::Handle;
    const EVENTS: &'static [&'static str] = &["RecorderAdmitted"];
    const FIELDS: &'static [Field] = &[
        Field::new("digest", "口令的 SHA-256", Shape::Line(64)).hint("口令本身不进入系统，只登记摘要"),
        Field::new("name", "摄录人员姓名", Shape::Line(40)),
        Field::new("organisation", "所属单位", Shape::Line(100)),
        Field::new("contract", "合同编号", Shape::Line(60)),
        Field::new("task", "任务", Shape::Line(200))
            .hint("摄录人员只看到这句话，不要写当事人和案情，如：11月24日上午9时到清水路100号拍摄现场"),
        Field::new("from", "起始日期", Shape::Date),
        Field::new("to", "终止日期", Shape::Date),
    ];

    fn decide(&self, case: &Standing, occasion: &Occasion<'_>) -> Result<Vec<Event>, Refusal> {
        may_record(case)?;
        let hex = |sign: u8| matches!(sign, b'0'..=b'9' | b'a'..=b'f');
        if self.digest.len() != 64 || !self.digest.bytes().all(hex) {
            return Err(Refused::CodeWrong.into());
        }
        if case.read.recorder(&self.digest).is_some() {
            return Err(Refused::CodeKnown.into());
        }
        let filled = |field: &str, text: &str| match text.trim() {
            "" => Err(Refusal::of_field(field, "必须填写")),
            text => Ok(text.to_owned()),
        };
        let (name, organisation) = (filled("name", &self.name)?, filled("organisation", &self.organisation)?);
        let (contract, task) = (filled("contract", &self.contract)?, filled("task", &self.task)?);
        let (Some(from), Some(to)) = (self.from, self.to) else { return Err(Refused::TermWrong.into()) };
        let lasts = law::period::days_between(occasion.today(), to);
        if to < from || !(0..=DAYS_MAX).contains(&lasts) {
            return Err(Refused::TermWrong.into());
        }
        Ok(vec![Event::RecorderAdmitted(RecorderAdmitted {
            digest: self.digest.clone(),
            name,
            organisation,
            contract,
            task,
            from,
            to,
            handler: occasion.by.id.clone(),
        })])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::recorder_dismissal::DismissRecorder;
    use crate::testing::{Desk, NOW, archived, filed, opened};
    use jiff::ToSpan;

    fn admit() -> AdmitRecorder {
        AdmitRecorder {
            digest: "ab".repeat(32),
            name: "陆一鸣".into(),
            organisation: "某摄录服务公司".into(),
            contract: "HT-2026-07".into(),
            task: "清水路100号现场拍摄".into(),
            from: Some(NOW.date()),
            to: Some(NOW.date() + 2.days()),
        }
    }

    #[test]
    fn somebody_under_contract_is_admitted_for_days_and_dismissed_at_once() {
        let desk = Desk::default();
        let case = desk.then(&filed(), desk.decide(&admit(), &filed()).expect("lawful"));
        let digest = admit().digest;
        let opens =
            |case: &Standing, day| case.recorder_on(&digest, day).map(|known| known.name.clone()).ok();
        let day = NOW.date();
        assert_eq!(opens(&case, day).as_deref(), Some("陆一鸣"));
        assert_eq!((opens(&case, day - 1.day()), opens(&case, day + 3.days())), (None, None));
        assert!(case.recorder_on(&"cd".repeat(32), day).is_err());
        assert_eq!(desk.refused(&admit(), &case), "CodeKnown");
        let dismiss = DismissRecorder { recorder: digest.clone(), reason: "任务取消".into() };
        let case = desk.then(&case, desk.decide(&dismiss, &case).expect("lawful"));
        assert_eq!(opens(&case, day), None);
        assert_eq!(desk.refused(&dismiss, &case), "NobodyAdmitted");
    }

    #[test]
    fn what_is_wrong_is_refused_at_its_field() {
        let desk = Desk::default();
        let day = NOW.date();
        #[rustfmt::skip]
        let table = [
            (AdmitRecorder { digest: "AB".repeat(32), ..admit() }, "CodeWrong"),
            (AdmitRecorder { name: " ".into(), ..admit() }, "FieldRefused"),
            (AdmitRecorder { contract: String::new(), ..admit() }, "FieldRefused"),
            (AdmitRecorder { task: String::new(), ..admit() }, "FieldRefused"),
            (AdmitRecorder { from: None, ..admit() }, "TermWrong"),
            (AdmitRecorder { to: Some(day - 1.day()), from: Some(day - 2.days()), ..admit() }, "TermWrong"),
            (AdmitRecorder { from: Some(day + 3.days()), ..admit() }, "TermWrong"),
            (AdmitRecorder { to: Some(day + 93.days()), ..admit() }, "TermWrong"),
        ];
        for (act, name) in table {
            assert_eq!(desk.refused(&act, &filed()), name);
        }
    }

    #[test]
    fn a_blank_act_is_closed_by_the_situation() {
        let desk = Desk::default();
        assert_eq!(desk.closed::<AdmitRecorder>(&opened()).as_deref(), Some("NotFiled"));
        assert_eq!(desk.closed::<AdmitRecorder>(&archived()).as_deref(), Some("Archived"));
        assert_eq!(desk.closed::<AdmitRecorder>(&filed()), None);
    }
}
