//! 法律职业资格和法律专业背景: who of a body's people is qualified to review (行政处罚法 art 58 para 2; plan clause 18), and when somebody is expected to leave, so
//! that the share of reviewers can be looked at ahead. Personal: not public.

use crate::declaration::{Register, Term};
use crate::grounds::{self, BODY};
use events::field::{Field, Shape};
use events::{Refusal, Registers};
use jiff::civil::Date;
use law::article::{Article, PENALTY_LAW};
use serde::Deserialize;

/// The register of legal qualifications.
pub struct Qualifications;

/// A qualification and its holder.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Content {
    pub body: String,
    pub officer: String,
    pub kind: String,
    pub number: Option<String>,
    pub leaves_on: Option<Date>,
}

events::refusals! {
    /// Why it cannot stand.
    pub enum Refused {
        QualificationNumberMissing => Article::of(PENALTY_LAW, 58).paragraph(2), "国家统一法律职业资格应当填写证书编号", "填写证书编号", field "number";
    }
}

impl Register for Qualifications {
    const WORD: &'static str = "qualifications";
    const TITLE: &'static str = "法律职业资格";
    const ABOUT: &'static str = "法制审核人员的法律职业资格、法律专业背景和预计离岗日期。";
    const ARTICLE: Article = Article::of(PENALTY_LAW, 58).paragraph(2);
    const KEY: &'static [&'static str] = &["officer"];
    const BODY: Option<&'static str> = Some("body");
    const COLUMNS: &'static [&'static str] = &["officer", "body", "kind", "leaves_on"];
    const PUBLIC: &'static [&'static str] = &[];
    const FIELDS: &'static [Field] = &[
        BODY,
        Field::new("officer", "人员标识", Shape::Line(40)),
        Field::new(
            "kind",
            "资格",
            Shape::Choice(&[("national", "国家统一法律职业资格"), ("degree", "法律专业背景")]),
        ),
        Field::new("number", "证书编号", Shape::Line(40)).optional(),
        Field::new("leaves_on", "预计离岗日期", Shape::Date)
            .optional()
            .hint("退休、调离等；用于预测审核人员比例"),
    ];
    type Content = Content;

    fn check(content: &Content, _term: Term, registers: &Registers) -> Result<(), Refusal> {
        grounds::officer(registers, &content.body, &content.officer)?;
        match content.kind == "national" && content.number.is_none() {
            true => Err(Refused::QualificationNumberMissing.into()),
            false => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Books, MARKET};
    use serde_json::json;

    #[test]
    fn the_national_qualification_has_a_number() {
        let books = Books::standing();
        let held = |kind: &str, number: &str| json!({"body": MARKET, "officer": "chen-jing", "kind": kind, "number": number});
        books.allows::<Qualifications>(&held("national", "A20153101040123"));
        books.allows::<Qualifications>(&held("degree", ""));
        assert_eq!(books.refuses::<Qualifications>(&held("national", "")), "QualificationNumberMissing");
    }
}
