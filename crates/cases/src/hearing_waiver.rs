//! 放弃听证: the party gives up the hearing in writing; the decision need not wait for the five working days (行政处罚法 art 64), but the case stays
//! in review scope, because it met the conditions of a hearing (plan clause 16).

use crate::hearing_notice;
use crate::hearing_request::Refused;
use crate::parts;
use events::cases::HearingWaived;
use events::field::{Field, Shape};
use events::standing::{Stage, Standing};
use events::{Act, Duty, Event, FileId, Occasion, Refusal};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Records that the party gave up its hearing.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct WaiveHearing {
    pub on: Option<Date>,
    pub by: String,
    pub proof: Option<FileId>,
}

impl Act for WaiveHearing {
    const NAME: &'static str = "WaiveHearing";
    const WORD: &'static str = "hearing_waiver";
    const TITLE: &'static str = "登记放弃听证";
    const STAGE: Stage = Stage::Notice;
    const DUTY: Duty = Duty::Handle;
    const EVENTS: &'static [&'static str] = &["HearingWaived"];
    const FIELDS: &'static [Field] = &[
        Field::new("on", "日期", Shape::Date),
        Field::new("by", "表示放弃的人", Shape::Line(100)),
        Field::new("proof", "书面材料", Shape::File).hint("当事人放弃听证的书面材料"),
    ];

    fn files(&self) -> Vec<FileId> {
        self.proof.into_iter().collect()
    }

    fn decide(&self, case: &Standing, occasion: &Occasion<'_>) -> Result<Vec<Event>, Refusal> {
        parts::under_way(case)?;
        let served = case.notice.served_on.ok_or(Refused::NoticeNotServed)?;
        if !case.notice.issued.as_ref().is_some_and(|notice| notice.hearing_right) {
            return Err(Refused::NoHearingRight.into());
        }
        if case.hearing.held_on.is_some() {
            return Err(hearing_notice::Refused::AlreadyHeld.into());
        }
        if case.hearing.waived_on.is_some() {
            return Err(Refused::AlreadyWaived.into());
        }
        let on = self.on.filter(|day| *day >= served && *day <= occasion.today()).ok_or(Refused::DayWrong)?;
        let proof = parts::proof(self.proof, occasion)?;
        Ok(vec![Event::HearingWaived(HearingWaived { on, by: self.by.clone(), proof: Some(proof) })])
    }
}
