//! 岗位信息公示牌: who serves at a window, with post, duties, sample papers, and where to ask, to follow an application and to complain (plan clause 5,
//! features 5.1). The photo is a file that the entry names by its digest.

use crate::declaration::{Register, Term};
use crate::grounds::{self, BODY, CODE};
use events::field::{Field, Shape};
use events::{Refusal, Registers};
use law::article::{Article, PLAN};
use serde::Deserialize;

/// The register of window posts.
pub struct WindowPosts;

/// What the rules of this register look at.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Content {
    pub body: String,
    pub officer: String,
    pub name: String,
}

events::refusals! {
    /// Why it cannot stand.
    pub enum Refused {
        NameDiffers { name: String } => Article::of(PLAN, 5), "公示的姓名与名录中的{name}不一致", "按名录改正姓名", field "name";
    }
}

impl Register for WindowPosts {
    const WORD: &'static str = "window_posts";
    const TITLE: &'static str = "岗位信息公示牌";
    const ABOUT: &'static str = "政务服务窗口的岗位、人员、职责、示范文本和咨询投诉方式。";
    const ARTICLE: Article = Article::of(PLAN, 5);
    const KEY: &'static [&'static str] = &["code"];
    const BODY: Option<&'static str> = Some("body");
    const COLUMNS: &'static [&'static str] = &["code", "window", "name", "post", "body"];
    const PUBLIC: &'static [&'static str] = &[
        "code",
        "body",
        "window",
        "name",
        "post",
        "photo",
        "duties",
        "samples",
        "progress",
        "consulting",
        "complaints",
    ];
    const FIELDS: &'static [Field] = &[
        CODE,
        BODY,
        Field::new("window", "窗口", Shape::Line(100)),
        Field::new("officer", "人员标识", Shape::Line(40)),
        Field::new("name", "姓名", Shape::Line(50)),
        Field::new("post", "职务", Shape::Line(100)),
        Field::new("photo", "照片", Shape::File)
            .optional()
            .hint("已转正的 JPEG 或者 PNG 证件照，不超过 2 MiB；拍摄地点、设备等信息会去掉"),
        Field::new("duties", "岗位职责", Shape::Text(1000)),
        Field::new("samples", "示范文本", Shape::Lines(200)).optional(),
        Field::new("progress", "进度查询", Shape::Line(200)),
        Field::new("consulting", "咨询服务", Shape::Line(200)),
        Field::new("complaints", "投诉举报", Shape::Line(200)),
    ];
    type Content = Content;

    fn check(content: &Content, _term: Term, registers: &Registers) -> Result<(), Refusal> {
        let officer = grounds::officer(registers, &content.body, &content.officer)?;
        match officer.name == content.name {
            true => Ok(()),
            false => Err(Refused::NameDiffers { name: officer.name.clone() }.into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Books, MARKET, STREET};
    use serde_json::json;

    #[test]
    fn the_board_shows_who_is_in_the_register() {
        let books = Books::standing();
        let post = |body: &str, officer: &str, name: &str| {
            json!({"code": "CK-1", "body": body, "window": "3号窗口", "officer": officer, "name": name, "post": "科员",
                   "duties": "受理", "progress": "公示平台", "consulting": "12345", "complaints": "12345"})
        };
        books.allows::<WindowPosts>(&post(MARKET, "gao-shan", "高山"));
        assert_eq!(books.refuses::<WindowPosts>(&post(MARKET, "gao-shan", "高三")), "NameDiffers");
        assert_eq!(books.refuses::<WindowPosts>(&post(STREET, "gao-shan", "高山")), "OfficerUnknown");
    }
}
