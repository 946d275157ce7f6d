//! 设备记事: a recording device was handed over, its clock was compared, something was wrong with it or was mended (plan clause 10). One person notes what happened when it
//! happened; a wrong note is followed by another, and all of them stay.
//!
//! A handover is a change of who keeps the device, not its being fetched in the morning. That a device is lost or retired is its state in the register, which two persons enter.

use crate::devices::{NotInUse, handing_in};
use crate::grounds;
use events::devices::{DeviceNoted, NoteKind};
use events::field::{Field, Offer, Shape};
use events::occasion::instant;
use events::standing::{Stage, Standing};
use events::{Act, Duty, Event, Occasion, OfficerId, Refusal};
use jiff::civil::DateTime;
use law::article::{Article, PLAN};
use serde::{Deserialize, Serialize};

/// Notes something about a device.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct NoteDevice {
    pub device: String,
    pub kind: Option<NoteKind>,
    /// Beijing time.
    pub at: Option<DateTime>,
    /// Blank when it was given back.
    pub holder: String,
    pub clock_offset_seconds: Option<i64>,
    pub words: String,
}

/// A clock may be off by whole years: recorders begin at their epoch when the battery was out.
pub const CLOCK_OFF_SECONDS_MAX: i64 = 3_200_000_000;

events::refusals! {
    /// Why it cannot be noted.
    pub enum Refused {
        DeviceUnknown => Article::of(PLAN, 10), "本机关的执法记录设备名录中没有这台设备", "先在名录中登记设备", field "device";
        NoteKindMissing => Article::of(PLAN, 10), "请选择记事的种类", "从列出的种类中选择", field "kind";
        NotedInFuture => Article::of(PLAN, 10), "时间应当填写，不能晚于现在", "改正时间", field "at";
        OffsetMissing => Article::of(PLAN, 10), "校时没有写明设备时钟快了多少秒", "与北京时间核对后填写，慢的填负数，无误的填0", field "clock_offset_seconds";
        WordsMissing => Article::of(PLAN, 10), "没有写明故障或者修复的情况", "写明情况", field "words";
        NoHandover => Article::of(PLAN, 10), "只有交接才填写接收人", "不填写接收人，或者选择“交接”", field "holder";
    }
}

