//! 随机抽查事项: which listed inspections are drawn at random, what share of the objects, how often (双随机、一公开; plan clause 2). Only what is on the
//! list of inspection items can be drawn.

use crate::declaration::{Register, Term};
use crate::grounds::{BODY, CODE, NAME_EN};
use crate::inspection_items;
use events::field::{Field, Shape};
use events::{Refusal, Registers};
use law::article::{Article, PLAN};
use serde::Deserialize;

/// The register of random inspections.
pub struct RandomInspections;

/// What the rules of this register look at.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Content {
    pub body: String,
    pub item: String,
}

impl Register for RandomInspections {
    const WORD: &'static str = "random_inspections";
    const TITLE: &'static str = "随机抽查事项清单";
    const ABOUT: &'static str = "随机抽取检查对象、随机选派检查人员的事项，及其比例和频次。";
    const ARTICLE: Article = Article::of(PLAN, 2);
    const KEY: &'static [&'static str] = &["code"];
    const BODY: Option<&'static str> = Some("body");
    const COLUMNS: &'static [&'static str] =
        &["code", "name", "body", "item", "share_percent", "times_a_year"];
    const PUBLIC: &'static [&'static str] =
        &["code", "body", "name", "name_en", "item", "population", "share_percent", "times_a_year"];
    const FIELDS: &'static [Field] = &[
        CODE,
        BODY,
        Field::new("name", "抽查事项", Shape::Line(200)),
        NAME_EN,
        Field::new("item", "检查事项编号", Shape::Line(40)).hint("检查事项清单中的编号"),
        Field::new("population", "抽查对象范围", Shape::Line(300)),
        Field::new("share_percent", "抽查比例（%）", Shape::Whole(1, 100)),
        Field::new("times_a_year", "年度抽查次数", Shape::Whole(1, 52)),
    ];
    type Content = Content;

    fn check(content: &Content, term: Term, registers: &Registers) -> Result<(), Refusal> {
        inspection_items::listed(registers, &content.body, &content.item, term.from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inspection_items::InspectionItems;
    use crate::testing::{Books, MARKET, STREET};
    use serde_json::json;

    #[test]
    fn only_a_listed_item_of_the_body_is_drawn() {
        let mut books = Books::standing();
        let draw = |body: &str, item: &str| {
            json!({"code": "SJ-1", "body": body, "name": "食品经营抽查", "item": item, "population": "食品经营者",
                   "share_percent": 5, "times_a_year": 2})
        };
        assert_eq!(books.refuses::<RandomInspections>(&draw(MARKET, "JC-1")), "ItemNotListed");
        books.stand::<InspectionItems>(&json!({"code": "JC-1", "body": MARKET, "name": "食品经营检查",
            "target": "食品经营者", "basis": "《食品安全法》第一百一十条", "content": ["进货查验"],
            "method": "on_site", "times_a_year": 2}));
        books.allows::<RandomInspections>(&draw(MARKET, "JC-1"));
        assert_eq!(books.refuses::<RandomInspections>(&draw(STREET, "JC-1")), "ItemNotListed");
    }
}
