//! How far an administrator reaches (plan clauses 2, 17): the registers of the own body, no other's; the administrator of the justice bureau
//! (司法行政部门), which supervises enforcement in the district, enters bodies and may act for all of them. The wall is here, in the acts, because only they
//! know whose entry is being changed.

use events::registers::BodyKind;
use events::{Occasion, Refusal};
use law::article::{Article, PLAN};

events::refusals! {
    /// Why this administrator may not.
    pub enum OutOfReach {
        OtherBodysRegister { name: String } => Article::of(PLAN, 2), "这是{name}的名录，本机关的系统管理员只能维护本机关的名录", "由该机关或者区司法局的系统管理员录入";
        BureauOnly => Article::of(PLAN, 2), "新的执法主体、主体类别和工作日历由区司法局录入", "由区司法局的系统管理员录入";
    }
}

/// Whether the acting administrator belongs to the supervising body.
pub fn supervises(occasion: &Occasion<'_>) -> bool {
    occasion.body.kind == BodyKind::JusticeBureau
}

/// The entry belongs to a body within reach; the refusal stands at `field`, where the body is chosen.
pub fn within(body: &str, field: &str, occasion: &Occasion<'_>) -> Result<(), Refusal> {
    if body == occasion.body.code || supervises(occasion) {
        return Ok(());
    }
    let name = occasion.registers.body(body).map_or("其他机关", |body| &body.name).to_owned();
    Err(Refusal { field: Some(field.to_owned()), ..OutOfReach::OtherBodysRegister { name }.into() })
}

#[cfg(test)]
mod tests {
    use crate::account::OpenAccount;
    use crate::body::EnterBody;
    use crate::calendar::EnterCalendar;
    use crate::certificate::ChangeCertificate;
    use crate::department::EnterDepartment;
    use crate::matter::EnterMatter;
    use crate::officer::EnterOfficer;
    use crate::testing::{District, MARKET, STREET, refused};
    use events::{Act, Refusal};
    use serde_json::{Value, json};

    fn tries<A: Act>(district: &District, input: Value) -> Result<(), Refusal> {
        district.decide(&serde_json::from_value::<A>(input).expect("reads")).map(|_| ())
    }

    /// Each register's entry for a body, as far as reach is concerned.
    fn entries(district: &District, body: &str, department: &str, officer: &str) -> Vec<Result<(), Refusal>> {
        vec![
            tries::<EnterDepartment>(
                district,
                json!({"code": format!("{department}-2"), "body": body, "name": "二科", "role": "handling"}),
            ),
            tries::<EnterOfficer>(
                district,
                json!({"id": "new-one", "name": "新人", "body": body, "department": department, "posts": ["enforcement"]}),
            ),
            tries::<EnterMatter>(
                district,
                json!({"code": format!("CF-{}", &body[9..]), "body": body, "name": "事项", "violated": "甲法第一条", "basis": "甲法第二条", "fine_min": 0, "fine_max": 100, "penalties": [{"kind": "fine", "force": "may"}]}),
            ),
            tries::<OpenAccount>(district, json!({"officer": officer})),
            tries::<ChangeCertificate>(
                district,
                json!({"officer": officer, "state": "suspended", "reason": "年度考核"}),
            ),
        ]
    }

    #[test]
    fn an_administrator_keeps_the_registers_of_the_own_body_alone() {
        let street = District::standing().kept_by(STREET);
        for refusal in entries(&street, MARKET, "market-one", "zhang-wei") {
            let refusal = refusal.expect_err("is another's");
            assert_eq!(refusal.name, "OtherBodysRegister");
            assert!(refusal.says.contains("长宁区市场监督管理局"), "{}", refusal.says);
        }
        let market = District::standing().kept_by(MARKET);
        for entered in entries(&market, MARKET, "market-one", "zhang-wei") {
            assert_eq!(entered, Ok(()));
        }
    }

    #[test]
    fn the_justice_bureau_acts_for_all() {
        for entered in entries(&District::standing(), MARKET, "market-one", "zhang-wei") {
            assert_eq!(entered, Ok(()));
        }
    }

    #[test]
    fn nobody_is_drawn_over_from_another_body() {
        let street = District::standing().kept_by(STREET);
        let moved = json!({"id": "zhang-wei", "name": "张伟", "body": STREET, "department": "street-team", "posts": ["enforcement"]});
        assert_eq!(
            tries::<EnterOfficer>(&street, moved).expect_err("is another's").name,
            "OtherBodysRegister"
        );
    }

    #[test]
    fn bodies_their_kind_and_calendars_are_the_bureaus_to_enter() {
        let market = District::standing().kept_by(MARKET);
        let body = |code: &str, kind: &str, days: u16| {
            json!({"code": code, "name": "长宁区市场监督管理局", "letter": "长市监", "region": "310105", "kind": kind,
                "sector": "market_regulation", "basis": "依法", "address": "长宁路1号", "phone": "021-22050000", "account": "专户",
                "review_organ": "区政府", "court": "区法院", "statement_days": days, "review_days": 5})
        };
        assert_eq!(tries::<EnterBody>(&market, body(MARKET, "organ", 6)), Ok(()));
        assert_eq!(
            tries::<EnterBody>(&market, body(STREET, "organ", 6)).expect_err("another's").name,
            "OtherBodysRegister"
        );
        assert_eq!(
            tries::<EnterBody>(&market, body(MARKET, "justice_bureau", 6)).expect_err("a rise").name,
            "BureauOnly"
        );
        assert!(!market.open::<EnterCalendar>());
        assert!(District::standing().open::<EnterCalendar>());
        assert_eq!(refused(market.decide(&EnterCalendar::default())).0, "BureauOnly");
    }
}
