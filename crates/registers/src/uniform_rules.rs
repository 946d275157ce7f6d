//! 着装和执法标志的要求: which bodies enforce in uniform and with insignia, and by which rule (plan clause 4). Where one stands, certificates are not shown
//! without confirming that uniform and insignia are worn; a body without an entry is asked for nothing.

use crate::declaration::{Register, Term};
use crate::grounds::BODY;
use events::field::{Field, Shape};
use events::{Refusal, Registers};
use jiff::civil::Date;
use law::article::{Article, PLAN};
use serde::Deserialize;

/// The register of rules on uniform and insignia.
pub struct UniformRules;

/// What the rules of this register look at.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Content {
    pub issued_on: Option<Date>,
}

events::refusals! {
    /// Why it cannot stand.
    pub enum Refused {
        IssuedLater => Article::of(PLAN, 4), "启用日早于规定发布的日期", "改正启用日或者发布日期", field "issued_on";
    }
}

impl Register for UniformRules {
    const WORD: &'static str = "uniform_rules";
    const TITLE: &'static str = "着装和执法标志的要求";
    const ABOUT: &'static str = "执法时应当着制式服装、佩戴执法标志的机关和所依据的规定。";
    const ARTICLE: Article = Article::of(PLAN, 4);
    const KEY: &'static [&'static str] = &["body"];
    const BODY: Option<&'static str> = Some("body");
    const COLUMNS: &'static [&'static str] = &["body", "worn", "basis", "issued_on"];
    const PUBLIC: &'static [&'static str] = &["body", "worn", "basis", "issued_on"];
    const FIELDS: &'static [Field] = &[
        BODY,
        Field::new("worn", "着装和标志", Shape::Line(100)).hint("如：着制式服装、佩戴执法标志"),
        Field::new("basis", "依据", Shape::Line(200)).hint("写明规定的名称和条款"),
        Field::new("issued_on", "规定发布日期", Shape::Date),
    ];
    type Content = Content;

    fn check(content: &Content, term: Term, _registers: &Registers) -> Result<(), Refusal> {
        match content.issued_on.is_some_and(|day| day <= term.from) {
            true => Ok(()),
            false => Err(Refused::IssuedLater.into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Books, MARKET, TODAY};
    use serde_json::json;

    #[test]
    fn a_rule_stands_from_its_day_and_not_before_it_was_issued() {
        let mut books = Books::standing();
        let rule = |issued: &str| {
            json!({"body": MARKET, "worn": "着制式服装、佩戴执法标志", "basis": "《综合行政执法制式服装和标志管理办法》",
                   "issued_on": issued})
        };
        assert_eq!(books.refuses::<UniformRules>(&rule("2099-01-01")), "IssuedLater");
        books.stand::<UniformRules>(&rule("2020-01-01"));
        let stands = books.district.registers.book(UniformRules::WORD).as_of(MARKET, TODAY);
        assert!(stands.is_some_and(|entry| entry.content.is_some()));
    }
}
