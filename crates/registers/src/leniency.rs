//! 不予处罚、从轻减轻处罚清单: when a body does not punish, or punishes less (行政处罚法 art 32, 33). Who is not punished is to be educated (art 33 para 3), so
//! an entry that spares the penalty says how.

use crate::declaration::{Register, Term};
use crate::grounds::{self, BASIS, BODY, CODE};
use events::field::{Field, Shape};
use events::{Refusal, Registers};
use law::article::{Article, PENALTY_LAW};
use serde::Deserialize;

/// The register of leniency.
pub struct Leniency;

/// What the rules of this register look at.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Content {
    pub body: String,
    pub matter: String,
    pub kind: String,
    pub basis: String,
    pub education: Option<String>,
}

events::refusals! {
    /// Why it cannot stand.
    pub enum Refused {
        EducationMissing => Article::of(PENALTY_LAW, 33).paragraph(3), "不予行政处罚的，应当对当事人进行教育；没有写明教育措施", "填写教育措施", field "education";
    }
}

impl Register for Leniency {
    const WORD: &'static str = "leniency";
    const TITLE: &'static str = "不予处罚和从轻减轻处罚清单";
    const ABOUT: &'static str = "轻微不罚、首违不罚、从轻、减轻处罚的情形和条件。";
    const ARTICLE: Article = Article::of(PENALTY_LAW, 33);
    const KEY: &'static [&'static str] = &["code"];
    const BODY: Option<&'static str> = Some("body");
    const COLUMNS: &'static [&'static str] = &["code", "kind", "matter", "body", "conditions"];
    const PUBLIC: &'static [&'static str] =
        &["code", "body", "matter", "kind", "conditions", "basis", "education"];
    const FIELDS: &'static [Field] = &[
        CODE,
        BODY,
        Field::new("matter", "权力事项编码", Shape::Line(40)),
        Field::new(
            "kind",
            "种类",
            Shape::Choice(&[
                ("minor", "轻微不罚"),
                ("first_time", "首违不罚"),
                ("lighter", "从轻处罚"),
                ("mitigated", "减轻处罚"),
            ]),
        ),
        Field::new("conditions", "适用条件", Shape::Lines(300)),
        BASIS,
        Field::new("education", "教育措施", Shape::Text(1000)).optional().hint("不予处罚的必须填写"),
    ];
    type Content = Content;

    fn check(content: &Content, _term: Term, registers: &Registers) -> Result<(), Refusal> {
        grounds::matter(registers, &content.body, &content.matter)?;
        grounds::basis(&content.basis)?;
        let spared = matches!(content.kind.as_str(), "minor" | "first_time");
        match spared && content.education.is_none() {
            true => Err(Refused::EducationMissing.into()),
            false => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Books, FOOD, MARKET};
    use serde_json::json;

    #[test]
    fn who_is_spared_is_educated() {
        let books = Books::standing();
        let entry = |kind: &str, education: &str| {
            json!({"code": "BF-1", "body": MARKET, "matter": FOOD, "kind": kind, "conditions": ["首次", "及时改正"],
                   "basis": "《行政处罚法》第三十三条第一款", "education": education})
        };
        books.allows::<Leniency>(&entry("mitigated", ""));
        books.allows::<Leniency>(&entry("first_time", "责令改正并当面说明"));
        assert_eq!(books.refuses::<Leniency>(&entry("first_time", "")), "EducationMissing");
    }
}
