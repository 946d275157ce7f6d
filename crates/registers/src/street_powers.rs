//! 街道、乡镇赋权事项: which penalties a street office or town imposes in its own name, by the city's published decision (行政处罚法 art 24). Only what is on
//! the list is handed down, and only to a street or town: a case of any other matter is not opened there. The list binds, so it is kept by the justice bureau for the whole district:
//! no street hands powers to itself.

use crate::declaration::{Register, Term};
use crate::grounds::{self, BODY};
use events::field::{Field, Offer, Shape};
use events::registers::BodyKind;
use events::{Refusal, Registers};
use law::article::{Article, PENALTY_LAW};
use serde::Deserialize;

/// The register of powers handed to streets.
pub struct StreetPowers;

/// What the rules of this register look at.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Content {
    pub body: String,
    pub from_body: String,
    pub matter: String,
}

events::refusals! {
    /// Why it cannot stand.
    pub enum Refused {
        NotAStreet => Article::of(PENALTY_LAW, 24).paragraph(1), "赋权事项只能交由街道办事处、乡镇人民政府行使", "核对执法主体的类别", field "body";
        NotADepartment => Article::of(PENALTY_LAW, 24).paragraph(1), "赋权事项来自县级人民政府部门，不能来自街道、乡镇", "填写原来行使该权力的部门", field "from_body";
    }
}

impl Register for StreetPowers {
    const WORD: &'static str = "street_powers";
    const TITLE: &'static str = "街道、乡镇赋权事项";
    const ABOUT: &'static str = "依据市级公布的决定，由街道办事处、镇人民政府以自己名义行使的行政处罚权。";
    const ARTICLE: Article = Article::of(PENALTY_LAW, 24).paragraph(1);
    const KEY: &'static [&'static str] = &["body", "matter"];
    const BODY: Option<&'static str> = None;
    const COLUMNS: &'static [&'static str] = &["body", "matter", "from_body", "decision"];
    const PUBLIC: &'static [&'static str] = &["body", "matter", "from_body", "decision", "published_on"];
    const FIELDS: &'static [Field] = &[
        BODY,
        Field::new("matter", "权力事项编码", Shape::Line(40)),
        Field::new("from_body", "原行使部门", Shape::One(Offer::Bodies)),
        Field::new("decision", "赋权决定的名称和文号", Shape::Line(200)),
        Field::new("published_on", "决定公布日期", Shape::Date),
    ];
    type Content = Content;

    fn check(content: &Content, _term: Term, registers: &Registers) -> Result<(), Refusal> {
        let kind = |code: &str| registers.body(code).map(|body| body.kind);
        if kind(&content.body) != Some(BodyKind::Street) {
            return Err(Refused::NotAStreet.into());
        }
        if kind(&content.from_body).is_none_or(|kind| kind == BodyKind::Street) {
            return Err(Refused::NotADepartment.into());
        }
        // The list may name the department's matter, or the wording of it that was entered for the street itself.
        grounds::matter(registers, &content.from_body, &content.matter)
            .or_else(|_| grounds::matter(registers, &content.body, &content.matter))
            .map(|_| ())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Books, FOOD, MARKET, TOWN};
    use serde_json::json;

    #[test]
    fn powers_go_from_a_department_to_a_street_and_are_listed() {
        let books = Books::standing();
        let power = |body: &str, from: &str, matter: &str| {
            json!({"body": body, "matter": matter, "from_body": from, "decision": "沪府规〔2021〕试号",
                   "published_on": "2021-07-01"})
        };
        books.allows::<StreetPowers>(&power(TOWN, MARKET, FOOD));
        assert_eq!(books.refuses::<StreetPowers>(&power(MARKET, MARKET, FOOD)), "NotAStreet");
        assert_eq!(books.refuses::<StreetPowers>(&power(TOWN, TOWN, FOOD)), "NotADepartment");
        assert_eq!(books.refuses::<StreetPowers>(&power(TOWN, MARKET, "NO-SUCH")), "MatterUnknown");
    }
}
