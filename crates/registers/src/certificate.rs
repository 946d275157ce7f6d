//! 变更执法证状态: a certificate is suspended, withdrawn, cancelled, or made valid again (行政处罚法 art 42, 76). From the same moment its holder may
//! not act. A cancelled certificate is gone for good; who comes back receives one with another number. To stop somebody takes one person and a moment; to let somebody act again takes
//! two: it goes by a proposal in the register of officers, as soon as there is another who could confirm ([`crate::two_persons`]).

use crate::reach;
use crate::shape::filled;
use crate::two_persons;
use events::field::{Field, Shape};
use events::registers::{CertificateChanged, OfficerEntered};
use events::standing::{Stage, Standing};
use events::{Act, Duty, Event, Occasion, OfficerId, Refusal};
use law::article::{Article, PENALTY_LAW};
use law::officers::CertificateState;
use serde::{Deserialize, Serialize};

/// Changes the state of a certificate.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ChangeCertificate {
    pub officer: OfficerId,
    pub state: Option<CertificateState>,
    pub reason: String,
}

events::refusals! {
    /// Why it cannot be changed.
    pub enum Refused {
        OfficerUnknown => Article::of(PENALTY_LAW, 42).paragraph(1), "人员不在名录中", "核对人员标识", field "officer";
        NoCertificate { name: String } => Article::of(PENALTY_LAW, 42).paragraph(1), "{name}没有登记执法证件", "先录入执法证件", field "officer";
        Cancelled { name: String } => Article::of(PENALTY_LAW, 42).paragraph(1), "{name}的执法证件已经注销，不能恢复", "重新取得资格的，按新证号录入", field "state";
        Unchanged { state: String } => Article::of(PENALTY_LAW, 42).paragraph(1), "执法证件状态已经是“{state}”", "选择其他状态", field "state";
    }
}

impl Act for ChangeCertificate {
    const NAME: &'static str = "ChangeCertificate";
    const WORD: &'static str = "certificate";
    const TITLE: &'static str = "变更执法证状态";
    const STAGE: Stage = Stage::Register;
    const DUTY: Duty = Duty::Keep;
    const EVENTS: &'static [&'static str] = &["CertificateChanged"];
    const FIELDS: &'static [Field] = &[
        Field::new("officer", "人员标识", Shape::Line(40)),
        Field::new(
            "state",
            "状态",
            Shape::Choice(&[
                ("valid", "有效"),
                ("suspended", "暂扣"),
                ("withdrawn", "收回"),
                ("cancelled", "注销"),
                ("expired", "过期"),
            ]),
        ),
        Field::new("reason", "原因", Shape::Text(500)),
    ];

    fn decide(&self, _case: &Standing, occasion: &Occasion<'_>) -> Result<Vec<Event>, Refusal> {
        let officer = occasion.registers.officer(&self.officer).ok_or(Refused::OfficerUnknown)?;
        reach::within(&officer.body, "officer", occasion)?;
        two_persons::not_ones_own(&officer.id, occasion)?;
        let state = self.state.ok_or_else(|| Refusal::of_field("state", "请选择状态"))?;
        let event = changed(officer, state, &self.reason)?;
        if state == CertificateState::Valid {
            two_persons::nobody_else(occasion)?;
        }
        Ok(vec![event])
    }
}

/// The change of the state of an officer's certificate, for whoever may make it.
pub fn changed(officer: &OfficerEntered, state: CertificateState, reason: &str) -> Result<Event, Refusal> {
    let name = || officer.name.clone();
    let held = officer.certificate.as_ref().ok_or_else(|| Refused::NoCertificate { name: name() })?;
    if held.state == state {
        return Err(Refused::Unchanged { state: state.title().to_owned() }.into());
    }
    if held.state == CertificateState::Cancelled {
        return Err(Refused::Cancelled { name: name() }.into());
    }
    let reason = filled("reason", reason)?;
    Ok(Event::CertificateChanged(CertificateChanged { officer: officer.id.clone(), state, reason }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{District, TODAY, refused};

    fn suspend() -> ChangeCertificate {
        ChangeCertificate {
            officer: "zhang-wei".into(),
            state: Some(CertificateState::Suspended),
            reason: "年度考核未通过".into(),
        }
    }

    #[test]
    fn who_is_suspended_may_not_enforce_until_restored() {
        let mut district = District::standing();
        let may = |district: &District| {
            let officer = district.registers.officer(&"zhang-wei".into()).expect("known");
            district.registers.may_enforce(officer, TODAY)
        };
        assert!(may(&district));
        district.does(&suspend());
        assert!(!may(&district));
        district.does(&ChangeCertificate { state: Some(CertificateState::Valid), ..suspend() });
        assert!(may(&district));
    }

    #[test]
    fn what_is_wrong_is_refused_at_its_field() {
        let district = District::standing();
        #[rustfmt::skip]
        let table: [(ChangeCertificate, &str, &str); 5] = [
            (ChangeCertificate { officer: "nobody".into(), ..suspend() }, "OfficerUnknown", "officer"),
            (ChangeCertificate { officer: "gao-shan".into(), ..suspend() }, "NoCertificate", "officer"),
            (ChangeCertificate { state: Some(CertificateState::Valid), ..suspend() }, "Unchanged", "state"),
            (ChangeCertificate { state: None, ..suspend() }, "FieldRefused", "state"),
            (ChangeCertificate { reason: " ".into(), ..suspend() }, "FieldRefused", "reason"),
        ];
        for (act, name, field) in table {
            assert_eq!(refused(district.decide(&act)), (name.to_owned(), Some(field.to_owned())));
        }
    }

    #[test]
    fn a_cancelled_certificate_stays_cancelled() {
        let mut district = District::standing();
        district.does(&ChangeCertificate { state: Some(CertificateState::Cancelled), ..suspend() });
        let states = CertificateState::ALL.into_iter().filter(|state| *state != CertificateState::Cancelled);
        for state in states {
            let act = ChangeCertificate { state: Some(state), ..suspend() };
            assert_eq!(refused(district.decide(&act)).0, "Cancelled", "{state:?}");
        }
    }

    #[test]
    fn a_blank_act_is_open() {
        assert!(District::standing().open::<ChangeCertificate>());
    }
}
