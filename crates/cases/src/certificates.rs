//! 亮证: officers show their certificates, on their own motion, before they inspect, inquire or collect (行政处罚法 art 55, plan clause 3). The
//! evidence acts stay locked until this is recorded. A place that nobody measured is shown as typed, never as measured.

use crate::parts;
use events::cases::CertificatesShown;
use events::field::{Field, Shape};
use events::people::{Measured, Place};
use events::standing::{Stage, Standing};
use events::{Act, Duty, Event, Occasion, Refusal};
use jiff::civil::DateTime;
use law::article::{Article, PENALTY_LAW};
use serde::{Deserialize, Serialize};

/// Shows the certificates.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ShowCertificates {
    pub at: Option<DateTime>,
    pub place: String,
    pub measured: String,
    pub confirmed_by: String,
    pub confirmed_as: String,
}

events::refusals! {
    /// Why showing certificates cannot be recorded so.
    pub enum Refused {
        InFuture => Article::of(PENALTY_LAW, 55).paragraph(1), "亮证时间不能晚于现在", "改正时间", field "at";
        BeforeFiling => Article::of(PENALTY_LAW, 54).paragraph(2), "亮证时间早于立案之日", "改正时间", field "at";
        MeasuredUnreadable => Article::of(PENALTY_LAW, 55), "定位应写作“纬度,经度,误差米”，如31.2200,121.4240,15", "改正，或者留空按填写的地点显示", field "measured";
    }
}

impl Act for ShowCertificates {
    const NAME: &'static str = "ShowCertificates";
    const WORD: &'static str = "certificates";
    const TITLE: &'static str = "亮证";
    const STAGE: Stage = Stage::Investigation;
    const DUTY: Duty = Duty::Handle;
    const EVENTS: &'static [&'static str] = &["CertificatesShown"];
    const FIELDS: &'static [Field] = &[
        Field::new("at", "时间", Shape::Moment),
        Field::new("place", "地点", Shape::Line(200)),
        Field::new("measured", "设备定位", Shape::Line(60))
            .optional()
            .hint("纬度,经度,误差米；没有定位时留空，地点按填写显示"),
        Field::new("confirmed_by", "确认人", Shape::Line(50)).hint("当事人、其在场人员或者见证人的姓名"),
        Field::new("confirmed_as", "确认人身份", Shape::Line(50)).hint("如：当事人、店长、见证人"),
    ];

    fn decide(&self, case: &Standing, occasion: &Occasion<'_>) -> Result<Vec<Event>, Refusal> {
        parts::under_way(case)?;
        parts::may_act(case, occasion)?;
        let at = self.at.filter(|at| *at <= occasion.moment()).ok_or(Refused::InFuture)?;
        if case.filed_on.is_some_and(|filed| at.date() < filed) {
            return Err(Refused::BeforeFiling.into());
        }
        Ok(vec![Event::CertificatesShown(CertificatesShown {
            at,
            place: Place { text: self.place.clone(), measured: measured(&self.measured)? },
            officers: case.handlers.clone(),
            confirmed_by: self.confirmed_by.clone(),
            confirmed_as: self.confirmed_as.clone(),
        })])
    }
}

/// Reads `latitude,longitude,uncertainty in metres`; blank is "not measured".
fn measured(text: &str) -> Result<Option<Measured>, Refused> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    let numbers: Option<Vec<f64>> = text.split(',').map(|part| part.trim().parse().ok()).collect();
    match numbers.as_deref() {
        Some(&[latitude, longitude, uncertainty])
            if (-90.0..=90.0).contains(&latitude)
                && (-180.0..=180.0).contains(&longitude)
                && (0.0..=100_000.0).contains(&uncertainty) =>
        {
            Ok(Some(Measured {
                latitude_degrees: latitude,
                longitude_degrees: longitude,
                uncertainty_metres: uncertainty,
            }))
        }
        _ => Err(Refused::MeasuredUnreadable),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing as filled;
    use events::testing::Story;
    use events::testing::district::{LI, MINOR, WANG, ZHAO};

    #[test]
    fn showing_certificates_unlocks_the_gathering_of_evidence() {
        let story = Story::filed().at("2026-11-24T09:30");
        let shown = story.clone().does(&filled::certificates(&story));
        assert_eq!(shown.standing, Story::shown().standing);
        assert!(shown.standing.certificates_shown);
    }

    #[test]
    fn it_needs_a_filed_case_that_is_not_decided() {
        for (story, name) in [
            (Story::new(), "NotOpened"),
            (Story::proposed(), "NotFiled"),
            (Story::declined(), "Ended"),
            (Story::decided(MINOR), "AlreadyDecided"),
        ] {
            assert_eq!(story.closed_to::<ShowCertificates>().as_deref(), Some(name));
            story.refused(&filled::certificates(&story), name);
        }
        assert_eq!(Story::filed().closed_to::<ShowCertificates>(), None);
    }

    #[test]
    fn it_is_shown_after_filing_and_not_later_than_now() {
        let story = Story::filed().at("2026-11-24T09:30");
        let at = |text: &str| ShowCertificates { at: text.parse().ok(), ..filled::certificates(&story) };
        assert!(story.tries(&at("2026-11-23T00:00")).is_ok());
        story.refused(&at("2026-11-22T23:59"), "BeforeFiling");
        story.refused(&at("2026-11-24T09:31"), "InFuture");
        story.refused(&ShowCertificates::default(), "InFuture");
        let nowhere = ShowCertificates { measured: "31.22,here".to_owned(), ..filled::certificates(&story) };
        story.refused(&nowhere, "MeasuredUnreadable");
    }

    #[test]
    fn who_left_the_case_shows_no_certificate_in_it() {
        let story = Story::filed()
            .does(&filled::recusal_request(LI))
            .by(ZHAO)
            .does(&filled::recusal(LI, WANG))
            .by(LI)
            .at("2026-11-24T09:30");
        assert_eq!(story.closed_to::<ShowCertificates>().as_deref(), Some("Recused"));
        story.refused(&filled::certificates(&story), "Recused");
    }

    #[test]
    fn a_place_is_measured_only_when_all_three_numbers_are_there() {
        assert_eq!(measured(" "), Ok(None));
        assert!(measured("31.22,121.42,15").is_ok_and(|place| place.is_some()));
        for wrong in ["31.22,121.42", "91,0,1", "31.22,121.42,-1", "NaN,0,1", "here"] {
            assert_eq!(measured(wrong), Err(Refused::MeasuredUnreadable), "{wrong}");
        }
    }
}
