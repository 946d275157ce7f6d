//! 法制审核机构的指定: a body that has no legal office names another department that does not handle cases, or, for streets and towns, a shared review
//! centre (plan clause 17, features 17.2). Until one is named, none of its decisions can be sent for review.

use crate::declaration::{Register, Term, content_of};
use crate::grounds::BODY;
use events::field::{Field, Offer, Shape};
use events::registers::{BodyKind, DepartmentRole};
use events::{Refusal, Registers};
use jiff::civil::Date;
use law::article::{Article, PLAN};
use serde::Deserialize;

/// The register of substitutes for a legal office.
pub struct ReviewSubstitutes;

/// Who reviews for a body.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Content {
    pub body: String,
    pub department: Option<String>,
    pub centre: Option<String>,
}

events::refusals! {
    /// Why it cannot stand.
    pub enum Refused {
        OneOfTwo => Article::of(PLAN, 17), "应当指定一个内设机构，或者一个审核中心，二者选一", "只填写一项", field "department";
        SubstituteUnknown => Article::of(PLAN, 17), "本机关没有这个内设机构", "填写内设机构代码", field "department";
        SubstituteHandles { name: String } => Article::of(PLAN, 17), "{name}是承办机构，不能作为审核机构", "指定经办部门以外的机构", field "department";
        CentreForStreetsOnly => Article::of(PLAN, 17), "只有街道、乡镇可以共用审核中心", "指定本机关的内设机构", field "centre";
        CentreHasNoOffice => Article::of(PLAN, 17), "审核中心所在的机关没有法制机构", "另行指定，或者先录入其法制机构", field "centre";
    }
}

impl Register for ReviewSubstitutes {
    const WORD: &'static str = "review_substitutes";
    const TITLE: &'static str = "法制审核机构的指定";
    const ABOUT: &'static str = "没有法制机构的机关指定的审核机构；街道、乡镇可以共用审核中心。";
    const ARTICLE: Article = Article::of(PLAN, 17);
    const KEY: &'static [&'static str] = &["body"];
    const BODY: Option<&'static str> = Some("body");
    const COLUMNS: &'static [&'static str] = &["body", "department", "centre"];
    const PUBLIC: &'static [&'static str] = &["body", "department", "centre"];
    const FIELDS: &'static [Field] = &[
        BODY,
        Field::new("department", "内设机构代码", Shape::Line(40)).optional(),
        Field::new("centre", "审核中心所在机关", Shape::One(Offer::Bodies))
            .optional()
            .hint("街道、乡镇共用的"),
    ];
    type Content = Content;

    fn check(content: &Content, _term: Term, registers: &Registers) -> Result<(), Refusal> {
        match (&content.department, &content.centre) {
            (Some(code), None) => {
                let department = registers.department(code).filter(|known| known.body == content.body);
                let department = department.ok_or(Refused::SubstituteUnknown)?;
                match department.role == DepartmentRole::Handling {
                    true => Err(Refused::SubstituteHandles { name: department.name.clone() }.into()),
                    false => Ok(()),
                }
            }
            (None, Some(centre)) => {
                let street = registers.body(&content.body).is_some_and(|body| body.kind == BodyKind::Street);
                if !street {
                    return Err(Refused::CentreForStreetsOnly.into());
                }
                match has_legal_office(registers, centre) {
                    true => Ok(()),
                    false => Err(Refused::CentreHasNoOffice.into()),
                }
            }
            _ => Err(Refused::OneOfTwo.into()),
        }
    }
}

/// Whether a body has a legal office of its own.
pub fn has_legal_office(registers: &Registers, body: &str) -> bool {
    registers
        .departments()
        .any(|department| department.body == body && department.role == DepartmentRole::Legal)
}

/// The substitute a body has named, as it stands on the day.
pub fn named(registers: &Registers, body: &str, day: Date) -> Option<Content> {
    content_of::<ReviewSubstitutes>(registers.book(ReviewSubstitutes::WORD).as_of(body, day)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Books, MARKET, STREET, TODAY, TOWN};
    use events::entries::Change;
    use jiff::civil::date;
    use serde_json::{Value, json};

    #[test]
    fn a_substitute_does_not_handle_and_only_streets_share_a_centre() {
        let mut books = Books::standing();
        let table: [(Value, &str); 6] = [
            (json!({"body": STREET, "department": "street-team"}), "SubstituteHandles"),
            (json!({"body": STREET, "department": "market-legal"}), "SubstituteUnknown"),
            (json!({"body": STREET}), "OneOfTwo"),
            (json!({"body": STREET, "department": "street-team", "centre": MARKET}), "OneOfTwo"),
            (json!({"body": STREET, "centre": MARKET}), "CentreForStreetsOnly"),
            (json!({"body": TOWN, "centre": STREET}), "CentreHasNoOffice"),
        ];
        for (content, name) in table {
            assert_eq!(books.refuses::<ReviewSubstitutes>(&content), name, "{content}");
        }
        books.allows::<ReviewSubstitutes>(&json!({"body": MARKET, "department": "market-office"}));
        books.stand::<ReviewSubstitutes>(&json!({"body": TOWN, "centre": MARKET}));
        let centre = named(&books.district.registers, TOWN, TODAY).and_then(|named| named.centre);
        assert_eq!(centre.as_deref(), Some(MARKET));
        assert!(has_legal_office(&books.district.registers, MARKET));
        assert!(!has_legal_office(&books.district.registers, STREET));
    }
    #[test]
    fn a_street_that_ended_its_centre_can_name_it_again() {
        let mut books = Books::standing();
        let (ends, again) = (date(2027, 1, 1), date(2028, 1, 1));
        books.stand::<ReviewSubstitutes>(&json!({"body": TOWN, "centre": MARKET}));
        books.lets_stand::<ReviewSubstitutes>(vec![Change::Retire { key: TOWN.into(), from: ends }]);
        assert!(!books.district.registers.has_review_office(TOWN, ends));
        let term = Term { from: again, to: None };
        books.stand_in::<ReviewSubstitutes>(&json!({"body": TOWN, "centre": MARKET}), term);
        assert!(books.district.registers.has_review_office(TOWN, again));
        assert!(!books.district.registers.has_review_office(TOWN, ends));
    }
}
