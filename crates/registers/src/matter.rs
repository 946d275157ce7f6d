//! 录入权力事项: a matter a body may penalise, with the article that is broken, the article that penalises it, and the range of the fine
//! (plan clauses 1–2; 行政处罚法 art 34, 38, 39). Cases copy it as it stands when they are opened; an amendment changes no case under way.

use crate::reach;
use crate::shape::{filled, is_code};
use events::field::{Field, Offer, Shape};
use events::registers::MatterEntered;
use events::standing::{Stage, Standing};
use events::{Act, Duty, Event, Occasion, Refusal};
use law::article::{Article, PENALTY_LAW, PLAN};
use law::money::Fen;
use serde::{Deserialize, Serialize};

/// Enters a matter, or amends it.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct EnterMatter {
    pub code: String,
    pub body: String,
    pub name: String,
    pub violated: String,
    pub basis: String,
    /// Fen; both 0 where no fine is provided.
    pub fine_min: Fen,
    pub fine_max: Fen,
    pub tiers: Vec<String>,
}

events::refusals! {
    /// Why it cannot be entered.
    pub enum Refused {
        CodeWrong => Article::of(PLAN, 2), "事项编码应为一至四十个字母、数字或者短横线", "按权责清单填写事项编码", field "code";
        BodyUnknown => Article::of(PLAN, 2), "执法主体不在名录中", "先录入执法主体", field "body";
        CodeTaken { name: String } => Article::of(PLAN, 2), "事项编码已由其他主体的“{name}”使用", "按权责清单核对事项编码", field "code";
        BasisMissing => Article::of(PENALTY_LAW, 38).paragraph(1), "没有处罚依据的，行政处罚无效", "填写设定处罚的法律、法规、规章条款", field "basis";
        RangeWrong { min: Fen, max: Fen } => Article::of(PENALTY_LAW, 34), "罚款最低额{min}元高于最高额{max}元", "按处罚依据改正罚款幅度", field "fine_min";
        AmountWrong => Article::of(PENALTY_LAW, 34), "罚款数额不能为负数", "按处罚依据改正罚款幅度", field "fine_max";
        Unchanged => Article::of(PLAN, 2), "与名录中现有内容完全相同，没有可以录入的变化", "改动后再提交", field "code";
    }
}

impl Act for EnterMatter {
    const NAME: &'static str = "EnterMatter";
    const WORD: &'static str = "matter";
    const TITLE: &'static str = "录入权力事项";
    const STAGE: Stage = Stage::Register;
    const DUTY: Duty = Duty::Keep;
    const EVENTS: &'static [&'static str] = &["MatterEntered"];
    const FIELDS: &'static [Field] = &[
        Field::new("code", "事项编码", Shape::Line(40)),
        Field::new("body", "执法主体", Shape::One(Offer::Bodies)),
        Field::new("name", "事项名称", Shape::Line(200)).hint("如：销售超过保质期的食品"),
        Field::new("violated", "违反的规定", Shape::Text(1000)),
        Field::new("basis", "处罚依据", Shape::Text(1000)),
        Field::new("fine_min", "罚款最低额", Shape::Money),
        Field::new("fine_max", "罚款最高额", Shape::Money).hint("没有罚款的，最低额和最高额都填0"),
        Field::new("tiers", "裁量基准", Shape::Lines(300)).optional().hint("每行一个阶次"),
    ];

    fn decide(&self, _case: &Standing, occasion: &Occasion<'_>) -> Result<Vec<Event>, Refusal> {
        let registers = occasion.registers;
        if !is_code(&self.code) {
            return Err(Refused::CodeWrong.into());
        }
        registers.body(&self.body).ok_or(Refused::BodyUnknown)?;
        reach::within(&self.body, "body", occasion)?;
        let basis = self.basis.trim().to_owned();
        if basis.is_empty() {
            return Err(Refused::BasisMissing.into());
        }
        if self.fine_min.0 < 0 || self.fine_max.0 < 0 {
            return Err(Refused::AmountWrong.into());
        }
        if self.fine_min > self.fine_max {
            return Err(Refused::RangeWrong { min: self.fine_min, max: self.fine_max }.into());
        }
        let entered = MatterEntered {
            code: self.code.clone(),
            body: self.body.clone(),
            name: filled("name", &self.name)?,
            violated: filled("violated", &self.violated)?,
            basis,
            fine_min: self.fine_min,
            fine_max: self.fine_max,
            tiers: self.tiers.clone(),
        };
        match registers.matter(&entered.code) {
            Some(known) if known.body != entered.body => {
                Err(Refused::CodeTaken { name: known.name.clone() }.into())
            }
            Some(known) if *known == entered => Err(Refused::Unchanged.into()),
            _ => Ok(vec![Event::MatterEntered(entered)]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{District, MARKET, STREET, refused};

    fn expired_food() -> EnterMatter {
        EnterMatter {
            code: "0200-FOOD-034".into(),
            body: MARKET.into(),
            name: "销售超过保质期的食品".into(),
            violated: "《食品安全法》第三十四条第（十）项".into(),
            basis: "《食品安全法》第一百二十四条第一款第（五）项".into(),
            fine_min: Fen::yuan(50_000),
            fine_max: Fen::yuan(100_000),
            tiers: vec!["较轻：五万元".into()],
        }
    }

    #[test]
    fn a_matter_is_entered_and_amended() {
        let mut district = District::standing();
        district.does(&expired_food());
        assert_eq!(refused(district.decide(&expired_food())).0, "Unchanged");
        district.does(&EnterMatter { fine_max: Fen::yuan(150_000), ..expired_food() });
        assert_eq!(
            district.registers.matter("0200-FOOD-034").map(|matter| matter.fine_max),
            Some(Fen::yuan(150_000))
        );
    }

    #[test]
    fn a_matter_without_a_fine_and_one_with_a_fixed_fine_are_lawful() {
        let mut district = District::standing();
        district.does(&EnterMatter {
            code: "a".into(),
            fine_min: Fen(0),
            fine_max: Fen(0),
            ..expired_food()
        });
        district.does(&EnterMatter {
            code: "b".into(),
            fine_min: Fen(100),
            fine_max: Fen(100),
            ..expired_food()
        });
        assert_eq!(district.registers.matters().count(), 2);
    }

    #[test]
    fn what_is_wrong_is_refused_at_its_field() {
        let mut district = District::standing();
        district.does(&expired_food());
        #[rustfmt::skip]
        let table: [(EnterMatter, &str, &str); 8] = [
            (EnterMatter { code: "事项一".into(), ..expired_food() }, "CodeWrong", "code"),
            (EnterMatter { body: "none".into(), ..expired_food() }, "BodyUnknown", "body"),
            (EnterMatter { body: STREET.into(), ..expired_food() }, "CodeTaken", "code"),
            (EnterMatter { basis: " ".into(), ..expired_food() }, "BasisMissing", "basis"),
            (EnterMatter { fine_min: Fen(10_000_001), ..expired_food() }, "RangeWrong", "fine_min"),
            (EnterMatter { fine_min: Fen(-1), ..expired_food() }, "AmountWrong", "fine_max"),
            (EnterMatter { name: String::new(), ..expired_food() }, "FieldRefused", "name"),
            (EnterMatter { violated: String::new(), ..expired_food() }, "FieldRefused", "violated"),
        ];
        for (act, name, field) in table {
            assert_eq!(refused(district.decide(&act)), (name.to_owned(), Some(field.to_owned())));
        }
    }

    #[test]
    fn a_blank_act_is_open() {
        assert!(District::standing().open::<EnterMatter>());
    }
}
