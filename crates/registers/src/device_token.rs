//! 签发设备令牌: a dock or a device may hand recordings in by program (plan clauses 10 and 12). What opens is the token; here stands only its SHA-256, so that reading the
//! registers opens nothing. Whoever issues it draws it: the desk's page does so and shows it once.
//!
//! A token ends by its day, by being revoked, and, if it is one device's, with the device. What it opens is decided where requests come in: uploads, and handing in as
//! an incoming recording. It is nobody's signature; acts are never carried out with it.

use crate::devices::{NotInUse, handing_in};
use crate::shape::filled;
use events::devices::{DeviceTokenIssued, TOKENS};
use events::field::{Field, Offer, Shape};
use events::standing::{Stage, Standing};
use events::{Act, Duty, Event, Occasion, Refusal, Registers};
use jiff::civil::Date;
use law::article::{Article, PLAN};
use serde::{Deserialize, Serialize};

/// Issues a token.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct IssueDeviceToken {
    /// SHA-256 of the token.
    pub digest: String,
    /// Blank for a dock.
    pub device: String,
    pub place: String,
    pub until: Option<Date>,
}

/// How long a token may last, in days: it is looked after once a year.
pub const DAYS_MAX: i64 = 366;

events::refusals! {
    /// Why it cannot be issued.
    pub enum Refused {
        DigestWrong => Article::of(PLAN, 12), "应为令牌的 SHA-256，64位小写十六进制数", "由设备页面生成", field "digest";
        TokenKnown => Article::of(PLAN, 12), "这个令牌已经签发过", "生成新的令牌", field "digest";
        DeviceNotInUse { why: String } => Article::of(PLAN, 10), "{why}", "选择本机关在用的设备，或者先在名录中更改其状态", field "device";
        UntilWrong => Article::of(PLAN, 12), "有效期应从今天起不超过三百六十六日", "改正有效期", field "until";
    }
}

/// A token as it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct KnownToken {
    pub issued: DeviceTokenIssued,
    pub revoked: Option<String>,
}

/// The token of this digest.
pub fn token(registers: &Registers, digest: &str) -> Option<KnownToken> {
    let history = registers.book(TOKENS).history(digest);
    let issued = DeviceTokenIssued::deserialize(history.first()?.content.as_deref()?).ok()?;
    let revoked = history.get(1..)?.last().map(|version| version.reason.to_string());
    Some(KnownToken { issued, revoked })
}

/// Every token of a body, in the order of their digests.
pub fn of_body<'a>(registers: &'a Registers, body: &'a str) -> impl Iterator<Item = KnownToken> + 'a {
    let all = registers.book(TOKENS).all();
    all.filter_map(|(digest, _)| token(registers, digest)).filter(move |known| known.issued.body == body)
}

/// Why a token opens nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shut {
    Unknown,
    Revoked,
    Expired,
    Device(NotInUse),
}

impl Shut {
    pub fn says(self) -> &'static str {
        match self {
            Shut::Unknown => "没有这个设备令牌",
            Shut::Revoked => "这个设备令牌已经吊销",
            Shut::Expired => "这个设备令牌已经过期",
            Shut::Device(why) => why.says(),
        }
    }
}

/// The token of this digest, if it opens anything on the day.
pub fn opening(registers: &Registers, digest: &str, day: Date) -> Result<DeviceTokenIssued, Shut> {
    let known = token(registers, digest).ok_or(Shut::Unknown)?;
    if known.revoked.is_some() {
        return Err(Shut::Revoked);
    }
    if known.issued.until < day {
        return Err(Shut::Expired);
    }
    if let Some(device) = &known.issued.device {
        handing_in(registers, &known.issued.body, device, day).map_err(Shut::Device)?;
    }
    Ok(known.issued)
}

