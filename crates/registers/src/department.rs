//! 录入内设机构: a department of a body and its part in enforcement. The wall between handling and reviewing (plan clause 17) stands on this
//! entry, so a department in which reviewers sit cannot be made a handling one.

use crate::reach;
use crate::shape::{filled, is_code};
use crate::two_persons::{self, Enters};
use events::field::{Field, Offer, Shape};
use events::registers::{DepartmentEntered, DepartmentRole, Post};
use events::standing::{Stage, Standing};
use events::{Act, Duty, Event, Occasion, Refusal};
use law::article::{Article, PLAN};
use serde::{Deserialize, Serialize};

/// Enters a department, or amends it.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct EnterDepartment {
    pub code: String,
    pub body: String,
    pub name: String,
    pub role: Option<DepartmentRole>,
}

events::refusals! {
    /// Why it cannot be entered.
    pub enum Refused {
        CodeWrong => Article::of(PLAN, 2), "机构代码应为一至四十个字母、数字或者短横线", "改正机构代码", field "code";
        BodyUnknown => Article::of(PLAN, 2), "执法主体不在名录中", "先录入执法主体", field "body";
        CodeTaken { name: String } => Article::of(PLAN, 2), "机构代码已由其他主体的{name}使用", "换一个机构代码", field "code";
        ReviewersInside { name: String } => Article::of(PLAN, 17), "审核人员{name}在本机构，本机构不能作为承办机构", "先将审核人员调到法制机构", field "role";
        Unchanged => Article::of(PLAN, 2), "与名录中现有内容完全相同，没有可以录入的变化", "改动后再提交", field "code";
    }
}

impl Act for EnterDepartment {
    const NAME: &'static str = "EnterDepartment";
    const WORD: &'static str = "department";
    const TITLE: &'static str = "录入内设机构";
    const STAGE: Stage = Stage::Register;
    const DUTY: Duty = Duty::Keep;
    const EVENTS: &'static [&'static str] = &["DepartmentEntered"];
    const FIELDS: &'static [Field] = &[
        Field::new("code", "机构代码", Shape::Line(40)).hint("字母、数字和短横线，如：market-one"),
        Field::new("body", "所属执法主体", Shape::One(Offer::Bodies)),
        Field::new("name", "名称", Shape::Line(100)),
        Field::new(
            "role",
            "职责",
            Shape::Choice(&[
                ("handling", "承办机构"),
                ("legal", "法制机构"),
                ("leadership", "机关负责人"),
                ("disclosure", "公示"),
                ("archive", "档案"),
                ("supervision", "监督"),
            ]),
        ),
    ];

    fn decide(&self, _case: &Standing, occasion: &Occasion<'_>) -> Result<Vec<Event>, Refusal> {
        two_persons::nobody_else(occasion)?;
        self.enter(occasion)
    }
}

impl Enters for EnterDepartment {
    fn enter(&self, occasion: &Occasion<'_>) -> Result<Vec<Event>, Refusal> {
        let registers = occasion.registers;
        if !is_code(&self.code) {
            return Err(Refused::CodeWrong.into());
        }
        registers.body(&self.body).ok_or(Refused::BodyUnknown)?;
        reach::within(&self.body, "body", occasion)?;
        let entered = DepartmentEntered {
            code: self.code.clone(),
            body: self.body.clone(),
            name: filled("name", &self.name)?,
            role: self.role.ok_or_else(|| Refusal::of_field("role", "请选择职责"))?,
        };
        let known = registers.department(&entered.code);
        match known {
            Some(known) if known.body != entered.body => {
                return Err(Refused::CodeTaken { name: known.name.clone() }.into());
            }
            Some(known) if *known == entered => return Err(Refused::Unchanged.into()),
            _ => {}
        }
        // Nobody sits in a department that is not yet there, and a handling one has never had reviewers: all officers are looked through only where one
        // becomes a handling one, which is seldom, and not for every row of an import.
        let becomes_handling = entered.role == DepartmentRole::Handling
            && known.is_some_and(|known| known.role != DepartmentRole::Handling);
        let reviews = |officer: &&events::registers::OfficerEntered| {
            officer.department == entered.code && officer.posts.contains(&Post::Reviewer)
        };
        if let Some(officer) = becomes_handling.then(|| registers.officers().find(reviews)).flatten() {
            return Err(Refused::ReviewersInside { name: officer.name.clone() }.into());
        }
        Ok(vec![Event::DepartmentEntered(entered)])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{District, MARKET, STREET, refused};

    fn third() -> EnterDepartment {
        EnterDepartment {
            code: "market-three".into(),
            body: MARKET.into(),
            name: "执法三科".into(),
            role: Some(DepartmentRole::Handling),
        }
    }

    #[test]
    fn a_department_of_a_known_body_is_entered() {
        let mut district = District::standing();
        district.does(&third());
        assert_eq!(
            district.registers.department("market-three").map(|d| d.role),
            Some(DepartmentRole::Handling)
        );
    }

    #[test]
    fn what_is_wrong_is_refused_at_its_field() {
        let district = District::standing();
        #[rustfmt::skip]
        let table: [(EnterDepartment, &str, &str); 5] = [
            (EnterDepartment { code: "三科".into(), ..third() }, "CodeWrong", "code"),
            (EnterDepartment { body: "91230500MA1B3N1N2M".into(), ..third() }, "BodyUnknown", "body"),
            (EnterDepartment { name: String::new(), ..third() }, "FieldRefused", "name"),
            (EnterDepartment { role: None, ..third() }, "FieldRefused", "role"),
            (EnterDepartment { code: "market-one".into(), body: STREET.into(), ..third() }, "CodeTaken", "code"),
        ];
        for (act, name, field) in table {
            assert_eq!(refused(district.decide(&act)), (name.to_owned(), Some(field.to_owned())));
        }
    }

    #[test]
    fn the_reviewers_department_never_becomes_a_handling_one() {
        let district = District::standing();
        let legal = EnterDepartment { code: "market-legal".into(), name: "法制科".into(), ..third() };
        assert_eq!(refused(district.decide(&legal)).0, "ReviewersInside");
        let same = EnterDepartment { role: Some(DepartmentRole::Legal), ..legal };
        assert_eq!(refused(district.decide(&same)).0, "Unchanged");
    }

    #[test]
    fn a_blank_act_is_open() {
        assert!(District::standing().open::<EnterDepartment>());
    }
}
