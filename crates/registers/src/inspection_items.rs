//! 检查事项: what a body may inspect, on whom, by which article, how and how often at most (国办发〔2024〕54号; plan clause 1). What is not on this list is not
//! inspected (features 2.4); the act that
//! inspects asks the same list (`events::Registers::inspection_item`).

use crate::declaration::{Register, Term};
use crate::grounds::{self, BASIS, BODY, CODE, NAME_EN};
use events::field::{Field, Shape};
use events::{Refusal, Registers};
use jiff::civil::Date;
use law::article::{Article, PLAN};
use serde::Deserialize;

/// The register of inspection items.
pub struct InspectionItems;

/// What the rules of this register look at.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Content {
    pub body: String,
    pub basis: String,
}

events::refusals! {
    /// Why something may not be inspected.
    pub enum Refused {
        ItemNotListed { code: String } => Article::of(PLAN, 2), "检查事项{code}不在本机关公布的检查事项清单中，不得实施", "先将检查事项列入清单并公布", field "item";
    }
}

impl Register for InspectionItems {
    const WORD: &'static str = "inspection_items";
    const TITLE: &'static str = "检查事项清单";
    const ABOUT: &'static str = "可以检查的事项、依据、方式和年度频次上限；清单之外不检查。";
    const ARTICLE: Article = Article::of(PLAN, 2);
    const KEY: &'static [&'static str] = &["code"];
    const BODY: Option<&'static str> = Some("body");
    const COLUMNS: &'static [&'static str] = &["code", "name", "body", "target", "method", "times_a_year"];
    const PUBLIC: &'static [&'static str] =
        &["code", "body", "name", "name_en", "target", "basis", "content", "method", "times_a_year"];
    const FIELDS: &'static [Field] = &[
        CODE,
        BODY,
        Field::new("name", "检查事项", Shape::Line(200)),
        NAME_EN,
        Field::new("target", "检查对象", Shape::Line(200)),
        BASIS,
        Field::new("content", "检查内容", Shape::Lines(300)),
        Field::new(
            "method",
            "检查方式",
            Shape::Choice(&[("on_site", "现场检查"), ("written", "书面检查"), ("remote", "非现场检查")]),
        ),
        Field::new("times_a_year", "对同一对象的年度频次上限", Shape::Whole(1, 365)),
    ];
    type Content = Content;

    fn check(content: &Content, _term: Term, _registers: &Registers) -> Result<(), Refusal> {
        grounds::basis(&content.basis)
    }
}

/// Whether the item of this code is on the body's list on the day.
pub fn listed(registers: &Registers, body: &str, code: &str, day: Date) -> Result<(), Refusal> {
    let found = registers.inspection_item(body, code, day);
    found.map(|_| ()).ok_or_else(|| Refused::ItemNotListed { code: code.to_owned() }.into())
}