impl Act for IssueDeviceToken {
    const NAME: &'static str = "IssueDeviceToken";
    const WORD: &'static str = "device_token";
    const TITLE: &'static str = "签发设备令牌";
    const STAGE: Stage = Stage::Register;
    const DUTY: Duty = Duty::Devices;
    const EVENTS: &'static [&'static str] = &["DeviceTokenIssued"];
    const FIELDS: &'static [Field] = &[
        Field::new("digest", "令牌的 SHA-256", Shape::Line(64)).hint("令牌本身不进入系统，只登记摘要"),
        Field::new("device", "设备", Shape::One(Offer::Devices))
            .optional()
            .hint("采集站用的不选，本机关各设备都可以经它交来素材"),
        Field::new("place", "用在何处", Shape::Line(100)).hint("如：执法一科采集站"),
        Field::new("until", "有效期至", Shape::Date),
    ];

    fn decide(&self, _case: &Standing, occasion: &Occasion<'_>) -> Result<Vec<Event>, Refusal> {
        let hex = |sign: u8| matches!(sign, b'0'..=b'9' | b'a'..=b'f');
        if self.digest.len() != 64 || !self.digest.bytes().all(hex) {
            return Err(Refused::DigestWrong.into());
        }
        if token(occasion.registers, &self.digest).is_some() {
            return Err(Refused::TokenKnown.into());
        }
        let (body, today) = (occasion.body.code.clone(), occasion.today());
        let device = Some(self.device.trim()).filter(|device| !device.is_empty());
        if let Some(device) = device {
            handing_in(occasion.registers, &body, device, today)
                .map_err(|why| Refused::DeviceNotInUse { why: why.says().to_owned() })?;
        }
        let place = filled("place", &self.place)?;
        let lasts = self.until.map(|until| law::period::days_between(today, until));
        match (self.until, lasts) {
            (Some(until), Some(0..=DAYS_MAX)) => Ok(vec![Event::DeviceTokenIssued(DeviceTokenIssued {
                digest: self.digest.clone(),
                body,
                device: device.map(str::to_owned),
                place,
                until,
            })]),
            _ => Err(Refused::UntilWrong.into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::device_token_revocation::RevokeDeviceToken;
    use crate::testing::{District, TODAY, refused};
    use jiff::ToSpan;

    fn issue() -> IssueDeviceToken {
        IssueDeviceToken {
            digest: "ab".repeat(32),
            device: String::new(),
            place: "执法一科采集站".to_owned(),
            until: Some(TODAY + 90.days()),
        }
    }

    #[test]
    fn a_dock_is_given_a_token_that_ends_by_its_day_or_by_being_revoked() {
        let mut district = District::standing().kept_by(crate::testing::MARKET);
        district.does(&issue());
        let digest = issue().digest;
        let opens = |district: &District, day| opening(&district.registers, &digest, day);
        assert!(opens(&district, TODAY + 90.days()).is_ok());
        assert_eq!(opens(&district, TODAY + 91.days()), Err(Shut::Expired));
        assert_eq!(opening(&district.registers, &"cd".repeat(32), TODAY), Err(Shut::Unknown));
        assert_eq!(refused(district.decide(&issue())).0, "TokenKnown");
        district.does(&RevokeDeviceToken { digest: digest.clone(), reason: "采集站报废".to_owned() });
        assert_eq!(opens(&district, TODAY), Err(Shut::Revoked));
        assert_eq!(of_body(&district.registers, crate::testing::MARKET).count(), 1);
        assert_eq!(of_body(&district.registers, crate::testing::STREET).count(), 0);
    }

    #[test]
    fn what_is_wrong_is_refused_at_its_field() {
        let district = District::standing().kept_by(crate::testing::MARKET);
        #[rustfmt::skip]
        let table = [
            (IssueDeviceToken { digest: "AB".repeat(32), ..issue() }, "DigestWrong", "digest"),
            (IssueDeviceToken { device: "JLY-99".into(), ..issue() }, "DeviceNotInUse", "device"),
            (IssueDeviceToken { place: " ".into(), ..issue() }, "FieldRefused", "place"),
            (IssueDeviceToken { until: None, ..issue() }, "UntilWrong", "until"),
            (IssueDeviceToken { until: Some(TODAY - 1.day()), ..issue() }, "UntilWrong", "until"),
            (IssueDeviceToken { until: Some(TODAY + 367.days()), ..issue() }, "UntilWrong", "until"),
        ];
        for (act, name, field) in table {
            assert_eq!(refused(district.decide(&act)), (name.to_owned(), Some(field.to_owned())));
        }
        assert!(district.open::<IssueDeviceToken>());
    }
}
