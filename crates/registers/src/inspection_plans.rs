//! 行政检查计划: what a body means to inspect in a year or in a special campaign, of whom, how many, when (国办发〔2024〕54号: 日常 and 专项 checks go by plan; plan clause
//! 2). Only what is on the body's list of inspection items can be planned, and a special inspection names who approved it.

use crate::declaration::{Register, Term};
use crate::grounds::{BASIS, BODY, CODE, NAME_EN, basis};
use crate::inspection_items;
use events::field::{Field, Shape};
use events::{Refusal, Registers};
use jiff::civil::Date;
use law::article::{Article, PLAN};
use serde::Deserialize;

/// The register of inspection plans.
pub struct InspectionPlans;

/// What the rules of this register look at.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Content {
    pub body: String,
    pub kind: String,
    pub basis: String,
    pub items: Vec<String>,
    pub from: Option<Date>,
    pub to: Option<Date>,
    pub approved_by: Option<String>,
}

events::refusals! {
    /// Why a plan cannot stand.
    pub enum Refused {
        SpanWrong => Article::of(PLAN, 2), "计划的结束日期早于开始日期", "核对检查期间", field "to";
        ApprovalMissing => Article::of(PLAN, 2), "专项检查计划没有写明批准机关和文号", "专项检查由县级以上人民政府批准；写明批准机关和文号（国办发〔2024〕54号）", field "approved_by";
    }
}

impl Register for InspectionPlans {
    const WORD: &'static str = "inspection_plans";
    const TITLE: &'static str = "行政检查计划";
    const ABOUT: &'static str = "本年度和专项检查打算检查哪些事项、哪些对象、多少家、在什么时候。";
    const ARTICLE: Article = Article::of(PLAN, 2);
    const KEY: &'static [&'static str] = &["code"];
    const BODY: Option<&'static str> = Some("body");
    const COLUMNS: &'static [&'static str] = &["name", "body", "kind", "from", "to", "number"];
    const PUBLIC: &'static [&'static str] = &[
        "code",
        "body",
        "name",
        "name_en",
        "kind",
        "basis",
        "items",
        "population",
        "number",
        "method",
        "from",
        "to",
        "approved_by",
    ];
    const FIELDS: &'static [Field] = &[
        CODE,
        BODY,
        Field::new("name", "计划名称", Shape::Line(200)).hint("如：2026年度行政检查计划"),
        NAME_EN,
        Field::new(
            "kind",
            "计划种类",
            Shape::Choice(&[("annual", "年度检查计划"), ("special", "专项检查计划")]),
        ),
        BASIS,
        Field::new("items", "检查事项编号", Shape::Lines(40)).hint("检查事项清单中的编号，每行一个"),
        Field::new("population", "检查对象范围", Shape::Line(300)),
        Field::new("number", "计划检查的对象数", Shape::Whole(1, 1_000_000)),
        Field::new(
            "method",
            "选取方式",
            Shape::Choice(&[("random", "随机抽取"), ("all", "全部检查"), ("risk", "按风险和信用等级选取")]),
        ),
        Field::new("from", "开始日期", Shape::Date),
        Field::new("to", "结束日期", Shape::Date),
        Field::new("approved_by", "批准机关和文号", Shape::Line(200)).optional().hint("专项检查必须填写"),
    ];
    type Content = Content;

    fn check(content: &Content, term: Term, registers: &Registers) -> Result<(), Refusal> {
        basis(&content.basis)?;
        for item in &content.items {
            let unlisted = |refusal: Refusal| Refusal { field: Some("items".to_owned()), ..refusal };
            inspection_items::listed(registers, &content.body, item, term.from).map_err(unlisted)?;
        }
        if content.to < content.from {
            return Err(Refused::SpanWrong.into());
        }
        match content.kind == "special" && content.approved_by.is_none() {
            true => Err(Refused::ApprovalMissing.into()),
            false => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inspection_items::InspectionItems;
    use crate::testing::{Books, MARKET};
    use serde_json::json;

    #[test]
    fn only_listed_items_are_planned_and_a_special_inspection_is_approved() {
        let mut books = Books::standing();
        let mut plan = json!({"code": "JH-2026", "body": MARKET, "name": "2026年度行政检查计划", "kind": "annual",
            "basis": "《食品安全法》第一百一十条", "items": ["JC-1"], "population": "食品经营者", "number": 100,
            "method": "random", "from": "2026-04-01", "to": "2026-11-30"});
        assert_eq!(books.refuses::<InspectionPlans>(&plan), "ItemNotListed");
        books.stand::<InspectionItems>(&json!({"code": "JC-1", "body": MARKET, "name": "食品经营检查",
            "target": "食品经营者", "basis": "《食品安全法》第一百一十条", "content": ["进货查验"],
            "method": "on_site", "times_a_year": 2}));
        books.allows::<InspectionPlans>(&plan);
        plan["kind"] = json!("special");
        assert_eq!(books.refuses::<InspectionPlans>(&plan), "ApprovalMissing");
        plan["approved_by"] = json!("区人民政府 明府办〔2026〕3号");
        books.allows::<InspectionPlans>(&plan);
        plan["to"] = json!("2026-03-31");
        assert_eq!(books.refuses::<InspectionPlans>(&plan), "SpanWrong");
    }
}
