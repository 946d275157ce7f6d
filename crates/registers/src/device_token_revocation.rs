//! 吊销设备令牌: from the next request on the token opens nothing (plan clause 12), at this node at once and at every other as soon as it has followed the ledger, which it does
//! before it looks at a token. What was handed in with it before stays where it is.

use crate::device_token::token;
use crate::shape::filled;
use events::devices::DeviceTokenRevoked;
use events::field::{Field, Shape};
use events::standing::{Stage, Standing};
use events::{Act, Duty, Event, Occasion, Refusal};
use law::article::{Article, PLAN};
use serde::{Deserialize, Serialize};

/// Revokes a token.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct RevokeDeviceToken {
    pub digest: String,
    pub reason: String,
}

events::refusals! {
    /// Why it cannot be revoked.
    pub enum Refused {
        TokenUnknown => Article::of(PLAN, 12), "本机关没有签发过这个令牌", "在设备页面选择令牌", field "digest";
        RevokedAlready => Article::of(PLAN, 12), "这个令牌已经吊销", "不必再次吊销", field "digest";
    }
}

impl Act for RevokeDeviceToken {
    const NAME: &'static str = "RevokeDeviceToken";
    const WORD: &'static str = "device_token_revocation";
    const TITLE: &'static str = "吊销设备令牌";
    const STAGE: Stage = Stage::Register;
    const DUTY: Duty = Duty::Devices;
    const EVENTS: &'static [&'static str] = &["DeviceTokenRevoked"];
    const FIELDS: &'static [Field] = &[
        Field::new("digest", "令牌的 SHA-256", Shape::Line(64)),
        Field::new("reason", "原因", Shape::Line(200)),
    ];

    fn decide(&self, _case: &Standing, occasion: &Occasion<'_>) -> Result<Vec<Event>, Refusal> {
        let known = token(occasion.registers, &self.digest);
        let known = known.filter(|known| known.issued.body == occasion.body.code);
        if known.ok_or(Refused::TokenUnknown)?.revoked.is_some() {
            return Err(Refused::RevokedAlready.into());
        }
        let reason = filled("reason", &self.reason)?;
        Ok(vec![Event::DeviceTokenRevoked(DeviceTokenRevoked { digest: self.digest.clone(), reason })])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::device_token::IssueDeviceToken;
    use crate::testing::{District, MARKET, STREET, TODAY, refused};

    #[test]
    fn a_token_is_revoked_once_and_by_its_own_body() {
        let digest = "ab".repeat(32);
        let revoke = RevokeDeviceToken { digest: digest.clone(), reason: "遗失".to_owned() };
        let mut district = District::standing().kept_by(MARKET);
        assert_eq!(refused(district.decide(&revoke)).0, "TokenUnknown");
        let place = "采集站".to_owned();
        district.does(&IssueDeviceToken {
            digest: digest.clone(),
            place,
            until: Some(TODAY),
            ..Default::default()
        });
        assert!(district.decide(&RevokeDeviceToken { digest, reason: " ".to_owned() }).is_err());
        let mut district = district.kept_by(STREET);
        assert_eq!(refused(district.decide(&revoke)).0, "TokenUnknown", "another body's");
        district = district.kept_by(MARKET);
        district.does(&revoke);
        assert_eq!(refused(district.decide(&revoke)).0, "RevokedAlready");
        assert!(district.open::<RevokeDeviceToken>());
    }
}
