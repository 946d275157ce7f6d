//! 权责清单: each power of a body with its basis, the duties that go with it and what it answers for (plan clause 2). A power without an article is none
//! (行政处罚法 art 4: the penalty that has no basis is void; the list takes the same view of every power).

use crate::declaration::{Register, Term};
use crate::grounds::{self, BASIS, BODY, CODE, NAME_EN};
use events::field::{Field, Shape};
use events::{Refusal, Registers};
use law::article::{Article, PLAN};
use serde::Deserialize;

/// The register of powers and duties.
pub struct DutyLists;

/// What the rules of this register look at.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Content {
    pub basis: String,
}

impl Register for DutyLists {
    const WORD: &'static str = "duty_lists";
    const TITLE: &'static str = "权责清单";
    const ABOUT: &'static str = "机关有哪些权力、依据是什么、承担什么责任。";
    const ARTICLE: Article = Article::of(PLAN, 2);
    const KEY: &'static [&'static str] = &["code"];
    const BODY: Option<&'static str> = Some("body");
    const COLUMNS: &'static [&'static str] = &["code", "name", "kind", "body", "basis"];
    const PUBLIC: &'static [&'static str] =
        &["code", "body", "name", "name_en", "kind", "basis", "duties", "liability", "department"];
    const FIELDS: &'static [Field] = &[
        CODE,
        BODY,
        Field::new("name", "权力名称", Shape::Line(200)),
        NAME_EN,
        Field::new(
            "kind",
            "权力类别",
            Shape::Choice(&[
                ("penalty", "行政处罚"),
                ("permit", "行政许可"),
                ("compulsion", "行政强制"),
                ("inspection", "行政检查"),
                ("levy", "行政征收征用"),
                ("confirmation", "行政确认"),
                ("reward", "行政奖励"),
                ("ruling", "行政裁决"),
                ("other", "其他"),
            ]),
        ),
        BASIS,
        Field::new("duties", "责任事项", Shape::Text(3000)),
        Field::new("liability", "追责情形", Shape::Text(3000)),
        Field::new("department", "承办机构", Shape::Line(100)).optional(),
    ];
    type Content = Content;

    fn check(content: &Content, _term: Term, _registers: &Registers) -> Result<(), Refusal> {
        grounds::basis(&content.basis)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Books, MARKET};
    use serde_json::json;

    #[test]
    fn a_power_names_its_article() {
        let duty = |basis: &str| {
            json!({"code": "QZ-1", "body": MARKET, "name": "对食品生产经营的监督检查", "kind": "inspection",
                   "basis": basis, "duties": "依法检查", "liability": "应当检查而不检查"})
        };
        let books = Books::standing();
        books.allows::<DutyLists>(&duty("《食品安全法》第一百一十条"));
        for basis in ["依法", "《食品安全法》"] {
            assert_eq!(books.refuses::<DutyLists>(&duty(basis)), "BasisWithoutArticle");
        }
    }
}
