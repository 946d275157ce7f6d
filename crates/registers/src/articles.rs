//! 条文: the text of an article, by paragraph and item where that is needed, with the days on which it is in force (features 1.2). Each amendment is a new
//! version; entries of other registers that cite it are flagged (`crate::citation`), cases keep what they used.

use crate::citation::Cited;
use crate::declaration::{Register, Term};
use events::field::{Field, Shape};
use events::{Refusal, Registers};
use law::article::{Article, PLAN};
use serde::Deserialize;
use serde_json::Value;

/// The register of articles, kept for the whole district by the justice bureau.
pub struct Articles;

/// A place in a law and its text.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Content {
    pub law: String,
    pub article: u32,
    pub paragraph: u32,
    pub item: u32,
    pub text: String,
}

events::refusals! {
    /// Why it cannot be entered.
    pub enum Refused {
        LawNameWrong { short: String } => Article::of(PLAN, 1), "法规名称应写作“{short}”，不加书名号和国名", "改正法规名称", field "law";
    }
}

impl Register for Articles {
    const WORD: &'static str = "articles";
    const TITLE: &'static str = "法规条文";
    const ABOUT: &'static str = "执法所依据的条文及其施行日期；条文修改后，引用它的事项和基准会被提示复核。";
    const ARTICLE: Article = Article::of(PLAN, 1);
    const KEY: &'static [&'static str] = &["law", "article", "paragraph", "item"];
    const BODY: Option<&'static str> = None;
    const COLUMNS: &'static [&'static str] = &["law", "article", "paragraph", "item", "text"];
    const PUBLIC: &'static [&'static str] = &["law", "article", "paragraph", "item", "text", "source"];
    const FIELDS: &'static [Field] = &[
        Field::new("law", "法规名称", Shape::Line(60)).hint("如：食品安全法"),
        Field::new("article", "条", Shape::Whole(1, 2000)),
        Field::new("paragraph", "款", Shape::Whole(0, 99)).hint("整条登记的填0"),
        Field::new("item", "项", Shape::Whole(0, 99)).hint("没有的填0"),
        Field::new("text", "条文", Shape::Text(5000)),
        Field::new("source", "公布机关和文号", Shape::Line(200)).optional(),
    ];
    type Content = Content;

    fn check(content: &Content, _term: Term, _registers: &Registers) -> Result<(), Refusal> {
        let bare = content.law.trim_matches(['《', '》']);
        let short = crate::citation::short(bare);
        match short == content.law {
            true => Ok(()),
            false => Err(Refused::LawNameWrong { short }.into()),
        }
    }
}

impl Articles {
    /// The place an entry of this register is about.
    pub fn place(content: &Value) -> Option<Cited> {
        let Content { law, article, paragraph, item, .. } = Content::deserialize(content).ok()?;
        Some(Cited { law, article, paragraph, item })
    }
}