impl Act for NoteDevice {
    const NAME: &'static str = "NoteDevice";
    const WORD: &'static str = "device_note";
    const TITLE: &'static str = "设备记事";
    const STAGE: Stage = Stage::Register;
    const DUTY: Duty = Duty::Devices;
    const EVENTS: &'static [&'static str] = &["DeviceNoted"];
    const FIELDS: &'static [Field] = &[
        Field::new("device", "设备", Shape::One(Offer::Devices)),
        Field::new(
            "kind",
            "种类",
            Shape::Choice(&[
                ("handover", "交接"),
                ("calibration", "校时"),
                ("fault", "故障"),
                ("repair", "修复"),
            ]),
        ),
        Field::new("at", "时间", Shape::Moment),
        Field::new("holder", "接收人标识", Shape::Line(40))
            .optional()
            .hint("交接给个人的填写；交回设备管理员的不填"),
        Field::new(
            "clock_offset_seconds",
            "设备时钟快多少秒",
            Shape::Whole(-CLOCK_OFF_SECONDS_MAX, CLOCK_OFF_SECONDS_MAX),
        )
        .optional()
        .hint("校时的填写校正以前的误差，慢的填负数，无误的填0"),
        Field::new("words", "情况", Shape::Text(500)).optional(),
    ];

    fn decide(&self, _case: &Standing, occasion: &Occasion<'_>) -> Result<Vec<Event>, Refusal> {
        let body = &occasion.body.code;
        match handing_in(occasion.registers, body, &self.device, occasion.today()) {
            Err(NotInUse::Unknown) => return Err(Refused::DeviceUnknown.into()),
            // What was lost or retired still has a history to be told.
            Ok(_) | Err(NotInUse::Lost | NotInUse::Retired) => {}
        }
        let kind = self.kind.ok_or(Refused::NoteKindMissing)?;
        let at = self.at.and_then(instant).filter(|at| *at <= occasion.now).ok_or(Refused::NotedInFuture)?;
        let (holder, words) = (self.holder.trim(), self.words.trim());
        if kind == NoteKind::Calibration && self.clock_offset_seconds.is_none() {
            return Err(Refused::OffsetMissing.into());
        }
        if matches!(kind, NoteKind::Fault | NoteKind::Repair) && words.is_empty() {
            return Err(Refused::WordsMissing.into());
        }
        if kind != NoteKind::Handover && !holder.is_empty() {
            return Err(Refused::NoHandover.into());
        }
        if !holder.is_empty() {
            grounds::officer(occasion.registers, body, holder)
                .map_err(|refused| Refusal { field: Some("holder".to_owned()), ..refused })?;
        }
        Ok(vec![Event::DeviceNoted(DeviceNoted {
            device: self.device.clone(),
            kind,
            at,
            holder: Some(holder).filter(|holder| !holder.is_empty()).map(OfficerId::from),
            clock_offset_seconds: self.clock_offset_seconds,
            words: words.to_owned(),
        })])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use events::entries::{Change, Held};
    use events::testing::{Story, day, district, moment};
    use jiff::SignedDuration;
    use serde_json::json;

    fn told() -> Story {
        let content = json!({"code": "JLY-01", "body": district::BODY, "state": "in_use"});
        let held = Held { key: "JLY-01".to_owned(), valid_from: day("2026-01-01"), valid_to: None, content };
        Story::new().with_entry("devices", &Change::Enter(held))
    }

    fn note(story: &Story, kind: NoteKind) -> NoteDevice {
        let at = Some(events::occasion::beijing(story.now()));
        NoteDevice { device: "JLY-01".to_owned(), kind: Some(kind), at, ..NoteDevice::default() }
    }

    #[test]
    fn handing_over_and_comparing_clocks_are_noted() {
        let story = told();
        let handed = NoteDevice { holder: district::LI.to_owned(), ..note(&story, NoteKind::Handover) };
        let noted = match story.tries(&handed).as_deref() {
            Ok([Event::DeviceNoted(noted)]) => noted.clone(),
            other => panic!("one event, not {other:?}"),
        };
        assert_eq!((noted.holder, noted.at), (Some(OfficerId::from(district::LI)), story.now()));
        let compared = NoteDevice { clock_offset_seconds: Some(-3), ..note(&story, NoteKind::Calibration) };
        assert!(story.tries(&compared).is_ok());
        assert!(story.tries(&note(&story, NoteKind::Handover)).is_ok(), "given back to the clerk");
    }

    #[test]
    fn what_is_wrong_is_refused_at_its_field() {
        let story = told();
        let future = moment("2026-11-23T09:00").max(story.now()) + SignedDuration::from_hours(1);
        #[rustfmt::skip]
        let table = [
            (NoteDevice { device: "JLY-99".into(), ..note(&story, NoteKind::Fault) }, "DeviceUnknown"),
            (NoteDevice { kind: None, ..note(&story, NoteKind::Fault) }, "NoteKindMissing"),
            (NoteDevice { at: Some(events::occasion::beijing(future)), ..note(&story, NoteKind::Handover) }, "NotedInFuture"),
            (NoteDevice { at: None, ..note(&story, NoteKind::Handover) }, "NotedInFuture"),
            (note(&story, NoteKind::Calibration), "OffsetMissing"),
            (note(&story, NoteKind::Fault), "WordsMissing"),
            (NoteDevice { holder: district::LI.into(), words: "黑屏".into(), ..note(&story, NoteKind::Fault) }, "NoHandover"),
            (NoteDevice { holder: "nobody".into(), ..note(&story, NoteKind::Handover) }, "OfficerUnknown"),
        ];
        for (act, name) in table {
            story.refused(&act, name);
        }
        assert_eq!(story.closed_to::<NoteDevice>(), None);
    }
}
