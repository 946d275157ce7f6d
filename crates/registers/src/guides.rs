//! 办事指南: how a matter is applied for and handled, for the citizen (plan clause 2; 行政许可法 art 30). A promised period never exceeds the statutory one.

use crate::declaration::{Register, Term};
use crate::grounds::{self, BODY, CODE, NAME_EN};
use events::field::{Field, Shape};
use events::{Refusal, Registers};
use law::article::{Article, PERMIT_LAW};
use serde::Deserialize;

/// The register of guides.
pub struct Guides;

/// What the rules of this register look at.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Content {
    pub body: String,
    pub matter: Option<String>,
    pub statutory_days: u32,
    pub promised_days: u32,
}

events::refusals! {
    /// Why it cannot stand.
    pub enum Refused {
        PromiseLonger { promised: u32, statutory: u32 } => Article::of(PERMIT_LAW, 42), "承诺期限{promised}个工作日长于法定期限{statutory}个工作日", "承诺期限不长于法定期限", field "promised_days";
    }
}

impl Register for Guides {
    const WORD: &'static str = "guides";
    const TITLE: &'static str = "办事指南";
    const ABOUT: &'static str = "申请办理的条件、材料、流程、期限、地点和咨询投诉方式。";
    const ARTICLE: Article = Article::of(PERMIT_LAW, 30).paragraph(1);
    const KEY: &'static [&'static str] = &["code"];
    const BODY: Option<&'static str> = Some("body");
    const COLUMNS: &'static [&'static str] = &["code", "name", "body", "promised_days", "place", "phone"];
    const PUBLIC: &'static [&'static str] = &[
        "code",
        "body",
        "name",
        "name_en",
        "matter",
        "target",
        "conditions",
        "materials",
        "samples",
        "procedure",
        "statutory_days",
        "promised_days",
        "fee",
        "place",
        "hours",
        "phone",
        "complaints",
    ];
    const FIELDS: &'static [Field] = &[
        CODE,
        BODY,
        Field::new("name", "名称", Shape::Line(200)),
        NAME_EN,
        Field::new("matter", "对应的权力事项编码", Shape::Line(40)).optional(),
        Field::new("target", "申请对象", Shape::Line(200)),
        Field::new("conditions", "办理条件", Shape::Text(3000)),
        Field::new("materials", "申请材料", Shape::Lines(200)),
        Field::new(
            "samples",
            "示范文本",
            Shape::Rows(&[
                Field::new("name", "文书名称", Shape::Line(100)),
                Field::new("lines", "填写示范", Shape::Lines(200)),
            ]),
        )
        .optional()
        .hint("填写示范每行一栏，如：经营者名称：上海某某食品店"),
        Field::new("procedure", "办理流程", Shape::Text(3000)),
        Field::new("statutory_days", "法定期限（工作日）", Shape::Whole(0, 365)),
        Field::new("promised_days", "承诺期限（工作日）", Shape::Whole(0, 365)).hint("当场办结的填0"),
        Field::new("fee", "收费", Shape::Line(300)).optional().hint("不收费的不填"),
        Field::new("place", "办理地点", Shape::Line(200)),
        Field::new("hours", "办理时间", Shape::Line(200)),
        Field::new("phone", "咨询电话", Shape::Line(50)),
        Field::new("complaints", "投诉方式", Shape::Line(200)),
    ];
    type Content = Content;

    fn check(content: &Content, _term: Term, registers: &Registers) -> Result<(), Refusal> {
        if let Some(code) = &content.matter {
            grounds::matter(registers, &content.body, code)?;
        }
        if content.promised_days > content.statutory_days {
            let (promised, statutory) = (content.promised_days, content.statutory_days);
            return Err(Refused::PromiseLonger { promised, statutory }.into());
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Books, MARKET};
    use serde_json::json;

    #[test]
    fn a_promise_is_no_longer_than_the_statute() {
        let guide = |matter: &str, promised: u32| {
            json!({"code": "BS-1", "body": MARKET, "name": "食品经营许可", "matter": matter, "target": "食品经营者",
                   "conditions": "具备经营场所", "materials": ["申请书"], "procedure": "申请、受理、审查、决定",
                   "statutory_days": 20, "promised_days": promised, "place": "政务服务中心", "hours": "工作日9:00—17:00",
                   "phone": "021-22050000", "complaints": "12345"})
        };
        let books = Books::standing();
        books.allows::<Guides>(&guide("", 20));
        assert_eq!(books.refuses::<Guides>(&guide("", 21)), "PromiseLonger");
        assert_eq!(books.refuses::<Guides>(&guide("NO-SUCH", 20)), "MatterUnknown");
    }
}
